//! Plain text. The model contains no control or invisible characters, so nothing has to be escaped.

use super::{
    super::document::{Block, Guide, Inline},
    colon, heading,
};
use crate::language::Language;

pub(super) fn render(guide: &Guide) -> String {
    let mut parts = vec![guide.title.plain()];
    blocks(guide, &guide.lead, &mut parts);
    for section in &guide.sections {
        parts.push(heading(section));
        blocks(guide, &section.blocks, &mut parts);
    }
    parts.join("\n\n") + "\n"
}

fn blocks(guide: &Guide, blocks: &[Block], parts: &mut Vec<String>) {
    for block in blocks {
        parts.push(match block {
            Block::Paragraph { text } => text.plain(),
            Block::Article(article) => format!("{} {}", article.number, article.text.plain()),
            Block::List { items } => lines(items.iter().map(Inline::plain)),
            Block::Facts { facts } => lines(facts.iter().map(|fact| {
                format!("{}{}{}", fact.label, colon(guide.language), fact.value.plain())
            })),
            Block::Table { columns, rows } => lines(rows.iter().map(|row| {
                let cells = columns.iter().zip(row).map(|(column, cell)| {
                    format!("{column}{}{}", colon(guide.language), cell.plain())
                });
                cells.collect::<Vec<_>>().join(if guide.language == Language::ZhCn {
                    "；"
                } else {
                    "; "
                })
            })),
        });
    }
}

fn lines(items: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = items.map(|item| format!("- {item}")).collect();
    lines.join("\n")
}
