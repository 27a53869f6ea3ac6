//! JSX elements in a file that cannot be parsed: start tags with imported names, and their literal
//! attributes.

use std::ops::Range;

use super::{imports::Imports, stream::TokenStream};
use crate::{
    scan::script::{Hosts, Literals},
    token::TokenKind,
};

/// A start tag.
pub(in super::super) struct TokenElement {
    pub(in super::super) range: Range<usize>,
    pub(in super::super) tag: String,
    pub(in super::super) imported: (String, String),
    pub(in super::super) attributes: Vec<(String, Literals)>,
}

/// The start tags of components that the module of a framework exports.
pub(super) fn elements(
    tokens: &TokenStream<'_>,
    imports: &Imports<'_>,
    hosts: &Hosts,
) -> Vec<TokenElement> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !tokens.is(at, b'<') {
            continue;
        }
        let tag = tokens.str(at + 1);
        let Some(imported) = imports
            .get(tag)
            .filter(|imported| hosts.components.iter().any(|known| known == imported.module))
        else {
            continue;
        };
        let (attributes, end) = attributes(tokens, at + 2);
        found.push(TokenElement {
            range: tokens.start(at)..end,
            tag: tag.to_owned(),
            imported: (imported.module.to_owned(), imported.name.to_owned()),
            attributes,
        });
    }
    found
}

/// The attributes up to the end of the tag, and the position of that end.
fn attributes(tokens: &TokenStream<'_>, start: usize) -> (Vec<(String, Literals)>, usize) {
    let mut found = Vec::new();
    let mut at = start;
    while at < tokens.len() && !tokens.is(at, b'>') && !tokens.is(at, b'<') {
        if tokens.kind(at) != Some(TokenKind::Word) {
            at = if tokens.kind(at) == Some(TokenKind::Open) {
                after_bracket(tokens, at)
            } else {
                at + 1
            };
            continue;
        }
        let name = tokens.str(at).to_owned();
        at += 1;
        if !tokens.is(at, b'=') {
            found.push((name, Literals::default()));
        } else if tokens.kind(at + 1) == Some(TokenKind::Text) {
            let texts = [tokens.text_at(at + 1).to_owned()].into();
            found.push((name, Literals { texts, is_open: false }));
            at += 2;
        } else {
            let end = after_bracket(tokens, at + 1);
            let inside: Vec<usize> = (at + 2..end.saturating_sub(1)).collect();
            let texts = inside.iter().filter(|&&at| tokens.kind(at) == Some(TokenKind::Text));
            let is_literal =
                matches!(inside.as_slice(), [only] if tokens.kind(*only) == Some(TokenKind::Text));
            let texts = texts.map(|&at| tokens.text_at(at).to_owned()).collect();
            found.push((name, Literals { texts, is_open: !is_literal }));
            at = end;
        }
    }
    (found, tokens.start(at))
}

/// The token after the bracket that closes the one at `at`.
fn after_bracket(tokens: &TokenStream<'_>, at: usize) -> usize {
    let mut depth = 0_usize;
    for here in at..tokens.len() {
        match tokens.kind(here) {
            Some(TokenKind::Open) => depth += 1,
            Some(TokenKind::Close) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return here + 1;
        }
    }
    tokens.len()
}
