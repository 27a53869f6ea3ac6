//! Calls: `parameter ⊇ argument`, `to ⊇ result`, for each function that the callee can be.

use super::{
    edge::Edge,
    hits::{AddressArgument, ScopeCall},
    program::{CHUNKS, count},
    query::FunctionState,
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::catalog::addresses;
use crate::scan::{
    Evidence,
    script::facts::{Calling, Flow, Function, Key, NO_EXCLUSION, NO_SITE, NO_SPAN, NOTHING, Node},
};

impl Solver<'_> {
    /// Applies a call to one value of the callee.
    pub(super) fn call(&mut self, at: u32, callee: Value) {
        let Flow::Call { arguments, to, how, name, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        let first = if from < until { self.program.arguments[from as usize].node } else { NOTHING };
        if let Value::Unknown(beyond @ Unknown::Beyond(_)) = callee {
            self.give_receiver(at, beyond);
        }
        match callee {
            Value::Function(function) if self.bundled.contains(&function) => {}
            Value::Function(function) => self.call_in_context(at, function),
            Value::Member(..) | Value::AnyMember if how == Calling::Bind => {}
            Value::Member(member, evidence) => {
                self.call_member(at, member, evidence);
                self.escape_arguments(at, Unknown::Native);
            }
            Value::AnyMember => {
                self.call_any_member(at);
                self.add(to, Value::Unknown(Unknown::Native));
                self.escape_arguments(at, Unknown::Native);
            }
            Value::Require(modules) => {
                let base = self.new_node();
                self.add(base, Value::Object(modules));
                self.add_flow(Flow::Load { base, key: Key::Node(first), to, site: NO_SITE });
            }
            Value::RequireHelper => self.module_getter(first, to),
            // `api.getLocation()`, where any member of `api` may be the host: the result of an
            // interface is not the host.
            Value::Host(_) if self.is_member(name) => {}
            Value::Host(_) => self.add(to, callee),
            Value::Object(object) => self.call_proxy(at, object),
            Value::Unknown(unknown) if how != Calling::Bind => {
                // The callee is unknown: so is the result, and the arguments escape.
                let result = match unknown {
                    Unknown::OtherTexts => Unknown::Outside,
                    unknown => unknown,
                };
                self.add(to, Value::Unknown(result));
                if unknown == Unknown::Widened {
                    let given = self.wide_result();
                    self.edge(given, Edge::Copy(to));
                    self.edge_arguments(at, Edge::Widen);
                } else {
                    self.escape_arguments(at, result);
                }
            }
            _ => {}
        }
    }

    /// `f.call(object)`, `f.bind(object)` with a function `f` from outside of the component:
    /// `object` escapes. If `f` is a method of `object`, the other modules already have a reference
    /// to `object`.
    fn give_receiver(&mut self, at: u32, beyond: Unknown) {
        let Flow::Call { this, how, name, .. } = self.program.flows[at as usize] else { return };
        if self.program.text(name).is_empty() {
            self.edge(this, Edge::Escape(beyond));
        }
        if how == Calling::Bind {
            self.escape_arguments(at, beyond);
        }
    }

    pub(super) fn escape_arguments(&mut self, at: u32, to: Unknown) {
        self.edge_arguments(at, Edge::Escape(to));
    }

    fn edge_arguments(&mut self, at: u32, edge: Edge) {
        let Flow::Call { arguments, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        for argument in from..until {
            let node = self.program.arguments[argument as usize].node;
            self.edge(node, edge);
        }
    }

    /// Calls a proxy: its trap gets the arguments as an array; without a trap, the target is
    /// called.
    fn call_proxy(&mut self, at: u32, object: u32) {
        let Flow::Call { this, arguments, to, how, name, is_native, .. } =
            self.program.flows[at as usize]
        else {
            return;
        };
        let (from, until) = arguments.range();
        let Some(proxy) = self.objects[object as usize].rare.proxy.as_deref().copied() else {
            return;
        };
        // A proxy may be its own target.
        if !self.hits.proxied.insert((this, to, from, object)) {
            return;
        }
        for argument in from..until {
            let node = self.program.arguments[argument as usize].node;
            self.store(Value::Object(proxy.arguments), None, node);
        }
        self.edge(proxy.result, Edge::Copy(to));
        self.add_flow(Flow::Call {
            callee: proxy.target,
            this,
            arguments,
            to,
            how,
            name,
            is_native,
        });
    }

    /// `require.n(module)` returns a function that returns the module or its default export. So
    /// does the function's field `a`.
    fn module_getter(&mut self, module: Node, to: Node) {
        let result = self.new_node();
        self.edge(module, Edge::Copy(result));
        let default = Key::Name(self.intern("default"));
        self.add_flow(Flow::Load { base: module, key: default, to: result, site: NO_SITE });
        let function = self.new_function(Function { result, ..Function::default() });
        let statics = self.statics(function);
        let field = self.intern("a");
        self.store(Value::Object(statics), Some(field), result);
        self.add(to, Value::Function(function));
        // Older bundlers read members of the getter as if it were the module.
        self.edge(module, Edge::Copy(to));
    }

    fn new_function(&mut self, function: Function) -> u32 {
        self.program.functions.push(function);
        self.functions.push(FunctionState::default());
        count(self.program.functions.len() - 1)
    }

    pub(super) fn call_function(&mut self, at: u32, function: u32) {
        let Flow::Call { this, arguments, to, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        // There may be other elements of a component, with other attributes.
        self.functions[function as usize].is_called |= how != Calling::Element;
        if self.program.functions[function as usize].is_interop {
            if from < until {
                let first = self.program.arguments[from as usize].node;
                self.edge(first, Edge::Copy(to));
            }
            return;
        }
        match how {
            Calling::Apply => self.spread_arguments(function, from, until),
            Calling::Spread(place) => self.pass_arguments(function, from, until, u32::from(place)),
            Calling::NewSpread => self.pass_arguments(function, from, until, 0),
            Calling::Plain | Calling::Bind | Calling::New => {
                self.pass_arguments(function, from, until, u32::MAX);
            }
            Calling::Element => {
                self.pass_arguments(function, from, until, u32::MAX);
                self.give_attributes(function, from);
            }
        }
        let is_new = matches!(how, Calling::New | Calling::NewSpread);
        if is_new {
            let instance = self.instance(function);
            self.add(to, Value::Object(instance));
        }
        let (own_this, result) = {
            let function = &self.program.functions[function as usize];
            (function.this, function.result)
        };
        if !is_new && this != NOTHING && own_this != NOTHING {
            self.edge(this, Edge::Copy(own_this));
        }
        if how != Calling::Bind && to != NOTHING {
            self.edge(result, Edge::Copy(to));
        }
    }

    /// The instances of a class that is a component have the attributes as `props`.
    fn give_attributes(&mut self, function: u32, argument: u32) {
        if let Some(instance) = self.program.functions[function as usize].instance {
            let props = self.intern("props");
            let given = self.program.arguments[argument as usize].node;
            self.store(Value::Object(instance), Some(props), given);
        }
    }

    /// Passes arguments to parameters. From the position `spread` on, any argument may be passed to
    /// any later parameter.
    fn pass_arguments(&mut self, function: u32, from: u32, until: u32, spread: u32) {
        for (at, argument) in (0..).zip(from..until) {
            let argument = self.program.arguments[argument as usize];
            let facts = &self.program.functions[function as usize];
            let (rest, all) = (facts.rest, facts.arguments);
            let last = if at < spread { at + 1 } else { count(facts.parameters.len()).max(at + 1) };
            for place in at.min(spread)..last {
                match self.program.functions[function as usize]
                    .parameters
                    .get(place as usize)
                    .copied()
                {
                    // A value that a library function passes to a callback, such as an array's
                    // element, is not an argument in the source.
                    Some(parameter) if argument.span == NO_SPAN => {
                        self.edge(argument.node, Edge::Copy(parameter));
                    }
                    Some(parameter) => self.edge(argument.node, Edge::Argument(parameter)),
                    None => self.pass_rest(rest, argument.node),
                }
            }
            if at >= spread {
                self.pass_rest(rest, argument.node);
            }
            self.pass_rest(all, argument.node);
        }
    }

    /// Passes an argument for which there is no named parameter.
    pub(super) fn pass_rest(&mut self, rest: Node, argument: Node) {
        if rest != NOTHING && argument != NOTHING {
            for array in self.values(rest) {
                self.store(array, None, argument);
            }
        }
    }

    /// `f.apply(this, array)`: any element may be passed to any parameter.
    fn spread_arguments(&mut self, function: u32, from: u32, until: u32) {
        if from == until {
            return;
        }
        let array = self.program.arguments[from as usize].node;
        for at in 0..self.program.functions[function as usize].parameters.len() {
            let parameter = self.program.functions[function as usize].parameters[at];
            let name = self.intern(&at.to_string());
            self.add_flow(Flow::Load {
                base: array,
                key: Key::Name(name),
                to: parameter,
                site: NO_SITE,
            });
        }
        let (rest, all) = {
            let facts = &self.program.functions[function as usize];
            (facts.rest, facts.arguments)
        };
        for own in [rest, all] {
            if own != NOTHING {
                self.add_flow(Flow::Link { base: own, from: array, except: NO_EXCLUSION });
            }
        }
    }

    /// Calls a member of the host: a factory, or an interface that takes a scope.
    fn call_member(&mut self, at: u32, member: Sym, evidence: Evidence) {
        let Flow::Call { callee, arguments, to, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        let name = self.program.text(member);
        if let Some(object) = self.question.catalog.factory(name).map(str::to_owned) {
            let object = self.intern(&object);
            self.add(to, Value::Manager(object, evidence));
            return;
        }
        self.add(to, Value::Unknown(Unknown::Native));
        if from == until {
            return;
        }
        let name = self.program.text(member);
        if let Some(option) = self.question.catalog.scope_call(name).map(str::to_owned) {
            let scope = self.option(from, how, &option);
            self.hits.scopes.push(ScopeCall { argument: from, callee, scope, evidence });
        } else if let Some(call) = addresses().call(name) {
            let address = self.option(from, how, &call.option);
            self.hits.addresses.push(AddressArgument {
                argument: from,
                address,
                channel: call.channel,
            });
        }
    }

    /// Calls an unknown member of the host. If the call names the member, it is that one.
    fn call_any_member(&mut self, at: u32) {
        let Flow::Call { arguments, how, name, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        let Some(call) = addresses().call(self.program.text(name)).filter(|_| from < until) else {
            return;
        };
        let address = self.option(from, how, &call.option);
        self.hits.addresses.push(AddressArgument {
            argument: from,
            address,
            channel: call.channel,
        });
    }

    /// A node for an option in the object that is a call's first argument.
    fn option(&mut self, argument: u32, how: Calling, name: &str) -> Node {
        let mut base = self.program.arguments[argument as usize].node;
        if how == Calling::Apply {
            let element = self.new_node();
            self.add_flow(Flow::Load { base, key: Key::Any, to: element, site: NO_SITE });
            base = element;
        }
        let option = self.new_node();
        let key = Key::Name(self.intern(name));
        self.add_flow(Flow::Load { base, key, to: option, site: NO_SITE });
        option
    }

    /// A table of module functions: `function (module, exports, require)`.
    pub(super) fn bundle(&mut self, table: Value, is_chunk: bool) {
        let Value::Object(table) = table else {
            return;
        };
        if self.objects[table as usize].rare.bundle.is_some() {
            return;
        }
        let modules = if is_chunk { CHUNKS } else { self.new_object() };
        if !is_chunk {
            self.modules.insert(modules);
        }
        self.objects[table as usize].rare.bundle = Some(modules);
        for at in 0..self.objects[table as usize].fields.len() {
            let (name, field) = self.objects[table as usize].fields.at(at);
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
        self.functions[function as usize].is_called = true;
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
}
