//! Compares the pages for contributors with the repository: everything that they name must exist,
//! so that walkthroughs cannot become outdated.

use std::{collections::BTreeSet, fs, path::Path};

use clap::CommandFactory as _;

use crate::{Arguments, repository};

const PAGES: [&str; 3] =
    [".github/DEVELOPMENT.md", ".github/CONTRIBUTING.md", "crates/ARCHITECTURE.md"];

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The code spans of a page.
fn spans(page: &str) -> Vec<&str> {
    page.split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| !span.is_empty() && !span.contains('\n'))
        .collect()
}

/// True for a word that is a path relative to the root of the repository.
fn is_path(word: &str) -> bool {
    let is_below =
        [".github/", "crates/", "tests/", "xtask/"].iter().any(|room| word.starts_with(room));
    is_below && !word.contains(['{', '*', '…']) && !word.contains("my-rule")
}

#[test]
fn every_path_exists() {
    let mut missing = Vec::new();
    for page in PAGES {
        for word in spans(&read(page))
            .into_iter()
            .flat_map(str::split_whitespace)
            .filter(|word| is_path(word))
        {
            if !repository().join(word).exists() {
                missing.push(format!("{page}: {word}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

/// Paths without their first folders (`flow/solver.rs`) must be the end of the path of some file.
#[test]
fn every_source_that_is_named_exists() {
    let mut files = Vec::new();
    let mut waiting: Vec<_> =
        [".github", "crates", "xtask", "tests"].map(|room| repository().join(room)).to_vec();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if entry.is_dir() && !entry.ends_with("target") && !entry.ends_with("node_modules") {
                waiting.push(entry);
            } else {
                files.push(entry);
            }
        }
    }
    let mut missing = Vec::new();
    let design = "crates/privguide/src/scan/script/flow/DESIGN.md";
    for page in PAGES.into_iter().chain([design]) {
        for word in spans(&read(page)).into_iter().flat_map(str::split_whitespace) {
            let is_source = word.contains('/')
                && Path::new(word).extension().is_some_and(|extension| extension == "rs")
                && !word.contains(['{', '*', '…', ':'])
                && !word.contains("my_rule");
            let end = word.trim_start_matches("../");
            if is_source && !files.iter().any(|file| file.ends_with(end)) {
                missing.push(format!("{page}: {word}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_command_exists() {
    let command = Arguments::command();
    let tasks: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let mut seen = 0;
    for page in PAGES {
        for span in spans(&read(page)) {
            if let Some(task) =
                span.strip_prefix("cargo xtask ").and_then(|rest| rest.split_whitespace().next())
            {
                assert!(tasks.contains(task), "{page}: {span}");
                seen += 1;
            }
            let words: Vec<&str> = span.split_whitespace().collect();
            for pair in words.windows(2).filter(|pair| {
                pair[0] == "--test" && span.starts_with("cargo test -p privguide-tests")
            }) {
                let path = format!("tests/tests/{}", pair[1]);
                let exists = repository().join(format!("{path}.rs")).exists()
                    || repository().join(path).join("main.rs").exists();
                assert!(exists, "{page}: {span}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} commands");
}

/// The variants of an enum, from its source text.
fn variants(source: &str, name: &str) -> Vec<String> {
    let start = source.find(&format!("enum {name} {{")).unwrap_or_else(|| panic!("no enum {name}"));
    let body = &source[start..start + source[start..].find("\n}").expect("its end")];
    let is_variant = |line: &&str| {
        line.starts_with("    ")
            && line[4..].starts_with(|letter: char| letter.is_ascii_uppercase())
    };
    let name_of =
        |line: &str| line.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
    body.lines().filter(is_variant).map(name_of).collect()
}

#[test]
fn every_constraint_kind_has_its_rule_in_the_design() {
    let engine = Path::new("crates/privguide/src/scan/script");
    let kinds = variants(&read(&engine.join("facts/mod.rs").to_string_lossy()), "Flow");
    assert!(kinds.len() > 8, "{kinds:?}");
    let design = read(&engine.join("flow/DESIGN.md").to_string_lossy());
    let table = design
        .split("## ")
        .find(|part| part.starts_with("Constraints and their rules"))
        .expect("the table of rules");
    for kind in kinds {
        assert!(table.contains(&kind.to_lowercase()), "{kind} is not in the table of DESIGN.md");
    }
}

#[test]
fn every_format_is_in_both_readmes_and_tried_with_hostile_names() {
    let formats = variants(&read("crates/cargo-privguide/src/arguments/format.rs"), "CheckFormat");
    assert!(formats.len() > 5, "{formats:?}");
    let list = formats.iter().map(|format| format.to_lowercase()).collect::<Vec<_>>().join("|");
    for page in ["README.md", "README.zh-CN.md"] {
        assert!(read(page).contains(&format!("`--format {list}`")), "{page} does not list {list}");
    }
    let tried = "tests/tests/reports.rs";
    let test = read(tried);
    // A line for each of many inputs: it is written like `json`, and has tests of its own.
    for format in formats.iter().map(|format| format.to_lowercase()).filter(|it| it != "ndjson") {
        assert!(test.contains(&format!("\"{format}\"")), "{tried} does not try {format}");
    }
}

#[test]
fn every_rule_document_is_in_the_registry() {
    let registered: BTreeSet<String> =
        privguide::review::Rule::all().iter().map(|rule| format!("{}.md", rule.id)).collect();
    let files = fs::read_dir(repository().join("crates/privguide/rules")).expect("a folder");
    let documents: BTreeSet<String> = files
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(documents, registered);
}

/// A longer file contains several things; it should be possible to understand the purpose of a file
/// in one reading.
#[test]
fn no_source_is_longer_than_500_lines() {
    let mut long = Vec::new();
    let mut waiting: Vec<_> =
        ["crates", "xtask", "tests"].map(|room| repository().join(room)).to_vec();
    while let Some(folder) = waiting.pop() {
        for entry in
            fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() && !entry.ends_with("target") && !entry.ends_with("node_modules") {
                waiting.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let lines = fs::read_to_string(&entry).expect("a text").lines().count();
                long.extend((lines > 500).then(|| format!("{}: {lines}", entry.display())));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}
