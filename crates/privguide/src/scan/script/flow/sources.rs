//! Copies read backwards: where the values of a node come from.

use super::{
    solver::{Edge, Solver},
    value::Value,
};
use crate::scan::script::facts::{FIRST_NODE, NOTHING, Node};

/// For every node, the nodes that copy into it.
pub(super) struct Sources {
    starts: Vec<u32>,
    before: Vec<Node>,
    /// Nodes that are fields: what is never stored there is `undefined`, not unknown.
    is_field: Vec<bool>,
    /// When a walk has last seen a node; walks are numbered.
    seen: Vec<u32>,
    walk: u32,
}

impl Sources {
    pub(super) fn of(solver: &Solver<'_>) -> Self {
        let nodes = solver.program.nodes as usize;
        let mut edges: Vec<(Node, Node)> = Vec::new();
        for node in FIRST_NODE..solver.program.nodes {
            for edge in solver.edges_of(node) {
                if let Edge::Copy(to) | Edge::Argument(to) = edge {
                    edges.push((to, node));
                }
            }
        }
        edges.sort_unstable();
        let mut starts = vec![0_u32; nodes + 1];
        for &(to, _) in &edges {
            starts[to as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut is_field = vec![false; nodes];
        for object in &solver.objects {
            is_field[object.any as usize] = true;
            for &(_, field) in &object.fields {
                is_field[field as usize] = true;
            }
        }
        let before = edges.into_iter().map(|(_, from)| from).collect();
        Self { starts, before, is_field, seen: vec![0; nodes], walk: 0 }
    }

    /// The nodes at which a walk against the copies ends.
    pub(super) fn leaves(&mut self, from: &[Node]) -> Vec<Node> {
        self.walk += 1;
        let mut found = Vec::new();
        let mut waiting = from.to_vec();
        while let Some(node) = waiting.pop() {
            if std::mem::replace(&mut self.seen[node as usize], self.walk) == self.walk {
                continue;
            }
            let range = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            if range.is_empty() {
                found.push(node);
            }
            waiting.extend_from_slice(&self.before[range]);
        }
        found
    }

    /// True when a name may be something that nobody knows.
    pub(super) fn is_open(&mut self, solver: &Solver<'_>, node: Node) -> bool {
        let named = |value| matches!(value, Value::Text(..) | Value::HostKey | Value::ProxyKey(_));
        if node == NOTHING || !solver.any_value(node, named) {
            return true;
        }
        self.leaves(&[node]).into_iter().any(|leaf| solver.is_empty(leaf) && !self.is_field[leaf as usize])
    }
}
