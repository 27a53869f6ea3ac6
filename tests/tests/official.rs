//! Compares the packed set and the reached files with the official tool's answers:
//! `tests/official/`.

use std::{collections::BTreeSet, fs};

use privguide::{
    catalog::ProgramKind,
    program::{FindSettings, Program, Status, find},
    tree::MemoryTree,
};
use privguide_tests::repository;
use serde_json::Value;

/// The cases in which the results differ, with the files; README.md gives the reasons.
const EXPLAINED: &[(&str, &[&str])] = &[("ts_builder", &["pages/s/p.scss", "pages/s/q.scss"])];

fn read(name: &str) -> String {
    fs::read_to_string(repository().join("tests/official").join(name)).expect("a committed file")
}

fn names(case: &Value, key: &str) -> Option<BTreeSet<String>> {
    let list = case[key].as_array()?;
    Some(list.iter().map(|name| name.as_str().expect("a path").to_owned()).collect())
}

fn files(program: &Program, wanted: impl Fn(Status) -> bool) -> BTreeSet<String> {
    let files = program.files.iter().filter(|file| wanted(file.status));
    files
        .map(|file| file.path.relative_to(&program.root).expect("inside the root").to_owned())
        .collect()
}

fn is_code(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default();
    ["js", "ts", "wxml", "wxss", "wxs", "json", "less", "scss"].contains(&extension)
}

#[test]
fn small_projects_are_packed_and_reached_as_the_official_tool_does() {
    let cases: Vec<Value> = serde_json::from_str(&read("lab.json")).expect("JSON");
    assert_eq!(cases.len(), 46);
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case["name"].as_str().expect("a name");
        let mut tree = MemoryTree::new();
        for (path, text) in case["files"].as_object().expect("files") {
            tree.insert(path, text.as_str().expect("a text"));
        }
        let found = find(&tree, &FindSettings::default());
        let Some(program) = found.programs.first() else {
            assert!(case["analyse_error"].is_string(), "{name}: no program is found");
            continue;
        };
        let explained: &[&str] =
            EXPLAINED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, files)| files);
        if let Some(used) = names(case, "used") {
            let used: BTreeSet<String> = used.into_iter().filter(|path| is_code(path)).collect();
            let ours: BTreeSet<String> = files(program, |status| status == Status::Reachable)
                .into_iter()
                .filter(|path| is_code(path))
                .collect();
            let different =
                ours.symmetric_difference(&used).filter(|path| !explained.contains(&path.as_str()));
            wrong.extend(different.map(|path| format!("{name}: used {path}")));
        }
        if let Some(uploaded) =
            names(case, "uploaded").filter(|_| program.kind != ProgramKind::Plugin)
        {
            // A compiled file is listed under its compiled name; the project configuration is
            // always rewritten.
            let compiled = |path: String| {
                path.strip_suffix(".ts").map(|base| format!("{base}.js")).unwrap_or(path)
            };
            let mut ours: BTreeSet<String> = files(program, |status| status != Status::Outside)
                .into_iter()
                .map(compiled)
                .collect();
            ours.insert("project.config.json".to_owned());
            wrong.extend(
                ours.symmetric_difference(&uploaded).map(|path| format!("{name}: uploaded {path}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files that are reached from `pages/i/i.js` with this source, relative to its folder.
fn followed(source: &str, more: &[&str]) -> Vec<String> {
    let mut tree = MemoryTree::new()
        .with("app.json", r#"{ "pages": ["pages/i/i"] }"#)
        .with("pages/i/i.wxml", "");
    for name in ["x.js", "y.js", "z.js", "d/index.js", "d/m.js", "d/s/t.js"].iter().chain(more) {
        tree.insert(&format!("pages/i/{name}"), "");
    }
    tree.insert("pages/i/i.js", source.replace("\\n", "\n").replace("\\ufeff", "\u{feff}"));
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    let reached = files(&program, |status| status == Status::Reachable);
    let reached = reached.iter().filter_map(|path| path.strip_prefix("pages/i/"));
    reached.filter(|path| !path.starts_with("i.")).map(str::to_owned).collect()
}

#[test]
fn forms_of_import_are_followed_as_the_official_tool_does() {
    let table = read("js-forms.tsv");
    let mut rows = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [form, source, expected, ..] = cells[..] else {
            panic!("a row has at least three cells: {row}");
        };
        let expected: Vec<&str> = expected.split(' ').filter(|name| *name != "-").collect();
        assert_eq!(followed(source, &[]), expected, "{form}: {source}");
        rows += 1;
    }
    assert!(rows >= 39, "{rows} rows");
}

#[test]
fn more_forms_of_import_are_followed_as_the_official_tool_does() {
    let table = read("more-forms.tsv");
    let (mut rows, mut wrong) = (0, Vec::new());
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [source, expected, because] = cells[..] else {
            panic!("a row has three cells: {row}");
        };
        let expected: Vec<&str> = expected.split(' ').filter(|name| *name != "-").collect();
        let ours = followed(source, &["index.js", "d/.h.js"]);
        if (ours != expected) == because.is_empty() {
            wrong.push(format!("{source}: official {expected:?}, ours {ours:?}"));
        }
        rows += 1;
    }
    assert!(rows > 500, "{rows} rows");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Configurations with references to files: files that must exist, and files that may be missing.
const ABOUT_FILES: &[&str] = &[
    "base",
    "plugin export missing file",
    "sub root is file",
    "sub page missing",
    "sub root trailing space",
    "sub entry missing file",
    "sub subpackages page missing",
    "uc missing rel",
    "page uc missing",
    "page placeholder missing",
    "pages missing file",
    "pages .wxml",
    "pages leading space",
    "entryPagePath missing",
    "openLocationPagePath missing",
    "workers file",
    "sitemap ext",
    "useExtendedLib foo",
    "agent",
    "plugin.json main missing file",
    "plugin.json component missing",
    "plugin.json unknown key",
    "game.json empty",
    "game.json subpackages no game.js",
    "game.json workers missing",
    "game.json openDataContext no index",
    "project.config packOptions unknown type",
    "project.config compileType bad",
];

#[test]
fn configurations_that_name_missing_files_are_found_as_the_official_tool_does() {
    let cases: Vec<Value> = serde_json::from_str(&read("config-cases.json")).expect("JSON");
    let mut wrong = Vec::new();
    for name in ABOUT_FILES {
        let case = cases.iter().find(|case| case["name"] == *name).expect("a measured case");
        let base: &[(&str, &str)] = match case["project_type"].as_str() {
            Some("miniProgramPlugin") => &[
                (
                    "project.config.json",
                    "{ \"compileType\": \"plugin\", \"miniprogramRoot\": \"app\", \"pluginRoot\": \"plugin\" }",
                ),
                ("plugin/index.js", ""),
            ],
            Some("miniGame") => {
                &[("project.config.json", "{ \"compileType\": \"game\" }"), ("game.js", "")]
            }
            _ => &[
                ("app.json", "{ \"pages\": [\"pages/i/i\"] }"),
                ("app.js", ""),
                ("pages/i/i.js", ""),
                ("pages/i/i.wxml", ""),
                ("s1/p.js", ""),
                ("s1/p.wxml", ""),
            ],
        };
        let mut tree = MemoryTree::new();
        for (path, text) in base {
            tree.insert(path, *text);
        }
        for (path, text) in case["config"].as_object().expect("files") {
            tree.insert(path, text.as_str().expect("a text"));
        }
        let found = find(&tree, &FindSettings::default());
        let program = found.programs.first().expect("a program");
        let problems: Vec<_> =
            program.problems.iter().map(|problem| (problem.kind, &problem.subject)).collect();
        assert!(
            program.problems.iter().all(|problem| problem.place.is_some()),
            "{name}: every problem has its place"
        );
        if problems.is_empty() == (case["outcome"] == "error") {
            wrong.push(format!("{name}: {} there, here {problems:?}", case["outcome"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Scripts that each import two others, with cycles; a page names the missing ones among a thousand
/// components.
#[test]
fn ten_thousand_files_in_circles_with_missing_ones_and_paths_that_leave_the_root() {
    const FILES: usize = 10_000;
    const MISSING: usize = 1_000;
    let missing: Vec<String> =
        (0..MISSING).map(|at| format!("\"c{at}\": \"/gone/{at}\"")).collect();
    let mut tree = MemoryTree::new()
        .with(
            "pages/i/i.json",
            format!("{{ \"usingComponents\": {{\n{}\n}} }}", missing.join(",\n")),
        )
        .with("app.json", r#"{ "pages": ["pages/i/i", "pages/gone/gone", "../../outside"] }"#)
        .with(
            "pages/i/i.wxml",
            r#"<include src="../../../../outside.wxml" /><import src="i.wxml" />"#,
        )
        .with("pages/i/i.js", "require('../../lib/0'); require('../../../../../etc/passwd')")
        .with("lonely.js", "require('./lib/0')");
    for at in 0..FILES {
        let text =
            format!("require('./{}'); require('./{}');", (at + 1) % FILES, (at * 7 + 3) % FILES);
        tree.insert(&format!("lib/{at}.js"), text);
    }
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    let reached = files(&program, |status| status == Status::Reachable);
    assert_eq!(reached.iter().filter(|path| path.starts_with("lib/")).count(), FILES);
    assert!(files(&program, |status| status == Status::Packed).contains("lonely.js"));
    assert!(reached.iter().all(|path| !path.contains("..")));
    let missing: Vec<&String> = program.problems.iter().map(|problem| &problem.subject).collect();
    assert!(missing.iter().any(|subject| subject.contains("pages/gone/gone")), "{missing:?}");
    assert!(missing.iter().any(|subject| subject.contains("outside")), "{missing:?}");
    let components =
        program.problems.iter().filter(|problem| problem.subject.starts_with("/gone/"));
    let lines: BTreeSet<_> =
        components.filter_map(|problem| problem.place.as_ref().map(|place| place.line)).collect();
    assert_eq!(lines.len(), MISSING, "each at its own place");
    let last = program.chain(&program.root.join("lib/9999.js").expect("a path")).expect("a way");
    assert!(last.len() <= 20, "the shortest of the ways: {}", last.len());
}
