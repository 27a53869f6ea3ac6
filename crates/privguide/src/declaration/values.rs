//! Parses short values for all modules that need them: the rules, the guide, the change and the
//! platform's formats.
//!
//! The usual storage periods and ways of notice are known in both languages, so developers need not
//! translate `180天` or `弹窗`.

use std::fmt;

use super::Translated;
use crate::language::{Language, Text};

/// A storage period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    count: u32,
    unit: PeriodUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PeriodUnit {
    Day,
    Week,
    Month,
    Year,
}

impl Period {
    /// Parses `180天`, `6 个月`, `半年`, `一年`, `180 days`, and nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text: String =
            text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect();
        let text = text.trim_end_matches(['。', '.']);
        if let Some(unit) = text.strip_prefix('半') {
            return (unit == "年").then_some(Self { count: 6, unit: PeriodUnit::Month });
        }
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (count, unit) = if digits > 0 {
            (text[..digits].parse().ok()?, &text[digits..])
        } else if let Some((number, unit)) = chinese_number(text) {
            (number, unit)
        } else {
            let (word, unit) = text.split_once(' ')?;
            (english_number(word)?, unit)
        };
        let unit = match unit.trim().trim_start_matches('个').trim() {
            "天" | "日" | "自然日" | "day" | "days" => PeriodUnit::Day,
            "周" | "星期" | "week" | "weeks" => PeriodUnit::Week,
            "月" | "month" | "months" => PeriodUnit::Month,
            "年" | "year" | "years" => PeriodUnit::Year,
            _ => return None,
        };
        (count > 0).then_some(Self { count, unit })
    }

    /// The number of days, if the period is given in days. The platform accepts only days, and a
    /// month is not a fixed number of days.
    #[must_use]
    pub fn days(self) -> Option<u32> {
        (self.unit == PeriodUnit::Day).then_some(self.count)
    }

    /// The approximate number of days, to compare periods.
    #[must_use]
    pub fn about_days(self) -> u64 {
        let count = u64::from(self.count);
        match self.unit {
            PeriodUnit::Day => count,
            PeriodUnit::Week => count * 7,
            // Twelve months are exactly a year.
            PeriodUnit::Month => count * 365 / 12,
            PeriodUnit::Year => count * 365,
        }
    }

    /// In both languages: `6个月`, `6 months`.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self.unit {
            PeriodUnit::Day => ("天", "day"),
            PeriodUnit::Week => ("周", "week"),
            PeriodUnit::Month => ("个月", "month"),
            PeriodUnit::Year => ("年", "year"),
        };
        let plural = if self.count == 1 { "" } else { "s" };
        Text::new(format!("{}{zh}", self.count), format!("{} {en}{plural}", self.count))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().zh)
    }
}

/// The usual ways to inform users: their spellings, and the wording in the guide in both languages.
const NOTICES: [(&[&str], &str, &str); 10] = [
    (
        &[
            "弹窗",
            "弹框",
            "弹窗提示",
            "弹窗通知",
            "弹出窗口",
            "a pop-up",
            "pop-up",
            "popup",
            "a popup",
            "pop-up window",
            "a pop-up window",
        ],
        "弹窗",
        "a pop-up window",
    ),
    (
        &["公告", "页面公告", "小程序公告", "公告栏", "announcement", "an announcement"],
        "公告",
        "an announcement",
    ),
    (
        &["短信", "手机短信", "短信通知", "sms", "an sms", "text message", "a text message"],
        "短信",
        "a text message",
    ),
    (
        &["电话", "电话通知", "phone", "phone call", "a phone call", "a telephone call"],
        "电话",
        "a telephone call",
    ),
    (
        &["邮件", "电子邮件", "邮件通知", "email", "e-mail", "an email", "an e-mail"],
        "邮件",
        "an e-mail",
    ),
    (
        &["站内信", "站内消息", "站内通知", "消息中心", "an in-app message", "in-app message"],
        "站内信",
        "an in-app message",
    ),
    (
        &["订阅消息", "服务通知", "a subscription message", "subscription message"],
        "订阅消息",
        "a subscription message",
    ),
    (
        &[
            "公众号",
            "公众号消息",
            "公众号推送",
            "official account",
            "a message of the official account",
        ],
        "公众号消息",
        "a message of the official account",
    ),
    (
        &["系统通知", "系统消息", "推送通知", "a notification", "notification"],
        "系统通知",
        "a notification",
    ),
    (&["首页提示", "页面提示", "a note on the home page"], "首页提示", "a note on the home page"),
];

/// How users are informed of a change, if every way in the text is a usual one: `弹窗`, `弹窗、短信`, `a
/// pop-up and an e-mail`.
#[must_use]
pub fn notice(text: &str) -> Option<Text> {
    let folded: String = text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect();
    let folded = folded.trim_end_matches(['。', '.']);
    let folded = ["方式", "的方式", "形式"]
        .iter()
        .find_map(|end| folded.strip_suffix(end))
        .unwrap_or(folded);
    let mut ways: Vec<(&str, &str)> = Vec::new();
    let (mut all, mut any) = (false, false);
    let marked = folded
        .replace(" and ", "和")
        .replace(" or ", "或")
        .replace("或者", "或")
        .replace("以及", "和");
    for part in marked.split(['、', ',', '，', '/', '和', '或', '及', '+']) {
        let part = part.trim();
        let (_, zh, en) = NOTICES.iter().find(|(names, ..)| names.contains(&part))?;
        if !ways.iter().any(|(known, _)| known == zh) {
            ways.push((zh, en));
        }
    }
    all |= marked.contains(['和', '及', '+']);
    any |= marked.contains('或');
    let (last, first) = ways.split_last()?;
    if first.is_empty() {
        return Some(Text::new(last.0, last.1));
    }
    let (zh_joint, en_joint) = if any && !all { ("或者", "or") } else { ("和", "and") };
    let zh: Vec<&str> = first.iter().map(|way| way.0).collect();
    let en: Vec<&str> = first.iter().map(|way| way.1).collect();
    Some(Text::new(
        format!("{}{zh_joint}{}", zh.join("、"), last.0),
        format!("{} {en_joint} {}", en.join(", "), last.1),
    ))
}

/// A value in one language: the text that was given in this language, otherwise the usual wording
/// of the text in the other language; `None` if that is not a usual value.
#[must_use]
pub fn in_language(
    given: &Translated,
    language: Language,
    read: impl Fn(&str) -> Option<Text>,
) -> Option<String> {
    let text_in = |language| {
        given.get(language).map(|text| text.value.trim()).filter(|text| !text.is_empty())
    };
    if text_in(language).is_some_and(|text| is_in(text, language)) {
        return None;
    }
    let other = Language::ALL.into_iter().find(|other| *other != language)?;
    let text = text_in(language).or_else(|| text_in(other))?;
    Some(read(text)?.get(language).to_owned())
}

/// True if a text may be in this language: an English text may contain Chinese names but does not
/// consist of Chinese. (Names of people and companies may be the same in both languages.)
#[must_use]
pub fn is_in(text: &str, language: Language) -> bool {
    let han = text.chars().filter(|&c| is_han(c)).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    language == Language::ZhCn || han * 2 <= latin
}

/// Reads a storage period for [`in_language`].
#[must_use]
pub fn storage(text: &str) -> Option<Text> {
    Period::read(text).map(Period::text)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Parses numbers up to 九十九: 三, 十, 十二, 三十, 九十九.
fn chinese_number(text: &str) -> Option<(u32, &str)> {
    const DIGITS: &str = "一二三四五六七八九";
    let digit = |c: char| match c {
        '两' => Some(2),
        c => DIGITS.chars().position(|known| known == c).and_then(|at| u32::try_from(at + 1).ok()),
    };
    let mut chars = text.chars().peekable();
    let mut number = chars.peek().copied().and_then(digit);
    if number.is_some() {
        chars.next();
    }
    if chars.peek() == Some(&'十') {
        chars.next();
        let ones = chars.peek().copied().and_then(digit);
        if ones.is_some() {
            chars.next();
        }
        number = Some(number.unwrap_or(1) * 10 + ones.unwrap_or(0));
    }
    let rest = chars.map(char::len_utf8).sum::<usize>();
    Some((number?, &text[text.len() - rest..]))
}

fn english_number(word: &str) -> Option<u32> {
    const NUMBERS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    NUMBERS.iter().position(|known| *known == word).and_then(|at| u32::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Spanned;

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (written, zh, en, days) in [
            ("180天", "180天", "180 days", Some(180)),
            ("180 天。", "180天", "180 days", Some(180)),
            ("１８０日", "180天", "180 days", Some(180)),
            ("1 day", "1天", "1 day", Some(1)),
            ("6个月", "6个月", "6 months", None),
            ("六个月", "6个月", "6 months", None),
            ("半年", "6个月", "6 months", None),
            ("两年", "2年", "2 years", None),
            ("十二个月", "12个月", "12 months", None),
            ("Two Weeks", "2周", "2 weeks", None),
            ("a year", "1年", "1 year", None),
        ] {
            let period = Period::read(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((period.text(), period.days()), (Text::new(zh, en), days), "{written}");
        }
        for no in [
            "永久",
            "天",
            "0天",
            "",
            "长期",
            "180",
            "半天",
            "forever",
            "约180天",
            "180天以内",
            "99999999999天",
        ] {
            assert_eq!(Period::read(no), None, "{no}");
        }
    }

    #[test]
    fn usual_ways_have_both_languages() {
        assert_eq!(notice("弹窗"), Some(Text::new("弹窗", "a pop-up window")));
        assert_eq!(
            notice("弹窗、短信或者邮件"),
            Some(Text::new("弹窗、短信或者邮件", "a pop-up window, a text message or an e-mail"))
        );
        assert_eq!(
            notice("a pop-up and an email"),
            Some(Text::new("弹窗和邮件", "a pop-up window and an e-mail"))
        );
        assert_eq!(notice("弹窗方式"), Some(Text::new("弹窗", "a pop-up window")));
        assert_eq!(notice("飞鸽传书"), None);
        assert_eq!(notice("弹窗、飞鸽"), None);
    }

    #[test]
    fn the_other_language_is_filled_in_and_a_given_one_kept() {
        let spanned = |text: &str| Some(Spanned { value: text.to_owned(), span: 0..0 });
        let zh = Translated { zh: spanned("180天"), en: None };
        assert_eq!(in_language(&zh, Language::En, storage).as_deref(), Some("180 days"));
        assert_eq!(in_language(&zh, Language::ZhCn, storage), None);
        let en = Translated { zh: None, en: spanned("half a year, or so") };
        assert_eq!(in_language(&en, Language::ZhCn, storage), None);
        assert!(
            is_in("open the 微信 menu", Language::En)
                && !is_in("scan 会员码", Language::En)
                && is_in("scan", Language::ZhCn)
        );
        // Chinese in the place of English is read as well.
        let wrong = Translated { zh: spanned("180天"), en: spanned("180天") };
        assert_eq!(in_language(&wrong, Language::En, storage).as_deref(), Some("180 days"));
    }
}
