//! The points-to set of a node.

use super::{
    edge::Edge,
    solver::Solver,
    state::NO_EDGE,
    value::{Unknown, Value},
};
use crate::scan::script::facts::Node;

impl Solver<'_> {
    #[inline]
    pub(super) fn slice(&self, node: Node) -> &[Value] {
        self.sets.slice(&self.states[node as usize].values)
    }

    /// The value of a node at an index, in the order in which values were added.
    #[inline]
    pub(super) fn value_at(&self, node: Node, at: u32) -> Option<Value> {
        self.slice(node).get(at as usize).copied()
    }

    /// The current values of a node.
    pub(super) fn values(&self, node: Node) -> Vec<Value> {
        self.slice(node).to_vec()
    }

    /// The field of an object with this name, if it exists.
    pub(super) fn field_named(&self, object: u32, name: &str) -> Option<Node> {
        let fields = self.objects[object as usize].fields.iter();
        fields.filter(|(known, _)| self.program.text(*known) == name).map(|(_, field)| field).next()
    }

    #[inline]
    pub(super) fn is_empty(&self, node: Node) -> bool {
        self.slice(node).is_empty()
    }

    /// Whether nothing is known about the values of the node, except that it may also hold a
    /// number: a variable may be initialised with a number.
    #[inline]
    pub(super) fn is_unexplained(&self, node: Node) -> bool {
        !self.any_value(node, is_explained)
    }

    #[inline]
    pub(super) fn any_value(&self, node: Node, test: impl FnMut(Value) -> bool) -> bool {
        self.slice(node).iter().copied().any(test)
    }

    /// Whether the node is in bundled code.
    #[inline]
    pub(super) fn is_library(&self, node: Node) -> bool {
        self.states[node as usize].is_library()
    }

    /// The nodes that a node is copied to.
    pub(super) fn copies_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let mut at = self.states[node as usize].head;
        std::iter::from_fn(move || {
            while at != NO_EDGE {
                let (to, next) = self.edges.copy_at(at);
                at = next;
                if to.is_some() {
                    return to;
                }
            }
            None
        })
    }

    /// The nodes that a node is copied to, fields of objects included.
    pub(super) fn targets_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        self.edges_of(node).filter_map(|edge| match edge {
            Edge::Copy(to) | Edge::Argument(to) | Edge::Field(to, _) => Some(to),
            _ => None,
        })
    }

    fn edges_of(&self, node: Node) -> impl Iterator<Item = Edge> + '_ {
        let mut at = self.states[node as usize].head;
        std::iter::from_fn(move || {
            let (edge, next) = (at != NO_EDGE).then(|| self.edges.get(at))?;
            at = next;
            Some(edge)
        })
    }
}

/// Whether the program shows what the value is. Widened objects count, because they are objects of
/// the program.
fn is_explained(value: Value) -> bool {
    !matches!(value, Value::Number | Value::Unknown(_)) || value == Value::Unknown(Unknown::Widened)
}
