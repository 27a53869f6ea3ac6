use std::collections::BTreeSet;

use super::{Record, RecordTrouble, RecordedBuild, RecordedPackage, RecordedUse, parse, write};
use crate::tree::{SourceText, TreePath};

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

fn package(name: &str, version: &str) -> RecordedPackage {
    RecordedPackage {
        name: name.to_owned(),
        version: version.to_owned(),
        integrity: Some("sha512-x".to_owned()),
        entries: set(&[name]),
        ..RecordedPackage::default()
    }
}

fn record() -> Record {
    let mut geo = package("geo", "2.0.0");
    (geo.imports, geo.uses) =
        (set(&["kit", "kit/map"]), set(&["wx.getLocation", "wx.chooseAddress"]));
    let added = RecordedUse {
        interface: "wx.chooseImage".to_owned(),
        file: "taro.js".to_owned(),
        brought_by: Some("@tarojs/taro \"x\"\n".to_owned()),
        chain: vec!["app.js".to_owned(), "taro.js".to_owned()],
        ..RecordedUse::default()
    };
    let build = RecordedBuild {
        folder: "dist".to_owned(),
        program: "src".to_owned(),
        sources: "sha256-1".to_owned(),
        uses: vec![added],
        ..RecordedBuild::default()
    };
    let alias = RecordedPackage {
        alias_of: Some("real".to_owned()),
        is_cut_short: true,
        ..package("alias", "1.0.0")
    };
    let mut kit = package("kit", "1.0.0");
    kit.effects.leaves = set(&["globalThis.api", "getApp().globalData.api"]);
    Record {
        tables: "t".to_owned(),
        left: set(&["wx.$api"]),
        packages: vec![kit, geo, alias],
        builds: vec![build],
    }
}

fn source(text: &str) -> SourceText {
    SourceText::new(TreePath::new("privguide.lock").expect("a name"), text)
}

#[test]
fn what_is_written_is_read() {
    let text = write(&record());
    let read = parse(source(&text)).record.expect("whole");
    assert_eq!(write(&read), text, "the same again");
    let names: Vec<_> = read.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["alias", "geo", "kit"], "sorted");
    assert_eq!(
        read.package("geo", "2.0.0").expect("there").uses,
        set(&["wx.chooseAddress", "wx.getLocation"])
    );
    assert_eq!(
        (&read.left, &read.package("kit", "1.0.0").expect("there").effects.leaves),
        (&set(&["wx.$api"]), &record().packages[0].effects.leaves)
    );
    assert_eq!(read.builds[0].uses[0].chain, ["app.js", "taro.js"]);
    assert_eq!(&text[read.packages[1].span.clone()][..11], "[[package]]");
}

#[test]
fn every_fault_is_reported() {
    let whole = write(&record());
    let why = |text: &str| match parse(source(text)).record {
        Err(problem) => match problem.trouble {
            RecordTrouble::Unreadable(why) => {
                format!("{}: {}", problem.recorded.expect("a place").line, why.en)
            }
            other => panic!("{other:?}"),
        },
        Ok(_) => String::new(),
    };
    for (text, expected) in [
        (String::new(), "1: it has no version"),
        (
            whole.replace("version = 1\n", "version = 2\n"),
            "3: a newer privguide wrote it (form 2; this version knows 1)",
        ),
        (
            format!("{whole}\n<<<<<<< HEAD\n=======\n>>>>>>> x\n"),
            "it contains conflict markers of git",
        ),
        (whole.replace("name = \"geo\"", "nome = \"geo\""), "nome is not a known key"),
        (whole.replace("uses = [", "uses = \"x\"\nx = ["), "is not a known key"),
        (whole.replace("name = \"kit\"", "name = 7"), "the value of name is not what it should be"),
        (
            whole.replace("name = \"kit\"", "name = \"geo\"").replace("\"1.0.0\"", "\"2.0.0\""),
            "is there twice",
        ),
        (whole.replace("sources = \"sha256-1\"\n", ""), "sources is missing"),
        // These expressions become part of a script.
        (
            whole.replace("\"globalThis.api\"", "\"globalThis.a = wx.getLocation()\""),
            "the value of leaves",
        ),
        (whole.replace("\"wx.$api\"", "\"eval.x\""), "the value of left"),
        (whole.replace("[[package]]", "[[package"), "it is malformed: "),
        ("version = 1\ntables = \"\"\npackage = 1\n".to_owned(), "the value of package"),
    ] {
        let message = why(&text);
        assert!(message.contains(expected), "{expected:?} is not in {message:?}");
    }
    // Wherever the file is truncated, this is detected, unless the rest is complete by itself.
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let cut = &whole[..end];
        if why(cut).is_empty() {
            let left = parse(source(cut)).record.expect("whole");
            let all = parse(source(&whole)).record.expect("whole");
            assert!(
                left.packages.iter().all(|package| all
                    .packages
                    .iter()
                    .any(|full| full.uses == package.uses && full.name == package.name)),
                "{cut}"
            );
            assert!(left.builds.iter().all(|build| build.uses.len() == 1), "{cut}");
        }
    }
}
