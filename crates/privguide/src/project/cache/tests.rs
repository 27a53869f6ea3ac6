//! Tests of what a run caches and the next run reuses.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hasher as _},
    sync::{Arc, Mutex},
};

use crate::{
    project::{LoadOptions, Project},
    tree::{Listing, MemoryTree, ReadError, SourceTree, Stamp, TreePath},
};

/// A tree that provides stamps and records what is read.
#[derive(Clone, Default)]
struct Stamped {
    files: MemoryTree,
    read: Arc<Mutex<Vec<String>>>,
    /// New contents of files, written after their stamps were read.
    late: Option<MemoryTree>,
    /// A file that another process is writing.
    busy: Option<TreePath>,
}

impl SourceTree for Stamped {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        self.files.list(enter)
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        self.read.lock().expect("whole").push(path.to_string());
        let late = self.late.as_ref().and_then(|late| late.read(path).ok());
        late.map_or_else(|| self.files.read(path), Ok)
    }

    fn reader(&self) -> Option<Box<dyn SourceTree + Send>> {
        Some(Box::new(self.clone()))
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        if self.busy.as_ref() == Some(path) {
            return None;
        }
        let Ok(content) = self.files.read(path) else { return Some(Stamp::Absent) };
        let mut hasher = DefaultHasher::new();
        hasher.write(&content);
        Some(Stamp::File { identity: hasher.finish(), size: 0, written: 0, changed: 0 })
    }
}

const DECLARATIONS: &str = "[[interface]]\nname = \"wx.getMilk\"\ninformation = [\"Location\"]\n";

fn shop() -> MemoryTree {
    MemoryTree::new()
        .with("privguide.toml", DECLARATIONS)
        .with("app.json", r#"{ "pages": ["pages/map"], "plugins": { "p": { "version": "1", "provider": "wx1" } } }"#)
        .with("app.js", "App({})")
        .with("pages/map.js", "const w = wx;\nw.getLocation(); wx.getMilk(); wx[name]();")
        .with("pages/map.json", r#"{ "usingComponents": { "gone": "../gone" } }"#)
        .with("pages/map.wxml", r#"<button open-type="getPhoneNumber"/>"#)
        .with("broken.js", "const")
}

fn tree(files: MemoryTree) -> Stamped {
    Stamped { files, ..Stamped::default() }
}

fn load(tree: &Stamped, earlier: Option<&[u8]>) -> (Project, Option<Vec<u8>>) {
    let options =
        LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    Project::load_cached(tree, &options, earlier.unwrap_or_default(), Vec::new).expect("a program")
}

fn cached() -> Vec<u8> {
    load(&tree(shop()), None).1.expect("something to keep")
}

/// The bytes of the result in a cache entry.
fn analysis(mut bytes: &[u8]) -> Vec<u8> {
    super::EarlierBytes::new(&mut bytes).analysis()
}

/// Everything about a project that a report can contain.
fn shown(project: &Project) -> Vec<String> {
    let program = |analysed: &crate::project::AnalysedProgram| {
        let program = &analysed.program;
        let chains: Vec<_> = program.files.iter().map(|file| program.chain(&file.path)).collect();
        let config = program.config.app.iter().chain(program.config.components.values());
        let config: Vec<_> =
            config.map(|json| (json.source.text(), &json.root, &json.problems)).collect();
        format!(
            "{config:?} {:?} {:?} {chains:?} {:?}",
            program.files, program.problems, analysed.scan
        )
    };
    project.programs.iter().map(program).collect()
}

#[test]
fn an_unchanged_tree_gives_the_same_without_being_read() {
    let (fresh, bytes) = load(&tree(shop()), None);
    let again = tree(shop());
    let (project, to_cache) = load(&again, bytes.as_deref());
    assert_eq!(shown(&project), shown(&fresh));
    assert!(fresh.programs[0].scan.uses.len() == 3 && fresh.programs[0].scan.unresolved.len() == 1);
    assert_eq!(*again.read.lock().expect("whole"), ["privguide.toml"]);
    assert!(to_cache.is_none(), "what is kept already is not kept again");
}

#[test]
fn every_change_is_seen() {
    let changes: [(&str, MemoryTree); 5] = [
        ("a script", shop().with("pages/map.js", "wx.chooseAddress()")),
        ("a configuration", shop().with("pages/map.json", "{}")),
        ("a new file", shop().with("pages/new.js", "wx.chooseAddress()")),
        ("a file that was missing", shop().with("gone.js", "wx.chooseAddress()")),
        (
            "an interface of the project",
            shop().with("privguide.toml", DECLARATIONS.replace("getMilk", "getName")),
        ),
    ];
    for (what, files) in changes {
        let (fresh, _) = load(&tree(files.clone()), None);
        let (project, to_cache) = load(&tree(files), Some(&cached()));
        assert_eq!(shown(&project), shown(&fresh), "{what}");
        assert!(to_cache.is_some(), "{what} is worth keeping");
    }
}

#[test]
fn declarations_cost_no_new_look() {
    let edited = tree(shop().with(
        "privguide.toml",
        format!("{DECLARATIONS}[information.Location]\npurpose = \"用于配送\"\n"),
    ));
    let (project, to_cache) = load(&edited, Some(&cached()));
    assert!(to_cache.is_none());
    assert_eq!(project.declarations.expect("declared").declarations.information.len(), 1);
}

#[test]
fn a_file_that_is_being_written_is_not_relied_on() {
    let busy = || Stamped { busy: TreePath::new("pages/map.js"), ..tree(shop()) };
    let cached_busy = load(&busy(), None).1.expect("solutions do not depend on time");
    assert!(analysis(&cached_busy).is_empty(), "what was found is not kept");
    let again = busy();
    load(&again, Some(&cached()));
    assert!(
        again.read.lock().expect("whole").iter().any(|path| path == "pages/map.js"),
        "what was kept is not taken"
    );
}

#[test]
fn damage_is_not_taken_for_a_result() {
    let whole = cached();
    let (fresh, _) = load(&tree(shop()), None);
    for damaged in [&whole[..whole.len() / 2], &[], &[0; 64]] {
        assert_eq!(shown(&load(&tree(shop()), Some(damaged)).0), shown(&fresh));
    }
    let edited = || {
        shop().with("pages/map.js", "const w = wx;\nw.chooseAddress(); wx.getMilk(); wx[name]();")
    };
    let (fresh_edited, _) = load(&tree(edited()), None);
    let analysis = 8 + analysis(&whole).len();
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        let (project, to_cache) = load(&tree(shop()), Some(&damaged));
        assert_eq!(shown(&project), shown(&fresh), "byte {at}");
        assert!(to_cache.is_some() || at >= analysis, "byte {at}");
        assert_eq!(
            shown(&load(&tree(edited()), Some(&damaged)).0),
            shown(&fresh_edited),
            "byte {at}, edited"
        );
    }
}

/// A program whose modules pass the platform to each other in several ways.
const CONNECTED: [(&str, &str); 9] = [
    ("privguide.toml", ""),
    ("app.json", r#"{ "pages": ["pages/map", "pages/list"] }"#),
    ("app.js", "App({ globalData: { api: require('./api') } })"),
    ("api.js", "module.exports = { host: wx, run(name) { return wx[name]() } }"),
    ("name.js", "export const name = 'getLocation'"),
    (
        "pages/map.js",
        "const { run } = require('../api'); Page({ onLoad() { run('getLocation') } })",
    ),
    ("pages/map.wxml", "<button open-type=\"{{kind}}\"/>"),
    (
        "pages/list.js",
        "import { name } from '../name'; Page({ data: { kind: 'x' }, onLoad() { wx[name]() } })",
    ),
    ("pages/list.wxml", "<view/>"),
];

/// Makes edits one after the other, each a new content of a file: the result with the last run's
/// cache must equal the result of a cold run.
fn after_edits(edits: &[(&str, Option<&str>)]) {
    let mut files = BTreeMap::from(CONNECTED);
    let here = |files: &BTreeMap<&str, &str>| {
        tree(files.iter().fold(MemoryTree::new(), |tree, (path, text)| tree.with(path, *text)))
    };
    let mut cached = load(&here(&files), None).1;
    for (at, (path, text)) in edits.iter().enumerate() {
        match text {
            Some(text) => files.insert(path, text),
            None => files.remove(path),
        };
        let (project, to_cache) = load(&here(&files), cached.as_deref());
        assert_eq!(
            shown(&project),
            shown(&load(&here(&files), None).0),
            "after edit {at} of {path}: {text:?}"
        );
        cached = to_cache.or(cached);
    }
}

#[test]
fn an_edit_finds_what_a_cold_run_finds() {
    after_edits(&[
        ("name.js", Some("export const name = 'chooseAddress'")),
        (
            "pages/list.js",
            Some("Page({ onLoad() { getApp().globalData.api.host.getLocation() } })"),
        ),
        ("pages/map.js", Some("Page({ onLoad() { wx.store = wx } })")),
        ("pages/list.js", Some("Page({ onLoad() { wx.store.chooseAddress() } })")),
        ("api.js", None),
        ("api.js", Some("module.exports = {}; this.x = ")),
        ("api.js", Some("export * from './name'; export const host = wx")),
        ("app.js", Some("import * as api from './api'; App({ globalData: { api } })")),
        (
            "pages/list.js",
            Some(
                "Page({ data: { kind: 'getPhoneNumber' }, onLoad() { const { api } = getApp().globalData; api.host[api.name]() } })",
            ),
        ),
        ("pages/list.wxml", Some("<button open-type=\"{{kind}}\"/>")),
        ("other.js", Some("getApp().globalData.api = { host: { getLocation() {} } }")),
        ("pages/map.js", Some("require('../other'); Page({ data: { kind: 'chooseAvatar' } })")),
        ("other.js", None),
        ("pages/map.js", Some("Page({})")),
    ]);
}

#[test]
fn edits_that_copy_modules_find_what_a_cold_run_finds() {
    let storing = Some("stash.api = wx; Page({ onLoad() { wx.getLocation() } })");
    let taking = Some("Page({ onLoad() { stash.api.chooseAddress() } })");
    after_edits(&[
        ("pages/map.js", storing),
        ("name.js", storing),
        ("pages/map.js", Some("Page({})")),
        ("pages/list.js", taking),
        ("api.js", taking),
        ("name.js", Some("export const name = 'getLocation'")),
        ("pages/map.js", storing),
        ("pages/list.js", storing),
        ("pages/map.js", taking),
        ("pages/list.js", None),
    ]);
}

#[test]
fn a_solution_that_no_longer_holds_makes_way_for_the_new_one() {
    // No file has a stamp, so only solutions are reused.
    let busy = |files: MemoryTree| Stamped { busy: TreePath::new("app.json"), ..tree(files) };
    let files = MemoryTree::new()
        .with("privguide.toml", "")
        .with("app.json", r#"{ "pages": ["p0", "p1"] }"#)
        .with("p0.js", "shared.api = wx; Page({ onLoad() { wx.getLocation() } })")
        .with("p1.js", "Page({})");
    let cached = load(&busy(files.clone()), None).1.expect("something to keep");
    assert!(load(&busy(files.clone()), Some(&cached)).1.is_none(), "it is kept already");
    let edited = files.with("p1.js", "Page({ onLoad() { shared.api.chooseAddress() } })");
    let again = load(&busy(edited.clone()), Some(&cached)).1.expect("something new to keep");
    assert!(load(&busy(edited), Some(&again)).1.is_none(), "the new solutions are taken");
}

#[test]
fn an_edit_solves_only_its_component() {
    let mut files = MemoryTree::new()
        .with("privguide.toml", "")
        .with("app.json", r#"{ "pages": ["p0", "p1", "p2"] }"#);
    for at in 0..3 {
        files = files.with(
            &format!("p{at}.js"),
            format!("Page({{ onLoad() {{ wx.getLocation({{ a: {at} }}) }} }})"),
        );
    }
    let cached = load(&tree(files.clone()), None).1.expect("something to keep");
    let edited = files.with("p1.js", "Page({ onLoad() { wx.chooseAddress() } })");
    let again = load(&tree(edited), Some(&cached)).1.expect("something new to keep");
    let keys = |bytes: &[u8]| -> BTreeMap<u128, serde_bytes::ByteBuf> { super::records(bytes) };
    let (before, after) = (keys(&cached), keys(&again));
    // Six records: four for the edited file alone (imports, remarks, parts, addresses and third
    // parties), one for the parsed module, one for the solved component.
    assert_eq!(after.keys().filter(|key| !before.contains_key(key)).count(), 6);
    assert_eq!(before.len(), after.len(), "what is not asked for any more is not kept");
}

fn two_modules(first: &str) -> MemoryTree {
    MemoryTree::new()
        .with("privguide.toml", "")
        .with("app.json", r#"{ "pages": ["a", "c"] }"#)
        .with("a.js", format!("require('./b')(wx){first}"))
        .with("b.js", "module.exports = w => w.getLocation({})")
        .with("c.js", "// privguide-allow dynamic-use: it is known\nPage({ data: 1 })")
}

#[test]
fn what_is_known_of_a_text_is_not_read_again() {
    let cached = load(&tree(two_modules("")), None).1.expect("something to keep");
    let edited = tree(two_modules("; wx.startCompass()"));
    let (project, again) = load(&edited, Some(&cached));
    assert_eq!(shown(&project), shown(&load(&tree(two_modules("; wx.startCompass()")), None).0));
    let read: Vec<String> = edited.read.lock().expect("whole").clone();
    assert!(!read.contains(&"c.js".to_owned()), "{read:?}");
    assert!(read.contains(&"b.js".to_owned()), "it is followed with the file that was edited");
    // The third run still uses the digests of the first one.
    let third = tree(two_modules("; wx.startCompass() // again"));
    load(&third, again.as_deref());
    assert!(!third.read.lock().expect("whole").contains(&"c.js".to_owned()));
}

#[test]
fn a_file_that_changes_after_its_stamp_was_taken_is_read_as_it_is() {
    let cached = load(&tree(two_modules("")), None).1.expect("something to keep");
    let late = MemoryTree::new().with("b.js", "module.exports = w => w.chooseMessageFile({})");
    let changing =
        || Stamped { late: Some(late.clone()), ..tree(two_modules("; wx.startCompass()")) };
    let (project, to_cache) = load(&changing(), Some(&cached));
    let (fresh, _) = load(&changing(), None);
    assert_eq!(shown(&project), shown(&fresh));
    assert!(to_cache.is_none(), "results may belong to either content");
}
