//! A folder on disk.

mod listed;
mod submodules;

use std::{
    ffi::OsString,
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{SystemTime, UNIX_EPOCH},
};

use rustc_hash::FxHashSet;

use super::{
    FolderCache, Listing, MAX_READ, ReadError, SkipReason, SourceTree, Stamp, TreePath,
    folders::{FolderState, records_changes},
};

/// The folder in which the official tool builds the packages of a native program.
const BUILT_PACKAGES: &str = "miniprogram_npm";

/// A folder on disk; links out of it are not followed.
pub struct WorkTree {
    root: PathBuf,
    /// Folders that are known not to be links or behind links.
    folders: Arc<RwLock<FxHashSet<TreePath>>>,
    settled: Option<SystemTime>,
    left_out: Option<LeftOut>,
    folder_cache: Option<Arc<FolderCache>>,
    /// The file system of the root.
    device: u64,
}

/// Whether a folder is left out, by its path on disk.
type LeftOut = Box<dyn Fn(&Path) -> bool + Send + Sync>;

impl std::fmt::Debug for WorkTree {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("WorkTree").field(&self.root).finish()
    }
}

impl WorkTree {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it does not exist or is not a folder.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        let root = fs::canonicalize(root)?;
        let meta = fs::metadata(&root)?;
        if !meta.is_dir() {
            return Err(std::io::Error::from(std::io::ErrorKind::NotADirectory));
        }
        Ok(Self {
            root,
            folders: Arc::default(),
            settled: None,
            left_out: None,
            folder_cache: None,
            device: device(&meta),
        })
    }

    /// Enables stamps for files that have not changed since `time`. A file that changes while it is
    /// read, or twice within the resolution of the file system's clock, could have the same stamp
    /// for two contents, so `time` must be well in the past.
    #[must_use]
    pub fn stable_since(mut self, time: SystemTime) -> Self {
        self.settled = Some(time);
        self
    }

    /// Uses the entries of an earlier listing for folders that have not changed. This has no effect
    /// without [`WorkTree::stable_since`], nor on a file system that is not known to change the times
    /// of a folder with its entries.
    #[must_use]
    pub fn with_folder_cache(mut self, cache: Arc<FolderCache>) -> Self {
        self.folder_cache = records_changes(&self.root).then_some(cache);
        self
    }

    /// Leaves folders of built packages out of the listing if `left_out` says that they are not
    /// committed: the result must be the same where they do not exist.
    #[must_use]
    pub fn leaving_out(mut self, left_out: impl Fn(&Path) -> bool + Send + Sync + 'static) -> Self {
        self.left_out = Some(Box::new(left_out));
        self
    }

    fn is_left_out(&self, path: &TreePath) -> bool {
        path.name() == BUILT_PACKAGES
            && self.left_out.as_ref().is_some_and(|is_left_out| is_left_out(&self.on_disk(path)))
    }

    /// The folder, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a tree's file on disk.
    #[must_use]
    pub fn on_disk(&self, path: &TreePath) -> PathBuf {
        if cfg!(not(unix)) || path.is_root() {
            return self.root.join(path.as_str());
        }
        // `Path::join` parses the components of both paths, which is slow for thousands of files.
        let root = self.root.as_os_str();
        let mut on_disk = OsString::with_capacity(root.len() + 1 + path.as_str().len());
        on_disk.push(root);
        if !root.as_encoded_bytes().ends_with(b"/") {
            on_disk.push("/");
        }
        on_disk.push(path.as_str());
        PathBuf::from(on_disk)
    }

    /// A link is read only if its target is a regular file inside the tree.
    fn follow(&self, path: &Path) -> Result<(), SkipReason> {
        let target = fs::canonicalize(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied => SkipReason::LinkOutside,
            _ => SkipReason::LinkNowhere,
        })?;
        if !target.starts_with(&self.root) {
            return Err(SkipReason::LinkOutside);
        }
        let meta = fs::metadata(&target).map_err(|_| SkipReason::Unreadable)?;
        match (meta.is_file(), meta.is_dir()) {
            (true, _) => Ok(()),
            (_, true) => Err(SkipReason::LinkToFolder),
            _ => Err(SkipReason::NotAFile),
        }
    }

    /// A printable path for an invalid name.
    fn shown(&self, path: &Path) -> TreePath {
        let shown = path
            .strip_prefix(&self.root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "\u{fffd}");
        TreePath::new(&shown).unwrap_or_else(TreePath::root)
    }

    /// False for a folder that is a link, or behind one. Asking the system is slow, so each folder
    /// is checked only once.
    fn is_real(&self, folder: &str) -> std::io::Result<bool> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(true);
        }
        let on_disk = self.root.join(folder);
        let is_real = fs::canonicalize(&on_disk)? == on_disk;
        if is_real {
            self.folders
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(TreePath::new(folder));
        }
        Ok(is_real)
    }
}

impl WorkTree {
    /// Opens a file that the listing can contain; returns its size, too.
    fn open_file(&self, path: &TreePath) -> Result<(fs::File, u64), ReadError> {
        // A configuration may contain any name; a name that Windows would redirect is not that of a
        // file in the tree.
        if cfg!(windows) && !path.is_portable() {
            return Err(ReadError::NotFound(path.clone()));
        }
        let on_disk = self.on_disk(path);
        let failed = |error: &std::io::Error| failed(path, error);
        // A folder in the path may also be a link: only files that the listing can contain are
        // read.
        if !self.is_real(path.folder()).map_err(|error| failed(&error))? {
            return Err(ReadError::NotFound(path.clone()));
        }
        let opened = match open_itself(&on_disk).map_err(|error| failed(&error))? {
            Some(file) => file,
            None if self.follow(&on_disk).is_ok() => {
                fs::File::open(&on_disk).map_err(|error| failed(&error))?
            }
            None => return Err(ReadError::NotFound(path.clone())),
        };
        let size = opened.metadata().ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
        size.map(|size| (opened, size)).ok_or_else(|| ReadError::NotFound(path.clone()))
    }
}

impl SourceTree for WorkTree {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let mut listing = self.list_levels(enter);
        self.add_submodules(&mut listing, enter);
        listing
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let (file, size) = self.open_file(path)?;
        if size > MAX_READ {
            return Err(ReadError::TooLarge { path: path.clone(), size });
        }
        let content = read_whole(file, size).map_err(|error| failed(path, &error))?;
        // The file may have grown since its size was determined.
        let length = content.len() as u64;
        if length > MAX_READ {
            Err(ReadError::TooLarge { path: path.clone(), size: length })
        } else {
            Ok(content)
        }
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let (mut file, _) = self.open_file(path)?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = match file.read(&mut piece) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                read => read.map_err(|error| failed(path, &error))?,
            };
            if length == 0 || !take(&piece[..length]) {
                return Ok(());
            }
        }
    }

    fn reader(&self) -> Option<Box<dyn SourceTree + Send>> {
        Some(Box::new(Self {
            root: self.root.clone(),
            folders: Arc::clone(&self.folders),
            settled: None,
            left_out: None,
            folder_cache: None,
            device: self.device,
        }))
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        let settled = nanoseconds(self.settled?)?;
        let is_absent = |error: &std::io::Error| {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
        };
        let looked_at = self.is_real(path.folder()).and_then(|is_real| {
            if is_real { fs::symlink_metadata(self.on_disk(path)).map(Some) } else { Ok(None) }
        });
        match looked_at {
            // The target of a link can change without the link.
            Ok(Some(meta)) if meta.is_symlink() => None,
            Ok(Some(meta)) if meta.is_file() => {
                let (identity, written, changed) = times(&meta)?;
                (written.max(changed) < settled).then_some(Stamp::File {
                    identity,
                    size: meta.len(),
                    written,
                    changed,
                })
            }
            Ok(_) => Some(Stamp::Absent),
            Err(error) => is_absent(&error).then_some(Stamp::Absent),
        }
    }
}

fn failed(path: &TreePath, error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound
        // A name in a configuration need not be a valid file name.
        | std::io::ErrorKind::NotADirectory
        | std::io::ErrorKind::InvalidFilename
        | std::io::ErrorKind::InvalidInput => ReadError::NotFound(path.clone()),
        _ => ReadError::Failed { path: path.clone(), message: error.to_string() },
    }
}

/// The number of bytes that are passed on at once.
const PIECE: usize = 64 << 10;

fn nanoseconds(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
}

/// The file system of a file.
#[cfg(unix)]
fn device(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::dev(meta)
}

#[cfg(not(unix))]
fn device(_: &fs::Metadata) -> u64 {
    0
}

/// The state of a folder; `None` on systems that do not record when a folder changed.
#[cfg(unix)]
fn folder_state(meta: &fs::Metadata) -> Option<FolderState> {
    let (identity, written, changed) = times(meta)?;
    meta.is_dir().then_some(FolderState { identity, written, changed })
}

#[cfg(not(unix))]
fn folder_state(_: &fs::Metadata) -> Option<FolderState> {
    None
}

/// The identity of a file, when it was written, and when anything about it changed.
#[cfg(unix)]
fn times(meta: &fs::Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let changed = meta.ctime().checked_mul(1_000_000_000)?.checked_add(meta.ctime_nsec())?;
    Some((meta.ino(), nanoseconds(meta.modified().ok()?)?, changed))
}

#[cfg(not(unix))]
fn times(meta: &fs::Metadata) -> Option<(u64, i64, i64)> {
    Some((0, nanoseconds(meta.modified().ok()?)?, nanoseconds(meta.created().ok()?)?))
}

/// Opens the file at a path without following a link or waiting for a pipe; `None` if it is a link.
#[cfg(unix)]
fn open_itself(path: &Path) -> std::io::Result<Option<fs::File>> {
    use rustix::{
        fs::{Mode, OFlags, open},
        io::{Errno, retry_on_intr},
    };
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match retry_on_intr(|| open(path, flags, Mode::empty())) {
        Ok(file) => Ok(Some(fs::File::from(file))),
        Err(Errno::LOOP) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// On systems without flags for this, the path is checked first.
#[cfg(not(unix))]
fn open_itself(path: &Path) -> std::io::Result<Option<fs::File>> {
    if fs::symlink_metadata(path)?.is_symlink() { Ok(None) } else { fs::File::open(path).map(Some) }
}

/// Reads a file with an expected size; if the size is correct, no further read is needed.
fn read_whole(mut file: fs::File, size: u64) -> std::io::Result<Vec<u8>> {
    let expected = usize::try_from(size).unwrap_or(0);
    // There is room for one byte more than expected: if that byte is not read, the file ends here.
    let mut content = vec![0; expected + 1];
    let length = match file.read(&mut content) {
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => 0,
        read => read?,
    };
    content.truncate(length);
    if length != expected || length == 0 {
        // The file grows while it is read, or its size is unknown.
        file.take((MAX_READ + 1).saturating_sub(content.len() as u64)).read_to_end(&mut content)?;
    }
    Ok(content)
}

#[cfg(all(test, unix))]
mod tests {
    use super::{SourceTree, Stamp, TreePath, WorkTree};

    #[test]
    fn a_stamp_tells_states_of_a_file_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("a file");
        };
        let hour = std::time::Duration::from_hours(1);
        let tree = |time| WorkTree::open(folder.path()).expect("a tree").stable_since(time);
        let (now, later) = (std::time::SystemTime::now(), std::time::SystemTime::now() + hour);
        let path = |name| TreePath::new(name).expect("inside");
        write("a", "1");
        let first = tree(later).stamp(&path("a"));
        assert!(matches!(first, Some(Stamp::File { size: 1, .. })));
        assert_eq!(tree(later).stamp(&path("a")), first);
        // The same size, with the modification time restored.
        let written = std::fs::metadata(folder.path().join("a"))
            .and_then(|meta| meta.modified())
            .expect("a time");
        std::thread::sleep(std::time::Duration::from_millis(20));
        write("a", "2");
        let file =
            std::fs::File::options().write(true).open(folder.path().join("a")).expect("a file");
        file.set_modified(written).expect("set back");
        assert_ne!(tree(later).stamp(&path("a")), first);
        // Too new to be reliable, and behind a link.
        assert_eq!(tree(now - hour).stamp(&path("a")), None);
        std::os::unix::fs::symlink("a", folder.path().join("link")).expect("a link");
        assert_eq!(tree(later).stamp(&path("link")), None);
        assert_eq!(tree(later).stamp(&path("none/b")), Some(Stamp::Absent));
        assert_eq!(tree(later).stamp(&path("a/b")), Some(Stamp::Absent));
        // A tree without a time provides no stamps.
        assert_eq!(WorkTree::open(folder.path()).expect("a tree").stamp(&path("a")), None);
    }

    #[test]
    fn nothing_is_read_through_a_folder_that_is_a_link() {
        let outside = tempfile::tempdir().expect("a folder");
        std::fs::write(outside.path().join("secret"), "s").expect("a file");
        let inside = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(outside.path(), inside.path().join("link")).expect("a link");
        let tree = WorkTree::open(inside.path()).expect("a tree");
        assert!(tree.read(&TreePath::new("link/secret").expect("inside")).is_err());
    }
}
