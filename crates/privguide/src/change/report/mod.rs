//! Renders a change: lines for a terminal, one line for each consequence, Markdown for a pull
//! request, JSON for programs.
//!
//! All formats have the same content. Text from the project (purposes, names, paths, commit
//! messages) is untrusted: it is reduced to one line without control characters, and escaped in
//! Markdown.

mod human;
mod json;
mod markdown;
mod outline;
mod short;
mod words;

pub use human::{LinePiece, PieceRole, ReportLine, human, plain};
pub use json::json;
pub use markdown::markdown;
pub use short::short;

/// Names of the two states, such as `v1.0` and `work tree`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// The older state.
    pub before: String,
    /// The newer one.
    pub after: String,
}
