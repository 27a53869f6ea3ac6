//! The doors through which text of others comes in: each takes any bytes at all, and neither panics nor hangs.
//!
//! One list for the fuzzer (`tests/fuzz`), which looks for new inputs, and for the everyday tests, which try those that were ever found.

use privguide::{
    declaration::{self, platform},
    project::{LoadOptions, Project},
    review::Settings,
    tree::{MemoryTree, SourceText, TreePath},
};

/// A door: its name, and what is done with the bytes.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const DOORS: [Door; 11] = [
    ("script", script),
    ("wxml", wxml),
    ("vue", vue),
    ("toml", toml),
    ("json", json),
    ("pack_options", pack_options),
    ("source_map", source_map),
    ("push_lines", push_lines),
    ("platform_import", platform_import),
    ("purposes", purposes),
    ("pipeline", pipeline),
];

const APP: &str = "{ \"pages\": [\"p/a\"] }";

/// Scans a program, and holds what every scan must hold: places lie in their files.
fn scanned(tree: &MemoryTree) {
    let Ok(project) = Project::load(tree, &LoadOptions::default()) else { return };
    let lines = |path: &TreePath| {
        let source = privguide::tree::SourceTree::source(tree, path).expect("a use is in a file");
        source.text().lines().count() + 1
    };
    for found in project.programs.iter().flat_map(|analysed| &analysed.scan.uses) {
        assert!(found.place.line as usize <= lines(&found.place.file), "{:?}", found.place);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A script that tokens and the parser see, whatever is in it.
pub fn script(bytes: &[u8]) {
    let script = [b"wx.getLocation();\n", bytes, b"\nwx.chooseImage()"].concat();
    scanned(&MemoryTree::new().with("app.json", APP).with("p/a.wxml", "").with("p/a.js", script));
}

/// A template.
pub fn wxml(bytes: &[u8]) {
    scanned(&MemoryTree::new().with("app.json", APP).with("p/a.js", "Page({ data: { a: 1 } })").with("p/a.wxml", bytes));
}

/// The blocks of a component.
pub fn vue(bytes: &[u8]) {
    let tree = MemoryTree::new().with("manifest.json", "{}").with("pages.json", "{ \"pages\": [{ \"path\": \"p/a\" }] }");
    scanned(&tree.with("p/a.vue", bytes));
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
pub fn json(bytes: &[u8]) {
    for name in ["app.json", "project.config.json", "p/a.json"] {
        let tree = MemoryTree::new().with("app.json", APP).with("app.js", "").with("p/a.js", "").with("p/a.wxml", "");
        scanned(&tree.with(name, bytes));
    }
}

/// Patterns of packOptions: the first byte says of which kind.
pub fn pack_options(bytes: &[u8]) {
    let Some((kind, pattern)) = bytes.split_first() else { return };
    let kind = ["glob", "regexp", "folder", "prefix"][usize::from(*kind) % 4];
    let value = serde_json::Value::String(text(pattern));
    let rule = format!("{{ \"packOptions\": {{ \"ignore\": [{{ \"type\": \"{kind}\", \"value\": {value} }}] }} }}");
    let tree = MemoryTree::new().with("app.json", APP).with("project.config.json", rule).with("img/deep/Used.png", "");
    scanned(&tree.with("p/a.js", "wx.getLocation()").with("p/a.wxml", ""));
}

/// A source map beside a script.
pub fn source_map(bytes: &[u8]) {
    let tree = MemoryTree::new().with("app.json", APP).with("p/a.wxml", "").with("p/a.js.map", bytes);
    scanned(&tree.with("p/a.js", "wx.getLocation()\n//# sourceMappingURL=a.js.map"));
}

/// What git hands to the hook.
pub fn push_lines(bytes: &[u8]) {
    drop(privguide_git::push::parse(bytes));
}

/// An answer of the open platform.
pub fn platform_import(bytes: &[u8]) {
    drop(platform::import(&text(bytes)));
}

/// Purposes, in both languages.
pub fn purposes(bytes: &[u8]) {
    let purpose = serde_json::Value::String(text(bytes).replace('\u{7f}', ""));
    let declarations = format!("format = 1\n[information.Location]\npurpose = {{ zh-CN = {purpose}, en = {purpose} }}\n");
    reviewed(MemoryTree::new().with("p/a.js", "wx.getLocation()"), declarations.as_bytes());
}

/// The whole way: the bytes are cut at zeros into files of a program.
pub fn pipeline(bytes: &[u8]) {
    const NAMES: [&str; 7] = ["p/a.js", "p/a.wxml", "p/a.json", "app.js", "project.config.json", "p/b.ts", "p/a.wxs"];
    let mut parts = bytes.split(|&byte| byte == 0);
    let declarations = parts.next().unwrap_or_default().to_vec();
    let tree = NAMES.iter().zip(parts).fold(MemoryTree::new(), |tree, (name, part)| tree.with(name, part));
    reviewed(tree, &declarations);
}

fn reviewed(tree: MemoryTree, declarations: &[u8]) {
    let tree = tree.with("app.json", APP).with("privguide.toml", declarations);
    let options = LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    let Ok(project) = Project::load(&tree, &options) else { return };
    drop(project.review(&tree, &Settings::default()));
}
