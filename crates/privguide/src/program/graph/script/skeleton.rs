//! A large script without the bodies of functions that import nothing.
//!
//! A syntax tree takes forty times the memory of its text, and most functions of a bundle import
//! nothing. So these bodies are blanked, which keeps all offsets, and each is parsed separately,
//! only to find out whether the official parser would reject it. If the rest or a body has an
//! error, the text must be parsed as a whole, because a bracket may have been misunderstood.

use std::ops::Range;

use crate::{
    program::condition::blank,
    token::{Begins, Token, TokenKind, with_functions},
};

/// Shorter texts are parsed as a whole, which is faster.
const MIN_TEXT: usize = 256 << 10;
/// Longer bodies are not cut out, but bodies inside them are.
const MAX_BODY: usize = 64 << 10;
/// Shorter bodies are not cut out.
const MIN_BODY: usize = 64;

/// A text with blanked bodies.
pub(super) struct Skeleton<'t> {
    text: &'t str,
    blanked: String,
    bodies: Vec<Body>,
}

/// The body of a function.
struct Body {
    begins: Begins,
    /// The bytes between its braces.
    range: Range<usize>,
}

impl<'t> Skeleton<'t> {
    /// `None` if the text must be parsed as a whole: it is short, nothing can be cut out, or
    /// `require` may have other names.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        if text.len() < MIN_TEXT { None } else { Self::with(text, MIN_BODY, MAX_BODY) }
    }

    fn with(text: &'t str, least: usize, most: usize) -> Option<Self> {
        let mut cutter = Cutter { text, least, most, open: Vec::new(), bodies: Vec::new() };
        let mut previous = None;
        let mut tokens = with_functions(text).peekable();
        while let Some((token, begins)) = tokens.next() {
            match token.kind {
                TokenKind::Open => cutter.open(token, begins),
                TokenKind::Close => cutter.close(token)?,
                // A name may be spelled with escape sequences.
                TokenKind::Punct(b'\\') => return None,
                TokenKind::Word => {
                    let next = tokens.peek().map(|&(next, _)| &text[next.start..next.end]);
                    cutter.word(previous, token, next)?;
                }
                _ => {}
            }
            previous = Some(token);
        }
        let bodies = cutter.finish()?;
        let ranges: Vec<Range<usize>> = bodies.iter().map(|body| body.range.clone()).collect();
        (!ranges.is_empty()).then(|| Self { text, blanked: blank(text, &ranges), bodies })
    }

    /// The text with the bodies blanked.
    pub(super) fn text(&self) -> &str {
        &self.blanked
    }

    /// The functions whose bodies are blanked and begin before an offset, each as an expression.
    pub(super) fn functions(&self, end: usize) -> impl Iterator<Item = String> {
        let before = self.bodies.iter().take_while(move |body| body.range.start < end);
        before.map(|body| {
            let end = body.range.end + 1;
            match body.begins {
                Begins::Function(start) => {
                    let is_async = self.text[..start].trim_end_matches(' ').ends_with("async");
                    let function = &self.text[start..end];
                    format!("({}{function})", if is_async { "async " } else { "" })
                }
                // Here, what only asynchronous functions and generators may contain is accepted in
                // every arrow function.
                Begins::Arrow => {
                    format!("(async function* () {{{})", &self.text[body.range.start..end])
                }
            }
        })
    }
}

/// Decides which bodies are cut out: the outermost ones that import nothing and are not too long.
struct Cutter<'t> {
    text: &'t str,
    least: usize,
    most: usize,
    open: Vec<OpenBracket>,
    bodies: Vec<Body>,
}

struct OpenBracket {
    /// The function whose body it opens.
    begins: Option<Begins>,
    /// The offset after the bracket.
    start: usize,
    /// It contains an import, or what is only valid together with the code around.
    is_kept: bool,
    /// The number of bodies before it.
    bodies: usize,
}

impl Cutter<'_> {
    fn open(&mut self, token: Token, begins: Option<Begins>) {
        let bodies = self.bodies.len();
        self.open.push(OpenBracket { begins, start: token.end, is_kept: false, bodies });
    }

    /// `None` if no bracket is open.
    fn close(&mut self, token: Token) -> Option<()> {
        let bracket = self.open.pop()?;
        if bracket.is_kept {
            self.keep();
        }
        let range = bracket.start..token.start;
        if let Some(begins) = bracket.begins
            && !bracket.is_kept
            && (self.least..=self.most).contains(&range.len())
        {
            self.bodies.truncate(bracket.bodies);
            self.bodies.push(Body { begins, range });
        }
        Some(())
    }

    fn keep(&mut self) {
        if let Some(around) = self.open.last_mut() {
            around.is_kept = true;
        }
    }

    /// `None` if the word gives `require` another name, or may do so.
    fn word(&mut self, previous: Option<Token>, token: Token, next: Option<&str>) -> Option<()> {
        let before = previous.map(|token| &self.text[token.start..token.end]);
        let word = &self.text[token.start..token.end];
        // A private name is only valid inside its class, `super` inside a method.
        if matches!(word, "require" | "import" | "super") || before == Some("#") {
            self.keep();
        }
        let is_call = matches!(next, Some("(" | "."));
        let is_name = matches!(before, Some("." | "typeof")) || next == Some(":");
        (word != "require" || is_call || is_name).then_some(())
    }

    /// `None` if a bracket is still open.
    fn finish(self) -> Option<Vec<Body>> {
        self.open.is_empty().then_some(self.bodies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with bodies of 2 to 20 bytes blanked, and with one space for several.
    fn blanked(text: &str) -> Option<String> {
        let skeleton = Skeleton::with(text, 2, 20)?;
        assert_eq!(skeleton.text().len(), text.len());
        Some(skeleton.text().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn bodies_without_imports_are_blanked() {
        for (text, expected) in [
            ("function f(a) { a() }", "function f(a) { }"),
            ("f(() => { a() }, b => {b})", "f(() => { }, b => {b})"),
            ("x = function () { if (a) { b } }", "x = function () { }"),
            (
                "(function () { function g() { a } require('./b') })()",
                "(function () { function g() { } require('./b') })()",
            ),
            (
                "(function () { function g() { a } return () => { long } })()",
                "(function () { function g() { } return () => { } })()",
            ),
            (
                "class A { m() { (() => { super.a })(() => { a }) } }",
                "class A { m() { (() => { super.a })(() => { }) } }",
            ),
            ("(() => { typeof require })(() => { a })", "(() => { typeof require })(() => { })"),
        ] {
            assert_eq!(blanked(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_text_in_which_require_may_have_another_name_stays_whole() {
        for text in [
            "var r = require; function f() { r('./a') }",
            "(function (r) { r('./a') })(require)",
            "function f() { r(require, a) }",
            "function f() { a() } \\u0072equire('./a')",
            "function f() { a() }}",
            "function f() { a() } {",
            "a()",
        ] {
            assert_eq!(blanked(text), None, "{text}");
        }
    }

    #[test]
    fn each_blanked_body_can_be_parsed_separately() {
        let text = "async function f(a) { await a } g(b => { b() }); function* h() { yield 1 }";
        let skeleton = Skeleton::with(text, 2, 20).expect("bodies");
        assert_eq!(
            skeleton.functions(text.len()).collect::<Vec<_>>(),
            [
                "(async function f(a) { await a })",
                "(async function* () { b() })",
                "(function* h() { yield 1 })"
            ]
        );
        assert_eq!(skeleton.functions(30).count(), 1);
    }
}
