//! Accesses and calls that were identified as interfaces.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::value::{Sym, Unknown};
use crate::{catalog::Channel, scan::Evidence};

/// What is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum AccessTarget {
    /// A member of the host.
    Member(Sym),
    /// A method of an object from a factory: the object's type, and the method.
    Method(Sym, Sym),
}

/// Accesses by site and target.
#[derive(Debug, Default)]
pub(super) struct Hits {
    found: HashMap<(u32, AccessTarget), Evidence>,
    /// Authorisation calls: the argument with the scopes.
    pub(super) scopes: Vec<ScopeCall>,
    /// Calls that connect to an address.
    pub(super) addresses: Vec<AddressArgument>,
    /// Sites that read from a value which may be the host.
    pub(super) opaque: BTreeSet<u32>,
    /// Arguments that pass the host to unknown code.
    pub(super) handed: BTreeSet<u32>,
    /// By object: the exclusions of each copy of unknown fields into it.
    pub(super) copied_unknown: HashMap<u32, Vec<u32>>,
    /// Loads of elements whose number is not known.
    pub(super) numbered: BTreeSet<u32>,
    /// Calls whose arguments have escaped to unknown code, with its kind.
    pub(super) escaped: HashSet<(u32, Unknown)>,
    /// Calls of proxies that are already wired: receiver, result, arguments, proxy.
    pub(super) proxied: HashSet<(u32, u32, u32, u32)>,
    /// Calls that copy all members of the host.
    pub(super) spread: HashSet<u32>,
}

/// A call that takes a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScopeCall {
    /// Index of the argument that holds the scope.
    pub(super) argument: u32,
    /// The member that is called.
    pub(super) callee: u32,
    /// The node that receives the scope.
    pub(super) scope: u32,
    pub(super) evidence: Evidence,
}

/// A call that takes an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct AddressArgument {
    /// Index of the argument that holds the address.
    pub(super) argument: u32,
    /// The node that receives the address.
    pub(super) address: u32,
    pub(super) channel: Channel,
}

impl Hits {
    /// Adds an access; of several, the strongest evidence is kept.
    pub(super) fn add(&mut self, site: u32, target: AccessTarget, evidence: Evidence) {
        let known = self.found.entry((site, target)).or_insert(evidence);
        *known = evidence.min(*known);
    }

    /// All accesses in a fixed order.
    pub(super) fn sorted(&self) -> Vec<(u32, AccessTarget, Evidence)> {
        let mut all: Vec<_> = self
            .found
            .iter()
            .map(|(&(site, target), &evidence)| (site, target, evidence))
            .collect();
        all.sort_unstable();
        all
    }
}
