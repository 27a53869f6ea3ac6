//! `check --built DIR`: the output of a build compared with its sources.

use privguide_tests::{copy_of, run};
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

/// The information types that differ between the build and the sources, and the files that show
/// this.
fn differences(folder: &tempfile::TempDir) -> Vec<(String, String)> {
    let output =
        run(folder.path(), &["check", "--format", "json", "--lang", "en", "--built", "dist"]);
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

/// The information types of the programs below a folder.
fn types(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    let output = run(folder, &["scan", "--format", "json", "."]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let programs = report["programs"].as_array().expect("programs").iter();
    let uses = programs.flat_map(|program| program["uses"].as_array().expect("uses"));
    let types = uses.flat_map(|used| used["information"].as_array().expect("types"));
    types.map(|id| id.as_str().expect("an id").to_owned()).collect()
}

#[test]
fn sources_and_the_package_made_of_them_give_the_same_types() {
    let expected: [(&str, &[&str]); 2] = [
        ("taro-built", &["Location", "PhoneNumber", "Record", "RunData", "UserInfo"]),
        ("uni-built", &["Location", "PhoneNumber", "Record"]),
    ];
    for (program, information) in expected {
        let folder = copy_of(program);
        for part in ["src", "dist"] {
            assert_eq!(
                types(&folder.path().join(part)).iter().map(String::as_str).collect::<Vec<_>>(),
                information,
                "{program}/{part}"
            );
        }
        fs::write(folder.path().join("privguide.toml"), "format = 1\n[program]\nroot = \"src\"\n")
            .expect("written");
        let output =
            run(folder.path(), &["check", "--format", "json", "--lang", "en", "--built", "dist"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").iter();
        assert_eq!(
            findings.filter(|finding| finding["rule"] == "built-difference").count(),
            0,
            "{program}"
        );
    }
}

#[test]
fn a_place_in_the_package_says_where_it_comes_from() {
    let folder = project("wx.getLocation({})\n//# sourceMappingURL=app.js.map\n");
    let map = serde_json::json!({ "version": 3, "sources": ["../src/a\u{1b}[31m.ts"], "mappings": "AAIQ" });
    fs::write(folder.path().join("dist/app.js.map"), map.to_string()).expect("written");
    let output =
        run(folder.path(), &["check", "--format", "json", "--lang", "en", "--built", "dist"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut findings = report["findings"].as_array().expect("findings").iter();
    let added =
        findings.find(|finding| finding["rule"] == "built-difference").expect("the added type");
    let original = serde_json::json!({ "file": "src/a\u{1b}[31m.ts", "line": 5, "column": 9 });
    assert_eq!(added["places"][0]["original"], original);
    // Text from a source map is never written to a terminal unescaped.
    let output =
        run(folder.path(), &["check", "--lang", "en", "--color", "never", "--built", "dist"]);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("in the sources: src/a\\u{1b}[31m.ts:5:9"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_folder_without_a_program_is_a_failure() {
    let folder = project("");
    for wrong in ["src/pages", "nowhere", ".."] {
        let output = run(folder.path(), &["check", "--built", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
