//! Every sentence of the layouts in both languages, in the order of the document. If layout 2 has
//! another sentence, it is listed after that of layout 1. Sentences of published layouts are never
//! edited.
//!
//! A placeholder is written `{name}`; both languages of a sentence have the same placeholders,
//! which a test checks. Short fixed phrases by which a reviewer recognises a sentence of the
//! platform's guide (仅处理实现小程序功能所必要的信息, 点击“不允许”, 单独同意 …) are written literally.

use super::super::document::{Inline, Span};
use crate::{
    catalog::{ProgramKind, Verb},
    declaration::ContactKind,
    language::Language,
};

/// A sentence in both languages.
pub(super) struct Wording {
    zh: &'static str,
    en: &'static str,
    /// The sentence since layout 2, if it differs: Chinese, English.
    second: Option<(&'static str, &'static str)>,
}

/// The values for the placeholders of a sentence.
pub(super) type InlineSlots<'a> = [(&'a str, Inline)];

impl Wording {
    pub(super) const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en, second: None }
    }

    /// Adds the sentence since layout 2.
    const fn second(self, zh: &'static str, en: &'static str) -> Self {
        Self { second: Some((zh, en)), ..self }
    }

    /// A label or word that is the same in all layouts.
    pub(super) const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::ZhCn => self.zh,
            Language::En => self.en,
        }
    }

    fn in_layout(&self, format: u32, language: Language) -> &'static str {
        match (self.second, language) {
            (Some((zh, _)), Language::ZhCn) if format >= 2 => zh,
            (Some((_, en)), Language::En) if format >= 2 => en,
            _ => self.get(language),
        }
    }

    /// The sentence with its placeholders filled. Inserted values are not searched for
    /// placeholders.
    pub(super) fn fill(&self, format: u32, language: Language, slots: &InlineSlots<'_>) -> Inline {
        let mut filled = Inline::default();
        let mut rest = self.in_layout(format, language);
        while let Some((before, slot, after)) = next_slot(rest) {
            filled.append(Inline::fixed(before));
            if let Some((_, value)) = slots.iter().find(|(name, _)| *name == slot) {
                filled.append(value.clone());
            }
            rest = after;
        }
        filled.append(Inline::fixed(rest));
        filled.0.retain(|span| !matches!(span, Span::Fixed { text } if text.is_empty()));
        filled
    }
}

fn next_slot(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (slot, after) = rest.split_once('}')?;
    Some((before, slot, after))
}

const fn text(zh: &'static str, en: &'static str) -> Wording {
    Wording::new(zh, en)
}

// ── what a program is called ────────────────────────────────────────────────

pub(super) const fn program(kind: ProgramKind) -> Wording {
    match kind {
        ProgramKind::MiniProgram => text("小程序", "Mini Program"),
        ProgramKind::Plugin => text("插件", "plugin"),
        ProgramKind::MiniGame => text("小游戏", "mini game"),
    }
}

// ── title and lead-in ───────────────────────────────────────────────────────

pub(super) const fn title(kind: ProgramKind) -> Wording {
    match kind {
        ProgramKind::MiniProgram => {
            text("{name}小程序隐私保护指引", "{name} Mini Program Privacy Guide")
        }
        ProgramKind::Plugin => {
            text("{name}插件用户隐私保护说明", "{name} Plugin Privacy Statement")
        }
        ProgramKind::MiniGame => text("{name}小游戏隐私保护指引", "{name} Mini Game Privacy Guide"),
    }
}

pub(super) const fn untitled(kind: ProgramKind) -> Wording {
    match kind {
        ProgramKind::MiniProgram => text("小程序隐私保护指引", "Mini Program Privacy Guide"),
        ProgramKind::Plugin => text("插件用户隐私保护说明", "Plugin Privacy Statement"),
        ProgramKind::MiniGame => text("小游戏隐私保护指引", "Mini Game Privacy Guide"),
    }
}

pub(super) const LEAD: Wording = text(
    "本指引是{program}{developer}（以下称“开发者”）为处理你的个人信息而制定，说明开发者处理哪些信息、用于什么目的、保存多久，以及你享有哪些权利。",
    "This guide is made by {developer} (the “developer”) for the processing of your personal information in {program}. It says which \
     information is handled, for what purpose and for how long, and which rights you have.",
);
pub(super) const LEAD_PROGRAM: Wording = text("{name}{kind}", "the {name} {kind}");
pub(super) const LEAD_ANY_PROGRAM: Wording = text("本{kind}", "this {kind}");
pub(super) const LEAD_DEVELOPER: Wording = text("开发者“{name}”", "{name}");
pub(super) const LEAD_ANY_DEVELOPER: Wording = text("的开发者", "the program’s developer");

/// The mark for a missing declaration.
pub(super) const MISSING: Wording = text("【待填写】", "[to be filled in]");
pub(super) const OTHER_LANGUAGE_NAME: Wording = text("英文版（English）", "中文版 (Chinese)");
pub(super) const OTHER_LANGUAGE: Wording = text(
    "本指引另有{link}。两种文本不一致的，以中文文本为准。",
    "This guide is also available in Chinese: {link}. Where the two texts differ, the Chinese text prevails.",
);

// ── plugin basics (a plugin's own guide) ────────────────────────────────────

pub(super) const PLUGIN_BASICS: Wording = text("插件基本信息", "About the plugin");

// ── information ─────────────────────────────────────────────────────────────

pub(super) const INFORMATION: Wording =
    text("开发者处理的信息", "Information the developer handles");
pub(super) const INFORMATION_OPENER: Wording = text(
    "根据法律规定，开发者仅处理实现{kind}功能所必要的信息。",
    "As the law requires, the developer handles only the information that is necessary for the {kind} to work.",
);
pub(super) const INFORMATION_NONE: Wording = text(
    "开发者声明，{kind}不处理你的个人信息。",
    "The developer states that the {kind} does not handle your personal information.",
);
pub(super) const CONSENT: Wording = text(
    "{party}将在获取你的明示同意后，{verb}{phrase}，用途是{purpose}。",
    "With your explicit consent, {party} {verb} {phrase}. Purpose: {purpose}.",
);
pub(super) const PLAIN: Wording =
    text("{party}{verb}{phrase}，用于{purpose}。", "{party} {verb} {phrase}. Purpose: {purpose}.");
pub(super) const DEVELOPER: Wording = text("开发者", "the developer");
pub(super) const DEVELOPER_FIRST: Wording = text("开发者", "The developer");
pub(super) const PROVIDER: Wording = text("提供方", "the provider");
pub(super) const PROVIDER_FIRST: Wording = text("提供方", "The provider");
/// The verb with the party as its subject.
pub(super) const fn verb(verb: Verb) -> Wording {
    match verb {
        Verb::Collect => text("收集", "collects"),
        Verb::Access => text("访问", "accesses"),
        Verb::Use => text("使用", "uses"),
        Verb::Call => text("调用", "calls on"),
        Verb::Read => text("读取", "reads"),
    }
}
/// A type that the developer defines has no phrase in the catalogue.
pub(super) const OWN_PHRASE: Wording = text("你的{name}", "your {name}");

// ── minors ──────────────────────────────────────────────────────────────────

pub(super) const MINORS: Wording = text("未成年人保护", "Protection of minors");
pub(super) const MINORS_READER: Wording = text(
    "若你是14周岁以下的未成年人（指不满14周岁，下同），请与监护人一同阅读本指引，并在监护人同意后使用{kind}、提供个人信息。",
    "If you are a minor under the age of 14, please read this guide together with your guardian, and use the {kind} and provide \
     personal information only with your guardian’s consent.",
);
pub(super) const MINORS_DEVELOPER: Wording = text(
    "开发者处理14周岁以下的未成年人的个人信息，应当取得其监护人的同意，并依法予以特别保护。监护人可以通过本指引载明的联系方式，要求查阅、更正或者删除相关信息。",
    "The developer handles personal information of minors under the age of 14 only with the consent of their guardian, and protects it \
     specially, as the law requires. Guardians may use the contact details in this guide to ask to see, correct or delete it.",
)
.second(
    "开发者仅在取得监护人的同意后处理14周岁以下的未成年人的个人信息，并依法予以特别保护。监护人可以通过本指引载明的联系方式，要求查阅、更正或者删除相关信息。",
    "The developer handles personal information of minors under the age of 14 only with the consent of their guardian, and protects it \
     specially, as the law requires. Guardians may use the contact details in this guide to ask to see, correct or delete it.",
);

// ── plugins and SDKs ────────────────────────────────────────────────────────

pub(super) const THIRD_PARTIES: Wording =
    text("第三方插件信息/SDK信息", "Third-party plugins and SDKs");
pub(super) const THIRD_PARTIES_OPENER: Wording = text(
    "为实现特定功能，{kind}接入了下列由第三方提供的插件或SDK。第三方如何处理你的个人信息，以其公示的官方说明为准。",
    "For certain functions the {kind} uses the following plugins or SDKs provided by third parties. How these third parties handle your \
     personal information is set out in the statements that they publish.",
);
pub(super) const PLUGIN_NAME: Wording = text("插件名称", "Plugin");
pub(super) const PLUGIN_PROVIDER: Wording = text("插件提供方名称", "Plugin provider");
pub(super) const SDK_NAME: Wording = text("SDK名称", "SDK");
pub(super) const SDK_PROVIDER: Wording = text("SDK提供方名称", "SDK provider");

pub(super) const RECIPIENT_NAME: Wording = text("接收方名称", "Recipient");
pub(super) const HANDLES: Wording = text("处理的信息和用途", "Information and purpose");
pub(super) const ROLE: Wording = text("处理身份", "Role");
pub(super) const PROCESSOR: Wording = text("受开发者委托处理", "acts on the developer’s behalf");

// ── service provider ────────────────────────────────────────────────────────

pub(super) const SERVICE_PROVIDER: Wording =
    text("第三方服务商信息", "Third-party service provider");
pub(super) const SERVICE_PROVIDER_TEXT: Wording = text(
    "{kind}由{provider}代为开发。开发者保证，{provider}仅在本指引载明的范围内处理你的信息。",
    "{provider} develops the {kind} on the developer’s behalf. The developer warrants that {provider} handles your information only \
     within the scope of this guide.",
)
.second(
    "{program}由{provider}代为开发。开发者保证，{provider}仅在本指引载明的范围内处理你的信息。",
    "{provider} develops {program} on the developer’s behalf. The developer warrants that {provider} handles your information only \
     within the scope of this guide.",
);

// ── rights ──────────────────────────────────────────────────────────────────

pub(super) const RIGHTS: Wording = text("你的权益", "Your rights");
pub(super) const RIGHT_REVOKE: Wording = text(
    "关于{list}，你可以按以下路径撤回对开发者的授权：{kind}主页右上角“…”—“设置”—点击相应的信息—点击“不允许”。",
    "You can withdraw the authorisation that you gave the developer for {list}: open “…” at the top right of the {kind}’s home page, \
     choose “Settings”, tap the information concerned, then tap “Don’t allow”.",
);
pub(super) const RIGHT_DELETE: Wording = text(
    "关于{list}，你可以按以下路径要求删除：{kind}主页右上角“…”—“设置”—“小程序已获取的信息”—点击相应的信息—点击“通知开发者删除”。\
     开发者承诺，收到通知后将删除该信息；法律、行政法规规定应当留存的，开发者将停止除存储和采取必要的安全保护措施之外的处理。",
    "You can have {list} deleted: open “…” at the top right of the {kind}’s home page, choose “Settings”, then “Information obtained by \
     the Mini Program”, tap the information concerned, then tap “Notify developer to delete”. The developer promises to delete it when \
     notified; where the law requires it to be kept, the developer stops all handling other than storing and securing it.",
);
pub(super) const RIGHT_CONTACT: Wording = text(
    "关于你的个人信息，你可以通过以下方式联系开发者，行使查阅、复制、更正、删除等法定权利：",
    "For your personal information you can contact the developer in the following ways to exercise your statutory rights, such as \
     access, copying, correction and deletion:",
);
pub(super) const RIGHT_ACCOUNT: Wording = text(
    "若你在{kind}中注册了账号，可以联系开发者申请注销。开发者承诺，核实你的身份后，在十五个工作日内完成注销，\
     并删除你的个人信息或者作匿名化处理；法律、行政法规另有规定的除外。",
    "If you have registered an account in the {kind}, you can ask the developer to cancel it. The developer promises, once your identity \
     is verified, to complete the cancellation within fifteen working days and to delete or anonymise your personal information, unless \
     the law provides otherwise.",
);
pub(super) const LIST_SEPARATOR: Wording = text("、", ", ");
pub(super) const LIST_LAST: Wording = text("、", " and ");

// ── storage ─────────────────────────────────────────────────────────────────

pub(super) const STORAGE: Wording =
    text("开发者对信息的存储", "How long the developer keeps information");
pub(super) const STORAGE_FIXED: Wording =
    text("固定存储期限：{period}", "Fixed storage period: {period}");
pub(super) const STORAGE_SHORTEST: Wording = text(
    "开发者承诺，除法律、行政法规另有规定外，对你的信息的保存期限为实现处理目的所必要的最短时间。",
    "The developer promises to keep your information for the shortest time necessary to achieve the purpose for which it is handled, \
     unless the law provides otherwise.",
);

// ── use ─────────────────────────────────────────────────────────────────────

pub(super) const USE: Wording = text("信息的使用规则", "Use of information");
pub(super) const USE_PURPOSE: Wording = text(
    "开发者仅在本指引载明的用途范围内使用收集的信息。",
    "The developer uses the information it collects only for the purposes stated in this guide.",
);
pub(super) const USE_CHANGE: Wording = text(
    "开发者使用你的信息超出本指引载明的用途或者合理范围的，应当在变更用途或者范围之前，再次以{notice}方式告知你，并取得你的明示同意。",
    "Where the developer would use your information beyond the purposes or the reasonable scope of this guide, it first informs you again \
     by {notice} and obtains your explicit consent.",
)
.second(
    "开发者使用你的信息超出本指引载明的用途或者合理范围的，将在变更用途或者范围之前，再次以{notice}方式告知你，并取得你的明示同意。",
    "Where the developer would use your information beyond the purposes or the reasonable scope of this guide, it will first inform you \
     again by {notice} and obtain your explicit consent.",
);
pub(super) const USE_CHANGE_ANYHOW: Wording = text(
    "开发者使用你的信息超出本指引载明的用途或者合理范围的，应当在变更用途或者范围之前再次告知你，并取得你的明示同意。",
    "Where the developer would use your information beyond the purposes or the reasonable scope of this guide, it first informs you again \
     and obtains your explicit consent.",
);

// ── disclosure ──────────────────────────────────────────────────────────────

pub(super) const DISCLOSURE: Wording =
    text("信息对外提供", "Provision to others and public disclosure");
pub(super) const DISCLOSURE_SHARE: Wording = text(
    "开发者承诺，不会主动共享或转让你的信息。确需向第三方共享或转让的，由开发者直接取得你的单独同意，或者由开发者确认第三方已取得你的单独同意。",
    "The developer undertakes not to share or transfer your information to any third party on its own initiative. Where sharing or \
     transfer is necessary, the developer obtains your separate consent directly, or makes sure that the third party has obtained it.",
)
.second(
    "开发者承诺，不会主动向任何第三方共享或者转让你的信息。确需共享或者转让的，由开发者直接取得你的单独同意，或者由开发者确认第三方已取得你的单独同意。",
    "The developer undertakes not to share or transfer your information to any third party on its own initiative. Where sharing or \
     transfer is necessary, the developer obtains your separate consent directly, or makes sure that the third party has obtained it.",
);
pub(super) const DISCLOSURE_PUBLIC: Wording = text(
    "开发者承诺，不会对外公开披露你的信息。确需公开披露的，开发者应当事先告知你披露的目的、披露信息的类型以及可能涉及的信息，并取得你的单独同意。",
    "The developer undertakes not to disclose your information to the public. Where public disclosure is necessary, the developer first \
     tells you its purpose, the type of information disclosed and the information that may be involved, and obtains your separate consent.",
)
.second(
    "开发者承诺，不会对外公开披露你的信息。确需公开披露的，开发者将事先告知你披露的目的、披露信息的类型以及可能涉及的信息，并取得你的单独同意。",
    "The developer undertakes not to disclose your information to the public. Where public disclosure is necessary, the developer will \
     first tell you its purpose, the type of information disclosed and the information that may be involved, and obtain your separate consent.",
);

// ── contact, supplement, dates ──────────────────────────────────────────────

pub(super) const CONTACT: Wording = text("联系方式", "Contact");
pub(super) const CONTACT_TEXT: Wording = text(
    "你认为开发者未遵守本指引，或者有其他投诉、建议以及未成年人个人信息保护相关问题的，可以通过以下方式联系开发者，或者向微信进行投诉。",
    "If you believe that the developer does not keep to this guide, or if you have other complaints or suggestions or a question about \
     the protection of minors’ personal information, you can contact the developer in the following ways, or complain to WeChat.",
);
pub(super) const CONTACT_WECHAT_ONLY: Wording = text(
    "你认为开发者未遵守本指引，或者有其他投诉、建议以及未成年人个人信息保护相关问题的，可以向微信进行投诉。",
    "If you believe that the developer does not keep to this guide, or if you have other complaints or suggestions or a question about \
     the protection of minors’ personal information, you can complain to WeChat.",
);
pub(super) const SUPPLEMENT: Wording = text("补充文档", "Supplementary documents");
pub(super) const SUPPLEMENT_TEXT: Wording =
    text("以下文档是对本指引的补充说明：", "The following documents supplement this guide:")
        .second(
            "以下文档补充说明本指引，与本指引一并阅读：",
            "The following documents supplement this guide and are to be read with it:",
        );
pub(super) const DATES: Wording = text("日期", "Dates");
pub(super) const UPDATED: Wording = text("更新日期", "Updated");
pub(super) const EFFECTIVE: Wording = text("生效日期", "Effective");

pub(super) const fn contact(kind: ContactKind) -> Wording {
    match kind {
        ContactKind::Email => text("邮箱", "E-mail"),
        ContactKind::Phone => text("电话", "Phone"),
        ContactKind::Wechat => text("微信号", "WeChat ID"),
        ContactKind::Qq => text("QQ号", "QQ number"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lists::wording as lists, *};

    const ALL: &[Wording] = &[
        LEAD,
        LEAD_PROGRAM,
        LEAD_ANY_PROGRAM,
        LEAD_DEVELOPER,
        LEAD_ANY_DEVELOPER,
        MISSING,
        OTHER_LANGUAGE_NAME,
        OTHER_LANGUAGE,
        HANDLES,
        ROLE,
        PROCESSOR,
        PLUGIN_BASICS,
        INFORMATION,
        INFORMATION_OPENER,
        INFORMATION_NONE,
        CONSENT,
        PLAIN,
        OWN_PHRASE,
        MINORS,
        MINORS_READER,
        MINORS_DEVELOPER,
        THIRD_PARTIES,
        THIRD_PARTIES_OPENER,
        PLUGIN_NAME,
        PLUGIN_PROVIDER,
        SDK_NAME,
        SDK_PROVIDER,
        SERVICE_PROVIDER,
        SERVICE_PROVIDER_TEXT,
        RIGHTS,
        RIGHT_REVOKE,
        RIGHT_DELETE,
        RIGHT_CONTACT,
        RIGHT_ACCOUNT,
        STORAGE,
        STORAGE_FIXED,
        STORAGE_SHORTEST,
        USE,
        USE_PURPOSE,
        USE_CHANGE,
        USE_CHANGE_ANYHOW,
        DISCLOSURE,
        DISCLOSURE_SHARE,
        DISCLOSURE_PUBLIC,
        CONTACT,
        CONTACT_TEXT,
        CONTACT_WECHAT_ONLY,
        SUPPLEMENT,
        SUPPLEMENT_TEXT,
        DATES,
        UPDATED,
        EFFECTIVE,
        lists::LISTS,
        lists::LISTS_UNTITLED,
        lists::LISTS_LEAD,
        lists::INFORMATION_LIST,
        lists::INFORMATION_LIST_NONE,
        lists::THIRD_PARTY_LIST,
        lists::THIRD_PARTY_LIST_NONE,
        lists::COLUMN_INFORMATION,
        lists::COLUMN_PURPOSE,
        lists::COLUMN_SCENE,
        lists::COLUMN_COLLECTED,
        lists::COLUMN_PARTY,
        lists::COLUMN_KIND,
        lists::COLUMN_PROVIDER,
        lists::COLUMN_SHARED,
        lists::COLUMN_PERMISSIONS,
        lists::COLUMN_PROTECTION,
        lists::COLUMN_WEBSITE,
        lists::PERMISSION,
        lists::PERMISSIONS_NOTE,
        lists::COLUMN_CONTACT,
        lists::COLUMN_LINK,
        lists::KIND_PLUGIN,
        lists::KIND_SDK,
        lists::KIND_SERVICE,
        lists::ROLE_PROCESSOR,
        lists::ROLE_THIRD_PARTY,
        lists::COLLECTED_CONSENT,
        lists::COLLECTED_PLAIN,
        lists::COLLECTED_SELF,
        RECIPIENT_NAME,
    ];

    fn slots(mut text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        while let Some((_, slot, after)) = next_slot(text) {
            found.push(slot);
            text = after;
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn both_languages_of_a_sentence_say_the_same_things() {
        for wording in ALL {
            // A sentence about the program may name it in one language only; all other placeholders
            // must match.
            let of =
                |text| slots(text).into_iter().filter(|slot| *slot != "kind").collect::<Vec<_>>();
            for (zh, en) in [(wording.zh, wording.en)].into_iter().chain(wording.second) {
                assert_eq!(of(zh), of(en), "{zh}");
            }
        }
    }

    #[test]
    fn a_value_is_never_searched_for_slots() {
        let sneaky = Inline::fixed("{purpose}{list}");
        let filled = RIGHT_REVOKE.fill(
            1,
            Language::ZhCn,
            &[("list", sneaky), ("kind", Inline::fixed("小程序"))],
        );
        assert!(filled.plain().starts_with("关于{purpose}{list}，"));
    }
}
