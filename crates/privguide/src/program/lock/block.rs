//! The block form in which pnpm and yarn write their lock files, line by line: a small part of YAML, many times faster to read than all of it.
//!
//! What does not fit the form exactly gives nothing, and the reader for all of YAML decides. A key that is not needed is passed over with
//! everything below it: in YAML, what belongs to a key is indented further than the key.

use std::borrow::Cow;

use super::yaml::Node;

/// Which keys are read, by the keys above them; the others are passed over.
pub(super) type Wanted = fn(path: &[&str], key: &str) -> bool;

/// Maps inside each other that are read; the files have five.
const MAX_DEPTH: usize = 8;

/// The documents of a text.
pub(super) fn read(text: &str, wanted: Wanted) -> Option<Vec<Node<'_>>> {
    let mut documents = Vec::new();
    let mut lines = Vec::new();
    let mut from = 0;
    for (number, end) in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).enumerate() {
        let line = &text[from..end];
        from = end + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.starts_with("---") {
            if line.len() > 3 {
                return None;
            }
            document(&std::mem::take(&mut lines), wanted, &mut documents)?;
            continue;
        }
        let indent = line.bytes().take_while(|&byte| byte == b' ').count();
        let inside = &line[indent..];
        if indent == 0 && (inside.starts_with("...") || inside.starts_with('%') || inside.starts_with('\u{feff}')) {
            return None;
        }
        if !inside.is_empty() {
            lines.push(Line { number, indent, text: inside });
        }
    }
    document(&lines, wanted, &mut documents)?;
    Some(documents)
}

/// A line that is not empty.
struct Line<'t> {
    number: usize,
    indent: usize,
    text: &'t str,
}

fn document<'t>(lines: &[Line<'t>], wanted: Wanted, documents: &mut Vec<Node<'t>>) -> Option<()> {
    if lines.iter().all(|line| line.text.starts_with('#')) {
        return Some(());
    }
    let mut reader = Reader { lines, at: 0, wanted, path: Vec::new() };
    documents.push(reader.map(0)?);
    (reader.at == lines.len()).then_some(())
}

struct Reader<'r, 't> {
    lines: &'r [Line<'t>],
    at: usize,
    wanted: Wanted,
    path: Vec<&'t str>,
}

impl<'t> Reader<'_, 't> {
    /// A map whose keys are indented by so much.
    fn map(&mut self, indent: usize) -> Option<Node<'t>> {
        let mut members = Vec::new();
        while let Some(&Line { indent: depth, text: line, .. }) = self.lines.get(self.at) {
            if line.starts_with('#') {
                self.at += 1;
                continue;
            }
            if depth < indent {
                break;
            }
            if depth > indent {
                return None;
            }
            let (key, rest) = key(line)?;
            self.at += 1;
            if (self.wanted)(&self.path, &key) {
                let value = self.value(line, rest, indent)?;
                members.push((key, value));
            } else if rest.starts_with(['&', '*', '!']) {
                // References, which are refused wherever they are.
                return None;
            } else {
                self.pass_over(indent);
            }
        }
        Some(Node::Map(members))
    }

    fn value(&mut self, line: &'t str, rest: &'t str, indent: usize) -> Option<Node<'t>> {
        let below = self.lines.get(self.at).map(|line| line.indent).filter(|&depth| depth > indent);
        if matches!(rest, ">-" | "|-") {
            return self.only_line(indent).map(Node::Text);
        }
        if !rest.is_empty() {
            // What goes on in the next line is no value of one line.
            return if below.is_some() { None } else { flow(rest) };
        }
        if self.path.len() + 1 == MAX_DEPTH {
            return None;
        }
        self.path.push(line.trim_end_matches(':').trim_matches(['\'', '"']));
        let map = self.map(below?);
        self.path.pop();
        map
    }

    /// A long text has a line of its own below its key.
    fn only_line(&mut self, indent: usize) -> Option<Cow<'t, str>> {
        let (key, line) = (self.lines.get(self.at.checked_sub(1)?)?, self.lines.get(self.at)?);
        let is_alone = self.lines.get(self.at + 1).is_none_or(|next| next.indent <= indent);
        if !is_alone || line.indent <= indent || line.number != key.number + 1 {
            return None;
        }
        self.at += 1;
        line.text.bytes().all(|byte| byte.is_ascii_graphic()).then_some(Cow::Borrowed(line.text))
    }

    fn pass_over(&mut self, indent: usize) {
        while self.lines.get(self.at).is_some_and(|line| line.indent > indent) {
            self.at += 1;
        }
    }
}

/// `key: value` and `key:`; the rest is empty for the latter.
fn key(line: &str) -> Option<(Cow<'_, str>, &str)> {
    let (key, rest) = if line.starts_with(['\'', '"']) {
        let (key, rest) = quoted(line)?;
        (key, rest.strip_prefix(':')?)
    } else {
        if !is_plain_start(line) {
            return None;
        }
        let mut colons = memchr::memchr_iter(b':', line.as_bytes());
        let end = colons.find(|&at| matches!(line.as_bytes().get(at + 1), None | Some(b' ')))?;
        (plain(&line[..end])?, &line[end + 1..])
    };
    let value = rest.trim_matches(' ');
    // `key:value` is a text.
    (value.is_empty() || rest.starts_with(' ')).then_some((key, value))
}

/// A value of one line: a text, or a map in braces.
fn flow(text: &str) -> Option<Node<'_>> {
    let Some(inner) = text.strip_prefix('{') else { return scalar(text).map(Node::Text) };
    let inner = inner.strip_suffix('}')?.trim_matches(' ');
    let mut members = Vec::new();
    let mut left = inner;
    while !left.is_empty() {
        let (name, value) = left.split_once(": ")?;
        let name = plain(name).filter(|_| is_plain_start(name) && !name.contains([',', '{', '}', '[', ']']))?;
        let (value, after) = if value.starts_with(['\'', '"']) {
            quoted(value)?
        } else {
            let end = value.find(',').unwrap_or(value.len());
            let (value, after) = value.split_at(end);
            let is_inner = value.contains(['{', '}', '[', ']']);
            (plain(value).filter(|_| is_plain_start(value) && !is_inner)?, after)
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

fn scalar(text: &str) -> Option<Cow<'_, str>> {
    if text.starts_with(['\'', '"']) {
        return quoted(text).filter(|(_, rest)| rest.is_empty()).map(|(text, _)| text);
    }
    plain(text).filter(|_| is_plain_start(text))
}

/// The text between quotes and what follows them.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    if let Some(inner) = text.strip_prefix('"') {
        let end = inner.find(['"', '\\']).filter(|&end| inner.as_bytes()[end] == b'"')?;
        return Some((Cow::Borrowed(&inner[..end]), &inner[end + 1..]));
    }
    let inner = text.strip_prefix('\'')?;
    let mut from = 0;
    let mut is_doubled = false;
    loop {
        let end = from + inner[from..].find('\'')?;
        if inner[end + 1..].starts_with('\'') {
            (from, is_doubled) = (end + 2, true);
            continue;
        }
        let text = if is_doubled { Cow::Owned(inner[..end].replace("''", "'")) } else { Cow::Borrowed(&inner[..end]) };
        return Some((text, &inner[end + 1..]));
    }
}

/// A text without quotes: nothing in it means anything else.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let is_simple = !text.is_empty() && !text.ends_with(':') && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_simple.then_some(Cow::Borrowed(text))
}

fn is_plain_start(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '_' | '^' | '~' | '<' | '='))
}
