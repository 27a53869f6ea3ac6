//! Walks a script's tree, with the blind spots of the official walk.

use std::collections::HashMap;

use oxc::{
    ast::ast::{
        Argument, AssignmentExpression, AssignmentTarget, BindingPattern, CallExpression,
        ChainExpression, Decorator, ExportAllDeclaration, ExportFromDeclaration, Expression,
        IdentifierReference, ImportDeclaration, ImportExpression, ImportOrExportKind,
        ModuleExportName, Program, PropertyDefinition, RegExpFlags, RegExpLiteral, Statement,
        StaticBlock, TSImportEqualsDeclaration, TSModuleReference, VariableDeclaration,
        VariableDeclarator,
    },
    ast_visit::{Visit, walk},
    semantic::{Semantic, SymbolId},
    span::GetSpan,
};

use super::{
    super::request::{FileRequest, Sight},
    fold::fold,
};

/// Walks the statements that begin before `end`.
pub(super) fn walk<'a>(
    program: &Program<'a>,
    semantic: &Semantic<'a>,
    end: usize,
) -> Vec<FileRequest> {
    let mut walker = Walker {
        aliases: RequireAliases::before(semantic, program, end),
        blind: 0,
        found: Vec::new(),
    };
    let statements =
        program.body.iter().filter(|statement| (statement.span().start as usize) < end);
    statements.for_each(|statement| walker.visit_statement(statement));
    walker.found
}

/// True if the part before `end` contains syntax that the official parser rejects and ours accepts:
/// decorators, import attributes, the `v` flag.
pub(super) fn is_refused(program: &Program<'_>, end: usize) -> bool {
    let mut refusal = Refusal { found: false };
    let statements =
        program.body.iter().filter(|statement| (statement.span().start as usize) < end);
    statements.for_each(|statement| refusal.visit_statement(statement));
    refusal.found
}

/// The offsets of the imports and re-exports of a TypeScript file that are erased with its types.
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
    let is_value = |symbol: SymbolId| {
        semantic.symbol_references(symbol).any(|reference| reference.flags().is_value())
    };
    import.import_kind == ImportOrExportKind::Type
        || !specifiers.iter().any(|specifier| is_value(specifier.local().symbol_id()))
}

fn is_global_require(identifier: &IdentifierReference<'_>, semantic: &Semantic<'_>) -> bool {
    identifier.name == "require" && semantic.is_reference_to_global_variable(identifier)
}

/// The direct and indirect aliases of `require`, each with the analyses that recognise it: the
/// official one, the runtime or both.
struct RequireAliases<'s, 'a> {
    semantic: &'s Semantic<'a>,
    symbols: HashMap<SymbolId, Sight>,
}

impl<'s, 'a> RequireAliases<'s, 'a> {
    /// The aliases of the statements before `end`. The official analysis finds aliases during its
    /// walk, so it knows none of these; the runtime knows all.
    fn before(semantic: &'s Semantic<'a>, program: &Program<'a>, end: usize) -> Self {
        let mut aliases = Self { semantic, symbols: HashMap::new() };
        program.body.iter().filter(|statement| (statement.span().start as usize) < end).for_each(
            |statement| {
                aliases.visit_statement(statement);
            },
        );
        aliases.symbols.values_mut().for_each(|sight| *sight = Sight::Runtime);
        aliases
    }

    /// The analyses that recognise an expression as `require`.
    fn sight_of_alias(&self, expression: &Expression<'_>) -> Option<Sight> {
        let Expression::Identifier(identifier) = expression.without_parentheses() else {
            return None;
        };
        match self.semantic.scoping().get_reference(identifier.reference_id()).symbol_id() {
            Some(symbol) => self.symbols.get(&symbol).copied(),
            None => is_global_require(identifier, self.semantic).then_some(Sight::Both),
        }
    }

    fn declare(&mut self, declarator: &VariableDeclarator<'_>) {
        let sight = declarator.init.as_ref().and_then(|init| self.sight_of_alias(init));
        if let (Some(sight), BindingPattern::BindingIdentifier(name)) = (sight, &declarator.id) {
            self.symbols.insert(name.symbol_id(), sight);
        }
    }

    fn assign(&mut self, assignment: &AssignmentExpression<'_>) {
        let AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left else {
            return;
        };
        let Some(symbol) = self.semantic.scoping().get_reference(name.reference_id()).symbol_id()
        else {
            return;
        };
        match self.sight_of_alias(&assignment.right) {
            Some(sight) => drop(self.symbols.insert(symbol, sight)),
            // From here on, it is no alias for the official analysis.
            None => drop(self.symbols.entry(symbol).and_modify(|sight| *sight = Sight::Runtime)),
        }
    }

    /// `(function (r) { … })(require)` and `(function (r) { … }).call(this, require)`. The official
    /// analysis does not follow parameters of arrow functions.
    fn hand_over(&mut self, call: &CallExpression<'_>) {
        for (at, argument) in call.arguments.iter().enumerate() {
            if !matches!(argument, Argument::Identifier(name) if is_global_require(name, self.semantic))
            {
                continue;
            }
            let (parameters, at, sight) = match call.callee.without_parentheses() {
                Expression::FunctionExpression(function) => (&function.params, at, Sight::Both),
                Expression::ArrowFunctionExpression(function) => {
                    (&function.params, at, Sight::Runtime)
                }
                Expression::StaticMemberExpression(member)
                    if member.property.name == "call" && at > 0 =>
                {
                    let Expression::FunctionExpression(function) =
                        member.object.without_parentheses()
                    else {
                        continue;
                    };
                    (&function.params, at - 1, Sight::Both)
                }
                _ => continue,
            };
            if let Some(BindingPattern::BindingIdentifier(name)) =
                parameters.items.get(at).map(|item| &item.pattern)
            {
                self.symbols.insert(name.symbol_id(), sight);
            }
        }
    }
}

impl<'a> Visit<'a> for RequireAliases<'_, 'a> {
    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        self.declare(declarator);
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        self.assign(assignment);
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.hand_over(call);
        walk::walk_call_expression(self, call);
    }
}

struct Walker<'s, 'a> {
    aliases: RequireAliases<'s, 'a>,
    /// The number of blind spots of the official walk around the current node.
    blind: usize,
    found: Vec<FileRequest>,
}

impl Walker<'_, '_> {
    fn add(&mut self, argument: &Expression<'_>, at: u32) {
        let sight = if self.blind > 0 { Sight::Runtime } else { Sight::Both };
        self.found.extend(fold(argument).into_iter().map(|wanted| FileRequest {
            wanted,
            at: at as usize,
            sight,
        }));
    }

    fn add_source(&mut self, source: &str, at: u32) {
        self.found.push(FileRequest::name(source, at as usize));
    }

    /// Whether a callee imports: `require`, `require.async`, and for the runtime also `(0,
    /// require)`.
    fn imports(&self, callee: &Expression<'_>) -> Option<Sight> {
        match callee.without_parentheses() {
            Expression::StaticMemberExpression(member) if member.property.name == "async" => {
                self.aliases.sight_of_alias(&member.object)
            }
            Expression::ComputedMemberExpression(member) => {
                let named = matches!(&member.expression, Expression::StringLiteral(name) if name.value == "async");
                self.aliases.sight_of_alias(&member.object).filter(|_| named)
            }
            Expression::SequenceExpression(sequence) => sequence
                .expressions
                .last()
                .and_then(|last| self.aliases.sight_of_alias(last))
                .and(Some(Sight::Runtime)),
            callee => self.aliases.sight_of_alias(callee),
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
        self.aliases.hand_over(call);
        let argument = call.arguments.first().and_then(Argument::as_expression);
        match (self.imports(&call.callee), argument) {
            (Some(Sight::Runtime), Some(argument)) => {
                self.unseen(|walker| walker.add(argument, call.span.start));
            }
            (Some(_), Some(argument)) if call.optional => {
                self.unseen(|walker| walker.add(argument, call.span.start));
            }
            (Some(_), Some(argument)) => self.add(argument, call.span.start),
            _ => {}
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_chain_expression(&mut self, chain: &ChainExpression<'a>) {
        self.unseen(|walker| walk::walk_chain_expression(walker, chain));
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        self.aliases.declare(declarator);
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        self.aliases.assign(assignment);
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_static_block(&mut self, block: &StaticBlock<'a>) {
        self.unseen(|walker| walk::walk_static_block(walker, block));
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        let is_function = matches!(
            property.value,
            Some(Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
        );
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
        let strings = export
            .specifiers
            .iter()
            .any(|specifier| matches!(specifier.local, ModuleExportName::StringLiteral(_)));
        self.found |= export.with_clause.is_some() || strings;
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        self.found |= import.options.is_some() || import.phase.is_some();
        walk::walk_import_expression(self, import);
    }

    fn visit_variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        self.found |= declaration.kind.is_using();
        walk::walk_variable_declaration(self, declaration);
    }

    fn visit_reg_exp_literal(&mut self, literal: &RegExpLiteral<'a>) {
        self.found |= literal.regex.flags.contains(RegExpFlags::V);
    }
}
