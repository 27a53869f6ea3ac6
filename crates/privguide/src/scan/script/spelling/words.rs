//! Words in a text and their context: assignments, computed member names.

use std::{collections::HashSet, ops::Range};

use memchr::memmem;

pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    ranges_of_words(text).map(|range| &text[range])
}

pub(super) fn ranges_of_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = where_words(text, end, true);
        end = where_words(text, start, false);
        (start < end).then_some(start..end)
    })
}

/// The offset, at or after `at`, where the next word begins; if `begin` is false, where the current
/// word ends.
fn where_words(text: &str, mut at: usize, begin: bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if IS_WORD[usize::from(byte)] == begin {
                break;
            }
            at += 1;
        } else {
            let letter = text[at..].chars().next().unwrap_or_default();
            if is_word(letter) == begin {
                break;
            }
            at += letter.len_utf8();
        }
    }
    at
}

/// [`is_word`] of each ASCII character: most texts consist of these, and every one is looked at.
const IS_WORD: [bool; 128] = {
    let mut is_word = [false; 128];
    let (mut at, mut byte) = (0, 0_u8);
    while at < is_word.len() {
        is_word[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        (at, byte) = (at + 1, byte + 1);
    }
    is_word
};

/// Names of fields that the program adds to the host: `wx.request2 = …`.
pub(super) fn fields_of<'t>(text: &'t str, host: &'t str) -> impl Iterator<Item = &'t str> {
    places(text, host).filter_map(move |at| {
        let behind = text[at + host.len()..].trim_start().strip_prefix('.')?.trim_start();
        let end = behind.find(|letter: char| !is_word(letter)).unwrap_or(behind.len());
        is_assignment(&behind[end..]).then_some(&behind[..end])
    })
}

/// Whether members are accessed under computed names. `list[0]`, `list[list.length - 1]`, and
/// `list[i]` where `i++` occurs, are elements and do not count.
pub(super) fn has_computed_names(text: &str) -> bool {
    // In bundled code, a short name has many meanings.
    if text.len() > MAX_LOOKED_THROUGH || text.lines().any(|line| line.len() > LONG_LINE) {
        return true;
    }
    let bytes = text.as_bytes();
    let counting = counting(text);
    let is_number = |inside: &str| {
        let last = inside.rsplit('-').next().unwrap_or_default().trim();
        (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
            || counting.contains(inside.trim())
    };
    memchr::memchr_iter(b'[', bytes).any(|at| {
        let is_member = at > 0
            && (is_word(char::from(bytes[at - 1])) || matches!(bytes[at - 1], b')' | b']' | b'.'));
        let inside = || text[at + 1..text.floor_char_boundary(at + MAX_INDEX)].split_once(']');
        is_member && !inside().is_some_and(|(inside, _)| is_number(inside))
    })
}

/// Variables and fields that are incremented or decremented, and do not also iterate over names:
/// `for (i in app)`, `names.forEach(i => …)`.
fn counting(text: &str) -> HashSet<&str> {
    let is_part = |letter: char| is_word(letter) || letter == '.';
    let mut found = HashSet::new();
    for step in ["++", "--", "+= 1"] {
        for at in memmem::find_iter(text.as_bytes(), step) {
            let (before, behind) = (text[..at].trim_end(), text[at + step.len()..].trim_start());
            let start = before
                .rfind(|letter| !is_part(letter))
                .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
            found.insert(&before[start..]);
            if step != "+= 1" {
                found.insert(
                    &behind[..behind.find(|letter| !is_part(letter)).unwrap_or(behind.len())],
                );
            }
        }
    }
    found.remove("");
    for name in iterating(text) {
        found.remove(name);
    }
    found
}

/// The names before `in`, `of` and `=>`.
fn iterating(text: &str) -> impl Iterator<Item = &str> {
    let arrows = memmem::find_iter(text.as_bytes(), "=>").map(|at| {
        let before = text[..at].trim_end();
        before.strip_suffix(')').unwrap_or(before).trim_end()
    });
    let keywords = ["in", "of"].into_iter().flat_map(|keyword| places(text, keyword));
    let before = arrows.chain(keywords.map(|at| text[..at].trim_end()));
    before.map(|before| &before[before.trim_end_matches(is_word).len()..])
}

/// The offsets at which a name occurs as a whole word.
pub(in crate::scan) fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> {
    memmem::find_iter(text.as_bytes(), name.as_bytes())
        .filter(move |&at| is_whole(text, at, at + name.len()))
}

/// Whether a range is not part of a longer word.
pub(super) fn is_whole(text: &str, start: usize, end: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(is_word)
        && !text[end..].chars().next().is_some_and(is_word)
}

/// Whether the name is assigned to: `name = …`, or `"name"` as the name of a field that is defined.
pub(super) fn is_assigned(text: &str, start: usize, end: usize) -> bool {
    let is_text =
        text[..start].ends_with(['"', '\'', '`']) && text[end..].starts_with(['"', '\'', '`']);
    is_text || is_assignment(&text[end..])
}

fn is_assignment(behind: &str) -> bool {
    let behind = behind.trim_start().trim_start_matches(['|', '&', '?', '+']);
    behind.strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']))
}

pub(in crate::scan) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Only a bundler writes longer lines. If most of a text consists of such lines, it is bundled
/// code.
pub(in super::super) const LONG_LINE: usize = 1_000;
/// How far the end of an index expression is searched for.
const MAX_INDEX: usize = 200;
/// Larger texts are assumed to use computed names, without a search.
const MAX_LOOKED_THROUGH: usize = 32 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_letters_is_the_rule() {
        for byte in 0..128_u8 {
            assert_eq!(IS_WORD[usize::from(byte)], is_word(char::from(byte)), "{byte}");
        }
    }

    #[test]
    fn words_are_what_is_between_other_letters() {
        for text in ["", "a", " a.b ", "ünit$ = 1", "a-名.称_b", "；x", "é", "--", "a\u{3000}b"]
        {
            let split = text.split(|letter| !is_word(letter)).filter(|word| !word.is_empty());
            assert_eq!(words(text).collect::<Vec<_>>(), split.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn names_that_are_worked_out_are_told_from_places_in_lists() {
        for text in ["page[name]()", "getApp().globalData[key]", "a?.[b]", "list[i]"] {
            assert!(has_computed_names(text), "{text}");
        }
        for text in ["list[ö]; obj.ö++", "list[i", "list[i]; j++", "a[++]"] {
            assert!(has_computed_names(text), "{text}");
        }
        for text in ["i++; for (i in app) app[i]", "i++; names.map((i) => app[i])"] {
            assert!(has_computed_names(text), "{text}");
        }
        for text in [
            "pages[0]",
            "pages[pages.length - 1]",
            "for (let i = 0; i < 3; i++) list[i]",
            "++ö; list[ö]",
            "list[this.at]; this.at += 1",
            "const [a] = b",
            "[1, 2]",
        ] {
            assert!(!has_computed_names(text), "{text}");
        }
        let packed = format!("for(i=0;i<3;i++)a[i]{}", ";".repeat(2_000));
        assert!(has_computed_names(&packed), "a short name is used for many things in packed code");
    }
}
