//! The origin of unknown values: the modules outside of the program that they come from, and which
//! of these modules get the host.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap as HashMap;

use super::{
    Link, Linked,
    program::{GLOBAL_OBJECT, HOST_OBJECT},
    solver::Solver,
    trace::{Trace, comes_from_outside},
    value::{Unknown, Value},
};
use crate::scan::script::facts::{FIRST_NODE, Flow, Function, Key, NOTHING, Node};

impl Solver<'_> {
    /// The argument that holds the receiver in `f.call(receiver)`.
    pub(super) fn written_receiver(&self, call: &Flow) -> Option<u32> {
        let Flow::Call { this, arguments, name, .. } = *call else { return None };
        let (from, _) = arguments.range();
        let before = from
            .checked_sub(1)
            .filter(|_| this != NOTHING && self.program.text(name).is_empty())?;
        (self.program.arguments[before as usize].node == this).then_some(before)
    }
}

/// The modules outside of the program, by their specifiers.
#[derive(Default)]
pub(super) struct Origins {
    /// For each argument that passes the host to unknown code: the modules that the called function
    /// comes from; no entry if it may also come from elsewhere.
    pub(super) receivers: BTreeMap<u32, BTreeSet<String>>,
    /// For each access to a value that may be the host: the modules that the value comes from; no
    /// entry if it may also come from elsewhere.
    pub(super) sites: BTreeMap<u32, BTreeSet<String>>,
    /// The modules that get the host other than as an argument: as `this`, in a field, in an
    /// instance of one of their classes, as an attribute of an element.
    pub(super) shared: BTreeSet<String>,
    /// The modules that get a value which may be the host.
    pub(super) passed: BTreeSet<String>,
}

impl Origins {
    /// The origins, and the number of steps that were needed to find them.
    pub(super) fn find(solver: &Solver<'_>, modules: &[Linked]) -> (Self, u64) {
        let imports = imports(solver, modules);
        if imports.is_empty() {
            return (Self::default(), 0);
        }
        let carriers = solver.carriers();
        let classes = Classes::find(solver, &carriers);
        let in_attributes = in_attributes(solver, modules, &carriers);
        let asked = Asked::find(solver, &classes, &carriers);
        if asked.is_empty() {
            return (Self { shared: in_attributes, ..Self::default() }, 0);
        }
        let mut trace = Trace::new(solver, made(solver), imports);
        let mut shared = trace.any(asked.sharing);
        shared.extend(in_attributes);
        let passed = trace.any(asked.passing);
        let managers = if asked.callees.is_empty() { Vec::new() } else { solver.managers() };
        let leads_to_manager = |argument: u32| {
            let node = solver.program.arguments[argument as usize].node;
            solver.any_value(node, |value| match value {
                Value::Manager(..) | Value::Unknown(Unknown::TaintedManager) => true,
                Value::Object(object) => managers[object as usize],
                _ => false,
            })
        };
        // It is not recorded what a package does with an object that the host created.
        let receivers =
            asked.callees.into_iter().filter(|&(argument, _)| !leads_to_manager(argument));
        let receivers = receivers
            .filter_map(|(argument, callee)| Some((argument, trace.only(callee)?)))
            .collect();
        let mut of_access = |nodes: Vec<Node>| -> Option<BTreeSet<String>> {
            let found: Option<Vec<_>> = nodes.into_iter().map(|node| trace.only(node)).collect();
            Some(found?.into_iter().flatten().collect())
        };
        let sites = asked
            .accessed
            .into_iter()
            .filter_map(|(site, nodes)| Some((site, of_access(nodes)?)))
            .collect();
        (Self { receivers, sites, shared, passed }, trace.steps)
    }
}

/// The nodes whose origin is needed.
struct Asked {
    /// For each argument that passes the host to unknown code: the callee.
    callees: BTreeMap<u32, Node>,
    /// For each access to a value that may be the host: the base objects.
    accessed: BTreeMap<u32, Vec<Node>>,
    sharing: BTreeSet<Node>,
    passing: BTreeSet<Node>,
}

impl Asked {
    fn find(solver: &Solver<'_>, classes: &Classes, carriers: &[bool]) -> Self {
        let handed = &solver.hits.handed;
        let mut callees: BTreeMap<u32, Node> = BTreeMap::new();
        let mut accessed: BTreeMap<u32, Vec<Node>> = BTreeMap::new();
        for flow in solver.program.flows.iter() {
            match *flow {
                Flow::Call { callee, arguments, .. } => {
                    let (from, until) = arguments.range();
                    let receiver =
                        solver.written_receiver(flow).filter(|argument| handed.contains(argument));
                    let arguments = handed.range(from..until).copied().chain(receiver);
                    callees.extend(arguments.map(|argument| (argument, callee)));
                }
                Flow::Load { base, site, .. } if solver.hits.opaque.contains(&site) => {
                    accessed.entry(site).or_default().push(base);
                }
                _ => {}
            }
        }
        let (sharing, passing) = (sharing(solver, classes, carriers), passing(solver));
        Self { callees, accessed, sharing, passing }
    }

    fn is_empty(&self) -> bool {
        self.callees.is_empty()
            && self.accessed.is_empty()
            && self.sharing.is_empty()
            && self.passing.is_empty()
    }
}

/// Pairs of a node and another node that its unknown values derive from: the object whose member it
/// is, the function whose result it is, or a value that was stored in the field.
fn made(solver: &Solver<'_>) -> Vec<(Node, Node)> {
    let mut made: Vec<(Node, Node)> = Vec::new();
    let bases = Bases::find(solver);
    for flow in solver.program.flows.iter() {
        match *flow {
            Flow::Call { callee, to, .. } if comes_from_outside(solver, to) => {
                made.push((to, callee));
            }
            Flow::Load { base, to, .. } if comes_from_outside(solver, to) => {
                made.push((to, base));
                made.extend(bases.behind(solver, base).into_iter().map(|parent| (to, parent)));
            }
            Flow::Store { base, key, value } if comes_from_outside(solver, value) => {
                let fields = fields(solver, base, key).into_iter();
                made.extend(fields.map(|field| (field, value)));
            }
            _ => {}
        }
    }
    made
}

/// Nodes from outside of the program that get the host other than as an argument.
fn sharing(solver: &Solver<'_>, classes: &Classes, carriers: &[bool]) -> BTreeSet<Node> {
    let has_host = |node: Node| node != NOTHING && solver.carries(node, carriers);
    let is_outside = |node: Node| comes_from_outside(solver, node);
    let mut found = BTreeSet::new();
    for flow in solver.program.flows.iter() {
        match *flow {
            Flow::Call { callee, this, arguments, .. } if is_outside(callee) => {
                let (from, until) = arguments.range();
                let mut arguments =
                    (from..until).map(|argument| solver.program.arguments[argument as usize].node);
                let is_got = has_host(this)
                    || arguments
                        .any(|node| node != NOTHING && is_class_with(solver, node, classes));
                found.extend(is_got.then_some(callee));
            }
            Flow::Store { base, value, .. } if is_outside(base) && has_host(value) => {
                found.insert(base);
            }
            Flow::Link { base, from, .. } => {
                found.extend((is_outside(base) && has_host(from)).then_some(base));
                // Functions of the outside object become methods of an object that has the host.
                found.extend((is_outside(from) && has_host(base)).then_some(from));
            }
            Flow::Extends { class, parent } if is_outside(parent) => {
                found.extend(classes.leads(class).then_some(parent));
            }
            _ => {}
        }
    }
    found
}

/// Nodes from outside of the program that get, as an argument, a value which may be the host.
fn passing(solver: &Solver<'_>) -> BTreeSet<Node> {
    let may_be_host =
        |value| matches!(value, Value::Unknown(Unknown::Tainted | Unknown::HandedOver));
    let mut found = BTreeSet::new();
    for flow in solver.program.flows.iter() {
        if let Flow::Call { callee, arguments, .. } = *flow
            && comes_from_outside(solver, callee)
        {
            let (from, until) = arguments.range();
            let mut arguments =
                (from..until).map(|argument| solver.program.arguments[argument as usize].node);
            found.extend(
                arguments
                    .any(|node| node != NOTHING && solver.any_value(node, may_be_host))
                    .then_some(callee),
            );
        }
    }
    found
}

/// Whether the node is a class that leads to the host.
fn is_class_with(solver: &Solver<'_>, node: Node, classes: &Classes) -> bool {
    solver.any_value(node, |value| matches!(value, Value::Function(class) if classes.leads(class)))
}

/// By function: whether it is a class that leads to the host, through fields of its instances,
/// static fields, or results of its methods.
pub(super) struct Classes(Vec<bool>);

impl Classes {
    pub(super) fn find(solver: &Solver<'_>, carriers: &[bool]) -> Self {
        let leads = |(object, is_carrier): (usize, &bool)| {
            // A method may return the host.
            let mut fields = solver.objects[object].fields.iter();
            *is_carrier || fields.any(|(_, field)| solver.carries(field, carriers))
        };
        let leading: Vec<bool> =
            carriers.iter().take(solver.objects.len()).enumerate().map(leads).collect();
        let class_leads = |class: &Function| {
            [class.instance, class.statics].into_iter().flatten().any(|object| {
                solver.line(object).into_iter().any(|object| leading[object as usize])
            })
        };
        Self(solver.program.functions.iter().map(class_leads).collect())
    }

    pub(super) fn leads(&self, class: u32) -> bool {
        self.0[class as usize]
    }
}

/// The modules that get the host as an attribute of one of their elements.
fn in_attributes(solver: &Solver<'_>, modules: &[Linked], carriers: &[bool]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, module) in modules.iter().enumerate() {
        let shift = solver.program.ranges[at].first_node;
        let outside = module
            .facts
            .imports
            .iter()
            .zip(&module.imports)
            .filter(|(_, link)| **link == Link::Nowhere);
        let outside: BTreeSet<u32> = outside.map(|(import, _)| import.specifier).collect();
        for element in &module.facts.elements {
            let Some((from, _)) = element.imported.filter(|(from, _)| outside.contains(from))
            else {
                continue;
            };
            let mut values = element
                .attributes
                .iter()
                .map(|attribute| attribute.value)
                .filter(|&value| value >= FIRST_NODE);
            if values.any(|value| solver.carries(value - FIRST_NODE + shift, carriers)) {
                found.insert(module.facts.strings.get(from).to_owned());
            }
        }
    }
    found
}

/// The fields that a store writes to.
fn fields(solver: &Solver<'_>, base: Node, key: Key) -> Vec<Node> {
    let field = |value: Value| match (value, key) {
        (Value::Object(object), Key::Name(name)) => {
            solver.objects[object as usize].fields.get(name)
        }
        (Value::Global, Key::Name(name)) => solver.objects[GLOBAL_OBJECT as usize].fields.get(name),
        (Value::Host(_), Key::Name(name)) => solver.objects[HOST_OBJECT as usize].fields.get(name),
        (Value::Object(object), Key::Node(_)) => {
            Some(solver.objects[object as usize].any).filter(|&any| any != NOTHING)
        }
        _ => None,
    };
    solver.values(base).into_iter().filter_map(field).collect()
}

/// For each object: nodes from outside of the program that it is linked to or extends, where
/// members that the program does not store may come from.
struct Bases(HashMap<u32, Vec<Node>>);

impl Bases {
    fn find(solver: &Solver<'_>) -> Self {
        let mut bases: HashMap<u32, Vec<Node>> = HashMap::default();
        for flow in solver.program.flows.iter() {
            match *flow {
                Flow::Extends { class, parent } if comes_from_outside(solver, parent) => {
                    let class = &solver.program.functions[class as usize];
                    for object in [class.instance, class.statics].into_iter().flatten() {
                        bases.entry(object).or_default().push(parent);
                    }
                }
                Flow::Link { base, from, .. } if comes_from_outside(solver, from) => {
                    for value in solver.values(base) {
                        if let Value::Object(object) = value {
                            bases.entry(object).or_default().push(from);
                        }
                    }
                }
                _ => {}
            }
        }
        Self(bases)
    }

    /// The base classes outside of the program for the objects in a node. Empty if other code may
    /// also have stored members there.
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
            let line = object.map(|object| solver.line(object)).unwrap_or_default();
            // A class of a package that may provide the host also controls the instances of its
            // subclasses.
            let gives = |object: &u32| {
                let parents = self.0.get(object).into_iter().flatten();
                parents.into_iter().any(|&node| {
                    solver.any_value(node, |value| value == Value::Unknown(Unknown::HandedOver))
                })
            };
            let is_elsewhere = |&object: &u32| {
                solver.objects[object as usize].escaped.is_some() && !line.iter().any(gives)
            };
            if line.iter().any(is_elsewhere) {
                return Vec::new();
            }
            found.extend(line.iter().filter_map(|object| self.0.get(object)).flatten());
        }
        found
    }
}

/// The nodes that receive the exports of modules outside of the program, with their specifiers.
fn imports<'m>(solver: &Solver<'_>, modules: &'m [Linked]) -> HashMap<Node, &'m str> {
    let mut imports = HashMap::default();
    for (at, module) in modules.iter().enumerate() {
        let shift = solver.program.ranges[at].first_node;
        for (import, link) in module.facts.imports.iter().zip(&module.imports) {
            if *link == Link::Nowhere {
                imports.insert(
                    import.to - FIRST_NODE + shift,
                    module.facts.strings.get(import.specifier),
                );
            }
        }
    }
    imports
}
