//! `diff` and `check --base` on a scripted history.

use std::path::{Path, PathBuf};

use crate::lab::{BAD_PAGE, Lab, said, write, write_page};

const PLACES: &str = "Page({ onLoad() { wx.getLocation({}) } })\n";
const ALBUM: &str = "Page({ pick() { wx.chooseImage({ count: 1 }) } })\n";

fn declarations(date: &str, email: &str, entries: &str) -> String {
    format!(
        "format = 1\nlanguage = \"en\"\n[program]\nname = {{ zh-CN = \"示例\", en = \"Sample\" }}\n\
         [developer]\nname = {{ zh-CN = \"示例公司\", en = \"Sample Ltd\" }}\nemail = \"{email}\"\n\
         [guide]\nlanguages = [\"en\"]\nupdated = {date}\neffective = {date}\nnotice = {{ zh-CN = \"弹窗\", en = \"a pop-up window\" }}\n{entries}"
    )
}

fn entry(id: &str, en: &str) -> String {
    format!("[information.{id}]\npurpose = {{ zh-CN = \"{en}\", en = \"{en}\" }}\n")
}

/// `v1`, three commits, `v2`: a changed purpose, a new place of use, a new type, a removed type,
/// another address.
fn history(lab: &Lab) -> PathBuf {
    let folder = lab.repository("shop");
    write(
        &folder,
        "app.json",
        "{ \"pages\": [\"pages/index/index\", \"pages/order/order\", \"pages/feedback/feedback\"] }\n",
    );
    for page in ["index", "order", "feedback"] {
        write(&folder, &format!("pages/{page}/{page}.js"), "Page({})\n");
        write(&folder, &format!("pages/{page}/{page}.wxml"), "<view/>\n");
    }
    write_page(&folder, PLACES);
    write(&folder, "pages/feedback/feedback.js", ALBUM);
    let entries = entry("Location", "show shops near you")
        + &entry("Album", "attach pictures to your feedback");
    write(&folder, "privguide.toml", declarations("2026-01-01", "old@example.com", &entries));
    release(lab, &folder, "v1");

    write(&folder, "pages/order/order.js", "// one\nPage({ onLoad() { wx.getLocation({}) } })\n");
    commit(lab, &folder, "Orders know where you are", "2026-02-03T23:30:00+08:00");
    write(
        &folder,
        "pages/order/order.js",
        "// one\nPage({ onLoad() { wx.getLocation({}) }, address() { wx.chooseAddress({}) } })\n",
    );
    write(&folder, "pages/feedback/feedback.js", "Page({})\n");
    commit(lab, &folder, "Addresses for orders; no pictures", "2026-02-04T08:00:00+08:00");
    let entries = entry("Location", "show shops near you and deliver orders")
        + &entry("Address", "deliver orders");
    write(&folder, "privguide.toml", declarations("2026-02-05", "new@example.com", &entries));
    release(lab, &folder, "v2");
    folder
}

fn release(lab: &Lab, folder: &Path, name: &str) {
    lab.privguide(folder, &["generate"]);
    lab.commit(folder, name);
    lab.git(folder, &["tag", name]);
}

fn commit(lab: &Lab, folder: &Path, message: &str, date: &str) {
    lab.git(folder, &["add", "--all"]);
    lab.git(folder, &["commit", "-q", "-m", message, "--date", date]);
}

/// The output of `diff`, with names of commits in place of their ids.
fn difference(lab: &Lab, folder: &Path, arguments: &[&str]) -> String {
    let output = lab.try_privguide(folder, &[&["diff"], arguments].concat());
    assert!(output.status.success(), "{}", said(&output));
    let mut text = String::from_utf8(output.stdout).expect("UTF-8");
    for name in ["v1", "v2", "v2~1", "v2~2", "v1~1"] {
        let id = lab.git(folder, &["rev-parse", &format!("{name}^{{commit}}")]);
        let short = lab.git(folder, &["rev-parse", "--short", &id]);
        text = text.replace(&id[..10], &format!("<{name}>")).replace(&short, &format!("<{name}>"));
    }
    text
}

/// Compares with a file beside this one; `PRIVGUIDE_BLESS=1` writes the file instead, which must be
/// reviewed before it is committed.
fn expect(name: &str, text: &str) {
    let path = privguide_tests::repository().join("tests/tests/git").join(name);
    if std::env::var_os("PRIVGUIDE_BLESS").is_some() {
        std::fs::write(path, text).expect("written");
        return;
    }
    assert_eq!(
        text,
        std::fs::read_to_string(path).expect("an expected output").replace("\r\n", "\n"),
        "{name}"
    );
}

#[test]
fn between_two_releases_for_people_and_for_programs() {
    let lab = Lab::new();
    let folder = history(&lab);
    expect("difference.txt", &difference(&lab, &folder, &["v1..v2"]));
    expect("difference.json", &difference(&lab, &folder, &["v1..v2", "--format", "json"]));
    expect("difference.md", &difference(&lab, &folder, &["v1..v2", "--format", "markdown"]));
    // The work tree has no effect on it.
    write(&folder, "privguide.toml", "not = [toml");
    write(&folder, "app.json", "{");
    expect("difference.txt", &difference(&lab, &folder, &["v1..v2"]));
    assert!(difference(&lab, &folder, &["v2..v2"]).contains("Nothing has changed"));
    let bare = lab.path("shop.git");
    lab.push(&folder, &["--tags", "origin", "main"]);
    expect("difference.txt", &difference(&lab, &bare, &["v1..v2"]));
}

/// A CI job acts on the verdict: `--exit-code` fails if users must consent, or already from a
/// milder verdict.
#[test]
fn the_exit_code_says_the_verdict_when_it_is_asked_for() {
    let lab = Lab::new();
    let folder = history(&lab);
    let code = |arguments: &[&str]| {
        lab.try_privguide(&folder, &[&["diff"], arguments].concat()).status.code()
    };
    assert_eq!(code(&["v1..v2"]), Some(0));
    assert_eq!(code(&["v1..v2", "--exit-code"]), Some(1));
    assert_eq!(code(&["v2..v2", "--exit-code=tell"]), Some(0));
    let toml = std::fs::read_to_string(folder.join("privguide.toml")).expect("readable");
    // Another address: users must be informed, but nothing else.
    write(&folder, "privguide.toml", toml.replace("new@", "other@"));
    for (limit, expected) in [("consent", 0), ("judge", 0), ("tell", 1)] {
        assert_eq!(code(&["v2", &format!("--exit-code={limit}")]), Some(expected), "{limit}");
    }
    // The code still uses the information, but it is no longer declared.
    let without: String =
        toml.split("[information.Address]").next().expect("a beginning").to_owned();
    write(&folder, "privguide.toml", without);
    assert_eq!(code(&["v2", "--exit-code"]), Some(1));
    let text = difference(&lab, &folder, &["v2"]);
    assert!(
        text.contains("To be put right first")
            && text.contains("no longer declared: collect your address"),
        "{text}"
    );
}

/// Ranges, and the title that shows how each was interpreted.
#[test]
fn every_way_to_name_a_range() {
    let lab = Lab::new();
    let folder = history(&lab);
    let cases: [(&[&str], &str); 7] = [
        (&["v1"], "Privacy changes: v1 (<v1>) → work tree\n"),
        (&["v1.."], "Privacy changes: v1 (<v1>) → HEAD (<v2>)\n"),
        (&["..v1"], "Privacy changes: HEAD (<v2>) → v1 (<v1>)\n"),
        (&["v2...v1"], "Privacy changes: v2 (<v1>) → v1 (<v1>)\n"),
        (&["v1", "pages/index"], "Privacy changes: v1 (<v1>) → work tree\n"),
        // Nothing was pushed and there is no upstream: compares uncommitted changes.
        (&[], "Privacy changes: HEAD (<v2>) → work tree\n"),
        // A state before the project existed.
        (&["v1~1..v1"], "Privacy changes: v1~1 (<v1~1>) → v1 (<v1>)\n"),
    ];
    for (arguments, title) in cases {
        let text = difference(&lab, &folder, arguments);
        assert!(text.starts_with(title), "{arguments:?}: {text}");
    }
    lab.push(&folder, &["-u", "origin", "v1^{}:refs/heads/main"]);
    lab.git(&folder, &["fetch", "-q"]);
    lab.git(&folder, &["branch", "-q", "--set-upstream-to", "origin/main"]);
    let text = difference(&lab, &folder, &[]);
    assert!(text.starts_with("Privacy changes: @{upstream} (<v1>) → work tree\n"), "{text}");
    for wrong in ["nothing", "v1..nothing", "-x", "v1:app.js"] {
        let output = lab.try_privguide(&folder, &["diff", "--", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {}", said(&output));
    }
}

#[test]
fn a_use_that_is_not_committed_yet_has_no_commit() {
    let lab = Lab::new();
    let folder = history(&lab);
    write(&folder, "pages/feedback/feedback.js", "Page({ where() { wx.getLocation({}) } })\n");
    let text = difference(&lab, &folder, &["v1"]);
    let line = |path: &str| text.lines().find(|line| line.contains(path)).expect(path).to_owned();
    assert!(
        line("wx.getLocation pages/order/order.js:2")
            .contains("(<v2~2> 2026-02-03 Orders know where you are)"),
        "{text}"
    );
    assert!(!line("feedback.js:1").contains('('), "{text}");
}

#[test]
fn a_project_that_did_not_exist_yet_is_all_new() {
    let lab = Lab::new();
    let folder = lab.repository("empty");
    lab.git(&folder, &["rm", "-q", "-r", "."]);
    write(&folder, "README.md", "soon\n");
    lab.commit(&folder, "nothing yet");
    lab.write_program(&folder.join("apps/shop"));
    lab.commit(&folder, "a shop");
    let output = lab.try_privguide(&folder.join("apps/shop"), &["diff", "HEAD~1"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains('+'), "{}", said(&output));
}

#[test]
fn with_a_base_only_what_is_new_is_reported() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.commit_page(&folder, BAD_PAGE);
    lab.git(&folder, &["tag", "old"]);
    // The known finding has moved by one line, and there is a new one.
    write_page(&folder, &format!("// a comment\n{BAD_PAGE}"));
    let check = |arguments: &[&str]| lab.try_privguide(&folder, &[&["check"], arguments].concat());
    assert_eq!(check(&[]).status.code(), Some(1));
    let output = check(&["--base", "old"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("known in old already"), "{}", said(&output));
    write_page(&folder, "Page({ onLoad() { wx.getLocation({}); wx.chooseAddress({}) } })\n");
    let output = check(&["--base", "old"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("wx.chooseAddress"), "{}", said(&output));
    assert!(
        !said(&output).contains("undeclared-information]: wx.getLocation"),
        "{}",
        said(&output)
    );
    assert_eq!(check(&["--base", "nothing"]).status.code(), Some(2));
}

#[test]
fn a_guide_that_changed_needs_another_date() {
    let lab = Lab::new();
    let folder = lab.repository("shop");
    lab.git(&folder, &["tag", "old"]);
    let check = || said(&lab.try_privguide(&folder, &["check", "--base", "old"]));
    assert!(!check().contains("unchanged-date"), "{}", check());
    let declared = std::fs::read_to_string(folder.join("privguide.toml")).expect("there is one");
    let said_now = declared.replacen("notice = \"", "notice = \"in a letter, ", 1);
    assert_ne!(said_now, declared);
    write(&folder, "privguide.toml", &said_now);
    assert!(
        check().contains("[unchanged-date]: the text of the guide differs from that in old"),
        "{}",
        check()
    );
    let day = said_now
        .lines()
        .find_map(|line| line.strip_prefix("updated = "))
        .expect("a date")
        .to_owned();
    write(&folder, "privguide.toml", said_now.replace(&day, "2099-01-01"));
    assert!(!check().contains("unchanged-date"), "{}", check());
}
