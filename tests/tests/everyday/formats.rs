//! `--format` and exit codes have the same meaning for every verb.

use std::{fs, path::Path, process::Output};

use privguide_tests::{copy_of, privguide, repository, run};
use serde_json::Value;

use super::{LANGUAGES, code, text};

/// Every verb that reports something, for a program with findings, with its exit code.
const REPORTS: &[(&[&str], i32)] = &[
    (&["check"], 1),
    (&["scan"], 0),
    (&["why", "Location"], 0),
    (&["why", "miniprogram/utils/location.js"], 0),
    // The program does not contain it, but there is an explanation.
    (&["why", "wx.scanCode"], 0),
    (&["why", "Gyroscope"], 0),
    (&["why", "no-such-thing"], 2),
    (&["explain", "112"], 0),
    (&["explain", "undeclared-information"], 0),
    (&["explain", "no-such-thing"], 2),
    (&["list", "rules"], 0),
    (&["list", "interfaces"], 0),
    (&["list", "information"], 0),
    (&["list", "files"], 0),
    (&["list", "third-parties"], 0),
    (&["list", "unlisted"], 0),
    (&["diff", "HEAD"], 0),
    (&["diff", "HEAD", "--exit-code=judge"], 1),
    (&["diff", "no-such-revision"], 2),
    (&["compare", "reply.json"], 1),
    (&["compare", "no-such-file.json"], 2),
];

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = std::process::Command::new("git");
    let identity =
        ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output =
        command.current_dir(folder).args(identity).args(arguments).output().expect("git runs");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The shop as a repository, with a new undeclared use, and a reply of the platform.
fn shop() -> tempfile::TempDir {
    let shop = copy_of("shop");
    git(shop.path(), &["init", "--quiet"]);
    git(shop.path(), &["add", "--all"]);
    git(shop.path(), &["commit", "--quiet", "--no-verify", "-m", "a shop"]);
    let page = shop.path().join("miniprogram/pages/home/home.js");
    let old = fs::read_to_string(&page).expect("read");
    fs::write(&page, old + "\nwx.startGyroscope()\n").expect("written");
    let reply = r#"{ "errcode": 0, "errmsg": "ok", "code_exist": 1, "privacy_list": ["Gyroscope"], "setting_list": [], "owner_setting": {} }"#;
    fs::write(shop.path().join("reply.json"), reply).expect("written");
    shop
}

fn with_format(folder: &Path, words: &[&str], format: &str, language: &str) -> Output {
    run(folder, &[words, &["--format", format, "--lang", language]].concat())
}

#[test]
fn human_short_and_json_on_every_verb_with_one_exit_code() {
    let shop = shop();
    for (words, wanted) in REPORTS {
        let plain = run(shop.path(), words);
        assert_eq!(
            code(&plain),
            *wanted,
            "{words:?}: {}{}",
            text(&plain.stdout),
            text(&plain.stderr)
        );
        for language in LANGUAGES {
            for format in ["human", "short", "json"] {
                let output = with_format(shop.path(), words, format, language);
                let (out, messages) = (text(&output.stdout), text(&output.stderr));
                assert_eq!(code(&output), *wanted, "{words:?} --format {format}: {out}{messages}");
                if *wanted == 2 {
                    assert!(
                        out.is_empty() && !messages.is_empty(),
                        "{words:?} --format {format}: {out}"
                    );
                    continue;
                }
                match format {
                    "json" => {
                        let value: Value = serde_json::from_str(&out)
                            .unwrap_or_else(|error| panic!("{words:?}: {error}: {out}"));
                        assert_eq!(value["version"], 1, "{words:?}");
                    }
                    // An empty list gives no output.
                    "short" => {
                        assert!(
                            out.lines().all(|line| !line.trim().is_empty()),
                            "{words:?}: {out}"
                        );
                    }
                    _ => {
                        assert!(
                            !out.is_empty() || *words == ["list", "third-parties"],
                            "{words:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn markdown_has_one_name_more_where_it_has_another() {
    let shop = shop();
    for words in [&["check"][..], &["diff", "HEAD"], &["compare", "reply.json"]] {
        let both = ["summary", "markdown"]
            .map(|format| text(&with_format(shop.path(), words, format, "en").stdout));
        assert!(both[0] == both[1] && both[0].starts_with('#'), "{words:?}: {}", both[0]);
    }
}

#[test]
fn a_format_that_a_verb_does_not_have_is_named_with_those_it_has() {
    let shop = shop();
    for words in [
        &["scan"][..],
        &["why", "Location"],
        &["explain", "112"],
        &["list", "rules"],
        &["diff"],
        &["compare", "reply.json"],
    ] {
        for (language, possible) in LANGUAGES
            .into_iter()
            .zip(["possible values: human, short, ", "可用的值：human、short、"])
        {
            let output = with_format(shop.path(), words, "sarif", language);
            let message = text(&output.stderr);
            assert!(
                code(&output) == 2 && message.contains(possible) && message.contains("json"),
                "{words:?}: {message}"
            );
        }
    }
}

/// Accesses that could not be resolved are in every format.
#[test]
fn what_could_not_be_told_is_in_every_format_of_scan() {
    let shop = copy_of("shop");
    let home = shop.path().join("miniprogram/pages/home/home.js");
    fs::write(&home, "wx[name]()\nexport default {{{ broken\n").expect("written");
    for format in ["human", "short", "json"] {
        let out = text(&with_format(shop.path(), &["scan"], format, "en").stdout);
        assert!(out.lines().any(|line| line.contains("home.js")), "{format}: {out}");
    }
}

#[test]
fn lists_and_the_version_say_how_old_the_tables_are() {
    let month = |text: &str| {
        let years = text.match_indices("20").filter_map(|(at, _)| text.get(at..at + 7));
        years.filter(|month| month.as_bytes()[4] == b'-').map(str::to_owned).last()
    };
    let folder = repository();
    let table = fs::read_to_string(folder.join("crates/privguide/catalog/mini-program.toml"))
        .expect("read");
    let read = table
        .lines()
        .find_map(|line| line.strip_prefix("read = \"")?.strip_suffix('"'))
        .expect("a month")
        .to_owned();
    for words in [
        &["list", "interfaces"][..],
        &["list", "interfaces", "--kind", "plugin"],
        &["list", "information"],
        &["list", "unlisted"],
    ] {
        for (language, said) in LANGUAGES.into_iter().zip(["as of", "核对于"]) {
            let output = with_format(folder, words, "human", language);
            let message = text(&output.stderr);
            assert!(
                message.contains(said) && month(&message).as_ref() == Some(&read),
                "{words:?}: {message}"
            );
        }
        let value: Value =
            serde_json::from_slice(&with_format(folder, words, "json", "en").stdout).expect("JSON");
        assert_eq!(value["read"], read.as_str(), "{words:?}");
    }
    let version = privguide(folder, &["--version", "--verbose"]).output().expect("it runs");
    let version = text(&version.stdout);
    assert!(
        version.lines().any(|line| line.starts_with(&format!("table mini-program: {read}, "))),
        "{version}"
    );
}
