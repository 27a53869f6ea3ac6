//! The result of the review.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    language::Text,
    tree::{Place, TreePath},
};

/// One thing that is wrong, reported once with all its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id: `undeclared-information`.
    pub rule: &'static str,
    /// How grave it is, after configuration.
    pub level: Level,
    /// Ids of the information types it is about.
    pub information: Vec<String>,
    /// What is wrong, in one sentence without a full stop.
    pub message: Text,
    /// Where: the first is the main one. In the code and in the line that decides.
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
    /// The source text there, a few words.
    pub label: Option<Text>,
    /// What the place has to do with the finding.
    pub role: PlaceRole,
    /// The interface that is used there, when the finding is about uses.
    pub interface: Option<String>,
}

/// What a place has to do with its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceRole {
    /// Here it is wrong.
    Subject,
    /// This line decides that it is wrong: a declaration, a field of app.json.
    Decision,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The check fails.
    Error,
    /// Worth a look; the check passes unless warnings are denied.
    Warning,
}

/// A safe fix: edits of configuration, never of sources.
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
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes in their place.
    pub replacement: String,
}
