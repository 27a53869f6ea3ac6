//! The imports of a file, found by its tokens.

use std::collections::BTreeMap;

use super::stream::TokenStream;
use crate::{scan::script::Hosts, token::TokenKind};

/// By local name: the module, and the exported name (`*` for the whole module).
pub(super) type Imports<'t> = BTreeMap<&'t str, ImportedName<'t>>;

/// Where a name comes from.
#[derive(Clone, Copy)]
pub(super) struct ImportedName<'t> {
    pub(super) module: &'t str,
    pub(super) name: &'t str,
}

impl ImportedName<'_> {
    /// Whether the name is the platform itself.
    pub(super) fn is_host(&self, hosts: &Hosts) -> bool {
        let whole = matches!(self.name, "default" | "*");
        hosts
            .module(self.module)
            .is_some_and(|module| whole || module.hosts.iter().any(|host| host == self.name))
    }
}

/// `import a, { b as c } from 'm'`, `import * as d from 'm'`, `const e = require('m')`.
pub(super) fn imports<'t>(tokens: &TokenStream<'t>) -> Imports<'t> {
    let mut found = Imports::new();
    for at in 0..tokens.len() {
        match tokens.str(at) {
            "import" if tokens.kind(at) == Some(TokenKind::Word) => {
                import(tokens, at + 1, &mut found);
            }
            "require"
                if tokens.is(at + 1, b'(') && tokens.kind(at + 2) == Some(TokenKind::Text) =>
            {
                if let Some(name) = tokens.assigned_name(at) {
                    found.insert(name, ImportedName { module: tokens.text_at(at + 2), name: "*" });
                }
            }
            _ => {}
        }
    }
    found
}

fn import<'t>(tokens: &TokenStream<'t>, start: usize, found: &mut Imports<'t>) {
    // A declaration is short. Without a limit, an incomplete one would extend to the end of the
    // file.
    let Some(from) = (start..start + MAX_TOKENS)
        .find(|&at| tokens.str(at) == "from" && tokens.kind(at + 1) == Some(TokenKind::Text))
    else {
        return;
    };
    let module = tokens.text_at(from + 1);
    if matches!(tokens.str(start), "type" | "typeof")
        && tokens.kind(start + 1) != Some(TokenKind::Text)
    {
        return;
    }
    let mut at = start;
    let mut in_braces = false;
    while at < from {
        in_braces = tokens.is(at, b'{') || (in_braces && !tokens.is(at, b'}'));
        let renamed = tokens.str(at + 1) == "as" && at + 2 < from;
        let local = if renamed { at + 2 } else { at };
        if tokens.kind(local) == Some(TokenKind::Word)
            && (tokens.kind(at) == Some(TokenKind::Word) || tokens.is(at, b'*'))
        {
            let name = match (in_braces, tokens.is(at, b'*')) {
                (true, _) => tokens.str(at),
                (false, true) => "*",
                (false, false) => "default",
            };
            found.insert(tokens.str(local), ImportedName { module, name });
        }
        at = local + 1;
    }
}

/// The maximum number of tokens in an import declaration.
const MAX_TOKENS: usize = 400;
