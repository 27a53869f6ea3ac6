//! Lists a folder on disk: level by level, each level on all cores.

use std::{
    fs::{self, DirEntry},
    path::{Path, PathBuf},
    sync::PoisonError,
};

use rayon::prelude::*;

use super::{
    super::{Listing, SkipReason, Skipped, TreePath, folders::FolderState},
    WorkTree, device, folder_state, nanoseconds,
};

/// A folder that is to be listed.
struct PendingFolder {
    on_disk: PathBuf,
    path: TreePath,
}

/// The entries of a folder in the order of the listing: by name, where names of folders end in `/`.
#[derive(Default)]
struct ListedFolder<F> {
    entries: Vec<Entry<F>>,
    skipped: Vec<Skipped>,
}

enum Entry<F> {
    File(TreePath),
    Folder(F),
}

/// The content of a folder, as the operating system lists it.
#[derive(Default)]
struct FolderContent {
    /// Names, sorted; those of folders end in `/`.
    names: Vec<String>,
    skipped: Vec<Skipped>,
    /// Whether it contains links, whose targets can change without a change of the folder.
    has_links: bool,
}

impl WorkTree {
    pub(super) fn list_levels(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let mut listed: Vec<ListedFolder<usize>> = Vec::new();
        let mut level = vec![PendingFolder { on_disk: self.root.clone(), path: TreePath::root() }];
        while !level.is_empty() {
            let folders: Vec<ListedFolder<PendingFolder>> =
                level.par_iter().map(|folder| self.list_folder(folder, enter)).collect();
            level.clear();
            let next = listed.len() + folders.len();
            for ListedFolder { entries, skipped } in folders {
                let numbered = entries.into_iter().map(|entry| match entry {
                    Entry::File(path) => Entry::File(path),
                    Entry::Folder(folder) => {
                        level.push(folder);
                        Entry::Folder(next + level.len() - 1)
                    }
                });
                listed.push(ListedFolder { entries: numbered.collect(), skipped });
            }
            // Links are not followed, so these folders are not links.
            self.folders
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(level.iter().map(|folder| folder.path.clone()));
        }
        in_order(listed)
    }

    /// The entries of one folder, and its subfolders that are to be listed as well.
    fn list_folder(
        &self,
        folder: &PendingFolder,
        enter: &(dyn Fn(&TreePath) -> bool + Sync),
    ) -> ListedFolder<PendingFolder> {
        let state = self.cached_state(&folder.on_disk);
        let cache = self.folder_cache.as_deref();
        if let Some(names) =
            cache.zip(state).and_then(|(cache, state)| cache.names(&folder.path, state))
        {
            let entries = names.filter_map(|name| self.entry(folder, name, enter)).collect();
            return ListedFolder { entries, skipped: Vec::new() };
        }
        let FolderContent { names, skipped, has_links } = self.read_folder(folder);
        if let (Some(cache), Some(state), [], false) = (cache, state, &*skipped, has_links) {
            cache.keep(&folder.path, state, names.iter().map(String::as_str));
        }
        let entries = names.iter().filter_map(|name| self.entry(folder, name, enter)).collect();
        ListedFolder { entries, skipped }
    }

    /// The state of a folder, if its entries can be cached: it must be on the file system of the
    /// root, and must not have changed recently.
    fn cached_state(&self, on_disk: &Path) -> Option<FolderState> {
        self.folder_cache.as_ref()?;
        let settled = nanoseconds(self.settled?)?;
        let meta = fs::symlink_metadata(on_disk).ok()?;
        let state = folder_state(&meta).filter(|_| self.device == device(&meta))?;
        (state.written.max(state.changed) < settled).then_some(state)
    }

    /// A listed entry; `None` for a folder that is not to be listed.
    fn entry(
        &self,
        folder: &PendingFolder,
        name: &str,
        enter: &(dyn Fn(&TreePath) -> bool + Sync),
    ) -> Option<Entry<PendingFolder>> {
        let Some(name) = name.strip_suffix('/') else {
            return folder.path.child(name).map(Entry::File);
        };
        let path = folder.path.child(name)?;
        (enter(&path) && !self.is_left_out(&path))
            .then(|| Entry::Folder(PendingFolder { on_disk: folder.on_disk.join(name), path }))
    }

    fn read_folder(&self, folder: &PendingFolder) -> FolderContent {
        let mut content = FolderContent::default();
        let refused =
            || Skipped { path: folder.path.clone(), reason: SkipReason::UnreadableFolder };
        let Ok(entries) = fs::read_dir(&folder.on_disk) else {
            content.skipped.push(refused());
            return content;
        };
        for entry in entries {
            let Ok(entry) = entry else {
                content.skipped.push(refused());
                break;
            };
            let name = entry.file_name();
            let Some((name, path)) =
                name.to_str().and_then(|name| Some((name, folder.path.child(name)?)))
            else {
                let path = self.shown(&entry.path());
                content.skipped.push(Skipped { path, reason: SkipReason::UnreadableName });
                continue;
            };
            let kind = entry.file_type();
            content.has_links |= kind.as_ref().is_ok_and(fs::FileType::is_symlink);
            if kind.is_ok_and(|kind| kind.is_dir()) {
                content.names.push([name, "/"].concat());
                continue;
            }
            match self.is_file(&entry) {
                Ok(()) => content.names.push(name.to_owned()),
                Err(reason) => content.skipped.push(Skipped { path, reason }),
            }
        }
        content.names.sort_unstable();
        content
    }

    fn is_file(&self, entry: &DirEntry) -> Result<(), SkipReason> {
        let kind = entry.file_type().map_err(|_| SkipReason::NotAFile)?;
        if kind.is_symlink() {
            self.follow(&entry.path())
        } else if kind.is_file() {
            Ok(())
        } else {
            Err(SkipReason::NotAFile)
        }
    }
}

/// The listing of all folders; the first one is the root, others are named by their parents.
fn in_order(mut listed: Vec<ListedFolder<usize>>) -> Listing {
    let mut listing = Listing::default();
    let mut entries_of = |folder: usize| {
        let ListedFolder { entries, skipped } = std::mem::take(&mut listed[folder]);
        listing.skipped.extend(skipped);
        entries.into_iter()
    };
    let mut open = vec![entries_of(0)];
    while let Some(entries) = open.last_mut() {
        match entries.next() {
            Some(Entry::File(path)) => listing.files.push(path),
            Some(Entry::Folder(folder)) => open.push(entries_of(folder)),
            None => drop(open.pop()),
        }
    }
    listing.skipped.sort_unstable();
    listing
}

#[cfg(test)]
mod tests;
