//! What a script declares, and the strings that are made of its constants.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use oxc::{
    ast::ast::{
        Argument, BindingIdentifier, Declaration, Expression, Function, ImportDeclaration, Program,
        Statement, VariableDeclarator,
    },
    ast_visit::{Visit, walk},
};

use super::words::LONGEST_NAME;

/// The names that a script declares.
#[derive(Default)]
pub(super) struct Names {
    pub(super) declared: HashSet<String>,
    /// The modules of imported names.
    pub(super) imported: HashMap<String, String>,
}

impl<'a> Visit<'a> for Names {
    fn visit_binding_identifier(&mut self, name: &BindingIdentifier<'a>) {
        self.declared.insert(name.name.to_string());
    }

    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        for specifier in import.specifiers.iter().flatten() {
            let (name, module) = (specifier.name().to_string(), import.source.value.to_string());
            self.imported.insert(name, module);
        }
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let Some(module) = declarator.init.as_ref().and_then(required) {
            for name in declarator.id.get_binding_identifiers() {
                self.imported.insert(name.name.to_string(), module.to_owned());
            }
        }
        walk::walk_variable_declarator(self, declarator);
    }
}

/// The module of `require('…')`, also with members behind it.
pub(super) fn required<'e>(expression: &'e Expression<'_>) -> Option<&'e str> {
    match expression.get_inner_expression() {
        Expression::StaticMemberExpression(member) => required(&member.object),
        Expression::AwaitExpression(waits) => required(&waits.argument),
        Expression::ImportExpression(import) => match &import.source {
            Expression::StringLiteral(name) => Some(name.value.as_str()),
            _ => None,
        },
        Expression::CallExpression(call) => match (&call.callee, call.arguments.as_slice()) {
            (Expression::Identifier(name), [Argument::StringLiteral(module)])
                if name.name == "require" =>
            {
                Some(module.value.as_str())
            }
            _ => None,
        },
        _ => None,
    }
}

/// A string as far as it is known.
pub(super) enum Known {
    Whole(String),
    Beginning(String),
}

/// The declarations of a script.
pub(super) struct Declared<'p, 'a> {
    pub(super) names: Names,
    pub(super) constants: HashMap<&'p str, &'p Expression<'a>>,
    pub(super) functions: HashMap<&'p str, &'p Function<'a>>,
    /// The number of expressions that may still be read for strings.
    left: Cell<usize>,
}

impl<'p, 'a> Declared<'p, 'a> {
    pub(super) fn in_program(program: &'p Program<'a>) -> Self {
        let mut names = Names::default();
        names.visit_program(program);
        let mut declared = Self {
            names,
            constants: HashMap::new(),
            functions: HashMap::new(),
            left: Cell::new(MOST_READ),
        };
        declared.read(&program.body);
        declared
    }

    /// The constants and functions at the top of the script.
    fn read(&mut self, statements: &'p [Statement<'a>]) {
        for statement in statements {
            let declaration = match statement {
                Statement::ExportDeclaration(export) => Some(&export.declaration),
                other => other.as_declaration(),
            };
            match declaration {
                Some(Declaration::VariableDeclaration(variables)) => {
                    for one in &variables.declarations {
                        if let (Some(name), Some(value)) =
                            (one.id.get_binding_identifier(), &one.init)
                        {
                            self.constants.insert(name.name.as_str(), value);
                        }
                    }
                }
                Some(Declaration::FunctionDeclaration(function)) => {
                    if let Some(name) = &function.id {
                        self.functions.insert(name.name.as_str(), function);
                    }
                }
                _ => {}
            }
        }
    }

    /// The value of a string, as far as it is constant; `None` if nothing of it is known.
    pub(super) fn text(&self, value: &Expression<'a>) -> Option<Known> {
        let mut known = String::new();
        if self.add_text(value, MOST_CONSTANTS, &mut known) {
            return Some(Known::Whole(known));
        }
        let is_template = matches!(value.get_inner_expression(), Expression::TemplateLiteral(_));
        (is_template || !known.is_empty()).then_some(Known::Beginning(known))
    }

    /// Adds the value of a string as far as it is known; false if that is not all of it.
    fn add_text(&self, value: &Expression<'a>, depth: usize, known: &mut String) -> bool {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1))
        else {
            return false;
        };
        self.left.set(left);
        match value.get_inner_expression() {
            Expression::StringLiteral(text) => add_part(&text.value, known),
            Expression::Identifier(name) => self
                .constants
                .get(name.name.as_str())
                .is_some_and(|value| self.add_text(value, depth, known)),
            Expression::BinaryExpression(sum) if sum.operator.as_str() == "+" => {
                self.add_text(&sum.left, depth, known) && self.add_text(&sum.right, depth, known)
            }
            Expression::TemplateLiteral(template) => {
                for (at, piece) in template.quasis.iter().enumerate() {
                    let piece = piece.value.cooked.as_ref().map_or("", |text| text.as_str());
                    if !add_part(piece, known) {
                        return false;
                    }
                    if let Some(next) = template.expressions.get(at)
                        && !self.add_text(next, depth, known)
                    {
                        return false;
                    }
                }
                true
            }
            _ => false,
        }
    }
}

/// Adds a part of a name; false if the name would be longer than any.
fn add_part(part: &str, known: &mut String) -> bool {
    let is_name = known.len() + part.len() <= LONGEST_NAME;
    if is_name {
        known.push_str(part);
    }
    is_name
}

/// The maximum number of constants and operators within each other in one name.
const MOST_CONSTANTS: usize = 16;
/// The maximum number of expressions that are read for the strings of one script. Strings behind it
/// are unknown, so that every source counts.
const MOST_READ: usize = 100_000;
