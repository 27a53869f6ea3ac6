//! One commit has one verdict: from the work tree, a fresh clone, the hook, `--base` and a bare
//! repository, with and without uncommitted packages and builds.

use std::{fs, path::Path};

use crate::lab::{Lab, said, write};

const LOCK: &str = r#"{ "lockfileVersion": 3, "packages": {
  "": { "dependencies": { "geo": "^1.0.0" } },
  "node_modules/geo": { "version": "1.0.0", "integrity": "sha512-g1" },
  "node_modules/kit": { "version": "2.0.0", "integrity": "sha512-k2" },
  "node_modules/plain": { "version": "3.0.0", "integrity": "sha512-p3" } } }
"#;

const DECLARED: &str = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
     [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n\
     [information.AlbumWriteOnly]\npurpose = \"保存生成的海报\"\n[information.Location]\npurpose = \"展示附近的门店\"\n\
     [information.Address]\npurpose = \"填写收货地址\"\n[information.Album]\npurpose = \"上传海报的图片\"\n";

/// Writes the packages that the program reaches: `geo` uses the given code, and its dependency uses
/// an address.
pub(crate) fn install(folder: &Path, version: &str, uses: &str) {
    let package = |name: &str, version: &str, code: &str| {
        let manifest = format!(
            "{{ \"name\": \"{name}\", \"version\": \"{version}\", \"main\": \"index.js\" }}"
        );
        write(folder, &format!("node_modules/{name}/package.json"), manifest);
        write(folder, &format!("node_modules/{name}/index.js"), code);
    };
    package(
        "geo",
        version,
        &format!("const kit = require('kit'); exports.locate = () => {{ {uses}; kit.ask() }}\n"),
    );
    package("kit", "2.0.0", "exports.ask = () => wx.chooseAddress({})\n");
    package("plain", "3.0.0", "exports.sum = (a, b) => a + b\n");
}

fn build(folder: &Path) {
    write(folder, "dist/app.json", "{ \"pages\": [\"pages/poster/index\"] }\n");
    write(folder, "dist/app.js", "require('./taro'); App({})\n");
    write(
        folder,
        "dist/taro.js",
        "wx.chooseImage({}); wx.getLocation({}); wx.saveImageToPhotosAlbum({}); wx.chooseAddress({})\n",
    );
}

/// A Taro project whose packages and build are not committed; everything is declared, recorded,
/// generated and committed.
pub(crate) fn project(lab: &Lab, name: &str) -> std::path::PathBuf {
    let folder = lab.repository(name);
    lab.git(&folder, &["rm", "-rq", "--ignore-unmatch", "."]);
    for (path, text) in [
        ("package.json", "{ \"dependencies\": { \"geo\": \"^1.0.0\", \"plain\": \"^3.0.0\" } }\n"),
        ("package-lock.json", LOCK),
        (".gitignore", "node_modules\ndist/\n"),
        ("project.config.json", "{ \"miniprogramRoot\": \"dist/\" }\n"),
        ("config/index.js", "module.exports = { sourceRoot: 'src', outputRoot: 'dist' }\n"),
        (
            "src/app.config.ts",
            "export default { pages: ['pages/poster/index'], requiredPrivateInfos: ['getLocation', 'chooseAddress'] }\n",
        ),
        ("src/app.tsx", "export default (props: { children: any }) => props.children\n"),
        (
            "src/pages/poster/index.tsx",
            "import Taro from '@tarojs/taro'\nimport { locate } from 'geo'\nimport { sum } from 'plain'\n\
             export default () => { Taro.saveImageToPhotosAlbum({ filePath: String(sum(1, 2)) }); return locate() }\n",
        ),
        ("privguide.toml", DECLARED),
    ] {
        write(&folder, path, text);
    }
    install(&folder, "1.0.0", "wx.getLocation({})");
    build(&folder);
    lab.privguide(&folder, &["record", "--built", "dist"]);
    lab.privguide(&folder, &["generate"]);
    lab.commit(&folder, "recorded");
    folder
}

pub(crate) fn remove(folder: &Path, name: &str) {
    let _ = fs::remove_dir_all(folder.join(name));
}

pub(crate) fn edit(folder: &Path, file: &str, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(folder.join(file)).expect("there");
    let changed = change(text.clone());
    assert_ne!(text, changed, "{file}");
    write(folder, file, changed);
}

/// Both streams and the exit code of a check, without the folder's name.
pub(crate) fn verdict(lab: &Lab, folder: &Path, arguments: &[&str]) -> String {
    let output = lab.try_privguide(folder, &[&["check", "--lang", "en"], arguments].concat());
    format!("{:?}\n{}", output.status.code(), said(&output))
        .replace(&folder.display().to_string(), "")
}

#[test]
fn one_commit_has_one_verdict_from_everywhere() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    let formats: [&[&str]; 4] = [
        &["--format", "short"],
        &["--format", "json"],
        &["--format", "sarif"],
        &["--base", "HEAD", "--format", "json"],
    ];
    let seen = |folder: &Path| formats.map(|format| verdict(&lab, folder, format));
    let whole = seen(&folder);
    assert!(whole[0].starts_with("Some(0)"), "{}", whole[0]);
    assert!(!whole[0].contains("npm package"), "the record answers for the packages: {}", whole[0]);
    remove(&folder, "dist");
    assert_eq!(seen(&folder), whole, "without the build");
    remove(&folder, "node_modules");
    assert_eq!(seen(&folder), whole, "without the build and the packages");
    build(&folder);
    assert_eq!(seen(&folder), whole, "without the packages");
    install(&folder, "1.0.0", "wx.getLocation({})");
    let built = verdict(&lab, &folder, &["--built", "dist", "--format", "short"]);
    assert!(
        built.starts_with("Some(0)") && !built.contains("built-difference"),
        "what is recorded of the build is no news: {built}"
    );

    lab.git(&folder, &["push", "--quiet", "--no-verify", "origin", "main"]);
    let clone = lab.path("elsewhere").join("shop");
    lab.git(&lab.path(""), &["clone", "--quiet", "shop.git", clone.to_str().expect("UTF-8")]);
    assert_eq!(seen(&clone), whole, "in a fresh clone");

    let scan = |folder: &Path| said(&lab.try_privguide(folder, &["scan", "--format", "json"]));
    assert_eq!(scan(&clone), scan(&folder));
    for subject in ["Location", "Address", "Album"] {
        let why =
            |folder: &Path| said(&lab.try_privguide(folder, &["why", subject, "--lang", "en"]));
        assert!(why(&folder).contains("as recorded"), "{subject}: {}", why(&folder));
        assert_eq!(why(&clone), why(&folder), "{subject}");
    }
    assert!(
        said(&lab.try_privguide(&clone, &["generate", "--check", "--lang", "en"]))
            .contains("up to date")
    );
    lab.privguide(&folder, &["record", "--check"]);
}

#[test]
fn an_edited_source_is_judged_alike_with_and_without_the_packages() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    let page = fs::read_to_string(folder.join("src/pages/poster/index.tsx")).expect("there");
    write(
        &folder,
        "src/pages/poster/index.tsx",
        page.replace("return locate()", "Taro.getWeRunData(); return locate()"),
    );
    let seen = || verdict(&lab, &folder, &["--format", "json"]);
    let whole = seen();
    assert!(
        whole.starts_with("Some(1)")
            && whole.contains("undeclared-information")
            && whole.contains("stale-record"),
        "{whole}"
    );
    assert!(
        !whole.contains("unused-declaration"),
        "what packages and the build use is not called unused: {whole}"
    );
    remove(&folder, "node_modules");
    remove(&folder, "dist");
    assert_eq!(seen(), whole);
}

#[test]
fn a_place_that_the_platform_is_newly_left_in_asks_for_a_new_record() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    let page = fs::read_to_string(folder.join("src/pages/poster/index.tsx")).expect("there");
    write(
        &folder,
        "src/pages/poster/index.tsx",
        page.replace("return locate()", "globalThis.api = Taro; return locate()"),
    );
    remove(&folder, "dist");
    for is_installed in [true, false] {
        if !is_installed {
            remove(&folder, "node_modules");
        }
        for (language, said) in [
            ("en", "leaves the platform's object in globalThis.api"),
            ("zh-CN", "代码把平台对象放到了 globalThis.api"),
        ] {
            let output = said_of(&lab, &folder, language);
            assert!(
                output.contains("stale-record") && output.contains(said),
                "installed: {is_installed}\n{output}"
            );
        }
    }
    install(&folder, "1.0.0", "wx.getLocation({})");
    build(&folder);
    lab.privguide(&folder, &["record", "--built", "dist"]);
    assert!(
        !said_of(&lab, &folder, "en").contains("stale-record"),
        "{}",
        said_of(&lab, &folder, "en")
    );
}

fn said_of(lab: &Lab, folder: &Path, language: &str) -> String {
    said(&lab.try_privguide(folder, &["check", "--format", "short", "--lang", language]))
}

#[test]
fn the_hook_and_a_bare_repository_see_what_is_recorded() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    // Without the declaration, the hook rejects the push although it does not read node_modules.
    write(
        &folder,
        "privguide.toml",
        DECLARED.replace("[information.Address]\npurpose = \"填写收货地址\"\n", ""),
    );
    lab.try_privguide(&folder, &["generate"]);
    lab.commit(&folder, "less");
    let refused = lab.refused(&folder, &["origin", "main"]);
    assert!(
        refused.contains("undeclared-information") && refused.contains("kit 2.0.0"),
        "{refused}"
    );
    lab.git(&folder, &["push", "--quiet", "--no-verify", "origin", "main"]);
    let bare = lab.path("shop.git");
    let bare_diff = said(&lab.try_privguide(&bare, &["diff", "HEAD~1..HEAD", "--lang", "en"]));
    let diff = said(&lab.try_privguide(&folder, &["diff", "HEAD~1..HEAD", "--lang", "en"]));
    assert_eq!(bare_diff, diff);
    assert!(diff.contains("Address"), "{diff}");
}

#[test]
fn an_upgrade_that_adds_an_interface_is_said_by_everything() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    let bumped = LOCK.replace(
        "\"1.0.0\", \"integrity\": \"sha512-g1\"",
        "\"2.0.0\", \"integrity\": \"sha512-g2\"",
    );
    write(&folder, "package-lock.json", &bumped);
    install(&folder, "2.0.0", "wx.getLocation({}); wx.chooseInvoiceTitle({})");
    let here = verdict(&lab, &folder, &["--format", "short"]);
    let expected = "geo is at 2.0.0, and privguide.lock records 1.0.0";
    assert!(
        here.starts_with("Some(1)")
            && here.contains(expected)
            && here.contains("it adds wx.chooseInvoiceTitle"),
        "{here}"
    );
    assert!(here.contains("undeclared-information"), "what is there counts: {here}");
    let summary = verdict(&lab, &folder, &["--format", "summary"]);
    assert!(summary.contains("wx.chooseInvoiceTitle"), "{summary}");
    remove(&folder, "node_modules");
    let gone = verdict(&lab, &folder, &["--format", "short"]);
    assert!(gone.starts_with("Some(1)") && gone.contains(expected), "{gone}");
    let help = verdict(&lab, &folder, &[]);
    assert!(
        help.contains("run cargo privguide record") || help.contains("run cargo-privguide record"),
        "{help}"
    );
    lab.commit(&folder, "bump");
    let refused = lab.refused(&folder, &["origin", "main"]);
    assert!(refused.contains(expected), "{refused}");

    install(&folder, "2.0.0", "wx.getLocation({}); wx.chooseInvoiceTitle({})");
    lab.privguide(&folder, &["record"]);
    lab.commit(&folder, "recorded again");
    let refused = lab.refused(&folder, &["origin", "main"]);
    assert!(
        refused.contains("undeclared-information") && refused.contains("geo 2.0.0"),
        "{refused}"
    );
    let diff = said(&lab.try_privguide(&folder, &["diff", "origin/main", "--lang", "en"]));
    assert!(diff.contains("brought by geo 2.0.0"), "{diff}");
    let diff =
        said(&lab.try_privguide(&folder, &["diff", "origin/main..HEAD", "--format", "json"]));
    assert!(
        diff.contains("\"brought_in_by\": \"geo\"")
            && diff.contains("\"brought_in_version\": \"2.0.0\""),
        "{diff}"
    );
}

#[test]
fn without_a_record_the_packages_are_named_and_the_exit_code_stays() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    fs::remove_file(folder.join("privguide.lock")).expect("removed");
    write(
        &folder,
        "privguide.toml",
        DECLARED.split("[information.Location]").next().expect("a part"),
    );
    lab.privguide(&folder, &["generate"]);
    let with = verdict(&lab, &folder, &["--format", "short"]);
    assert!(
        with.starts_with("Some(0)")
            && with.contains("npm package geo")
            && with.contains("record writes it"),
        "{with}"
    );
    remove(&folder, "node_modules");
    let without = verdict(&lab, &folder, &["--format", "short"]);
    assert!(
        without.starts_with("Some(0)") && without.contains("geo (") && without.contains("plain ("),
        "{without}"
    );
    let refused = said(&lab.try_privguide(&folder, &["record", "--lang", "en"]));
    assert!(
        refused.contains("not installed and cannot be recorded: geo 1.0.0, plain 3.0.0"),
        "{refused}"
    );
    write(&folder, ".pnp.cjs", "");
    let pnp = said(&lab.try_privguide(&folder, &["record", "--lang", "en"]));
    assert!(pnp.contains("nodeLinker: node-modules"), "{pnp}");
}

#[test]
fn two_branches_that_add_packages_merge() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    let add = |name: &str| {
        edit(&folder, "src/app.tsx", |text| format!("import '{name}'\n{text}"));
        edit(&folder, "package-lock.json", |text| {
            text.replace("  \"node_modules/geo\"", &format!("  \"node_modules/{name}\": {{ \"version\": \"1.0.0\", \"integrity\": \"sha512-{name}\" }},\n  \"node_modules/geo\""))
        });
        write(
            &folder,
            &format!("node_modules/{name}/package.json"),
            format!("{{ \"name\": \"{name}\", \"version\": \"1.0.0\" }}"),
        );
        write(&folder, &format!("node_modules/{name}/index.js"), "");
        lab.privguide(&folder, &["record"]);
        lab.git(&folder, &["add", "privguide.lock"]);
        lab.git(&folder, &["commit", "-qm", name]);
        lab.git(&folder, &["stash", "-q"]);
    };
    lab.git(&folder, &["checkout", "-q", "-b", "one"]);
    add("aaa");
    lab.git(&folder, &["checkout", "-q", "-b", "two", "main"]);
    add("zzz");
    lab.git(&folder, &["merge", "-q", "--no-edit", "one"]);
    let merged = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    for name in ["aaa", "geo", "kit", "plain", "zzz"] {
        assert!(merged.contains(&format!("name = \"{name}\"")), "{merged}");
    }
}

/// A native program whose packages are built into an uncommitted `miniprogram_npm`.
fn native(lab: &Lab) -> std::path::PathBuf {
    let folder = lab.repository("native");
    write(&folder, ".gitignore", "node_modules/\nminiprogram_npm/\n");
    write(
        &folder,
        "package.json",
        "{ \"dependencies\": { \"geo-wx\": \"^1.0.0\", \"sums\": \"^1.0.0\" } }\n",
    );
    write(
        &folder,
        "package-lock.json",
        "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/geo-wx\": { \"version\": \"1.0.0\", \"integrity\": \"sha512-g\" }, \
         \"node_modules/sums\": { \"version\": \"1.1.0\", \"integrity\": \"sha512-s\" } } }\n",
    );
    write(
        &folder,
        "pages/index/index.json",
        "{ \"usingComponents\": { \"map-view\": \"geo-wx/map/index\" } }\n",
    );
    write(
        &folder,
        "pages/index/index.js",
        "const { sum } = require('sums')\nPage({ onLoad() { sum(1, 2) } })\n",
    );
    write(
        &folder,
        "node_modules/geo-wx/package.json",
        "{ \"name\": \"geo-wx\", \"version\": \"1.0.0\", \"miniprogram\": \"lib\" }\n",
    );
    for top in ["node_modules/geo-wx/lib", "miniprogram_npm/geo-wx"] {
        write(
            &folder,
            &format!("{top}/map/index.js"),
            "Component({ attached() { wx.chooseAddress({}) } })\n",
        );
        write(&folder, &format!("{top}/map/index.json"), "{ \"component\": true }\n");
        write(&folder, &format!("{top}/map/index.wxml"), "<view/>\n");
    }
    write(
        &folder,
        "node_modules/sums/package.json",
        "{ \"name\": \"sums\", \"version\": \"1.1.0\" }\n",
    );
    for file in ["node_modules/sums/index.js", "miniprogram_npm/sums/index.js"] {
        write(&folder, file, "exports.sum = (a, b) => a + b\n");
    }
    folder
}

#[test]
fn packages_that_a_native_program_builds_are_recorded_too() {
    let lab = Lab::new();
    let folder = native(&lab);
    let note = verdict(&lab, &folder, &["--format", "short"]);
    assert!(
        note.contains("npm package geo-wx (pages/index/index.json:1) uses wx.chooseAddress"),
        "{note}"
    );
    lab.privguide(&folder, &["record"]);
    lab.commit(&folder, "recorded");
    let formats: [&[&str]; 3] =
        [&["--format", "short"], &["--format", "json"], &["--base", "HEAD", "--format", "json"]];
    let seen = |folder: &Path| formats.map(|format| verdict(&lab, folder, format));
    let whole = seen(&folder);
    assert!(
        whole[0].starts_with("Some(1)") && whole[0].contains("undeclared-information"),
        "{}",
        whole[0]
    );
    assert!(whole[1].contains("in package geo-wx 1.0.0, as recorded"), "{}", whole[1]);
    for name in ["miniprogram_npm", "node_modules"] {
        remove(&folder, name);
        assert_eq!(seen(&folder), whole, "without {name}");
    }
    // If it is committed, it is part of the program, as before.
    write(
        &folder,
        "miniprogram_npm/sums/index.js",
        "exports.sum = () => wx.chooseInvoiceTitle({})\n",
    );
    lab.git(&folder, &["add", "--force", "miniprogram_npm"]);
    assert!(
        verdict(&lab, &folder, &["--format", "json"]).contains("miniprogram_npm/sums/index.js")
    );
}
