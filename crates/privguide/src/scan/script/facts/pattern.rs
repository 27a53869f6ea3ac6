//! Destructuring: which variable receives which field.

use oxc::{
    ast::ast::{
        ArrayAssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty,
        BindingPattern, ObjectAssignmentTarget, ObjectPattern,
    },
    semantic::SymbolId,
    span::{GetSpan, Span},
};

use super::{
    Key, NO_SITE, NOTHING, Node,
    builder::{Builder, Position},
};

impl Builder<'_> {
    /// Moves a value into a pattern of variables.
    pub(super) fn bind(&mut self, pattern: &BindingPattern<'_>, value: Node) {
        match pattern {
            BindingPattern::BindingIdentifier(identifier) => {
                if let Some(symbol) = self.numbered(identifier.symbol_id.get()) {
                    let to = self.symbol(symbol);
                    self.copy(value, to);
                }
            }
            BindingPattern::AssignmentPattern(defaulted) => {
                let default = self.expression(&defaulted.right);
                let either = self.either(value, default);
                self.bind(&defaulted.left, either);
            }
            BindingPattern::ObjectPattern(object) => self.bind_object(object, value),
            BindingPattern::ArrayPattern(array) => {
                for (at, element) in array.elements.iter().enumerate() {
                    if let Some(element) = element {
                        let loaded = self.element_at(value, at);
                        self.bind(element, loaded);
                    }
                }
                if let Some(rest) = &array.rest {
                    let rest_of = self.rest_of(value);
                    self.bind(&rest.argument, rest_of);
                }
            }
        }
    }

    fn bind_object(&mut self, object: &ObjectPattern<'_>, value: Node) {
        for property in &object.properties {
            let key = self.property_key(&property.key, property.computed);
            let symbol = self.numbered(bound_symbol(&property.value));
            let loaded = self.pattern_load(value, key, property.span, symbol);
            self.bind(&property.value, loaded);
        }
        if let Some(rest) = &object.rest {
            // The rest of an object is represented by the whole object, which is a superset.
            self.bind(&rest.argument, value);
        }
    }

    fn pattern_load(&mut self, base: Node, key: Key, span: Span, symbol: Option<SymbolId>) -> Node {
        if base == NOTHING {
            return NOTHING;
        }
        let site = self.site_for(key, span, Position::Named, false);
        self.binds(site, symbol);
        self.load(base, key, site)
    }

    /// `[a, ...rest]`: a new array, because its elements have other positions.
    fn rest_of(&mut self, value: Node) -> Node {
        let element = self.load(value, Key::Any, NO_SITE);
        self.array_of(element)
    }

    fn element_at(&mut self, base: Node, at: usize) -> Node {
        let key = Key::Name(self.intern(&at.to_string()));
        self.load(base, key, NO_SITE)
    }

    pub(super) fn assign_array(&mut self, array: &ArrayAssignmentTarget<'_>, value: Node) {
        for (at, element) in array.elements.iter().enumerate() {
            if let Some(element) = element {
                let loaded = self.element_at(value, at);
                self.assign_maybe_default(element, loaded);
            }
        }
        if let Some(rest) = &array.rest {
            let rest_of = self.rest_of(value);
            self.assign(&rest.target, rest_of);
        }
    }

    pub(super) fn assign_object(&mut self, object: &ObjectAssignmentTarget<'_>, value: Node) {
        for property in &object.properties {
            match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(property) => {
                    let key = Key::Name(self.intern(property.binding.name.as_str()));
                    let symbol = self.variable(&property.binding);
                    let loaded = self.pattern_load(value, key, property.span, symbol);
                    let default =
                        property.init.as_ref().map_or(NOTHING, |init| self.expression(init));
                    let either = self.either(loaded, default);
                    match symbol {
                        Some(symbol) => {
                            let to = self.symbol(symbol);
                            self.copy(either, to);
                        }
                        None => self.write_free(property.binding.name.as_str(), either),
                    }
                }
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(property) => {
                    let key = self.property_key(&property.name, property.computed);
                    let loaded = self.pattern_load(value, key, property.name.span(), None);
                    self.assign_maybe_default(&property.binding, loaded);
                }
            }
        }
        if let Some(rest) = &object.rest {
            self.assign(&rest.target, value);
        }
    }

    fn assign_maybe_default(&mut self, target: &AssignmentTargetMaybeDefault<'_>, value: Node) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(defaulted) => {
                let default = self.expression(&defaulted.init);
                let either = self.either(value, default);
                self.assign(&defaulted.binding, either);
            }
            target => {
                if let Some(target) = target.as_assignment_target() {
                    self.assign(target, value);
                }
            }
        }
    }
}

/// The variable that a pattern binds when it is a plain name, with or without a default.
fn bound_symbol(pattern: &BindingPattern<'_>) -> Option<SymbolId> {
    match pattern {
        BindingPattern::BindingIdentifier(identifier) => identifier.symbol_id.get(),
        BindingPattern::AssignmentPattern(defaulted) => bound_symbol(&defaulted.left),
        BindingPattern::ObjectPattern(_) | BindingPattern::ArrayPattern(_) => None,
    }
}
