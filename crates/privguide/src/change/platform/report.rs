//! Renders the comparison: a table, then how to fix its rows.

use std::fmt::Write as _;

use super::{Comparison, ComparisonRow};
use crate::language::Language;

/// The comparison as Markdown: a table, then how to fix each row.
#[must_use]
pub fn markdown(review: &Comparison, language: Language) -> String {
    let head = columns(language);
    let mut out = format!("## {}\n\n", title(language));
    let row = |cells: &[String]| {
        format!("| {} |\n", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "))
    };
    out += &row(&head);
    let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
    for cells in cells(review, language) {
        out += &row(&cells);
    }
    for (label, remedy) in remedies(review, language) {
        let _ = write!(out, "\n- **{}**: {}", escaped(&label), escaped(&remedy));
    }
    if review.is_clean() {
        let _ = write!(out, "\n{}", clean(language));
    }
    out + "\n"
}

/// Escapes text so that Markdown shows it literally, and so that it mentions no people and links no
/// issues.
fn escaped(text: &str) -> String {
    let mut inert = String::new();
    for c in crate::guide::escape_markdown(text).chars() {
        inert.push(c);
        if c == '@' || c == '#' {
            inert.push_str("&#8203;");
        }
    }
    inert
}

/// The title of the comparison.
#[must_use]
pub fn title(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "代码、privguide.toml 与平台",
        Language::En => "The code, privguide.toml and the platform",
    }
}

/// The text for a comparison without differences.
#[must_use]
pub fn clean(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "三方一致",
        Language::En => "All three say the same",
    }
}

/// The heads of the columns.
#[must_use]
pub fn columns(language: Language) -> Vec<String> {
    let names = match language {
        Language::ZhCn => ["信息", "代码", "privguide.toml", "平台检测", "平台", "结论"],
        Language::En => {
            ["Information", "Code", "privguide.toml", "Platform finds", "Platform has", "Verdict"]
        }
    };
    names.map(str::to_owned).into()
}

/// The cells of each row.
#[must_use]
pub fn cells(review: &Comparison, language: Language) -> Vec<Vec<String>> {
    let (yes, no) = match language {
        Language::ZhCn => ("有", "无"),
        Language::En => ("yes", "no"),
    };
    let flag = |flag: Option<bool>| flag.map_or("—", |flag| if flag { yes } else { no }).to_owned();
    let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
    let rows = review.rows.iter().map(|row| {
        vec![
            name(row, language),
            flag(row.used),
            cell(&row.declared),
            flag(row.detected),
            cell(&row.platform),
            row.verdict.text().get(language).to_owned(),
        ]
    });
    rows.collect()
}

/// How to fix the rows; a fix that several rows need is given once.
#[must_use]
pub fn remedies(review: &Comparison, language: Language) -> Vec<(String, String)> {
    let separator = if language == Language::ZhCn { "、" } else { ", " };
    let mut found: Vec<(String, String)> = Vec::new();
    for row in review.rows.iter().filter(|row| !row.remedy.zh.is_empty()) {
        let (label, remedy) = (name(row, language), row.remedy.get(language));
        match found.iter_mut().find(|(_, known)| known == remedy) {
            Some((labels, _)) => *labels = format!("{labels}{separator}{label}"),
            None => found.push((label, remedy.to_owned())),
        }
    }
    found
}

fn name(row: &ComparisonRow, language: Language) -> String {
    let label = row.label.get(language);
    let is_known = row.key.starts_with("sdk.") || row.key == label;
    if is_known { label.to_owned() } else { format!("{label} {}", row.key) }
}
