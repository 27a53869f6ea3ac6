//! What a script imports, as the official analysis sees it and as the runtime does.
//!
//! The official analysis parses strictly, as a module, up to the statement with the last word that
//! could be an import, and walks the tree with a few blind spots. Most files need no tree:
//! [`tokens`] reads their imports exactly, or says that it cannot; then [`tree`] parses.

mod brackets;
mod fold;
mod tokens;
mod tree;
mod walk;

use super::request::{Request, Sight};
use crate::token::is_too_deep;

/// How a script is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Written {
    /// JavaScript, WXS.
    Plain,
    /// TypeScript.
    Typed,
}

/// A script larger than this is read by tokens only.
const MAX_PARSED: usize = 8 << 20;

/// What a script imports.
pub(super) fn requests(text: &str, written: Written) -> Vec<Request> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (official, runtime) = last_words(body);
    let mut found = official.map(|last| read(body, last, written)).unwrap_or_default();
    // `a||require('./x')` is no word to the official analysis, and a call to the runtime.
    if let Some(last) = runtime.filter(|last| official < Some(*last)) {
        let more = read(body, last, written);
        let unseen =
            more.into_iter().filter(|request| found.iter().all(|known| known.at != request.at));
        let unseen: Vec<Request> = unseen.map(|request| request.seen_by(Sight::Runtime)).collect();
        found.extend(unseen);
    }
    let skipped = text.len() - body.len();
    found.into_iter().map(|request| Request { at: request.at + skipped, ..request }).collect()
}

fn read(body: &str, last: usize, written: Written) -> Vec<Request> {
    match tokens::read(body, last, written) {
        Some(found) => found,
        None if body.len() > MAX_PARSED || is_too_deep(body) => Vec::new(),
        None => tree::read(body, last, written),
    }
}

/// The position of the last word that could belong to an import, to the official analysis and to
/// the runtime: nothing behind its statement is read. They differ in what cannot be right beside a
/// whole word.
fn last_words(text: &str) -> (Option<usize>, Option<usize>) {
    let bytes = text.as_bytes();
    let (mut official, mut runtime) = (None, None);
    for word in ["require", "import"] {
        // Forward and to the end: that is many times faster than searching backward.
        for at in memchr::memmem::find_iter(bytes, word.as_bytes()) {
            if is_whole(text, at, word, is_official_part) {
                official = official.max(Some(at));
            }
            if is_whole(text, at, word, is_part) {
                runtime = runtime.max(Some(at));
            }
        }
    }
    let exports = |last: Option<usize>| last.max(last_export(text, last.unwrap_or(0)));
    let of_runtime = exports(runtime);
    (if official == runtime { of_runtime } else { exports(official) }, of_runtime)
}

fn is_whole(text: &str, at: usize, word: &str, is_part: fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let part = |at: usize| bytes.get(at).is_some_and(|byte| is_part(*byte));
    let end = at + word.len();
    let with_async =
        word == "require" && text[end..].starts_with(".async") && !part(end + ".async".len());
    at.checked_sub(1).is_none_or(|before| !part(before)) && (!part(end) || with_async)
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// The official analysis takes neither `a.require` nor, by a slip, `a||require` for the word.
fn is_official_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'|' | b'.')
}

/// The last `export … from` behind a place, with nothing but names, braces and commas between the
/// two.
fn last_export(text: &str, from: usize) -> Option<usize> {
    let is_clause = |byte: u8| {
        byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_*{},".contains(&byte)
    };
    let leads_to_from = |at: &usize| {
        let rest = &text.as_bytes()[at + "export".len()..];
        let clause = rest.iter().position(|byte| !is_clause(*byte)).unwrap_or(rest.len());
        memchr::memmem::find(&rest[..clause], b"from").is_some()
    };
    let exports =
        memchr::memmem::find_iter(&text.as_bytes()[from..], b"export").map(|at| at + from);
    exports.filter(leads_to_from).last()
}

/// The names in the marker that the npm builder leaves at the end of a bundle; the official
/// analysis follows only them.
pub(super) fn npm_marker(text: &str) -> Option<Vec<Request>> {
    const MARKER: &str = "//miniprogram-npm-outsideDeps=";
    let tail = text.trim_end();
    let start = tail.rfind(MARKER)?;
    let list = &tail[start + MARKER.len()..];
    let names: Vec<String> = serde_json::from_str(list).ok()?;
    Some(
        names.into_iter().map(|name| Request::name(name, start).seen_by(Sight::Official)).collect(),
    )
}
