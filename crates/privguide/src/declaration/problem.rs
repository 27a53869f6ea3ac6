//! Mistakes in `privguide.toml`.

use crate::{language::Text, tree::Place};

/// One mistake in `privguide.toml`, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeclarationProblem {
    /// Where it is.
    pub place: Place,
    /// How much of the rest of the file can be trusted.
    pub gravity: Gravity,
    /// What is wrong, in one sentence.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
}

/// How serious a mistake in `privguide.toml` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// The whole file cannot be relied on: it is not TOML, or has a newer format. No conclusion may
    /// be drawn from it.
    Unreadable,
    /// A value has the wrong type, or a date does not exist. It was left out, so anything written
    /// from the declarations would lack it.
    Value,
    /// Something unknown that has no effect; the rest is valid.
    Mistake,
}
