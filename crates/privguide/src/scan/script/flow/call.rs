//! Calls: arguments go into parameters, results come back.

use super::{
    hits::ScopeCall,
    program::{CHUNKS, count},
    solver::{Edge, Solver},
    value::{Sym, Value},
};
use crate::scan::{
    Evidence,
    script::facts::{Calling, Flow, Function, Key, NO_SITE, NOTHING, Node},
};

impl Solver<'_> {
    /// The function of a call is known.
    pub(super) fn call(&mut self, at: u32, callee: Value) {
        let Flow::Call { arguments: (from, until), to, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        let first = if from < until { self.program.arguments[from as usize].node } else { NOTHING };
        match callee {
            Value::Function(function) if self.bundled.contains(&function) => {}
            Value::Function(function) => self.call_function(at, function),
            Value::Member(member, evidence) if how != Calling::Bind => self.call_member(at, member, evidence),
            Value::Require(modules) => {
                let base = self.new_node();
                self.add(base, Value::Object(modules));
                self.add_flow(Flow::Load { base, key: Key::Node(first), to, site: NO_SITE });
            }
            Value::RequireHelper => self.module_getter(first, to),
            Value::Host(_) => self.add(to, callee),
            _ => {}
        }
    }

    /// `require.n(module)` gives a function that gives the module or its default export; so does its field `a`.
    fn module_getter(&mut self, module: Node, to: Node) {
        let result = self.new_node();
        self.edge(module, Edge::Copy(result));
        let default = Key::Name(self.intern("default"));
        self.add_flow(Flow::Load { base: module, key: default, to: result, site: NO_SITE });
        let function = count(self.program.functions.len());
        self.program.functions.push(Function { result, ..Function::default() });
        let statics = self.statics(function);
        let field = self.intern("a");
        self.store(Value::Object(statics), Some(field), result);
        self.add(to, Value::Function(function));
        // Older bundlers take members of the getter as if it were the module.
        self.edge(module, Edge::Copy(to));
    }

    fn call_function(&mut self, at: u32, function: u32) {
        let Flow::Call { this, arguments: (from, until), to, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        if self.program.functions[function as usize].is_interop {
            if from < until {
                let first = self.program.arguments[from as usize].node;
                self.edge(first, Edge::Copy(to));
            }
            return;
        }
        match how {
            Calling::Plain | Calling::Bind => self.pass_arguments(function, from, until),
            Calling::New => {
                self.pass_arguments(function, from, until);
                let instance = self.instance(function);
                self.add(to, Value::Object(instance));
            }
            Calling::Apply => self.spread_arguments(function, from, until),
        }
        let (own_this, result) = {
            let function = &self.program.functions[function as usize];
            (function.this, function.result)
        };
        if how != Calling::New && this != NOTHING && own_this != NOTHING {
            self.edge(this, Edge::Copy(own_this));
        }
        if how != Calling::Bind && to != NOTHING {
            self.edge(result, Edge::Copy(to));
        }
    }

    fn pass_arguments(&mut self, function: u32, from: u32, until: u32) {
        for (at, argument) in (from..until).enumerate() {
            let argument = self.program.arguments[argument as usize];
            let facts = &self.program.functions[function as usize];
            let (parameter, rest, all) = (facts.parameters.get(at).copied(), facts.rest, facts.arguments);
            match parameter {
                // What a library function hands to a callback (an array's element) is no argument of the text.
                Some(parameter) if argument.span == (0, 0) => self.edge(argument.node, Edge::Copy(parameter)),
                Some(parameter) => self.edge(argument.node, Edge::Argument(parameter)),
                None => self.pass_rest(rest, argument.node),
            }
            self.pass_rest(all, argument.node);
        }
    }

    /// An argument beyond the named parameters.
    fn pass_rest(&mut self, rest: Node, argument: Node) {
        if rest != NOTHING && argument != NOTHING {
            for array in self.values(rest) {
                self.store(array, None, argument);
            }
        }
    }

    /// `f.apply(this, array)`: any element may become any parameter.
    fn spread_arguments(&mut self, function: u32, from: u32, until: u32) {
        if from == until {
            return;
        }
        let array = self.program.arguments[from as usize].node;
        for at in 0..self.program.functions[function as usize].parameters.len() {
            let parameter = self.program.functions[function as usize].parameters[at];
            let name = self.intern(&at.to_string());
            self.add_flow(Flow::Load { base: array, key: Key::Name(name), to: parameter, site: NO_SITE });
        }
        let (rest, all) = {
            let facts = &self.program.functions[function as usize];
            (facts.rest, facts.arguments)
        };
        for own in [rest, all] {
            if own != NOTHING {
                self.add_flow(Flow::Link { base: own, from: array });
            }
        }
    }

    /// A member of the host is called: a factory, or a call that takes a scope.
    fn call_member(&mut self, at: u32, member: Sym, evidence: Evidence) {
        let Flow::Call { callee, arguments: (from, until), to, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        let name = self.program.text(member);
        if let Some(object) = self.question.catalog.factory(name).map(str::to_owned) {
            let object = self.intern(&object);
            self.add(to, Value::Manager(object, evidence));
        } else if let Some(argument) = self.question.catalog.scope_call(name).map(str::to_owned) {
            if from == until {
                return;
            }
            let mut base = self.program.arguments[from as usize].node;
            if how == Calling::Apply {
                let element = self.new_node();
                self.add_flow(Flow::Load { base, key: Key::Any, to: element, site: NO_SITE });
                base = element;
            }
            let scope = self.new_node();
            let key = Key::Name(self.intern(&argument));
            self.add_flow(Flow::Load { base, key, to: scope, site: NO_SITE });
            self.hits.scopes.push(ScopeCall { argument: from, callee, scope, evidence });
        }
    }

    /// A table of module functions: `function (module, exports, require)`.
    pub(super) fn bundle(&mut self, table: Value, is_chunk: bool) {
        let Value::Object(table) = table else {
            return;
        };
        if self.objects[table as usize].bundle.is_some() {
            return;
        }
        let modules = if is_chunk { CHUNKS } else { self.new_object() };
        if !is_chunk {
            self.modules.insert(modules);
        }
        self.objects[table as usize].bundle = Some(modules);
        for at in 0..self.objects[table as usize].fields.len() {
            let (name, field) = self.objects[table as usize].fields[at];
            self.edge(field, Edge::Module(name, modules));
        }
    }

    pub(super) fn bundle_module(&mut self, name: Sym, modules: u32, value: Value) {
        let Value::Function(function) = value else {
            return;
        };
        if !self.bundled.insert(function) {
            return;
        }
        let (module, exports) = (self.new_object(), self.new_object());
        let initial = self.new_node();
        self.add(initial, Value::Object(exports));
        let field = self.intern("exports");
        self.store(Value::Object(module), Some(field), initial);
        let exported = self.field(module, field);
        self.store(Value::Object(modules), Some(name), exported);
        let given = [Value::Object(module), Value::Object(exports), Value::Require(modules)];
        let parameters = self.program.functions[function as usize].parameters.clone();
        for (parameter, value) in parameters.into_iter().zip(given) {
            self.add(parameter, value);
        }
        let this = self.program.functions[function as usize].this;
        self.add(this, Value::Object(exports));
    }

    /// Calls that nobody answers for: index of the flow.
    pub(super) fn unanswered_calls(&self) -> Vec<u32> {
        let calls = (0..count(self.program.flows.len())).filter(|&at| match self.program.flows[at as usize] {
            Flow::Call { callee, .. } => !self.any_value(callee, |value| matches!(value, Value::Function(_))),
            _ => false,
        });
        calls.collect()
    }
}
