//! What the language's own library does with values.

use oxc_ast::ast::{Argument as ArgumentNode, ArrowFunctionBody, CallExpression, Expression, ObjectPropertyKind};

use super::{
    Argument, Key, NO_SITE, NOTHING, NUMBER, Node, Operation,
    builder::{Builder, Position},
};

impl Builder<'_> {
    /// A call of a free name with a meaning of its own; `None` when it has none.
    pub(super) fn global_call(&mut self, name: &str, call: &CallExpression<'_>) -> Option<Node> {
        match (name, call.arguments.as_slice()) {
            ("require" | "requirePlugin" | "requireMiniProgram", [ArgumentNode::StringLiteral(specifier), ..]) => {
                (name == "require").then(|| self.import(specifier.value.as_str())).or(Some(NOTHING))
            }
            ("getApp", _) => Some(self.app()),
            ("Symbol", _) => Some(self.symbol_call(call)),
            ("parseInt" | "parseFloat" | "Number", [_, ..]) => {
                for argument in &call.arguments {
                    argument.as_expression().map(|argument| self.expression(argument));
                }
                Some(NUMBER)
            }
            (
                "App" | "Page" | "Component" | "Behavior" | "ComponentWithStore" | "defineComponent" | "createPage"
                | "createComponent",
                [options, ..],
            ) => {
                let options = options.as_expression().map_or(NOTHING, |options| self.expression(options));
                self.facts.options.push(options);
                self.mix_in(options);
                if name == "App" {
                    let key = Key::Name(self.intern(APP));
                    self.store(super::GLOBAL, key, options);
                }
                Some(options)
            }
            (
                "String" | "Object" | "ref" | "shallowRef" | "reactive" | "shallowReactive" | "markRaw" | "toRaw" | "useRef",
                [value, ..],
            ) => {
                let value = value.as_expression().map_or(NOTHING, |value| self.expression(value));
                let boxed = matches!(name, "ref" | "shallowRef" | "useRef");
                Some(if boxed { self.reference_to(value) } else { value })
            }
            // Helpers of compilers that stand in a file of their own.
            ("__importStar" | "__importDefault" | "_interopRequireWildcard" | "_interopRequireDefault" | "resolve", [value]) => {
                let value = value.as_expression().map_or(NOTHING, |value| self.expression(value));
                Some(value)
            }
            _ => None,
        }
    }

    /// The methods of behaviours are the component's own.
    fn mix_in(&mut self, options: Node) {
        for name in ["behaviors", "mixins"] {
            let list = self.load_name(options, name);
            let mixed = self.load(list, Key::Any, NO_SITE);
            let methods = self.load_name(mixed, "methods");
            self.link(options, mixed);
            self.link(options, methods);
        }
    }

    fn app(&mut self) -> Node {
        let key = Key::Name(self.intern(APP));
        self.load(super::GLOBAL, key, NO_SITE)
    }

    /// An object that holds one value: `.value`, `.current`.
    fn reference_to(&mut self, value: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        for field in ["value", "current"] {
            let key = Key::Name(self.intern(field));
            self.store(node, key, value);
        }
        node
    }

    /// A call of a member of a free name: `Object.keys(…)`; `None` when it has no meaning of its own.
    pub(super) fn static_call(&mut self, object: &str, method: &str, call: &CallExpression<'_>) -> Option<Node> {
        let known = matches!(
            (object, method),
            (
                "Object",
                "keys"
                    | "getOwnPropertyNames"
                    | "getOwnPropertyDescriptors"
                    | "values"
                    | "entries"
                    | "assign"
                    | "create"
                    | "freeze"
                    | "seal"
                    | "fromEntries"
                    | "defineProperty"
                    | "defineProperties"
                    | "setPrototypeOf"
            ) | ("Reflect", "get" | "apply" | "ownKeys" | "construct")
                | ("Promise", "resolve" | "all" | "allSettled" | "race" | "any")
                | ("Array", "from" | "of")
                | ("require", "async")
        );
        if !known {
            return None;
        }
        if let ("require", [ArgumentNode::StringLiteral(specifier), ..]) = (object, call.arguments.as_slice()) {
            return Some(self.import(specifier.value.as_str()));
        }
        let mut values = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let position = if method == "apply" { Position::Called } else { Position::Named };
            values.push(match argument {
                ArgumentNode::SpreadElement(spread) => {
                    let array = self.expression(&spread.argument);
                    self.load(array, Key::Any, NO_SITE)
                }
                argument => argument.as_expression().map_or(NOTHING, |expression| self.expression_at(expression, position)),
            });
        }
        let value = |at: usize| values.get(at).copied().unwrap_or(NOTHING);
        Some(match (object, method) {
            ("Object", "keys" | "getOwnPropertyNames") | ("Reflect", "ownKeys") => self.array_of_keys(value(0)),
            ("Object", "values") => self.array_of_values(value(0)),
            ("Object", "entries") => self.array_of_entries(value(0)),
            ("Object", "assign") => {
                let is_prototype = call.arguments.first().is_some_and(is_prototype);
                for &from in values.get(1..).unwrap_or_default() {
                    self.link(value(0), from);
                    if is_prototype {
                        // `this` in the methods given is an instance.
                        self.link(from, value(0));
                    }
                }
                value(0)
            }
            ("Object", "create" | "setPrototypeOf") => self.derived(value(0)),
            ("Object", "fromEntries") => self.object_of_entries(value(0)),
            ("Object", "defineProperties") => {
                self.define_properties(value(0), value(1), call.arguments.get(1));
                value(0)
            }
            ("Promise", "race" | "any") => self.load(value(0), Key::Any, NO_SITE),
            ("Promise", "allSettled") => {
                let element = self.load(value(0), Key::Any, NO_SITE);
                let settled = self.reference_to(element);
                self.array_of(settled)
            }
            ("Array", "from") if value(1) != NOTHING => {
                let element = self.load(value(0), Key::Any, NO_SITE);
                let result = self.call_back(value(1), &[element]);
                self.array_of(result)
            }
            ("Array", "of") => {
                let array = self.array_of(NOTHING);
                for value in values {
                    self.store(array, Key::Any, value);
                }
                array
            }
            ("Object", "defineProperty") => self.define_property(value(0), call.arguments.get(1), value(2)),
            ("Reflect", "get") => {
                let key = call.arguments.get(1).and_then(ArgumentNode::as_expression);
                let key = key.map_or(Key::Any, |key| self.computed_key(key));
                let site = self.site_for(key, call.span, Position::Named, false);
                self.load(value(0), key, site)
            }
            ("Reflect", "apply") => {
                let arguments = [value(1), value(2)].map(|node| Argument { node, span: (0, 0) });
                self.indirect_call(value(0), "apply", &arguments)
            }
            ("Reflect", "construct") => NOTHING,
            _ => value(0),
        })
    }

    pub(super) fn array_of(&mut self, element: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        self.store(node, Key::Any, element);
        node
    }

    fn array_of_keys(&mut self, base: Node) -> Node {
        let keys = self.keys(base);
        self.array_of(keys)
    }

    fn array_of_values(&mut self, base: Node) -> Node {
        let values = self.load(base, Key::Any, NO_SITE);
        self.array_of(values)
    }

    fn array_of_entries(&mut self, base: Node) -> Node {
        let (keys, values) = (self.keys(base), self.load(base, Key::Any, NO_SITE));
        let pair = self.object();
        let pair = self.object_node(pair);
        for (at, value) in [keys, values].into_iter().enumerate() {
            let key = Key::Name(self.intern(&at.to_string()));
            self.store(pair, key, value);
        }
        self.array_of(pair)
    }

    /// An object that lacks nothing that `from` has.
    fn derived(&mut self, from: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        self.link(node, from);
        node
    }

    pub(super) fn object_of_entries(&mut self, entries: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        let entry = self.load(entries, Key::Any, NO_SITE);
        let (key, value) = (self.load_name(entry, "0"), self.load_name(entry, "1"));
        let value = if value == NOTHING { key } else { value };
        if key != NOTHING {
            self.store(node, Key::Node(key), value);
        }
        node
    }

    fn define_properties(&mut self, object: Node, descriptors: Node, written: Option<&ArgumentNode<'_>>) {
        let Some(ArgumentNode::ObjectExpression(_)) = written else {
            // `Object.getOwnPropertyDescriptors(x)` is taken for `x`.
            self.link(object, descriptors);
            return;
        };
        let names = self.keys(descriptors);
        let descriptor = self.load(descriptors, Key::Node(names), NO_SITE);
        let (value, getter) = (self.load_name(descriptor, "value"), self.load_name(descriptor, "get"));
        let got = self.call_back(getter, &[]);
        let either = self.either(value, got);
        self.store(object, Key::Node(names), either);
    }

    fn define_property(&mut self, object: Node, key: Option<&ArgumentNode<'_>>, descriptor: Node) -> Node {
        let key = key.and_then(ArgumentNode::as_expression).map_or(Key::Any, |key| self.computed_key(key));
        let (value, getter) = (self.load_name(descriptor, "value"), self.load_name(descriptor, "get"));
        let got = self.call_back(getter, &[]);
        let either = self.either(value, got);
        self.store(object, key, either);
        object
    }

    /// What a method of the language's library yields, should the object be of the language; [`NOTHING`] when unknown.
    pub(super) fn library_call(&mut self, base: Node, method: &str, values: &[Argument]) -> Node {
        if base == NOTHING || base == NUMBER {
            return NOTHING;
        }
        let value = |at: usize| values.get(at).map_or(NOTHING, |argument| argument.node);
        match method {
            "call" | "apply" | "bind" => self.indirect_call(base, method, values),
            "forEach" | "some" | "every" | "filter" | "find" | "findIndex" | "map" | "flatMap" => {
                let element = self.load(base, Key::Any, NO_SITE);
                let result = self.call_back(value(0), &[element, NOTHING, base]);
                match method {
                    "map" | "flatMap" => self.array_of(result),
                    "filter" => base,
                    "find" => element,
                    _ => NOTHING,
                }
            }
            "reduce" | "reduceRight" => self.reduce(base, value(0), value(1)),
            "then" | "catch" | "finally" => {
                let result = self.call_back(value(0), &[base]);
                if method == "then" { result } else { base }
            }
            "push" | "unshift" | "add" => {
                for argument in values {
                    self.store(base, Key::Any, argument.node);
                }
                NOTHING
            }
            "concat" => {
                let joined: Vec<Node> = std::iter::once(base).chain(values.iter().map(|argument| argument.node)).collect();
                let text = self.join(&joined);
                for argument in values {
                    let element = self.load(argument.node, Key::Any, NO_SITE);
                    self.store(base, Key::Any, element);
                }
                let array = self.work(Operation::NoText, base);
                self.either(text, array)
            }
            "pop" | "shift" | "at" => self.load(base, Key::Any, NO_SITE),
            "slice" => self.work(Operation::NoText, base),
            "flat" => {
                let element = self.load(base, Key::Any, NO_SITE);
                let inner = self.load(element, Key::Any, NO_SITE);
                let either = self.either(element, inner);
                self.array_of(either)
            }
            // An iterator.
            "next" => {
                let element = self.load(base, Key::Any, NO_SITE);
                self.reference_to(element)
            }
            "keys" => self.array_of_keys(base),
            "reverse" | "sort" | "toString" | "valueOf" | "entries" | "values" => base,
            "setData" => {
                let data = self.load_name(base, "data");
                self.link(data, value(0));
                NOTHING
            }
            "set" => {
                if value(0) != NOTHING {
                    self.store(base, Key::Node(value(0)), value(1));
                }
                base
            }
            "get" if value(0) != NOTHING => self.load(base, Key::Node(value(0)), NO_SITE),
            "__importStar" | "__importDefault" => value(0),
            "__exportStar" => {
                self.link(value(1), value(0));
                NOTHING
            }
            // `require.d(exports, "name", function () { return value })`
            "d" => {
                let result = self.call_back(value(2), &[]);
                if value(1) != NOTHING {
                    self.store(value(0), Key::Node(value(1)), result);
                }
                NOTHING
            }
            _ => NOTHING,
        }
    }

    fn reduce(&mut self, base: Node, callback: Node, initial: Node) -> Node {
        if callback == NOTHING {
            return NOTHING;
        }
        let element = self.load(base, Key::Any, NO_SITE);
        let sum = self.node();
        self.copy(initial, sum);
        let result = self.call_back(callback, &[sum, element]);
        self.copy(result, sum);
        sum
    }

    /// The getters of `require.d(exports, { name: function () { … } })`; false when the call is no such thing.
    pub(super) fn define_exports(&mut self, call: &CallExpression<'_>) -> bool {
        let [exports, ArgumentNode::ObjectExpression(getters)] = call.arguments.as_slice() else {
            return false;
        };
        let Some(exports) = exports.as_expression() else {
            return false;
        };
        let exports = self.expression(exports);
        for property in getters.properties.iter().filter_map(|property| property.as_property()) {
            if !matches!(property.value, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)) {
                continue;
            }
            let key = self.property_key(&property.key, property.computed);
            let getter = self.expression(&property.value);
            let value = self.call_back(getter, &[]);
            self.store(exports, key, value);
        }
        true
    }
}

impl Builder<'_> {
    /// `export(target, { a: () => b })`, as bundlers give a module its exports; false when the call is no such thing.
    pub(super) fn exports_getters(&mut self, call: &CallExpression<'_>) -> bool {
        let [_, ArgumentNode::ObjectExpression(getters)] = call.arguments.as_slice() else {
            return false;
        };
        let is_getter = |property: &ObjectPropertyKind<'_>| match property {
            ObjectPropertyKind::ObjectProperty(property) => match &property.value {
                Expression::ArrowFunctionExpression(arrow) => {
                    arrow.params.items.is_empty() && matches!(&arrow.body, ArrowFunctionBody::Identifier(_))
                }
                _ => false,
            },
            ObjectPropertyKind::SpreadProperty(_) => false,
        };
        !getters.properties.is_empty() && getters.properties.iter().all(is_getter) && self.define_exports(call)
    }
}

/// `X.prototype`
fn is_prototype(argument: &ArgumentNode<'_>) -> bool {
    let member = argument.as_expression().and_then(|target| target.get_inner_expression().as_member_expression());
    member.is_some_and(|member| member.static_property_name() == Some("prototype"))
}

/// The field of the global object that holds the program's `App`; no free name can be spelled like it.
const APP: &str = "%app";
