//! Runs the specifications `recorded_passing.md` and `recorded_leaving.md`: the ways in which a
//! program and its packages pass the platform's object to each other.

use std::{fs, sync::Mutex};

use crate::{
    lab::{Lab, write},
    packages::{lock, recorded, taro},
};

const PASSING: &str = include_str!("recorded_passing.md");
const LEAVING: &str = include_str!("recorded_leaving.md");

/// A row: its title, the expected report, and its files.
struct Row<'s> {
    title: &'s str,
    said: &'s str,
    files: Vec<(&'s str, &'s str)>,
}

fn rows(specification: &'static str) -> Vec<Row<'static>> {
    let row = |block: &'static str| {
        let (heading, rest) = block.split_once('\n').expect("a heading");
        let (title, said) = heading.rsplit_once(": ").expect("what is said");
        let mut parts = rest.split("```").skip(1).step_by(2);
        let files = parts.by_ref().map(|part| part.split_once('\n').expect("a name")).collect();
        Row { title, said, files }
    };
    specification.split("\n## ").skip(1).map(row).collect()
}

/// The problem with a row; `None` if the result is as expected.
fn wrong(row: &Row<'_>) -> Option<String> {
    let lab = Lab::new();
    let page = row.files.iter().find(|(name, _)| *name == "page").expect("a page").1;
    let export = if page.contains("export default") { "" } else { "export default () => null\n" };
    let folder = taro(&lab, &format!("import Taro from '@tarojs/taro'\n{page}{export}"), &[]);
    let mut places: Vec<String> = Vec::new();
    for (name, text) in row.files.iter().filter(|(name, _)| *name != "page") {
        if name.starts_with("src/") {
            write(&folder, name, text);
            continue;
        }
        let package = name.split('/').next().unwrap_or(name);
        write(&folder, &format!("node_modules/{name}"), text);
        let manifest = format!("{{ \"name\": \"{package}\", \"version\": \"1.0.0\" }}");
        write(&folder, &format!("node_modules/{package}/package.json"), manifest);
        places.push(format!("node_modules/{package}"));
    }
    places.dedup();
    lock(&folder, &places.iter().map(|place| (place.as_str(), "1.0.0")).collect::<Vec<_>>());
    let output = recorded(&lab, &folder, &[&["check", "--format", "json", "--lang", "en"]]);
    let is_open = output.contains("unresolved-access");
    let is_said = match row.said {
        // One page uses another information type, which is not declared.
        "use" => {
            !output.contains("unused-declaration") || output.contains("undeclared-information")
        }
        "open" => is_open,
        "note" => {
            !is_open && output.contains("the used interface could not be determined everywhere")
        }
        other => panic!("{other}"),
    };
    let record = || fs::read_to_string(folder.join("privguide.lock")).unwrap_or_default();
    let is_right = is_said && !output.contains("stale-record") && !output.contains("broken-record");
    (!is_right).then(|| format!("{}: {}\n{output}\n{}", row.title, row.said, record()))
}

/// Runs the rows of a specification.
fn hold(specification: &'static str, at_least: usize) {
    let rows = rows(specification);
    assert!(rows.len() >= at_least, "{}", rows.len());
    let (next, failures) = (Mutex::new(rows.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(row) = next.lock().expect("whole").next() else { break };
                    let said = std::panic::catch_unwind(|| wrong(row))
                        .unwrap_or_else(|_| Some(format!("{}: it failed", row.title)));
                    failures.lock().expect("whole").extend(said);
                }
            });
        }
    });
    let failures = failures.into_inner().expect("whole");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn uses_through_packages_are_reported_with_and_without_them() {
    hold(PASSING, 80);
}

#[test]
fn uses_through_shared_places_are_reported_with_and_without_packages() {
    hold(LEAVING, 60);
}
