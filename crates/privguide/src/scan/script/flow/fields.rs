//! Fields of abstract objects, and the names under which values are stored.

use super::{
    edge::Edge,
    program::WIDE_OBJECT,
    query::OTHER_NAMES,
    solver::Solver,
    value::{Passed, Sym, Unknown, Value},
};
use crate::scan::script::facts::{MAX_WRITTEN, NOTHING, Node};

impl Solver<'_> {
    /// The node of a field; it is created on first use.
    pub(super) fn field(&mut self, object: u32, name: Sym) -> Node {
        if let Some(field) = self.objects[object as usize].fields.get(name) {
            return field;
        }
        let field = self.new_node_of(object);
        self.objects[object as usize].fields.add(name, field);
        let every = self.objects[object as usize].every;
        if every != NOTHING {
            self.edge(field, Edge::Copy(every));
        }
        for to in self.late.remove(&(object, name)).unwrap_or_default() {
            self.edge(field, Edge::Copy(to));
        }
        if let Some(modules) = self.objects[object as usize].rare.bundle {
            self.edge(field, Edge::Module(name, modules));
        }
        if self.objects[object as usize].is_wide && object != WIDE_OBJECT {
            self.taint(Some(name), field);
        }
        self.wire_field(object, field);
        if !self.boundary.escaped_by_name.is_empty() {
            self.escape_new_field(object, name, field);
        }
        field
    }

    fn wire_field(&mut self, object: u32, field: Node) {
        if self.objects[object as usize].widens_fields {
            self.edge(field, Edge::Widen);
        }
        for at in 0..self.objects[object as usize].rare.field_edges.len() {
            let edge = self.objects[object as usize].rare.field_edges[at];
            self.edge(field, edge);
        }
    }

    /// Adds an edge from every field, present and future.
    pub(super) fn field_edge(&mut self, object: u32, edge: Edge) {
        if self.objects[object as usize].rare.field_edges.contains(&edge) {
            return;
        }
        self.objects[object as usize].rare.field_edges.push(edge);
        self.edge_from_fields(object, edge);
    }

    /// Widens what is stored in every field, present and future. Many objects are widened, so this
    /// is a flag and not one of their edges.
    pub(super) fn widen_fields(&mut self, object: u32) {
        self.objects[object as usize].widens_fields = true;
        self.edge_from_fields(object, Edge::Widen);
    }

    fn edge_from_fields(&mut self, object: u32, edge: Edge) {
        let any = self.objects[object as usize].any;
        if any != NOTHING {
            self.edge(any, edge);
        }
        for at in 0..self.objects[object as usize].fields.len() {
            let (_, field) = self.objects[object as usize].fields.at(at);
            self.edge(field, edge);
        }
    }

    /// The field for values that are stored under unknown names. It is created when such a value is
    /// stored or loaded, which happens to few objects; the object's earlier queries are wired then.
    /// If a computed name yields an object about which nothing is known, what is stored in that
    /// object is kept here, for every name ([`Solver::unknown_objects`]).
    pub(super) fn any_field(&mut self, object: u32) -> Node {
        let any = self.objects[object as usize].any;
        if any != NOTHING {
            return any;
        }
        let any = self.new_node_of(object);
        self.objects[object as usize].any = any;
        if self.objects[object as usize].is_wide && object != WIDE_OBJECT {
            self.taint(None, any);
        }
        self.wire_field(object, any);
        for at in 0..self.objects[object as usize].queries.len() {
            let to = self.objects[object as usize].queries[at].query().to;
            self.edge(any, Edge::Copy(to));
        }
        any
    }

    pub(super) fn every_field(&mut self, object: u32) -> Node {
        let every = self.objects[object as usize].every;
        if every != NOTHING {
            return every;
        }
        let every = self.new_node_of(object);
        self.objects[object as usize].every = every;
        for at in 0..self.objects[object as usize].fields.len() {
            let (_, field) = self.objects[object as usize].fields.at(at);
            self.edge(field, Edge::Copy(every));
        }
        every
    }

    /// The node of a field for a store. From now on, the field counts among the names of the
    /// object.
    pub(super) fn stored_field(&mut self, object: u32, name: Sym) -> Node {
        let field = self.field(object, name);
        if !self.objects[object as usize].fields.note_stored(name) {
            return field;
        }
        for at in 0..self.objects[object as usize].rare.name_queries.len() {
            let to = self.objects[object as usize].rare.name_queries[at];
            self.add_name(object, name, to);
        }
        field
    }

    /// The names of the fields of `base`. Those of the objects that it is linked to follow at the
    /// end of the round ([`Self::names_of_linked`]).
    pub(super) fn keys(&mut self, base: Value, to: Node) {
        match base {
            Value::Host(_) => self.add(to, Value::HostKey),
            Value::Object(object) => self.keys_of_object(object, to),
            Value::Function(function) => {
                let statics = self.statics(function);
                self.keys_of_object(statics, to);
            }
            Value::Unknown(unknown) => self.add(to, Value::Unknown(unknown.as_text())),
            _ => {}
        }
    }

    fn keys_of_object(&mut self, object: u32, to: Node) {
        if !self.asked.names(object, to) {
            return;
        }
        if self.objects[object as usize].rare.name_queries.is_empty() {
            self.asked_for_names.push(object);
        }
        self.objects[object as usize].rare.name_queries.push(to);
        for at in 0..self.objects[object as usize].fields.len() {
            if let Some(name) = self.objects[object as usize].fields.stored_at(at) {
                self.add_name(object, name, to);
            }
        }
        let other = self.objects[object as usize].other_names;
        for (at, &name) in OTHER_NAMES.iter().enumerate() {
            if other & 1 << at != 0 {
                self.add(to, name);
            }
        }
        if self.objects[object as usize].rare.filled.is_some() {
            self.add(to, Value::HostKey);
        }
    }

    /// Passes a name to all nodes that ask for the names of an object.
    pub(super) fn answer_names(&mut self, object: u32, name: Value) {
        for at in 0..self.objects[object as usize].rare.name_queries.len() {
            let to = self.objects[object as usize].rare.name_queries[at];
            self.add(to, name);
        }
    }

    /// Records that something is stored in an object under a name which is not known.
    pub(super) fn note_other_name(&mut self, object: u32, key: Value) {
        let name = match key {
            Value::Number | Value::ListedName | Value::Unknown(Unknown::OtherTexts) => key,
            Value::Unknown(_) | Value::ProxyKey(_) => Value::Unknown(Unknown::Outside),
            // As a name, it is a string that is no member of the platform.
            _ => Value::Unknown(Unknown::OtherTexts),
        };
        let bit = OTHER_NAMES.iter().position(|&other| other == name).map_or(0, |at| 1 << at);
        if self.objects[object as usize].other_names & bit != 0 {
            return;
        }
        self.objects[object as usize].other_names |= bit;
        self.answer_names(object, name);
    }

    /// Passes a name of an object to a node that asks for the names. If the source lists more names
    /// than a program uses itself, they are passed as a list.
    pub(super) fn add_name(&mut self, object: u32, name: Sym, to: Node) {
        let text = self.program.text(name);
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add(to, Value::Number);
            return;
        }
        let is_list = self.objects[object as usize].fields.stored_count() > MAX_WRITTEN;
        if is_list && self.question.names.is_member(text) {
            self.add(to, Value::ListedName);
        } else {
            self.add(to, Value::Text(name, Passed::Plainly));
        }
    }
}
