//! The doors through which text of others comes in: each takes any bytes at all, and neither panics
//! nor hangs.
//!
//! One list for the fuzzer (`tests/fuzz`), which looks for new inputs, and for the everyday tests,
//! which try those that were ever found.

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
    review::Settings,
    tree::{MemoryTree, SourceText, SourceTree as _, TreePath},
};

/// A door: its name, and what is done with the bytes.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const DOORS: [Door; 13] = [
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
    ("pipeline", pipeline),
];

const APP: &str = "{ \"pages\": [\"p/a\"] }";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is the same for every input, made once: a door is to be passed a million times.
struct Around {
    native: Style,
    uni_app: Style,
    catalog: Catalog,
    project: Project,
}

fn around() -> &'static Around {
    static AROUND: LazyLock<Around> = LazyLock::new(|| {
        let style =
            |tree: &MemoryTree| Style::of(&find(tree, &FindSettings::default()).programs.remove(0));
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
            catalog: Catalog::of(ProgramKind::MiniProgram),
            project: Project::load(&native, &LoadOptions::default()).expect("a program"),
        }
    });
    &AROUND
}

/// Takes a file apart, and holds what must hold of the parts: places lie in the file, and a script
/// is as long as its file.
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

/// A record is read, or it is reported what is wrong with it; what was read is written, and reads
/// as the same.
///
/// # Panics
/// When what was written reads otherwise: that is what the fuzzer looks for.
pub fn record(bytes: &[u8]) {
    use declaration::record::{parse, write};
    let name = TreePath::new("privguide.lock").expect("inside");
    let parsed = parse(SourceText::decode(name.clone(), bytes.to_vec()));
    if let Some(record) = parsed.into_record() {
        let text = write(&record);
        let again = parse(SourceText::new(name, text.as_str()))
            .into_record()
            .expect("what is written can be read");
        assert_eq!(write(&again), text);
    }
}

/// Each package manager's reader, for any file.
///
/// # Panics
/// When the name of a lock file is no path, which none is.
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

/// Parses a script and follows its values.
fn followed(style: &Style, module: Module) {
    // Any script is worth it here.
    static WORTH: LazyLock<WorthParsing> = LazyLock::new(|| {
        let source = Arc::new(SourceText::new(TreePath::root(), "wx.getLocation()"));
        let module = Module { source, script: None, dialect: Dialect::JavaScript };
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

/// A script: taken apart, parsed or searched by tokens, its values followed.
///
/// # Panics
/// When a part or a use lies behind the end of the file: that is what the fuzzer looks for.
pub fn script(bytes: &[u8]) {
    let script = [b"wx.getLocation();\n", bytes, b"\nwx.chooseImage()"].concat();
    let style = &around().native;
    let (_, parts) = apart(style, "p/a.js", &script);
    followed(style, parts.module.expect("a script"));
}

/// A template.
pub fn wxml(bytes: &[u8]) {
    apart(&around().native, "p/a.wxml", bytes);
}

/// The blocks of a component.
pub fn vue(bytes: &[u8]) {
    apart(&around().uni_app, "p/a.vue", bytes);
}

/// Declarations.
///
/// # Panics
/// When a problem is placed behind the end of the file: that is what the fuzzer looks for.
pub fn toml(bytes: &[u8]) {
    let source = SourceText::decode(TreePath::root(), bytes.to_vec());
    let parsed = declaration::parse(source.clone());
    let length = source.text().len();
    assert!(parsed.problems.iter().all(|problem| problem.place.end <= length));
}

/// Configuration.
///
/// # Panics
/// When a problem is placed behind the end of the file: that is what the fuzzer looks for.
pub fn json(bytes: &[u8]) {
    let source = Arc::new(SourceText::decode(TreePath::root(), bytes.to_vec()));
    let places = internals::json_problems(Arc::clone(&source));
    assert!(places.iter().all(|place| place.end <= source.text().len()));
}

/// Patterns of packOptions: the first byte says of which kind.
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

/// A source map beside a script.
pub fn source_map(bytes: &[u8]) {
    let tree = MemoryTree::new()
        .with("p/a.js.map", bytes)
        .with("p/a.js", "wx.getLocation()\n//# sourceMappingURL=a.js.map");
    let mut scan = around().project.programs[0].scan.clone();
    internals::look_up_originals(&tree, &mut scan);
}

/// What git passes to the hook.
pub fn push_lines(bytes: &[u8]) {
    drop(privguide_git::push::parse(bytes));
}

/// An answer of the open platform.
pub fn platform_import(bytes: &[u8]) {
    drop(platform::import(&text(bytes)));
}

/// Purposes, in both languages.
///
/// # Panics
/// Never: the name of the file is one.
pub fn purposes(bytes: &[u8]) {
    let purpose = serde_json::Value::String(text(bytes).replace('\u{7f}', ""));
    let declarations = format!(
        "format = 1\n[information.Location]\npurpose = {{ zh-CN = {purpose}, en = {purpose} }}\n"
    );
    let path = TreePath::new("privguide.toml").expect("inside");
    let parsed = declaration::parse(SourceText::decode(path, declarations.into_bytes()));
    let project = Project { declarations: Some(parsed), ..around().project.clone() };
    drop(project.review(&MemoryTree::new(), &Settings::default()));
}

/// The whole way: the bytes are cut at zeros into files of a program.
///
/// # Panics
/// When a use lies behind the end of its file: that is what the fuzzer looks for.
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
    let tree = tree.with("app.json", APP).with("privguide.toml", declarations);
    let options =
        LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    let Ok(project) = Project::load(&tree, &options) else { return };
    // Places lie in their files.
    let lines =
        |path: &TreePath| tree.source(path).expect("a use is in a file").text().lines().count() + 1;
    for found in project.programs.iter().flat_map(|analysed| &analysed.scan.uses) {
        assert!(found.place.line as usize <= lines(&found.place.file), "{:?}", found.place);
    }
    drop(project.review(&tree, &Settings::default()));
}
