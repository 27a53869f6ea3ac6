//! What the record says beside the interfaces of packages: the hosts they get to, and what they do with the platform when it is handed to
//! them.

use std::{fs, path::Path};

use crate::lab::{Lab, said, write};

const DECLARED: &str = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
     [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n\
     [information.Location]\npurpose = \"展示附近的门店\"\n";

/// A Taro program whose page is given, and one package for each name and code.
fn project(lab: &Lab, page: &str, packages: &[(&str, &str)]) -> std::path::PathBuf {
    let folder = lab.repository("shop");
    let locked: Vec<String> = packages
        .iter()
        .map(|(name, _)| format!("\"node_modules/{name}\": {{ \"version\": \"1.0.0\", \"integrity\": \"sha512-{name}\" }}"))
        .collect();
    lab.git(&folder, &["rm", "-rq", "--ignore-unmatch", "."]);
    for (path, text) in [
        ("package.json", "{}\n"),
        ("package-lock.json", &*format!("{{ \"lockfileVersion\": 3, \"packages\": {{ {} }} }}\n", locked.join(", "))),
        (".gitignore", "node_modules\n"),
        ("project.config.json", "{ \"miniprogramRoot\": \"dist/\" }\n"),
        ("config/index.js", "module.exports = { sourceRoot: 'src', outputRoot: 'dist' }\n"),
        ("src/app.config.ts", "export default { pages: ['pages/index'], requiredPrivateInfos: ['getLocation'] }\n"),
        ("src/app.tsx", "export default (props: { children: any }) => props.children\n"),
        ("src/pages/index.tsx", page),
        ("privguide.toml", DECLARED),
    ] {
        write(&folder, path, text);
    }
    for (name, code) in packages {
        write(
            &folder,
            &format!("node_modules/{name}/package.json"),
            format!("{{ \"name\": \"{name}\", \"version\": \"1.0.0\" }}"),
        );
        write(&folder, &format!("node_modules/{name}/index.js"), code);
    }
    folder
}

fn run(lab: &Lab, folder: &Path, arguments: &[&str]) -> String {
    let output = lab.try_privguide(folder, arguments);
    format!("{:?}\n{}", output.status.code(), said(&output))
}

/// Records, and gives what is said with the packages and without them, which must be the same.
fn recorded(lab: &Lab, folder: &Path) -> String {
    lab.privguide(folder, &["record"]);
    let seen = |arguments: &[&str]| run(lab, folder, arguments);
    let asked: [&[&str]; 4] = [
        &["why", "Location", "--lang", "en"],
        &["check", "--format", "json", "--lang", "en"],
        &["list", "third-parties", "--lang", "en"],
        &["check", "--format", "short", "--lang", "en"],
    ];
    let with = asked.map(seen);
    fs::rename(folder.join("node_modules"), folder.join("../aside")).expect("moved");
    let without = asked.map(seen);
    fs::rename(folder.join("../aside"), folder.join("node_modules")).expect("moved back");
    assert_eq!(with, without);
    with.concat()
}

/// How a program hands the platform to a package, and how the package takes it.
const HANDED: &[(&str, &str, &str)] = &[
    ("a function", "import sdk from 'sdk'\nsdk(Taro)\n", "module.exports = api => api.getLocation({})\n"),
    ("a named function", "import { init } from 'sdk'\ninit(wx)\n", "exports.init = function (api) { api.getLocation({}) }\n"),
    ("a method", "const sdk = require('sdk')\nsdk.init(wx)\n", "module.exports = { init(api) { return api.getLocation({}) } }\n"),
    ("options", "import sdk from 'sdk'\nsdk.init({ api: wx })\n", "module.exports.init = ({ api }) => { api.getLocation({}) }\n"),
    (
        "an object that is made",
        "import { Sdk } from 'sdk'\nnew Sdk(wx)\n",
        "class Sdk { constructor(api) { this.api = api } locate() { this.api.getLocation({}) } }\nexports.Sdk = Sdk\n",
    ),
    (
        "a method of an object that is made",
        "import { Sdk } from 'sdk'\nconst one = new Sdk()\none.use(wx)\n",
        "class Sdk { use(api) { api.getLocation({}) } }\nexports.Sdk = Sdk\n",
    ),
    (
        "kept elsewhere first",
        "import * as sdk from 'sdk'\nconst all = { tools: { sdk } }\nall.tools.sdk.start(wx)\n",
        "let held\nexports.start = api => { held = api }\nexports.go = () => held.getLocation({})\n",
    ),
    (
        "the third argument of what a function gives back",
        "import { create } from 'sdk'\ncreate().start(1, 2, wx)\n",
        "exports.create = () => ({ start(a, b, api) { api.getLocation({}) } })\n",
    ),
    (
        "a base class whose method is called with it",
        "import * as sdk from 'sdk'\nclass A extends sdk.B { go() { this.start(wx) } }\nnew A().go()\n",
        "exports.B = class { start(api) { api.getLocation({}) } }\n",
    ),
    (
        "a base class whose constructor gets it",
        "import { B } from 'sdk'\nexport class A extends B { constructor() { super(wx) } }\nnew A()\n",
        "exports.B = class { constructor(api) { api.getLocation({}) } }\n",
    ),
];

#[test]
fn the_platform_that_a_file_only_imports_and_hands_over_is_seen() {
    for line in [
        "import { Taro } from '@tarojs/taro'",
        "import { default as Taro } from '@tarojs/taro'",
        "import * as Taro from '@tarojs/taro'",
    ] {
        let lab = Lab::new();
        let page = format!("{line}\nimport {{ init }} from 'sdk'\ninit(Taro)\nexport default () => null\n");
        let folder = project(&lab, &page, &[("sdk", "exports.init = api => api.getLocation({})\n")]);
        let after = recorded(&lab, &folder);
        assert!(after.contains("in package sdk 1.0.0, as recorded"), "{line}: {after}");
        assert!(!after.contains("unresolved-access") && !after.contains("unused-declaration"), "{line}: {after}");
    }
}

/// The record does not say whether a package gives the platform back: what is asked of its answer stays an open question, with a package
/// that gives it back and with one that does not.
#[test]
fn what_a_package_gives_back_stays_an_open_question() {
    for (page, code) in [
        ("const api = pkg(wx)\napi.getLocation()\n", "module.exports = api => api\n"),
        ("let api\napi = pkg(wx)\nexport const go = () => api.getLocation()\n", "module.exports = api => ({ ...api })\n"),
        ("const map = new pkg(wx)\nmap.getLocation()\n", "module.exports = class { getLocation() {} }\n"),
    ] {
        let lab = Lab::new();
        let page = format!("import pkg from 'sdk'\n{page}export default () => null\n");
        let folder = project(&lab, &page, &[("sdk", code)]);
        let after = recorded(&lab, &folder);
        assert!(after.contains("unresolved-access"), "{page}: {after}");
        assert!(after.contains("the object comes out of code that cannot be followed"), "{page}: {after}");
        assert!(after.contains("the use may be among them"), "{page}: {after}");
    }
}

#[test]
fn what_a_package_does_with_the_platform_that_is_handed_to_it_counts() {
    for (what, page, code) in HANDED {
        let lab = Lab::new();
        let page = format!("import Taro from '@tarojs/taro'\n{page}export default () => null\n");
        let folder = project(&lab, &page, &[("sdk", code)]);
        let before = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
        assert!(before.contains("unresolved-access"), "{what}: {before}");
        let after = recorded(&lab, &folder);
        assert!(after.contains("in package sdk 1.0.0, as recorded"), "{what}: {after}");
        assert!(!after.contains("unresolved-access") && !after.contains("unused-declaration"), "{what}: {after}");
    }
}

#[test]
fn a_package_that_hands_the_platform_on_is_followed() {
    let lab = Lab::new();
    let page = "import { init } from 'outer'\ninit(wx)\nexport default () => null\n";
    let outer = "const inner = require('inner')\nexports.init = api => inner.start(api)\n";
    let folder = project(&lab, page, &[("outer", outer), ("inner", "exports.start = api => api.getLocation({})\n")]);
    let after = recorded(&lab, &folder);
    assert!(after.contains("in package inner 1.0.0, as recorded") && !after.contains("unresolved-access"), "{after}");
    // It stays open when what is behind does something that cannot be told.
    write(&folder, "node_modules/inner/index.js", "exports.start = (api, name) => api[name]({})\n");
    let after = recorded(&lab, &folder);
    assert!(after.contains("unresolved-access") && after.contains("inner 1.0.0 (1)"), "{after}");
}

#[test]
fn handing_the_platform_over_asks_for_a_new_record() {
    let lab = Lab::new();
    let page = "import { init } from 'sdk'\ninit()\nexport default () => null\n";
    let folder = project(&lab, page, &[("sdk", "exports.init = api => api && api.getLocation({})\n")]);
    recorded(&lab, &folder);
    write(&folder, "src/pages/index.tsx", page.replace("init()", "init(wx)"));
    for without in [false, true] {
        if without {
            fs::remove_dir_all(folder.join("node_modules")).expect("removed");
        }
        let told = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
        assert!(told.contains("stale-record") && told.contains("is handed to the npm package sdk 1.0.0 now"), "{told}");
        assert!(told.contains("unresolved-access"), "{told}");
    }
}

#[test]
fn the_hosts_of_packages_are_recipients() {
    let lab = Lab::new();
    let page = "import { send } from 'report'\nsend()\nexport default () => null\n";
    let report =
        "const kit = require('umtrack-wx')\nexports.send = () => wx.request({ url: 'https://collect.report.example/v1' })\n";
    let folder = project(&lab, page, &[("report", report), ("umtrack-wx", "exports.x = 1\n")]);
    let after = recorded(&lab, &folder);
    assert!(after.contains("undeclared-recipient") && after.contains("collect.report.example"), "{after}");
    assert!(after.contains("in package report 1.0.0, as recorded"), "{after}");
    assert!(after.contains("undeclared-sdk"), "what another package imports is a third party's all the same: {after}");
    let why = run(&lab, &folder, &["why", "collect.report.example", "--lang", "en"]);
    assert!(why.contains("in package report 1.0.0, as recorded"), "{why}");
    // Another host under the same version: said where the package is there, and the smaller record is refused against a base.
    lab.commit(&folder, "recorded");
    write(&folder, "node_modules/report/index.js", report.replace("collect", "other"));
    let told = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(told.contains("it adds request https://other.report.example"), "{told}");
    let record = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    let hosts = "hosts = [\"request https://collect.report.example\"]\n";
    assert!(record.contains(hosts), "{record}");
    write(&folder, "privguide.lock", record.replace(hosts, ""));
    fs::remove_dir_all(folder.join("node_modules")).expect("removed");
    let told = run(&lab, &folder, &["check", "--format", "short", "--lang", "en", "--base", "HEAD"]);
    assert!(told.contains("lacks request https://collect.report.example"), "{told}");
    write(&folder, "privguide.lock", record.replace("request https://collect", "send https://collect"));
    let told = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(told.contains("broken-record") && told.contains("hosts"), "{told}");
}
