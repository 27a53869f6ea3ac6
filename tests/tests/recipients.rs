//! Runs `tests/recipients/README.md`: the hosts and third parties in small programs, and the
//! findings about them.

use std::{collections::BTreeSet, fs, path::Path};

use privguide::{
    project::{LoadOptions, Project},
    review::ReviewSettings,
    tree::{MemoryTree, TreePath},
};

/// The rules whose findings a case lists.
const RULES: [&str; 7] = [
    "undeclared-recipient",
    "undeclared-sdk",
    "undisclosed-sharing",
    "unknown-recipient",
    "unused-recipient",
    "unused-sdk",
    "incomplete-third-party",
];

struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: BTreeSet<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match &mut open {
            Some((info, content)) if line.starts_with("```") => {
                let case = cases.last_mut().expect("a heading comes first");
                match info.split_once(' ') {
                    None => case.expected.extend(content.lines().map(str::to_owned)),
                    Some((_, path)) => case.files.push((path.to_owned(), content.clone())),
                }
                open = None;
            }
            Some((_, content)) => {
                content.push_str(line);
                content.push('\n');
            }
            None if line.starts_with("## ") => {
                cases.push(Case {
                    name: line[3..].to_owned(),
                    files: Vec::new(),
                    expected: BTreeSet::new(),
                });
            }
            None if line.starts_with("```") => open = Some((line[3..].to_owned(), String::new())),
            None => {}
        }
    }
    cases
}

fn found(case: &Case) -> BTreeSet<String> {
    let mut tree = MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"pages/index\"] }")
        .with("app.js", "App({})")
        .with("pages/index.js", "Page({})")
        .with("pages/index.wxml", "<view/>");
    for (path, content) in &case.files {
        tree.insert(path, content.as_str());
    }
    let is_declared = case.files.iter().any(|(path, _)| path == "privguide.toml");
    let declarations = is_declared.then(|| TreePath::new("privguide.toml").expect("inside"));
    let options = LoadOptions { declarations, ..LoadOptions::default() };
    let project = Project::load(&tree, &options).expect("a program");
    let mut found = BTreeSet::new();
    for program in &project.programs {
        for address in &program.scan.addresses {
            let origin = address.origin.as_deref().unwrap_or("?");
            let (channel, place) = (address.channel.name(), &address.place);
            found.insert(format!("address {channel} {origin} {}:{}", place.file, place.line));
        }
        found.extend(
            program
                .scan
                .third_parties
                .iter()
                .map(|sign| format!("party {} {}", sign.party, sign.marker.name())),
        );
    }
    let review = project.review(&tree, &ReviewSettings::default()).expect("a guide has its place");
    let rules =
        review.findings.iter().map(|finding| finding.rule).filter(|rule| RULES.contains(rule));
    found.extend(rules.map(|rule| format!("finding {rule}")));
    found
}

#[test]
fn every_program_shows_what_it_must_and_nothing_else() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("recipients/README.md"))
            .expect("the specification");
    let cases = cases(&text);
    assert!(cases.len() >= 30, "{} programs", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let found = found(case);
        let missing: Vec<_> = case.expected.difference(&found).collect();
        let excess: Vec<_> = found.difference(&case.expected).collect();
        if !missing.is_empty() || !excess.is_empty() {
            wrong.push(format!("{}:\n  missing {missing:#?}\n  too much {excess:#?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const LISTED: &str = r#"format = 2
[program]
name = "山茶小店"
[developer]
name = "示例商贸有限公司"
[guide]
lists = "docs/{list}.csv"
updated = 2026-11-23
effective = 2026-11-23
[information.Location]
purpose = "展示你附近的门店"
scene = "首页"
[[sdk]]
name = "=HYPERLINK(\"https://evil.example\")"
provider = "某某科技有限公司"
information.DeviceInfo = "识别异常的设备, 拦截\"刷单\""
scene = "登录"
manner = "SDK 自动采集"
link = "https://risk.example/privacy"
contact = "privacy@risk.example"
[[recipient]]
hosts = ["*.shop.example"]
role = "own"
[[recipient]]
name = "示例地图有限公司"
hosts = ["map.example"]
role = "processor"
information.Location = "把坐标换成门店的地址"
scene = "门店 | 地图"
manner = "由小程序直接传输"
link = "https://map.example/privacy"
"#;

/// Every file that `generate` writes, by its path.
fn written(declarations: &str) -> Vec<(String, String)> {
    let tree = MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"pages/index\"] }")
        .with("app.js", "App({})")
        .with("pages/index.js", "Page({ onLoad() { wx.getLocation() } })")
        .with("pages/index.wxml", "<view/>")
        .with("privguide.toml", declarations);
    let options = LoadOptions {
        declarations: Some(TreePath::new("privguide.toml").expect("inside")),
        ..LoadOptions::default()
    };
    let project = Project::load(&tree, &options).expect("a program");
    let files = project.guides(&tree).expect("the files have their places");
    files.into_iter().map(|(file, _)| (file.path.to_string(), file.text)).collect()
}

#[test]
fn the_lists_hold_every_field_and_no_formula() {
    let files = written(LISTED);
    let of = |path: &str| {
        &files
            .iter()
            .find(|(known, _)| known == path)
            .unwrap_or_else(|| panic!("{path}: {files:?}"))
            .1
    };
    let information = of("docs/personal-information.csv");
    assert_eq!(
        information.trim_start_matches('\u{feff}'),
        "个人信息种类,使用目的,使用场景,收集方式\n位置信息,展示你附近的门店,首页,经你明示同意，通过微信接口获取\n"
    );
    let parties: Vec<&str> = of("docs/third-parties.csv").lines().collect();
    assert_eq!(parties.len(), 3, "own hosts are no third party's: {parties:?}");
    assert!(
        parties[1].starts_with("\"'=HYPERLINK(\"\"https://evil.example\"\")\","),
        "{}",
        parties[1]
    );
    assert!(
        parties[1].contains(
            "\"识别异常的设备, 拦截\"\"刷单\"\"\",—,登录,SDK 自动采集,privacy@risk.example,"
        ),
        "{}",
        parties[1]
    );
    assert!(
        parties[2]
            .contains("受托处理,位置信息,把坐标换成门店的地址,—,门店 | 地图,由小程序直接传输,—,"),
        "{}",
        parties[2]
    );
}

/// The third-party list of a program, as rows of cells; the first row has the names of the columns.
fn third_party_rows(files: &[(&str, &str)], declared: &str) -> Vec<Vec<String>> {
    let mut tree = MemoryTree::new()
        .with(
            "app.json",
            r#"{ "pages": ["pages/index"], "plugins": { "map": { "version": "1.0.0", "provider": "wx76a9a06e5b4e693e" } } }"#,
        )
        .with("pages/index.js", "Page({})")
        .with("pages/index.wxml", "<view/>")
        .with("privguide.toml", format!("format = 2\n[guide]\nlists = \"docs/list-{{list}}.json\"\n{declared}"));
    for (path, content) in files {
        tree.insert(path, *content);
    }
    let options = LoadOptions {
        declarations: Some(TreePath::new("privguide.toml").expect("inside")),
        ..LoadOptions::default()
    };
    let project = Project::load(&tree, &options).expect("a program");
    let files = project.guides(&tree).expect("the files have their places");
    let (list, _) = files
        .iter()
        .find(|(file, _)| file.path.as_str() == "docs/list-third-parties.json")
        .expect("asked for");
    let list: serde_json::Value = serde_json::from_str(&list.text).expect("JSON");
    let table = &list["sections"][0]["blocks"][0];
    let text = |value: &serde_json::Value| {
        value.as_str().or_else(|| value["text"].as_str()).expect("a text").to_owned()
    };
    let row =
        |cells: &serde_json::Value| cells.as_array().expect("cells").iter().map(text).collect();
    let mut rows = vec![row(&table["columns"])];
    rows.extend(table["rows"].as_array().expect("rows").iter().map(row));
    rows
}

/// The column of permissions, row by row.
fn permissions(files: &[(&str, &str)], declared: &str) -> Vec<String> {
    let rows = third_party_rows(files, declared);
    let at = rows[0].iter().position(|column| column == "权限").expect("the column is there");
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

const AMAP: &str = "[[sdk]]\nid = \"amap-wx\"\ninformation.Location = \"定位\"\ninformation.DeviceInfo = \"统计\"\n";
const ASKED: &str = "精确地理位置（scope.userLocation）";
const OPEN: &str = "【待填写】";

#[test]
fn permissions_are_those_that_the_code_of_the_third_party_asks_for() {
    let located = "exports.f = () => wx.getLocation()";
    // A call of the program itself is not the third party's.
    assert_eq!(
        permissions(&[("libs/amap-wx.js", "exports.f = 1"), ("pages/index.js", located)], AMAP),
        ["—", "—"]
    );
    assert_eq!(permissions(&[("libs/amap-wx.130.js", located)], AMAP), [ASKED, "—"]);
    let more = "exports.f = () => { wx.startLocationUpdateBackground(); wx.getLocation(); wx.startRecord() }";
    let both = format!("{ASKED}、后台定位（scope.userLocationBackground）");
    assert_eq!(
        permissions(&[("libs/amap-wx.js", more)], AMAP),
        [both.as_str(), "—"],
        "a microphone is nothing that it is said to handle"
    );
    let asks = "exports.f = () => wx.authorize({ scope: 'scope.userFuzzyLocation' })";
    assert_eq!(
        permissions(&[("libs/amap-wx.js", asks)], AMAP),
        ["模糊地理位置（scope.userFuzzyLocation）", "—"]
    );
}

#[test]
fn permissions_that_nothing_shows_are_for_the_developer_to_say() {
    assert_eq!(permissions(&[], AMAP), [OPEN, "—"], "its code is not in the program");
    let open = "exports.f = (name) => wx[name]()";
    assert_eq!(
        permissions(&[("libs/amap-wx.js", open)], AMAP),
        [OPEN, "—"],
        "its code could not be worked out"
    );
    let half = "exports.f = (name) => { wx.getLocation(); wx[name]() }";
    assert_eq!(permissions(&[("libs/amap-wx.js", half)], AMAP), [OPEN, "—"], "it may ask for more");
    let caller = "import amap from 'amap-wx'\nwx.getLocation()";
    assert_eq!(
        permissions(&[("pages/index.js", caller)], AMAP)[0],
        OPEN,
        "a caller is not the third party"
    );
    let outside = r#"{ "packOptions": { "ignore": [{ "type": "folder", "value": "libs" }] } }"#;
    let ignored = [("project.config.json", outside), ("libs/amap-wx.js", "wx.getLocation()")];
    assert_eq!(
        permissions(&ignored, AMAP)[0],
        OPEN,
        "a file that is not uploaded asks for nothing"
    );
    let plugin = "[[plugin]]\nname = \"地图\"\nappid = \"wx76a9a06e5b4e693e\"\ninformation.Location = \"选点\"\n";
    assert_eq!(permissions(&[], plugin), [OPEN]);
    let said = |scopes: &str| format!("{plugin}permissions = {scopes}\n");
    assert_eq!(permissions(&[], &said("[\"scope.userLocation\"]")), [ASKED]);
    assert_eq!(permissions(&[], &said("[]")), ["—"]);
    assert_eq!(
        permissions(&[], &said("[\"scope.userlocation\", \"scope.record\"]")),
        ["—"],
        "each is a mistake"
    );
    let host = "[[recipient]]\nname = \"地图\"\nhosts = [\"map.example\"]\ninformation.Location = \"选点\"\n";
    assert_eq!(permissions(&[], host), ["—"], "a server asks for no permission");
}

#[test]
fn a_list_never_says_that_nothing_is_shared_while_a_known_third_party_is_in_the_program() {
    let rows = third_party_rows(&[("libs/amap-wx.js", "exports.f = 1")], "");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        (rows[1][0].as_str(), rows[1][1].as_str(), rows[1][2].as_str()),
        ("高德微信小程序 SDK", "SDK", OPEN)
    );
    // A row of the project replaces that of the table and has no settings file.
    let own = "[[third-party]]\nid = \"amap-wx\"\nname = \"自己的地图\"\nfiles = [\"another.js\"]\n[[recipient]]\nname = \"地图\"\n\
               hosts = [\"map.example\"]\ninformation.Location = \"选点\"\n";
    assert_eq!(
        third_party_rows(&[("libs/amap-wx.js", "exports.f = 1")], own).len(),
        2,
        "the recipient alone"
    );
}

#[test]
fn columns_that_no_rule_asks_for_are_there_when_something_is_said() {
    let columns = |declared: &str| third_party_rows(&[], declared)[0].join(" ");
    assert!(
        !columns(AMAP).contains("安全处理方式") && !columns(AMAP).contains("官网"),
        "{}",
        columns(AMAP)
    );
    let said =
        format!("{AMAP}protection = \"加密传输\"\nwebsite = \"https://lbs.amap.example\"\n{AMAP}");
    let rows = third_party_rows(&[], &said);
    assert_eq!(
        rows[0].join(" "),
        "第三方名称 类型 提供方 处理身份 个人信息种类 使用目的 权限 使用场景 共享方式 安全处理方式 联系方式 隐私政策 官网"
    );
    assert_eq!(
        (rows[1][9].as_str(), rows[1][12].as_str()),
        ("加密传输", "https://lbs.amap.example")
    );
    assert_eq!(
        (rows[3][9].as_str(), rows[3][12].as_str()),
        ("—", "—"),
        "the other one says nothing"
    );
}

#[test]
fn both_lists_fit_into_one_document_and_not_into_one_table() {
    let files = written(&LISTED.replace("docs/{list}.csv", "docs/lists.md"));
    let list = &files.iter().find(|(path, _)| path == "docs/lists.md").expect("one document").1;
    assert!(
        list.contains("## 1. 个人信息收集清单") && list.contains("## 2. 第三方共享个人信息清单"),
        "{list}"
    );
    assert!(list.contains(r"门店 \| 地图"), "{list}");
    let tree = MemoryTree::new()
        .with("app.json", "{ \"pages\": [] }")
        .with("privguide.toml", LISTED.replace("docs/{list}.csv", "docs/lists.csv"));
    let options = LoadOptions {
        declarations: Some(TreePath::new("privguide.toml").expect("inside")),
        ..LoadOptions::default()
    };
    let project = Project::load(&tree, &options).expect("a program");
    assert!(project.guides(&tree).is_err(), "a csv file holds one table");
}

#[test]
fn what_is_missing_is_marked_in_both_languages() {
    let declarations = "format = 2\n[guide]\nlanguages = [\"zh-CN\", \"en\"]\nlists = \"lists.{lang}.html\"\n[[sdk]]\nname = \"<b>\"\n";
    let files = written(declarations);
    for (path, mark) in [("lists.zh-CN.html", "待填写"), ("lists.en.html", "to be filled in")] {
        let text = &files.iter().find(|(known, _)| known == path).expect("written").1;
        assert!(
            text.contains(mark) && text.contains("&lt;b&gt;") && !text.contains("<b>"),
            "{path}: {text}"
        );
    }
}
