//! Copy edges in reverse. Propagation does not need them: they are collected when the solver is at
//! a fixpoint.

use super::solver::Solver;
use crate::scan::script::facts::Node;

/// The copy edges between wanted nodes.
#[derive(Default)]
pub(super) struct Reversed {
    /// Sorted pairs of a target and a source.
    edges: Vec<(Node, Node)>,
}

impl Reversed {
    pub(super) fn collect(solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> Self {
        Self::of(solver, is_wanted, Solver::copies_of)
    }

    /// The same, with the edges to fields.
    pub(super) fn with_fields(solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> Self {
        Self::of(solver, is_wanted, Solver::targets_of)
    }

    fn of<'s, 'j, I: Iterator<Item = Node>>(
        solver: &'s Solver<'j>,
        is_wanted: impl Fn(Node) -> bool,
        targets: impl Fn(&'s Solver<'j>, Node) -> I,
    ) -> Self {
        let mut edges = Vec::new();
        for node in (0..solver.program.nodes).filter(|&node| is_wanted(node)) {
            edges.extend(targets(solver, node).filter(|&to| is_wanted(to)).map(|to| (to, node)));
        }
        edges.sort_unstable();
        Self { edges }
    }

    /// The nodes that are copied to a node, in order.
    pub(super) fn sources_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let first = self.edges.partition_point(|&(to, _)| to < node);
        let edges = self.edges[first..].iter().take_while(move |&&(to, _)| to == node);
        edges.map(|&(_, from)| from)
    }
}
