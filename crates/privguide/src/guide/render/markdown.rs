//! Markdown.

use std::fmt::Write as _;

use super::{
    super::document::{Block, Guide, Inline, Span},
    colon,
    escape::{markdown, markdown_line},
    heading, notice,
};

pub(super) fn render(guide: &Guide) -> String {
    let mut parts =
        vec![format!("<!-- {} -->", notice(guide.language)), format!("# {}", inline(&guide.title))];
    blocks(guide, &guide.lead, &mut parts);
    for section in &guide.sections {
        parts.push(format!("## {}", markdown(&heading(section))));
        blocks(guide, &section.blocks, &mut parts);
    }
    parts.join("\n\n") + "\n"
}

fn blocks(guide: &Guide, blocks: &[Block], parts: &mut Vec<String>) {
    // Two consecutive lists would be merged; another bullet separates them.
    let mut bullet = None;
    for block in blocks {
        let next = if bullet == Some('-') { '*' } else { '-' };
        match block {
            Block::Paragraph { text } => parts.push(markdown_line(&inline(text))),
            Block::Article(article) => {
                parts.push(format!("{} {}", article.number, inline(&article.text)));
            }
            Block::List { items } => parts.push(list(next, items.iter().map(inline))),
            Block::Facts { facts } => {
                let lines = facts.iter().map(|fact| {
                    format!(
                        "{}{}{}",
                        markdown(&fact.label),
                        colon(guide.language),
                        inline(&fact.value)
                    )
                });
                parts.push(list(next, lines));
            }
            Block::Table { columns, rows } => parts.push(table(columns, rows)),
        }
        bullet = matches!(block, Block::List { .. } | Block::Facts { .. }).then_some(next);
    }
}

/// Pipes in a cell are escaped like other markup.
fn table(columns: &[String], rows: &[Vec<Inline>]) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = row(columns.iter().map(|column| markdown(column)).collect());
    let rule = row(columns.iter().map(|_| "---".to_owned()).collect());
    let rows = rows.iter().map(|cells| row(cells.iter().map(inline).collect()));
    [head, rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn list(bullet: char, items: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> =
        items.map(|item| format!("{bullet} {}", markdown_line(&item))).collect();
    lines.join("\n")
}

fn inline(text: &Inline) -> String {
    // Escaping depends on neighbouring characters, so the text between two links is escaped as a
    // whole.
    let mut out = String::new();
    let mut plain = String::new();
    for span in &text.0 {
        if let Span::Link { text, target } = span {
            out.push_str(&markdown(&plain));
            plain.clear();
            let _ = write!(out, "[{}]({target})", markdown(text));
        } else {
            plain.push_str(span.text());
        }
    }
    out + &markdown(&plain)
}
