//! Tests of all report formats, with the same change.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{super::*, BEFORE, after, before, labels, state};
use crate::language::Language;

#[test]
fn the_report_for_people_in_chinese() {
    insta::assert_snapshot!(plain(&compare(&before(), &after()).human(&labels(), Language::ZhCn)), @r#"
    隐私变更：v1.0 → v1.1

    需要重新取得用户同意

    须重新取得同意的变更
      ! 新增处理的信息种类：收集你的位置信息（《个人信息保护法》第十四条第二款）
      ! 用途扩大：收集你的地址：“填写收货地址”→“填写收货地址并推荐附近的门店”（《个人信息保护法》第十四条第二款、平台指引“信息的使用规则”第二条）

    须人工判断的变更
      ? 可能属于敏感个人信息（连续、精准的位置构成行踪轨迹）：收集你的位置信息；若属于，须取得单独同意（《个人信息保护法》第二十八条、第二十九条）
      ? 在 1 处新的位置使用：访问你的摄像头；若用途或者处理方式因此改变，须重新取得同意（《个人信息保护法》第十四条第二款）

    应当告知用户的变更
      · 联系方式变更：邮箱：privacy@camellia.example→legal@camellia.example（《个人信息保护法》第十七条第二款、第五十条）

    处理的信息
      + 收集你的位置信息 Location
          + 用途：展示附近的门店
          + 用途（英文）：show shops near you
          + 新的接口：wx.getLocation pages/map/map.js:3
      ~ 收集你的地址 Address
          - 用途：填写收货地址
          + 用途：填写收货地址并推荐附近的门店（扩大；英文未随之修改）
      ~ 访问你的摄像头 Camera
          + 新的位置：camera pages/face/face.wxml:3

    其他内容
      ~ 邮箱：privacy@camellia.example → legal@camellia.example

    日期
      ? 指引内容有变化，但更新日期没有变：请修改 [guide] updated

    指引文本 privacy-guide.zh-CN.md
    @@ 开发者处理的信息 @@
    -开发者收集你的地址，用于填写收货地址。
    +开发者将在获取你的明示同意后，收集你的位置信息，用途是展示附近的门店。
    +开发者收集你的地址，用于填写收货地址并推荐附近的门店。
    @@ 你的权益 @@
    -关于访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    +关于收集你的位置信息、访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    -邮箱：privacy@camellia.example
    +邮箱：legal@camellia.example
    @@ 联系方式 @@
    -邮箱：privacy@camellia.example
    +邮箱：legal@camellia.example

    指引文本 privacy-guide.en.md
    @@ Information the developer handles @@
    +With your explicit consent, the developer collects your location. Purpose: show shops near you.
    @@ Your rights @@
    -You can withdraw the authorisation that you gave the developer for your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    +You can withdraw the authorisation that you gave the developer for your location and your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    -E-mail: privacy@camellia.example
    +E-mail: legal@camellia.example
    @@ Contact @@
    -E-mail: privacy@camellia.example
    +E-mail: legal@camellia.example

    需要重新取得用户同意
    以上由工具根据声明与代码的差异得出，不构成法律意见。
    "#);
}

#[test]
fn the_report_for_a_pull_request_in_english() {
    insta::assert_snapshot!(compare(&before(), &after()).markdown(&labels(), Language::En), @r#"
    ## Privacy changes: v1.0 → v1.1

    **Users must consent again**

    ### Changes that need consent

    - 🔴 new type of information: collect your location (PIPL art. 14(2))
    - 🔴 wider purpose: collect your address: “填写收货地址” → “填写收货地址并推荐附近的门店” (PIPL art. 14(2), the platform’s guide, “Use of information”, no. 2)

    ### Changes for a person to judge

    - 🟡 perhaps sensitive personal information (continuous precise positions are whereabouts): collect your location; if it is, separate consent is needed (PIPL art. 28, art. 29)
    - 🟡 used in 1 new place: access your camera; if its purpose or method changes with it, consent is needed again (PIPL art. 14(2))

    ### Changes that users must be informed of

    - changed contact: E-mail: privacy@&#8203;camellia.example → legal@&#8203;camellia.example (PIPL art. 17(2), art. 50)

    ### Information

    - ➕ collect your location `Location`
      - ➕ Purpose: 展示附近的门店
      - ➕ Purpose (English): show shops near you
      - ➕ New interface: `wx.getLocation` `pages/map/map.js:3`
    - ✏️ collect your address `Address`
      - ➖ Purpose: 填写收货地址
      - ➕ Purpose: 填写收货地址并推荐附近的门店 (wider; the English was not changed with it)
    - ✏️ access your camera `Camera`
      - ➕ New place: `camera` `pages/face/face.wxml:3`

    ### Other statements

    - ✏️ E-mail: privacy@&#8203;camellia.example → legal@&#8203;camellia.example

    ### Dates

    - 🟡 the text of the guide has changed but its date has not: set \[guide\] updated

    <details>
    <summary>Guide text (zh-CN)</summary>

    ```diff
    --- a/privacy-guide.zh-CN.md
    +++ b/privacy-guide.zh-CN.md
    @@ 开发者处理的信息 @@
    -开发者收集你的地址，用于填写收货地址。
    +开发者将在获取你的明示同意后，收集你的位置信息，用途是展示附近的门店。
    +开发者收集你的地址，用于填写收货地址并推荐附近的门店。
    @@ 你的权益 @@
    -关于访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    +关于收集你的位置信息、访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。
    -邮箱：privacy@camellia.example
    +邮箱：legal@camellia.example
    @@ 联系方式 @@
    -邮箱：privacy@camellia.example
    +邮箱：legal@camellia.example
    ```

    </details>

    <details>
    <summary>Guide text (en)</summary>

    ```diff
    --- a/privacy-guide.en.md
    +++ b/privacy-guide.en.md
    @@ Information the developer handles @@
    +With your explicit consent, the developer collects your location. Purpose: show shops near you.
    @@ Your rights @@
    -You can withdraw the authorisation that you gave the developer for your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    +You can withdraw the authorisation that you gave the developer for your location and your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.
    -E-mail: privacy@camellia.example
    +E-mail: legal@camellia.example
    @@ Contact @@
    -E-mail: privacy@camellia.example
    +E-mail: legal@camellia.example
    ```

    </details>

    **Users must consent again**

    *Derived by a tool from declarations and code; this is not legal advice.*
    "#);
}

#[test]
fn nothing_changed_says_so() {
    let change = compare(&before(), &before());
    assert!(change.is_empty());
    assert_eq!(change.verdict(), Verdict::Nothing);
    assert_eq!(
        plain(&change.human(&labels(), Language::En)),
        "Privacy changes: v1.0 → v1.1\nNothing has changed\n"
    );
}

#[test]
fn what_the_project_says_is_inert_in_every_report() {
    let hostile = r"@everyone #1 <img src=x onerror=alert(1)> [a](http://x) \u001b[31m\n```\n`x`";
    let text = BEFORE.replace("扫描会员码", hostile);
    let change = compare(&before(), &state(&text, &[]));
    let report = change.markdown(&labels(), Language::En);
    let (facts, difference) = report.split_once("<details>").expect("a text difference");
    assert!(!facts.contains("@everyone") && !facts.contains(" #1 "));
    let active = Parser::new_ext(facts, Options::all()).find(|event| {
        matches!(
            event,
            Event::InlineHtml(_)
                | Event::Html(_)
                | Event::Start(Tag::Link { .. } | Tag::Image { .. })
        )
    });
    assert_eq!(active, None);
    assert!(!report.contains('\u{1b}') && difference.contains("````diff"));
    assert!(!plain(&change.human(&labels(), Language::ZhCn)).contains('\u{1b}'));
}

#[test]
fn json_says_the_same() {
    let report: serde_json::Value =
        serde_json::from_str(&compare(&before(), &after()).json(&labels())).expect("well formed");
    assert_eq!(report["version"], 1);
    assert_eq!(report["consent"], "required");
    assert_eq!(report["information"][0]["id"], "Location");
    assert_eq!(report["information"][0]["uses"]["new"][0]["file"], "pages/map/map.js");
    assert_eq!(report["reasons"][0]["article"], "PIPL art. 14(2)");
    assert_eq!(report["update_due"], true);
}
