//! Compares every template of the sample programs, and of the trees in `PRIVGUIDE_TREES` (separated
//! by `:`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Seek as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use privguide_oracle::{Line, by_compiler};

#[test]
fn the_tokenizer_reads_templates_as_the_platforms_compiler_does() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../programs")];
    folders.extend(std::env::var_os("PRIVGUIDE_TREES").iter().flat_map(std::env::split_paths));
    // The compiler recurses once for each level of nesting.
    let compare = std::thread::Builder::new()
        .stack_size(1 << 30)
        .spawn(move || compare(folders))
        .expect("a thread");
    let (templates, elements, refused, different) = compare.join().expect("no panic");
    println!(
        "{templates} templates, {elements} elements; {refused} templates that the compiler refuses"
    );
    assert!(elements > 0);
    assert!(
        different.is_empty(),
        "{} of {templates} templates differ:\n{}",
        different.len(),
        different.join("\n")
    );
}

fn compare(mut folders: Vec<PathBuf>) -> (usize, usize, usize, Vec<String>) {
    let (mut refused, mut expected) = (0, BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "wxml") {
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let Some(path) = path.to_str() else { continue };
                match by_compiler(&text) {
                    Some(elements) => drop(expected.insert(path.to_owned(), elements)),
                    None => refused += 1,
                }
            }
        }
    }
    let actual = by_tokenizer(expected.keys());
    let mut different = Vec::new();
    for (path, expected) in &expected {
        let actual = &actual[path];
        let missing = expected.difference(actual).map(|line| format!("  missing {line}"));
        let extra = actual.difference(expected).map(|line| format!("  extra   {line}"));
        let lines: Vec<String> = missing.chain(extra).take(6).collect();
        if !lines.is_empty() {
            different.push(format!("{path}\n{}", lines.join("\n")));
        }
    }
    (expected.len(), expected.values().map(BTreeSet::len).sum(), refused, different)
}

/// The elements that privguide's tokenizer finds in each of the templates.
fn by_tokenizer<'a>(paths: impl Iterator<Item = &'a String>) -> BTreeMap<String, BTreeSet<Line>> {
    let mut input = tempfile::tempfile().expect("a temporary file");
    for path in paths {
        writeln!(input, "{path}").expect("written");
    }
    input.rewind().expect("a file can be read from its start");
    let mut elements = Command::new(env!("CARGO"));
    elements.args(["run", "--quiet", "--package", "privguide-tests", "--example", "elements"]);
    elements.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    let output = elements.stdin(input).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the elements are JSON")
}
