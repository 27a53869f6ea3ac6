//! Places where modules store the host so that other, unknown code can find it by name.
//!
//! Such places are objects that all code shares: fields of the global object, of the host itself,
//! of the app, of pages, of the language's prototypes. Each place is given as the expression that
//! reaches it, which ends with the first name below the shared object: anything deeper is reached
//! through that name.

use std::collections::BTreeSet;

use super::{
    program::GLOBAL_OBJECT,
    receiver::Classes,
    solver::Solver,
    value::{Sym, Unknown, Value},
    ways::{Path, Ways, may_lie_behind},
};
use crate::{
    common_places::{DATA, GLOBAL, HOST, INSTANCES, THE_APP, written},
    scan::script::facts::{APP, Flow, Key, NOTHING, Node, PAGES, members::IN_ALL, natives::ByName},
};

/// The places, each with the module that stores a value there which is the host, may be the host,
/// or leads to it.
///
/// Also returns the number of steps that it took.
pub(super) fn left(solver: &Solver<'_>) -> (BTreeSet<(usize, String)>, u64) {
    let mut left = Left {
        solver,
        app: app(solver),
        pages: shared_objects(solver, GLOBAL_OBJECT, PAGES),
        leading: None,
        ways: None,
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
    (found, left.ways.map_or(0, |ways| ways.steps))
}

struct Left<'l> {
    solver: &'l Solver<'l>,
    /// The known objects of the app and of its data, with the path to each.
    app: Vec<(u32, Path)>,
    /// The objects that represent pages.
    pages: Vec<u32>,
    /// Which values lead to the host; computed on first use.
    leading: Option<Leading>,
    /// The paths from shared objects; computed on first use.
    ways: Option<Ways>,
}

impl Left<'_> {
    fn stored(&mut self, base: Node, key: Key, value: Node) -> Vec<String> {
        if base == NOTHING || value == NOTHING || self.solver.is_empty(value) {
            return Vec::new();
        }
        // The store in the prototype is read as well.
        let text = if let Key::Name(name) = key { self.solver.program.text(name) } else { "" };
        if text.starts_with(IN_ALL) {
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
        let fields: Vec<_> = self.solver.objects[object as usize].fields.iter().collect();
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

    /// The paths to an unknown object from the shared objects.
    fn behind(&mut self, base: Node) -> BTreeSet<Path> {
        self.ways.get_or_insert_with(|| Ways::find(self.solver, &self.pages)).paths_to(base)
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
        let Some((name, _)) = data else { continue };
        found.extend(
            shared_objects(solver, app, DATA)
                .into_iter()
                .map(|object| (object, (THE_APP, vec![Some(name)]))),
        );
    }
    found
}
