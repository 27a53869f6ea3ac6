//! Places where modules store the host so that other, unknown code can find it by name.
//!
//! Such places are objects that all code shares: fields of the global object, of the host itself,
//! of the app, of pages, of the language's prototypes. Each place is given as the expression that
//! reaches it, which ends with the first name below the shared object: anything deeper is reached
//! through that name.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    program::GLOBAL_OBJECT,
    receiver::Classes,
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::{
    common_places::{A_PAGE, DATA, GLOBAL, HOST, INSTANCES, THE_APP, written},
    scan::script::facts::{APP, Flow, Key, NOTHING, Node, PAGES, natives::ByName},
};

/// The places, each with the module that stores a value there which is the host, may be the host,
/// or leads to it.
pub(super) fn left(solver: &Solver<'_>) -> BTreeSet<(usize, String)> {
    let mut left = Left {
        solver,
        app: app(solver),
        pages: shared_objects(solver, GLOBAL_OBJECT, PAGES),
        leading: None,
        origins: None,
    };
    let mut found = BTreeSet::new();
    for (at, flow) in solver.program.flows.iter().enumerate() {
        let places = match *flow {
            Flow::Store { base, key, value } => left.stored(base, key, value),
            Flow::Link { base, from, .. } => left.copied(base, from),
            _ => continue,
        };
        if !places.is_empty() {
            let module = solver.module_of_flow(at);
            found.extend(places.into_iter().map(|place| (module, place)));
        }
    }
    found
}

/// A path from a shared object: the name of that object, and the names of the fields.
type Path = (&'static str, Names);

/// Names of nested fields; `None` stands for an unknown name.
type Names = Vec<Option<Sym>>;

struct Left<'l> {
    solver: &'l Solver<'l>,
    /// The known objects of the app and of its data, with the path to each.
    app: Vec<(u32, Path)>,
    /// The objects that represent pages.
    pages: Vec<u32>,
    /// Which values lead to the host; computed on first use.
    leading: Option<Leading>,
    /// The nodes that each node gets its values from; computed on first use.
    origins: Option<Sources>,
}

impl Left<'_> {
    fn stored(&mut self, base: Node, key: Key, value: Node) -> Vec<String> {
        if base == NOTHING || value == NOTHING || self.solver.is_empty(value) {
            return Vec::new();
        }
        let is_app = matches!(key, Key::Name(name) if self.solver.program.text(name) == APP);
        if is_app && self.solver.any_value(base, |value| value == Value::Global) {
            return self.in_app();
        }
        let name = if let Key::Name(name) = key { Some(name) } else { None };
        if !(self.is_injected(name) || self.may_be_shared(base)) || !self.leads(value) {
            return Vec::new();
        }
        self.written_in(base, &[name])
    }

    /// The expressions for fields with these names in `base`.
    fn written_in(&mut self, base: Node, names: &[Option<Sym>]) -> Vec<String> {
        let paths = self.places(base);
        let mut found = Vec::new();
        for &name in names {
            if paths.is_empty() && self.is_injected(name) {
                found.push(self.written((INSTANCES, Vec::new()), name));
            }
            found.extend(paths.iter().map(|path| self.written(path.clone(), name)));
        }
        found
    }

    /// Whether frameworks put this name into all instances.
    fn is_injected(&self, name: Option<Sym>) -> bool {
        let text = name.map(|name| self.solver.program.text(name));
        matches!(text.and_then(ByName::from_field), Some(ByName::InInstances(_)))
    }

    /// Whether all code may reach the object: one value of unknown origin is enough.
    fn may_be_shared(&self, base: Node) -> bool {
        self.is_shared(base) || may_lie_behind(self.solver, &self.pages, base)
    }

    /// `Object.assign(globalThis, { api: wx })`
    fn copied(&mut self, base: Node, from: Node) -> Vec<String> {
        if base == NOTHING || from == NOTHING || !self.may_be_shared(base) {
            return Vec::new();
        }
        let mut names: Vec<Option<Sym>> = Vec::new();
        for value in self.solver.values(from) {
            match value {
                Value::Object(object) => {
                    names.extend(self.leading_fields(object).into_iter().map(Some));
                }
                value if self.value_leads(value) => names.push(None),
                _ => {}
            }
        }
        if names.is_empty() { Vec::new() } else { self.written_in(base, &names) }
    }

    /// The places in the options of the app.
    fn in_app(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        for (object, path) in self.app.clone() {
            for name in self.leading_fields(object) {
                let is_data = path.1.is_empty() && self.solver.program.text(name) == DATA;
                found.extend((!is_data).then(|| self.written(path.clone(), Some(name))));
            }
        }
        found
    }

    fn leading_fields(&mut self, object: u32) -> Vec<Sym> {
        let fields = self.solver.objects[object as usize].fields.clone();
        fields.into_iter().filter(|&(_, field)| self.leads(field)).map(|(name, _)| name).collect()
    }

    /// Whether all code can reach the object directly.
    fn is_shared(&self, node: Node) -> bool {
        self.solver.any_value(node, |value| match value {
            Value::Global | Value::Host(_) => true,
            Value::Object(object) => self.app.iter().any(|(known, _)| *known == object),
            _ => false,
        })
    }

    /// Whether one of the values is the host, may be the host, or leads to it.
    fn leads(&mut self, node: Node) -> bool {
        let (solver, leading) = (self.solver, self.leading());
        solver.any_value(node, |value| leading.is_led_to(solver, value))
    }

    fn value_leads(&mut self, value: Value) -> bool {
        let solver = self.solver;
        self.leading().is_led_to(solver, value)
    }

    fn leading(&mut self) -> &Leading {
        self.leading.get_or_insert_with(|| Leading::find(self.solver))
    }

    /// The paths to the object in which something is stored.
    fn places(&mut self, base: Node) -> BTreeSet<Path> {
        let mut found = BTreeSet::new();
        for value in self.solver.values(base) {
            match value {
                Value::Global => drop(found.insert((GLOBAL, Vec::new()))),
                Value::Host(_) => drop(found.insert((HOST, Vec::new()))),
                Value::Object(object) => {
                    found.extend(
                        self.app
                            .iter()
                            .filter(|(known, _)| *known == object)
                            .map(|(_, path)| path.clone()),
                    );
                }
                _ => {}
            }
        }
        found.extend(self.behind(base));
        found
    }

    /// The paths to an unknown object, traced back to the shared objects.
    fn behind(&mut self, base: Node) -> BTreeSet<Path> {
        let solver = self.solver;
        let origins = self.origins.get_or_insert_with(|| Sources::find(solver, &self.pages));
        if !origins.from_shared.contains(&base) {
            return BTreeSet::new();
        }
        let mut seen: HashMap<Node, HashSet<Names>> = HashMap::default();
        let mut found = BTreeSet::new();
        let mut waiting: Vec<(Node, Names)> = vec![(base, Vec::new())];
        while let Some((node, mut names)) = waiting.pop() {
            let ways = seen.entry(node).or_default();
            if ways.len() >= MOST_WAYS && !ways.contains(&names) {
                // Too many paths: any name.
                names = vec![None];
            }
            if !ways.insert(names.clone()) {
                continue;
            }
            let sources = solver
                .sources_of(node)
                .chain(origins.stored_in(node))
                .filter(|source| origins.from_shared.contains(source));
            waiting.extend(sources.map(|source| (source, names.clone())));
            for (from, key) in origins.loads_of(node) {
                let name = if let Key::Name(name) = key { Some(name) } else { None };
                let is_global = solver.any_value(from, |value| value == Value::Global);
                let root = match name.map(|name| solver.program.text(name)) {
                    Some(APP) if is_global => Some(THE_APP),
                    Some(PAGES) if is_global => Some(A_PAGE),
                    _ => None,
                };
                if let Some(root) = root {
                    found.insert((root, names.clone()));
                    continue;
                }
                let names: Names =
                    std::iter::once(name).chain(names.iter().copied()).take(MOST_NAMES).collect();
                if is_global {
                    found.insert((GLOBAL, names));
                } else if solver.any_value(from, |value| matches!(value, Value::Host(_))) {
                    found.insert((HOST, names));
                } else if origins.from_shared.contains(&from) {
                    waiting.push((from, names));
                }
            }
        }
        found
    }

    fn written(&self, (root, mut names): Path, name: Option<Sym>) -> String {
        names.push(name);
        let names: Vec<Option<&str>> =
            names.iter().map(|name| name.map(|name| self.solver.program.text(name))).collect();
        written(root, &names)
    }
}

/// Which values lead to the host.
struct Leading {
    /// By object, then by function: whether its fields or its result lead to the host.
    carriers: Vec<bool>,
    classes: Classes,
}

impl Leading {
    fn find(solver: &Solver<'_>) -> Self {
        let carriers = solver.carriers_by_methods();
        let classes = Classes::find(solver, &carriers);
        Self { carriers, classes }
    }

    fn is_led_to(&self, solver: &Solver<'_>, value: Value) -> bool {
        match value {
            Value::Unknown(Unknown::HandedOver | Unknown::Tainted | Unknown::TaintedManager) => {
                true
            }
            Value::Function(function) => {
                self.carriers[solver.objects.len() + function as usize]
                    || self.classes.leads(function)
            }
            value => solver.value_carries(value, &self.carriers),
        }
    }
}

/// Whether a value may be reachable through an object that all code shares: it is a page, or its
/// origin is unknown.
fn may_lie_behind(solver: &Solver<'_>, pages: &[u32], node: Node) -> bool {
    solver.any_value(node, |value| match value {
        Value::Unknown(unknown) => unknown != Unknown::OtherTexts,
        Value::Object(object) => {
            solver.objects[object as usize].is_opaque || pages.contains(&object)
        }
        _ => false,
    })
}

/// The objects that a field holds.
fn shared_objects(solver: &Solver<'_>, object: u32, name: &str) -> Vec<u32> {
    let values =
        solver.field_named(object, name).map(|node| solver.values(node)).unwrap_or_default();
    values
        .into_iter()
        .filter_map(|value| if let Value::Object(object) = value { Some(object) } else { None })
        .collect()
}

/// The objects of the app and of its data.
fn app(solver: &Solver<'_>) -> Vec<(u32, Path)> {
    let mut found: Vec<(u32, Path)> = Vec::new();
    for app in shared_objects(solver, GLOBAL_OBJECT, APP) {
        found.push((app, (THE_APP, Vec::new())));
        let data = solver.objects[app as usize]
            .fields
            .iter()
            .find(|(name, _)| solver.program.text(*name) == DATA);
        let Some(&(name, _)) = data else { continue };
        found.extend(
            shared_objects(solver, app, DATA)
                .into_iter()
                .map(|object| (object, (THE_APP, vec![Some(name)]))),
        );
    }
    found
}

/// The maximum number of names in a path that are distinguished: `Object.prototype.api`. Deeper
/// places are reached through these.
const MOST_NAMES: usize = 3;
/// The maximum number of paths to one node that are distinguished. If there are more, the value
/// counts as stored under any name.
const MOST_WAYS: usize = 16;

/// The nodes that a node gets its values from, in addition to copies. The lists are sorted vectors
/// instead of maps, because there is an entry for each load of the program.
#[derive(Default)]
struct Sources {
    /// A node, with the object and the name that it is loaded from.
    loads: Vec<(Node, Node, Key)>,
    /// The element node of a list, and a node that is stored in the list.
    stored: Vec<(Node, Node)>,
    /// The nodes that receive values from shared objects. Only these need to be traced back.
    from_shared: HashSet<Node>,
}

impl Sources {
    fn find(solver: &Solver<'_>, pages: &[u32]) -> Self {
        let mut sources = Self::default();
        // The source of a copy may itself be empty.
        let is_wanted = |node: Node| solver.is_empty(node) || may_lie_behind(solver, pages, node);
        for flow in solver.program.flows.iter() {
            match *flow {
                Flow::Load { base, key, to, .. } if base != NOTHING && is_wanted(to) => {
                    sources.loads.push((to, base, key));
                }
                Flow::Store { base, key: Key::Any, value }
                    if base != NOTHING && value != NOTHING =>
                {
                    for element in solver.values(base) {
                        if let Value::Object(object) = element {
                            sources.stored.push((solver.objects[object as usize].any, value));
                        }
                    }
                }
                _ => {}
            }
        }
        sources.from_shared = sources.forwards(solver, is_wanted);
        sources.loads.sort_by_key(|&(to, ..)| to);
        sources.stored.sort_unstable();
        sources
    }

    fn loads_of(&self, node: Node) -> impl Iterator<Item = (Node, Key)> + '_ {
        let first = self.loads.partition_point(|&(to, ..)| to < node);
        let loads = self.loads[first..].iter().take_while(move |&&(to, ..)| to == node);
        loads.map(|&(_, from, key)| (from, key))
    }

    fn stored_in(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let first = self.stored.partition_point(|&(to, _)| to < node);
        self.stored[first..].iter().take_while(move |&&(to, _)| to == node).map(|&(_, from)| from)
    }

    fn forwards(&self, solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> HashSet<Node> {
        let loads = self.loads.iter().map(|&(to, from, _)| (from, to));
        let stored = self.stored.iter().map(|&(to, from)| (from, to));
        let mut steps: Vec<(Node, Node)> = loads.chain(stored).collect();
        steps.sort_unstable();
        let is_root = |value: Value| matches!(value, Value::Global | Value::Host(_));
        let roots = self.loads.iter().filter(|&&(_, from, _)| solver.any_value(from, is_root));
        let mut waiting: Vec<Node> = roots.map(|&(to, ..)| to).collect();
        let mut reached = HashSet::default();
        while let Some(node) = waiting.pop() {
            if reached.insert(node) {
                let first = steps.partition_point(|&(from, _)| from < node);
                let here = steps[first..].iter().take_while(|&&(from, _)| from == node);
                waiting.extend(here.map(|&(_, to)| to));
                waiting.extend(solver.copies_of(node).filter(|&to| is_wanted(to)));
            }
        }
        reached
    }
}
