//! A weakening: something that a tree judges less strictly than another one.

use super::Level;
use crate::{language::Text, tree::Place};

/// The rule under which it is reported.
pub(super) const ID: &str = "weakened-check";

/// A weakening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakening {
    /// Its kind.
    pub(crate) kind: WeakeningKind,
    /// What is weaker, in one sentence; it may contain names from the project.
    pub message: Text,
    /// The place that decides, in the new tree or in the old one.
    pub place: Place,
    /// Who allowed it, and why: then it is only a warning.
    pub allowed: Option<Text>,
}

/// The kinds of weakening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WeakeningKind {
    /// A program is not judged any more.
    Program,
    /// A rule has a lower level.
    Level,
    /// The baseline allows more.
    Baseline,
    /// A new comment allows a rule.
    Suppression,
    /// An interface requires less information.
    Interface,
    /// The record says less about the same packages or builds.
    Record,
}

impl WeakeningKind {
    /// The word with which it can be allowed.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Level => "level",
            Self::Baseline => "baseline",
            Self::Suppression => "suppression",
            Self::Interface => "interface",
            Self::Record => "record",
        }
    }
}

impl Weakening {
    /// The word with which a commit message can allow it: `level`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.kind.word()
    }

    /// An error unless it is allowed. A comment with a reason is visible in a review, so it is only
    /// a warning.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.allowed.is_some() || self.kind == WeakeningKind::Suppression {
            Level::Warning
        } else {
            Level::Error
        }
    }
}
