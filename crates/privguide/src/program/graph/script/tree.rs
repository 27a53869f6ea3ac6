//! The imports of a script by its syntax tree.

use oxc::{
    allocator::Allocator,
    ast::ast::{Program, Statement},
    parser::{ParseOptions, Parser},
    semantic::SemanticBuilder,
    span::{GetSpan, SourceType},
};

use super::{FileRequest, ScriptSyntax, Sight, walk};
use crate::token::{Lexer, TokenKind};

/// How many offsets are tried as the end of the last relevant statement, if the text after it has
/// errors.
const CUTS_TRIED: usize = 6;

/// Reads the imports of `text` up to the statement that contains the byte `last`; none if the
/// official parser would reject this part.
pub(super) fn read(text: &str, last: usize, written: ScriptSyntax) -> Vec<FileRequest> {
    match written {
        ScriptSyntax::Plain => plain(text, last).unwrap_or_else(|| at_run_time(text, last)),
        ScriptSyntax::Typed => typed(text, last),
    }
}

fn plain(text: &str, last: usize) -> Option<Vec<FileRequest>> {
    let whole = std::iter::once(text.len());
    whole.chain(cuts(text, last).take(CUTS_TRIED)).find_map(|end| {
        let allocator = Allocator::default();
        parse_plain(&allocator, &text[..end], last)
    })
}

/// Code that the official parser rejects may still run: a `return` at top level, `with`, octal
/// numbers.
fn at_run_time(text: &str, last: usize) -> Vec<FileRequest> {
    let allocator = Allocator::default();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let read = |kind: SourceType| {
        let parsed = Parser::new(&allocator, text, kind).with_options(options).parse();
        if parsed.panicked {
            return None;
        }
        let end = end_of_statement(&parsed.program, last);
        let semantic = SemanticBuilder::new_compiler().build(&parsed.program).semantic;
        Some(walk::walk(&parsed.program, &semantic, end))
    };
    let found = [SourceType::script().with_jsx(true), SourceType::mjs().with_jsx(true)]
        .into_iter()
        .find_map(read);
    found.unwrap_or_default().into_iter().map(|request| request.seen_by(Sight::Runtime)).collect()
}

/// Offsets at which the statement that contains `last` may end.
fn cuts(text: &str, last: usize) -> impl Iterator<Item = usize> {
    let mut depth = 0_usize;
    let mut ended = 0;
    Lexer::new(text).filter_map(move |token| {
        let before = (token.after_newline && depth == 0 && ended > last).then_some(ended);
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        ended = token.end;
        let closes =
            token.kind == TokenKind::Punct(b';') || (token.kind == TokenKind::Close && depth == 0);
        before.or((closes && depth == 0 && token.end > last).then_some(token.end))
    })
}

fn parse_plain(allocator: &Allocator, text: &str, last: usize) -> Option<Vec<FileRequest>> {
    let parsed = Parser::new(allocator, text, SourceType::mjs()).parse();
    if parsed.panicked {
        return None;
    }
    let end = end_of_statement(&parsed.program, last);
    let built = SemanticBuilder::new_compiler().build(&parsed.program);
    let troubles = parsed.diagnostics.errors().chain(built.diagnostics.errors());
    let mut places =
        troubles.map(|trouble| trouble.labels.first().map_or(0, |label| label.offset() as usize));
    if places.any(|place| place < end) || walk::is_refused(&parsed.program, end) {
        return None;
    }
    Some(walk::walk(&parsed.program, &built.semantic, end))
}

/// Reads TypeScript: as JavaScript if the relevant part is valid JavaScript; otherwise without the
/// imports that the compiler erases because they are only used as types.
fn typed(text: &str, last: usize) -> Vec<FileRequest> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::ts()).parse();
    if parsed.panicked {
        return plain(text, last).unwrap_or_else(|| at_run_time(text, last));
    }
    let end = end_of_statement(&parsed.program, last);
    let as_plain = text.get(..end).and_then(|head| {
        let allocator = Allocator::default();
        parse_plain(&allocator, head, last)
    });
    as_plain.unwrap_or_else(|| {
        let semantic =
            SemanticBuilder::new().with_build_nodes(false).build(&parsed.program).semantic;
        let erased = walk::erased(&parsed.program, &semantic);
        let mut found = walk::walk(&parsed.program, &semantic, end);
        found.retain(|request| !erased.contains(&request.at));
        found
    })
}

fn end_of_statement(program: &Program<'_>, last: usize) -> usize {
    let holds = |statement: &&Statement<'_>| statement.span().end as usize > last;
    program.body.iter().find(holds).map_or(usize::MAX, |statement| statement.span().end as usize)
}
