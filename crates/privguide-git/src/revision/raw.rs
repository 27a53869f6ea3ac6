//! What an object database gives: entries of trees, and why an object could not be read.

use crate::{GitError, ObjectId};

/// One entry of a tree, with its path from the root of the repository as git has it.
#[derive(Debug)]
pub(super) struct RawEntry {
    pub path: Vec<u8>,
    pub kind: RawKind,
    pub id: ObjectId,
    /// Which of the revision's stores holds the object.
    pub store: usize,
}

/// What an entry of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawKind {
    File,
    Link,
    Submodule,
}

impl RawKind {
    /// From the mode of a tree's entry; `None` for folders.
    pub fn from_mode(mode: u32) -> Option<Self> {
        match mode & 0o170_000 {
            0o100_000 => Some(Self::File),
            0o120_000 => Some(Self::Link),
            0o160_000 => Some(Self::Submodule),
            _ => None,
        }
    }
}

/// Why an object could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("object {0} is missing")]
    Missing(ObjectId),
    #[error("object {id}: {message}")]
    Failed { id: ObjectId, message: String },
}

impl From<StoreError> for GitError {
    fn from(error: StoreError) -> Self {
        let (StoreError::Missing(id) | StoreError::Failed { id, .. }) = &error;
        Self::Object { id: id.to_string(), message: error.to_string() }
    }
}
