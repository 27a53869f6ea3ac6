//! The difference between two guides, by section and sentence, with the differing words.
//!
//! Sections are matched by their ids and not by their numbers, so that a new section does not make
//! all following sentences differ. Within a section, sentences are compared; within a run of
//! replaced sentences, words are compared. An English word, a number and a single Chinese character
//! each count as a word, because Chinese has no spaces and a purpose often changes by two or three
//! characters. There is no time limit, so the same texts give the same difference on every machine;
//! texts that are too long to compare are shown as replaced.

use serde::Serialize;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use crate::guide::{Block, Guide, Section, SectionId};

/// The differences between two guides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TextChange {
    /// One group for each section that has changed.
    pub hunks: Vec<Hunk>,
}

/// The changed sentences of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Hunk {
    /// The section; `None` for text before the first section.
    pub section: Option<SectionId>,
    /// Its heading in the new guide, or in the old one if the section is gone.
    pub title: String,
    /// The first changed sentence in the old section, counted from 1, and the number of sentences
    /// up to the last changed one.
    pub before: (usize, usize),
    /// The first changed sentence in the new section, counted from 1, and the number of sentences
    /// up to the last changed one.
    pub after: (usize, usize),
    /// The removed and added sentences.
    pub lines: Vec<DiffLine>,
}

/// A sentence of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DiffLine {
    /// The text that it belongs to.
    pub side: Side,
    /// The sentence, in parts.
    pub parts: Vec<DiffPart>,
}

/// The text that a sentence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Side {
    /// Only in the old text.
    Removed,
    /// Only in the new text.
    Added,
}

impl Side {
    /// The sign in a unified difference.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DiffPart {
    /// Whether it differs.
    pub emphasis: Emphasis,
    /// The words.
    pub text: String,
}

/// Whether a part of a sentence differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Emphasis {
    /// The other side has the same words.
    Same,
    /// The other side has other words.
    Different,
}

/// More sentences or words are not compared individually, because the time grows with the square of
/// their number.
const COMPARABLE: usize = 10_000;

impl TextChange {
    /// The difference in unified format, with labels for both sides, and sections in place of line
    /// numbers.
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
    /// `@@ 开发者处理的信息 @@`
    #[must_use]
    pub fn header(&self) -> String {
        format!("@@ {} @@", self.title)
    }
}

/// Compares two guides; a missing guide has no sentences.
pub(super) fn compare(before: Option<&Guide>, after: Option<&Guide>) -> TextChange {
    let (old, new) =
        (before.map(chapters).unwrap_or_default(), after.map(chapters).unwrap_or_default());
    let mut hunks = Vec::new();
    let mut left: Vec<&Chapter> = old
        .iter()
        .filter(|chapter| !new.iter().any(|other| other.section == chapter.section))
        .collect();
    for chapter in &new {
        let known = old.iter().position(|other| other.section == chapter.section);
        if let Some(known) = known {
            // A section that only the old guide has is placed at its former position: before the
            // first remaining section that followed it.
            let earlier =
                |gone: &&Chapter| old[..known].iter().any(|other| other.section == gone.section);
            let (gone, rest) = left.into_iter().partition(earlier);
            left = rest;
            let gone: Vec<&Chapter> = gone;
            hunks.extend(gone.into_iter().filter_map(|other| hunk(Some(other), None)));
        }
        hunks.extend(hunk(known.map(|at| &old[at]), Some(chapter)));
    }
    hunks.extend(left.into_iter().filter_map(|other| hunk(Some(other), None)));
    TextChange { hunks }
}

/// A section in the form that is compared.
struct Chapter {
    section: Option<SectionId>,
    title: String,
    sentences: Vec<String>,
}

fn chapters(guide: &Guide) -> Vec<Chapter> {
    let title = guide.title.plain();
    let mut lead = vec![title.clone()];
    guide.lead.iter().for_each(|block| sentences(guide, block, &mut lead));
    let of = |section: &Section| {
        let mut found = Vec::new();
        section.blocks.iter().for_each(|block| sentences(guide, block, &mut found));
        Chapter { section: Some(section.id), title: section.title.clone(), sentences: found }
    };
    std::iter::once(Chapter { section: None, title, sentences: lead })
        .chain(guide.sections.iter().map(of))
        .collect()
}

/// Collects the sentences of a block, without numbers and list marks.
fn sentences(guide: &Guide, block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Paragraph { text } => out.extend(split(&text.plain())),
        Block::Article(article) => out.extend(split(&article.text.plain())),
        Block::List { items } => out.extend(items.iter().map(crate::guide::Inline::plain)),
        Block::Facts { facts } => {
            let colon =
                if guide.language == crate::language::Language::ZhCn { "：" } else { ": " };
            out.extend(
                facts.iter().map(|fact| format!("{}{colon}{}", fact.label, fact.value.plain())),
            );
        }
        Block::Table { rows, .. } => {
            let row = |cells: &Vec<crate::guide::Inline>| {
                cells.iter().map(crate::guide::Inline::plain).collect::<Vec<_>>().join(" | ")
            };
            out.extend(rows.iter().map(row));
        }
    }
}

/// Splits after 。！？, and after a full stop that is followed by a space and a capital letter.
fn split(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let next = |offset: usize| text[end..].chars().nth(offset);
        let stop = match c {
            '。' | '！' | '？' => !matches!(next(0), None | Some('”' | '」' | '』' | '）')),
            '.' | '!' | '?' => next(0) == Some(' ') && next(1).is_some_and(char::is_uppercase),
            _ => false,
        };
        if stop {
            found.push(text[start..end].trim().to_owned());
            start = end;
        }
    }
    found.push(text[start..].trim().to_owned());
    found.retain(|sentence| !sentence.is_empty());
    found
}

fn hunk(before: Option<&Chapter>, after: Option<&Chapter>) -> Option<Hunk> {
    let chapter = after.or(before)?;
    let of = |chapter: Option<&Chapter>| {
        chapter.map(|chapter| chapter.sentences.clone()).unwrap_or_default()
    };
    let (old, new) = (of(before), of(after));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let operations = if old.len().max(new.len()) > COMPARABLE {
        vec![DiffOp::Replace { old_index: 0, old_len: old.len(), new_index: 0, new_len: new.len() }]
    } else {
        capture_diff_slices(Algorithm::Patience, &old, &new)
    };
    let changed: Vec<&DiffOp> =
        operations.iter().filter(|operation| operation.tag() != DiffTag::Equal).collect();
    let (first, last) = (changed.first()?, changed.last()?);
    let mut lines = Vec::new();
    for operation in &changed {
        let (before, after) = (&old[operation.old_range()], &new[operation.new_range()]);
        match operation.tag() {
            DiffTag::Delete => lines.extend(before.iter().map(|line| whole(Side::Removed, line))),
            DiffTag::Insert => lines.extend(after.iter().map(|line| whole(Side::Added, line))),
            DiffTag::Replace => words(before, after, &mut lines),
            DiffTag::Equal => {}
        }
    }
    let range =
        |start: usize, end: usize| (if start == end { start } else { start + 1 }, end - start);
    Some(Hunk {
        section: chapter.section,
        title: chapter.title.clone(),
        before: range(first.old_range().start, last.old_range().end),
        after: range(first.new_range().start, last.new_range().end),
        lines,
    })
}

fn whole(side: Side, line: &str) -> DiffLine {
    DiffLine { side, parts: vec![DiffPart { emphasis: Emphasis::Same, text: line.to_owned() }] }
}

/// The lines of a replacement with the differing words emphasised; without emphasis if hardly
/// anything is the same.
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

/// Runs of equal words as (old index, new index, length). A single character or word between two
/// changes is treated as changed.
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

/// Whether at least a third of the longer side is unchanged.
fn worth_emphasising(
    same: &[(usize, usize, usize)],
    old_words: &[&str],
    new_words: &[&str],
) -> bool {
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

/// Words: runs of letters and digits in scripts with spaces, runs of spaces, and every other
/// character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = token_kind(first);
        let length = match kind {
            WordKind::Alone => first.len_utf8(),
            kind => rest.find(|c| token_kind(c) != kind).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WordKind {
    Word,
    Blank,
    Alone,
}

fn token_kind(c: char) -> WordKind {
    let ideographic = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}');
    if c.is_alphanumeric() && !ideographic || c == '\'' || c == '’' {
        WordKind::Word
    } else if c == ' ' || c == '\t' {
        WordKind::Blank
    } else {
        WordKind::Alone
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::{guide::Inline, language::Language};

    fn guide(sections: &[(SectionId, &str)]) -> Guide {
        let section = |(at, (id, text)): (usize, &(SectionId, &str))| Section {
            id: *id,
            number: u32::try_from(at + 1).ok(),
            title: format!("{id:?}"),
            blocks: vec![Block::Paragraph { text: Inline::fixed(*text) }],
        };
        let sections = sections.iter().enumerate().map(section).collect();
        Guide {
            format: 1,
            language: Language::ZhCn,
            title: Inline::fixed("指引"),
            lead: Vec::new(),
            sections,
            gaps: Vec::new(),
        }
    }

    /// The difference with the emphasised words in brackets.
    fn shown(before: &Guide, after: &Guide) -> String {
        let change = compare(Some(before), Some(after));
        let mut text = String::new();
        for hunk in &change.hunks {
            let _ = writeln!(text, "{}", hunk.header());
            for line in &hunk.lines {
                let parts = line.parts.iter().map(|part| match part.emphasis {
                    Emphasis::Same => part.text.clone(),
                    Emphasis::Different => format!("[{}]", part.text),
                });
                let _ = writeln!(text, "{}{}", line.side.sign(), parts.collect::<String>());
            }
        }
        text
    }

    fn one(before: &str, after: &str) -> String {
        let of = |text| guide(&[(SectionId::Information, text)]);
        shown(&of(before), &of(after))
    }

    #[test]
    fn chinese_is_compared_by_character_and_english_by_word() {
        assert_eq!(
            one("甲不变。用途是展示你附近的门店。", "甲不变。用途是展示你所在城市的门店。"),
            "@@ Information @@\n-用途是展示你[附近]的门店。\n+用途是展示你[所在城市]的门店。\n"
        );
        assert_eq!(
            one(
                "It stays. Purpose: show shops near you.",
                "It stays. Purpose: show couriers near you."
            ),
            "@@ Information @@\n-Purpose: show [shops] near you.\n+Purpose: show [couriers] near you.\n"
        );
    }

    #[test]
    fn a_new_section_makes_no_other_sentence_new() {
        use SectionId::{Contact, Information, Minors, Rights, ThirdParties};
        let before = guide(&[(Information, "甲。"), (Rights, "乙。"), (Contact, "丙。")]);
        let after = guide(&[
            (Information, "甲。"),
            (ThirdParties, "丁。"),
            (Rights, "乙。"),
            (Contact, "丙。"),
        ]);
        assert_eq!(shown(&before, &after), "@@ ThirdParties @@\n+丁。\n");
        assert_eq!(shown(&after, &before), "@@ ThirdParties @@\n-丁。\n");
        let moved = guide(&[(Minors, "戊。"), (Contact, "丙。"), (Information, "甲。")]);
        assert_eq!(shown(&before, &moved), "@@ Minors @@\n+戊。\n@@ Rights @@\n-乙。\n");
    }

    #[test]
    fn a_sentence_that_says_something_else_is_not_picked_to_pieces() {
        assert_eq!(
            one("固定存储期限：180天", "Nothing of the kind"),
            "@@ Information @@\n-固定存储期限：180天\n+Nothing of the kind\n"
        );
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        assert_eq!(split("甲。乙？“丙。”丁"), ["甲。", "乙？", "“丙。”丁"]);
        assert_eq!(
            split("Open “…” now. Then e.g. this. Done."),
            ["Open “…” now.", "Then e.g. this.", "Done."]
        );
    }

    #[test]
    fn a_huge_text_is_replaced_and_not_searched() {
        let of = |text: &str| guide(&[(SectionId::Information, &text.repeat(20_000))]);
        let change = compare(Some(&of("甲。")), Some(&of("乙。")));
        assert_eq!((change.hunks.len(), change.hunks[0].lines.len()), (1, 40_000));
        assert!(compare(None, None).hunks.is_empty());
    }
}
