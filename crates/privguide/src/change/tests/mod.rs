//! Tests of changes, with a small shop as the example.

mod platform;
mod reports;
mod table;

use super::*;
use crate::{
    catalog::ProgramKind,
    declaration::parse,
    guide::{Detected, DetectedPlugin},
    project::{LoadOptions, Project},
    tree::{MemoryTree, SourceText, TreePath},
};

const BEFORE: &str = r#"format = 1
[program]
name = { zh-CN = "山茶小店", en = "Camellia Shop" }
[developer]
name = { zh-CN = "杭州山茶科技有限公司", en = "Hangzhou Camellia Technology Co., Ltd." }
email = "privacy@camellia.example"
[guide]
languages = ["zh-CN", "en"]
updated = 2026-10-01
effective = 2026-10-01
notice = "弹窗"
[information]
Address.purpose = { zh-CN = "填写收货地址", en = "fill in the delivery address" }
Camera.purpose = { zh-CN = "扫描会员码", en = "scan the membership code" }
"#;

/// A state with these declarations and uses: `(interface, information, file, content of the file)`.
fn state(declarations: &str, uses: &[(&str, &str, &str, &str)]) -> PrivacyState {
    let path = |text: &str| TreePath::new(text).expect("inside");
    let parsed = parse(SourceText::new(path("privguide.toml"), declarations));
    assert!(parsed.problems.is_empty(), "{:#?}", parsed.problems);
    let mut state =
        PrivacyState { declarations: Some(parsed.declarations), ..PrivacyState::default() };
    for &(interface, information, file, content) in uses {
        state.detected.information.insert(information.to_owned());
        state.files.insert(path(file), state::Fingerprint::of_text(content));
        state.uses.push(StateUse {
            interface: interface.into(),
            information: vec![information.into()],
            file: path(file),
            line: 3,
            column: 5,
            package: "main".into(),
            brought_in_by: None,
            brought_in_version: None,
        });
    }
    state.uses.sort();
    state
}

fn before() -> PrivacyState {
    state(
        BEFORE,
        &[
            ("wx.chooseAddress", "Address", "pages/order/order.js", "a\nb\nc\nd"),
            ("camera", "Camera", "pages/scan/scan.wxml", "x\ny"),
        ],
    )
}

fn labels() -> Labels {
    Labels { before: "v1.0".into(), after: "v1.1".into() }
}

fn reasons(change: &Change) -> Vec<String> {
    let shown = |reason: &Reason| {
        format!("{:?} {}: {}", reason.weight, reason.article.cite.en, reason.text.en)
    };
    change.reasons.iter().map(shown).collect()
}

/// A version with a new type, a changed purpose, a new place and a changed contact.
fn after() -> PrivacyState {
    let text = BEFORE.replace("填写收货地址", "填写收货地址并推荐附近的门店").replace("privacy@", "legal@").replace(
        "[information]\n",
        "[information]\nLocation.purpose = { zh-CN = \"展示附近的门店\", en = \"show shops near you\" }\n",
    );
    state(
        &text,
        &[
            ("wx.chooseAddress", "Address", "pages/order/order.js", "a\nb\nc\nd"),
            ("camera", "Camera", "pages/scan/scan.wxml", "x\ny"),
            ("camera", "Camera", "pages/face/face.wxml", "other"),
            ("wx.getLocation", "Location", "pages/map/map.js", "m"),
        ],
    )
}

#[test]
fn spelling_translation_contacts_and_deletions_need_no_new_consent() {
    let spelling = BEFORE
        .replace("扫描会员码", "扫描会员码。")
        .replace("fill in the delivery address", "Fill in the delivery address");
    let change = compare(&before(), &state(&spelling, &[]));
    assert!(
        change
            .information
            .iter()
            .flat_map(|one| &one.purposes)
            .all(|one| one.weight == PurposeWeight::Typography)
    );

    let translation =
        BEFORE.replace("scan the membership code", "read the code on your membership card");
    let mut same_uses = before();
    same_uses.declarations = state(&translation, &[]).declarations;
    let change = compare(&before(), &same_uses);
    assert_eq!(change.information[0].purposes[0].weight, PurposeWeight::Translation);
    assert_eq!((change.verdict(), reasons(&change).len()), (Verdict::Nothing, 0));

    let fewer = BEFORE
        .replace("privacy@", "legal@")
        .lines()
        .filter(|line| !line.starts_with("Camera"))
        .collect::<Vec<_>>()
        .join("\n");
    let change = compare(
        &before(),
        &state(&fewer, &[("wx.chooseAddress", "Address", "pages/order/order.js", "a\nb\nc\nd")]),
    );
    assert_eq!(change.verdict(), Verdict::Tell);
    assert_eq!(
        reasons(&change),
        [
            "Tell PIPL art. 47: no longer handled: access your camera; what was collected is to be deleted once its purpose is achieved or it is no longer needed",
            "Tell PIPL art. 17(2): changed contact: E-mail: privacy@camellia.example → legal@camellia.example",
        ]
    );
}

#[test]
fn a_moved_file_is_no_new_place() {
    let uses = [
        ("wx.chooseAddress", "Address", "packages/order/order.js", "a\nb\nc\ne"),
        ("camera", "Camera", "pages/scan/scan.wxml", "x\ny"),
    ];
    let change = compare(&before(), &state(BEFORE, &uses));
    assert!(change.reasons.is_empty());
    let moved = &change.information[0].uses.moved[0];
    assert_eq!(
        (moved.from.as_str(), moved.to.as_str()),
        ("pages/order/order.js", "packages/order/order.js")
    );
}

#[test]
fn a_file_that_shares_little_is_a_new_place() {
    let uses = [
        ("wx.chooseAddress", "Address", "packages/other.js", "a\nz\ny\nw"),
        ("camera", "Camera", "pages/scan/scan.wxml", "x\ny"),
    ];
    let change = compare(&before(), &state(BEFORE, &uses));
    assert_eq!(change.verdict(), Verdict::Judge);
    let uses = &change.information[0].uses;
    assert_eq!((uses.new.len(), uses.gone.len(), uses.moved.len()), (1, 1, 0));
    assert!(!uses.new[0].new_interface);
}

#[test]
fn of_two_files_the_more_similar_one_is_the_one_that_moved() {
    let uses = [
        ("wx.chooseAddress", "Address", "a/copy.js", "a\nb\nq\nr"),
        ("wx.chooseAddress", "Address", "b/order.js", "a\nb\nc\nd"),
        ("camera", "Camera", "pages/scan/scan.wxml", "x\ny"),
    ];
    let change = compare(&before(), &state(BEFORE, &uses));
    let uses = &change.information[0].uses;
    assert_eq!(uses.moved[0].to.as_str(), "b/order.js");
    assert_eq!(uses.new[0].found.file.as_str(), "a/copy.js");
}

#[test]
fn a_second_use_in_the_same_file_is_no_news() {
    let mut after = before();
    after.uses.push(StateUse { line: 90, ..after.uses[0].clone() });
    assert!(compare(&before(), &after).is_empty());
}

#[test]
fn third_parties_need_separate_consent_when_they_handle_information() {
    let sdk = "[[sdk]]\nname = \"地图SDK\"\nprovider = \"某地图公司\"\ninformation = { Location = \"绘制地图\" }\n";
    let mut after = before();
    after.declarations = state(&format!("{BEFORE}{sdk}"), &[]).declarations;
    let change = compare(&before(), &after);
    assert_eq!(
        reasons(&change),
        [
            "SeparateConsent PIPL art. 23: new third party that handles personal information: 地图SDK; separate consent is needed; if it only acts on your behalf (art. 21), write role = \"processor\" in privguide.toml"
        ]
    );
    assert_eq!(change.third_parties[0].kind, ThirdPartyKind::Sdk);

    let renamed = sdk.replace("某地图公司", "另一家公司").replace("绘制地图", "绘制地图并分析人流");
    let mut later = before();
    later.declarations = state(&format!("{BEFORE}{renamed}"), &[]).declarations;
    assert_eq!(compare(&after, &later).verdict(), Verdict::SeparateConsent);
    assert_eq!(compare(&after, &later).reasons.len(), 2);
}

#[test]
fn a_plugin_of_app_json_is_a_third_party_before_anybody_declares_it() {
    let plugin = |version: &str| DetectedPlugin {
        alias: "chat".into(),
        provider: "wx1".into(),
        version: version.into(),
    };
    let with = |version| PrivacyState {
        detected: Detected { plugins: vec![plugin(version)], ..before().detected },
        ..before()
    };
    assert_eq!(
        reasons(&compare(&before(), &with("1.0.0"))),
        [
            "Judge PIPL art. 23: new third party: chat; if it receives personal information, separate consent is needed; if it only acts on your behalf, agree on it and supervise it"
        ]
    );
    let newer = compare(&with("1.0.0"), &with("2.0.0"));
    assert_eq!(newer.third_parties[0].versions, Some(("1.0.0".into(), "2.0.0".into())));
    assert_eq!(newer.verdict(), Verdict::Judge);
}

#[test]
fn the_first_guide_asks_everybody() {
    let nothing = PrivacyState::default();
    let change = compare(&nothing, &before());
    assert_eq!(
        reasons(&change),
        [
            "Consent PIPL art. 14(1): there was no guide before: users are to be told and to consent first"
        ]
    );
    assert!(!change.dates.is_update_due());
}

#[test]
fn an_undeclared_use_is_new_once() {
    let uses = [("wx.getLocation", "Location", "pages/map/map.js", "m")];
    let with = state(BEFORE, &uses);
    let without = state(BEFORE, &[]);
    assert_eq!(
        reasons(&compare(&without, &with)),
        [
            "Consent PIPL art. 14(2): new type of information: collect your location (not declared yet)",
            "Judge PIPL art. 28: perhaps sensitive personal information (continuous precise positions are whereabouts): collect your location; if it is, separate consent is needed",
        ]
    );
    assert!(compare(&with, &with).reasons.is_empty());
    // Users are asked about the declaration, no matter how long the type was used before.
    let declared = state(
        &BEFORE.replace("[information]\n", "[information]\nLocation = \"展示门店\"\n"),
        &uses,
    );
    assert_eq!(compare(&with, &declared).verdict(), Verdict::Consent);
}

#[test]
fn the_date_is_due_when_the_guide_says_something_else() {
    let change = compare(&before(), &after());
    assert!(change.dates.is_update_due());
    let mut dated = after();
    let declarations = dated.declarations.as_mut().expect("declared");
    declarations.guide.updated.as_mut().expect("dated").value = jiff::civil::date(2026, 11, 1);
    let change = compare(&before(), &dated);
    assert!(!change.dates.is_update_due() && change.dates.is_effective_too_early());
}

/// Two trees: declarations, sources and supplements are read, the rest is derived from them.
#[test]
fn two_trees_are_compared_through_the_whole_pipeline() {
    let tree = |page: &str, supplement: &str| {
        MemoryTree::new()
            .with("privguide.toml", format!("{BEFORE}[supplement]\nfiles = [\"more.txt\"]\n"))
            .with("more.txt", supplement)
            .with("app.json", "{ \"pages\": [\"pages/order/order\"] }")
            .with("pages/order/order.wxml", "<view></view>")
            .with("pages/order/order.js", page)
    };
    let state = |tree: &MemoryTree| {
        let options =
            LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
        Project::load(tree, &options).expect("a project").state(tree)
    };
    let before = state(&tree("Page({ go() { wx.chooseAddress() } })\n", "a"));
    let after = state(&tree("Page({ go() { wx.chooseAddress(); wx.getFuzzyLocation() } })\n", "b"));
    let change = compare(&before, &after);
    assert_eq!(
        reasons(&change),
        [
            "Consent PIPL art. 14(2): new type of information: collect your location (not declared yet)",
            "Judge PIPL art. 17(2): the supplementary document has changed: more.txt; if it changes a purpose, a method or a type, consent is needed again",
        ]
    );
    assert_eq!(change.information[0].uses.new[0].found.package, "main");
    assert!(compare(&before, &before).is_empty());
}

#[test]
fn a_plugin_beside_its_host_does_not_make_the_guide_a_plugins() {
    let tree = MemoryTree::new()
        .with(
            "project.config.json",
            "{ \"miniprogramRoot\": \"host/\", \"pluginRoot\": \"a-plugin/\" }",
        )
        .with("host/app.json", "{ \"pages\": [\"p\"] }")
        .with("host/p.wxml", "<view/>")
        .with("host/p.js", "Page({ go() { wx.chooseAddress() } })\n")
        .with("a-plugin/plugin.json", "{ \"main\": \"index.js\" }")
        .with("a-plugin/index.js", "wx.getLocation({})\n");
    let project = Project::load(&tree, &LoadOptions::default()).expect("a project");
    let kinds: Vec<ProgramKind> =
        project.programs.iter().map(|analysed| analysed.program.kind).collect();
    assert!(
        kinds.contains(&ProgramKind::MiniProgram) && kinds.contains(&ProgramKind::Plugin),
        "{kinds:?}"
    );
    assert_eq!(project.detected().kind, ProgramKind::MiniProgram);
}
