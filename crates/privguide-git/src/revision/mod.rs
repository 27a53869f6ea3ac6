//! Provides a commit, tag, tree or the index as a tree of files.
//!
//! In: a [`Repository`] and a [`Snapshot`]. Out: a [`SourceTree`] with exactly the files of a
//! checkout, which does not access the work tree. Symbolic links are followed within the tree, and
//! submodules and Git LFS objects are read from git's folders. Line ends are those in the object
//! database; the lines and columns in reports are the same for CRLF.
//!
//! The trees of a snapshot are read once, as [`SnapshotFiles`]; each folder is opened as a
//! [`Revision`].

mod entries;
mod lfs;
mod library;
mod links;
mod program;
mod raw;
mod store;
mod submodule;

use std::{collections::HashMap, sync::Arc};

use privguide::{
    language::Text,
    tree::{Listing, MAX_READ, ReadError, Skipped, SourceTree, Stamp, TreePath},
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

/// All files of a commit, tag, tree or the index, read from the object database. Opening a folder
/// does not read the database again.
#[derive(Debug)]
pub struct SnapshotFiles {
    entries: Vec<RawEntry>,
    objects: Arc<Objects>,
    /// The name of the snapshot in messages.
    name: String,
}

/// The sources of the contents of files.
#[derive(Debug)]
struct Objects {
    /// The repository's object database, then those of its submodules.
    stores: Vec<Store>,
    lfs: lfs::Storage,
    /// The same file may have another content next time: the repository is a partial clone, or uses
    /// Git LFS.
    is_growing: bool,
    notes: Vec<Text>,
}

impl SnapshotFiles {
    /// Reads the trees of a snapshot, those of its submodules included.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(repository: &Repository, snapshot: &Snapshot) -> Result<Self, GitError> {
        let store = Store::of_repository(repository);
        let entries = store.tree(&snapshot.tree)?;
        Ok(Self::with_submodules(repository, store, entries, &snapshot.name))
    }

    /// Reads the index: what the next commit would hold.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_index(repository: &Repository) -> Result<Self, GitError> {
        let store = Store::of_repository(repository);
        let entries = store.index(repository)?;
        Ok(Self::with_submodules(repository, store, entries, "the index"))
    }

    /// Opens a folder; the root of the repository is the empty path.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn folder(&self, folder: &TreePath) -> Result<Revision, GitError> {
        let entries = Entries::build(&self.entries, folder, &self.objects.stores);
        if entries.is_empty() && !folder.is_root() {
            return Err(GitError::NoFolder {
                revision: self.name.clone(),
                folder: folder.to_string(),
            });
        }
        Ok(Revision { entries: Arc::new(entries), objects: Arc::clone(&self.objects) })
    }

    fn with_submodules(
        repository: &Repository,
        store: Store,
        mut entries: Vec<RawEntry>,
        name: &str,
    ) -> Self {
        let mut stores = vec![store];
        submodule::mount(repository, &mut stores, &mut entries);
        let lfs = lfs::Storage::of_repository(repository);
        let is_growing = lfs.is_there() || stores.iter().any(Store::is_partial);
        let objects = Objects { stores, lfs, is_growing, notes: repository.notes() };
        Self { entries, objects: Arc::new(objects), name: name.to_owned() }
    }
}

/// A [`SourceTree`] over a folder of a commit, tag, tree or the index. Clones share all data.
#[derive(Clone, Debug)]
pub struct Revision {
    entries: Arc<Entries>,
    objects: Arc<Objects>,
}

impl Revision {
    /// Opens the folder `folder` of a snapshot; the empty path is the root of the repository. To
    /// open more than one folder, use [`SnapshotFiles`].
    ///
    /// # Errors
    ///
    /// When the snapshot has no such folder, or its trees cannot be read.
    pub fn open(
        repository: &Repository,
        snapshot: &Snapshot,
        folder: &TreePath,
    ) -> Result<Self, GitError> {
        SnapshotFiles::read(repository, snapshot)?.folder(folder)
    }

    /// The sorted paths of all files; unlike a listing, this does not query sizes.
    pub fn paths(&self) -> impl Iterator<Item = &TreePath> {
        self.entries.iter().filter(|(_, found)| found.is_ok()).map(|(path, _)| path)
    }

    fn blob(&self, content: &Content) -> Result<Vec<u8>, StoreError> {
        let bytes = self.objects.stores[content.store].blob(&content.id)?;
        Ok(self.objects.lfs.resolve(bytes))
    }

    /// A blob with a size limit. A few compressed bytes can expand to gigabytes, so its size is
    /// queried first.
    fn blob_up_to(
        &self,
        content: &Content,
        path: &TreePath,
        most: u64,
    ) -> Result<Vec<u8>, ReadError> {
        match self.objects.stores[content.store].size(&content.id) {
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
            self.objects.stores.iter().enumerate().filter(|(_, store)| store.is_partial())
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

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        // An object that is missing now may exist the next time.
        if self.objects.is_growing {
            return None;
        }
        let content = self.entries.content(path);
        Some(content.map_or(Stamp::Absent, |content| Stamp::Content(content.id.padded())))
    }

    fn notes(&self) -> Vec<Text> {
        let mut notes: Vec<Text> = self.objects.notes.clone();
        for note in self.objects.stores.iter().flat_map(Store::notes) {
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
