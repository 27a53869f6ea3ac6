//! Quoted strings, keys and names in a source, found without parsing.

use super::literals::value_end;

/// Keys of lists of pages.
pub(super) const LISTS: [&str; 3] = ["pages", "subPackages", "subpackages"];

/// A quoted name, as far as it is known.
pub(super) enum QuotedName<'t> {
    Whole(&'t str),
    Beginning(&'t str),
}

pub(super) fn written(text: &str) -> Option<QuotedName<'_>> {
    let name = quoted(text)?;
    if text.starts_with('`')
        && let Some((known, _)) = name.split_once("${")
    {
        return Some(QuotedName::Beginning(known));
    }
    let rest = text[name.len() + 2..].trim_start();
    Some(if rest.starts_with('+') { QuotedName::Beginning(name) } else { QuotedName::Whole(name) })
}

/// The maximum length of a name in bytes: that of a path on the systems where builds run.
pub(super) const LONGEST_NAME: usize = 4096;

/// The content of the quotes at the beginning of a text, which end on the same line.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let &quote = text.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let bytes = &text.as_bytes()[1..];
    let bytes = &bytes[..bytes.len().min(LONGEST_NAME)];
    let end = memchr::memchr2(quote, b'\n', bytes).filter(|&end| bytes[end] == quote)?;
    text.get(1..=end)
}

/// Every short quoted string, with its place.
pub(super) fn strings(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr3(b'"', b'\'', b'`', text.as_bytes().get(at..)?)?;
            match quoted(&text[start..]) {
                Some(name) => {
                    at = start + name.len() + 2;
                    return Some((name, start));
                }
                None => at = start + 1,
            }
        }
    })
}

/// Where the lists behind a key are: `packages: ['…', '…']`.
pub(super) fn items_of(text: &str, key: &str) -> Vec<std::ops::Range<usize>> {
    if key.is_empty() {
        return Vec::new();
    }
    let list = |at: usize| {
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let list = rest.strip_prefix(':')?.trim_start().strip_prefix('[')?;
        let start = text.len() - list.len();
        (!is_inside_word(text, at, key.len())).then(|| start..value_end(text, start - 1))
    };
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).filter_map(list).collect()
}

/// The values of a key: `key: …`, `key = …`; for other uses of the word, the rest of the text.
pub(super) fn objects_of<'t>(
    text: &'t str,
    key: &'t str,
) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).map(move |at| {
        let after = text[at + key.len()..].trim_start_matches(['"', '\'', ']']);
        let value = after.trim_start().strip_prefix([':', '=']);
        let start = text.len() - value.unwrap_or(after).len();
        start..if value.is_some() { value_end(text, start) } else { text.len() }
    })
}

/// `type="application/json"`: an attribute of a tag.
pub(super) fn is_attribute(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.ends_with('=')
        && before.rfind('<').is_some_and(|open| !before[open..].contains(['>', '\'', '`', ';']))
}

/// The name, including members, at the beginning of a text.
pub(super) fn name_at(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '.')))
        .unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

pub(super) fn is_inside_word(text: &str, at: usize, length: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    text[..at].ends_with(is_word) || text[at + length..].starts_with(is_word)
}

/// True for `import type … from` and `export type … from`, from which nothing is built.
pub(super) fn is_type_only(text: &str, from: usize) -> bool {
    // A statement may have many names on several lines, but no string before its specifier. So the
    // search ends at the previous string, and the time is linear in bundled code.
    let ends = memchr::memrchr3(b'"', b'\'', b';', &text.as_bytes()[..from]);
    let before = &text[ends.map_or(0, |at| at + 1)..from];
    let start = [before.rfind("import"), before.rfind("export")].into_iter().flatten().max();
    let Some(statement) = start.map(|start| before[start + "import".len()..].trim_start()) else {
        return false;
    };
    let names = statement
        .strip_prefix("type")
        .filter(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '{'));
    // `import type from './type'` imports a binding with the name `type`.
    names.is_some_and(|names| !names.trim().is_empty() && !names.trim_start().starts_with(','))
}

/// The text behind blanks and comments.
pub(super) fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let behind = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/")
        } else if let Some(comment) = rest.strip_prefix("//") {
            comment.split_once('\n')
        } else {
            None
        };
        let Some((_, behind)) = behind else { return rest };
        rest = behind.trim_start();
    }
}

/// The value of an attribute in the head of a tag: `src="./x"`, `src = './x'`, `src=./x`.
pub(super) fn attribute<'t>(head: &'t str, name: &str) -> Option<&'t str> {
    memchr::memmem::find_iter(head.as_bytes(), name.as_bytes()).find_map(|at| {
        let value = head[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        if !head[..at].ends_with(char::is_whitespace) {
            return None;
        }
        quoted(value).or_else(|| {
            let plain = value.split(char::is_whitespace).next()?.trim_end_matches('/');
            (!plain.is_empty() && !plain.starts_with(['"', '\''])).then_some(plain)
        })
    })
}

/// The contents of the blocks of a component that are scripts or configurations.
pub(super) fn blocks_of(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'<', &text.as_bytes()[from..]).map(|at| from + at) {
        from = at + 1;
        let Some(name) =
            ["script", "json", "config"].into_iter().find(|name| text[from..].starts_with(name))
        else {
            continue;
        };
        let behind = from + name.len();
        if !text[behind..].starts_with(|c: char| c == '>' || c.is_whitespace()) {
            continue;
        }
        let Some(head) = text[behind..].find('>').map(|end| &text[behind..behind + end]) else {
            break;
        };
        let start = behind + head.len() + 1;
        let end = text[start..].find(&format!("</{name}")).map_or(text.len(), |end| start + end);
        found.push(Block {
            content: start..end,
            configures: name != "script" || head.contains("json"),
        });
        from = end;
    }
    found
}

/// A block of a component.
pub(super) struct Block {
    pub(super) content: std::ops::Range<usize>,
    /// It is a configuration: JSON, or a script that makes it.
    pub(super) configures: bool,
}
