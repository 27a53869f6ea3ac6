//! Calls the parser (no other module does) and returns the facts of a script.
//!
//! A text is first checked against the depth guard, because parser and tree walks recurse. Then the
//! likely dialect is tried, then the others: real `.js` files hold TypeScript, JSX, top-level
//! `return` or `import` in any mixture. The parser returns an *empty* tree after an unrecoverable
//! error, and silently returns a *truncated* tree if a statement begins with an invalid token: only
//! [`is_read_in_full`] says whether a tree covers the whole text. A text that fits no dialect is
//! returned to the caller, which scans its tokens; it is never treated as free of uses.

use std::cell::RefCell;

use oxc::{allocator::Allocator, semantic::SemanticBuilder, span::SourceType};
use serde::{Deserialize, Serialize};

use super::{
    Dialect, Hosts, Module, TemplateCode,
    facts::{self, ModuleFacts, ScriptTree},
    names::CatalogNames,
    pieces::{PiecePlaces, Pieces, tree},
};
use crate::{
    scan::{MAX_FILE_SIZE, UnanalysedReason},
    token::{is_read_in_full, is_too_deep, what_stopped},
};

/// Why a script has no facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unparsed {
    pub(super) reason: UnanalysedReason,
    /// The parser's message for the likeliest dialect.
    pub(super) detail: String,
    /// The offset of the error.
    pub(super) offset: Option<usize>,
}

thread_local! {
    /// One arena per thread. It is emptied after each file, so that its memory is allocated only
    /// once.
    static ARENA: RefCell<Allocator> = RefCell::new(Allocator::default());
}

/// Parses a module and builds its facts.
pub(super) fn read(
    module: &Module,
    hosts: &Hosts,
    names: &CatalogNames,
) -> Result<ModuleFacts, Unparsed> {
    let text = module.text();
    let refused = |reason| Unparsed { reason, detail: String::new(), offset: None };
    if u64::try_from(text.len()).is_ok_and(|size| size > MAX_FILE_SIZE) {
        return Err(refused(UnanalysedReason::TooLarge));
    }
    if is_too_deep(text) {
        return Err(refused(UnanalysedReason::TooDeep));
    }
    let parsed = |text: &str| parsed(module, text, hosts, names);
    let result = parsed(text);
    if result.is_ok() {
        return result;
    }
    if let Some((code, faults)) = module.template.as_ref().and_then(TemplateCode::without_faults) {
        let text = format!("{}{code}", module.own_text());
        return parsed(&text).map(|facts| ModuleFacts { unread: faults, ..facts }).or(result);
    }
    match without_strays(text) {
        Some(text) => parsed(&text).or(result),
        None => result,
    }
}

/// The text with spaces in place of control characters, which some editors leave in files and which
/// compilers ignore; `None` if there are none.
fn without_strays(text: &str) -> Option<String> {
    let is_stray = |letter: char| {
        letter.is_ascii_control() && !letter.is_ascii_whitespace() && letter != '\x0b'
    };
    text.contains(is_stray).then(|| text.replace(is_stray, " "))
}

/// Tries every way to parse a text.
fn parsed(
    module: &Module,
    text: &str,
    hosts: &Hosts,
    names: &CatalogNames,
) -> Result<ModuleFacts, Unparsed> {
    let dialect = module.dialect;
    ARENA.with(|arena| {
        let from_pieces = |source_type| from_pieces(text, source_type, hosts, names);
        let is_plain = module.template.is_none();
        if let Some(facts) =
            is_plain.then(|| attempts(dialect, text).into_iter().find_map(from_pieces)).flatten()
        {
            return Ok(facts);
        }
        let mut first = None;
        for source_type in attempts(dialect, text) {
            let code = module.template.as_ref().map(|_| module.own_text().len());
            let places = (module.places(), code);
            let result = attempt(&arena.borrow(), (text, places), source_type, hosts, names);
            empty(&mut arena.borrow_mut());
            match result {
                Ok(facts) => return Ok(facts),
                Err(unparsed) => drop(first.get_or_insert(unparsed)),
            }
        }
        Err(first.expect("at least one dialect is tried"))
    })
}

/// The memory that an arena keeps for the next file, enough for most trees. The memory of a
/// bundle's tree is freed, because the solver needs it.
const KEPT: usize = 8 << 20;

fn empty(arena: &mut Allocator) {
    if arena.capacity() > KEPT {
        *arena = Allocator::default();
    } else {
        arena.reset();
    }
}

/// The ways to parse a text, most likely first.
pub(in crate::scan) fn attempts(dialect: Dialect, text: &str) -> Vec<SourceType> {
    let module = SourceType::mjs();
    let commonjs = SourceType::cjs();
    match dialect {
        Dialect::JavaScript | Dialect::Jsx => {
            let javascript = [commonjs.with_jsx(true), module.with_jsx(true)];
            let typescript = [SourceType::tsx(), SourceType::ts()];
            // Neither is certain. Most modern sources are modules, and most texts can be parsed
            // both ways.
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
    (text, (places, code)): (&str, (PiecePlaces, Option<usize>)),
    source_type: SourceType,
    hosts: &Hosts,
    names: &CatalogNames,
) -> Result<ModuleFacts, Unparsed> {
    let parsed = tree(arena, text, source_type);
    if !is_read_in_full(&parsed, text) {
        let (offset, detail) = what_stopped(&parsed);
        return Err(Unparsed { reason: UnanalysedReason::Syntax, detail, offset });
    }
    let scoping = SemanticBuilder::new().build(&parsed.program).semantic.into_scoping();
    let template = code.and_then(|begin| u32::try_from(begin).ok());
    let tree = ScriptTree { program: &parsed.program, scoping, places, template };
    Ok(facts::build(tree, hosts, names))
}

/// Reads a large script piece by piece; `None` if it is small or must be parsed as a whole.
fn from_pieces(
    text: &str,
    source_type: SourceType,
    hosts: &Hosts,
    names: &CatalogNames,
) -> Option<ModuleFacts> {
    let pieces = Pieces::from_text(text, source_type)?;
    read_pieces(&pieces, hosts, names)
}

fn read_pieces(pieces: &Pieces<'_>, hosts: &Hosts, names: &CatalogNames) -> Option<ModuleFacts> {
    let arena = Allocator::default();
    let skeleton = pieces.skeleton();
    let parsed = tree(&arena, &skeleton.text, pieces.source_type);
    if !is_read_in_full(&parsed, &skeleton.text) {
        return None;
    }
    let scoping = SemanticBuilder::new().build(&parsed.program).semantic.into_scoping();
    facts::build_from_pieces(&parsed.program, (scoping, skeleton.places), pieces, hosts, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, ProgramKind};

    /// Scripts with functions in every place where one can be.
    const TEXTS: [&str; 9] = [
        "!function (root, factory) { typeof exports == 'object' ? module.exports = factory() : root.x = factory() }(this, function () {
            var host = wx; function inner(name, again) { return again ? inner(name, false) : host[name] }
            return { locate: function () { return inner('getLocation', true) }, host: host } });",
        "(e => { var t = {}; function n(r) { if (t[r]) return t[r].exports; var o = t[r] = { i: r, exports: {} };
            return e[r].call(o.exports, o, o.exports, n), o.exports } n.d = (e, t) => { for (var r in t) Object.defineProperty(e, r, { enumerable: !0, get: t[r] }) };
            n(0) })({ 0: function (e, t, n) { const a = n(1); a.wx.getLocation({ success: e => { this.x = e } }) }, 1: (e, t, n) => { n.d(t, { wx: () => wx }) } })",
        "const later = async function named(a, b = function () { return named }, { c, ...d } = {}) { await a; for await (const x of b()) { named(c, d, x) } };
         function* steps(x) { yield* steps(x); const back = yield x; return function () { return back } } later(steps); function later2() { return later2 }",
        "class A extends B { #own = () => { return this.#own }; static s = function () { return A.s }; constructor(...all) { super(...all); this.f = () => { super.run(wx, all) } }
            get value() { return () => { return this.value } } set value(v) { (function set(w) { set(w); v = w })(v) } async *[Symbol.iterator]() { yield () => { return arguments } } }",
        "var object = { method() { return wx }, get function2() { return function () { return arguments[0] } }, a: async () => { await 1 }, 'b'(x = () => { return x }) { return x } };
         label: for (;;) { if (x) { y } else { break label } } while (z) { z = function () { return /[{]\\/}/.test(z) } } switch (q) { case 1: { w = () => { return `{${function () { return '}' }()}` } } }",
        "with (wx) { function sloppy() { return getLocation } } { function block() { return block } } if (a) function annexed() { return annexed }
         try { throw function () { return 1 } } catch ({ message: m }) { var caught = () => { return [m, caught] } } var caught = function caught() { return caught }; new function () { this.a = () => { return new.target } }",
        "var Wrapped = function (Base) { function Wrapped() { return Base.apply(this, arguments) || this } Wrapped.prototype.go = function () { var self = this; return function () { return self.wx } }; return Wrapped }(Object);
         var _interopRequireDefault = function (e) { return e && e.__esModule ? e : { default: e } }, x = _interopRequireDefault(require('./a'));",
        "Component({ data: { a: 1 }, methods: { tap: function (e) { const { detail: { f = function () { return e } } } = e; this.setData({ b: f }) }, other() { return () => { wx.authorize({ scope: 'scope.record' }) } } } })",
        "import a, { b as c } from './x'; export default function named() { return a(named, function () { return c }) } export const d = () => { return named }; export function e() { return (() => { return e })() }",
    ];

    fn names(hosts: &Hosts) -> CatalogNames {
        CatalogNames::new(&Catalog::for_kind(ProgramKind::MiniProgram), hosts)
    }

    fn whole(text: &str, source_type: SourceType, hosts: &Hosts) -> String {
        let whole = (text, Default::default());
        let facts = attempt(&Allocator::default(), whole, source_type, hosts, &names(hosts));
        format!("{:?}", facts.unwrap_or_else(|unparsed| panic!("{unparsed:?}: {text}")))
    }

    /// The facts of a script are the same whether it is read as a whole or piece by piece.
    #[test]
    fn pieces_say_what_the_whole_says() {
        let hosts = Hosts::native();
        for text in TEXTS {
            let source_type =
                if text.starts_with("import") { SourceType::mjs() } else { SourceType::cjs() };
            let expected = whole(text, source_type, &hosts);
            for most in [0, 30, 100, 250] {
                let Some(pieces) = Pieces::cut(text, source_type, most, 1) else { continue };
                let facts = read_pieces(&pieces, &hosts, &names(&hosts))
                    .unwrap_or_else(|| panic!("{most}: {text}"));
                assert_eq!(format!("{facts:?}"), expected, "{most}: {text}");
            }
            assert!(
                Pieces::cut(text, source_type, 0, 1).is_some_and(|pieces| pieces.count() > 2),
                "{text}"
            );
        }
    }

    /// If a cut is wrong, the script is read as a whole, so that nothing is lost.
    #[test]
    fn brackets_that_are_no_functions_are_read_as_a_whole() {
        let hosts = Hosts::native();
        for text in [
            // A method, and a block after a call, that look like a function's body.
            "var o = { function() { return wx.getLocation() } }",
            "o.function(1)\n{ wx.getLocation() }",
            // The lexer takes the division for a regular expression.
            "var a = function () { return 1 } / 2; var b = function () { wx.getLocation() } / 2",
            "f(function () { return {} / { a: function () { wx.getLocation() } }; }, 1 / 2)",
        ] {
            let expected = whole(text, SourceType::cjs(), &hosts);
            if let Some(pieces) = Pieces::cut(text, SourceType::cjs(), 0, 1)
                && let Some(facts) = read_pieces(&pieces, &hosts, &names(&hosts))
            {
                assert_eq!(format!("{facts:?}"), expected, "{text}");
            }
        }
        // Unclosed brackets are not cut at all.
        assert!(Pieces::cut("f(function () { return 1 }", SourceType::cjs(), 0, 1).is_none());
        assert!(Pieces::cut("f(function () { return 1 })}", SourceType::cjs(), 0, 1).is_none());
    }

    /// Like the test above, for scripts on disk: `PRIVGUIDE_TEST_SCRIPTS=FILE:FILE… cargo test -p
    /// privguide --lib -- --ignored pieces`.
    #[test]
    #[ignore = "needs scripts"]
    fn pieces_of_real_scripts() {
        let hosts = Hosts::native();
        for file in std::env::var("PRIVGUIDE_TEST_SCRIPTS").expect("files").split(':') {
            let text = std::fs::read_to_string(file).expect("a script");
            let expected = whole(&text, SourceType::cjs(), &hosts);
            for (most, least) in [(2_000, 50), (PIECE_OF_TEST, 256)] {
                let pieces =
                    Pieces::cut(&text, SourceType::cjs(), most, least).expect("it has functions");
                let facts = read_pieces(&pieces, &hosts, &names(&hosts))
                    .unwrap_or_else(|| panic!("{file}: {most}"));
                assert!(format!("{facts:?}") == expected, "{file}: {most}");
            }
        }
    }

    const PIECE_OF_TEST: usize = 64 << 10;
}
