//! Shared by end-to-end tests: the real binary and the sample programs.

pub mod doors;
pub mod growth;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::{Scan, scan},
    tree::MemoryTree,
};

/// The real `cargo-privguide`, built once for all tests of a run, with the profile of the tests.
///
/// # Panics
/// When it cannot be built.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        // A test is at target/<profile>/deps/<test>; the binary is two folders above.
        let test = std::env::current_exe().expect("a test knows its own path");
        let profile = test.parent().and_then(Path::parent).expect("target/<profile>/deps");
        let mut build = Command::new(env!("CARGO"));
        build
            .args(["build", "--quiet", "--package", "cargo-privguide", "--bin", "cargo-privguide"])
            .current_dir(repository());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the binary builds");
        profile.join(format!("cargo-privguide{}", std::env::consts::EXE_SUFFIX))
    })
}

/// The results for the first program of a tree, or for the whole tree when it has no configuration
/// of a program; `None` if there is nothing to scan.
#[must_use]
pub fn scanned(tree: &MemoryTree) -> Option<Scan> {
    let settings = FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() };
    let program = find(tree, &settings).programs.into_iter().next()?;
    Some(scan(tree, &program, &Catalog::for_kind(program.kind)))
}

/// The folder of this repository.
///
/// # Panics
/// Never: the package is in it.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository")
}

/// A sample program of `tests/programs`.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    repository().join("tests/programs").join(name)
}

/// A command for the real binary in a folder: in English, without colour, and independent of the
/// machine's environment.
#[must_use]
pub fn privguide(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.arg("privguide").args(arguments).current_dir(folder);
    for name in [
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "CLICOLOR",
        "PRIVGUIDE_SKIP",
        "GIT_DIR",
        "GIT_WORK_TREE",
    ] {
        command.env_remove(name);
    }
    command.env("LANG", "en_US.UTF-8").env("TERM", "dumb").env("PRIVGUIDE_CACHE_DIR", "");
    command
}

/// Runs the real binary in a folder.
///
/// # Panics
/// When it cannot be started.
#[must_use]
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    privguide(folder, arguments).output().expect("the binary starts")
}

/// A copy of a sample program that a test may change.
///
/// # Panics
/// When it cannot be copied.
#[must_use]
pub fn copy_of(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&program(name), folder.path());
    folder
}

/// Copies a folder with everything in it.
///
/// # Panics
/// When something cannot be copied.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder that can be listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file that can be copied");
        }
    }
}
