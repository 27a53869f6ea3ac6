//! Provides a commit, tag, tree or the index as a tree of files.
//!
//! In: a [`Repository`] and a [`Snapshot`]. Out: a [`SourceTree`] with exactly the files of a
//! checkout, which does not access the work tree. Symbolic links are followed within the tree, and
//! submodules and Git LFS objects are read from git's folders. Line ends are those in the object
//! database; the lines and columns in reports are the same for CRLF.

mod entries;
mod lfs;
mod library;
mod links;
mod program;
mod raw;
mod store;
mod submodule;

use std::collections::HashMap;

use privguide::{
    language::Text,
    tree::{Listing, MAX_READ, ReadError, Skipped, SourceTree, TreePath},
};

use crate::{GitError, ObjectId, Repository, Snapshot};
use entries::{Content, Entries};
use raw::{MAX_BLOB, RawEntry, StoreError};
use store::Store;

/// Reads blobs by their ids; `None` for a blob that is not available.
pub(crate) fn blobs(repository: &Repository) -> impl Fn(&ObjectId) -> Option<Vec<u8>> {
    let store = Store::of_repository(repository);
    move |id| store.blob(id).ok()
}

/// A [`SourceTree`] over a commit, tag, tree or the index.
#[derive(Debug)]
pub struct Revision {
    entries: Entries,
    /// The repository's object database, then those of its submodules.
    stores: Vec<Store>,
    lfs: lfs::Storage,
    notes: Vec<Text>,
}

impl Revision {
    /// Opens the folder `folder` of a snapshot; the empty path is the root of the repository.
    ///
    /// # Errors
    ///
    /// When the snapshot has no such folder, or its trees cannot be read.
    pub fn open(
        repository: &Repository,
        snapshot: &Snapshot,
        folder: &TreePath,
    ) -> Result<Self, GitError> {
        let store = Store::of_repository(repository);
        let raw = store.tree(&snapshot.tree)?;
        Self::build(repository, store, raw, (folder, &snapshot.name))
    }

    /// Opens the folder `folder` of the index: the content of the next commit.
    ///
    /// # Errors
    /// When the index cannot be read or has no such folder.
    pub fn index(repository: &Repository, folder: &TreePath) -> Result<Self, GitError> {
        let store = Store::of_repository(repository);
        let raw = store.index(repository)?;
        Self::build(repository, store, raw, (folder, "the index"))
    }

    /// The sorted paths of all files; unlike a listing, this does not query sizes.
    pub fn paths(&self) -> impl Iterator<Item = &TreePath> {
        self.entries.iter().filter(|(_, found)| found.is_ok()).map(|(path, _)| path)
    }

    fn build(
        repository: &Repository,
        store: Store,
        mut raw: Vec<RawEntry>,
        (folder, name): (&TreePath, &str),
    ) -> Result<Self, GitError> {
        let mut stores = vec![store];
        submodule::mount(repository, &mut stores, &mut raw);
        let entries = Entries::build(raw, folder, &stores);
        if entries.is_empty() && !folder.is_root() {
            return Err(GitError::NoFolder {
                revision: name.to_owned(),
                folder: folder.to_string(),
            });
        }
        Ok(Self {
            entries,
            stores,
            lfs: lfs::Storage::of_repository(repository),
            notes: repository.notes(),
        })
    }

    fn blob(&self, content: &Content) -> Result<Vec<u8>, StoreError> {
        let bytes = self.stores[content.store].blob(&content.id)?;
        Ok(self.lfs.resolve(bytes))
    }

    /// A blob with a size limit. A few compressed bytes can expand to gigabytes, so its size is
    /// queried first.
    fn blob_up_to(
        &self,
        content: &Content,
        path: &TreePath,
        most: u64,
    ) -> Result<Vec<u8>, ReadError> {
        match self.stores[content.store].size(&content.id) {
            Some(size) if size > most => Err(ReadError::TooLarge { path: path.clone(), size }),
            _ => self.blob(content).map_err(|error| ReadError::Failed {
                path: path.clone(),
                message: error.to_string(),
            }),
        }
    }

    /// Fetches texts that a partial clone left out; if that fails, an error occurs when they are
    /// read.
    fn fetch_absent(&self, wanted: &[(TreePath, Content)]) {
        for (number, store) in
            self.stores.iter().enumerate().filter(|(_, store)| store.is_partial())
        {
            let texts =
                wanted.iter().filter(|(path, content)| content.store == number && is_text(path));
            let ids: Vec<ObjectId> = texts.map(|(_, content)| content.id).collect();
            let found = store.sizes(&ids);
            let absent: Vec<ObjectId> = ids
                .into_iter()
                .zip(found)
                .filter(|(_, size)| size.is_none())
                .map(|(id, _)| id)
                .collect();
            store.fetch(&absent);
        }
    }
}

impl SourceTree for Revision {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let mut folders = Folders { enter, known: HashMap::new() };
        let mut wanted = Vec::new();
        let mut skipped = Vec::new();
        for (path, found) in self.entries.iter() {
            if !folders.entered(&path.parent()) {
                continue;
            }
            match found {
                Ok(content) => wanted.push((path.clone(), *content)),
                Err(reason) => skipped.push(Skipped { path: path.clone(), reason: *reason }),
            }
        }
        self.fetch_absent(&wanted);
        let files = wanted.into_iter().map(|(path, _)| path).collect();
        skipped.sort_unstable();
        Listing { files, skipped }
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let content =
            self.entries.content(path).ok_or_else(|| ReadError::NotFound(path.clone()))?;
        let blob = self.blob_up_to(&content, path, MAX_READ)?;
        // Git LFS stores the content elsewhere.
        match u64::try_from(blob.len()) {
            Ok(size) if size > MAX_READ => Err(ReadError::TooLarge { path: path.clone(), size }),
            _ => Ok(blob),
        }
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let content =
            self.entries.content(path).ok_or_else(|| ReadError::NotFound(path.clone()))?;
        take(&self.blob_up_to(&content, path, MAX_BLOB)?);
        Ok(())
    }

    fn notes(&self) -> Vec<Text> {
        let mut notes: Vec<Text> = self.notes.clone();
        for note in self.stores.iter().flat_map(Store::notes) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }
}

/// Whether a file is likely to be read: pictures and fonts that a partial clone left on the server
/// need not be fetched.
fn is_text(path: &TreePath) -> bool {
    const EXTENSIONS: [&str; 20] = [
        "cjs", "cml", "htm", "html", "js", "json", "jsx", "md", "mjs", "mpx", "rs", "toml", "ts",
        "tsx", "txt", "vue", "wpy", "wxml", "wxs", "yml",
    ];
    EXTENSIONS.contains(&path.extension())
}

/// Which folders the caller wants to enter; the caller is asked once for each.
struct Folders<'a> {
    enter: &'a (dyn Fn(&TreePath) -> bool + Sync),
    known: HashMap<TreePath, bool>,
}

impl Folders<'_> {
    fn entered(&mut self, folder: &TreePath) -> bool {
        if folder.is_root() {
            return true;
        }
        if let Some(&known) = self.known.get(folder) {
            return known;
        }
        let entered = self.entered(&folder.parent()) && (self.enter)(folder);
        self.known.insert(folder.clone(), entered);
        entered
    }
}
