//! Determines the repository around a project: how far sources above its folder are followed.
//!
//! The limit is the git work tree or, outside of git, the nearest workspace of which the folder is
//! a member. Nothing outside the limit is read.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use privguide::{
    project::is_workspace_of,
    tree::{TreePath, WorkTree},
};

use crate::inside;

/// Outside of git, the number of folders above a project in which a workspace is searched for.
const MOST_ABOVE: usize = 8;

/// The repository around a project.
pub struct Around {
    /// Its root folder, absolute.
    pub top: PathBuf,
    /// The path of the project's folder in it; never the root itself.
    pub home: TreePath,
}

impl Around {
    /// The repository around a folder; `None` if the folder is its root, or is not in a repository.
    pub fn of_folder(folder: &Path) -> Option<Self> {
        let top = inside::limit(folder);
        if folder != top {
            return Some(Self { home: below(folder, &top)?, top });
        }
        if folder.join(".git").symlink_metadata().is_ok() {
            return None;
        }
        let mut above = folder.ancestors().skip(1).take(MOST_ABOVE);
        above.find_map(|top| {
            let home = below(folder, top)?;
            let is_top = is_workspace_of(&WorkTree::open(top).ok()?, &home);
            is_top.then(|| Self { top: top.to_path_buf(), home })
        })
    }
}

fn below(folder: &Path, top: &Path) -> Option<TreePath> {
    let inside = folder.strip_prefix(top).ok()?.to_str()?;
    TreePath::new(&inside.replace(MAIN_SEPARATOR, "/")).filter(|home| !home.is_root())
}
