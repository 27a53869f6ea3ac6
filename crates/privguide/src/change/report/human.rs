//! The report as lines for a terminal. Each piece has a role; the terminal's styles decide how it
//! looks.

use super::{
    super::{Change, Emphasis, Side, TextChange},
    Labels,
    outline::{self, Bit, EntryGroup, LineMark},
    words,
};
use crate::{guide, language::Language};

/// A line of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportLine {
    pieces: Vec<(PieceRole, String)>,
}

/// The role of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PieceRole {
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

impl ReportLine {
    /// Its pieces in order: each is text without control characters and without line breaks.
    pub fn pieces(&self) -> impl Iterator<Item = (PieceRole, &str)> {
        self.pieces.iter().map(|(role, text)| (*role, text.as_str()))
    }

    fn push(&mut self, role: PieceRole, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push((role, text));
        }
    }
}

/// The report as lines.
pub(super) fn human(change: &Change, labels: &Labels, language: Language) -> Vec<ReportLine> {
    let mut lines = Vec::new();
    let title = words::title(&guide::clean(&labels.before), &guide::clean(&labels.after));
    heading(&mut lines, title.get(language));
    if change.is_empty() {
        lines.push(line(PieceRole::Plain, words::nothing().get(language)));
        return lines;
    }
    let verdict = change.verdict();
    let role = match verdict {
        super::super::Verdict::Mend
        | super::super::Verdict::SeparateConsent
        | super::super::Verdict::Consent => PieceRole::Consent,
        super::super::Verdict::Judge => PieceRole::Judge,
        super::super::Verdict::Tell | super::super::Verdict::Nothing => PieceRole::Tell,
    };
    lines.push(ReportLine::default());
    lines.push(line(role, words::verdict(verdict).get(language)));
    parts(&mut lines, &outline::reasons(change, language));
    parts(&mut lines, &outline::facts(change, language));
    for guide in &change.guides {
        lines.push(ReportLine::default());
        heading(
            &mut lines,
            &format!("{} {}", words::text("指引文本", "Guide text").get(language), guide.path),
        );
        difference(&mut lines, &guide.text);
    }
    lines.push(ReportLine::default());
    // The verdict is repeated, because a long difference has scrolled the first one away.
    lines.push(line(role, words::verdict(verdict).get(language)));
    lines.push(line(PieceRole::Aside, words::disclaimer().get(language)));
    lines
}

/// The lines without roles, each terminated by LF.
#[cfg(test)]
pub(crate) fn plain(lines: &[ReportLine]) -> String {
    let mut text = String::new();
    for line in lines {
        line.pieces().for_each(|(_, piece)| text.push_str(piece));
        text.push('\n');
    }
    text
}

fn line(role: PieceRole, text: &str) -> ReportLine {
    ReportLine { pieces: vec![(role, text.to_owned())] }
}

fn hunk_header(text: &str) -> ReportLine {
    line(PieceRole::Aside, text)
}

fn heading(lines: &mut Vec<ReportLine>, text: &str) {
    lines.push(line(PieceRole::Heading, text));
}

fn parts(lines: &mut Vec<ReportLine>, parts: &[EntryGroup]) {
    for part in parts {
        lines.push(ReportLine::default());
        heading(lines, &part.heading);
        for entry in &part.entries {
            lines.push(marked("  ", entry.mark, &entry.bits));
            lines.extend(
                entry.details.iter().map(|detail| marked("      ", detail.mark, &detail.bits)),
            );
        }
    }
}

fn marked(indent: &str, mark: LineMark, bits: &[Bit]) -> ReportLine {
    let mut line = ReportLine::default();
    let (role, sign) = match mark {
        LineMark::None => (PieceRole::Plain, "  "),
        LineMark::Added => (PieceRole::Added, "+ "),
        LineMark::Removed => (PieceRole::Removed, "- "),
        LineMark::Changed => (PieceRole::Changed, "~ "),
        LineMark::Consent => (PieceRole::Consent, "! "),
        LineMark::Judge => (PieceRole::Judge, "? "),
        LineMark::Tell => (PieceRole::Tell, "· "),
    };
    line.push(PieceRole::Plain, indent);
    line.push(role, sign);
    for bit in bits {
        match bit {
            Bit::Ours(text) => line.push(PieceRole::Plain, text.clone()),
            Bit::Given(text) => line.push(PieceRole::Plain, guide::clean(text)),
            Bit::Code(text) => line.push(PieceRole::Code, guide::clean(text)),
            Bit::Aside(text) => line.push(PieceRole::Aside, text.clone()),
        }
    }
    line
}

fn difference(lines: &mut Vec<ReportLine>, text: &TextChange) {
    for hunk in &text.hunks {
        lines.push(hunk_header(&hunk.header()));
        for changed in &hunk.lines {
            let (role, words) = match changed.side {
                Side::Removed => (PieceRole::Removed, PieceRole::RemovedWords),
                Side::Added => (PieceRole::Added, PieceRole::AddedWords),
            };
            let mut line = ReportLine::default();
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
