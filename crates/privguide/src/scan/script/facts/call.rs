//! Calls: callees and arguments.

use oxc::{
    ast::ast::{
        Argument as ArgumentNode, CallExpression, Expression, MemberExpression, NewExpression,
    },
    semantic::SymbolId,
    span::{GetSpan, Span},
};

use super::{
    Argument, Calling, Flow, Key, ModuleSym, NO_SITE, NOTHING, NUMBER, Node, Operation, THROWN,
    UNKNOWN,
    builder::{Builder, Position},
    bundle::{has_table, makes_modules},
    containers,
    expression::{is_function, is_iterator_symbol},
    indirect::{repeated, spread_from},
    natives,
};

impl Builder<'_> {
    pub(super) fn call(&mut self, call: &CallExpression<'_>) -> Node {
        let start = match member_of(call.callee.get_inner_expression()) {
            Some(MemberExpression::StaticMemberExpression(member)) => member.property.span.start,
            _ => call.span.start,
        };
        let here = self.bounds(Span::new(start, call.span.end));
        let outer = std::mem::replace(&mut self.calling, here);
        self.note_later_elements(call);
        let result = self.call_of(call);
        self.calling = outer;
        result
    }

    fn call_of(&mut self, call: &CallExpression<'_>) -> Node {
        match call.callee.get_inner_expression() {
            Expression::Identifier(identifier) => {
                if let Some(name) = self.free_name(identifier)
                    && let Some(result) = self.global_call(name, call)
                {
                    return result;
                }
                if let Some(symbol) = self.variable(identifier) {
                    if let Some(result) = self.call_of_native(symbol, call) {
                        return result;
                    }
                    if self.exports_getters(call) {
                        return NOTHING;
                    }
                    if let Some(result) = self.imported_call(symbol, call) {
                        return result;
                    }
                }
                let callee = self.read(identifier, Position::Called);
                let name = self.intern(identifier.name.as_str());
                self.plain_call(callee, NOTHING, &call.arguments, name)
            }
            Expression::Super(_) => {
                let this = self.frame().this;
                let parent = self.parents.last().copied().unwrap_or(NOTHING);
                self.plain_call(parent, this, &call.arguments, self.words.empty)
            }
            inner => {
                if let Some(member) = member_of(inner) {
                    return self.member_call(call, member);
                }
                if returns_this(inner) {
                    return super::GLOBAL;
                }
                self.is_called_once = is_function(inner);
                let callee = self.expression_at(&call.callee, Position::Called);
                self.is_called_here = has_table(&call.arguments) && makes_modules(inner);
                let name = detached_name(inner).unwrap_or_default();
                let name = self.intern(name);
                self.plain_call(callee, NOTHING, &call.arguments, name)
            }
        }
    }

    /// A call of a container function of a framework that is imported from a package: `import { ref
    /// } from "vue"`.
    fn imported_call(&mut self, symbol: SymbolId, call: &CallExpression<'_>) -> Option<Node> {
        let (source, name) = *self.imported.get(&symbol)?;
        if self.facts.strings.get(source).starts_with(['.', '/']) {
            return None;
        }
        let name = self.facts.strings.get(name).to_owned();
        let is_meant = containers::container(&name).is_some()
            || [natives::INSTANTIATE, natives::STORES].concat().contains(&name.as_str());
        if is_meant { self.global_call(&name, call) } else { None }
    }

    pub(super) fn plain_call(
        &mut self,
        callee: Node,
        this: Node,
        arguments: &[ArgumentNode<'_>],
        name: ModuleSym,
    ) -> Node {
        let is_runtime = std::mem::take(&mut self.is_called_here);
        let values = self.values(arguments);
        self.note_bundle(arguments, &values, is_runtime);
        self.note_element(name, arguments, &values);
        // `toRefs(state)`: through the references, any field may get another value.
        if let Some(of) = values.first()
            && natives::REFERENCES.contains(&self.facts.strings.get(name))
        {
            let except = self.exclusion(Vec::new());
            self.link_except(of.node, UNKNOWN, except);
        }
        if callee == NOTHING || callee == NUMBER {
            return UNKNOWN;
        }
        let how = spread_from(arguments).map_or(Calling::Plain, Calling::Spread);
        let (arguments, how) = self.passed(values, how);
        let to = self.node();
        self.flow(Flow::Call { callee, this, arguments, to, how, name, is_native: false });
        to
    }

    /// Evaluates arguments; a spread adds its elements at its position.
    pub(super) fn values(&mut self, arguments: &[ArgumentNode<'_>]) -> Vec<Argument> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let span = self.bounds(argument.span());
            let node = match argument {
                ArgumentNode::SpreadElement(spread) => {
                    let array = self.expression(&spread.argument);
                    self.load(array, Key::Any, NO_SITE)
                }
                argument => match argument.as_expression().map(Expression::get_inner_expression) {
                    // Bundlers number their modules.
                    Some(Expression::NumericLiteral(number)) if arguments.len() == 1 => {
                        self.text(&number.value.to_string())
                    }
                    Some(expression) => {
                        self.is_called_once = is_function(expression);
                        self.argument_value(expression)
                    }
                    None => NOTHING,
                },
            };
            values.push(Argument { node, span });
        }
        values
    }

    fn member_call(&mut self, call: &CallExpression<'_>, member: &MemberExpression<'_>) -> Node {
        let method = member.static_property_name();
        if let Some(result) = self.recognised_call(call, member, method) {
            return result;
        }
        let indirect = matches!(method, Some("call" | "apply"));
        let position = if indirect { Position::Called } else { Position::Named };
        let base = self.expression_at(member.object(), position);
        let values = self.values(&call.arguments);
        self.note_bundle(&call.arguments, &values, false);
        let name = method.map_or(self.words.empty, |method| self.intern(method));
        self.note_element(name, &call.arguments, &values);
        if self.note_filling(method, call, &values) {
            return UNKNOWN;
        }
        if let Some(result) = self.indirect_member_call(call, member, method, &values) {
            return result;
        }
        self.note_callbacks(call, method, base, &values);
        if let ("then" | "catch" | "finally", NOTHING) = (method.unwrap_or_default(), base) {
            // It does not matter when the callback runs: the call yields its result.
            let waiting = self.node();
            return self.library_call(waiting, method.unwrap_or_default(), &values);
        }
        if base == NOTHING || base == NUMBER {
            // A method of a regular expression, a number or a boolean.
            return UNKNOWN;
        }
        let method = method.or_else(|| is_iterator_member(member).then_some("values"));
        let library = self.method_of_library(base, method, &call.arguments, &values);
        let callee = self.member_of(base, member, Position::Called);
        if callee == NOTHING || callee == NUMBER {
            return library;
        }
        let own = self.node();
        let how = spread_from(&call.arguments).map_or(Calling::Plain, Calling::Spread);
        let (arguments, how) = self.passed(values.iter().copied(), how);
        let is_native = method.is_some_and(natives::is_native);
        self.flow(Flow::Call { callee, this: base, arguments, to: own, how, name, is_native });
        // A method of this name that the program has may return anything; that of the language
        // returns a number.
        if library == NUMBER {
            let known = self.work(Operation::Known, own);
            self.copy(NUMBER, known);
            return known;
        }
        self.either(library, own)
    }

    /// A call that its text alone explains: `Object.keys(…)` and the like, `['a', 'b'].join('')`, a
    /// bundler's definition of exports.
    fn recognised_call(
        &mut self,
        call: &CallExpression<'_>,
        member: &MemberExpression<'_>,
        method: Option<&str>,
    ) -> Option<Node> {
        if let Some(object) = member.object().get_inner_expression().get_identifier_reference()
            && let Some(object) = self.free_name(object)
            && let Some(method) = method
            && let Some(result) = self.static_call(object, method, call)
        {
            return Some(result);
        }
        if method == Some("join")
            && let Some(text) = joined_literals(member.object(), &call.arguments)
        {
            return Some(self.text(&text));
        }
        if method == Some("d") && self.define_exports(call) {
            return Some(NOTHING);
        }
        None
    }

    /// What the platform's runtime does with the arguments: `setData` writes paths, `nextTick`
    /// calls its first argument.
    fn note_callbacks(
        &mut self,
        call: &CallExpression<'_>,
        method: Option<&str>,
        base: Node,
        values: &[Argument],
    ) {
        if let (Some("setData"), [ArgumentNode::ObjectExpression(patch), ..]) =
            (method, call.arguments.as_slice())
        {
            self.set_paths(base, patch);
        }
        self.note_instance(call, method, base, values);
        if method == Some("nextTick") {
            let given: Vec<Node> = values.iter().skip(1).map(|argument| argument.node).collect();
            self.call_back(values.first().map_or(NOTHING, |argument| argument.node), &given);
        }
    }

    /// The result of a method of the language's library, such as those of strings and arrays.
    fn method_of_library(
        &mut self,
        base: Node,
        method: Option<&str>,
        arguments: &[ArgumentNode<'_>],
        values: &[Argument],
    ) -> Node {
        let known = method.and_then(|method| self.text_call(base, method, arguments));
        match (known, method) {
            // Arrays have `slice` as well.
            (Some(text), Some("slice")) => {
                let element = self.load(base, Key::Any, NO_SITE);
                let array = self.array_of(element);
                self.either(text, array)
            }
            (Some(text), _) => text,
            (None, Some(method)) => match spread_from(arguments) {
                Some(from) => {
                    let values = repeated(values, from, |argument| *argument);
                    self.library_call(base, method, &values)
                }
                None => self.library_call(base, method, values),
            },
            (None, None) => NOTHING,
        }
    }

    /// A framework's runtime calls a hook that fills an object with the host's members. The hook is
    /// recognised by its name.
    fn note_filling(
        &mut self,
        method: Option<&str>,
        call: &CallExpression<'_>,
        values: &[Argument],
    ) -> bool {
        let (Some("call"), [ArgumentNode::StringLiteral(hook), _, ..]) =
            (method, call.arguments.as_slice())
        else {
            return false;
        };
        if self.hosts.filling_hooks.iter().any(|known| known == hook.value.as_str())
            && let Some(host) = self.hosts.globals.first()
        {
            let host = Key::Name(self.intern(&host.name));
            let host = self.load(super::GLOBAL, host, NO_SITE);
            self.link(values[1].node, host);
            return true;
        }
        false
    }

    pub(super) fn new_object(&mut self, new: &NewExpression<'_>) -> Node {
        let free = new
            .callee
            .get_identifier_reference()
            .and_then(|identifier| self.free_name(identifier))
            .map(str::to_owned);
        if let Some(map @ ("Map" | "WeakMap")) = free.as_deref() {
            return self.map_of(new.arguments.first(), map == "Map");
        }
        let callee = self.expression_at(&new.callee, Position::Called);
        let values = self.values(&new.arguments);
        let value = |at: usize| values.get(at).map_or(NOTHING, |argument| argument.node);
        match free.as_deref() {
            Some("Proxy") => {
                let object = self.object();
                self.flow(Flow::Proxy { target: value(0), handler: value(1), object });
                return self.object_node(object);
            }
            Some("Promise") => return self.promise(value(0)),
            Some("Set" | "WeakSet") => {
                let element = self.load(value(0), Key::Any, NO_SITE);
                return self.array_of(element);
            }
            Some("Array") => {
                let array = self.array_of(NOTHING);
                for argument in &values {
                    self.store(array, Key::Any, argument.node);
                }
                return array;
            }
            Some("WeakRef") => return self.array_of(value(0)),
            Some(name) if natives::ERRORS.contains(&name) => {
                let error = self.derived(value(1));
                // `AggregateError` has a list of errors.
                let key = Key::Name(self.intern("errors"));
                self.store(error, key, value(0));
                return error;
            }
            Some(name) if natives::PURE_FUNCTIONS.contains(&name) => return UNKNOWN,
            _ => {}
        }
        if callee == NOTHING || callee == NUMBER {
            return UNKNOWN;
        }
        let name = match new.callee.get_identifier_reference() {
            Some(identifier) => self.intern(identifier.name.as_str()),
            None => self.words.empty,
        };
        let how =
            if spread_from(&new.arguments).is_some() { Calling::NewSpread } else { Calling::New };
        let (arguments, how) = self.passed(values, how);
        let to = self.node();
        self.flow(Flow::Call { callee, this: to, arguments, to, how, name, is_native: false });
        to
    }

    /// `new Promise((resolve) => resolve(x))` is represented by `x`: awaiting it yields `x`.
    fn promise(&mut self, executor: Node) -> Node {
        let (resolve, result) = self.resolver();
        let reject = self.rejecter();
        self.call_back(executor, &[resolve, reject]);
        result
    }

    /// The function that resolves a promise, and the node of the value that it is resolved with.
    pub(super) fn resolver(&mut self) -> (Node, Node) {
        let (resolve, parameter, result) = (self.function(), self.node(), self.node());
        self.facts.functions[resolve as usize].parameters.push(parameter);
        self.copy(parameter, result);
        (self.function_seed(resolve), result)
    }

    /// The function that rejects a promise.
    pub(super) fn rejecter(&mut self) -> Node {
        let (reject, parameter) = (self.function(), self.node());
        self.facts.functions[reject as usize].parameters.push(parameter);
        self.copy(parameter, THROWN);
        self.function_seed(reject)
    }
}

/// `list[Symbol.iterator]`
fn is_iterator_member(member: &MemberExpression<'_>) -> bool {
    matches!(member, MemberExpression::ComputedMemberExpression(member) if is_iterator_symbol(&member.expression))
}

/// `Function('return this')` and the same with `new`.
fn returns_this(callee: &Expression<'_>) -> bool {
    let (callee, arguments) = match callee {
        Expression::CallExpression(call) => (&call.callee, &call.arguments),
        Expression::NewExpression(new) => (&new.callee, &new.arguments),
        _ => return false,
    };
    let is_function = callee.get_identifier_reference().is_some_and(|name| name.name == "Function");
    let body = match arguments.as_slice() {
        [ArgumentNode::StringLiteral(body)] => body.value.as_str(),
        _ => return false,
    };
    is_function && body.trim().trim_end_matches(';') == "return this"
}

/// The member expression that is called, also within an optional chain.
fn member_of<'e, 'a>(callee: &'e Expression<'a>) -> Option<&'e MemberExpression<'a>> {
    match callee {
        Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
        callee => callee.as_member_expression(),
    }
}

/// The name in `(0, module.name)(…)`, the form in which compilers call imported functions.
fn detached_name<'e>(callee: &'e Expression<'_>) -> Option<&'e str> {
    let Expression::SequenceExpression(sequence) = callee else {
        return None;
    };
    match sequence.expressions.last()?.get_inner_expression() {
        Expression::Identifier(identifier) => Some(identifier.name.as_str()),
        last => last.as_member_expression()?.static_property_name(),
    }
}

/// `['w', 'x'].join('')`: bundlers obfuscate names in this way.
fn joined_literals(array: &Expression<'_>, arguments: &[ArgumentNode<'_>]) -> Option<String> {
    let Expression::ArrayExpression(array) = array.get_inner_expression() else {
        return None;
    };
    let separator = match arguments {
        [] => ",",
        [ArgumentNode::StringLiteral(separator)] => separator.value.as_str(),
        _ => return None,
    };
    let parts: Option<Vec<&str>> = array
        .elements
        .iter()
        .map(|element| match element.as_expression() {
            Some(Expression::StringLiteral(text)) => Some(text.value.as_str()),
            _ => None,
        })
        .collect();
    Some(parts?.join(separator))
}
