//! Finds the bodies of functions by the tokens of a script.

use super::lexer::{Lexer, Token, TokenKind};

/// A function whose body begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// `function (a) {`: the offset of the word `function`.
    Function(usize),
    /// `(a) => {`.
    Arrow,
}

/// The tokens of a text; a `{` that opens the body of a function comes with the function. Methods
/// are not recognised.
pub(crate) fn with_functions(text: &str) -> impl Iterator<Item = (Token, Option<Begins>)> + '_ {
    let is = |token: Option<Token>, word: &str| {
        token.is_some_and(|token| &text[token.start..token.end] == word)
    };
    let mut before: [Option<Token>; 3] = [None; 3];
    // For each open bracket: the function whose parameters it encloses.
    let mut heads: Vec<Option<usize>> = Vec::new();
    let mut behind_head = None;
    Lexer::new(text).map(move |token| {
        let [first, second, last] = before;
        let is_arrow = is(last, ">")
            && is(second, "=")
            && second
                .zip(last)
                .is_some_and(|(second, last): (Token, Token)| second.end == last.start);
        let function = behind_head.take().map(Begins::Function);
        let is_brace = token.kind == TokenKind::Open && &text[token.start..token.end] == "{";
        let begins = function.or(is_arrow.then_some(Begins::Arrow)).filter(|_| is_brace);
        match token.kind {
            TokenKind::Open => {
                let is_named =
                    last.is_some_and(|last| last.kind == TokenKind::Word || is(Some(last), "*"));
                let head = if is(last, "function") {
                    last
                } else if is(second, "function") && is_named {
                    second
                } else {
                    first.filter(|_| is(first, "function") && is(second, "*"))
                };
                heads.push(head.map(|head| head.start));
            }
            TokenKind::Close => behind_head = heads.pop().flatten(),
            _ => {}
        }
        before = [second, last, Some(token)];
        (token, begins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_functions_are_told_from_other_braces() {
        for (text, expected) in [
            ("function f(a) {}", vec![Begins::Function(0)]),
            ("x = function () {}", vec![Begins::Function(4)]),
            ("async function* (a = {}) {}", vec![Begins::Function(6)]),
            ("function* g() {}", vec![Begins::Function(0)]),
            ("a => {}", vec![Begins::Arrow]),
            ("(a, b) => { c => {} }", vec![Begins::Arrow, Begins::Arrow]),
            ("a = > {}", vec![]),
            ("if (a) {}", vec![]),
            ("x = { f() {} }", vec![]),
            ("class A {}", vec![]),
            ("`${function () {}}`", vec![Begins::Function(3)]),
            ("'function () {}'", vec![]),
        ] {
            let found: Vec<Begins> =
                with_functions(text).filter_map(|(_, begins)| begins).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
