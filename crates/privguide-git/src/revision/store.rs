//! Reads objects with libgit2 or, if it cannot, with the `git` program.

use std::sync::atomic::{AtomicBool, Ordering};

use privguide::language::Text;

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
    /// Missing objects may be fetched from a server with the `git` program.
    partial: bool,
    promisor: Option<String>,
    /// Settings of the repository because of which nothing is fetched.
    untrusted_settings: Vec<String>,
    rescued: AtomicBool,
}

impl Store {
    pub fn of_repository(repository: &Repository) -> Self {
        let partial = repository.is_partial();
        let untrusted_settings = repository.untrusted_settings().to_vec();
        Self {
            library: repository.library().map(|first| Library::new(repository.git_dir(), first)),
            program: Program::new(repository.objects()),
            partial,
            promisor: if partial && untrusted_settings.is_empty() {
                repository.promisor()
            } else {
                None
            },
            untrusted_settings,
            rescued: AtomicBool::new(false),
        }
    }

    /// Notes about how objects were read.
    pub fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if !self.untrusted_settings.is_empty() {
            let keys = self.untrusted_settings.join(", ");
            notes.push(Text::new(
                format!(
                    "部分克隆缺少的对象没有下载：仓库自己的配置指定了要运行的程序（{keys}）；核对后自行 git fetch --refetch，或把它们移到用户级配置"
                ),
                format!(
                    "what the partial clone left out was not fetched, because the repository's own configuration names programs to run \
                     ({keys}); look at them, then run git fetch --refetch yourself, or move them to your user's configuration"
                ),
            ));
        }
        if self.untrusted_settings.is_empty() && self.rescued.load(Ordering::Relaxed) {
            notes.push(Text::new(
                "部分克隆缺少的对象已通过 git 命令取得",
                "objects that the partial clone had left out were fetched by the git program",
            ));
        }
        notes
    }

    /// Every file, link and submodule in a tree, folder by folder.
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

    /// The content of the next commit.
    pub fn index(&self, repository: &Repository) -> Result<Vec<RawEntry>, GitError> {
        // libgit2 does not support a sparse index, but the `git` program expands it.
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

    /// True if objects may be missing that a server has.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Sizes in the order of `ids`; `None` for an object that is not available.
    pub fn sizes(&self, ids: &[ObjectId]) -> Vec<Option<u64>> {
        let Some(library) = &self.library else {
            return self.program.sizes(ids);
        };
        library.sizes(ids)
    }

    /// The size of an object, if it is cheap to query.
    pub fn size(&self, id: &ObjectId) -> Option<u64> {
        self.library.as_ref().and_then(|library| library.sizes(&[*id]).first().copied().flatten())
    }

    /// Fetches objects in one request that are going to be read: otherwise each would need a
    /// separate connection.
    pub fn fetch(&self, ids: &[ObjectId]) {
        if let (Some(promisor), false) = (&self.promisor, ids.is_empty()) {
            self.rescue().fetch(promisor, ids);
        }
    }

    fn rescue(&self) -> &Program {
        self.rescued.store(true, Ordering::Relaxed);
        &self.program
    }
}
