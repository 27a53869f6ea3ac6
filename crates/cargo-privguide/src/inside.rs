//! Decides which paths may be read and written; no other module does.
//!
//! A scanned project is untrusted. Paths in the project (programs, guides, links) must stay inside
//! its repository for reading, and inside the folder of `privguide.toml` for writing. Paths on the
//! command line may be anywhere, but must not be redirected by a committed link. Nothing is written
//! below `.git`.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use privguide::tree::{TreePath, is_git_folder};
use privguide_git::trust::boundary;

use crate::failure::Failure;

/// The path at which a file that the project names is written; its folder need not exist.
///
/// # Errors
/// When it would be written below `.git`, through a folder that is a link, or through a link that
/// leads out of `root`.
pub fn writable(root: &Path, path: &TreePath) -> Result<PathBuf, Failure> {
    let refused = |why: Why| why.failure(path.as_str());
    if path.is_above() {
        return Err(refused(Why::Above));
    }
    if cfg!(windows) && !path.is_portable() {
        return Err(refused(Why::NoFile));
    }
    let root = fs::canonicalize(root)?;
    let mut folder = root.clone();
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        if is_git_folder(part) {
            return Err(refused(Why::GitFolder));
        }
        folder.push(part);
        if parts.peek().is_some() && fs::symlink_metadata(&folder).is_ok_and(|meta| !meta.is_dir())
        {
            return Err(refused(Why::Link));
        }
    }
    match fs::symlink_metadata(&folder) {
        // The owner of the project created the link: its target is written if it is a file of the
        // project.
        Ok(meta) if meta.is_symlink() => {
            let target = fs::canonicalize(&folder).map_err(|_| refused(Why::Link))?;
            let inside = target.strip_prefix(&root).map_err(|_| refused(Why::Link))?;
            let in_git =
                inside.components().any(|part| is_git_folder(&part.as_os_str().to_string_lossy()));
            let same_kind = target.extension() == Path::new(path.name()).extension();
            if in_git {
                return Err(refused(Why::GitFolder));
            }
            if !same_kind || !target.is_file() { Err(refused(Why::Link)) } else { Ok(target) }
        }
        Ok(meta) if !meta.is_file() => Err(refused(Why::NoFile)),
        _ => Ok(folder),
    }
}

/// The path at which a report that the user requested is written.
///
/// # Errors
/// When it would be written below `.git`, or is redirected by a link in the repository.
pub fn report(path: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display().to_string();
    let refused = |why: Why| why.failure(&shown);
    let absolute = as_written(path)?;
    let area = area(&absolute);
    let in_git = |path: &Path| {
        path.components().any(|part| matches!(part, Component::Normal(name) if is_git_folder(&name.to_string_lossy())))
    };
    let Some(name) = absolute.file_name() else { return Err(refused(Why::NoFile)) };
    let parent = absolute.parent().unwrap_or(&absolute);
    let existing =
        parent.ancestors().find(|folder| folder.symlink_metadata().is_ok()).unwrap_or(parent);
    let real = fs::canonicalize(existing).map_err(|_| refused(Why::Link))?;
    let target = real.join(parent.strip_prefix(existing).unwrap_or(Path::new(""))).join(name);
    if in_git(&absolute) || in_git(&target) {
        return Err(refused(Why::GitFolder));
    }
    if area.is_some_and(|area| !fs::canonicalize(area).is_ok_and(|area| real.starts_with(area))) {
        return Err(refused(Why::Link));
    }
    match fs::symlink_metadata(&target) {
        // `/dev/stdout` is also a link; its target is not a file that could be overwritten.
        Ok(meta) if meta.is_symlink() => match fs::metadata(&target) {
            Ok(behind) if !behind.is_file() && !behind.is_dir() => Ok(target),
            _ => Err(refused(Why::Link)),
        },
        Ok(meta) if meta.is_dir() => Err(refused(Why::NoFile)),
        _ => Ok(target),
    }
}

/// A file or folder that the user named, with links resolved.
///
/// # Errors
/// When it does not exist, or a link in the repository that contains the path leads out of that
/// repository.
pub fn given(path: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display();
    let real = fs::canonicalize(path).map_err(|error| {
        Failure::new(format!("无法读取 {shown}：{error}"), format!("cannot read {shown}: {error}"))
    })?;
    let absolute = as_written(path)?;
    let area =
        area(&absolute).map(Path::to_path_buf).or_else(|| absolute.parent().map(Path::to_path_buf));
    match area.and_then(|area| fs::canonicalize(area).ok()) {
        Some(area) if !real.starts_with(&area) => Err(Why::Link.failure(&shown.to_string())),
        _ => Ok(real),
    }
}

/// The absolute path without resolving links: `../reply.json` is beside the current folder, not in
/// it.
fn as_written(path: &Path) -> std::io::Result<PathBuf> {
    let mut out = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    Ok(out)
}

/// The repository that contains the path before links are resolved; without a repository, the
/// current folder if it contains the path.
fn area(absolute: &Path) -> Option<&Path> {
    let parent = absolute.parent()?;
    let repository =
        parent.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
    repository.or_else(|| {
        let here = std::env::current_dir().ok()?;
        parent.ancestors().find(|folder| **folder == here)
    })
}

/// The repository, or otherwise the folder itself, in which everything that a project names must
/// be.
pub fn limit(folder: &Path) -> PathBuf {
    boundary(folder)
}

/// The real path of a path whose last components may not exist.
pub fn would_be(path: &Path) -> PathBuf {
    let existing = path.ancestors().find_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    match existing {
        Some((part, real)) => real.join(path.strip_prefix(part).unwrap_or(Path::new(""))),
        None => path.to_path_buf(),
    }
}

/// Why a path is rejected.
#[derive(Clone, Copy)]
enum Why {
    Above,
    GitFolder,
    Link,
    NoFile,
}

impl Why {
    fn failure(self, shown: &str) -> Failure {
        match self {
            Self::Above => Failure::new(
                format!("{shown} 在 privguide.toml 所在文件夹之外，未写入"),
                format!("{shown} lies outside the folder of privguide.toml and is not written"),
            )
            .help("手工修改这个文件", "edit that file by hand"),
            Self::GitFolder => Failure::new(
                format!("{shown} 在 .git 文件夹里，未写入"),
                format!("{shown} lies in a .git folder and is not written"),
            )
            .help("换一个位置", "choose another place"),
            Self::Link => Failure::new(
                format!("{shown} 经由链接指到了别处，未使用"),
                format!("{shown} leads elsewhere through a link and is not used"),
            )
            .help(
                "直接写出链接指向的位置，或把链接换成文件",
                "name the place that the link leads to, or replace the link by a file",
            ),
            Self::NoFile => Failure::new(
                format!("{shown} 不是普通文件，未写入"),
                format!("{shown} is not a regular file, so it is not written"),
            )
            .help("换一个文件名", "choose another name"),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    struct Lab {
        folder: tempfile::TempDir,
        elsewhere: tempfile::TempDir,
    }

    impl Lab {
        fn new() -> Self {
            let lab = Self {
                folder: tempfile::tempdir().expect("a folder"),
                elsewhere: tempfile::tempdir().expect("another"),
            };
            for folder in [".git/hooks", "docs"] {
                fs::create_dir_all(lab.path(folder)).expect("made");
            }
            fs::write(lab.path("docs/real.md"), "").expect("written");
            fs::write(lab.elsewhere.path().join("theirs.md"), "").expect("written");
            lab
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().canonicalize().expect("it exists").join(name)
        }

        fn link(&self, target: impl AsRef<Path>, name: &str) {
            symlink(target, self.path(name)).expect("linked");
        }

        fn writable(&self, path: &str) -> Option<PathBuf> {
            writable(self.folder.path(), &TreePath::new(path).expect("inside")).ok()
        }
    }

    #[test]
    fn what_a_project_names_is_written_only_in_it() {
        let lab = Lab::new();
        lab.link(lab.elsewhere.path(), "out");
        lab.link(lab.path("docs"), "alias");
        lab.link(lab.elsewhere.path().join("theirs.md"), "theirs.md");
        lab.link(lab.elsewhere.path().join("none.md"), "none.md");
        lab.link("docs/real.md", "tied.md");
        lab.link(".git/hooks/pre-push", "hook");
        lab.link("docs/real.md", "tied.sh");
        assert_eq!(lab.writable("new/deep/guide.md"), Some(lab.path("new/deep/guide.md")));
        assert_eq!(lab.writable("docs/real.md"), Some(lab.path("docs/real.md")));
        assert_eq!(lab.writable("tied.md"), Some(lab.path("docs/real.md")));
        let refused = [
            "out/guide.md",
            "out/new/guide.md",
            "alias/guide.md",
            "theirs.md",
            "none.md",
            "hook",
            "tied.sh",
            "docs",
            ".git/config",
            "a/.GIT/hooks/pre-push",
            "docs/real.md/guide.md",
        ];
        for path in refused {
            assert_eq!(lab.writable(path), None, "{path}");
        }
    }

    #[test]
    fn a_report_goes_where_the_user_says_unless_a_link_of_the_repository_leads_it_away() {
        let lab = Lab::new();
        lab.link(lab.elsewhere.path(), "out");
        lab.link(lab.elsewhere.path().join("theirs.md"), "report.json");
        lab.link("docs/real.md", "tied.json");
        let good = |path: PathBuf| report(&path).is_ok();
        assert!(good(lab.path("docs/new/report.json")) && good(lab.path("report.sarif")));
        assert!(good(lab.elsewhere.path().join("report.json")));
        // Beside the repository, but named from inside it.
        let beside = |name: &str| {
            let elsewhere = lab.elsewhere.path().canonicalize().expect("it exists");
            let up = "../".repeat(lab.path("docs").components().count() - 1);
            lab.path("docs").join(format!(
                "{up}{}",
                elsewhere.strip_prefix("/").expect("absolute").join(name).display()
            ))
        };
        assert!(good(beside("report.json")) && given(&beside("theirs.md")).is_ok());
        // The meaning of `..` after a link is different.
        assert!(
            !good(lab.path("out/../out/report.json"))
                && given(&lab.path("out/../nothing.md")).is_err()
        );
        for path in [
            "out/report.json",
            "report.json",
            "tied.json",
            ".git/report.json",
            "docs",
            ".git/hooks/pre-push",
        ] {
            assert!(!good(lab.path(path)), "{path}");
        }
    }

    #[test]
    fn a_named_file_is_not_one_behind_a_link_out_of_the_repository() {
        let lab = Lab::new();
        lab.link(lab.elsewhere.path().join("theirs.md"), "privguide.toml");
        assert!(given(&lab.path("privguide.toml")).is_err());
        assert!(
            given(&lab.path("docs/real.md")).is_ok()
                && given(&lab.elsewhere.path().join("theirs.md")).is_ok()
        );
    }
}
