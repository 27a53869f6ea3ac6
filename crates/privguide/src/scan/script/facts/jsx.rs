//! JSX elements and their attributes. They are judged together with all other markup.

use oxc::ast::ast::{
    JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElement, JSXElementName,
    JSXMemberExpression, JSXMemberExpressionObject,
};

use super::{Element, ElementAttribute, ModuleSym, NOTHING, Node, builder::Builder};

impl Builder<'_> {
    pub(super) fn element(&mut self, element: &JSXElement<'_>) -> Node {
        let opening = &element.opening_element;
        let (tag, imported) = self.tag(&opening.name);
        let mut attributes = Vec::new();
        for item in &opening.attributes {
            match item {
                JSXAttributeItem::SpreadAttribute(spread) => {
                    let given = self.expression(&spread.argument);
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
        self.children(&element.children)
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

    pub(super) fn children(&mut self, children: &[JSXChild<'_>]) -> Node {
        for child in children {
            match child {
                JSXChild::Text(_) => {}
                JSXChild::Element(element) => drop(self.element(element)),
                JSXChild::Fragment(fragment) => drop(self.children(&fragment.children)),
                JSXChild::ExpressionContainer(container) => {
                    if let Some(expression) = container.expression.as_expression() {
                        self.expression(expression);
                    }
                }
                JSXChild::Spread(spread) => drop(self.expression(&spread.expression)),
            }
        }
        NOTHING
    }
}
