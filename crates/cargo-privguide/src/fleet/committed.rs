//! `git:PATH@REV`: the projects in a commit, read from the object database; no work tree is needed.

use std::path::{Path, PathBuf};

use privguide::{
    program::Otherwise,
    tree::{SourceTree, TreePath},
};
use privguide_git::{GitError, Repository, Revision, SnapshotFiles};

use privguide_fleet::{
    lines::{MAX_PROJECTS, folder_name},
    projects::{DECLARATIONS, Uncovered, declarations, too_many, uncovered_in},
    trouble::{Kind, Trouble},
};

use super::Projects;
use crate::{
    locate::Site,
    revision,
    session::{Keeping, Session},
};

/// The prefix of such an input.
const SCHEME: &str = "git:";

/// The path of a repository, or of a folder in its work tree, and the revision, from an input; by
/// default `HEAD`. `@{…}` belongs to the revision, and a path may contain `@` if a revision follows
/// it.
pub(super) fn named(input: &str) -> Option<(&str, &str)> {
    let rest = input.strip_prefix(SCHEME)?;
    let at =
        rest.char_indices().rev().find(|(at, c)| *c == '@' && !rest[at + 1..].starts_with('{'));
    Some(at.map_or((rest, "HEAD"), |(at, _)| (&rest[..at], &rest[at + 1..])))
}

/// The projects in a revision, each loaded on demand.
///
/// # Errors
/// When there is no such repository, revision or folder.
pub(super) fn projects(
    input: &str,
    (path, name): (&str, &str),
    otherwise: Otherwise,
) -> Result<Projects<'static>, Trouble> {
    let path = Path::new(if path.is_empty() { "." } else { path });
    // Git's own message may contain absolute paths of this machine.
    let repository = Repository::discover(path).map_err(|_| {
        Trouble::new(
            Kind::Unreadable,
            "这里没有可用的 git 仓库",
            "there is no usable git repository",
        )
    })?;
    let snapshot = repository.resolve(name).map_err(|_| {
        Trouble::new(
            Kind::Unreadable,
            format!("git 里没有 {name:?} 这个提交、分支或标签"),
            format!("git knows no commit, branch or tag {name:?}"),
        )
    })?;
    // `REV:folder`. A revision that is given by words of its message may also contain a colon, but
    // it is a commit.
    let is_folder_named = name.contains(':') && snapshot.commit.is_none();
    let start = if is_folder_named { TreePath::root() } else { start(&repository, path) };
    let files = SnapshotFiles::read(&repository, &snapshot).map_err(unreadable)?;
    let tree = files.folder(&start).map_err(unreadable)?;
    let whole = files.folder(&TreePath::root()).map_err(unreadable)?;
    let folders = revision::folders(&whole, &start);
    if folders.len() > MAX_PROJECTS {
        return Err(too_many(MAX_PROJECTS));
    }
    let below: Vec<TreePath> =
        folders.iter().filter_map(|folder| TreePath::new(folder.relative_to(&start)?)).collect();
    let are_below = below.len() == folders.len() && below.iter().all(|folder| !folder.is_root());
    let mut uncovered = if are_below { uncovered_in(&tree, &below) } else { Uncovered::default() };
    let at = At { scanned: PathBuf::from(input), files, whole, start };
    Ok(Box::new(folders.into_iter().map(move |folder| {
        let inside = folder.relative_to(&at.start).and_then(TreePath::new);
        let mut session = at.load(&folder, otherwise);
        if let Ok(session) = &mut session {
            session.mention(&std::mem::take(&mut uncovered));
        }
        (folder_name(&inside.unwrap_or_else(TreePath::root)), session)
    })))
}

struct At {
    scanned: PathBuf,
    files: SnapshotFiles,
    whole: Revision,
    start: TreePath,
}

impl At {
    fn load(&self, folder: &TreePath, otherwise: Otherwise) -> Result<Session, Trouble> {
        let tree = self.files.folder(folder).map_err(unreadable)?;
        // Named relative to the input, so that messages do not depend on where the repository is.
        let from_start = folder.relative_to(&self.start).map_or_else(
            || {
                "../"
                    .repeat(self.start.components().count() - folder.components().count())
                    .trim_end_matches('/')
                    .to_owned()
            },
            str::to_owned,
        );
        let declarations = tree.read(&declarations()).is_ok().then(|| DECLARATIONS.to_owned());
        let scanned = self.scanned.clone();
        let inside = if from_start.is_empty() { scanned.clone() } else { scanned.join(from_start) };
        let site = Site { folder: inside, declarations, scanned };
        let around = (Box::new(self.whole.clone()) as Box<dyn SourceTree>, folder);
        Ok(Session::of_tree(site, Box::new(tree), otherwise, None, around, Keeping::Nothing)?)
    }
}

/// The folder of the work tree that a path refers to; the root if the path is the repository
/// itself.
fn start(repository: &Repository, path: &Path) -> TreePath {
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    let (found, itself) = (canonical(path), canonical(repository.git_dir()));
    let is_inside_it =
        found.as_ref().zip(itself).is_some_and(|(found, itself)| found.starts_with(itself));
    let found = found.filter(|_| repository.work_dir().is_some() && !is_inside_it);
    found
        .and_then(|found| revision::folder_in(repository, &found).ok())
        .unwrap_or_else(TreePath::root)
}

fn unreadable(error: GitError) -> Trouble {
    let message = match error {
        GitError::NoFolder { folder, .. } => (
            format!("这个版本里没有文件夹 {folder}"),
            format!("this revision has no folder {folder}"),
        ),
        GitError::Object { id, .. } => {
            (format!("git 无法读取对象 {id}"), format!("git cannot read the object {id}"))
        }
        _ => ("git 无法读取这个版本".to_owned(), "git cannot read this revision".to_owned()),
    };
    Trouble::new(Kind::Unreadable, message.0, message.1)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_last_at_sign_is_before_the_revision() {
        for (input, expected) in [
            ("git:repo@v1", Some(("repo", "v1"))),
            ("git:/w/@org/repo@main", Some(("/w/@org/repo", "main"))),
            ("git:repo@HEAD@{1}", Some(("repo", "HEAD@{1}"))),
            ("git:repo@@{u}", Some(("repo", "@{u}"))),
            ("git:repo", Some(("repo", "HEAD"))),
            ("git:@main:apps/shop", Some(("", "main:apps/shop"))),
            ("./git:repo@v1", None),
            ("repo@v1", None),
        ] {
            assert_eq!(named(input), expected, "{input}");
        }
    }
}
