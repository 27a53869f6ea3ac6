//! The difference of two texts, with the words that make it.
//!
//! Lines first, then, inside a run of replaced lines, words: an English word, a number and a Chinese character are each one, because
//! Chinese has no spaces and a purpose changes by two or three characters. No deadline anywhere: the same texts give the same
//! difference on every machine; what is too long to compare is shown as replaced.

use std::ops::Range;

use serde::Serialize;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// What is different in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Groups of lines that lie close together, with three lines around them.
    pub hunks: Vec<Hunk>,
}

/// A group of changed lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hunk {
    /// Its first line before, from 1, and how many lines it has.
    pub before: (usize, usize),
    /// Its first line now, from 1, and how many lines it has.
    pub after: (usize, usize),
    /// The lines.
    pub lines: Vec<DiffLine>,
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// To which text it belongs.
    pub side: Side,
    /// The line without its end, in parts.
    pub parts: Vec<DiffPart>,
}

/// To which text a line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// To both.
    Both,
    /// Only to the one before.
    Removed,
    /// Only to the new one.
    Added,
}

impl Side {
    /// The sign in a unified difference.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Both => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffPart {
    /// Whether it is what makes the difference.
    pub emphasis: Emphasis,
    /// The words.
    pub text: String,
}

/// Whether a part of a line is what makes the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emphasis {
    /// The same words stand on the other side.
    Same,
    /// They do not.
    Different,
}

/// Lines around a change.
const CONTEXT: usize = 3;
/// More lines or words than this are not compared one by one: comparing takes the square of it.
const COMPARABLE: usize = 10_000;

impl TextChange {
    /// As a unified difference, with labels for both sides.
    #[must_use]
    pub fn unified(&self, before: &str, after: &str) -> String {
        if self.hunks.is_empty() {
            return String::new();
        }
        let mut text = format!("--- {before}\n+++ {after}\n");
        for hunk in &self.hunks {
            text.push_str(&hunk.header());
            text.push('\n');
            for line in &hunk.lines {
                text.push(line.side.sign());
                line.parts.iter().for_each(|part| text.push_str(&part.text));
                text.push('\n');
            }
        }
        text
    }
}

impl Hunk {
    /// `@@ -1,3 +1,4 @@`
    #[must_use]
    pub fn header(&self) -> String {
        let range = |(start, length): (usize, usize)| if length == 1 { start.to_string() } else { format!("{start},{length}") };
        format!("@@ -{} +{} @@", range(self.before), range(self.after))
    }
}

/// Compares two texts.
pub(super) fn compare(before: &str, after: &str) -> TextChange {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let operations = if old.len().max(new.len()) > COMPARABLE {
        replaced(old.len(), new.len())
    } else {
        capture_diff_slices(Algorithm::Patience, &old, &new)
    };
    let changed = operations.iter().any(|operation| operation.tag() != DiffTag::Equal);
    let groups = if changed { group_diff_ops(operations, CONTEXT) } else { Vec::new() };
    TextChange { hunks: groups.iter().map(|group| hunk(group, &old, &new)).collect() }
}

fn replaced(old_len: usize, new_len: usize) -> Vec<DiffOp> {
    vec![DiffOp::Replace { old_index: 0, old_len, new_index: 0, new_len }]
}

fn hunk(operations: &[DiffOp], old: &[&str], new: &[&str]) -> Hunk {
    let mut lines = Vec::new();
    for operation in operations {
        let (before, after) = (&old[operation.old_range()], &new[operation.new_range()]);
        match operation.tag() {
            DiffTag::Equal => lines.extend(before.iter().map(|line| whole(Side::Both, line))),
            DiffTag::Delete => lines.extend(before.iter().map(|line| whole(Side::Removed, line))),
            DiffTag::Insert => lines.extend(after.iter().map(|line| whole(Side::Added, line))),
            DiffTag::Replace => words(before, after, &mut lines),
        }
    }
    let range = |of: fn(&DiffOp) -> Range<usize>| {
        let start = operations.first().map_or(0, |operation| of(operation).start);
        let end = operations.last().map_or(0, |operation| of(operation).end);
        // As diff does: an empty side is named by the line before it.
        (if start == end { start } else { start + 1 }, end - start)
    };
    Hunk { before: range(DiffOp::old_range), after: range(DiffOp::new_range), lines }
}

fn whole(side: Side, line: &str) -> DiffLine {
    DiffLine { side, parts: vec![DiffPart { emphasis: Emphasis::Same, text: line.to_owned() }] }
}

/// The lines of a replacement, the different words emphasised; when hardly anything is the same, none.
fn words(before: &[&str], after: &[&str], lines: &mut Vec<DiffLine>) {
    let (old, new) = (before.join("\n"), after.join("\n"));
    let (old_words, new_words) = (tokens(&old), tokens(&new));
    if old_words.len().max(new_words.len()) > COMPARABLE {
        lines.extend(before.iter().map(|line| whole(Side::Removed, line)));
        lines.extend(after.iter().map(|line| whole(Side::Added, line)));
        return;
    }
    let operations = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let same = same_words(&operations, &old_words);
    let emphasise = worth_emphasising(&same, &old_words, &new_words);
    let mut old_marks = vec![Emphasis::Different; old_words.len()];
    let mut new_marks = vec![Emphasis::Different; new_words.len()];
    for (old_index, new_index, length) in same {
        old_marks[old_index..old_index + length].fill(Emphasis::Same);
        new_marks[new_index..new_index + length].fill(Emphasis::Same);
    }
    if !emphasise {
        old_marks.fill(Emphasis::Same);
        new_marks.fill(Emphasis::Same);
    }
    lines.extend(marked(Side::Removed, &old_words, &old_marks));
    lines.extend(marked(Side::Added, &new_words, &new_marks));
}

/// Runs of equal words as (before, now, length). A lone character or word between two changes is not worth breaking them up.
fn same_words(operations: &[DiffOp], old_words: &[&str]) -> Vec<(usize, usize, usize)> {
    let inner = 1..operations.len().saturating_sub(1);
    let equal = operations.iter().enumerate().filter_map(|(at, operation)| match *operation {
        DiffOp::Equal { old_index, new_index, len } => {
            let run = &old_words[old_index..old_index + len];
            let letters = run.iter().filter(|word| word.contains(char::is_alphanumeric)).count();
            let lone = inner.contains(&at) && letters <= 1 && !run.contains(&"\n");
            (!lone).then_some((old_index, new_index, len))
        }
        _ => None,
    });
    equal.collect()
}

/// At least a third of the longer side is the same.
fn worth_emphasising(same: &[(usize, usize, usize)], old_words: &[&str], new_words: &[&str]) -> bool {
    let common: usize = same.iter().map(|(_, _, length)| length).sum();
    common * 3 >= old_words.len().max(new_words.len())
}

fn marked(side: Side, words: &[&str], marks: &[Emphasis]) -> Vec<DiffLine> {
    let mut lines = vec![DiffLine { side, parts: Vec::new() }];
    for (&word, &emphasis) in words.iter().zip(marks) {
        if word == "\n" {
            lines.push(DiffLine { side, parts: Vec::new() });
            continue;
        }
        let Some(line) = lines.last_mut() else { continue };
        match line.parts.last_mut() {
            Some(part) if part.emphasis == emphasis => part.text.push_str(word),
            _ => line.parts.push(DiffPart { emphasis, text: word.to_owned() }),
        }
    }
    lines
}

/// Words: runs of letters and digits of scripts with spaces, runs of blanks, and every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = token_kind(first);
        let length = match kind {
            TokenKind::Alone => first.len_utf8(),
            kind => rest.find(|c| token_kind(c) != kind).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Word,
    Blank,
    Alone,
}

fn token_kind(c: char) -> TokenKind {
    let ideographic =
        matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}');
    if c.is_alphanumeric() && !ideographic || c == '\'' || c == '’' {
        TokenKind::Word
    } else if c == ' ' || c == '\t' {
        TokenKind::Blank
    } else {
        TokenKind::Alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The difference with its emphasised words in brackets.
    fn shown(before: &str, after: &str) -> String {
        let change = compare(before, after);
        let lines = change.hunks.iter().flat_map(|hunk| &hunk.lines).map(|line| {
            let parts = line.parts.iter().map(|part| match part.emphasis {
                Emphasis::Same => part.text.clone(),
                Emphasis::Different => format!("[{}]", part.text),
            });
            format!("{}{}\n", line.side.sign(), parts.collect::<String>())
        });
        lines.collect()
    }

    #[test]
    fn chinese_is_compared_by_character_and_english_by_word() {
        insta::assert_snapshot!(
            shown("用途是展示你附近的门店。\n", "用途是展示你所在城市的门店。\n"),
            @r"
        -用途是展示你[附近]的门店。
        +用途是展示你[所在城市]的门店。
        "
        );
        insta::assert_snapshot!(
            shown("Purpose: show shops near you.\n", "Purpose: show couriers near you.\n"),
            @r"
        -Purpose: show [shops] near you.
        +Purpose: show [couriers] near you.
        "
        );
    }

    #[test]
    fn a_line_that_says_something_else_is_not_picked_to_pieces() {
        assert_eq!(shown("固定存储期限：180天\n", "Nothing of the kind\n"), "-固定存储期限：180天\n+Nothing of the kind\n");
    }

    #[test]
    fn unified_is_what_diff_prints() {
        let change = compare("a\nb\nc\nd\ne\n", "a\nb\nc\nx\ne\n");
        assert_eq!(change.unified("a", "b"), "--- a\n+++ b\n@@ -1,5 +1,5 @@\n a\n b\n c\n-d\n+x\n e\n");
        assert_eq!(compare("", "x\n").unified("a", "b"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(compare("x\n", "x\n").unified("a", "b"), "");
    }

    #[test]
    fn a_huge_text_is_replaced_and_not_searched() {
        let change = compare(&"a\n".repeat(20_000), &"b\n".repeat(20_000));
        assert_eq!(change.hunks.len(), 1);
        assert_eq!(change.hunks[0].lines.len(), 40_000);
    }
}
