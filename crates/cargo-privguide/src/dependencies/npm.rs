//! Where packages of npm are installed: in the nearest `node_modules` above the file that imports them.

use std::path::{Path, PathBuf};

use privguide::{
    project::{Packages, Seat},
    tree::{SourceTree, TreePath, WorkTree},
};

use crate::inside;

/// The packages that are installed for a project.
pub struct Installed {
    folder: PathBuf,
    limit: PathBuf,
}

impl Installed {
    /// Those for the project in a folder.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), limit: inside::limit(folder) }
    }
}

impl Packages for Installed {
    /// Links are followed inside the repository, as pnpm makes them; not out of it.
    fn find(&self, importer: Seat<'_>, name: &str) -> Option<PathBuf> {
        TreePath::new(name).filter(|path| path.as_str() == name)?;
        let from = match importer {
            Seat::Project(folder) => self.folder.join(folder.as_str()),
            Seat::Package(folder) => folder.to_path_buf(),
        };
        let from = from.canonicalize().ok()?;
        let folders = from.ancestors().take_while(|folder| folder.starts_with(&self.limit));
        let real = folders.map(|folder| folder.join("node_modules").join(name)).find_map(|place| place.canonicalize().ok())?;
        (real.is_dir() && real.starts_with(&self.limit)).then_some(real)
    }

    fn open(&self, folder: &Path) -> Option<Box<dyn SourceTree>> {
        Some(Box::new(WorkTree::open(folder).ok()?))
    }
}
