//! Protects the parser: estimates how deep the tree of a text can become.
//!
//! The parser and everything that walks its tree recurse, so a hostile text could overflow any
//! stack. Brackets nest, and so do chains without brackets: `a+a+a…`, `!!!!a`, `a.b.c…`,
//! `if(a)if(b)…`, `else if`, `a?b:c?d:…`, `x=>y=>…`. The estimate is therefore the sum, over all
//! open brackets, of the tokens since the last separator in the bracket. It is below the true depth
//! by at most a constant factor, and files of real code stay far below the limits.

use super::lexer::{Lexer, Token, TokenKind};

/// The maximum number of open brackets at one point.
const MAX_BRACKETS: usize = 1_500;
/// The maximum number of tokens since the last separator, summed over the open brackets.
const MAX_CHAIN: usize = 40_000;
/// The maximum number of `else` in one block: an `else if` chain is as deep as it is long.
const MAX_ELSE: usize = 4_000;

/// True if the text must not be passed to the parser.
pub(crate) fn is_too_deep(text: &str) -> bool {
    !is_surely_flat(text)
        && (raw_depth(text) > 2 * MAX_BRACKETS || Estimate::default().exceeds(text))
}

/// True if a text has too few brackets and tokens to reach a limit, as almost all texts do: this
/// needs no lexing.
fn is_surely_flat(text: &str) -> bool {
    let openings = || text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    let elses = || memchr::memmem::find_iter(text.as_bytes(), "else").take(MAX_ELSE + 1).count();
    text.len() <= MAX_BRACKETS
        || (text.len() <= MAX_CHAIN && openings() <= MAX_BRACKETS && elses() <= MAX_ELSE)
}

/// The bracket depth without any lexing. The lexer can be misled by a `/` that is a division where
/// it expects a regular expression; it is hard to mislead both counts.
fn raw_depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[derive(Default)]
struct Estimate {
    /// For every open bracket: the number of tokens since the last separator, and of `else` so far.
    levels: Vec<(usize, usize)>,
    /// The same for the innermost bracket.
    here: (usize, usize),
    /// The sum over `levels`.
    outside: usize,
    previous: Previous,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Previous {
    /// An operator, an opening bracket, a keyword: an expression continues.
    #[default]
    Open,
    /// A name, a literal, `)` or `]`.
    Value,
    /// `}`.
    Brace,
}

impl Estimate {
    fn exceeds(mut self, text: &str) -> bool {
        let mut head = false;
        let mut heads: Vec<bool> = Vec::new();
        for token in Lexer::new(text) {
            let word: &[u8] = if token.kind == TokenKind::Word {
                &text.as_bytes()[token.start..token.end]
            } else {
                b""
            };
            if self.is_boundary(token, word) {
                self.here.0 = 0;
            }
            self.here.0 += 1;
            match token.kind {
                TokenKind::Open => {
                    heads.push(head);
                    self.levels.push(self.here);
                    self.outside += self.here.0;
                    self.here = (0, 0);
                    self.previous = Previous::Open;
                }
                TokenKind::Close => {
                    let was_head = heads.pop().unwrap_or(false);
                    self.here = self.levels.pop().unwrap_or_default();
                    self.outside = self.outside.saturating_sub(self.here.0);
                    let brace = text.as_bytes()[token.start] == b'}';
                    self.previous = match (brace, was_head) {
                        (true, _) => Previous::Brace,
                        // `if (a)` begins a statement and does not end one.
                        (false, true) => Previous::Open,
                        (false, false) => Previous::Value,
                    };
                }
                TokenKind::Punct(b',' | b';') => {
                    self.here.0 = 0;
                    self.previous = Previous::Open;
                }
                TokenKind::Punct(_) => self.previous = Previous::Open,
                TokenKind::Word if continues(word) => {
                    self.here.1 += usize::from(word == b"else");
                    self.previous = Previous::Open;
                }
                TokenKind::Word
                | TokenKind::Number
                | TokenKind::Text
                | TokenKind::Template
                | TokenKind::Regex => {
                    self.previous = Previous::Value;
                }
            }
            head = matches!(word, b"if" | b"for" | b"while" | b"with");
            if self.levels.len() > MAX_BRACKETS
                || self.outside + self.here.0 > MAX_CHAIN
                || self.here.1 > MAX_ELSE
            {
                return true;
            }
        }
        false
    }

    /// True if a statement has ended without `;`: two values follow each other.
    fn is_boundary(&self, token: Token, word: &[u8]) -> bool {
        let begins = token.kind == TokenKind::Word && !joins(word);
        match self.previous {
            Previous::Open => false,
            Previous::Value => begins && token.after_newline,
            Previous::Brace => begins,
        }
    }
}

/// Keywords after which a statement or expression continues.
fn continues(word: &[u8]) -> bool {
    joins(word)
        || matches!(
            word,
            b"if"
                | b"for"
                | b"while"
                | b"with"
                | b"do"
                | b"return"
                | b"typeof"
                | b"void"
                | b"delete"
                | b"new"
                | b"await"
                | b"yield"
                | b"throw"
                | b"case"
        )
}

/// Keywords that connect the preceding with the following expression.
fn joins(word: &[u8]) -> bool {
    matches!(
        word,
        b"else" | b"in" | b"of" | b"instanceof" | b"as" | b"satisfies" | b"extends" | b"while"
    )
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    const N: usize = 200_000;

    #[test]
    fn every_way_to_nest_is_seen() {
        let hostile = [
            "(".repeat(N),
            "[".repeat(N),
            format!("x={}a", "!".repeat(N)),
            format!("x={}a", "a+".repeat(N)),
            format!("x={}a", "a+\n".repeat(N)),
            format!("x={}{{}}", "{}+".repeat(N)),
            format!("x=a{}", ".b".repeat(N)),
            format!("x=a{}", "\n.b".repeat(N)),
            format!("x=a{}", "()".repeat(N)),
            format!("x={}a", "b?c:".repeat(N)),
            format!("x={}a", "b=>".repeat(N)),
            format!("x={}a", "`${".repeat(N)),
            format!("x={}a", "typeof ".repeat(N)),
            format!("x={}a", "new\n".repeat(N)),
            format!("{}a", "if(b)\n".repeat(N)),
            format!("{}a", "if(b)c;else ".repeat(N)),
            format!("{}{{}}", "if(b){}else ".repeat(N)),
            format!("{}a", "b:\n".repeat(N)),
            format!("x={}a", "<b>".repeat(N)),
            format!("let x:{}a", "b|".repeat(N)),
            format!("let x:a{}", "[]".repeat(N)),
        ];
        for text in hostile {
            assert!(is_too_deep(&text), "{}…", &text[..20]);
        }
    }

    #[test]
    fn long_files_of_flat_code_are_not_deep() {
        let honest = [
            "foo(a, b)\n".repeat(50_000),
            "const a = 1\n".repeat(50_000),
            "function a() { return 1 }\n".repeat(50_000),
            "function a(){return 1}".repeat(50_000),
            "if (a) { b() }\n".repeat(50_000),
            "a.b = c;".repeat(50_000),
            format!("x = [{}]", "'a', {b: 1},".repeat(50_000)),
            "/* ( */ '(' ".repeat(10),
        ];
        for text in honest {
            assert!(!is_too_deep(&text), "{}…", &text[..20]);
        }
    }
}
