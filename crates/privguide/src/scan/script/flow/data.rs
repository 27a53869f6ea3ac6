//! The literal data and properties of pages and components, which their templates can read.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Data, Linked, Texts,
    program::WIDE_OBJECT,
    replaced,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{FIRST_NODE, NOTHING, Node};

/// Reads the data of the modules whose templates ask for it, after the fixpoint. It adds nothing to
/// the solution.
pub(super) fn read(solver: &mut Solver<'_>, modules: &[Linked]) -> Vec<Data> {
    let mut found = Vec::new();
    for (module, linked) in modules.iter().enumerate() {
        let Some(names) = &linked.asked_for_data else { continue };
        let shift = solver.program.ranges[module].first_node - FIRST_NODE;
        let nodes = linked
            .facts
            .options
            .iter()
            .filter(|&&node| node >= FIRST_NODE)
            .map(|node| node + shift);
        let copied =
            solver.contexts.options.iter().filter(|(_, of)| *of == module).map(|&(node, _)| node);
        let options = nodes.chain(copied).map(|node| solver.values(node)).collect();
        found.push(data_of(solver, module, options, names));
    }
    found
}

fn data_of(
    solver: &mut Solver<'_>,
    module: usize,
    options: Vec<Vec<Value>>,
    asked: &BTreeSet<String>,
) -> Data {
    let mut data = Data { module, values: BTreeMap::new(), properties: BTreeSet::new() };
    let (mut reads, mut computed_reads) = (Reads::default(), Reads::default());
    // What is stored under names that are not known: `setData({ [`list[${i}].type`]: … })`.
    let mut computed = BTreeMap::new();
    let (all, is_cut) = with_behaviors(solver, options);
    for options in all {
        for name in ["data", "state", "setup", "initData"] {
            let shown = solver.field_values(&options, name);
            let shown = solver.results(shown);
            solver.ask_beyond(&shown);
            if solver.has_more_fields(&shown) {
                reads.cut.push(Vec::new());
            }
            if matches!(name, "data" | "initData") {
                let stored = solver.stored_anywhere(&shown);
                walk(solver, &stored, &[], &mut computed, &mut computed_reads);
            }
            for (name, mut value) in solver.fields_of(&shown) {
                if solver.is_copied_over(&shown, &name) {
                    value.push(Value::Unknown(Unknown::Outside));
                }
                let path = path_of(&name);
                if path.first().is_some_and(|first| asked.contains(first)) {
                    walk(solver, &value, &path, &mut data.values, &mut reads);
                }
            }
        }
        for name in ["properties", "props"] {
            let declared = solver.field_values(&options, name);
            if solver.has_more_fields(&declared) {
                reads.cut.push(Vec::new());
            }
            for (property, value) in solver.fields_of(&declared) {
                if !asked.contains(&property) {
                    continue;
                }
                // A property without a default value has the value that the parent sets.
                for (_, default) in solver
                    .fields_of(&value)
                    .into_iter()
                    .filter(|(name, _)| matches!(name.as_str(), "value" | "default"))
                {
                    note(solver, vec![property.clone()], &default, &mut data.values);
                }
                data.properties.insert(property);
            }
        }
    }
    add_computed(&mut data.values, &computed, &computed_reads);
    // A behaviour beyond the bound may set any of these to another value, and so may an object whose
    // fields were not read.
    for (path, texts) in &mut data.values {
        texts.is_open |= is_cut || reads.is_cut(path);
    }
    data
}

/// Adds what is stored under unknown names to the nested paths that such a name may be the
/// beginning of. (The values of paths with one name already include it.)
fn add_computed(
    values: &mut BTreeMap<Vec<String>, Texts>,
    computed: &BTreeMap<Vec<String>, Texts>,
    reads: &Reads,
) {
    for (path, texts) in values {
        for named in 2..=path.len() {
            let rest = &path[named..];
            texts.texts.extend(computed.get(rest).into_iter().flat_map(|more| more.texts.clone()));
            // An object or a boolean that is stored elsewhere does not make a string unknown.
            texts.is_open |= reads.unknown.contains(rest) || reads.is_cut(rest);
        }
    }
}

/// The names in the key `"page.list[0].url"` of `setData`; most keys are a single name.
fn path_of(name: &str) -> Vec<String> {
    name.split(['.', '[']).map(|part| part.trim_end_matches(']').to_owned()).collect()
}

/// Options objects, including those of their behaviours, and whether there are more behaviours than
/// the bound.
fn with_behaviors(
    solver: &mut Solver<'_>,
    mut options: Vec<Vec<Value>>,
) -> (Vec<Vec<Value>>, bool) {
    let mut at = 0;
    while at < options.len() && options.len() < MAX_BEHAVIORS {
        let given = options[at].clone();
        solver.ask_beyond(&given);
        for name in ["behaviors", "mixins"] {
            let list = solver.field_values(&given, name);
            solver.ask_beyond(&list);
            options.extend(solver.fields_of(&list).into_iter().map(|(_, element)| element));
        }
        at += 1;
    }
    let is_cut = at < options.len();
    (options, is_cut)
}

/// The work that was done for the data of one script.
#[derive(Default)]
struct Reads {
    number: usize,
    /// Paths of objects of which not all fields were read.
    cut: Vec<Vec<String>>,
    /// Paths whose value may be anything.
    unknown: BTreeSet<Vec<String>>,
}

impl Reads {
    /// Whether the path is inside of an object of which not all fields were read.
    fn is_cut(&self, path: &[String]) -> bool {
        self.cut.iter().any(|cut| path.len() > cut.len() && path.starts_with(cut))
    }
}

/// Collects the values of a path, and of the fields of the objects there. `reads` bounds the work.
/// A path that is beyond the bound has no values, which templates treat as unknown.
fn walk(
    solver: &mut Solver<'_>,
    values: &[Value],
    path: &[String],
    found: &mut BTreeMap<Vec<String>, Texts>,
    reads: &mut Reads,
) {
    reads.number += 1;
    note(solver, path.to_vec(), values, found);
    // Longer paths may have values, too: `setData({ "a.b.c.d": … })`.
    let is_deep = path.len() >= MAX_DEPTH && !solver.names_of(values).is_empty();
    if is_deep || solver.has_more_fields(values) {
        reads.cut.push(path.to_vec());
    }
    if values.iter().copied().any(is_unknown_text) {
        reads.unknown.insert(path.to_vec());
    }
    if path.len() >= MAX_DEPTH {
        return;
    }
    // If the value may be another, unknown object, each of its fields may have another value.
    let other = values.iter().copied().find(|&value| is_unknown(value));
    for (name, mut value) in solver.fields_of(values) {
        if reads.number >= MAX_READS {
            reads.cut.push(path.to_vec());
            return;
        }
        value.extend(other);
        walk(solver, &value, &[path, &[name]].concat(), found, reads);
    }
}

fn note(
    solver: &mut Solver<'_>,
    path: Vec<String>,
    values: &[Value],
    found: &mut BTreeMap<Vec<String>, Texts>,
) {
    solver.ask_beyond(values);
    let texts = solver.texts_of(values);
    let known = found.entry(path).or_default();
    known.texts.extend(texts.texts);
    known.is_open |= texts.is_open;
}

impl Solver<'_> {
    /// The values of a field of the objects among `bases`.
    fn field_values(&mut self, bases: &[Value], name: &str) -> Vec<Value> {
        let name = self.intern(name);
        let mut found: BTreeSet<Value> = BTreeSet::new();
        let (line, is_cut) = self.line_of(bases);
        for object in line {
            let field = self.objects[object as usize].fields.get(name).unwrap_or(NOTHING);
            for node in [field, self.objects[object as usize].any] {
                found.extend(self.values(node));
            }
        }
        // An object beyond the bound may hold something else under this name.
        found.extend(is_cut.then_some(Value::Unknown(Unknown::Outside)));
        found.into_iter().collect()
    }

    /// Whether a copy of unknown fields may have replaced a field: `setData(response.data)`.
    fn is_copied_over(&mut self, bases: &[Value], name: &str) -> bool {
        let name = self.intern(name);
        bases.iter().any(|&base| {
            matches!(base, Value::Object(object) if replaced::may_be_replaced(self, object, name))
        })
    }

    /// The values that are stored in the objects among `bases` under unknown names.
    fn stored_anywhere(&self, bases: &[Value]) -> Vec<Value> {
        let (line, is_cut) = self.line_of(bases);
        let mut found: BTreeSet<Value> = line
            .into_iter()
            .flat_map(|object| self.values(self.objects[object as usize].any))
            .collect();
        found.extend(is_cut.then_some(Value::Unknown(Unknown::Outside)));
        found.into_iter().collect()
    }

    /// Objects, and the objects returned by functions that are used in place of data: `data() {
    /// return { … } }`.
    fn results(&self, values: Vec<Value>) -> Vec<Value> {
        let mut found: BTreeSet<Value> = BTreeSet::new();
        for value in values {
            match value {
                Value::Function(function) => {
                    found.extend(self.values(self.program.functions[function as usize].result));
                }
                value => drop(found.insert(value)),
            }
        }
        found.into_iter().collect()
    }

    /// The objects among the values and those they are linked to, and whether there are more than
    /// the bound.
    fn line_of(&self, values: &[Value]) -> (BTreeSet<u32>, bool) {
        let mut line: BTreeSet<u32> = BTreeSet::new();
        let mut waiting: Vec<u32> = Vec::new();
        waiting.extend(values.iter().filter_map(|value| {
            if let Value::Object(object) = value { Some(*object) } else { None }
        }));
        let mut is_cut = false;
        while let Some(object) = waiting.pop() {
            // Values that are stored in widened objects are not the data of a page.
            if object == WIDE_OBJECT || line.contains(&object) {
                continue;
            }
            if line.len() == MAX_OBJECTS {
                is_cut = true;
                break;
            }
            line.insert(object);
            waiting.extend(self.objects[object as usize].links.iter().map(|&(source, _)| source));
        }
        (line, is_cut)
    }

    /// The names of the fields of the objects among the values, linked ones included.
    fn names_of(&self, values: &[Value]) -> BTreeSet<&str> {
        let objects = self.line_of(values).0.into_iter();
        objects
            .flat_map(|object| self.objects[object as usize].fields.stored_names())
            .map(|name| self.program.text(name))
            .collect()
    }

    /// Whether the objects among the values have more fields than [`Self::fields_of`] returns.
    fn has_more_fields(&self, values: &[Value]) -> bool {
        self.names_of(values).len() > MAX_FIELDS
    }

    /// The fields of the objects among the values, linked ones included.
    fn fields_of(&mut self, values: &[Value]) -> Vec<(String, Vec<Value>)> {
        let names: Vec<String> =
            self.names_of(values).into_iter().take(MAX_FIELDS).map(str::to_owned).collect();
        names.into_iter().map(|name| (name.clone(), self.field_values(values, &name))).collect()
    }

    /// The strings among the values, and whether the value can be anything else.
    fn texts_of(&self, values: &[Value]) -> Texts {
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text, _) => Some(self.program.text(*text).to_owned()),
            _ => None,
        });
        let is_cut = values.contains(&OTHER_TEXTS);
        Texts { texts: texts.collect(), is_open: is_cut || is_open(values) }
    }

    /// The strings that a node holds, and whether it can hold anything else.
    pub(super) fn texts(&self, node: Node) -> Texts {
        self.texts_of(&self.values(node))
    }

    /// Whether a name can be unknown.
    pub(super) fn is_open(&self, node: Node) -> bool {
        is_open(&self.values(node))
    }
}

/// Whether one of the values is an unknown name. Strings beyond the bound of a set are not names
/// that matter.
fn is_open(values: &[Value]) -> bool {
    let is_name = |value: &Value| {
        matches!(
            value,
            Value::Text(..)
                | Value::Number
                | Value::ListedName
                | Value::HostKey
                | Value::ProxyKey(_)
        )
    };
    !values.iter().any(is_name) || values.iter().copied().any(is_unknown)
}

/// Whether the value can be a string that is not known.
fn is_unknown_text(value: Value) -> bool {
    value == OTHER_TEXTS || is_unknown(value)
}

const OTHER_TEXTS: Value = Value::Unknown(Unknown::OtherTexts);

/// Whether the value can be anything.
fn is_unknown(value: Value) -> bool {
    matches!(
        value,
        Value::Unknown(
            Unknown::Native
                | Unknown::Outside
                | Unknown::Beyond(_)
                | Unknown::Widened
                | Unknown::Tainted
                | Unknown::TaintedManager
                | Unknown::HandedOver
        )
    )
}

/// The maximum number of objects for the data of one place. If there are more, each path may have
/// another value.
const MAX_OBJECTS: usize = 24;
/// The maximum number of behaviours, which may mix in each other. If there are more, each path may
/// have another value.
const MAX_BEHAVIORS: usize = 64;
/// Templates rarely read more than `a.b.c`.
const MAX_DEPTH: usize = 3;
/// The maximum number of names of one object, and the most fields that are read for one script: a
/// page's data can be a large table.
const MAX_FIELDS: usize = 500;
const MAX_READS: usize = 2_000;
