//! The tokens of one file.

use crate::token::{Lexer, Token, TokenKind};

/// A text and its tokens.
pub(super) struct TokenStream<'t> {
    pub(super) text: &'t str,
    pub(super) all: Vec<Token>,
}

impl<'t> TokenStream<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, all: Lexer::new(text).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The start of a token; after the last token, the end of the text.
    pub(super) fn start(&self, at: usize) -> usize {
        self.all.get(at).map_or(self.text.len(), |token| token.start)
    }

    /// A string without its quotes.
    pub(super) fn text_at(&self, at: usize) -> &'t str {
        unquoted(self.str(at))
    }

    pub(super) fn str(&self, at: usize) -> &'t str {
        self.all.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    pub(super) fn is(&self, at: usize, byte: u8) -> bool {
        self.str(at).as_bytes() == [byte]
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.all.get(at).map(|token| token.kind)
    }

    /// The name that the expression at `at` is assigned to: `name = …`, `a.name = …`, `name: …`.
    pub(super) fn assigned_name(&self, at: usize) -> Option<&'t str> {
        let before = at.checked_sub(2)?;
        let assigns = self.is(at - 1, b'=') || self.is(at - 1, b':');
        (assigns && self.kind(before) == Some(TokenKind::Word)).then(|| self.str(before))
    }
}

/// A string literal without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    text.get(1..text.len() - 1).unwrap_or("")
}
