//! The imports of a script that is too large or too deeply nested for the parser: every string
//! after `require(`, `import` and `from`, whatever `require` means there. A bundle may contain such
//! words for its own modules, so a name without a file is not a mistake.

use super::{FileRequest, RequestedFile, Sight, tokens::plain_string};
use crate::token::{Lexer, TokenKind};

/// Reads the imports of a text. Names that a template or an escape sequence writes are not read.
pub(super) fn read(text: &str) -> Vec<FileRequest> {
    let mut found = Vec::new();
    let mut before = [""; 3];
    let mut tokens = Lexer::new(text).peekable();
    while let Some(token) = tokens.next() {
        let written = &text[token.start..token.end];
        let name = (token.kind == TokenKind::Text && follows_import(before))
            .then(|| plain_string(written))
            .flatten()
            .map(str::to_owned);
        if let Some(name) = name {
            let is_beginning =
                tokens.peek().is_some_and(|next| next.kind == TokenKind::Punct(b'+'));
            let wanted = if is_beginning {
                RequestedFile::Pieces(vec![name, String::new()])
            } else {
                RequestedFile::Name(name)
            };
            // Not `Sight::Both`: a missing file would be reported.
            let seen_by = |sight| FileRequest { wanted: wanted.clone(), at: token.start, sight };
            found.extend([Sight::Official, Sight::Runtime].map(seen_by));
        }
        before = [written, before[0], before[1]];
    }
    found
}

/// Whether the tokens before a string, the nearest first, are those of an import.
fn follows_import(before: [&str; 3]) -> bool {
    matches!(before, ["import" | "from", ..] | ["(", "require" | "import", _] | ["(", "async", "."])
}
