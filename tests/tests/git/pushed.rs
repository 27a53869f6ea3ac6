//! What is judged: all trees that a push makes visible, and nothing else.

use std::fs;

use crate::lab::{BAD_PAGE, Lab, PLAIN_PAGE, said, write, write_page};

#[test]
fn a_bad_commit_is_refused_while_the_work_tree_is_clean() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.commit_page(&folder, BAD_PAGE);
    write_page(&folder, PLAIN_PAGE);
    let said = lab.refused(&folder, &["origin", "main"]);
    assert!(said.contains("refs/heads/main"), "{said}");
    assert!(said.contains("pages/index/index.js:1:"), "{said}");
    assert!(
        said.contains("wx.getLocation"),
        "the excerpt is the commit's, not the work tree's: {said}"
    );
    assert!(said.contains("PRIVGUIDE_SKIP=1") && said.contains("--no-verify"), "{said}");
    assert_eq!(lab.git(&folder, &["ls-remote", "origin"]), "");
}

#[test]
fn a_good_commit_passes_while_the_work_tree_is_broken() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    write_page(&folder, BAD_PAGE);
    write(&folder, "privguide.toml", "not = [toml");
    write(&folder, "app.json", "{");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("clean"), "{said}");
    // The work tree is not needed at all.
    for entry in fs::read_dir(&folder)
        .expect("listed")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() != ".git")
    {
        let path = entry.path();
        if path.is_dir() {
            fs::remove_dir_all(path).expect("removed");
        } else {
            fs::remove_file(path).expect("removed");
        }
    }
    lab.push(&folder, &["origin", "main:again"]);
}

#[test]
fn of_two_refs_the_second_counts_too() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.git(&folder, &["checkout", "-q", "-b", "topic"]);
    lab.commit_page(&folder, BAD_PAGE);
    lab.git(&folder, &["checkout", "-q", "main"]);
    let said = lab.refused(&folder, &["origin", "main", "topic"]);
    let (first, second) = (
        said.find("refs/heads/main (").expect("judged"),
        said.find("refs/heads/topic (").expect("judged"),
    );
    assert!(first < second && said[second..].contains("undeclared-information"), "{said}");
    assert!(said[first..second].contains("clean"), "{said}");
}

/// The pushed refs, where the tip of `main` is a bad commit after a good one, and whether the push
/// is accepted.
#[test]
fn every_way_to_name_what_is_pushed() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let good = lab.git(&folder, &["rev-parse", "HEAD"]);
    lab.git(&folder, &["tag", "-a", "-m", "good", "good"]);
    let bad = lab.commit_page(&folder, BAD_PAGE);
    lab.git(&folder, &["tag", "-a", "-m", "bad", "bad"]);
    lab.git(&folder, &["tag", "light"]);
    lab.git(&folder, &["tag", "-a", "-m", "a tag of a tag", "nested", "bad"]);
    lab.git(&folder, &["tag", "file", &format!("{good}:app.js")]);
    lab.git(&folder, &["tag", "tree", &format!("{bad}^{{tree}}")]);
    lab.install(&folder);
    let (by_id, bad_by_id) =
        (format!("{good}:refs/heads/by-id"), format!("{bad}:refs/heads/by-id"));
    let cases: &[(&[&str], bool)] = &[
        (&["HEAD~:refs/heads/before"], true),
        (&["HEAD:refs/heads/after"], false),
        (&["@{0}:refs/heads/reflog"], false),
        (&[&by_id], true),
        (&[&bad_by_id], false),
        (&["good"], true),
        (&["bad"], false),
        (&["light"], false),
        (&["nested"], false),
        (&["file"], true),
        (&["tree"], false),
        (&["--tags"], false),
        (&["--mirror"], false),
        (&["--dry-run", "main"], false),
        (&["--no-verify", "main:unchecked"], true),
        // The server now has the bad tree, so pushing it again makes nothing new visible.
        (&["main:unchecked"], true),
        (&["--delete", "unchecked"], true),
    ];
    for (what, passes) in cases {
        let output = lab.try_push(&folder, &[&["origin"], *what].concat());
        assert_eq!(output.status.success(), *passes, "{what:?}: {}", said(&output));
    }
}

#[test]
fn nothing_to_push_is_silent() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    write_page(&folder, BAD_PAGE);
    assert_eq!(lab.push(&folder, &["origin", "main"]), "Everything up-to-date\n");
}

#[test]
fn equal_trees_are_judged_once_and_named_together() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.git(&folder, &["branch", "same"]);
    lab.git(&folder, &["checkout", "-q", "-b", "later"]);
    lab.commit(&folder, "an empty commit");
    lab.install(&folder);
    let said = lab.push(&folder, &["origin", "main", "same", "later"]);
    assert_eq!(said.matches("clean").count(), 1, "{said}");
    assert!(said.contains("refs/heads/main, refs/heads/same, refs/heads/later ("), "{said}");
}

#[test]
fn what_the_server_has_already_is_not_judged_again() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.commit_page(&folder, BAD_PAGE);
    lab.push(&folder, &["origin", "main"]);
    lab.install(&folder);
    lab.commit(&folder, "an empty commit");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(!said.contains("undeclared"), "{said}");
    write(&folder, "README.md", "more\n");
    lab.commit(&folder, "another tree");
    lab.refused(&folder, &["origin", "main"]);
}

#[test]
fn a_tree_without_declarations_is_not_checked_and_says_so() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.commit_page(&folder, BAD_PAGE);
    lab.git(&folder, &["rm", "-q", "privguide.toml"]);
    lab.commit(&folder, "no declarations");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("no privguide.toml, not checked"), "{said}");
}

#[test]
fn a_commit_that_only_the_server_has_is_no_error() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main"]);
    lab.push_from_another_clone();
    lab.install(&folder);
    write(&folder, "README.md", "ours\n");
    lab.commit(&folder, "ours");
    lab.push(&folder, &["--force", "origin", "main"]);
}

#[test]
fn skipping_is_possible_once_and_said() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.commit_page(&folder, BAD_PAGE);
    let output = lab
        .command("git", &folder)
        .args(["push", "origin", "main"])
        .env("PRIVGUIDE_SKIP", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success() && said(&output).contains("not checked"), "{}", said(&output));
    // In CI as well, only the explicit option skips the check.
    write(&folder, "README.md", "more\n");
    lab.commit(&folder, "more");
    let output = lab
        .command("git", &folder)
        .args(["push", "origin", "main"])
        .env("CI", "true")
        .output()
        .expect("git runs");
    assert!(!output.status.success(), "{}", said(&output));
}

#[test]
fn from_a_folder_below() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    lab.commit_page(&folder, BAD_PAGE);
    lab.refused(&folder.join("pages/index"), &["origin", "main"]);
}

#[test]
fn in_a_linked_work_tree_its_own_commit_is_judged() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.git(&folder, &["worktree", "add", "-q", "-b", "topic", "../linked"]);
    let linked = lab.path("linked");
    lab.install(&linked);
    lab.push(&linked, &["origin", "topic"]);
    lab.commit_page(&linked, BAD_PAGE);
    let said = lab.refused(&linked, &["origin", "topic"]);
    assert!(said.contains("refs/heads/topic"), "{said}");
    // All work trees share hooks, so the first one is also protected.
    lab.push(&folder, &["origin", "main"]);
    lab.commit_page(&folder, BAD_PAGE);
    lab.refused(&folder, &["origin", "main"]);
}

#[test]
fn a_submodule_has_its_own_hook_and_is_read_with_its_superproject() {
    let lab = Lab::new();
    let shared = lab.repository("shared");
    lab.push(&shared, &["origin", "main"]);
    let folder = lab.repository("shop");
    lab.git(
        &folder,
        &[
            "submodule",
            "--quiet",
            "add",
            lab.path("shared.git").to_str().expect("UTF-8"),
            "parts/shared",
        ],
    );
    lab.commit(&folder, "a submodule");
    let module = folder.join("parts/shared");
    lab.install(&module);
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    lab.commit_page(&module, BAD_PAGE);
    lab.refused(&module, &["origin", "HEAD:main"]);
    // A script of the submodule that the superproject uploads counts like its own.
    write(&module, "tool.js", "exports.where = () => wx.getLocation({})\n");
    write_page(&module, PLAIN_PAGE);
    lab.commit(&module, "a tool");
    write_page(&folder, "require('../../parts/shared/tool')\nPage({})\n");
    lab.commit(&folder, "use it");
    let said = lab.refused(&folder, &["--recurse-submodules=no", "origin", "main:used"]);
    assert!(said.contains("parts/shared/tool.js:1:"), "{said}");
}

#[test]
fn from_a_bare_repository() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main"]);
    lab.git(&lab.path(""), &["init", "-q", "--bare", "mirror.git"]);
    let bare = lab.path("shop.git");
    lab.git(&bare, &["remote", "add", "mirror", "../mirror.git"]);
    lab.install(&bare);
    lab.push(&bare, &["mirror", "main"]);
    lab.commit_page(&folder, BAD_PAGE);
    lab.push(&folder, &["origin", "main"]);
    lab.refused(&bare, &["mirror", "main"]);
}

/// Repositories that libgit2 cannot read completely.
#[test]
fn where_libgit2_cannot_git_reads() {
    let lab = Lab::new();
    let mut kinds: Vec<(&str, &[&str])> = vec![("sha256", &["--object-format=sha256"])];
    if lab.has_git((2, 45)) {
        kinds.push(("reftable", &["--ref-format=reftable"]));
    }
    for (name, init) in kinds {
        let folder = lab.repository_with(name, init);
        lab.install(&folder);
        let said = lab.push(&folder, &["origin", "main"]);
        assert!(said.contains("the git program reads it instead"), "{name}: {said}");
        lab.commit_page(&folder, BAD_PAGE);
        let said = lab.refused(&folder, &["origin", "main"]);
        assert!(said.contains("pages/index/index.js:1:"), "{name}: {said}");
        lab.push(&folder, &["origin", "main~:refs/heads/gone"]);
        lab.push(&folder, &["origin", "--delete", "gone"]);
    }
}

#[test]
fn shallow_and_partial_clones() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.commit(&folder, "second");
    lab.push(&folder, &["origin", "main"]);
    let remote = lab.path("shop.git");
    lab.git(&remote, &["config", "uploadpack.allowFilter", "true"]);
    lab.git(&remote, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let url = format!("file://{}", remote.display());
    let clones: [(&str, &[&str]); 2] =
        [("shallow", &["--depth=1"]), ("partial", &["--filter=blob:none", "--no-checkout"])];
    for (name, how) in clones {
        lab.git(&lab.path(""), &[&["clone", "-q", &url, name], how].concat());
        let clone = lab.path(name);
        lab.install(&clone);
        // A new commit of which this clone has almost no files.
        let commit = lab.git(&clone, &["commit-tree", "-p", "HEAD", "-m", "again", "HEAD^{tree}"]);
        let said = lab.push(&clone, &["origin", &format!("{commit}:refs/heads/{name}")]);
        assert!(said.contains("clean"), "{name}: {said}");
        assert_eq!(said.contains("partial clone"), name == "partial", "{name}: {said}");
    }
}

/// The hook's own output, without that of git.
fn of_hook(said: &str) -> Vec<&str> {
    let of_git = ["To ", " * [new", "   ", "remote:", "Everything", "branch '"];
    said.lines()
        .filter(|line| {
            !line.trim().is_empty() && !of_git.iter().any(|start| line.starts_with(start))
        })
        .collect()
}

#[test]
fn a_push_that_may_go_on_is_one_line_and_warnings_are_counted() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    let output = lab.push(&folder, &["origin", "main"]);
    let [line] = of_hook(&output)[..] else { panic!("{output}") };
    assert!(
        line.starts_with("privguide: refs/heads/main (") && line.contains("示例: clean"),
        "{line}"
    );

    let mut text = fs::read_to_string(folder.join("privguide.toml")).expect("read");
    for (id, purpose) in [
        ("Compass", "指出朝南的方向"),
        ("Gyroscope", "转动手机看全景"),
        ("LicensePlate", "给车位缴停车费"),
    ] {
        text.extend(["[information.", id, "]\npurpose = \"", purpose, "\"\n"]);
    }
    write(&folder, "privguide.toml", &text);
    lab.privguide(&folder, &["generate"]);
    lab.commit(&folder, "three declarations that nothing uses");
    let output = lab.push(&folder, &["origin", "main"]);
    let [line] = of_hook(&output)[..] else { panic!("{output}") };
    assert!(
        line.contains("0 errors, 3 warnings") && line.contains("cargo privguide check"),
        "{line}"
    );
    assert!(!output.contains("warning["), "{output}");

    write(&folder, "README.md", "# A shop\n");
    lab.commit(&folder, "again");
    let output = lab
        .command("git", &folder)
        .args(["push", "origin", "main"])
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("it runs");
    let chinese = said(&output);
    let [line] = of_hook(&chinese)[..] else { panic!("{chinese}") };
    assert!(
        line.starts_with("privguide：refs/heads/main（") && line.contains("3 个警告"),
        "{line}"
    );
}

#[test]
fn programs_that_are_not_judged_are_mentioned_with_the_reason() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    for entry in fs::read_dir(&folder).expect("listed").filter_map(Result::ok) {
        let path = entry.path();
        match path.is_dir() {
            true if !path.ends_with(".git") => fs::remove_dir_all(path).expect("removed"),
            true => {}
            false => fs::remove_file(path).expect("removed"),
        }
    }
    for name in ["a", "b"] {
        fs::create_dir(folder.join(name)).expect("created");
        lab.write_program(&folder.join(name));
    }
    fs::remove_file(folder.join("a/privguide.toml")).expect("removed");
    lab.commit(&folder, "one has no declarations");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("not looked at, having no privguide.toml: a;"), "{said}");
    fs::copy(folder.join("b/privguide.toml"), folder.join("a/privguide.toml")).expect("copied");
    let named = "[workspace]\n[workspace.metadata.privguide]\nprograms = [\"b\"]\n";
    write(&folder, "Cargo.toml", named);
    lab.commit(&folder, "one is not named");
    let said = lab.push(&folder, &["origin", "main"]);
    assert!(said.contains("does not name them: a;"), "{said}");
}
