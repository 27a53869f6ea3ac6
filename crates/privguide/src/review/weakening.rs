//! Something that a tree judges less strictly than another one.

use super::Level;
use crate::{language::Text, tree::Place};

/// The rule under which it is reported.
pub(super) const ID: &str = "weakened-check";

/// One thing that is judged less strictly than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakening {
    /// What kind of thing.
    pub kind: WeakeningKind,
    /// What is less, in one sentence; it may repeat names of the project's.
    pub message: Text,
    /// Where it is decided now, or was.
    pub place: Place,
    /// Who allows it, and why: then it is only a warning.
    pub allowed: Option<Text>,
}

/// What can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WeakeningKind {
    /// A program is no longer judged.
    Program,
    /// A rule has a lower level.
    Level,
    /// The baseline lets more pass.
    Baseline,
    /// A comment allows a rule.
    Suppression,
    /// An interface needs less information.
    Interface,
    /// The record of packages and builds says less of the same.
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

    /// The word by which it is allowed.
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
    /// An error, unless it is allowed; a comment with a reason is itself the visible act, and only
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
