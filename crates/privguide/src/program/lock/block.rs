//! Reads the YAML subset that pnpm and yarn use for their lock files, line by line. This is many
//! times faster than a general YAML parser.
//!
//! If a text does not fit this subset exactly, the result is `None`, and the general parser is
//! used. A key that is not needed is skipped with everything below it, which in YAML is indented
//! further than the key.

use std::borrow::Cow;

use super::yaml::YamlNode;

/// The keys of a map that are read, by the path of keys to the map; other keys are skipped.
pub(super) type KeyFilter = fn(path: &[&str]) -> ReadKeys;

/// The keys of a map that are read.
#[derive(Clone, Copy)]
pub(super) enum ReadKeys {
    /// All of them.
    All,
    /// These.
    Only(&'static [&'static str]),
}

/// The maximum nesting depth of maps; lock files have five levels.
const MAX_DEPTH: usize = 8;

/// The documents in a text.
pub(super) fn read(text: &str, wanted: KeyFilter) -> Option<Vec<YamlNode<'_>>> {
    let mut reader = BlockReader { text, at: 0, number: 0, next: None, wanted, path: Vec::new() };
    let mut documents = Vec::new();
    loop {
        reader.advance()?;
        while reader.next.as_ref().is_some_and(|line| line.text.starts_with('#')) {
            reader.advance()?;
        }
        if reader.next.is_some() {
            documents.push(reader.map(0)?);
        }
        match reader.next {
            Some(_) => return None,
            None if reader.at > text.len() => return Some(documents),
            None => {}
        }
    }
}

/// A line that is not empty.
#[derive(Clone, Copy)]
struct BlockLine<'t> {
    number: usize,
    indent: usize,
    text: &'t str,
}

struct BlockReader<'t> {
    text: &'t str,
    /// The start of the line after `next`; past the end if there is none.
    at: usize,
    /// The number of that line.
    number: usize,
    /// The next line to be read; `None` at the end of a document.
    next: Option<BlockLine<'t>>,
    wanted: KeyFilter,
    path: Vec<&'t str>,
}

impl<'t> BlockReader<'t> {
    /// Advances to the next line that is not empty. `None` if the text is not in the subset.
    fn advance(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        self.next = None;
        while self.at <= bytes.len() {
            let from = self.at;
            let end =
                memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |length| from + length);
            (self.at, self.number) = (end + 1, self.number + 1);
            let end = if end > from && bytes[end - 1] == b'\r' { end - 1 } else { end };
            let indent = bytes[from..end].iter().take_while(|&&byte| byte == b' ').count();
            let inside = &self.text[from + indent..end];
            if indent == 0 && inside.starts_with(['-', '.', '%', '\u{feff}']) {
                if inside == "---" {
                    return Some(());
                }
                if !inside.starts_with(['-', '.'])
                    || inside.starts_with("---")
                    || inside.starts_with("...")
                {
                    return None;
                }
            }
            if !inside.is_empty() {
                self.next = Some(BlockLine { number: self.number, indent, text: inside });
                return Some(());
            }
        }
        Some(())
    }

    /// A map whose keys have this indentation.
    fn map(&mut self, indent: usize) -> Option<YamlNode<'t>> {
        let wanted = (self.wanted)(&self.path);
        let mut members = Vec::new();
        while let Some(line) = self.next {
            if line.text.starts_with('#') {
                self.advance()?;
                continue;
            }
            if line.indent < indent {
                break;
            }
            if line.indent > indent {
                return None;
            }
            let (key, rest) = key(line.text)?;
            self.advance()?;
            if matches!(wanted, ReadKeys::All)
                || matches!(wanted, ReadKeys::Only(keys) if keys.contains(&&*key))
            {
                let value = self.value(line, &key, rest)?;
                members.push((key, value));
            } else if rest.starts_with(['&', '*', '!']) {
                // Anchors and aliases, which all readers reject.
                return None;
            } else {
                while self.next.is_some_and(|next| next.indent > indent) {
                    self.advance()?;
                }
            }
        }
        Some(YamlNode::Map(members))
    }

    fn value(
        &mut self,
        line: BlockLine<'t>,
        key: &Cow<'t, str>,
        rest: &'t str,
    ) -> Option<YamlNode<'t>> {
        let below = self.next.map(|next| next.indent).filter(|&depth| depth > line.indent);
        if matches!(rest, ">-" | "|-") {
            return self.only_line(line).map(YamlNode::Text);
        }
        if !rest.is_empty() {
            // A value that continues on the next line is not in the subset.
            return if below.is_some() { None } else { flow(rest) };
        }
        if self.path.len() + 1 == MAX_DEPTH {
            return None;
        }
        // `wanted` asks for no key that needs quotes.
        self.path.push(if let Cow::Borrowed(key) = key { key } else { "" });
        let map = self.map(below?);
        self.path.pop();
        map
    }

    /// A long string is on a line of its own below its key.
    fn only_line(&mut self, key: BlockLine<'t>) -> Option<Cow<'t, str>> {
        let line =
            self.next.filter(|line| line.indent > key.indent && line.number == key.number + 1)?;
        self.advance()?;
        let is_alone = self.next.is_none_or(|next| next.indent <= key.indent);
        (is_alone && is_graphic(line.text)).then_some(Cow::Borrowed(line.text))
    }
}

/// `key: value` or `key:`; for the latter, the value is empty.
fn key(line: &str) -> Option<(Cow<'_, str>, &str)> {
    let (key, rest) = if line.starts_with(['\'', '"']) {
        let (key, rest) = quoted(line)?;
        (key, rest.strip_prefix(':')?)
    } else {
        let mut colons = memchr::memchr_iter(b':', line.as_bytes());
        let end = colons.find(|&at| matches!(line.as_bytes().get(at + 1), None | Some(b' ')))?;
        (plain(&line[..end])?, &line[end + 1..])
    };
    let value = without_spaces(rest);
    // `key:value` without a space is a string.
    (value.is_empty() || rest.starts_with(' ')).then_some((key, value))
}

fn without_spaces(text: &str) -> &str {
    let bytes = text.as_bytes();
    let from = bytes.iter().take_while(|&&byte| byte == b' ').count();
    let after = bytes[from..].iter().rev().take_while(|&&byte| byte == b' ').count();
    &text[from..text.len() - after]
}

/// A value on one line: a string, or a map in braces.
fn flow(text: &str) -> Option<YamlNode<'_>> {
    let Some(inner) = text.strip_prefix('{') else { return scalar(text).map(YamlNode::Text) };
    let mut left = without_spaces(inner.strip_suffix('}')?);
    let mut members = Vec::new();
    while !left.is_empty() {
        let colon = memchr::memchr_iter(b':', left.as_bytes())
            .find(|&at| left.as_bytes().get(at + 1) == Some(&b' '))?;
        let (name, value) = (inside(&left[..colon])?, &left[colon + 2..]);
        let (value, after) = if value.starts_with(['\'', '"']) {
            quoted(value)?
        } else {
            let end = memchr::memchr(b',', value.as_bytes()).unwrap_or(value.len());
            (inside(&value[..end])?, &value[end..])
        };
        members.push((name, YamlNode::Text(value)));
        left = match after.strip_prefix(", ") {
            Some(next) if !next.is_empty() => next,
            None if after.is_empty() => after,
            _ => return None,
        };
    }
    Some(YamlNode::Map(members))
}

/// An unquoted string in a map in braces.
fn inside(text: &str) -> Option<Cow<'_, str>> {
    let is_inner = |&byte: &u8| matches!(byte, b',' | b'{' | b'}' | b'[' | b']');
    plain(text).filter(|_| !text.as_bytes().iter().any(is_inner))
}

fn scalar(text: &str) -> Option<Cow<'_, str>> {
    if text.starts_with(['\'', '"']) {
        return quoted(text).filter(|(_, rest)| rest.is_empty()).map(|(text, _)| text);
    }
    plain(text)
}

/// A quoted string, and the text after it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    if let Some(inner) = text.strip_prefix('"') {
        let end = memchr::memchr2(b'"', b'\\', inner.as_bytes())
            .filter(|&end| inner.as_bytes()[end] == b'"')?;
        return Some((Cow::Borrowed(&inner[..end]), &inner[end + 1..]));
    }
    let inner = text.strip_prefix('\'')?;
    let mut from = 0;
    let mut is_doubled = false;
    loop {
        let end = from + memchr::memchr(b'\'', &inner.as_bytes()[from..])?;
        if inner[end + 1..].starts_with('\'') {
            (from, is_doubled) = (end + 2, true);
            continue;
        }
        let text = if is_doubled {
            Cow::Owned(inner[..end].replace("''", "'"))
        } else {
            Cow::Borrowed(&inner[..end])
        };
        return Some((text, &inner[end + 1..]));
    }
}

/// An unquoted string that contains no syntax.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let ([first, .., last] | [first @ last]) = text.as_bytes() else { return None };
    let is_start = first.is_ascii_alphanumeric()
        || matches!(first, b'/' | b'.' | b'_' | b'^' | b'~' | b'<' | b'=');
    (is_start && *last != b':' && is_graphic(text)).then_some(Cow::Borrowed(text))
}

/// Examines every byte without an early exit, so that the compiler can vectorise the loop.
fn is_graphic(text: &str) -> bool {
    text.bytes().fold(true, |is, byte| is & byte.is_ascii_graphic())
}
