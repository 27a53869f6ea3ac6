//! Determines whether a new wording of a purpose says the same as the old one, more, or less.
//!
//! Only results that can be proved are returned. A text is split into clauses, and a clause into
//! parts: `展示门店和优惠，计算运费` has two clauses, of which the first has two parts. If the new text has all
//! clauses and parts of the old one and further ones, it is wider; if it only lacks some, it is
//! narrower; if it has the same ones in another order, it means the same. A part that limits,
//! explains or promises (仅, 例如, 方便你) proves nothing, nor does a part that may have lost the verb
//! that it shared with the previous part. Everything else is open: a person has to compare the
//! texts.

use super::table::{Handling, WordList, table};

/// The meaning of a new wording compared with the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordingChange {
    /// Only spaces, punctuation, letter case or spelling differ.
    Same,
    /// The same parts in another order.
    Reordered,
    /// Some parts are gone and none is new.
    Narrowed,
    /// Some parts are new and none is gone.
    Widened,
    /// None of these can be proved.
    Open,
}

/// Compares two texts.
pub(super) fn compare(before: &str, after: &str) -> WordingChange {
    let (old, new) = (folded(before), folded(after));
    if letters(&old) == letters(&new) {
        return WordingChange::Same;
    }
    let (old, new) = (clauses(&old), clauses(&new));
    let plain = |lonely: &[&ClausePart]| !lonely.iter().any(|part| part.limits);
    let (gone, come) = (lonely(&old, &new), lonely(&new, &old));
    if !plain(&gone) || !plain(&come) {
        return WordingChange::Open;
    }
    // The parts that stay may contain a limit, too: 不展示甲和乙 and 甲和不展示乙 have the same parts.
    let limited = old.iter().flatten().any(|part| part.limits);
    match (covers(&old, &new), covers(&new, &old)) {
        (true, true) if limited => WordingChange::Open,
        (true, true) => WordingChange::Reordered,
        (true, false) => WordingChange::Narrowed,
        (false, true) => WordingChange::Widened,
        (false, false) => WordingChange::Open,
    }
}

/// The separate activities that a purpose names and did not name before.
pub(super) fn new_subjects(before: Option<&str>, after: &str) -> Vec<&'static Handling> {
    let old = before.map(spaced).unwrap_or_default();
    let clauses = clauses(&folded(after));
    let named = |word: &String| {
        clauses.iter().flatten().any(|part| !part.limits && part.spaced.contains(word.as_str()))
    };
    let subjects = table().subject.iter();
    subjects
        .filter(|subject| {
            subject.words().iter().any(named)
                && !subject.words().iter().any(|word| old.contains(word))
        })
        .collect()
}

/// A part of a clause.
#[derive(Debug)]
struct ClausePart {
    letters: String,
    spaced: String,
    limits: bool,
}

/// Whether every clause of `less` is a clause of `more`, or a part of one that still begins with
/// its verb.
fn covers(more: &[Vec<ClausePart>], less: &[Vec<ClausePart>]) -> bool {
    let has = |clause: &[ClausePart], part: &ClausePart| {
        clause.iter().any(|other| other.letters == part.letters)
    };
    let within =
        |clause: &[ClausePart], part: &[ClausePart]| part.iter().all(|one| has(clause, one));
    less.iter().all(|clause| {
        more.iter().any(|other| {
            let begins =
                clause.first().map(|part| &part.letters) == other.first().map(|part| &part.letters);
            within(other, clause) && (begins || within(clause, other))
        })
    })
}

/// The parts of one text that the other does not have.
fn lonely<'a>(parts: &'a [Vec<ClausePart>], other: &[Vec<ClausePart>]) -> Vec<&'a ClausePart> {
    let known =
        |part: &&ClausePart| other.iter().flatten().any(|known| known.letters == part.letters);
    parts.iter().flatten().filter(|part| !known(part)).collect()
}

/// Normalises a text: full-width letters and signs become ordinary ones, capitals become lower
/// case, and variant spellings the usual one.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' if !matches!(c, '，' | '；' | '！' | '（' | '）') => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '\u{3000}' | '\n' | '\t' => ' ',
        _ => c,
    };
    let mut text: String = text.chars().map(fold).flat_map(char::to_lowercase).collect();
    for pair in &table().meaning.same.0 {
        if let Some((from, to)) = pair.split_once('=') {
            text = text.replace(from, to);
        }
    }
    text
}

fn letters(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !table().meaning.empty.0.iter().any(|empty| empty == word));
    words.collect()
}

/// Words separated by single spaces.
fn spaced(text: &str) -> String {
    let folded = folded(text);
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || c == ',' || c == '.')
        .filter(|word| !word.is_empty())
        .collect();
    format!(" {} ", words.join(" "))
}

fn clauses(text: &str) -> Vec<Vec<ClausePart>> {
    let meaning = &table().meaning;
    let mut clauses: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut depth = 0_u32;
    let padded = format!(" {text} ");
    let mut rest = padded.as_str();
    while let Some(first) = rest.chars().next() {
        let heading = |words: &WordList| {
            words.0.iter().find(|word| rest.starts_with(word.as_str())).map(String::len)
        };
        let inside = depth > 0;
        match first {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let taken = if let Some(length) = heading(&meaning.whole) {
            Some(length)
        } else if inside {
            None
        } else if let Some(length) = heading(&meaning.clauses) {
            clauses.push(vec![String::from(" ")]);
            rest = &rest[length..];
            continue;
        } else if let Some(length) = heading(&meaning.parts) {
            if let Some(clause) = clauses.last_mut() {
                clause.push(String::from(" "));
            }
            rest = &rest[length..];
            continue;
        } else {
            None
        };
        let (head, tail) = rest.split_at(taken.unwrap_or(first.len_utf8()));
        if let Some(part) = clauses.last_mut().and_then(|clause| clause.last_mut()) {
            part.push_str(head);
        }
        rest = tail;
    }
    let parts = clauses
        .into_iter()
        .map(|parts| parts.iter().filter_map(|text| part(text)).collect::<Vec<ClausePart>>());
    parts.filter(|parts| !parts.is_empty()).collect()
}

fn part(text: &str) -> Option<ClausePart> {
    let letters = letters(text);
    let meaning = &table().meaning;
    let spaced = format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "));
    let begins = |word: &String| {
        if word.starts_with(' ') {
            spaced.starts_with(word)
        } else {
            letters.starts_with(word.as_str())
        }
    };
    let limits = meaning.limits.0.iter().any(|word| spaced.contains(word.as_str()))
        || meaning.limit_beginnings.0.iter().any(begins);
    (!letters.is_empty()).then_some(ClausePart { letters, spaced, limits })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_be_shown_is_named() {
        use WordingChange::{Narrowed, Open, Reordered, Same, Widened};
        for (before, after, meaning) in [
            ("展示你附近的门店", "展示您附近的门店。", Same),
            ("扫描 QR 码", "扫描QR码", Same),
            ("登陆帐号", "登录账号", Same),
            ("Show the shops near you", "show shops near you.", Same),
            ("organise your e-mails", "Organize your emails", Same),
            ("展示门店、计算运费", "计算运费、展示门店", Reordered),
            ("show shops, work out the distance", "work out the distance, show shops", Reordered),
            ("展示门店并计算运费", "展示门店", Narrowed),
            ("展示门店，计算运费", "计算运费", Narrowed),
            ("展示姓名和电话", "展示姓名", Narrowed),
            ("show shops and deliver orders", "show shops", Narrowed),
            ("展示门店", "展示门店和优惠", Widened),
            ("show shops near you", "show shops near you and deliver orders", Widened),
            // The second part may have lost its verb.
            ("展示姓名和电话", "电话", Open),
            ("展示门店", "展示门店，不用于其他目的", Open),
            ("展示门店，不用于广告", "展示门店", Open),
            ("在订单页，展示门店", "展示门店", Open),
            ("展示门店", "展示门店，方便你下单", Open),
            ("展示附近的门店", "展示附近的门店（例如超市）", Open),
            ("扫描会员码", "识别会员", Open),
            ("合并订单", "合并订单并开票", Widened),
            ("展示姓名、不展示电话", "不展示电话、展示姓名", Open),
            ("展示门店", "展示门店，30天后删除", Open),
        ] {
            assert_eq!(compare(before, after), meaning, "{before} → {after}");
        }
    }

    #[test]
    fn new_handlings_are_named_and_denials_are_none() {
        let ids = |before, after| {
            new_subjects(before, after)
                .iter()
                .map(|subject| subject.id.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(Some("展示门店"), "展示门店并推送广告"), ["advertising"]);
        assert_eq!(ids(Some("展示门店"), "展示门店，不用于广告"), [""; 0]);
        assert_eq!(ids(Some("推送广告"), "推送广告和优惠"), [""; 0]);
        assert_eq!(ids(None, "use face recognition to log you in"), ["biometric"]);
        assert_eq!(
            ids(Some("show shops"), "show shops, share them with third parties"),
            ["sharing"]
        );
        assert_eq!(ids(Some("show shops"), "show shops near public transport"), [""; 0]);
    }

    proptest! {
        #[test]
        fn nothing_is_both_wider_and_narrower(a in "[展示门店和、，并不 ab]{0,12}", b in "[展示门店和、，并不 ab]{0,12}") {
            let there = compare(&a, &b);
            let back = compare(&b, &a);
            let expected = match there {
                WordingChange::Narrowed => WordingChange::Widened,
                WordingChange::Widened => WordingChange::Narrowed,
                same => same,
            };
            // The parts that stay may contain a limit in one text only.
            prop_assert!(back == expected || back == WordingChange::Open || there == WordingChange::Open);
            prop_assert!(matches!(compare(&a, &a), WordingChange::Same));
        }
    }
}
