//! Options of components: objects and classes whose fields describe an instance.
//!
//! Frameworks make members of the instance out of several fields of the options: the methods, what
//! `data` and `setup` return, the results of computed properties, and the members of mixins. So
//! `this.recorder` finds `data() { return { recorder: … } }`.

use oxc::{
    ast::ast::{CallExpression, Expression, ObjectExpression, ObjectPropertyKind, PropertyKind},
    span::{GetSpan, Span},
};

use super::{
    Argument, Calling, Flow, Key, NO_SITE, NOTHING, NUMBER, Node, UNKNOWN, builder::Builder,
    call::is_function,
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
    ("mixins", OptionField::Mixed),
    ("provide", OptionField::Provided),
];

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
            OptionField::Members | OptionField::Results => {
                matches!(inner, Expression::ObjectExpression(_) | Expression::Identifier(_))
            }
            OptionField::Result | OptionField::ResultOrMembers => is_function(inner),
            OptionField::Declared => has_declaration(inner),
            OptionField::Mixed => matches!(inner, Expression::ArrayExpression(_)),
            OptionField::Provided => {
                is_function(inner) || matches!(inner, Expression::ObjectExpression(_))
            }
        }
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
                OptionField::Members => self.link(options, *value),
                // The literal stored the defaults.
                OptionField::Declared => {}
                OptionField::ResultOrMembers | OptionField::Result => {
                    // Otherwise the data of a native page, which is not a part of the instance.
                    if *field == OptionField::ResultOrMembers && has_methods {
                        self.link(options, *value);
                    }
                    let result = self.call_back_on(*value, options, &[]);
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
                OptionField::Provided => {
                    let result = self.call_back_on(*value, options, &[]);
                    let provided = self.either(*value, result);
                    self.hand_over(provided, expression.span());
                }
            }
        }
        self.flow(Flow::Instance { options, is_native: false });
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

    /// Code that is not known here gets a value.
    fn hand_over(&mut self, value: Node, span: Span) {
        let arguments = self.arguments([Argument { node: value, span: self.bounds(span) }]);
        let (to, name) = (self.node(), self.words.empty);
        self.flow(Flow::Call {
            callee: UNKNOWN,
            this: NOTHING,
            arguments,
            to,
            how: Calling::Plain,
            name,
            is_native: false,
        });
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
            let declared = self.load_name(computed, &name);
            let getter = self.load_name(declared, "get");
            let key = Key::Name(self.intern(&name));
            for function in [declared, getter] {
                let result = self.call_back_on(function, options, &[]);
                self.store(options, key, result);
            }
        }
    }
}
