//! The edges of all nodes, packed into eight bytes each: the solver has more edges than anything
//! else.

use super::{
    edge::Edge,
    program::count,
    value::{Label, Unknown},
};
use crate::scan::script::{chunks::Chunks, facts::Node};

/// Linked lists of edges: each edge has the index of the next edge of the same node.
#[derive(Default)]
pub(super) struct Edges {
    /// The kind of the edge in the high bits and its target in the low bits; and the index of the
    /// next edge.
    packed: Chunks<(u32, u32)>,
    /// Edges that do not fit into the packed form.
    large: Chunks<Edge>,
}

/// The number of bits for the target of an edge.
const BITS: u32 = 28;
const LARGE: u32 = 0;

impl Edges {
    /// Appends an edge and returns its index.
    pub(super) fn push(&mut self, edge: Edge, next: u32) -> u32 {
        let (kind, to) = packed(edge).filter(|&(_, to)| to < 1 << BITS).unwrap_or_else(|| {
            self.large.push(edge);
            (LARGE, count(self.large.len() - 1))
        });
        self.packed.push((kind << BITS | to, next));
        count(self.packed.len() - 1)
    }

    /// The node that the edge at an index copies to, if it is of this kind, and the index of the
    /// next edge.
    #[inline]
    pub(super) fn copy_at(&self, at: u32) -> (Option<Node>, u32) {
        let (edge, next) = self.packed[at as usize];
        match edge >> BITS {
            1 | 2 => (Some(edge & ((1 << BITS) - 1)), next),
            LARGE => match self.get(at).0 {
                Edge::Copy(to) | Edge::Argument(to) => (Some(to), next),
                _ => (None, next),
            },
            _ => (None, next),
        }
    }

    /// The edge at an index, and the index of the next one.
    #[inline]
    pub(super) fn get(&self, at: u32) -> (Edge, u32) {
        let (edge, next) = self.packed[at as usize];
        let to = edge & ((1 << BITS) - 1);
        let edge = match edge >> BITS {
            1 => Edge::Copy(to),
            2 => Edge::Argument(to),
            3 => Edge::Base(to),
            4 => Edge::Key(to),
            5 => Edge::Part(to),
            6 => Edge::Escape(unknown(to)),
            7 => Edge::Open(unknown(to)),
            8 => Edge::Widen,
            9 => Edge::Taint(to),
            _ => self.large[to as usize],
        };
        (edge, next)
    }
}

fn packed(edge: Edge) -> Option<(u32, u32)> {
    Some(match edge {
        Edge::Copy(to) => (1, to),
        Edge::Argument(to) => (2, to),
        Edge::Base(flow) => (3, flow),
        Edge::Key(flow) => (4, flow),
        Edge::Part(flow) => (5, flow),
        Edge::Escape(to) => (6, number(to)),
        Edge::Open(to) => (7, number(to)),
        Edge::Widen => (8, 0),
        Edge::Taint(to) => (9, to),
        Edge::Field(..) | Edge::Module(..) | Edge::Method(..) => return None,
    })
}

/// The kinds of unknown values in the order of their numbers. Numbers for kinds with a label
/// precede these.
const UNLABELLED: [Unknown; 7] = [
    Unknown::Native,
    Unknown::Outside,
    Unknown::OtherTexts,
    Unknown::Widened,
    Unknown::Tainted,
    Unknown::TaintedManager,
    Unknown::HandedOver,
];
const LABELS: u32 = Label::MAX as u32 + 1;

fn number(unknown: Unknown) -> u32 {
    match unknown {
        Unknown::Beyond(label) => u32::from(label),
        unknown => {
            LABELS
                + count(UNLABELLED.iter().position(|&other| other == unknown).unwrap_or_default())
        }
    }
}

fn unknown(number: u32) -> Unknown {
    match Label::try_from(number) {
        Ok(label) => Unknown::Beyond(label),
        Err(_) => UNLABELLED[(number - LABELS) as usize],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_kept_as_they_are() {
        let unknown =
            [Unknown::Beyond(0), Unknown::Beyond(Label::MAX)].into_iter().chain(UNLABELLED);
        let unknown: Vec<Edge> =
            unknown.flat_map(|to| [Edge::Escape(to), Edge::Open(to)]).collect();
        let small = |to: u32| {
            [
                Edge::Copy(to),
                Edge::Argument(to),
                Edge::Base(to),
                Edge::Key(to),
                Edge::Part(to),
                Edge::Taint(to),
            ]
        };
        let large = [
            Edge::Field(u32::MAX, 3),
            Edge::Module(1, 2),
            Edge::Method(7, true),
            Edge::Method(8, false),
            Edge::Widen,
        ];
        let all: Vec<Edge> = [0, (1 << BITS) - 1, 1 << BITS, u32::MAX]
            .into_iter()
            .flat_map(small)
            .chain(unknown)
            .chain(large)
            .collect();
        let mut edges = Edges::default();
        let places: Vec<u32> =
            all.iter().zip(100..).map(|(&edge, next)| edges.push(edge, next)).collect();
        let kept: Vec<(Edge, u32)> = places.iter().map(|&at| edges.get(at)).collect();
        assert_eq!(kept, all.into_iter().zip(100..).collect::<Vec<_>>());
    }
}
