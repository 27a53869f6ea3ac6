//! Protects the Rust parser: estimates how deep the tree of these tokens can become.
//!
//! Splitting a text into tokens is iterative; parsing it and walking the tree recurse. Brackets
//! nest, and so do chains without brackets (`!!!!a`, `a+a+…`, `a.b().c()…`), so the estimate is the
//! sum, over the open brackets, of the tokens since the last separator.

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream::IntoIter};

/// Open brackets at one point.
const MAX_BRACKETS: usize = 400;
/// Tokens since the last separator, summed over the open brackets.
const MAX_CHAIN: usize = 20_000;

/// True when the parser must not see the tokens.
pub(super) fn is_too_deep(tokens: TokenStream) -> bool {
    let mut open: Vec<(IntoIter, usize, bool)> = Vec::new();
    let mut here = (tokens.into_iter(), 0_usize);
    let mut outside = 0_usize;
    let mut after_block = false;
    loop {
        let Some(token) = here.0.next() else {
            let Some((tokens, chain, is_block)) = open.pop() else { return false };
            outside -= chain;
            here = (tokens, chain);
            after_block = is_block;
            continue;
        };
        if after_block && begins(&token) {
            here.1 = 0;
        }
        after_block = false;
        here.1 += 1;
        match token {
            TokenTree::Punct(mark) if matches!(mark.as_char(), ';' | ',') => here.1 = 0,
            TokenTree::Group(group) => {
                outside += here.1;
                let (tokens, chain) = std::mem::replace(&mut here, (group.stream().into_iter(), 0));
                open.push((tokens, chain, group.delimiter() == Delimiter::Brace));
            }
            _ => {}
        }
        if open.len() > MAX_BRACKETS || outside + here.1 > MAX_CHAIN {
            return true;
        }
    }
}

/// After a block, a word or an attribute begins a new statement; an operator or a bracket continues
/// the expression.
fn begins(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => *word != "else" && *word != "as",
        TokenTree::Punct(mark) => mark.as_char() == '#',
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
    }
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    const N: usize = 100_000;

    #[test]
    fn every_way_to_nest_is_seen() {
        let hostile = [
            format!("{}{}", "(".repeat(N), ")".repeat(N)),
            format!("fn f<'a>() {{ {}'x' }}", "!".repeat(N)),
            format!("const A: u8 = {}1;", "1+".repeat(N)),
            format!("const A: u8 = {}1;", "{}+".repeat(N)),
            format!("const A: u8 = a{};", ".b()".repeat(N)),
            format!("fn f() {{ {}{{}} }}", "if a {} else ".repeat(N)),
            format!("type A = {}u8{};", "B<".repeat(N), ">".repeat(N)),
        ];
        for text in hostile {
            assert!(is_too_deep(text.parse().expect("tokens")), "{}…", &text[..20]);
        }
    }

    #[test]
    fn long_files_of_flat_code_are_not_deep() {
        let honest = [
            "fn f() { a(b, c); }\n".repeat(N / 4),
            format!("fn f() {{ match a {{ {} }} }}", "1 => {} ".repeat(N / 4)),
        ];
        for text in honest {
            assert!(!is_too_deep(text.parse().expect("tokens")), "{}…", &text[..20]);
        }
    }
}
