//! State of abstract objects and functions, and the loads of fields that wait for them.

use super::{
    edge::Edge,
    few::Few,
    value::{Label, Passed, Sym, Unknown},
};
use crate::scan::script::facts::{NO_SITE, Node};

/// An object literal, array, instance, module …
#[derive(Default)]
pub(super) struct Object {
    pub(super) fields: Vec<(Sym, Node)>,
    /// Receives what is stored under unknown names.
    pub(super) any: Node,
    /// Has the values of every field, for reads under an unknown name: an edge from each field to
    /// each of them would be too many.
    pub(super) every: Node,
    /// Objects that answer for fields it lacks, and the names for which they do not.
    pub(super) links: Few<(u32, u32)>,
    pub(super) queries: Vec<KeptQuery>,
    /// Edges from every field, one by one: a set of all of them would be full.
    pub(super) field_edges: Few<Edge>,
    /// Names under which something is stored.
    pub(super) names: Few<Sym>,
    pub(super) name_queries: Few<Node>,
    /// It has every member of the host, those of these names left out.
    pub(super) filled: Option<Vec<Sym>>,
    /// What fields can hold that nothing is stored in: code that is not known may have stored
    /// something there.
    pub(super) open: Option<Unknown>,
    /// The same of modules that are not solved together with these: their labels.
    pub(super) beyond: Few<Label>,
    /// Objects whose methods its fields are: instances that the framework makes of it.
    pub(super) instances: Few<u32>,
    /// It is an unknown value that something was stored into.
    pub(super) is_opaque: bool,
    /// It is made in packed code.
    pub(super) is_library: bool,
    /// It is beyond the bound of some set, and soon or already represented by the names of its
    /// fields only.
    pub(super) is_to_widen: bool,
    pub(super) is_wide: bool,
    /// Code that is not known has a reference to it.
    pub(super) escaped: Option<Unknown>,
    /// A table of module functions, with the object whose fields are the modules.
    pub(super) bundle: Option<u32>,
    /// It is a proxy.
    pub(super) proxy: Option<Box<Proxy>>,
}

/// What a proxy does with calls and stores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proxy {
    pub(super) target: Node,
    /// The array of arguments that the trap for calls is handed, and what the trap gives back.
    pub(super) arguments: u32,
    pub(super) result: Node,
    /// What the trap for stores is handed.
    pub(super) stored: Node,
}

/// A load of a field.
#[derive(Clone, Copy)]
pub(super) struct Query {
    pub(super) name: Option<Sym>,
    pub(super) to: Node,
    pub(super) site: u32,
    /// The name was determined, perhaps from an argument.
    pub(super) worked_out: Option<Passed>,
    /// The name enumerates all members of the host, or is the one that this proxy is asked for.
    pub(super) members: Option<Members>,
    /// It was asked of an object that this one answers for.
    pub(super) is_passed_on: bool,
}

/// A query as an object keeps it: programs have many.
#[derive(Clone, Copy)]
pub(super) struct KeptQuery {
    name: Sym,
    to: Node,
    /// The site; of a query for all members, which has none, the proxy.
    site: u32,
    members: KeptMembers,
    worked_out: Option<Passed>,
    is_passed_on: bool,
}

const _: () = assert!(size_of::<KeptQuery>() == 16);

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeptMembers {
    None,
    Enumerated,
    OfProxy,
}

/// No name in particular.
pub(super) const ANY_NAME: Sym = u32::MAX;
/// All names, as a list.
pub(super) const ALL_NAMES: Sym = u32::MAX - 1;

impl KeptQuery {
    pub(super) fn query(self) -> Query {
        let Self { name, to, site, members, worked_out, is_passed_on } = self;
        let (members, site) = match members {
            KeptMembers::None => (None, site),
            KeptMembers::Enumerated => (Some(Members::Enumerated), NO_SITE),
            KeptMembers::OfProxy => (Some(Members::OfProxy(site)), NO_SITE),
        };
        Query {
            name: (name != ANY_NAME).then_some(name),
            to,
            site,
            worked_out,
            members,
            is_passed_on,
        }
    }
}

/// A name that is any member's. Such a query has no site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    Enumerated,
    OfProxy(u32),
}

impl Query {
    pub(super) fn named(name: Sym, to: Node, site: u32) -> Self {
        Self { name: Some(name), to, site, worked_out: None, members: None, is_passed_on: false }
    }

    pub(super) fn any(to: Node, site: u32) -> Self {
        Self { name: None, to, site, worked_out: None, members: None, is_passed_on: false }
    }

    pub(super) fn kept(self) -> KeptQuery {
        let Self { name, to, site, worked_out, members, is_passed_on } = self;
        let (members, site) = match members {
            None => (KeptMembers::None, site),
            Some(Members::Enumerated) => (KeptMembers::Enumerated, NO_SITE),
            Some(Members::OfProxy(proxy)) => (KeptMembers::OfProxy, proxy),
        };
        KeptQuery { name: name.unwrap_or(ANY_NAME), to, site, members, worked_out, is_passed_on }
    }

    /// It was asked of this very object, not of one that it answers for.
    pub(super) fn is_direct(&self) -> bool {
        !self.is_passed_on
    }
}

/// What is known of a function beside its constraints.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FunctionState {
    /// Some call is known to call it.
    pub(super) is_called: bool,
    /// Unknown code may call it, with these values; nothing when only known calls do.
    pub(super) opened: Option<Unknown>,
    /// Unknown code has a reference to it.
    pub(super) escaped: Option<Unknown>,
    /// It is beyond the bound of some set.
    pub(super) is_wide: bool,
}
