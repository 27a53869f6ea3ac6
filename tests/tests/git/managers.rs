//! Hook managers, with the real programs. They come from registries, so these tests run only where
//! they are installed: `PRIVGUIDE_TEST_MANAGERS=FOLDER cargo test -p privguide-tests --test git --
//! --ignored managers`, with `pre-commit`, `prek`, `husky` and `lefthook` in FOLDER. A CI job runs
//! the tests for those from PyPI; the tests for those from npm are run manually.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use crate::lab::{BAD_PAGE, Lab, said, write, write_executable};

/// A repository whose pushes are checked through a manager, and a folder with programs at the front
/// of the search path.
struct Managed {
    lab: Lab,
    folder: PathBuf,
    programs: PathBuf,
}

impl Managed {
    fn new(manager: &str) -> Self {
        let programs = std::env::var_os("PRIVGUIDE_TEST_MANAGERS")
            .expect("PRIVGUIDE_TEST_MANAGERS names a folder with the managers");
        let programs = PathBuf::from(programs);
        assert!(programs.join(manager).exists(), "{manager} is not in {}", programs.display());
        let lab = Lab::new();
        let folder = lab.repository("shop");
        lab.push(&folder, &["origin", "main"]);
        Self { lab, folder, programs }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let binary = privguide_tests::binary().parent().expect("a folder");
        let path = std::env::join_paths(
            [binary.to_path_buf(), self.programs.clone()]
                .into_iter()
                .chain(std::env::split_paths(&std::env::var_os("PATH").expect("a path"))),
        )
        .expect("a path");
        let mut command = self.lab.command(program, &self.folder);
        command
            .env("PATH", path)
            .env("PRE_COMMIT_HOME", self.lab.path("home/pre-commit"))
            .env("PREK_HOME", self.lab.path("home/prek"));
        command.args(arguments).output().expect("it runs")
    }

    /// Writes the lines that `hook install` advises to the manager's file.
    fn advised(&self, first: &str) {
        let output = self.run("cargo-privguide", &["hook", "install", "--method", "file"]);
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        let text = said(&output);
        let file = [".husky/pre-push", "lefthook.yml", ".pre-commit-config.yaml"]
            .into_iter()
            .find(|file| text.contains(file));
        write_executable(
            &self.folder,
            file.unwrap_or_else(|| panic!("{text}")),
            format!("{first}{lines}"),
        );
        self.lab.commit(&self.folder, "the manager");
    }

    /// Pushes one bad ref, and then two refs of which the second is bad; returns the outputs.
    fn pushes(&self) -> (Output, Output) {
        let folder = &self.folder;
        self.lab.git(folder, &["push", "-q", "--no-verify", "origin", "main"]);
        self.lab.git(folder, &["checkout", "-q", "-b", "topic"]);
        self.lab.commit_page(folder, BAD_PAGE);
        let one = self.run("git", &["push", "origin", "topic"]);
        self.lab.git(folder, &["checkout", "-q", "main"]);
        write(folder, "README.md", "good\n");
        self.lab.commit(folder, "good");
        (one, self.run("git", &["push", "origin", "main", "topic"]))
    }
}

fn refused(output: &Output) {
    let told = said(output);
    assert!(!output.status.success() && told.contains("undeclared-information"), "{told}");
}

fn of_config(program: &str) {
    let managed = Managed::new(program);
    let installed = managed.run(program, &["install", "--hook-type", "pre-push"]);
    assert!(
        !installed.status.success()
            || Path::new(&managed.folder.join(".git/hooks/pre-push")).exists(),
        "{}",
        said(&installed)
    );
    write(&managed.folder, ".pre-commit-config.yaml", "repos: []\n");
    let installed = managed.run(program, &["install", "--hook-type", "pre-push"]);
    assert!(installed.status.success(), "{}", said(&installed));
    managed.advised("repos:\n");
    let (one, two) = managed.pushes();
    refused(&one);
    // The manager only passes one ref on, so the other is not judged, which is reported.
    let told = said(&two);
    assert!(two.status.success() && told.contains("hands on only one ref"), "{told}");
    assert!(told.contains("refs/heads/topic"), "{told}");
}

#[test]
#[ignore = "needs pre-commit from PyPI"]
fn pre_commit_judges_one_ref_and_says_so() {
    of_config("pre-commit");
}

#[test]
#[ignore = "needs prek from PyPI"]
fn prek_judges_one_ref_and_says_so() {
    of_config("prek");
}

#[test]
#[ignore = "needs husky from npm"]
fn husky_judges_every_ref() {
    let managed = Managed::new("husky");
    assert!(managed.run("husky", &[]).status.success());
    managed.advised("");
    let (one, two) = managed.pushes();
    refused(&one);
    refused(&two);
}

#[test]
#[ignore = "needs lefthook from npm"]
fn lefthook_judges_every_ref() {
    let managed = Managed::new("lefthook");
    write(&managed.folder, "lefthook.yml", "pre-push:\n  jobs:\n    - run: 'true'\n");
    assert!(managed.run("lefthook", &["install"]).status.success());
    managed.advised("");
    let (one, two) = managed.pushes();
    refused(&one);
    refused(&two);
}
