//! Which parts of a source are comments.

use crate::{framework::component_ends, tree::TreePath};

/// Where a text is certainly a comment. What only looks like one (`//` in a URL, `/*` in a pattern) is none.
pub(super) struct Comments {
    ranges: Vec<std::ops::Range<usize>>,
}

impl Comments {
    pub(super) fn of(text: &str, path: &TreePath) -> Self {
        let mut ranges = Vec::new();
        let mut at = 0;
        let markup = path.extension() == "wxml" || component_ends().any(|end| end == path.extension());
        while at < text.len() {
            let line = &text[at..];
            let end = line.find('\n').map_or(text.len(), |end| at + end + 1);
            let line = &text[at..end];
            let Some((open, close, start)) = opening(line, markup) else {
                at = end;
                continue;
            };
            let start = at + start;
            let stop = match close {
                "" => end,
                // One that is never closed is none.
                close => text[start + open..].find(close).map_or(start, |found| start + open + found + close.len()),
            };
            ranges.push(start..stop);
            at = if stop > start { stop } else { end };
        }
        Self { ranges }
    }

    pub(super) fn covers(&self, at: usize) -> bool {
        let next = self.ranges.partition_point(|range| range.end <= at);
        self.ranges.get(next).is_some_and(|range| range.contains(&at))
    }
}

/// A comment that begins in a line outside quotes: the length of its opening, its end, and where it begins.
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
            None if byte == b'/' && bytes.get(at + 1) == Some(&b'/') && !line[..at].ends_with([':', '\\']) => {
                return Some((2, "", at));
            }
            // In the middle of something it is part of a pattern.
            None if byte == b'/' && bytes.get(at + 1) == Some(&b'*') && (at == 0 || opens_after(bytes[at - 1])) => {
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
