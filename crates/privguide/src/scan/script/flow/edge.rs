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

/// The edges of a node that have no target, in seven bits. To be known to one kind of unknown code
/// has all effects of being known to a lesser kind (the order of [`Unknown`]), so only the greatest
/// kind is stored: in three bits for [`Edge::Escape`], in three for [`Edge::Open`]. The last bit is
/// [`Edge::Widen`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u8);

/// The kinds in [`Marks`]; their numbers begin with one. There are many labels of other components,
/// so these have edges of their own.
const KINDS: [Unknown; 7] = [
    Unknown::Native,
    Unknown::Outside,
    Unknown::OtherTexts,
    Unknown::Widened,
    Unknown::Tainted,
    Unknown::TaintedManager,
    Unknown::HandedOver,
];
const KIND: u8 = 0b111;
const OPEN: u32 = 3;
const WIDEN: u8 = 1 << 6;

impl Marks {
    /// All bits that marks use.
    pub(super) const ALL: u8 = (1 << 7) - 1;

    pub(super) fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL)
    }

    pub(super) fn bits(self) -> u8 {
        self.0
    }

    /// The marks with an edge added. They are the same if the edge would have no further effect;
    /// `None` if the edge has a target.
    pub(super) fn with(self, edge: Edge) -> Option<Self> {
        let (unknown, shift) = match edge {
            Edge::Widen => return Some(Self(self.0 | WIDEN)),
            Edge::Escape(unknown) => (unknown, 0),
            Edge::Open(unknown) => (unknown, OPEN),
            _ => return None,
        };
        let kind = match unknown {
            Unknown::Native => 1,
            Unknown::Outside => 2,
            Unknown::OtherTexts => 3,
            Unknown::Widened => 4,
            Unknown::Tainted => 5,
            Unknown::TaintedManager => 6,
            Unknown::HandedOver => 7,
            Unknown::Beyond(_) => return None,
        };
        let greatest = kind.max(self.0 >> shift & KIND);
        Some(Self(self.0 & !(KIND << shift) | greatest << shift))
    }

    /// The edges.
    #[inline]
    pub(super) fn edges(self) -> impl Iterator<Item = Edge> {
        let kind = |shift| KINDS.get(usize::from(self.0 >> shift & KIND).wrapping_sub(1)).copied();
        let widen = (self.0 & WIDEN != 0).then_some(Edge::Widen);
        [widen, kind(0).map(Edge::Escape), kind(OPEN).map(Edge::Open)].into_iter().flatten()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_edge_without_a_target_the_greatest_kind_is_kept() {
        assert!(KINDS.is_sorted());
        for kind in KINDS {
            let marks = Marks::default().with(Edge::Open(kind)).expect("no target");
            assert!(marks.edges().eq([Edge::Open(kind)]));
        }
        let mut marks = Marks::default();
        assert_eq!(marks.edges().count(), 0);
        for (unknown, greatest) in [
            (Unknown::Outside, Unknown::Outside),
            (Unknown::Native, Unknown::Outside),
            (Unknown::TaintedManager, Unknown::TaintedManager),
            (Unknown::Tainted, Unknown::TaintedManager),
            (Unknown::HandedOver, Unknown::HandedOver),
        ] {
            let with = marks.with(Edge::Escape(unknown)).expect("no target");
            assert_eq!(with == marks, unknown != greatest, "{unknown:?}");
            marks = with;
            assert!(marks.edges().eq([Edge::Escape(greatest)]));
        }
        for edge in [Edge::Open(Unknown::Widened), Edge::Open(Unknown::Native), Edge::Widen] {
            marks = marks.with(edge).expect("no target");
            assert_eq!(Marks::from_bits(marks.bits()), marks);
        }
        let all = [Edge::Widen, Edge::Escape(Unknown::HandedOver), Edge::Open(Unknown::Widened)];
        assert!(marks.edges().eq(all));
    }

    #[test]
    fn edges_with_a_target_or_a_label_are_no_marks() {
        for edge in [Edge::Copy(7), Edge::Taint(7), Edge::Escape(Unknown::Beyond(3))] {
            assert_eq!(Marks::default().with(edge), None);
        }
    }
}
