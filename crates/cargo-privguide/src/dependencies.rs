//! Crates outside the project through which its own reach the platform: `wx_mini_api` from a registry.
//!
//! Which crates they are is known to cargo alone. Their sources are shown to the core as folders of the project's tree.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use cargo_metadata::{Metadata, MetadataCommand, Package, PackageId};
use ignore::Walk;
use privguide::{
    language::Text,
    project::Project,
    tree::{Mount, TreePath, WorkTree},
};

use toml_edit::DocumentMut;

use crate::arguments::Target;

/// The folder of the tree in which they stand.
const FOLDER: &str = ".cargo-dependencies";

/// Crates to look into, and what keeps some from being seen.
#[derive(Default)]
pub struct Dependencies {
    found: BTreeMap<TreePath, PathBuf>,
    /// Why dependencies are unknown.
    pub notes: Vec<Text>,
}

impl Dependencies {
    /// Asks cargo about the crates that a project names; most projects name none, and cargo is not even started.
    pub fn of(project: &Project, folder: &Path, target: &Target) -> Self {
        let mut dependencies = Self::default();
        let crates = project.programs.iter().flat_map(|analysed| &analysed.program.crates);
        let manifests: BTreeSet<PathBuf> =
            crates.filter(|own| own.is_named).map(|own| folder.join(own.folder.as_str()).join("Cargo.toml")).collect();
        for manifest in manifests {
            let shown = manifest.strip_prefix(folder).unwrap_or(&manifest);
            // Without one cargo would write it, and a check writes nothing.
            if !workspace_of(&manifest).join("Cargo.lock").is_file() {
                dependencies.unknown(
                    shown,
                    "没有 Cargo.lock，可运行 cargo generate-lockfile",
                    "there is no Cargo.lock; cargo generate-lockfile writes it",
                );
                continue;
            }
            let mut flags = target.cargo_flags();
            flags.push("--locked".to_owned());
            flags.dedup();
            match MetadataCommand::new().manifest_path(&manifest).other_options(flags).exec() {
                Ok(metadata) => dependencies.add(&metadata, &manifest, folder),
                Err(error) => {
                    let error = error.to_string();
                    let said = error.lines().find_map(|line| line.trim().strip_prefix("error: "));
                    let reason = said.unwrap_or(error.trim());
                    dependencies.unknown(shown, reason, reason);
                }
            }
        }
        dependencies
    }

    fn unknown(&mut self, manifest: &Path, zh: &str, en: &str) {
        let shown = manifest.display();
        self.notes.push(Text::new(
            format!("{shown} 的外部依赖没有查看：{zh}"),
            format!("the dependencies of {shown} from elsewhere were not looked into: {en}"),
        ));
    }

    /// True when there is nothing to add and nothing to say.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.notes.is_empty()
    }

    /// What tells one set of dependencies from another.
    pub fn names(&self) -> Vec<&str> {
        self.found.keys().map(TreePath::as_str).collect()
    }

    /// The sources as trees; what cannot be opened any more is left out, as cargo itself would fail.
    pub fn mounts(&self, open: impl Fn(&Path) -> Option<WorkTree>) -> Vec<Mount> {
        let mount = |(folder, path): (&TreePath, &PathBuf)| Some(Mount { folder: folder.clone(), tree: Box::new(open(path)?) });
        self.found.iter().filter_map(mount).collect()
    }

    /// Adds the packages from which a binding of the platform can be reached.
    fn add(&mut self, metadata: &Metadata, manifest: &Path, project: &Path) {
        let Some(resolve) = &metadata.resolve else { return };
        let needs: BTreeMap<&PackageId, &[PackageId]> =
            resolve.nodes.iter().map(|node| (&node.id, node.dependencies.as_slice())).collect();
        let packages: BTreeMap<&PackageId, &Package> = metadata.packages.iter().map(|package| (&package.id, package)).collect();
        let same = |package: &&Package| package.manifest_path.canonicalize().ok() == manifest.canonicalize().ok();
        let Some(own) = metadata.packages.iter().find(same) else { return };
        let below = reached(&own.id, &needs);
        let binds: BTreeSet<&PackageId> =
            below.iter().copied().filter(|id| packages.get(id).is_some_and(|package| binds_platform(package))).collect();
        for id in below.iter().filter(|id| reached(id, &needs).iter().any(|id| binds.contains(id))) {
            let Some(package) = packages.get(id) else { continue };
            let Some(folder) = package.manifest_path.parent().map(|folder| folder.as_std_path().to_path_buf()) else { continue };
            // What lies in the project is part of its tree already.
            if folder.canonicalize().is_ok_and(|folder| folder.starts_with(project)) {
                continue;
            }
            if let Some(shown) = TreePath::new(&format!("{FOLDER}/{}-{}", package.name, package.version)) {
                self.found.insert(shown, folder);
            }
        }
    }
}

/// The folder whose `Cargo.lock` holds for a manifest: that of the nearest workspace, or its own.
fn workspace_of(manifest: &Path) -> &Path {
    let is_root = |folder: &&Path| {
        let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        text.parse::<DocumentMut>().is_ok_and(|manifest| manifest.contains_key("workspace"))
    };
    let own = manifest.parent().unwrap_or(manifest);
    own.ancestors().find(is_root).unwrap_or(own)
}

/// A package and everything it needs.
fn reached<'m>(from: &'m PackageId, needs: &BTreeMap<&'m PackageId, &'m [PackageId]>) -> BTreeSet<&'m PackageId> {
    let mut reached = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        for id in needs.get(id).copied().unwrap_or_default() {
            if reached.insert(id) {
                next.push(id);
            }
        }
    }
    reached
}

/// Whether the sources of a package can bind the platform: they depend on the binding generator and spell its name.
fn binds_platform(package: &Package) -> bool {
    let generates = |name: &str| matches!(name, "wasm-bindgen" | "js-sys");
    if !package.dependencies.iter().any(|dependency| generates(&dependency.name)) {
        return false;
    }
    let Some(folder) = package.manifest_path.parent() else { return false };
    let sources = Walk::new(folder.as_std_path())
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"));
    sources.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).any(|text| spells_platform(&text))
}

fn spells_platform(text: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == "wx")
}
