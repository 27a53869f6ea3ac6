//! Where objects are read: libgit2, or the `git` program in its stead.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{GitError, ObjectId, Repository};

use super::{
    library::Library,
    program::Program,
    raw::{RawEntry, StoreError},
};

/// An object database.
#[derive(Debug)]
pub(super) struct Store {
    library: Option<Library>,
    program: Program,
    /// Missing objects may be had from a server, through the program.
    partial: bool,
    promisor: Option<String>,
    rescued: AtomicBool,
}

impl Store {
    pub fn of(repository: &Repository) -> Self {
        Self {
            library: repository.library().map(|first| Library::new(repository.git_dir(), first)),
            program: Program::new(repository.git()),
            partial: repository.is_partial(),
            promisor: if repository.is_partial() { repository.promisor() } else { None },
            rescued: AtomicBool::new(false),
        }
    }

    /// Every file, link and submodule below a tree, folder by folder.
    pub fn tree(&self, tree: &ObjectId) -> Result<Vec<RawEntry>, GitError> {
        match &self.library {
            None => self.program.tree(tree),
            Some(library) => match library.tree(tree) {
                Err(StoreError::Missing(_)) if self.partial => self.rescue().tree(tree),
                other => Ok(other?),
            },
        }
    }

    /// The tree of a commit.
    pub fn tree_of_commit(&self, commit: &ObjectId) -> Option<ObjectId> {
        match &self.library {
            Some(library) => library.tree_of_commit(commit),
            None => self.program.tree_of_commit(commit),
        }
    }

    /// What the next commit would hold.
    pub fn index(&self, repository: &Repository) -> Result<Vec<RawEntry>, GitError> {
        // libgit2 knows no sparse index; the program unfolds it.
        match repository.library().and_then(|library| Library::index(&library)) {
            Some(entries) => Ok(entries),
            None => self.program.index(),
        }
    }

    pub fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, StoreError> {
        match &self.library {
            None => self.program.blob(id),
            Some(library) => match library.blob(id) {
                Err(StoreError::Missing(_)) if self.partial => self.rescue().blob(id),
                other => other,
            },
        }
    }

    /// True when objects may be missing that a server has.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Sizes in the order of `ids`; `None` where the object is not at hand.
    pub fn sizes(&self, ids: &[ObjectId]) -> Vec<Option<u64>> {
        let Some(library) = &self.library else {
            return self.program.sizes(ids);
        };
        library.sizes(ids)
    }

    /// Has objects fetched in one go that are going to be read: one by one, each would be a connection of its own.
    pub fn fetch(&self, ids: &[ObjectId]) {
        if let (Some(promisor), false) = (&self.promisor, ids.is_empty()) {
            self.rescue().fetch(promisor, ids);
        }
    }

    pub fn was_rescued(&self) -> bool {
        self.rescued.load(Ordering::Relaxed)
    }

    fn rescue(&self) -> &Program {
        self.rescued.store(true, Ordering::Relaxed);
        &self.program
    }
}
