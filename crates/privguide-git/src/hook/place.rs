//! Finds the folder in which git looks for hooks.

use std::path::{Path, PathBuf};

use crate::{Git, GitError};

/// The effective hooks folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HooksFolder {
    pub path: PathBuf,
    /// The `core.hooksPath` setting; `None` for git's default.
    pub configured: Option<HooksPath>,
    /// Whether other people or repositories share the folder.
    pub sharing: Sharing,
    /// It is neither in the work tree nor in the git directory. The repository's own configuration
    /// is not trusted, because it may come from an archive.
    pub is_outside: bool,
}

/// A `core.hooksPath`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HooksPath {
    pub value: String,
    /// `local`, `worktree`, `global`, `system` or `command`.
    pub scope: String,
    /// The file with the setting.
    pub origin: String,
}

/// Who shares the files in a hooks folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// None: it is in the git directory, or git ignores it.
    Private,
    /// All clones: it is in the work tree and is not ignored.
    Cloned,
}

impl HooksPath {
    /// True if other repositories share it, too.
    pub fn is_shared(&self) -> bool {
        !matches!(self.scope.as_str(), "local" | "worktree")
    }
}

/// Git in the root of the work tree or, for a bare repository, in the git directory: relative hooks
/// folders start there.
pub(super) fn at_top(git: &Git) -> Result<Git, GitError> {
    let top = match git.text(&["rev-parse", "--show-toplevel"]) {
        Ok(top) if !top.is_empty() => top,
        _ => git.text(&["rev-parse", "--absolute-git-dir"]).map_err(|error| {
            GitError::NoRepository { path: git.folder().to_owned(), message: error.to_string() }
        })?,
    };
    Ok(git.clone().in_folder(top))
}

/// The hooks folder; `None` if `core.hooksPath` is empty, so that git runs no hook at all.
pub(super) fn hooks_folder(git: &Git) -> Result<Option<HooksFolder>, GitError> {
    let configured = hooks_path(git)?;
    let path = match &configured {
        Some(configured) if configured.value.is_empty() => return Ok(None),
        // `rev-parse --git-path` cannot be used, because it fails if the folder does not exist.
        Some(_) => git.text(&["config", "--type=path", "--get", "core.hooksPath"])?,
        None => git.text(&["rev-parse", "--git-path", "hooks"])?,
    };
    let path = git.folder().join(path);
    let sharing = sharing(git, &path)?;
    let is_outside = is_outside(git, &path)?;
    Ok(Some(HooksFolder { path, configured, sharing, is_outside }))
}

/// git's default folder, which may still contain a hook of ours.
pub(super) fn default_folder(git: &Git) -> Result<PathBuf, GitError> {
    Ok(git.folder().join(git.text(&["rev-parse", "--git-common-dir"])?).join("hooks"))
}

fn hooks_path(git: &Git) -> Result<Option<HooksPath>, GitError> {
    let answer =
        git.run(&["config", "--show-scope", "--show-origin", "-z", "--get", "core.hooksPath"])?;
    if !answer.ok {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&answer.out).into_owned();
    let mut fields = text.split('\0').map(str::to_owned);
    let (scope, origin, value) = (fields.next(), fields.next(), fields.next());
    let origin = origin.unwrap_or_default();
    Ok(Some(HooksPath {
        value: value.unwrap_or_default(),
        scope: scope.unwrap_or_default(),
        origin: origin.strip_prefix("file:").unwrap_or(&origin).to_owned(),
    }))
}

fn is_outside(git: &Git, folder: &Path) -> Result<bool, GitError> {
    let common_dir = git.folder().join(git.text(&["rev-parse", "--git-common-dir"])?);
    let git_dir = PathBuf::from(git.text(&["rev-parse", "--absolute-git-dir"])?);
    let top = git.text(&["rev-parse", "--show-toplevel"]).ok().map(PathBuf::from);
    let folder = resolved(folder);
    Ok(![Some(git_dir), Some(common_dir), top]
        .iter()
        .flatten()
        .any(|own| folder.starts_with(resolved(own))))
}

fn sharing(git: &Git, folder: &Path) -> Result<Sharing, GitError> {
    let Ok(top) = git.text(&["rev-parse", "--show-toplevel"]) else {
        return Ok(Sharing::Private);
    };
    let git_dir = PathBuf::from(git.text(&["rev-parse", "--absolute-git-dir"])?);
    let common_dir = git.folder().join(git.text(&["rev-parse", "--git-common-dir"])?);
    let (folder, git_dir, common_dir) =
        (resolved(folder), resolved(&git_dir), resolved(&common_dir));
    if folder.starts_with(&git_dir)
        || folder.starts_with(&common_dir)
        || !folder.starts_with(resolved(Path::new(&top)))
    {
        return Ok(Sharing::Private);
    }
    // A rule for the files inside (husky's `_/.gitignore` contains `*`) has the same effect as one
    // for the folder.
    let inside = folder.join(super::EVENT);
    let tracked = !git
        .bytes(&["ls-files".as_ref(), "-z".as_ref(), "--".as_ref(), folder.as_os_str()])?
        .is_empty();
    let ignored =
        git.run(&["check-ignore".as_ref(), "-q".as_ref(), "--".as_ref(), inside.as_os_str()])?.ok;
    Ok(if tracked || !ignored { Sharing::Cloned } else { Sharing::Private })
}

/// The path with links resolved as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent != path => resolved(parent).join(name),
        _ => path.to_owned(),
    }
}
