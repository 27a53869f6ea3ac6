//! The boundary of a component (the modules that are solved together), and the values that cross
//! it.
//!
//! Most modules share no value that matters: a page uses the platform under its own name, and calls
//! helpers that never see it. So each module is at first a component of its own. A value that it
//! gets from other modules is [`Unknown::Beyond`], with a label for those modules. In two cases the
//! component must grow by the modules of a label; [`Solver::crossings`] returns these labels:
//!
//! * *outwards*: the host, or a value that may be the host, reaches the modules of the label
//! * *inwards*: a name, scope, address, attribute or template value that the analysis needs comes
//!   from the modules of the label
//!
//! The grown component is then solved again ([`super::super::components`]). In the end, no host and
//! no needed value crosses a boundary, so the answer is the same as if all modules were solved at
//! once.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::{
    Linked,
    beyond::Beyond,
    edge::{Edge, Pending},
    program::{FIRST_OBJECT, GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT},
    solver::Solver,
    value::{ANY_LABEL, Label, Sym, Unknown, Value},
};
use crate::scan::script::facts::{
    APP, Element, FIRST_NODE, Flow, Key, MODULE, NAMESPACE, NOTHING, Node, PAGES, SPOKEN, THROWN,
    natives,
};

impl Solver<'_> {
    /// The label for the modules outside of the component that contain a name.
    pub(super) fn named(&mut self, name: &str) -> Option<Label> {
        self.question
            .surroundings
            .spells(name)
            .then(|| self.boundary.label(Beyond::Named(name.to_owned())))
    }

    /// Like [`Self::named`]; a name is asked for once.
    fn named_once(&mut self, name: Sym) -> Option<Label> {
        if let Some(&label) = self.boundary.named.get(&name) {
            return label;
        }
        let text = self.program.text(name).to_owned();
        let label = self.named(&text);
        self.boundary.named.insert(name, label);
        label
    }

    /// The label for the modules outside of the component that may have assigned to a name.
    pub(super) fn assigned(&mut self, object: u32, name: &str) -> Option<Label> {
        let surroundings = self.question.surroundings;
        let is_assigned = if object == HOST_OBJECT {
            surroundings.assigns_to_host(name)
        } else {
            surroundings.assigns(name)
        };
        let beyond = || if name == PAGES { Beyond::Pages } else { Beyond::Named(name.to_owned()) };
        is_assigned.then(|| self.boundary.label(beyond()))
    }

    /// Records that something is stored in an object that all modules share.
    pub(super) fn share(&mut self, object: u32, name: Option<Sym>, field: Node) {
        if !is_shared(object) {
            return;
        }
        let label = match name {
            Some(name) => self.named_once(name),
            None => self.boundary.is_any.then(|| self.boundary.label(Beyond::Everything)),
        };
        if let Some(label) = label
            && self.boundary.shared.insert(field)
        {
            self.edge(field, Edge::Escape(Unknown::Beyond(label)));
        }
    }

    /// Records that any `catch` in another module may receive what is thrown.
    pub(super) fn share_thrown(&mut self) {
        let is_thrown = |flow: &Flow| matches!(*flow, Flow::Copy { to: THROWN, .. });
        if !self.program.flows.iter().any(is_thrown) {
            return;
        }
        for label in CATCHING.iter().filter_map(|name| self.named(name)).collect::<Vec<_>>() {
            self.edge(THROWN, Edge::Escape(Unknown::Beyond(label)));
        }
    }

    /// The labels of the modules that the component must be joined with.
    pub(super) fn crossings(&self, modules: &[Linked]) -> BTreeSet<Beyond> {
        if !self.boundary.is_any {
            return BTreeSet::new();
        }
        if self.is_spent() {
            // The solution is incomplete, so any value may cross the boundary.
            return self.expanded(BTreeSet::from([Beyond::Labelled]));
        }
        let mut found = self.inwards(modules);
        found.extend(self.expanded(self.outwards()));
        found
    }

    /// Replaces [`Beyond::Labelled`], which a set contains when it has reached its bound of labels,
    /// by all labels.
    fn expanded(&self, mut found: BTreeSet<Beyond>) -> BTreeSet<Beyond> {
        if found.remove(&Beyond::Labelled) {
            found.extend(
                self.boundary.labels.iter().filter(|&label| *label != Beyond::Labelled).cloned(),
            );
            // Some modules have no label of their own.
            found.extend(self.boundary.is_full.then_some(Beyond::Everything));
        }
        found
    }

    fn outwards(&self) -> BTreeSet<Beyond> {
        let mut found: BTreeSet<Beyond> = BTreeSet::new();
        let is_tainted = self.is_any_tainted();
        let mut passing = vec![false; self.boundary.labels.len()];
        for &(node, label) in &self.boundary.handed {
            let passes = || self.any_value(node, |value| self.matters_beyond(value, is_tainted));
            if !passing[label as usize] && passes() {
                passing[label as usize] = true;
                found.insert(self.boundary.beyond(label).clone());
            }
        }
        // If the host may be in a widened value, it may reach all modules that widened values come
        // from.
        if !self.handed_to_wide.is_empty() || !self.is_empty(self.boundary.stored_in_wide) {
            found.extend(
                self.boundary.wide.iter().map(|&label| self.boundary.beyond(label).clone()),
            );
        }
        found.extend(self.copied_into_shared(|value| self.matters_beyond(value, is_tainted)));
        // If the host is stored in a field of an unknown object, any module that contains the name
        // of the field may read it.
        for flow in self.program.flows.iter() {
            let Flow::Store { base, key: Key::Name(name), value } = *flow else { continue };
            let name = self.program.text(name);
            let by_name = natives::ByName::from_field(name);
            let is_kept = |value| match value {
                Value::Manager(..) | Value::Host(_) => true,
                value => by_name.is_some() && value == Value::Unknown(Unknown::HandedOver),
            };
            if self.any_value(value, is_kept) && (by_name.is_some() || self.is_unknown(base)) {
                let name = by_name.map_or(name, natives::ByName::name);
                if self.question.surroundings.spells(name) {
                    found.insert(Beyond::Named(name.to_owned()));
                }
            }
        }
        found
    }

    /// The label under which a value escapes; `None` if it has already escaped under that label. A
    /// value that is reachable through many fields of the app or the pages is treated as reachable
    /// through all of them, because for each label everything reachable from the value is visited.
    fn escaping(&mut self, value: Value, label: Label) -> Option<Label> {
        if self.boundary.escaped.contains(&(value, label)) {
            return None;
        }
        let Beyond::Field(of, name) = self.boundary.beyond(label) else { return Some(label) };
        if name.is_empty() {
            return Some(label);
        }
        let of = of.clone();
        let most = self.bounds.escaping;
        let fields = self.boundary.escaped_fields.entry((value, of.clone())).or_default();
        if *fields < most {
            *fields += 1;
            return Some(label);
        }
        let whole = self.boundary.label(Beyond::Field(of, String::new()));
        (!self.boundary.escaped.contains(&(value, whole))).then_some(whole)
    }

    /// Records that modules outside of the component get a reference to a value.
    pub(super) fn escape_beyond(&mut self, value: Value, label: Label) {
        let (number, pending): (u32, fn(u32, Unknown) -> Pending) = match value {
            Value::Function(function) => (function, Pending::EscapeFunction),
            Value::Object(object) => (object, Pending::Escape),
            _ => return,
        };
        let Some(label) = self.escaping(value, label) else { return };
        self.boundary.escaped.insert((value, label));
        self.pending.push(pending(number, Unknown::Beyond(label)));
    }

    /// Records that modules outside of the component reach an object through the app or the pages.
    /// They reach only those of its fields whose names they contain.
    pub(super) fn escape_by_name(&mut self, object: u32, label: Label) {
        let Beyond::Named(of) = self.boundary.beyond(label).clone() else { return };
        self.boundary.escaped_by_name.entry(object).or_default().push(of.clone());
        let any = self.any_field(object);
        self.edge(any, Edge::Escape(Unknown::Beyond(label)));
        for at in 0..self.objects[object as usize].fields.len() {
            let (name, field) = self.objects[object as usize].fields.at(at);
            self.escape_field(&of, name, field);
        }
    }

    /// Like [`Self::escape_by_name`], for a field that is created later.
    pub(super) fn escape_new_field(&mut self, object: u32, name: Sym, field: Node) {
        for of in self.boundary.escaped_by_name.get(&object).cloned().unwrap_or_default() {
            self.escape_field(&of, name, field);
        }
    }

    fn escape_field(&mut self, of: &str, name: Sym, field: Node) {
        let name = self.program.text(name).to_owned();
        let beyond = if natives::FLATTENED.contains(&name.as_str()) {
            // The members of this field become fields of the instance.
            Beyond::Named(of.to_owned())
        } else if self.question.surroundings.spells_field(of, &name) {
            Beyond::Field(of.to_owned(), name)
        } else {
            return;
        };
        let label = self.boundary.label(beyond);
        self.edge(field, Edge::Escape(Unknown::Beyond(label)));
    }

    /// Whether each field of the object gets a label of its own. Not in bundled code, whose values
    /// soon mix in shared helpers anyway.
    pub(super) fn has_labelled_fields(&self, object: u32) -> bool {
        let part = self
            .program
            .ranges
            .get(self.program.ranges.partition_point(|part| part.objects.1 <= object));
        part.is_some_and(|part| !part.is_library && part.objects.0 <= object)
            && self.objects[object as usize].fields.len() <= self.bounds.labelled
    }

    /// Whether values with this label are reached through the app or the pages.
    pub(super) fn is_shared_by_name(&self, label: Label) -> bool {
        matches!(&self.boundary.beyond(label), Beyond::Named(of) if [APP, PAGES].contains(&of.as_str()))
    }

    /// Loads a field of a value from outside of the component. If the value is the app, only the
    /// modules that may store in this field matter.
    pub(super) fn load_beyond(&mut self, label: Label, name: Option<Sym>, to: Node) -> Unknown {
        let is_split =
            *self.boundary.beyond(label) == Beyond::Named(APP.to_owned()) && !self.is_library(to);
        let Some(name) = name.filter(|_| is_split) else { return Unknown::Beyond(label) };
        if let Some(&field) = self.boundary.of_app.get(&name) {
            return field;
        }
        let text = self.program.text(name).to_owned();
        let field = if self.question.surroundings.spells_field(APP, &text) {
            Unknown::Beyond(self.boundary.label(Beyond::Field(APP.to_owned(), text)))
        } else {
            // No module outside of the component contains the field's name, so the modules of this
            // component share the value through the app.
            self.named(MAKES_APP).map_or(Unknown::Outside, Unknown::Beyond)
        };
        self.boundary.of_app.insert(name, field);
        field
    }

    /// Adds what modules outside of the component may have stored in fields of shared objects.
    pub(super) fn shared_fields(&mut self, object: u32) {
        let all = self.objects[object as usize].queries.len();
        let before = self.rounds.shared.insert(object, all).unwrap_or_default();
        let mut known: HashMap<Sym, Option<Label>> = HashMap::default();
        for at in before..all {
            let query = self.objects[object as usize].queries[at].query();
            let Some(name) = query.name else { continue };
            let label = if let Some(&label) = known.get(&name) {
                label
            } else {
                let text = self.program.text(name).to_owned();
                *known.entry(name).or_insert(self.assigned(object, &text))
            };
            if let Some(label) = label {
                self.add(query.to, Value::Unknown(Unknown::Beyond(label)));
            }
        }
    }

    /// Like [`Self::shared_fields`], for objects that modules outside of the component have
    /// references to. These modules may also replace what the component stores there.
    pub(super) fn fields_beyond(&mut self, object: u32, line: &[u32]) {
        // The export object is linked to another one: `export * from "./other"`, or
        // `Object.assign(exports, require("./other"))`.
        let passes_on = |&&at: &&u32| at == object || self.program.namespaces.contains(&at);
        let answering = line.iter().filter(passes_on);
        let mut labels: BTreeSet<Label> = answering
            .flat_map(|&object| self.objects[object as usize].rare.beyond.iter().copied())
            .collect();
        if labels.is_empty() || self.is_replaced(object) {
            return;
        }
        if labels.len() > usize::from(self.bounds.labels) {
            // A set cannot distinguish so many labels.
            labels = BTreeSet::from([ANY_LABEL]);
        }
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            // The exports of a CommonJS module are also its default export.
            let is_module = object >= FIRST_OBJECT
                && query.name.is_some_and(|name| self.program.text(name) == "default");
            let is_new = || labels.iter().any(|&label| !self.holds_label(query.to, label));
            if query.is_direct() && !is_module && is_new() {
                for &label in &labels {
                    self.add(query.to, Value::Unknown(Unknown::Beyond(label)));
                }
            }
        }
    }

    fn holds_label(&self, node: Node, label: Label) -> bool {
        let holds =
            |label| self.any_value(node, |value| value == Value::Unknown(Unknown::Beyond(label)));
        holds(label) || holds(ANY_LABEL)
    }

    /// Whether the object is the initial `exports` of a module that later assigns another object to
    /// `module.exports`.
    fn is_replaced(&mut self, object: u32) -> bool {
        if !self.program.namespaces.contains(&object) {
            return false;
        }
        let exports = self.intern("exports");
        let field = self.objects[(object - NAMESPACE + MODULE) as usize].fields.get(exports);
        field.is_some_and(|field| {
            self.any_value(field, |value| {
                value != Value::Object(object) && !matches!(value, Value::Unknown(_))
            })
        })
    }

    /// Whether a value must not cross the boundary: it is the host, leads to it or may be it, or it
    /// is a member whose calls are followed.
    fn matters_beyond(&self, value: Value, is_tainted: bool) -> bool {
        match value {
            Value::Unknown(Unknown::Tainted | Unknown::TaintedManager | Unknown::HandedOver) => {
                true
            }
            Value::Unknown(Unknown::Widened) => is_tainted,
            Value::Object(object) => self.objects[object as usize].rare.filled.is_some(),
            Value::Member(member, _) => {
                self.value_carries(value, &[])
                    || self.question.names.takes_address(self.program.text(member))
            }
            value => self.value_carries(value, &[]),
        }
    }

    fn is_any_tainted(&self) -> bool {
        let wide = &self.objects[WIDE_OBJECT as usize];
        let fields = wide
            .fields
            .iter()
            .map(|(_, field)| field)
            .chain([wide.any])
            .filter(|&field| field != NOTHING);
        wide.rare.filled.is_some()
            || fields.into_iter().any(|field| {
                self.any_value(field, |value| {
                    matches!(value, Value::Unknown(Unknown::Tainted | Unknown::TaintedManager))
                })
            })
    }

    fn inwards(&self, modules: &[Linked]) -> BTreeSet<Beyond> {
        let mut asked: Vec<Node> = Vec::new();
        let mut global: Vec<Node> = Vec::new();
        let hosts = self.question.hosts.globals.iter();
        let hosts: Vec<Sym> = hosts.filter_map(|host| self.program.number_of(&host.name)).collect();
        for flow in self.program.flows.iter() {
            match *flow {
                Flow::Load { base, key: Key::Node(key), .. } => {
                    if self.any_value(base, |value| self.has_members_to_ask_for(value)) {
                        asked.push(key);
                    }
                    let is_host =
                        |value| matches!(value, Value::Text(text, _) if hosts.contains(&text));
                    if self.any_value(key, is_host) {
                        global.push(base);
                    }
                }
                Flow::Load { base, key: Key::Name(name), .. } if hosts.contains(&name) => {
                    global.push(base);
                }
                _ => {}
            }
        }
        asked.extend(self.hits.scopes.iter().map(|call| call.scope));
        asked.extend(self.hits.addresses.iter().map(|call| call.address));
        for (module, linked) in modules.iter().enumerate() {
            let shift = self.program.ranges[module].first_node - FIRST_NODE;
            let elements = linked
                .facts
                .elements
                .iter()
                .filter(|made| self.may_be_element(made, linked, shift));
            for attribute in elements.flat_map(|element| &element.attributes) {
                if attribute.value >= FIRST_NODE
                    && SPOKEN.contains(&linked.facts.strings.get(attribute.name))
                {
                    asked.push(attribute.value + shift);
                }
            }
        }
        let mut found: BTreeSet<Beyond> = BTreeSet::new();
        for node in asked {
            found.extend(self.beyond(&self.values(node)));
        }
        // `root.wx` is the platform if another module provides the global object as `root`.
        for node in global {
            let is_app = |beyond: &Beyond| *beyond == Beyond::Named(APP.to_owned());
            found.extend(
                self.beyond(&self.values(node)).into_iter().filter(|beyond| !is_app(beyond)),
            );
        }
        found.extend(self.shown());
        // If a set has reached its bound of labels, it stays open: a name or value from there is
        // reported as unresolved.
        found.remove(&Beyond::Labelled);
        // Values that pages exchange through `getCurrentPages` are unknown and reported as such.
        found.retain(|beyond| *beyond != Beyond::Pages && !beyond.is_of(PAGES));
        found
    }

    /// Whether something may be an element. Of many calls, only the value of the tag tells.
    fn may_be_element(&self, element: &Element, linked: &Linked, shift: u32) -> bool {
        let Some(tag) = element.made_of else { return true };
        let is_made = || {
            tag != NOTHING
                && self.any_value(tag + shift, |value| match value {
                    Value::Text(text, _) => self.question.names.is_element(self.program.text(text)),
                    value => matches!(value, Value::Unknown(Unknown::Beyond(_))),
                })
        };
        element.imported.is_some() || !linked.facts.strings.get(element.tag).is_empty() || is_made()
    }

    /// The labels of values that templates ask for. Importers of a behaviour add to the data of
    /// their own instances only, so they do not matter here. If a set has reached its bound of
    /// labels, only the imported modules are joined, to find constants; other values stay open.
    fn shown(&self) -> BTreeSet<Beyond> {
        let asked: BTreeSet<Beyond> =
            self.boundary.asked.iter().map(|&label| self.boundary.beyond(label).clone()).collect();
        let is_any = asked.contains(&Beyond::Labelled);
        let imported = self
            .boundary
            .labels
            .iter()
            .filter(|label| is_any && matches!(label, Beyond::Imported(_)))
            .cloned();
        let is_meant = |beyond: &Beyond| !matches!(beyond, Beyond::Importing(_) | Beyond::Labelled);
        asked.into_iter().filter(is_meant).chain(imported).collect()
    }

    /// Records that a template asks for these values.
    pub(super) fn ask_beyond(&mut self, values: &[Value]) {
        self.boundary.asked.extend(labels(values));
    }

    fn beyond(&self, values: &[Value]) -> BTreeSet<Beyond> {
        labels(values).map(|label| self.boundary.beyond(label).clone()).collect()
    }

    fn has_members_to_ask_for(&self, value: Value) -> bool {
        match value {
            Value::Host(_) | Value::Manager(..) | Value::Global => true,
            Value::Object(object) => self.objects[object as usize].rare.filled.is_some(),
            _ => false,
        }
    }
}

/// The labels in a set. If [`ANY_LABEL`] is among them, it is the only one returned, because the
/// others depend on the order in which they were added.
fn labels(values: &[Value]) -> impl Iterator<Item = Label> {
    let label = |value: &Value| {
        if let Value::Unknown(Unknown::Beyond(label)) = value { Some(*label) } else { None }
    };
    let is_any = values.contains(&Value::Unknown(Unknown::Beyond(ANY_LABEL)));
    values.iter().filter_map(label).filter(move |&label| !is_any || label == ANY_LABEL)
}

/// Whether modules outside of the component share the object.
pub(super) fn is_shared(object: u32) -> bool {
    matches!(object, GLOBAL_OBJECT | HOST_OBJECT)
}

/// The name of the function that creates the app.
const MAKES_APP: &str = "App";
/// The words by which a module receives thrown values: `catch (e)`, `.catch(f)`, `.then(f, g)`.
const CATCHING: [&str; 2] = ["catch", "then"];
