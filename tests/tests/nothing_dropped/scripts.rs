//! A script is either read completely or reported, and its uses are found in both cases.

use privguide::{
    catalog::Catalog,
    program::{FindSettings, find},
    scan::{Scan, UnanalysedReason, scan},
    tree::MemoryTree,
};
use proptest::prelude::*;

use crate::{owned, pairs, project, report, write};

/// Tokens that cannot begin a statement or be part of one: symbols of other languages, numbers
/// followed by letters, full-width punctuation.
const BAD: &[&str] = &[
    "# TODO",
    "#",
    "5px;",
    "0777n;",
    "1__0",
    "0x",
    "0b2;",
    "3in_",
    "\\u{zz}",
    "'unclosed",
    "\"unclosed",
    "；",
    "，",
    "“甲”",
    "（）",
    "€",
    "»",
    "@",
    "@@",
    "`${`",
    "/unclosed(",
    "<<<<<<< HEAD",
    "=======",
    ">>>>>>> theirs",
    "---",
    "```",
    "\u{7}\u{1}#",
    "\\",
    "\\\\",
    "\\a",
    "a\\b",
    "\\u12",
    "a\\.b",
];

/// Scripts with a line for the bad token, `@@`, and a use on a later line.
const PLACES: &[(&str, &str)] = &[
    ("start", "@@\nApp({});\nwx.getLocation();\n"),
    ("between", "App({});\n@@\nwx.getLocation();\n"),
    ("behind a directive", "'use strict';\n@@\nwx.getLocation();\n"),
    ("behind a hashbang", "#!/usr/bin/env node\n@@\nwx.getLocation();\n"),
    (
        "behind imports",
        "import a from './a';\n@@\nexport default () => { a(); wx.getLocation() };\n",
    ),
    ("in a function", "function f() {\n@@\n}\nwx.getLocation();\n"),
    ("in a class", "class A {\n@@\n}\nwx.getLocation();\n"),
    ("in an object", "Page({\n@@\n});\nwx.getLocation();\n"),
    ("in a call", "f(\n@@\n);\nwx.getLocation();\n"),
    ("in a block", "if (a) {\n@@\n}\nwx.getLocation();\n"),
    ("in a switch", "switch (a) {\n@@\n}\nwx.getLocation();\n"),
    ("far down", "App({});\nvar a = 1;\nfunction b() { return a }\nb();\n@@\nwx.getLocation();\n"),
];

/// Files that contain the script, `@@`.
const FILES: &[(&str, &str)] = &[
    ("a.js", "@@"),
    ("a.ts", "@@"),
    ("a.jsx", "const v = <View>a</View>;\n@@"),
    ("a.tsx", "const v: X = <View>a</View>;\n@@"),
    ("a.vue", "<template><view/></template>\n<script>\n@@</script>\n"),
    ("a.vue", "<script setup lang=\"ts\">\n@@</script>\n<template><view/></template>\n"),
    (
        "a.mpx",
        "<template><view/></template>\n<script>\n@@</script>\n<script type=\"application/json\">{}</script>\n",
    ),
    ("a.wpy", "<script>\n@@</script>\n"),
];

fn scanned(name: &str, text: &str) -> Scan {
    let tree = MemoryTree::new().with(name, text);
    privguide_tests::scanned(&tree).expect("a program")
}

fn finds_the_use(scan: &Scan) -> bool {
    scan.uses.iter().any(|found| found.interface.name == "wx.getLocation")
}

fn is_reported(scan: &Scan) -> bool {
    scan.unanalysed.iter().any(|item| {
        item.reason == UnanalysedReason::Syntax && item.place.is_some() && !item.detail.is_empty()
    })
}

#[test]
fn a_bad_token_hides_nothing_and_is_reported() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for (file, around) in FILES {
        for (place, script) in PLACES {
            for bad in BAD {
                let text = around.replace("@@", &script.replace("@@", bad));
                let scan = scanned(file, &text);
                tried += 1;
                if !finds_the_use(&scan) || !is_reported(&scan) {
                    wrong.push(format!(
                        "{file}, {place}, {bad:?}: use {}, said {}",
                        finds_the_use(&scan),
                        is_reported(&scan)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

/// If no statement follows, there is nothing to find, and nothing is reported.
#[test]
fn what_is_read_in_full_is_not_reported() {
    for text in [
        "wx.getLocation(); // 完\n/* a */\n<!-- b\n--> c",
        "wx.getLocation()\u{3000}\u{feff}\n\n",
        "#!/usr/bin/env node\n'use strict'\nwx.getLocation()",
        "let a; let a; wx.getLocation();\n// the same name twice",
    ] {
        let scan = scanned("a.js", text);
        assert!(
            finds_the_use(&scan) && scan.unanalysed.is_empty(),
            "{text:?}: {:?}",
            scan.unanalysed
        );
    }
}

/// A stray backslash would change the name after it.
#[test]
fn a_stray_backslash_is_not_read_as_another_name() {
    for text in [
        "\\wx.getLocation()",
        "App({});\n\\wx.getLocation()",
        "wx\\.getLocation()",
        "const a = wx;\na.\\getLocation()",
    ] {
        let scan = scanned("a.js", text);
        assert!(is_reported(&scan), "{text}: {scan:?}");
    }
    for text in
        ["\\u0077x.getLocation()", "w\\u{78}.getLocation()", "/\\d/.test('\\n'); wx.getLocation()"]
    {
        let scan = scanned("a.js", text);
        assert!(finds_the_use(&scan) && scan.unanalysed.is_empty(), "{text}: {scan:?}");
    }
}

/// An unclosed comment or string hides the following code from every parser, which is reported.
#[test]
fn an_unclosed_comment_is_reported() {
    for (name, text) in [
        ("a.js", "App({ a: wx });\n/* wx.getLocation();\n"),
        ("a.ts", "wx.chooseImage();\n/* wx.getLocation();\n"),
        ("a.vue", "<script>\nf(wx);\n/* wx.getLocation();\n</script>"),
    ] {
        assert!(is_reported(&scanned(name, text)), "{name}");
    }
}

/// An unclosed block of a component does not swallow the following blocks.
#[test]
fn an_unclosed_block_is_reported_and_hides_nothing() {
    for file in ["a.vue", "a.mpx", "a.wpy"] {
        for open in [
            "<style>\n.a {}",
            "<script>\nvar a = 1",
            "<i18n>",
            "<view",
            "<template><view/></template>\n<view\n",
        ] {
            for block in
                ["<script>\nwx.getLocation()\n</script>", "<template>\n<camera/>\n</template>"]
            {
                let scan = scanned(file, &format!("{open}\n{block}\n"));
                // A script ends at the first end tag.
                let is_one_script = open.starts_with("<script") && block.starts_with("<script");
                assert!(
                    scan.uses.len() == 1 && (is_one_script || is_reported(&scan)),
                    "{file}: {open}: {block}: {scan:?}"
                );
            }
        }
    }
}

/// Branches that a build removes are only removed from a script that was read completely.
#[test]
fn a_broken_script_keeps_the_branches_that_a_build_takes_out() {
    let text = "const a = 1;\nif (process.env.TARO_ENV === 'h5') { a() }\n#\nwx.getLocation();\n";
    let tree = MemoryTree::new()
        .with("config/index.js", "")
        .with("src/app.config.js", "export default { pages: ['p/a'] }")
        .with("src/p/a.js", text);
    let tree = tree.with("package.json", "{\"dependencies\":{\"@tarojs/taro\":\"3.0.0\"}}");
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    let scan = scan(&tree, &program, &Catalog::for_kind(program.kind));
    assert!(finds_the_use(&scan) && is_reported(&scan), "{scan:?}");
}

/// A correct script with an invalid character at any place.
fn mutated() -> impl Strategy<Value = (String, bool)> {
    const WHOLE: &str = "import a from './a';\nclass B extends C {\n  d = 1;\n  e(f) { return `${f}` + /g/.test('h'); }\n}\n\
        const i = { j: [1, 2], k() { if (a) { a(); } else { throw new B(); } } };\nexport default i;\n";
    let lines = WHOLE.lines().count();
    let bad = prop::sample::select(BAD);
    (0..=lines, bad, any::<bool>()).prop_map(move |(line, bad, is_component)| {
        let mut text: Vec<&str> = WHOLE.lines().collect();
        text.insert(line, bad);
        text.push("wx.getLocation();\n");
        let script = text.join("\n");
        (
            if is_component {
                format!("<template/>\n<script>\n{script}</script>\n")
            } else {
                script
            },
            is_component,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bad_token_on_any_line_hides_nothing((text, is_component) in mutated()) {
        let scan = scanned(if is_component { "a.vue" } else { "a.js" }, &text);
        prop_assert!(finds_the_use(&scan), "{}", text);
        prop_assert!(is_reported(&scan), "{}", text);
    }
}

/// Which sources of a framework are built is found by following names. A file that code leads to
/// in another way does not count, so a note says which interfaces it uses.
#[test]
fn sources_that_nothing_leads_to_are_named_with_what_they_use() {
    let folder = project(&[
        ("src/manifest.json", r#"{ "mp-weixin": { "appid": "wx1" } }"#),
        ("src/pages.json", r#"{ "pages": [{ "path": "pages/a/a" }] }"#),
        ("src/main.js", "import App from './App.vue'\n"),
        ("src/App.vue", "<script>export default {}</script>\n"),
        ("src/pages/a/a.vue", "<template><view/></template>\n<script>uni.chooseImage()</script>\n"),
        ("src/lib/place.js", "export const where = () => uni.getLocation()\n"),
        ("src/lib/phone.vue", "<template><button open-type=\"getPhoneNumber\"/></template>\n"),
        ("src/lib/other.js", "export const where = () => map.getLocation()\n"),
    ]);
    let note = |verb: &str| report(folder.path(), &[verb])["notes"].to_string();
    let expected = "2 files use privacy interfaces, but no page, component or module leads there, \
        so they do not count: src/lib/phone.vue (button[open-type=getPhoneNumber]), src/lib/place.js (wx.getLocation)";
    for run in ["cold", "with what the first run found", "unchanged"] {
        assert!(note("scan").contains(expected), "{run}: {}", note("scan"));
    }
    write(folder.path(), "src/pages/a/a.vue", "<script>import '../../lib/place.js'</script>\n");
    assert!(note("scan").contains("1 file uses privacy interfaces"), "{}", note("scan"));
    let uses = report(folder.path(), &["scan"]);
    assert_eq!(
        pairs(&uses, "uses", ["file", "interface"]),
        owned(&[("src/lib/place.js", "wx.getLocation")])
    );
}
