//! The strings of scripts and JSON, found by tokens, each with what is around it.

use std::{borrow::Cow, ops::Range};

use crate::token::{Lexer, Token, TokenKind};

/// A string in quotes or a template.
pub(super) struct Literal<'t> {
    /// Its value; of a template, up to the first substitution.
    pub(super) name: Cow<'t, str>,
    /// The offset of its quote.
    pub(super) start: usize,
    /// The key whose value it is; empty if it is an item of a list.
    pub(super) key: &'t str,
    /// It is a key itself.
    pub(super) is_key: bool,
    /// A substitution or another string follows, so that only its beginning is known.
    pub(super) is_beginning: bool,
    /// It follows a `+`, so that only its end is known.
    pub(super) is_end: bool,
    /// It is a whole item of a list, or the whole value of a key.
    is_whole: bool,
    /// The number of brackets around it.
    pub(super) depth: usize,
    /// The innermost object around it, by its position in [`Literals::objects`].
    object: usize,
}

/// An object or another pair of brackets.
struct Bracket<'t> {
    outer: usize,
    /// The key whose value it is.
    key: &'t str,
    /// It is the value of `config`.
    configures: bool,
    /// The value of its key `root`.
    root: Option<String>,
    /// The innermost pair around it, or itself, that has a root; 0 if none has.
    rooted: usize,
}

impl<'t> Bracket<'t> {
    fn inside(outer: usize, key: &'t str, configures: bool) -> Self {
        Self { outer, key, configures, root: None, rooted: 0 }
    }
}

/// The strings of a text.
pub(super) struct Literals<'t> {
    pub(super) all: Vec<Literal<'t>>,
    objects: Vec<Bracket<'t>>,
}

impl<'t> Literals<'t> {
    /// Reads parts of a text, each of which begins outside quotes and comments.
    pub(super) fn in_parts(text: &'t str, parts: &[Range<usize>]) -> Self {
        let mut found = Self { all: Vec::new(), objects: vec![Bracket::inside(0, "", false)] };
        for part in parts {
            found.part(&text[part.clone()], part.start);
        }
        // A root may stand behind the lists. Outer brackets come before inner ones.
        for at in 1..found.objects.len() {
            let Bracket { outer, root, .. } = &found.objects[at];
            let rooted = if root.is_some() { at } else { found.objects[*outer].rooted };
            found.objects[at].rooted = rooted;
        }
        found
    }

    fn part(&mut self, text: &'t str, offset: usize) {
        let mut open = vec![0];
        let mut before: [Option<Token>; 3] = [None; 3];
        let mut tokens = Lexer::new(text).peekable();
        while let Some(token) = tokens.next() {
            let innermost = open.last().copied().unwrap_or(0);
            match token.kind {
                TokenKind::Open => {
                    let around = Around { text, before, next: None };
                    let configures = around.is_config(token.start);
                    self.objects.push(Bracket::inside(innermost, around.key(), configures));
                    open.push(self.objects.len() - 1);
                }
                TokenKind::Close if open.len() > 1 => {
                    open.pop();
                }
                TokenKind::Text | TokenKind::Template => {
                    let around = Around { text, before, next: tokens.peek().copied() };
                    if let Some(literal) = around.literal(token, offset, innermost, open.len() - 1)
                    {
                        self.add(literal);
                    }
                }
                _ => {}
            }
            before = [before[1], before[2], Some(token)];
        }
    }

    fn add(&mut self, literal: Literal<'t>) {
        if literal.key == "root" && !literal.is_beginning {
            let root = literal.name.trim_matches('/').to_owned();
            self.objects[literal.object].root.get_or_insert(root);
        }
        self.all.push(literal);
    }

    /// Whether a string is an item of `pages: […]`, or the `path` of one. Code may have other lists
    /// with this name, so there it must be a part of `config`.
    pub(super) fn is_page(&self, literal: &Literal<'_>, is_configuration: bool) -> bool {
        let own = &self.objects[literal.object];
        let list = match literal.key {
            "" => own,
            "path" => &self.objects[own.outer],
            _ => return false,
        };
        let is_item = literal.is_whole && !literal.is_key && list.key == "pages";
        is_item && (is_configuration || self.is_in_config(literal.object))
    }

    /// Whether a string is the whole value of a member of `key: { … }`.
    pub(super) fn is_value_in(&self, literal: &Literal<'_>, key: &str) -> bool {
        literal.is_whole && !literal.is_key && self.objects[literal.object].key == key
    }

    fn is_in_config(&self, object: usize) -> bool {
        let outer = |&at: &usize| (at > 0).then(|| self.objects[at].outer);
        std::iter::successors(Some(object), outer).any(|at| self.objects[at].configures)
    }

    /// The root of the sub-package that lists a page, before or after it.
    pub(super) fn package(&self, literal: &Literal<'_>) -> &str {
        let rooted = self.objects[literal.object].rooted;
        self.objects[rooted].root.as_deref().unwrap_or_default()
    }
}

/// What is around a token: the three tokens before it, and the next one.
struct Around<'t> {
    text: &'t str,
    before: [Option<Token>; 3],
    next: Option<Token>,
}

impl<'t> Around<'t> {
    fn literal(
        &self,
        token: Token,
        offset: usize,
        object: usize,
        depth: usize,
    ) -> Option<Literal<'t>> {
        let is_joined = is_punct(self.next, b'+');
        let (name, has_substitution) = content(self.text, token)?;
        let [_, _, last] = self.before;
        Some(Literal {
            name,
            start: offset + token.start,
            key: self.key(),
            is_key: is_punct(self.next, b':') && self.begins_member(last),
            is_beginning: has_substitution || is_joined,
            is_end: is_punct(last, b'+'),
            is_whole: self.is_whole(last),
            depth,
            object,
        })
    }

    /// The key before the token. In `a ? 'x' : 'y'`, there is none.
    fn key(&self) -> &'t str {
        let [first, Some(key), colon] = self.before else { return "" };
        if !is_punct(colon, b':') || !self.begins_member(first) {
            return "";
        }
        match key.kind {
            TokenKind::Word => &self.text[key.start..key.end],
            TokenKind::Text => &self.text[key.start + 1..key.end - 1],
            _ => "",
        }
    }

    fn is_whole(&self, last: Option<Token>) -> bool {
        let begins =
            |token: Token| matches!(token.kind, TokenKind::Open | TokenKind::Punct(b',' | b':'));
        let ends = |token: Token| matches!(token.kind, TokenKind::Close | TokenKind::Punct(b','));
        last.is_none_or(begins) && self.next.is_none_or(ends)
    }

    /// `config: {`, `config = {`, `config: Type = {`
    fn is_config(&self, at: usize) -> bool {
        if !is_punct(self.before[2], b'=') {
            return self.key() == "config";
        }
        let target = self.text[..at].trim_end().trim_end_matches('=');
        let target = target.rsplit([';', '{', '}', '\n']).next().unwrap_or_default();
        target.split([':', ' ']).any(|word| word == "config")
    }

    /// Whether a member of an object may follow a token.
    fn begins_member(&self, token: Option<Token>) -> bool {
        token.is_none_or(|token| {
            token.kind == TokenKind::Open && self.text[token.start..].starts_with('{')
                || token.kind == TokenKind::Punct(b',')
        })
    }
}

fn is_punct(token: Option<Token>, byte: u8) -> bool {
    token.is_some_and(|token| token.kind == TokenKind::Punct(byte))
}

/// The value of a string or template, and whether it continues with a substitution. `None` for the
/// later pieces of a template.
fn content(text: &str, token: Token) -> Option<(Cow<'_, str>, bool)> {
    let written = &text[token.start..token.end];
    let quote = written.chars().next()?;
    if token.kind == TokenKind::Text {
        return Some((unescaped(written.get(1..written.len() - 1)?), false));
    }
    let inner = written.strip_prefix(quote).filter(|_| quote == '`')?;
    match inner.strip_suffix('`') {
        Some(whole) => Some((unescaped(whole), false)),
        None => text[token.end..].starts_with("${").then(|| (unescaped(inner), true)),
    }
}

/// Replaces escape sequences by the characters that they mean.
fn unescaped(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let mut value = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let mut letters = after.chars();
        let Some(kind) = letters.next() else { return Cow::Owned(value) };
        rest = letters.as_str();
        let digits = match kind {
            'x' => rest.get(..2).map(|digits| (digits, 2)),
            'u' => match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
                Some((digits, _)) => Some((digits, digits.len() + 2)),
                None => rest.get(..4).map(|digits| (digits, 4)),
            },
            _ => None,
        };
        let code = digits.and_then(|(digits, length)| {
            let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((letter, length))
        });
        match (kind, code) {
            (_, Some((letter, length))) => {
                value.push(letter);
                rest = &rest[length..];
            }
            ('n', _) => value.push('\n'),
            ('t', _) => value.push('\t'),
            ('r', _) => value.push('\r'),
            ('\n', _) => {}
            (letter, _) => value.push(letter),
        }
    }
    value.push_str(rest);
    Cow::Owned(value)
}

/// The value behind a key or `=`, which ends at a comma, at a semicolon or before the bracket that
/// closes what is around it.
pub(super) fn value_end(text: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for token in Lexer::new(&text[start..]) {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close | TokenKind::Punct(b',' | b';') if depth == 0 => {
                return start + token.start;
            }
            TokenKind::Close => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The maximum length of the arguments of one import, and of what is read as arguments if nothing
/// closes them: the word is then part of a text.
const LONGEST_ARGUMENTS: usize = 64 << 10;
const LONGEST_UNCLOSED: usize = 4 << 10;

/// The text between the parentheses whose opening one is at an offset, and whether one closes them.
pub(super) fn in_parentheses(text: &str, open: usize) -> (Range<usize>, bool) {
    let start = open + 1;
    let within = |most: usize| start..text.floor_char_boundary(start.saturating_add(most));
    let mut depth = 0_usize;
    for token in Lexer::new(&text[within(LONGEST_ARGUMENTS)]) {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close if depth == 0 => return (start..start + token.start, true),
            TokenKind::Close => depth -= 1,
            _ => {}
        }
    }
    (within(LONGEST_UNCLOSED), false)
}

#[cfg(test)]
mod tests {
    use super::{Literals, in_parentheses, unescaped, value_end};

    #[test]
    fn strings_have_values_keys_and_packages() {
        let shown = |text: &str| {
            let whole: Vec<_> = std::iter::once(0..text.len()).collect();
            let found = Literals::in_parts(text, &whole);
            let one = |literal: &super::Literal<'_>| {
                let key = if literal.is_key { "a key" } else { literal.key };
                format!("{key}:{}+{}", found.package(literal), literal.name)
            };
            found.all.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("{ \"t\": \"a \\\"b\", x: 'c' }", "a key:+t t:+a \"b x:+c"),
            ("[{ pages: ['a'], root: 'r/' }, 'b']", ":r+a root:r+r/ :+b"),
            ("[x ? 'a' : 'b']", ":+a :+b"),
            ("[/* it's */ 'a', `b${c}d`, `e`]", ":+a :+b :+e"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn escape_sequences_are_characters() {
        for (written, value) in [
            ("\\u0062/b", "b/b"),
            ("\\u{62}\\x63", "bc"),
            ("a\\/b\\", "a/b"),
            ("\\u00", "u00"),
            ("\\页", "页"),
        ] {
            assert_eq!(unescaped(written), value, "{written}");
        }
    }

    #[test]
    fn values_and_arguments_end_at_their_own_brackets() {
        let text = "{ a: [1, ')' /* ] */, (2)], b }";
        assert_eq!(&text[5..value_end(text, 5)], "[1, ')' /* ] */, (2)]");
        let text = "f('(' /* ) */, g()) + h()";
        assert_eq!(&text[in_parentheses(text, 1).0], "'(' /* ) */, g()");
    }
}
