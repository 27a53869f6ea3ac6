//! Renders the comparison: a table, then how to fix its rows.

use std::fmt::Write as _;

use super::{Comparison, ComparisonRow};
use crate::language::Language;

impl Comparison {
    /// The comparison as Markdown: a table, then how to fix each row.
    #[must_use]
    pub fn markdown(&self, language: Language) -> String {
        let row = |cells: &[String]| {
            let cells: Vec<_> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut out = format!("## {}\n\n", title(language));
        let table = self.table(language);
        for (at, cells) in table.iter().enumerate() {
            out += &row(cells);
            if at == 0 {
                let _ = writeln!(out, "|{}", " --- |".repeat(cells.len()));
            }
        }
        for (label, remedy) in self.remedies(language) {
            let _ = write!(out, "\n- **{}**: {}", escaped(&label), escaped(&remedy));
        }
        if self.is_clean() {
            let _ = write!(out, "\n{}", Self::agreement(language));
        }
        out + "\n"
    }

    /// One line for each row: `differs[developer.email]: …`. Text from the project and the replies
    /// is untrusted and not escaped.
    pub fn short(&self, language: Language) -> impl Iterator<Item = String> {
        self.rows.iter().map(move |row| {
            let line = format!("{}[{}]: {}", row.verdict.name(), row.key, row.remedy.get(language));
            line.trim_end_matches(": ").to_owned()
        })
    }

    /// The text for a comparison without differences.
    #[must_use]
    pub const fn agreement(language: Language) -> &'static str {
        match language {
            Language::ZhCn => "三方一致",
            Language::En => "All three say the same",
        }
    }

    /// The comparison as a table: the heads of the columns, then the cells of each row.
    #[must_use]
    pub fn table(&self, language: Language) -> Vec<Vec<String>> {
        let (yes, no) = match language {
            Language::ZhCn => ("有", "无"),
            Language::En => ("yes", "no"),
        };
        let flag =
            |flag: Option<bool>| flag.map_or("—", |flag| if flag { yes } else { no }).to_owned();
        let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
        let rows = self.rows.iter().map(|row| {
            vec![
                name(row, language),
                flag(row.used),
                cell(&row.declared),
                flag(row.detected),
                cell(&row.platform),
                row.verdict.text().get(language).to_owned(),
            ]
        });
        [columns(language)].into_iter().chain(rows).collect()
    }

    /// How to fix the rows: the labels of all rows that need the same fix, and that fix.
    #[must_use]
    pub fn remedies(&self, language: Language) -> Vec<(String, String)> {
        let separator = if language == Language::ZhCn { "、" } else { ", " };
        let mut found: Vec<(String, String)> = Vec::new();
        for row in self.rows.iter().filter(|row| !row.remedy.zh.is_empty()) {
            let (label, remedy) = (name(row, language), row.remedy.get(language));
            match found.iter_mut().find(|(_, known)| known == remedy) {
                Some((labels, _)) => *labels = format!("{labels}{separator}{label}"),
                None => found.push((label, remedy.to_owned())),
            }
        }
        found
    }
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

const fn title(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "代码、privguide.toml 与平台",
        Language::En => "The code, privguide.toml and the platform",
    }
}

/// The heads of the columns.
fn columns(language: Language) -> Vec<String> {
    let names = match language {
        Language::ZhCn => ["信息", "代码", "privguide.toml", "平台检测", "平台", "结论"],
        Language::En => {
            ["Information", "Code", "privguide.toml", "Platform finds", "Platform has", "Verdict"]
        }
    };
    names.map(str::to_owned).into()
}

fn name(row: &ComparisonRow, language: Language) -> String {
    let label = row.label.get(language);
    let is_known = row.key.starts_with("sdk.") || row.key == label;
    if is_known { label.to_owned() } else { format!("{label} {}", row.key) }
}
