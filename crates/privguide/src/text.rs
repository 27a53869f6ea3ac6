//! Cleans text from outside for display.

/// The text on one line, with white space collapsed and without deceptive characters.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            space = true;
        } else if !is_deceptive(c) {
            if space && !cleaned.is_empty() {
                cleaned.push(' ');
            }
            space = false;
            cleaned.push(c);
        }
    }
    cleaned
}

/// Invisible characters that change how a text is displayed. The joiners U+200C and U+200D are
/// kept: names and emoji need them.
fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The first line with a conflict marker of git.
pub(crate) fn conflict(text: &str) -> Option<usize> {
    let is_mark =
        |line: &str| ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|mark| line.starts_with(mark));
    // Most files contain no such characters, so they need not be split into lines.
    memchr::memmem::find(text.as_bytes(), b"<<<<<<< ")
        .or_else(|| memchr::memmem::find(text.as_bytes(), b">>>>>>> "))?;
    text.lines().position(is_mark).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_gone_and_white_space_is_one_space() {
        assert_eq!(clean(" a\u{202e}b\r\n\tc\u{0}d\u{2028}e\u{feff} "), "ab c d e");
        assert_eq!(clean("👨\u{200d}👩"), "👨\u{200d}👩");
    }
}
