//! The report as lines for a terminal. Each piece has a role; the terminal's styles decide how it
//! looks.

use super::{
    super::{Change, Emphasis, Side, TextChange},
    Labels,
    outline::{self, Bit, Mark, Part},
    words,
};
use crate::{guide, language::Language};

/// A line of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a line: one line of text without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its role.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// The role of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Nothing special.
    Plain,
    /// A title or heading.
    Heading,
    /// Users must consent again.
    Consent,
    /// A person has to judge.
    Judge,
    /// Users must be informed.
    Tell,
    /// The sign of an addition, and a line that was added to a text.
    Added,
    /// The sign of a removal, and a line that was removed from a text.
    Removed,
    /// The sign of a modification.
    Changed,
    /// The words that were added to a line.
    AddedWords,
    /// The words that were removed from a line.
    RemovedWords,
    /// A name or path.
    Code,
    /// Less important text.
    Aside,
}

impl Line {
    fn push(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push(Piece { role, text });
        }
    }
}

/// The report as lines.
#[must_use]
pub fn human(change: &Change, labels: &Labels, language: Language) -> Vec<Line> {
    let mut lines = Vec::new();
    let title = words::title(&guide::clean(&labels.before), &guide::clean(&labels.after));
    heading(&mut lines, title.get(language));
    if change.is_empty() {
        lines.push(line(Role::Plain, words::nothing().get(language)));
        return lines;
    }
    let verdict = change.verdict();
    let role = match verdict {
        super::super::Verdict::Mend
        | super::super::Verdict::SeparateConsent
        | super::super::Verdict::Consent => Role::Consent,
        super::super::Verdict::Judge => Role::Judge,
        super::super::Verdict::Tell | super::super::Verdict::Nothing => Role::Tell,
    };
    lines.push(Line::default());
    lines.push(line(role, words::verdict(verdict).get(language)));
    parts(&mut lines, &outline::reasons(change, language));
    parts(&mut lines, &outline::facts(change, language));
    for guide in &change.guides {
        lines.push(Line::default());
        heading(
            &mut lines,
            &format!("{} {}", words::text("指引文本", "Guide text").get(language), guide.path),
        );
        difference(&mut lines, &guide.text);
    }
    lines.push(Line::default());
    // The verdict is repeated, because a long difference has scrolled the first one away.
    lines.push(line(role, words::verdict(verdict).get(language)));
    lines.push(line(Role::Aside, words::disclaimer().get(language)));
    lines
}

/// The lines without roles, each terminated by LF.
#[must_use]
pub fn plain(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        line.pieces.iter().for_each(|piece| text.push_str(&piece.text));
        text.push('\n');
    }
    text
}

fn line(role: Role, text: &str) -> Line {
    Line { pieces: vec![Piece { role, text: text.to_owned() }] }
}

fn hunk_header(text: &str) -> Line {
    line(Role::Aside, text)
}

fn heading(lines: &mut Vec<Line>, text: &str) {
    lines.push(line(Role::Heading, text));
}

fn parts(lines: &mut Vec<Line>, parts: &[Part]) {
    for part in parts {
        lines.push(Line::default());
        heading(lines, &part.heading);
        for entry in &part.entries {
            lines.push(marked("  ", entry.mark, &entry.bits));
            lines.extend(
                entry.details.iter().map(|detail| marked("      ", detail.mark, &detail.bits)),
            );
        }
    }
}

fn marked(indent: &str, mark: Mark, bits: &[Bit]) -> Line {
    let mut line = Line::default();
    let (role, sign) = match mark {
        Mark::None => (Role::Plain, "  "),
        Mark::Added => (Role::Added, "+ "),
        Mark::Removed => (Role::Removed, "- "),
        Mark::Changed => (Role::Changed, "~ "),
        Mark::Consent => (Role::Consent, "! "),
        Mark::Judge => (Role::Judge, "? "),
        Mark::Tell => (Role::Tell, "· "),
    };
    line.push(Role::Plain, indent);
    line.push(role, sign);
    for bit in bits {
        match bit {
            Bit::Ours(text) => line.push(Role::Plain, text.clone()),
            Bit::Given(text) => line.push(Role::Plain, guide::clean(text)),
            Bit::Code(text) => line.push(Role::Code, guide::clean(text)),
            Bit::Aside(text) => line.push(Role::Aside, text.clone()),
        }
    }
    line
}

fn difference(lines: &mut Vec<Line>, text: &TextChange) {
    for hunk in &text.hunks {
        lines.push(hunk_header(&hunk.header()));
        for changed in &hunk.lines {
            let (role, words) = match changed.side {
                Side::Removed => (Role::Removed, Role::RemovedWords),
                Side::Added => (Role::Added, Role::AddedWords),
            };
            let mut line = Line::default();
            line.push(role, changed.side.sign());
            for part in &changed.parts {
                line.push(
                    if part.emphasis == Emphasis::Different { words } else { role },
                    part.text.clone(),
                );
            }
            lines.push(line);
        }
    }
}
