//! What a template sees of `<script setup>`: the texts in its constants, and in what `ref` and `reactive` begin with.
//!
//! Every name at the top of such a script is data of the template. Only literal values are read; a name with any other value is open.

use std::collections::{BTreeMap, BTreeSet};

use oxc_allocator::Allocator;
use oxc_ast::ast::{Argument, Expression, ObjectPropertyKind, Statement};
use oxc_parser::Parser;
use oxc_span::SourceType;

use crate::{
    scan::markup::{ELEMENT, Path},
    token::is_too_deep,
};

/// What data can be at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Texts.
    pub texts: BTreeSet<String>,
    /// It can be something else that is not known here.
    pub is_open: bool,
}

/// Functions that give a value back as it is.
const WRAPPERS: [&str; 7] = ["ref", "shallowRef", "reactive", "shallowReactive", "readonly", "markRaw", "freeze"];

/// Objects and lists in each other, and names in one script, that are looked at. What is beyond is open.
const DEEPEST: usize = 8;
const MOST: usize = 4096;

/// The data that a script gives to its template; nothing when it cannot be parsed.
pub(super) fn read(text: &str, way: SourceType) -> BTreeMap<Path, Held> {
    let mut reader = Reader { found: BTreeMap::new() };
    if is_too_deep(text) {
        return reader.found;
    }
    let arena = Allocator::default();
    let parsed = Parser::new(&arena, text, way).parse();
    for statement in &parsed.program.body {
        let Statement::VariableDeclaration(declaration) = statement else { continue };
        for declarator in &declaration.declarations {
            if let (Some(name), Some(value)) = (declarator.id.get_binding_identifier(), &declarator.init) {
                reader.value(&mut vec![name.name.to_string()], value);
            }
        }
    }
    reader.found
}

struct Reader {
    found: BTreeMap<Path, Held>,
}

impl Reader {
    fn value(&mut self, path: &mut Path, value: &Expression<'_>) {
        if path.len() > DEEPEST || self.found.len() >= MOST {
            return self.open(path);
        }
        match value.get_inner_expression() {
            Expression::StringLiteral(text) => self.text(path, text.value.as_str()),
            Expression::TemplateLiteral(template) => match template.single_quasi() {
                Some(text) => self.text(path, text.as_str()),
                None => self.open(path),
            },
            Expression::NumericLiteral(_) | Expression::BooleanLiteral(_) | Expression::NullLiteral(_) => {
                self.found.entry(path.clone()).or_default();
            }
            Expression::ConditionalExpression(choice) => {
                self.value(path, &choice.consequent);
                self.value(path, &choice.alternate);
            }
            Expression::ObjectExpression(object) => {
                self.found.entry(path.clone()).or_default();
                for property in &object.properties {
                    match property {
                        ObjectPropertyKind::ObjectProperty(property) if property.key.static_name().is_some() => {
                            path.push(property.key.static_name().unwrap_or_default().into_owned());
                            self.value(path, &property.value);
                            path.pop();
                        }
                        _ => self.open(path),
                    }
                }
            }
            Expression::ArrayExpression(list) => {
                self.found.entry(path.clone()).or_default();
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
                match call.arguments.first().and_then(Argument::as_expression).filter(|_| WRAPPERS.contains(&name)) {
                    Some(value) => self.value(path, value),
                    None => self.open(path),
                }
            }
            _ => self.open(path),
        }
    }

    fn text(&mut self, path: &Path, text: &str) {
        self.found.entry(path.clone()).or_default().texts.insert(text.to_owned());
    }

    fn open(&mut self, path: &Path) {
        self.found.entry(path.clone()).or_default().is_open = true;
    }
}

#[cfg(test)]
mod tests {
    use oxc_span::SourceType;

    use super::read;

    #[test]
    fn names_at_the_top_are_data() {
        for (text, expected) in [
            ("const a = 'x'", "a=x"),
            ("let a: string = cond ? 'x' : 'y'", "a=x|y"),
            ("const a = ref<string>('x'), b = f()", "a=x b=?"),
            ("const a = { b: 'x', 'c-d': { e: `y` }, n: 1 } as const", "a= a.b=x a.c-d= a.c-d.e=y a.n="),
            ("const a = reactive({ ...rest, b: 'x' })", "a=? a.b=x"),
            ("const a = ['x', { b: 'y' }]", "a= a.[]=x a.[].b=y"),
            ("function f() { const a = 'x' }", ""),
        ] {
            let found = read(text, SourceType::ts());
            let shown = found.iter().map(|(path, held)| {
                let texts = held.texts.iter().map(String::as_str).collect::<Vec<_>>().join("|");
                format!("{}={texts}{}", path.join("."), if held.is_open { "?" } else { "" })
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
