//! References from one file to another, before they are resolved.

use serde::{Deserialize, Serialize};

/// A reference to another file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRequest {
    pub(super) wanted: RequestedFile,
    /// The byte offset in the file.
    pub(super) at: usize,
    pub(super) sight: Sight,
}

/// The target of a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum RequestedFile {
    /// One name.
    Name(String),
    /// Names with unknown parts between known pieces: `./lang/${code}.js` is `["./lang/", ".js"]`.
    Pieces(Vec<String>),
}

/// How a file that is reached is processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FileRole {
    /// Its imports are followed; a JSON file has none.
    Followed,
    /// A page's or component's JSON: its components are followed.
    Configuration,
    /// It counts as reached, but its references are not followed.
    Leaf,
}

/// Who follows a reference: the official analysis and the runtime do not always agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Sight {
    /// Both.
    Both,
    /// Only the official analysis.
    Official,
    /// Only the runtime: the official analysis does not look there.
    Runtime,
}

impl Sight {
    pub(super) fn official(self) -> bool {
        self != Self::Runtime
    }

    pub(super) fn runtime(self) -> bool {
        self != Self::Official
    }
}

impl FileRequest {
    pub(super) fn name(name: impl Into<String>, at: usize) -> Self {
        Self { wanted: RequestedFile::Name(name.into()), at, sight: Sight::Both }
    }

    pub(super) fn seen_by(self, sight: Sight) -> Self {
        Self { sight, ..self }
    }
}
