//! Quoted strings, keys and names in a source, found without parsing.

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

/// The content of the quotes at the beginning of a text.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let (name, _) = text[1..].split_once(quote)?;
    (name.len() < 200 && !name.contains('\n')).then_some(name)
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
        let end = list.find(']').unwrap_or(list.len());
        (!is_inside_word(text, at, key.len())).then_some(start..start + end)
    };
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).filter_map(list).collect()
}

/// The values of a key: an object up to its closing brace; otherwise, or if the object is unclosed,
/// the rest of the text.
pub(super) fn objects_of<'t>(
    text: &'t str,
    key: &'t str,
) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).map(move |at| {
        let rest = &text[at..];
        let open = rest.find('{').filter(|open| !rest[..*open].contains([';', '\n']));
        let Some(open) = open else { return at..text.len() };
        let mut depth = 0_usize;
        let close = rest[open..].bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        at..close.map_or(text.len(), |close| at + open + close)
    })
}

/// `type="application/json"`: an attribute of a tag.
pub(super) fn is_attribute(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.ends_with('=')
        && before.rfind('<').is_some_and(|open| !before[open..].contains(['>', '\'', '`', ';']))
}

/// The key whose value begins at an offset; empty for an item of a list.
pub(super) fn key_before(text: &str, at: usize) -> &str {
    let Some(head) = text[..at].trim_end().strip_suffix(':') else { return "" };
    let head = head.trim_end().trim_end_matches(['"', '\'']);
    let start = head
        .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')))
        .map_or(0, |at| at + 1);
    // The character at which the search ends may be longer than a byte.
    head.get(start..).unwrap_or_default()
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

pub(super) fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(behind) = rest.strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
        rest = behind.1.trim_start();
    }
    rest
}
