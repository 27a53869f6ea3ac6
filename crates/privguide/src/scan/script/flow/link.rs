//! Links: the objects that a load falls back to when an object lacks a field (copies, prototypes,
//! instances, proxies).

use std::collections::BTreeSet;

use super::{
    beyond::Beyond,
    boundary::is_shared,
    edge::Edge,
    program::{GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT, count},
    query::Proxy,
    solver::Solver,
    value::{Label, Sym, Unknown, Value},
};
use crate::scan::script::facts::{
    Argument, Arguments, Calling, Flow, Key, NO_EXCLUSION, NO_SITE, NO_SPAN, NOTHING, Node, PAGES,
    UNKNOWN,
};

impl Solver<'_> {
    /// Fields that `base` lacks are loaded from `from`, except for the names in `except`.
    pub(super) fn link(&mut self, base: Value, from: Value, except: u32) {
        let object = match base {
            Value::Object(object) => object,
            Value::Function(function) => self.statics(function),
            Value::Unknown(Unknown::Widened) => WIDE_OBJECT,
            Value::Global => return self.link_shared(GLOBAL_OBJECT, from, except),
            Value::Host(_) => return self.link_shared(HOST_OBJECT, from, except),
            _ => return,
        };
        if except != NO_EXCLUSION && object != WIDE_OBJECT && matches!(from, Value::Unknown(_)) {
            let copies = self.hits.copied_unknown.entry(object).or_default();
            if !copies.contains(&except) {
                copies.push(except);
            }
        }
        match from {
            Value::Host(_) => self.fill(object, except),
            Value::Manager(..) if object != WIDE_OBJECT => self.link_manager(object, from),
            Value::Object(source) if object == WIDE_OBJECT => self.put_off_widening(source),
            Value::Object(source) => self.link_objects(object, source, except),
            Value::Function(function) => {
                let statics = self.statics(function);
                self.link(base, Value::Object(statics), except);
            }
            Value::Unknown(Unknown::Widened) if object != WIDE_OBJECT => {
                self.link_objects(object, WIDE_OBJECT, except);
                self.open_object(object, Unknown::Widened);
            }
            Value::Unknown(Unknown::HandedOver | Unknown::Tainted | Unknown::TaintedManager) => {
                let any = self.any_field(object);
                self.add(any, from);
            }
            Value::Unknown(unknown @ (Unknown::Native | Unknown::Outside))
                if object != WIDE_OBJECT =>
            {
                self.open_object(object, unknown);
            }
            Value::Unknown(unknown @ Unknown::Beyond(label)) if object != WIDE_OBJECT => {
                self.answer_beyond(object, label);
                // Functions of the other modules become methods of the object, which is then their
                // `this`; and so is an instance that is created of it.
                self.escape(Value::Object(object), unknown);
                for at in 0..self.objects[object as usize].rare.instances.len() {
                    let instance = self.objects[object as usize].rare.instances[at];
                    self.escape(Value::Object(instance), unknown);
                }
            }
            _ => {}
        }
    }

    /// Methods that the object lacks are those of an object which the host created.
    fn link_manager(&mut self, object: u32, manager: Value) {
        if self.objects[object as usize].rare.managers.contains(&manager) {
            return;
        }
        self.objects[object as usize].rare.managers.push(manager);
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            self.load(manager, query);
        }
    }

    /// `Object.assign(globalThis, { api: wx })`. An unknown object does not make every free name,
    /// or every member of the host, unknown.
    fn link_shared(&mut self, object: u32, from: Value, except: u32) {
        match from {
            Value::Host(_) if object == GLOBAL_OBJECT => self.fill(object, except),
            Value::Object(source) => self.link_objects(object, source, except),
            Value::Function(function) => {
                let statics = self.statics(function);
                self.link_objects(object, statics, except);
            }
            Value::Unknown(Unknown::Beyond(label)) => self.answer_beyond(object, label),
            _ => {}
        }
    }

    /// The names under which other modules may read a value that matters to them from an object
    /// that was copied into one that all modules share.
    pub(super) fn copied_into_shared(&self, matters: impl Fn(Value) -> bool) -> BTreeSet<Beyond> {
        let objects = [GLOBAL_OBJECT, HOST_OBJECT].map(|object| &self.objects[object as usize]);
        let sources = objects.into_iter().flat_map(|object| object.links.iter());
        let sources = sources.filter(|(source, _)| *source != WIDE_OBJECT);
        let fields = sources.flat_map(|&(source, _)| self.objects[source as usize].fields.iter());
        fields
            .filter(|&(_, field)| self.any_value(field, &matters))
            .map(|(name, _)| self.program.text(name))
            .filter(|name| self.question.surroundings.spells(name))
            .map(|name| Beyond::Named(name.to_owned()))
            .collect()
    }

    pub(super) fn link_objects(&mut self, object: u32, source: u32, except: u32) {
        if source == object || self.objects[object as usize].links.contains(&(source, except)) {
            return;
        }
        // If everything were linked to one object, every query would visit the whole program.
        let most = if is_shared(object) { self.bounds.shared_links } else { self.bounds.links };
        if self.objects[object as usize].links.len() >= most && source != WIDE_OBJECT {
            self.put_off_widening(source);
            self.link(Value::Object(object), Value::Unknown(Unknown::Widened), NO_EXCLUSION);
            return;
        }
        self.objects[object as usize].links.push((source, except));
        if self.objects[object as usize].is_wide {
            self.put_off_widening(source);
        }
        self.escape_source(object, source);
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            self.pass_on(source, query, except);
        }
        for at in 0..self.objects[object as usize].rare.instances.len() {
            let instance = self.objects[object as usize].rare.instances[at];
            self.add_instance(source, instance);
        }
    }

    /// Code that has a reference to an object can also reach the objects it is linked to.
    fn escape_source(&mut self, object: u32, source: u32) {
        if let Some(to) = self.objects[object as usize].escaped.filter(|&to| to != Unknown::Native)
        {
            self.escape(Value::Object(source), to);
        }
        for label in self.boundary.all() {
            if self.boundary.escaped.contains(&(Value::Object(object), label)) {
                self.escape(Value::Object(source), Unknown::Beyond(label));
            }
        }
    }

    /// The object gets every member of the host, except for the names in `except`.
    pub(super) fn fill(&mut self, object: u32, except: u32) {
        let excluded: Vec<Sym> =
            self.program.exclusions.get(except as usize).cloned().unwrap_or_default();
        let again = match &mut self.objects[object as usize].rare.filled {
            Some(known) => {
                let before = known.len();
                *known = known.iter().copied().filter(|name| excluded.contains(name)).collect();
                known.len() < before
            }
            filled => {
                *filled = Some(excluded.into());
                true
            }
        };
        if !again {
            return;
        }
        if self.objects[object as usize].is_wide && object != WIDE_OBJECT {
            self.fill(WIDE_OBJECT, except);
        }
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at].query();
            self.answer_filled(object, query);
        }
        self.answer_names(object, Value::HostKey);
    }

    pub(super) fn link_node(&mut self, object: u32, from: Node) {
        let base = self.new_node();
        self.add(base, Value::Object(object));
        self.add_flow(Flow::Link { base, from, except: NO_EXCLUSION });
    }

    /// Records that fields of the object may hold unknown values even if the program stores nothing
    /// in them.
    pub(super) fn open_object(&mut self, object: u32, unknown: Unknown) {
        if let Unknown::Beyond(label) = unknown {
            // The exports of an ES module cannot be assigned from outside.
            if !self.program.es_namespaces.contains(&object) {
                self.answer_beyond(object, label);
            }
            return;
        }
        let open = &mut self.objects[object as usize].open;
        if open.is_none_or(|known| known < unknown) {
            *open = Some(unknown);
            self.additions += 1;
        }
    }

    /// Fields that the object lacks may come from modules outside of the component: `export * from
    /// "./other"`.
    fn answer_beyond(&mut self, object: u32, label: Label) {
        if !self.objects[object as usize].rare.beyond.contains(&label) {
            self.objects[object as usize].rare.beyond.push(label);
            self.additions += 1;
        }
    }

    /// The object that `new` creates from a function.
    pub(super) fn instance(&mut self, function: u32) -> u32 {
        if let Some(instance) = self.program.functions[function as usize].instance {
            return instance;
        }
        let instance = self.new_object();
        self.program.functions[function as usize].instance = Some(instance);
        let constructor = self.intern("constructor");
        let field = self.field(instance, constructor);
        self.add(field, Value::Function(function));
        let this = self.program.functions[function as usize].this;
        self.add(this, Value::Object(instance));
        instance
    }

    /// The object that holds a function's own fields.
    pub(super) fn statics(&mut self, function: u32) -> u32 {
        if let Some(statics) = self.program.functions[function as usize].statics {
            return statics;
        }
        let statics = self.new_object();
        self.program.functions[function as usize].statics = Some(statics);
        statics
    }

    pub(super) fn extend_class(&mut self, class: u32, parent: Value) {
        match parent {
            Value::Function(parent) if parent != class => {
                let (own, inherited) = (self.instance(class), self.instance(parent));
                self.link_objects(own, inherited, NO_EXCLUSION);
                let (own, inherited) = (self.statics(class), self.statics(parent));
                self.link_objects(own, inherited, NO_EXCLUSION);
                // An instance of the class is also `this` in the methods of the parent.
                let (own, inherited) = (
                    self.program.functions[class as usize].this,
                    self.program.functions[parent as usize].this,
                );
                if own != NOTHING && inherited != NOTHING {
                    self.edge(own, Edge::Copy(inherited));
                }
            }
            Value::Unknown(unknown) if unknown != Unknown::OtherTexts => {
                for object in [self.instance(class), self.statics(class)] {
                    self.link(Value::Object(object), parent, NO_EXCLUSION);
                    if unknown == Unknown::HandedOver {
                        // Inherited methods may call the methods of the object.
                        self.escape(Value::Object(object), unknown);
                    }
                }
            }
            _ => {}
        }
    }

    /// `new Proxy(target, { get(target, name) { … } })`: loads yield the target's fields and the
    /// results of the handler. If the handler looks the name up in the host, the proxy behaves like
    /// the host.
    pub(super) fn wire_proxy(&mut self, target: Node, handler: Node, object: u32) {
        self.link_node(object, target);
        let (name, receiver) = (self.new_node(), self.new_node());
        self.add(name, Value::ProxyKey(object));
        self.add(receiver, Value::Object(object));
        let got = self.trap(handler, "get", &[target, name, receiver]);
        self.store(Value::Object(object), None, got);
        let (arguments, stored) = (self.new_object(), self.new_node());
        let array = self.new_node();
        self.add(array, Value::Object(arguments));
        let result = self.trap(handler, "apply", &[target, UNKNOWN, array]);
        let made = self.trap(handler, "construct", &[target, array]);
        self.edge(made, Edge::Copy(result));
        self.trap(handler, "set", &[target, UNKNOWN, stored, receiver]);
        self.trap(handler, "has", &[target, UNKNOWN]);
        let described = self.trap(handler, "getOwnPropertyDescriptor", &[target, UNKNOWN]);
        let value = self.new_node();
        let key = Key::Name(self.intern("value"));
        self.add_flow(Flow::Load { base: described, key, to: value, site: NO_SITE });
        self.store(Value::Object(object), None, value);
        self.objects[object as usize].rare.proxy =
            Some(Box::new(Proxy { target, arguments, result, stored }));
    }

    /// A trap of a proxy's handler is called.
    fn trap(&mut self, handler: Node, name: &str, arguments: &[Node]) -> Node {
        let (trap, to) = (self.new_node(), self.new_node());
        let key = self.intern(name);
        self.add_flow(Flow::Load { base: handler, key: Key::Name(key), to: trap, site: NO_SITE });
        let arguments = self.argument_nodes(arguments);
        let name = self.intern("");
        // A trap that the handler lacks is not called.
        self.add_flow(Flow::Call {
            callee: trap,
            this: handler,
            arguments: Arguments::new(arguments),
            to,
            how: Calling::Plain,
            name,
            is_native: true,
        });
        to
    }

    pub(super) fn argument_nodes(&mut self, nodes: &[Node]) -> (u32, u32) {
        let start = count(self.program.arguments.len());
        self.program.arguments.extend(nodes.iter().map(|&node| Argument { node, span: NO_SPAN }));
        (start, count(self.program.arguments.len()))
    }

    /// The framework creates an instance from options. The instance is `this` in their methods,
    /// including one level of nesting (`methods`, `lifetimes`), and the framework calls the methods
    /// with unknown arguments.
    pub(super) fn instantiate(&mut self, options: Value, is_native: bool) {
        if let Value::Object(object) = options {
            self.open_object(object, Unknown::Outside);
            self.add_instance(object, object);
            if is_native && let Some(label) = self.named(PAGES) {
                self.escape(options, Unknown::Beyond(label));
            }
        }
        // Pages are collected only if the program reads them: their number would exceed the bound
        // of any set.
        if let Some(pages) = self.pages.filter(|_| is_native) {
            self.add(pages, options);
        }
    }

    fn add_instance(&mut self, object: u32, instance: u32) {
        if object == WIDE_OBJECT {
            // The instance is also `this` in widened methods.
            self.put_off_widening(instance);
            return;
        }
        if self.objects[object as usize].rare.instances.contains(&instance) {
            return;
        }
        if self.objects[object as usize].rare.instances.len() >= self.bounds.links
            && instance != WIDE_OBJECT
        {
            self.put_off_widening(instance);
            self.add_instance(object, WIDE_OBJECT);
            return;
        }
        self.objects[object as usize].rare.instances.push(instance);
        for at in 0..self.objects[object as usize].rare.beyond.len() {
            let label = self.objects[object as usize].rare.beyond[at];
            self.escape(Value::Object(instance), Unknown::Beyond(label));
        }
        self.field_edge(object, Edge::Method(instance, true));
        for at in 0..self.objects[object as usize].links.len() {
            let (source, _) = self.objects[object as usize].links[at];
            self.add_instance(source, instance);
        }
    }

    /// A field of options: a method of the instance, or an object that contains methods.
    pub(super) fn pass_method(&mut self, value: Value, instance: u32, is_outer: bool) {
        match value {
            Value::Function(function) => {
                let this = self.program.functions[function as usize].this;
                let instance = match instance {
                    WIDE_OBJECT => Value::Unknown(Unknown::Widened),
                    instance => Value::Object(instance),
                };
                self.add(this, instance);
                self.open_function(function, Unknown::Outside);
            }
            Value::Object(object) if is_outer => {
                self.field_edge(object, Edge::Method(instance, false));
            }
            // A function from an imported module becomes a method of the instance.
            Value::Unknown(beyond @ Unknown::Beyond(label)) if self.boundary.is_imported(label) => {
                self.escape(Value::Object(instance), beyond);
            }
            _ => {}
        }
    }
}
