//! Literals of arrays and objects.

use std::{borrow::Cow, collections::BTreeSet};

use oxc::{
    ast::ast::{
        ArrayExpression, ArrayExpressionElement, Expression, ObjectExpression, ObjectPropertyKind,
        PropertyKind,
    },
    span::GetSpan,
};

use super::{
    Key, MAX_WRITTEN, ModuleSym, NO_SITE, NOTHING, NUMBER, Node, Seed, UNKNOWN, builder::Builder,
    expression::is_function, expression::is_iterator, options::DeclaredOption,
};

impl Builder<'_> {
    pub(super) fn array(&mut self, array: &ArrayExpression<'_>) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        let is_list = is_list(array);
        for (at, element) in array.elements.iter().enumerate() {
            match element {
                ArrayExpressionElement::StringLiteral(text)
                    if is_list && self.known.is_member(&text.value) =>
                {
                    let name = self.seed(Seed::ListedName);
                    self.store(node, Key::Any, name);
                }
                ArrayExpressionElement::Elision(_) => {}
                ArrayExpressionElement::SpreadElement(spread) => {
                    let spread = self.expression(&spread.argument);
                    let elements = self.load(spread, Key::Any, NO_SITE);
                    self.store(node, Key::Any, elements);
                }
                element => {
                    let value = element
                        .as_expression()
                        .map_or(NOTHING, |expression| self.expression(expression));
                    let key = Key::Name(self.intern(&at.to_string()));
                    self.store(node, key, value);
                }
            }
        }
        node
    }

    pub(super) fn object_literal(&mut self, literal: &ObjectExpression<'_>) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        self.frames.last_mut().expect("the module's own frame is never left").objects.push(object);
        let mut declared: Vec<DeclaredOption<'_>> = Vec::new();
        // The names behind the last spread.
        let mut behind: Option<u32> = None;
        for property in &literal.properties {
            match property {
                ObjectPropertyKind::SpreadProperty(spread) => {
                    let from = self.expression(&spread.argument);
                    let except = behind.unwrap_or_else(|| {
                        let names = self.written_names(&literal.properties);
                        self.exclusion(names)
                    });
                    behind = Some(except);
                    self.link_except(node, from, except);
                }
                ObjectPropertyKind::ObjectProperty(property) => {
                    let key = self.property_key(&property.key, property.computed);
                    let value = self.expression(&property.value);
                    if !property.computed
                        && property.key.static_name().as_deref() == Some("__proto__")
                    {
                        self.link(node, value);
                    }
                    if is_iterator(&property.key) {
                        self.iterates(node, value);
                    }
                    match property.kind {
                        PropertyKind::Set => self.setter(node, key, value),
                        PropertyKind::Get => {
                            let value = self.call_back_on(value, node, &[]);
                            self.store(node, key, value);
                        }
                        PropertyKind::Init => self.property(node, key, value),
                    }
                    let name = property.key.static_name().filter(|_| !property.computed);
                    if let Expression::ObjectExpression(properties) =
                        property.value.get_inner_expression()
                    {
                        match name.as_deref() {
                            Some("properties") => self.properties(value, properties),
                            Some("props") => {
                                self.properties(value, properties);
                                self.defaults(node, properties);
                            }
                            Some("inject") => self.defaults(node, properties),
                            _ => {}
                        }
                    }
                    if name.as_deref() == Some("default") {
                        self.defaults.insert(property.value.span().start, value);
                    }
                    declared.extend(
                        name.and_then(|name| DeclaredOption::new(&name, value, &property.value)),
                    );
                }
            }
        }
        self.frames.last_mut().expect("the module's own frame is never left").objects.pop();
        self.describe_instance(node, &declared);
        node
    }

    /// The names that an object literal lists after its last spread.
    pub(super) fn written_names(
        &mut self,
        properties: &[ObjectPropertyKind<'_>],
    ) -> Vec<ModuleSym> {
        let after = properties.iter().rposition(ObjectPropertyKind::is_spread);
        let own = properties.iter().skip(after.map_or(0, |at| at + 1));
        own.filter_map(ObjectPropertyKind::as_property)
            .filter_map(|property| property.key.static_name().filter(|_| !property.computed))
            .map(|name| self.intern(&name))
            .collect()
    }

    /// `properties: { api: { value: x } }`: a property has its default value until the parent sets
    /// it.
    fn properties(&mut self, properties: Node, declared: &ObjectExpression<'_>) {
        for (name, _) in declarations(declared) {
            let declaration = self.load_name(properties, &name);
            let key = Key::Name(self.intern(&name));
            for default in ["value", "default"] {
                let default = self.load_name(declaration, default);
                self.store(properties, key, default);
            }
        }
        self.store(properties, Key::Any, UNKNOWN);
    }

    /// `props: { api: { default: () => x } }`: what a default is or returns is a member of the
    /// instance, until the parent gives another value. It is taken from where it is written: a
    /// framework stores more in the declarations.
    fn defaults(&mut self, options: Node, declared: &ObjectExpression<'_>) {
        for (name, declaration) in declarations(declared) {
            let key = Key::Name(self.intern(&name));
            self.store_default(options, key, declaration);
        }
    }

    /// Stores the default of one declaration.
    pub(super) fn store_default(
        &mut self,
        instance: Node,
        key: Key,
        declaration: &ObjectExpression<'_>,
    ) {
        let fields = declaration.properties.iter().filter_map(ObjectPropertyKind::as_property);
        for field in fields.filter(|field| field.key.is_specific_static_name("default")) {
            let default = self.defaults.get(&field.value.span().start).copied();
            let default = default.unwrap_or(NOTHING);
            if matches!(default, NOTHING | NUMBER) {
                continue;
            }
            self.store(instance, key, default);
            if is_function(field.value.get_inner_expression()) {
                let made = self.call_back(default, &[]);
                self.store(instance, key, made);
            }
            self.store(instance, key, UNKNOWN);
        }
    }

    /// The name is recorded even if nothing is known about its value: a query may ask for the
    /// names.
    fn property(&mut self, object: Node, key: Key, value: Node) {
        let is_name = matches!(key, Key::Name(name) if self.known.is_relevant_text(self.facts.strings.get(name)));
        let value = if matches!(value, NOTHING | NUMBER) && is_name { self.node() } else { value };
        self.store(object, key, value);
    }
}

/// The declarations of properties that are written as objects, by name.
fn declarations<'o, 'a>(
    properties: &'o ObjectExpression<'a>,
) -> impl Iterator<Item = (Cow<'a, str>, &'o ObjectExpression<'a>)> {
    let properties = properties.properties.iter().filter_map(ObjectPropertyKind::as_property);
    properties.filter_map(|property| match property.value.get_inner_expression() {
        Expression::ObjectExpression(declaration) => {
            Some((property.key.static_name()?, &**declaration))
        }
        _ => None,
    })
}

/// The array has more names than a program writes for its own uses. It is then a list of the
/// platform's members, such as the runtimes of frameworks contain.
fn is_list(array: &ArrayExpression<'_>) -> bool {
    if array.elements.len() <= MAX_WRITTEN {
        return false;
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for element in &array.elements {
        if let ArrayExpressionElement::StringLiteral(text) = element {
            names.insert(text.value.as_str());
        }
    }
    names.len() > MAX_WRITTEN
}
