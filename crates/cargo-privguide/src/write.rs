//! Writes files atomically, and only if their content changes.

use std::{
    fs,
    io::{Error, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use privguide::language::Text;

use crate::failure::Failure;

/// Writes through a temporary file beside the target, a path from [`crate::inside`]. Returns false
/// if the file already has the same content.
///
/// # Errors
/// When a folder cannot be created or the file cannot be written; the old file is then unchanged.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool, Failure> {
    try_write(path, content).map_err(|error| not_written(path, &error))
}

/// The failure names the target file, not the temporary file beside it.
fn not_written(path: &Path, error: &Error) -> Failure {
    let shown = from_here(path).display().to_string();
    let why = reason(error);
    let failure = Failure::new(
        format!("无法写入 {shown}：{}", why.zh),
        format!("cannot write {shown}: {}", why.en),
    );
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => failure.help(
            "给当前用户这个文件夹的写权限",
            "give your user the right to write into this folder",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            failure.help("先腾出磁盘空间", "make room on the disk first")
        }
        _ => failure.help(
            "核对这个路径：上级要是文件夹",
            "check the path: the parent of the file must be a folder",
        ),
    }
}

/// The path relative to the current folder.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(fs::canonicalize).ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    below.unwrap_or_else(|| path.strip_prefix(".").unwrap_or(path).to_path_buf())
}

/// The reason: common reasons in both languages, otherwise the system's message without the name of
/// the temporary file.
fn reason(error: &Error) -> Text {
    match error.kind() {
        ErrorKind::PermissionDenied => Text::new("没有写权限", "permission denied"),
        ErrorKind::ReadOnlyFilesystem => {
            Text::new("文件系统是只读的", "the file system is read-only")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Text::new("磁盘已满", "no space left on the disk")
        }
        ErrorKind::NotADirectory => {
            Text::new("上级是文件，不是文件夹", "what is above it is a file, not a folder")
        }
        ErrorKind::IsADirectory => {
            Text::new("那里是文件夹，不是文件", "it is a folder, not a file")
        }
        kind => {
            let code = error.raw_os_error();
            let message = code.map_or_else(
                || kind.to_string(),
                |code| Error::from_raw_os_error(code).to_string(),
            );
            let message = message.split(" (os error").next().unwrap_or(&message).to_owned();
            Text::new(message.clone(), message)
        }
    }
}

fn try_write(path: &Path, content: &[u8]) -> std::io::Result<bool> {
    match fs::metadata(path) {
        // A pipe would block the run, and a device has no end.
        Ok(meta) if !meta.is_file() => {
            return Err(Error::new(ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(meta) if meta.len() == content.len() as u64 && fs::read(path)? == content => {
            return Ok(false);
        }
        _ => {}
    }
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    remove_left_behind(folder);
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    keep_permissions(path, file.path())?;
    // An existing file or link is replaced, never followed.
    file.persist(path).map_err(|error| error.error)?;
    Ok(true)
}

/// [`write_if_changed`] for a path that may also be a device or a pipe, such as `/dev/stdout`.
///
/// # Errors
/// When it cannot be written; the message contains the path as the user gave it.
pub fn write_report(path: &Path, given: &Path, content: &[u8]) -> Result<(), Failure> {
    let write_into = || fs::OpenOptions::new().write(true).open(path)?.write_all(content);
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => write_into(),
        _ => try_write(path, content).map(drop),
    }
    .map_err(|error| not_written(given, &error))
}

/// The prefix of temporary files.
pub const TEMPORARY: &str = ".privguide-";

/// A temporary file of this age was left by a run that was killed: no write takes so long.
const ABANDONED: Duration = Duration::from_hours(1);

/// Deletes temporary files of earlier runs. If one cannot be deleted, it does no harm.
fn remove_left_behind(folder: &Path) {
    let Some(limit) = SystemTime::now().checked_sub(ABANDONED) else { return };
    let is_ours = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY));
        random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_ours) {
        // The metadata of the entry itself, not of a link's target.
        let is_old = entry
            .metadata()
            .is_ok_and(|meta| meta.is_file() && meta.modified().is_ok_and(|time| time < limit));
        if is_old {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// The number of random letters that `tempfile` appends to the prefix.
const RANDOM: usize = 6;

/// True for a regular file whose start shows that it is not an earlier version of `content`.
pub fn replaced(path: &Path, content: &[u8]) -> bool {
    const TELLING: usize = 12;
    let mut old = Vec::new();
    let is_file = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
    let read = is_file.then(|| {
        fs::File::open(path).and_then(|file| file.take(TELLING as u64).read_to_end(&mut old))
    });
    let beginning = |bytes: &[u8]| bytes[..bytes.len().min(TELLING)].to_vec();
    matches!(read, Some(Ok(_))) && !old.is_empty() && beginning(&old) != beginning(content)
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
    fn a_link_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("theirs"), folder.path().join("link"));
        fs::write(&target, "theirs").expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        write_if_changed(&link, b"ours").expect("written");
        assert_eq!(fs::read(&target).expect("read"), b"theirs");
        assert!(link.symlink_metadata().expect("there").is_file());
    }

    #[test]
    fn only_another_kind_of_file_is_replaced_aloud() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        let report = b"{\n  \"version\": 1 }";
        assert!(!replaced(&path, report));
        fs::write(&path, b"{\n  \"version\": 1, \"old\": 1 }").expect("written");
        assert!(!replaced(&path, report));
        fs::write(&path, b"{\n  \"name\": \"shop\" }").expect("written");
        assert!(replaced(&path, report));
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
        for name in
            [".privguide-aB3xYz", ".privguide-notes.md", ".privguide-123456.js", "privguide.toml"]
        {
            file(name, Some(long_ago));
        }
        file(".privguide-fresh1", None);
        // This name could also be that of a file of this run.
        let ours =
            tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder.path()).expect("made");
        assert_eq!(
            ours.path().file_name().map(std::ffi::OsStr::len),
            Some(TEMPORARY.len() + RANDOM)
        );
        drop(ours);
        write_if_changed(&folder.path().join("a.md"), b"one").expect("written");
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .expect("listed")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                ".privguide-123456.js",
                ".privguide-fresh1",
                ".privguide-notes.md",
                "a.md",
                "privguide.toml"
            ]
        );
    }

    #[test]
    fn nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        write_if_changed(&folder.path().join("a.md"), b"one").expect("written");
        write_if_changed(&folder.path().join("a.md"), b"two").expect("written");
        let names: Vec<_> = fs::read_dir(folder.path())
            .expect("listed")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        assert_eq!(names, ["a.md"]);
    }
}
