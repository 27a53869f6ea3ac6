//! The edges of all nodes, packed into eight bytes each: the solver has more edges than anything
//! else.

use super::{
    edge::Edge,
    program::count,
    value::{ANY_LABEL, Label, Unknown},
};
use crate::scan::script::{chunks::Chunks, facts::Node};

/// Linked lists of edges: each edge has the index of the next edge of the same node.
#[derive(Default)]
pub(super) struct Edges {
    /// The kind of the edge in the high bits and its target in the low bits; and the index of the
    /// next edge.
    packed: Chunks<(u32, u32)>,
    /// The field and the object of each [`Edge::Field`].
    fields: Chunks<(Node, u32)>,
    /// Edges that do not fit into the packed form.
    large: Chunks<Edge>,
}

/// The number of bits for the target of an edge.
const BITS: u32 = 28;
const LARGE: u32 = 0;
const FIELD: u32 = 8;

impl Edges {
    /// Appends an edge and returns its index.
    pub(super) fn push(&mut self, edge: Edge, next: u32) -> u32 {
        let small = if let Edge::Field(field, object) = edge {
            self.fields.push((field, object));
            Some((FIELD, count(self.fields.len() - 1)))
        } else {
            packed(edge)
        };
        let (kind, to) = small.filter(|&(_, to)| to < 1 << BITS).unwrap_or_else(|| {
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
            6 => Edge::Escape(labelled(to)),
            7 => Edge::Open(labelled(to)),
            FIELD => {
                let (field, object) = self.fields[to as usize];
                Edge::Field(field, object)
            }
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
        Edge::Escape(Unknown::Beyond(label)) => (6, label.into()),
        Edge::Open(Unknown::Beyond(label)) => (7, label.into()),
        Edge::Taint(to) => (9, to),
        _ => return None,
    })
}

fn labelled(label: u32) -> Unknown {
    Unknown::Beyond(Label::try_from(label).unwrap_or(ANY_LABEL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_kept_as_they_are() {
        let unknown = [Unknown::Beyond(0), Unknown::Beyond(Label::MAX), Unknown::Outside];
        let unknown = unknown.into_iter().flat_map(|to| [Edge::Escape(to), Edge::Open(to)]);
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
            Edge::Field(4, u32::MAX),
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
