//! `check --built DIR`: what a build made of the sources.

use privguide_tests::run;
use std::fs;

/// A Taro project with a build beside its sources.
fn project(package: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    write("privguide.toml", "format = 1\n[program]\nroot = \"src\"\n");
    write("src/app.config.ts", "export default defineAppConfig({ pages: ['pages/a'] })\n");
    write("src/pages/a.tsx", "import Taro from '@tarojs/taro'\nTaro.chooseImage({})\n");
    write("dist/app.json", "{ \"pages\": [\"pages/a\"] }");
    write("dist/app.js", package);
    folder
}

/// The information types on which the build and the sources differ, and the files that say so.
fn differences(folder: &tempfile::TempDir) -> Vec<(String, String)> {
    let output = run(folder.path(), &["check", "--format", "json", "--lang", "en", "--built", "dist"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    findings
        .filter(|finding| finding["rule"] == "built-difference")
        .map(|finding| (text(&finding["information"][0]), text(&finding["places"][0]["file"])))
        .collect()
}

#[test]
fn what_the_build_added_is_named() {
    let folder = project("wx.chooseImage({}); wx.getLocation({})");
    assert_eq!(differences(&folder), [("Location".to_owned(), "dist/app.js".to_owned())]);
}

#[test]
fn what_the_build_lacks_is_named() {
    let folder = project("");
    assert_eq!(differences(&folder), [("Album".to_owned(), "src/pages/a.tsx".to_owned())]);
}

#[test]
fn a_build_that_is_the_same_is_no_finding() {
    assert_eq!(differences(&project("wx.chooseImage({})")), []);
}

#[test]
fn a_folder_without_a_program_is_a_failure() {
    let folder = project("");
    for wrong in ["src/pages", "nowhere", ".."] {
        let output = run(folder.path(), &["check", "--built", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
