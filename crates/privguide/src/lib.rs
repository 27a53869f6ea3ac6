//! A tree of files becomes a **program**, the program's **uses** are reviewed against the declarations, the **review** becomes a
//! **guide**, and two guides become a **change**.
//!
//! ```text
//!  SourceTree ──► Program ──► Uses ──► Review ──► Guide ──► Change
//!    tree/        program/    scan/    review/    guide/    change/
//!                    ▲           ▲        ▲          ▲
//!                    └───────────┴ catalog/ ─────────┤
//!                                          declaration/
//! ```
//!
//! Each arrow is one folder, in this order; nothing flows back. The crate is pure: it reads a [`tree::SourceTree`] and options and
//! returns values. It knows no terminal, no clock, no network, no environment and no git. Everything that comes from a scanned
//! project is untrusted text: callers that print it must escape it.

pub mod catalog;
pub mod change;
pub mod declaration;
mod framework;
pub mod guide;
pub mod language;
pub mod program;
pub mod project;
pub mod review;
pub mod scan;
pub mod suggest;
mod text;
mod token;
pub mod tree;
