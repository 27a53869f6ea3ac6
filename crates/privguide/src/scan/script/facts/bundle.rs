//! The tables of modules in bundles.

use oxc::{
    ast::ast::{
        Argument as ArgumentNode, ArrayExpressionElement, Expression, FunctionBody, IdentifierName,
    },
    ast_visit::{Visit, walk},
};

use super::{Argument, Flow, Key, NO_SITE, builder::Builder, expression::is_function};

impl Builder<'_> {
    /// Notes the tables of module functions that bundlers hand to a call:
    /// `(…).push([["chunk"], { id: function … }])` and `(function (modules) { … })([function …])`.
    ///
    /// When a table is the only argument, the callee must be a function expression: a table of
    /// handlers that is passed to another function is not a bundle.
    pub(super) fn note_bundle(
        &mut self,
        arguments: &[ArgumentNode<'_>],
        values: &[Argument],
        is_runtime: bool,
    ) {
        for (argument, value) in arguments.iter().zip(values) {
            match argument.as_expression().map(Expression::get_inner_expression) {
                Some(Expression::ArrayExpression(array)) => {
                    if array.elements.len() >= 2
                        && let Some(second) = array.elements[1].as_expression()
                        && is_list(&array.elements[0])
                        && is_module_table(second)
                    {
                        let key = Key::Name(self.intern("1"));
                        let table = self.load(value.node, key, NO_SITE);
                        self.flow(Flow::Bundle { table, is_chunk: true });
                    } else if is_runtime
                        && array
                            .elements
                            .iter()
                            .all(|element| element.as_expression().is_none_or(is_module_function))
                        && !array.elements.is_empty()
                    {
                        self.flow(Flow::Bundle { table: value.node, is_chunk: false });
                    }
                }
                Some(expression) if is_runtime && is_module_table(expression) => {
                    self.flow(Flow::Bundle { table: value.node, is_chunk: false });
                }
                _ => {}
            }
        }
    }
}

/// The numbers of a chunk: `[[1, 2], { … }]`.
fn is_list(element: &ArrayExpressionElement<'_>) -> bool {
    matches!(element.as_expression(), Some(Expression::ArrayExpression(_)))
}

/// Whether an argument may be a bundler's table of modules.
pub(super) fn has_table(arguments: &[ArgumentNode<'_>]) -> bool {
    arguments.iter().any(|argument| {
        matches!(argument, ArgumentNode::ObjectExpression(_) | ArgumentNode::ArrayExpression(_))
    })
}

/// Whether a function may be a bundler's runtime: it creates modules, objects with a field
/// `exports`. A body that is read apart is not looked through.
pub(super) fn makes_modules(function: &Expression<'_>) -> bool {
    if !is_function(function) {
        return false;
    }
    let mut search = ExportsSearch { has_exports: false, is_cut: false };
    search.visit_expression(function);
    search.has_exports || search.is_cut
}

struct ExportsSearch {
    has_exports: bool,
    is_cut: bool,
}

impl<'a> Visit<'a> for ExportsSearch {
    fn visit_identifier_name(&mut self, name: &IdentifierName<'a>) {
        self.has_exports |= name.name == "exports";
    }

    fn visit_function_body(&mut self, body: &FunctionBody<'a>) {
        self.is_cut |= body.statements.is_empty();
        walk::walk_function_body(self, body);
    }
}

/// `{ "id": function (module, exports, require) { … }, … }`
fn is_module_table(expression: &Expression<'_>) -> bool {
    let Expression::ObjectExpression(object) = expression.get_inner_expression() else {
        return false;
    };
    !object.properties.is_empty()
        && object.properties.iter().all(|property| {
            property
                .as_property()
                .is_some_and(|property| !property.method && is_module_function(&property.value))
        })
}

fn is_module_function(expression: &Expression<'_>) -> bool {
    match expression.get_inner_expression() {
        Expression::FunctionExpression(function) => {
            function.params.items.len() <= 3 && !function.r#async
        }
        Expression::ArrowFunctionExpression(arrow) => {
            arrow.params.items.len() <= 3 && !arrow.r#async
        }
        _ => false,
    }
}
