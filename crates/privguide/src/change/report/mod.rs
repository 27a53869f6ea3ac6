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

#[cfg(test)]
pub(crate) use human::plain;
pub use human::{PieceRole, ReportLine};

use super::Change;
use crate::language::Language;

/// Names of the two states, such as `v1.0` and `work tree`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// The older state.
    pub before: String,
    /// The newer one.
    pub after: String,
}

impl Change {
    /// The report as lines for a terminal; the role of each piece decides its style.
    #[must_use]
    pub fn human(&self, labels: &Labels, language: Language) -> Vec<ReportLine> {
        human::human(self, labels, language)
    }

    /// The report as JSON, version 1: fields are only ever added.
    #[must_use]
    pub fn json(&self, labels: &Labels) -> String {
        json::json(self, labels)
    }

    /// The report as Markdown. It can be posted as a comment: it mentions no people and contains no
    /// links or embedded content.
    #[must_use]
    pub fn markdown(&self, labels: &Labels, language: Language) -> String {
        markdown::markdown(self, labels, language)
    }

    /// One line for each consequence, `consent[new-information]: …`, then `verdict[consent]: …`.
    #[must_use]
    pub fn short(&self, language: Language) -> String {
        short::short(self, language)
    }
}
