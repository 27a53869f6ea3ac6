//! Quoted strings, keys and names in a source, found without parsing.

use std::{cell::Cell, ops::Range};

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
pub(super) fn items_of(text: &str, key: &str) -> Vec<Range<usize>> {
    if key.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, key) in places(text, &[key]) {
        // A list inside another one is a part of it, so that no text is read twice.
        if found.last().is_some_and(|last| at < last.end) || is_inside_word(text, at, key.len()) {
            continue;
        }
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let list = rest.strip_prefix(':').and_then(|rest| rest.trim_start().strip_prefix('['));
        if let Some(list) = list {
            let start = text.len() - list.len();
            found.push(start..value_end(text, start - 1));
        }
    }
    found
}

/// The values of keys: `key: …`, `key = …`; for other uses of the word, the rest of the text. In
/// order, and apart from each other. `is_left_out`: a place where a word does not count.
pub(super) fn objects_of(
    text: &str,
    keys: &[&str],
    is_left_out: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut restarts = 0;
    for (at, key) in places(text, keys) {
        if is_left_out(at) {
            continue;
        }
        let after = text[at + key.len()..].trim_start_matches(['"', '\'', ']']);
        let value = after.trim_start().strip_prefix([':', '=']);
        let start = text.len() - value.unwrap_or(after).len();
        let mut is_inside_rest = false;
        if let Some(last) = found.last_mut().filter(|last| at < last.end) {
            // In the rest of a text, which may be read as something else than it is (a word in a
            // string that nothing closes), a value has a range of its own.
            is_inside_rest = last.end == text.len() && value.is_some() && at >= last.start;
            if !is_inside_rest || restarts == MOST_RESTARTS {
                continue;
            }
            last.end = at;
            restarts += 1;
        }
        let end = if value.is_some() { value_end(text, start) } else { text.len() };
        found.push(start..end);
        if is_inside_rest && end < text.len() {
            found.push(end..text.len());
        }
    }
    found
}

/// The maximum number of values inside the rest of a text that have ranges of their own: each may
/// reach to the end of the text, too. Further ones are read as parts of the rest.
const MOST_RESTARTS: usize = 32;

/// Every place of these words, in order.
fn places<'w>(text: &str, words: &[&'w str]) -> Vec<(usize, &'w str)> {
    let of_word = |word: &&'w str| {
        let word = *word;
        memchr::memmem::find_iter(text.as_bytes(), word.as_bytes())
            .map(move |at| (at, word))
            .collect::<Vec<_>>()
    };
    let mut places: Vec<(usize, &str)> = words.iter().flat_map(of_word).collect();
    places.sort_unstable();
    places
}

/// Whether one of these ranges, which are in order and apart from each other, contains an offset.
pub(super) fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

/// `type="application/json"`: an attribute of a tag.
pub(super) fn is_attribute(text: &str, at: usize) -> bool {
    let before = &text[text.floor_char_boundary(at.saturating_sub(LONGEST_HEAD))..at];
    let opened = || before.rfind(['<', '>', '\'', '`', ';']);
    before.ends_with('=') && opened().is_some_and(|at| before[at..].starts_with('<'))
}

/// The maximum length of a tag up to an attribute; behind it, a string counts as code.
const LONGEST_HEAD: usize = 1_000;

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

/// Finds `import type … from` and `export type … from`, from which nothing is built. The text is
/// read once for all places that are asked for in order.
pub(super) struct TypeImports<'t> {
    text: &'t str,
    /// The offset up to which the text was read.
    read: usize,
    /// The offset behind the `type` of the last statement, if it imports only types.
    types: Option<usize>,
}

impl<'t> TypeImports<'t> {
    pub(super) fn in_text(text: &'t str) -> Self {
        Self { text, read: 0, types: None }
    }

    /// Whether the `from` at this offset, which must not be before the last one, is in such a
    /// statement.
    pub(super) fn contain(&mut self, from: usize) -> bool {
        let new = &self.text[self.read..from];
        let starts = [new.rfind("import"), new.rfind("export")].into_iter().flatten().max();
        // A statement may have many names on several lines, but no string before its specifier.
        let ends = memchr::memrchr3(b'"', b'\'', b';', new.as_bytes());
        if starts.is_some() || ends.is_some() {
            let start = starts.filter(|start| Some(*start) > ends).map(|start| self.read + start);
            self.types = start.and_then(|start| self.names_of_types(start));
        }
        self.read = from;
        // `import type from './type'` imports a binding with the name `type`.
        self.types.is_some_and(|names| names < from)
    }

    /// The offset of the names behind `type` in the statement.
    fn names_of_types(&self, start: usize) -> Option<usize> {
        let statement = self.text[start + "import".len()..].trim_start().strip_prefix("type")?;
        let names = statement.trim_start();
        let is_apart = names.len() < statement.len() || names.starts_with('{');
        (is_apart && !names.starts_with(',')).then(|| self.text.len() - names.len())
    }
}

/// Skips blanks and comments. The end of a comment is searched for once for all places that are
/// asked for in order.
pub(super) struct Blanks<'t> {
    text: &'t str,
    /// The offsets between which there is no `*/`, and likewise no line break.
    within: [Cell<(usize, usize)>; 2],
    /// The end of the last comment that was first after a word, and of everything behind it that was
    /// skipped.
    behind_first: Cell<(usize, usize)>,
}

impl<'t> Blanks<'t> {
    pub(super) fn in_text(text: &'t str) -> Self {
        Self { text, within: Default::default(), behind_first: Cell::default() }
    }

    /// The text behind the blanks and comments at the beginning of `rest`, which ends where the
    /// text ends.
    pub(super) fn skip(&self, rest: &'t str) -> &'t str {
        let mut rest = rest.trim_start();
        let mut first = None;
        while let Some(end) = self.end_of_comment(rest) {
            let (start, skipped) = self.behind_first.get();
            if first.is_none() && end == start && skipped > 0 {
                return &self.text[skipped..];
            }
            first = first.or(Some(end));
            rest = self.text[end..].trim_start();
        }
        if let Some(first) = first {
            self.behind_first.set((first, self.text.len() - rest.len()));
        }
        rest
    }

    /// The offset behind the comment at the beginning of the rest of the text.
    fn end_of_comment(&self, rest: &str) -> Option<usize> {
        let (kind, end) = match rest.get(..2)? {
            "/*" => (0, "*/"),
            "//" => (1, "\n"),
            _ => return None,
        };
        let at = self.find(kind, end, self.text.len() - rest.len() + 2)?;
        Some(at + end.len())
    }

    fn find(&self, kind: usize, end: &str, from: usize) -> Option<usize> {
        let (start, known) = self.within[kind].get();
        let found = if (start..=known).contains(&from) && known > 0 {
            known
        } else {
            let bytes = &self.text.as_bytes()[from..];
            let found = memchr::memmem::find(bytes, end.as_bytes());
            let found = found.map_or(self.text.len(), |at| from + at);
            self.within[kind].set((from, found));
            found
        };
        (found < self.text.len()).then_some(found)
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
    pub(super) content: Range<usize>,
    /// It is a configuration: JSON, or a script that makes it.
    pub(super) configures: bool,
}
