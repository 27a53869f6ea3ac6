//! The imports of a style sheet.

use super::request::{FileRequest, Sight};

/// Reads the imports of WXSS, LESS or SASS.
pub(super) fn imports(text: &str) -> Vec<FileRequest> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'@', b'/', &bytes[at..]) {
        let start = at + next;
        let rest = &text[start..];
        at = start + 1;
        if rest.starts_with("/*") {
            at = rest.find("*/").map_or(text.len(), |end| start + end + 2);
            continue;
        }
        let keyword =
            ["@import", "@use", "@forward"].into_iter().find(|keyword| rest.starts_with(keyword));
        if let Some(keyword) = keyword {
            let end = rest.find(['\n', ';']).unwrap_or(rest.len()).max(keyword.len());
            found.extend(import(&rest[keyword.len()..end], start));
            at = start + end;
        }
    }
    found
}

/// `"a"`, `'a'`, `url(a)`, with or without a media query; the official analysis only follows the
/// plain string.
fn import(text: &str, at: usize) -> Option<FileRequest> {
    let text = text.trim();
    let text = text.strip_prefix("(reference)").unwrap_or(text).trim_start();
    let (inner, plain) = match text.strip_prefix("url(") {
        Some(inner) => (inner.split(')').next()?.trim(), false),
        None => (text, true),
    };
    let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (name, rest) = match quote {
        Some(quote) => inner[1..].split_once(quote)?,
        None if plain => return None,
        None => (inner, ""),
    };
    let sight = if plain && rest.trim().is_empty() { Sight::Both } else { Sight::Runtime };
    Some(FileRequest::name(name, at).seen_by(sight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_strings_are_followed_by_the_official_analysis() {
        let text = "@import \"a.wxss\"; /* @import 'b'; */ .x{} @import 'c'\n@import url(d.wxss);@import 'e' screen;";
        let found: Vec<_> =
            imports(text).into_iter().map(|request| (request.wanted, request.sight)).collect();
        let name = |name: &str| super::super::request::RequestedFile::Name(name.to_owned());
        assert_eq!(
            found,
            [
                (name("a.wxss"), Sight::Both),
                (name("c"), Sight::Both),
                (name("d.wxss"), Sight::Runtime),
                (name("e"), Sight::Runtime)
            ]
        );
    }
}
