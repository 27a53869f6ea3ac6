//! Tests of the comparison of the code, `privguide.toml` and the platform.

use super::{
    super::platform::{Comparison, RowVerdict},
    state,
};
use crate::{declaration::platform::Replies, language::Language};

const DECLARED: &str = r#"format = 1
[program]
name = "山茶小店"
[developer]
name = "杭州山茶科技有限公司"
email = "privacy@camellia.example"
[guide]
notice = "弹窗"
storage = "180 天"
[information]
UserInfo = "展示在会员卡上"
Location = "展示附近的门店"
Address = "填写收货地址"
Camera = "扫描会员码"
BlueTooth = "连接打印机"
Email = "发送电子发票"
[[sdk]]
name = "地图SDK"
provider = "某地图公司"
information = { Location = "绘制地图" }
"#;

/// A reply of the platform: what it detected, and the saved declarations.
const REPLY: &str = r#"{
  "errcode": 0, "errmsg": "ok", "code_exist": 1,
  "privacy_list": ["UserInfo", "Location", "Camera", "Record", "Album"],
  "setting_list": [
    { "privacy_key": "UserInfo", "privacy_text": "展示在会员卡上。", "privacy_label": "" },
    { "privacy_key": "Location", "privacy_text": "展示门店并推送优惠", "privacy_label": "" },
    { "privacy_key": "Camera", "privacy_text": "", "privacy_label": "" },
    { "privacy_key": "BlueTooth", "privacy_text": "连接打印机", "privacy_label": "" },
    { "privacy_key": "RunData", "privacy_text": "步数排行", "privacy_label": "" },
    { "privacy_key": "Album", "privacy_text": "", "privacy_label": "" }
  ],
  "update_time": 1761962400,
  "owner_setting": { "contact_email": "privacy@camellia.example", "contact_phone": "0571-12345678", "notice_method": "公告", "store_expire_timestamp": "180天" },
  "privacy_desc": { "privacy_desc_list": [] },
  "sdk_privacy_info_list": [ { "sdk_name": "地图SDK", "sdk_biz_name": "某地图公司", "sdk_list": [ { "privacy_key": "Location", "privacy_text": "绘制地图" } ] } ]
}"#;

const CODE: &str = r#"{ "errcode": 0, "errmsg": "ok", "without_auth_list": ["wx.getLocation"], "without_conf_list": ["wx.chooseAddress"] }"#;

fn replies(texts: &[&str]) -> Replies {
    let mut replies = Replies::default();
    for text in texts {
        replies.add(text).expect("a reply");
    }
    replies
}

fn project() -> super::super::PrivacyState {
    let uses = [
        ("input[type=nickname]", "UserInfo", "pages/a.wxml", "a"),
        ("wx.getLocation", "Location", "pages/a.js", "a"),
        ("wx.chooseAddress", "Address", "pages/a.js", "a"),
        ("camera", "Camera", "pages/a.wxml", "a"),
        ("RecorderManager.start", "Record", "pages/a.js", "a"),
    ];
    state(DECLARED, &uses)
}

#[test]
fn every_row_has_its_verdict_and_what_mends_it() {
    let comparison = Comparison::new(&project(), &replies(&[CODE, REPLY]));
    insta::assert_snapshot!(comparison.markdown(Language::ZhCn), @r#"
    ## 代码、privguide.toml 与平台

    | 信息 | 代码 | privguide.toml | 平台检测 | 平台 | 结论 |
    | --- | --- | --- | --- | --- | --- |
    | 收集你的昵称、头像 UserInfo | 有 | 展示在会员卡上 | 有 | 展示在会员卡上。 | 一致 |
    | 收集你的位置信息 Location | 有 | 展示附近的门店 | 有 | 展示门店并推送优惠 | 两边不同 |
    | 收集你的地址 Address | 有 | 填写收货地址 | 无 | — | 平台没有 |
    | 收集你的微信运动步数 RunData | 无 | — | 无 | 步数排行 | 只有平台有 |
    | 收集你选中的照片或视频信息 Album | 无 | — | 有 | — | 只有平台检测到 |
    | 访问你的麦克风 Record | 有 | — | 有 | — | 都没有声明 |
    | 访问你的摄像头 Camera | 有 | 扫描会员码 | 有 | — | 平台没有 |
    | 访问你的蓝牙 BlueTooth | 无 | 连接打印机 | 无 | 连接打印机 | 声明了，没有用到 |
    | 收集你的邮箱 Email | — | 发送电子发票 | — | — | 平台没有 |
    | 邮箱 developer.email | — | privacy@&#8203;camellia.example | — | privacy@&#8203;camellia.example | 一致 |
    | 电话 developer.phone | — | — | — | 0571-12345678 | 只有平台有 |
    | 变更的告知方式 guide.notice | — | 弹窗 | — | 公告 | 两边不同 |
    | 存储期限 guide.storage | — | 180 天 | — | 180天 | 一致 |
    | SDK 地图SDK | — | 某地图公司 (Location: 绘制地图) | — | 某地图公司 (Location: 绘制地图) | 一致 |
    | 地理位置接口 wx.getLocation | — | — | 有 | — | 没有权限或者没有配置 |
    | 地理位置接口 wx.chooseAddress | — | — | 有 | — | 没有权限或者没有配置 |

    - **收集你的位置信息 Location**: 以 privguide.toml 为准：用 export 的请求体调用 setprivacysetting，或在控制台（入口 1 服务内容声明，入口 2 提审的信息页）改写；以平台为准：改 privguide.toml
    - **收集你的地址 Address**: 平台没有检测到：在控制台（入口 1 或入口 2）手动勾选这一项并填写用途，或用 export 的请求体调用 setprivacysetting
    - **收集你的微信运动步数 RunData**: 代码里没有：上传新版本后，只能在入口 2（提审的信息页）删除
    - **收集你选中的照片或视频信息 Album**: 平台看的是上一次上传的代码包：重新上传再取一次；仍然检测到，就在代码包里找它（cargo privguide why Album）
    - **访问你的麦克风 Record**: 运行 cargo privguide declare，写明 \[information.Record\] 的用途，再用 export 的请求体调用 setprivacysetting，或在控制台填写
    - **访问你的摄像头 Camera、收集你的邮箱 Email**: 用 export 的请求体调用 setprivacysetting，或在控制台（入口 2 提审的信息页）填写用途
    - **访问你的蓝牙 BlueTooth**: 代码里已经没有：先从 privguide.toml 删去；上传新版本后，只能在入口 2（提审的信息页）删除这一项
    - **电话 developer.phone**: 运行 cargo privguide import --merge 写进 privguide.toml，或从平台删去
    - **变更的告知方式 guide.notice**: 用 export 的请求体调用 setprivacysetting，或在控制台（入口 1 服务内容声明）改写
    - **地理位置接口 wx.getLocation**: 在“开发管理—接口设置”里申请开通，或调用 apply_privacy_interface；审核通过后再提交代码
    - **地理位置接口 wx.chooseAddress**: 在 app.json（代开发的写 ext.json）的 requiredPrivateInfos 里写上 "chooseAddress"，重新上传
    "#);
    insta::assert_snapshot!(comparison.markdown(Language::En), @r#"
    ## The code, privguide.toml and the platform

    | Information | Code | privguide.toml | Platform finds | Platform has | Verdict |
    | --- | --- | --- | --- | --- | --- |
    | collect your nickname and avatar UserInfo | yes | 展示在会员卡上 | yes | 展示在会员卡上。 | the same |
    | collect your location Location | yes | 展示附近的门店 | yes | 展示门店并推送优惠 | differs |
    | collect your address Address | yes | 填写收货地址 | no | — | the platform lacks it |
    | collect your WeRun step count RunData | no | — | no | 步数排行 | only the platform has it |
    | collect the photos or videos you select Album | no | — | yes | — | only the platform found it |
    | access your microphone Record | yes | — | yes | — | declared nowhere |
    | access your camera Camera | yes | 扫描会员码 | yes | — | the platform lacks it |
    | access your Bluetooth BlueTooth | no | 连接打印机 | no | 连接打印机 | declared, not used |
    | collect your e-mail address Email | — | 发送电子发票 | — | — | the platform lacks it |
    | e-mail developer.email | — | privacy@&#8203;camellia.example | — | privacy@&#8203;camellia.example | the same |
    | phone developer.phone | — | — | — | 0571-12345678 | only the platform has it |
    | notice of changes guide.notice | — | 弹窗 | — | 公告 | differs |
    | storage period guide.storage | — | 180 天 | — | 180天 | the same |
    | SDK 地图SDK | — | 某地图公司 (Location: 绘制地图) | — | 某地图公司 (Location: 绘制地图) | the same |
    | location interface wx.getLocation | — | — | yes | — | no permission or configuration |
    | location interface wx.chooseAddress | — | — | yes | — | no permission or configuration |

    - **collect your location Location**: if privguide.toml is right: call setprivacysetting with what export prints, or rewrite it in the console (entry 1, service content declaration; entry 2, information page of the submission); if the platform is right: change privguide.toml
    - **collect your address Address**: the platform did not find it: tick it by hand in the console (entry 1 or 2) and write the purpose, or call setprivacysetting with what export prints
    - **collect your WeRun step count RunData**: the code does not have it: once a new build is uploaded, remove it at entry 2 (information page of the submission)
    - **collect the photos or videos you select Album**: the platform looked at the package that was uploaded last: upload again and ask again; if it still finds it, look for it in the package (cargo privguide why Album)
    - **access your microphone Record**: run cargo privguide declare, write the purpose of \[information.Record\], then call setprivacysetting with what export prints, or fill it in in the console
    - **access your camera Camera, collect your e-mail address Email**: call setprivacysetting with what export prints, or write the purpose in the console (entry 2, information page of the submission)
    - **access your Bluetooth BlueTooth**: the code no longer has it: take it out of privguide.toml; once a new build is uploaded, only entry 2 (information page of the submission) lets you remove it
    - **phone developer.phone**: run cargo privguide import --merge to take it into privguide.toml, or remove it from the platform
    - **notice of changes guide.notice**: call setprivacysetting with what export prints, or rewrite it in the console (entry 1, service content declaration)
    - **location interface wx.getLocation**: apply for it in the console's interface settings, or call apply_privacy_interface; submit the code once it is granted
    - **location interface wx.chooseAddress**: list "chooseAddress" in requiredPrivateInfos of app.json (ext.json for a service provider), and upload again
    "#);
    assert!(!comparison.is_clean());
}

#[test]
fn what_was_not_examined_is_not_said() {
    let unexamined = REPLY.replace("\"code_exist\": 1", "\"code_exist\": 0");
    let comparison = Comparison::new(&project(), &replies(&[&unexamined]));
    assert!(comparison.rows.iter().all(|row| row.detected.is_none()));
    assert!(
        comparison.notes.iter().any(|note| note.en.contains("code_exist is 0")),
        "{:?}",
        comparison.notes
    );
    let sent = r#"{ "privacy_ver": 2, "setting_list": [], "owner_setting": {} }"#;
    let comparison = Comparison::new(&project(), &replies(&[sent]));
    assert!(comparison.notes.iter().any(|note| note.en.contains("what was sent is compared")));
}

#[test]
fn what_was_exported_is_the_same() {
    let project = state(&DECLARED.replace("BlueTooth = \"连接打印机\"\n", ""), &[]);
    let body =
        crate::declaration::platform::export(project.declarations.as_ref().expect("declared")).text;
    let comparison = Comparison::new(&project, &replies(&[&body]));
    let other: Vec<_> =
        comparison.rows.iter().filter(|row| row.verdict != RowVerdict::Same).collect();
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn what_the_platform_says_is_inert() {
    let hostile = r#"{ "privacy_list": ["<b>|@you"], "setting_list": [ { "privacy_key": "x|y", "privacy_text": "<img src=x> [a](http://x) | @all #1" } ] }"#;
    let text = Comparison::new(&project(), &replies(&[hostile])).markdown(Language::En);
    assert!(!text.contains(" <img") && !text.contains("@all") && !text.contains("[a]("), "{text}");
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    assert!(
        text.lines().filter(|line| line.starts_with('|')).all(|line| columns(line) == 7),
        "{text}"
    );
}
