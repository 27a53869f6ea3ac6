//! Uses by tokens, for a file that cannot be parsed.
//!
//! Without a syntax tree there are no scopes, so every `wx` that is not a member, and every name
//! imported from a module that exports the platform, is treated as the platform. Uses that depend
//! on values are lost: aliases, constants, other modules. The file is reported as not analysed,
//! because the result is incomplete.

use std::{collections::BTreeSet, ops::Range};

use super::{
    elements::{TokenElement, elements},
    imports::{Imports, imports},
    stream::{TokenStream, unquoted},
};
use crate::{
    catalog::Catalog,
    scan::{
        Evidence, UseKind,
        script::{Hosts, target::FoundTarget},
    },
    token::TokenKind,
};

/// A use before the interface is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct TokenUse {
    pub(in super::super) target: FoundTarget,
    pub(in super::super) kind: UseKind,
    pub(in super::super) evidence: Evidence,
    pub(in super::super) range: Range<usize>,
}

/// Finds `wx . member`, members imported by name, scopes in `wx.authorize(…)`, methods of variables
/// to which a factory's result is assigned, and JSX elements.
pub(in super::super) fn scan_tokens(
    text: &str,
    hosts: &Hosts,
    catalog: &Catalog,
) -> (Vec<TokenUse>, Vec<TokenElement>) {
    let tokens = TokenStream::new(text);
    let imports = imports(&tokens);
    let mut uses = Vec::new();
    let mut managers: BTreeSet<(&str, &str)> = BTreeSet::new();
    for at in 0..tokens.len() {
        let access = tokens
            .host_access(at, hosts, &imports)
            .or_else(|| tokens.imported_member(at, hosts, &imports));
        let Some(access) = access else {
            continue;
        };
        let member = hosts.member(access.member);
        let called = tokens.is(access.next, b'(');
        if let Some(object) = catalog.factory(member) {
            managers.extend(tokens.assigned_name(at).map(|name| (name, object)));
        }
        if catalog.scope_call(member).is_some() && called {
            uses.extend(tokens.scopes(access.next, access.evidence));
        }
        if !catalog.member(member).is_empty() && !tokens.is_override(access.next) {
            let kind = if called { UseKind::Call } else { UseKind::Reference };
            let range = tokens.all[at].start..tokens.all[access.next - 1].end;
            uses.push(TokenUse {
                target: FoundTarget::Member(member.to_owned()),
                kind,
                evidence: access.evidence,
                range,
            });
        }
    }
    for at in 0..tokens.len() {
        uses.extend(
            managers
                .iter()
                .filter_map(|&(name, object)| tokens.method_use(at, name, object, catalog)),
        );
    }
    (uses, elements(&tokens, &imports, hosts))
}

struct Access<'t> {
    member: &'t str,
    evidence: Evidence,
    /// The token after the access.
    next: usize,
}

impl<'t> TokenStream<'t> {
    /// The member after `.` or `?.` or in `['…']`, and the token after it.
    fn member(&self, at: usize) -> Option<(&'t str, usize)> {
        let dot = if self.is(at, b'?') && self.is(at + 1, b'.') { at + 1 } else { at };
        if self.is(dot, b'.') && self.kind(dot + 1) == Some(TokenKind::Word) {
            return Some((self.str(dot + 1), dot + 2));
        }
        let bracket = if self.is(dot, b'.') { dot + 1 } else { dot };
        let literal = self.is(bracket, b'[')
            && self.kind(bracket + 1) == Some(TokenKind::Text)
            && self.is(bracket + 2, b']');
        literal.then(|| (unquoted(self.str(bracket + 1)), bracket + 3))
    }

    fn host_access(&self, at: usize, hosts: &Hosts, imports: &Imports<'_>) -> Option<Access<'t>> {
        if self.kind(at) != Some(TokenKind::Word) || (at > 0 && self.is(at - 1, b'.')) {
            return None;
        }
        let name = self.str(at);
        let evidence = match imports.get(name) {
            Some(imported) => imported.is_host(hosts).then_some(Evidence::Framework)?,
            None => hosts.global(name)?,
        };
        let (member, next) = self.member(at + 1)?;
        Some(Access { member, evidence, next })
    }

    /// A member that is imported by name.
    fn imported_member(
        &self,
        at: usize,
        hosts: &Hosts,
        imports: &Imports<'t>,
    ) -> Option<Access<'t>> {
        let is_name = self.kind(at) == Some(TokenKind::Word)
            && !(at > 0 && self.is(at - 1, b'.'))
            && !self.is(at + 1, b':');
        let imported = imports.get(self.str(at)).filter(|_| is_name)?;
        let is_member = hosts.module(imported.module).is_some() && !imported.is_host(hosts);
        is_member.then_some(Access {
            member: imported.name,
            evidence: Evidence::Framework,
            next: at + 1,
        })
    }

    /// `wx.x = …` replaces the interface instead of using it.
    fn is_override(&self, next: usize) -> bool {
        self.is(next, b'=') && !self.is(next + 1, b'=')
    }

    /// Scopes that are string literals in the arguments of a call.
    fn scopes(&self, open: usize, evidence: Evidence) -> Vec<TokenUse> {
        let mut depth = 0_usize;
        let mut found = Vec::new();
        for (at, token) in self.all.iter().enumerate().skip(open) {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                // Deeper strings are in callbacks, whose scopes belong to calls of their own.
                TokenKind::Text if depth <= 2 && unquoted(self.str(at)).starts_with("scope.") => {
                    found.push(TokenUse {
                        target: FoundTarget::Scope(unquoted(self.str(at)).to_owned()),
                        kind: UseKind::Scope,
                        evidence,
                        range: token.start..token.end,
                    });
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        found
    }

    fn method_use(
        &self,
        at: usize,
        name: &str,
        object: &str,
        catalog: &Catalog,
    ) -> Option<TokenUse> {
        if self.kind(at) != Some(TokenKind::Word) || self.str(at) != name {
            return None;
        }
        let (method, next) = self.member(at + 1)?;
        catalog.method(object, method)?;
        let kind = if self.is(next, b'(') { UseKind::Call } else { UseKind::Reference };
        let range = self.all[at].start..self.all[next - 1].end;
        let target = FoundTarget::Method(object.to_owned(), method.to_owned());
        Some(TokenUse { target, kind, evidence: Evidence::Alias, range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ProgramKind;

    fn found(text: &str) -> Vec<String> {
        let (uses, _) =
            scan_tokens(text, &Hosts::native(), &Catalog::for_kind(ProgramKind::MiniProgram));
        uses.iter()
            .map(|found| format!("{} {:?}", &text[found.range.clone()], found.kind))
            .collect()
    }

    #[test]
    fn a_broken_file_keeps_its_uses() {
        let text = "let x = ; wx . getLocation({ }) \n wx?.['chooseImage'] \n wx.getUserInfo = 1; a.wx.chooseVideo() // wx.chooseMedia()";
        assert_eq!(found(text), ["wx . getLocation Call", "wx?.['chooseImage'] Reference"]);
    }

    #[test]
    fn scopes_and_managers_are_found_too() {
        let text = "wx.authorize({ scope: 'scope.record', success() { f('scope.camera') } }; r = wx.getRecorderManager(); this.r.start()";
        assert_eq!(found(text), ["'scope.record' Scope", "r.start Call"]);
    }

    #[test]
    fn unbalanced_brackets_do_no_harm() {
        assert_eq!(found("wx.authorize(]]]]"), [""; 0]);
        assert_eq!(found("wx.authorize("), [""; 0]);
    }
}
