use std::{fs, path::Path};

use super::*;

const DECLARED: &str = r#"format = 1
[program]
name = "示例"
[developer]
name = "示例公司"
email = "a@example.com"
[guide]
languages = ["zh-CN", "en"]
updated = 2026-01-02
effective = 2026-01-02
notice = { zh-CN = "弹窗", en = "a pop-up window" }
"#;

/// A project with one page that uses the location.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "privguide.toml", DECLARED);
    write(folder.path(), "app.json", r#"{ "pages": ["pages/map/map"] }"#);
    write(folder.path(), "pages/map/map.js", "wx.getLocation()\n");
    write(folder.path(), "pages/map/map.wxml", "<view/>\n");
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn run(
    build: &Build,
    word: Option<&str>,
    documentation_only: bool,
) -> (Vec<String>, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let environment = Environment {
        out_dir: out.path().to_path_buf(),
        documentation_only,
        word: word.map(str::to_owned),
    };
    (check(build, &environment).expect("written"), out)
}

fn starting<'a>(lines: &'a [String], name: &str) -> Vec<&'a str> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix("cargo::")?.strip_prefix(name)?.strip_prefix('='))
        .collect()
}

#[test]
fn findings_are_warnings_with_a_place_and_the_guide_lies_in_out_dir() {
    let project = project();
    let (lines, out) = run(&Build::new(project.path()), None, false);
    let warnings = starting(&lines, "warning");
    let place = format!("privguide: {}:1:", project.path().join("pages/map/map.js").display());
    assert!(
        warnings
            .iter()
            .any(|line| line.starts_with(&place) && line.ends_with("[undeclared-information]")),
        "{warnings:?}"
    );
    assert_eq!(starting(&lines, "error"), [""; 0]);
    for name in [
        "zh-CN.md",
        "zh-CN.txt",
        "zh-CN.html",
        "zh-CN.json",
        "en.md",
        "en.txt",
        "en.html",
        "en.json",
    ] {
        let text =
            fs::read_to_string(out.path().join(format!("privacy-guide.{name}"))).expect("a guide");
        assert!(text.len() > 100, "{name}");
    }
}

#[test]
fn the_build_fails_only_when_asked() {
    let project = project();
    let build = Build::new(project.path());
    let errors = |build: &Build, word| starting(&run(build, word, false).0, "error").len();
    assert_eq!(errors(&build, None), 0);
    assert!(errors(&build, Some("deny")) > 0);
    assert!(errors(&build.clone().deny(Deny::Errors), None) > 0);
    assert_eq!(errors(&build.clone().deny(Deny::Errors), Some("warn")), 0);
    let lines = run(&build, Some("dney"), false).0;
    assert!(starting(&lines, "warning").iter().any(|line| line.contains("PRIVGUIDE_BUILD=dney")));
}

#[test]
fn only_what_matters_is_watched() {
    let project = project();
    write(project.path(), "README.md", "");
    write(project.path(), "images/logo.png", "");
    let (lines, _out) = run(&Build::new(project.path()), None, false);
    let root = format!("{}/", project.path().display());
    let watched: Vec<&str> = starting(&lines, "rerun-if-changed")
        .iter()
        .filter_map(|path| path.strip_prefix(&root))
        .collect();
    let missing = ["privacy-guide.zh-CN.md", "privacy-guide.en.md"];
    assert_eq!(
        watched,
        [&missing[..], &["app.json", "pages", "privguide.toml"]].concat(),
        "a missing guide is waited for"
    );
    for name in missing {
        write(project.path(), name, "old");
    }
    let (lines, _out) = run(&Build::new(project.path()), None, false);
    let watched: Vec<&str> = starting(&lines, "rerun-if-changed")
        .iter()
        .filter_map(|path| path.strip_prefix(&root))
        .collect();
    assert_eq!(
        watched,
        ["app.json", "pages", "privacy-guide.en.md", "privacy-guide.zh-CN.md", "privguide.toml"]
    );
}

#[test]
fn docs_rs_hears_nothing_and_gets_something_to_include() {
    let (lines, out) = run(&Build::new("no such folder").deny(Deny::Warnings), None, true);
    assert!(lines.iter().all(|line| line.starts_with("cargo::rerun-if-env-changed=")), "{lines:?}");
    assert!(out.path().join("privacy-guide.zh-CN.html").is_file());
}

#[test]
fn a_missing_project_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lines, _out) = run(&Build::new(folder.path()), None, false);
    assert!(starting(&lines, "warning")[0].contains("cargo privguide init"), "{lines:?}");
}

#[test]
fn nothing_is_written_into_the_project() {
    let project = project();
    let before = listing(project.path());
    run(&Build::new(project.path()), None, false);
    assert_eq!(listing(project.path()), before);
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
