//! The block form in which pnpm and yarn write their lock files, line by line: a small part of
//! YAML, many times faster to read than all of it.
//!
//! What does not fit the form exactly gives nothing, and the reader for all of YAML decides. A key
//! that is not needed is passed over with everything below it: in YAML, what belongs to a key is
//! indented further than the key.

use std::borrow::Cow;

use super::yaml::Node;

/// Which keys of a map are read, by the keys above it; the others are passed over.
pub(super) type Wanted = fn(path: &[&str]) -> Keys;

/// Keys of a map that are read.
#[derive(Clone, Copy)]
pub(super) enum Keys {
    /// All of them.
    All,
    /// These.
    Only(&'static [&'static str]),
}

/// Maps inside each other that are read; the files have five.
const MAX_DEPTH: usize = 8;

/// The documents of a text.
pub(super) fn read(text: &str, wanted: Wanted) -> Option<Vec<Node<'_>>> {
    let mut reader = Reader { text, at: 0, number: 0, next: None, wanted, path: Vec::new() };
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
struct Line<'t> {
    number: usize,
    indent: usize,
    text: &'t str,
}

struct Reader<'t> {
    text: &'t str,
    /// Where the line behind the next begins; beyond the text when there is none.
    at: usize,
    /// The number of that line.
    number: usize,
    /// The line that is read next; none at the end of a document.
    next: Option<Line<'t>>,
    wanted: Wanted,
    path: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    /// Goes on to the next line that is not empty. `None` when the text is of another form.
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
                self.next = Some(Line { number: self.number, indent, text: inside });
                return Some(());
            }
        }
        Some(())
    }

    /// A map whose keys are indented by so much.
    fn map(&mut self, indent: usize) -> Option<Node<'t>> {
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
            if matches!(wanted, Keys::All)
                || matches!(wanted, Keys::Only(keys) if keys.contains(&&*key))
            {
                let value = self.value(line, &key, rest)?;
                members.push((key, value));
            } else if rest.starts_with(['&', '*', '!']) {
                // References, which are refused everywhere.
                return None;
            } else {
                while self.next.is_some_and(|next| next.indent > indent) {
                    self.advance()?;
                }
            }
        }
        Some(Node::Map(members))
    }

    fn value(&mut self, line: Line<'t>, key: &Cow<'t, str>, rest: &'t str) -> Option<Node<'t>> {
        let below = self.next.map(|next| next.indent).filter(|&depth| depth > line.indent);
        if matches!(rest, ">-" | "|-") {
            return self.only_line(line).map(Node::Text);
        }
        if !rest.is_empty() {
            // What goes on in the next line is no value of one line.
            return if below.is_some() { None } else { flow(rest) };
        }
        if self.path.len() + 1 == MAX_DEPTH {
            return None;
        }
        // No key with quotes in it is one that `wanted` asks about.
        self.path.push(if let Cow::Borrowed(key) = key { key } else { "" });
        let map = self.map(below?);
        self.path.pop();
        map
    }

    /// A long text has a line of its own below its key.
    fn only_line(&mut self, key: Line<'t>) -> Option<Cow<'t, str>> {
        let line =
            self.next.filter(|line| line.indent > key.indent && line.number == key.number + 1)?;
        self.advance()?;
        let is_alone = self.next.is_none_or(|next| next.indent <= key.indent);
        (is_alone && is_graphic(line.text)).then_some(Cow::Borrowed(line.text))
    }
}

/// `key: value` and `key:`; the rest is empty for the latter.
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
    // `key:value` is a text.
    (value.is_empty() || rest.starts_with(' ')).then_some((key, value))
}

fn without_spaces(text: &str) -> &str {
    let bytes = text.as_bytes();
    let from = bytes.iter().take_while(|&&byte| byte == b' ').count();
    let after = bytes[from..].iter().rev().take_while(|&&byte| byte == b' ').count();
    &text[from..text.len() - after]
}

/// A value of one line: a text, or a map in braces.
fn flow(text: &str) -> Option<Node<'_>> {
    let Some(inner) = text.strip_prefix('{') else { return scalar(text).map(Node::Text) };
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
        members.push((name, Node::Text(value)));
        left = match after.strip_prefix(", ") {
            Some(next) if !next.is_empty() => next,
            None if after.is_empty() => after,
            _ => return None,
        };
    }
    Some(Node::Map(members))
}

/// A text without quotes in a map in braces.
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

/// The text between quotes and what follows them.
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

/// A text without quotes: nothing in it means anything else.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let ([first, .., last] | [first @ last]) = text.as_bytes() else { return None };
    let is_start = first.is_ascii_alphanumeric()
        || matches!(first, b'/' | b'.' | b'_' | b'^' | b'~' | b'<' | b'=');
    (is_start && *last != b':' && is_graphic(text)).then_some(Cow::Borrowed(text))
}

/// Every byte is analysed: without a way out of the loop, the compiler takes many at a time.
fn is_graphic(text: &str) -> bool {
    text.bytes().fold(true, |is, byte| is & byte.is_ascii_graphic())
}
