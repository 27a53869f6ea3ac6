//! A program in a folder of a repository: code that it includes from the repository counts, and
//! nothing outside of the repository is read.

use std::{fs, path::Path};

use privguide_tests::{privguide, run};
use serde_json::Value;

const PAGE: (&str, &str) = ("apps/mini/src/app.config.ts", "export default { pages: ['pages/a'] }");
const SHARED: &str = "export function where() {\n  return wx.getLocation({})\n}\n";

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let top = tempfile::tempdir().expect("a folder");
    for (path, text) in [PAGE].iter().chain(files) {
        let file = top.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
    top
}

/// The files of all uses, according to `scan` in a folder.
fn used(folder: &Path) -> Vec<String> {
    let output = run(folder, &["scan", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let programs = report["programs"].as_array().expect("a list").iter();
    let uses = programs.flat_map(|program| program["uses"].as_array().expect("a list"));
    uses.map(|found| found["file"].as_str().expect("a path").to_owned()).collect()
}

const GIT: (&str, &str) = (".git/HEAD", "ref: refs/heads/main\n");
const PNPM: (&str, &str) = ("pnpm-workspace.yaml", "packages:\n  - apps/*\n  - packages/*\n");
const PACKAGE: (&str, &str) =
    ("packages/shared/package.json", r#"{ "name": "@acme/shared", "main": "src/index.ts" }"#);
const INDEX: (&str, &str) = ("packages/shared/src/index.ts", "export * from './where'");
const WHERE: (&str, &str) = ("packages/shared/src/where.ts", SHARED);
const BY_NAME: (&str, &str) =
    ("apps/mini/src/pages/a.tsx", "import { where } from '@acme/shared'\nwhere()");

#[test]
fn sources_of_the_repository_are_followed_from_one_of_its_folders() {
    let forms: [(&str, &[(&str, &str)]); 7] = [
        ("a workspace of pnpm", &[GIT, PNPM, PACKAGE, INDEX, WHERE, BY_NAME]),
        ("outside of git", &[PNPM, PACKAGE, INDEX, WHERE, BY_NAME]),
        (
            "a workspace of npm",
            &[
                GIT,
                ("package.json", r#"{ "workspaces": ["packages/*"] }"#),
                PACKAGE,
                INDEX,
                WHERE,
                BY_NAME,
            ],
        ),
        (
            "a path",
            &[
                GIT,
                WHERE,
                (
                    "apps/mini/src/pages/a.tsx",
                    "import { where } from '../../../../packages/shared/src/where'\nwhere()",
                ),
            ],
        ),
        (
            "a base configuration",
            &[
                GIT,
                WHERE,
                (
                    "tsconfig.base.json",
                    r#"{ "compilerOptions": { "paths": { "~shared/*": ["./packages/shared/src/*"] } } }"#,
                ),
                ("apps/mini/tsconfig.json", r#"{ "extends": "../../tsconfig.base.json" }"#),
                ("apps/mini/src/pages/a.tsx", "import { where } from '~shared/where'\nwhere()"),
            ],
        ),
        (
            "an alias of the bundler",
            &[
                GIT,
                WHERE,
                ("apps/mini/package.json", "{}"),
                (
                    "apps/mini/config/index.ts",
                    "export default { alias: { '@shared': path.resolve(__dirname, '../../../packages/shared/src') } }",
                ),
                ("apps/mini/src/pages/a.tsx", "import { where } from '@shared/where'\nwhere()"),
            ],
        ),
        (
            "a way back",
            &[
                GIT,
                PNPM,
                PACKAGE,
                (
                    "packages/shared/src/index.ts",
                    "export { where } from '../../../apps/mini/src/where'",
                ),
                ("apps/mini/src/where.ts", SHARED),
                BY_NAME,
            ],
        ),
    ];
    for (what, files) in forms {
        let top = tree(files);
        let (inside, from_top) = if what == "a way back" {
            ("src/where.ts", "apps/mini/src/where.ts")
        } else {
            ("../../packages/shared/src/where.ts", "packages/shared/src/where.ts")
        };
        assert_eq!(used(&top.path().join("apps/mini")), [inside], "{what}");
        assert_eq!(used(top.path()), [from_top], "{what}, from the top");
    }
}

#[test]
fn nothing_beyond_the_repository_is_read() {
    let page = (
        "apps/mini/src/pages/a.tsx",
        "import { where } from '../../../../../secret/where'\nwhere()",
    );
    let top = tree(&[GIT, ("package.json", "{}"), page]);
    let repository = top.path().join("apps");
    fs::create_dir_all(repository.join("secret")).expect("made");
    fs::write(repository.join("secret/where.ts"), SHARED).expect("written");
    // Now `apps` is the repository, and the folders beside it are not part of it.
    fs::rename(top.path().join(".git"), repository.join(".git")).expect("moved");
    fs::create_dir_all(top.path().join("secret")).expect("made");
    fs::write(top.path().join("secret/where.ts"), SHARED).expect("written");
    let mini = repository.join("mini");
    fs::write(
        mini.join("src/pages/a.tsx"),
        "import { where } from '../../../../secret/where'\nwhere()",
    )
    .expect("written");
    assert_eq!(used(&mini), [""; 0]);
    let said = run(&mini, &["scan"]);
    assert!(
        String::from_utf8_lossy(&said.stderr).contains("../../../../secret/where"),
        "it is said"
    );
}

#[test]
fn a_crate_beside_a_program_with_declarations_of_its_own() {
    let binding = "use wasm_bindgen::prelude::*;\n#[wasm_bindgen]\nextern \"C\" {\n    #[wasm_bindgen(js_namespace = wx, js_name = getLocation)]\n    fn get_location();\n}\npub fn locate() {\n    get_location();\n}\n";
    let package = "[package]\nname = \"core\"\n";
    let by_package =
        format!("{package}[package.metadata.privguide]\nprograms = [\"../../apps/shop\"]\n");
    let by_workspace = "[workspace]\nmembers = [\"crates/*\"]\n[workspace.metadata.privguide]\nprograms = [\"apps/shop\"]\n";
    for (what, workspace, own) in [
        ("the crate names it", "", by_package.as_str()),
        ("the workspace names it", by_workspace, package),
    ] {
        let mut files = vec![
            GIT,
            ("apps/shop/app.json", r#"{ "pages": [] }"#),
            ("apps/shop/privguide.toml", "format = 1\n"),
            ("crates/core/Cargo.toml", own),
            ("crates/core/src/lib.rs", binding),
        ];
        if !workspace.is_empty() {
            files.push(("Cargo.toml", workspace));
        }
        let top = tree(&files);
        fs::remove_dir_all(top.path().join("apps/mini")).expect("removed");
        assert_eq!(used(&top.path().join("apps/shop")), ["../../crates/core/src/lib.rs"], "{what}");
        assert_eq!(used(top.path()), ["crates/core/src/lib.rs"], "{what}, from the top");
    }
}

/// The hook's output for a push of everything.
fn pushed(folder: &Path) -> String {
    let head = std::process::Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(folder)
        .output()
        .expect("git runs");
    let head = String::from_utf8_lossy(&head.stdout).trim().to_owned();
    let line = format!("refs/heads/main {head} refs/heads/main {}\n", "0".repeat(40));
    fs::write(folder.join("../pushed"), line).expect("written");
    let input = fs::File::open(folder.join("../pushed")).expect("there");
    let output =
        privguide(folder, &["hook", "run", "pre-push"]).stdin(input).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn the_hook_and_a_base_see_the_same() {
    let top = tree(&[
        PNPM,
        PACKAGE,
        INDEX,
        ("packages/shared/src/where.ts", "export function where() {}\n"),
        BY_NAME,
        ("apps/mini/privguide.toml", "format = 1\n[guide]\n"),
    ]);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"])
            .args(arguments);
        assert!(
            git.current_dir(top.path()).output().expect("git runs").status.success(),
            "{arguments:?}"
        );
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    fs::write(top.path().join("packages/shared/src/where.ts"), SHARED).expect("written");
    let mini = top.path().join("apps/mini");
    let said = |arguments: &[&str]| {
        let output = privguide(&mini, arguments).output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr)
    };
    let new = said(&["check", "--base", "HEAD", "--format", "short"]);
    assert!(
        new.contains("../../packages/shared/src/where.ts:2:10: error[undeclared-information]"),
        "{new}"
    );
    git(&["commit", "-qam", "two"]);
    let hook = pushed(&mini);
    assert!(
        hook.contains("undeclared-information") && hook.contains("packages/shared/src/where.ts"),
        "{hook}"
    );
    let old = said(&["check", "--base", "HEAD", "--format", "short"]);
    assert!(!old.contains("undeclared-information"), "{old}");
    let difference = said(&["diff", "HEAD~1..HEAD"]);
    assert!(difference.contains("wx.getLocation"), "{difference}");
}

/// Installs packages like pnpm, as links to a store inside the repository.
fn install(top: &Path) {
    let store = "node_modules/.pnpm/geo@1/node_modules";
    for (path, text) in [
        (
            "geo/package.json",
            r#"{ "name": "geo", "exports": { "./sub": { "import": "./lib/sub.mjs", "require": "./lib/sub.js" } } }"#,
        ),
        (
            "geo/lib/sub.mjs",
            "import d from 'deep'\nexport const geo = () => { wx.getLocation({}); d() }\n",
        ),
        ("geo/lib/sub.js", "exports.geo = () => wx.chooseAddress({})\n"),
        ("deep/package.json", r#"{ "name": "deep", "main": "i.js" }"#),
        ("deep/i.js", "const { chooseMedia } = wx\nmodule.exports = () => chooseMedia({})\n"),
    ] {
        let file = top.join(store).join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
}

#[cfg(unix)]
#[test]
fn installed_packages_are_looked_into_and_count_for_nothing() {
    use std::os::unix::fs::symlink;
    let page = (
        "apps/mini/src/pages/a.tsx",
        "import { geo } from 'geo/sub'\nimport gone from 'gone'\nimport 'evil'\ngeo()\ngone()",
    );
    let top = tree(&[GIT, page, ("apps/mini/privguide.toml", "format = 1\n")]);
    let mini = top.path().join("apps/mini");
    let check = || {
        let output = run(&mini, &["check", "--format", "json"]);
        (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, findings, said) = check();
    assert!(
        said.contains(
            "evil (src/pages/a.tsx:3), geo (src/pages/a.tsx:1), gone (src/pages/a.tsx:2)"
        ),
        "{said}"
    );
    install(top.path());
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("index.js"), "wx.chooseContact({})").expect("written");
    fs::create_dir_all(mini.join("node_modules")).expect("made");
    symlink("../../../node_modules/.pnpm/geo@1/node_modules/geo", mini.join("node_modules/geo"))
        .expect("linked");
    symlink(elsewhere.path(), mini.join("node_modules/evil")).expect("linked");
    let (with_code, with_findings, with_said) = check();
    assert_eq!((code, findings), (with_code, with_findings), "the verdict is the same");
    let geo = "the npm package geo (src/pages/a.tsx:1) uses wx.chooseMedia (Album), wx.getLocation (Location)";
    assert_eq!(with_said.matches("npm package geo").count(), 1, "{with_said}");
    assert!(with_said.contains(geo) && !with_said.contains("chooseAddress"), "{with_said}");
    // A link out of the repository is not followed: that package counts as missing.
    assert!(
        with_said.contains("evil (src/pages/a.tsx:3), gone (src/pages/a.tsx:2)"),
        "{with_said}"
    );
    assert!(!with_said.contains("chooseContact"), "{with_said}");
}

/// Writes a package to the program's `node_modules`.
fn put(top: &Path, name: &str, file: &str, text: &str) {
    let folder = top.join("apps/mini/node_modules").join(name);
    fs::create_dir_all(&folder).expect("made");
    fs::write(
        folder.join("package.json"),
        format!(r#"{{ "name": "{name}", "main": "index.js" }}"#),
    )
    .expect("written");
    fs::write(folder.join(file), text).expect("written");
}

/// Of one package one file more is imported than is followed.
const FILES_IMPORTED: [(&str, usize); 2] = [("many", 51), ("fifty", 50)];

#[test]
fn bounds_of_installed_packages_are_said() {
    let mut imports = "import 'wide'\nimport 'exact'\nimport 'p0'\nimport 'q0'\n".to_owned();
    for (name, count) in FILES_IMPORTED {
        imports.extend((0..count).map(|at| format!("import '{name}/f{at}'\n")));
    }
    let top = tree(&[
        GIT,
        ("apps/mini/src/pages/a.tsx", &imports),
        ("apps/mini/privguide.toml", "format = 1\n"),
    ]);
    let put = |name: &str, file: &str, text: &str| put(top.path(), name, file, text);
    // One package has more than 16 MB, another exactly 16 MB.
    let filler = format!("/*{}*/\n", " ".repeat((4 << 20) - 128));
    for (name, count) in [("wide", 5), ("exact", 1)] {
        let requires =
            (0..count).map(|at| format!("require('./f{at}')")).collect::<Vec<_>>().join("\n");
        put(name, "index.js", &format!("{requires}\nwx.getLocation({{}})\n"));
        for at in 0..count {
            put(name, &format!("f{at}.js"), &filler);
        }
    }
    for (name, count) in FILES_IMPORTED {
        put(name, "index.js", "");
        for at in 0..count {
            put(name, &format!("f{at}.js"), "");
        }
    }
    // Chains of packages that import each other: one of 401 packages, and one of 400.
    for (letter, count) in [("p", 401), ("q", 400)] {
        for at in 0..count {
            let next = if at + 1 < count {
                format!("require('{letter}{}')\n", at + 1)
            } else {
                "wx.chooseMedia({})\n".to_owned()
            };
            put(&format!("{letter}{at}"), "index.js", &next);
        }
    }
    let said = |language: &str| {
        let output = run(&top.path().join("apps/mini"), &["check", "--lang", language]);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let (en, zh) = (said("en"), said("zh-CN"));
    for expected in [
        "package wide (src/pages/a.tsx:1) uses wx.getLocation (Location) (with all that it imports it is too large: not all of it",
        "package exact (src/pages/a.tsx:2) uses wx.getLocation (Location). Installed",
        "package p0 (src/pages/a.tsx:3) with all that it imports is too large: not all of it was looked into",
        "package q0 (src/pages/a.tsx:4) uses wx.chooseMedia (Album). Installed",
        "package many (src/pages/a.tsx:5) with all that it imports is too large: not all of it was looked into",
    ] {
        assert!(en.contains(expected), "{expected}\n{en}");
    }
    assert!(!en.contains("fifty"), "{en}");
    for expected in [
        "npm 包 wide（src/pages/a.tsx:1）用到 wx.getLocation（Location）（连同它引用的包太大，没有全部查看）",
        "npm 包 p0（src/pages/a.tsx:3）连同它引用的包太大，没有全部查看",
    ] {
        assert!(zh.contains(expected), "{expected}\n{zh}");
    }
}
