//! Lines and columns in the client's encoding.

use std::ops::Range;

use gen_lsp_types::{ClientCapabilities, Position, PositionEncodingKind};

/// The unit in which the client counts columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units, which every client must support.
    Utf16,
}

impl Encoding {
    /// Bytes if the client supports them, because they need no conversion.
    pub fn negotiated(client: &ClientCapabilities) -> Self {
        let known = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let knows_bytes = known.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8));
        if knows_bytes { Self::Utf8 } else { Self::Utf16 }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            // A bundle is a single line with thousands of places in it.
            Self::Utf16 if text.is_ascii() => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }

    /// The position of an offset. An offset past the end is the end.
    pub fn position(self, text: &str, offset: usize) -> Position {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count();
        // Editors do not show the byte order mark.
        let line_text = before[line_start..]
            .strip_prefix('\u{feff}')
            .filter(|_| line_start == 0)
            .unwrap_or(&before[line_start..]);
        Position { line: number(line), character: number(self.length(line_text)) }
    }

    /// The range for a range of bytes.
    pub fn range(self, text: &str, range: &Range<usize>) -> gen_lsp_types::Range {
        gen_lsp_types::Range {
            start: self.position(text, range.start),
            end: self.position(text, range.end.max(range.start)),
        }
    }

    /// The offset of a position; past the end of a line, it is the end of the line, and past the
    /// last line, the end of the text.
    pub fn offset(self, text: &str, position: Position) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            match text[start..].find('\n') {
                Some(at) => start += at + 1,
                None => return text.len(),
            }
        }
        if start == 0 && text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        let line = text[start..].split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let wanted = position.character as usize;
        let mut passed = 0;
        for (at, letter) in line.char_indices() {
            if passed >= wanted {
                return start + at;
            }
            passed += match self {
                Self::Utf8 => letter.len_utf8(),
                Self::Utf16 => letter.len_utf16(),
            };
        }
        start + line.len()
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_bytes_are_one_in_both_encodings() {
        let text = "a\r\n首😀b\n\u{feff}x";
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset, _) in
                text.char_indices().filter(|(_, letter)| *letter != '\r' && *letter != '\n')
            {
                assert_eq!(encoding.offset(text, encoding.position(text, offset)), offset);
            }
        }
        let b = text.find('b').expect("it is there");
        assert_eq!(Encoding::Utf16.position(text, b), Position { line: 1, character: 3 });
        assert_eq!(Encoding::Utf8.position(text, b), Position { line: 1, character: 7 });
    }

    #[test]
    fn what_lies_outside_of_a_text_is_its_nearest_place() {
        let text = "ab\ncd";
        let at = |line, character| Encoding::Utf16.offset(text, Position { line, character });
        assert_eq!((at(0, 99), at(1, 99), at(9, 0)), (2, 5, 5));
        assert_eq!(Encoding::Utf16.position("\u{feff}ab", 4), Position { line: 0, character: 1 });
    }
}
