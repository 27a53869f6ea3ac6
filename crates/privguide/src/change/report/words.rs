//! The texts of the report in both languages.

use super::super::{Provision, PurposeWeight, ThirdPartyKind, Verdict, Weight};
use crate::language::{Language, Text};

pub(super) fn text(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

pub(super) fn title(before: &str, after: &str) -> Text {
    Text::new(
        format!("隐私变更：{before} → {after}"),
        format!("Privacy changes: {before} → {after}"),
    )
}

pub(super) fn nothing() -> Text {
    text("没有变化", "Nothing has changed")
}

pub(super) fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Mend => text(
            "先补正：新的状态本身有问题",
            "To be put right first: the new state is wrong by itself",
        ),
        Verdict::SeparateConsent => {
            text("需要取得用户的单独同意", "Users must consent again, and give separate consent")
        }
        Verdict::Consent => text("需要重新取得用户同意", "Users must consent again"),
        Verdict::Judge => text(
            "是否需要重新取得用户同意：请人工判断",
            "Whether users must consent again is for a person to judge",
        ),
        Verdict::Tell => text(
            "不需要重新取得用户同意，但应当告知用户",
            "Users need not consent again, but they must be informed",
        ),
        Verdict::Nothing => text("不需要重新取得用户同意", "Users need not consent again"),
    }
}

pub(super) fn weight(weight: Weight) -> Text {
    match weight {
        Weight::Mend => text("须先补正的问题", "To be put right first"),
        Weight::SeparateConsent => {
            text("须取得单独同意的变更", "Changes that need separate consent")
        }
        Weight::Consent => text("须重新取得同意的变更", "Changes that need consent"),
        Weight::Judge => text("须人工判断的变更", "Changes for a person to judge"),
        Weight::Tell => text("应当告知用户的变更", "Changes that users must be informed of"),
    }
}

/// `《个人信息保护法》第十四条第二款、第十七条第二款`: several articles of a law, which is named once.
pub(super) fn articles(articles: &[&Provision], language: Language) -> String {
    let (law, separator) = match language {
        Language::ZhCn => ("《个人信息保护法》", "、"),
        Language::En => ("PIPL ", ", "),
    };
    let mut named = false;
    let mut cited: Vec<&str> = Vec::new();
    for article in articles {
        let cite = article.cite.get(language);
        match cite.strip_prefix(law) {
            Some(short) if named => cited.push(short),
            rest => {
                named |= rest.is_some();
                cited.push(cite);
            }
        }
    }
    cited.join(separator)
}

pub(super) fn disclaimer() -> Text {
    text(
        "以上由工具根据声明与代码的差异得出，不构成法律意见。",
        "Derived by a tool from declarations and code; this is not legal advice.",
    )
}

pub(super) fn third_party(kind: ThirdPartyKind) -> Text {
    match kind {
        ThirdPartyKind::Plugin => text("插件", "plugin"),
        ThirdPartyKind::Sdk => text("SDK", "SDK"),
        ThirdPartyKind::Recipient => text("接收方", "recipient"),
    }
}

/// A remark after a changed text; `None` if the wording itself has changed.
pub(super) fn remark(weight: PurposeWeight) -> Option<Text> {
    match weight {
        PurposeWeight::Typography => {
            Some(text("仅标点、空格或写法", "punctuation, spaces or spelling only"))
        }
        PurposeWeight::Order => Some(text("仅顺序", "order only")),
        PurposeWeight::Narrowed => Some(text("缩小", "narrower")),
        PurposeWeight::Widened => Some(text("扩大", "wider")),
        PurposeWeight::Translation => Some(text("仅译文", "translation only")),
        PurposeWeight::Wording => None,
    }
}

/// The text in one language was changed and the other was left as it was: they may now say
/// different things.
pub(super) fn left_behind(changed: Language) -> Text {
    match changed {
        Language::ZhCn => text("英文未随之修改", "the English was not changed with it"),
        Language::En => text("中文未随之修改", "the Chinese was not changed with it"),
    }
}

/// The label with its language, which is only stated for English.
pub(super) fn in_language(label: &Text, language: Language) -> Text {
    match language {
        Language::ZhCn => label.clone(),
        Language::En => {
            Text::new(format!("{}（英文）", label.zh), format!("{} (English)", label.en))
        }
    }
}

pub(super) fn more(count: usize) -> Text {
    Text::new(format!("还有 {count} 处"), format!("{count} more"))
}

pub(super) const fn colon(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "：",
        Language::En => ": ",
    }
}

pub(super) fn brackets(language: Language, inner: &str) -> String {
    match language {
        Language::ZhCn => format!("（{inner}）"),
        Language::En => format!(" ({inner})"),
    }
}
