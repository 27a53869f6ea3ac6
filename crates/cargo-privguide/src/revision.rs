//! Projects in a revision, found as on disk, but in the tree of a commit.

use std::path::{Path, PathBuf};

use privguide::{
    change::PrivacyState,
    program::Otherwise,
    review::{Finding, ReviewSettings},
    tree::{SourceTree, TreePath},
};
use privguide_fleet::projects::project_folders;
use privguide_git::{GitError, Repository, Revision, Snapshot};

use crate::{
    failure::Failure,
    locate::{DECLARATIONS, Site, declarations},
    session::{Keeping, Loaded, Session},
};

/// Loads every project with declarations in a snapshot, by its folder; none if there are no
/// declarations.
///
/// # Errors
/// When the snapshot cannot be read; a project that cannot be loaded is an error of its own.
pub fn sessions(
    repository: &Repository,
    snapshot: &Snapshot,
) -> Result<Vec<(TreePath, Loaded)>, Failure> {
    let whole = Revision::open(repository, snapshot, &TreePath::root())?;
    let folders = project_folders(&whole, whole.paths());
    let load = |folder: TreePath| {
        (
            folder.clone(),
            session(repository, snapshot, &folder, Otherwise::Nothing, Keeping::OnDisk),
        )
    };
    Ok(folders.into_iter().map(load).collect())
}

/// Loads the project in one folder of a snapshot.
///
/// # Errors
/// When the snapshot has no such folder, or the project cannot be read.
pub fn session(
    repository: &Repository,
    snapshot: &Snapshot,
    folder: &TreePath,
    otherwise: Otherwise,
    keeping: Keeping<'_>,
) -> Result<Session, Failure> {
    let tree = Revision::open(repository, snapshot, folder)?;
    let declarations = tree.read(&declarations()).is_ok().then(|| DECLARATIONS.to_owned());
    let top = top(repository);
    let site = Site { folder: top.join(folder.as_str()), declarations, scanned: top };
    let whole = Revision::open(repository, snapshot, &TreePath::root())?;
    Session::of_tree(site, Box::new(tree), otherwise, None, (Box::new(whole), folder), keeping)
}

/// The state of the project in one folder of a snapshot; `None` if there is no project.
///
/// # Errors
/// When the snapshot or the project cannot be read.
pub fn state(
    repository: &Repository,
    snapshot: &Snapshot,
    folder: &TreePath,
) -> Result<Option<PrivacyState>, Failure> {
    match Revision::open(repository, snapshot, folder) {
        Err(GitError::NoFolder { .. }) => return Ok(None),
        other => drop(other?),
    }
    match session(repository, snapshot, folder, Otherwise::Nothing, Keeping::Nothing) {
        Err(failure) if failure.is_no_program() => Ok(None),
        Err(failure) => Err(failure.in_revision(&snapshot.name)),
        Ok(session) => {
            session.state().map(Some).map_err(|failure| failure.in_revision(&snapshot.name))
        }
    }
}

/// The folders of a snapshot's projects for the folder `start`: the nearest at or above it with
/// declarations, otherwise those below it.
///
/// # Errors
/// When the snapshot cannot be read.
pub fn folders(
    repository: &Repository,
    snapshot: &Snapshot,
    start: &TreePath,
) -> Result<Vec<TreePath>, Failure> {
    let whole = Revision::open(repository, snapshot, &TreePath::root())?;
    let mut folder = start.clone();
    loop {
        if folder.join(DECLARATIONS).is_some_and(|file| whole.read(&file).is_ok()) {
            return Ok(vec![folder]);
        }
        if folder.is_root() {
            break;
        }
        folder = folder.parent();
    }
    let below: Vec<TreePath> = project_folders(&whole, whole.paths())
        .into_iter()
        .filter(|folder| folder.is_inside(start))
        .collect();
    Ok(if below.is_empty() { vec![start.clone()] } else { below })
}

/// The path of a folder on disk in its repository.
///
/// # Errors
/// When it is not in the repository's work tree.
pub fn folder_in(repository: &Repository, folder: &Path) -> Result<TreePath, Failure> {
    let inside = folder.strip_prefix(top(repository)).ok().and_then(TreePath::of_system);
    inside.ok_or_else(|| {
        let folder = folder.display();
        Failure::new(
            format!("{folder} 不在仓库的工作区里"),
            format!("{folder} is not in the repository's work tree"),
        )
    })
}

/// The same project in another revision; `None` if it did not exist there, or had no declarations.
///
/// # Errors
/// When the revision cannot be read.
pub fn before(session: &Session, base: &str) -> Result<Option<Session>, Failure> {
    let repository = Repository::discover(&session.site.folder)?;
    let snapshot = repository.resolve(base)?;
    let folder = folder_in(&repository, &session.site.folder)?;
    let before =
        self::session(&repository, &snapshot, &folder, Otherwise::Nothing, Keeping::Nothing).ok();
    Ok(before.filter(|before| before.project.declarations.is_some()))
}

/// The findings of a project that a base does not have.
///
/// # Errors
/// When the declarations of the base are unreadable.
pub fn only_new(
    found: Vec<Finding>,
    before: &Session,
    base: &str,
    settings: &ReviewSettings,
) -> Result<Vec<Finding>, Failure> {
    let before = before.review(settings).map_err(|failure| failure.in_revision(base))?;
    let mut known: Vec<Known> = before.iter().map(Known::from_finding).collect();
    Ok(found
        .into_iter()
        .filter(|finding| {
            let old = known.iter().position(|known| *known == Known::from_finding(finding));
            old.map(|at| known.swap_remove(at)).is_none()
        })
        .collect())
}

/// The properties by which findings of two revisions are the same. Lines are not among them,
/// because they move with every edit above them.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    rule: &'static str,
    information: Vec<String>,
    message: String,
    files: Vec<TreePath>,
}

impl Known {
    fn from_finding(finding: &Finding) -> Self {
        let mut files: Vec<TreePath> =
            finding.places.iter().map(|place| place.place.file.clone()).collect();
        files.sort();
        Self {
            rule: finding.rule,
            information: finding.information.clone(),
            message: finding.message.en.clone(),
            files,
        }
    }
}

/// The folder that paths of the repository are relative to for people, who read them in their work
/// tree.
fn top(repository: &Repository) -> PathBuf {
    let top = repository.work_dir().unwrap_or_else(|| Path::new("."));
    std::fs::canonicalize(top).unwrap_or_else(|_| top.to_path_buf())
}
