//! Subset edges along which values move, and deferred work.

use super::value::{Sym, Unknown};
use crate::scan::script::facts::Node;

/// The target of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Copy(Node),
    /// To a parameter: strings are marked as passed by argument.
    Argument(Node),
    /// To a field: functions get the object as `this`.
    Field(Node, u32),
    /// To the constraint of this number, as its base or callee.
    Base(u32),
    /// To the constraint of this number, as its key or second operand.
    Key(u32),
    /// To the string concatenation of this number.
    Part(u32),
    /// From a field of a bundle's table to the module of this name; with the object whose fields
    /// are the modules.
    Module(Sym, u32),
    /// To unknown code of this kind, which may call functions with unknown arguments and read and
    /// write objects.
    Escape(Unknown),
    /// To unknown code that may only call functions.
    Open(Unknown),
    /// Widens the values.
    Widen,
    /// To a field of the summary object, which only records whether the host may be there.
    Taint(Node),
    /// To an instance that the framework creates: functions become its methods. If the flag is set,
    /// so do the functions in objects.
    Method(u32, bool),
}

/// Frequent edges without a target; each is one bit of a node's state.
pub(super) const MARKED: [Edge; 7] = [
    Edge::Widen,
    Edge::Escape(Unknown::Native),
    Edge::Escape(Unknown::Outside),
    Edge::Escape(Unknown::HandedOver),
    Edge::Open(Unknown::Native),
    Edge::Open(Unknown::Outside),
    Edge::Open(Unknown::Widened),
];

/// The bit for an edge in [`MARKED`].
pub(super) fn mark(edge: Edge) -> Option<u8> {
    if !matches!(edge, Edge::Widen | Edge::Escape(_) | Edge::Open(_)) {
        return None;
    }
    MARKED.iter().position(|&marked| marked == edge).map(|at| 1 << at)
}

/// Deferred work, so that calls of the solver do not nest.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// An object was dropped from a full set.
    Widen(u32),
    /// A function was dropped from a full set: any call of a widened value may call it.
    Open(u32),
    /// Unknown code has a reference to an object.
    Escape(u32, Unknown),
    /// Unknown code has a reference to a function.
    EscapeFunction(u32, Unknown),
}
