//! What is wrong: rules × program × uses × declarations become findings.
//!
//! One rule is one Markdown file (`rules/<id>.md`: texts, source, examples that run as tests) and one source file
//! (`review/rules/<id>.rs`). Levels, suppressions and the order of findings are applied in one place, after the rules.

mod finding;

pub use finding::{Finding, FindingPlace, Fix, FixEdit, Level};
