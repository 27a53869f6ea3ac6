//! The walk over a script's tree, with the blind spots of the official one.

use std::collections::HashSet;

use oxc_ast::ast::{
    Argument, AssignmentTarget, BindingPattern, CallExpression, ChainExpression, Decorator, ExportAllDeclaration,
    ExportFromDeclaration, Expression, FormalParameters, IdentifierReference, ImportDeclaration, ImportExpression,
    ImportOrExportKind, Program, PropertyDefinition, RegExpFlags, RegExpLiteral, Statement, StaticBlock,
    TSImportEqualsDeclaration, TSModuleReference, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::{Semantic, SymbolId};
use oxc_span::GetSpan;

use super::{
    super::request::{Request, Sight},
    fold::fold,
};

/// Walks the statements that begin before `end`.
pub(super) fn walk(program: &Program<'_>, semantic: &Semantic<'_>, end: usize) -> Vec<Request> {
    let statements = || program.body.iter().filter(|statement| (statement.span().start as usize) < end);
    let mut aliases = Aliases { semantic, symbols: HashSet::new() };
    statements().for_each(|statement| aliases.visit_statement(statement));
    let mut walker = Walker { semantic, aliases: aliases.symbols, blind: 0, found: Vec::new() };
    statements().for_each(|statement| walker.visit_statement(statement));
    walker.found
}

/// True when the part before `end` holds what the official parser refuses and ours accepts: decorators, import attributes, the `v` flag.
pub(super) fn is_refused(program: &Program<'_>, end: usize) -> bool {
    let mut refusal = Refusal { found: false };
    let statements = program.body.iter().filter(|statement| (statement.span().start as usize) < end);
    statements.for_each(|statement| refusal.visit_statement(statement));
    refusal.found
}

/// Where the imports and re-exports of a TypeScript file begin that vanish with its types.
pub(super) fn erased(program: &Program<'_>, semantic: &Semantic<'_>) -> Vec<usize> {
    let is_erased = |statement: &&Statement<'_>| match statement {
        Statement::ImportDeclaration(import) => is_type_only(import, semantic),
        Statement::ExportFromDeclaration(export) => export.export_kind == ImportOrExportKind::Type,
        Statement::ExportAllDeclaration(export) => export.export_kind == ImportOrExportKind::Type,
        _ => false,
    };
    program.body.iter().filter(is_erased).map(|statement| statement.span().start as usize).collect()
}

fn is_type_only(import: &ImportDeclaration<'_>, semantic: &Semantic<'_>) -> bool {
    let Some(specifiers) = &import.specifiers else {
        return false;
    };
    let is_value = |symbol: SymbolId| semantic.symbol_references(symbol).any(|reference| reference.flags().is_value());
    import.import_kind == ImportOrExportKind::Type || !specifiers.iter().any(|specifier| is_value(specifier.local().symbol_id()))
}

fn is_global_require(identifier: &IdentifierReference<'_>, semantic: &Semantic<'_>) -> bool {
    identifier.name == "require" && semantic.is_reference_to_global_variable(identifier)
}

fn as_global_require(expression: &Expression<'_>, semantic: &Semantic<'_>) -> bool {
    matches!(expression.without_parentheses(), Expression::Identifier(identifier) if is_global_require(identifier, semantic))
}

/// Collects the names that stand for `require`: one level deep, as the official analysis does.
struct Aliases<'s, 'a> {
    semantic: &'s Semantic<'a>,
    symbols: HashSet<SymbolId>,
}

impl Aliases<'_, '_> {
    fn add_parameter(&mut self, parameters: &FormalParameters<'_>, at: usize) {
        if let Some(BindingPattern::BindingIdentifier(name)) = parameters.items.get(at).map(|item| &item.pattern) {
            self.symbols.insert(name.symbol_id());
        }
    }
}

impl<'a> Visit<'a> for Aliases<'_, 'a> {
    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        let is_require = declarator.init.as_ref().is_some_and(|init| as_global_require(init, self.semantic));
        if let (true, BindingPattern::BindingIdentifier(name)) = (is_require, &declarator.id) {
            self.symbols.insert(name.symbol_id());
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_assignment_expression(&mut self, assignment: &oxc_ast::ast::AssignmentExpression<'a>) {
        if let (true, AssignmentTarget::AssignmentTargetIdentifier(name)) =
            (as_global_require(&assignment.right, self.semantic), &assignment.left)
        {
            let reference = self.semantic.scoping().get_reference(name.reference_id());
            self.symbols.extend(reference.symbol_id());
        }
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        for (at, argument) in call.arguments.iter().enumerate() {
            let is_require = matches!(argument, Argument::Identifier(name) if is_global_require(name, self.semantic));
            match call.callee.without_parentheses() {
                Expression::FunctionExpression(function) if is_require => self.add_parameter(&function.params, at),
                Expression::ArrowFunctionExpression(function) if is_require => self.add_parameter(&function.params, at),
                _ => {}
            }
        }
        walk::walk_call_expression(self, call);
    }
}

struct Walker<'s, 'a> {
    semantic: &'s Semantic<'a>,
    aliases: HashSet<SymbolId>,
    /// How many blind spots of the official walk are open.
    blind: usize,
    found: Vec<Request>,
}

impl Walker<'_, '_> {
    fn add(&mut self, argument: &Expression<'_>, at: u32) {
        let sight = if self.blind > 0 { Sight::Runtime } else { Sight::Both };
        self.found.extend(fold(argument).into_iter().map(|wanted| Request { wanted, at: at as usize, sight }));
    }

    fn add_source(&mut self, source: &str, at: u32) {
        self.found.push(Request::name(source, at as usize));
    }

    fn is_require(&self, expression: &Expression<'_>) -> bool {
        let Expression::Identifier(identifier) = expression.without_parentheses() else {
            return false;
        };
        let symbol = self.semantic.scoping().get_reference(identifier.reference_id()).symbol_id();
        symbol.map_or(identifier.name == "require", |symbol| self.aliases.contains(&symbol))
    }

    /// The callee of an import: `require`, `require.async`, and for the runtime `(0, require)`.
    fn imports(&self, callee: &Expression<'_>) -> Option<Sight> {
        match callee.without_parentheses() {
            Expression::StaticMemberExpression(member) if member.property.name == "async" => {
                self.is_require(&member.object).then_some(Sight::Both)
            }
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.last().is_some_and(|last| self.is_require(last)).then_some(Sight::Runtime)
            }
            callee => self.is_require(callee).then_some(Sight::Both),
        }
    }

    fn unseen(&mut self, visit: impl FnOnce(&mut Self)) {
        self.blind += 1;
        visit(self);
        self.blind -= 1;
    }
}

impl<'a> Visit<'a> for Walker<'_, 'a> {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        self.add_source(&import.source.value, import.span.start);
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        self.add_source(&export.source.value, export.span.start);
    }

    fn visit_export_all_declaration(&mut self, export: &ExportAllDeclaration<'a>) {
        self.add_source(&export.source.value, export.span.start);
    }

    fn visit_ts_import_equals_declaration(&mut self, import: &TSImportEqualsDeclaration<'a>) {
        if let TSModuleReference::ExternalModuleReference(module) = &import.module_reference {
            self.add_source(&module.expression.value, import.span.start);
        }
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        self.add(&import.source, import.span.start);
        walk::walk_import_expression(self, import);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let argument = call.arguments.first().and_then(Argument::as_expression);
        match (self.imports(&call.callee), argument) {
            (Some(Sight::Runtime), Some(argument)) => self.unseen(|walker| walker.add(argument, call.span.start)),
            (Some(_), Some(argument)) if call.optional => self.unseen(|walker| walker.add(argument, call.span.start)),
            (Some(_), Some(argument)) => self.add(argument, call.span.start),
            _ => {}
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_chain_expression(&mut self, chain: &ChainExpression<'a>) {
        self.unseen(|walker| walk::walk_chain_expression(walker, chain));
    }

    fn visit_static_block(&mut self, block: &StaticBlock<'a>) {
        self.unseen(|walker| walk::walk_static_block(walker, block));
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        let is_function =
            matches!(property.value, Some(Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)));
        if property.computed {
            self.unseen(|walker| walker.visit_property_key(&property.key));
        }
        match &property.value {
            Some(value) if is_function => self.visit_expression(value),
            Some(value) => self.unseen(|walker| walker.visit_expression(value)),
            None => {}
        }
    }
}

struct Refusal {
    found: bool,
}

impl<'a> Visit<'a> for Refusal {
    fn visit_decorator(&mut self, _: &Decorator<'a>) {
        self.found = true;
    }

    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        self.found |= import.with_clause.is_some() || import.phase.is_some();
    }

    fn visit_export_from_declaration(&mut self, export: &ExportFromDeclaration<'a>) {
        self.found |= export.with_clause.is_some();
    }

    fn visit_reg_exp_literal(&mut self, literal: &RegExpLiteral<'a>) {
        self.found |= literal.regex.flags.contains(RegExpFlags::V);
    }
}
