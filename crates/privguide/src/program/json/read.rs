//! A JSON parser with error recovery: it reports everything that `JSON.parse` would reject, and
//! continues after it.
//!
//! The platform's tool rejects a whole file for one syntax error. The report lists all errors of a
//! file at once, and the rest of the file still counts, because the pages that it names contain
//! uses. Other parsers stop at the first error or repair it silently; this one does neither. It
//! never fails: text that cannot be part of a value is skipped.

use std::ops::Range;

use super::{JsonMember, JsonNode, JsonValue, fault::JsonFault};

/// The maximum nesting depth, because the parser recurses. Real configurations have a depth of less
/// than ten.
const MAX_DEPTH: usize = 500;

/// The maximum number of faults that are reported for one file. Only generated files have more.
pub(super) const MAX_FAULTS: usize = 100;

/// The value of a text, and its faults in the order of the text.
pub(super) struct JsonReading {
    pub(super) root: Option<JsonNode>,
    pub(super) faults: Vec<(Range<usize>, JsonFault)>,
}

/// Reads a text.
pub(super) fn read(text: &str) -> JsonReading {
    let mut reader = JsonReader {
        text,
        at: 0,
        depth: 0,
        is_too_deep: false,
        faults: Vec::new(),
        last_comma: None,
    };
    if text.starts_with('\u{feff}') {
        reader.fault(0..'\u{feff}'.len_utf8(), JsonFault::ByteOrderMark);
        reader.at = '\u{feff}'.len_utf8();
    }
    let mut root = reader.value();
    reader.blanks();
    if reader.at < text.len() && !reader.is_too_deep {
        reader.fault(
            reader.at..reader.at + reader.letter().map_or(0, char::len_utf8),
            JsonFault::Behind,
        );
        // `{ … }, "pages": [ … ] }`: after a superfluous brace, the following members still belong
        // to the object.
        if let Some(JsonNode { range, value: JsonValue::Object(members) }) = &mut root {
            let before = reader.faults.len();
            reader.members(members);
            reader.faults.truncate(before);
            range.end = reader.at;
        }
    }
    if root.is_none() && reader.faults.iter().all(|(_, fault)| *fault == JsonFault::ByteOrderMark) {
        reader.fault(0..0, JsonFault::Empty);
    }
    if reader.is_too_deep {
        return JsonReading { root: None, faults: vec![(0..0, JsonFault::TooDeep)] };
    }
    JsonReading { root, faults: reader.faults }
}

struct JsonReader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    is_too_deep: bool,
    faults: Vec<(Range<usize>, JsonFault)>,
    /// The offset of the comma after the last item or member, as long as nothing follows it.
    last_comma: Option<usize>,
}

impl<'t> JsonReader<'t> {
    fn fault(&mut self, range: Range<usize>, fault: JsonFault) {
        // A fault that follows from another one at the same place is not reported.
        let known = !fault.is_json5()
            && self.faults.last().is_some_and(|(last, _)| last.start == range.start);
        match self.faults.len() {
            _ if known => {}
            MAX_FAULTS => {}
            at if at + 1 == MAX_FAULTS => self.faults.push((range, JsonFault::Further)),
            _ => self.faults.push((range, fault)),
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn letter(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Skips white space and comments.
    fn blanks(&mut self) {
        while let Some(letter) = self.letter() {
            let start = self.at;
            match letter {
                ' ' | '\t' | '\n' | '\r' => self.at += 1,
                '/' if self.text[start..].starts_with("//") => {
                    self.at = memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[start..])
                        .map_or(self.text.len(), |end| start + end);
                    self.fault(start..self.at, JsonFault::Comment);
                }
                '/' if self.text[start..].starts_with("/*") => {
                    let end = memchr::memmem::find(&self.text.as_bytes()[start + 2..], b"*/");
                    self.at = end.map_or(self.text.len(), |end| start + 2 + end + 2);
                    self.fault(
                        start..self.at,
                        if end.is_some() { JsonFault::Comment } else { JsonFault::CutOff },
                    );
                }
                _ if letter.is_whitespace() || letter == '\u{feff}' => {
                    self.at += letter.len_utf8();
                    self.fault(start..self.at, JsonFault::Blank);
                }
                _ => return,
            }
        }
    }

    /// The next value; `None` at a bracket, a separator or the end.
    fn value(&mut self) -> Option<JsonNode> {
        loop {
            self.blanks();
            let start = self.at;
            let letter = self.letter()?;
            let value = match letter {
                '{' | '[' => self.nested(letter)?,
                '"' | '\'' => JsonValue::String(self.string()),
                '-' | '+' | '.' | '0'..='9' => JsonValue::Number(self.number()),
                ',' | ':' | ']' | '}' => return None,
                _ if is_word(letter) => self.word(),
                _ => {
                    self.at += letter.len_utf8();
                    self.fault(start..self.at, JsonFault::Unexpected(letter));
                    continue;
                }
            };
            return Some(JsonNode { range: start..self.at, value });
        }
    }

    fn nested(&mut self, open: char) -> Option<JsonValue> {
        if self.depth == MAX_DEPTH {
            self.is_too_deep = true;
            self.at = self.text.len();
            return None;
        }
        self.depth += 1;
        self.at += 1;
        self.last_comma = None;
        let value = if open == '{' {
            let mut members = Vec::new();
            self.members(&mut members);
            JsonValue::Object(members)
        } else {
            JsonValue::Array(self.items())
        };
        self.depth -= 1;
        self.last_comma = None;
        Some(value)
    }

    /// Reads the separator between two items or members; true if another one follows.
    fn goes_on(&mut self, close: u8, is_first: bool) -> bool {
        loop {
            self.blanks();
            let start = self.at;
            match self.byte() {
                None => {
                    self.fault(start..start, JsonFault::CutOff);
                    return false;
                }
                Some(byte) if byte == close => {
                    if let Some(comma) = self.last_comma {
                        self.fault(comma..comma + 1, JsonFault::TrailingComma);
                    }
                    self.at += 1;
                    return false;
                }
                Some(b',') => {
                    if is_first || self.last_comma.is_some() {
                        self.fault(start..start + 1, JsonFault::Unexpected(','));
                    }
                    self.last_comma = Some(start);
                    self.at += 1;
                }
                // This bracket closes an enclosing list: the inner list is unclosed.
                Some(byte @ (b']' | b'}')) => {
                    self.fault(start..start + 1, JsonFault::Unexpected(char::from(byte)));
                    if self.depth > 1 {
                        return false;
                    }
                    self.at += 1;
                }
                Some(_) => {
                    // A character that cannot begin a value is reported as unexpected, not as
                    // lacking a comma before it.
                    let next = self.letter().filter(|letter| begins(*letter));
                    if let Some(next) = next.filter(|_| !is_first && self.last_comma.is_none()) {
                        self.fault(start..start + next.len_utf8(), JsonFault::MissingComma);
                    }
                    self.last_comma = None;
                    return true;
                }
            }
        }
    }

    fn items(&mut self) -> Vec<JsonNode> {
        let mut items = Vec::new();
        while self.goes_on(b']', items.is_empty()) {
            let start = self.at;
            match self.value() {
                Some(item) => items.push(item),
                None if self.byte() == Some(b':') => {
                    self.at += 1;
                    self.fault(start..self.at, JsonFault::Unexpected(':'));
                }
                None => {}
            }
        }
        items
    }

    fn members(&mut self, members: &mut Vec<JsonMember>) {
        let mut is_first = members.is_empty();
        while self.goes_on(b'}', is_first) {
            is_first = false;
            let start = self.at;
            let Some(letter) = self.letter() else { continue };
            let key = match letter {
                '"' | '\'' => self.string(),
                _ if is_word(letter) || letter.is_ascii_digit() => {
                    let word = self.take_word();
                    self.fault(start..self.at, JsonFault::UnquotedKey);
                    word.to_owned()
                }
                _ => {
                    self.at += letter.len_utf8();
                    self.fault(start..self.at, JsonFault::Unexpected(letter));
                    // No comma is required after something that is not a member.
                    self.last_comma = self.last_comma.or(Some(start));
                    continue;
                }
            };
            let key_range = start..self.at;
            self.blanks();
            if self.byte() == Some(b':') {
                self.at += 1;
            } else {
                self.fault(self.at..self.at, JsonFault::MissingColon);
            }
            let node = self.value().unwrap_or_else(|| {
                self.fault(self.at..self.at, JsonFault::MissingValue);
                JsonNode { range: self.at..self.at, value: JsonValue::Null }
            });
            members.push(JsonMember { key, key_range, node });
        }
    }

    /// A number as it is written, including sign and exponent.
    fn number(&mut self) -> String {
        let start = self.at;
        let is_part =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_');
        while self.byte().is_some_and(is_part) {
            self.at += 1;
        }
        let written = &self.text[start..self.at];
        if !is_number(written) {
            self.fault(start..self.at, JsonFault::Number);
        }
        written.to_owned()
    }

    fn take_word(&mut self) -> &'t str {
        let start = self.at;
        while let Some(letter) = self
            .letter()
            .filter(|letter| is_word(*letter) || letter.is_ascii_digit() || *letter == '-')
        {
            self.at += letter.len_utf8();
        }
        &self.text[start..self.at]
    }

    fn word(&mut self) -> JsonValue {
        let start = self.at;
        match self.take_word() {
            "true" => JsonValue::Bool(true),
            "false" => JsonValue::Bool(false),
            "null" => JsonValue::Null,
            _ => {
                self.fault(start..self.at, JsonFault::Word);
                JsonValue::Null
            }
        }
    }

    /// A string without quotes and with escapes resolved. An unclosed string ends at the end of the
    /// line.
    fn string(&mut self) -> String {
        let start = self.at;
        let quote = self.text.as_bytes()[start];
        self.at += 1;
        if quote == b'\'' {
            self.fault(start..start + 1, JsonFault::SingleQuotes);
        }
        let mut value = String::new();
        let mut control = None;
        while let Some(letter) = self.letter() {
            let here = self.at;
            self.at += letter.len_utf8();
            match letter {
                _ if u32::from(letter) == u32::from(quote) => {
                    if let Some(at) = control {
                        self.fault(at..at + 1, JsonFault::ControlCharacter);
                    }
                    return value;
                }
                '\\' => match self.escape() {
                    Some(letter) => value.push(letter),
                    None => self.fault(here..self.at, JsonFault::Escape),
                },
                '\n' | '\r' => {
                    self.at = here;
                    break;
                }
                _ => {
                    if letter < ' ' {
                        control = control.or(Some(here));
                    }
                    value.push(letter);
                }
            }
        }
        self.fault(start..self.at, JsonFault::UnclosedString);
        value
    }

    /// The rest of an escape after its backslash; `None` if JSON has no such escape.
    fn escape(&mut self) -> Option<char> {
        let letter = self.letter().filter(|letter| !matches!(letter, '\n' | '\r'))?;
        self.at += letter.len_utf8();
        Some(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.code_point(),
            _ => return None,
        })
    }

    /// Four digits after `\u`, or a surrogate pair. A lone surrogate is not a character, but
    /// `JSON.parse` accepts it.
    fn code_point(&mut self) -> Option<char> {
        let high = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&high) || !self.text[self.at..].starts_with("\\u") {
            return Some(char::from_u32(high).unwrap_or('\u{fffd}'));
        }
        let before = self.at;
        self.at += 2;
        match self.four_digits() {
            Some(low) if (0xdc00..0xe000).contains(&low) => {
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            _ => {
                self.at = before;
                Some('\u{fffd}')
            }
        }
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let number = digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 4;
        Some(number)
    }
}

/// True for the first character of an item, a key or a value.
fn begins(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '{' | '[' | '-' | '+' | '.' | '0'..='9') || is_word(letter)
}

fn is_word(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '_' | '$')
}

/// RFC 8259, section 6.
fn is_number(written: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(left, right)| (left, Some(right)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
