//! Static methods of the language's built-in objects: `Object.assign`, `Reflect.get`,
//! `Promise.all`.

use oxc::{
    ast::ast::{Argument as ArgumentNode, CallExpression, Expression, ObjectExpression},
    span::Span,
};

use super::{
    Argument, Calling, Flow, Key, ModuleSym, NO_SITE, NO_SPAN, NOTHING, NUMBER, Node, Operation,
    THROWN,
    builder::{Builder, Position},
    indirect::{repeated, spread_from},
    natives,
};

impl Builder<'_> {
    /// A call of a member of a free name, such as `Object.keys(…)`; `None` if it has no known
    /// effect.
    pub(super) fn static_call(
        &mut self,
        object: &str,
        method: &str,
        call: &CallExpression<'_>,
    ) -> Option<Node> {
        if let Some(result) = natives::pure_result(object) {
            self.evaluated(call);
            return Some(result);
        }
        if let ("require", "async", [ArgumentNode::StringLiteral(specifier), ..]) =
            (object, method, call.arguments.as_slice())
        {
            return Some(self.import(specifier.value.as_str()));
        }
        if !STATIC_METHODS.contains(&(object, method)) {
            return None;
        }
        let position = if method == "apply" { Position::Called } else { Position::Named };
        let mut values = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            values.push(match argument {
                ArgumentNode::SpreadElement(spread) => {
                    let array = self.expression(&spread.argument);
                    self.load(array, Key::Any, NO_SITE)
                }
                argument => argument
                    .as_expression()
                    .map_or(NOTHING, |expression| self.expression_at(expression, position)),
            });
        }
        let span = (call.span.start, call.span.end);
        let Some(from) = spread_from(&call.arguments) else {
            let call = StaticCall { object, method, span, arguments: &call.arguments };
            return Some(self.static_effect(&call, &values));
        };
        let values = repeated(&values, from, |&value| value);
        Some(self.static_effect(&StaticCall { object, method, span, arguments: &[] }, &values))
    }

    /// Applies the effect of a static method to evaluated arguments, and returns its result.
    pub(super) fn static_effect(&mut self, call: &StaticCall<'_, '_>, values: &[Node]) -> Node {
        let method = call.method;
        match call.object {
            "Promise" => self.promise_call(method, values),
            "Reflect" => self.reflect_call(call, values),
            "Array" => self.array_call(method, values),
            "Proxy" => {
                let object = self.object();
                let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
                self.flow(Flow::Proxy { target: value(0), handler: value(1), object });
                let (proxy, pair) = (self.object_node(object), self.array_of(NOTHING));
                let key = Key::Name(self.intern("proxy"));
                self.store(pair, key, proxy);
                pair
            }
            _ => self.object_call(call, values),
        }
    }

    fn object_call(&mut self, call: &StaticCall<'_, '_>, values: &[Node]) -> Node {
        let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
        match call.method {
            "keys" | "getOwnPropertyNames" | "getOwnPropertySymbols" => {
                self.array_of_keys(value(0))
            }
            "values" => self.array_of_values(value(0), call.span()),
            "entries" => self.array_of_entries(value(0), call.span()),
            "assign" => self.assign_all(values, call),
            "create" => {
                let object = self.derived(value(0));
                if value(1) != NOTHING {
                    self.define_properties(object, value(1), call.arguments.get(1));
                }
                object
            }
            "setPrototypeOf" => {
                self.link(value(0), value(1));
                value(0)
            }
            "fromEntries" => self.object_of_entries(value(0)),
            // Each field of the result is a descriptor. If all descriptors are copied, the copy has
            // the fields of the object.
            "getOwnPropertyDescriptors" => {
                let (copy, field) =
                    (self.derived(value(0)), self.load(value(0), Key::Any, NO_SITE));
                let descriptor = self.descriptor(field);
                self.store(copy, Key::Any, descriptor);
                copy
            }
            "defineProperties" => {
                self.define_properties(value(0), value(1), call.arguments.get(1));
                value(0)
            }
            "defineProperty" => {
                let key = self.key_of_argument(call, values);
                self.define_property(value(0), key, value(2), call.descriptor())
            }
            "getOwnPropertyDescriptor" => self.descriptor_of(call, values),
            "groupBy" => {
                let element = self.load(value(0), Key::Any, NO_SITE);
                self.call_back(value(1), &[element]);
                let group = self.array_of(element);
                self.array_of(group)
            }
            "is" | "isFrozen" | "isSealed" | "isExtensible" | "hasOwn" => NOTHING,
            // `freeze`, `seal`, `preventExtensions`, `getPrototypeOf`, `getOwnPropertyDescriptors`
            // …
            _ => value(0),
        }
    }

    fn reflect_call(&mut self, call: &StaticCall<'_, '_>, values: &[Node]) -> Node {
        let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
        match call.method {
            "ownKeys" => self.array_of_keys(value(0)),
            "get" => {
                let key = self.key_of_argument(call, values);
                let site = self.site_for(key, call.span(), Position::Named, false);
                self.load(value(0), key, site)
            }
            "set" => {
                let key = self.key_of_argument(call, values);
                self.store(value(0), key, value(2));
                NOTHING
            }
            "has" | "deleteProperty" => NOTHING,
            "apply" => {
                let arguments = [value(1), value(2)].map(|node| Argument { node, span: NO_SPAN });
                self.indirect_call(value(0), "apply", &arguments)
            }
            "construct" => {
                let element = self.load(value(1), Key::Any, NO_SITE);
                let (arguments, how) =
                    self.passed([Argument { node: element, span: NO_SPAN }], Calling::NewSpread);
                let to = self.node();
                let name = self.words.empty;
                self.flow(Flow::Call {
                    callee: value(0),
                    this: to,
                    arguments,
                    to,
                    how,
                    name,
                    is_native: false,
                });
                to
            }
            "setPrototypeOf" => {
                self.link(value(0), value(1));
                NOTHING
            }
            "defineProperty" => {
                let key = self.key_of_argument(call, values);
                self.define_property(value(0), key, value(2), call.descriptor())
            }
            "getOwnPropertyDescriptor" => self.descriptor_of(call, values),
            _ => value(0),
        }
    }

    fn promise_call(&mut self, method: &str, values: &[Node]) -> Node {
        let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
        match method {
            "race" | "any" => self.load(value(0), Key::Any, NO_SITE),
            "allSettled" => {
                let element = self.load(value(0), Key::Any, NO_SITE);
                let settled = self.reference_to(element);
                let key = Key::Name(self.intern("reason"));
                self.store(settled, key, THROWN);
                self.array_of(settled)
            }
            "reject" => {
                self.copy(value(0), THROWN);
                NOTHING
            }
            "try" => self.call_back(value(0), values.get(1..).unwrap_or_default()),
            "withResolvers" => {
                let (object, promise, resolve) =
                    (self.array_of(NOTHING), self.node(), self.resolver());
                self.copy(resolve.1, promise);
                let reject = self.rejecter();
                for (name, node) in
                    [("promise", promise), ("resolve", resolve.0), ("reject", reject)]
                {
                    let key = Key::Name(self.intern(name));
                    self.store(object, key, node);
                }
                object
            }
            _ => value(0),
        }
    }

    fn array_call(&mut self, method: &str, values: &[Node]) -> Node {
        let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
        if method == "isArray" {
            return NOTHING;
        }
        if method == "of" {
            let array = self.array_of(NOTHING);
            for &value in values {
                self.store(array, Key::Any, value);
            }
            return array;
        }
        let element = self.load(value(0), Key::Any, NO_SITE);
        if value(1) == NOTHING {
            let array = self.array_of(element);
            // The elements of a string are its characters.
            let same = self.work(Operation::UnknownText, value(0));
            self.store(array, Key::Any, same);
            return array;
        }
        let result = self.call_back_on(value(1), value(2), &[element, NUMBER]);
        self.array_of(result)
    }

    /// `Object.assign(target, a, b)`: fields that `b` lists are not copied from `a`.
    fn assign_all(&mut self, values: &[Node], call: &StaticCall<'_, '_>) -> Node {
        let target = values.first().copied().unwrap_or(NOTHING);
        let is_prototype = call.arguments.first().is_some_and(is_prototype);
        // The sources are visited from the last to the first, so that the names after each are
        // collected only once.
        let mut later: Vec<ModuleSym> = Vec::new();
        for (at, &from) in values.iter().enumerate().skip(1).rev() {
            let except = self.exclusion(later.clone());
            self.link_except(target, from, except);
            if is_prototype {
                // `this` in the given methods is the instance.
                self.link(from, target);
            }
            if let Some(ArgumentNode::ObjectExpression(object)) = call.arguments.get(at) {
                later.extend(self.written_names(&object.properties));
                later.truncate(MOST_LATER);
            }
        }
        target
    }

    /// The descriptor of a field: `{ value, get }`.
    fn descriptor_of(&mut self, call: &StaticCall<'_, '_>, values: &[Node]) -> Node {
        let key = self.key_of_argument(call, values);
        let site = self.site_for(key, call.span(), Position::Named, false);
        let object = values.first().copied().unwrap_or(NOTHING);
        let value = self.load(object, key, site);
        self.descriptor(value)
    }

    /// `{ value, get }`: the getter of an accessor returns the same.
    fn descriptor(&mut self, value: Node) -> Node {
        let (descriptor, getter) = (self.reference_to(value), self.function());
        self.facts.functions[getter as usize].result = value;
        let (key, getter) = (Key::Name(self.intern("get")), self.function_seed(getter));
        self.store(descriptor, key, getter);
        descriptor
    }

    /// The field that the second argument names.
    fn key_of_argument(&mut self, call: &StaticCall<'_, '_>, values: &[Node]) -> Key {
        match (call.arguments.get(1), values.get(1)) {
            (Some(written), _) => {
                written.as_expression().map_or(Key::Any, |key| self.computed_key(key))
            }
            (None, Some(&key)) if call.arguments.is_empty() => Key::Node(key),
            (None, _) => Key::Any,
        }
    }
}

/// A call of a static method.
pub(super) struct StaticCall<'c, 'a> {
    pub(super) object: &'c str,
    pub(super) method: &'c str,
    /// The place of the accesses that the method makes.
    pub(super) span: (u32, u32),
    /// The arguments as written; none if the method is a value that is called elsewhere.
    pub(super) arguments: &'c [ArgumentNode<'a>],
}

impl<'a> StaticCall<'_, 'a> {
    /// The third argument, if it is written out.
    fn descriptor(&self) -> Option<&ObjectExpression<'a>> {
        match self.arguments.get(2)?.as_expression()?.get_inner_expression() {
            Expression::ObjectExpression(literal) => Some(literal),
            _ => None,
        }
    }

    fn span(&self) -> Span {
        Span::new(self.span.0, self.span.1)
    }
}

/// The maximum number of names in later arguments of `Object.assign` that replace those of earlier
/// ones; more are not left out of a copy.
const MOST_LATER: usize = 64;

/// `X.prototype`
fn is_prototype(argument: &ArgumentNode<'_>) -> bool {
    let member = argument
        .as_expression()
        .and_then(|target| target.get_inner_expression().as_member_expression());
    member.is_some_and(|member| member.static_property_name() == Some("prototype"))
}

/// Static methods of built-in objects whose effect is modelled.
pub(super) const STATIC_METHODS: &[(&str, &str)] = &[
    ("Object", "keys"),
    ("Object", "getOwnPropertyNames"),
    ("Object", "getOwnPropertySymbols"),
    ("Object", "getOwnPropertyDescriptors"),
    ("Object", "getOwnPropertyDescriptor"),
    ("Object", "getPrototypeOf"),
    ("Object", "values"),
    ("Object", "entries"),
    ("Object", "assign"),
    ("Object", "create"),
    ("Object", "freeze"),
    ("Object", "seal"),
    ("Object", "preventExtensions"),
    ("Object", "fromEntries"),
    ("Object", "defineProperty"),
    ("Object", "defineProperties"),
    ("Object", "setPrototypeOf"),
    ("Object", "groupBy"),
    ("Object", "is"),
    ("Object", "isFrozen"),
    ("Object", "isSealed"),
    ("Object", "isExtensible"),
    ("Object", "hasOwn"),
    ("Reflect", "get"),
    ("Reflect", "set"),
    ("Reflect", "has"),
    ("Reflect", "apply"),
    ("Reflect", "ownKeys"),
    ("Reflect", "construct"),
    ("Reflect", "defineProperty"),
    ("Reflect", "deleteProperty"),
    ("Reflect", "getOwnPropertyDescriptor"),
    ("Reflect", "getPrototypeOf"),
    ("Reflect", "setPrototypeOf"),
    ("Promise", "resolve"),
    ("Promise", "reject"),
    ("Promise", "all"),
    ("Promise", "allSettled"),
    ("Promise", "race"),
    ("Promise", "any"),
    ("Promise", "try"),
    ("Promise", "withResolvers"),
    ("Proxy", "revocable"),
    ("Array", "from"),
    ("Array", "fromAsync"),
    ("Array", "of"),
    ("Array", "isArray"),
];

/// Those of them that are newer than ECMAScript 2015, which the oldest engines of the platform
/// support: a program may replace them where they are missing.
pub(super) const LATER_METHODS: &[(&str, &str)] = &[
    ("Object", "getOwnPropertyDescriptors"),
    ("Object", "values"),
    ("Object", "entries"),
    ("Object", "fromEntries"),
    ("Object", "groupBy"),
    ("Object", "hasOwn"),
    ("Promise", "allSettled"),
    ("Promise", "any"),
    ("Promise", "try"),
    ("Promise", "withResolvers"),
    ("Array", "fromAsync"),
];
