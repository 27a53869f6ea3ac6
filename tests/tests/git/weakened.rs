//! A push cannot disable its own check: a change that makes it less strict than the state on the
//! server is rejected, unless it is explicitly allowed.

use std::path::Path;

use crate::lab::{BAD_PAGE, Lab, PLAIN_PAGE, said, write};

/// A change to a repository whose page uses undeclared information.
type Attack = fn(&Lab, &Path);

fn add(folder: &Path, file: &str, text: &str) {
    let old = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
    write(folder, file, format!("{old}{text}"));
}

/// Every way to weaken the rules, the kind that would allow it, and words that the report must
/// contain.
const ATTACKS: &[(&str, Attack, &str)] = &[
    (
        "the declarations are removed",
        |lab, folder| drop(lab.git(folder, &["rm", "-q", "privguide.toml"])),
        "program",
    ),
    (
        "the declarations are renamed",
        |lab, folder| drop(lab.git(folder, &["mv", "privguide.toml", "privguide.toml.off"])),
        "program",
    ),
    (
        "the declarations move to a folder without the program",
        |_, folder| {
            write(folder, "docs/app.json", "{ \"pages\": [] }\n");
            for file in ["privguide.toml", "privacy-guide.zh-CN.md"] {
                std::fs::rename(folder.join(file), folder.join("docs").join(file)).expect("moved");
            }
        },
        "program",
    ),
    (
        "the declarations become a link that leads nowhere",
        |_, folder| {
            std::fs::remove_file(folder.join("privguide.toml")).expect("removed");
            #[cfg(unix)]
            std::os::unix::fs::symlink("../elsewhere.toml", folder.join("privguide.toml"))
                .expect("linked");
        },
        "program",
    ),
    (
        "a rule is allowed",
        |_, folder| add(folder, "privguide.toml", "[rules]\nundeclared-information = \"allow\"\n"),
        "level",
    ),
    (
        "a rule is a warning",
        |_, folder| add(folder, "privguide.toml", "[rules]\nundeclared-information = \"warn\"\n"),
        "level",
    ),
    (
        "the rule that would tell is allowed",
        |_, folder| {
            add(
                folder,
                "privguide.toml",
                "[rules]\nweakened-check = \"allow\"\nundeclared-information = \"allow\"\n",
            );
        },
        "level",
    ),
    (
        "a baseline is added",
        |lab, folder| drop(lab.privguide(folder, &["check", "--write-baseline"])),
        "baseline",
    ),
    (
        "another program is named",
        |_, folder| {
            write(folder, "decoy/app.json", "{ \"pages\": [] }\n");
            let text = std::fs::read_to_string(folder.join("privguide.toml")).expect("there");
            write(
                folder,
                "privguide.toml",
                text.replace("[program]", "[program]\nroot = \"decoy\""),
            );
        },
        "program",
    ),
    (
        "the project's own table needs nothing",
        |_, folder| {
            add(
                folder,
                "privguide.toml",
                "[[interface]]\nname = \"wx.getLocation\"\ninformation = []\n",
            );
        },
        "interface",
    ),
];

#[test]
fn every_way_to_take_the_rules_away_is_refused() {
    for (name, attack, kind) in ATTACKS {
        let lab = Lab::new();
        let folder = lab.repository("shop");
        lab.push(&folder, &["origin", "main"]);
        lab.install(&folder);
        write(&folder, "pages/index/index.js", BAD_PAGE);
        attack(&lab, &folder);
        lab.commit(&folder, name);
        let told = lab.refused(&folder, &["origin", "main"]);
        assert!(
            told.contains("weakened-check")
                && told.contains(&format!("Privguide-Allow: {kind}: reason")),
            "{name}: {told}"
        );
        // Under another name, the result is the same.
        let told = lab.refused(&folder, &["origin", "main:other"]);
        assert!(told.contains("weakened-check"), "{name}, a new branch: {told}");
        // The same for the second of two refs.
        lab.git(&folder, &["branch", "good", "origin/main"]);
        let told = lab.refused(&folder, &["origin", "good", "main"]);
        assert!(told.contains("weakened-check"), "{name}, the second ref: {told}");
        // If a pushed commit explicitly allows it, only that kind is accepted.
        lab.commit(
            &folder,
            &format!("on purpose\n\nPrivguide-Allow: {kind}: agreed in the meeting"),
        );
        let told = said(&lab.try_push(&folder, &["origin", "main"]));
        assert!(
            told.contains("warning[weakened-check]") && !told.contains("error[weakened-check]"),
            "{name}: {told}"
        );
        assert!(told.contains("agreed in the meeting"), "{name}: {told}");
        lab.push(&folder, &["--no-verify", "origin", "main"]);
        // Once the server has it, nothing is reported any more.
        write(&folder, "README.md", "more\n");
        lab.commit(&folder, "more");
        let told = said(&lab.try_push(&folder, &["origin", "main"]));
        assert!(!told.contains("weakened-check"), "{name}: {told}");
    }
}

#[test]
fn a_declaration_that_is_needed_cannot_go() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    let bare = std::fs::read_to_string(folder.join("privguide.toml")).expect("there");
    write(&folder, "pages/index/index.js", BAD_PAGE);
    add(
        &folder,
        "privguide.toml",
        "[information.Location]\npurpose = \"展示你附近的门店并计算配送距离\"\n",
    );
    lab.privguide(&folder, &["generate"]);
    lab.commit(&folder, "a use");
    lab.push(&folder, &["--no-verify", "origin", "main"]);
    lab.install(&folder);
    write(&folder, "privguide.toml", bare);
    drop(lab.try_privguide(&folder, &["generate"]));
    lab.commit(&folder, "no declaration");
    let told = lab.refused(&folder, &["origin", "main"]);
    assert!(told.contains("undeclared-information"), "{told}");
}

#[test]
fn a_comment_that_allows_is_told_and_one_without_a_reason_is_refused() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main"]);
    lab.install(&folder);
    let page = |reason: &str| {
        format!(
            "Page({{ onLoad() {{\n  // privguide-allow undeclared-information{reason}\n  wx.chooseImage({{}})\n}} }})\n"
        )
    };
    lab.commit_page(&folder, &page(""));
    let told = lab.refused(&folder, &["origin", "main"]);
    assert!(
        told.contains("suppression-without-reason") && told.contains("undeclared-information"),
        "{told}"
    );
    write(&folder, "pages/index/index.js", page(": never shown to users"));
    drop(lab.try_privguide(&folder, &["generate"]));
    lab.commit(&folder, "a reason");
    let told = lab.push(&folder, &["origin", "main"]);
    assert!(
        told.contains("warning[weakened-check]") && told.contains("never shown to users"),
        "{told}"
    );
}

#[test]
fn the_first_adoption_and_a_removed_program_are_no_weakening() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.git(&folder, &["rm", "-q", "--cached", "privguide.toml"]);
    lab.git(&folder, &["commit", "-q", "-m", "not yet"]);
    lab.push(&folder, &["origin", "main"]);
    lab.install(&folder);
    add(&folder, "privguide.toml", "[rules]\nvague-purpose = \"allow\"\n");
    lab.commit(&folder, "adoption");
    let told = lab.push(&folder, &["origin", "main"]);
    assert!(!told.contains("weakened-check"), "{told}");
    lab.git(&folder, &["rm", "-q", "-r", "."]);
    write(&folder, "README.md", "moved elsewhere\n");
    lab.commit(&folder, "the program is gone");
    let told = lab.push(&folder, &["origin", "main"]);
    assert!(told.contains("no privguide.toml, not checked"), "{told}");
}

#[test]
fn the_first_push_to_an_empty_server_has_nothing_to_compare_with() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.install(&folder);
    add(&folder, "privguide.toml", "[rules]\nvague-purpose = \"allow\"\n");
    lab.commit(&folder, "lower");
    let told = lab.push(&folder, &["origin", "main"]);
    assert!(told.contains("clean") && !told.contains("weakened-check"), "{told}");
}

fn lower(lab: &Lab, folder: &Path) {
    add(folder, "privguide.toml", "[rules]\nundeclared-information = \"allow\"\n");
    lab.commit(folder, "lower");
}

#[test]
fn a_branch_that_was_deleted_and_comes_back_is_compared_with_where_it_comes_from() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main", "main:topic"]);
    lab.install(&folder);
    lower(&lab, &folder);
    lab.push(&folder, &["origin", "--delete", "topic"]);
    let told = lab.refused(&folder, &["origin", "main:topic"]);
    assert!(told.contains("weakened-check"), "{told}");
}

#[test]
fn what_the_branch_point_had_counts_not_what_the_server_has_gained_since() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main"]);
    lab.git(&folder, &["branch", "old"]);
    add(&folder, "privguide.toml", "[rules]\nvague-purpose = \"deny\"\n");
    lab.commit(&folder, "stricter");
    lab.push(&folder, &["origin", "main"]);
    lab.install(&folder);
    lab.git(&folder, &["checkout", "-q", "old"]);
    write(&folder, "README.md", "work\n");
    lab.commit(&folder, "work");
    let told = lab.push(&folder, &["origin", "old"]);
    assert!(!told.contains("weakened-check"), "{told}");
}

#[test]
fn a_server_state_that_is_not_at_hand_is_said_and_the_branch_point_counts() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.push(&folder, &["origin", "main"]);
    lab.push_from_another_clone();
    lab.install(&folder);
    lower(&lab, &folder);
    // The comparison is with the last known state of the server.
    let told = lab.refused(&folder, &["--force", "origin", "main"]);
    assert!(told.contains("weakened-check"), "{told}");
    // If no state of the server is known, this is reported.
    lab.git(&folder, &["update-ref", "-d", "refs/remotes/origin/main"]);
    let told = lab.push(&folder, &["--force", "origin", "main"]);
    assert!(told.contains("whether rules were taken away was not compared"), "{told}");
}

#[test]
fn in_a_shallow_clone_the_tip_is_enough() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.commit(&folder, "second");
    lab.push(&folder, &["origin", "main"]);
    let url = format!("file://{}", lab.path("shop.git").display());
    lab.git(&lab.path(""), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let shallow = lab.path("shallow");
    lab.install(&shallow);
    lower(&lab, &shallow);
    for target in ["main", "main:new"] {
        let told = lab.refused(&shallow, &["origin", target]);
        assert!(told.contains("weakened-check"), "{target}: {told}");
    }
}

#[test]
fn check_says_the_same_as_a_finding() {
    for (name, attack, kind) in ATTACKS.iter().filter(|(.., kind)| *kind != "program") {
        let lab = Lab::new();
        let folder = lab.repository("shop");
        lab.git(&folder, &["checkout", "-q", "-b", "topic"]);
        write(&folder, "pages/index/index.js", BAD_PAGE);
        attack(&lab, &folder);
        for option in ["--base", "--rules-base"] {
            let output = lab.try_privguide(&folder, &["check", option, "main"]);
            let told = said(&output);
            assert_eq!(output.status.code(), Some(1), "{name}: {told}");
            assert!(told.contains("weakened-check") && told.contains(kind), "{name}: {told}");
        }
        lab.commit(&folder, &format!("x\n\nPrivguide-Allow: {kind}: on purpose"));
        let told = said(&lab.try_privguide(&folder, &["check", "--rules-base", "main"]));
        assert!(
            told.contains("warning[weakened-check]") && told.contains("on purpose"),
            "{name}: {told}"
        );
    }
}

#[test]
fn check_misses_a_judge_that_is_gone() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    write(&folder, "apps/other/app.json", "{ \"pages\": [] }\n");
    write(&folder, "apps/other/privguide.toml", "format = 1\n");
    lab.git(&folder, &["mv", "privguide.toml", "apps/privguide.toml.off"]);
    lab.git(&folder, &["mv", "app.json", "apps/app.json"]);
    write(&folder, "apps/privguide.toml", "format = 1\n");
    lab.commit(&folder, "two projects");
    std::fs::remove_file(folder.join("apps/privguide.toml")).expect("removed");
    let told = said(&lab.try_privguide(&folder, &["check", "--rules-base", "HEAD"]));
    assert!(told.contains("weakened-check") && told.contains("no longer judged"), "{told}");
    write(&folder, "pages/index/index.js", PLAIN_PAGE);
}
