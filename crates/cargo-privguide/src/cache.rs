//! The results of earlier runs, stored in the user's cache folder.
//!
//! There is one file for each project and set of options. The core checks its content, so if a file
//! is missing, damaged or out of date, the only cost is that the project is analysed again. No
//! error here can make a run fail.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use etcetera::BaseStrategy as _;
use privguide::{project::LoadOptions, tree::FolderCache};
use privguide_git::trust::is_private;

use crate::inside;

/// Names another folder; an empty value disables the cache.
const FOLDER: &str = "PRIVGUIDE_CACHE_DIR";

/// Files that changed less than this before a run began are not relied on: some file systems have a
/// time resolution of two seconds.
const GRAIN: Duration = Duration::from_secs(2);

/// Entries that were not read for this long are deleted.
const FORGOTTEN: Duration = Duration::from_hours(30 * 24);

/// The prefix of files that are being written, and the age from which such a file counts as
/// abandoned.
const NEW: &str = ".new-";
const ABANDONED: Duration = Duration::from_hours(1);

/// The location of one result.
pub struct Entry {
    file: PathBuf,
    /// Written before the result, because two projects may have the same digest, and another build
    /// of this tool may have different results.
    label: String,
}

impl Entry {
    /// The location for a project that is analysed with these options; `None` if there is no cache
    /// folder. `beside` identifies further sources that are analysed as well.
    pub fn for_project(folder: &Path, options: &LoadOptions, beside: &[&str]) -> Option<Self> {
        Self::in_folder(&cache_folder()?, folder, options, beside)
    }

    fn in_folder(
        cache_folder: &Path,
        folder: &Path,
        options: &LoadOptions,
        beside: &[&str],
    ) -> Option<Self> {
        Self::with_label(cache_folder, folder, &format!("{options:?} {beside:?}"))
    }

    fn with_label(cache_folder: &Path, folder: &Path, content: &str) -> Option<Self> {
        let tool = fs::metadata(std::env::current_exe().ok()?).ok()?;
        let built = tool.modified().ok()?;
        let label = format!(
            "{} {built:?} {}\n{}\n{content}\n",
            env!("CARGO_PKG_VERSION"),
            tool.len(),
            // Without a `/` at its end, which the folder of a revision has.
            folder.components().as_path().to_str()?
        );
        let mut hasher = DefaultHasher::new();
        label.hash(&mut hasher);
        // A cache folder inside the project could be committed with forged entries.
        let is_apart = !inside::would_be(cache_folder).starts_with(inside::limit(folder));
        is_apart
            .then(|| Self { file: cache_folder.join(format!("{:016x}", hasher.finish())), label })
    }

    /// The cached bytes.
    pub fn read(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// The file with the cached bytes, positioned at their start, so that they can be read in part.
    /// Storing a new result replaces the file and does not change the open one.
    pub fn open(&self) -> Option<fs::File> {
        let folder = self.file.parent()?;
        let is_file = fs::symlink_metadata(&self.file).is_ok_and(|meta| meta.is_file());
        if !is_file || !is_private(folder) {
            return None;
        }
        let mut file = fs::File::open(&self.file).ok()?;
        let mut label = vec![0; self.label.len()];
        file.read_exact(&mut label).ok()?;
        (label == self.label.as_bytes()).then_some(file)
    }

    /// Stores a result.
    pub fn write(&self, result: &[u8]) {
        // If this fails, the next run analyses the project again.
        let _ = self.try_write(result);
    }

    fn try_write(&self, result: &[u8]) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        create_private(folder)?;
        if !is_private(folder) {
            return Ok(());
        }
        remove_forgotten(folder)?;
        if fs::symlink_metadata(&self.file).is_ok_and(|meta| !meta.is_file()) {
            return Ok(());
        }
        let mut file = tempfile::Builder::new().prefix(NEW).tempfile_in(folder)?;
        file.write_all(self.label.as_bytes())?;
        file.write_all(result)?;
        file.persist(&self.file).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The entries of the folders of a tree, as an earlier run listed them.
pub struct CachedFolders {
    entry: Entry,
    /// The listing reads it and adds to it.
    pub cache: Arc<FolderCache>,
}

impl CachedFolders {
    /// The cached entries for a tree; `None` if there is no cache folder.
    pub fn for_tree(folder: &Path) -> Option<Self> {
        let entry = Entry::with_label(&cache_folder()?, folder, "folders")?;
        let cache = FolderCache::from_bytes(&entry.read().unwrap_or_default());
        Some(Self { entry, cache: Arc::new(cache) })
    }

    /// Stores what the listing found for the next run.
    pub fn store(&self) {
        if let Some(bytes) = self.cache.to_bytes() {
            self.entry.write(&bytes);
        }
    }
}

/// The time before which a file must have been modified for its modification time to be reliable.
pub fn stable_before() -> Option<SystemTime> {
    SystemTime::now().checked_sub(GRAIN)
}

fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return Some(PathBuf::from(folder)).filter(|folder| folder.is_absolute());
    }
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("privguide"))
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// True for names of entries: the folder may contain other files, too.
fn is_entry(name: &str) -> bool {
    name.starts_with(NEW) || (name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn remove_forgotten(folder: &Path) -> std::io::Result<()> {
    let now = SystemTime::now();
    let (Some(limit), Some(abandoned)) = (now.checked_sub(FORGOTTEN), now.checked_sub(ABANDONED))
    else {
        return Ok(());
    };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        let ours = entry.file_name().to_str().is_some_and(is_entry);
        // A run that was killed leaves a partially written file.
        let limit = if entry.file_name().as_encoded_bytes().starts_with(NEW.as_bytes()) {
            abandoned
        } else {
            limit
        };
        if ours && meta.is_file() && meta.modified()? < limit {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_kept_for_the_same_project_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let entry =
            |label: &str| Entry { file: folder.path().join("cache/1"), label: label.to_owned() };
        assert_eq!(entry("a\n").read(), None);
        entry("a\n").write(b"result");
        assert_eq!(entry("a\n").read(), Some(b"result".to_vec()));
        assert_eq!(entry("b\n").read(), None);
    }

    /// The folder of a revision at the root of a repository ends in `/`, the one of the work tree
    /// does not: both find each other's results.
    #[test]
    fn a_project_has_one_entry_however_its_folder_is_written() {
        let cache_folder = tempfile::tempdir().expect("a folder");
        let entry = |folder: &str, beside: &[&str]| {
            let options = LoadOptions::default();
            Entry::in_folder(cache_folder.path(), Path::new(folder), &options, beside)
                .expect("a cache folder outside of the project")
                .file
        };
        assert_eq!(entry("/shop/", &[]), entry("/shop", &[]));
        assert_ne!(entry("/shop", &[]), entry("/shop/mini", &[]));
        assert_ne!(entry("/shop", &[]), entry("/shop", &["a base"]));
    }

    #[test]
    fn what_nobody_wants_any_more_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let [old, new, other] = ["0123456789abcdef", "fedcba9876543210", "photo.jpg"]
            .map(|name| folder.path().join(name));
        let (killed, writing) =
            (folder.path().join(".new-abcdef"), folder.path().join(".new-ghijkl"));
        for file in [&old, &new, &other, &killed, &writing] {
            fs::write(file, "x").expect("written");
        }
        let set_back = |file: &Path, by: Duration| {
            let file = fs::File::options().write(true).open(file).expect("there");
            file.set_modified(SystemTime::now() - by).expect("set back");
        };
        set_back(&old, FORGOTTEN + GRAIN);
        set_back(&other, FORGOTTEN + GRAIN);
        set_back(&killed, ABANDONED * 2);
        remove_forgotten(folder.path()).expect("looked through");
        assert!(
            !old.exists() && new.exists() && other.exists() && !killed.exists() && writing.exists()
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_may_write_to_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let cache_folder = folder.path().join("cache");
        let entry = Entry { file: cache_folder.join("1"), label: "a\n".to_owned() };
        entry.write(b"result");
        assert_eq!(entry.read(), Some(b"result".to_vec()));
        for mode in [0o777, 0o775, 0o1777] {
            fs::set_permissions(&cache_folder, fs::Permissions::from_mode(mode))
                .expect("permissions");
            assert_eq!(entry.read(), None, "{mode:o}");
            entry.write(b"other");
        }
        fs::set_permissions(&cache_folder, fs::Permissions::from_mode(0o700)).expect("permissions");
        assert_eq!(entry.read(), Some(b"result".to_vec()), "nothing was kept meanwhile");
        std::os::unix::fs::symlink("1", cache_folder.join("2")).expect("linked");
        assert_eq!(Entry { file: cache_folder.join("2"), label: "a\n".to_owned() }.read(), None);
    }

    #[test]
    fn a_cache_that_came_with_the_project_is_none() {
        let project = tempfile::tempdir().expect("a folder");
        let options = LoadOptions::default();
        let of = |cache_folder: &Path| {
            Entry::in_folder(cache_folder, project.path(), &options, &[]).is_some()
        };
        assert!(!of(&project.path().join(".cache")) && !of(project.path()));
        assert!(of(tempfile::tempdir().expect("a folder").path()));
    }
}
