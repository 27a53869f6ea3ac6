//! Writing files: whole or not at all, and not when nothing changes.

use std::{
    fs,
    io::Write as _,
    path::Path,
    time::{Duration, SystemTime},
};

/// Writes through a temporary file beside the target. Returns false when the file already holds the same bytes.
///
/// # Errors
/// When a folder cannot be made or the file cannot be written; the old file then stands as it was.
pub fn write_if_changed(path: &Path, content: &[u8]) -> std::io::Result<bool> {
    match fs::metadata(path) {
        // A pipe would keep the run waiting, a device has no end.
        Ok(meta) if !meta.is_file() => return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a regular file")),
        Ok(meta) if meta.len() == content.len() as u64 && fs::read(path)? == content => return Ok(false),
        _ => {}
    }
    // A link is written through: replacing it by a file would cut the tie its owner made.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    remove_left_behind(folder);
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    keep_permissions(&target, file.path())?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(true)
}

/// How the names of temporary files begin.
pub const TEMPORARY: &str = ".privguide-";

/// A temporary file that is older was left by a run that was killed: no write takes so long.
const ABANDONED: Duration = Duration::from_hours(1);

/// Removes temporary files that an earlier run could not remove. What cannot be removed is in nobody's way.
fn remove_left_behind(folder: &Path) {
    let Some(limit) = SystemTime::now().checked_sub(ABANDONED) else { return };
    let is_ours = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY));
        random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_ours) {
        // The entry itself, not what a link leads to.
        let is_old = entry.metadata().is_ok_and(|meta| meta.is_file() && meta.modified().is_ok_and(|time| time < limit));
        if is_old {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// How many letters `tempfile` puts behind the beginning.
const RANDOM: usize = 6;

/// True when a file that is to be written lies inside a folder, links followed. A project may be somebody else's: its links must not
/// lead a generated file out of it.
pub fn stays_inside(folder: &Path, path: &Path) -> bool {
    let Ok(folder) = fs::canonicalize(folder) else { return false };
    if path.is_symlink() && !path.exists() {
        // It leads nowhere, and a write would go there.
        return false;
    }
    let existing = path.ancestors().find_map(|part| fs::canonicalize(part).ok());
    existing.is_some_and(|existing| existing.starts_with(&folder))
}

#[cfg(unix)]
fn keep_permissions(old: &Path, new: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(old).map_or(0o644, |meta| meta.permissions().mode());
    fs::set_permissions(new, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_permissions(_old: &Path, _new: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("docs/guide.md");
        assert!(write_if_changed(&path, b"a").expect("written"));
        let before = fs::metadata(&path).and_then(|meta| meta.modified()).expect("a time");
        assert!(!write_if_changed(&path, b"a").expect("compared"));
        assert_eq!(fs::metadata(&path).and_then(|meta| meta.modified()).expect("a time"), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out() {
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another"));
        let link = |target: &Path, name: &str| std::os::unix::fs::symlink(target, folder.path().join(name)).expect("linked");
        link(elsewhere.path(), "docs");
        link(&elsewhere.path().join("none.md"), "guide.md");
        fs::create_dir(folder.path().join("own")).expect("made");
        link(&folder.path().join("own"), "alias");
        let inside = |name: &str| stays_inside(folder.path(), &folder.path().join(name));
        assert!(inside("new/deep/guide.md") && inside("alias/guide.md"));
        assert!(!inside("docs/guide.md") && !inside("docs/new/guide.md") && !inside("guide.md"));
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let long_ago = SystemTime::now() - ABANDONED * 2;
        let file = |name: &str, time: Option<SystemTime>| {
            let file = fs::File::create(folder.path().join(name)).expect("made");
            if let Some(time) = time {
                file.set_modified(time).expect("set back");
            }
        };
        for name in [".privguide-aB3xYz", ".privguide-notes.md", ".privguide-123456.js", "privguide.toml"] {
            file(name, Some(long_ago));
        }
        file(".privguide-fresh1", None);
        // The name that this run's own files would have, too.
        let ours = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder.path()).expect("made");
        assert_eq!(ours.path().file_name().map(std::ffi::OsStr::len), Some(TEMPORARY.len() + RANDOM));
        drop(ours);
        write_if_changed(&folder.path().join("a.md"), b"one").expect("written");
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).expect("listed").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        assert_eq!(names, [".privguide-123456.js", ".privguide-fresh1", ".privguide-notes.md", "a.md", "privguide.toml"]);
    }

    #[test]
    fn nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        write_if_changed(&folder.path().join("a.md"), b"one").expect("written");
        write_if_changed(&folder.path().join("a.md"), b"two").expect("written");
        let names: Vec<_> =
            fs::read_dir(folder.path()).expect("listed").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        assert_eq!(names, ["a.md"]);
    }
}
