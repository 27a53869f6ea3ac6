//! The effects of the standard library on values.

use oxc::ast::ast::{
    Argument as ArgumentNode, ArrowFunctionBody, CallExpression, Expression, ObjectExpression,
    ObjectPropertyKind,
};

use super::{
    Argument, Flow, Key, NO_SITE, NOTHING, NUMBER, Node, Operation, THROWN, UNKNOWN,
    builder::Builder,
    containers::{self, Container},
    entries::KEYS,
    indirect::{repeated, spread_from},
    module::static_text,
    natives::{self, Gives, Native, ValueSource},
};

impl Builder<'_> {
    /// A call of a free name with a known effect; `None` if the name has none.
    pub(super) fn global_call(&mut self, name: &str, call: &CallExpression<'_>) -> Option<Node> {
        match (name, call.arguments.as_slice()) {
            ("require" | "requirePlugin" | "requireMiniProgram", [first, ..])
                if first.as_expression().is_some_and(|first| static_text(first).is_some()) =>
            {
                let specifier = first.as_expression().and_then(static_text).unwrap_or_default();
                let node = if name == "require" { self.import(specifier) } else { UNKNOWN };
                // `require(path, callback, failure)` loads from sub-packages asynchronously.
                for argument in
                    call.arguments.iter().skip(1).filter_map(ArgumentNode::as_expression)
                {
                    let callback = self.expression(argument);
                    self.call_back(callback, &[node]);
                }
                Some(node)
            }
            ("getApp", _) => Some(self.free_global(APP)),
            ("getCurrentPages", _) => {
                let page = self.free_global(PAGES);
                Some(self.array_of(page))
            }
            ("Symbol", _) => Some(self.symbol_call(call)),
            (name, [_, ..]) if natives::PARSERS.contains(&name) => {
                self.evaluated(call);
                Some(NUMBER)
            }
            (name, _) if natives::PURE_FUNCTIONS.contains(&name) => {
                self.evaluated(call);
                Some(UNKNOWN)
            }
            (name, [_, ..]) if natives::INSTANTIATE.contains(&name) => {
                let options = self.evaluated(call)[0];
                self.instantiate(options, name == "App");
                if natives::DATA_IN_INSTANCE.contains(&name) {
                    let data = self.load_name(options, "data");
                    self.link(options, data);
                }
                Some(options)
            }
            (name, [_, ..]) if natives::STORES.contains(&name) => Some(self.store_of(call)),
            (name, [_, ..]) if natives::IDENTITY.contains(&name) => Some(self.evaluated(call)[0]),
            // A reference that is filled later.
            (name, []) if containers::container(name) == Some(Container::Box) => {
                Some(self.container(Container::Box, NOTHING))
            }
            (name, [_, ..]) if containers::container(name).is_some() => {
                let value = self.evaluated(call)[0];
                containers::container(name).map(|container| self.container(container, value))
            }
            (name, [_, ..]) => {
                let (_, from) = natives::CALLERS.iter().find(|(known, _)| *known == name)?;
                let values = self.evaluated(call);
                self.call_back(values[0], values.get(*from..).unwrap_or_default());
                Some(NUMBER)
            }
            _ => None,
        }
    }

    /// The arguments of a call; a spread argument represents its elements.
    pub(super) fn evaluated(&mut self, call: &CallExpression<'_>) -> Vec<Node> {
        let values = self.values(&call.arguments);
        let from = spread_from(&call.arguments).unwrap_or(u8::MAX);
        repeated(&values, from, |argument| argument.node)
    }

    /// The framework creates pages, components or the app from options.
    pub(super) fn instantiate(&mut self, options: Node, is_app: bool) {
        if options == NOTHING || options == NUMBER {
            return;
        }
        self.facts.options.push(options);
        for name in ["behaviors", "mixins"] {
            let list = self.load_name(options, name);
            let mixed = self.load(list, Key::Any, NO_SITE);
            self.link(options, mixed);
        }
        for name in natives::FLATTENED {
            let members = self.load_name(options, name);
            self.link(options, members);
        }
        self.flow(Flow::Instance { options, is_native: true });
        if is_app {
            self.keep_app(options);
        }
    }

    /// Makes the app's options available to `getApp()`.
    pub(super) fn keep_app(&mut self, options: Node) {
        let key = Key::Name(self.intern(APP));
        self.store(super::GLOBAL, key, options);
    }

    fn free_global(&mut self, name: &str) -> Node {
        let key = Key::Name(self.intern(name));
        self.load(super::GLOBAL, key, NO_SITE)
    }

    /// An object that holds one value under `.value` and `.current`.
    pub(super) fn reference_to(&mut self, value: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        for field in ["value", "current"] {
            let key = Key::Name(self.intern(field));
            self.store(node, key, value);
        }
        node
    }

    pub(super) fn array_of(&mut self, element: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        self.store(node, Key::Any, element);
        node
    }

    pub(super) fn array_of_keys(&mut self, base: Node) -> Node {
        let keys = self.keys(base);
        self.array_of(keys)
    }

    /// A new object that has every field of `from`.
    pub(super) fn derived(&mut self, from: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        self.link(node, from);
        node
    }

    pub(super) fn define_properties(
        &mut self,
        object: Node,
        descriptors: Node,
        written: Option<&ArgumentNode<'_>>,
    ) {
        if !matches!(written, Some(ArgumentNode::ObjectExpression(_))) {
            // `Object.getOwnPropertyDescriptors(x)` has the fields of `x` itself.
            self.link(object, descriptors);
        }
        let names = self.keys(descriptors);
        let descriptor = self.load(descriptors, Key::Node(names), NO_SITE);
        self.define_property(object, Key::Node(names), descriptor, None);
    }

    pub(super) fn define_property(
        &mut self,
        object: Node,
        key: Key,
        descriptor: Node,
        written: Option<&ObjectExpression<'_>>,
    ) -> Node {
        let has = |field: &str| written.is_none_or(|literal| may_have(literal, field));
        if has("value") {
            let value = self.load_name(descriptor, "value");
            self.store(object, key, value);
        }
        if has("get") {
            let getter = self.load_name(descriptor, "get");
            let got = self.call_back_on(getter, object, &[]);
            self.store(object, key, got);
        }
        if has("set") {
            let setter = self.load_name(descriptor, "set");
            let given = self.load(object, key, NO_SITE);
            self.call_if_there(setter, object, &[given]);
        }
        object
    }

    /// Applies the effect of a method of the language, in case the receiver is an object of the
    /// language, and returns its result.
    pub(super) fn library_call(&mut self, base: Node, method: &str, values: &[Argument]) -> Node {
        if base == NOTHING || base == NUMBER {
            return NOTHING;
        }
        if let Some(native) = natives::method(method) {
            return self.native_call(native, base, values);
        }
        let value = |at: usize| values.get(at).map_or(NOTHING, |argument| argument.node);
        match method {
            "call" | "apply" | "bind" => self.indirect_call(base, method, values),
            "reduce" | "reduceRight" => self.reduce(base, value(0), value(1)),
            "then" | "catch" | "finally" => self.settle(base, method, value(0), value(1)),
            "concat" => {
                let joined: Vec<Node> = std::iter::once(base)
                    .chain(values.iter().map(|argument| argument.node))
                    .collect();
                let text = self.join(&joined);
                let array = self.array_of(NOTHING);
                for node in joined {
                    let element = self.load(node, Key::Any, NO_SITE);
                    self.store(array, Key::Any, element);
                    // An argument that is not an array is added as an element.
                    let single = self.work(Operation::NoText, node);
                    self.store(array, Key::Any, single);
                }
                self.either(text, array)
            }
            "setData" => {
                let data = self.load_name(base, "data");
                let except = self.exclusion(Vec::new());
                self.link_except(data, value(0), except);
                NOTHING
            }
            "set" => {
                self.keep_entry(base, value(0), value(1));
                base
            }
            "get" if !values.is_empty() => {
                let key = if value(0) == NOTHING { Key::Any } else { Key::Node(value(0)) };
                self.load(base, key, NO_SITE)
            }
            "__defineGetter__" => {
                let got = self.call_back_on(value(1), base, &[]);
                if value(0) != NOTHING {
                    self.store(base, Key::Node(value(0)), got);
                }
                NOTHING
            }
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

    /// Applies one row of the table.
    pub(super) fn native_call(&mut self, native: &Native, base: Node, values: &[Argument]) -> Node {
        let mut returned = NOTHING;
        if let Some((callback, given)) = native.calls {
            let callee = values.get(callback).map_or(NOTHING, |argument| argument.node);
            let this = values.get(callback + 1).map_or(NOTHING, |argument| argument.node);
            if callee != NOTHING {
                let given: Vec<Node> =
                    given.iter().map(|&place| self.taken(place, base, values, NOTHING)).collect();
                returned = self.call_back_on(callee, this, &given);
            }
        }
        for &place in native.keeps {
            for node in self.all_taken(place, base, values) {
                self.store(base, Key::Any, node);
            }
        }
        match native.gives {
            Gives::Nothing => NOTHING,
            Gives::Number => NUMBER,
            Gives::Any(places) => places.iter().fold(NOTHING, |sum, &place| {
                let node = self.taken(place, base, values, returned);
                self.either(sum, node)
            }),
            Gives::ArrayOf(places) => {
                let array = self.array_of(NOTHING);
                for &place in places {
                    let nodes = match place {
                        ValueSource::From(_) => self.all_taken(place, base, values),
                        place => vec![self.taken(place, base, values, returned)],
                    };
                    for node in nodes {
                        self.store(array, Key::Any, node);
                    }
                }
                let text = self.work(Operation::UnknownText, base);
                self.either(array, text)
            }
            Gives::Pairs => {
                let (keys, values) = (self.keys(base), self.load(base, Key::Any, NO_SITE));
                self.array_of_pairs(keys, values)
            }
            Gives::Step => {
                let element = self.load(base, Key::Any, NO_SITE);
                if let Some(sent) = values.first() {
                    let key = Key::Name(self.intern(SENT));
                    self.store(base, key, sent.node);
                }
                self.reference_to(element)
            }
            Gives::Text => self.work(Operation::UnknownText, base),
        }
    }

    fn taken(
        &mut self,
        place: ValueSource,
        base: Node,
        values: &[Argument],
        returned: Node,
    ) -> Node {
        match place {
            ValueSource::Receiver => base,
            ValueSource::Element => self.load(base, Key::Any, NO_SITE),
            ValueSource::Inner => {
                let element = self.load(base, Key::Any, NO_SITE);
                let all = self.node();
                self.copy(element, all);
                let inner = self.load(all, Key::Any, NO_SITE);
                self.copy(inner, all);
                all
            }
            ValueSource::Key => {
                let (names, keys) = (self.keys(base), self.load_name(base, KEYS));
                self.either(names, keys)
            }
            ValueSource::Argument(at) => values.get(at).map_or(NOTHING, |argument| argument.node),
            ValueSource::From(at) => values.get(at).map_or(NOTHING, |argument| argument.node),
            ValueSource::Returned => returned,
            ValueSource::ReturnedElement => self.load(returned, Key::Any, NO_SITE),
        }
    }

    fn all_taken(&mut self, place: ValueSource, base: Node, values: &[Argument]) -> Vec<Node> {
        match place {
            ValueSource::From(at) => values.iter().skip(at).map(|argument| argument.node).collect(),
            place => vec![self.taken(place, base, values, NOTHING)],
        }
    }

    /// `promise.then(f, g)`: a promise is represented by the value that it is resolved with. It may
    /// be rejected with anything that is thrown anywhere.
    fn settle(&mut self, base: Node, method: &str, first: Node, second: Node) -> Node {
        match method {
            "then" => {
                let result = self.call_back(first, &[base]);
                let caught = self.call_back(second, &[THROWN]);
                let result = self.either(result, caught);
                if first == NOTHING { self.either(result, base) } else { result }
            }
            "catch" => {
                let caught = self.call_back(first, &[THROWN]);
                self.either(base, caught)
            }
            _ => {
                self.call_back(first, &[]);
                base
            }
        }
    }

    fn reduce(&mut self, base: Node, callback: Node, initial: Node) -> Node {
        if callback == NOTHING {
            return NOTHING;
        }
        let element = self.load(base, Key::Any, NO_SITE);
        let sum = self.node();
        self.copy(initial, sum);
        if initial == NOTHING {
            self.copy(element, sum);
        }
        let result = self.call_back(callback, &[sum, element, NUMBER, base]);
        self.copy(result, sum);
        sum
    }

    /// Stores what the getters in `require.d(exports, { name: function () { … } })` return; false
    /// if the call has another form.
    pub(super) fn define_exports(&mut self, call: &CallExpression<'_>) -> bool {
        let [exports, ArgumentNode::ObjectExpression(getters)] = call.arguments.as_slice() else {
            return false;
        };
        let Some(exports) = exports.as_expression() else {
            return false;
        };
        let exports = self.expression(exports);
        for property in getters.properties.iter().filter_map(|property| property.as_property()) {
            if !matches!(
                property.value,
                Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
            ) {
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
    /// Handles `export(target, { a: () => b })`, the form in which bundlers define the exports of a
    /// module; false if the call has another form.
    pub(super) fn exports_getters(&mut self, call: &CallExpression<'_>) -> bool {
        let [ArgumentNode::Identifier(_), ArgumentNode::ObjectExpression(getters)] =
            call.arguments.as_slice()
        else {
            return false;
        };
        // `__export`, or a name that a minifier made.
        let name = call.callee.get_identifier_reference().map_or("", |name| name.name.as_str());
        if name.len() > SHORTENED && !name.contains("export") {
            return false;
        }
        let is_getter = |property: &ObjectPropertyKind<'_>| match property {
            ObjectPropertyKind::ObjectProperty(property) => match &property.value {
                Expression::ArrowFunctionExpression(arrow) => {
                    arrow.params.items.is_empty()
                        && matches!(&arrow.body, ArrowFunctionBody::Identifier(_))
                }
                _ => false,
            },
            ObjectPropertyKind::SpreadProperty(_) => false,
        };
        !getters.properties.is_empty()
            && getters.properties.iter().all(is_getter)
            && self.define_exports(call)
    }
}

/// Whether an object literal may have a field.
fn may_have(literal: &ObjectExpression<'_>, name: &str) -> bool {
    literal.properties.iter().any(|property| match property {
        ObjectPropertyKind::ObjectProperty(property) => {
            property.computed || property.key.is_specific_static_name(name)
        }
        ObjectPropertyKind::SpreadProperty(_) => true,
    })
}

/// The length of the longest names that minifiers make.
const SHORTENED: usize = 3;

/// The field of the global object that holds the program's `App`. No free name can collide with it.
pub(in super::super) const APP: &str = "%app";
/// The field of the global object that holds what pages are created from.
pub(in super::super) const PAGES: &str = "%pages";
/// The field of an iterator that holds what `next(x)` sends into a generator.
pub(super) const SENT: &str = "%sent";
