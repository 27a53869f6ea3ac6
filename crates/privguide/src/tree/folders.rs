//! The entries of folders on disk, cached for the next run. A folder in the same state has the same
//! entries, because creating, removing and renaming an entry changes the folder's times. Reading
//! the state of a folder takes one system call, listing the folder takes five.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::TreePath;
use crate::records::{packed, unpacked};

/// The state of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderState {
    /// The identity of the folder on its file system.
    pub(super) identity: u64,
    /// When its entries last changed, in nanoseconds since 1970.
    pub(super) written: i64,
    /// When anything about it last changed, which programs cannot set.
    pub(super) changed: i64,
}

/// The entries of the folders of one [`WorkTree`](super::WorkTree), from an earlier run and from
/// this one.
#[derive(Debug, Default)]
pub struct FolderCache {
    earlier: FxHashMap<Box<str>, EarlierFolder>,
    fresh: Mutex<BTreeMap<TreePath, CachedFolder>>,
}

#[derive(Debug)]
struct EarlierFolder {
    folder: CachedFolder,
    is_used: AtomicBool,
}

/// A folder that contains regular files and folders only: what a link leads to can change without
/// the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CachedFolder {
    state: FolderState,
    /// The names, in order, each with [`END`] behind it; those of folders end in `/`.
    names: Box<str>,
}

/// The end of a name; no name contains it.
const END: char = '\0';

impl FolderCache {
    /// The cache that [`FolderCache::to_bytes`] returned; an empty one for other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let folders: Vec<(Box<str>, CachedFolder)> = unpacked(bytes).unwrap_or_default();
        let earlier =
            |(path, folder)| (path, EarlierFolder { folder, is_used: AtomicBool::new(false) });
        Self { earlier: folders.into_iter().map(earlier).collect(), fresh: Mutex::default() }
    }

    /// The bytes to store for the next run; `None` if nothing has changed. Folders that this run
    /// did not list are included, because another command may list them, unless they outnumber the
    /// others.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        let (used, unused): (Vec<_>, Vec<_>) =
            self.earlier.iter().partition(|(_, known)| known.is_used.load(Ordering::Relaxed));
        let is_crowded = unused.len() > used.len() + fresh.len();
        if fresh.is_empty() && !is_crowded {
            return None;
        }
        let kept = if is_crowded { Vec::new() } else { unused };
        let mut folders: BTreeMap<&str, &CachedFolder> =
            used.into_iter().chain(kept).map(|(path, known)| (&**path, &known.folder)).collect();
        folders.extend(fresh.iter().map(|(path, folder)| (path.as_str(), folder)));
        packed(&Vec::from_iter(folders))
    }

    /// The names in a folder, as an earlier run listed them; those of folders end in `/`. `None` if
    /// the folder has another state now.
    pub(super) fn names(
        &self,
        path: &TreePath,
        state: FolderState,
    ) -> Option<impl Iterator<Item = &str>> {
        let known = self.earlier.get(path.as_str()).filter(|known| known.folder.state == state)?;
        known.is_used.store(true, Ordering::Relaxed);
        Some(known.folder.names.split_terminator(END))
    }

    /// Stores the names in a folder for the next run.
    pub(super) fn keep<'n>(
        &self,
        path: &TreePath,
        state: FolderState,
        names: impl Iterator<Item = &'n str>,
    ) {
        let names = names.flat_map(|name| [name, "\0"]).collect::<String>().into();
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.insert(path.clone(), CachedFolder { state, names });
    }
}

/// True for file systems that set the times of a folder when an entry is created, removed or
/// renamed. Network file systems may return cached times, and file systems over object stores have
/// no such times. The numbers are values of `f_type` in `statfs(2)`.
#[cfg(target_os = "linux")]
pub(super) fn records_changes(folder: &Path) -> bool {
    const EXT: u32 = 0xef53;
    const XFS: u32 = 0x5846_5342;
    const BTRFS: u32 = 0x9123_683e;
    const F2FS: u32 = 0xf2f5_2010;
    const TMPFS: u32 = 0x0102_1994;
    const OVERLAY: u32 = 0x794c_7630;
    let kind = rustix::fs::statfs(folder).ok().and_then(|system| u32::try_from(system.f_type).ok());
    kind.is_some_and(|kind| [EXT, XFS, BTRFS, F2FS, TMPFS, OVERLAY].contains(&kind))
}

/// On other systems, no file system is known to do this: every folder is read.
#[cfg(not(target_os = "linux"))]
pub(super) fn records_changes(_: &Path) -> bool {
    false
}
