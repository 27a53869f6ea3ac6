//! What earlier runs found, kept in the user's cache folder.
//!
//! One file for each project and manner of looking at it. Its content is checked by the core, so that a file that is missing, damaged or
//! out of date only costs the time of looking again; and nothing here can fail a run.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use etcetera::BaseStrategy as _;
use privguide::project::LoadOptions;

/// Names another folder; an empty value turns the cache off.
const FOLDER: &str = "PRIVGUIDE_CACHE_DIR";

/// Files changed more recently than this, before a run begins, are not relied on: some file systems count in steps of two seconds.
const GRAIN: Duration = Duration::from_secs(2);

/// What nobody has looked at for so long is removed.
const FORGOTTEN: Duration = Duration::from_hours(30 * 24);

/// How the names of files begin that are being written, and when one was abandoned.
const NEW: &str = ".new-";
const ABANDONED: Duration = Duration::from_hours(1);

/// The place of one result.
pub struct Entry {
    file: PathBuf,
    /// Written before the result: two projects may have one digest, and another build of this tool may see things in another way.
    label: String,
}

impl Entry {
    /// The place for a project that is looked at in a certain manner; none when there is no cache folder.
    /// `beside` are the sources from elsewhere that are looked at as well.
    pub fn of(folder: &Path, options: &LoadOptions, beside: &[&str]) -> Option<Self> {
        let tool = fs::metadata(std::env::current_exe().ok()?).ok()?;
        let built = tool.modified().ok()?;
        let label =
            format!("{} {built:?} {}\n{}\n{options:?} {beside:?}\n", env!("CARGO_PKG_VERSION"), tool.len(), folder.to_str()?);
        let mut hasher = DefaultHasher::new();
        label.hash(&mut hasher);
        Some(Self { file: cache_folder()?.join(format!("{:016x}", hasher.finish())), label })
    }

    /// What was kept.
    pub fn read(&self) -> Option<Vec<u8>> {
        // A pipe in its place would keep every run waiting.
        if !fs::symlink_metadata(&self.file).ok()?.is_file() {
            return None;
        }
        let mut content = fs::read(&self.file).ok()?;
        content.starts_with(self.label.as_bytes()).then(|| content.split_off(self.label.len()))
    }

    /// Keeps a result.
    pub fn write(&self, result: &[u8]) {
        // The next run looks again, that is all.
        let _ = self.try_write(result);
    }

    fn try_write(&self, result: &[u8]) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
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

/// Before when a file must have been left alone for its time to tell one content from another.
pub fn settled() -> Option<SystemTime> {
    SystemTime::now().checked_sub(GRAIN)
}

fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return Some(PathBuf::from(folder)).filter(|folder| folder.is_absolute());
    }
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("privguide"))
}

fn remove_forgotten(folder: &Path) -> std::io::Result<()> {
    let now = SystemTime::now();
    let (Some(limit), Some(abandoned)) = (now.checked_sub(FORGOTTEN), now.checked_sub(ABANDONED)) else { return Ok(()) };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        // A run that was killed leaves what it was writing.
        let limit = if entry.file_name().as_encoded_bytes().starts_with(NEW.as_bytes()) { abandoned } else { limit };
        if meta.is_file() && meta.modified()? < limit {
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
        let entry = |label: &str| Entry { file: folder.path().join("cache/1"), label: label.to_owned() };
        assert_eq!(entry("a\n").read(), None);
        entry("a\n").write(b"result");
        assert_eq!(entry("a\n").read(), Some(b"result".to_vec()));
        assert_eq!(entry("b\n").read(), None);
    }

    #[test]
    fn what_nobody_wants_any_more_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        let (killed, writing) = (folder.path().join(".new-abcdef"), folder.path().join(".new-ghijkl"));
        for file in [&old, &new, &killed, &writing] {
            fs::write(file, "x").expect("written");
        }
        let long_ago = SystemTime::now() - FORGOTTEN - GRAIN;
        fs::File::options().write(true).open(&old).and_then(|file| file.set_modified(long_ago)).expect("set back");
        fs::File::options()
            .write(true)
            .open(&killed)
            .and_then(|file| file.set_modified(SystemTime::now() - ABANDONED * 2))
            .expect("set back");
        remove_forgotten(folder.path()).expect("looked through");
        assert!(!old.exists() && new.exists() && !killed.exists() && writing.exists());
    }
}
