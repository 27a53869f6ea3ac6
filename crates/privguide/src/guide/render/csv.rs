//! Comma-separated values: only the tables, for spreadsheets.

use super::super::document::{Block, Guide};

/// Without this mark, spreadsheets assume the system's encoding and garble Chinese.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// All tables of the guide; like every generated file, with LF line ends.
pub(super) fn render(guide: &Guide) -> String {
    let mut text = BYTE_ORDER_MARK.to_owned();
    let mut line = |cells: Vec<String>| {
        text.push_str(&cells.join(","));
        text.push('\n');
    };
    for block in guide.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Table { columns, rows } => {
                line(columns.iter().map(|column| cell(column)).collect());
                for row in rows {
                    line(row.iter().map(|text| cell(&text.plain())).collect());
                }
            }
            Block::Paragraph { text } => line(vec![cell(&text.plain())]),
            Block::Article(_) | Block::List { .. } | Block::Facts { .. } => {}
        }
    }
    text
}

/// A value that a spreadsheet shows and does not evaluate: a text that would start a formula is
/// prefixed with an apostrophe (OWASP, CSV injection).
fn cell(text: &str) -> String {
    let is_formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';', '\t', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_text_and_no_formula() {
        assert_eq!(cell("位置信息"), "位置信息");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        for formula in ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1", "＝1", "|calc"] {
            assert!(cell(formula).trim_start_matches('"').starts_with('\''), "{formula}");
        }
    }
}
