//! Everything that is not fully analysed is reported: scripts, trees, configurations, limits.

mod configuration;
mod declarations;
mod entries;
mod growth;
mod growth_frameworks;
mod limits;
mod memory;
mod scripts;

use std::{fs, path::Path};

use privguide_tests::privguide;
use serde_json::Value;

/// A project with these files.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in files {
        write(folder.path(), file, text);
    }
    folder
}

fn write(folder: &Path, file: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    fs::write(path, content).expect("written");
}

/// Standard output of a run, and its exit status.
fn run(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = privguide(folder, arguments).output().expect("it runs");
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

fn report(folder: &Path, verb: &[&str]) -> Value {
    let (text, _) = run(folder, &[verb, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("a report")
}

/// The elements of a list of the first program, reduced to two of their fields.
fn pairs(report: &Value, list: &str, fields: [&str; 2]) -> Vec<(String, String)> {
    let items = report["programs"][0][list].as_array().expect("a list");
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
    items.iter().map(|item| (text(item, fields[0]), text(item, fields[1]))).collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

const DECLARATIONS: &str = "format = 1\nlanguage = \"en\"\n[program]\nname = \"甲\"\n[developer]\nname = \"甲\"\nemail = \"a@b.example\"\n\
    [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n\
    [information.Location]\npurpose = \"展示你附近的门店并计算配送距离\"\n";
