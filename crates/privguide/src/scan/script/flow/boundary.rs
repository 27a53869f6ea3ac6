//! Where the modules that are solved together end, and what passes there.
//!
//! Most modules share no value that matters: a page uses the platform under its own name, and calls
//! helpers that never see it. So each module is solved alone at first, and what it does not hold
//! itself comes from *beyond* ([`Unknown::Beyond`]), with a label for the modules that it comes
//! from. Two things show that a boundary is in the wrong place, each a [`Beyond`] in
//! [`Solver::crossings`]:
//!
//! * *outwards*: ∀ nodes whose values reach modules beyond: the host, or what may be it, is among
//!   them
//! * *inwards*: ∀ names, scopes, addresses, attributes and data that are asked for: what comes from
//!   beyond is among them
//!
//! Then the modules of that label are solved together with these ([`super::super::components`]). In
//! the end nothing passes anywhere, so no module has ever met a host that it was not solved with:
//! the answer is that of all modules at once.

use std::collections::BTreeSet;

use super::{
    Linked,
    beyond::Beyond,
    edge::{Edge, Pending},
    program::{FIRST_OBJECT, GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT},
    solver::Solver,
    value::{ANY_LABEL, Label, Sym, Unknown, Value},
};
use crate::scan::script::facts::{
    APP, FIRST_NODE, Flow, Key, MODULE, NAMESPACE, NOTHING, Node, PAGES, SPOKEN, THROWN, natives,
};

impl Solver<'_> {
    /// The label of a name that modules beyond spell.
    pub(super) fn named(&mut self, name: &str) -> Option<Label> {
        self.question
            .surroundings
            .spells(name)
            .then(|| self.boundary.label(Beyond::Named(name.to_owned())))
    }

    /// The label of a name under which modules beyond may have stored something.
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

    /// Something is stored into what all modules share.
    pub(super) fn share(&mut self, object: u32, name: Option<Sym>, field: Node) {
        if !is_shared(object) {
            return;
        }
        let label = match name.map(|name| self.program.text(name).to_owned()) {
            Some(name) => self.named(&name),
            None => {
                self.question.surroundings.is_any().then(|| self.boundary.label(Beyond::Everything))
            }
        };
        if let Some(label) = label
            && self.boundary.shared.insert(field)
        {
            self.edge(field, Edge::Escape(Unknown::Beyond(label)));
        }
    }

    /// What passes the boundary.
    pub(super) fn crossings(&self, modules: &[Linked]) -> BTreeSet<Beyond> {
        if !self.question.surroundings.is_any() {
            return BTreeSet::new();
        }
        if self.is_spent() {
            // Nothing is known of what passes.
            return self.expanded(BTreeSet::from([Beyond::Labelled]));
        }
        let mut found = self.inwards(modules);
        found.extend(self.expanded(self.outwards()));
        found
    }

    /// Where a set has more labels than its bound, all labels are meant.
    fn expanded(&self, mut found: BTreeSet<Beyond>) -> BTreeSet<Beyond> {
        if found.remove(&Beyond::Labelled) {
            found.extend(
                self.boundary.labels.iter().filter(|&label| *label != Beyond::Labelled).cloned(),
            );
            // There are modules without a label of their own.
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
                found.insert(self.boundary.of(label).clone());
            }
        }
        // ∀ values beyond the bounds of sets: the host may get to each of them.
        if !self.handed_to_wide.is_empty() || !self.is_empty(self.boundary.stored_in_wide) {
            found.extend(self.boundary.wide.iter().map(|&label| self.boundary.of(label).clone()));
        }
        // What is thrown is caught anywhere.
        if self.any_value(THROWN, |value| self.matters_beyond(value, is_tainted))
            && self.question.surroundings.spells(CATCH)
        {
            found.insert(Beyond::Named(CATCH.to_owned()));
        }
        // The host in a field of something unknown is looked for under that name everywhere.
        for flow in self.program.flows.iter() {
            let Flow::Store { base, key: Key::Name(name), value } = *flow else { continue };
            let name = self.program.text(name);
            let by_name = natives::ByName::of(name);
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

    /// The label under which a value escapes; none where it has escaped before. What is reached by
    /// many fields of the app or the pages is taken to be reached by all of them: each label costs
    /// a walk over everything behind the value.
    fn escaping(&mut self, value: Value, label: Label) -> Option<Label> {
        if self.boundary.escaped.contains(&(value, label)) {
            return None;
        }
        let Beyond::Field(of, name) = self.boundary.of(label) else { return Some(label) };
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

    /// A value gets into the hands of modules beyond.
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

    /// Modules beyond reach an object through the app or the pages: what of it has no name there is
    /// not reached.
    pub(super) fn escape_by_name(&mut self, object: u32, label: Label) {
        let Beyond::Named(of) = self.boundary.of(label).clone() else { return };
        self.boundary.escaped_by_name.entry(object).or_default().push(of.clone());
        let any = self.any_field(object);
        self.edge(any, Edge::Escape(Unknown::Beyond(label)));
        for at in 0..self.objects[object as usize].fields.len() {
            let (name, field) = self.objects[object as usize].fields[at];
            self.escape_field(&of, name, field);
        }
    }

    /// The same of a field that comes up later.
    pub(super) fn escape_new_field(&mut self, object: u32, name: Sym, field: Node) {
        for of in self.boundary.escaped_by_name.get(&object).cloned().unwrap_or_default() {
            self.escape_field(&of, name, field);
        }
    }

    fn escape_field(&mut self, of: &str, name: Sym, field: Node) {
        let name = self.program.text(name).to_owned();
        let beyond = if natives::FLATTENED.contains(&name.as_str()) {
            // What is in there is a field of the instance.
            Beyond::Named(of.to_owned())
        } else if self.question.surroundings.spells_field(of, &name) {
            Beyond::Field(of.to_owned(), name)
        } else {
            return;
        };
        let label = self.boundary.label(beyond);
        self.edge(field, Edge::Escape(Unknown::Beyond(label)));
    }

    /// Each field of the object gets a label of its own: not in packed code, where everything
    /// meets.
    pub(super) fn has_labelled_fields(&self, object: u32) -> bool {
        let part = self
            .program
            .parts
            .get(self.program.parts.partition_point(|part| part.objects.1 <= object));
        part.is_some_and(|part| !part.is_library && part.objects.0 <= object)
            && self.objects[object as usize].fields.len() <= self.bounds.labelled
    }

    /// What comes from beyond is reached through the app or the pages.
    pub(super) fn is_shared_by_name(&self, label: Label) -> bool {
        matches!(&self.boundary.of(label), Beyond::Named(of) if [APP, PAGES].contains(&of.as_str()))
    }

    /// A field of something beyond: of the app, the modules that may store something there.
    pub(super) fn load_beyond(&mut self, label: Label, name: Option<Sym>, to: Node) -> Unknown {
        let is_split =
            *self.boundary.of(label) == Beyond::Named(APP.to_owned()) && !self.is_library(to);
        let Some(name) = name.filter(|_| is_split) else { return Unknown::Beyond(label) };
        let name = self.program.text(name).to_owned();
        if self.question.surroundings.spells_field(APP, &name) {
            Unknown::Beyond(self.boundary.label(Beyond::Field(APP.to_owned(), name)))
        } else {
            // Only these modules know the field, and they share it through the app.
            self.named(MAKES_APP).map_or(Unknown::Outside, Unknown::Beyond)
        }
    }

    /// ∀ fields of what all modules share: modules beyond may have stored something there.
    pub(super) fn shared_fields(&mut self, object: u32) {
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            let Some(name) = query.name.map(|name| self.program.text(name).to_owned()) else {
                continue;
            };
            if let Some(label) = self.assigned(object, &name) {
                self.add(query.to, Value::Unknown(Unknown::Beyond(label)));
            }
        }
    }

    /// The same of objects that modules beyond have references to.
    pub(super) fn fields_beyond(&mut self, object: u32, line: &[u32]) {
        if self.is_replaced(object) {
            return;
        }
        // `export * from "./other"` of a module that does the same, or
        // `Object.assign(exports, require("./other"))`.
        let passes_on = |&&at: &&u32| at == object || self.program.namespaces.contains(&at);
        let answering = line.iter().filter(passes_on);
        let mut labels: BTreeSet<Label> = answering
            .flat_map(|&object| self.objects[object as usize].beyond.iter().copied())
            .collect();
        if labels.is_empty() {
            return;
        }
        if labels.len() > usize::from(self.bounds.labels) {
            // No set tells so many apart.
            labels = BTreeSet::from([ANY_LABEL]);
        }
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            let is_stored =
                |name: Sym| line.iter().any(|&object| self.stored.contains(&(object, name)));
            // What a module exports is its default export as well.
            let is_module = object >= FIRST_OBJECT
                && query.name.is_some_and(|name| self.program.text(name) == "default");
            let is_new = || labels.iter().any(|&label| !self.holds_label(query.to, label));
            if query.is_direct() && !is_module && is_new() && !query.name.is_some_and(is_stored) {
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

    /// The object that a module's `exports` is at first, where `module.exports` is another one in
    /// the end.
    fn is_replaced(&mut self, object: u32) -> bool {
        if !self.program.namespaces.contains(&object) {
            return false;
        }
        let exports = self.intern("exports");
        let field = self.fields.get(&(object - NAMESPACE + MODULE, exports)).copied();
        field.is_some_and(|field| {
            self.any_value(field, |value| {
                value != Value::Object(object) && !matches!(value, Value::Unknown(_))
            })
        })
    }

    /// The host, what leads to it, what may be it, or a member whose calls are followed.
    fn matters_beyond(&self, value: Value, is_tainted: bool) -> bool {
        match value {
            Value::Unknown(Unknown::Tainted | Unknown::TaintedManager | Unknown::HandedOver) => {
                true
            }
            Value::Unknown(Unknown::Widened) => is_tainted,
            Value::Object(object) => self.objects[object as usize].filled.is_some(),
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
            .map(|&(_, field)| field)
            .chain([wide.any])
            .filter(|&field| field != NOTHING);
        wide.filled.is_some()
            || fields.into_iter().any(|field| {
                self.any_value(field, |value| {
                    matches!(value, Value::Unknown(Unknown::Tainted | Unknown::TaintedManager))
                })
            })
    }

    fn inwards(&self, modules: &[Linked]) -> BTreeSet<Beyond> {
        let mut asked: Vec<Node> = Vec::new();
        for flow in self.program.flows.iter() {
            if let Flow::Load { base, key: Key::Node(key), .. } = *flow
                && self.any_value(base, |value| self.has_members_to_ask_for(value))
            {
                asked.push(key);
            }
        }
        asked.extend(self.hits.scopes.iter().map(|call| call.scope));
        asked.extend(self.hits.addresses.iter().map(|call| call.address));
        for (module, linked) in modules.iter().enumerate() {
            let shift = self.program.parts[module].first_node - FIRST_NODE;
            for attribute in linked.facts.elements.iter().flat_map(|element| &element.attributes) {
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
        found.extend(self.shown());
        // A set with more labels than its bound stays open: a name or value that comes from there
        // is reported.
        found.remove(&Beyond::Labelled);
        // What pages say to each other by `getCurrentPages` is unknown, and reported as such.
        found.retain(|beyond| *beyond != Beyond::Pages && !beyond.is_of(PAGES));
        found
    }

    /// What templates ask for. What importers of a behaviour put into its data is in their own
    /// instances, and their own templates ask for it. Where a set has more labels than its bound,
    /// constants are looked for in what is imported; other values stay open.
    fn shown(&self) -> BTreeSet<Beyond> {
        let asked: BTreeSet<Beyond> =
            self.boundary.asked.iter().map(|&label| self.boundary.of(label).clone()).collect();
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

    /// A template asks for these values.
    pub(super) fn ask_beyond(&mut self, values: &[Value]) {
        self.boundary.asked.extend(labels(values));
    }

    fn beyond(&self, values: &[Value]) -> BTreeSet<Beyond> {
        labels(values).map(|label| self.boundary.of(label).clone()).collect()
    }

    fn has_members_to_ask_for(&self, value: Value) -> bool {
        match value {
            Value::Host(_) | Value::Manager(..) => true,
            Value::Object(object) => self.objects[object as usize].filled.is_some(),
            _ => false,
        }
    }
}

/// The labels in a set; where it has [`ANY_LABEL`], that one alone: which others it holds depends
/// on the order in which they came.
fn labels(values: &[Value]) -> impl Iterator<Item = Label> {
    let label = |value: &Value| {
        if let Value::Unknown(Unknown::Beyond(label)) = value { Some(*label) } else { None }
    };
    let is_any = values.contains(&Value::Unknown(Unknown::Beyond(ANY_LABEL)));
    values.iter().filter_map(label).filter(move |&label| !is_any || label == ANY_LABEL)
}

/// Modules beyond have the object as well.
pub(super) fn is_shared(object: u32) -> bool {
    matches!(object, GLOBAL_OBJECT | HOST_OBJECT)
}

/// What makes the app.
const MAKES_APP: &str = "App";
/// What catches what is thrown.
const CATCH: &str = "catch";
