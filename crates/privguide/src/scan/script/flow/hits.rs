//! Accesses that turned out to be interfaces.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::value::{Sym, Unknown};
use crate::{catalog::Channel, scan::Evidence};

/// What is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Target {
    /// A member of the host.
    Member(Sym),
    /// A method of an object that a factory makes: object and method.
    Method(Sym, Sym),
}

/// Accesses by site and target.
#[derive(Debug, Default)]
pub(super) struct Hits {
    found: HashMap<(u32, Target), Evidence>,
    /// Authorisation calls: the argument with the scopes.
    pub(super) scopes: Vec<ScopeCall>,
    /// Calls that connect to an address.
    pub(super) addresses: Vec<AddressCall>,
    /// Sites that read something which may be the host.
    pub(super) opaque: BTreeSet<u32>,
    /// Arguments that hand the host over to code that is not known.
    pub(super) handed: BTreeSet<u32>,
    /// Calls whose arguments are in the hands of unknown code, and how.
    pub(super) escaped: HashSet<(u32, Unknown)>,
    /// Calls of proxies that are wired: receiver, result, arguments, proxy.
    pub(super) proxied: HashSet<(u32, u32, u32, u32)>,
    /// Calls that carry all members of the host over.
    pub(super) spread: HashSet<u32>,
}

/// A call that takes a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScopeCall {
    /// Index of the argument that holds the scope.
    pub(super) argument: u32,
    /// What is called.
    pub(super) callee: u32,
    /// Receives the scope.
    pub(super) scope: u32,
    pub(super) evidence: Evidence,
}

/// A call that takes an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct AddressCall {
    /// Index of the argument that holds the address.
    pub(super) argument: u32,
    /// Receives the address.
    pub(super) address: u32,
    pub(super) channel: Channel,
}

impl Hits {
    /// The strongest evidence counts.
    pub(super) fn add(&mut self, site: u32, target: Target, evidence: Evidence) {
        let known = self.found.entry((site, target)).or_insert(evidence);
        *known = evidence.min(*known);
    }

    /// Everything found, in a fixed order.
    pub(super) fn sorted(&self) -> Vec<(u32, Target, Evidence)> {
        let mut all: Vec<_> = self
            .found
            .iter()
            .map(|(&(site, target), &evidence)| (site, target, evidence))
            .collect();
        all.sort_unstable();
        all
    }
}
