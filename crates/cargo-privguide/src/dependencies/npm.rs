//! Packages of npm that are installed: what they use is said, and counts for nothing, because another machine may have others or none.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use privguide::{
    program::imported,
    project::{Installed, Project},
    tree::{TreePath, WorkTree},
};

use crate::inside;

/// Packages that are looked into at most; a program imports some tens, with what these import.
const MOST: usize = 400;

/// Looks into the packages that a project imports and that are not part of it, as far as they are installed.
pub fn installed(project: &Project, folder: &Path) -> BTreeMap<String, Installed> {
    let limit = inside::limit(folder);
    let mut found: BTreeMap<String, Installed> = BTreeMap::new();
    for package in project.missing() {
        let from = folder.join(package.place.file.folder());
        let Some(place) = locate(&from, &package.name, &limit) else { continue };
        let mut looked = PackageSearch { limit: &limit, project, seen: BTreeSet::new(), found: Installed::default() };
        looked.look_at(&place, &package.name, &package.specifiers);
        found.insert(package.name.clone(), looked.found);
    }
    found
}

struct PackageSearch<'l> {
    limit: &'l Path,
    project: &'l Project,
    seen: BTreeSet<PathBuf>,
    found: Installed,
}

impl PackageSearch<'_> {
    /// Looks into a package and those that it imports.
    fn look_at(&mut self, place: &Path, name: &str, specifiers: &BTreeSet<String>) {
        let mut next = vec![(place.to_path_buf(), name.to_owned(), specifiers.clone())];
        while let Some((place, name, specifiers)) = next.pop() {
            if !self.seen.insert(place.clone()) {
                continue;
            }
            let Some(tree) = WorkTree::open(&place).ok().filter(|_| self.seen.len() <= MOST) else {
                self.found.is_cut_short = true;
                continue;
            };
            let part = imported(&tree, &name, &specifiers);
            self.found.add(&part, self.project);
            for package in part.packages.into_iter().filter(|package| !self.project.is_framework(package)) {
                if let Some(place) = locate(&place, &package, self.limit) {
                    next.push((place, package.clone(), BTreeSet::from([package])));
                }
            }
        }
    }
}

/// Where a package is installed for a file in a folder: in the nearest `node_modules` above it. Links are followed inside the repository, as
/// pnpm makes them; not out of it.
fn locate(from: &Path, name: &str, limit: &Path) -> Option<PathBuf> {
    TreePath::new(name).filter(|path| path.as_str() == name)?;
    let from = from.canonicalize().ok()?;
    let folders = from.ancestors().take_while(|folder| folder.starts_with(limit));
    let real = folders.map(|folder| folder.join("node_modules").join(name)).find_map(|place| place.canonicalize().ok())?;
    (real.is_dir() && real.starts_with(limit)).then_some(real)
}
