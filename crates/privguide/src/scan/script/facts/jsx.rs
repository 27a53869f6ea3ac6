//! JSX elements and their attributes. They are judged together with all other markup.

use oxc::ast::ast::{
    JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElement, JSXElementName,
    JSXMemberExpression, JSXMemberExpressionObject,
};

use super::{
    Argument, Calling, Element, ElementAttribute, Key, ModuleSym, NO_EXCLUSION, NOTHING, NUMBER,
    Node, UNKNOWN, builder::Builder,
};

impl Builder<'_> {
    pub(super) fn element(&mut self, element: &JSXElement<'_>) -> Node {
        let opening = &element.opening_element;
        let (tag, imported) = self.tag(&opening.name);
        let component = self.component(&opening.name);
        let mut attributes = Vec::new();
        // What the component gets.
        let mut fields: Vec<(Option<ModuleSym>, Node)> = Vec::new();
        for item in &opening.attributes {
            match item {
                JSXAttributeItem::SpreadAttribute(spread) => {
                    let given = self.expression(&spread.argument);
                    fields.push((None, given));
                    attributes.extend(self.given_attributes(given));
                }
                JSXAttributeItem::Attribute(attribute) => {
                    let name = match &attribute.name {
                        JSXAttributeName::Identifier(name) => self.intern(name.name.as_str()),
                        JSXAttributeName::NamespacedName(name) => {
                            let name = format!("{}:{}", name.namespace.name, name.name.name);
                            self.intern(&name)
                        }
                    };
                    let value = self.attribute_value(attribute.value.as_ref());
                    fields.push((Some(name), value));
                    // The value that is spread matters.
                    attributes
                        .retain(|known: &ElementAttribute| known.name != name || !known.is_spread);
                    attributes.push(ElementAttribute { name, value, is_spread: false });
                }
            }
        }
        self.facts.elements.push(Element {
            span: self.bounds(opening.span),
            tag,
            made_of: None,
            imported,
            attributes,
        });
        let children = self.children_of(&element.children);
        if component != NOTHING {
            fields.push((Some(self.intern("children")), children));
            self.call_component(component, &fields, self.bounds(opening.span));
        }
        NOTHING
    }

    /// The component that a tag names; [`NOTHING`] if it is an element of the platform.
    fn component(&mut self, name: &JSXElementName<'_>) -> Node {
        let (symbol, members) = match name {
            JSXElementName::IdentifierReference(identifier) => (self.variable(identifier), vec![]),
            JSXElementName::MemberExpression(member) => {
                let mut members = vec![member.property.name.as_str()];
                let mut object = &member.object;
                while let JSXMemberExpressionObject::MemberExpression(inner) = object {
                    members.push(inner.property.name.as_str());
                    object = &inner.object;
                }
                match object {
                    JSXMemberExpressionObject::IdentifierReference(identifier) => {
                        (self.variable(identifier), members)
                    }
                    _ => (None, members),
                }
            }
            _ => (None, vec![]),
        };
        let Some(symbol) = symbol else { return NOTHING };
        if let Some(&(source, _)) = self.imported.get(&symbol)
            && self.exports_elements(source)
        {
            return NOTHING;
        }
        let node = self.symbol(symbol);
        members.iter().rev().fold(node, |object, name| self.load_name(object, name))
    }

    /// Calls a component with the attributes of an element. Other code may add to them.
    fn call_component(
        &mut self,
        component: Node,
        fields: &[(Option<ModuleSym>, Node)],
        span: (u32, u32),
    ) {
        let object = self.object();
        let given = self.object_node(object);
        self.link(given, UNKNOWN);
        let defaults = self.load_name(component, "defaultProps");
        self.link(given, defaults);
        // The names behind the last spread, as in an object literal.
        let behind = fields.iter().rposition(|(name, _)| name.is_none()).map(|last| {
            let names = fields[last..].iter().filter_map(|&(name, _)| name).collect();
            self.exclusion(names)
        });
        for &(name, value) in fields {
            match (name, behind) {
                _ if matches!(value, NOTHING | NUMBER) => {}
                (Some(name), _) => self.store(given, Key::Name(name), value),
                (None, except) => {
                    self.link_except(given, value, except.unwrap_or(NO_EXCLUSION));
                }
            }
        }
        let given = Argument { node: given, span };
        self.unnamed_call(component, NOTHING, [given], Calling::Element);
    }

    pub(super) fn tag(
        &mut self,
        name: &JSXElementName<'_>,
    ) -> (ModuleSym, Option<(ModuleSym, ModuleSym)>) {
        match name {
            JSXElementName::Identifier(name) => (self.intern(name.name.as_str()), None),
            JSXElementName::IdentifierReference(identifier) => {
                let imported = self
                    .variable(identifier)
                    .and_then(|symbol| self.imported.get(&symbol).copied());
                (self.intern(identifier.name.as_str()), imported)
            }
            JSXElementName::NamespacedName(name) => {
                let name = format!("{}:{}", name.namespace.name, name.name.name);
                (self.intern(&name), None)
            }
            JSXElementName::MemberExpression(member) => self.member_tag(member),
            JSXElementName::ThisExpression(_) => (self.words.empty, None),
        }
    }

    /// `<Components.Button>`: the member of an imported namespace.
    fn member_tag(
        &mut self,
        member: &JSXMemberExpression<'_>,
    ) -> (ModuleSym, Option<(ModuleSym, ModuleSym)>) {
        let name = self.intern(member.property.name.as_str());
        let source = match &member.object {
            JSXMemberExpressionObject::IdentifierReference(identifier) => {
                self.variable(identifier).and_then(|symbol| self.imported.get(&symbol).copied())
            }
            _ => None,
        };
        (name, source.map(|(source, _)| (source, name)))
    }

    fn attribute_value(&mut self, value: Option<&JSXAttributeValue<'_>>) -> Node {
        match value {
            None => NOTHING,
            Some(JSXAttributeValue::StringLiteral(text)) => self.text(text.value.as_str()),
            Some(JSXAttributeValue::ExpressionContainer(container)) => container
                .expression
                .as_expression()
                .map_or(NOTHING, |expression| self.expression(expression)),
            Some(JSXAttributeValue::Element(element)) => self.element(element),
            Some(JSXAttributeValue::Fragment(fragment)) => self.children(&fragment.children),
        }
    }

    /// A fragment, which is no value of the program.
    pub(super) fn children(&mut self, children: &[JSXChild<'_>]) -> Node {
        self.children_of(children);
        NOTHING
    }

    /// What an element's children can be, apart from elements.
    fn children_of(&mut self, children: &[JSXChild<'_>]) -> Node {
        let mut given = NOTHING;
        for child in children {
            match child {
                JSXChild::Text(_) => {}
                JSXChild::Element(element) => drop(self.element(element)),
                JSXChild::Fragment(fragment) => drop(self.children(&fragment.children)),
                JSXChild::ExpressionContainer(container) => {
                    if let Some(expression) = container.expression.as_expression() {
                        let value = self.expression(expression);
                        given = self.either(given, value);
                    }
                }
                JSXChild::Spread(spread) => drop(self.expression(&spread.expression)),
            }
        }
        given
    }
}
