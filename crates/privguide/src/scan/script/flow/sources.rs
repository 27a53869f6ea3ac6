//! Copies read backwards: where the values of a node come from.

use super::{solver::Solver, value::Value};
use crate::scan::script::facts::{NOTHING, Node};

/// Walks against the copies.
#[derive(Default)]
pub(super) struct Sources {
    /// When a walk has last seen a node; walks are numbered.
    seen: Vec<u32>,
    walk: u32,
}

impl Sources {
    /// The nodes at which a walk against the copies ends.
    pub(super) fn leaves(&mut self, solver: &Solver<'_>, from: &[Node]) -> Vec<Node> {
        self.walk += 1;
        self.seen.resize(solver.program.nodes as usize, 0);
        let mut found = Vec::new();
        let mut waiting = from.to_vec();
        while let Some(node) = waiting.pop() {
            if std::mem::replace(&mut self.seen[node as usize], self.walk) == self.walk {
                continue;
            }
            let before = waiting.len();
            waiting.extend(solver.sources_of(node));
            if waiting.len() == before {
                found.push(node);
            }
        }
        found
    }

    /// True when a name may be something that nobody knows.
    pub(super) fn is_open(&mut self, solver: &Solver<'_>, node: Node) -> bool {
        let named = |value| matches!(value, Value::Text(..) | Value::ListedName | Value::HostKey | Value::ProxyKey(_));
        if node == NOTHING || !solver.any_value(node, named) {
            return true;
        }
        self.leaves(solver, &[node]).into_iter().any(|leaf| solver.is_empty(leaf) && !solver.is_field(leaf))
    }
}
