//! The imports of a script, according to the official analysis and to the runtime.
//!
//! The official analysis parses the text as a strict-mode module up to the statement with the last
//! word that could be an import, and walks the tree with a few blind spots. Most files need no
//! tree: [`tokens`] finds their imports exactly, or returns that it cannot; then [`tree`] parses
//! the file, unless it is too large or too deeply nested: then [`words`] finds too many rather than
//! too few.

mod brackets;
mod fold;
mod skeleton;
mod tokens;
mod tree;
mod walk;
mod words;

use super::request::{FileRequest, RequestedFile, Sight};
use crate::token::is_too_deep;

/// The language of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ScriptSyntax {
    /// JavaScript, WXS.
    Plain,
    /// TypeScript.
    Typed,
}

/// Larger scripts are not parsed for their imports: a syntax tree takes forty times the memory of
/// its text. Packages of Mini Programs have at most two megabytes.
const MAX_PARSED: usize = 2 << 20;

/// The imports of a script.
pub(super) fn requests(text: &str, written: ScriptSyntax) -> Vec<FileRequest> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (official, runtime) = last_words(body);
    let mut found = official.map(|last| read(body, last, written)).unwrap_or_default();
    // In `a||require('./x')`, the official analysis does not see the word, but the runtime makes
    // the call.
    if let Some(last) = runtime.filter(|last| official < Some(*last)) {
        let more = read(body, last, written);
        let unseen =
            more.into_iter().filter(|request| found.iter().all(|known| known.at != request.at));
        let unseen: Vec<FileRequest> =
            unseen.map(|request| request.seen_by(Sight::Runtime)).collect();
        found.extend(unseen);
    }
    let skipped = text.len() - body.len();
    found.into_iter().map(|request| FileRequest { at: request.at + skipped, ..request }).collect()
}

fn read(body: &str, last: usize, written: ScriptSyntax) -> Vec<FileRequest> {
    match tokens::read(body, last, written) {
        Some(found) => found,
        None if body.len() > MAX_PARSED || is_too_deep(body) => words::read(body),
        None => tree::read(body, last, written),
    }
}

/// The offset of the last word that may belong to an import: for the official analysis, and for the
/// runtime. Nothing after its statement is read. The two differ in the characters that may precede
/// and follow the word.
fn last_words(text: &str) -> (Option<usize>, Option<usize>) {
    let bytes = text.as_bytes();
    let (mut official, mut runtime) = (None, None);
    for word in ["require", "import"] {
        // A forward search to the end is many times faster than a backward search.
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

/// The official analysis does not accept the word in `a.require` nor, because of a bug, in
/// `a||require`.
fn is_official_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'|' | b'.')
}

/// The last `export … from` after an offset, with only names, braces and commas between the two
/// words.
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

/// The names in the comment that the npm builder writes at the end of a bundle. The official
/// analysis only follows these.
pub(super) fn npm_marker(text: &str) -> Option<Vec<FileRequest>> {
    const MARKER: &str = "//miniprogram-npm-outsideDeps=";
    let tail = text.trim_end();
    let start = tail.rfind(MARKER)?;
    let list = &tail[start + MARKER.len()..];
    let names: Vec<String> = serde_json::from_str(list).ok()?;
    Some(
        names
            .into_iter()
            .map(|name| FileRequest::name(name, start).seen_by(Sight::Official))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that are found, each once.
    fn names(text: &str) -> Vec<String> {
        let name = |request: FileRequest| match request.wanted {
            RequestedFile::Name(name) => name,
            RequestedFile::Pieces(pieces) => pieces.join("*"),
        };
        let mut names: Vec<String> =
            requests(text, ScriptSyntax::Plain).into_iter().map(name).collect();
        names.dedup();
        names
    }

    #[test]
    fn imports_of_a_script_that_is_not_parsed_are_found() {
        let text = "import a from './a'; import './b'\n<!-- a parser must decide\n\
            export * from './c'; x(function (require) { require('./d'); require.async('./e') })\n\
            import('./f'); require('./g/' + x); a.from('./no'); // require('./no')\n\
            require(`./h`); require(`./i/${x}.js`); require('./\\u006a'); require(x + './no')\n";
        let expected = ["./a", "./b", "./c", "./d", "./e", "./f", "./g/*", "./h", "./i/*", "./*"];
        let large = text.to_owned() + &" ".repeat(MAX_PARSED);
        assert_eq!(names(&large), expected);
        // A name without a file is only a mistake if both would follow it.
        assert!(requests(&large, ScriptSyntax::Plain).iter().all(|one| one.sight != Sight::Both));
        let deep = format!("{text}x = {}{}", "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(names(&deep), expected);
    }
}
