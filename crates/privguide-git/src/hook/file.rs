//! The hook as a file in the hooks folder.

use std::{
    fs,
    io::{Error, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use privguide::language::Text;

use crate::{Git, GitError};

use super::{
    Change, EVENT, Force, Installation, Manager, Method, Outcome,
    manager::tracked_snippet,
    place::{HooksFolder, Sharing, default_folder, hooks_folder},
    script::{PREVIOUS, script, version_of},
    shown,
};

pub(super) fn install(git: &Git, installation: &Installation) -> Result<Outcome, GitError> {
    let Some(folder) = hooks_folder(git)? else {
        return Ok(Outcome::Refused {
            why: Text::new(
                "core.hooksPath 被设为空值，git 不会运行任何 hook；请先执行 git config --unset core.hooksPath",
                "core.hooksPath is set to nothing, so git runs no hook at all; run git config --unset core.hooksPath first",
            ),
        });
    };
    let hook = folder.path.join(EVENT);
    let present = read(&hook)?;
    if let Some(outcome) = not_ours_to_write(git, &folder, present.as_deref(), installation.force) {
        return Ok(outcome);
    }
    let wanted = script(&installation.program).into_bytes();
    let mut notes = notes_about(git, &folder);
    if present.as_deref() == Some(&wanted) && is_executable(&hook) {
        return Ok(Outcome::Installed {
            method: Method::File,
            place: hook,
            changed: Change::None,
            notes,
        });
    }
    fs::create_dir_all(&folder.path).map_err(GitError::file(&folder.path))?;
    if let Some(foreign) = present.filter(|bytes| version_of(bytes).is_none()) {
        let previous = folder.path.join(PREVIOUS);
        if !set_aside(&hook, &previous, &foreign)? {
            return Ok(Outcome::Refused {
                why: Text::new(
                    format!(
                        "{} 已存在且内容不同，无法保留现有的 pre-push；请先处理该文件",
                        shown(&previous)
                    ),
                    format!(
                        "{} exists and is something else, so the present pre-push cannot be kept; move that file first",
                        shown(&previous)
                    ),
                ),
            });
        }
        notes.push(chained(&previous));
    }
    write(git, &hook, &wanted)?;
    Ok(Outcome::Installed { method: Method::File, place: hook, changed: Change::Written, notes })
}

/// Removes our own file in any folder and restores the previous hook; other files are not changed.
pub(super) fn remove_own(git: &Git) -> Result<Vec<Text>, GitError> {
    let mut folders: Vec<PathBuf> =
        hooks_folder(git)?.into_iter().map(|folder| folder.path).collect();
    let default = default_folder(git)?;
    if !folders.contains(&default) {
        folders.push(default);
    }
    let mut done = Vec::new();
    for folder in folders {
        let (hook, previous) = (folder.join(EVENT), folder.join(PREVIOUS));
        if read(&hook)?.as_deref().and_then(version_of).is_none() {
            continue;
        }
        if fs::symlink_metadata(&previous).is_ok() {
            // This is a single step, so that there is no moment without the previous hook.
            fs::rename(&previous, &hook).map_err(GitError::file(&hook))?;
            done.push(Text::new(
                format!("已恢复原有的 {}", shown(&hook)),
                format!("restored the {} that was there before", shown(&hook)),
            ));
        } else {
            fs::remove_file(&hook).map_err(GitError::file(&hook))?;
            done.push(Text::new(
                format!("已删除 {}", shown(&hook)),
                format!("removed {}", shown(&hook)),
            ));
        }
    }
    Ok(done)
}

/// Who else manages the hooks here, so that we must not write.
fn not_ours_to_write(
    git: &Git,
    folder: &HooksFolder,
    present: Option<&[u8]>,
    force: Force,
) -> Option<Outcome> {
    let top = git.folder();
    let manager =
        Manager::of_folder(top, &folder.path).or_else(|| present.and_then(Manager::of_hook));
    if let Some(manager) = manager {
        return Some(Outcome::Advised { why: manager.why(), snippet: manager.snippet() });
    }
    if force == Force::Yes {
        return None;
    }
    if let Some(configured) = folder.configured.as_ref().filter(|configured| configured.is_shared())
    {
        let (scope, origin, path) = (&configured.scope, &configured.origin, shown(&folder.path));
        return Some(Outcome::Refused {
            why: Text::new(
                format!(
                    "core.hooksPath 由 {scope} 级配置（{origin}）指向 {path}，该目录也用于其他仓库；确实要写入请加 --force"
                ),
                format!(
                    "core.hooksPath points to {path} by the {scope} configuration ({origin}), which other repositories use, too; give --force to write there"
                ),
            ),
        });
    }
    if folder.is_outside {
        let path = shown(&folder.path);
        return Some(Outcome::Refused {
            why: Text::new(
                format!("core.hooksPath 指向仓库之外的 {path}；确实要写入请加 --force"),
                format!(
                    "core.hooksPath points to {path}, outside the repository; give --force to write there"
                ),
            ),
        });
    }
    if folder.sharing == Sharing::Cloned {
        let hook = folder.path.join(EVENT);
        let file = shown(hook.strip_prefix(top).unwrap_or(&hook));
        return Some(Outcome::Advised {
            why: Text::new(
                "hook 目录在工作区中、会随仓库共享，未写入任何文件；请将下面这一行加入该 hook",
                "the hooks folder is in the work tree and shared with the repository, so nothing was written; add this line to the hook",
            ),
            snippet: tracked_snippet(file),
        });
    }
    None
}

fn notes_about(git: &Git, folder: &HooksFolder) -> Vec<Text> {
    let mut notes = Vec::new();
    let relative = folder.configured.as_ref().is_some_and(|configured| {
        !configured.value.starts_with(['/', '~']) && !configured.value.contains(':')
    });
    if relative {
        notes.push(Text::new(
            "core.hooksPath 是相对路径，每个工作区各有自己的 hook 目录；其他工作区需要分别安装",
            "core.hooksPath is relative, so every work tree has a hooks folder of its own; install in the others, too",
        ));
    }
    let previous = folder.path.join(PREVIOUS);
    if previous.exists() && git.folder().exists() {
        notes.push(chained(&previous));
    }
    notes
}

fn chained(previous: &Path) -> Text {
    let previous = shown(previous);
    Text::new(
        format!("原有的 hook 保存为 {previous}，会先于本检查运行"),
        format!("the hook that was there before is kept as {previous} and runs first"),
    )
}

/// Gives the existing hook its second name; false if another file has that name. Until our own file
/// takes over the first name, the existing hook has both names, so it is never missing.
fn set_aside(hook: &Path, previous: &Path, content: &[u8]) -> Result<bool, GitError> {
    match fs::hard_link(hook, previous) {
        Ok(()) => Ok(true),
        // If an interrupted installation left it behind, it is the same file.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(read(previous)?.as_deref() == Some(content))
        }
        Err(_) => fs::copy(hook, previous).map(|_| true).map_err(GitError::file(previous)),
    }
}

/// Writes a file under a temporary name and renames it, so that git sees either the old or the new
/// file.
fn write(git: &Git, hook: &Path, content: &[u8]) -> Result<(), GitError> {
    let folder = hook.parent().unwrap_or(hook);
    let mut file = tempfile::Builder::new()
        .prefix(".privguide-")
        .tempfile_in(folder)
        .map_err(GitError::file(folder))?;
    file.write_all(content)
        .and_then(|()| file.as_file().sync_all())
        .map_err(GitError::file(hook))?;
    make_executable(file.path(), mode(git)).map_err(GitError::file(hook))?;
    file.persist(hook)
        .map_err(|error| GitError::File { path: hook.to_owned(), error: error.error })?;
    Ok(())
}

/// 0755, extended for the group or all users according to `core.sharedRepository`.
fn mode(git: &Git) -> u32 {
    let shared = git.text(&["config", "--get", "core.sharedRepository"]).unwrap_or_default();
    match shared.as_str() {
        "group" | "true" | "1" | "all" | "world" | "everybody" | "2" => 0o775,
        octal if octal.len() == 4 && octal.starts_with('0') => {
            u32::from_str_radix(octal, 8).map_or(0o755, |mode| mode | 0o700 | ((mode & 0o444) >> 2))
        }
        _ => 0o755,
    }
}

#[cfg(unix)]
fn make_executable(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.exists()
}

/// The bytes of a hook, which may be a binary program; `None` if there is no hook.
///
/// Anything other than a regular file is an error and is never opened: a pipe would block the run.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, GitError> {
    let read = fs::metadata(path).and_then(|meta| {
        if meta.is_file() {
            fs::read(path)
        } else {
            Err(Error::new(ErrorKind::InvalidInput, "not a regular file"))
        }
    });
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(GitError::file(path)(error)),
    }
}
