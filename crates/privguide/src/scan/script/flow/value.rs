//! The lattice: what a value can be, and sets of values.

use crate::scan::Evidence;

/// A name or text of the whole program.
pub(super) type Sym = u32;

/// How a text came to where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Brought {
    /// Through variables, fields, results.
    Plainly,
    /// An argument handed it to a function: whoever reads the function alone does not see it.
    ByArgument,
}

/// Where a value comes from. Everything else (numbers, results of unknown functions …) is no value at all: a node without values is
/// unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    /// The platform, or an object that has all of its members.
    Host(Evidence),
    /// A member of the platform that leads to an interface.
    Member(Sym, Evidence),
    /// Some member of the platform, under a name that enumerates them all.
    AnyMember,
    /// An object from a factory of the platform: `RecorderManager`.
    Manager(Sym, Evidence),
    /// A text.
    Text(Sym, Brought),
    /// A number: as a name it is no member's.
    Number,
    /// A name of a list that the text carries; whose names these are is known only when the host is asked for them.
    ListedName,
    /// The names of the platform's members, one after the other.
    HostKey,
    /// The name that somebody asks a proxy for.
    ProxyKey(u32),
    Function(u32),
    /// An object literal, array, class instance, module …: one for each place in the text.
    Object(u32),
    /// The global object.
    Global,
    /// A bundler's `require`, with the object whose fields are the modules.
    Require(u32),
    /// Its helpers: `require.n`.
    RequireHelper,
}

/// Values of one node. Small, so that everything stays linear.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<Value>);

/// More functions and objects than this are not told apart any more.
const MAX_OBJECTS: usize = 12;
/// More texts than this are kept only when the catalogue knows them.
const MAX_TEXTS: usize = 24;

impl Values {
    /// Adds a value; true when it is new and there is room.
    pub(super) fn add(&mut self, value: Value, is_relevant: impl FnOnce(Sym) -> bool) -> bool {
        if self.0.contains(&value) {
            return false;
        }
        let room = match value {
            Value::Function(_) | Value::Object(_) => self.0.len() < MAX_OBJECTS,
            Value::Text(text, _) => self.0.len() < MAX_TEXTS || (self.0.len() < 8 * MAX_TEXTS && is_relevant(text)),
            _ => true,
        };
        if room {
            self.0.push(value);
        }
        room
    }

    pub(super) fn get(&self, at: usize) -> Option<Value> {
        self.0.get(at).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        self.0.iter().copied()
    }
}
