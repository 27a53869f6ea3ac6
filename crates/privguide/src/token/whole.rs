//! Whether a parse saw the whole text.

use oxc_parser::ParserReturn;
use oxc_span::GetSpan;

use super::{Kind, Lexer, trivia::is_trivia};

/// True when the tree holds the whole text: nothing was wrong with it, or the last statement
/// reaches its end.
///
/// At the top of a file the parser ends its list of statements where it meets something that is no
/// token (`#`, `5px`, an unclosed string or comment). It then gives the statements before that
/// place and only a diagnostic says that there was more. A backslash that escapes nothing it reads
/// as part of a name, so that `\wx` is `x`: such a tree is not the text's either.
pub(crate) fn is_read_in_full(parsed: &ParserReturn<'_>, text: &str) -> bool {
    if !parsed.diagnostics.has_errors() {
        return !parsed.panicked;
    }
    !parsed.panicked
        && text.get(end_of_statements(parsed)..).is_some_and(is_trivia)
        && stray_backslash(text).is_none()
}

/// A backslash outside of texts and expressions that begins no escape of a letter (`\u0061`,
/// `\u{61}`).
fn stray_backslash(text: &str) -> Option<usize> {
    memchr::memchr(b'\\', text.as_bytes())?;
    let is_escape = |rest: &str| {
        let letter = rest.strip_prefix('u').unwrap_or_default();
        letter.strip_prefix('{').is_some_and(|rest| {
            rest.split_once('}').is_some_and(|(digits, _)| is_hexadecimal(digits))
        }) || letter.get(..4).is_some_and(is_hexadecimal)
    };
    let stray = |token: super::Token| {
        (token.kind == Kind::Punct(b'\\') && !is_escape(&text[token.end..])).then_some(token.start)
    };
    Lexer::new(text).find_map(stray)
}

fn is_hexadecimal(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Where and why the parser stopped: what it says of a place behind the statements that it read,
/// else the first that it says.
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

/// Where the last statement of a tree ends.
fn end_of_statements(parsed: &ParserReturn<'_>) -> usize {
    let program = &parsed.program;
    let hashbang = program.hashbang.as_ref().map(|hashbang| hashbang.span.end);
    let directive = program.directives.last().map(|directive| directive.span.end);
    let statement = program.body.last().map(|statement| statement.span().end);
    statement.or(directive).or(hashbang).unwrap_or(0) as usize
}
