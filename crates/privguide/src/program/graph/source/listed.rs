//! Where a script that configures a program takes its pages from, by its syntax tree.
//!
//! The strings in the script itself are found by their tokens. This adds what is not written where
//! it is listed: constants, imported modules, calls.

use std::collections::HashSet;

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, ArrayExpressionElement, ArrowFunctionBody, AssignmentExpression,
        AssignmentTarget, CallExpression, ChainElement, ExportAllDeclaration,
        ExportFromDeclaration, Expression, IdentifierReference, ObjectExpression, ObjectProperty,
        ObjectPropertyKind, PropertyDefinition, Statement,
    },
    ast_visit::{Visit, walk},
    parser::{ParseOptions, Parser},
    span::{GetSpan, SourceType},
};

use super::{
    declared::{Declared, Known, required},
    requests::{PageListing, Requested, SourceRequest},
    words::LISTS,
};
use crate::token::{is_read_in_full, is_too_deep};

/// The requests of the lists of pages in a script, with offsets in it. `configures`: the script is
/// only a configuration; in others, only `config` is one. `None` if it cannot be parsed.
pub(super) fn in_script(text: &str, configures: bool) -> Option<Vec<SourceRequest>> {
    if !configures && !LISTS.iter().any(|key| text.contains(key)) {
        return Some(Vec::new());
    }
    if is_too_deep(text) {
        return None;
    }
    [SourceType::tsx(), SourceType::ts()].into_iter().find_map(|source_type| {
        let arena = Allocator::default();
        let options =
            ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
        let parsed = Parser::new(&arena, text, source_type).with_options(options).parse();
        if !is_read_in_full(&parsed, text) {
            return None;
        }
        let mut lists = Lists {
            script: Declared::in_program(&parsed.program),
            followed: HashSet::new(),
            is_configuration: configures,
            is_setting: false,
            is_open: false,
            found: Vec::new(),
        };
        lists.visit_program(&parsed.program);
        Some(lists.found)
    })
}

/// The maximum number of pages and modules that one script lists: the same list may be used for
/// many sub-packages.
const MOST_LISTED: usize = 10_000;

/// What encloses a value.
#[derive(Clone, Copy)]
struct Around<'c> {
    /// The root of the sub-package.
    package: &'c str,
    /// Its strings are found by their tokens with the same root.
    is_in_place: bool,
}

struct Lists<'p, 'a> {
    script: Declared<'p, 'a>,
    /// The constants and functions that were followed, each with its sub-package.
    followed: HashSet<(String, String)>,
    is_configuration: bool,
    /// The value of another setting is visited.
    is_setting: bool,
    /// Something is listed that is not known.
    is_open: bool,
    found: Vec<SourceRequest>,
}

impl<'a> Visit<'a> for Lists<'_, 'a> {
    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        let is_list = |property: &ObjectPropertyKind<'_>| match property {
            ObjectPropertyKind::ObjectProperty(property) => {
                property.key.static_name().is_some_and(|name| LISTS.contains(&&*name))
            }
            ObjectPropertyKind::SpreadProperty(_) => false,
        };
        if self.is_configuration && object.properties.iter().any(is_list) {
            self.object(object, Around { package: "", is_in_place: true });
            for property in object.properties.iter().filter(|property| !is_list(property)) {
                self.visit_object_property_kind(property);
            }
        } else {
            walk::walk_object_expression(self, object);
        }
    }

    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        let is_config = property.key.static_name().is_some_and(|name| name == "config");
        // Other settings list nothing, but may contain an object with lists.
        let outer = self.is_setting;
        self.is_setting = self.is_configuration && !is_config;
        self.within(is_config, |this| walk::walk_object_property(this, property));
        self.is_setting = outer;
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        // `defineAppJson({ … })`
        let defines =
            matches!(&call.callee, Expression::Identifier(name) if name.name.starts_with("define"));
        self.within(defines, |this| walk::walk_call_expression(this, call));
    }

    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        if self.is_configuration
            && !self.is_setting
            && let Some(module) = self.script.names.imported.get(name.name.as_str()).cloned()
        {
            self.related(module, name);
        }
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        if self.is_configuration {
            self.related(export.source.value.to_string(), export);
        }
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        if self.is_configuration {
            self.related(export.source.value.to_string(), export);
        }
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        let is_config = property.key.static_name().is_some_and(|name| name == "config");
        self.within(is_config, |this| walk::walk_property_definition(this, property));
    }

    fn visit_assignment_expression(&mut self, assigned: &AssignmentExpression<'a>) {
        if self.is_configuration
            && let AssignmentTarget::StaticMemberExpression(member) = &assigned.left
            && LISTS.contains(&member.property.name.as_str())
        {
            self.list(&assigned.right, Around { package: "", is_in_place: true });
        } else {
            walk::walk_assignment_expression(self, assigned);
        }
    }
}

impl<'a> Lists<'_, 'a> {
    /// Visits a part of the script that may be a configuration.
    fn within(&mut self, configures: bool, visit: impl FnOnce(&mut Self)) {
        let outer = self.is_configuration;
        self.is_configuration |= configures;
        visit(self);
        self.is_configuration = outer;
    }

    /// A module that is used outside lists and other settings: `...base`, `Object.assign({}, base)`,
    /// `pages.push(...more)`.
    fn related(&mut self, name: String, at: &impl GetSpan) {
        let listing = PageListing::Related;
        self.ask(Requested::ListFrom { name, package: String::new(), listing }, at);
    }

    fn ask(&mut self, asked: Requested, at: &impl GetSpan) {
        // If more are listed than can be followed, every source counts.
        let asked = if self.found.len() < MOST_LISTED { asked } else { Requested::Open };
        if asked == Requested::Open && std::mem::replace(&mut self.is_open, true) {
            return;
        }
        self.found.push(SourceRequest { asked, at: at.span().start as usize });
    }

    fn list_from(&mut self, module: &str, around: Around<'_>, at: &impl GetSpan) {
        let asked = Requested::ListFrom {
            name: module.to_owned(),
            package: around.package.to_owned(),
            listing: PageListing::Source,
        };
        self.ask(asked, at);
    }

    /// A value that lists pages or sub-packages, or is one of them.
    fn list(&mut self, value: &Expression<'a>, around: Around<'_>) {
        let value = value.get_inner_expression();
        if let Some(module) = required(value) {
            self.list_from(module, around, value);
            return;
        }
        match value {
            Expression::ArrayExpression(items) => {
                for item in &items.elements {
                    match item {
                        ArrayExpressionElement::SpreadElement(more) => {
                            self.list(&more.argument, around);
                        }
                        item => {
                            if let Some(item) = item.as_expression() {
                                self.list(item, around);
                            }
                        }
                    }
                }
            }
            Expression::ObjectExpression(object) => self.object(object, around),
            Expression::StringLiteral(name) if !around.is_in_place => {
                self.page(&name.value, around, name.as_ref());
            }
            Expression::TemplateLiteral(_) | Expression::BinaryExpression(_) => {
                self.joined(value, around);
            }
            Expression::ConditionalExpression(choice) => {
                self.list(&choice.consequent, around);
                self.list(&choice.alternate, around);
            }
            Expression::LogicalExpression(choice) => {
                if !choice.operator.is_and() {
                    self.list(&choice.left, around);
                }
                self.list(&choice.right, around);
            }
            Expression::AwaitExpression(waits) => self.list(&waits.argument, around),
            Expression::AssignmentExpression(assigned) => self.list(&assigned.right, around),
            Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => {
                self.returned(value, around);
            }
            Expression::CallExpression(call) => self.call(call, around),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => self.call(call, around),
                other => match other.as_member_expression() {
                    Some(member) => self.member(member.object(), around),
                    None => self.ask(Requested::Open, value),
                },
            },
            Expression::Identifier(name) => self.named(&name.name, around, value),
            Expression::StaticMemberExpression(member) => self.member(&member.object, around),
            Expression::ComputedMemberExpression(member) => self.member(&member.object, around),
            Expression::StringLiteral(_)
            | Expression::NullLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::UnaryExpression(_) => {}
            _ => self.ask(Requested::Open, value),
        }
    }

    /// A sub-package, or an object with lists.
    fn object(&mut self, object: &ObjectExpression<'a>, around: Around<'_>) {
        let mut package = around.package.to_owned();
        let mut is_in_place = around.is_in_place;
        for (key, value) in members(object) {
            if key == "root" {
                match self.script.text(value) {
                    Some(Known::Whole(root)) => root.trim_matches('/').clone_into(&mut package),
                    _ => self.list(value, around),
                }
                let is_literal =
                    matches!(value.get_inner_expression(), Expression::StringLiteral(_));
                is_in_place &= is_literal;
            }
        }
        let inside = Around { package: &package, is_in_place };
        for property in &object.properties {
            if let ObjectPropertyKind::SpreadProperty(more) = property {
                self.list(&more.argument, inside);
            }
        }
        for (key, value) in members(object) {
            if key == "path" || LISTS.contains(&&*key) {
                self.list(value, inside);
            }
        }
    }

    /// A member of a value: `routes.home`. Strings of objects in this script are found by their
    /// tokens.
    fn member(&mut self, object: &Expression<'a>, around: Around<'_>) {
        match object.get_inner_expression() {
            Expression::StaticMemberExpression(member) => self.member(&member.object, around),
            Expression::ComputedMemberExpression(member) => self.member(&member.object, around),
            Expression::ThisExpression(_) => {}
            Expression::ObjectExpression(object) => self.all_members(object, around),
            Expression::Identifier(name) => {
                match self.script.constants.get(name.name.as_str()).copied() {
                    Some(Expression::ObjectExpression(routes)) => {
                        let key = (name.name.to_string(), around.package.to_owned());
                        if self.followed.insert(key) {
                            self.all_members(routes, around);
                        }
                    }
                    _ => self.list(object, around),
                }
            }
            other => self.list(other, around),
        }
    }

    fn all_members(&mut self, object: &ObjectExpression<'a>, around: Around<'_>) {
        for (_, value) in members(object) {
            self.list(value, around);
        }
    }

    fn named(&mut self, name: &str, around: Around<'_>, at: &Expression<'a>) {
        if let Some(module) = self.script.names.imported.get(name).cloned() {
            self.list_from(&module, around, at);
        } else if let Some(&value) = self.script.constants.get(name) {
            if self.followed.insert((name.to_owned(), around.package.to_owned())) {
                self.list(value, Around { is_in_place: around.package.is_empty(), ..around });
            }
        } else if !self.script.names.declared.contains(name) && name != "undefined" {
            self.ask(Requested::Open, at);
        }
    }

    fn call(&mut self, call: &CallExpression<'a>, around: Around<'_>) {
        let (object, method) = match call.callee.get_inner_expression() {
            Expression::Identifier(name) => {
                self.called(&name.name, call, around);
                return;
            }
            Expression::StaticMemberExpression(member) => {
                (&member.object, member.property.name.as_str())
            }
            callee @ (Expression::ArrowFunctionExpression(_)
            | Expression::FunctionExpression(_)) => {
                self.returned(callee, around);
                return;
            }
            _ => {
                self.ask(Requested::Open, call);
                return;
            }
        };
        let is_builtin = matches!(object.get_inner_expression(), Expression::Identifier(name) if matches!(name.name.as_str(), "Object" | "Array"));
        match method {
            "values" | "keys" | "entries" | "assign" | "from" | "of" | "freeze" if is_builtin => {
                self.arguments(call, around);
            }
            "concat" => {
                self.list(object, around);
                self.arguments(call, around);
            }
            "filter" | "flat" | "slice" | "reverse" | "sort" | "trim" | "replace" | "values" => {
                self.list(object, around);
            }
            "map" | "flatMap" if call.arguments.first().is_some_and(selects) => {
                self.list(object, around);
            }
            _ => {
                // An imported module may contain the names; the call may make others.
                self.member(object, around);
                self.ask(Requested::Open, call);
            }
        }
    }

    fn arguments(&mut self, call: &CallExpression<'a>, around: Around<'_>) {
        for argument in &call.arguments {
            match argument {
                Argument::SpreadElement(more) => self.list(&more.argument, around),
                other => {
                    if let Some(value) = other.as_expression() {
                        self.list(value, around);
                    }
                }
            }
        }
    }

    /// A call of a function by its name.
    fn called(&mut self, name: &str, call: &CallExpression<'a>, around: Around<'_>) {
        if let Some(module) = self.script.names.imported.get(name).cloned() {
            self.list_from(&module, around, call);
        }
        let inside = Around { is_in_place: around.package.is_empty(), ..around };
        let is_new = self.followed.insert((name.to_owned(), around.package.to_owned()));
        if let Some(function) = self.script.functions.get(name).copied() {
            if is_new {
                let statements = function.body.as_ref().map(|body| body.statements.as_slice());
                self.returns_in(statements.unwrap_or_default(), inside, call);
            }
        } else if let Some(&value) = self.script.constants.get(name) {
            if is_new {
                self.returned(value, inside);
            }
        } else {
            self.ask(Requested::Open, call);
        }
    }

    /// What a function returns.
    fn returned(&mut self, function: &Expression<'a>, around: Around<'_>) {
        match function.get_inner_expression() {
            Expression::ArrowFunctionExpression(arrow) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => {
                    self.returns_in(&body.statements, around, function);
                }
                body => match body.as_expression() {
                    Some(value) => self.list(value, around),
                    None => self.ask(Requested::Open, function),
                },
            },
            Expression::FunctionExpression(function) => {
                let statements = function.body.as_ref().map(|body| body.statements.as_slice());
                self.returns_in(statements.unwrap_or_default(), around, function.as_ref());
            }
            _ => self.ask(Requested::Open, function),
        }
    }

    /// A function that does more than return a value may make names in any way.
    fn returns_in(&mut self, statements: &[Statement<'a>], around: Around<'_>, at: &impl GetSpan) {
        match statements {
            [Statement::ReturnStatement(returns)] => {
                if let Some(value) = &returns.argument {
                    self.list(value, around);
                }
            }
            _ => self.ask(Requested::Open, at),
        }
    }

    fn page(&mut self, name: &str, around: Around<'_>, at: &impl GetSpan) {
        let asked = Requested::Page { name: name.to_owned(), package: around.package.to_owned() };
        self.ask(asked, at);
    }

    /// `${PAGES}/index`, `PAGES + '/index'`
    fn joined(&mut self, value: &Expression<'a>, around: Around<'_>) {
        match self.script.text(value) {
            Some(Known::Whole(name)) => self.page(&name, around, value),
            Some(Known::Beginning(known))
                if known.trim_start_matches('/').contains('/') || !around.package.is_empty() =>
            {
                let package = around.package;
                let known = known.trim_start_matches('/');
                self.ask(Requested::Below(format!("/{known}")), value);
                if !package.is_empty() {
                    self.ask(Requested::Below(format!("/{package}/{known}")), value);
                }
            }
            _ => self.ask(Requested::Open, value),
        }
    }
}

/// Whether a function only selects a member of its argument: `route => route.path`.
fn selects(function: &Argument<'_>) -> bool {
    let Argument::ArrowFunctionExpression(arrow) = function else { return false };
    matches!(
        arrow.body.as_expression().map(Expression::get_inner_expression),
        Some(Expression::StaticMemberExpression(_) | Expression::Identifier(_))
    )
}

/// The members of an object with names.
fn members<'o, 'a>(
    object: &'o ObjectExpression<'a>,
) -> impl Iterator<Item = (String, &'o Expression<'a>)> {
    object.properties.iter().filter_map(|property| match property {
        ObjectPropertyKind::ObjectProperty(property) => {
            Some((property.key.static_name()?.into_owned(), &property.value))
        }
        ObjectPropertyKind::SpreadProperty(_) => None,
    })
}
