//! `git:PATH@REV`: the content of a commit, from a work tree or a bare repository.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use super::{PROGRAM, run, without_input};

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }
}

/// A repository with two programs and two commits, a bare clone of it, and folders with the content
/// of each commit.
fn lab() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (repository, program) = (folder.path().join("repo"), |top: &str| {
        PROGRAM
            .iter()
            .map(|(name, content)| (format!("{top}/{name}"), *content))
            .collect::<Vec<_>>()
    });
    let files: Vec<(String, &str)> = [program("apps/shop"), program("apps/game")].concat();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    write(&repository, &files);
    write(&folder.path().join("first"), &files);
    git(&repository, &["init", "-q"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "-qm", "first"]);
    git(&repository, &["tag", "v1"]);
    let second = [("apps/game/pages/index.js", "Page({})")];
    write(&repository, &second);
    write(&folder.path().join("second"), &[&files[..], &second].concat());
    git(&repository, &["commit", "-qam", "fix: second"]);
    git(folder.path(), &["clone", "-q", "--bare", "repo", "bare.git"]);
    // Uncommitted files are not analysed.
    write(
        &repository,
        &[("apps/shop/pages/index.js", "Page({ onLoad() { wx.chooseAddress({}) } })")],
    );
    folder
}

fn looked(folder: &Path, verb: &str, input: &str) -> (i32, Vec<Value>) {
    let (code, lines) = run(folder, &[verb, "--format", "ndjson", "--lang", "en", input], b"");
    assert!(lines.iter().all(|line| line["input"] == input), "{lines:?}");
    (code, lines.into_iter().map(without_input).collect())
}

#[test]
fn a_revision_gives_what_its_folder_gives() {
    let lab = lab();
    for verb in ["scan", "check"] {
        for (revisions, folder) in [
            (
                &["git:repo@v1", "git:bare.git@v1", "git:repo@HEAD~1", "git:repo/.git@main~1"][..],
                "first",
            ),
            (&["git:repo", "git:repo@", "git:bare.git", "git:bare.git@main"], "second"),
            (
                &["git:repo/apps/game@HEAD^{/fix: second}", "git:repo@HEAD:apps/game"],
                "second/apps/game",
            ),
            (
                &["git:repo/apps/shop@v1", "git:bare.git@v1:apps/shop", "git:repo@v1:apps/shop"],
                "first/apps/shop",
            ),
        ] {
            let expected = looked(lab.path(), verb, folder);
            assert!(
                !expected.1.is_empty() && expected.1.iter().all(|line| line["error"].is_null()),
                "{expected:?}"
            );
            for revision in revisions {
                if revision.ends_with('@') {
                    assert_eq!(
                        looked(lab.path(), verb, revision).1[0]["error"]["kind"],
                        "unreadable",
                        "no revision is named"
                    );
                } else {
                    assert_eq!(looked(lab.path(), verb, revision), expected, "{verb} {revision}");
                }
            }
        }
    }
}

#[test]
fn a_folder_below_the_declarations_is_looked_at_as_on_disk() {
    let lab = lab();
    assert_eq!(
        looked(lab.path(), "check", "git:repo/apps/shop/pages@v1"),
        looked(lab.path(), "check", "first/apps/shop/pages")
    );
}

#[test]
fn what_cannot_be_looked_at_is_a_line_that_says_nothing_of_the_machine() {
    let lab = lab();
    let absolute = lab.path().canonicalize().expect("there").to_string_lossy().into_owned();
    git(&lab.path().join("repo"), &["rm", "-rqf", "apps"]);
    write(&lab.path().join("repo"), &[("README.md", "")]);
    git(&lab.path().join("repo"), &["add", "README.md"]);
    git(&lab.path().join("repo"), &["commit", "-qm", "nothing left"]);
    fs::create_dir_all(lab.path().join("repo/new")).expect("made");
    fs::create_dir_all(lab.path().join("none")).expect("made");
    for (input, kind) in [
        ("git:none@v1", "unreadable"),
        ("git:missing@v1", "unreadable"),
        ("git:repo@v9", "unreadable"),
        ("git:repo@--help", "unreadable"),
        ("git:repo@v1:none", "unreadable"),
        ("git:repo@v1:apps/shop/app.json", "unreadable"),
        ("git:repo/new@v1", "unreadable"),
        ("git:repo", "no-program"),
    ] {
        let (code, lines) = looked(lab.path(), "check", input);
        assert_eq!(
            (code, lines.len(), lines[0]["error"]["kind"].as_str()),
            (2, 1, Some(kind)),
            "{input}: {lines:?}"
        );
        assert!(!lines[0].to_string().contains(&absolute), "{input}: {lines:?}");
    }
    // A list may contain all kinds of inputs.
    let (code, lines) = run(
        lab.path(),
        &["scan", "--format", "ndjson", "--inputs-from", "-", "first/apps/shop"],
        b"git:bare.git@v1:apps/game\ngit:bare.git@v9\n",
    );
    assert_eq!((code, lines.len()), (2, 3));
}
