//! Escapes text from a project for a terminal.

use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Makes text from a project safe for a terminal: control characters and characters that reorder
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

/// Writes a value as safe JSON on one line, and flushes the stream.
///
/// # Errors
/// If the stream cannot be written.
pub fn ndjson_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut text = Vec::new();
    serde_json::to_writer(harmless(&mut text), value)?;
    text.push(b'\n');
    out.write_all(&text)?;
    out.flush()
}

/// A stream for JSON that escapes characters which could control a terminal. serde only escapes
/// what JSON requires, which leaves some control characters and all characters that reorder text.
/// They only occur in strings, where an escape has the same meaning. Writes must not split
/// characters.
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
                    // Each of these characters is a single UTF-16 unit.
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

/// A list whose elements are created while it is written, so that a million uses are never JSON
/// values at the same time.
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

/// True for a character that could control a terminal or make text look different from its content.
#[must_use]
pub fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n') || is_reordering(c)
}

/// Bidirectional controls and invisible marks, which can make a line look different from its
/// content.
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
