//! Projects in a revision, found as on disk, but in the tree of a commit.

use std::path::{Path, PathBuf};

use privguide::{
    change::PrivacyState,
    program::Otherwise,
    review::{Finding, ReviewSettings},
    tree::{SourceTree, TreePath},
};
use privguide_fleet::projects::{Uncovered, project_folders, uncovered_in};
use privguide_git::{GitError, Repository, Revision, Snapshot, SnapshotFiles};

use crate::{
    failure::Failure,
    locate::{DECLARATIONS, Site, declarations},
    session::{CacheSlot, Keeping, Loaded, Session},
};

/// A snapshot whose trees have been read.
pub struct Committed<'r> {
    repository: &'r Repository,
    name: &'r str,
    files: SnapshotFiles,
    whole: Revision,
}

impl<'r> Committed<'r> {
    /// Reads the trees of a snapshot.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(repository: &'r Repository, snapshot: &'r Snapshot) -> Result<Self, Failure> {
        let files = SnapshotFiles::read(repository, snapshot)?;
        let whole = files.folder(&TreePath::root())?;
        Ok(Self { repository, name: &snapshot.name, files, whole })
    }

    /// Loads every project with declarations, by its folder; none when there are no declarations. A
    /// project that cannot be loaded fails on its own.
    pub fn sessions(&self) -> Vec<(TreePath, Loaded)> {
        let folders = project_folders(&self.whole, self.whole.paths());
        let load = |folder: TreePath| {
            let session = self.session(&folder, Keeping::OnDisk(CacheSlot::Revision));
            (folder, session)
        };
        folders.into_iter().map(load).collect()
    }

    /// The programs that none of these projects covers.
    pub fn uncovered(&self, projects: &[TreePath]) -> Uncovered {
        uncovered_in(&self.whole, projects)
    }

    /// Loads the project in one folder.
    ///
    /// # Errors
    /// When there is no such folder, or the project cannot be read.
    fn session(&self, folder: &TreePath, keeping: Keeping<'_>) -> Loaded {
        self.session_of(self.files.folder(folder)?, folder, keeping)
    }

    fn session_of(&self, tree: Revision, folder: &TreePath, keeping: Keeping<'_>) -> Loaded {
        let declarations = tree.read(&declarations()).is_ok().then(|| DECLARATIONS.to_owned());
        let top = top(self.repository);
        let site = Site { folder: top.join(folder.as_str()), declarations, scanned: top };
        let around = (Box::new(self.whole.clone()) as Box<dyn SourceTree>, folder);
        Session::of_tree(site, Box::new(tree), Otherwise::Nothing, None, around, keeping)
    }

    /// The state of the project in one folder; `None` when there is none.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn state(
        &self,
        folder: &TreePath,
        slot: CacheSlot,
    ) -> Result<Option<PrivacyState>, Failure> {
        let tree = match self.files.folder(folder) {
            Err(GitError::NoFolder { .. }) => return Ok(None),
            other => other?,
        };
        match self.session_of(tree, folder, Keeping::OnDisk(slot)) {
            Err(failure) if failure.is_no_program() => Ok(None),
            Err(failure) => Err(failure.in_revision(self.name)),
            Ok(session) => {
                session.state().map(Some).map_err(|failure| failure.in_revision(self.name))
            }
        }
    }

    /// The folders of its projects as seen from `start`: the nearest above with declarations, else
    /// those below.
    pub fn folders(&self, start: &TreePath) -> Vec<TreePath> {
        folders(&self.whole, start)
    }
}

/// The folders of a snapshot's projects as seen from `start`: the nearest above with declarations,
/// else those below. `whole` is all of the snapshot.
pub fn folders(whole: &Revision, start: &TreePath) -> Vec<TreePath> {
    let mut folder = start.clone();
    loop {
        if folder.join(DECLARATIONS).is_some_and(|file| whole.read(&file).is_ok()) {
            return vec![folder];
        }
        if folder.is_root() {
            break;
        }
        folder = folder.parent();
    }
    let below: Vec<TreePath> = project_folders(whole, whole.paths())
        .into_iter()
        .filter(|folder| folder.is_inside(start))
        .collect();
    if below.is_empty() { vec![start.clone()] } else { below }
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
pub fn before(
    session: &Session,
    base: &str,
    keeping: Keeping<'_>,
) -> Result<Option<Session>, Failure> {
    let repository = Repository::discover(&session.site.folder)?;
    let snapshot = repository.resolve(base)?;
    let folder = folder_in(&repository, &session.site.folder)?;
    let before = Committed::read(&repository, &snapshot)?.session(&folder, keeping).ok();
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
