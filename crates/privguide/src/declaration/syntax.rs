//! Reads TOML with error recovery: one error does not hide the next.
//!
//! The parser stops at its first error. Here the line with the error (for a header, its whole
//! section) is replaced by spaces, which keeps offsets, and the text is parsed again. So all errors
//! are reported at once, and the rest of the file can still be analysed.

use std::ops::Range;

use toml_edit::{Document, TomlError};

use super::{DeclarationProblem, Gravity};
use crate::{language::Text, tree::SourceText};

/// Reporting more syntax errors in one file would not be useful.
const LIMIT: usize = 20;

/// Larger files are rejected.
pub(super) const MAX_SIZE: usize = 4 * 1024 * 1024;

/// Parses the text; `None` if no content is left. The problems are in the order of the file.
pub(super) fn parse(
    source: &SourceText,
    problems: &mut Vec<DeclarationProblem>,
) -> Option<Document<String>> {
    let text = source.text();
    if text.len() > MAX_SIZE {
        problems.push(unreadable(
            source,
            0..0,
            &Text::new("文件超过 4 MB", "the file is larger than 4 MB"),
        ));
        return None;
    }
    let mut remaining =
        text.strip_prefix('\u{feff}').map_or_else(|| text.to_owned(), |rest| format!("   {rest}"));
    for _ in 0..LIMIT {
        let error = match Document::parse(remaining.clone()) {
            Ok(document) => return Some(document),
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        problems.push(problem(source, &error, span.clone()));
        if !blank(&mut remaining, span.start) {
            return None;
        }
    }
    None
}

fn problem(source: &SourceText, error: &TomlError, span: Range<usize>) -> DeclarationProblem {
    let line = &source.text()[line_at(source.text(), span.start)];
    if let Some(date) = impossible_date(line) {
        let at = line_at(source.text(), span.start).start + date.start;
        return DeclarationProblem {
            place: source.place(at..at + date.len()),
            gravity: Gravity::Value,
            message: Text::new(
                format!("日期 {} 不存在", &line[date.clone()]),
                format!("there is no date {}", &line[date]),
            ),
            help: Some(Text::new(
                "日期写成 年-月-日，例如 2026-11-23",
                "write a date as year-month-day: 2026-11-23",
            )),
        };
    }
    let message = error.message();
    let zh = match message {
        _ if message.starts_with("duplicate key") => "同一个键写了两次",
        _ if message.contains("string values must be quoted") => "文字要放在引号里",
        _ if message.contains("unclosed") || message.contains("invalid basic string") => {
            "引号或括号没有配对"
        }
        _ => "TOML 写法有误",
    };
    unreadable(
        source,
        span,
        &Text::new(format!("{zh}（{message}）"), format!("not valid TOML: {message}")),
    )
}

fn unreadable(source: &SourceText, span: Range<usize>, message: &Text) -> DeclarationProblem {
    DeclarationProblem {
        place: source.place(span),
        gravity: Gravity::Unreadable,
        message: message.clone(),
        help: None,
    }
}

/// The bytes of the line around an offset, without its line break.
fn line_at(text: &str, offset: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let offset = offset.min(bytes.len());
    let start = bytes[..offset].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let end = bytes[offset..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(bytes.len(), |at| offset + at);
    start..end
}

/// Replaces the line (for a header, its whole section) by spaces; false if there is nothing left to
/// replace.
fn blank(text: &mut String, offset: usize) -> bool {
    let mut range = line_at(text, offset);
    if text[range.clone()].trim().is_empty() {
        return false;
    }
    if text[range.clone()].trim_start().starts_with('[') {
        range.end = text[range.end..].find("\n[").map_or(text.len(), |at| range.end + at);
    }
    let blanks: String =
        text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &blanks);
    true
}

/// `key = 2026-02-30`: it has the form of a date but does not exist.
fn impossible_date(line: &str) -> Option<Range<usize>> {
    let value = line.split_once('=')?.1;
    let start = line.len() - value.trim_start().len();
    let digits = line[start..].split(|c: char| !c.is_ascii_digit() && c != '-').next()?;
    let shape: Vec<usize> = digits.split('-').map(str::len).collect();
    let exists = digits.parse::<jiff::civil::Date>().is_ok();
    (shape == [4, 2, 2] && !exists).then_some(start..start + digits.len())
}
