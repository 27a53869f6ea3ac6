//! State of abstract objects and functions, and pending loads of fields.

use std::ops::{Deref, DerefMut};

use super::{
    edge::Edge,
    few::Few,
    named::NamedFields,
    value::{Label, Passed, Sym, Unknown, Value},
};
use crate::scan::script::facts::{NO_SITE, Node};

/// An object literal, array, instance, module …
#[derive(Default)]
pub(super) struct Object {
    pub(super) fields: NamedFields,
    /// Receives values that are stored under unknown names.
    pub(super) any: Node,
    /// Collects the values of every field for loads under an unknown name. An edge from each field
    /// to each such load would be too many.
    pub(super) every: Node,
    /// Linked objects that loads fall back to, each with an index of the names that are excluded.
    pub(super) links: Few<(u32, u32)>,
    pub(super) queries: Vec<KeptQuery>,
    /// The unknown value of fields in which the program stores nothing, if unknown code may have
    /// stored something there.
    pub(super) open: Option<Unknown>,
    /// It was created for an unknown value because something was stored in it.
    pub(super) is_opaque: bool,
    /// It is created in bundled code.
    pub(super) is_library: bool,
    /// It was dropped from a full set, and is or will be represented by the names of its fields
    /// only.
    pub(super) is_to_widen: bool,
    pub(super) is_wide: bool,
    /// Which names it may have besides those of its fields, as bits of [`OTHER_NAMES`].
    pub(super) other_names: u8,
    /// It is wide, and so is everything that is stored in its fields.
    pub(super) widens_fields: bool,
    /// Unknown code that has a reference to it.
    pub(super) escaped: Option<Unknown>,
    pub(super) rare: Rare,
}

/// The names of fields whose name is not known where they are stored, by the bit in
/// [`Object::other_names`].
pub(super) const OTHER_NAMES: [Value; 4] = [
    Value::Number,
    Value::ListedName,
    Value::Unknown(Unknown::OtherTexts),
    Value::Unknown(Unknown::Outside),
];

/// There are many objects, so their size matters.
const _: () = assert!(size_of::<Object>() == 104);

/// State that few objects need; allocated on the first write.
#[derive(Default)]
pub(super) struct Rare(Option<Box<RareState>>);

#[derive(Default)]
pub(super) struct RareState {
    /// Individual edges from every field. If the values were collected in one node first, its set
    /// would reach its bound.
    pub(super) field_edges: Few<Edge>,
    pub(super) name_queries: Few<Node>,
    /// It has every member of the host except for these names.
    pub(super) filled: Option<Box<[Sym]>>,
    /// Objects of the host's factories that loads fall back to: `Object.create(manager)`.
    pub(super) managers: Few<Value>,
    /// The labels of modules outside of the component that may have stored something there.
    pub(super) beyond: Few<Label>,
    /// Instances that the framework creates from this object: functions in its fields are their
    /// methods.
    pub(super) instances: Few<u32>,
    /// For a table of module functions: the object whose fields are the modules.
    pub(super) bundle: Option<u32>,
    /// It is a proxy.
    pub(super) proxy: Option<Box<Proxy>>,
}

static NOTHING_RARE: RareState = RareState {
    field_edges: Few::EMPTY,
    name_queries: Few::EMPTY,
    filled: None,
    managers: Few::EMPTY,
    beyond: Few::EMPTY,
    instances: Few::EMPTY,
    bundle: None,
    proxy: None,
};

impl Deref for Rare {
    type Target = RareState;

    fn deref(&self) -> &RareState {
        self.0.as_deref().unwrap_or(&NOTHING_RARE)
    }
}

impl DerefMut for Rare {
    fn deref_mut(&mut self) -> &mut RareState {
        self.0.get_or_insert_default()
    }
}

/// How a proxy handles calls and stores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proxy {
    pub(super) target: Node,
    /// The array of arguments that the trap for calls gets, and the result of that trap.
    pub(super) arguments: u32,
    pub(super) result: Node,
    /// The value that the trap for stores gets.
    pub(super) stored: Node,
}

/// A load of a field.
#[derive(Clone, Copy)]
pub(super) struct Query {
    pub(super) name: Option<Sym>,
    pub(super) to: Node,
    pub(super) site: u32,
    /// The name was computed, perhaps from an argument.
    pub(super) worked_out: Option<Passed>,
    /// The name enumerates all members of the host, or is the name that this proxy is asked for.
    pub(super) members: Option<Members>,
    /// The query was passed on by an object that is linked to this one.
    pub(super) is_passed_on: bool,
}

/// A query in compact form as an object stores it; a program has many.
#[derive(Clone, Copy)]
pub(super) struct KeptQuery {
    name: Sym,
    to: Node,
    /// The site; for a query for all members, which has no site, the proxy.
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

/// An unknown name.
pub(super) const ANY_NAME: Sym = u32::MAX;

impl KeptQuery {
    /// The target and the name.
    pub(super) fn key(self) -> (Node, Sym) {
        (self.to, self.name)
    }

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

/// A name that may be that of any member. Such a query has no site.
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

    /// Whether the query was made for this object itself and not passed on from a linked one.
    pub(super) fn is_direct(&self) -> bool {
        !self.is_passed_on
    }
}

/// What is known about a function in addition to its constraints.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FunctionState {
    /// A known call calls it.
    pub(super) is_called: bool,
    /// The unknown value that unknown code may call it with; `None` if only known calls call it.
    pub(super) opened: Option<Unknown>,
    /// Unknown code that has a reference to it.
    pub(super) escaped: Option<Unknown>,
    /// It was dropped from a full set.
    pub(super) is_wide: bool,
}
