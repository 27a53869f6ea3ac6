//! Widening: an object or function that was dropped from a full set is represented by the names of
//! its fields.

use super::{
    edge::{Edge, Pending},
    program::{WIDE_OBJECT, count},
    solver::Solver,
    value::{ANY_LABEL, Sym, Unknown, Value},
};
use crate::scan::script::facts::{Function, NO_EXCLUSION, NOTHING, Node};

impl Solver<'_> {
    /// Widens a value that is to be added to a full set.
    pub(super) fn overflow(&mut self, node: Node, value: Value) {
        match value {
            Value::Object(object) => {
                self.add(node, Value::Unknown(Unknown::Widened));
                self.put_off_widening(object);
            }
            Value::Function(function) => {
                self.add(node, Value::Unknown(Unknown::Widened));
                self.widen_function(function);
            }
            Value::Unknown(_) => self.add(node, Value::Unknown(Unknown::Beyond(ANY_LABEL))),
            _ => self.add(node, Value::Unknown(Unknown::OtherTexts)),
        }
    }

    pub(super) fn put_off_widening(&mut self, object: u32) {
        if !std::mem::replace(&mut self.objects[object as usize].is_to_widen, true) {
            self.pending.push(Pending::Widen(object));
        }
    }

    /// A widened function may be called by any call of a widened value.
    pub(super) fn widen_function(&mut self, function: u32) {
        if !std::mem::replace(&mut self.functions[function as usize].is_wide, true) {
            self.pending.push(Pending::Open(function));
        }
    }

    pub(super) fn widen_all(&mut self, node: Node) {
        for value in self.values(node) {
            self.widen_value(value);
        }
    }

    /// Widens an object and its fields; the summary object records which names lead to the host.
    pub(super) fn widen(&mut self, object: u32) {
        if object == WIDE_OBJECT
            || std::mem::replace(&mut self.objects[object as usize].is_wide, true)
        {
            return;
        }
        for at in 0..self.objects[object as usize].fields.len() {
            let (name, field) = self.objects[object as usize].fields.at(at);
            self.taint(Some(name), field);
        }
        let any = self.objects[object as usize].any;
        if any != NOTHING {
            self.taint(None, any);
        }
        for at in 0..self.objects[object as usize].links.len() {
            let (source, _) = self.objects[object as usize].links[at];
            self.put_off_widening(source);
        }
        if let Some(excluded) = self.objects[object as usize].rare.filled.clone() {
            let except = count(self.program.exclusions.len());
            self.program.exclusions.push(excluded.into());
            self.fill(WIDE_OBJECT, except);
        }
        // The callers of the functions in a bundle's table are known, and the exports of an ES
        // module cannot be assigned from outside.
        if self.objects[object as usize].rare.bundle.is_some() {
            return;
        }
        if !self.program.es_namespaces.contains(&object) {
            self.link_objects(object, WIDE_OBJECT, NO_EXCLUSION);
            self.open_object(object, Unknown::Outside);
        }
        self.widen_fields(object);
    }

    /// Records for all widened objects what may be stored under this name, or under an unknown
    /// name. Only the host is recorded.
    pub(super) fn taint(&mut self, name: Option<Sym>, from: Node) {
        self.wide_names.extend(name);
        let to = self.wide_field(name);
        self.edge(from, Edge::Taint(to));
    }

    /// A store into a widened object.
    pub(super) fn store_in_wide(&mut self, name: Option<Sym>, from: Node) {
        self.taint(name, from);
        self.edge(from, Edge::Widen);
        if self.boundary.is_any {
            if self.boundary.stored_in_wide == NOTHING {
                self.boundary.stored_in_wide = self.new_node();
            }
            self.edge(from, Edge::Taint(self.boundary.stored_in_wide));
        }
        // Any widened object may have received the value.
        let field = self.wide_field(name);
        self.add(field, Value::Unknown(Unknown::Widened));
    }

    /// The summary field for this name, or for unknown names, of all widened objects.
    fn wide_field(&mut self, name: Option<Sym>) -> Node {
        match name {
            Some(name) => self.field(WIDE_OBJECT, name),
            None => self.any_field(WIDE_OBJECT),
        }
    }

    pub(super) fn widen_value(&mut self, value: Value) {
        match value {
            Value::Object(object) => self.put_off_widening(object),
            Value::Function(function) => self.widen_function(function),
            Value::Unknown(Unknown::Beyond(label)) => drop(self.boundary.wide.insert(label)),
            _ => {}
        }
    }

    /// A widened function: any widened value may be an argument, and its result is widened.
    pub(super) fn open_wide(&mut self, function: u32) {
        if self.bundled.contains(&function) {
            return;
        }
        self.open_function(function, Unknown::Widened);
        let Function { this, result, .. } = self.program.functions[function as usize];
        if this != NOTHING {
            self.add(this, Value::Unknown(Unknown::Widened));
        }
        if result != NOTHING {
            self.edge(result, Edge::Widen);
            let given = self.wide_result();
            self.edge(result, Edge::Taint(given));
        }
    }

    /// The node that records whether a widened function may return the host.
    pub(super) fn wide_result(&mut self) -> Node {
        let name = self.intern(RESULT);
        self.field(WIDE_OBJECT, name)
    }
}

/// The summary object's field for results of widened functions; no real field has this name.
const RESULT: &str = "()";
