//! Round trips between `privguide.toml` and the platform's formats.

use super::*;
use crate::{
    declaration::{Declarations, parse},
    language::Text,
    tree::{SourceText, TreePath},
};

fn declared(text: &str) -> Declarations {
    let parsed = parse(SourceText::new(TreePath::root(), text));
    assert_eq!(parsed.problems, [], "{text}");
    parsed.declarations
}

const SHOP: &str = r#"format = 1
[program]
name = "山茶小店"
[developer]
name = "杭州山茶科技有限公司"
email = "privacy@camellia.example"
wechat = "camellia_shop"
[guide]
updated = 2026-11-20
notice = "弹窗"
storage = "180天"
[information]
Address = "填写收货地址"
UserInfo = "展示在会员卡上"
Note = { name = "订单备注", purpose = "转达给配送员" }
[[sdk]]
name = "地图SDK"
provider = "某地图公司"
information = { Location = "绘制地图" }
"#;

#[test]
fn the_request_says_what_was_declared() {
    let export = export(&declared(SHOP));
    insta::assert_snapshot!(export.text, @r#"
    {
      "privacy_ver": 2,
      "setting_list": [
        {
          "privacy_key": "UserInfo",
          "privacy_text": "展示在会员卡上"
        },
        {
          "privacy_key": "Address",
          "privacy_text": "填写收货地址"
        },
        {
          "privacy_key": "Note",
          "privacy_text": "转达给配送员"
        }
      ],
      "owner_setting": {
        "contact_email": "privacy@camellia.example",
        "contact_weixin": "camellia_shop",
        "notice_method": "弹窗",
        "store_expire_timestamp": "180天"
      },
      "sdk_privacy_info_list": [
        {
          "sdk_name": "地图SDK",
          "sdk_biz_name": "某地图公司",
          "sdk_list": [
            {
              "privacy_key": "Location",
              "privacy_text": "绘制地图"
            }
          ]
        }
      ]
    }
    "#);
    let notes: Vec<&str> = export.notes.iter().map(|note| note.en.as_str()).collect();
    assert_eq!(
        notes,
        ["the type `Note` of your own is sent under this key; its name “订单备注” cannot be sent"]
    );
}

#[test]
fn what_the_platform_would_refuse_is_said() {
    let text = "format = 1\n[guide]\nstorage = \"半年\"\n[information]\nCamera = \"用于扫码\"\nLocation = \"\"\n[supplement]\nfiles = [\"a.txt\"]\n";
    let notes: Vec<String> =
        export(&declared(text)).notes.into_iter().map(|note| note.en).collect();
    for part in [
        "`Location` has no purpose",
        "86069",
        "86070",
        "86072",
        "which the platform adds once more",
        "uploadprivacyextfile",
    ] {
        assert!(notes.iter().any(|note| note.contains(part)), "{part}: {notes:#?}");
    }
}

const RESPONSE: &str = r#"{
  "errcode": 0, "errmsg": "ok", "code_exist": 1,
  "privacy_list": ["UserInfo", "Location", "Camera"],
  "setting_list": [
    { "privacy_key": "UserInfo", "privacy_text": "展示在会员卡上", "privacy_label": "" },
    { "privacy_key": "Location", "privacy_text": "", "privacy_label": "" },
    { "privacy_key": "备注 1", "privacy_text": "转达给\n配送员", "privacy_label": "" }
  ],
  "update_time": 1761962400,
  "owner_setting": { "contact_email": "a@b.example", "contact_phone": "", "notice_method": "弹窗", "store_expire_timestamp": "30天", "ext_file_media_id": "m1" },
  "privacy_desc": { "privacy_desc_list": [ { "privacy_key": "备注 1", "privacy_desc": "订单备注" } ] },
  "sdk_privacy_info_list": [ { "sdk_name": "地图", "sdk_biz_name": "某公司", "sdk_list": [ { "privacy_key": "Location", "privacy_text": "绘制地图" } ] } ]
}"#;

#[test]
fn a_saved_response_becomes_declarations() {
    let import = import(RESPONSE).expect("a response");
    insta::assert_snapshot!(import.text, @r#"
    # 由保存的 getprivacysetting 返回生成：把每一处 "" 填好，然后运行 cargo privguide check
    # Written from a saved getprivacysetting response: fill in every "", then run: cargo privguide check
    format = 2

    [program]
    # 小程序的名称 / the name of the Mini Program
    name = ""

    [developer]
    # 开发者主体的名称，与公众平台登记的一致 / the responsible party, as registered with the platform
    name = ""
    email = "a@b.example"

    [guide]
    languages = ["zh-CN"]
    updated = 2025-11-01
    # 生效日期：返回里没有 / date from which the guide is effective: not in the response
    effective = ""
    notice = "弹窗"
    storage = "30天"

    # 收集你的昵称、头像 / collect your nickname and avatar
    [information.UserInfo]
    purpose = "展示在会员卡上"

    # 收集你的位置信息 / collect your location
    [information.Location]
    purpose = ""

    [information."备注 1"]
    name = "订单备注"
    purpose = "转达给 配送员"

    # 访问你的摄像头 / access your camera
    [information.Camera]
    purpose = ""

    [[sdk]]
    name = "地图"
    provider = "某公司"
    information.Location = "绘制地图"
    "#);
    let declarations = declared(&import.text);
    assert_eq!(declarations.information.len(), 4, "what was detected without a text is there, too");
    let notes: Vec<&str> = import.notes.iter().map(|note| note.en.as_str()).collect();
    assert_eq!(
        notes,
        [
            "`Location` has no purpose",
            "`备注 1` is not a type of the platform; it is written as one of your own",
            "`Camera` has no purpose",
            "the supplementary document is not part of the response: put the file into the project and set [supplement] files",
        ]
    );
}

#[test]
fn what_is_exported_can_be_imported() {
    let first = declared(SHOP);
    let again = declared(&import(&export(&first).text).expect("a request").text);
    let purposes = |declarations: &Declarations| {
        let mut purposes: Vec<_> = declarations
            .information
            .iter()
            .map(|entry| {
                (entry.id.value.clone(), entry.purpose.zh.as_ref().map(|zh| zh.value.clone()))
            })
            .collect();
        purposes.sort();
        purposes
    };
    assert_eq!(purposes(&first), purposes(&again));
    assert_eq!(again.guide.storage.zh.expect("storage").value, "180天");
    assert_eq!(again.developer.contacts.len(), 2);
    assert_eq!(again.sdks[0].information[0].id.value, "Location");
}

#[test]
fn known_mistakes_of_requests_are_named() {
    let text = r#"{ "setting_list": [ { "privacy_key": "Camera", "privacy_value": "扫码" }, { "privacy_text": "x" } ], "owner_setting": "{\"contact_qq\":\"1\"}" }"#;
    let import = import(text).expect("a request");
    let notes: Vec<&str> = import.notes.iter().map(|note| note.en.as_str()).collect();
    assert!(
        notes[0].contains("privacy_value")
            && notes[1].contains("left out")
            && notes[2].contains("47001"),
        "{notes:#?}"
    );
    assert_eq!(declared(&import.text).developer.contacts[0].value.value, "1");
}

#[test]
fn what_is_no_response_is_refused() {
    assert!(matches!(import("{"), Err(ImportError::NotJson(_))));
    assert_eq!(import("[]"), Err(ImportError::NotASetting));
    assert_eq!(import("{}"), Err(ImportError::NotASetting));
    assert!(matches!(import(&"[".repeat(100_000)), Err(ImportError::NotJson(_))));
    let refused = import(r#"{ "errcode": 61007, "errmsg": "api is unauthorized" }"#);
    assert_eq!(
        refused,
        Err(ImportError::Refused { code: 61007, message: "api is unauthorized".into() })
    );
}

#[test]
fn nothing_in_a_response_can_leave_its_value() {
    let hostile = r#"{ "setting_list": [ { "privacy_key": "x\"]\n[rules", "privacy_text": "\"\n[rules]\nall = \"allow\"" } ], "owner_setting": { "notice_method": "'''\"\"\"\n#" } }"#;
    let declarations = declared(&import(hostile).expect("a response").text);
    assert!(declarations.rules.is_empty());
    assert_eq!(declarations.information.len(), 1);
}

/// export → import → export: the second request is the same as the first.
#[test]
fn a_round_trip_is_the_same_request() {
    for text in [
        SHOP.to_owned(),
        SHOP.replace("storage = \"180天\"\n", ""),
        SHOP.replace("notice = \"弹窗\"", "notice = { en = \"a pop-up\" }"),
    ] {
        let first = export(&declared(&text)).text;
        let again = export(&declared(&import(&first).expect("a request").text)).text;
        assert_eq!(first, again);
    }
}

#[test]
fn a_purpose_without_chinese_stays_english_on_the_way_there_and_back() {
    let english = SHOP.replace(
        "UserInfo = \"展示在会员卡上\"",
        "UserInfo = { purpose = { en = \"show it on the card\" } }",
    );
    let sent = export(&declared(&english));
    let mentions_limit = |notes: &[Text]| {
        notes.iter().any(|note| note.en.contains("`UserInfo`") && note.zh.contains("英文"))
    };
    assert!(
        sent.text.contains("show it on the card") && mentions_limit(&sent.notes),
        "{:?}",
        sent.notes
    );

    let back = import(&sent.text).expect("a request");
    assert!(
        back.text.contains("purpose = { zh-CN = \"\", en = \"show it on the card\" }")
            && mentions_limit(&back.notes),
        "{}",
        back.text
    );
    let named = back.text.replacen("name = \"\"", "name = \"山茶小店\"", 1);
    assert_eq!(export(&declared(&named)).text, sent.text);

    // A merge does not take the English text for the missing Chinese one.
    let merge = merged(&english, &sent.text);
    assert!(
        !merge.text.contains("zh-CN") && mentions_limit(&merge.notes),
        "{} {:?}",
        merge.text,
        merge.notes
    );
}

fn merged(text: &str, response: &str) -> Converted {
    merge(&SourceText::new(TreePath::root(), text), response).expect("merged")
}

#[test]
fn a_merge_keeps_every_comment_and_what_was_written() {
    let ours = "# the top\nformat = 1 # one\n\n[developer] # who\n# the name\nname = \"某公司\"\nemail = \"\" # to come\n\n[guide]\nnotice = \"公告\" # ours\n\n\
                # people\n[information.UserInfo] # shown\n# why\npurpose = { zh-CN = \"\", en = \"show it\" } # blank\n\n[information.Location]\npurpose = \"展示门店\" # stays\n# the end\n";
    let response = r#"{ "setting_list": [ { "privacy_key": "UserInfo", "privacy_text": "展示在会员卡上" }, { "privacy_key": "Location", "privacy_text": "推送附近的优惠" },
        { "privacy_key": "Camera", "privacy_text": "扫码" }, { "privacy_key": "备注 1", "privacy_text": "转达" } ],
        "owner_setting": { "contact_email": "a@b.example", "contact_qq": "10001", "notice_method": "弹窗", "store_expire_timestamp": "30天" },
        "sdk_privacy_info_list": [ { "sdk_name": "地图", "sdk_biz_name": "某地图公司", "sdk_list": [ { "privacy_key": "Location", "privacy_text": "绘制地图" } ] } ] }"#;
    let Converted { text, notes } = merged(ours, response);
    for comment in [
        "# the top",
        "# one",
        "# who",
        "# the name",
        "# to come",
        "# ours",
        "# people",
        "# shown",
        "# why",
        "# blank",
        "# stays",
        "# the end",
    ] {
        assert!(text.contains(comment), "{comment}\n{text}");
    }
    let declarations = declared(&text);
    let purpose = |id: &str| {
        declarations
            .information(id)
            .and_then(|entry| entry.purpose.zh.as_ref())
            .map(|zh| zh.value.clone())
    };
    assert_eq!(purpose("UserInfo").as_deref(), Some("展示在会员卡上"));
    assert_eq!(purpose("Location").as_deref(), Some("展示门店"));
    assert_eq!(purpose("Camera").as_deref(), Some("扫码"));
    assert_eq!(purpose("备注 1").as_deref(), Some("转达"));
    assert_eq!(declarations.guide.storage.zh.as_ref().map(|zh| zh.value.as_str()), Some("30天"));
    assert_eq!(declarations.developer.contacts.len(), 2);
    assert_eq!(
        declarations.sdks[0].information[0].purpose.zh.as_ref().expect("given").value,
        "绘制地图"
    );
    let notes: Vec<&str> = notes.iter().map(|note| note.en.as_str()).collect();
    assert_eq!(
        notes,
        [
            "the purpose of `Location` differs: “展示门店” of privguide.toml stays; the platform has “推送附近的优惠”",
            "`guide.notice` differs: “公告” of privguide.toml stays; the platform has “弹窗”",
        ]
    );
    assert_eq!(merged(&text, response).text, text, "a second merge changes nothing");
    let windows = merged(&ours.replace('\n', "\r\n"), response).text;
    assert_eq!(windows, text.replace('\n', "\r\n"));
}

#[test]
fn a_merge_into_the_short_style_stays_short() {
    let text = merged("format = 1\n[information]\nLocation = \"\" # blank\n", r#"{ "setting_list": [ { "privacy_key": "Location", "privacy_text": "展示门店" }, { "privacy_key": "Camera", "privacy_text": "扫码" } ] }"#).text;
    assert_eq!(
        text,
        "format = 1\n[information]\nLocation = \"展示门店\" # blank\nCamera = \"扫码\"\n"
    );
}

#[test]
fn a_broken_file_and_a_refusal_are_no_merge() {
    let source = |text: &str| SourceText::new(TreePath::root(), text);
    assert_eq!(
        merge(&source("format = ["), "{ \"setting_list\": [] }"),
        Err(MergeError::Unreadable)
    );
    let refused = merge(&source("format = 1\n"), r#"{ "errcode": 86074, "errmsg": "x" }"#);
    assert!(matches!(refused, Err(MergeError::Reply(ImportError::Refused { code: 86074, .. }))));
}

#[test]
fn replies_say_the_same_in_any_order() {
    let old =
        r#"{ "errcode": 0, "update_time": 100, "privacy_list": ["Camera"], "setting_list": [] }"#;
    let new = r#"{ "errcode": 0, "update_time": 200, "privacy_list": ["Location"], "setting_list": [ { "privacy_key": "Location", "privacy_text": "甲" } ] }"#;
    let sent = r#"{ "privacy_ver": 2, "setting_list": [ { "privacy_key": "Album", "privacy_text": "乙" } ], "owner_setting": {} }"#;
    let code = r#"{ "errcode": 0, "without_auth_list": ["wx.getLocation"], "without_conf_list": ["wx.choosePoi", "wx.getLocation"] }"#;
    let read = |texts: &[&str]| {
        let mut replies = Replies::default();
        for text in texts {
            replies.add(text).expect("a reply");
        }
        replies
    };
    let all = read(&[old, new, sent, code]);
    assert_eq!(all, read(&[code, sent, new, old]));
    assert_eq!(
        all.setting.as_ref().and_then(|found| found.detected.clone()),
        Some(vec!["Location".to_owned()])
    );
    assert!(!all.is_request && read(&[sent]).is_request);
    assert_eq!(
        all.interfaces.expect("told").without_configuration,
        ["wx.choosePoi", "wx.getLocation"]
    );
}
