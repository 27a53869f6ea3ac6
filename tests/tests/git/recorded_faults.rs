//! Damaged, outdated and forged records, and records that do not agree with lock files.

use std::{fs, path::Path};

use crate::{
    lab::Lab,
    record::{edit, install, project, remove, verdict},
};

type Damage = fn(&Path);

/// A name, the change to the record or the lock file, and the rule that reports it, whether the
/// packages are installed or not.
const DAMAGES: &[(&str, Damage, &str)] = &[
    (
        "a conflict",
        |folder| {
            edit(folder, "privguide.lock", |text| {
                format!("{text}<<<<<<< HEAD\n=======\n>>>>>>> x\n")
            });
        },
        "broken-record",
    ),
    (
        "cut off",
        |folder| edit(folder, "privguide.lock", |text| text[..text.len() - 20].to_owned()),
        "broken-record",
    ),
    (
        "a newer form",
        |folder| {
            edit(folder, "privguide.lock", |text| text.replace("version = 1\n", "version = 2\n"));
        },
        "broken-record",
    ),
    ("empty", |folder| edit(folder, "privguide.lock", |_| String::new()), "broken-record"),
    (
        "an interface that no table has",
        |folder| {
            edit(folder, "privguide.lock", |text| {
                text.replace("wx.chooseAddress", "wx.chooseAdress")
            });
        },
        "broken-record",
    ),
    (
        "a package is missing",
        |folder| edit(folder, "privguide.lock", |text| without_package(&text, "kit")),
        "stale-record",
    ),
    (
        "another checksum",
        |folder| {
            edit(folder, "package-lock.json", |text| text.replace("sha512-g1", "sha512-other"));
        },
        "stale-record",
    ),
    (
        "more is imported",
        |folder| edit(folder, "src/app.tsx", |text| format!("import 'geo/more'\n{text}")),
        "stale-record",
    ),
    (
        "no longer imported",
        |folder| {
            edit(folder, "src/pages/poster/index.tsx", |text| {
                text.replace("import { sum } from 'plain'\n", "")
            });
        },
        "stale-record",
    ),
    (
        "a lock file in conflict",
        |folder| edit(folder, "package-lock.json", |text| format!("<<<<<<< a\n{text}")),
        "stale-record",
    ),
    (
        "no lock file",
        |folder| fs::remove_file(folder.join("package-lock.json")).expect("removed"),
        "stale-record",
    ),
    (
        "other tables",
        |folder| edit(folder, "privguide.lock", |text| text.replace("tables = \"", "tables = \"0")),
        "stale-record",
    ),
];

fn without_package(text: &str, name: &str) -> String {
    let parts =
        text.split("\n[[package]]").filter(|part| !part.contains(&format!("name = \"{name}\"")));
    parts.collect::<Vec<_>>().join("\n[[package]]")
}

#[test]
fn faults_of_the_record_are_reported_with_and_without_the_packages() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    for (what, damage, rule) in DAMAGES {
        lab.git(&folder, &["checkout", "-q", "."]);
        install(&folder, "1.0.0", "wx.getLocation({})");
        damage(&folder);
        for without in [false, true] {
            if without {
                remove(&folder, "node_modules");
            }
            let said = verdict(&lab, &folder, &["--format", "short"]);
            assert!(said.contains(rule), "{what}, without: {without}: {said}");
            let report = verdict(&lab, &folder, &["--format", "json"]);
            assert!(
                report.contains("cargo-privguide record")
                    || report.contains("cargo privguide record"),
                "{what}: {report}"
            );
        }
    }
}

#[test]
fn a_record_that_hides_a_use_is_found_out() {
    let lab = Lab::new();
    let folder = project(&lab, "shop");
    lab.install(&folder);
    lab.push(&folder, &["origin", "main"]);
    let hidden = |text: String| text.replace("uses = [\"wx.getLocation\"]", "uses = []");
    edit(&folder, "privguide.lock", hidden);
    let said = verdict(&lab, &folder, &["--format", "short"]);
    assert!(
        said.starts_with("Some(1)")
            && said.contains("does not match privguide.lock; it adds wx.getLocation"),
        "{said}"
    );
    assert!(!said.contains("unused-declaration"), "a present use does not vanish: {said}");
    // Without the packages: the checksum is unchanged, but the record says less.
    lab.privguide(&folder, &["generate"]);
    remove(&folder, "node_modules");
    let said = verdict(&lab, &folder, &["--format", "short", "--base", "origin/main"]);
    assert!(said.contains("weakened-check") && said.contains("lacks wx.getLocation"), "{said}");
    lab.commit(&folder, "hidden");
    assert!(lab.refused(&folder, &["origin", "main"]).contains("lacks wx.getLocation"));
    lab.git(&folder, &["rm", "-q", "privguide.lock"]);
    lab.commit(&folder, "gone");
    assert!(lab.refused(&folder, &["origin", "main"]).contains("is gone"));
    // A hidden import would hide everything that the imported package does.
    lab.git(&folder, &["checkout", "-q", "origin/main", "--", "."]);
    install(&folder, "1.0.0", "wx.getLocation({})");
    edit(&folder, "privguide.lock", |text| {
        without_package(&text, "kit").replace("imports = [\"kit\"]\n", "")
    });
    let said = verdict(&lab, &folder, &["--format", "short"]);
    assert!(
        said.contains("it adds import \"kit\"") && !said.contains("unused-declaration"),
        "{said}"
    );
}
