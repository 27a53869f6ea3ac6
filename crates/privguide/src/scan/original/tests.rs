use super::{Original, OriginalFile, add_originals, map::Map, url};
use crate::{
    catalog::{Catalog, ProgramKind},
    scan::{Evidence, Scan, UnanalysedReason, Use, UseKind},
    tree::{MemoryTree, SourceText, TreePath},
};

/// Scans `app.js`, which uses `wx.getLocation`, beside other files.
fn looked_up(app: &str, others: &[(&str, &str)]) -> Scan {
    let path = TreePath::new("dist/app.js").expect("a path");
    let source = SourceText::new(path, app);
    let start = app.find("wx.getLocation").expect("the use");
    let interface = Catalog::for_kind(ProgramKind::MiniProgram).member("getLocation")[0].clone();
    let place = source.place(start..start + 14);
    let mut scan = Scan {
        uses: vec![Use {
            interface,
            kind: UseKind::Call,
            evidence: Evidence::Literal,
            place,
            bringer: None,
        }],
        ..Scan::default()
    };
    let tree =
        others.iter().fold(MemoryTree::new().with("dist/app.js", app), |tree, (path, text)| {
            tree.with(path, *text)
        });
    add_originals(&tree, &mut scan);
    scan
}

fn original(scan: &Scan) -> Option<&Original> {
    scan.originals.values().next()
}

fn in_tree(path: &str, line: u32, column: u32) -> Original {
    Original { file: OriginalFile::InTree(TreePath::new(path).expect("a path")), line, column }
}

#[test]
fn a_map_beside_the_file_gives_the_place_in_the_source() {
    // Line 2, column 3 maps to line 5, column 9 of the first source.
    let map = r#"{"version":3,"sources":["../src/util.ts"],"mappings":";GAIQ"}"#;
    let scan = looked_up(
        "a\n中;;wx.getLocation()\n//# sourceMappingURL=app.js.map?1\n",
        &[("dist/app.js.map", map)],
    );
    assert_eq!(original(&scan), Some(&in_tree("src/util.ts", 5, 9)));
    assert!(scan.unanalysed.is_empty());
}

#[test]
fn a_map_in_the_address_counts_as_well() {
    // {"version":3,"sources":["webpack://x/./src/a.tsx?12"],"mappings":"AAAA"}
    let address = "data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbIndlYnBhY2s6Ly94Ly4vc3JjL2EudHN4PzEyIl0sIm1hcHBpbmdzIjoiQUFBQSJ9";
    let scan = looked_up(&format!("wx.getLocation()\n//# sourceMappingURL={address}"), &[]);
    let file = OriginalFile::Named("src/a.tsx".to_owned());
    assert_eq!(original(&scan), Some(&Original { file, line: 1, column: 1 }));
}

#[test]
fn sections_follow_each_other() {
    let map = r#"{"version":3,"sections":[
        {"offset":{"line":0,"column":0},"map":{"version":3,"sources":["a.ts"],"mappings":"AAAA"}},
        {"offset":{"line":1,"column":2},"map":{"version":3,"sources":["b.ts"],"sourceRoot":"../src/","mappings":"AACA"}}]}"#;
    let scan = looked_up("a\n  wx.getLocation()\n//# sourceMappingURL=m", &[("dist/m", map)]);
    assert_eq!(original(&scan), Some(&in_tree("src/b.ts", 2, 1)));
}

#[test]
fn a_map_that_is_not_there_says_nothing() {
    for address in [
        "gone.map",
        "https://example.com/app.js.map",
        "../../../etc/passwd",
        "//host/x",
        "file:///etc/passwd",
    ] {
        let scan = looked_up(&format!("wx.getLocation()\n//# sourceMappingURL={address}\n"), &[]);
        assert_eq!((original(&scan), scan.unanalysed.len()), (None, 0), "{address}");
    }
    assert_eq!(url::find("const a = 'sourceMappingURL=x.map'"), None);
}

#[test]
fn sources_outside_the_tree_are_only_names() {
    let file =
        |source: &str| url::original_file(&TreePath::new("dist").expect("a path"), "", source);
    assert_eq!(
        file("../../../secret.ts"),
        Some(OriginalFile::Named("../../../secret.ts".to_owned()))
    );
    assert_eq!(file("/home/me/a.ts"), Some(OriginalFile::Named("/home/me/a.ts".to_owned())));
    assert_eq!(file("webpack:///./src/a.ts"), Some(OriginalFile::Named("src/a.ts".to_owned())));
    assert_eq!(file(""), None);
}

#[test]
fn a_source_without_a_name_and_a_segment_without_a_source_give_nothing() {
    for map in [
        r#"{"version":3,"sources":[null],"mappings":"AAAA"}"#,
        r#"{"version":3,"sources":[],"mappings":"AAAA"}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"A"}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":""}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"AADA"}"#,
        r#"{"version":3,"sections":[]}"#,
        r#"{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"x.map"}]}"#,
    ] {
        let scan = looked_up("wx.getLocation()\n//# sourceMappingURL=m", &[("dist/m", map)]);
        assert_eq!((original(&scan), scan.unanalysed.len()), (None, 0), "{map}");
    }
}

#[test]
fn broken_maps_are_reported() {
    let nested = "[".repeat(100_000);
    for map in [
        "",
        "{",
        "[]",
        nested.as_str(),
        r#"{"version":2,"mappings":""}"#,
        r#"{"version":3}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"A!AA"}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"AA"}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"AAAAAA"}"#,
        r#"{"version":3,"sources":["a.ts"],"mappings":"gggggggggggggggg"}"#,
        r#"{"version":3,"sections":[{"offset":{"line":-1,"column":0}}]}"#,
    ] {
        let scan = looked_up("wx.getLocation()\n//# sourceMappingURL=m", &[("dist/m", map)]);
        let reasons: Vec<_> = scan.unanalysed.iter().map(|item| item.reason).collect();
        assert_eq!(reasons, [UnanalysedReason::SourceMap], "{map:.60}");
    }
    let scan =
        looked_up("wx.getLocation()\n//# sourceMappingURL=data:application/json;base64,?", &[]);
    assert_eq!(scan.unanalysed.len(), 1);
}

#[test]
fn hostile_maps_take_linear_time() {
    let mappings = "ACAA,".repeat(2_000_000) + &";".repeat(1_000_000);
    let map = Map::parse(&format!(r#"{{"version":3,"sources":["a"],"mappings":"{mappings}"}}"#))
        .expect("a map");
    let asked: Vec<(u32, u32)> = (0..10_000).map(|column| (0, column)).collect();
    assert_eq!(map.lookup(&asked).expect("answers").len(), 10_000);
}
