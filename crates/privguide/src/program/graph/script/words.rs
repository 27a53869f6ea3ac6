//! The imports of a script that is too large or too deeply nested for the parser: every string
//! after `require(`, `.async(`, `import` and `from`, whatever these words mean there. A bundle may
//! contain them for its own modules, so a name without a file is not a mistake.

use super::{FileRequest, RequestedFile, Sight};
use crate::token::{Lexer, TokenKind};

/// Reads the imports of a text.
pub(super) fn read(text: &str) -> Vec<FileRequest> {
    let mut found = Vec::new();
    let mut before = [""; 3];
    let mut tokens = Lexer::new(text).peekable();
    while let Some(token) = tokens.next() {
        let written = &text[token.start..token.end];
        let is_text = matches!(token.kind, TokenKind::Text | TokenKind::Template);
        if let Some((known, is_whole)) = beginning(written)
            && is_text
            && follows_import(before)
        {
            let is_continued =
                tokens.peek().is_some_and(|next| next.kind == TokenKind::Punct(b'+'));
            let wanted = if is_whole && !is_continued {
                RequestedFile::Name(known.to_owned())
            } else {
                RequestedFile::Pieces(vec![known.to_owned(), String::new()])
            };
            // Not `Sight::Both`: a missing file would be reported.
            let seen_by = |sight| FileRequest { wanted: wanted.clone(), at: token.start, sight };
            found.extend([Sight::Official, Sight::Runtime].map(seen_by));
        }
        before = [written, before[0], before[1]];
    }
    found
}

/// The beginning of a string or template up to an escape sequence or the end of the token, and
/// whether that is all of it; `None` if nothing is known.
fn beginning(written: &str) -> Option<(&str, bool)> {
    let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let inner = &written[1..];
    let end = inner.find([quote, '\\']);
    // The token of a template ends at its first expression.
    let (known, rest) = inner.split_at(end.unwrap_or(inner.len()));
    (!known.is_empty()).then_some((known, rest.starts_with(quote)))
}

/// Whether the tokens before a string, the nearest first, are those of an import.
fn follows_import(before: [&str; 3]) -> bool {
    matches!(before, ["import" | "from", ..] | ["(", "require" | "import", _] | ["(", "async", "."])
}
