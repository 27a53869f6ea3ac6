//! Names that a copy of unknown fields may have replaced: `{ name: "login", ...event.detail }`.
//!
//! ∀ load `to ⊇ base.name`, ∀ `o ∈ base`: if unknown fields were copied into `o`, or into an object
//! whose fields were copied into `o`, and `name` is not written behind the copy, the value of `to`
//! may be another one. So may the nodes that it is copied to, and strings that are computed from
//! them.
//!
//! The solver adds no unknown values for this, because almost every option of a library may be
//! replaced. It is only asked which names of the host's members, which scopes and which data of
//! templates are concerned.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    boundary::is_shared,
    program::count,
    solver::Solver,
    value::{Sym, Value},
};
use crate::scan::script::facts::{Flow, Key, NO_EXCLUSION, NOTHING, Node};

/// The nodes whose strings may have been replaced.
#[derive(Default)]
pub(super) struct ReplacedNames {
    nodes: HashSet<Node>,
}

impl ReplacedNames {
    pub(super) fn find(solver: &Solver<'_>) -> Self {
        let mut found = Self::default();
        let concerned = concerned(solver);
        if concerned.is_empty() {
            return found;
        }
        let mut waiting: Vec<Node> = Vec::new();
        for flow in solver.program.flows.iter() {
            let Flow::Load { base, key, to, .. } = *flow else { continue };
            if to == NOTHING || base == NOTHING || !holds_text(solver, to) {
                continue;
            }
            let objects = solver.slice(base).iter().filter_map(|&value| match value {
                Value::Object(object) if concerned.contains(&object) => Some(object),
                _ => None,
            });
            let is_replaced = |object: u32| match key {
                Key::Name(name) => may_be_replaced(solver, object, name),
                Key::Node(key) => solver.slice(key).iter().any(|&key| match key {
                    Value::Text(name, _) => may_be_replaced(solver, object, name),
                    _ => false,
                }),
                Key::Any => false,
            };
            if objects.into_iter().any(is_replaced) {
                waiting.push(to);
            }
        }
        found.follow(solver, waiting);
        found
    }

    pub(super) fn contains(&self, node: Node) -> bool {
        self.nodes.contains(&node)
    }

    fn follow(&mut self, solver: &Solver<'_>, mut waiting: Vec<Node>) {
        if waiting.is_empty() {
            return;
        }
        let mut computed: HashMap<Node, Vec<Node>> = HashMap::default();
        for flow in solver.program.flows.iter() {
            match *flow {
                Flow::Join { parts: (from, until), to } => {
                    for part in from..until {
                        let part = solver.program.arguments[part as usize].node;
                        computed.entry(part).or_default().push(to);
                    }
                }
                Flow::Work { from, to, .. } => computed.entry(from).or_default().push(to),
                _ => {}
            }
        }
        while let Some(node) = waiting.pop() {
            if node == NOTHING || !holds_text(solver, node) || !self.nodes.insert(node) {
                continue;
            }
            waiting.extend(solver.targets_of(node));
            waiting.extend(computed.get(&node).into_iter().flatten());
        }
    }
}

fn holds_text(solver: &Solver<'_>, node: Node) -> bool {
    solver.any_value(node, |value| matches!(value, Value::Text(..)))
}

/// The objects that unknown fields were copied into, and those that are linked to such an object.
fn concerned(solver: &Solver<'_>) -> HashSet<u32> {
    let mut found = HashSet::default();
    if solver.hits.copied_unknown.is_empty() {
        return found;
    }
    let mut linked: HashMap<u32, Vec<u32>> = HashMap::default();
    for (object, state) in (0..count(solver.objects.len())).zip(solver.objects.iter()) {
        for &(source, _) in state.links.iter().filter(|(source, _)| !is_shared(*source)) {
            linked.entry(source).or_default().push(object);
        }
    }
    let mut waiting: Vec<u32> = solver.hits.copied_unknown.keys().copied().collect();
    while let Some(object) = waiting.pop() {
        if found.insert(object) {
            waiting.extend(linked.get(&object).into_iter().flatten());
        }
    }
    found
}

/// Whether the field of an object may be that of a copied object that is not known. A field that is
/// stored in an object hides those of its prototypes, but not what is copied into it.
pub(super) fn may_be_replaced(solver: &Solver<'_>, object: u32, name: Sym) -> bool {
    let is_excluded = |except: u32| {
        except != NO_EXCLUSION && solver.program.exclusions[except as usize].contains(&name)
    };
    let mut line = vec![object];
    let mut at = 0;
    while at < line.len() && line.len() < solver.bounds.line {
        let here = line[at];
        at += 1;
        if let Some(copies) = solver.hits.copied_unknown.get(&here)
            && copies.iter().any(|&except| !is_excluded(except))
        {
            return true;
        }
        let state = &solver.objects[here as usize];
        let is_stored = state.fields.is_stored(name);
        for &(source, except) in state.links.iter() {
            let is_copy = except != NO_EXCLUSION;
            if !is_excluded(except) && (is_copy || !is_stored) && !line.contains(&source) {
                line.push(source);
            }
        }
    }
    at < line.len()
}
