//! A weakening: something that a tree judges less strictly than another one.

use super::Level;
use crate::{language::Text, tree::Place};

/// The rule under which it is reported.
pub(super) const ID: &str = "weakened-check";

/// A weakening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakening {
    /// Its kind.
    pub kind: WeakeningKind,
    /// What is weaker, in one sentence; it may contain names from the project.
    pub message: Text,
    /// The place that decides, in the new tree or in the old one.
    pub place: Place,
    /// Who allowed it, and why: then it is only a warning.
    pub allowed: Option<Text>,
}

/// The kinds of weakening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WeakeningKind {
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
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Program,
        Self::Level,
        Self::Baseline,
        Self::Suppression,
        Self::Interface,
        Self::Record,
    ];

    /// The word with which it can be allowed.
    #[must_use]
    pub const fn word(self) -> &'static str {
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
