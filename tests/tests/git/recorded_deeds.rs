//! What the record contains besides the interfaces of packages: the hosts that they connect to, and
//! what they do with the platform if it is passed to them.

use std::{fs, path::Path};

use crate::{
    lab::{Lab, write},
    packages::{recorded as recorded_as, run, taro as project},
};

/// Records, and returns the report, which must be the same with and without the packages.
fn recorded(lab: &Lab, folder: &Path) -> String {
    let asked: [&[&str]; 4] = [
        &["why", "Location", "--lang", "en"],
        &["check", "--format", "json", "--lang", "en"],
        &["list", "third-parties", "--lang", "en"],
        &["check", "--format", "short", "--lang", "en"],
    ];
    recorded_as(lab, folder, &asked)
}

/// Ways in which a program passes the platform to a package, and in which the package uses it.
const HANDED: &[(&str, &str, &str)] = &[
    (
        "a function",
        "import sdk from 'sdk'\nsdk(Taro)\n",
        "module.exports = api => api.getLocation({})\n",
    ),
    (
        "a named function",
        "import { init } from 'sdk'\ninit(wx)\n",
        "exports.init = function (api) { api.getLocation({}) }\n",
    ),
    (
        "a method",
        "const sdk = require('sdk')\nsdk.init(wx)\n",
        "module.exports = { init(api) { return api.getLocation({}) } }\n",
    ),
    (
        "options",
        "import sdk from 'sdk'\nsdk.init({ api: wx })\n",
        "module.exports.init = ({ api }) => { api.getLocation({}) }\n",
    ),
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
        let page = format!(
            "{line}\nimport {{ init }} from 'sdk'\ninit(Taro)\nexport default () => null\n"
        );
        let folder =
            project(&lab, &page, &[("sdk", "exports.init = api => api.getLocation({})\n")]);
        let after = recorded(&lab, &folder);
        assert!(after.contains("in package sdk 1.0.0, as recorded"), "{line}: {after}");
        assert!(
            !after.contains("unresolved-access") && !after.contains("unused-declaration"),
            "{line}: {after}"
        );
    }
}

/// The result of a package to which the platform was passed: unresolved without a record, and with
/// a record if it may be the platform.
#[test]
fn what_a_package_gives_back_is_recorded() {
    for (page, code, gives) in [
        ("const api = pkg(wx)\napi.getLocation()\n", "module.exports = api => api\n", true),
        (
            "let api\napi = pkg(wx)\nexport const go = () => api.getLocation()\n",
            "module.exports = api => ({ ...api })\n",
            true,
        ),
        (
            "const map = new pkg(wx)\nmap.getLocation()\n",
            "module.exports = class { getLocation() {} }\n",
            false,
        ),
    ] {
        let lab = Lab::new();
        let page = format!("import pkg from 'sdk'\n{page}export default () => null\n");
        let folder = project(&lab, &page, &[("sdk", code)]);
        let before = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
        assert!(
            before.contains(
                "the object was returned by the npm package sdk, and may be the platform's object"
            ),
            "{page}: {before}"
        );
        let after = recorded(&lab, &folder);
        assert_eq!(after.contains("unresolved-access"), gives, "{page}: {after}");
        assert_eq!(after.contains("the use may be among them"), gives, "{page}: {after}");
    }
}

/// A package that provides the platform, whose record no longer says so.
#[test]
fn a_record_that_keeps_silent_about_what_a_package_gives_is_found_out() {
    let lab = Lab::new();
    let folder = project(
        &lab,
        "import api from 'sdk'\napi.getLocation()\nexport default () => null\n",
        &[("sdk", "module.exports = wx\n")],
    );
    let output = recorded(&lab, &folder);
    assert!(output.contains("unresolved-access"), "{output}");
    lab.commit(&folder, "recorded");
    let record = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    write(&folder, "privguide.lock", record.replace("gives = true\n", ""));
    let output = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(output.contains("stale-record") && output.contains("it adds gives = true"), "{output}");
    fs::remove_dir_all(folder.join("node_modules")).expect("removed");
    let output =
        run(&lab, &folder, &["check", "--format", "short", "--lang", "en", "--base", "HEAD"]);
    assert!(output.contains("lacks gives = true"), "{output}");
}

/// Two programs, each with its own build: each build counts for its program, with its hosts.
#[test]
fn every_build_is_recorded_with_its_hosts() {
    let lab = Lab::new();
    let folder = project(&lab, "export default () => null\n", &[]);
    let built = |at: &str, code: &str| {
        write(&folder, &format!("{at}/app.json"), "{ \"pages\": [\"pages/index\"] }\n");
        write(&folder, &format!("{at}/app.js"), "require('./runtime'); App({})\n");
        write(&folder, &format!("{at}/runtime.js"), code);
    };
    write(&folder, ".gitignore", "node_modules\ndist\ndist-brand\n");
    built("dist", "wx.getLocation({}); wx.request({ url: 'https://runtime.example/v1' })\n");
    built("dist-brand", "wx.chooseAddress({}); wx.request({ url: 'https://brand.example/v1' })\n");
    lab.privguide(&folder, &["record", "--built", "dist"]);
    let one = run(&lab, &folder, &["record", "--built", "dist-brand", "--lang", "en"]);
    assert!(
        one.contains("the build in dist-brand") && one.contains("request https://brand.example"),
        "{one}"
    );
    let record = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    assert!(
        record.contains("builds = 2\n")
            && record.contains("folder = \"dist\"\nprogram = \"src\"\n"),
        "{record}"
    );
    let seen = || {
        [
            run(&lab, &folder, &["check", "--format", "json", "--lang", "en"]),
            run(&lab, &folder, &["why", "runtime.example", "--lang", "en"]),
            run(&lab, &folder, &["list", "third-parties", "--lang", "en"]),
        ]
    };
    let with = seen();
    assert!(
        with[0].contains("runtime.example") && with[0].contains("brand.example"),
        "{}",
        with[0]
    );
    assert!(
        with[0].contains("undeclared-information") && !with[0].contains("unused-declaration"),
        "{}",
        with[0]
    );
    assert!(with[1].contains("dist") && with[1].contains("as recorded"), "{}", with[1]);
    fs::remove_dir_all(folder.join("dist")).expect("removed");
    fs::remove_dir_all(folder.join("dist-brand")).expect("removed");
    assert_eq!(seen(), with);
    lab.privguide(&folder, &["record", "--check"]);
    // A record that is truncated between the two is not accepted as a record of one build.
    let end = record.find("\n[[build]]\nfolder = \"dist-brand\"").expect("there");
    write(&folder, "privguide.lock", &record[..end]);
    let output = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(output.contains("broken-record") && output.contains("builds"), "{output}");
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
        assert!(
            !after.contains("unresolved-access") && !after.contains("unused-declaration"),
            "{what}: {after}"
        );
    }
}

#[test]
fn a_package_that_hands_the_platform_on_is_followed() {
    let lab = Lab::new();
    let page = "import { init } from 'outer'\ninit(wx)\nexport default () => null\n";
    let outer = "const inner = require('inner')\nexports.init = api => inner.start(api)\n";
    let folder = project(
        &lab,
        page,
        &[("outer", outer), ("inner", "exports.start = api => api.getLocation({})\n")],
    );
    let after = recorded(&lab, &folder);
    assert!(
        after.contains("in package inner 1.0.0, as recorded")
            && !after.contains("unresolved-access"),
        "{after}"
    );
    // The place stays unresolved if the inner package does something unknown.
    write(&folder, "node_modules/inner/index.js", "exports.start = (api, name) => api[name]({})\n");
    let after = recorded(&lab, &folder);
    assert!(after.contains("unresolved-access") && after.contains("inner 1.0.0 (1)"), "{after}");
}

#[test]
fn handing_the_platform_over_asks_for_a_new_record() {
    let lab = Lab::new();
    let page = "import { init } from 'sdk'\ninit()\nexport default () => null\n";
    let folder =
        project(&lab, page, &[("sdk", "exports.init = api => api && api.getLocation({})\n")]);
    recorded(&lab, &folder);
    write(&folder, "src/pages/index.tsx", page.replace("init()", "init(wx)"));
    for without in [false, true] {
        if without {
            fs::remove_dir_all(folder.join("node_modules")).expect("removed");
        }
        let output = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
        assert!(
            output.contains("stale-record")
                && output.contains("is handed to the npm package sdk 1.0.0 now"),
            "{output}"
        );
        assert!(output.contains("unresolved-access"), "{output}");
    }
}

#[test]
fn the_hosts_of_packages_are_recipients() {
    let lab = Lab::new();
    let page = "import { send } from 'report'\nsend()\nexport default () => null\n";
    let report = "const kit = require('umtrack-wx')\nexports.send = () => wx.request({ url: 'https://collect.report.example/v1' })\n";
    let folder = project(&lab, page, &[("report", report), ("umtrack-wx", "exports.x = 1\n")]);
    let after = recorded(&lab, &folder);
    assert!(
        after.contains("undeclared-recipient") && after.contains("collect.report.example"),
        "{after}"
    );
    assert!(after.contains("in package report 1.0.0, as recorded"), "{after}");
    assert!(
        after.contains("undeclared-sdk"),
        "what another package imports is a third party's all the same: {after}"
    );
    let why = run(&lab, &folder, &["why", "collect.report.example", "--lang", "en"]);
    assert!(why.contains("in package report 1.0.0, as recorded"), "{why}");
    // Another host with the same version: it is reported if the package is installed, and a smaller
    // record is rejected when it is compared with a base.
    lab.commit(&folder, "recorded");
    write(&folder, "node_modules/report/index.js", report.replace("collect", "other"));
    let output = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(output.contains("it adds request https://other.report.example"), "{output}");
    let record = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    let hosts = "hosts = [\"request https://collect.report.example\"]\n";
    assert!(record.contains(hosts), "{record}");
    write(&folder, "privguide.lock", record.replace(hosts, ""));
    fs::remove_dir_all(folder.join("node_modules")).expect("removed");
    let output =
        run(&lab, &folder, &["check", "--format", "short", "--lang", "en", "--base", "HEAD"]);
    assert!(output.contains("lacks request https://collect.report.example"), "{output}");
    write(
        &folder,
        "privguide.lock",
        record.replace("request https://collect", "send https://collect"),
    );
    let output = run(&lab, &folder, &["check", "--format", "short", "--lang", "en"]);
    assert!(output.contains("broken-record") && output.contains("hosts"), "{output}");
}
