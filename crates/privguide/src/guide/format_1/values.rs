//! Short Chinese values that are the same for everybody have an English form: who writes 弹窗 and 180天 need not translate them.

use crate::{declaration::Translated, language::Language};

/// How users are told of a change, in English, when only the Chinese is given and it is one of the usual ways.
pub(super) fn notice(text: &Translated, language: Language) -> Option<&'static str> {
    match only_chinese(text, language)? {
        "弹窗" => Some("a pop-up window"),
        "公告" => Some("an announcement"),
        "短信" => Some("a text message"),
        "电话" => Some("a telephone call"),
        "邮件" | "电子邮件" => Some("an e-mail"),
        "站内信" => Some("an in-app message"),
        _ => None,
    }
}

/// A storage period in English, when only the Chinese is given and it is a number with a unit.
pub(super) fn storage(text: &Translated, language: Language) -> Option<String> {
    let period = only_chinese(text, language)?;
    let digits = period.len() - period.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = period.split_at(digits);
    let unit = match unit.trim() {
        "天" | "日" => "day",
        "个月" => "month",
        "年" => "year",
        _ => return None,
    };
    let plural = if number == "1" { "" } else { "s" };
    (!number.is_empty()).then(|| format!("{number} {unit}{plural}"))
}

fn only_chinese(text: &Translated, language: Language) -> Option<&str> {
    let wanted = language == Language::En && text.en.is_none();
    wanted.then(|| text.zh.as_ref().map(|zh| zh.value.trim())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Spanned;

    #[test]
    fn usual_values_need_no_translation() {
        let zh = |text: &str| Translated { zh: Some(Spanned { value: text.into(), span: 0..0 }), en: None };
        assert_eq!(storage(&zh("180天"), Language::En).as_deref(), Some("180 days"));
        assert_eq!(storage(&zh("1年"), Language::En).as_deref(), Some("1 year"));
        assert_eq!(storage(&zh("永久"), Language::En), None);
        assert_eq!(storage(&zh("天"), Language::En), None);
        assert_eq!(storage(&zh("180天"), Language::ZhCn), None);
        assert_eq!(notice(&zh("弹窗"), Language::En), Some("a pop-up window"));
    }
}
