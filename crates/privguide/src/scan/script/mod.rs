//! Finding uses in scripts.

mod source;
mod tokens;

pub use source::{Dialect, HostGlobal, HostModule, Hosts, Module, Resolver};
use tokens::{TokenTarget, TokenUse, scan_tokens};

use super::{Scan, Unanalysed, UnanalysedReason, Use};
use crate::{catalog::Catalog, token::is_too_deep, tree::SourceText};

/// Analyses the scripts of a program.
#[must_use]
pub fn scan_scripts(modules: &[Module], hosts: &Hosts, catalog: &Catalog, _resolver: &dyn Resolver) -> Scan {
    let mut scan = Scan::default();
    for module in modules {
        if is_too_deep(module.text()) {
            let (file, reason) = (module.file().clone(), UnanalysedReason::TooDeep);
            scan.unanalysed.push(Unanalysed { file, reason, place: None, detail: String::new() });
        }
        let uses = scan_tokens(module.text(), hosts, catalog);
        scan.uses.extend(uses.into_iter().filter_map(|found| token_use(found, &module.source, catalog)));
    }
    scan
}

fn token_use(found: TokenUse, source: &SourceText, catalog: &Catalog) -> Option<Use> {
    let interface = match &found.target {
        TokenTarget::Member(member) => catalog.member(member).first(),
        TokenTarget::Scope(scope) => catalog.scope(scope),
        TokenTarget::Method(object, method) => catalog.method(object, method),
    }?;
    Some(Use { interface: interface.clone(), kind: found.kind, evidence: found.evidence, place: source.place(found.range) })
}
