//! What changed, told through one small shop.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::{
    declaration::parse,
    guide::{Detected, DetectedPlugin},
    language::Language,
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

/// What a state says and where it uses what: `(interface, information, file, content of the file)`.
fn state(declarations: &str, uses: &[(&str, &str, &str, &str)]) -> State {
    let path = |text: &str| TreePath::new(text).expect("inside");
    let parsed = parse(SourceText::new(path("privguide.toml"), declarations));
    assert!(parsed.problems.is_empty(), "{:#?}", parsed.problems);
    let mut state = State { declarations: Some(parsed.declarations), ..State::default() };
    for &(interface, information, file, content) in uses {
        state.detected.information.insert(information.to_owned());
        state.files.insert(path(file), state::Fingerprint::of(content));
        state.uses.push(StateUse {
            interface: interface.into(),
            information: vec![information.into()],
            file: path(file),
            line: 3,
            column: 5,
            package: "main".into(),
        });
    }
    state.uses.sort();
    state
}

fn before() -> State {
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
    let shown = |reason: &Reason| format!("{:?} {}: {}", reason.weight, reason.article.text().en, reason.text.en);
    change.reasons.iter().map(shown).collect()
}

/// A version with a new type, a changed purpose, a new place and a changed contact.
fn after() -> State {
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
fn the_report_for_people_in_chinese() {
    insta::assert_snapshot!(plain(&human(&compare(&before(), &after()), &labels(), Language::ZhCn)), @r#"
    隐私变更：v1.0 → v1.1

    需要重新取得用户同意

    须重新取得同意的变更
      ! 新增处理的信息种类：收集你的位置信息（《个人信息保护法》第十四条第二款）
      ! 用途变更：收集你的地址（《个人信息保护法》第十四条第二款）

    须人工判断的变更
      ? 在 1 处新的位置使用：访问你的摄像头；若用途或者处理方式因此改变，须重新取得同意（《个人信息保护法》第十四条第二款）

    应当告知用户的变更
      · 邮箱变更（《个人信息保护法》第十七条第二款）

    处理的信息
      + 收集你的位置信息 Location
          + 用途：展示附近的门店
          + 用途（英文）：show shops near you
          + 新的接口：wx.getLocation pages/map/map.js:3
      ~ 收集你的地址 Address
          - 用途：填写收货地址
          + 用途：填写收货地址并推荐附近的门店（英文未随之修改）
      ~ 访问你的摄像头 Camera
          + 新的位置：camera pages/face/face.wxml:3

    其他内容
      ~ 邮箱：privacy@camellia.example → legal@camellia.example

    日期
      ? 指引内容有变化，但更新日期没有变：请修改 [guide] updated

    指引文本 privacy-guide.zh-CN.md
    @@ -6,7 +6,8 @@
     
     根据法律规定，开发者仅处理实现小程序功能所必要的信息。
     
    -- 开发者收集你的地址，用于填写收货地址。
    +- 开发者将在获取你的明示同意后，收集你的位置信息，用途是展示附近的门店。
    +- 开发者收集你的地址，用于填写收货地址并推荐附近的门店。
     - 开发者将在获取你的明示同意后，访问你的摄像头，用途是扫描会员码。
     
     2. 未成年人保护
    @@ -17,13 +18,13 @@
     
     3. 你的权益
     
    -3.1 关于访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    +3.1 关于收集你的位置信息、访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
     
     3.2 关于收集你的地址，你可以按以下路径要求删除：小程序主页右上角“…”—“设置”—“小程序已获取的信息”—点击相应的信息—点击“通知开发者删除”。开发者承诺，收到通知后将删除该信息；法律、行政法规规定应当留存的，开发者将停止除存储和采取必要的安全保护措施之外的处理。
     
     3.3 关于你的个人信息，你可以通过以下方式联系开发者，行使查阅、复制、更正、删除等法定权利：
     
    -- 邮箱：privacy@camellia.example
    +- 邮箱：legal@camellia.example
     
     3.4 若你在小程序中注册了账号，可以联系开发者申请注销。开发者承诺，核实你的身份后，在十五个工作日内完成注销，并删除你的个人信息或者作匿名化处理；法律、行政法规另有规定的除外。
     
    @@ -47,7 +48,7 @@
     
     你认为开发者未遵守本指引，或者有其他投诉、建议以及未成年人个人信息保护相关问题的，可以通过以下方式联系开发者，或者向微信进行投诉。
     
    -- 邮箱：privacy@camellia.example
    +- 邮箱：legal@camellia.example
     
     日期
     

    指引文本 privacy-guide.en.md
    @@ -6,6 +6,7 @@
     
     As the law requires, the developer handles only the information that is necessary for the Mini Program to work.
     
    +- With your explicit consent, the developer collects your location. Purpose: show shops near you.
     - The developer collects your address. Purpose: fill in the delivery address.
     - With your explicit consent, the developer accesses your camera. Purpose: scan the membership code.
     
    @@ -17,13 +18,13 @@
     
     3. Your rights
     
    -3.1 You can withdraw the authorisation that you gave the developer for your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    +3.1 You can withdraw the authorisation that you gave the developer for your location and your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
     
     3.2 You can have your address deleted: open “…” at the top right of the Mini Program’s home page, choose “Settings”, then “Information obtained by the Mini Program”, tap the information concerned, then tap “Notify developer to delete”. The developer promises to delete it when notified; where the law requires it to be kept, the developer stops all handling other than storing and securing it.
     
     3.3 For your personal information you can contact the developer in the following ways to exercise your statutory rights, such as access, copying, correction and deletion:
     
    -- E-mail: privacy@camellia.example
    +- E-mail: legal@camellia.example
     
     3.4 If you have registered an account in the Mini Program, you can ask the developer to cancel it. The developer promises, once your identity is verified, to complete the cancellation within fifteen working days and to delete or anonymise your personal information, unless the law provides otherwise.
     
    @@ -47,7 +48,7 @@
     
     If you believe that the developer does not keep to this guide, or if you have other complaints or suggestions or a question about the protection of minors’ personal information, you can contact the developer in the following ways, or complain to WeChat.
     
    -- E-mail: privacy@camellia.example
    +- E-mail: legal@camellia.example
     
     Dates
     

    以上由工具根据声明与代码的差异得出，不构成法律意见。
    "#);
}

#[test]
fn the_report_for_a_pull_request_in_english() {
    insta::assert_snapshot!(markdown(&compare(&before(), &after()), &labels(), Language::En), @r#"
    ## Privacy changes: v1.0 → v1.1

    **Users must consent again**

    ### Changes that need consent

    - 🔴 new type of information: collect your location (PIPL art. 14(2))
    - 🔴 changed purpose: collect your address (PIPL art. 14(2))

    ### Changes for a person to judge

    - 🟡 used in 1 new place: access your camera; if its purpose or method changes with it, consent is needed again (PIPL art. 14(2))

    ### Changes users are to be told of

    - the e-mail has changed (PIPL art. 17(2))

    ### Information

    - ➕ collect your location `Location`
      - ➕ Purpose: 展示附近的门店
      - ➕ Purpose (English): show shops near you
      - ➕ New interface: `wx.getLocation` `pages/map/map.js:3`
    - ✏️ collect your address `Address`
      - ➖ Purpose: 填写收货地址
      - ➕ Purpose: 填写收货地址并推荐附近的门店 (the English was not changed with it)
    - ✏️ access your camera `Camera`
      - ➕ New place: `camera` `pages/face/face.wxml:3`

    ### Other statements

    - ✏️ E-mail: privacy@&#8203;camellia.example → legal@&#8203;camellia.example

    ### Dates

    - 🟡 the guide says something else but its date has not changed: set \[guide\] updated

    <details>
    <summary>Guide text (zh-CN)</summary>

    ```diff
    --- a/privacy-guide.zh-CN.md
    +++ b/privacy-guide.zh-CN.md
    @@ -6,7 +6,8 @@
     
     根据法律规定，开发者仅处理实现小程序功能所必要的信息。
     
    -- 开发者收集你的地址，用于填写收货地址。
    +- 开发者将在获取你的明示同意后，收集你的位置信息，用途是展示附近的门店。
    +- 开发者收集你的地址，用于填写收货地址并推荐附近的门店。
     - 开发者将在获取你的明示同意后，访问你的摄像头，用途是扫描会员码。
     
     2. 未成年人保护
    @@ -17,13 +18,13 @@
     
     3. 你的权益
     
    -3.1 关于访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    +3.1 关于收集你的位置信息、访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
     
     3.2 关于收集你的地址，你可以按以下路径要求删除：小程序主页右上角“…”—“设置”—“小程序已获取的信息”—点击相应的信息—点击“通知开发者删除”。开发者承诺，收到通知后将删除该信息；法律、行政法规规定应当留存的，开发者将停止除存储和采取必要的安全保护措施之外的处理。
     
     3.3 关于你的个人信息，你可以通过以下方式联系开发者，行使查阅、复制、更正、删除等法定权利：
     
    -- 邮箱：privacy@camellia.example
    +- 邮箱：legal@camellia.example
     
     3.4 若你在小程序中注册了账号，可以联系开发者申请注销。开发者承诺，核实你的身份后，在十五个工作日内完成注销，并删除你的个人信息或者作匿名化处理；法律、行政法规另有规定的除外。
     
    @@ -47,7 +48,7 @@
     
     你认为开发者未遵守本指引，或者有其他投诉、建议以及未成年人个人信息保护相关问题的，可以通过以下方式联系开发者，或者向微信进行投诉。
     
    -- 邮箱：privacy@camellia.example
    +- 邮箱：legal@camellia.example
     
     日期
     
    ```

    </details>

    <details>
    <summary>Guide text (en)</summary>

    ```diff
    --- a/privacy-guide.en.md
    +++ b/privacy-guide.en.md
    @@ -6,6 +6,7 @@
     
     As the law requires, the developer handles only the information that is necessary for the Mini Program to work.
     
    +- With your explicit consent, the developer collects your location. Purpose: show shops near you.
     - The developer collects your address. Purpose: fill in the delivery address.
     - With your explicit consent, the developer accesses your camera. Purpose: scan the membership code.
     
    @@ -17,13 +18,13 @@
     
     3. Your rights
     
    -3.1 You can withdraw the authorisation that you gave the developer for your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    +3.1 You can withdraw the authorisation that you gave the developer for your location and your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
     
     3.2 You can have your address deleted: open “…” at the top right of the Mini Program’s home page, choose “Settings”, then “Information obtained by the Mini Program”, tap the information concerned, then tap “Notify developer to delete”. The developer promises to delete it when notified; where the law requires it to be kept, the developer stops all handling other than storing and securing it.
     
     3.3 For your personal information you can contact the developer in the following ways to exercise your statutory rights, such as access, copying, correction and deletion:
     
    -- E-mail: privacy@camellia.example
    +- E-mail: legal@camellia.example
     
     3.4 If you have registered an account in the Mini Program, you can ask the developer to cancel it. The developer promises, once your identity is verified, to complete the cancellation within fifteen working days and to delete or anonymise your personal information, unless the law provides otherwise.
     
    @@ -47,7 +48,7 @@
     
     If you believe that the developer does not keep to this guide, or if you have other complaints or suggestions or a question about the protection of minors’ personal information, you can contact the developer in the following ways, or complain to WeChat.
     
    -- E-mail: privacy@camellia.example
    +- E-mail: legal@camellia.example
     
     Dates
     
    ```

    </details>

    *Derived by a tool from declarations and code; this is not legal advice.*
    "#);
}

#[test]
fn nothing_changed_says_so() {
    let change = compare(&before(), &before());
    assert!(change.is_empty());
    assert_eq!(change.verdict(), Verdict::NotRequired);
    assert_eq!(plain(&human(&change, &labels(), Language::En)), "Privacy changes: v1.0 → v1.1\nNothing has changed\n");
}

#[test]
fn spelling_translation_contacts_and_deletions_need_no_new_consent() {
    let spelling =
        BEFORE.replace("扫描会员码", "扫描会员码。").replace("fill in the delivery address", "Fill in the delivery address");
    let change = compare(&before(), &state(&spelling, &[]));
    assert!(change.information.iter().flat_map(|one| &one.purposes).all(|one| one.weight == PurposeWeight::Typography));

    let translation = BEFORE.replace("scan the membership code", "read the code on your membership card");
    let mut same_uses = before();
    same_uses.declarations = state(&translation, &[]).declarations;
    let change = compare(&before(), &same_uses);
    assert_eq!(change.information[0].purposes[0].weight, PurposeWeight::Translation);
    assert_eq!((change.verdict(), reasons(&change).len()), (Verdict::NotRequired, 0));

    let fewer =
        BEFORE.replace("privacy@", "legal@").lines().filter(|line| !line.starts_with("Camera")).collect::<Vec<_>>().join("\n");
    let change = compare(&before(), &state(&fewer, &[("wx.chooseAddress", "Address", "pages/order/order.js", "a\nb\nc\nd")]));
    assert_eq!(change.verdict(), Verdict::NotRequired);
    assert_eq!(
        reasons(&change),
        [
            "Tell PIPL art. 47: no longer handled: access your camera; what was collected is to be deleted once its purpose is achieved or it is no longer needed",
            "Tell PIPL art. 17(2): the e-mail has changed",
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
    assert_eq!((moved.from.as_str(), moved.to.as_str()), ("pages/order/order.js", "packages/order/order.js"));
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
    assert_eq!(reasons(&change), ["Consent PIPL art. 23: new third party that handles personal information: 地图SDK"]);
    assert_eq!(change.third_parties[0].kind, ThirdPartyKind::Sdk);

    let renamed = sdk.replace("某地图公司", "另一家公司").replace("绘制地图", "绘制地图并分析人流");
    let mut later = before();
    later.declarations = state(&format!("{BEFORE}{renamed}"), &[]).declarations;
    assert_eq!(compare(&after, &later).verdict(), Verdict::Required);
    assert_eq!(compare(&after, &later).reasons.len(), 2);
}

#[test]
fn a_plugin_of_app_json_is_a_third_party_before_anybody_declares_it() {
    let plugin = |version: &str| DetectedPlugin { alias: "chat".into(), provider: "wx1".into(), version: version.into() };
    let with = |version| State { detected: Detected { plugins: vec![plugin(version)], ..before().detected }, ..before() };
    assert_eq!(
        reasons(&compare(&before(), &with("1.0.0"))),
        ["Judge PIPL art. 23: new third party: chat; if it receives personal information, separate consent is needed"]
    );
    let newer = compare(&with("1.0.0"), &with("2.0.0"));
    assert_eq!(newer.third_parties[0].versions, Some(("1.0.0".into(), "2.0.0".into())));
    assert_eq!(newer.verdict(), Verdict::Judge);
}

#[test]
fn the_first_guide_asks_everybody() {
    let nothing = State::default();
    let change = compare(&nothing, &before());
    assert_eq!(
        reasons(&change),
        ["Consent PIPL art. 14(1): there was no guide before: users are to be told and to consent first"]
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
        ["Consent PIPL art. 14(2): new type of information: collect your location (not declared yet)"]
    );
    assert!(compare(&with, &with).reasons.is_empty());
    // Declaring it is what users are asked about, however long it was used.
    let declared = state(&BEFORE.replace("[information]\n", "[information]\nLocation = \"展示门店\"\n"), &uses);
    assert_eq!(compare(&with, &declared).verdict(), Verdict::Required);
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

#[test]
fn what_the_project_says_is_inert_in_every_report() {
    let hostile = r"@everyone #1 <img src=x onerror=alert(1)> [a](http://x) \u001b[31m\n```\n`x`";
    let text = BEFORE.replace("扫描会员码", hostile);
    let change = compare(&before(), &state(&text, &[]));
    let report = markdown(&change, &labels(), Language::En);
    let (facts, difference) = report.split_once("<details>").expect("a text difference");
    assert!(!facts.contains("@everyone") && !facts.contains(" #1 "));
    let active = Parser::new_ext(facts, Options::all()).find(|event| {
        matches!(event, Event::InlineHtml(_) | Event::Html(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }))
    });
    assert_eq!(active, None);
    assert!(!report.contains('\u{1b}') && difference.contains("````diff"));
    assert!(!plain(&human(&change, &labels(), Language::ZhCn)).contains('\u{1b}'));
}

#[test]
fn json_says_the_same() {
    let report: serde_json::Value = serde_json::from_str(&json(&compare(&before(), &after()), &labels())).expect("well formed");
    assert_eq!(report["version"], 1);
    assert_eq!(report["consent"], "required");
    assert_eq!(report["information"][0]["id"], "Location");
    assert_eq!(report["information"][0]["uses"]["new"][0]["file"], "pages/map/map.js");
    assert_eq!(report["reasons"][0]["article"], "PIPL art. 14(2)");
    assert_eq!(report["update_due"], true);
}

/// The way from two trees: declarations, sources and supplements are read, the rest follows.
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
        let options = LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
        Project::load(tree, &options).expect("a project").state(tree)
    };
    let before = state(&tree("Page({ go() { wx.chooseAddress() } })\n", "a"));
    let after = state(&tree("Page({ go() { wx.chooseAddress(); wx.getFuzzyLocation() } })\n", "b"));
    let change = compare(&before, &after);
    assert_eq!(
        reasons(&change),
        [
            "Consent PIPL art. 14(2): new type of information: collect your location (not declared yet)",
            "Tell PIPL art. 17(2): the supplementary document has changed",
        ]
    );
    assert_eq!(change.information[0].uses.new[0].found.package, "main");
    assert!(compare(&before, &before).is_empty());
}
