//! `core.hooksPath`: the folder that the hook is written to, and folders that must not be written
//! to.

use std::{fs, path::Path};

use crate::{
    install::FILE,
    lab::{BAD_PAGE, Lab, said, write, write_executable},
};

struct Case {
    name: &'static str,
    set: fn(&Lab, &Path),
    /// The exit code and a part of the message; then the hook's file, relative to the repository.
    expected: (i32, &'static str, Option<&'static str>),
}
const CASES: &[Case] = &[
    Case {
        name: "not set",
        set: |_, _| {},
        expected: (0, "installed the hook", Some(".git/hooks/pre-push")),
    },
    Case {
        name: "empty",
        set: |lab, folder| drop(lab.git(folder, &["config", "core.hooksPath", ""])),
        expected: (2, "set to nothing", None),
    },
    Case {
        name: "global",
        set: |lab, _| lab.add_global("[core]\n\thooksPath = ~/hooks\n"),
        expected: (2, "by the global configuration", None),
    },
    Case {
        name: "system",
        set: |lab, _| {
            fs::write(lab.path("home/system"), "[core]\n\thooksPath = /nowhere/hooks\n")
                .expect("a file");
        },
        expected: (2, "by the system configuration", None),
    },
    Case {
        name: "local, absolute, outside",
        set: |lab, folder| {
            drop(lab.git(
                folder,
                &["config", "core.hooksPath", lab.path("mine").to_str().expect("UTF-8")],
            ));
        },
        expected: (2, "outside the repository", None),
    },
    Case {
        name: "local, in the home folder",
        set: |lab, folder| drop(lab.git(folder, &["config", "core.hooksPath", "~/hooks"])),
        expected: (2, "outside the repository", None),
    },
    Case {
        name: "relative, ignored",
        set: |lab, folder| {
            write(folder, ".git/info/exclude", "/hooks\n");
            lab.git(folder, &["config", "core.hooksPath", "hooks"]);
        },
        expected: (0, "every work tree has a hooks folder of its own", Some("hooks/pre-push")),
    },
    Case {
        name: "relative, tracked",
        set: |lab, folder| {
            write_executable(folder, ".githooks/pre-push", "#!/bin/sh\nexit 0\n");
            lab.commit(folder, "hooks");
            lab.git(folder, &["config", "core.hooksPath", ".githooks"]);
        },
        expected: (1, "cargo-privguide hook run pre-push -- \"$@\"", None),
    },
    Case {
        name: "relative, not there yet and not ignored",
        set: |lab, folder| drop(lab.git(folder, &["config", "core.hooksPath", ".githooks"])),
        expected: (1, ".githooks/pre-push:", None),
    },
    Case {
        name: "of one work tree",
        set: |lab, folder| {
            lab.git(folder, &["config", "extensions.worktreeConfig", "true"]);
            lab.git(
                folder,
                &[
                    "config",
                    "--worktree",
                    "core.hooksPath",
                    lab.path("mine").to_str().expect("UTF-8"),
                ],
            );
        },
        expected: (2, "outside the repository", None),
    },
];

/// `core.hooksPath` by scope and location, with the result of `hook install --method file`.
#[test]
fn every_kind_of_hooks_path() {
    for &Case { name, set, expected: (code, words, place) } in CASES {
        let lab = Lab::new();
        let folder = lab.repository("shop");
        set(&lab, &folder);
        let output = lab.try_privguide(&folder, &FILE);
        assert_eq!(output.status.code(), Some(code), "{name}: {}", said(&output));
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
        if let Some(place) = place {
            assert!(folder.join(place).is_file(), "{name}");
            lab.commit_page(&folder, BAD_PAGE);
            lab.refused(&folder, &["origin", "main"]);
            lab.privguide(&folder, &["hook", "uninstall"]);
            assert!(!folder.join(place).exists(), "{name}");
        } else {
            assert!(!folder.join(".git/hooks/pre-push").exists(), "{name}");
            assert_eq!(lab.git(&folder, &["status", "--porcelain"]), "", "{name}");
        }
    }
}

#[test]
fn a_shared_folder_is_written_only_by_force() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.add_global("[core]\n\thooksPath = ~/hooks\n");
    lab.privguide(&folder, &[&FILE[..], &["--force"]].concat());
    assert!(lab.path("home/hooks/pre-push").is_file());
    lab.commit_page(&folder, BAD_PAGE);
    lab.refused(&folder, &["origin", "main"]);
}

#[test]
fn a_hook_that_git_no_longer_runs_is_reported() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.git(&folder, &["config", "core.hooksPath", lab.path("mine").to_str().expect("UTF-8")]);
    let output = lab.try_privguide(&folder, &["hook", "status"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("core.hooksPath points elsewhere"), "{}", said(&output));
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert!(!folder.join(".git/hooks/pre-push").exists());
}
