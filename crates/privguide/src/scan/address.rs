//! Network addresses that a program connects to or names, with the way of connecting and the place
//! in the code.
//!
//! Only the origin is stored, because paths and queries may contain private data. What a host does
//! with the data that it receives cannot be seen in the program.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{
    catalog::{Channel, addresses},
    origin::{host, is_local},
    scan::Bringer,
    token::{Lexer, Token, TokenKind},
    tree::{Place, TreePath},
};

/// A place at which the program connects to a host, or names one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// The call, the element, or the string.
    pub place: Place,
    /// The way of connecting.
    pub channel: Channel,
    /// `scheme://host[:port]`; `None` if it is only known at run time.
    pub origin: Option<String>,
    /// The package that contains the address, if that is not in the tree; `place` is then the
    /// import.
    pub bringer: Option<Arc<Bringer>>,
    /// The expression for an address that is only known at run time: `app.url(…)`, `options.url`.
    /// All calls with the same expression have the same address.
    pub giver: Option<String>,
}

impl Address {
    /// The host without scheme and port.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.origin.as_deref().map(host)
    }

    /// True if information can leave the control of the developer and the platform through it.
    #[must_use]
    pub fn carries_away(&self) -> bool {
        let is_other = |host| !is_local(host) && !addresses().is_platform(host);
        self.channel.carries_information() && self.host().is_some_and(is_other)
    }

    /// Addresses that are only known at run time, grouped by expression and channel: the addresses
    /// of a group have the same recipient. The largest group comes first.
    #[must_use]
    pub fn by_giver<'a>(addresses: impl Iterator<Item = &'a Self>) -> Vec<Vec<&'a Self>> {
        by_giver(addresses)
    }
}

fn by_giver<'a>(addresses: impl Iterator<Item = &'a Address>) -> Vec<Vec<&'a Address>> {
    let mut groups: BTreeMap<(Channel, Option<&str>), Vec<&Address>> = BTreeMap::new();
    for address in addresses.filter(|address| address.origin.is_none()) {
        groups.entry((address.channel, address.giver.as_deref())).or_default().push(address);
    }
    let mut groups: Vec<Vec<&Address>> = groups.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
    groups
}

/// The expression for the address in an option of a call, without the contents of brackets and
/// strings, which can be long and private.
pub(super) fn giver(argument: &str, option: &str) -> String {
    given(argument, option).0
}

/// Like [`giver`], with the string if the expression is a single string.
pub(super) fn given<'a>(argument: &'a str, option: &str) -> (String, Option<&'a str>) {
    let tokens: Vec<Token> = Lexer::new(argument).collect();
    let word = |token: &Token| &argument[token.start..token.end];
    let depths: Vec<usize> = tokens
        .iter()
        .scan(0_usize, |depth, token| {
            *depth = if token.kind == TokenKind::Close { depth.saturating_sub(1) } else { *depth };
            let own = *depth;
            *depth += usize::from(token.kind == TokenKind::Open);
            Some(own)
        })
        .collect();
    let is_key = |at: usize| {
        let is_named = word(&tokens[at]).trim_matches(['"', '\'']) == option;
        depths[at] == 1 && is_named && tokens.get(at + 1).is_some_and(|next| word(next) == ":")
    };
    let is_object = tokens.first().is_some_and(|first| word(first) == "{");
    let (from, inside) = match (0..tokens.len()).find(|&at| is_object && is_key(at)) {
        Some(key) => (key + 2, 1),
        // `{ url }`, `{ ...options }`, `options`.
        None if is_object => return (option.to_owned(), None),
        None => (0, 0),
    };
    let mut written = String::new();
    let mut text_alone = None;
    for at in from..tokens.len() {
        let text = word(&tokens[at]);
        let ends = depths[at] < inside || depths[at] == inside && matches!(text, "," | ";");
        if ends || written.chars().count() > LONGEST_GIVER {
            break;
        }
        if depths[at] > inside {
            continue;
        }
        text_alone = (at == from && tokens[at].kind == TokenKind::Text)
            .then(|| text.get(1..text.len() - 1))
            .flatten();
        match tokens[at].kind {
            TokenKind::Text | TokenKind::Template => written.push_str("\"…\""),
            TokenKind::Open => written.extend([text, "…"]),
            TokenKind::Punct(b'.') if written.ends_with(" ? ") => {
                written.replace_range(written.len() - 3.., "?.");
            }
            TokenKind::Punct(b'+' | b'?' | b':' | b'|' | b'&') => written.extend([" ", text, " "]),
            TokenKind::Word if written.ends_with(|c: char| c.is_alphanumeric()) => {
                written.extend([" ", text]);
            }
            _ => written.push_str(text),
        }
    }
    let written = written.replace("|  |", "||").replace("&  &", "&&");
    let is_short = written.chars().count() <= LONGEST_GIVER;
    (
        if is_short {
            written
        } else {
            written.chars().take(LONGEST_GIVER).chain(['…']).collect()
        },
        text_alone,
    )
}

/// Longer ones are truncated.
const LONGEST_GIVER: usize = 60;

/// Each origin once for each channel and file. A string is dropped if its file also contains a call
/// to the same host. A call with an unknown address is kept as a separate place.
pub(crate) fn normalised(mut addresses: Vec<Address>) -> Vec<Address> {
    addresses.sort();
    addresses.dedup();
    let of_file = |address: &Address| (address.place.file.clone(), address.origin.clone());
    let of_calls: BTreeSet<(TreePath, Option<String>)> =
        addresses.iter().filter(|address| address.channel != Channel::Named).map(of_file).collect();
    let mut seen = BTreeSet::new();
    addresses.retain(|address| {
        let is_known = address.channel == Channel::Named && of_calls.contains(&of_file(address));
        !is_known
            && (address.origin.is_none()
                || seen.insert((of_file(address), address.channel, address.bringer.clone())))
    });
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_an_address_is_said_without_its_arguments() {
        for (argument, expected) in [
            (
                "{ url: app.globalData.get_request_url('a', 'b'), data: { url: 1 } }",
                "app.globalData.get_request_url(…)",
            ),
            ("{ data: { url: 'https://inner' }, 'url': options.url }", "options.url"),
            ("{ method: 'GET', url }", "url"),
            ("options", "options"),
            ("{ ...options }", "url"),
            ("{ url: base + '/a?token=secret' }", "base + \"…\""),
            ("{ url: `${base}/a?token=${secret}` }", "\"…\"${…}\"…\"${…}\"…\""),
            ("{ url: ok ? a : this.b[c.d].e }", "ok ? a : this.b[…].e"),
            ("{ url: a?.b || c }", "a?.b || c"),
            ("{ url: await get(1) }", "await get(…)"),
            ("{ url: ", ""),
        ] {
            assert_eq!(giver(argument, "url"), expected, "{argument}");
        }
        assert!(
            giver(&format!("{{ url: {} }}", "a.".repeat(100)), "url").chars().count()
                <= LONGEST_GIVER + 1
        );
    }
}
