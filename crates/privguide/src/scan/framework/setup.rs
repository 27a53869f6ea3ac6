//! The constants of a script that the template of `<script setup>` can use: the strings in them,
//! in the initial values of `ref` and `reactive`, and in what is assigned later.
//!
//! Every top-level name of such a script is data of the template, including imported names. Only
//! literal values are read; a name with any other value is open. What is assigned is read by
//! [`super::assigned`]. References to other names or
//! modules are resolved by [`super::constants`].

use std::collections::{BTreeMap, BTreeSet};

use oxc::ast::ast::{
    Argument, BindingPattern, CallExpression, Declaration, ExportDefaultDeclarationKind,
    Expression, ImportDeclarationSpecifier, ModuleExportName, ObjectPropertyKind, Statement,
    TSEnumDeclaration, VariableDeclaration,
};
use serde::{Deserialize, Serialize};

use crate::scan::markup::{DataPath, ELEMENT};

/// The initial values of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitialData {
    /// Strings.
    pub texts: BTreeSet<String>,
    /// It can also have another, unknown value.
    pub is_open: bool,
    /// It, or a part of it, is assigned later.
    pub is_replaced: bool,
    /// Other places whose values it can also have.
    pub(super) is_also: BTreeSet<Elsewhere>,
}

/// A reference to another place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Elsewhere {
    /// Another path in the same script.
    Here(DataPath),
    /// This path in a module's exports; all exports if the path is empty.
    Export(String, DataPath),
}

/// The values of the names in a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SetupConstants {
    /// By top-level name.
    pub(super) top: BTreeMap<DataPath, InitialData>,
    /// By exported name: the place of the value.
    pub(super) exports: BTreeMap<String, Elsewhere>,
    /// Modules of which it re-exports everything.
    pub(super) stars: Vec<String>,
    /// The script could not be read in full: it may also export anything else.
    pub(super) is_unread: bool,
}

/// Functions that return their argument unchanged.
const WRAPPERS: [&str; 7] =
    ["ref", "shallowRef", "reactive", "shallowReactive", "readonly", "markRaw", "freeze"];

/// The maximum nesting depth of objects and lists, and the maximum number of names in a script.
/// Anything beyond is open.
pub(super) const DEEPEST: usize = 8;
pub(super) const MOST: usize = 4096;

/// The internal name of the default export.
const DEFAULT: &str = "default";

#[derive(Default)]
pub(super) struct BindingReader {
    pub(super) found: SetupConstants,
    /// Data that can change and is initially empty.
    pub(super) empty: BTreeSet<DataPath>,
    /// The value being read is data that can change.
    is_changing: bool,
}

impl BindingReader {
    pub(super) fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::VariableDeclaration(declaration) => self.variables(declaration),
            Statement::TSEnumDeclaration(declaration) => self.enumeration(declaration),
            Statement::ExpressionStatement(statement) => self.defaults(&statement.expression),
            Statement::ImportDeclaration(import) => {
                for specifier in import.specifiers.iter().flatten() {
                    let (local, path) = match specifier {
                        ImportDeclarationSpecifier::ImportSpecifier(one) => {
                            (&one.local, vec![name_of(&one.imported)])
                        }
                        ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => {
                            (&one.local, vec![DEFAULT.to_owned()])
                        }
                        ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => {
                            (&one.local, DataPath::new())
                        }
                    };
                    self.also(
                        vec![local.name.to_string()],
                        Elsewhere::Export(import.source.value.to_string(), path),
                    );
                }
            }
            Statement::ExportDeclaration(export) => {
                let declared: Vec<String> = match &export.declaration {
                    Declaration::VariableDeclaration(declaration) => {
                        self.variables(declaration);
                        let names = declaration
                            .declarations
                            .iter()
                            .filter_map(|one| one.id.get_binding_identifier());
                        names.map(|name| name.name.to_string()).collect()
                    }
                    Declaration::TSEnumDeclaration(declaration) => {
                        self.enumeration(declaration);
                        vec![declaration.id.name.to_string()]
                    }
                    _ => Vec::new(),
                };
                self.found.exports.extend(
                    declared.into_iter().map(|name| (name.clone(), Elsewhere::Here(vec![name]))),
                );
            }
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    let local = vec![name_of(&specifier.local)];
                    self.found.exports.insert(name_of(&specifier.exported), Elsewhere::Here(local));
                }
            }
            Statement::ExportFromDeclaration(export) => {
                for specifier in &export.specifiers {
                    let held = Elsewhere::Export(
                        export.source.value.to_string(),
                        vec![name_of(&specifier.local)],
                    );
                    self.found.exports.insert(name_of(&specifier.exported), held);
                }
            }
            Statement::ExportAllDeclaration(export) => match &export.exported {
                Some(name) => {
                    let all = Elsewhere::Export(export.source.value.to_string(), DataPath::new());
                    self.found.exports.insert(name_of(name), all);
                }
                None => self.found.stars.push(export.source.value.to_string()),
            },
            Statement::ExportDefaultDeclaration(export) => {
                if let ExportDefaultDeclarationKind::FunctionDeclaration(_)
                | ExportDefaultDeclarationKind::ClassDeclaration(_) = &export.declaration
                {
                    return;
                }
                if let Some(value) = export.declaration.as_expression() {
                    let path = vec![format!("{DEFAULT} export")];
                    self.value(&mut path.clone(), value);
                    self.found.exports.insert(DEFAULT.to_owned(), Elsewhere::Here(path));
                }
            }
            _ => {}
        }
    }

    fn variables(&mut self, declaration: &VariableDeclaration<'_>) {
        for declarator in &declaration.declarations {
            if let Some(value) = &declarator.init {
                self.defaults(value);
                self.destructured_defaults(&declarator.id, value);
            }
            if let (Some(name), Some(value)) =
                (declarator.id.get_binding_identifier(), &declarator.init)
            {
                self.is_changing = !declaration.kind.is_const();
                self.value(&mut vec![name.name.to_string()], value);
                self.is_changing = false;
            }
        }
    }

    /// The defaults of properties: `withDefaults(defineProps<…>(), { kind: 'share' })`,
    /// `defineProps({ kind: { default: 'share' } })`.
    fn defaults(&mut self, value: &Expression<'_>) {
        let Expression::CallExpression(call) = value.get_inner_expression() else { return };
        let argument = |at: usize| call.arguments.get(at).and_then(Argument::as_expression);
        let (declared, is_direct) = match call.callee.get_identifier_reference() {
            Some(name) if name.name == "withDefaults" => {
                if let Some(inner) = argument(0) {
                    self.defaults(inner);
                }
                (argument(1), true)
            }
            Some(name) if name.name == "defineProps" => (argument(0), false),
            _ => return,
        };
        let Some(Expression::ObjectExpression(object)) =
            declared.map(Expression::get_inner_expression)
        else {
            return;
        };
        for property in object.properties.iter().filter_map(ObjectPropertyKind::as_property) {
            let Some(name) = property.key.static_name() else { continue };
            let default =
                if is_direct { Some(&property.value) } else { default_of(&property.value) };
            if let Some(default) = default {
                self.value(&mut vec![name.into_owned()], returned(default));
            }
        }
    }

    /// `const { kind = 'share' } = defineProps<…>()`
    fn destructured_defaults(&mut self, pattern: &BindingPattern<'_>, value: &Expression<'_>) {
        let (BindingPattern::ObjectPattern(pattern), Expression::CallExpression(call)) =
            (pattern, value.get_inner_expression())
        else {
            return;
        };
        let is_props = |name: &str| matches!(name, "defineProps" | "withDefaults");
        if !call.callee.get_identifier_reference().is_some_and(|name| is_props(&name.name)) {
            return;
        }
        for property in &pattern.properties {
            let (Some(name), BindingPattern::AssignmentPattern(defaulted)) =
                (property.key.static_name(), &property.value)
            else {
                continue;
            };
            let path = vec![name.into_owned()];
            self.value(&mut path.clone(), &defaulted.right);
            if let Some(own) = defaulted.left.get_binding_identifier()
                && own.name != path[0].as_str()
            {
                self.also(vec![own.name.to_string()], Elsewhere::Here(path));
            }
        }
    }

    fn enumeration(&mut self, declaration: &TSEnumDeclaration<'_>) {
        let name = declaration.id.name.to_string();
        self.found.top.entry(vec![name.clone()]).or_default();
        for member in &declaration.body.members {
            let mut path = vec![name.clone(), member.id.static_name().to_string()];
            match &member.initializer {
                Some(value) => self.value(&mut path, value),
                // It is a number.
                None => drop(self.found.top.entry(path).or_default()),
            }
        }
    }

    pub(super) fn value(&mut self, path: &mut DataPath, value: &Expression<'_>) {
        if path.len() > DEEPEST || self.found.top.len() >= MOST {
            return self.open(path);
        }
        match value.get_inner_expression() {
            Expression::StringLiteral(text) => self.text(path, text.value.as_str()),
            Expression::TemplateLiteral(template) => match template.single_quasi() {
                Some(text) => self.text(path, text.as_str()),
                None => self.open(path),
            },
            Expression::NumericLiteral(_) | Expression::BooleanLiteral(_) => {
                self.found.top.entry(path.clone()).or_default();
            }
            Expression::NullLiteral(_) => self.nothing(path),
            Expression::Identifier(name) if name.name == "undefined" => self.nothing(path),
            Expression::ConditionalExpression(choice) => {
                self.value(path, &choice.consequent);
                self.value(path, &choice.alternate);
            }
            Expression::ObjectExpression(object) => {
                self.found.top.entry(path.clone()).or_default();
                if object.properties.is_empty() {
                    self.nothing(path);
                }
                for property in &object.properties {
                    match property {
                        ObjectPropertyKind::ObjectProperty(property)
                            if property.key.static_name().is_some() =>
                        {
                            path.push(property.key.static_name().unwrap_or_default().into_owned());
                            self.value(path, &property.value);
                            path.pop();
                        }
                        ObjectPropertyKind::SpreadProperty(spread) => {
                            match written(&spread.argument) {
                                Some(other) => self.also(path.clone(), Elsewhere::Here(other)),
                                None => self.open(path),
                            }
                        }
                        ObjectPropertyKind::ObjectProperty(_) => self.open(path),
                    }
                }
            }
            Expression::ArrayExpression(list) => {
                self.found.top.entry(path.clone()).or_default();
                if list.elements.is_empty() {
                    self.nothing(path);
                }
                for element in &list.elements {
                    match element.as_expression() {
                        Some(value) => {
                            path.push(ELEMENT.to_owned());
                            self.value(path, value);
                            path.pop();
                        }
                        None => self.open(path),
                    }
                }
            }
            Expression::CallExpression(call) => self.call(path, call),
            other => match written(other) {
                Some(other) => self.also(path.clone(), Elsewhere::Here(other)),
                None => self.open(path),
            },
        }
    }

    /// `ref('share')`, `computed(() => KIND)`
    fn call(&mut self, path: &mut DataPath, call: &CallExpression<'_>) {
        let name = match &call.callee {
            Expression::Identifier(name) => name.name.as_str(),
            Expression::StaticMemberExpression(member) => member.property.name.as_str(),
            _ => "",
        };
        let first = call.arguments.first().and_then(Argument::as_expression);
        match first {
            Some(value) if WRAPPERS.contains(&name) => {
                let before = self.is_changing;
                self.is_changing = !matches!(name, "freeze" | "readonly");
                self.value(path, value);
                self.is_changing = before;
            }
            Some(Expression::ArrowFunctionExpression(function)) if name == "computed" => {
                match function.get_expression() {
                    Some(value) => self.value(path, value),
                    None => self.open(path),
                }
            }
            _ => self.open(path),
        }
    }

    /// An empty value, which is replaced later if the data can change.
    fn nothing(&mut self, path: &DataPath) {
        self.found.top.entry(path.clone()).or_default();
        if self.is_changing {
            self.empty.insert(path.clone());
        }
    }

    fn text(&mut self, path: &DataPath, text: &str) {
        if text.is_empty() {
            return self.nothing(path);
        }
        self.found.top.entry(path.clone()).or_default().texts.insert(text.to_owned());
    }

    pub(super) fn open(&mut self, path: &DataPath) {
        self.found.top.entry(path.clone()).or_default().is_open = true;
    }

    fn also(&mut self, path: DataPath, elsewhere: Elsewhere) {
        self.found.top.entry(path).or_default().is_also.insert(elsewhere);
    }
}

/// The default in the declaration of a property: `{ type: String, default: 'share' }`.
fn default_of<'e, 'a>(declaration: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    let Expression::ObjectExpression(object) = declaration.get_inner_expression() else {
        return None;
    };
    let mut declared = object.properties.iter().filter_map(ObjectPropertyKind::as_property);
    let is_default = |name: &str| matches!(name, "default" | "value");
    let found = declared.find(|one| one.key.static_name().is_some_and(|name| is_default(&name)))?;
    Some(&found.value)
}

/// What a function that makes a default returns; any other value is the default itself.
fn returned<'e, 'a>(value: &'e Expression<'a>) -> &'e Expression<'a> {
    let body = match value.get_inner_expression() {
        Expression::ArrowFunctionExpression(function) => {
            return function.get_expression().unwrap_or(value);
        }
        Expression::FunctionExpression(function) => function.body.as_ref(),
        _ => None,
    };
    let result = body.and_then(|body| match body.statements.last() {
        Some(Statement::ReturnStatement(returned)) => returned.argument.as_ref(),
        _ => None,
    });
    result.unwrap_or(value)
}

/// `name`, `name.member.member`
fn written(value: &Expression<'_>) -> Option<DataPath> {
    match value.get_inner_expression() {
        Expression::Identifier(name) => Some(vec![name.name.to_string()]),
        Expression::StaticMemberExpression(member) => {
            let mut path = written(&member.object)?;
            path.push(member.property.name.to_string());
            (path.len() <= DEEPEST).then_some(path)
        }
        _ => None,
    }
}

fn name_of(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}
