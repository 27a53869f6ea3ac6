//! What a script imports, as the official analysis sees it and as the runtime does.
//!
//! The official analysis parses strictly, as a module, up to the statement with the last word that could be an import, and walks the
//! tree with a few blind spots. Most files need no tree: [`tokens`] reads their imports exactly, or says that it cannot; then [`tree`]
//! parses.

mod fold;
mod tokens;
mod tree;
mod walk;

use super::request::{Request, Sight};
use crate::token::is_too_deep;

/// How a script is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let Some(last) = last_word(body) else {
        return Vec::new();
    };
    let found = match tokens::read(body, last, written) {
        Some(found) => found,
        None if body.len() > MAX_PARSED || is_too_deep(body) => Vec::new(),
        None => tree::read(body, last, written),
    };
    let skipped = text.len() - body.len();
    found.into_iter().map(|request| Request { at: request.at + skipped, ..request }).collect()
}

/// Where the last word stands that could belong to an import: nothing behind its statement is read.
fn last_word(text: &str) -> Option<usize> {
    let mut last = None;
    for word in ["require", "import"] {
        last = last.max(last_whole(text, word));
    }
    if let Some(export) = last_whole(text, "export") {
        last = last.max(last_whole(&text[export..], "from").map(|_| export));
        // `export { … } from` may begin before the last `export` of the file.
        let from = last_whole(text, "from").filter(|from| first_export_before(text, *from));
        last = last.max(from);
    }
    last
}

fn first_export_before(text: &str, end: usize) -> bool {
    memchr::memmem::find(&text.as_bytes()[..end], b"export").is_some()
}

fn last_whole(text: &str, word: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_part = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'));
    memchr::memmem::rfind_iter(bytes, word.as_bytes())
        .find(|&at| at.checked_sub(1).is_none_or(|before| !is_part(before)) && !is_part(at + word.len()))
}

/// The names in the marker that the npm builder leaves at the end of a bundle; the official analysis follows only them.
pub(super) fn npm_marker(text: &str) -> Option<Vec<Request>> {
    const MARKER: &str = "//miniprogram-npm-outsideDeps=";
    let tail = text.trim_end();
    let start = tail.rfind(MARKER)?;
    let list = &tail[start + MARKER.len()..];
    let names: Vec<String> = serde_json::from_str(list).ok()?;
    Some(names.into_iter().map(|name| Request::name(name, start).seen_by(Sight::Official)).collect())
}
