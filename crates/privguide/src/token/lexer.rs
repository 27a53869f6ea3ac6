//! Tokens of a script, without parsing.

/// A token with its kind and range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// There is a line break between this token and the one before.
    pub(crate) after_newline: bool,
}

/// Kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword.
    Word,
    /// A number.
    Number,
    /// A string, quotes included.
    Text,
    /// A piece of a template between its backticks and substitutions.
    Template,
    /// A regular expression.
    Regex,
    /// An opening bracket: `(`, `[`, `{`, `${`.
    Open,
    /// A closing bracket.
    Close,
    /// One character of punctuation, or one that cannot be part of a script, by its first byte.
    Punct(u8),
}

/// Walks over the tokens of a text.
#[derive(Clone)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// True if a value has just ended, so that `/` is a division.
    after_value: bool,
    /// Open braces; true for a brace that a template substitution opened.
    braces: Vec<bool>,
    mode: Mode,
    /// No template that begins after this offset is closed.
    no_template_ends: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Code,
    /// Inside a template, between its substitutions.
    Template,
    /// Before the `${` that ended a piece of a template.
    Substitution,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            after_value: false,
            braces: Vec::new(),
            mode: Mode::Code,
            no_template_ends: false,
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The current character.
    fn letter(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// Skips white space and comments; true if there was a line break.
    fn skip_trivia(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut newline = false;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\n' => {
                    newline = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.byte(self.at + 1) == b'/' => {
                    self.at = memchr::memchr(b'\n', &bytes[self.at..])
                        .map_or(bytes.len(), |length| self.at + length);
                }
                b'/' if self.byte(self.at + 1) == b'*' => {
                    let rest = &bytes[self.at + 2..];
                    let end = memchr::memmem::find(rest, b"*/")
                        .map_or(bytes.len(), |length| self.at + 2 + length + 2);
                    newline |= memchr::memchr(b'\n', &bytes[self.at..end]).is_some();
                    self.at = end;
                }
                0x80.. => match self.letter() {
                    Some(blank) if blank.is_whitespace() || blank == '\u{feff}' => {
                        newline |= matches!(blank, '\u{2028}' | '\u{2029}');
                        self.at += blank.len_utf8();
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        newline
    }

    /// The end of a string that starts at `at`; `None` if its line ends first.
    fn string_end(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let quote = bytes[at];
        let mut end = at + 1;
        loop {
            match bytes.get(end)? {
                b'\\' => end += 2,
                b'\n' => return None,
                &byte if byte == quote => return Some(end + 1),
                _ => end += 1,
            }
        }
    }

    /// The end of a regular expression that starts at `at`; `None` if its line ends first.
    fn regex_end(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut in_class = false;
        let mut end = at + 1;
        loop {
            match bytes.get(end)? {
                b'\\' => end += 2,
                b'\n' => return None,
                b'[' => {
                    in_class = true;
                    end += 1;
                }
                b']' => {
                    in_class = false;
                    end += 1;
                }
                b'/' if !in_class => break,
                _ => end += 1,
            }
        }
        end += 1;
        while self.byte(end).is_ascii_alphabetic() {
            end += 1;
        }
        Some(end)
    }

    /// Reads template text from `self.at` to its closing backtick or next substitution. If there is
    /// neither, reads nothing and returns `None`: then the backtick is a mistake, and the following
    /// text is lexed as code.
    fn template_piece(&mut self) -> Option<TokenKind> {
        self.mode = Mode::Code;
        let bytes = self.text.as_bytes();
        let mut at = if self.no_template_ends { bytes.len() } else { self.at };
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'`' => {
                    self.at = at + 1;
                    self.after_value = true;
                    return Some(TokenKind::Template);
                }
                b'$' if self.byte(at + 1) == b'{' => {
                    self.at = at;
                    self.mode = Mode::Substitution;
                    return Some(TokenKind::Template);
                }
                _ => at += 1,
            }
        }
        self.no_template_ends = true;
        None
    }

    fn word(&mut self) -> TokenKind {
        let bytes = self.text.as_bytes();
        let start = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += match byte {
                0x80.. => match self.letter().filter(|letter| is_name(*letter)) {
                    Some(letter) => letter.len_utf8(),
                    None => break,
                },
                _ if is_word(byte) => 1,
                _ => break,
            };
        }
        let word = &bytes[start..self.at];
        // Patterns of bytes are compiled to a decision tree, patterns of strings to a comparison
        // for each alternative.
        self.after_value = !matches!(
            word,
            b"return"
                | b"typeof"
                | b"case"
                | b"in"
                | b"of"
                | b"delete"
                | b"void"
                | b"throw"
                | b"new"
                | b"do"
                | b"else"
                | b"await"
                | b"yield"
        );
        if word[0].is_ascii_digit() { TokenKind::Number } else { TokenKind::Word }
    }

    fn punctuation(&mut self, byte: u8) -> TokenKind {
        self.at += 1;
        match byte {
            b'(' | b'[' | b'{' => {
                if byte == b'{' {
                    self.braces.push(false);
                }
                self.after_value = false;
                TokenKind::Open
            }
            b')' | b']' => {
                self.after_value = true;
                TokenKind::Close
            }
            b'}' => {
                // After a block, `/` starts a regular expression; after an object, it is a
                // division. Blocks are far more frequent.
                self.after_value = false;
                self.braces.pop();
                TokenKind::Close
            }
            _ => {
                self.after_value = false;
                TokenKind::Punct(byte)
            }
        }
    }

    fn code(&mut self, byte: u8) -> TokenKind {
        let start = self.at;
        match byte {
            b'"' | b'\'' => match self.string_end(start) {
                Some(end) => {
                    self.at = end;
                    self.after_value = true;
                    TokenKind::Text
                }
                None => self.punctuation(byte),
            },
            b'`' => {
                self.at += 1;
                self.template_piece().unwrap_or_else(|| {
                    self.after_value = false;
                    TokenKind::Punct(byte)
                })
            }
            b'}' if self.braces.last() == Some(&true) => {
                self.braces.pop();
                self.at += 1;
                self.mode = Mode::Template;
                TokenKind::Close
            }
            b'/' if !self.after_value => match self.regex_end(start) {
                Some(end) => {
                    self.at = end;
                    self.after_value = true;
                    TokenKind::Regex
                }
                None => self.punctuation(byte),
            },
            0x80.. => match self.letter() {
                Some(letter) if is_name(letter) => self.word(),
                // `；` in place of `;` is not a token of a script, but the text after it is a new
                // word.
                letter => {
                    let kind = self.punctuation(byte);
                    self.at += letter.map_or(1, char::len_utf8) - 1;
                    kind
                }
            },
            _ if is_word(byte) => self.word(),
            _ => self.punctuation(byte),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let after_newline = self.mode == Mode::Code && self.skip_trivia();
        let start = self.at;
        let &byte = self.text.as_bytes().get(start)?;
        let kind = match self.mode {
            Mode::Code => self.code(byte),
            Mode::Template => match self.template_piece() {
                Some(kind) => kind,
                None => return self.next(),
            },
            Mode::Substitution => {
                self.at += 2;
                self.mode = Mode::Code;
                self.braces.push(true);
                self.after_value = false;
                TokenKind::Open
            }
        };
        let end = self.at.min(self.text.len());
        Some(Token { kind, start, end, after_newline })
    }
}

/// A non-ASCII letter of an identifier. Joiners are allowed inside names.
fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{200c}' | '\u{200d}')
}

/// An ASCII character of an identifier, keyword or number.
fn is_word(byte: u8) -> bool {
    WORD[byte as usize]
}

/// A lookup table, because this is queried for every byte of every script.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::{Lexer, TokenKind};

    fn words(text: &str) -> Vec<&str> {
        Lexer::new(text)
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| &text[token.start..token.end])
            .collect()
    }

    #[test]
    fn comments_strings_and_expressions_hold_no_words() {
        assert_eq!(words("a // b\n/* c\nd */ 'e \\' f'; /g[/]'h/i \"j\" k"), ["a", "k"]);
        assert_eq!(
            words("a / b / c; x = (1) / d; y = a[0] / e"),
            ["a", "b", "c", "x", "d", "y", "a", "e"]
        );
    }

    #[test]
    fn templates_hold_words_only_in_their_substitutions() {
        assert_eq!(words("`a ${b + `c ${d} e` + {f: 1}} g` + h"), ["b", "d", "f", "h"]);
        assert_eq!(words("`a ${b"), ["b"]);
    }

    #[test]
    fn a_template_without_an_end_is_code() {
        assert_eq!(words("`a` + `b\n c"), ["b", "c"]);
        assert_eq!(words("`${`\n a } b"), ["a", "b"]);
        assert_eq!(words("`a \\"), ["a"]);
        // Each backtick is searched for only once.
        assert_eq!(words(&"\\`".repeat(200_000)), [""; 0]);
    }

    #[test]
    fn punctuation_and_blanks_beyond_ascii_end_words() {
        assert_eq!(
            words("甲；wx\u{3000}乙，b\u{a0}c\u{feff}d“e”"),
            ["甲", "wx", "乙", "b", "c", "d", "e"]
        );
        let breaks: Vec<bool> =
            Lexer::new("a\u{2028}b\u{3000}c").map(|token| token.after_newline).collect();
        assert_eq!(breaks, [false, true, false]);
    }

    #[test]
    fn an_unclosed_string_ends_with_its_line() {
        assert_eq!(words("don't\nwx"), ["don", "t", "wx"]);
    }
}
