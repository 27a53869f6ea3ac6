//! The hook as a file: where it is written, what it leaves unchanged, what it restores.

use std::{fs, path::Path};

use crate::lab::{BAD_PAGE, Lab, make_executable, said, write, write_executable};

pub(crate) const FILE: [&str; 4] = ["hook", "install", "--method", "file"];

/// A hook of another program that records its arguments and input, and exits with the code in the
/// file `code` beside it.
fn foreign(lab: &Lab) -> String {
    let log = lab.path("log");
    let log = log.display();
    format!(
        "#!/bin/sh\n{{ echo \"$@\"; cat; }} >> '{log}'\nexit \"$(cat '{log}.code' 2>/dev/null || echo 0)\"\n"
    )
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("a hook")
}

#[test]
fn twice_is_as_once_and_gone_is_as_never() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    assert!(lab.privguide(&folder, &FILE).contains("installed the hook"));
    let first = read(&hook);
    let before = fs::metadata(&hook).and_then(|meta| meta.modified()).expect("a time");
    assert!(lab.privguide(&folder, &FILE).contains("installed already"));
    assert_eq!(read(&hook), first);
    assert_eq!(fs::metadata(&hook).and_then(|meta| meta.modified()).expect("a time"), before);
    let status = lab.privguide(&folder, &["hook", "status"]);
    assert!(status.contains("version 1, git runs it"), "{status}");
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert!(!hook.exists());
    assert!(lab.privguide(&folder, &["hook", "uninstall"]).contains("no hook is installed"));
    assert_eq!(lab.try_privguide(&folder, &["hook", "status"]).status.code(), Some(1));
}

#[test]
fn the_script_is_what_every_git_runs() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    fs::remove_dir_all(folder.join(".git/hooks")).expect("some templates have no hooks folder");
    lab.install(&folder);
    let hook = folder.join(".git/hooks/pre-push");
    let text = String::from_utf8(read(&hook)).expect("plain text");
    assert!(
        text.starts_with("#!/bin/sh\n# privguide-hook: pre-push, version 1\n")
            && !text.contains('\r'),
        "{text}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(&hook), 0o755);
        lab.privguide(&folder, &["hook", "uninstall"]);
        lab.git(&folder, &["config", "core.sharedRepository", "group"]);
        lab.install(&folder);
        assert_eq!(mode(&hook), 0o775);
    }
}

#[test]
fn a_foreign_hook_runs_first_with_the_same_words_and_comes_back() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    write_executable(&folder, ".git/hooks/pre-push", foreign(&lab));
    lab.install(&folder);
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("clean"), "both run: {said}");
    let head = lab.git(&folder, &["rev-parse", "HEAD"]);
    let remote = lab.path("shop.git");
    let expected = format!(
        "origin {}\nrefs/heads/main {head} refs/heads/main {}\n",
        remote.display(),
        "0".repeat(40)
    );
    assert_eq!(fs::read_to_string(lab.path("log")).expect("its log"), expected);
    // A rejection by either hook counts.
    write(&lab.path(""), "log.code", "7");
    assert!(!lab.try_push(&folder, &["origin", "main:second"]).status.success());
    write(&lab.path(""), "log.code", "0");
    lab.commit_page(&folder, BAD_PAGE);
    lab.refused(&folder, &["origin", "main"]);
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(read(&hook), foreign(&lab).into_bytes());
    assert!(!folder.join(".git/hooks/pre-push.local-before-privguide").exists());
    lab.push(&folder, &["origin", "main"]);
}

#[test]
fn a_foreign_hook_keeps_its_exit_code() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write_executable(&folder, ".git/hooks/pre-push", foreign(&lab));
    lab.install(&folder);
    write(&lab.path(""), "log.code", "7");
    let hook = folder.join(".git/hooks/pre-push");
    let output = lab.command(&hook, &folder).args(["origin", "url"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(7), "{}", said(&output));
}

#[test]
fn a_foreign_hook_may_be_any_file() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    // A binary program is kept unchanged and is run.
    let program = fs::read("/bin/true").expect("a program");
    assert!(String::from_utf8(program.clone()).is_err());
    write_executable(&folder, ".git/hooks/pre-push", &program);
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(read(&hook), program);
    // A hook that git ignores because it is not executable is not run, and is restored unchanged.
    fs::remove_file(&hook).expect("removed");
    write(&folder, ".git/hooks/pre-push", "#!/bin/sh\nexit 9\n");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main:other"]);
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(read(&hook), b"#!/bin/sh\nexit 9\n");
    // A hook that only mentions us is not ours.
    write_executable(&folder, ".git/hooks/pre-push", "#!/bin/sh\n# privguide-hook: mine\nexit 0\n");
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert!(hook.exists());
}

#[cfg(unix)]
#[test]
fn a_foreign_hook_that_is_a_link_stays_one() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    write_executable(&folder, ".git/hooks/the-real-one", foreign(&lab));
    std::os::unix::fs::symlink("the-real-one", &hook).expect("a link");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    assert!(lab.path("log").exists());
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(fs::read_link(&hook).expect("a link"), Path::new("the-real-one"));
    assert_eq!(read(&folder.join(".git/hooks/the-real-one")), foreign(&lab).into_bytes());
}

#[test]
fn the_second_name_is_never_overwritten() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write_executable(&folder, ".git/hooks/pre-push", foreign(&lab));
    write_executable(&folder, ".git/hooks/pre-push.local-before-privguide", "#!/bin/sh\nexit 0\n");
    let output = lab.try_privguide(&folder, &FILE);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("local-before-privguide exists"), "{}", said(&output));
    assert_eq!(read(&folder.join(".git/hooks/pre-push")), foreign(&lab).into_bytes());
}

#[test]
fn an_old_script_of_ours_is_replaced_and_what_it_chained_stays() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    write_executable(&folder, ".git/hooks/pre-push", foreign(&lab));
    lab.install(&folder);
    let ours = String::from_utf8(read(&hook)).expect("text");
    write_executable(
        &folder,
        ".git/hooks/pre-push",
        ours.replace("version 1", "version 0").replace("--script 1", "--script 0"),
    );
    let status = lab.privguide(&folder, &["hook", "status"]);
    assert!(status.contains("version 0") && status.contains("hook install again"), "{status}");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("the hook's script is an old one"), "{said}");
    lab.install(&folder);
    assert_eq!(read(&hook), ours.as_bytes());
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(read(&hook), foreign(&lab).into_bytes());
}

/// The states in which an interrupted installation may leave the folder: the second name, the
/// temporary file, both. Git finds a complete hook in each, and the next installation has the same
/// result as an uninterrupted one.
#[test]
fn a_killed_installation_leaves_the_old_or_the_new() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hooks = folder.join(".git/hooks");
    lab.install(&folder);
    let ours = read(&hooks.join("pre-push"));
    lab.privguide(&folder, &["hook", "uninstall"]);
    let old = foreign(&lab).into_bytes();
    for step in 1..=3 {
        write_executable(&hooks, "pre-push", &old);
        if step != 2 {
            fs::hard_link(hooks.join("pre-push"), hooks.join("pre-push.local-before-privguide"))
                .expect("a second name");
        }
        if step >= 2 {
            write(&hooks, ".privguide-half", &ours[..ours.len() / 2]);
        }
        lab.push(&folder, &["origin", &format!("main:step-{step}")]);
        assert!(lab.path("log").exists(), "the old hook is in force at step {step}");
        fs::remove_file(lab.path("log")).expect("removed");
        lab.install(&folder);
        assert_eq!(read(&hooks.join("pre-push")), ours);
        lab.privguide(&folder, &["hook", "uninstall"]);
        assert_eq!(read(&hooks.join("pre-push")), old);
        assert!(!hooks.join("pre-push.local-before-privguide").exists());
    }
}

/// The process is really killed, at arbitrary moments.
#[cfg(unix)]
#[test]
fn a_killed_installation_leaves_the_old_or_the_new_at_any_moment() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let hooks = folder.join(".git/hooks");
    lab.install(&folder);
    let ours = read(&hooks.join("pre-push"));
    lab.privguide(&folder, &["hook", "uninstall"]);
    let old = foreign(&lab).into_bytes();
    write_executable(&hooks, "pre-push", &old);
    for after in 0..20 {
        let mut command = lab.command(privguide_tests::binary(), &folder);
        let mut child = command
            .arg("privguide")
            .args(FILE)
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(std::time::Duration::from_millis(after * 3));
        let _ = child.kill();
        let _ = child.wait();
        let now = read(&hooks.join("pre-push"));
        assert!(
            now == old || now == ours,
            "half a hook after {after}: {}",
            String::from_utf8_lossy(&now)
        );
        if now == ours {
            assert_eq!(read(&hooks.join("pre-push.local-before-privguide")), old);
            lab.privguide(&folder, &["hook", "uninstall"]);
        }
    }
    lab.install(&folder);
    lab.privguide(&folder, &["hook", "uninstall"]);
    assert_eq!(read(&hooks.join("pre-push")), old);
}

#[test]
fn the_program_is_found_again_or_the_push_is_refused() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    let hook = folder.join(".git/hooks/pre-push");
    let ours = String::from_utf8(read(&hook)).expect("text");
    let binary = privguide_tests::binary().display().to_string();
    write_executable(
        &folder,
        ".git/hooks/pre-push",
        ours.replace(&binary, "/nowhere/it's gone/cargo-privguide"),
    );
    let output = lab.try_push(&folder, &["origin", "main"]);
    assert!(!output.status.success());
    write_executable(
        &folder,
        ".git/hooks/pre-push",
        ours.replace(&format!("'{binary}'"), "'/nowhere/cargo privguide'"),
    );
    let output = lab.try_push(&folder, &["origin", "main"]);
    assert!(!output.status.success());
    assert!(
        said(&output).contains("is neither at /nowhere/cargo privguide nor in PATH"),
        "{}",
        said(&output)
    );
    let folder_of_binary =
        privguide_tests::binary().parent().expect("a folder").display().to_string();
    let path = format!("{folder_of_binary}:{}", std::env::var("PATH").expect("a search path"));
    let path =
        std::env::var("PRIVGUIDE_TEST_GIT").map_or(path.clone(), |git| format!("{git}:{path}"));
    let output = lab
        .command("git", &folder)
        .args(["push", "origin", "main"])
        .env("PATH", path)
        .output()
        .expect("git runs");
    assert!(output.status.success() && said(&output).contains("clean"), "{}", said(&output));
}

#[test]
fn a_hook_that_calls_us_back_does_not_go_round_in_circles() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    let hook = folder.join(".git/hooks/pre-push");
    // Like a hook manager that keeps the previous hook: it runs our script under another name.
    let previous = folder.join(".git/hooks/pre-push.local-before-privguide");
    write(
        &folder,
        ".git/hooks/pre-push.local-before-privguide",
        format!("#!/bin/sh\nexec '{}' \"$@\"\n", hook.display()),
    );
    make_executable(&previous);
    let said = lab.push(&folder, &["origin", "main"]);
    assert_eq!(said.matches("clean").count(), 1, "{said}");
}

/// The files of hook managers are not changed; the output contains the lines to add.
#[test]
fn hook_managers_are_not_fought() {
    struct Case {
        name: &'static str,
        hook: &'static str,
        text: &'static str,
        path: Option<&'static str>,
        lines: &'static [&'static str],
    }
    let cases = [
        Case {
            name: "husky",
            hook: ".husky/_/pre-push",
            text: "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/h\"\n",
            path: Some(".husky/_"),
            lines: &[".husky/pre-push", "hook run pre-push -- \"$@\""],
        },
        Case {
            name: "lefthook",
            hook: ".git/hooks/pre-push",
            text: "#!/bin/sh\ncall_lefthook()\n{\n  lefthook \"$@\"\n}\ncall_lefthook run \"pre-push\" \"$@\"\n",
            path: None,
            lines: &["lefthook.yml", "use_stdin: true"],
        },
        Case {
            name: "pre-commit",
            hook: ".git/hooks/pre-push",
            text: "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n",
            path: None,
            lines: &[".pre-commit-config.yaml", "stages: [pre-push]", "pass_filenames: false"],
        },
        Case {
            name: "prek",
            hook: ".git/hooks/pre-push",
            text: "#!/bin/sh\n# File generated by prek: https://github.com/j178/prek\n",
            path: None,
            lines: &[".pre-commit-config.yaml", "always_run: true"],
        },
    ];
    for case in cases {
        let lab = Lab::new();
        let folder = lab.repository("shop");
        write_executable(&folder, case.hook, case.text);
        if let Some(path) = case.path {
            write(&folder, &format!("{path}/.gitignore"), "*\n");
            lab.git(&folder, &["config", "core.hooksPath", path]);
        }
        let output = lab.try_privguide(&folder, &FILE);
        assert_eq!(output.status.code(), Some(1), "{}: {}", case.name, said(&output));
        for line in case.lines {
            assert!(said(&output).contains(line), "{}: {}", case.name, said(&output));
        }
        assert_eq!(read(&folder.join(case.hook)), case.text.as_bytes(), "{}", case.name);
    }
}

/// pre-commit and prek do not pass git's input on, but set environment variables.
#[test]
fn under_pre_commit_the_pushed_commit_is_judged() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let good = lab.git(&folder, &["rev-parse", "HEAD"]);
    let bad = lab.commit_page(&folder, BAD_PAGE);
    for (commit, code) in [(&good, 0), (&bad, 1)] {
        let mut command = lab.command(privguide_tests::binary(), &folder);
        command
            .args(["privguide", "hook", "run", "pre-push"])
            .env("PRE_COMMIT", "1")
            .env("PRE_COMMIT_TO_REF", commit);
        command
            .env("PRE_COMMIT_REMOTE_BRANCH", "refs/heads/topic")
            .env("PRE_COMMIT_FROM_REF", "0".repeat(40));
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        assert!(said(&output).contains("refs/heads/topic"), "{}", said(&output));
    }
}

#[test]
fn outside_a_repository_it_says_so() {
    let lab = Lab::new();
    let output = lab.try_privguide(&lab.path("home"), &["hook", "install"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("run inside a git repository"), "{}", said(&output));
}
