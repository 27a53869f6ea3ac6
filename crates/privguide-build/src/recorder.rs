//! A tree that records which files were read, because only these can change the result.

use std::{collections::BTreeSet, sync::Mutex};

use privguide::tree::{Listing, ReadError, SourceTree, TreePath, WorkTree};

/// A work tree that records which of its files were read.
#[derive(Debug)]
pub struct Recorder {
    tree: WorkTree,
    read: Mutex<BTreeSet<TreePath>>,
}

impl Recorder {
    pub fn new(tree: WorkTree) -> Self {
        Self { tree, read: Mutex::default() }
    }

    /// The files that have been read.
    pub fn into_read(self) -> (WorkTree, BTreeSet<TreePath>) {
        (self.tree, self.read.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl SourceTree for Recorder {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        self.tree.list(enter)
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let content = self.tree.read(path)?;
        self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path.clone());
        Ok(content)
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        self.tree.pieces(path, take)?;
        self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path.clone());
        Ok(())
    }
}
