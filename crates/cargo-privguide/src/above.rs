//! The repository around a project: how far sources above its folder are followed.
//!
//! The work tree of git is the limit; outside of git, the nearest workspace that has the folder as
//! a member. Beyond it nothing is read.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use privguide::{
    project::is_workspace_of,
    tree::{TreePath, WorkTree},
};

use crate::inside;

/// How many folders above a project a workspace is looked for in, outside of git.
const MOST_ABOVE: usize = 8;

/// The repository around a project.
pub struct Around {
    /// Its top, absolute.
    pub top: PathBuf,
    /// The project's folder in it; never the top itself.
    pub home: TreePath,
}

impl Around {
    /// The repository around a folder; none when the folder is its top, or belongs to none.
    pub fn of(folder: &Path) -> Option<Self> {
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
