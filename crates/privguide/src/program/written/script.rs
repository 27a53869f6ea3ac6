//! Configuration in a script: `export default defineAppConfig({ … })`, `config = { … }` of a class.

use std::{collections::HashMap, sync::Arc};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ArrayExpressionElement, AssignmentExpression, AssignmentTarget, CallExpression, Class,
        ClassElement, Declaration, ExportDefaultDeclarationKind, Expression, ObjectExpression,
        ObjectPropertyKind, Program, Statement, VariableDeclaration,
    },
    parser::Parser,
    span::{GetSpan, SourceType, Span},
};

use super::block;
use crate::{
    language::Text,
    program::{JsonFile, JsonMember, JsonNode, JsonProblem, JsonValue, blank},
    token::{is_read_in_full, is_too_deep, what_stopped, with_deep_stacks},
    tree::{Place, SourceText},
};

/// The maximum nesting depth of constants and spreads.
const MAX_DEPTH: usize = 16;

/// Reads the object that a script exports as its program's configuration. Members that are not
/// literals are left out.
pub(super) fn read(source: Arc<SourceText>) -> Option<JsonFile> {
    // A configuration file is recognised by its name; any other script is recognised by the pages
    // in its configuration.
    let name = source.path().name();
    let configures = name.contains(".config.") || name.contains(".json.");
    let (root, stopped) = with_deep_stacks(|| object(source.text(), source.path().extension()));
    let root = root.filter(|root| configures || lists_pages(root));
    // In other scripts, the configuration is only a part, and syntax errors are reported when they
    // are scanned as scripts.
    let stopped = stopped.filter(|_| configures);
    let problem = |(offset, detail): Stopped| {
        let place = offset.map_or_else(
            || Place::file_start(source.path().clone()),
            |at| {
                // An empty range would mean the whole file.
                let letter = source
                    .text()
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8);
                source.place(at..at + letter)
            },
        );
        JsonProblem {
            place,
            message: Text::new(
                format!("语法有误：{detail}"),
                format!("its syntax is wrong: {detail}"),
            ),
        }
    };
    let problems: Vec<JsonProblem> = stopped.map(problem).into_iter().collect();
    (root.is_some() || !problems.is_empty()).then_some(JsonFile {
        source,
        root,
        problems,
        is_refused: false,
    })
}

/// Where and why the parser stopped.
type Stopped = (Option<usize>, String);

/// Like [`read`], for the script block of a component.
pub(super) fn read_block(source: Arc<SourceText>) -> Option<JsonFile> {
    let range = block::script(source.text())?;
    let text = blank(source.text(), &[0..range.start, range.end..source.text().len()]);
    let root = with_deep_stacks(|| object(&text, "ts")).0.filter(lists_pages)?;
    Some(JsonFile { source, root: Some(root), problems: Vec::new(), is_refused: false })
}

/// The configuration in a script, and the error if the parser did not read the whole script.
fn object(text: &str, extension: &str) -> (Option<JsonNode>, Option<Stopped>) {
    if is_too_deep(text) {
        return (None, Some((None, "nested too deeply".to_owned())));
    }
    let source_type = match extension {
        "ts" | "mts" => SourceType::ts(),
        "tsx" => SourceType::tsx(),
        _ => SourceType::mjs().with_jsx(true),
    };
    let arena = Allocator::default();
    let parsed = Parser::new(&arena, text, source_type).parse();
    let stopped = (!is_read_in_full(&parsed, text)).then(|| what_stopped(&parsed));
    let constants = constants(&parsed.program);
    let written = parsed.program.body.iter().rev().find_map(written);
    let object = written.and_then(|object| ObjectReader { constants: &constants }.value(object, 0));
    (object.filter(|object| !object.members().is_empty()), stopped)
}

fn lists_pages(object: &JsonNode) -> bool {
    ["pages", "subPackages", "subpackages"].iter().any(|key| object.get(key).is_some())
}

/// The expression that a statement uses as the configuration.
fn written<'t, 'a>(statement: &'t Statement<'a>) -> Option<&'t Expression<'a>> {
    match statement {
        Statement::ExportDefaultDeclaration(export) => match &export.declaration {
            ExportDefaultDeclarationKind::ClassDeclaration(class) => of_class(class),
            other => other.as_expression(),
        },
        Statement::ClassDeclaration(class) => of_class(class),
        Statement::ExpressionStatement(statement) => match &statement.expression {
            Expression::AssignmentExpression(assignment) => assigned(assignment),
            Expression::CallExpression(call) => defined(call),
            _ => None,
        },
        _ => None,
    }
}

/// `module.exports = …`, `App.config = …`
fn assigned<'t, 'a>(assignment: &'t AssignmentExpression<'a>) -> Option<&'t Expression<'a>> {
    let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return None };
    matches!(target.property.name.as_str(), "exports" | "config").then_some(&assignment.right)
}

/// `defineAppJson({ … })`: a macro of a component's script.
fn defined<'t, 'a>(call: &'t CallExpression<'a>) -> Option<&'t Expression<'a>> {
    let Expression::Identifier(name) = &call.callee else { return None };
    matches!(name.name.as_str(), "defineAppJson" | "defineAppConfig").then_some(())?;
    call.arguments.first()?.as_expression()
}

fn of_class<'t, 'a>(class: &'t Class<'a>) -> Option<&'t Expression<'a>> {
    class.body.body.iter().find_map(|element| match element {
        ClassElement::PropertyDefinition(property)
            if property.key.static_name().is_some_and(|name| name == "config") =>
        {
            property.value.as_ref()
        }
        _ => None,
    })
}

type Constants<'t, 'a> = HashMap<&'t str, &'t Expression<'a>>;

fn constants<'t, 'a>(program: &'t Program<'a>) -> Constants<'t, 'a> {
    let declaration = |statement: &'t Statement<'a>| -> Option<&'t VariableDeclaration<'a>> {
        match statement {
            Statement::VariableDeclaration(declaration) => Some(declaration),
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::VariableDeclaration(declaration) => Some(declaration),
                _ => None,
            },
            _ => None,
        }
    };
    let declarators = program
        .body
        .iter()
        .filter_map(declaration)
        .flat_map(|declaration| &declaration.declarations);
    declarators
        .filter_map(|declarator| {
            Some((declarator.id.get_binding_identifier()?.name.as_str(), declarator.init.as_ref()?))
        })
        .collect()
}

/// The key for unknown members: `...base`.
const OPEN_MEMBERS: &str = "...";

struct ObjectReader<'r, 't, 'a> {
    constants: &'r Constants<'t, 'a>,
}

impl ObjectReader<'_, '_, '_> {
    fn value(&self, expression: &Expression<'_>, depth: usize) -> Option<JsonNode> {
        if depth > MAX_DEPTH {
            return None;
        }
        let value = match expression {
            Expression::NullLiteral(_) => JsonValue::Null,
            Expression::BooleanLiteral(literal) => JsonValue::Bool(literal.value),
            Expression::NumericLiteral(literal) => JsonValue::Number(literal.value.to_string()),
            Expression::StringLiteral(literal) => JsonValue::String(literal.value.to_string()),
            Expression::TemplateLiteral(template) => {
                JsonValue::String(template.single_quasi()?.to_string())
            }
            Expression::ArrayExpression(array) => JsonValue::Array(
                array.elements.iter().flat_map(|element| self.items(element, depth)).collect(),
            ),
            Expression::ObjectExpression(object) => JsonValue::Object(self.members(object, depth)),
            Expression::ParenthesizedExpression(inner) => {
                return self.value(&inner.expression, depth);
            }
            Expression::TSAsExpression(inner) => return self.value(&inner.expression, depth),
            Expression::TSSatisfiesExpression(inner) => {
                return self.value(&inner.expression, depth);
            }
            // `defineAppConfig({ … })`: helpers that only provide types.
            Expression::CallExpression(call)
                if matches!(&call.callee, Expression::Identifier(_)) =>
            {
                return self.value(call.arguments.first()?.as_expression()?, depth + 1);
            }
            Expression::Identifier(name) => {
                return self.value(self.constants.get(name.name.as_str())?, depth + 1);
            }
            _ => return None,
        };
        Some(JsonNode { range: range(expression.span()), value })
    }

    /// The elements of a list; a spread is replaced by its elements.
    fn items(&self, element: &ArrayExpressionElement<'_>, depth: usize) -> Vec<JsonNode> {
        let open = |span: Span| vec![JsonNode { range: range(span), value: JsonValue::Open }];
        match element {
            ArrayExpressionElement::SpreadElement(spread) => {
                match self.value(&spread.argument, depth + 1) {
                    Some(JsonNode { value: JsonValue::Array(items), .. }) => items,
                    _ => open(spread.span),
                }
            }
            element => match element.as_expression() {
                Some(item) => {
                    self.value(item, depth).map_or_else(|| open(item.span()), |node| vec![node])
                }
                None => Vec::new(),
            },
        }
    }

    fn members(&self, object: &ObjectExpression<'_>, depth: usize) -> Vec<JsonMember> {
        let mut members = Vec::new();
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let Some(key) = property.key.static_name() else { continue };
                    let node = self.value(&property.value, depth).unwrap_or_else(|| JsonNode {
                        range: range(property.value.span()),
                        value: JsonValue::Open,
                    });
                    members.push(JsonMember {
                        key: key.into_owned(),
                        key_range: range(property.key.span()),
                        node,
                    });
                }
                ObjectPropertyKind::SpreadProperty(spread) => {
                    match self.value(&spread.argument, depth + 1) {
                        Some(JsonNode { value: JsonValue::Object(more), .. }) => {
                            members.extend(more);
                        }
                        // The content, including its keys, is not known.
                        _ => members.push(JsonMember {
                            key: OPEN_MEMBERS.to_owned(),
                            key_range: range(spread.span),
                            node: JsonNode { range: range(spread.span), value: JsonValue::Open },
                        }),
                    }
                }
            }
        }
        members
    }
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}
