//! Text from a project, made harmless on a terminal.

use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Makes text from a project harmless on a terminal: control characters and characters that reorder
/// text become visible codes.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_dangerous(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Writes a value as harmless JSON on one line; a reader gets it at once.
///
/// # Errors
/// When the stream cannot be written.
pub fn ndjson_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut text = Vec::new();
    serde_json::to_writer(harmless(&mut text), value)?;
    text.push(b'\n');
    out.write_all(&text)?;
    out.flush()
}

/// A stream of JSON that escapes what could drive a terminal; it is written whole parts of texts.
/// serde escapes what JSON says, which leaves some control characters and all that reorder text;
/// they are only in strings, where an escape means the same.
pub fn harmless(out: &mut dyn Write) -> impl Write + '_ {
    Harmless(out)
}

struct Harmless<'o>(&'o mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(bytes).map_err(io::Error::other)?;
        if text.contains(is_dangerous) {
            for c in text.chars() {
                if is_dangerous(c) {
                    // Every such character is a single unit of UTF-16.
                    write!(self.0, "\\u{:04x}", u32::from(c))?;
                } else {
                    write!(self.0, "{c}")?;
                }
            }
        } else {
            self.0.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A list of which each element is made while it is written: a million uses are never values of
/// JSON at the same time.
pub struct Each<F>(pub F);

impl<F, I> serde::Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: serde::Serialize,
{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// True for a character that could drive a terminal or make text read as something it is not.
#[must_use]
pub fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n') || is_reordering(c)
}

/// Bidirectional controls and invisible marks: they can make a line read as something it is not.
#[must_use]
pub const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{Each, ndjson_line, plain};

    #[test]
    fn text_of_a_project_cannot_drive_the_terminal() {
        assert_eq!(plain("pages/首页.js"), "pages/首页.js");
        assert_eq!(plain("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(plain("a\u{202e}cod.js"), "a\\u{202e}cod.js");
        let mut written = Vec::new();
        let list = ["页\u{9b}a\u{202e}", "\u{1b}\"\n"];
        ndjson_line(&mut written, &Each(|| list.iter())).expect("it takes everything");
        assert_eq!(
            String::from_utf8_lossy(&written),
            "[\"页\\u009ba\\u202e\",\"\\u001b\\\"\\n\"]\n"
        );
    }
}
