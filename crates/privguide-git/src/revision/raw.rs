//! Raw data from an object database: entries of trees, and why an object could not be read.

use crate::{GitError, ObjectId};

/// The maximum number of entries of a tree. A tree can refer to one folder ten times on each of ten
/// levels; it cannot be checked out, and reading it would not end. The largest known repositories
/// have half a million files.
pub(super) const MOST_ENTRIES: usize = 1_000_000;

/// The maximum number of bytes of all its paths: a few nested folders can form paths of any length.
/// A million real paths have sixty megabytes.
pub(super) const MOST_PATH_BYTES: usize = 128 << 20;

/// The maximum nesting depth of folders.
pub(super) const DEEPEST: usize = 512;

/// The maximum number of bytes of a blob in memory.
pub(super) const MAX_BLOB: u64 = 256 << 20;

/// Checks the limits of a tree while its entries are read.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    entries: usize,
    bytes: usize,
}

impl Bounds {
    /// Counts an entry (a folder or a file); the error says which limit is exceeded.
    pub fn count(&mut self, path: &[u8]) -> Result<(), String> {
        self.entries += 1;
        self.bytes += path.len();
        if self.entries > MOST_ENTRIES {
            return Err(format!("the tree has more than {MOST_ENTRIES} entries and is not read"));
        }
        if self.bytes > MOST_PATH_BYTES {
            return Err(format!(
                "the paths of the tree have more than {} MB, and it is not read",
                MOST_PATH_BYTES >> 20
            ));
        }
        if path.split(|&byte| byte == b'/').count() > DEEPEST {
            return Err(format!(
                "the tree has more than {DEEPEST} folders in each other and is not read"
            ));
        }
        Ok(())
    }
}

/// One entry of a tree, with its path relative to the root of the repository, as git stores it.
#[derive(Debug)]
pub(super) struct RawEntry {
    pub path: Vec<u8>,
    pub kind: RawKind,
    pub id: ObjectId,
    /// The index of the revision's store that contains the object.
    pub store: usize,
}

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawKind {
    File,
    Link,
    Submodule,
}

impl RawKind {
    /// The kind for the mode of an entry; `None` for folders.
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
