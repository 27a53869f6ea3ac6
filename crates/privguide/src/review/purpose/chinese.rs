//! Judges Chinese purposes.

use std::{cmp::Reverse, collections::BTreeMap, sync::LazyLock};

use super::{
    PurposeFault, contradiction, is_han,
    topic::{PurposeText, Topic, topic},
    words::{Chinese, List, words},
};

/// A text with fewer characters does not state a purpose.
const SHORT: usize = 3;
/// The fewest characters that must remain of a purpose without its meaningless words.
const SUBSTANCE: usize = 2;

/// Words to remove, by their first character, the longest first.
struct EmptyWords(BTreeMap<char, Vec<&'static str>>);

impl EmptyWords {
    const fn empty() -> Self {
        Self(BTreeMap::new())
    }

    fn new(lists: &[&'static List]) -> Self {
        let mut words: BTreeMap<char, Vec<&'static str>> = BTreeMap::new();
        for word in lists.iter().flat_map(|list| list.iter()) {
            words.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
        }
        for words in words.values_mut() {
            words.sort_by_key(|word| Reverse(word.len()));
        }
        Self(words)
    }

    /// The size of the rest of a text without these words: a Chinese character counts one, a Latin
    /// word two.
    fn substance(&self, text: &str, own: &Own) -> usize {
        let mut left = 0;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let label = own
                .label
                .iter()
                .chain(own.act)
                .filter(|word| rest.starts_with(word.as_str()))
                .map(String::len)
                .max();
            let word = self
                .0
                .get(&first)
                .and_then(|words| words.iter().find(|word| rest.starts_with(**word)));
            let word = word.map(|word| word.len());
            let content = lists()
                .content
                .heading(rest)
                .filter(|content| Some(content.len()) > label.max(word));
            if let Some(content) = content.filter(|_| !self.0.is_empty()) {
                left += content.chars().count();
                rest = &rest[content.len()..];
                continue;
            }
            if let Some(taken) = label.max(word) {
                rest = &rest[taken..];
                continue;
            }
            let latin: usize =
                rest.chars().take_while(char::is_ascii_alphanumeric).map(char::len_utf8).sum();
            let empty = latin == 0 && !is_han(first)
                || latin > 0 && words().english.placeholder.contains(&rest[..latin]);
            let act = lists().acts.heading(rest).is_some() && !self.0.is_empty();
            left += match (empty, latin) {
                (true, _) => 0,
                (false, 0) if act => SHORT,
                (false, 0) => 1,
                (false, _) => 2,
            };
            rest = &rest[latin.max(first.len_utf8())..];
        }
        left
    }
}

/// The words for the information itself: its names, and what its interfaces generally do.
#[derive(Clone, Copy)]
struct Own {
    label: &'static [String],
    act: &'static [String],
}

const NOTHING: &Own = &Own { label: &[], act: &[] };

impl Own {
    fn of_topic(topic: &'static Topic) -> Self {
        Self { label: &topic.label, act: &topic.act }
    }

    /// How often the text names the information, and how often it uses the most frequent name.
    fn named_in(&self, text: &str) -> (usize, usize) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let label = self
                .label
                .iter()
                .filter(|word| rest.starts_with(word.as_str()))
                .map(String::len)
                .max();
            if let Some(length) = label {
                *names.entry(&rest[..length]).or_default() += 1;
            }
            rest = &rest[label.unwrap_or(first.len_utf8())..];
        }
        (names.values().sum(), names.values().copied().max().unwrap_or(0))
    }
}

fn lists() -> &'static Chinese {
    &words().chinese
}

static VAGUE: LazyLock<EmptyWords> =
    LazyLock::new(|| EmptyWords::new(&[&lists().generic, &lists().handling]));
static FILLED: LazyLock<EmptyWords> =
    LazyLock::new(|| EmptyWords::new(&[&lists().generic, &lists().handling, &lists().placeholder]));
static DENIED: LazyLock<EmptyWords> = LazyLock::new(|| {
    EmptyWords::new(&[&lists().generic, &lists().handling, &lists().negation, &lists().unused])
});
static ALL: EmptyWords = EmptyWords::empty();

pub(super) fn judge(id: &str, text: &str) -> Option<PurposeFault> {
    let own = &topic(id).map_or(*NOTHING, Own::of_topic);
    if holds_platform_sentence(text, own) {
        return Some(PurposeFault::Sentence);
    }
    if is_ime_noise(text) {
        return Some(PurposeFault::Meaningless);
    }
    if is_denied(text, own) {
        return Some(PurposeFault::Denied);
    }
    let left = VAGUE.substance(text, own);
    if left < SUBSTANCE {
        // Without the name of the information, the text is vague; with it, the text only repeats
        // the name.
        return Some(if own.named_in(text).0 > 0 {
            PurposeFault::Circular
        } else {
            PurposeFault::Vague
        });
    }
    if left <= SUBSTANCE && promises_benefit(text) || is_bare_need(text) {
        return Some(PurposeFault::Vague);
    }
    if own.named_in(text).1 >= 2 && left <= SUBSTANCE {
        return Some(PurposeFault::Circular);
    }
    if FILLED.substance(text, own) < SUBSTANCE {
        return Some(PurposeFault::Meaningless);
    }
    let units = ALL.substance(text, NOTHING);
    if units < SHORT || units == SHORT && left < SHORT {
        return Some(PurposeFault::Short);
    }
    if describes_reading(id, text) {
        return Some(PurposeFault::Reading);
    }
    if describes_writing(id, text) {
        return Some(PurposeFault::OtherType("AlbumWriteOnly"));
    }
    contradiction(id, &PurposeText::Chinese(text))
}

/// Whether the text contains a sentence such as 开发者将在获取你的明示同意后，访问你的摄像头，用途是…; 开发者收集你的地址，用于…;
/// 收集你的位置信息，用于….
fn holds_platform_sentence(text: &str, own: &Own) -> bool {
    if text.contains("明示同意") {
        return true;
    }
    let Some(at) = ["，用于", ",用于", "，用途是", ",用途是", "，为了", ",为了"]
        .into_iter()
        .filter_map(|mark| text.find(mark))
        .min()
    else {
        return false;
    };
    let before = &text[..at];
    lists().handling.occurs_in(before) && VAGUE.substance(before, own) < SUBSTANCE
}

/// Whether the text results from random typing with a pinyin keyboard: 阿斯顿发, 撒旦法.
fn is_ime_noise(text: &str) -> bool {
    const NOISE: &str =
        "阿啊斯顿发萨撒旦法飞洒打实发生的过好就看了吧吗呢嘎哈手动阀嘻嘿呵哦嗯额呃咯啦哇呀";
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let noisy = letters.iter().filter(|c| NOISE.contains(**c)).count();
    letters.len() >= 4 && noisy * 10 >= letters.len() * 8
        || letters.len() >= 4 && text.starts_with("阿斯")
}

/// Whether the text says that nothing is used or collected, that it is reserved for later, or that
/// it came with a library.
fn is_denied(text: &str, own: &Own) -> bool {
    let clauses: Vec<&str> = text
        .split(['，', ',', '。', '；', ';', '！', '!', '?', '\n', '（', '(', '）', ')'])
        .filter(|clause| !clause.trim().is_empty())
        .collect();
    let lists = lists();
    let empty = |clause: &&str| DENIED.substance(clause, own) < SUBSTANCE;
    // 「没有使用」 about the whole interface counts beside any other text.
    let unused = |clause: &&str| {
        let denial = lists.negation.occurs_in(clause) || lists.unused_mark.occurs_in(clause);
        empty(clause) && denial && !lists.limit.occurs_in(clause) && lists.whole.occurs_in(clause)
    };
    let refused = |clause: &&str| begins_with_refusal(clause);
    // 「不收集用户信息」 denies this information and counts beside any other text.
    let own_denied = |clause: &&str| {
        refused(clause)
            && empty(clause)
            && own.named_in(clause).0 > 0
            && !lists.limit.occurs_in(clause)
    };
    let bare = |clause: &&str| {
        FILLED.substance(clause, own) < SUBSTANCE || empty(clause) || refused(clause)
    };
    clauses.iter().any(|clause| unused(clause) || own_denied(clause))
        || is_plan(text)
        || clauses.iter().all(bare)
            && clauses.iter().any(|clause| empty(clause) && marked(clause) || refused(clause))
}

/// Whether the information is not used yet: 将来做智能设备时用.
fn is_plan(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !is_han(c));
    lists().plan.heading(text).is_some() && lists().plan_end.ends(text)
}

/// Whether a clause contains words that are signs of a denial if the text says nothing else.
fn marked(clause: &str) -> bool {
    let lists = lists();
    lists.negation.occurs_in(clause) || lists.unused_mark.occurs_in(clause)
}

/// Whether the main verb of the clause is negated, with any object: 我们不会收集…, 本小程序没有使用….
fn begins_with_refusal(clause: &str) -> bool {
    let lists = lists();
    let mut rest = clause.trim();
    while let Some(subject) = lists.subject.heading(rest) {
        rest = &rest[subject.len()..];
    }
    let Some(negation) = lists.negation.heading(rest) else {
        return false;
    };
    let verb =
        rest[negation.len()..].trim_start_matches(['被', '会', '再', '主', '动', '曾', '有']);
    // 「没有用」 is a complete clause; 「没有用户头像」 is not about using. 「没有电商功能」 denies the feature that
    // would need the information.
    verb == "用"
        || lists.denied.heading(verb).is_some()
        || negation.ends_with(['没', '无', '有']) && lists.feature.ends(verb)
}

/// Whether the text only promises a general benefit and names no feature: 提升品牌影响力, 提高沟通效率.
fn promises_benefit(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !is_han(c));
    lists().improving.heading(text).is_some() && lists().benefit.ends(text)
}

/// Whether the text only says that a field of work needs the information: 游戏需要, 教学需求.
fn is_bare_need(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !is_han(c));
    lists()
        .need
        .iter()
        .filter_map(|need| text.strip_suffix(need))
        .any(|head| lists().fields.contains(head.trim_end_matches(['的', '所'])))
}

/// Whether the purpose of choosing from the album describes saving to it: 保存到相册.
fn describes_writing(id: &str, text: &str) -> bool {
    id == "Album" && lists().into_album.occurs_in(text) && !lists().reading.occurs_in(text)
}

/// Whether the purpose of one of the three write-only permissions describes reading.
fn describes_reading(id: &str, text: &str) -> bool {
    let limited = ["AlbumWriteOnly", "Contact", "CalendarWriteOnly"].contains(&id);
    limited && lists().reading.occurs_in(text) && !lists().writing.occurs_in(text)
}
