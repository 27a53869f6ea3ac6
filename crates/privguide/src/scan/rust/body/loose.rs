//! Macros: their content may have any syntax, so it is parsed if possible, and otherwise searched for
//! names.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Expr, LitStr, Token, parse::Parser as _, punctuated::Punctuated, visit::Visit as _};

use super::{
    super::{binding::plain, guard::is_too_deep},
    BodyReader, FunctionBody, PathUse,
};

/// How deep brackets of a macro with an unknown syntax are parsed as arguments or statements;
/// deeper ones are only searched for names, because every attempt reads all that is inside.
const MAX_ATTEMPTS: usize = 4;

/// A name in tokens of an unknown syntax.
#[derive(Default)]
struct LooseName {
    segments: Vec<String>,
    range: Range<usize>,
    kind: LooseKind,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum LooseKind {
    #[default]
    Path,
    /// After a dot.
    Method,
    /// After `fn`.
    Definition,
}

impl FunctionBody {
    /// Reads the content of a macro, which may have any syntax.
    pub(in crate::scan::rust) fn of_tokens(tokens: &TokenStream) -> Self {
        let mut reader = BodyReader::default();
        reader.tokens(tokens);
        reader.body
    }

    /// Reads the definition of a macro: the blocks after `=>`.
    pub(in crate::scan::rust) fn of_macro(tokens: &TokenStream) -> Self {
        let mut reader = BodyReader::default();
        let mut is_body = false;
        for token in tokens.clone() {
            match token {
                TokenTree::Punct(mark) => is_body = mark.as_char() == '>',
                TokenTree::Group(group) if is_body => {
                    reader.tokens(&without_dollars(group.stream()));
                    is_body = false;
                }
                _ => is_body = false,
            }
        }
        reader.body
    }
}

/// The tokens without `$`: then `$x` is a name and `$crate` a path like others.
fn without_dollars(tokens: TokenStream) -> TokenStream {
    let kept = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Punct(mark) if mark.as_char() == '$' => None,
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), without_dollars(group.stream()));
            inner.set_span(group.span());
            Some(TokenTree::Group(inner))
        }
        token => Some(token),
    });
    kept.collect()
}

impl BodyReader {
    /// Parses the tokens as arguments or statements if they look like these; otherwise only finds
    /// names before brackets.
    pub(super) fn tokens(&mut self, tokens: &TokenStream) {
        if is_too_deep(tokens.clone()) {
            return;
        }
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = arguments.parse2(tokens.clone()) {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        } else if let Ok(statements) = syn::Block::parse_within.parse2(tokens.clone()) {
            for statement in &statements {
                self.visit_stmt(statement);
            }
        } else {
            self.loose_tokens(tokens.clone());
        }
    }

    /// Finds names in tokens whose syntax is not known: paths, and methods that are called.
    fn loose_tokens(&mut self, tokens: TokenStream) {
        self.loose += 1;
        let mut name = LooseName::default();
        // The punctuation since the name.
        let mut marks = String::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let (text, range) = (plain(&ident.to_string()), ident.span().byte_range());
                    if marks == "::" && !name.segments.is_empty() {
                        name.segments.push(text);
                        name.range.end = range.end;
                    } else {
                        let is_after_fn = marks.is_empty() && name.segments == ["fn"];
                        let kind = match marks.as_str() {
                            "." => LooseKind::Method,
                            _ if is_after_fn => LooseKind::Definition,
                            _ => LooseKind::Path,
                        };
                        let next = LooseName { segments: vec![text], range, kind };
                        self.loose_name(std::mem::replace(&mut name, next), false);
                    }
                    marks.clear();
                }
                TokenTree::Group(group) => {
                    let is_called = marks.is_empty() && group.delimiter() == Delimiter::Parenthesis;
                    self.loose_name(std::mem::take(&mut name), is_called);
                    marks.clear();
                    if self.loose < MAX_ATTEMPTS {
                        self.tokens(&group.stream());
                    } else {
                        self.loose_tokens(group.stream());
                    }
                }
                TokenTree::Literal(literal) => {
                    self.loose_name(std::mem::take(&mut name), false);
                    marks.clear();
                    if let Ok(text) = syn::parse2::<LitStr>(TokenTree::Literal(literal).into()) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Punct(mark) => marks.push(mark.as_char()),
            }
        }
        self.loose_name(name, false);
        self.loose -= 1;
    }

    fn loose_name(&mut self, name: LooseName, called: bool) {
        let LooseName { mut segments, range, kind } = name;
        let is_local = segments.len() == 1 && self.variables.contains_key(&segments[0]);
        match kind {
            LooseKind::Method if called => {
                self.body.methods.extend(segments.pop().map(|method| (method, range)));
            }
            LooseKind::Path if !segments.is_empty() && !is_local => {
                self.body.paths.push(PathUse { segments, called, range });
            }
            _ => {}
        }
    }
}
