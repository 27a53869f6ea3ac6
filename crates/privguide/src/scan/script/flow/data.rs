//! What templates can see of a script: the literal data and properties of its page or component.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Data, Linked, Texts,
    program::{WIDE_OBJECT, WRITTEN_OBJECT},
    query::Query,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{FIRST_NODE, NO_SITE, NOTHING, Node};

/// The nodes that will hold the options of one module's page or component.
pub(super) struct Wanted {
    module: usize,
    options: Vec<Node>,
}

/// Notes whose data is wanted.
pub(super) fn ask(solver: &mut Solver<'_>, modules: &[Linked<'_>]) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (module, linked) in modules.iter().enumerate().filter(|(_, linked)| linked.is_asked_for_data) {
        let shift = solver.program.parts[module].first_node - FIRST_NODE;
        let options = linked.facts.options.iter().filter(|&&node| node >= FIRST_NODE).map(|node| node + shift);
        wanted.push(Wanted { module, options: options.collect() });
    }
    wanted
}

/// Reads the data when every value is known.
pub(super) fn read(solver: &mut Solver<'_>, wanted: Vec<Wanted>) -> Vec<Data> {
    let mut asked = Vec::new();
    for page in wanted {
        let mut fields = Vec::new();
        let mut properties = Vec::new();
        for options in with_behaviors(solver, page.options) {
            for name in ["data", "state", "setup", "initData"] {
                let data = solver.ask(options, name);
                let results = solver.results(data);
                walk(solver, results, &mut Vec::new(), &mut fields);
            }
            for name in ["properties", "props"] {
                let declared = solver.ask(options, name);
                for (property, node) in solver.fields_of(declared) {
                    // A property without a value of its own is what parents give.
                    for (_, value) in
                        solver.fields_of(node).into_iter().filter(|(name, _)| matches!(name.as_str(), "value" | "default"))
                    {
                        fields.push((vec![property.clone()], value));
                    }
                    properties.push(property);
                }
            }
        }
        asked.push((page.module, fields, properties));
    }
    let texts = |fields: Vec<(Vec<String>, Node)>| {
        let mut values: BTreeMap<Vec<String>, Texts> = BTreeMap::new();
        for (path, node) in fields {
            let found = solver.texts(node);
            let known = values.entry(path).or_default();
            known.texts.extend(found.texts);
            known.is_open |= found.is_open;
        }
        values
    };
    asked
        .into_iter()
        .map(|(module, fields, properties)| Data { module, values: texts(fields), properties: properties.into_iter().collect() })
        .collect()
}

/// Options, and those of the behaviours that they mix in.
fn with_behaviors(solver: &mut Solver<'_>, mut options: Vec<Node>) -> Vec<Node> {
    let mut at = 0;
    while at < options.len() && options.len() < MAX_BEHAVIORS {
        for name in ["behaviors", "mixins"] {
            let list = solver.ask(options[at], name);
            options.extend(solver.fields_of(list).into_iter().map(|(_, element)| element));
        }
        at += 1;
    }
    options
}

/// Collects the fields of an object and of the objects in it.
fn walk(solver: &mut Solver<'_>, node: Node, path: &mut Vec<String>, fields: &mut Vec<(Vec<String>, Node)>) {
    if path.len() >= MAX_DEPTH || fields.len() >= MAX_FIELDS {
        return;
    }
    for (name, value) in solver.fields_of(node) {
        path.push(name);
        fields.push((path.clone(), value));
        walk(solver, value, path, fields);
        path.pop();
    }
}

impl Solver<'_> {
    /// A field of whatever a node holds, after everything has come to rest.
    fn ask(&mut self, base: Node, name: &str) -> Node {
        let name = self.intern(name);
        let to = self.new_node();
        for base in self.values(base) {
            if let Value::Object(_) = base {
                self.load(base, Query::named(name, to, NO_SITE));
            }
        }
        self.run();
        to
    }

    /// Objects, and those that functions in their place return: `data() { return { … } }`.
    fn results(&mut self, node: Node) -> Node {
        let to = self.new_node();
        for value in self.values(node) {
            match value {
                Value::Function(function) => {
                    let result = self.program.functions[function as usize].result;
                    for value in self.values(result) {
                        self.add(to, value);
                    }
                }
                value => self.add(to, value),
            }
        }
        self.run();
        to
    }

    /// The fields of the objects that a node holds, linked ones included.
    fn fields_of(&mut self, node: Node) -> Vec<(String, Node)> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut waiting: Vec<u32> = Vec::new();
        for value in self.values(node) {
            if let Value::Object(object) = value {
                waiting.push(object);
            }
        }
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        while let Some(object) = waiting.pop() {
            // What is stored into objects that are not told apart is no page's data.
            if !matches!(object, WIDE_OBJECT | WRITTEN_OBJECT) && seen.len() < MAX_OBJECTS && seen.insert(object) {
                let object = &self.objects[object as usize];
                names.extend(object.names.iter().map(|&name| self.program.text(name).to_owned()));
                waiting.extend(object.links.iter().map(|&(source, _)| source));
            }
        }
        names.into_iter().take(MAX_FIELDS).map(|name| (name.clone(), self.ask(node, &name))).collect()
    }

    /// The texts that a node holds, and whether it can hold more.
    pub(super) fn texts(&self, node: Node) -> Texts {
        let values = self.values(node);
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text, _) => Some(self.program.text(*text).to_owned()),
            _ => None,
        });
        let texts: BTreeSet<String> = texts.collect();
        let is_open = self.is_open(node) || self.any_value(node, |value| value == Value::Unknown(Unknown::OtherTexts));
        Texts { texts, is_open }
    }

    /// A name can be something that is not known. Texts beyond the bound of a set are no names that matter.
    pub(super) fn is_open(&self, node: Node) -> bool {
        let named =
            |value| matches!(value, Value::Text(..) | Value::Number | Value::ListedName | Value::HostKey | Value::ProxyKey(_));
        let named_only = [Unknown::OtherTexts, Unknown::OtherFunctions, Unknown::Widened];
        let unknown = |value| matches!(value, Value::Unknown(unknown) if !named_only.contains(&unknown));
        node == NOTHING || !self.any_value(node, named) || self.any_value(node, unknown)
    }
}

/// Objects that make up the data of one place; what is beyond stays unknown to templates.
const MAX_OBJECTS: usize = 24;
/// Behaviours may mix in each other.
const MAX_BEHAVIORS: usize = 64;
/// Templates read `a.b.c`, hardly more.
const MAX_DEPTH: usize = 3;
/// A page's data can be a table of everything; no template asks for all of it.
const MAX_FIELDS: usize = 500;
