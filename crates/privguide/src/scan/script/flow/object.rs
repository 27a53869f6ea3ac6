//! Abstract objects: loads, stores, and loads from linked objects.
//!
//! * load `to ⊇ base.name`: for each object `o` in `base`, and each object that `o` is linked to,
//!   `to ⊇ o.name`
//! * store `base.name ⊇ from`: for each object `o` in `base`, `o.name ⊇ from`
//! * unknown name: a load reads every field; a store writes the field `any`, which every load reads
//!   as well

use super::{
    edge::Edge,
    few::push_tightly,
    hits::AccessTarget,
    program::{FIRST_OBJECT, GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT},
    query::{ANY_NAME, Members, Query},
    solver::Solver,
    value::{Passed, Sym, Unknown, Value},
};
use crate::{
    common_places::GLOBAL_OBJECTS,
    scan::{
        Evidence,
        script::facts::{NO_EXCLUSION, NO_SITE, NOTHING, Node, members::IN_ALL, natives},
    },
};

impl Solver<'_> {
    /// Loads a field of one value of `base`.
    pub(super) fn load(&mut self, base: Value, query: Query) {
        match base {
            Value::Host(evidence) => self.load_host(evidence, query),
            Value::Object(object) => self.load_object(object, query),
            Value::Global => self.load_global(query),
            Value::Manager(object, evidence) => self.load_method(object, evidence, query),
            Value::Function(function) => self.load_function(function, query),
            Value::Text(text, passed) => {
                if let Some(place) = query.name {
                    self.load_character(text, passed, place, query.to);
                }
            }
            Value::Require(_)
                if query
                    .name
                    .is_some_and(|name| natives::is_module_getter(self.program.text(name))) =>
            {
                self.add(query.to, Value::RequireHelper);
            }
            Value::Unknown(unknown) => self.load_unknown(unknown, query),
            _ => {}
        }
    }

    /// Every field of an unknown value is unknown.
    fn load_unknown(&mut self, unknown: Unknown, query: Query) {
        match unknown {
            Unknown::Widened => {
                self.add(query.to, Value::Unknown(Unknown::Widened));
                self.load_object(WIDE_OBJECT, query);
            }
            // Only under a name that matters, or if an unknown member is called. Not in bundled
            // code, where the user cannot fix it.
            Unknown::Tainted | Unknown::TaintedManager => {
                let is_manager = unknown == Unknown::TaintedManager;
                let matters = |name| {
                    if is_manager { self.is_interesting(name) } else { self.is_member(name) }
                };
                let is_called = || {
                    !self.is_library(query.to) && self.program.sites[query.site as usize].is_called
                };
                if query.site != NO_SITE && query.name.map_or_else(is_called, matters) {
                    self.hits.opaque.insert(query.site);
                }
                self.add(query.to, Value::Unknown(unknown));
            }
            Unknown::HandedOver => {
                let is_called = || {
                    !self.is_library(query.to) && self.program.sites[query.site as usize].is_called
                };
                if query.site != NO_SITE && (query.name.is_some() || is_called()) {
                    self.hits.opaque.insert(query.site);
                }
                self.add(query.to, Value::Unknown(Unknown::HandedOver));
            }
            // Members of strings are methods of the language; their results are unknown values.
            Unknown::OtherTexts => self.add(query.to, Value::Unknown(Unknown::Outside)),
            Unknown::Native | Unknown::Outside => self.add(query.to, Value::Unknown(unknown)),
            Unknown::Beyond(label) => {
                let field = self.load_beyond(label, query.name, query.to);
                self.add(query.to, Value::Unknown(field));
            }
        }
    }

    /// Like [`Self::load`], for a name that is a value of a node.
    pub(super) fn load_keyed(
        &mut self,
        base: Value,
        (node, key): (Node, Value),
        to: Node,
        site: u32,
    ) {
        match key {
            Value::Text(name, passed) => {
                self.load(base, Query { worked_out: Some(passed), ..Query::named(name, to, site) });
            }
            // One of the listed names, but not known which. The load yields what was stored under
            // names of a list, and nothing else.
            Value::ListedName => {
                if self.has_every_member(base) && self.lists.insert(node) {
                    self.add(node, Value::HostKey);
                }
                let name = self.intern(LISTED);
                self.load(
                    base,
                    Query { worked_out: Some(Passed::Plainly), ..Query::named(name, to, NO_SITE) },
                );
            }
            Value::HostKey => self.load_members(base, Members::Enumerated, to),
            Value::ProxyKey(proxy) => self.load_members(base, Members::OfProxy(proxy), to),
            Value::Number => self.load(base, Query::any(to, NO_SITE)),
            _ => self.load(base, Query::any(to, site)),
        }
    }

    fn load_members(&mut self, base: Value, members: Members, to: Node) {
        if let Value::Host(_) = base {
            self.answer_members(members, to);
        } else {
            self.load(base, Query { members: Some(members), ..Query::any(to, NO_SITE) });
        }
    }

    /// Answers a load of an unknown member of the host.
    fn answer_members(&mut self, members: Members, to: Node) {
        if let Members::OfProxy(proxy) = members {
            self.fill(proxy, NO_EXCLUSION);
        }
        self.add(to, Value::AnyMember);
    }

    pub(super) fn is_member(&self, name: Sym) -> bool {
        self.question.names.is_member(self.question.hosts.member(self.program.text(name)))
    }

    fn is_interesting(&self, name: Sym) -> bool {
        self.question.names.is_interesting(self.program.text(name))
    }

    pub(super) fn has_every_member(&self, value: Value) -> bool {
        match value {
            Value::Host(_) => true,
            Value::Object(object) => self.objects[object as usize].rare.filled.is_some(),
            _ => false,
        }
    }

    fn load_host(&mut self, evidence: Evidence, query: Query) {
        let Some(name) = query.name else {
            if query.members.is_none() {
                self.add(query.to, Value::Unknown(Unknown::Native));
            }
            return;
        };
        let text = self.program.text(name);
        // For a computed name, `host[name]`, the result is not an import of the host.
        if query.worked_out.is_none() && self.question.is_host_export(text) {
            self.add(query.to, Value::Host(evidence));
            return;
        }
        let platform = self.question.hosts.member(text);
        if !self.question.names.is_member(platform) {
            let (is_host, takes_address) =
                (natives::is_host_copy(text), self.question.names.takes_address(platform));
            if is_host {
                self.add(query.to, Value::Host(Evidence::Inferred));
            }
            if takes_address {
                // The member is not an interface. It is only followed to find its calls.
                let platform = self.question.hosts.member(self.program.text(name)).to_owned();
                let member = self.intern(&platform);
                self.add(query.to, Value::Member(member, evidence));
            }
            self.load_object(HOST_OBJECT, query);
            return;
        }
        let platform = platform.to_owned();
        let member = self.intern(&platform);
        let evidence = self.evidence(evidence, query);
        if query.site != NO_SITE {
            self.hits.add(query.site, AccessTarget::Member(member), evidence);
        }
        self.add(query.to, Value::Member(member, evidence));
    }

    /// The evidence of an access: that of the host, or weaker if the name had to be inferred.
    fn evidence(&self, host: Evidence, query: Query) -> Evidence {
        let is_direct = query.site != NO_SITE && self.program.sites[query.site as usize].is_direct;
        let through = match query.worked_out {
            Some(Passed::ByArgument) => Evidence::Inferred,
            None if is_direct => Evidence::Literal,
            _ => Evidence::Alias,
        };
        host.max(through)
    }

    fn load_method(&mut self, object: Sym, evidence: Evidence, query: Query) {
        self.add(query.to, Value::Unknown(Unknown::Native));
        let Some(name) = query.name else { return };
        let (object_name, method) = (self.program.text(object), self.program.text(name));
        if query.site != NO_SITE && self.question.catalog.method(object_name, method).is_some() {
            let evidence = evidence.max(Evidence::Alias);
            self.hits.add(query.site, AccessTarget::Method(object, name), evidence);
        }
    }

    fn load_global(&mut self, query: Query) {
        let Some(name) = query.name else {
            self.load_object(GLOBAL_OBJECT, query);
            return;
        };
        let text = self.program.text(name);
        if let Some(evidence) = self.question.hosts.global(text) {
            self.add(query.to, Value::Host(evidence));
        } else if GLOBAL_OBJECTS.contains(&text) {
            self.add(query.to, Value::Global);
        } else if text.starts_with(IN_ALL) {
            // What is stored under unknown global names is no member of instances.
            let text = text.to_owned();
            let field = self.field(GLOBAL_OBJECT, name);
            self.edge(field, Edge::Copy(query.to));
            if let Some(label) = self.assigned(GLOBAL_OBJECT, &text) {
                self.add(query.to, Value::Unknown(Unknown::Beyond(label)));
            }
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
            // The exports of a CommonJS module are its default export for an ES module.
            Some("default") => self.add(query.to, Value::Function(function)),
            _ => {}
        }
        let statics = self.statics(function);
        self.load_object(statics, query);
    }

    /// Passes a query on to an object that is linked to.
    pub(super) fn pass_on(&mut self, object: u32, query: Query, except: u32) {
        if !self.is_excluded(except, query.name) {
            self.load_object(object, Query { is_passed_on: true, ..query });
        }
    }

    /// Queries an object and all objects that it is linked to. It does not recurse, because chains
    /// may be long.
    fn load_object(&mut self, object: u32, query: Query) {
        // The list is used again, because there are many loads.
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.push((object, query));
        while let Some((object, query)) = waiting.pop() {
            let name = query.name.unwrap_or(ANY_NAME);
            let queries = &self.objects[object as usize].queries;
            if !self.asked.load(object, queries, (query.to, name)) {
                continue;
            }
            if self.visit(query) > self.bounds.answering && object != WIDE_OBJECT {
                // The bound is reached: this object is widened, and the summary object answers in
                // its place.
                self.put_off_widening(object);
                self.add(query.to, Value::Unknown(Unknown::Widened));
                waiting.push((WIDE_OBJECT, query));
                continue;
            }
            push_tightly(&mut self.objects[object as usize].queries, query.kept());
            self.answer(object, query);
            for at in 0..self.objects[object as usize].rare.managers.len() {
                let manager = self.objects[object as usize].rare.managers[at];
                self.load(manager, query);
            }
            let passed_on = Query { is_passed_on: true, ..query };
            for at in 0..self.objects[object as usize].links.len() {
                let (source, except) = self.objects[object as usize].links[at];
                if !self.is_excluded(except, query.name) {
                    waiting.push((source, passed_on));
                }
            }
        }
        self.waiting = waiting;
    }

    /// Counts an object that answers a load, and returns the number so far. A target almost always
    /// has one literal name, but it can have many computed ones.
    fn visit(&mut self, query: Query) -> u32 {
        match (query.name, query.worked_out) {
            (Some(_), None) if query.to != NOTHING => {
                u32::from(self.states[query.to as usize].count_answer())
            }
            (name, _) => {
                let visits = self.visits.entry((query.to, name.unwrap_or(ANY_NAME))).or_default();
                *visits += 1;
                *visits
            }
        }
    }

    fn is_excluded(&self, except: u32, name: Option<Sym>) -> bool {
        except != NO_EXCLUSION
            && name.is_some_and(|name| self.program.exclusions[except as usize].contains(&name))
    }

    fn answer(&mut self, object: u32, query: Query) {
        let any = self.objects[object as usize].any;
        if any != NOTHING {
            self.edge(any, Edge::Copy(query.to));
        }
        match query.name {
            // A computed name is often one of many. Creating a field for each would multiply
            // objects and names.
            Some(name)
                if query.worked_out.is_some()
                    && self.objects[object as usize].fields.get(name).is_none() =>
            {
                self.any_field(object);
                self.late.entry((object, name)).or_default().push(query.to);
            }
            Some(name) => {
                let field = self.field(object, name);
                self.edge(field, Edge::Copy(query.to));
                if object >= FIRST_OBJECT
                    && self.is_default(name)
                    && !self.program.es_namespaces.contains(&object)
                {
                    self.add(query.to, Value::Object(object));
                }
            }
            None => {
                self.any_field(object);
                let every = self.every_field(object);
                self.edge(every, Edge::Copy(query.to));
            }
        }
        if self.objects[object as usize].rare.filled.is_some() {
            self.answer_filled(object, query);
        }
    }

    /// Answers a query of an object that has the members of the host.
    pub(super) fn answer_filled(&mut self, object: u32, query: Query) {
        if object == WIDE_OBJECT {
            // The value may be any widened object, including one that has the host's members.
            if query.name.is_none_or(|name| self.is_member(name)) {
                self.load_unknown(Unknown::Tainted, query);
            }
            return;
        }
        if let Some(members) = query.members {
            self.answer_members(members, query.to);
            return;
        }
        let excluded = self.objects[object as usize].rare.filled.as_ref();
        if query.name.is_none()
            || excluded.is_some_and(|names| query.name.is_some_and(|name| names.contains(&name)))
        {
            return;
        }
        self.load_host(Evidence::Inferred, query);
    }

    fn is_default(&self, name: Sym) -> bool {
        self.program.text(name) == "default"
    }

    /// Stores a value in a field of one value of `base`; without a name, in an unknown field.
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
                // `global.wx = …` replaces the platform; elsewhere `wx` still means the platform.
                if name.is_some_and(|name| {
                    self.question.hosts.global(self.program.text(name)).is_some()
                }) {
                    return;
                }
                GLOBAL_OBJECT
            }
            Value::Host(_)
                if name.is_some_and(|name| {
                    !self.question.names.is_member(self.program.text(name))
                }) =>
            {
                HOST_OBJECT
            }
            Value::Unknown(Unknown::Widened) => return self.store_in_wide(name, from),
            Value::Unknown(beyond @ Unknown::Beyond(_)) => {
                self.edge(from, Edge::Escape(beyond));
                return;
            }
            _ => return,
        };
        if let Some(proxy) = self.objects[object as usize].rare.proxy.as_deref().copied() {
            self.edge(from, Edge::Copy(proxy.stored));
        }
        let field = match name {
            Some(name) => self.stored_field(object, name),
            None => self.any_field(object),
        };
        self.share(object, name, field);
        let edge = if self.holds_no_methods(object, name) {
            Edge::Copy(field)
        } else {
            Edge::Field(field, object)
        };
        self.edge(from, edge);
    }

    /// Whether functions stored there do not become methods of the object: modules, exports, free
    /// names.
    fn holds_no_methods(&self, object: u32, name: Option<Sym>) -> bool {
        let is_exports = name.is_some_and(|name| self.program.text(name) == "exports");
        is_exports
            || matches!(object, GLOBAL_OBJECT | HOST_OBJECT)
            || self.modules.contains(&object)
    }

    pub(super) fn store_keyed(&mut self, base: Value, key: Value, from: Node) {
        if let Value::Text(name, _) = key {
            self.store(base, Some(name), from);
            return;
        }
        let object = match base {
            Value::Object(object) => Some(object),
            Value::Function(function) => Some(self.statics(function)),
            _ => None,
        };
        match (object, key) {
            (Some(object), Value::HostKey) => self.fill(object, NO_EXCLUSION),
            (Some(object), key) => {
                self.store(base, None, from);
                self.note_other_name(object, key);
            }
            (None, _) => self.store(base, None, from),
        }
    }
}

/// The field for all elements of a list. No real field has this name.
const LISTED: &str = "%listed";
