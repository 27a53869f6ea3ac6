//! What a script declares, and the strings that are made of its constants.

use std::collections::{HashMap, HashSet};

use oxc::{
    ast::ast::{
        Argument, BindingIdentifier, Declaration, Expression, Function, ImportDeclaration, Program,
        Statement, VariableDeclarator,
    },
    ast_visit::{Visit, walk},
};

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
}

impl<'p, 'a> Declared<'p, 'a> {
    pub(super) fn in_program(program: &'p Program<'a>) -> Self {
        let mut names = Names::default();
        names.visit_program(program);
        let mut declared = Self { names, constants: HashMap::new(), functions: HashMap::new() };
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

    /// The value of a string, as far as it is constant.
    pub(super) fn text(&self, value: &Expression<'a>) -> Option<Known> {
        self.text_within(value, MOST_CONSTANTS)
    }

    fn text_within(&self, value: &Expression<'a>, left: usize) -> Option<Known> {
        let left = left.checked_sub(1)?;
        match value.get_inner_expression() {
            Expression::StringLiteral(text) => Some(Known::Whole(text.value.to_string())),
            Expression::Identifier(name) => {
                self.text_within(self.constants.get(name.name.as_str())?, left)
            }
            Expression::BinaryExpression(sum) if sum.operator.as_str() == "+" => {
                let Known::Whole(known) = self.text_within(&sum.left, left)? else {
                    return self.text_within(&sum.left, left);
                };
                Some(match self.text_within(&sum.right, left) {
                    Some(Known::Whole(end)) => Known::Whole(known + &end),
                    Some(Known::Beginning(end)) => Known::Beginning(known + &end),
                    None => Known::Beginning(known),
                })
            }
            Expression::TemplateLiteral(template) => {
                let mut known = String::new();
                for (at, piece) in template.quasis.iter().enumerate() {
                    known.push_str(piece.value.cooked.as_ref().map_or("", |text| text.as_str()));
                    let Some(next) = template.expressions.get(at) else { break };
                    match self.text_within(next, left) {
                        Some(Known::Whole(text)) => known.push_str(&text),
                        Some(Known::Beginning(text)) => {
                            return Some(Known::Beginning(known + &text));
                        }
                        None => return Some(Known::Beginning(known)),
                    }
                }
                Some(Known::Whole(known))
            }
            _ => None,
        }
    }
}

/// The maximum number of constants and operators within each other in one name.
const MOST_CONSTANTS: usize = 16;
