//! Crates outside the project through which the project's crates access the platform: `wx_mini_api`
//! from a registry.
//!
//! They are determined from `Cargo.lock`, and their sources from cargo's folder layout. cargo
//! itself is not run, because it would execute programs that the project configures. The core sees
//! the sources as folders of the project's tree.

mod lock;
mod npm;
mod sources;

pub use npm::Installed;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use privguide::{
    language::Text,
    project::Project,
    tree::{Mount, SourceTree, TreePath, WorkTree},
};

use crate::inside;
use lock::{Lock, Package};
use sources::{Found, Sources};

/// The folder of the tree in which they appear.
const FOLDER: &str = ".cargo-dependencies";

/// Crates to analyse, and notes about those that cannot be.
#[derive(Default)]
pub struct Dependencies {
    found: BTreeMap<TreePath, PathBuf>,
    /// Why some dependencies are unknown.
    pub notes: Vec<Text>,
}

impl Dependencies {
    /// Finds the dependencies of the crates that a project names; most projects name none.
    pub fn for_project(project: &Project, folder: &Path) -> Self {
        let mut dependencies = Self::default();
        let crates = project.programs.iter().flat_map(|analysed| analysed.program.named_crates());
        let manifests: BTreeSet<PathBuf> =
            crates.map(|own| folder.join(own.as_str()).join("Cargo.toml")).collect();
        for manifest in manifests {
            let shown = manifest.strip_prefix(folder).unwrap_or(&manifest);
            let limit = inside::limit(manifest.parent().unwrap_or(folder));
            let workspace = sources::workspace_of(&manifest, &limit);
            match Lock::read(workspace) {
                Ok(lock) => {
                    let sources = Sources::for_manifest(&manifest, workspace, &limit);
                    dependencies.add(&lock, &sources, (&manifest, shown), folder);
                }
                Err(why) => dependencies.unknown(shown, &why),
            }
        }
        dependencies
    }

    fn unknown(&mut self, manifest: &Path, why: &Text) {
        let shown = manifest.display();
        self.notes.push(Text::new(
            format!("{shown} 的外部依赖没有查看：{}", why.zh),
            format!("the dependencies of {shown} from elsewhere were not looked into: {}", why.en),
        ));
    }

    /// True if there are neither crates nor notes.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.notes.is_empty()
    }

    /// The names that identify this set of dependencies.
    pub fn names(&self) -> Vec<&str> {
        self.found.keys().map(TreePath::as_str).collect()
    }

    /// The sources as trees; those that can no longer be opened are left out.
    pub fn mounts(&self, open: impl Fn(&Path) -> Option<Box<dyn SourceTree>>) -> Vec<Mount> {
        let mount = |(folder, path): (&TreePath, &PathBuf)| {
            Some(Mount { folder: folder.clone(), tree: open(path)? })
        };
        self.found.iter().filter_map(mount).collect()
    }

    /// Adds the packages from which a binding of the platform may be reached.
    fn add(
        &mut self,
        lock: &Lock,
        sources: &Sources,
        (manifest, shown): (&Path, &Path),
        project: &Path,
    ) {
        let Some(own) = sources::name_of(manifest).and_then(|name| lock.own(&name)) else {
            let why = Text::new(
                "Cargo.lock 里没有它，可运行 cargo generate-lockfile",
                "Cargo.lock does not know it; cargo generate-lockfile writes it anew",
            );
            return self.unknown(shown, &why);
        };
        let below = lock.reached(own);
        let mut folders: BTreeMap<&Package, PathBuf> = BTreeMap::new();
        let mut absent: Vec<String> = Vec::new();
        let mut outside: Vec<String> = Vec::new();
        for package in below.iter().copied().filter(|package| *package != own) {
            match sources.find(package) {
                Found::At(folder) => drop(folders.insert(package, folder)),
                // Only a package that depends on the binding generator itself could bind the
                // platform.
                Found::Absent if package.binds() => {
                    absent.push(format!("{} {}", package.name, package.version));
                }
                Found::Outside if package.binds() => outside.push(package.name.clone()),
                Found::Absent | Found::Outside => {}
            }
        }
        self.note_unseen(shown, &absent, &outside);
        let binds: BTreeSet<&Package> = folders
            .iter()
            .filter(|(package, folder)| package.binds() && spells_platform(folder))
            .map(|(package, _)| *package)
            .collect();
        for (package, folder) in &folders {
            // A package inside the project is already part of its tree.
            if folder.starts_with(project)
                || !lock.reached(package).iter().any(|below| binds.contains(below))
            {
                continue;
            }
            if let Some(shown) =
                TreePath::new(&format!("{FOLDER}/{}-{}", package.name, package.version))
            {
                self.found.insert(shown, folder.clone());
            }
        }
    }

    fn note_unseen(&mut self, manifest: &Path, absent: &[String], outside: &[String]) {
        if !absent.is_empty() {
            let names = absent.join(", ");
            let why = Text::new(
                format!("本机没有这些包的源码：{names}；运行 cargo fetch 下载"),
                format!("the sources of {names} are not on this machine; cargo fetch gets them"),
            );
            self.unknown(manifest, &why);
        }
        if !outside.is_empty() {
            let names = outside.join(", ");
            let why = Text::new(
                format!("这些包的 path 指到了仓库之外：{names}"),
                format!("the path of {names} leads out of the repository"),
            );
            self.unknown(manifest, &why);
        }
    }
}

/// Whether the sources of a package contain the platform's name.
fn spells_platform(folder: &Path) -> bool {
    let Ok(tree) = WorkTree::open(folder) else { return false };
    let files = tree.list(&|path: &TreePath| path.name() != "target").files;
    files
        .iter()
        .filter(|path| path.extension() == "rs")
        .filter_map(|path| tree.read(path).ok())
        .any(|text| {
            let text = String::from_utf8_lossy(&text);
            text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == "wx")
        })
}
