//! What is wrong with `privguide.toml`.

use crate::{language::Text, tree::Place};

/// One mistake in `privguide.toml`, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeclarationProblem {
    /// Where it is.
    pub place: Place,
    /// How much of the file can be trusted nevertheless.
    pub gravity: Gravity,
    /// What is wrong, in one sentence.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
}

/// How grave a mistake in `privguide.toml` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// The file cannot be relied on as a whole: it is not TOML, or of a newer format. Nothing may
    /// be concluded from it.
    Unreadable,
    /// A value is of the wrong type, or a date that does not exist. It was left out, so that what
    /// is written from the rest would lack it.
    Value,
    /// Something is not known and has no effect; the rest holds.
    Mistake,
}
