//! Finds the programs of a tree.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::{
    AsksAbove, Conditions, Configuration, JsonFile, JsonNode, Program, ProgramFile, ProgramProblem,
    Status, beside, crates,
    easycom::Easycom,
    graph::{self, Graph},
    locate::{self, Spot},
    modules::{Modules, Snapshot},
    packing::{self, Compilers},
    recognise, resolve, unread, written,
};
use crate::{
    catalog::ProgramKind,
    framework::{Framework, is_source},
    tree::{FileSet, Skipped, SourceTree, TreePath},
};

/// What the caller knows about the programs of a tree.
#[derive(Clone, Debug, Default)]
pub struct FindSettings {
    /// The folder of the only program that is wanted: its root, or the folder of its
    /// `project.config.json`. `None` for all programs.
    pub root: Option<TreePath>,
    /// The kind of program, if the files at `root` do not show it.
    pub kind: Option<ProgramKind>,
    /// The framework of a folder that is read as a program without being one; guessed if `None`.
    pub framework: Option<Framework>,
    /// What to do if there is no program.
    pub otherwise: Otherwise,
}

/// What to do with a folder that contains no program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// Nothing: [`FoundPrograms::programs`] is empty and [`FoundPrograms::looked_for`] says what
    /// was missing.
    #[default]
    Nothing,
    /// Read all files in it as one program, such as the sources of a component library.
    ReadFolder,
}

/// The programs of a tree.
#[derive(Clone, Debug, Default)]
pub struct FoundPrograms {
    /// The programs, sorted by root.
    pub programs: Vec<Program>,
    /// Project configurations that point to a folder without a program.
    pub problems: Vec<ProgramProblem>,
    /// What is in the tree but cannot be read as a file; sorted by path.
    pub skipped: Vec<Skipped>,
    /// Whether the folder of the wanted program does not exist.
    pub(crate) lacks_root: bool,
    /// The file names that were searched for, for the message that no program was found.
    pub looked_for: &'static [&'static str],
}

/// The files by which a program is recognised.
const LOOKED_FOR: &[&str] = &[
    "project.config.json",
    "app.json",
    "plugin.json",
    "game.json",
    "pages.json + manifest.json (uni-app)",
    "app.config.ts|js (Taro, remax)",
    "app.mpx",
    "app.wpy",
    "App.vue (mpvue)",
    "app.cml",
];

/// Finds every program of a tree.
#[must_use]
pub fn find(tree: &dyn SourceTree, settings: &FindSettings) -> FoundPrograms {
    let mut found = lay_out(tree, settings);
    for program in &mut found.programs {
        program.set_reachability(program.reach(tree));
    }
    found
}

/// The folders of a tree's programs: that of the `project.config.json`, or the root. The programs
/// are not analysed.
#[must_use]
pub fn places(tree: &dyn SourceTree) -> Vec<TreePath> {
    let mut files = FileSet::list(tree);
    let spots = locate::locate(tree, &mut files, &Framework::all().collect::<Vec<_>>(), None);
    let mut places: Vec<TreePath> =
        spots.found.into_iter().map(|spot| spot.project_folder).collect();
    places.sort();
    places.dedup();
    places
}

/// Finds every program of a tree without following its files; [`Program::set_reachability`] does
/// that later.
#[must_use]
pub fn lay_out(tree: &dyn SourceTree, settings: &FindSettings) -> FoundPrograms {
    lay_out_with(tree, settings, &Framework::all().collect::<Vec<_>>())
}

/// [`find`] with the given frameworks.
#[cfg(test)]
pub(crate) fn find_with(
    tree: &dyn SourceTree,
    settings: &FindSettings,
    frameworks: &[Framework],
) -> FoundPrograms {
    let mut found = lay_out_with(tree, settings, frameworks);
    for program in &mut found.programs {
        program.set_reachability(program.reach(tree));
    }
    found
}

fn lay_out_with(
    tree: &dyn SourceTree,
    settings: &FindSettings,
    frameworks: &[Framework],
) -> FoundPrograms {
    let mut files = FileSet::list(tree);
    let mut spots = locate::locate(tree, &mut files, frameworks, settings.root.as_ref());
    let (nested, outputs) = (std::mem::take(&mut spots.nested), std::mem::take(&mut spots.outputs));
    if let Some(root) = &settings.root {
        spots.found.retain(|spot| spot.root == *root || spot.project_folder == *root);
    }
    if spots.found.is_empty() {
        spots.found.extend(folder_as_program(tree, &files, settings, frameworks));
    }
    // Read once for all programs of the tree, and only if one of them is the sources of a
    // framework.
    let snapshot = LazyLock::new(|| Arc::new(Snapshot::of_tree(tree, &files)));
    let mut programs: Vec<Program> = spots
        .found
        .into_iter()
        .map(|spot| build(tree, &files, &|| Arc::clone(&snapshot), spot))
        .collect();
    drop(snapshot);
    let unnamed = crates::unnamed(tree, &files, &programs);
    for program in &mut programs {
        program.unnamed_crates.clone_from(&unnamed);
    }
    let beside = match settings.root {
        None => beside::notes(&nested, &outputs, &programs),
        // The caller asked for one program and knows of the others.
        Some(_) => Vec::new(),
    };
    if let Some(first) = programs.first_mut() {
        first.beside = beside;
    }
    FoundPrograms {
        programs,
        problems: spots.problems,
        lacks_root: settings.root.as_ref().is_some_and(|root| files.lacks(root)),
        skipped: files.skipped,
        looked_for: LOOKED_FOR,
    }
}

fn folder_as_program(
    tree: &dyn SourceTree,
    files: &FileSet,
    settings: &FindSettings,
    frameworks: &[Framework],
) -> Option<Spot> {
    let root = settings.root.clone().unwrap_or_else(TreePath::root);
    if settings.otherwise == Otherwise::Nothing && settings.root.is_none()
        || files.below(&root).is_empty()
        // Without any code, a folder is no library either.
        || settings.root.is_none() && !files.below(&root).iter().any(may_be_code)
    {
        return None;
    }
    Some(Spot {
        project_folder: root.clone(),
        framework: settings
            .framework
            .unwrap_or_else(|| recognise::guess(tree, files.below(&root), frameworks)),
        root,
        kind: settings.kind.unwrap_or_default(),
        project: None,
    })
}

/// Whether a file may contain code that reaches the platform: of a program, or Rust.
fn may_be_code(path: &TreePath) -> bool {
    is_source(path) || matches!(path.extension(), "wxs" | "wasm" | "rs")
}

fn build(
    tree: &dyn SourceTree,
    files: &FileSet,
    snapshot: &dyn Fn() -> Arc<Snapshot>,
    spot: Spot,
) -> Program {
    let entry = match spot.kind {
        ProgramKind::MiniProgram => "app.json",
        ProgramKind::Plugin => "plugin.json",
        ProgramKind::MiniGame => "game.json",
    };
    let read = |name: &str| {
        spot.root
            .join(name)
            .filter(|path| files.contains(path.as_str()))
            .and_then(|path| JsonFile::load(tree, &path))
    };
    let (app, ext) = (read(entry), read("ext.json"));
    let written = written::read(tree, files, &spot);
    let aliases = resolve::aliases(tree, files, &spot);
    let modules = (spot.framework != Framework::NATIVE)
        .then(|| Modules::for_spot(tree, files, snapshot(), &spot));
    let mut program = Program {
        root: spot.root,
        kind: spot.kind,
        framework: spot.framework,
        config: Configuration {
            app: written.app.or(app),
            pages: written.pages,
            ext,
            project: spot.project,
            ..Configuration::default()
        },
        files: Vec::new(),
        unread: Vec::new(),
        cut_short: None,
        positions: FxHashMap::default(),
        problems: Vec::new(),
        passing: super::Passing::default(),
        missing: Vec::new(),
        asked: BTreeSet::new(),
        asks_above: AsksAbove::default(),
        open: None,
        doubtful_names: Vec::new(),
        beside: Vec::new(),
        unnamed_crates: Vec::new(),
        crates: Vec::new(),
        graph: Graph::default(),
        aliases,
        compilers: Compilers::default(),
        conditions: None,
        modules,
        is_followed: false,
        easycom: Easycom::default(),
        shared_components: std::sync::OnceLock::new(),
    };
    program.problems = broken_configuration(&program.config);
    program.compilers = Compilers::for_program(files, &program);
    let (packed, is_cut_short) = packing::files(files, &program);
    program.hold(packed);
    program.cut_short = is_cut_short.then(|| packing::rules_place(&program)).flatten();
    program.unread = unread::unread(files, &program, program.is_compiled_elsewhere());
    program.conditions = Conditions::for_program(tree, &program);
    program.easycom = Easycom::for_program(&program);
    if program.is_compiled_elsewhere() {
        follow(tree, files, &mut program);
    }
    if !program.is_compiled_elsewhere() {
        program.asked = asked(tree, &program);
    }
    program.config.components = components(tree, &program);
    program.crates = crates::find(tree, files, &program);
    if !program.crates.is_empty() {
        crates::join_files(&mut program);
    }
    program
}

/// Determines which sources are built, if there is an entry to start from.
fn follow(tree: &dyn SourceTree, files: &FileSet, program: &mut Program) {
    if let Some(follow) = graph::follow(tree, files, program) {
        program.problems.extend(follow.problems);
        program.missing = follow.missing;
        program.asks_above = follow.asks_above;
        program.doubtful_names = follow.doubtful_names;
        let Some((files, graph)) = follow.reached else { return };
        program.graph = graph;
        program.open = follow.open;
        program.easycom.keep(follow.easycom);
        program.is_followed = true;
        program.hold(files);
    }
}

/// The configurations beside templates. They are small, and all readers of templates need them.
fn components(tree: &dyn SourceTree, program: &Program) -> BTreeMap<TreePath, JsonFile> {
    let beside = |file: &ProgramFile| {
        let base =
            file.path.as_str().strip_suffix(".wxml").filter(|_| file.status != Status::Outside)?;
        program.index_of(&format!("{base}.json")).map(|index| program.files[index].path.clone())
    };
    let paths: Vec<TreePath> = program.files.iter().filter_map(beside).collect();
    paths
        .into_par_iter()
        .filter_map(|path| Some((path.clone(), JsonFile::load(tree, &path)?)))
        .collect()
}

/// The packages that a `package.json` depends on: in the program's folder or that of its project
/// configuration, where the official tool looks, and those that the project configuration names.
fn asked(tree: &dyn SourceTree, program: &Program) -> BTreeSet<String> {
    let project = program.config.project.as_ref();
    let home = project.map(|project| project.source.path().parent());
    let usual = [Some(program.root.clone()), home.clone()].into_iter().flatten();
    let listed = project.and_then(|project| project.get(&["setting", "packNpmRelationList"]));
    let related = listed.map(JsonNode::items).unwrap_or_default().iter().filter_map(|row| {
        home.as_ref()?.join(row.get("packageJsonPath")?.as_str()?.trim_start_matches('/'))
    });
    let manifests = usual.filter_map(|folder| folder.join("package.json")).chain(related);
    let names = manifests.filter_map(|path| {
        let manifest: serde_json::Value = serde_json::from_slice(&tree.read(&path).ok()?).ok()?;
        Some(manifest["dependencies"].as_object()?.keys().cloned().collect::<Vec<_>>())
    });
    names.flatten().collect()
}

fn broken_configuration(config: &Configuration) -> Vec<ProgramProblem> {
    let files = [&config.project, &config.app, &config.pages, &config.ext];
    files.into_iter().flatten().flat_map(ProgramProblem::of_json).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::ProblemKind;
    use crate::tree::MemoryTree;

    fn roots(tree: &MemoryTree) -> Vec<String> {
        find(tree, &FindSettings::default())
            .programs
            .iter()
            .map(|program| program.root.to_string())
            .collect()
    }

    #[test]
    fn a_project_configuration_names_the_root() {
        let tree = MemoryTree::new()
            .with(
                "project.config.json",
                r#"{ "miniprogramRoot": "./mini/", "cloudfunctionRoot": "cloud/" }"#,
            )
            .with("mini/app.json", r#"{ "pages": [], "subPackages": [{ "root": "shop/" }] }"#)
            .with("mini/shop/cart.js", "")
            .with("mini/readme.md", "")
            .with("cloud/login/index.js", "");
        let found = find(&tree, &FindSettings::default());
        let program = &found.programs[0];
        assert_eq!(
            (found.programs.len(), program.root.as_str(), program.framework.name()),
            (1, "mini", "native")
        );
        let file =
            |path: &str| program.file(&TreePath::new(path).expect("inside")).expect("listed");
        assert_eq!(
            (file("mini/shop/cart.js").package.as_str(), file("mini/shop/cart.js").status),
            ("shop", Status::Packed)
        );
        assert_eq!(file("mini/readme.md").status, Status::Outside);
        assert!(program.file(&TreePath::new("cloud/login/index.js").expect("inside")).is_none());
    }

    #[test]
    fn several_programs_and_copies_inside_them() {
        let tree = MemoryTree::new()
            .with("a/app.json", r#"{ "pages": [] }"#)
            .with("a/template/app.json", r#"{ "pages": [] }"#)
            .with("a/example/project.config.json", "{}")
            .with("a/example/app.json", r#"{ "pages": [] }"#)
            .with("game/game.json", r#"{ "deviceOrientation": "portrait" }"#)
            .with("mobile/app.json", r#"{ "expo": {} }"#)
            .with("torn/app.json", r#"{ "pages": [,"#)
            .with("uni/pages.json", "{}")
            .with("uni/manifest.json", "{}");
        assert_eq!(roots(&tree), ["a", "a/example", "game", "torn", "uni"]);
    }

    #[test]
    fn a_plugin_hides_its_demo() {
        let tree = MemoryTree::new()
            .with(
                "project.config.json",
                r#"{ "compileType": "plugin", "pluginRoot": "plugin", "miniprogramRoot": "demo" }"#,
            )
            .with("plugin/plugin.json", r#"{ "main": "index.js" }"#)
            .with("demo/app.json", r#"{ "pages": [] }"#);
        let found = find(&tree, &FindSettings::default());
        assert_eq!(found.programs[0].kind, ProgramKind::Plugin);
    }

    #[test]
    fn a_root_that_is_missing_or_outside_is_a_problem() {
        let tree = MemoryTree::new()
            .with("project.config.json", r#"{ "miniprogramRoot": "../../etc/" }"#)
            .with("app.json/x", "");
        let found = find(&tree, &FindSettings::default());
        assert!(found.programs.is_empty());
        assert_eq!(
            (found.problems[0].kind, found.problems[0].subject.as_str()),
            (ProblemKind::MissingFile, "etc/app.json")
        );
    }

    #[test]
    fn a_library_is_read_as_one_program_when_asked() {
        let tree = MemoryTree::new()
            .with("button/index.ts", "")
            .with("button/index.wxml", "")
            .with("test/button.ts", "");
        assert!(find(&tree, &FindSettings::default()).programs.is_empty());
        let found = find(
            &tree,
            &FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() },
        );
        let outside: Vec<_> =
            found.programs[0].files.iter().filter(|file| file.status == Status::Outside).collect();
        assert_eq!(
            outside.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
            ["test/button.ts"]
        );
    }

    #[test]
    fn scripts_and_components_resolve() {
        let tree = MemoryTree::new()
            .with("app.json", r#"{ "pages": ["pages/a/a"], "usingComponents": { "b-b": "/components/b" }, "resolveAlias": { "~/*": "/util/*" } }"#)
            .with("pages/a/a.js", "")
            .with("pages/a/a.wxml", "")
            .with("pages/a/a.json", r#"{ "usingComponents": { "van-button": "@vant/weapp/button/index" } }"#)
            .with("components/b/index.json", "{}")
            .with("util/map.js", "")
            .with("util/deep/index.ts", "")
            .with("miniprogram_npm/@vant/weapp/button/index.json", "{}");
        let found = find(&tree, &FindSettings::default());
        let program = &found.programs[0];
        let path = |text: &str| TreePath::new(text).expect("inside");
        let page = path("pages/a/a.js");
        for (specifier, target) in [
            ("../../util/map", Some("util/map.js")),
            ("/util/deep", Some("util/deep/index.ts")),
            ("~/map.js", Some("util/map.js")),
            ("@/util/map", Some("util/map.js")),
            ("../../../etc/passwd", None),
            ("lodash", None),
        ] {
            assert_eq!(
                program.resolve_script(&page, specifier).as_ref().map(TreePath::as_str),
                target,
                "{specifier}"
            );
        }
        let components = program.components(&path("pages/a/a.wxml"));
        let components: Vec<_> =
            components.iter().map(|(tag, path)| (tag.as_str(), path.as_str())).collect();
        assert_eq!(
            components,
            [
                ("b-b", "components/b/index"),
                ("van-button", "miniprogram_npm/@vant/weapp/button/index")
            ]
        );
        assert_eq!(program.page_script(&path("pages/a/a.wxml")), Some(page));
    }

    #[test]
    fn packages_are_missing_wherever_they_are_listed() {
        let missing = |tree: &MemoryTree| -> Vec<String> {
            let found = find(tree, &FindSettings::default());
            found.programs[0].missing.iter().map(|package| package.name.clone()).collect()
        };
        let script = "require('geo-comp'); require('fs'); require('utils/x');\n\
                      require('@geo/kit/x'); require('./none'); require('mine.js')";
        let unlisted = MemoryTree::new()
            .with("app.json", r#"{ "pages": ["a"] }"#)
            .with("package.json", r#"{ "dependencies": { "geo-comp": "1", } }"#)
            .with("utils/y.js", "")
            .with("a.js", script)
            .with("a.wxml", "");
        assert_eq!(missing(&unlisted), ["@geo/kit", "geo-comp"]);
        let guarded = unlisted.with("a.js", "try { require('geo-comp') } catch (e) {}");
        assert_eq!(missing(&guarded), [""; 0]);
        let project = r#"{ "miniprogramRoot": "mini", "setting": { "packNpmRelationList": [{ "packageJsonPath": "./pkgs/package.json" }] } }"#;
        let listed = MemoryTree::new()
            .with("project.config.json", project)
            .with("pkgs/package.json", r#"{ "dependencies": { "geo-comp": "1" } }"#)
            .with("mini/app.json", r#"{ "pages": ["a"], "usingComponents": { "g": "geo-comp" } }"#)
            .with("mini/a.js", "")
            .with("mini/a.wxml", "");
        assert_eq!(missing(&listed), ["geo-comp"]);
    }
}
