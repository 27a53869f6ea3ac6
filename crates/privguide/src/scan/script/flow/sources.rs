//! Copies read backwards: where the values of a node come from.

use rustc_hash::FxHashMap as HashMap;

use super::{program::count, solver::Solver, value::Value};
use crate::scan::script::facts::{Flow, NOTHING, Node, Operation};

/// Walks against the copies.
#[derive(Default)]
pub(super) struct Sources {
    /// When a walk has last seen a node; walks are numbered.
    seen: Vec<u32>,
    walk: u32,
    /// The flow that makes what a node holds, where it is no copy; worked out when first asked for.
    made: HashMap<Node, u32>,
    flows: usize,
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
        let named =
            |value| matches!(value, Value::Text(..) | Value::Number | Value::ListedName | Value::HostKey | Value::ProxyKey(_));
        if node == NOTHING || !solver.any_value(node, named) {
            return true;
        }
        self.note_makers(solver);
        self.is_unknown(solver, node, MAX_STEPS)
    }

    fn note_makers(&mut self, solver: &Solver<'_>) {
        for at in self.flows..solver.program.flows.len() {
            if let Flow::Load { to, .. } | Flow::Call { to, .. } | Flow::Join { to, .. } | Flow::Work { to, .. } =
                solver.program.flows[at]
            {
                self.made.insert(to, count(at));
            }
        }
        self.flows = solver.program.flows.len();
    }

    /// Something may come from a place that nobody in the program explains.
    fn is_unknown(&mut self, solver: &Solver<'_>, node: Node, steps: u32) -> bool {
        self.leaves(solver, &[node]).into_iter().any(|leaf| self.is_unknown_leaf(solver, leaf, steps))
    }

    fn is_unknown_leaf(&mut self, solver: &Solver<'_>, leaf: Node, steps: u32) -> bool {
        let is_empty = solver.is_empty(leaf) && !solver.is_field(leaf);
        let (Some(&made), Some(steps)) = (self.made.get(&leaf), steps.checked_sub(1)) else {
            return is_empty;
        };
        match solver.program.flows[made as usize] {
            // With a number in it, whatever the rest is, no interface is called so.
            Flow::Join { parts: (from, until), .. } if !solver.any_value(leaf, |value| value == Value::Number) => {
                let parts = &solver.program.arguments[from as usize..until as usize];
                parts.iter().any(|part| self.is_unknown(solver, part.node, steps))
            }
            Flow::Work { operation: Operation::JoinWith(_), .. } => is_empty,
            Flow::Work { from, .. } => self.is_unknown(solver, from, steps),
            Flow::Call { callee, .. } if is_empty => !self.is_of_the_language(solver, callee, steps),
            _ => is_empty,
        }
    }

    /// A method of a text, array or map that the program shows: the language's own, whose result is known beside the call.
    fn is_of_the_language(&mut self, solver: &Solver<'_>, callee: Node, steps: u32) -> bool {
        let Some(Flow::Load { base, .. }) = self.made.get(&callee).map(|&at| solver.program.flows[at as usize]) else {
            return false;
        };
        let is_shown = |value| match value {
            Value::Text(..) | Value::Number => true,
            Value::Object(object) => object < solver.first_opaque && !solver.objects[object as usize].is_filled,
            _ => false,
        };
        let is_call = |value| !matches!(value, Value::Text(..) | Value::Number | Value::Object(_));
        !solver.is_empty(base)
            && !solver.any_value(base, |value| !is_shown(value))
            && !solver.any_value(callee, is_call)
            && !self.is_unknown(solver, base, steps)
    }
}

/// How many calls and texts put together are followed back.
const MAX_STEPS: u32 = 8;
