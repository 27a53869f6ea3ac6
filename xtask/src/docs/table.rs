//! Tables in Markdown.

/// A table: a head and its rows.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = row(head.iter().map(|cell| (*cell).to_owned()));
    out.push_str(&row(head.iter().map(|_| "---".to_owned())));
    for cells in rows {
        out.push_str(&row(cells
            .into_iter()
            .map(|cell| cell.replace('|', "\\|").replace('\n', " "))));
    }
    out
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Text as a code span.
pub fn code(text: &str) -> String {
    format!("`{text}`")
}
