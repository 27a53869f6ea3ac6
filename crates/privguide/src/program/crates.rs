//! Rust crates that are compiled to WebAssembly for a program: those whose manifest says so, and
//! their dependencies in the tree.
//!
//! ```toml
//! [package.metadata.privguide]
//! programs = ["../miniprogram"] # folders, relative to the manifest
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Program, ProgramFile, Status};
use crate::{
    language::Text,
    tree::{FileSet, SourceTree, TreePath},
};

/// A crate whose code runs in a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProgramCrate {
    /// The name by which code refers to it.
    pub name: String,
    /// The folder of its manifest.
    pub folder: TreePath,
    /// The file of its root module.
    pub root: TreePath,
    /// Its sources, sorted.
    pub files: Vec<TreePath>,
    /// True if its manifest names the program; false if it is only a dependency of such a crate.
    pub is_named: bool,
}

#[derive(Default, Deserialize)]
struct Manifest {
    package: Option<CargoPackage>,
    workspace: Option<CargoWorkspace>,
    lib: Option<CargoLibrary>,
    #[serde(default)]
    dependencies: BTreeMap<String, Dependency>,
}

#[derive(Default, Deserialize)]
struct CargoPackage {
    name: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct CargoWorkspace {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    privguide: ProgramMetadata,
}

#[derive(Default, Deserialize)]
struct ProgramMetadata {
    #[serde(default)]
    programs: Vec<String>,
}

#[derive(Default, Deserialize)]
struct CargoLibrary {
    name: Option<String>,
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Dependency {
    Detailed { package: Option<String> },
    Other(serde::de::IgnoredAny),
}

/// Larger files are not manifests.
const MAX_MANIFEST: usize = 1 << 20;

/// Finds the crates of a program. A manifest that cannot be read is ignored: cargo rejects it as
/// well.
pub(super) fn find(tree: &dyn SourceTree, files: &FileSet, program: &Program) -> Vec<ProgramCrate> {
    let manifests = manifests(tree, files);
    let project = program.config.project.as_ref().map(|project| project.source.path().parent());
    let is_program = |folder: TreePath| folder == program.root || Some(&folder) == project.as_ref();
    let mut wanted: Vec<(usize, bool)> = Vec::new();
    for (at, (folder, manifest)) in manifests.iter().enumerate() {
        let named =
            manifest.package.iter().flat_map(|package| &package.metadata.privguide.programs);
        if named.filter_map(|path| files.join(folder, path)).any(is_program) {
            wanted.push((at, true));
        }
    }
    // If the manifest of a workspace names the program, this refers to those of its crates that
    // bind the platform.
    let by_workspace = |folder: &TreePath, manifest: &Manifest| {
        let named =
            manifest.workspace.iter().flat_map(|workspace| &workspace.metadata.privguide.programs);
        named.filter_map(|path| files.join(folder, path)).any(is_program)
    };
    for (folder, _) in manifests.iter().filter(|(folder, manifest)| by_workspace(folder, manifest))
    {
        let whole = files.in_repository(folder);
        let is_below = |inside: &TreePath| files.in_repository(inside).is_inside(&whole);
        for (at, (inside, _)) in
            manifests.iter().enumerate().filter(|(_, (inside, _))| is_below(inside))
        {
            if wanted.iter().all(|(known, _)| *known != at)
                && binds_platform(tree, files, inside, &manifests[at].1)
            {
                wanted.push((at, true));
            }
        }
    }
    let mut next = 0;
    while let Some(&(at, _)) = wanted.get(next) {
        next += 1;
        for (key, dependency) in &manifests[at].1.dependencies {
            let name = match dependency {
                Dependency::Detailed { package: Some(package) } => package,
                _ => key,
            };
            let found = manifests.iter().position(|(_, manifest)| {
                manifest.package.as_ref().is_some_and(|own| own.name == *name)
            });
            if let Some(found) =
                found.filter(|found| wanted.iter().all(|(known, _)| known != found))
            {
                wanted.push((found, false));
            }
        }
    }
    wanted
        .into_iter()
        .filter_map(|(at, is_named)| crate_of(tree, files, &manifests[at], is_named))
        .collect()
}

/// Whether a manifest names programs.
pub(crate) fn names_programs(manifest: &str) -> bool {
    let Ok(manifest) = toml_edit::de::from_str::<Manifest>(manifest) else { return false };
    let package = manifest.package.map(|package| package.metadata);
    let workspace = manifest.workspace.map(|workspace| workspace.metadata);
    package.into_iter().chain(workspace).any(|metadata| !metadata.privguide.programs.is_empty())
}

/// Crates of the tree that bind the platform and that no manifest assigns to a program: it is not
/// known whether they are in one.
pub(super) fn unnamed(
    tree: &dyn SourceTree,
    files: &FileSet,
    programs: &[Program],
) -> Vec<TreePath> {
    let known = |folder: &TreePath| {
        programs.iter().flat_map(|program| &program.crates).any(|own| own.folder == *folder)
    };
    let manifests = files.all().iter().filter(|path| path.name() == "Cargo.toml");
    let binds = |path: &TreePath| {
        let manifest = manifest(tree, path).unwrap_or_default();
        binds_platform(tree, files, &path.parent(), &manifest)
    };
    manifests.filter(|path| !known(&path.parent()) && binds(path)).cloned().collect()
}

/// True if a source of a crate binds the platform's object.
fn binds_platform(
    tree: &dyn SourceTree,
    files: &FileSet,
    folder: &TreePath,
    manifest: &Manifest,
) -> bool {
    let library = manifest.lib.as_ref().and_then(|library| library.path.as_deref());
    let library = library.and_then(|path| files.join(folder, path)).map(|path| path.parent());
    let usual = folder.join("src");
    let says = |text: &str| {
        text.contains("wasm_bindgen")
            && text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == "wx")
    };
    let sources = [usual, library].into_iter().flatten();
    let rust = sources.flat_map(|sources| files.below(&sources).to_vec());
    let mut rust = rust.filter(|path| path.extension() == "rs");
    rust.any(|path| tree.source(&path).is_ok_and(|source| says(source.text())))
}

/// Adds the sources of the crates to the program's files, because their compiled code is in the
/// package.
pub(super) fn join_files(program: &mut Program) {
    let sources: Vec<TreePath> =
        program.crates.iter().flat_map(|own| own.files.iter().cloned()).collect();
    let mut files = std::mem::take(&mut program.files);
    for path in sources {
        let reason = Text::new("编译成 WebAssembly 后上传", "uploaded as compiled WebAssembly");
        let (package, status) = ("main".to_owned(), Status::Reachable);
        let file = ProgramFile { path, package, status, reason: Some(reason), runs: true };
        match files.binary_search_by(|known| known.path.cmp(&file.path)) {
            Ok(at) => files[at] = file,
            Err(at) => files.insert(at, file),
        }
    }
    program.hold(files);
}

fn manifests(tree: &dyn SourceTree, files: &FileSet) -> Vec<(TreePath, Manifest)> {
    let all = files.all().iter().chain(files.above());
    all.filter(|path| path.name() == "Cargo.toml")
        .filter_map(|path| Some((path.parent(), manifest(tree, path)?)))
        .collect()
}

fn manifest(tree: &dyn SourceTree, path: &TreePath) -> Option<Manifest> {
    let source = tree.source(path).ok().filter(|source| source.text().len() <= MAX_MANIFEST)?;
    toml_edit::de::from_str(source.text()).ok()
}

fn crate_of(
    tree: &dyn SourceTree,
    files: &FileSet,
    (folder, manifest): &(TreePath, Manifest),
    is_named: bool,
) -> Option<ProgramCrate> {
    let package = manifest.package.as_ref()?;
    let library = manifest.lib.as_ref();
    let name = library
        .and_then(|library| library.name.clone())
        .unwrap_or_else(|| package.name.replace('-', "_"));
    let named = library.and_then(|library| library.path.as_deref());
    let candidates = [named.unwrap_or("src/lib.rs"), "src/main.rs"];
    let root = candidates
        .iter()
        .filter_map(|path| files.join(folder, path))
        .find(|path| files.contains(path.as_str()))?;
    let is_source = |path: &&TreePath| path.extension() == "rs";
    let sources = files.below(&root.parent()).iter().filter(is_source).cloned().collect();
    Some(ProgramCrate {
        name,
        folder: folder.clone(),
        files: with_named(tree, files, sources),
        root,
        is_named,
    })
}

/// Adds the files that sources name and that may be in any folder: those of `#[path = "…"]` and
/// `include!("…")`, and the modules of such files. Sorted.
fn with_named(tree: &dyn SourceTree, files: &FileSet, sources: Vec<TreePath>) -> Vec<TreePath> {
    let mut known: BTreeSet<TreePath> = sources.iter().cloned().collect();
    let count = sources.len();
    let mut all = sources;
    let mut next = 0;
    while let Some(path) = all.get(next).cloned() {
        let Ok(source) = tree.source(&path) else {
            next += 1;
            continue;
        };
        let mut names: Vec<String> = named_files(source.text()).map(str::to_owned).collect();
        if next >= count {
            let stem = path.name().trim_end_matches(".rs");
            names.extend(modules(source.text()).flat_map(|module| {
                [format!("{module}.rs"), format!("{module}/mod.rs"), format!("{stem}/{module}.rs")]
            }));
        }
        next += 1;
        for name in names {
            let found = files.join(&path.parent(), &name);
            let found = found.filter(|found| files.contains(found.as_str()));
            all.extend(found.filter(|found| known.insert(found.clone())));
        }
    }
    all.sort();
    all
}

/// The strings of `#[path = "…"]` and `include!("…")`.
fn named_files(text: &str) -> impl Iterator<Item = &str> {
    let marks = ["#[path", "include!"].into_iter();
    marks.flat_map(|mark| text.match_indices(mark)).filter_map(|(at, mark)| {
        let rest = text[at + mark.len()..].trim_start_matches([' ', '=', '(', '[', '{']);
        rest.trim_start().strip_prefix('"')?.split('"').next()
    })
}

/// The names of `mod name;`.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("mod ").filter_map(|(at, mark)| {
        let rest = text[at + mark.len()..].trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        let (name, behind) = rest.split_at(end);
        (end > 0 && behind.trim_start().starts_with(';')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{self, FindSettings, Status},
        tree::{MemoryTree, TreePath},
    };

    const CORE: &str = r#"
        package = { name = "shop-core", metadata.privguide.programs = ["../mini"] }
        dependencies = { bindings = { path = "../bindings" }, serde = "1" }
    "#;

    const BINDING: &str = "#[wasm_bindgen]\nextern \"C\" { #[wasm_bindgen(js_namespace = wx)] fn getLocation(options: JsValue); }";

    #[test]
    fn a_workspace_names_the_program_of_its_crates() {
        let tree = MemoryTree::new()
            .with("Cargo.toml", "[workspace]\nmembers = [\"core\"]\n[workspace.metadata.privguide]\nprograms = [\"mini\"]\n")
            .with("mini/app.json", r#"{ "pages": [] }"#)
            .with("core/Cargo.toml", "[package]\nname = \"core\"\n")
            .with("core/src/lib.rs", BINDING)
            .with("server/Cargo.toml", "[package]\nname = \"server\"\n")
            .with("server/src/main.rs", "fn main() {}");
        let found = program::find(&tree, &FindSettings::default());
        let crates: Vec<_> = found.programs[0].crates.iter().map(|own| own.name.as_str()).collect();
        assert_eq!((crates, found.programs[0].unnamed_crates.len()), (vec!["core"], 0));
    }

    #[test]
    fn a_crate_that_binds_the_platform_and_is_not_named_is_reported() {
        let tree = MemoryTree::new()
            .with("mini/app.json", r#"{ "pages": [] }"#)
            .with("core/Cargo.toml", "[package]\nname = \"core\"\n")
            .with("core/src/lib.rs", BINDING);
        let found = program::find(&tree, &FindSettings::default());
        let unnamed: Vec<_> =
            found.programs[0].unnamed_crates.iter().map(TreePath::as_str).collect();
        assert_eq!(unnamed, ["core/Cargo.toml"]);
    }

    #[test]
    fn a_manifest_names_the_program_its_crate_is_built_for() {
        let tree = MemoryTree::new()
            .with("mini/app.json", r#"{ "pages": [] }"#)
            .with("core/Cargo.toml", CORE)
            .with("core/src/lib.rs", "")
            .with("core/src/place.rs", "")
            .with("core/tests/it.rs", "")
            .with("bindings/Cargo.toml", "[package]\nname = \"bindings\"\n")
            .with("bindings/src/lib.rs", "")
            .with("server/Cargo.toml", "[package]\nname = \"server\"\n")
            .with("server/src/main.rs", "")
            .with("broken/Cargo.toml", "[package\n");
        let found = program::find(&tree, &FindSettings::default());
        let program = &found.programs[0];
        let crates: Vec<_> = program
            .crates
            .iter()
            .map(|own| (own.name.as_str(), own.files.len(), own.is_named))
            .collect();
        assert_eq!(crates, [("shop_core", 2, true), ("bindings", 1, false)]);
        let file = |path: &str| {
            program.file(&TreePath::new(path).expect("inside")).map(|file| file.status)
        };
        assert_eq!(file("core/src/place.rs"), Some(Status::Reachable));
        assert_eq!((file("core/tests/it.rs"), file("server/src/main.rs")), (None, None));
    }

    #[test]
    fn sources_may_be_in_other_folders_than_src() {
        let library = MemoryTree::new()
            .with("mini/app.json", r#"{ "pages": [] }"#)
            .with("core/Cargo.toml", "[package]\nname = \"core\"\n[lib]\npath = \"rust/lib.rs\"\n")
            .with("core/rust/lib.rs", BINDING);
        let found = program::find(&library, &FindSettings::default());
        assert_eq!(found.programs[0].unnamed_crates.len(), 1);
        let named = MemoryTree::new()
            .with("mini/app.json", r#"{ "pages": [] }"#)
            .with("core/Cargo.toml", "[package]\nname = \"core\"\n[package.metadata.privguide]\nprograms = [\"../mini\"]\n")
            .with("core/src/lib.rs", "#[path = \"../gen/b.rs\"]\nmod b;\ninclude!(\"../gen/c.rs\");")
            .with("core/gen/b.rs", "mod d;")
            .with("core/gen/c.rs", "")
            .with("core/gen/d.rs", "")
            .with("core/gen/other.rs", "");
        let found = program::find(&named, &FindSettings::default());
        let files: Vec<_> =
            found.programs[0].crates[0].files.iter().map(TreePath::as_str).collect();
        assert_eq!(files, ["core/gen/b.rs", "core/gen/c.rs", "core/gen/d.rs", "core/src/lib.rs"]);
    }
}
