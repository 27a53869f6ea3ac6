//! Writing files: whole or not at all, and not when nothing changes.

use std::{
    fs,
    io::{Error, ErrorKind, Write as _},
    path::Path,
};

use crate::failure::Failure;

/// Writes through a temporary file beside the target. Returns false when the file already holds the same bytes.
///
/// # Errors
/// When a folder cannot be made or the file cannot be written; the old file then stands as it was.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool, Failure> {
    try_write(path, content).map_err(|error| not_written(path, &error))
}

/// Says which file could not be written; the temporary file beside it is nobody's concern.
fn not_written(path: &Path, error: &Error) -> Failure {
    let shown = path.strip_prefix(".").unwrap_or(path).display();
    // The system's own words, without the name that the temporary file had.
    let why = error.raw_os_error().map_or_else(|| error.kind().to_string(), |code| Error::from_raw_os_error(code).to_string());
    let failure = Failure::new(format!("无法写入 {shown}：{why}"), format!("cannot write {shown}: {why}"));
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => failure.help(
            "给当前用户这个文件夹的写权限，或加上 --stdout、--diff 只看结果",
            "give your user the right to write into this folder, or add --stdout or --diff to see the result only",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            failure.help("磁盘已满，先腾出空间", "the disk is full: make room first")
        }
        _ => failure.help("核对这个路径：上级要是文件夹", "check the path: what is above the file has to be a folder"),
    }
}

fn try_write(path: &Path, content: &[u8]) -> std::io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    // A link is written through: replacing it by a file would cut the tie its owner made.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".privguide-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    keep_permissions(&target, file.path())?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(true)
}

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
    fn nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        write_if_changed(&folder.path().join("a.md"), b"one").expect("written");
        write_if_changed(&folder.path().join("a.md"), b"two").expect("written");
        let names: Vec<_> =
            fs::read_dir(folder.path()).expect("listed").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        assert_eq!(names, ["a.md"]);
    }
}
