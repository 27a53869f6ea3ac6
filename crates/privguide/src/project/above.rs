//! Determines whether a project needs the repository around its folder: workspace packages, shared
//! sources, crates that are compiled for it.

use super::Project;
use crate::{
    program::{AsksAbove, Lock, has_member, names_programs},
    tree::{CARGO_OUTPUT, NEVER_ENTERED, SourceTree, TreePath},
};

/// Files above a project that may affect how names are resolved.
const DECISIVE: [&str; 9] = [
    "package.json",
    "pnpm-workspace.yaml",
    "lerna.json",
    "rush.json",
    "nx.json",
    "turbo.json",
    "tsconfig.json",
    "tsconfig.base.json",
    "jsconfig.json",
];

/// How deep crates are searched for below the folders above a project: `../core`, `../crates/core`.
const CRATE_DEPTH: usize = 2;

impl Project {
    /// Whether the programs refer to something outside of the project's own tree that may be in the
    /// repository around it: `whole`, in which `home` is the project's folder.
    #[must_use]
    pub fn reaches_above(&self, whole: &dyn SourceTree, home: &TreePath) -> bool {
        let asks = self
            .programs
            .iter()
            .map(|analysed| analysed.program.asks_above)
            .max()
            .unwrap_or_default();
        let by_name = || above(home).any(|folder| holds(whole, &folder, &DECISIVE));
        !home.is_root()
            && (asks == AsksAbove::ByPath
                || asks == AsksAbove::ByName && by_name()
                || names_programs_above(whole, home)
                || self.is_locked_above(whole, home))
    }

    /// Whether the lock file of a program's packages is above the project.
    fn is_locked_above(&self, whole: &dyn SourceTree, home: &TreePath) -> bool {
        let needs = self.programs.iter().filter(|analysed| !analysed.program.missing.is_empty());
        needs
            .filter_map(|analysed| home.join(analysed.program.root.as_str()))
            .any(|root| Lock::is_only_above(whole, &root, home))
    }
}

/// Whether a folder is the root of the workspace that the folder `inside` belongs to: a workspace
/// of npm, yarn, pnpm or lerna, or a Cargo workspace that names programs.
#[must_use]
pub fn is_workspace_of(tree: &dyn SourceTree, inside: &TreePath) -> bool {
    let names =
        |path: TreePath| tree.source(&path).is_ok_and(|manifest| names_programs(manifest.text()));
    has_member(tree, inside) || TreePath::new("Cargo.toml").is_some_and(names)
}

/// The folders above a folder, nearest first.
fn above(folder: &TreePath) -> impl Iterator<Item = TreePath> {
    std::iter::successors(Some(folder.clone()).filter(|folder| !folder.is_root()), |folder| {
        Some(folder.parent()).filter(|_| !folder.is_root())
    })
    .skip(1)
}

fn holds(tree: &dyn SourceTree, folder: &TreePath, names: &[&str]) -> bool {
    names.iter().filter_map(|name| folder.join(name)).any(|path| tree.read(&path).is_ok())
}

/// Whether a manifest above or near a project names programs.
fn names_programs_above(whole: &dyn SourceTree, home: &TreePath) -> bool {
    let near = |folder: &TreePath| {
        let parts = folder.components().count();
        let shared = folder.components().zip(home.components()).take_while(|(a, b)| a == b).count();
        parts - shared <= CRATE_DEPTH
    };
    let enters = |folder: &TreePath| {
        let name = folder.name();
        folder != home
            && name != CARGO_OUTPUT
            && !name.starts_with('.')
            && !NEVER_ENTERED.contains(&name)
            && near(folder)
    };
    let files = whole.list(&enters).files;
    let mut manifests = files.iter().filter(|path| path.name() == "Cargo.toml");
    manifests.any(|path| whole.source(path).is_ok_and(|manifest| names_programs(manifest.text())))
}
