//! Tokenises markup in one pass, without recursion and without building a tree.
//!
//! The dialects of Mini Program templates share the same syntax of tags, so one tokenizer is
//! sufficient. It accepts everything that the platform's compiler accepts and continues after
//! anything else, because a malformed tag must not hide the rest of the file.

use std::ops::Range;

use super::braces::Braces;

/// How the syntax of tags varies between dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagShape {
    /// An attribute's value may contain `{{ … }}`, including quotes of the kind that encloses the
    /// value.
    pub braces_in_values: bool,
    /// Elements whose content is not markup.
    pub raw: &'static [&'static str],
}

/// A piece of markup. Text between tags is not a token, because it cannot contain an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkupToken<'a> {
    /// `<tag attribute="value">`
    Open(StartTag<'a>),
    /// `</tag>`
    Close(Close<'a>),
    /// `<!-- … -->`, including the delimiters.
    Comment(Range<usize>),
    /// The content of a raw element.
    Raw(Range<usize>),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartTag<'a> {
    /// Its name.
    pub tag: &'a str,
    /// From `<` to the byte after `>`.
    pub range: Range<usize>,
    /// Its attributes in order.
    pub attributes: Vec<TagAttribute<'a>>,
    /// `<tag />`
    pub self_closing: bool,
}

/// An attribute of a start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagAttribute<'a> {
    /// Its name as it is written, including prefixes and modifiers.
    pub name: &'a str,
    /// The start of the name.
    pub start: usize,
    /// Its value without quotes; `None` if there is none.
    pub value: Option<&'a str>,
    /// The byte after the attribute, including the closing quote.
    pub end: usize,
}

/// An end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close<'a> {
    /// Its name.
    pub tag: &'a str,
    /// From `<` to the byte after `>`.
    pub range: Range<usize>,
}

/// Splits a text into tokens.
#[derive(Debug)]
pub struct MarkupTokens<'a> {
    text: &'a str,
    shape: TagShape,
    at: usize,
    end: usize,
    braces: Braces<'a>,
    raw: Option<&'a str>,
    /// There is no `-->` in the rest of the text.
    comments_over: bool,
    broken: Option<Range<usize>>,
}

impl<'a> MarkupTokens<'a> {
    /// Tokens of a part of `text`; offsets are offsets of `text`.
    #[must_use]
    pub fn new(text: &'a str, part: Range<usize>, shape: TagShape) -> Self {
        let end = part.end.min(text.len());
        Self {
            text,
            shape,
            at: part.start,
            end,
            braces: Braces::new(&text[..end]),
            raw: None,
            comments_over: false,
            broken: None,
        }
    }

    /// Once all tokens have been read: the first place that could not be parsed, so that part of
    /// the text may have been lost.
    #[must_use]
    pub fn broken(&self) -> Option<Range<usize>> {
        self.broken.clone()
    }

    /// Treats the following text, up to the end tag of `tag`, as raw text.
    pub fn skip_content(&mut self, tag: &'a str) {
        self.raw = Some(tag);
    }

    /// Continues at another offset.
    pub fn resume(&mut self, at: usize) {
        self.at = at;
    }

    fn bytes(&self) -> &'a [u8] {
        &self.text.as_bytes()[..self.end]
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes().get(at).copied()
    }

    fn starts(&self, at: usize, with: &str) -> bool {
        self.bytes()[at.min(self.end)..].starts_with(with.as_bytes())
    }

    fn search(&self, needle: &str, from: usize) -> Option<usize> {
        let from = from.min(self.end);
        memchr::memmem::find(&self.bytes()[from..], needle.as_bytes()).map(|at| from + at)
    }

    /// The next `<` that is not inside `{{ … }}`.
    fn next_angle(&mut self) -> Option<usize> {
        loop {
            let rest = &self.bytes()[self.at.min(self.end)..];
            let at = self.at + memchr::memchr2(b'<', b'{', rest)?;
            if self.bytes()[at] == b'<' {
                return Some(at);
            }
            self.at = self.braces.end(at).unwrap_or(at + 1);
        }
    }

    fn comment(&mut self, at: usize) -> Option<MarkupToken<'a>> {
        if let Some(end) = self.comment_end(at) {
            self.at = end;
            return Some(MarkupToken::Comment(at..self.at));
        }
        // The platform's compiler stops here. The rest is scanned as markup: reporting a use too
        // many is better than missing one.
        self.broken.get_or_insert(at..at + 4);
        self.at = at + 4;
        None
    }

    fn comment_end(&mut self, at: usize) -> Option<usize> {
        if self.comments_over {
            return None;
        }
        let end = self.search("-->", at + 4);
        self.comments_over = end.is_none();
        end.map(|end| end + 3)
    }

    fn close(&mut self, at: usize) -> Close<'a> {
        let start = at + 2;
        let mut end = start;
        while self
            .byte(end)
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'<' | b'/'))
        {
            end += 1;
        }
        let rest = &self.bytes()[end..];
        self.at = match memchr::memchr2(b'>', b'<', rest) {
            Some(length) if rest[length] == b'>' => end + length + 1,
            Some(length) => end + length,
            None => self.end,
        };
        Close { tag: &self.text[start..end], range: at..self.at }
    }

    fn open(&mut self, at: usize) -> StartTag<'a> {
        let mut end = at + 1;
        while self.byte(end).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':')
        }) {
            end += 1;
        }
        let tag = &self.text[at + 1..end];
        self.at = end;
        let mut attributes = Vec::new();
        let self_closing = self.attributes(&mut attributes);
        if !self_closing && self.shape.raw.iter().any(|raw| raw.eq_ignore_ascii_case(tag)) {
            self.raw = Some(tag);
        }
        StartTag { tag, range: at..self.at, attributes, self_closing }
    }

    /// Reads attributes up to and including `>`; true when the tag closes itself.
    fn attributes(&mut self, attributes: &mut Vec<TagAttribute<'a>>) -> bool {
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'>' => {
                    self.at += 1;
                    return false;
                }
                b'/' if self.byte(self.at + 1) == Some(b'>') => {
                    self.at += 2;
                    return true;
                }
                b'<' if self.starts(self.at, "<!--") => match self.comment_end(self.at) {
                    Some(end) => self.at = end,
                    None => return false,
                },
                // The tag is unclosed: the next one begins here.
                b'<' => return false,
                b'{' if self.starts(self.at, "{{") => {
                    self.at = self.braces.end(self.at).unwrap_or(self.at + 2);
                }
                b'"' | b'\'' | b'=' | b'/' => self.at += 1,
                byte if byte.is_ascii_whitespace() || byte == 0 => self.at += 1,
                _ => {
                    let attribute = self.attribute();
                    attributes.push(attribute);
                }
            }
        }
        false
    }

    fn attribute(&mut self) -> TagAttribute<'a> {
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.byte(end) {
            let stops = byte.is_ascii_whitespace()
                || matches!(byte, b'=' | b'>' | b'"' | b'\'' | b'<')
                || (byte == b'/' && self.byte(end + 1) == Some(b'>'));
            if stops {
                break;
            }
            end += 1;
        }
        let name = &self.text[start..end];
        let equals = self.skip_blanks(end);
        self.at = end;
        if self.byte(equals) != Some(b'=') {
            return TagAttribute { name, start, value: None, end };
        }
        self.at = self.skip_blanks(equals + 1);
        let value = match self.byte(self.at) {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote),
            _ => self.unquoted(),
        };
        TagAttribute { name, start, value: Some(&self.text[value]), end: self.at }
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            at += 1;
        }
        at
    }

    fn unquoted(&mut self) -> Range<usize> {
        let start = self.at;
        while let Some(byte) = self.byte(self.at) {
            if byte == b'{' && self.starts(self.at, "{{") {
                self.at = self.braces.end(self.at).unwrap_or(self.at + 2);
            } else if byte.is_ascii_whitespace()
                || matches!(byte, b'>' | b'<')
                || self.starts(self.at, "/>")
            {
                break;
            } else {
                self.at += 1;
            }
        }
        start..self.at
    }

    fn quoted(&mut self, quote: u8) -> Range<usize> {
        let start = self.at + 1;
        let end = self.closing_quote(start, quote).filter(|&end| self.plausible(start..end));
        if let Some(end) = end {
            self.at = end + 1;
            return start..end;
        }
        // There is no closing quote, or it belongs to another attribute: the value ends with its
        // line or its tag. From now on, braces in values are ignored, because looking ahead
        // repeatedly would not be linear.
        self.shape.braces_in_values = false;
        self.broken.get_or_insert(self.at..start);
        let rest = &self.bytes()[start..];
        let end = start + memchr::memchr2(b'\n', b'>', rest).unwrap_or(rest.len());
        self.at = end;
        start..end
    }

    fn closing_quote(&mut self, start: usize, quote: u8) -> Option<usize> {
        let mut from = start;
        loop {
            let rest = self.bytes().get(from..)?;
            if !self.shape.braces_in_values {
                return memchr::memchr(quote, rest).map(|at| from + at);
            }
            let at = from + memchr::memchr2(quote, b'{', rest)?;
            if self.bytes()[at] == quote {
                return Some(at);
            }
            from = self.braces.end_in_value(at, quote).unwrap_or(at + 1);
        }
    }

    /// Whether the value's closing quote is plausible: it must be followed by white space or the
    /// end of the tag. If it is not, and the value contains the start of another tag on a later
    /// line, the real closing quote is missing.
    fn plausible(&self, value: Range<usize>) -> bool {
        let after = self.byte(value.end + 1);
        let ends = after.is_none_or(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'"' | b'\'')
        });
        if ends {
            return true;
        }
        let text = &self.bytes()[value];
        memchr::memchr(b'\n', text).is_none_or(|line| memchr::memchr(b'<', &text[line..]).is_none())
    }

    fn raw_content(&mut self, tag: &str) -> Range<usize> {
        let start = self.at;
        let mut from = start;
        while let Some(at) = self.search("</", from) {
            let name = self.bytes().get(at + 2..at + 2 + tag.len());
            let is_longer = self
                .byte(at + 2 + tag.len())
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            if !is_longer && name.is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes())) {
                self.at = at;
                return start..at;
            }
            from = at + 2;
        }
        self.broken.get_or_insert(start..start);
        self.at = self.end;
        start..self.end
    }
}

impl<'a> Iterator for MarkupTokens<'a> {
    type Item = MarkupToken<'a>;

    fn next(&mut self) -> Option<MarkupToken<'a>> {
        if let Some(tag) = self.raw.take() {
            return Some(MarkupToken::Raw(self.raw_content(tag)));
        }
        loop {
            let at = self.next_angle()?;
            match self.byte(at + 1) {
                Some(b'!') if self.starts(at, "<!--") => {
                    if let Some(comment) = self.comment(at) {
                        return Some(comment);
                    }
                }
                Some(b'!' | b'?') => {
                    let rest = &self.bytes()[at + 1..];
                    self.at = memchr::memchr2(b'>', b'<', rest)
                        .map_or(self.end, |length| at + 1 + length);
                }
                Some(b'/') => return Some(MarkupToken::Close(self.close(at))),
                Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                    return Some(MarkupToken::Open(self.open(at)));
                }
                _ => self.at = at + 1,
            }
        }
    }
}
