//! Elements that are created by a call. JSX and Vue templates are compiled to such calls:
//! `jsx(Button, { openType: "…" })`.

use oxc::{
    ast::ast::{
        Argument as ArgumentNode, Expression, ObjectExpression, ObjectProperty, ObjectPropertyKind,
    },
    span::GetSpan,
};

use super::{
    Argument, Element, ElementAttribute, ModuleSym, NOTHING, Node, SPOKEN, builder::Builder,
};

impl Builder<'_> {
    /// Records an element if a call creates one: its first argument is the tag, and the attributes
    /// are an object literal.
    ///
    /// In minified code, the name of the function is lost. Then the attributes must be those of an
    /// element that can be an interface, and the value of the tag must turn out to be that element.
    pub(super) fn note_element(
        &mut self,
        name: ModuleSym,
        arguments: &[ArgumentNode<'_>],
        values: &[Argument],
    ) {
        let [first, second, ..] = arguments else { return };
        let (Some(tag), Some(given)) = (first.as_expression(), second.as_expression()) else {
            return;
        };
        let is_maker = is_maker(self.facts.strings.get(name));
        let attributes = match given.get_inner_expression() {
            Expression::ObjectExpression(object)
                if is_maker || object.properties.iter().any(says_something) =>
            {
                self.made_attributes(object, values[1].node)
            }
            Expression::ObjectExpression(_) => return,
            _ if is_maker && values[1].node != NOTHING => self.given_attributes(values[1].node),
            _ => return,
        };
        let imported = match tag.get_inner_expression() {
            Expression::JSXElement(element) => self.tag(&element.opening_element.name).1,
            Expression::Identifier(identifier) => {
                self.variable(identifier).and_then(|symbol| self.imported.get(&symbol).copied())
            }
            _ => None,
        };
        let element = self.element_of(tag);
        if imported.is_some() && !is_maker && element.is_none() {
            return;
        }
        if element.is_some() {
            self.untake(tag);
        }
        let span = (self.bounds(tag.span()).0, self.bounds(second.span()).1);
        let tag = if is_maker { name } else { self.words.empty };
        self.facts.elements.push(Element {
            span,
            tag,
            made_of: Some(values[0].node),
            imported: element.or(imported),
            attributes,
        });
    }

    /// The attributes of an object that is not written at the element.
    pub(super) fn given_attributes(&mut self, given: Node) -> Vec<ElementAttribute> {
        let attribute = |name: &&str| {
            let value = self.load_name(given, name);
            ElementAttribute { name: self.intern(name), value, is_spread: true }
        };
        SPOKEN.iter().map(attribute).collect()
    }

    fn made_attributes(
        &mut self,
        object: &ObjectExpression<'_>,
        node: Node,
    ) -> Vec<ElementAttribute> {
        let spreads = object.properties.iter().any(ObjectPropertyKind::is_spread);
        let mut attributes = if spreads { self.given_attributes(node) } else { Vec::new() };
        for property in object.properties.iter().filter_map(ObjectPropertyKind::as_property) {
            let Some(name) = property.key.static_name() else { continue };
            let value = self.load_name(node, &name);
            match nested(property) {
                // Vue 2: `{ attrs: { "open-type": "…" } }`
                Some(inner) if matches!(&*name, "attrs" | "props") => {
                    attributes.extend(self.made_attributes(inner, value));
                }
                _ => {
                    let name = self.intern(&name);
                    attributes
                        .retain(|known: &ElementAttribute| known.name != name || !known.is_spread);
                    attributes.push(ElementAttribute { name, value, is_spread: false });
                }
            }
        }
        attributes
    }
}

fn nested<'o, 'a>(property: &'o ObjectProperty<'a>) -> Option<&'o ObjectExpression<'a>> {
    match property.value.get_inner_expression() {
        Expression::ObjectExpression(object) => Some(object),
        _ => None,
    }
}

/// Functions whose only purpose is to create elements, in any library.
fn is_maker(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    matches!(
        name,
        "jsx"
            | "jsxs"
            | "jsxDEV"
            | "createElement"
            | "createVNode"
            | "createElementVNode"
            | "createBlock"
            | "createElementBlock"
            | "cloneElement"
    )
}

/// Whether an attribute can make an element an interface.
fn says_something(property: &ObjectPropertyKind<'_>) -> bool {
    let Some(property) = property.as_property() else { return false };
    match property.key.static_name().as_deref() {
        Some("openType" | "open-type" | "type") => true,
        Some("attrs" | "props") => {
            nested(property).is_some_and(|inner| inner.properties.iter().any(says_something))
        }
        _ => false,
    }
}
