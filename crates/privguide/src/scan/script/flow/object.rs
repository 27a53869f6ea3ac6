//! Fields: who gets what from which object.

use super::{
    hits::Target,
    program::{GLOBAL_OBJECT, HOST_OBJECT},
    solver::{Edge, Query, Solver},
    value::{Brought, Sym, Value},
};
use crate::scan::{
    Evidence,
    script::facts::{Calling, Flow, Key, NO_SITE, NOTHING, Node},
};

impl Solver<'_> {
    /// Somebody wants a field of `base`.
    pub(super) fn load(&mut self, base: Value, query: Query) {
        match base {
            Value::Host(evidence) => self.load_host(evidence, query),
            Value::Object(object) => self.load_object(object, query),
            Value::Global => self.load_global(query),
            Value::Manager(object, evidence) => {
                if let Some(name) = query.name {
                    self.load_method(object, name, evidence, query);
                }
            }
            Value::Function(function) => self.load_function(function, query),
            Value::Text(text, brought) => {
                if let Some(place) = query.name {
                    self.load_character(text, brought, place, query.to);
                }
            }
            Value::Require(_) if query.name.is_some_and(|name| self.program.text(name) == "n") => {
                self.add(query.to, Value::RequireHelper);
            }
            _ => {}
        }
    }

    /// The same when the name is a value.
    pub(super) fn load_keyed(&mut self, base: Value, key: Value, to: Node, site: u32) {
        let is_host = match base {
            Value::Host(_) => true,
            Value::Object(object) => self.objects[object as usize].is_filled,
            _ => false,
        };
        match key {
            Value::Text(name, brought) => self.load(base, Query { name: Some(name), to, site, worked_out: Some(brought) }),
            // Some of the names, nobody knows which: what was put there under them comes out again, and nothing else.
            Value::ListedName => {
                let name = Some(self.intern(LISTED));
                self.load(base, Query { name, to, site: NO_SITE, worked_out: Some(Brought::Plainly) });
            }
            Value::HostKey if is_host => self.add(to, Value::AnyMember),
            Value::ProxyKey(proxy) if is_host => {
                self.fill(proxy);
                self.add(to, Value::AnyMember);
            }
            _ => self.load(base, Query { name: None, to, site, worked_out: None }),
        }
    }

    fn load_host(&mut self, evidence: Evidence, query: Query) {
        let Some(name) = query.name else {
            return;
        };
        let text = self.program.text(name);
        // `host[name]` is no import, whatever texts the name can be.
        if query.worked_out.is_none() && self.question.is_host_export(text) {
            self.add(query.to, Value::Host(evidence));
            return;
        }
        let platform = self.question.hosts.member(text);
        if !self.question.names.is_member(platform) {
            // A library makes `wx.pro` of all members; other names are the program's own.
            if text == "pro" {
                self.add(query.to, Value::Host(Evidence::Inferred));
            }
            self.load_object(HOST_OBJECT, query);
            return;
        }
        let platform = platform.to_owned();
        let member = self.intern(&platform);
        let evidence = self.evidence(evidence, query);
        if query.site != NO_SITE {
            self.hits.add(query.site, Target::Member(member), evidence);
        }
        self.add(query.to, Value::Member(member, evidence));
    }

    /// How sure an access is: as sure as the host, unless the host or the name had to be worked out.
    fn evidence(&self, host: Evidence, query: Query) -> Evidence {
        let is_direct = query.site != NO_SITE && self.program.sites[query.site as usize].is_direct;
        let through = match query.worked_out {
            Some(Brought::ByArgument) => Evidence::Inferred,
            None if is_direct => Evidence::Literal,
            _ => Evidence::Alias,
        };
        host.max(through)
    }

    fn load_method(&mut self, object: Sym, name: Sym, evidence: Evidence, query: Query) {
        let (object_name, method) = (self.program.text(object), self.program.text(name));
        if query.site != NO_SITE && self.question.catalog.method(object_name, method).is_some() {
            let evidence = evidence.max(Evidence::Alias);
            self.hits.add(query.site, Target::Method(object, name), evidence);
        }
    }

    fn load_global(&mut self, query: Query) {
        let Some(name) = query.name else {
            return;
        };
        let text = self.program.text(name);
        if let Some(evidence) = self.question.hosts.global(text) {
            self.add(query.to, Value::Host(evidence));
        } else if is_global_object(text) {
            self.add(query.to, Value::Global);
        } else {
            self.load_object(GLOBAL_OBJECT, query);
        }
    }

    fn load_function(&mut self, function: u32, query: Query) {
        let name = query.name.map(|name| self.program.text(name));
        match name {
            Some("prototype") => {
                let instance = self.instance(function);
                self.add(query.to, Value::Object(instance));
            }
            // What a CommonJS module exports is its default export to an ES module.
            Some("default") => self.add(query.to, Value::Function(function)),
            _ => {}
        }
        let statics = self.statics(function);
        self.load_object(statics, query);
    }

    /// Asks an object and all it is linked to, without recursion: chains may be long.
    fn load_object(&mut self, object: u32, query: Query) {
        let mut waiting = Vec::new();
        let mut next = Some(object);
        while let Some(object) = next {
            if self.asked.insert((object, query.to, query.name)) {
                self.objects[object as usize].queries.push(query);
                self.answer(object, query);
                waiting.extend_from_slice(&self.objects[object as usize].links);
            }
            next = waiting.pop();
        }
    }

    fn answer(&mut self, object: u32, query: Query) {
        let any = self.any_field(object);
        self.edge(any, Edge::Copy(query.to));
        match query.name {
            // A worked-out name is often one of many; a field for each would multiply objects and names.
            Some(name) if query.worked_out.is_some() && !self.fields.contains_key(&(object, name)) => {
                self.late.entry((object, name)).or_default().push(query.to);
            }
            Some(name) => {
                let field = self.field(object, name);
                self.edge(field, Edge::Copy(query.to));
                if self.is_default(name) && !self.program.es_namespaces.contains(&object) {
                    self.add(query.to, Value::Object(object));
                }
            }
            None => {
                let every = self.every_field(object);
                self.edge(every, Edge::Copy(query.to));
            }
        }
        if self.objects[object as usize].is_filled {
            self.load_host(Evidence::Inferred, query);
        }
    }

    fn is_default(&self, name: Sym) -> bool {
        self.program.text(name) == "default"
    }

    /// The node of a field; made when it is first asked for.
    pub(super) fn field(&mut self, object: u32, name: Sym) -> Node {
        if let Some(&field) = self.fields.get(&(object, name)) {
            return field;
        }
        let field = self.new_field();
        self.fields.insert((object, name), field);
        self.objects[object as usize].fields.push((name, field));
        let every = self.objects[object as usize].every;
        if every != NOTHING {
            self.edge(field, Edge::Copy(every));
        }
        for to in self.late.remove(&(object, name)).unwrap_or_default() {
            self.edge(field, Edge::Copy(to));
        }
        if let Some(modules) = self.objects[object as usize].bundle {
            self.edge(field, Edge::Module(name, modules));
        }
        field
    }

    fn any_field(&mut self, object: u32) -> Node {
        let any = self.objects[object as usize].any;
        if any != NOTHING {
            return any;
        }
        let any = self.new_field();
        self.objects[object as usize].any = any;
        any
    }

    fn every_field(&mut self, object: u32) -> Node {
        let every = self.objects[object as usize].every;
        if every != NOTHING {
            return every;
        }
        let every = self.new_field();
        self.objects[object as usize].every = every;
        for at in 0..self.objects[object as usize].fields.len() {
            let (_, field) = self.objects[object as usize].fields[at];
            self.edge(field, Edge::Copy(every));
        }
        every
    }

    /// Something is put into a field of `base`; without a name, into an unknown one.
    pub(super) fn store(&mut self, base: Value, name: Option<Sym>, from: Node) {
        let object = match base {
            Value::Object(object) => object,
            Value::Function(function) => {
                if name.is_some_and(|name| self.program.text(name) == "prototype") {
                    let instance = self.instance(function);
                    self.link_node(instance, from);
                }
                self.statics(function)
            }
            Value::Global => {
                // `global.wx = …` replaces the platform; what the name means to everyone else stays.
                if name.is_some_and(|name| self.question.hosts.global(self.program.text(name)).is_some()) {
                    return;
                }
                GLOBAL_OBJECT
            }
            Value::Host(_) if name.is_some_and(|name| !self.question.names.is_member(self.program.text(name))) => HOST_OBJECT,
            _ => return,
        };
        let field = match name {
            Some(name) => {
                self.note_stored(object, name);
                self.field(object, name)
            }
            None => self.any_field(object),
        };
        let edge = if self.holds_no_methods(object, name) { Edge::Copy(field) } else { Edge::Field(field, object) };
        self.edge(from, edge);
    }

    /// What is kept there is no method of it: modules, what `module` exports, free names.
    fn holds_no_methods(&self, object: u32, name: Option<Sym>) -> bool {
        let is_exports = name.is_some_and(|name| self.program.text(name) == "exports");
        is_exports || matches!(object, GLOBAL_OBJECT | HOST_OBJECT) || self.modules.contains(&object)
    }

    /// Something is stored under a name: from now on the object has it.
    fn note_stored(&mut self, object: u32, name: Sym) {
        if !self.stored.insert((object, name)) {
            return;
        }
        self.objects[object as usize].names.push(name);
        for at in 0..self.objects[object as usize].name_queries.len() {
            let to = self.objects[object as usize].name_queries[at];
            self.add(to, Value::Text(name, Brought::Plainly));
        }
    }

    pub(super) fn store_keyed(&mut self, base: Value, key: Value, from: Node) {
        match (base, key) {
            (base, Value::Text(name, _)) => self.store(base, Some(name), from),
            (Value::Object(object), Value::HostKey) => self.fill(object),
            (Value::Function(function), Value::HostKey) => {
                let statics = self.statics(function);
                self.fill(statics);
            }
            (base, _) => self.store(base, None, from),
        }
    }

    /// The object gets every member of the host.
    pub(super) fn fill(&mut self, object: u32) {
        if std::mem::replace(&mut self.objects[object as usize].is_filled, true) {
            return;
        }
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at];
            self.load_host(Evidence::Inferred, query);
        }
        for at in 0..self.objects[object as usize].name_queries.len() {
            let to = self.objects[object as usize].name_queries[at];
            self.add(to, Value::HostKey);
        }
    }

    fn link_node(&mut self, object: u32, from: Node) {
        let base = self.new_node();
        self.add(base, Value::Object(object));
        self.add_flow(Flow::Link { base, from });
    }

    /// Fields that `base` lacks are those of `from`.
    pub(super) fn link(&mut self, base: Value, from: Value) {
        let object = match base {
            Value::Object(object) => object,
            Value::Function(function) => self.statics(function),
            _ => return,
        };
        let source = match from {
            Value::Host(_) => {
                self.fill(object);
                return;
            }
            Value::Object(source) => source,
            Value::Function(function) => self.statics(function),
            _ => return,
        };
        if source == object || self.objects[object as usize].links.contains(&source) {
            return;
        }
        // A table that everything is linked to would make every question a walk over the program.
        if self.objects[object as usize].links.len() >= MAX_LINKS {
            return;
        }
        self.objects[object as usize].links.push(source);
        for at in 0..self.objects[object as usize].queries.len() {
            let query = self.objects[object as usize].queries[at];
            self.load_object(source, query);
        }
    }

    /// The names of the fields of `base`.
    pub(super) fn keys(&mut self, base: Value, to: Node) {
        match base {
            Value::Host(_) => self.add(to, Value::HostKey),
            Value::Object(object) => {
                self.objects[object as usize].name_queries.push(to);
                for at in 0..self.objects[object as usize].names.len() {
                    let name = self.objects[object as usize].names[at];
                    self.add(to, Value::Text(name, Brought::Plainly));
                }
                if self.objects[object as usize].is_filled {
                    self.add(to, Value::HostKey);
                }
            }
            _ => {}
        }
    }

    /// The object that `new` makes of a function.
    pub(super) fn instance(&mut self, function: u32) -> u32 {
        if let Some(instance) = self.program.functions[function as usize].instance {
            return instance;
        }
        let instance = self.new_object();
        self.program.functions[function as usize].instance = Some(instance);
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
        if let Value::Function(parent) = parent
            && parent != class
        {
            let (own, inherited) = (self.instance(class), self.instance(parent));
            self.link(Value::Object(own), Value::Object(inherited));
            let (own, inherited) = (self.statics(class), self.statics(parent));
            self.link(Value::Object(own), Value::Object(inherited));
        }
    }

    /// `new Proxy(target, { get(target, name) { … } })`: the target's fields, and whatever the handler gives. When the handler looks its
    /// name up in the host, the proxy is like the host.
    pub(super) fn wire_proxy(&mut self, target: Node, handler: Node, object: u32) {
        self.link_node(object, target);
        let (get, name, result) = (self.new_node(), self.new_node(), self.new_node());
        self.add(name, Value::ProxyKey(object));
        let key = self.intern("get");
        self.add_flow(Flow::Load { base: handler, key: Key::Name(key), to: get, site: NO_SITE });
        let arguments = self.argument_nodes(&[target, name]);
        let unnamed = self.intern("");
        self.add_flow(Flow::Call { callee: get, this: handler, arguments, to: result, how: Calling::Plain, name: unnamed });
        self.store(Value::Object(object), None, result);
    }

    pub(super) fn argument_nodes(&mut self, nodes: &[Node]) -> (u32, u32) {
        let start = super::program::count(self.program.arguments.len());
        self.program.arguments.extend(nodes.iter().map(|&node| crate::scan::script::facts::Argument { node, span: (0, 0) }));
        (start, super::program::count(self.program.arguments.len()))
    }

    /// A load from the host under a worked-out name: remembered, so that it is said when the name stays unknown.
    pub(super) fn note_computed(&mut self, flow: u32, base: Value) {
        let is_host = match base {
            Value::Host(evidence) => evidence != Evidence::Inferred,
            _ => false,
        };
        if is_host {
            self.hits.computed.push(flow);
        }
    }
}

fn is_global_object(name: &str) -> bool {
    matches!(name, "globalThis" | "window" | "global" | "self")
}

/// Stands for a name of a list; no field is spelled like it.
const LISTED: &str = "%listed";
/// Objects that one object can stand in for.
const MAX_LINKS: usize = 16;
