//! Processes are started in a single place, where a hostile repository cannot affect what is run;
//! see `.github/SECURITY.md`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use privguide_tests::repository;

/// The files in which the shipped crates start processes.
const STARTS: &[&str] = &["crates/privguide-git/src/process.rs"];

/// Expressions that start a process, in Rust and in the libraries that are used.
const FORMS: &[&str] = &[
    "Command::new",
    "MetadataCommand::new",
    ".exec()",
    "duct::",
    "std::os::unix::process::CommandExt",
    "fork(",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(entry);
        }
    }
}

/// The code of a source without tests and comments.
fn shipped(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_process_is_started_in_one_place() {
    let mut files = Vec::new();
    sources(&repository().join("crates"), &mut files);
    // The tests of a crate are not shipped.
    files.retain(|file| {
        !file
            .strip_prefix(repository())
            .is_ok_and(|path| path.iter().nth(2) == Some("tests".as_ref()))
    });
    let mut starts: Vec<String> = Vec::new();
    for file in files {
        let code = shipped(&fs::read_to_string(&file).expect("a source"));
        // clap's description of a command line has the same type name.
        let code = code.replace("clap::Command::new", "");
        if FORMS.iter().any(|form| code.contains(form)) {
            starts.push(
                file.strip_prefix(repository())
                    .expect("inside")
                    .to_string_lossy()
                    .replace('\\', "/"),
            );
        }
    }
    starts.sort();
    assert_eq!(starts, STARTS);
}

/// Crates that never start a process do not depend on code that does.
#[test]
fn the_core_and_what_is_built_on_it_alone_start_nothing() {
    for package in ["privguide", "privguide-build", "privguide-fleet"] {
        let mut files = Vec::new();
        sources(&repository().join("crates").join(package).join("src"), &mut files);
        for file in files {
            let code = shipped(&fs::read_to_string(&file).expect("a source"));
            assert!(
                !code.contains("std::process::Command") && !code.contains("process::Command"),
                "{}",
                file.display()
            );
        }
        let manifest =
            fs::read_to_string(repository().join("crates").join(package).join("Cargo.toml"))
                .expect("a manifest");
        let needs = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        assert!(!needs.contains("privguide-git") && !needs.contains("cargo_metadata"), "{package}");
    }
}

/// An engine that uses the library does not depend on the command line, git or the terminal.
#[test]
fn the_library_for_engines_is_light() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--package", "privguide-fleet", "--edges", "normal", "--prefix", "none"])
        .args(["--offline", "--locked", "--format", "{p}"])
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let names: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"privguide") && names.contains(&"zip"), "{names:?}");
    for heavy in ["clap", "git2", "anstream", "cargo_metadata", "minijinja", "notify"] {
        assert!(!names.contains(&heavy), "{heavy} in {names:?}");
    }
}
