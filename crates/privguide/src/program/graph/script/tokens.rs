//! The imports of an ordinary script by its tokens, without a tree.
//!
//! The result is exact or `None`: if a quirk of the official analysis, a syntax error, an alias or
//! a shadowed `require` could matter, a parser must decide.

use std::iter::Peekable;

use super::{FileRequest, ScriptSyntax, brackets::Brackets};
use crate::token::{Lexer, Token, TokenKind};

/// Reads the imports of `text` up to the statement that contains the byte `last`; `None` if a
/// parser must decide.
pub(super) fn read(text: &str, last: usize, written: ScriptSyntax) -> Option<Vec<FileRequest>> {
    let suspicious = ["<!--", "-->"]
        .iter()
        .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    if suspicious {
        return None;
    }
    let mut reader = TokenReader {
        text,
        last,
        written,
        tokens: Lexer::new(text).peekable(),
        brackets: Brackets::default(),
        previous: None,
        sees: Sees::default(),
        found: Vec::new(),
    };
    reader.run()?;
    Some(reader.found)
}

struct TokenReader<'t> {
    text: &'t str,
    last: usize,
    written: ScriptSyntax,
    tokens: Peekable<Lexer<'t>>,
    brackets: Brackets<'t>,
    previous: Option<Token>,
    sees: Sees,
    found: Vec<FileRequest>,
}

/// Facts that only matter in combination.
#[derive(Default)]
struct Sees {
    class: bool,
    call: bool,
}

impl<'t> TokenReader<'t> {
    fn run(&mut self) -> Option<()> {
        while let Some(token) = self.tokens.next() {
            if token.start > self.last && self.ends_statement(token) {
                break;
            }
            if !self.is_plain(token) {
                return None;
            }
            let before = self.previous.replace(token);
            if token.kind == TokenKind::Word {
                let first = before.is_some_and(|before| {
                    matches!(self.text.as_bytes()[before.start], b'(' | b',')
                });
                self.brackets.name(if first { Some(self.str(token)) } else { None });
            }
            match token.kind {
                TokenKind::Open => self.open(token),
                TokenKind::Close => self.brackets.close()?,
                TokenKind::Word => self.word(token)?,
                _ if self.written == ScriptSyntax::Typed
                    && self.brackets.depth() == 0
                    && token.kind != TokenKind::Punct(b';') =>
                {
                    return None;
                }
                _ => {}
            }
        }
        Some(())
    }

    fn ends_statement(&self, token: Token) -> bool {
        let separated = token.kind == TokenKind::Punct(b';')
            || (token.after_newline && token.kind == TokenKind::Word);
        self.brackets.depth() == 0 && separated
    }

    fn open(&mut self, token: Token) {
        let before = self.before(token);
        let bracket = self.text.as_bytes()[token.start];
        self.brackets.open(
            bracket,
            before,
            self.text[..token.start].trim_end().as_bytes().last().copied(),
        );
    }

    /// The word directly before a token.
    fn before(&self, token: Token) -> &'t str {
        let head = self.text[..token.start].trim_end();
        let start = head
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
            .map_or(0, |at| at + 1);
        head.get(start..).unwrap_or_default()
    }

    fn str(&self, token: Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    fn previous_is(&self, byte: u8) -> bool {
        self.previous.is_some_and(|previous| {
            self.text.as_bytes()[previous.end - 1] == byte && is_mark(previous)
        })
    }

    /// False for everything that the official parser may reject, and for the blind spots of its
    /// walk.
    fn is_plain(&mut self, token: Token) -> bool {
        let after_brace = self.previous_is(b'}');
        let closed = self.brackets.closed();
        let after_head = self.previous_is(b')') && closed.head;
        let arrow =
            token.kind == TokenKind::Punct(b'=') && self.text[token.start..].starts_with("=>");
        if closed.repeats
            && self.previous_is(b')')
            && (arrow || self.text.as_bytes()[token.start] == b'{')
        {
            return false;
        }
        let bytes = self.text.as_bytes();
        let next = bytes.get(token.end).copied().unwrap_or(0);
        match token.kind {
            TokenKind::Regex => {
                !after_brace
                    && !self.str(token).rsplit('/').next().is_some_and(|flags| flags.contains('v'))
            }
            TokenKind::Punct(b'/') => !after_brace && !after_head,
            TokenKind::Punct(b'@' | b'#' | b'\\' | b'`' | b'\'' | b'"' | 0x80..) => false,
            TokenKind::Punct(b'?') => {
                next != b'.' || bytes.get(token.end + 1).is_some_and(u8::is_ascii_digit)
            }
            TokenKind::Punct(b'<') => {
                !(next.is_ascii_alphabetic() || next == b'>')
                    || self.previous.is_some_and(ends_value)
            }
            TokenKind::Punct(b';' | b',') | TokenKind::Close => !self.previous_is(b'='),
            TokenKind::Number => {
                !(self.str(token).starts_with('0')
                    && self.str(token).as_bytes().get(1).is_some_and(u8::is_ascii_digit))
            }
            TokenKind::Text | TokenKind::Template => !has_octal_escape(self.str(token)),
            _ => true,
        }
    }

    fn word(&mut self, token: Token) -> Option<()> {
        if self.previous_was_dot(token) {
            return Some(());
        }
        let top = self.brackets.depth() == 0;
        match self.str(token).as_bytes() {
            b"require" => self.require(token)?,
            b"import" => self.import(token)?,
            b"export" if top => self.export()?,
            b"class" => self.sees.class = true,
            b"with" | b"delete" | b"implements" | b"interface" | b"package" | b"private"
            | b"protected" | b"public"
                if !self.is_key() =>
            {
                return None;
            }
            b"return" if self.brackets.functions() == 0 => return None,
            b"var" | b"let" | b"const" | b"function"
                if self.peek_word().is_some_and(is_reserved) =>
            {
                return None;
            }
            _ if top && self.written == ScriptSyntax::Typed => return None,
            _ => {}
        }
        let quirk = self.sees.class && self.sees.call;
        (!quirk).then_some(())
    }

    /// `a.require`, but not `...require`.
    fn previous_was_dot(&self, token: Token) -> bool {
        let head = self.text[..token.start].trim_end();
        head.ends_with('.') && !head.ends_with("...")
    }

    fn is_key(&mut self) -> bool {
        self.tokens.peek().is_some_and(|next| next.kind == TokenKind::Punct(b':'))
    }

    fn peek_word(&mut self) -> Option<&'t str> {
        let next = *self.tokens.peek()?;
        (next.kind == TokenKind::Word).then(|| self.str(next))
    }

    fn peek_is(&mut self, byte: u8) -> bool {
        let text = self.text;
        self.tokens.peek().is_some_and(|next| text.as_bytes()[next.start] == byte)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.next()?;
        self.previous = Some(token);
        Some(token)
    }

    fn require(&mut self, token: Token) -> Option<()> {
        if self.before(token) == "new" {
            return None;
        }
        let question = self.text[..token.start].trim_end().ends_with('?');
        if self.is_key() && !question {
            return Some(());
        }
        if self.peek_is(b'.') {
            self.next()?;
            if self.next().map(|name| self.str(name)) != Some("async") {
                return None;
            }
        }
        self.call(token)
    }

    /// Reads `("literal"` and the token after it.
    fn call(&mut self, token: Token) -> Option<()> {
        let open = self.next().filter(|open| self.text.as_bytes()[open.start] == b'(')?;
        let argument = self.next().filter(|argument| argument.kind == TokenKind::Text)?;
        let name = plain_string(self.str(argument))?;
        let more = self.peek_is(b',') && self.str(token) == "require";
        if !self.peek_is(b')') && !more {
            return None;
        }
        // `require('./x')` in a class may be in a field initialiser, which the official walk does
        // not enter.
        self.sees.call = true;
        self.found.push(FileRequest::name(name, token.start));
        self.open(open);
        Some(())
    }

    fn import(&mut self, token: Token) -> Option<()> {
        if self.is_key() {
            return Some(());
        }
        if self.peek_is(b'(') {
            return self.call(token);
        }
        if self.peek_is(b'.') {
            return Some(());
        }
        if self.brackets.depth() > 0
            || self.peek_word() == Some("type") && self.written == ScriptSyntax::Typed
        {
            return None;
        }
        let mut next = self.next()?;
        while next.kind != TokenKind::Text {
            let is_clause = match next.kind {
                TokenKind::Word if matches!(self.str(next), "defer" | "source" | "require") => {
                    false
                }
                TokenKind::Word => {
                    !(self.written == ScriptSyntax::Typed && self.str(next) == "type")
                }
                TokenKind::Open | TokenKind::Close => {
                    matches!(self.text.as_bytes()[next.start], b'{' | b'}')
                }
                TokenKind::Punct(mark) => matches!(mark, b',' | b'*'),
                _ => false,
            };
            if !is_clause {
                return None;
            }
            next = self.next()?;
        }
        self.source(next, token)
    }

    fn source(&mut self, name: Token, token: Token) -> Option<()> {
        let name = plain_string(self.str(name))?;
        if matches!(self.peek_word(), Some("with" | "assert")) {
            return None;
        }
        self.found.push(FileRequest::name(name, token.start));
        Some(())
    }

    fn export(&mut self) -> Option<()> {
        let token = self.previous?;
        if self.peek_is(b'*') {
            self.next()?;
            if self.peek_word() == Some("as") {
                self.next()?;
                self.next()?;
            }
        } else if self.peek_is(b'{') {
            loop {
                let next = self.next()?;
                if self.str(next) == "}" {
                    break;
                }
                if next.kind == TokenKind::Text {
                    return None;
                }
                if self.written == ScriptSyntax::Typed && self.str(next) == "type" {
                    return None;
                }
            }
        } else {
            return (self.written == ScriptSyntax::Plain).then_some(());
        }
        if self.peek_word() == Some("from") {
            self.next()?;
            let name = self.next().filter(|name| name.kind == TokenKind::Text)?;
            return self.source(name, token);
        }
        Some(())
    }
}

/// Words that cannot be names in a strict-mode module.
fn is_reserved(word: &str) -> bool {
    matches!(word, "var" | "let" | "static" | "yield" | "await" | "enum" | "eval" | "arguments")
}

fn is_mark(token: Token) -> bool {
    matches!(token.kind, TokenKind::Open | TokenKind::Close | TokenKind::Punct(_))
}

fn ends_value(token: Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Word
            | TokenKind::Number
            | TokenKind::Text
            | TokenKind::Template
            | TokenKind::Regex
            | TokenKind::Close
    )
}

fn has_octal_escape(text: &str) -> bool {
    memchr::memchr_iter(b'\\', text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
}

/// The value of a string token without escapes.
fn plain_string(token: &str) -> Option<&str> {
    let value = token.get(1..token.len() - 1)?;
    (!value.contains('\\')).then_some(value)
}
