//! Writes programs with the accesses of their runs, for tests that do not need Node.js:
//! `tests/values/`.

use std::{collections::BTreeMap, fs};

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::{chain::Chain, report::print_line, rows::Rows, run, tables::Tables, write};
use crate::repository;

#[derive(Serialize)]
struct Recorded {
    files: BTreeMap<String, String>,
    /// `interface file:line`
    accesses: Vec<String>,
}

/// Files that the test adds if they are absent.
const USUAL: [(&str, &str); 2] =
    [("app.json", r#"{"pages":["pages/a/a"]}"#), ("app.js", "App({ globalData: {} })\n")];

/// Runs programs and writes them by name.
pub(super) fn write(
    name: &str,
    tables: &Tables,
    programs: Vec<(String, Vec<Chain>)>,
) -> Result<()> {
    let written: Vec<write::Program> =
        programs.iter().map(|(_, chains)| write::program(chains)).collect();
    let runs = run::run(tables, &written, 0)?;
    let mut recorded = BTreeMap::new();
    for (((name, _), program), run) in programs.into_iter().zip(written).zip(runs) {
        let accesses = run
            .accesses
            .iter()
            .map(|access| format!("{} {}", access.interface, access.stack[0]))
            .collect();
        let is_usual = |path: &String, text: &String| {
            path.ends_with("wxml") || USUAL.contains(&(path.as_str(), text.as_str()))
        };
        let files =
            program.files.into_iter().filter(|(path, text)| !is_usual(path, text)).collect();
        recorded.insert(name, Recorded { files, accesses });
    }
    let path = repository().join("tests/values").join(name);
    let mut text = serde_json::to_string_pretty(&recorded).context("recorded programs")?;
    text.push('\n');
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    print_line(&format!("{}: {} programs", path.display(), recorded.len()))
}

/// Every row alone, each in a separate program.
pub(super) fn singles<'a>(
    rows: &'a Rows,
    all: Vec<Vec<Chain<'a>>>,
) -> Vec<(String, Vec<Chain<'a>>)> {
    let mut named: BTreeMap<String, Vec<Chain>> = BTreeMap::new();
    for chains in all {
        named.entry(chains[0].label(rows)).or_insert(chains);
    }
    named.into_iter().collect()
}
