//! The result of the review.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    language::Text,
    tree::{Place, TreePath},
};

/// One problem, reported once with all its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id: `undeclared-information`.
    pub rule: &'static str,
    /// Its level, after configuration.
    pub level: Level,
    /// Ids of the information types that it concerns.
    pub information: Vec<String>,
    /// What is wrong, in one sentence, without a full stop.
    pub message: Text,
    /// The places in the code, and the lines that decide; the first is the main place.
    pub places: Vec<FindingPlace>,
    /// What to do, one sentence each.
    pub help: Vec<Text>,
    /// A safe fix.
    pub fix: Option<Fix>,
}

/// A place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindingPlace {
    /// Where.
    pub place: Place,
    /// A few words of the source text there.
    pub label: Option<Text>,
    /// The relation of the place to the finding.
    pub role: PlaceRole,
    /// The interface that is used there, if the finding is about uses.
    pub interface: Option<String>,
}

/// The relation of a place to its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceRole {
    /// The place where the problem is.
    Subject,
    /// A line that makes it a problem: a declaration, a field of app.json.
    Decision,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The check fails.
    Error,
    /// The check passes unless warnings are denied.
    Warning,
}

/// A safe fix: edits of configuration files, never of sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: Text,
    /// Replacements, all in files that privguide may edit (`privguide.toml`, `app.json`).
    pub edits: Vec<FixEdit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixEdit {
    /// The file.
    pub file: TreePath,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The new text.
    pub replacement: String,
}
