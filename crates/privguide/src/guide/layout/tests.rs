//! Layout 1 as a specification: whole guides, and the effect of single declarations.

use crate::{
    catalog::ProgramKind,
    declaration::{Declarations, parse},
    guide::{
        Block, Detected, DetectedPlugin, Gap, Guide, Inline, Rendering, Section, SectionId, build,
    },
    language::Language,
    tree::{SourceText, TreePath},
};

const SHOP: &str = r#"
format = 1

[program]
name = { zh-CN = "山茶小店", en = "Camellia Shop" }

[developer]
name = { zh-CN = "杭州山茶科技有限公司", en = "Hangzhou Camellia Technology Co., Ltd." }
email = "privacy@camellia.example"
wechat = "camellia_shop"

[guide]
languages = ["zh-CN", "en"]
updated = 2026-11-20
effective = 2026-11-23
notice = "弹窗"
storage = "180天"

[information.Address]
purpose = { zh-CN = "填写订单的收货地址", en = "fill in the delivery address of an order" }

[information.Location]
purpose = { zh-CN = "展示你附近的门店并计算配送距离", en = "show shops near you and work out the delivery distance" }

[information.DeliveryNote]
name = { zh-CN = "订单备注", en = "delivery note" }
purpose = { zh-CN = "转达给配送员", en = "pass it on to the courier" }

[information.Email]
purpose = { zh-CN = "向你发送电子发票。", en = "send you the electronic invoice." }

[[plugin]]
name = { zh-CN = "客服助手", en = "Service Assistant" }
appid = "wx1234567890abcdef"
provider = { zh-CN = "深圳某客服有限公司", en = "Some Service Co., Ltd." }
information = { Record = { zh-CN = "在客服会话中发送语音", en = "send voice messages to the support staff" } }

[service-provider]
name = { zh-CN = "上海代建软件有限公司", en = "Shanghai Builders Ltd." }

[supplement]
files = ["privacy-supplement.txt"]
"#;

fn declared(text: &str) -> Declarations {
    let parsed = parse(SourceText::new(TreePath::new("privguide.toml").expect("inside"), text));
    assert!(parsed.problems.is_empty(), "{:#?}", parsed.problems);
    parsed.declarations
}

fn detected(information: &[&str]) -> Detected {
    let plugin = DetectedPlugin {
        alias: "service".into(),
        provider: "wx1234567890abcdef".into(),
        version: "1.0.0".into(),
    };
    Detected {
        kind: ProgramKind::MiniProgram,
        information: information.iter().map(|&id| id.to_owned()).collect(),
        plugins: vec![plugin],
        ..Detected::default()
    }
}

fn shop(language: Language) -> Guide {
    build(&declared(SHOP), &detected(&["Location", "Address", "Camera"]), language)
}

#[test]
fn a_whole_guide_in_chinese() {
    insta::assert_snapshot!(shop(Language::ZhCn).render(Rendering::Markdown), @r#"
    <!-- 由 privguide 生成，请勿直接修改：修改 privguide.toml 后运行 cargo privguide generate -->

    # 山茶小店小程序隐私保护指引

    本指引是山茶小店小程序开发者“杭州山茶科技有限公司”（以下称“开发者”）为处理你的个人信息而制定，说明开发者处理哪些信息、用于什么目的、保存多久，以及你享有哪些权利。

    ## 1. 开发者处理的信息

    根据法律规定，开发者仅处理实现小程序功能所必要的信息。

    - 开发者将在获取你的明示同意后，收集你的位置信息，用途是展示你附近的门店并计算配送距离。
    - 开发者收集你的地址，用于填写订单的收货地址。
    - 开发者收集你的邮箱，用于向你发送电子发票。
    - 开发者收集你的订单备注，用于转达给配送员。

    ## 2. 未成年人保护

    2.1 若你是14周岁以下的未成年人（指不满14周岁，下同），请与监护人一同阅读本指引，并在监护人同意后使用小程序、提供个人信息。

    2.2 开发者处理14周岁以下的未成年人的个人信息，应当取得其监护人的同意，并依法予以特别保护。监护人可以通过本指引载明的联系方式，要求查阅、更正或者删除相关信息。

    ## 3. 第三方插件信息/SDK信息

    为实现特定功能，小程序接入了下列由第三方提供的插件或SDK。第三方如何处理你的个人信息，以其公示的官方说明为准。

    - 插件名称：客服助手
    - 插件提供方名称：深圳某客服有限公司

    * 提供方将在获取你的明示同意后，访问你的麦克风，用途是在客服会话中发送语音。

    ## 4. 第三方服务商信息

    小程序由上海代建软件有限公司代为开发。开发者保证，上海代建软件有限公司仅在本指引载明的范围内处理你的信息。

    ## 5. 你的权益

    5.1 关于收集你的位置信息、访问你的摄像头，你可以按以下路径撤回对开发者的授权：小程序主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。

    5.2 关于收集你的地址，你可以按以下路径要求删除：小程序主页右上角“…”—“设置”—“小程序已获取的信息”—点击相应的信息—点击“通知开发者删除”。开发者承诺，收到通知后将删除该信息；法律、行政法规规定应当留存的，开发者将停止除存储和采取必要的安全保护措施之外的处理。

    5.3 关于你的个人信息，你可以通过以下方式联系开发者，行使查阅、复制、更正、删除等法定权利：

    - 邮箱：privacy@camellia.example
    - 微信号：camellia_shop

    5.4 若你在小程序中注册了账号，可以联系开发者申请注销。开发者承诺，核实你的身份后，在十五个工作日内完成注销，并删除你的个人信息或者作匿名化处理；法律、行政法规另有规定的除外。

    ## 6. 开发者对信息的存储

    固定存储期限：180天

    ## 7. 信息的使用规则

    7.1 开发者仅在本指引载明的用途范围内使用收集的信息。

    7.2 开发者使用你的信息超出本指引载明的用途或者合理范围的，应当在变更用途或者范围之前，再次以弹窗方式告知你，并取得你的明示同意。

    ## 8. 信息对外提供

    8.1 开发者承诺，不会主动共享或转让你的信息。确需向第三方共享或转让的，由开发者直接取得你的单独同意，或者由开发者确认第三方已取得你的单独同意。

    8.2 开发者承诺，不会对外公开披露你的信息。确需公开披露的，开发者应当事先告知你披露的目的、披露信息的类型以及可能涉及的信息，并取得你的单独同意。

    ## 9. 联系方式

    你认为开发者未遵守本指引，或者有其他投诉、建议以及未成年人个人信息保护相关问题的，可以通过以下方式联系开发者，或者向微信进行投诉。

    - 邮箱：privacy@camellia.example
    - 微信号：camellia_shop

    ## 10. 补充文档

    以下文档是对本指引的补充说明：

    - privacy-supplement.txt

    ## 日期

    - 更新日期：2026-11-20
    - 生效日期：2026-11-23
    "#);
}

#[test]
fn a_whole_guide_in_english() {
    insta::assert_snapshot!(shop(Language::En).render(Rendering::Text), @r#"
    Camellia Shop Mini Program Privacy Guide

    This guide is made by Hangzhou Camellia Technology Co., Ltd. (the “developer”) for the processing of your personal information in the Camellia Shop Mini Program. It says which information is handled, for what purpose and for how long, and which rights you have.

    1. Information the developer handles

    As the law requires, the developer handles only the information that is necessary for the Mini Program to work.

    - With your explicit consent, the developer collects your location. Purpose: show shops near you and work out the delivery distance.
    - The developer collects your address. Purpose: fill in the delivery address of an order.
    - The developer collects your e-mail address. Purpose: send you the electronic invoice.
    - The developer collects your delivery note. Purpose: pass it on to the courier.

    2. Protection of minors

    2.1 If you are a minor under the age of 14, please read this guide together with your guardian, and use the Mini Program and provide personal information only with your guardian’s consent.

    2.2 The developer handles personal information of minors under the age of 14 only with the consent of their guardian, and protects it specially, as the law requires. Guardians may use the contact details in this guide to ask to see, correct or delete it.

    3. Third-party plugins and SDKs

    For certain functions the Mini Program uses the following plugins or SDKs provided by third parties. How these third parties handle your personal information is set out in the statements that they publish.

    - Plugin: Service Assistant
    - Plugin provider: Some Service Co., Ltd.

    - With your explicit consent, the provider accesses your microphone. Purpose: send voice messages to the support staff.

    4. Third-party service provider

    Shanghai Builders Ltd. develops the Mini Program on the developer’s behalf. The developer warrants that Shanghai Builders Ltd. handles your information only within the scope of this guide.

    5. Your rights

    5.1 You can withdraw the authorisation that you gave the developer for your location and your camera: open “…” at the top right of the Mini Program’s home page, choose “Settings”, tap the information concerned, then tap “Don’t allow”.

    5.2 You can have your address deleted: open “…” at the top right of the Mini Program’s home page, choose “Settings”, then “Information obtained by the Mini Program”, tap the information concerned, then tap “Notify developer to delete”. The developer promises to delete it when notified; where the law requires it to be kept, the developer stops all handling other than storing and securing it.

    5.3 For your personal information you can contact the developer in the following ways to exercise your statutory rights, such as access, copying, correction and deletion:

    - E-mail: privacy@camellia.example
    - WeChat ID: camellia_shop

    5.4 If you have registered an account in the Mini Program, you can ask the developer to cancel it. The developer promises, once your identity is verified, to complete the cancellation within fifteen working days and to delete or anonymise your personal information, unless the law provides otherwise.

    6. How long the developer keeps information

    Fixed storage period: 180 days

    7. Use of information

    7.1 The developer uses the information it collects only for the purposes stated in this guide.

    7.2 Where the developer would use your information beyond the purposes or the reasonable scope of this guide, it first informs you again by a pop-up window and obtains your explicit consent.

    8. Provision to others and public disclosure

    8.1 The developer undertakes not to share or transfer your information to any third party on its own initiative. Where sharing or transfer is necessary, the developer obtains your separate consent directly, or makes sure that the third party has obtained it.

    8.2 The developer undertakes not to disclose your information to the public. Where public disclosure is necessary, the developer first tells you its purpose, the type of information disclosed and the information that may be involved, and obtains your separate consent.

    9. Contact

    If you believe that the developer does not keep to this guide, or if you have other complaints or suggestions or a question about the protection of minors’ personal information, you can contact the developer in the following ways, or complain to WeChat.

    - E-mail: privacy@camellia.example
    - WeChat ID: camellia_shop

    10. Supplementary documents

    The following documents supplement this guide:

    - privacy-supplement.txt

    Dates

    - Updated: 2026-11-20
    - Effective: 2026-11-23
    "#);
}

/// The articles of the rights section, with their numbers.
fn rights(guide: &Guide) -> String {
    let blocks = &guide.section(SectionId::Rights).expect("every guide has rights").blocks;
    let articles = blocks.iter().filter_map(|block| match block {
        Block::Article(article) => Some(format!("{} {}", article.number, article.text.plain())),
        _ => None,
    });
    articles.collect::<Vec<_>>().join("\n")
}

fn sentences(guide: &Guide) -> Vec<String> {
    let blocks = &guide.section(SectionId::Information).expect("every guide has it").blocks;
    let lists = blocks.iter().filter_map(|block| match block {
        Block::List { items } => Some(items.iter().map(Inline::plain)),
        _ => None,
    });
    lists.flatten().collect()
}

#[test]
fn rights_follow_what_was_found_not_what_was_declared() {
    let guide = build(&declared(SHOP), &detected(&[]), Language::ZhCn);
    assert!(!rights(&guide).contains("撤回") && !rights(&guide).contains("通知开发者删除"));
    // Without articles 1 and 2, the contact is article 1.
    assert!(rights(&guide).starts_with("5.1 关于你的个人信息"));

    let guide = build(
        &declared(SHOP),
        &detected(&["Record", "Camera", "UserInfo", "PhoneNumber", "Clipboard"]),
        Language::ZhCn,
    );
    assert!(rights(&guide).contains("5.1 关于访问你的麦克风、访问你的摄像头，"));
    assert!(rights(&guide).contains("5.2 关于收集你的昵称、头像、收集你的手机号，"));
    assert!(!rights(&guide).contains("剪切板"), "neither article names it");
}

#[test]
fn section_numbers_shift_with_the_parts_that_are_there() {
    let numbers = |guide: &Guide| {
        let section = |section: &Section| Some((section.number?, section.id));
        guide.sections.iter().filter_map(section).collect::<Vec<_>>()
    };
    let without = build(&declared("format = 1\n"), &Detected::default(), Language::ZhCn);
    assert_eq!(
        numbers(&without).iter().map(|(number, _)| *number).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7]
    );
    assert!(
        numbers(&without).contains(&(3, SectionId::Rights))
            && numbers(&shop(Language::En)).contains(&(5, SectionId::Rights))
    );
    assert!(rights(&without).starts_with("3.1 "));
}

#[test]
fn each_family_has_its_sentence_and_the_catalogue_its_order() {
    let text = "format = 1\n[information]\nClipboard = \"复制订单号\"\nCamera = \"扫描会员码\"\nBlueTooth = \"连接打印机\"\nMine = \"核对身份\"\n";
    let text =
        text.replace("Mine = \"核对身份\"", "Mine = { name = \"工号\", purpose = \"核对身份\" }");
    let guide = build(&declared(&text), &Detected::default(), Language::ZhCn);
    assert_eq!(
        sentences(&guide),
        [
            "开发者将在获取你的明示同意后，访问你的摄像头，用途是扫描会员码。",
            "开发者访问你的蓝牙，用于连接打印机。",
            "开发者读取你的剪切板，用于复制订单号。",
            "开发者收集你的工号，用于核对身份。",
        ]
    );
}

#[test]
fn nothing_is_said_that_nobody_declared() {
    let text = "format = 1\n[information.Camera]\npurpose = \"\"\n";
    let guide = build(&declared(text), &detected(&["Location"]), Language::ZhCn);
    assert!(sentences(&guide).is_empty());
    let gap = |id: &str, declared| Gap::Purpose { declared, information: id.into() };
    assert!(
        guide.gaps.contains(&gap("Camera", true)) && guide.gaps.contains(&gap("Location", false))
    );
    assert!(
        guide.gaps.contains(&Gap::Contact)
            && guide.gaps.contains(&Gap::Plugin { alias: "service".into() })
    );
    assert!(guide.section(SectionId::ThirdParties).is_none());

    let opener = |detected: &Detected| {
        build(&declared("format = 1\n"), detected, Language::En)
            .section(SectionId::Information)
            .cloned()
    };
    let says_nothing = |section: Option<Section>| {
        format!("{section:?}").contains("does not handle your personal information")
    };
    assert!(says_nothing(opener(&Detected::default())));
    assert!(
        !says_nothing(opener(&detected(&["Location"]))),
        "used but not declared: that would be untrue"
    );
}

#[test]
fn a_text_in_one_language_stands_in_for_the_other_and_is_noted() {
    let text = "format = 1\n[information]\nLocation = \"展示附近门店\"\n";
    let guide = build(&declared(text), &Detected::default(), Language::En);
    assert_eq!(
        sentences(&guide),
        [
            "With your explicit consent, the developer collects your location. Purpose: 展示附近门店."
        ]
    );
    assert!(guide.gaps.contains(&Gap::Translation {
        key: "information.Location.purpose".into(),
        language: Language::En
    }));
    assert!(guide.render(Rendering::Html).contains("<span lang=\"zh-CN\">展示附近门店</span>"));
}

#[test]
fn every_purpose_stands_in_the_guide_exactly_once() {
    for (language, rendering) in [
        (Language::ZhCn, Rendering::Markdown),
        (Language::ZhCn, Rendering::Html),
        (Language::En, Rendering::Text),
    ] {
        let page = shop(language).render(rendering);
        let declarations = declared(SHOP);
        for entry in &declarations.information {
            let purpose = &entry.purpose.get(language).expect("given in both").value;
            let purpose = purpose.trim_end_matches(['。', '.']);
            assert_eq!(page.matches(purpose).count(), 1, "{purpose}");
        }
    }
}

#[test]
fn a_game_and_a_plugin_are_called_what_they_are() {
    let of =
        |kind| build(&declared(SHOP), &Detected { kind, ..Detected::default() }, Language::ZhCn);
    assert_eq!(of(ProgramKind::MiniGame).title.plain(), "山茶小店小游戏隐私保护指引");
    let plugin = of(ProgramKind::Plugin);
    assert_eq!(plugin.title.plain(), "山茶小店插件用户隐私保护说明");
    assert_eq!(plugin.sections[0].id, SectionId::PluginBasics);
    assert!(
        plugin.section(SectionId::Information).is_some_and(|section| section.number == Some(2))
    );
}

/// The same shop, in layout 2.
fn second(text: &str, found: &[&str], language: Language) -> Guide {
    build(&declared(&text.replace("format = 1", "format = 2")), &detected(found), language)
}

fn page(guide: &Guide) -> String {
    guide.render(Rendering::Text)
}

/// Layout 2 as a whole, with one purpose missing and a plugin that is not declared.
#[test]
fn a_whole_guide_of_layout_2_with_gaps() {
    let text = SHOP.replace(
        "{ zh-CN = \"填写订单的收货地址\", en = \"fill in the delivery address of an order\" }",
        "\"\"",
    );
    let text = text.replace("wx1234567890abcdef", "wx0000000000000000");
    for language in Language::ALL {
        let guide = second(&text, &["Location", "Address", "BlueTooth"], language);
        insta::assert_snapshot!(format!("layout_2_{language}"), guide.render(Rendering::Markdown));
    }
}

#[test]
fn what_nobody_declared_is_marked_where_it_belongs() {
    let guide =
        second("format = 1\n[[sdk]]\ninformation.Location = \"\"\n", &["Camera"], Language::ZhCn);
    let text = page(&guide);
    for part in [
        "【待填写】小程序隐私保护指引",
        "更新日期：【待填写】",
        "开发者“【待填写】”",
        "访问你的摄像头，用途是【待填写】。",
        "SDK名称：【待填写】",
        "SDK提供方名称：【待填写】",
        "插件名称：service",
        "插件提供方名称：【待填写】",
        "联系方式：【待填写】",
        "再次以【待填写】方式告知你",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!page(&second(SHOP, &["Location", "Address"], Language::ZhCn)).contains("【待填写】"));
}

#[test]
fn what_can_be_withdrawn_is_handled_with_consent() {
    let text = "format = 1\n[information]\nBlueTooth = \"连接打印机\"\nContact = \"保存门店电话\"\nCalendarWriteOnly = \"写入课程提醒\"\n";
    let found = ["BlueTooth", "Contact", "CalendarWriteOnly"];
    let guide = second(text, &found, Language::ZhCn);
    assert!(
        sentences(&guide).iter().all(|sentence| sentence.contains("明示同意")),
        "{:?}",
        sentences(&guide)
    );
    assert!(rights(&guide).contains("撤回对开发者的授权"));
    // Layout 1 is unchanged.
    let first = build(&declared(text), &detected(&found), Language::ZhCn);
    assert!(sentences(&first).iter().all(|sentence| !sentence.contains("明示同意")));
}

#[test]
fn each_language_leads_to_the_other_and_chinese_prevails() {
    let zh = second(SHOP, &[], Language::ZhCn);
    assert!(page(&zh).contains("不一致的，以中文文本为准"));
    assert!(zh.render(Rendering::Html).contains("<a href=\"privacy-guide.en.md\">"));
    assert!(
        second(SHOP, &[], Language::En)
            .render(Rendering::Markdown)
            .contains("](privacy-guide.zh-CN.md)")
    );
    let one = SHOP.replace("languages = [\"zh-CN\", \"en\"]\n", "");
    assert!(
        !page(&second(&one, &[], Language::ZhCn)).contains("为准。\n\n1."),
        "one language leads nowhere"
    );
    // The supplement is a link to the file; a file outside the project is only named.
    assert!(zh.render(Rendering::Html).contains("<a href=\"privacy-supplement.txt\">"));
    let outside = SHOP.replace("privacy-supplement.txt", "../secret.txt");
    assert!(
        !second(&outside, &[], Language::ZhCn).render(Rendering::Html).contains("href=\"../secret")
    );
}

#[test]
fn both_languages_promise_the_same_about_minors() {
    let (zh, en) =
        (page(&second(SHOP, &[], Language::ZhCn)), page(&second(SHOP, &[], Language::En)));
    assert!(
        zh.contains("开发者仅在取得监护人的同意后处理") && !zh.contains("应当取得其监护人的同意")
    );
    assert!(en.contains("only with the consent of their guardian"));
    assert!(zh.contains("山茶小店小程序由上海代建软件有限公司代为开发"));
}
