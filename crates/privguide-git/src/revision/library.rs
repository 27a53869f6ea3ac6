//! Reads objects with libgit2.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use git2::{ErrorCode, ObjectType, Oid};

use crate::ObjectId;

use super::raw::{Bounds, RawEntry, RawKind, StoreError};

/// libgit2's handles may be moved between threads but not shared: each reader takes one from the
/// pool and puts it back.
pub(super) struct Library {
    git_dir: PathBuf,
    shelf: Mutex<Vec<git2::Repository>>,
}

impl Library {
    pub fn new(git_dir: &Path, first: git2::Repository) -> Self {
        // Verifying the hash of every object costs as much as reading it; git only does this in
        // `fsck`.
        git2::opts::strict_hash_verification(false);
        Self { git_dir: git_dir.to_owned(), shelf: Mutex::new(vec![first]) }
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&git2::Repository) -> Result<T, git2::Error>,
    ) -> Result<T, git2::Error> {
        let shelved = self.shelf.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let repository = match shelved {
            Some(repository) => repository,
            None => git2::Repository::open(&self.git_dir)?,
        };
        let result = act(&repository);
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).push(repository);
        result
    }

    pub fn tree(&self, tree: &ObjectId) -> Result<Vec<RawEntry>, StoreError> {
        let (mut entries, mut bounds) = (Vec::new(), Bounds::default());
        self.with(|repository| {
            // Folders that have yet to be read. This is a loop without recursion, because hostile
            // trees can be arbitrarily deep.
            let mut folders = vec![(Vec::new(), oid(tree)?)];
            while let Some((prefix, id)) = folders.pop() {
                for entry in &repository.find_tree(id)? {
                    let mut path = prefix.clone();
                    path.extend_from_slice(entry.name_bytes());
                    bounds.count(&path).map_err(|message| git2::Error::from_str(&message))?;
                    if entry.kind() == Some(ObjectType::Tree) {
                        path.push(b'/');
                        folders.push((path, entry.id()));
                    } else if let Some(kind) =
                        RawKind::from_mode(u32::from_ne_bytes(entry.filemode_raw().to_ne_bytes()))
                    {
                        entries.push(RawEntry {
                            path,
                            kind,
                            id: ObjectId::from_bytes(entry.id().as_bytes()),
                            store: 0,
                        });
                    }
                }
            }
            Ok(())
        })
        .map_err(|error| store_error(tree, &error))?;
        Ok(entries)
    }

    pub fn tree_of_commit(&self, commit: &ObjectId) -> Option<ObjectId> {
        self.with(|repository| {
            Ok(ObjectId::from_bytes(repository.find_commit(oid(commit)?)?.tree_id().as_bytes()))
        })
        .ok()
    }

    /// The entries of the index; `None` if libgit2 cannot read it.
    pub fn index(repository: &git2::Repository) -> Option<Vec<RawEntry>> {
        const STAGE: u16 = 0x3000;
        const INTENT_TO_ADD: u16 = 1 << 13;
        let index = repository.index().ok()?;
        let mut entries: Vec<RawEntry> = Vec::new();
        for entry in index.iter() {
            let stage = (entry.flags & STAGE) >> 12;
            // In a conflict, our side is used; a file with intent-to-add has no content yet.
            if !matches!(stage, 0 | 2) || entry.flags_extended & INTENT_TO_ADD != 0 {
                continue;
            }
            let kind = RawKind::from_mode(entry.mode)?;
            entries.push(RawEntry {
                path: entry.path,
                kind,
                id: ObjectId::from_bytes(entry.id.as_bytes()),
                store: 0,
            });
        }
        Some(entries)
    }

    pub fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, StoreError> {
        self.with(|repository| Ok(repository.odb()?.read(oid(id)?)?.data().to_vec()))
            .map_err(|error| store_error(id, &error))
    }

    pub fn sizes(&self, ids: &[ObjectId]) -> Vec<Option<u64>> {
        let sizes = self.with(|repository| {
            let odb = repository.odb()?;
            let size = |id: &ObjectId| Some(odb.read_header(oid(id).ok()?).ok()?.0 as u64);
            Ok(ids.iter().map(size).collect())
        });
        sizes.unwrap_or_else(|_| vec![None; ids.len()])
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("git_dir", &self.git_dir).finish_non_exhaustive()
    }
}

fn oid(id: &ObjectId) -> Result<Oid, git2::Error> {
    Oid::from_bytes(id.as_bytes())
}

fn store_error(id: &ObjectId, error: &git2::Error) -> StoreError {
    match error.code() {
        ErrorCode::NotFound => StoreError::Missing(*id),
        _ => StoreError::Failed { id: *id, message: error.message().to_owned() },
    }
}
