//! The consent flow of a program, as far as two rules need it: who listens, which buttons consent, which ids are named.

use super::Reviewed;
use crate::{
    program::Status,
    tree::{Place, SourceTree},
};

/// What a program does about consent.
pub(super) struct Consent {
    /// Calls of `wx.onNeedPrivacyAuthorization`.
    pub(super) listeners: Vec<Place>,
    /// Elements with `open-type="agreePrivacyAuthorization"`, with their ids; empty without one, `{}` when it is known at run time only.
    pub(super) buttons: Vec<(String, Place)>,
    /// Literal values of `buttonId`.
    pub(super) button_ids: Vec<(String, Place)>,
    /// True when a file that listens reports `event: 'agree'`: a mini game has no buttons.
    pub(super) is_reported: bool,
}

impl Consent {
    /// Reads the few files in which the scanner saw words of the consent flow.
    pub(super) fn of(tree: &dyn SourceTree, reviewed: &Reviewed<'_>) -> Self {
        let mut consent = Self { listeners: Vec::new(), buttons: Vec::new(), button_ids: Vec::new(), is_reported: false };
        for path in reviewed.scan.consent.iter().filter(|path| reviewed.status(path) != Some(Status::Outside)) {
            let Ok(source) = tree.source(path) else { continue };
            let text = without_comments(source.text());
            for (at, word) in text.match_indices("onNeedPrivacyAuthorization") {
                if text[..at].ends_with('.') && text[at + word.len()..].trim_start().starts_with('(') {
                    consent.listeners.push(source.place(at..at + word.len()));
                }
            }
            consent.is_reported |= ["'agree'", "\"agree\"", "`agree`"].iter().any(|word| text.contains(word));
            for (at, word) in text.match_indices("agreePrivacyAuthorization") {
                consent.buttons.extend(element(&text, at).map(|id| (id, source.place(at..at + word.len()))));
            }
            for (at, word) in text.match_indices("buttonId") {
                let value = text[at + word.len()..].trim_start().strip_prefix(':').and_then(|rest| literal(rest.trim_start()));
                consent.button_ids.extend(value.map(|id| (id.to_owned(), source.place(at..at + word.len()))));
            }
        }
        consent
    }
}

/// The id of the element whose start tag holds the offset, empty without one; `None` when it stands in no tag.
fn element(text: &str, at: usize) -> Option<String> {
    let start = text[..at].rfind('<')?;
    if text[start..at].contains('>') {
        return None;
    }
    let tag = &text[start..at + text[at..].find('>').unwrap_or(text.len() - at)];
    let id = tag.match_indices("id").find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        let value = tag[at + 2..].trim_start().strip_prefix('=')?.trim_start();
        // `:id="name"` and `id={name}` are known at run time only; the braces say so.
        match before {
            ':' => Some("{}".to_owned()),
            c if c.is_whitespace() => Some(literal(value).map_or_else(|| "{}".to_owned(), str::to_owned)),
            _ => None,
        }
    });
    Some(id.unwrap_or_default())
}

/// A quoted text at the beginning.
fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text[1..].split_once(quote).map(|(value, _)| value).filter(|value| !value.contains("${"))
}

/// The text with comments blanked, offsets kept: `<!-- -->`, `/* */` and lines that begin with `//`.
fn without_comments(text: &str) -> String {
    let mut out = text.to_owned();
    for (open, close) in [("<!--", "-->"), ("/*", "*/")] {
        let mut from = 0;
        while let Some(start) = out[from..].find(open).map(|at| from + at) {
            let end = out[start..].find(close).map_or(out.len(), |at| start + at + close.len());
            blank(&mut out, start, end);
            from = end;
        }
    }
    let lines: Vec<(usize, usize)> = out
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, *at))
        })
        .collect();
    for (start, end) in lines {
        if out[start..end].trim_start().starts_with("//") {
            blank(&mut out, start, end);
        }
    }
    out
}

fn blank(text: &mut String, start: usize, end: usize) {
    let blanks: String = text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(start..end, &blanks);
}
