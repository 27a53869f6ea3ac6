//! Calls: who is called with what.

use oxc_ast::ast::{Argument as ArgumentNode, CallExpression, Expression, MemberExpression, NewExpression};
use oxc_span::GetSpan;

use super::{
    Argument, Calling, Flow, Key, NO_SITE, NOTHING, NUMBER, Node, Sym,
    builder::{Builder, Position, bounds},
};

impl Builder<'_> {
    pub(super) fn call(&mut self, call: &CallExpression<'_>) -> Node {
        match call.callee.get_inner_expression() {
            Expression::Identifier(identifier) => {
                if let Some(name) = self.free_name(identifier)
                    && let Some(result) = self.global_call(name, call)
                {
                    return result;
                }
                if let Some(symbol) = self.variable(identifier) {
                    if let Some((object, method)) = self.library.get(&symbol).cloned()
                        && let Some(result) = self.static_call(&object, &method, call)
                    {
                        return result;
                    }
                    if self.exports_getters(call) {
                        return NOTHING;
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
                let callee = self.expression_at(&call.callee, Position::Called);
                let name = detached_name(inner).unwrap_or_default();
                let name = self.intern(name);
                self.plain_call(callee, NOTHING, &call.arguments, name)
            }
        }
    }

    pub(super) fn plain_call(&mut self, callee: Node, this: Node, arguments: &[ArgumentNode<'_>], name: Sym) -> Node {
        let values = self.values(arguments);
        self.note_bundle(arguments, &values);
        self.note_element(name, arguments, &values);
        if callee == NOTHING {
            return NOTHING;
        }
        let arguments = self.arguments(values);
        let to = self.node();
        self.flow(Flow::Call { callee, this, arguments, to, how: Calling::Plain, name });
        to
    }

    /// Evaluates arguments; a spread gives its elements to the place where it stands.
    fn values(&mut self, arguments: &[ArgumentNode<'_>]) -> Vec<Argument> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let span = bounds(argument.span());
            let node = match argument {
                ArgumentNode::SpreadElement(spread) => {
                    let array = self.expression(&spread.argument);
                    self.load(array, Key::Any, NO_SITE)
                }
                argument => match argument.as_expression().map(Expression::get_inner_expression) {
                    // Bundlers number their modules.
                    Some(Expression::NumericLiteral(number)) if arguments.len() == 1 => self.text(&number.value.to_string()),
                    Some(expression) => self.expression(expression),
                    None => NOTHING,
                },
            };
            values.push(Argument { node, span });
        }
        values
    }

    fn member_call(&mut self, call: &CallExpression<'_>, member: &MemberExpression<'_>) -> Node {
        let method = member.static_property_name();
        if let Some(object) = member.object().get_inner_expression().get_identifier_reference()
            && let Some(object) = self.free_name(object)
            && let Some(method) = method
            && let Some(result) = self.static_call(object, method, call)
        {
            return result;
        }
        if method == Some("join")
            && let Some(text) = joined_literals(member.object(), &call.arguments)
        {
            return self.text(&text);
        }
        if method == Some("d") && self.define_exports(call) {
            return NOTHING;
        }
        let indirect = matches!(method, Some("call" | "apply"));
        let position = if indirect { Position::Called } else { Position::Named };
        let base = self.expression_at(member.object(), position);
        let values = self.values(&call.arguments);
        self.note_bundle(&call.arguments, &values);
        let name = method.map_or(self.words.empty, |method| self.intern(method));
        self.note_element(name, &call.arguments, &values);
        self.note_filling(method, call, &values);
        // `[].slice.call(…)`, `Array.prototype.map.call(…)`
        if let (Some("call"), Some(method), Some((first, rest))) = (method, borrowed(member.object()), values.split_first()) {
            return self.library_call(first.node, method, rest);
        }
        if let Some(method) = method
            && matches!(method, "then" | "catch" | "finally")
            && base == NOTHING
        {
            // Whatever it waits for, the callback's result goes on.
            let waiting = self.node();
            return self.library_call(waiting, method, &values);
        }
        let known = method.and_then(|method| self.text_call(base, method, &call.arguments));
        let library = known.unwrap_or_else(|| method.map_or(NOTHING, |method| self.library_call(base, method, &values)));
        let callee = self.member_of(base, member, Position::Called);
        if callee == NOTHING || callee == NUMBER {
            return library;
        }
        let own = self.node();
        let arguments = self.arguments(values.iter().copied());
        self.flow(Flow::Call { callee, this: base, arguments, to: own, how: Calling::Plain, name });
        if matches!(method, Some("indexOf" | "lastIndexOf" | "charCodeAt" | "codePointAt")) {
            NUMBER
        } else {
            self.either(library, own)
        }
    }

    /// A framework's runtime asks for an object to be filled with the host's members; whoever does it is found by an event's name.
    fn note_filling(&mut self, method: Option<&str>, call: &CallExpression<'_>, values: &[Argument]) {
        let (Some("call"), [ArgumentNode::StringLiteral(hook), _, ..]) = (method, call.arguments.as_slice()) else {
            return;
        };
        if self.hosts.filling_hooks.iter().any(|known| known == hook.value.as_str())
            && let Some(host) = self.hosts.globals.first()
        {
            let host = Key::Name(self.intern(&host.name));
            let host = self.load(super::GLOBAL, host, NO_SITE);
            self.link(values[1].node, host);
        }
    }

    /// `f.call(…)`, `f.apply(…)`, `f.bind(…)`.
    pub(super) fn indirect_call(&mut self, callee: Node, method: &str, values: &[Argument]) -> Node {
        let this = values.first().map_or(NOTHING, |argument| argument.node);
        let rest = values.get(1..).unwrap_or_default();
        let how = match method {
            "call" => Calling::Plain,
            "apply" => Calling::Apply,
            _ => Calling::Bind,
        };
        let arguments = self.arguments(rest.iter().copied());
        let to = self.node();
        let name = self.words.empty;
        self.flow(Flow::Call { callee, this, arguments, to, how, name });
        if how == Calling::Bind {
            self.copy(callee, to);
        }
        to
    }

    pub(super) fn new_object(&mut self, new: &NewExpression<'_>) -> Node {
        let free = new.callee.get_identifier_reference().and_then(|identifier| self.free_name(identifier)).map(str::to_owned);
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
            Some("Set") => return value(0),
            Some("Map" | "WeakMap") => {
                let map = self.object_of_entries(value(0));
                // Loops over it get its entries.
                let entry = self.load(value(0), Key::Any, NO_SITE);
                self.store(map, Key::Any, entry);
                return map;
            }
            _ => {}
        }
        if callee == NOTHING {
            return NOTHING;
        }
        let name = match new.callee.get_identifier_reference() {
            Some(identifier) => self.intern(identifier.name.as_str()),
            None => self.words.empty,
        };
        let arguments = self.arguments(values);
        let to = self.node();
        self.flow(Flow::Call { callee, this: to, arguments, to, how: Calling::New, name });
        to
    }

    /// `new Promise((resolve) => resolve(x))` is `x`: awaiting yields it.
    fn promise(&mut self, executor: Node) -> Node {
        let resolve = self.function();
        let (parameter, result) = (self.node(), self.node());
        let facts = &mut self.facts.functions[resolve as usize];
        facts.parameters.push(parameter);
        let resolve = self.function_seed(resolve);
        self.call_back(executor, &[resolve]);
        self.copy(parameter, result);
        result
    }

    /// Notes the tables of module functions that bundlers hand to a call: `(…).push([["chunk"], { id: function … }])` and
    /// `(function (modules) { … })([function …])`.
    fn note_bundle(&mut self, arguments: &[ArgumentNode<'_>], values: &[Argument]) {
        for (argument, value) in arguments.iter().zip(values) {
            match argument.as_expression().map(Expression::get_inner_expression) {
                Some(Expression::ArrayExpression(array)) => {
                    if array.elements.len() >= 2
                        && let Some(second) = array.elements[1].as_expression()
                        && is_module_table(second)
                    {
                        let key = Key::Name(self.intern("1"));
                        let table = self.load(value.node, key, NO_SITE);
                        self.flow(Flow::Bundle { table, is_chunk: true });
                    } else if array.elements.iter().all(|element| element.as_expression().is_none_or(is_module_function))
                        && !array.elements.is_empty()
                    {
                        self.flow(Flow::Bundle { table: value.node, is_chunk: false });
                    }
                }
                Some(expression) if is_module_table(expression) => self.flow(Flow::Bundle { table: value.node, is_chunk: false }),
                _ => {}
            }
        }
    }
}

/// The method in `[].slice` and `Array.prototype.slice`.
fn borrowed<'e>(function: &'e Expression<'_>) -> Option<&'e str> {
    let member = function.get_inner_expression().as_member_expression()?;
    let is_library = match member.object().get_inner_expression() {
        Expression::ArrayExpression(array) => array.elements.is_empty(),
        object => {
            let prototype = object.as_member_expression()?;
            prototype.static_property_name() == Some("prototype")
                && prototype
                    .object()
                    .get_identifier_reference()
                    .is_some_and(|name| matches!(name.name.as_str(), "Array" | "String"))
        }
    };
    member.static_property_name().filter(|_| is_library)
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

/// The member expression that is called, also inside an optional chain.
fn member_of<'e, 'a>(callee: &'e Expression<'a>) -> Option<&'e MemberExpression<'a>> {
    match callee {
        Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
        callee => callee.as_member_expression(),
    }
}

/// The name in `(0, module.name)(…)`, as compilers call what they import.
fn detached_name<'e>(callee: &'e Expression<'_>) -> Option<&'e str> {
    let Expression::SequenceExpression(sequence) = callee else {
        return None;
    };
    match sequence.expressions.last()?.get_inner_expression() {
        Expression::Identifier(identifier) => Some(identifier.name.as_str()),
        last => last.as_member_expression()?.static_property_name(),
    }
}

/// `{ "id": function (module, exports, require) { … }, … }`
fn is_module_table(expression: &Expression<'_>) -> bool {
    let Expression::ObjectExpression(object) = expression.get_inner_expression() else {
        return false;
    };
    !object.properties.is_empty()
        && object.properties.iter().all(|property| {
            property.as_property().is_some_and(|property| !property.method && is_module_function(&property.value))
        })
}

fn is_module_function(expression: &Expression<'_>) -> bool {
    match expression.get_inner_expression() {
        Expression::FunctionExpression(function) => function.params.items.len() <= 3 && !function.r#async,
        Expression::ArrowFunctionExpression(arrow) => arrow.params.items.len() <= 3 && !arrow.r#async,
        _ => false,
    }
}

/// `['w', 'x'].join('')`: bundlers hide names like this.
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
