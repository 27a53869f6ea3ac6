//! Determines whether a parser has read a whole text.

use oxc::{parser::ParserReturn, span::GetSpan};

use super::{Lexer, TokenKind, trivia::is_trivia};

/// True if the tree covers the whole text: there were no errors, or the last statement reaches the
/// end of the text.
///
/// At the top level, the parser stops at an invalid token (`#`, `5px`, an unclosed string or
/// comment). It then returns the statements before that place, and only a diagnostic says that
/// there is more text. It also reads a stray backslash as part of a name, so that `\wx` becomes
/// `x`; such a tree does not represent the text either.
pub(crate) fn is_read_in_full(parsed: &ParserReturn<'_>, text: &str) -> bool {
    if !parsed.diagnostics.has_errors() {
        return !parsed.panicked;
    }
    !parsed.panicked
        && text.get(end_of_statements(parsed)..).is_some_and(is_trivia)
        && stray_backslash(text).is_none()
}

/// A backslash outside of strings and regular expressions that does not begin an escape of a
/// character (`\u0061`, `\u{61}`).
fn stray_backslash(text: &str) -> Option<usize> {
    memchr::memchr(b'\\', text.as_bytes())?;
    let is_escape = |rest: &str| {
        let letter = rest.strip_prefix('u').unwrap_or_default();
        letter.strip_prefix('{').is_some_and(|rest| {
            rest.split_once('}').is_some_and(|(digits, _)| is_hexadecimal(digits))
        }) || letter.get(..4).is_some_and(is_hexadecimal)
    };
    let stray = |token: super::Token| {
        (token.kind == TokenKind::Punct(b'\\') && !is_escape(&text[token.end..]))
            .then_some(token.start)
    };
    Lexer::new(text).find_map(stray)
}

fn is_hexadecimal(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Where and why the parser stopped: its message for a place after the statements that it read,
/// otherwise its first message.
pub(crate) fn what_stopped(parsed: &ParserReturn<'_>) -> (Option<usize>, String) {
    let end = end_of_statements(parsed);
    let errors = parsed.diagnostics.errors().map(|error| {
        let offset = error.labels.first().map(|label| label.offset() as usize);
        (offset, error.to_string())
    });
    let errors: Vec<_> = errors.collect();
    let stopped = errors.iter().find(|(offset, _)| offset.is_some_and(|at| at >= end));
    stopped.or(errors.first()).cloned().unwrap_or_default()
}

/// The end of the last statement in a tree.
fn end_of_statements(parsed: &ParserReturn<'_>) -> usize {
    let program = &parsed.program;
    let hashbang = program.hashbang.as_ref().map(|hashbang| hashbang.span.end);
    let directive = program.directives.last().map(|directive| directive.span.end);
    let statement = program.body.last().map(|statement| statement.span().end);
    statement.or(directive).or(hashbang).unwrap_or(0) as usize
}
