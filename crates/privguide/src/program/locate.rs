//! Locates the programs of a tree.
//!
//! A program is recognised by the files that the platform's tool looks for (`project.config.json`
//! with `miniprogramRoot` or `pluginRoot`; `app.json`, `plugin.json`, `game.json`) and by those
//! that the compilers of frameworks look for ([`recognise`]).

use super::{
    JsonFile, ProblemKind, ProgramProblem,
    output::Outputs,
    recognise::{self, FrameworkSources},
};
use crate::{
    catalog::ProgramKind,
    framework::Framework,
    language::Text,
    tree::{FileSet, Skipped, SourceTree, TreePath},
};

/// A program that was located; only its project configuration has been read so far.
pub(super) struct Spot {
    /// The folder that is uploaded, or the folder of the sources.
    pub(super) root: TreePath,
    /// The folder of `project.config.json`; the root if there is none.
    pub(super) project_folder: TreePath,
    pub(super) kind: ProgramKind,
    pub(super) framework: Framework,
    pub(super) project: Option<JsonFile>,
}

/// All spots of a tree, sorted by root, and the problems of project configurations that point to no
/// program.
#[derive(Default)]
pub(super) struct Spots {
    pub(super) found: Vec<Spot>,
    pub(super) problems: Vec<ProgramProblem>,
    /// Folders inside a program that look like another program.
    pub(super) nested: Vec<TreePath>,
    /// Folders that were taken for the output of a build, without a certain sign.
    pub(super) outputs: Vec<TreePath>,
    /// Programs that only demonstrate a plugin and are never published.
    demos: Vec<TreePath>,
}

impl Spots {
    fn holds(&self, root: &TreePath) -> bool {
        self.found.iter().any(|spot| spot.root == *root)
    }

    fn covers(&self, folder: &TreePath) -> bool {
        self.found.iter().any(|spot| folder.is_inside(&spot.root))
    }
}

/// Locates the programs of a tree, and removes the output of builds from its files, unless the
/// output is `wanted` or is the only program.
pub(super) fn locate(
    tree: &dyn SourceTree,
    files: &mut FileSet,
    frameworks: &[Framework],
    wanted: Option<&TreePath>,
) -> Spots {
    let (mut sources, mut nested) = recognise::sources(tree, files, frameworks);
    let outputs = Outputs::find(tree, files, &sources, wanted);
    if !outputs.is_empty() {
        sources.retain(|source| !outputs.hold(&source.root));
        nested.retain(|folder| !outputs.hold(folder));
        files.leave_out(&|path| outputs.hold(path));
    }
    let mut spots = among(tree, files, sources, frameworks);
    // A project configuration may point to the output of a build that has not yet run.
    let is_lost = |problem: &ProgramProblem| {
        TreePath::new(&problem.subject).is_none_or(|entry| !outputs.expect(&entry))
    };
    if !spots.found.is_empty() {
        spots.problems.retain(is_lost);
    }
    spots.nested.extend(nested);
    spots.nested.retain(|folder| !spots.found.iter().any(|spot| spot.root == *folder));
    spots.nested.sort();
    spots.nested.dedup();
    spots.outputs = outputs.guessed().to_vec();
    spots
}

fn among(
    tree: &dyn SourceTree,
    files: &FileSet,
    sources: Vec<FrameworkSources>,
    frameworks: &[Framework],
) -> Spots {
    let mut spots = Spots::default();
    let mut projects: Vec<&TreePath> = named(files, &["project.config.json"]);
    projects.sort_by_key(|path| path.components().count());
    for path in projects {
        if let Some(project) = JsonFile::load(tree, path) {
            add_project(&mut spots, files, &sources, project);
        }
    }
    add_sources(&mut spots, sources);
    let mut entries = named(files, &["app.json", "game.json", "plugin.json"]);
    entries.sort_by_key(|path| path.components().count());
    for path in entries {
        let root = path.parent();
        if spots.demos.contains(&root) || spots.holds(&root) || !is_entry(tree, files, path) {
            continue;
        }
        if spots.covers(&root) {
            spots.nested.push(root);
        } else {
            let kind = kind_of_entry(path.name());
            let framework = recognise::of_entry_folder(tree, files, &root, frameworks);
            spots.found.push(Spot {
                project_folder: root.clone(),
                root,
                kind,
                framework,
                project: None,
            });
        }
    }
    spots.found.sort_by(|a, b| (&a.root, a.kind).cmp(&(&b.root, b.kind)));
    spots
}

fn named<'a>(files: &'a FileSet, names: &[&str]) -> Vec<&'a TreePath> {
    files.all().iter().filter(|path| names.contains(&path.name())).collect()
}

fn add_project(
    spots: &mut Spots,
    files: &FileSet,
    sources: &[FrameworkSources],
    project: JsonFile,
) {
    let folder = project.source.path().parent();
    let plugin_root = project
        .get(&["pluginRoot"])
        .and_then(|node| node.as_str())
        .map(|root| below(&folder, root));
    let main_root = below(
        &folder,
        project.get(&["miniprogramRoot"]).and_then(|node| node.as_str()).unwrap_or(""),
    );
    let compile_type = project.get(&["compileType"]).and_then(|node| node.as_str()).unwrap_or("");
    let is_plugin = matches!(compile_type, "plugin" | "miniProgramPlugin");
    if let Some(root) =
        plugin_root.filter(|root| files.has(root, "plugin.json") && !spots.holds(root))
    {
        let spot = Spot {
            root,
            project_folder: folder.clone(),
            kind: ProgramKind::Plugin,
            framework: Framework::NATIVE,
            project: Some(project.clone()),
        };
        spots.found.push(spot);
    }
    if is_plugin && spots.found.iter().any(|spot| spot.project_folder == folder) {
        spots.demos.push(main_root);
        return;
    }
    if spots.holds(&main_root) {
        return;
    }
    let kind = if compile_type == "game"
        || (files.has(&main_root, "game.json") && !files.has(&main_root, "app.json"))
    {
        ProgramKind::MiniGame
    } else {
        ProgramKind::MiniProgram
    };
    let entry = if kind == ProgramKind::MiniGame { "game.json" } else { "app.json" };
    if files.has(&main_root, entry) {
        let framework = sources
            .iter()
            .find(|source| source.root == main_root)
            .map_or(Framework::NATIVE, |source| source.framework);
        spots.found.push(Spot {
            root: main_root,
            project_folder: folder,
            kind,
            framework,
            project: Some(project),
        });
    } else if !sources
        .iter()
        .any(|source| source.root.is_inside(&folder) || source.configures(&folder))
    {
        let place = project.get(&["miniprogramRoot"]).map(|node| project.place(node.range.clone()));
        let wanted = main_root
            .with_suffix(&format!("{}{entry}", if main_root.is_root() { "" } else { "/" }));
        spots.problems.push(ProgramProblem {
            kind: ProblemKind::MissingFile,
            place,
            detail: why_not_read(files, &wanted),
            subject: wanted.as_str().to_owned(),
        });
    }
}

/// Why a file is not read that may exist all the same: it, or a folder above it, is not read, or it
/// is a folder itself.
fn why_not_read(files: &FileSet, wanted: &TreePath) -> Option<Text> {
    let around = files.skipped.iter().find(|skipped| wanted.is_inside(&skipped.path));
    match around {
        Some(Skipped { path, reason }) => {
            let why = reason.why();
            Some(Text::new(
                format!("没有读取 {path}：{}", why.zh),
                format!("{path} is not read: {}", why.en),
            ))
        }
        None => (!files.below(wanted).is_empty()).then(|| {
            Text::new(
                format!("{wanted} 是文件夹，不是文件"),
                format!("{wanted} is a folder and not a file"),
            )
        }),
    }
}

/// A path below a folder, as the official tool resolves it: every leading `/`, `./` and `../` is
/// dropped.
fn below(folder: &TreePath, path: &str) -> TreePath {
    let path = path.replace('\\', "/");
    let inside: Vec<&str> =
        path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    folder.join(&inside.join("/")).unwrap_or_else(|| folder.clone())
}

fn add_sources(spots: &mut Spots, sources: Vec<FrameworkSources>) {
    for source in sources {
        if spots.holds(&source.root)
            || spots.found.iter().any(|spot| is_built_inside(spot, &source.root))
        {
            continue;
        }
        let project_folder = source.root.clone();
        spots.found.push(Spot {
            root: source.root,
            project_folder,
            kind: source.kind,
            framework: source.framework,
            project: None,
        });
    }
}

/// Sources below a program's root belong to that program (a copy of a template, a test fixture);
/// they are not another program.
fn is_built_inside(spot: &Spot, root: &TreePath) -> bool {
    root.is_inside(&spot.root)
}

/// Other tools also have a file `app.json`; that of the platform has pages.
fn is_entry(tree: &dyn SourceTree, files: &FileSet, path: &TreePath) -> bool {
    let folder = path.parent();
    let (keys, siblings): (&[&str], &[&str]) = match path.name() {
        "app.json" => (
            &["pages", "subPackages", "subpackages", "usingComponents"],
            &["app.js", "app.ts", "app.wxss"],
        ),
        "game.json" => (GAME_KEYS, &["game.js", "game.ts"]),
        _ => (&["publicComponents", "main"], &[]),
    };
    let beside = siblings.iter().any(|name| files.has(&folder, name));
    if path.name() == "app.json" && is_for_other_platforms(files, &folder) {
        return false;
    }
    // Every key of `game.json` is optional, but the script beside it is not.
    if path.name() == "game.json" && beside {
        return true;
    }
    match JsonFile::load(tree, path) {
        Some(json) if json.root.is_some() => keys.iter().any(|key| json.get(&[key]).is_some()),
        // A malformed file is recognised by words that it contains; the fault is reported
        // separately.
        Some(json) => {
            beside || keys.iter().any(|key| json.source.text().contains(&format!("\"{key}\"")))
        }
        _ => beside,
    }
}

/// Keys of `game.json` that do not occur in files of this name from other tools.
const GAME_KEYS: &[&str] =
    &["deviceOrientation", "openDataContext", "networkTimeout", "subpackages", "subPackages"];

/// Extensions of templates of other platforms, whose programs also have an `app.json`.
const OTHER_TEMPLATES: [&str; 8] = ["axml", "swan", "ttml", "qml", "ksml", "jxml", "xhsml", "tyml"];

/// Whether a program, or the output of a build, is only for other platforms.
fn is_for_other_platforms(files: &FileSet, folder: &TreePath) -> bool {
    let has =
        |ends: &[&str]| files.below(folder).iter().any(|path| ends.contains(&path.extension()));
    has(&OTHER_TEMPLATES) && !has(&["wxml"])
}

fn kind_of_entry(name: &str) -> ProgramKind {
    match name {
        "game.json" => ProgramKind::MiniGame,
        "plugin.json" => ProgramKind::Plugin,
        _ => ProgramKind::MiniProgram,
    }
}
