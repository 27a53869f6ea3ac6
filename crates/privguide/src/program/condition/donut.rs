//! The platform's conditional compilation for programs that are also built as apps: `#if`, `#elif`,
//! `#else`, `#endif` in comments.
//!
//! Source: the page on conditional compilation in the platform's documentation of multi-platform
//! builds. `MP` is WeChat; `ANDROID`, `IOS`, `OHOS` and `NATIVE` are apps; names are joined by
//! `||`. Names from `#define` have unknown values here.

use std::{borrow::Cow, ops::Range};

use super::{blank, expression::Truth};

/// One open `#if`.
struct IfBlock {
    outer_keeps: bool,
    /// One of its branches is certainly taken.
    taken: bool,
    keeps: bool,
}

/// The text with everything that is only for apps replaced by spaces. An unclosed block is an error
/// in the platform's tool and ignored here.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    let mut open: Vec<IfBlock> = Vec::new();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut from = None;
    for at in memchr::memchr_iter(b'#', text.as_bytes()) {
        let Some((word, condition, range)) = directive(text, at) else { continue };
        match word {
            "if" => {
                let outer_keeps = open.last().is_none_or(|block| block.outer_keeps && block.keeps);
                let truth = holds(condition);
                open.push(IfBlock {
                    outer_keeps,
                    taken: truth == Truth::True,
                    keeps: truth != Truth::False,
                });
            }
            "elif" | "else" => {
                if let Some(block) = open.last_mut() {
                    let truth = if word == "else" { Truth::True } else { holds(condition) };
                    block.keeps = truth != Truth::False && !block.taken;
                    block.taken |= truth == Truth::True;
                }
            }
            _ => drop(open.pop()),
        }
        let keeps = open.last().is_none_or(|block| block.outer_keeps && block.keeps);
        match (from, keeps) {
            (None, false) => from = Some(range.end),
            (Some(start), true) => {
                cuts.push(start..range.start);
                from = None;
            }
            _ => {}
        }
    }
    if cuts.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(blank(text, &cuts)) }
}

fn holds(condition: &str) -> Truth {
    let name = |name: &str| match name.trim() {
        "MP" => Truth::True,
        "ANDROID" | "IOS" | "OHOS" | "NATIVE" => Truth::False,
        // A name from `#define`, or an operator that the documentation does not mention.
        _ => Truth::Open,
    };
    condition.split("||").map(name).fold(Truth::False, |all, one| match (all, one) {
        (Truth::True, _) | (_, Truth::True) => Truth::True,
        (Truth::Open, _) | (_, Truth::Open) => Truth::Open,
        _ => Truth::False,
    })
}

/// The directive at a `#`: its word, its condition, and the range of its comment.
fn directive(text: &str, at: usize) -> Option<(&'static str, &str, Range<usize>)> {
    let rest = &text[at + 1..];
    let word = ["if", "elif", "else", "endif"].into_iter().find(|word| {
        let behind = rest.strip_prefix(word);
        behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })?;
    let before = text[..at].trim_end_matches([' ', '\t']);
    let (opening, closing) = [("<!--", "-->"), ("//", ""), ("/*", "*/")]
        .into_iter()
        .find(|(open, _)| before.ends_with(open))?;
    let behind = &rest[word.len()..];
    let line = &behind[..behind.find(['\n', '\r']).unwrap_or(behind.len())];
    let closed =
        Some(closing).filter(|closing| !closing.is_empty()).and_then(|closing| line.find(closing));
    let condition = &line[..closed.unwrap_or(line.len())];
    let end = at + 1 + word.len() + condition.len() + closed.map_or(0, |_| closing.len());
    Some((word, condition, before.len() - opening.len()..end))
}
