//! A change for readers: lines for a terminal, one line for each consequence, Markdown for a pull
//! request, JSON for programs.
//!
//! All say the same. What the project gave (purposes, names, paths, commit messages) is untrusted:
//! one line each, without control characters, and inert as Markdown.

mod human;
mod json;
mod markdown;
mod outline;
mod short;
mod words;

pub use human::{Line, Piece, Role, human, plain};
pub use json::json;
pub use markdown::markdown;
pub use short::short;

/// What the two states are called: `v1.0` and `work tree`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// The older state.
    pub before: String,
    /// The newer one.
    pub after: String,
}
