//! Processes are started in one place, where a hostile repository has no say in what runs; see
//! `.github/SECURITY.md`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use privguide_tests::repository;

/// Where the shipped crates start processes.
const STARTS: &[&str] = &["crates/privguide-git/src/process.rs"];

/// What starts a process, in this language and in the libraries in use.
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

/// The code of a source that is not in its tests, nor a comment.
fn shipped(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_process_is_started_in_one_place() {
    let mut files = Vec::new();
    sources(&repository().join("crates"), &mut files);
    // A crate's tests of its own are not shipped.
    files.retain(|file| {
        !file
            .strip_prefix(repository())
            .is_ok_and(|path| path.iter().nth(2) == Some("tests".as_ref()))
    });
    let mut starts: Vec<String> = Vec::new();
    for file in files {
        let code = shipped(&fs::read_to_string(&file).expect("a source"));
        // clap's description of a command line is one of the same name.
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

/// Crates that never start a process do not even depend on code that does.
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

/// An engine that takes the library takes no command line, git or terminal with it.
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
