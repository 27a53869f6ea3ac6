//! The source line of a place, shortened to a readable width and with dangerous characters
//! replaced.

use std::ops::Range;

use privguide::tree::{Place, SourceText};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::output::is_dangerous;

/// The number of characters that are shown on either side of a place on a long line.
const AROUND: usize = 60;
/// The minimum number of cells that are shown before a place, and of the place.
const LEAST: usize = 8;

/// The available space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Room {
    /// Cells for a line of source; `None` for no limit.
    pub line: Option<usize>,
    /// Cells for the text after the mark.
    pub label: usize,
}

impl Room {
    /// The cells before the place, and those of the place.
    fn shares(self, marked: usize) -> (usize, usize) {
        let Some(line) = self.line else { return (AROUND, AROUND) };
        // A label that is too long to fit must not take space from the mark.
        let label = if self.label < line { self.label + usize::from(self.label > 0) } else { 0 };
        let marked = marked.min(line.saturating_sub(LEAST + label)).max(LEAST);
        let before = line.saturating_sub(marked + label + 1).clamp(LEAST, AROUND);
        (before, marked)
    }

    /// The cells after the place, given what is shown before it and of it.
    fn rest(self, before: &str, marked: &str) -> usize {
        self.line.map_or(AROUND, |line| {
            line.saturating_sub(before.width() + marked.width() + 2).min(AROUND)
        })
    }
}

/// One line of source with a marked range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, safe for a terminal, without a line end. If it was shortened, its columns differ
    /// from those of the file.
    pub text: String,
    /// The marked bytes of `text`.
    pub marked: Range<usize>,
}

impl Excerpt {
    /// The line in which `place` begins. If a place has several lines, the mark ends with the
    /// first.
    #[must_use]
    pub fn around(source: &SourceText, place: &Place, room: Room) -> Self {
        let text = source.text();
        let start = place.start.min(text.len());
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        let end = place.end.clamp(start, line_end);
        // A place can be as long as a bundle, but only a limited part of it is ever shown.
        let (most, _) = first_cells(&text[start..end], room.line.unwrap_or(AROUND).max(AROUND) + 1);
        let (most_before, most_marked) = room.shares(most.width());
        let whole = &text[line_start..start];
        // Indentation is removed first.
        let (before, cut_before) = match last_cells(whole, most_before) {
            (_, true) => last_cells(whole.trim_start(), most_before),
            whole => whole,
        };
        let (marked, cut_marked) = first_cells(&text[start..end], most_marked);
        let most_after = room.rest(before, marked);
        let (after, cut_after) =
            if cut_marked { ("", true) } else { first_cells(&text[end..line_end], most_after) };
        let mut out = if cut_before { "…".to_owned() } else { String::new() };
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

/// A place with its line, as plain text, for failures.
#[must_use]
pub fn block(source: &SourceText, place: &Place) -> String {
    let excerpt = Excerpt::around(source, place, Room::default());
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let before = " ".repeat(excerpt.text[..excerpt.marked.start].width());
    let mark = "^".repeat(excerpt.text[excerpt.marked.clone()].width().max(1));
    let (text, at) = (&excerpt.text, format!("{}:{}:{}", place.file, place.line, place.column));
    format!("{gutter}--> {at}\n{gutter} |\n{number} | {text}\n{gutter} | {before}{mark}")
}

/// Replaces a character by exactly one character, so that columns stay correct.
fn shown(c: char) -> char {
    match c {
        '\t' => ' ',
        c if is_dangerous(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The longest prefix that fits.
fn first_cells(text: &str, cells: usize) -> (&str, bool) {
    let mut left = cells;
    for (at, c) in text.char_indices() {
        let width = c.width().unwrap_or(1);
        if width > left {
            return (&text[..at], true);
        }
        left -= width;
    }
    (text, false)
}

/// The longest suffix that fits.
fn last_cells(text: &str, cells: usize) -> (&str, bool) {
    let mut left = cells;
    for (at, c) in text.char_indices().rev() {
        let width = c.width().unwrap_or(1);
        if width > left {
            return (&text[at + c.len_utf8()..], true);
        }
        left -= width;
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use privguide::tree::TreePath;

    use super::*;

    fn excerpt(text: &str, needle: &str) -> Excerpt {
        let source = SourceText::new(TreePath::root(), text);
        let start = text.find(needle).expect("it is there");
        Excerpt::around(&source, &source.place(start..start + needle.len()), Room::default())
    }

    #[test]
    fn a_bundle_of_one_line_is_cut_around_the_place() {
        let text = format!("{}wx.getLocation(){}", "a;".repeat(100_000), "b;".repeat(100_000));
        let cut = excerpt(&text, "wx.getLocation");
        assert_eq!(&cut.text[cut.marked.clone()], "wx.getLocation");
        assert!(
            cut.text.trim_start().chars().count() < 160
                && cut.text.trim_start().starts_with('…')
                && cut.text.ends_with('…')
        );
    }

    #[test]
    fn a_narrow_terminal_gets_what_fits_with_the_label() {
        let text = format!("{}wx.getLocation(){}", "说明；".repeat(100), "b;".repeat(100));
        let source = SourceText::new(TreePath::root(), text.clone());
        let start = text.find("wx.").expect("it is there");
        let place = source.place(start..start + "wx.getLocation".len());
        for (line, label) in [(72, 14), (72, 40), (112, 0), (30, 60)] {
            let cut = Excerpt::around(&source, &place, Room { line: Some(line), label });
            let seen = cut.text.trim_start();
            let before = seen.find("wx.").map_or(0, |at| seen[..at].width());
            assert!(seen.width() <= line.max(30), "{line}: {seen}");
            assert!(
                label > line || before + "wx.getLocation".len() + label < line.max(30),
                "{line}, {label}: {seen}"
            );
            assert_eq!(&cut.text[cut.marked.clone()], "wx.getLocation");
        }
    }

    #[test]
    fn escapes_and_tabs_do_not_shift_the_mark() {
        let cut = excerpt("\t'\u{1b}[31m', wx.getLocation()", "wx.getLocation");
        assert_eq!(&cut.text[cut.marked.clone()], "wx.getLocation");
        assert!(!cut.text.contains('\u{1b}'));
    }
}
