//! Subset edges along which values move, and work that is deferred.

use super::value::{Sym, Unknown};
use crate::scan::script::facts::Node;

/// Where values go from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Copy(Node),
    /// Into a parameter: texts remember that they came from an argument.
    Argument(Node),
    /// Into a field: functions get the object as `this`.
    Field(Node, u32),
    /// Into the constraint of this number, as its object, function …
    Base(u32),
    /// Into the constraint of this number, as its key or second operand.
    Key(u32),
    /// Into the text that this constraint puts together.
    Part(u32),
    /// A field of a bundle's table: the module's name and the object of all modules.
    Module(Sym, u32),
    /// Into code that is not known: it may call functions, with this, and read and write objects.
    Escape(Unknown),
    /// The same for functions alone.
    Open(Unknown),
    /// Among what is beyond the bounds of sets.
    Widen,
    /// Into a field of the summary object: only whether the host may be there is kept.
    Taint(Node),
    /// Into an instance that the framework makes: functions are its methods; so are those in
    /// objects, when it says so.
    Method(u32, bool),
}

/// Work that is put off, so that it does not nest.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// An object is beyond the bound of a set.
    Widen(u32),
    /// A function is beyond the bound of a set: any call of something unknown may call it.
    Open(u32),
    /// Unknown code has a reference to an object.
    Escape(u32, Unknown),
    /// Unknown code has a reference to a function.
    EscapeFunction(u32, Unknown),
}
