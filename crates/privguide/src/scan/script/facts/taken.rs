//! Elements of the platform that are taken as values: `const C = Camera`, `memo(Camera)`, `export
//! default Camera`, `components.Camera`.
//!
//! Frameworks export their elements from a module. What becomes of the value is not followed: a
//! build contains each element that its sources take from there.

use oxc::{
    ast::ast::{BindingPattern, CallExpression, Expression, MemberExpression},
    semantic::SymbolId,
    span::{GetSpan, Span},
};

use super::{Element, ModuleSym, builder::Builder};
use crate::framework::kebab;

impl Builder<'_> {
    /// Whether a specifier is that of a module that exports elements.
    pub(super) fn exports_elements(&self, source: ModuleSym) -> bool {
        let source = self.facts.strings.get(source);
        self.hosts.components.iter().any(|module| module == source)
    }

    /// Records the names to which a declaration binds such a module or its exports: `const {
    /// Camera } = require("@tarojs/components")`, `const C = Camera`.
    /// This is done before any name is read.
    pub(super) fn note_elements(
        &mut self,
        pattern: &BindingPattern<'_>,
        init: &Expression<'_>,
        is_const: bool,
    ) {
        if self.hosts.components.is_empty() {
            return;
        }
        if let Some(element) = self.element_of(init)
            && let BindingPattern::BindingIdentifier(own) = pattern
        {
            let symbol = self.numbered(own.symbol_id.get()).filter(|_| is_const);
            self.imported.extend(symbol.map(|symbol| (symbol, element)));
            return;
        }
        if let Some(source) = self.module_of_elements(init) {
            self.bind_module(pattern, source);
        }
    }

    /// Records the names of `import("@tarojs/components").then(all => …)`.
    pub(super) fn note_later_elements(&mut self, call: &CallExpression<'_>) {
        if self.hosts.components.is_empty() {
            return;
        }
        let Expression::StaticMemberExpression(member) = call.callee.get_inner_expression() else {
            return;
        };
        if member.property.name != "then" {
            return;
        }
        let Some(source) = self.imported_later(&member.object) else { return };
        let then = call.arguments.first().and_then(|first| first.as_expression());
        let parameters = match then.map(Expression::get_inner_expression) {
            Some(Expression::ArrowFunctionExpression(function)) => &function.params,
            Some(Expression::FunctionExpression(function)) => &function.params,
            _ => return,
        };
        if let Some(first) = parameters.items.first() {
            self.bind_module(&first.pattern, source);
        }
    }

    /// The names of a pattern are the module of elements, or its exports.
    fn bind_module(&mut self, pattern: &BindingPattern<'_>, source: ModuleSym) {
        match pattern {
            BindingPattern::BindingIdentifier(own) => {
                let imported = (source, self.words.empty);
                let symbol = self.numbered(own.symbol_id.get());
                self.imported.extend(symbol.map(|symbol| (symbol, imported)));
            }
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    let Some(name) = property.key.static_name() else { continue };
                    let name = self.intern(&name);
                    if let BindingPattern::BindingIdentifier(own) = &property.value {
                        let symbol = self.numbered(own.symbol_id.get());
                        self.imported.extend(symbol.map(|symbol| (symbol, (source, name))));
                    }
                }
            }
            _ => {}
        }
    }

    /// Removes what was recorded for the value of such a declaration.
    pub(super) fn untake_alias(&mut self, pattern: &BindingPattern<'_>, init: &Expression<'_>) {
        if !self.hosts.components.is_empty()
            && let BindingPattern::BindingIdentifier(own) = pattern
            && let Some(symbol) = self.numbered(own.symbol_id.get())
            && let Some(alias) = self.imported.get(&symbol).copied()
            && self.element_of(init) == Some(alias)
        {
            self.untake(init);
        }
    }

    /// Records an element if a name that is read, except as a tag, is imported as one.
    pub(super) fn note_taken(&mut self, symbol: SymbolId, span: Span) {
        if !self.hosts.components.is_empty()
            && let Some(&(source, name)) = self.imported.get(&symbol)
        {
            self.take(source, name, span);
        }
    }

    /// Records an element if a member of their module is read.
    pub(super) fn note_taken_member(&mut self, member: &MemberExpression<'_>) {
        if self.hosts.components.is_empty() {
            return;
        }
        if let Some(name) = member.static_property_name()
            && let Some(source) = self.module_of_elements(member.object())
        {
            let name = self.intern(name);
            self.take(source, name, member.span());
        }
    }

    /// Records an element that is exported under another name, by which it cannot be found.
    pub(super) fn note_exported(&mut self, symbol: SymbolId, exported: ModuleSym, span: Span) {
        if let Some(&element) = self.imported.get(&symbol) {
            self.take_renamed(element, exported, span);
        }
    }

    pub(super) fn take_renamed(
        &mut self,
        (source, name): (ModuleSym, ModuleSym),
        exported: ModuleSym,
        span: Span,
    ) {
        if name != exported {
            self.take(source, name, span);
        }
    }

    /// Whether a module of the program exports the element again is found out where elements are
    /// judged.
    fn take(&mut self, source: ModuleSym, name: ModuleSym, span: Span) {
        let written = self.facts.strings.get(name);
        let may_be_element = !self.hosts.components.is_empty()
            && written.starts_with(|first: char| first.is_ascii_uppercase())
            && self.known.is_element(&kebab(written));
        if may_be_element {
            self.facts.elements.push(Element {
                span: self.bounds(span),
                tag: name,
                made_of: None,
                imported: Some((source, name)),
                attributes: Vec::new(),
            });
        }
    }

    /// The module and the name of the element that an expression is: `Camera`,
    /// `components.Camera`.
    pub(super) fn element_of(&mut self, value: &Expression<'_>) -> Option<(ModuleSym, ModuleSym)> {
        match value.get_inner_expression() {
            Expression::Identifier(name) => {
                let imported = *self.imported.get(&self.variable(name)?)?;
                let is_element =
                    imported.1 != self.words.empty && self.exports_elements(imported.0);
                is_element.then_some(imported)
            }
            Expression::StaticMemberExpression(member) => {
                let source = self.module_of_elements(&member.object)?;
                Some((source, self.intern(&member.property.name)))
            }
            _ => None,
        }
    }

    /// Removes what was recorded when an element was read, because what becomes of it is known.
    pub(super) fn untake(&mut self, read: &Expression<'_>) {
        let span = self.bounds(read.span());
        if let Some(at) = self.facts.elements.iter().rposition(|known| known.span == span) {
            self.facts.elements.remove(at);
        }
    }

    /// The specifier of the module of elements that an expression is.
    fn module_of_elements(&mut self, value: &Expression<'_>) -> Option<ModuleSym> {
        match value.get_inner_expression() {
            Expression::Identifier(name) => {
                let (source, name) = *self.imported.get(&self.variable(name)?)?;
                (name == self.words.empty && self.exports_elements(source)).then_some(source)
            }
            Expression::CallExpression(call) if call.callee.is_specific_id("require") => {
                let source = call.arguments.first()?.as_expression()?;
                let Expression::StringLiteral(source) = source else { return None };
                let source = self.intern(&source.value);
                self.exports_elements(source).then_some(source)
            }
            Expression::AwaitExpression(awaited) => self.imported_later(&awaited.argument),
            _ => None,
        }
    }

    /// `import("@tarojs/components")`
    fn imported_later(&mut self, value: &Expression<'_>) -> Option<ModuleSym> {
        let Expression::ImportExpression(import) = value.get_inner_expression() else {
            return None;
        };
        let Expression::StringLiteral(source) = import.source.get_inner_expression() else {
            return None;
        };
        let source = self.intern(&source.value);
        self.exports_elements(source).then_some(source)
    }
}
