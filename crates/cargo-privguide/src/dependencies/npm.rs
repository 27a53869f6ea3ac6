//! Finds installed npm packages: in the nearest `node_modules` above the file that imports them.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use privguide::{
    project::{LoadOptions, Observed, Packages, Project, Seat},
    tree::{SourceTree, TreePath, WorkTree},
};

use crate::{cache::Entry, inside};

/// The packages that are installed for a project.
pub struct Installed {
    folder: PathBuf,
    limit: PathBuf,
    /// Files that changed before this time can be distinguished from later versions by their
    /// stamps; `None` if nothing is cached for the next run.
    stable_before: Option<SystemTime>,
}

impl Installed {
    /// The packages for the project in a folder.
    pub fn for_folder(folder: &Path, stable_before: Option<SystemTime>) -> Self {
        Self { folder: folder.to_path_buf(), limit: inside::limit(folder), stable_before }
    }

    /// What the installed packages do, as far as the project reaches them; from the cache if none
    /// of their files has changed.
    pub fn observe(&self, project: &Project) -> Observed {
        let entry = self.stable_before.and_then(|_| {
            Entry::for_project(&self.folder, &LoadOptions::default(), &["installed packages"])
        });
        let earlier = entry.as_ref().and_then(Entry::read);
        let (observed, to_cache) = project.observe_cached(self, earlier.as_deref());
        if let (Some(entry), Some(result)) = (&entry, to_cache) {
            entry.write(&result);
        }
        observed
    }
}

impl Packages for Installed {
    /// Links inside the repository are followed, because pnpm uses them, but not links out of it.
    fn find(&self, importer: Seat<'_>, name: &str) -> Option<PathBuf> {
        TreePath::new(name).filter(|path| path.as_str() == name)?;
        let from = match importer {
            Seat::Project(folder) => self.folder.join(folder.as_str()),
            Seat::Package(folder) => folder.to_path_buf(),
        };
        let from = from.canonicalize().ok()?;
        let folders = from.ancestors().take_while(|folder| folder.starts_with(&self.limit));
        let real = folders
            .map(|folder| folder.join("node_modules").join(name))
            .find_map(|place| place.canonicalize().ok())?;
        (real.is_dir() && real.starts_with(&self.limit)).then_some(real)
    }

    fn open(&self, folder: &Path) -> Option<Box<dyn SourceTree>> {
        let tree = WorkTree::open(folder).ok()?;
        Some(Box::new(match self.stable_before {
            Some(time) => tree.stable_since(time),
            None => tree,
        }))
    }
}
