//! The constants of a script that the template of `<script setup>` can use: the strings in them,
//! and in the initial values of `ref` and `reactive`.
//!
//! Every top-level name of such a script is data of the template, including imported names. Only
//! literal values are read; a name with any other value is open. References to other names or
//! modules are resolved by [`super::constants`].

use std::collections::{BTreeMap, BTreeSet};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        Argument, Declaration, ExportDefaultDeclarationKind, Expression,
        ImportDeclarationSpecifier, ModuleExportName, ObjectPropertyKind, Statement,
        TSEnumDeclaration, VariableDeclaration,
    },
    parser::Parser,
    span::SourceType,
};
use serde::{Deserialize, Serialize};

use crate::{
    scan::markup::{DataPath, ELEMENT},
    token::{is_read_in_full, is_too_deep},
};

/// The initial values of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitialData {
    /// Strings.
    pub texts: BTreeSet<String>,
    /// It can also have another, unknown value.
    pub is_open: bool,
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

/// The maximum number of bytes of a script that is read. The exports of a larger one are open: it
/// is a bundled library, not the program's own table of constants.
const MOST_READ: usize = 256 << 10;

/// The internal name of the default export.
const DEFAULT: &str = "default";

/// The constants of a script: if it is larger than [`MOST_READ`] or too deep, none; if it can only
/// be parsed in part, those of that part.
pub(super) fn read(text: &str, ways: &[SourceType]) -> SetupConstants {
    let unread = SetupConstants { is_unread: true, ..SetupConstants::default() };
    if text.len() > MOST_READ || is_too_deep(text) {
        return unread;
    }
    let mut in_part = None;
    for way in ways {
        let arena = Allocator::default();
        let parsed = Parser::new(&arena, text, *way).parse();
        if parsed.panicked {
            continue;
        }
        let mut reader = BindingReader { found: SetupConstants::default() };
        for statement in &parsed.program.body {
            reader.statement(statement);
        }
        if is_read_in_full(&parsed, text) {
            return reader.found;
        }
        in_part.get_or_insert(SetupConstants { is_unread: true, ..reader.found });
    }
    in_part.unwrap_or(unread)
}

struct BindingReader {
    found: SetupConstants,
}

impl BindingReader {
    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::VariableDeclaration(declaration) => self.variables(declaration),
            Statement::TSEnumDeclaration(declaration) => self.enumeration(declaration),
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
            if let (Some(name), Some(value)) =
                (declarator.id.get_binding_identifier(), &declarator.init)
            {
                self.value(&mut vec![name.name.to_string()], value);
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

    fn value(&mut self, path: &mut DataPath, value: &Expression<'_>) {
        if path.len() > DEEPEST || self.found.top.len() >= MOST {
            return self.open(path);
        }
        match value.get_inner_expression() {
            Expression::StringLiteral(text) => self.text(path, text.value.as_str()),
            Expression::TemplateLiteral(template) => match template.single_quasi() {
                Some(text) => self.text(path, text.as_str()),
                None => self.open(path),
            },
            Expression::NumericLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_) => {
                self.found.top.entry(path.clone()).or_default();
            }
            Expression::ConditionalExpression(choice) => {
                self.value(path, &choice.consequent);
                self.value(path, &choice.alternate);
            }
            Expression::ObjectExpression(object) => {
                self.found.top.entry(path.clone()).or_default();
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
            Expression::CallExpression(call) => {
                let name = match &call.callee {
                    Expression::Identifier(name) => name.name.as_str(),
                    Expression::StaticMemberExpression(member) => member.property.name.as_str(),
                    _ => "",
                };
                match call
                    .arguments
                    .first()
                    .and_then(Argument::as_expression)
                    .filter(|_| WRAPPERS.contains(&name))
                {
                    Some(value) => self.value(path, value),
                    None => self.open(path),
                }
            }
            other => match written(other) {
                Some(other) => self.also(path.clone(), Elsewhere::Here(other)),
                None => self.open(path),
            },
        }
    }

    fn text(&mut self, path: &DataPath, text: &str) {
        self.found.top.entry(path.clone()).or_default().texts.insert(text.to_owned());
    }

    fn open(&mut self, path: &DataPath) {
        self.found.top.entry(path.clone()).or_default().is_open = true;
    }

    fn also(&mut self, path: DataPath, elsewhere: Elsewhere) {
        self.found.top.entry(path).or_default().is_also.insert(elsewhere);
    }
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

#[cfg(test)]
mod tests {
    use oxc::span::SourceType;

    use super::{Elsewhere, MOST_READ, read};

    #[test]
    fn names_at_the_top_are_data() {
        for (text, expected) in [
            ("const a = 'x'", "a=x"),
            ("let a: string = cond ? 'x' : 'y'", "a=x|y"),
            ("const a = ref<string>('x'), b = f()", "a=x b=?"),
            (
                "const a = { b: 'x', 'c-d': { e: `y` }, n: 1 } as const",
                "a= a.b=x a.c-d= a.c-d.e=y a.n=",
            ),
            ("const a = reactive({ ...f(), b: 'x' })", "a=? a.b=x"),
            ("const a = ['x', { b: 'y' }]", "a= a.[]=x a.[].b=y"),
            ("function f() { const a = 'x' }", ""),
            ("const a = b.c, d = { ...e }", "a=>b.c d=>e"),
            ("enum A { B = 'x', C, 'd-e' = `y` }", "A= A.B=x A.C= A.d-e=y"),
            (
                "import a, { b, c as d } from './m'; import * as e from 'n'",
                "a=>./m:default b=>./m:b d=>./m:c e=>n:",
            ),
        ] {
            let found = read(text, &[SourceType::ts()]).top;
            let shown = found.iter().map(|(path, held)| {
                let texts = held.texts.iter().map(String::as_str).collect::<Vec<_>>().join("|");
                let also = held.is_also.iter().map(|other| match other {
                    Elsewhere::Here(path) => format!(">{}", path.join(".")),
                    Elsewhere::Export(module, path) => format!(">{module}:{}", path.join(".")),
                });
                let also: String = also.collect();
                format!("{}={texts}{}{also}", path.join("."), if held.is_open { "?" } else { "" })
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_may_export_anything() {
        let constant = "export const a = 'x'\n";
        let padded = |length: usize| constant.to_owned() + &" ".repeat(length - constant.len());
        for (text, is_unread, names) in [
            (constant.to_owned(), false, 1),
            (padded(MOST_READ), false, 1),
            (padded(MOST_READ + 1), true, 0),
            ("export const = 'x'".to_owned(), true, 0),
            // What precedes the mistake is still found.
            (format!("{constant}# TODO\nexport const b = 'y'"), true, 1),
            (format!("{constant}a = {}", "(".repeat(10_000)), true, 0),
        ] {
            let found = read(&text, &[SourceType::ts()]);
            assert_eq!((found.is_unread, found.exports.len()), (is_unread, names));
        }
    }

    #[test]
    fn exports_have_many_forms() {
        let text = "export const a = 'x', b = 'y'\nconst c = 'z'\nexport { c as d }\nexport enum E { F = 'x' }\n\
            export { g as h, default as i } from './m'\nexport * as n from './n'\nexport * from './o'\nexport default { k: 'x' }";
        let found = read(text, &[SourceType::ts()]);
        let names: Vec<&str> = found.exports.keys().map(String::as_str).collect();
        assert_eq!(names, ["E", "a", "b", "d", "default", "h", "i", "n"]);
        assert_eq!(found.stars, ["./o"]);
    }
}
