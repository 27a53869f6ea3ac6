//! Which programs a folder contains, and which of their files are built, from a user's point of
//! view.

use std::{fs, path::Path, process::Output};

use privguide_tests::run;

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let top = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let file = top.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
    top
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn two_programs() -> tempfile::TempDir {
    tree(&[
        ("a/app.json", r#"{ "pages": ["pages/x"] }"#),
        ("a/pages/x.js", "Page({ go() { wx.chooseMedia({}) } })"),
        ("a/pages/x.wxml", ""),
        ("b/app.json", r#"{ "pages": ["pages/x"] }"#),
        ("b/pages/x.js", "Page({ go() { wx.getLocation({}) } })"),
        ("b/pages/x.wxml", ""),
    ])
}

fn declares(folder: &Path, what: &str) -> bool {
    fs::read_to_string(folder.join("privguide.toml")).expect("written").contains(what)
}

#[test]
fn init_writes_one_file_for_each_program() {
    let top = two_programs();
    let output = run(top.path(), &["init"]);
    assert!(said(&output).contains("found 2 programs: a, b"), "{}", said(&output));
    assert!(!top.path().join("privguide.toml").exists());
    let (a, b) = (top.path().join("a"), top.path().join("b"));
    assert!(declares(&a, "information.Album") && !declares(&a, "information.Location"));
    assert!(declares(&b, "information.Location") && !declares(&b, "information.Album"));
    // If one of the files is deleted later, it is written again without changing the other.
    fs::remove_file(b.join("privguide.toml")).expect("removed");
    assert!(run(top.path(), &["init"]).status.success());
    assert!(declares(&b, "information.Location"));
    let shared = two_programs();
    assert!(run(shared.path(), &["init", "--shared"]).status.success());
    assert!(
        declares(shared.path(), "information.Album")
            && declares(shared.path(), "information.Location")
    );
}

#[test]
fn a_program_without_declarations_is_mentioned_above() {
    let top = two_programs();
    assert!(run(top.path(), &["init"]).status.success());
    let (zh, en) = (
        "没有检查：b。运行 cargo privguide init",
        "having no privguide.toml: b; cargo privguide init",
    );
    assert!(!said(&run(top.path(), &["check"])).contains(en));
    fs::remove_file(top.path().join("b/privguide.toml")).expect("removed");
    for verb in ["check", "scan"] {
        assert_eq!(said(&run(top.path(), &[verb])).matches(en).count(), 1, "{verb}");
    }
    assert!(said(&run(top.path(), &["check", "--lang", "zh-CN"])).contains(zh));
    let json: serde_json::Value =
        serde_json::from_slice(&run(top.path(), &["check", "--format", "json"]).stdout)
            .expect("JSON");
    assert!(json.to_string().contains(en), "{json}");
    // Only the requested program matters.
    assert!(!said(&run(&top.path().join("a"), &["check"])).contains("having no"));
    assert!(
        !said(&run(top.path(), &["check", "--config", "a/privguide.toml"])).contains("having no")
    );
}

/// Advice, `fix` and `declare` never concern a generated file beside its source.
#[test]
fn generated_twins_are_left_alone() {
    let generated = [
        ("src/pages.json", r#"{ "pages": [{ "path": "pages/a" }] }"#),
        (
            "src/manifest.json",
            r#"{ "mp-weixin": { "requiredPrivateInfos": ["chooseAddres"], "__usePrivacyCheck__": false } }"#,
        ),
    ];
    let sources = [
        ("pages.config.ts", "export default defineUniPages({ pages: [{ path: 'pages/a' }] })"),
        (
            "manifest.config.ts",
            "export default defineManifestConfig({ 'mp-weixin': { requiredPrivateInfos: ['chooseAddres'], __usePrivacyCheck__: false } })",
        ),
        ("src/App.vue", "<script setup></script>"),
        (
            "src/pages/a.vue",
            "<script setup>\nuni.getLocation({})\nuni.chooseAddress({})\n</script><template><button open-type=\"getPhoneNumber\"/></template>",
        ),
        ("privguide.toml", "format = 1\n"),
    ];
    let top = tree(&[&generated[..], &sources[..]].concat());
    for arguments in [
        &["check"][..],
        &["fix"],
        &["fix", "--diff"],
        &["declare"],
        &["check", "--format", "json"],
        &["check", "--verbose"],
    ] {
        let text = said(&run(top.path(), arguments));
        for (twin, before) in generated {
            let at = text.find(twin);
            assert!(
                at.is_none(),
                "{arguments:?} speaks of {twin}: {}",
                &text[at.unwrap_or(0).saturating_sub(300)..]
            );
            assert_eq!(
                fs::read_to_string(top.path().join(twin)).expect("there"),
                before,
                "{arguments:?} wrote {twin}"
            );
        }
    }
    let text = said(&run(top.path(), &["check"]));
    assert!(text.contains("manifest.config.ts"), "{text}");
}

#[test]
fn names_in_other_letters_are_said() {
    let top = tree(&[
        ("src/app.wpy", "<config>\n{ pages: ['pages/shop/index', 'pages/gone/index'] }\n</config>"),
        (
            "src/pages/Shop/index.wpy",
            "<script>\nrequest({ header: { 'content-type': 'application/json' } })\nwx.getLocation({})\n</script>\n<config>\n{ usingComponents: { } }\n</config>",
        ),
    ]);
    let text = said(&run(top.path(), &["scan"]));
    assert!(text.contains("wx.getLocation"), "{text}");
    assert!(
        text.contains("names that differ from their files by case (1): ")
            && text.contains("src/pages/Shop/index (named in src/app.wpy)"),
        "{text}"
    );
    // Neither a missing page nor a media type is a package.
    assert!(!text.contains("imported packages"), "{text}");
    let zh = said(&run(top.path(), &["scan", "--lang", "zh-CN"]));
    assert!(zh.contains("大小写") && zh.contains("src/pages/Shop/index（见 src/app.wpy）"), "{zh}");
}

#[test]
fn project_configurations_that_a_build_copies_lead_nowhere() {
    let top = tree(&[
        (
            "src/app.mpx",
            "<script type=\"application/json\">{ \"pages\": [\"./pages/a\"] }</script>",
        ),
        ("src/pages/a.mpx", "<script>wx.getLocation({})</script>"),
        ("static/wx/project.config.json", "{}"),
        ("static/tt/project.config.json", "{}"),
        ("old/project.config.json", r#"{ "miniprogramRoot": "gone/" }"#),
    ]);
    let text = said(&run(top.path(), &["scan"]));
    assert!(!text.contains("static/") && text.contains("old/gone/app.json"), "{text}");
}

#[test]
fn packages_that_are_not_here_are_named_once() {
    let top = tree(&[
        ("src/app.config.ts", "export default { pages: ['pages/a', 'pages/b'] }"),
        (
            "src/pages/a.tsx",
            "import Taro from '@tarojs/taro'\nimport pick from '@acme/picker'\nimport type { T } from 'types-only'\npick()",
        ),
        ("src/pages/b.tsx", "import pick from '@acme/picker/lib/pick'"),
    ]);
    let output = run(top.path(), &["scan"]);
    let text = said(&output);
    assert_eq!(text.matches("@acme/picker").count(), 1, "{text}");
    assert!(
        text.contains("src/pages/a.tsx:2")
            && !text.contains("@tarojs")
            && !text.contains("types-only"),
        "{text}"
    );
    let json = run(top.path(), &["scan", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["programs"][0]["missing_packages"][0]["package"], "@acme/picker");
}

#[test]
fn what_nothing_leads_to_is_outside_with_the_reason() {
    let top = tree(&[
        ("pages.json", r#"{ "pages": [{ "path": "pages/a" }] }"#),
        ("manifest.json", "{}"),
        ("pages/a.vue", "<script>export default {}</script>"),
        ("pages/old.vue", "<script>uni.getLocation()</script>"),
    ]);
    let output = run(top.path(), &["list", "files", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let files = json["programs"][0]["files"].as_array().expect("files");
    let old = files.iter().find(|file| file["path"] == "pages/old.vue").expect("listed");
    assert_eq!(old["status"], "outside");
    assert!(old["reason"].as_str().is_some_and(|reason| reason.contains("not built")), "{old}");
}

#[test]
fn a_list_that_code_works_out_is_no_error() {
    let top = tree(&[
        (
            "src/app.config.ts",
            "import { infos } from './infos'\nexport default { pages: ['pages/a'], requiredPrivateInfos: [...infos] }",
        ),
        ("src/infos.ts", "export const infos = ['getLocation']"),
        ("src/pages/a.tsx", "import Taro from '@tarojs/taro'\nTaro.getLocation({})"),
        ("privguide.toml", "format = 1\n"),
    ]);
    let text = said(&run(top.path(), &["check"]));
    assert!(
        text.contains("warning[missing-private-info]")
            && !text.contains("error[missing-private-info]"),
        "{text}"
    );
}
