//! The hook in git's configuration, for git 2.54 and later.

use std::fs;

use crate::lab::{BAD_PAGE, Lab, said, write_executable};

/// A git that does not support such hooks is recognised, and a hook file is installed as before.
#[test]
fn an_older_git_gets_a_file() {
    let lab = Lab::new();
    if lab.has_git((2, 54)) {
        return;
    }
    let folder = lab.repository("shop");
    lab.privguide(&folder, &["hook", "install"]);
    assert!(folder.join(".git/hooks/pre-push").exists());
    let output = lab.try_privguide(&folder, &["hook", "install", "--method", "config"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("2.54 or later"), "{}", said(&output));
    // Configuration written with a newer git has no effect here; this is reported, and the
    // configuration is removed.
    lab.git(&folder, &["config", "hook.privguide.event", "pre-push"]);
    lab.git(&folder, &["config", "hook.privguide.command", "true"]);
    assert!(
        said(&lab.try_privguide(&folder, &["hook", "status"]))
            .contains("this git does not know it")
    );
    lab.privguide(&folder, &["hook", "install"]);
    assert!(!lab.try_git(&folder, &["config", "hook.privguide.event"]).status.success());
}

#[test]
fn beside_whatever_other_hooks_there_are() {
    let lab = Lab::new();
    if !lab.has_git((2, 54)) {
        return;
    }
    // The configuration works regardless of where hook files are and which program manages them.
    for hooks_path in [None, Some(".githooks"), Some("")] {
        let lab = Lab::new();
        let folder = lab.repository("shop");
        if let Some(path) = hooks_path {
            lab.git(&folder, &["config", "core.hooksPath", path]);
        }
        let log = lab.path("log");
        let other = format!("#!/bin/sh\ncat > '{}'\n", log.display());
        write_executable(
            &folder,
            &format!(
                "{}/pre-push",
                hooks_path.filter(|path| !path.is_empty()).unwrap_or(".git/hooks")
            ),
            &other,
        );
        lab.privguide(&folder, &["hook", "install"]);
        assert!(lab.privguide(&folder, &["hook", "install"]).contains("installed already"));
        let said = lab.push(&folder, &["origin", "main"]);
        assert_eq!(said.matches("clean").count(), 1, "{hooks_path:?}: {said}");
        assert_eq!(
            log.exists(),
            hooks_path != Some(""),
            "{hooks_path:?}: the other hook has its own input"
        );
        lab.commit_page(&folder, BAD_PAGE);
        lab.refused(&folder, &["origin", "main"]);
        let status = lab.privguide(&folder, &["hook", "status"]);
        assert!(status.contains("hook.privguide in") && status.contains("git runs it"), "{status}");
        lab.privguide(&folder, &["hook", "uninstall"]);
        assert!(
            !lab.git(&folder, &["config", "--list", "--local"]).contains("hook."),
            "nothing is left"
        );
        lab.push(&folder, &["origin", "main"]);
    }
}

#[test]
fn never_both_methods() {
    let lab = Lab::new();
    if !lab.has_git((2, 54)) {
        return;
    }
    let folder = lab.repository("shop");
    let hook = folder.join(".git/hooks/pre-push");
    write_executable(&folder, ".git/hooks/pre-push", "#!/bin/sh\nexit 0\n");
    lab.install(&folder);
    lab.privguide(&folder, &["hook", "install"]);
    assert_eq!(fs::read(&hook).expect("restored"), b"#!/bin/sh\nexit 0\n");
    let said = lab.push(&folder, &["origin", "main"]);
    assert_eq!(said.matches("clean").count(), 1, "{said}");
    lab.install(&folder);
    assert!(!lab.try_git(&folder, &["config", "hook.privguide.event"]).status.success());
    let said = lab.push(&folder, &["origin", "main:again"]);
    assert_eq!(said.matches("clean").count(), 1, "{said}");
}

#[test]
fn linked_work_trees_share_it_and_a_disabled_one_is_reported() {
    let lab = Lab::new();
    if !lab.has_git((2, 54)) {
        return;
    }
    let folder = lab.repository("shop");
    lab.git(&folder, &["worktree", "add", "-q", "-b", "topic", "../linked"]);
    let linked = lab.path("linked");
    lab.privguide(&linked, &["hook", "install"]);
    lab.commit_page(&folder, BAD_PAGE);
    lab.refused(&folder, &["origin", "main"]);
    lab.git(&folder, &["config", "hook.privguide.enabled", "false"]);
    let output = lab.try_privguide(&folder, &["hook", "status"]);
    assert!(
        !output.status.success() && said(&output).contains("disabled or incomplete"),
        "{}",
        said(&output)
    );
    lab.privguide(&folder, &["hook", "install"]);
    lab.refused(&folder, &["origin", "main"]);
}

/// git runs the command through the shell and appends the hook's arguments; this test does the
/// same, with any version of git.
#[cfg(unix)]
#[test]
fn the_command_finds_its_program_or_fails() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    // A git that claims to be new enough; it only has to write the configuration.
    let real = String::from_utf8(
        lab.command("sh", &folder).args(["-c", "command -v git"]).output().expect("sh").stdout,
    )
    .expect("a path");
    let fake = format!(
        "#!/bin/sh\nif [ \"$1\" = version ]; then echo git version 2.54.0; else exec {} \"$@\"; fi\n",
        real.trim()
    );
    write_executable(&lab.path(""), "new/git", fake);
    let path =
        format!("{}:{}", lab.path("new").display(), std::env::var("PATH").expect("a search path"));
    let mut install = lab.command(privguide_tests::binary(), &folder);
    let output =
        install.args(["privguide", "hook", "install"]).env("PATH", path).output().expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(lab.git(&folder, &["config", "--local", "hook.privguide.event"]), "pre-push");
    let command = lab.git(&folder, &["config", "--local", "hook.privguide.command"]);
    let run = |command: &str| {
        let script = format!("{command} \"$@\"");
        lab.command("sh", &folder)
            .args(["-c", &script, "sh", "origin", "url"])
            .output()
            .expect("sh")
    };
    assert!(run(&command).status.success());
    let gone = command
        .replace(&privguide_tests::binary().display().to_string(), "/nowhere/cargo privguide");
    let output = run(&gone);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("is neither at /nowhere/cargo privguide nor in PATH"),
        "{}",
        said(&output)
    );
}
