//! Options of components: objects and classes whose fields describe an instance.
//!
//! Frameworks make members of the instance out of several fields of the options: the methods, what
//! `data` and `setup` return, the results of computed properties, and the members of mixins. So
//! `this.recorder` finds `data() { return { recorder: … } }`.

use oxc::{
    ast::ast::{
        Argument as ArgumentNode, CallExpression, Decorator, Expression, ObjectExpression,
        ObjectPropertyKind, PropertyKind,
    },
    span::{GetSpan, Span},
};

use super::{
    Argument, Calling, Flow, Key, NO_SITE, NOTHING, NUMBER, Node, UNKNOWN, builder::Builder,
    expression::is_function,
};

/// How a field of options describes members of the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OptionField {
    /// Its members are members of the instance.
    Members,
    /// It is a function; the members of its result are members of the instance.
    Result,
    /// Either of these.
    ResultOrMembers,
    /// Its members are functions; their results are members of the instance.
    Results,
    /// Declarations of attributes; their defaults are members of the instance.
    Declared,
    /// A list of further options.
    Mixed,
    /// Further options.
    Extended,
    /// Its members are called with the members of the instance that have the same names.
    Watched,
    /// The same with members of `data`, one for each name in a list: `"a, b.**"`.
    Observed,
    /// An object, or a function that returns one; components inside of this one get its members.
    Provided,
}

/// Fields of the options of components in Vue (<https://vuejs.org/api/options-state.html>) and the
/// frameworks that follow it.
const OPTION_FIELDS: &[(&str, OptionField)] = &[
    ("methods", OptionField::Members),
    ("data", OptionField::ResultOrMembers),
    ("setup", OptionField::Result),
    ("computed", OptionField::Results),
    ("props", OptionField::Declared),
    ("inject", OptionField::Declared),
    ("mixins", OptionField::Mixed),
    ("extends", OptionField::Extended),
    ("watch", OptionField::Watched),
    // <https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/observer.html>
    ("observers", OptionField::Observed),
    ("provide", OptionField::Provided),
];

/// Methods of instances in Vue that call an argument, at this position, with the instance as `this`.
const CALLED_ON_INSTANCE: &[(&str, usize)] =
    &[("$nextTick", 0), ("$watch", 0), ("$watch", 1), ("$on", 1), ("$once", 1)];

/// Methods that React calls with attributes and a state, earlier or later ones than the instance has
/// (<https://react.dev/reference/react/Component>).
const GIVEN_STATE: [&str; 8] = [
    "UNSAFE_componentWillReceiveProps",
    "UNSAFE_componentWillUpdate",
    "componentDidUpdate",
    "componentWillReceiveProps",
    "componentWillUpdate",
    "getDerivedStateFromProps",
    "getSnapshotBeforeUpdate",
    "shouldComponentUpdate",
];

/// Decorators that provide the value of a field to the components inside.
const PROVIDING: [&str; 2] = ["Provide", "ProvideReactive"];

fn option_field(name: &str) -> Option<OptionField> {
    OPTION_FIELDS.iter().find(|(known, _)| *known == name).map(|&(_, field)| field)
}

/// A field of options, with its value.
pub(super) struct DeclaredOption<'a> {
    field: OptionField,
    value: Node,
    expression: &'a Expression<'a>,
}

impl<'a> DeclaredOption<'a> {
    /// `None` for a field that does not describe the instance.
    pub(super) fn new(name: &str, value: Node, expression: &'a Expression<'a>) -> Option<Self> {
        let field = option_field(name).filter(|_| !matches!(value, NOTHING | NUMBER))?;
        Some(Self { field, value, expression })
    }

    /// Whether only options of components have such a field. Any object may have a field `data`.
    fn is_of_options(&self) -> bool {
        let inner = self.expression.get_inner_expression();
        match self.field {
            OptionField::Observed => matches!(inner, Expression::ObjectExpression(_)),
            OptionField::Members | OptionField::Results => {
                matches!(inner, Expression::ObjectExpression(_) | Expression::Identifier(_))
            }
            OptionField::Result | OptionField::ResultOrMembers => is_function(inner),
            OptionField::Declared => has_declaration(inner),
            OptionField::Mixed => matches!(inner, Expression::ArrayExpression(_)),
            OptionField::Extended | OptionField::Watched => false,
            OptionField::Provided => {
                is_function(inner) || matches!(inner, Expression::ObjectExpression(_))
            }
        }
    }
}

/// Whether a function has a parameter.
fn takes_one(function: &Expression<'_>) -> bool {
    match function.get_inner_expression() {
        Expression::FunctionExpression(function) => !function.params.items.is_empty(),
        Expression::ArrowFunctionExpression(arrow) => !arrow.params.items.is_empty(),
        _ => false,
    }
}

/// `{ tools: { type: Object, default: … } }`. Other objects may have a field `props` as well.
fn has_declaration(props: &Expression<'_>) -> bool {
    let is_of_declaration = |property: &ObjectPropertyKind<'_>| {
        property.as_property().is_some_and(|property| {
            ["type", "default"].iter().any(|name| property.key.is_specific_static_name(name))
        })
    };
    let Expression::ObjectExpression(props) = props else { return false };
    props.properties.iter().filter_map(ObjectPropertyKind::as_property).any(|property| {
        matches!(
            property.value.get_inner_expression(),
            Expression::ObjectExpression(inner) if inner.properties.iter().any(is_of_declaration)
        )
    })
}

impl Builder<'_> {
    /// Adds the members that the fields of options describe. `options` also represents the
    /// instance.
    pub(super) fn describe_instance(&mut self, options: Node, declared: &[DeclaredOption<'_>]) {
        if !declared.iter().any(DeclaredOption::is_of_options) {
            return;
        }
        let has_methods = declared.iter().any(|one| one.field == OptionField::Members);
        for DeclaredOption { field, value, expression } in declared {
            match field {
                OptionField::Members | OptionField::Extended => self.link(options, *value),
                // The literal stored the defaults.
                OptionField::Declared => {}
                OptionField::ResultOrMembers | OptionField::Result => {
                    // Otherwise the data of a native page, which is not a part of the instance.
                    if *field == OptionField::ResultOrMembers && has_methods {
                        self.link(options, *value);
                    }
                    // `data(instance)`
                    let is_given = *field == OptionField::ResultOrMembers && takes_one(expression);
                    let given = if is_given { &[options][..] } else { &[] };
                    let result = self.call_back_on(*value, options, given);
                    self.link(options, result);
                }
                OptionField::Results => {
                    if let Expression::ObjectExpression(literal) = expression.get_inner_expression()
                    {
                        self.computed_members(options, *value, literal);
                    }
                }
                OptionField::Mixed => {
                    let mixed = self.load(*value, Key::Any, NO_SITE);
                    self.link(options, mixed);
                }
                OptionField::Watched => {
                    if let Expression::ObjectExpression(literal) = expression.get_inner_expression()
                    {
                        self.watched_members(options, *value, literal);
                    }
                }
                OptionField::Observed => {
                    if let Expression::ObjectExpression(literal) = expression.get_inner_expression()
                    {
                        self.observed_members(options, *value, literal);
                    }
                }
                OptionField::Provided => {
                    let result = self.call_back_on(*value, options, &[]);
                    let provided = self.either(*value, result);
                    self.hand_over(provided, expression.span());
                }
            }
        }
        self.flow(Flow::Instance { options, is_native: false });
    }

    /// `watch: { a(value) { … }, "a.b": { handler() { … } } }`
    fn watched_members(&mut self, options: Node, watch: Node, literal: &ObjectExpression<'_>) {
        for property in literal.properties.iter().filter_map(ObjectPropertyKind::as_property) {
            let Some(name) = property.key.static_name().filter(|_| !property.computed) else {
                continue;
            };
            let declared = self.load_name(watch, &name);
            let function = self.watcher(options, declared, &property.value);
            let value = self.path(options, &name);
            self.call_back_on(function, options, &[value, value]);
        }
    }

    /// `observers: { "a, b.**"(a, b) { … } }`
    fn observed_members(&mut self, options: Node, holder: Node, literal: &ObjectExpression<'_>) {
        let data = self.load_name(options, "data");
        for property in literal.properties.iter().filter_map(ObjectPropertyKind::as_property) {
            let Some(names) = property.key.static_name().filter(|_| !property.computed) else {
                continue;
            };
            let function = self.load_name(holder, &names);
            let values: Vec<Node> = names
                .split(',')
                .map(|name| match name.trim().trim_end_matches("**").trim_end_matches('.') {
                    "" => data,
                    name => self.path(data, name),
                })
                .collect();
            self.call_if_there(function, options, &values);
        }
    }

    /// `a.b.c` of an object.
    fn path(&mut self, object: Node, path: &str) -> Node {
        path.split('.').fold(object, |value, name| self.load_name(value, name))
    }

    /// The function that watches: itself, the name of a method, an object with a `handler`, or a
    /// list of these.
    fn watcher(&mut self, options: Node, declared: Node, written: &Expression<'_>) -> Node {
        match written.get_inner_expression() {
            Expression::StringLiteral(name) => self.load_name(options, name.value.as_str()),
            Expression::ObjectExpression(literal) => {
                let handler = self.load_name(declared, "handler");
                let written = literal.properties.iter().find_map(|property| {
                    let property = property.as_property()?;
                    property.key.is_specific_static_name("handler").then_some(&property.value)
                });
                match written.map(Expression::get_inner_expression) {
                    Some(named @ Expression::StringLiteral(_)) => {
                        self.watcher(options, handler, named)
                    }
                    _ => handler,
                }
            }
            Expression::ArrayExpression(list) => {
                let any = self.load(declared, Key::Any, NO_SITE);
                list.elements.iter().filter_map(|element| element.as_expression()).fold(
                    any,
                    |sum, element| {
                        let one = self.watcher(options, any, element);
                        self.either(sum, one)
                    },
                )
            }
            _ => declared,
        }
    }

    /// `name() { … }`, or `name: { get() { … } }` if it is written as an object.
    fn declared_function(
        &mut self,
        holder: Node,
        name: &str,
        field: &str,
        written: &Expression<'_>,
    ) -> Node {
        let declared = self.load_name(holder, name);
        match written.get_inner_expression() {
            Expression::ObjectExpression(_) => self.load_name(declared, field),
            _ => declared,
        }
    }

    /// `defineStore("name", description)`: the description is a function that returns the store, or
    /// options like those of components. Yields the function that returns the store.
    pub(super) fn store_of(&mut self, call: &CallExpression<'_>) -> Node {
        let values = self.evaluated(call);
        let at = values.len().min(2) - 1;
        let (options, written) = (values[at], call.arguments[at].as_expression());
        let made = self.call_back(options, &[]);
        if let Some(Expression::ObjectExpression(literal)) =
            written.map(Expression::get_inner_expression)
        {
            let (state, actions) =
                (self.load_name(options, "state"), self.load_name(options, "actions"));
            let state = self.call_back_on(state, options, &[]);
            self.link(options, state);
            self.link(options, actions);
            for property in literal.properties.iter().filter_map(ObjectPropertyKind::as_property) {
                if let Expression::ObjectExpression(getters) = property.value.get_inner_expression()
                    && property.key.is_specific_static_name("getters")
                {
                    let node = self.load_name(options, "getters");
                    self.computed_members(options, node, getters);
                }
            }
            self.flow(Flow::Instance { options, is_native: false });
        }
        let function = self.function();
        self.facts.functions[function as usize].result = self.either(options, made);
        self.function_seed(function)
    }

    /// Calls of methods that frameworks give to instances.
    pub(super) fn note_instance(
        &mut self,
        call: &CallExpression<'_>,
        method: Option<&str>,
        base: Node,
        values: &[Argument],
    ) {
        let Some(method) = method else { return };
        for (_, at) in CALLED_ON_INSTANCE.iter().filter(|(name, _)| *name == method) {
            let callback = values.get(*at).map_or(NOTHING, |argument| argument.node);
            self.call_back_on(callback, base, &[]);
        }
        if let ("$watch", [_, watching, ..]) = (method, values) {
            self.note_watch(call, base, watching.node);
        }
        let written = call.arguments.first().and_then(|argument| argument.as_expression());
        let is_made = written.is_some_and(is_function);
        match (method, values) {
            // `this.$set(object, name, value)`, `Vue.set(…)`
            ("$set" | "set", [object, key, value]) => {
                let key = if key.node == NOTHING { Key::Any } else { Key::Node(key.node) };
                self.store(object.node, key, value.node);
            }
            // A store of Pinia.
            ("$patch", [change, ..]) => self.change_state(base, change.node, is_made, &[base]),
            // `this.setState({ … })`, `this.setState((state, props) => ({ … }))`
            ("setState", [change, ..]) => {
                let (state, props) = (self.load_name(base, "state"), self.load_name(base, "props"));
                self.change_state(state, change.node, is_made, &[state, props]);
            }
            _ => {}
        }
    }

    /// `this.$watch("a.b", value => …)`, `this.$watch("a", { handler(value) { … } })`
    fn note_watch(&mut self, call: &CallExpression<'_>, instance: Node, watching: Node) {
        let at = |at: usize| call.arguments.get(at).and_then(ArgumentNode::as_expression);
        let (Some(Expression::StringLiteral(name)), Some(written)) = (at(0), at(1)) else { return };
        let function = self.watcher(instance, watching, written);
        let value = self.path(instance, name.value.as_str());
        self.call_if_there(function, instance, &[value, value]);
    }

    /// A method of a derived class which React may call.
    pub(super) fn note_lifecycle(&mut self, name: Option<&str>, method: Node, instance: Node) {
        let has_parent = self.parents.last().is_some_and(|&parent| parent != NOTHING);
        let Some(name) = name.filter(|name| has_parent && GIVEN_STATE.contains(name)) else {
            return;
        };
        let (props, state) = (self.load_name(instance, "props"), self.load_name(instance, "state"));
        let result = self.call_back_on(method, instance, &[props, state]);
        if name == "getDerivedStateFromProps" {
            self.change_state(state, result, false, &[]);
        }
    }

    /// Calls a decorator of a class or a member. Returns its result, and the options that are
    /// written in it.
    pub(super) fn decorate<'a>(
        &mut self,
        decorator: &'a Decorator<'a>,
        decorated: &[Node],
    ) -> (Node, Option<(Node, &'a ObjectExpression<'a>)>) {
        let (options, decorator) = match &decorator.expression {
            // `@Prop({ default: x })`
            Expression::CallExpression(call)
                if call.callee.is_identifier_reference()
                    && !call.arguments.iter().any(ArgumentNode::is_spread) =>
            {
                let callee = self.expression(&call.callee);
                let values = self.values(&call.arguments);
                let first = call.arguments.first().and_then(|first| match first.as_expression() {
                    Some(Expression::ObjectExpression(literal)) => Some(&**literal),
                    _ => None,
                });
                let options = values.first().map(|value| value.node).zip(first);
                (options, self.unnamed_call(callee, NOTHING, values, Calling::Plain))
            }
            expression => (None, self.expression(expression)),
        };
        (self.call_back(decorator, decorated), options)
    }

    /// Decorators of a field: `@Prop({ default: … })`, `@Inject({ default: … })`, `@Provide()`.
    pub(super) fn decorate_field(
        &mut self,
        decorators: &[Decorator<'_>],
        (holder, key): (Node, Key),
        value: Node,
    ) {
        for decorator in decorators {
            let (_, options) = self.decorate(decorator, &[holder, UNKNOWN]);
            if let Some((_, declaration)) = options {
                self.store_default(holder, key, declaration);
            }
            let callee = match &decorator.expression {
                Expression::CallExpression(call) => &call.callee,
                expression => expression,
            };
            let is_providing = callee
                .get_identifier_reference()
                .is_some_and(|name| PROVIDING.contains(&name.name.as_str()));
            if is_providing && !matches!(value, NOTHING | NUMBER) {
                self.hand_over(value, decorator.span);
            }
        }
    }

    /// The fields of a change, or of what a function that makes it returns, replace those of a state.
    fn change_state(&mut self, state: Node, change: Node, is_made: bool, given: &[Node]) {
        let change = if is_made { self.call_back(change, given) } else { change };
        let except = self.exclusion(Vec::new());
        self.link_except(state, change, except);
    }

    /// Code that is not known here gets a value.
    fn hand_over(&mut self, value: Node, span: Span) {
        let value = Argument { node: value, span: self.bounds(span) };
        self.unnamed_call(UNKNOWN, NOTHING, [value], Calling::Plain);
    }

    /// `computed: { a() { … }, b: { get() { … } }, ...mapState(…) }`: members are the results.
    fn computed_members(&mut self, options: Node, computed: Node, literal: &ObjectExpression<'_>) {
        for property in &literal.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            let Some(name) = property.key.static_name().filter(|_| !property.computed) else {
                continue;
            };
            if property.kind != PropertyKind::Init {
                continue;
            }
            let function = self.declared_function(computed, &name, "get", &property.value);
            let key = Key::Name(self.intern(&name));
            // Arrow functions have no `this`.
            let result = self.call_back_on(function, options, &[options]);
            self.store(options, key, result);
            if matches!(property.value.get_inner_expression(), Expression::ObjectExpression(_)) {
                let declared = self.load_name(computed, &name);
                let (setter, given) =
                    (self.load_name(declared, "set"), self.load(options, key, NO_SITE));
                self.call_if_there(setter, options, &[given]);
            }
        }
    }
}
