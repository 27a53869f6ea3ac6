//! The only door to the parser: text in, facts out.
//!
//! A text is first held against the depth guard, because parser and tree walks recurse. Then the likely dialect is tried, then others:
//! real `.js` files hold TypeScript, JSX, top-level `return` or `import` in any mixture. The parser gives an *empty* tree after one
//! unrecoverable error, and a *shorter* one, without a word, when a statement begins with something that is no token: only
//! [`is_read_in_full`] says whether a tree is the text's. A text that no dialect fits is handed back for the scan by tokens, never taken
//! for clean.

use std::cell::RefCell;

use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use super::{
    Dialect, Hosts,
    facts::{self, ModuleFacts},
    names::Names,
};
use crate::{
    scan::{MAX_FILE_SIZE, UnanalysedReason},
    token::{is_read_in_full, is_too_deep, what_stopped},
};

/// Why there are no facts.
#[derive(Debug)]
pub(super) struct Unparsed {
    pub(super) reason: UnanalysedReason,
    /// What the parser said about the likeliest dialect.
    pub(super) detail: String,
    /// Where.
    pub(super) offset: Option<usize>,
}

thread_local! {
    /// One arena per thread, emptied after each file: what a tree needs is asked of the system once.
    static ARENA: RefCell<Allocator> = RefCell::new(Allocator::default());
}

/// Parses a text and writes down its facts.
pub(super) fn read(text: &str, dialect: Dialect, hosts: &Hosts, names: &Names) -> Result<ModuleFacts, Unparsed> {
    let refused = |reason| Unparsed { reason, detail: String::new(), offset: None };
    if u64::try_from(text.len()).is_ok_and(|size| size > MAX_FILE_SIZE) {
        return Err(refused(UnanalysedReason::TooLarge));
    }
    if is_too_deep(text) {
        return Err(refused(UnanalysedReason::TooDeep));
    }
    let result = parsed(text, dialect, hosts, names);
    if result.is_ok() {
        return result;
    }
    match without_strays(text) {
        Some(text) => parsed(&text, dialect, hosts, names).or(result),
        None => result,
    }
}

/// The text with blanks for control characters: editors leave them in real files, compilers pass over them. `None` when there are none.
fn without_strays(text: &str) -> Option<String> {
    let is_stray = |letter: char| letter.is_ascii_control() && !letter.is_ascii_whitespace() && letter != '\x0b';
    text.contains(is_stray).then(|| text.replace(is_stray, " "))
}

/// Tries every way to read a text.
fn parsed(text: &str, dialect: Dialect, hosts: &Hosts, names: &Names) -> Result<ModuleFacts, Unparsed> {
    ARENA.with(|arena| {
        let mut first = None;
        for source_type in attempts(dialect, text) {
            let result = attempt(&arena.borrow(), text, source_type, hosts, names);
            empty(&mut arena.borrow_mut());
            match result {
                Ok(facts) => return Ok(facts),
                Err(unparsed) => drop(first.get_or_insert(unparsed)),
            }
        }
        Err(first.expect("at least one dialect is tried"))
    })
}

/// What an arena keeps for the next file: most trees fit. The tree of a bundle is given back, values are followed in its room.
const KEPT: usize = 8 << 20;

fn empty(arena: &mut Allocator) {
    if arena.capacity() > KEPT {
        *arena = Allocator::default();
    } else {
        arena.reset();
    }
}

/// The ways to read a text, likeliest first.
pub(in crate::scan) fn attempts(dialect: Dialect, text: &str) -> Vec<SourceType> {
    let module = SourceType::mjs();
    let commonjs = SourceType::cjs();
    match dialect {
        Dialect::JavaScript | Dialect::Jsx => {
            let javascript = [commonjs.with_jsx(true), module.with_jsx(true)];
            let typescript = [SourceType::tsx(), SourceType::ts()];
            // Neither is certain; most modern sources are modules, and both readings accept most texts.
            let is_module = text.contains("import ") || text.contains("export ");
            let ordered = if is_module { [javascript[1], javascript[0]] } else { javascript };
            ordered.into_iter().chain(typescript).collect()
        }
        Dialect::TypeScript => vec![SourceType::ts(), SourceType::tsx(), commonjs],
        Dialect::Tsx => vec![SourceType::tsx(), SourceType::ts(), module.with_jsx(true)],
    }
}

fn attempt(
    arena: &Allocator,
    text: &str,
    source_type: SourceType,
    hosts: &Hosts,
    names: &Names,
) -> Result<ModuleFacts, Unparsed> {
    let options = ParseOptions { allow_return_outside_function: true, preserve_parens: false, ..ParseOptions::default() };
    let parsed = Parser::new(arena, text, source_type).with_options(options).parse();
    if !is_read_in_full(&parsed, text) {
        let (offset, detail) = what_stopped(&parsed);
        return Err(Unparsed { reason: UnanalysedReason::Syntax, detail, offset });
    }
    let semantic = SemanticBuilder::new().build(&parsed.program);
    Ok(facts::build(&parsed.program, semantic.semantic.scoping(), hosts, names))
}
