//! Who gets the host, when it is handed to code that is not known: the modules outside of the program that the called function comes from.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    Link, Linked,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{FIRST_NODE, Flow, Key, NOTHING, Node};

impl Solver<'_> {
    /// The argument that is the receiver, of `f.call(receiver)`.
    pub(super) fn written_receiver(&self, call: &Flow) -> Option<u32> {
        let Flow::Call { this, arguments: (from, _), name, .. } = *call else { return None };
        let before = from.checked_sub(1).filter(|_| this != NOTHING && self.program.text(name).is_empty())?;
        (self.program.arguments[before as usize].node == this).then_some(before)
    }
}

/// For each argument that hands the host over: the specifiers of the modules that the function comes from; none when it may as well come from
/// elsewhere.
pub(super) fn receivers(solver: &Solver<'_>, modules: &[Linked]) -> BTreeMap<u32, BTreeSet<String>> {
    let handed = &solver.hits.handed;
    if handed.is_empty() {
        return BTreeMap::new();
    }
    let mut callees: BTreeMap<u32, Node> = BTreeMap::new();
    let mut made: HashMap<Node, Vec<Node>> = HashMap::default();
    let mut loads: Vec<(Node, Node)> = Vec::new();
    for flow in solver.program.flows.iter() {
        match *flow {
            Flow::Call { callee, arguments: (from, until), to, .. } => {
                let receiver = solver.written_receiver(flow).filter(|argument| handed.contains(argument));
                callees.extend(handed.range(from..until).copied().chain(receiver).map(|argument| (argument, callee)));
                if comes_from_outside(solver, to) {
                    made.entry(to).or_default().push(callee);
                }
            }
            Flow::Load { base, to, .. } if comes_from_outside(solver, to) => {
                made.entry(to).or_default().push(base);
                loads.push((base, to));
            }
            Flow::Store { base, key, value } if comes_from_outside(solver, value) => {
                for field in fields(solver, base, key) {
                    made.entry(field).or_default().push(value);
                }
            }
            _ => {}
        }
    }
    let bases = Bases::of(solver);
    for (base, to) in loads {
        made.entry(to).or_default().extend(bases.behind(solver, base));
    }
    let imports = imports(solver, modules);
    let trace = Trace { solver, made: &made, imports: &imports };
    callees.into_iter().filter_map(|(argument, callee)| Some((argument, trace.back(callee)?))).collect()
}

fn comes_from_outside(solver: &Solver<'_>, node: Node) -> bool {
    let is_outside = |value| matches!(value, Value::Unknown(Unknown::Outside | Unknown::HandedOver));
    node != NOTHING && solver.any_value(node, is_outside)
}

/// The fields that a store goes to.
fn fields(solver: &Solver<'_>, base: Node, key: Key) -> Vec<Node> {
    let field = |value: Value| match (value, key) {
        (Value::Object(object), Key::Name(name)) => solver.fields.get(&(object, name)).copied(),
        (Value::Object(object), Key::Node(_)) => Some(solver.objects[object as usize].any).filter(|&any| any != NOTHING),
        _ => None,
    };
    solver.values(base).into_iter().filter_map(field).collect()
}

/// What objects have their members from that nothing of the program stores in them.
struct Bases(HashMap<u32, Vec<Node>>);

impl Bases {
    fn of(solver: &Solver<'_>) -> Self {
        let mut bases: HashMap<u32, Vec<Node>> = HashMap::default();
        for flow in solver.program.flows.iter() {
            if let Flow::Extends { class, parent } = *flow
                && comes_from_outside(solver, parent)
            {
                let class = &solver.program.functions[class as usize];
                for object in [class.instance, class.statics].into_iter().flatten() {
                    bases.entry(object).or_default().push(parent);
                }
            }
        }
        Self(bases)
    }

    /// The base classes that are not in the program, of the objects that a node holds: none when other code may have put members there.
    fn behind(&self, solver: &Solver<'_>, node: Node) -> Vec<Node> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for value in solver.values(node) {
            let object = match value {
                Value::Object(object) => Some(object),
                Value::Function(class) => solver.program.functions[class as usize].statics,
                _ => None,
            };
            let line = object.map(|object| solver.answering(object).0).unwrap_or_default();
            if line.iter().any(|&object| solver.objects[object as usize].escaped.is_some()) {
                return Vec::new();
            }
            found.extend(line.iter().filter_map(|object| self.0.get(object)).flatten());
        }
        found
    }
}

/// The nodes that receive modules from outside of the program, and how these are asked for.
fn imports<'m>(solver: &Solver<'_>, modules: &'m [Linked]) -> HashMap<Node, &'m str> {
    let mut imports = HashMap::default();
    for (at, module) in modules.iter().enumerate() {
        let shift = solver.program.parts[at].first_node;
        for (import, link) in module.facts.imports.iter().zip(&module.imports) {
            if *link == Link::Nowhere {
                imports.insert(import.to - FIRST_NODE + shift, module.facts.strings.get(import.specifier));
            }
        }
    }
    imports
}

struct Trace<'t, 'm> {
    solver: &'t Solver<'t>,
    /// What unknown values are made of: the object whose member they are, the function whose result, what was stored in the field.
    made: &'t HashMap<Node, Vec<Node>>,
    imports: &'t HashMap<Node, &'m str>,
}

impl Trace<'_, '_> {
    /// Every import from which the unknown values of a node come; none when one of them comes from something else.
    fn back(&self, from: Node) -> Option<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::default();
        let mut waiting = vec![from];
        while let Some(node) = waiting.pop() {
            if !comes_from_outside(self.solver, node) || !seen.insert(node) {
                continue;
            }
            if let Some(specifier) = self.imports.get(&node) {
                found.insert((*specifier).to_owned());
                continue;
            }
            let before = waiting.len();
            waiting.extend(self.solver.sources_of(node));
            waiting.extend(self.made.get(&node).into_iter().flatten());
            if waiting.len() == before {
                return None;
            }
        }
        (!found.is_empty()).then_some(found)
    }
}
