//! Addresses that are passed to methods of the platform's objects: sockets, cloud functions.
//!
//! They are found by tokens, without tracking values: the type of an object is recognised by a text
//! that the file must contain.

use memchr::memmem;

use crate::{
    catalog::addresses,
    origin::named,
    scan::{Address, address::given, script::Module},
    token::{Lexer, Token, TokenKind},
};

/// Every such call in a script; if the option is not a string, its address is reported as unknown.
pub(in crate::scan) fn of_methods(module: &Module) -> Vec<Address> {
    let text = module.own_text();
    let holds = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    let is_near = |names: &[String]| names.iter().any(|name| holds(name));
    let rows: Vec<_> = addresses()
        .methods()
        .iter()
        .filter(|row| holds(&row.near) && is_near(&row.names))
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let tokens: Vec<Token> = Lexer::new(text).collect();
    let word = |at: usize| tokens.get(at).map_or("", |token| &text[token.start..token.end]);
    let mut found = Vec::new();
    for at in 1..tokens.len() {
        let is_call = tokens[at].kind == TokenKind::Word
            && word(at - 1) == "."
            && word(at + 1) == "("
            && word(at + 2) == "{";
        let row = rows.iter().find(|row| is_call && row.names.iter().any(|name| name == word(at)));
        let (Some(row), Some(open)) = (row, tokens.get(at + 2)) else { continue };
        let end = closing(&tokens, at + 2).map_or(text.len(), |close| close.end);
        let (giver, name) = given(&text[open.start..end], &row.option);
        let origin = name.and_then(|name| named(&row.scheme, name));
        let giver = origin.is_none().then_some(giver);
        let place = module.source.place(tokens[at].start..tokens[at].end);
        found.push(Address { place, channel: row.channel, origin, giver, bringer: None });
    }
    found
}

/// The bracket that closes the one at an index.
fn closing(tokens: &[Token], open: usize) -> Option<&Token> {
    let mut depth = 0_usize;
    tokens[open..].iter().find(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}
