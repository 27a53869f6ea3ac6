//! Compares real runs of small programs with the results of the scan: each access to the platform
//! in a run must be a use of the interface, at the access or at the call of a wrapper, or be
//! reported as unresolved on its line. `tests/values/programs.json` was recorded with a platform
//! object that records every access. The place of the use is not compared, because the call of a
//! wrapper may be on any line.
//!
//! Programs that are `exact` must have no other use. `tests/values/silent.txt` lists programs with
//! an access that is missed. A test fails if an unlisted program has such an access, and also if a
//! listed one no longer has any.
//!
//! For `steps.json` and `generated.json`, only the number of such programs is limited:
//! `tests/values/README.md` says where they come from.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use libtest_mimic::{Arguments, Failed, Trial};
use privguide::{scan::Scan, tree::MemoryTree};
use serde::Deserialize;

/// The maximum number of recorded programs with a silent access; the goal is zero.
const SILENT: [(&str, usize); 2] = [("steps.json", 0), ("generated.json", 0)];

#[derive(Deserialize)]
struct Case {
    files: BTreeMap<String, String>,
    /// `interface file:line`
    accesses: Vec<String>,
    /// An interface that is not accessed must not be a use.
    #[serde(default)]
    exact: bool,
}

fn main() -> std::process::ExitCode {
    let cases = recorded("programs.json");
    let list =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("values/silent.txt"))
            .expect("the list");
    let known: BTreeSet<String> =
        list.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    assert!(
        known.iter().all(|name| cases.contains_key(name)),
        "silent.txt names a program that is not there"
    );
    let trial = |(name, case): (String, Case)| {
        let is_known = known.contains(&name);
        Trial::test(name, move || judged(run(&case), is_known).map_err(Failed::from))
    };
    let counted = SILENT
        .map(|(name, bound)| Trial::test(name, move || at_most(name, bound).map_err(Failed::from)));
    let trials = cases.into_iter().map(trial).chain(counted).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn recorded(name: &str) -> BTreeMap<String, Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("values").join(name);
    let text = std::fs::read_to_string(path).expect("the recorded programs");
    serde_json::from_str(&text).expect("programs by name")
}

/// Fails if more than `bound` programs have a silent access.
fn at_most(name: &str, bound: usize) -> Result<(), String> {
    let cases = recorded(name);
    let silent: Vec<String> = cases
        .iter()
        .filter_map(|(name, case)| Some(format!("{name}: {}", run(case).err()?)))
        .collect();
    if silent.len() <= bound {
        return Ok(());
    }
    Err(format!(
        "{} of {} programs, the bound is {bound}:\n{}",
        silent.len(),
        cases.len(),
        silent.join("\n")
    ))
}

fn judged(result: Result<(), String>, is_known: bool) -> Result<(), String> {
    match (result, is_known) {
        (Ok(()), true) => Err("it is right now: take it out of tests/values/silent.txt".to_owned()),
        (Err(_), true) => Ok(()),
        (result, false) => result,
    }
}

fn run(case: &Case) -> Result<(), String> {
    let mut tree = MemoryTree::new();
    for (path, text) in [
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("app.js", "App({})"),
        ("pages/a/a.wxml", "<view/>"),
    ] {
        if !case.files.contains_key(path) && !case.files.contains_key("game.json") {
            tree.insert(path, text);
        }
    }
    for (path, text) in &case.files {
        tree.insert(path, text.as_str());
    }
    let scan = privguide_tests::scanned(&tree).ok_or("no program")?;
    let silent: Vec<&str> = case
        .accesses
        .iter()
        .map(String::as_str)
        .filter(|access| !is_said(case, access, &scan))
        .collect();
    let accessed = |name: &str| {
        case.accesses
            .iter()
            .any(|access| access.split_once(' ').is_some_and(|(one, _)| one == name))
    };
    let unseen: Vec<&str> = scan
        .uses
        .iter()
        .map(|found| found.interface.name.as_str())
        .filter(|name| case.exact && !accessed(name))
        .collect();
    match (silent.is_empty(), unseen.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(format!("silent: {}", silent.join(", "))),
        (true, false) => Err(format!("not a use: {}", unseen.join(", "))),
    }
}

/// Whether the access is a use, there or at the call of a wrapper, or is unresolved on its line.
fn is_said(case: &Case, access: &str, scan: &Scan) -> bool {
    let (interface, place) = access.split_once(' ').expect("interface and place");
    let (file, line) = place.rsplit_once(':').expect("file and line");
    let line: usize = line.parse().expect("a line");
    let line_of = |file: &str, start: usize| {
        case.files
            .get(file)
            .map_or(0, |text| text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1)
    };
    let is_used =
        scan.uses.iter().chain(&scan.listed).any(|found| found.interface.name == interface);
    let is_open = scan
        .unresolved
        .iter()
        .any(|open| open.place.file.as_str() == file && line_of(file, open.place.start) == line);
    is_used || is_open
}
