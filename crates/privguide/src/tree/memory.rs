//! A tree in memory, for tests and callers with files of their own.

use std::collections::BTreeMap;

use super::{Listing, ReadError, SourceTree, TreePath};

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    files: BTreeMap<TreePath, Vec<u8>>,
}

impl MemoryTree {
    /// An empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    ///
    /// # Panics
    /// When `path` climbs out of the tree: the caller wrote it.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.insert(path, content);
        self
    }

    /// Adds or replaces a file.
    ///
    /// # Panics
    /// When `path` climbs out of the tree: the caller wrote it.
    pub fn insert(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        let path = TreePath::new(path).expect("a path inside the tree");
        self.files.insert(path, content.into());
    }
}

impl SourceTree for MemoryTree {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        Listing::from_paths(self.files.keys(), enter)
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        self.files.get(path).cloned().ok_or_else(|| ReadError::NotFound(path.clone()))
    }
}
