//! The imports of a script by its syntax tree.

use oxc::{
    allocator::Allocator,
    ast::ast::{Program, Statement},
    parser::{ParseOptions, Parser},
    semantic::SemanticBuilder,
    span::{GetSpan, SourceType},
};

use super::{FileRequest, ScriptSyntax, Sight, skeleton::Skeleton, walk};
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
    if let Some(skeleton) = Skeleton::of(text)
        && let Some(found) = in_pieces(&skeleton, last)
    {
        return Some(found);
    }
    let whole = std::iter::once(text.len());
    whole.chain(cuts(text, last).take(CUTS_TRIED)).find_map(|end| {
        let allocator = Allocator::default();
        parse_plain(&allocator, &text[..end], last)
    })
}

/// `None` if a piece has an error.
fn in_pieces(skeleton: &Skeleton<'_>, last: usize) -> Option<Vec<FileRequest>> {
    let mut allocator = Allocator::default();
    let (found, end) = parse_up_to(&allocator, skeleton.text(), last)?;
    for function in skeleton.functions(end) {
        allocator.reset();
        parse_plain(&allocator, &function, 0)?;
    }
    Some(found)
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
    parse_up_to(allocator, text, last).map(|(found, _)| found)
}

/// The imports up to the end of the statement that contains the byte `last`, and this end.
fn parse_up_to(
    allocator: &Allocator,
    text: &str,
    last: usize,
) -> Option<(Vec<FileRequest>, usize)> {
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
    Some((walk::walk(&parsed.program, &built.semantic, end), end))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A bundle that a tree is built of in pieces; one function has the given body.
    fn bundle(body: &str) -> String {
        let functions: Vec<String> = (0..10_000)
            .map(|at| {
                format!("function f{at}(a) {{ if (a.length > {at}) {{ return {COMMENT} }} }}\n")
            })
            .collect();
        format!(
            "!function (e, t) {{ 'object' == typeof exports && t(require('./outer')) }}\n\
            (this, function (e) {{\n{}\
            async function g() {{ await require.async('./inner') }}\n\
            function h() {{ {body}; {COMMENT} }}\n}})",
            functions.concat()
        )
    }

    /// Makes a body long enough to be cut out.
    const COMMENT: &str = "/* ----------------------------------------------------------- */";

    fn imports(text: &str) -> Vec<FileRequest> {
        let skeleton = Skeleton::of(text).expect("a bundle");
        assert!(skeleton.functions(text.len()).count() >= 10_000, "read in pieces");
        read(text, text.rfind("require").expect("imports"), ScriptSyntax::Plain)
    }

    #[test]
    fn a_large_bundle_is_read_in_pieces() {
        let text = bundle("return 8");
        let at = |word: &str| text.find(word).expect("in the text");
        let expected = [
            FileRequest::name("./outer", at("require(")),
            FileRequest::name("./inner", at("require.")),
        ];
        assert_eq!(imports(&text), expected);
        let whole = parse_plain(&Allocator::default(), &text, text.len() - 1);
        assert_eq!(whole, Some(imports(&text)));
    }

    #[test]
    fn an_error_in_one_function_of_a_bundle_is_an_error_of_the_file() {
        for body in ["return 010", "let a; let a", "break", "with (a) b", "yield = 1", "a = @b"] {
            let found = imports(&bundle(body));
            assert!(found.iter().all(|request| request.sight == Sight::Runtime), "{body}");
        }
        // Private names and `super` belong to what is around a function; nothing is cut there.
        let class = "class A { #a; m() { return [() => { super.m(); return this.#a }] } }";
        assert!(imports(&bundle(class)).iter().all(|request| request.sight == Sight::Both));
    }
}
