//! Finds the comments of a source.

use std::ops::Range;

use super::words::{blocks_of, is_within};
use crate::{framework::component_ends, token::Lexer, tree::TreePath};

/// The ranges that are certainly comments. Text that only looks like a comment (`//` in a URL, `/*`
/// in a pattern or in a template of several lines) is not included.
pub(super) struct CommentRanges {
    /// The comments by the lines in which they begin.
    ranges: Vec<Range<usize>>,
    /// What the tokens of the scripts leave out, and everything outside scripts.
    between: Vec<Range<usize>>,
}

impl CommentRanges {
    pub(super) fn in_text(text: &str, path: &TreePath) -> Self {
        let mut ranges = Vec::new();
        let (mut at, mut line_end) = (0, 0);
        // Marks that end no comment behind a place where one was searched for.
        let mut unclosed: Vec<&str> = Vec::new();
        let markup =
            path.extension() == "wxml" || component_ends().any(|end| end == path.extension());
        // Most lines contain nothing that could begin a comment.
        while let Some(candidate) = candidate(text, at, markup) {
            at = memchr::memrchr(b'\n', &text.as_bytes()[at..candidate])
                .map_or(at, |newline| at + newline + 1);
            if line_end <= candidate {
                line_end = memchr::memchr(b'\n', &text.as_bytes()[candidate..])
                    .map_or(text.len(), |end| candidate + end + 1);
            }
            let line = &text[at..line_end];
            let Some((open, close, start)) = opening(line, markup) else {
                at = line_end;
                continue;
            };
            let start = at + start;
            let stop = match close {
                "" => line_end,
                // An unclosed comment is not treated as one.
                close if unclosed.contains(&close) => start,
                close => text[start + open..].find(close).map_or_else(
                    || {
                        unclosed.push(close);
                        start
                    },
                    |found| start + open + found + close.len(),
                ),
            };
            ranges.push(start..stop);
            at = if stop > start { stop } else { line_end };
        }
        let between = if ranges.is_empty() { Vec::new() } else { between_tokens(text, markup) };
        Self { ranges, between }
    }

    pub(super) fn covers(&self, at: usize) -> bool {
        is_within(&self.ranges, at) && is_within(&self.between, at)
    }
}

/// The ranges between the tokens of scripts that are longer than a blank, and around scripts.
fn between_tokens(text: &str, markup: bool) -> Vec<Range<usize>> {
    let scripts: Vec<Range<usize>> = if markup {
        blocks_of(text).into_iter().map(|block| block.content).collect()
    } else {
        std::iter::once(0..text.len()).collect()
    };
    let mut found = Vec::new();
    let mut at = 0;
    for script in scripts {
        for token in Lexer::new(&text[script.clone()]) {
            let start = script.start + token.start;
            if start > at + 1 {
                found.push(at..start);
            }
            at = script.start + token.end;
        }
        // Comments at the end belong to the range around the script.
    }
    found.push(at..text.len());
    found
}

/// The offset of the next `//`, `/*` or `<!--`.
fn candidate(text: &str, from: usize, markup: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'/', b'<', &bytes[from..]).map(|at| from + at).find(|&at| {
        match bytes[at] {
            b'/' => matches!(bytes.get(at + 1), Some(b'/' | b'*')),
            _ => markup && bytes[at..].starts_with(b"<!--"),
        }
    })
}

/// The comment that begins in a line outside quotes: the length of its opening, its end mark, and
/// its start.
fn opening(line: &str, markup: bool) -> Option<(usize, &'static str, usize)> {
    let mut quote = None;
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(open) => {
                if byte == b'\\' {
                    at += 1;
                } else if byte == open {
                    quote = None;
                }
            }
            None if matches!(byte, b'"' | b'\'' | b'`') => quote = Some(byte),
            None if byte == b'/'
                && bytes.get(at + 1) == Some(&b'/')
                && !line[..at].ends_with([':', '\\']) =>
            {
                return Some((2, "", at));
            }
            // Within a word, it is part of a pattern.
            None if byte == b'/'
                && bytes.get(at + 1) == Some(&b'*')
                && (at == 0 || opens_after(bytes[at - 1])) =>
            {
                return Some((2, "*/", at));
            }
            None if markup && bytes[at..].starts_with(b"<!--") => return Some((4, "-->", at)),
            None => {}
        }
        at += 1;
    }
    None
}

fn opens_after(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b";,({}>)=:&|?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::CommentRanges;
    use crate::tree::TreePath;

    #[test]
    fn comments_are_told_from_what_looks_like_one() {
        for (path, text, expected) in [
            ("a.js", "a // b\nc", "// b\n"),
            ("a.js", "a\n\nb /* c\n d */ e // f", "/* c\n d */|// f"),
            ("a.js", "u = 'https://x' // y", "// y"),
            ("a.js", "g = './**/*.js'\nh = '*/'", ""),
            ("a.js", "a /* never closed\nb // c", "|// c"),
            ("a.js", "<!-- a --> // b", "// b"),
            ("a.vue", "<a>\n<!-- b\n// c --><d/> // e", "<!-- b\n// c -->|// e"),
            ("a.vue", "x", ""),
        ] {
            let comments = CommentRanges::in_text(text, &TreePath::new(path).expect("inside"));
            let shown: Vec<&str> =
                comments.ranges.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(shown.join("|"), expected, "{text}");
        }
    }
}
