//! The report as Markdown for a pull request.

use super::{
    super::Change,
    Labels,
    outline::{self, Bit, EntryGroup, LineMark},
    words,
};
use crate::{guide, language::Language};

/// The report as Markdown.
pub(super) fn markdown(change: &Change, labels: &Labels, language: Language) -> String {
    let title = words::title(&guide::clean(&labels.before), &guide::clean(&labels.after));
    let mut blocks = vec![format!("## {}", inert(title.get(language)))];
    if change.is_empty() {
        blocks.push(words::nothing().get(language).to_owned());
        return blocks.join("\n\n") + "\n";
    }
    blocks.push(format!("**{}**", words::verdict(change.verdict()).get(language)));
    parts(&mut blocks, &outline::reasons(change, language));
    parts(&mut blocks, &outline::facts(change, language));
    for changed in &change.guides {
        let path = guide::clean(changed.path.as_str());
        let text = changed.text.unified(&format!("a/{path}"), &format!("b/{path}"));
        let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
        let summary = words::text("指引文本", "Guide text");
        blocks.push(format!(
            "<details>\n<summary>{} ({})</summary>",
            summary.get(language),
            changed.language
        ));
        blocks.push(format!("{fence}diff\n{text}{fence}"));
        blocks.push("</details>".to_owned());
    }
    // The verdict is repeated, because a long difference has scrolled the first one away.
    blocks.push(format!("**{}**", words::verdict(change.verdict()).get(language)));
    blocks.push(format!("*{}*", words::disclaimer().get(language)));
    blocks.join("\n\n") + "\n"
}

fn parts(blocks: &mut Vec<String>, parts: &[EntryGroup]) {
    for part in parts {
        blocks.push(format!("### {}", part.heading));
        let mut lines = Vec::new();
        for entry in &part.entries {
            lines.push(format!("- {}{}", sign(entry.mark), bits(&entry.bits)));
            lines.extend(
                entry
                    .details
                    .iter()
                    .map(|detail| format!("  - {}{}", sign(detail.mark), bits(&detail.bits))),
            );
        }
        blocks.push(lines.join("\n"));
    }
}

/// Signs that Markdown does not interpret: `+` and `-` would start lists.
const fn sign(mark: LineMark) -> &'static str {
    match mark {
        LineMark::Added => "➕ ",
        LineMark::Removed => "➖ ",
        LineMark::Changed => "✏️ ",
        LineMark::Consent => "🔴 ",
        LineMark::Judge => "🟡 ",
        LineMark::Tell | LineMark::None => "",
    }
}

fn bits(bits: &[Bit]) -> String {
    let bits = bits.iter().map(|bit| match bit {
        Bit::Ours(text) | Bit::Aside(text) => inert(text),
        Bit::Given(text) => inert(&guide::clean(text)),
        Bit::Code(text) => code(&guide::clean(text)),
    });
    bits.collect()
}

/// Escapes text so that Markdown shows it literally, and so that it mentions no people and links no
/// issues.
fn inert(text: &str) -> String {
    // GitHub searches the rendered text for @name and #1; an invisible character after the sign is
    // the usual way to prevent that.
    let mut inert = String::new();
    for c in guide::escape_markdown(text).chars() {
        inert.push(c);
        if c == '@' || c == '#' {
            inert.push_str("&#8203;");
        }
    }
    inert
}

/// A code span that shows any text unchanged, including backticks.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
