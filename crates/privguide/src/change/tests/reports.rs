//! The same change for every reader.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{super::*, BEFORE, after, before, labels, state};
use crate::language::Language;

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
