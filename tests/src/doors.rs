//! The entry points for untrusted text: each accepts arbitrary bytes and must neither panic nor
//! hang.
//!
//! The list is shared by the fuzzer (`tests/fuzz`), which searches for new inputs, and by the
//! everyday tests, which run all inputs that were found.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use privguide::{
    catalog::{Catalog, ProgramKind},
    declaration::{self, platform},
    internals::{
        self, Dialect, Importer, Lock, Module, Parts, Platform, Resolver, Scripts, Style,
        WorthParsing,
    },
    program::{FindSettings, find},
    project::{LoadOptions, Project},
    review::ReviewSettings,
    tree::{MemoryTree, SourceText, SourceTree as _, TreePath},
};

/// An entry point: its name, and the function that processes the bytes.
pub type Door = (&'static str, fn(&[u8]));

/// Every entry point.
pub const DOORS: [Door; 14] = [
    ("script", script),
    ("wxml", wxml),
    ("vue", vue),
    ("toml", toml),
    ("record", record),
    ("locks", locks),
    ("json", json),
    ("pack_options", pack_options),
    ("source_map", source_map),
    ("push_lines", push_lines),
    ("platform_import", platform_import),
    ("purposes", purposes),
    ("sources", sources),
    ("pipeline", pipeline),
];

const APP: &str = "{ \"pages\": [\"p/a\"] }";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Values that are the same for every input and are created once, because an entry point is called
/// a million times.
struct Around {
    native: Style,
    uni_app: Style,
    catalog: Catalog,
    project: Project,
}

fn around() -> &'static Around {
    static AROUND: LazyLock<Around> = LazyLock::new(|| {
        let style = |tree: &MemoryTree| {
            Style::for_program(&find(tree, &FindSettings::default()).programs.remove(0))
        };
        let native = MemoryTree::new()
            .with("app.json", APP)
            .with("p/a.js", "wx.getLocation()")
            .with("p/a.wxml", "");
        let uni_app = MemoryTree::new()
            .with("manifest.json", "{}")
            .with("pages.json", "{ \"pages\": [{ \"path\": \"p/a\" }] }");
        Around {
            native: style(&native),
            uni_app: style(&uni_app),
            catalog: Catalog::for_kind(ProgramKind::MiniProgram),
            project: Project::load(&native, &LoadOptions::default()).expect("a program"),
        }
    });
    &AROUND
}

/// Splits a file and checks the parts: places are inside the file, and a script is as long as its
/// file.
fn apart(style: &Style, name: &str, bytes: &[u8]) -> (Arc<SourceText>, Parts) {
    let source = Arc::new(SourceText::decode(TreePath::new(name).expect("inside"), bytes.to_vec()));
    let parts = style.read(&source, &around().catalog);
    let length = source.text().len();
    assert!(parts.module.iter().all(|module| module.text().len() == length));
    assert!(
        parts
            .templates
            .iter()
            .flat_map(|template| &template.elements)
            .all(|element| element.place.end <= length)
    );
    (source, parts)
}

/// Reads a record, which may give an error. A record that was read is written and read again, with
/// the same result.
///
/// # Panics
/// When the second result differs: this is a bug for the fuzzer to find.
pub fn record(bytes: &[u8]) {
    use declaration::record::Record;
    let name = TreePath::new("privguide.lock").expect("inside");
    if let Some(record) = Record::parse(SourceText::decode(name.clone(), bytes.to_vec())) {
        let text = record.to_text();
        let again = Record::parse(SourceText::new(name, text.as_str()))
            .expect("what is written can be read");
        assert_eq!(again.to_text(), text);
    }
}

/// Runs the reader for each package manager.
///
/// # Panics
/// Never: the names of lock files are valid paths.
pub fn locks(bytes: &[u8]) {
    let tree =
        MemoryTree::new().with("package.json", "{ \"dependencies\": { \"a\": \"^1.0.0\" } }");
    for name in ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"] {
        let file = TreePath::new(name).expect("inside");
        if let Ok(lock) = Lock::read(&file, &text(bytes)) {
            let found = lock.find(&tree, Importer::Folder(&TreePath::root()), "a");
            let _ = found.and_then(|number| lock.find(&tree, Importer::Package(number), "@s/b"));
        }
    }
}

struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, _from: &TreePath, _specifier: &str) -> Option<TreePath> {
        None
    }
}

/// Parses a script and tracks its values.
fn followed(style: &Style, module: Module) {
    // Treats every script as worth parsing.
    static WORTH: LazyLock<WorthParsing> = LazyLock::new(|| {
        let source = Arc::new(SourceText::new(TreePath::root(), "wx.getLocation()"));
        let module = Module::new(source, None, Dialect::JavaScript);
        let platform = Platform {
            hosts: &around().native.hosts,
            catalog: &around().catalog,
            resolver: &Nowhere,
            open_data: None,
        };
        WorthParsing::search(&[module], &platform)
    });
    let catalog = &around().catalog;
    let platform = Platform { hosts: &style.hosts, catalog, resolver: &Nowhere, open_data: None };
    let (length, modules, templates) = (module.text().len(), [module], BTreeMap::new());
    let analysis = Scripts::new(&modules, &WORTH, &platform, &templates).follow();
    assert!(analysis.scan.uses.iter().all(|found| found.place.end <= length));
}

/// Splits, parses or tokenises a script, and tracks its values.
///
/// # Panics
/// When a part or a use is past the end of the file: this is a bug for the fuzzer to find.
pub fn script(bytes: &[u8]) {
    let script = [b"wx.getLocation();\n", bytes, b"\nwx.chooseImage()"].concat();
    let style = &around().native;
    let (_, parts) = apart(style, "p/a.js", &script);
    followed(style, parts.module.expect("a script"));
}

/// Reads a template.
pub fn wxml(bytes: &[u8]) {
    apart(&around().native, "p/a.wxml", bytes);
}

/// Splits the blocks of a component.
pub fn vue(bytes: &[u8]) {
    apart(&around().uni_app, "p/a.vue", bytes);
}

/// Parses declarations.
///
/// # Panics
///
/// When a problem is past the end of the file: this is a bug for the fuzzer to find.
pub fn toml(bytes: &[u8]) {
    let source = SourceText::decode(TreePath::root(), bytes.to_vec());
    let parsed = declaration::parse(source.clone());
    let length = source.text().len();
    assert!(parsed.problems.iter().all(|problem| problem.place.end <= length));
}

/// Parses a configuration.
///
/// # Panics
///
/// When a problem is past the end of the file: this is a bug for the fuzzer to find.
pub fn json(bytes: &[u8]) {
    let source = Arc::new(SourceText::decode(TreePath::root(), bytes.to_vec()));
    let places = internals::json_problems(Arc::clone(&source));
    assert!(places.iter().all(|place| place.end <= source.text().len()));
}

/// Evaluates patterns of packOptions; the first byte selects the kind.
pub fn pack_options(bytes: &[u8]) {
    let Some((kind, pattern)) = bytes.split_first() else { return };
    let kind = ["glob", "regexp", "folder", "prefix"][usize::from(*kind) % 4];
    let value = serde_json::Value::String(text(pattern));
    let rule = format!(
        "{{ \"packOptions\": {{ \"ignore\": [{{ \"type\": \"{kind}\", \"value\": {value} }}] }} }}"
    );
    let tree = MemoryTree::new()
        .with("app.json", APP)
        .with("project.config.json", rule)
        .with("img/deep/Used.png", "");
    drop(find(&tree.with("p/a.js", "").with("p/a.wxml", ""), &FindSettings::default()));
}

/// Reads a source map beside a script.
pub fn source_map(bytes: &[u8]) {
    let tree = MemoryTree::new()
        .with("p/a.js.map", bytes)
        .with("p/a.js", "wx.getLocation()\n//# sourceMappingURL=a.js.map");
    let mut scan = around().project.programs[0].scan.clone();
    internals::add_originals(&tree, &mut scan);
}

/// Parses git's input for the hook.
pub fn push_lines(bytes: &[u8]) {
    drop(privguide_git::push::parse(bytes));
}

/// Parses a response of the open platform.
pub fn platform_import(bytes: &[u8]) {
    drop(platform::import(&text(bytes)));
}

/// Judges purposes in both languages.
///
/// # Panics
/// Never: the name of the file is a valid path.
pub fn purposes(bytes: &[u8]) {
    let purpose = serde_json::Value::String(text(bytes).replace('\u{7f}', ""));
    let declarations = format!(
        "format = 1\n[information.Location]\npurpose = {{ zh-CN = {purpose}, en = {purpose} }}\n"
    );
    let path = TreePath::new("privguide.toml").expect("inside");
    let parsed = declaration::parse(SourceText::decode(path, declarations.into_bytes()));
    let mut project = around().project.clone();
    project.declarations = Some(parsed);
    drop(project.review(&MemoryTree::new(), &ReviewSettings::default()));
}

/// Reads the sources of a program that a framework compiles. The first byte selects the framework;
/// the others are split at zeros into the list of pages, a page and a module.
///
/// # Panics
/// When a use is past the end of its file: this is a bug for the fuzzer to find.
pub fn sources(bytes: &[u8]) {
    let Some((kind, parts)) = bytes.split_first() else { return };
    let (fixed, names) = match kind % 3 {
        0 => (
            ("package.json", "{ \"dependencies\": { \"@tarojs/taro\": \"3\" } }"),
            ["src/app.config.ts", "src/p/a.tsx", "src/b.ts"],
        ),
        1 => (("manifest.json", "{}"), ["pages.json", "p/a.vue", "b.js"]),
        _ => (("package.json", "{}"), ["src/app.mpx", "src/p/a.mpx", "src/b.js"]),
    };
    let tree = MemoryTree::new().with(fixed.0, fixed.1).with("src/app.tsx", "").with("App.vue", "");
    let parts = parts.split(|&byte| byte == 0);
    let tree = names.iter().zip(parts).fold(tree, |tree, (name, part)| tree.with(name, part));
    loaded(tree, b"");
}

/// Runs the whole pipeline: the bytes are split at zeros into the files of a program.
///
/// # Panics
/// When a use is past the end of its file: this is a bug for the fuzzer to find.
pub fn pipeline(bytes: &[u8]) {
    const NAMES: [&str; 7] =
        ["p/a.js", "p/a.wxml", "p/a.json", "app.js", "project.config.json", "p/b.ts", "p/a.wxs"];
    let mut parts = bytes.split(|&byte| byte == 0);
    let declarations = parts.next().unwrap_or_default().to_vec();
    let tree =
        NAMES.iter().zip(parts).fold(MemoryTree::new(), |tree, (name, part)| tree.with(name, part));
    reviewed(tree, &declarations);
}

fn reviewed(tree: MemoryTree, declarations: &[u8]) {
    loaded(tree.with("app.json", APP), declarations);
}

/// Loads and reviews a project, and checks the places of its uses.
fn loaded(tree: MemoryTree, declarations: &[u8]) {
    let tree = tree.with("privguide.toml", declarations);
    let options =
        LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    let Ok(project) = Project::load(&tree, &options) else { return };
    // Places must be inside their files.
    let lines =
        |path: &TreePath| tree.source(path).expect("a use is in a file").text().lines().count() + 1;
    for found in project.programs.iter().flat_map(|analysed| &analysed.scan.uses) {
        assert!(found.place.line as usize <= lines(&found.place.file), "{:?}", found.place);
    }
    drop(project.review(&tree, &ReviewSettings::default()));
}
