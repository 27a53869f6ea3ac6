//! The line of a place, cut to a width that can be read and made harmless.

use std::ops::Range;

use privguide::tree::{Place, SourceText};

use crate::output::is_dangerous;

/// Characters shown on either side of a place on a long line.
const AROUND: usize = 60;

/// One line of source with a marked range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, harmless on a terminal, without a line end. What is cut off on the left stays as blanks, so that columns stay true;
    /// whoever renders it removes common indentation anyway.
    pub text: String,
    /// The marked bytes of `text`.
    pub marked: Range<usize>,
}

impl Excerpt {
    /// The line in which `place` begins. A place of several lines is marked to the end of its first.
    #[must_use]
    pub fn of(source: &SourceText, place: &Place) -> Self {
        let text = source.text();
        let start = place.start.min(text.len());
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        let end = place.end.clamp(start, line_end);
        let (before, cut_before) = last_chars(&text[line_start..start], AROUND);
        let (marked, cut_marked) = first_chars(&text[start..end], AROUND);
        let (after, cut_after) = if cut_marked { ("", true) } else { first_chars(&text[end..line_end], AROUND) };
        let mut out = String::new();
        if cut_before {
            let gone = text[line_start..start - before.len()].chars().count();
            out.push_str(&" ".repeat(gone - 1));
            out.push('…');
        }
        out.extend(before.chars().map(shown));
        let from = out.len();
        out.extend(marked.chars().map(shown));
        let to = out.len();
        out.extend(after.chars().map(shown));
        if cut_marked || cut_after {
            out.push('…');
        }
        Self { text: out, marked: from..to }
    }
}

/// One character for one, so that columns stay true.
fn shown(c: char) -> char {
    match c {
        '\t' => ' ',
        c if is_dangerous(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

fn first_chars(text: &str, count: usize) -> (&str, bool) {
    text.char_indices().nth(count).map_or((text, false), |(at, _)| (&text[..at], true))
}

fn last_chars(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().rev().nth(count) {
        Some((at, c)) => (&text[at + c.len_utf8()..], true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use privguide::tree::TreePath;

    use super::*;

    fn excerpt(text: &str, needle: &str) -> Excerpt {
        let source = SourceText::new(TreePath::root(), text);
        let start = text.find(needle).expect("it is there");
        Excerpt::of(&source, &source.place(start..start + needle.len()))
    }

    #[test]
    fn a_bundle_of_one_line_is_cut_around_the_place() {
        let text = format!("{}wx.getLocation(){}", "a;".repeat(100_000), "b;".repeat(100_000));
        let cut = excerpt(&text, "wx.getLocation");
        assert_eq!(&cut.text[cut.marked.clone()], "wx.getLocation");
        assert!(cut.text.trim_start().chars().count() < 160 && cut.text.trim_start().starts_with('…') && cut.text.ends_with('…'));
        assert_eq!(cut.text[..cut.marked.start].chars().count(), 200_000, "the column stays true");
    }

    #[test]
    fn escapes_and_tabs_do_not_shift_the_mark() {
        let cut = excerpt("\t'\u{1b}[31m', wx.getLocation()", "wx.getLocation");
        assert_eq!(&cut.text[cut.marked.clone()], "wx.getLocation");
        assert!(!cut.text.contains('\u{1b}'));
    }
}
