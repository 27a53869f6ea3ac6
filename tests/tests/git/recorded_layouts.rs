//! Locations of packages, lock files and records: programs in a workspace, two versions of one
//! package, packages in folders.

use std::{fs, path::Path};

use crate::{
    lab::{Lab, said, write},
    packages::{DECLARED, empty, install, lock, run},
};

fn program(folder: &Path, at: &str, page: &str) {
    write(folder, &format!("{at}/app.json"), "{ \"pages\": [\"pages/index\"] }\n");
    write(folder, &format!("{at}/app.js"), "App({})\n");
    write(folder, &format!("{at}/pages/index.js"), page);
    write(folder, &format!("{at}/pages/index.wxml"), "<view/>\n");
    let manifest =
        "{ \"dependencies\": { \"geo\": \"*\", \"kit\": \"*\", \"own\": \"file:../own.tgz\" } }\n";
    write(folder, &format!("{at}/package.json"), manifest);
    write(folder, &format!("{at}/privguide.toml"), DECLARED);
}

fn short(lab: &Lab, folder: &Path) -> String {
    run(lab, folder, &["check", "--format", "short", "--lang", "en"])
}

/// Two programs with a common lock file, each with its own version of a package and its own record.
#[test]
fn programs_of_a_workspace_have_records_of_their_own() {
    let lab = Lab::new();
    let folder = empty(&lab);
    write(&folder, "package.json", "{ \"workspaces\": [\"apps/*\"] }\n");
    lock(&folder, &[("node_modules/geo", "1.0.0"), ("apps/b/node_modules/geo", "2.0.0")]);
    for at in ["apps/a", "apps/b"] {
        program(&folder, at, "const geo = require('geo')\nPage({ onLoad() { geo.ask() } })\n");
    }
    install(&folder, "node_modules/geo", "1.0.0", "exports.ask = () => wx.chooseAddress({})\n");
    install(
        &folder,
        "apps/b/node_modules/geo",
        "2.0.0",
        "exports.ask = () => wx.chooseInvoiceTitle({})\n",
    );
    for at in ["apps/a", "apps/b"] {
        lab.privguide(&folder.join(at), &["record"]);
    }
    let seen = || ["apps/a", "apps/b", "."].map(|at| short(&lab, &folder.join(at)));
    let with = seen();
    for name in ["node_modules", "apps/b/node_modules"] {
        fs::remove_dir_all(folder.join(name)).expect("removed");
    }
    assert_eq!(seen(), with);
    let [first, second, both] = with;
    assert!(
        first.contains("(Address)")
            && !first.contains("(Invoice)")
            && !first.contains("stale-record"),
        "{first}"
    );
    assert!(
        second.contains("(Invoice)")
            && !second.contains("(Address)")
            && !second.contains("stale-record"),
        "{second}"
    );
    assert!(both.contains("(Address)") && both.contains("(Invoice)"), "{both}");
}

/// The program imports one version of a package, and its dependency another: both are recorded and
/// count.
#[test]
fn a_package_under_two_versions_is_recorded_twice() {
    let lab = Lab::new();
    let folder = empty(&lab);
    program(&folder, ".", "require('geo')\nrequire('kit')\nPage({})\n");
    let nested = "node_modules/kit/node_modules/geo";
    lock(
        &folder,
        &[("node_modules/geo", "1.0.0"), ("node_modules/kit", "3.0.0"), (nested, "2.0.0")],
    );
    install(&folder, "node_modules/geo", "1.0.0", "exports.a = () => wx.chooseAddress({})\n");
    install(&folder, "node_modules/kit", "3.0.0", "require('geo')\n");
    install(&folder, nested, "2.0.0", "exports.b = () => wx.chooseInvoiceTitle({})\n");
    lab.privguide(&folder, &["record"]);
    let with = short(&lab, &folder);
    assert!(
        with.contains("(Address)") && with.contains("(Invoice)") && !with.contains("stale-record"),
        "{with}"
    );
    fs::remove_dir_all(folder.join("node_modules")).expect("removed");
    assert_eq!(short(&lab, &folder), with);
    // If one of them is missing, the verdict says which.
    let record = fs::read_to_string(folder.join("privguide.lock")).expect("there");
    let parts: Vec<&str> = record
        .split("\n[[package]]")
        .filter(|part| !part.contains("version = \"2.0.0\""))
        .collect();
    write(&folder, "privguide.lock", parts.join("\n[[package]]"));
    let less = short(&lab, &folder);
    assert!(
        less.contains("the npm package geo is at 2.0.0, and privguide.lock records 1.0.0"),
        "{less}"
    );
}

/// A package in a local folder has no checksum: this is reported, and the version is compared.
#[test]
fn a_package_of_a_folder_is_recorded_without_a_checksum() {
    let lab = Lab::new();
    let folder = empty(&lab);
    program(&folder, ".", "require('own')\nPage({})\n");
    write(
        &folder,
        "package-lock.json",
        "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/own\": { \"version\": \"0.1.0\", \"resolved\": \"file:../own.tgz\" } } }\n",
    );
    install(&folder, "node_modules/own", "0.1.0", "exports.a = () => wx.chooseAddress({})\n");
    let output = said(&lab.try_privguide(&folder, &["record", "--lang", "en"]));
    assert!(output.contains("the lock file has no checksum of own"), "{output}");
    let with = short(&lab, &folder);
    fs::remove_dir_all(folder.join("node_modules")).expect("removed");
    assert_eq!(short(&lab, &folder), with);
    assert!(with.contains("(Address)") && !with.contains("stale-record"), "{with}");
}

/// Names in a record by a hostile author are never interpreted by a terminal, a report or a
/// command.
#[test]
fn a_record_of_a_stranger_is_only_text() {
    let lab = Lab::new();
    let folder = empty(&lab);
    program(&folder, ".", "require('geo')\nPage({})\n");
    write(
        &folder,
        "package-lock.json",
        "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/geo\": { \"version\": \"1.0.0\" } } }\n",
    );
    let evil = "\\u001b[31m::error::x\\u0007<script>|`%0A";
    write(
        &folder,
        "privguide.lock",
        format!(
            "version = 1\ntables = \"{evil}\"\n\n[[package]]\nname = \"geo\"\nversion = \"1.0.0\"\nentries = [\"geo\"]\nimports = [\"{evil}\", \"x{evil}\"]\n\
             hands = [\"{evil}\"]\nuses = [\"wx.chooseAddress\"]\n\n[[package]]\nname = \"{evil}\"\nversion = \"{evil}\"\nuses = [\"{evil}\"]\n"
        ),
    );
    for arguments in [
        &["check", "--lang", "en"][..],
        &["check", "--format", "short"],
        &["check", "--format", "summary"],
        &["check", "--format", "github"],
        &["list", "third-parties"],
        &["why", "Address"],
        &["scan", "--format", "json"],
    ] {
        let output = said(&lab.try_privguide(&folder, arguments));
        assert!(
            !output.contains('\u{1b}') && !output.contains('\u{7}'),
            "{arguments:?}: {output:?}"
        );
        let is_command = |line: &str| line.starts_with("::error::x");
        assert!(
            !output.lines().any(is_command) && !output.contains("panicked"),
            "{arguments:?}: {output}"
        );
    }
}
