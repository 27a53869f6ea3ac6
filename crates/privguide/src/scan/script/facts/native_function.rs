//! Functions of the language as values: `list.map(Object.keys)`, `const assign = Object.assign`,
//! and the helpers of compilers that stand in for one.

use oxc::ast::ast::{
    AssignmentTarget, CallExpression, Expression, Function as FunctionNode, IdentifierReference,
    LogicalExpression, MemberExpression, Statement,
};
use oxc::{semantic::SymbolId, span::GetSpan as _};

use super::{
    Argument, Key, NO_SITE, NO_SPAN, NOTHING, NUMBER, Node, UNKNOWN,
    builder::Builder,
    natives::{self, NativeFunction},
    statics::{LATER_METHODS, STATIC_METHODS, StaticCall},
};

impl Builder<'_> {
    /// The function of the language that a member is: `Object.keys`, `console.log`,
    /// `Array.prototype.slice`.
    pub(super) fn native_member(&self, member: &MemberExpression<'_>) -> Option<NativeFunction> {
        self.native_of(member.object(), member.static_property_name()?)
    }

    /// The function of the language that an object has under a name.
    pub(super) fn native_of(&self, object: &Expression<'_>, name: &str) -> Option<NativeFunction> {
        if is_prototype_of_language(object) {
            return natives::is_borrowed(name).then(|| NativeFunction::Method(name.to_owned()));
        }
        let object = object.get_inner_expression().get_identifier_reference()?;
        let object = self.free_name(object)?;
        let is_known = STATIC_METHODS.contains(&(object, name))
            || (natives::PURE_OBJECTS.contains(&object)
                && name != "prototype"
                && name.starts_with(|first: char| first.is_ascii_lowercase()));
        is_known.then(|| NativeFunction::Static(object.to_owned(), name.to_owned()))
    }

    /// The function of the language that a free name is.
    pub(super) fn native_free(&self, name: &IdentifierReference<'_>) -> Option<NativeFunction> {
        let is_templated = self.instance.is_some() || !self.withs.is_empty();
        let name = self.free_name(name).filter(|name| natives::is_free_function(name))?;
        (!is_templated).then(|| NativeFunction::Free(name.to_owned()))
    }

    /// The method in `[].slice` and `Array.prototype.slice`, or in a variable that holds it.
    pub(super) fn borrowed_method(&self, function: &Expression<'_>) -> Option<String> {
        match self.native_leaf(function)? {
            NativeFunction::Method(method) => Some(method),
            _ => None,
        }
    }

    /// The function of the language that an expression always is. Of the functions that a compiler
    /// writes for old engines, none is reached: `Object.assign || function …`.
    fn native_name(&self, expression: &Expression<'_>) -> Option<NativeFunction> {
        match expression.get_inner_expression() {
            Expression::LogicalExpression(logical) if is_other_helper(&logical.left) => {
                self.native_name(&logical.right)
            }
            Expression::LogicalExpression(logical) if self.is_right_unreached(logical) => {
                self.native_leaf(&logical.left)
            }
            Expression::ConditionalExpression(conditional)
                if self.is_in_every_engine(&conditional.test) =>
            {
                self.native_name(&conditional.consequent)
            }
            Expression::CallExpression(call) => self.bound_native(call),
            Expression::FunctionExpression(function) => self.replacement(function),
            inner => self.native_leaf(inner),
        }
    }

    /// The function of the language that a variable or member is.
    fn native_leaf(&self, expression: &Expression<'_>) -> Option<NativeFunction> {
        match expression.get_inner_expression() {
            Expression::Identifier(name) => match self.variable(name) {
                Some(symbol) => self.library.get(&symbol).cloned(),
                None => self.native_free(name),
            },
            inner => self.native_member(inner.as_member_expression()?),
        }
    }

    /// Whether the right side of `||` or `??` is never evaluated, because the left one is a function
    /// that every engine has.
    pub(super) fn is_right_unreached(&self, logical: &LogicalExpression<'_>) -> bool {
        !logical.operator.is_and() && self.is_in_every_engine(&logical.left)
    }

    /// Whether a variable or member is a function of the language that every engine has.
    pub(super) fn is_in_every_engine(&self, expression: &Expression<'_>) -> bool {
        match self.native_leaf(expression) {
            Some(NativeFunction::Static(object, method)) => {
                !LATER_METHODS.contains(&(&object, &method))
            }
            _ => false,
        }
    }

    /// `Object.assign.bind()`, `console.log.bind(console)`
    fn bound_native(&self, call: &CallExpression<'_>) -> Option<NativeFunction> {
        let member = call.callee.get_inner_expression().as_member_expression()?;
        let is_bound = member.static_property_name() == Some("bind") && call.arguments.len() <= 1;
        if is_bound { self.native_name(member.object()) } else { None }
    }

    /// The function of the language that a function replaces itself with when it is first called:
    /// `function f() { f = Object.assign || …; return f.apply(this, arguments) }`, Babel's
    /// `_extends` and TypeScript's `__assign`.
    pub(super) fn replacement(&self, function: &FunctionNode<'_>) -> Option<NativeFunction> {
        let parts = replacing_parts(function)?;
        let (last, before) = parts.split_last()?;
        let replaced = applied_to_arguments(last)?;
        before.iter().find_map(|part| self.native_name(value_assigned_to(part, replaced)?))
    }

    /// A function that replaces itself, as a value; `None` if it does not.
    pub(super) fn replaced_function(&mut self, function: &FunctionNode<'_>) -> Option<Node> {
        let name = self.replacement(function)?;
        self.is_called_once = false;
        for part in replacing_parts(function)?.split_last()?.1 {
            self.expression(part);
        }
        let node = self.native_function(&name, (function.span.start, function.span.end));
        if let Some(symbol) = function.id.as_ref().and_then(|id| id.symbol_id.get()) {
            let is_constant = self.is_constant(symbol, 1);
            let symbol = self.part().numbered(symbol);
            if is_constant {
                self.library.insert(symbol, name);
            }
            let symbol = self.symbol(symbol);
            self.copy(node, symbol);
        }
        Some(node)
    }

    /// A function value with the effect of a function of the language. `span` is the place of the
    /// accesses that it makes.
    pub(super) fn native_function(&mut self, native: &NativeFunction, span: (u32, u32)) -> Node {
        let index = self.function();
        let body = self.begin_body(index, None);
        let elements = self.facts.elements.len();
        let (this, result) = (self.node(), self.node());
        let mut values: Vec<Node> = (0..parameters(native)).map(|_| self.node()).collect();
        self.facts.functions[index as usize].parameters.clone_from(&values);
        let rest = self.array_of(NOTHING);
        values.push(self.load(rest, Key::Any, NO_SITE));
        let own = &mut self.facts.functions[index as usize];
        (own.this, own.rest, own.result) = (this, rest, result);
        let value = match native {
            NativeFunction::Static(object, method) => {
                let call = StaticCall { object, method, span, arguments: &[] };
                self.static_effect(&call, &values)
            }
            NativeFunction::Method(method) => {
                let values: Vec<Argument> =
                    values.into_iter().map(|node| Argument { node, span: NO_SPAN }).collect();
                self.library_call(this, method, &values)
            }
            NativeFunction::Free(name) => self.free_effect(name, &values),
        };
        self.copy(value, result);
        self.end_body(index, body, false, elements);
        self.function_seed(index)
    }

    /// Applies the effect of calling a free name of the language to evaluated arguments, and returns
    /// its result.
    pub(super) fn free_effect(&mut self, name: &str, values: &[Node]) -> Node {
        let value = values.first().copied().unwrap_or(NOTHING);
        if natives::IDENTITY.contains(&name) {
            return value;
        }
        if let Some((_, from)) = natives::CALLERS.iter().find(|(known, _)| *known == name) {
            self.call_back(value, values.get(*from..).unwrap_or_default());
            return NUMBER;
        }
        if natives::PARSERS.contains(&name) { NUMBER } else { UNKNOWN }
    }

    /// A call of a variable that holds a function of the language.
    pub(super) fn call_of_native(
        &mut self,
        symbol: SymbolId,
        call: &CallExpression<'_>,
    ) -> Option<Node> {
        match self.library.get(&symbol)?.clone() {
            NativeFunction::Static(object, method) => self.static_call(&object, &method, call),
            NativeFunction::Free(name) => self.global_call(&name, call),
            NativeFunction::Method(_) => None,
        }
    }

    /// An argument: `list.filter(Boolean)` passes a function of the language.
    pub(super) fn argument_value(&mut self, expression: &Expression<'_>) -> Node {
        let native = match expression {
            Expression::Identifier(name) => self.native_free(name),
            _ => None,
        };
        match native {
            Some(native) => {
                let span = expression.span();
                self.native_function(&native, (span.start, span.end))
            }
            None => self.expression(expression),
        }
    }

    /// Notes that a variable holds a function of the language, if it never holds anything else.
    pub(super) fn note_native(&mut self, symbol: Option<SymbolId>, value: &Expression<'_>) {
        let Some(symbol) = symbol else { return };
        let is_replaced = matches!(
            value.get_inner_expression(),
            Expression::LogicalExpression(logical) if is_other_helper(&logical.left)
        );
        if !self.is_constant(symbol, usize::from(is_replaced)) {
            return;
        }
        if let Some(name) = self.native_name(value) {
            let symbol = self.part().numbered(symbol);
            self.library.insert(symbol, name);
        }
    }

    /// Whether a variable is declared once, and is assigned no more often than this.
    pub(super) fn is_constant(&self, symbol: SymbolId, assigned: usize) -> bool {
        let scoping = &self.part().scoping;
        let writes =
            scoping.get_resolved_references(symbol).filter(|reference| reference.is_write());
        scoping.symbol_redeclarations(symbol).is_empty() && writes.count() <= assigned
    }
}

/// The number of parameters that have a meaning each; further arguments are alike.
fn parameters(native: &NativeFunction) -> usize {
    match native {
        NativeFunction::Static(object, method) => match (object.as_str(), method.as_str()) {
            // The second parameter would be called, and is most often not given.
            ("Array", "from" | "fromAsync") | ("Object", "assign") | ("Promise", "try") => 1,
            ("Array", "of") => 0,
            _ => 3,
        },
        NativeFunction::Method(_) | NativeFunction::Free(_) => 4,
    }
}

/// `Array.prototype`, `[]`, `{}`, `''`
fn is_prototype_of_language(object: &Expression<'_>) -> bool {
    match object.get_inner_expression() {
        Expression::ArrayExpression(array) => array.elements.is_empty(),
        Expression::ObjectExpression(object) => object.properties.is_empty(),
        Expression::StringLiteral(text) => text.value.is_empty(),
        object => object.as_member_expression().is_some_and(|prototype| {
            prototype.static_property_name() == Some("prototype")
                && prototype
                    .object()
                    .get_identifier_reference()
                    .is_some_and(|name| natives::PROTOTYPES.contains(&name.name.as_str()))
        }),
    }
}

/// `this && this.__assign`: another copy of TypeScript's helper, which has the same effect.
fn is_other_helper(expression: &Expression<'_>) -> bool {
    let Expression::LogicalExpression(logical) = expression.get_inner_expression() else {
        return false;
    };
    let is_this = |side: &Expression<'_>| {
        matches!(side.get_inner_expression(), Expression::ThisExpression(_))
    };
    let is_helper = |side: &Expression<'_>| {
        side.get_inner_expression().as_member_expression().is_some_and(|member| {
            is_this(member.object())
                && member.static_property_name().is_some_and(|name| name.starts_with("__"))
        })
    };
    logical.operator.is_and() && is_this(&logical.left) && is_helper(&logical.right)
}

/// The expressions of a function that consists of one or two statements, the last of which returns.
fn replacing_parts<'f, 'a>(function: &'f FunctionNode<'a>) -> Option<Vec<&'f Expression<'a>>> {
    let statements = &function.body.as_ref()?.statements;
    if statements.len() > 2 || !function.params.items.is_empty() || function.params.rest.is_some() {
        return None;
    }
    let mut parts = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let expression = match statement {
            Statement::ExpressionStatement(statement) => &statement.expression,
            Statement::ReturnStatement(returned) if at + 1 == statements.len() => {
                returned.argument.as_ref()?
            }
            _ => return None,
        };
        match expression.get_inner_expression() {
            Expression::SequenceExpression(sequence) => parts.extend(&sequence.expressions),
            _ => parts.push(expression),
        }
    }
    matches!(statements.last(), Some(Statement::ReturnStatement(_))).then_some(parts)
}

/// The variable `f` in `f.apply(this, arguments)`.
fn applied_to_arguments<'e, 'a>(
    expression: &'e Expression<'a>,
) -> Option<&'e IdentifierReference<'a>> {
    let Expression::CallExpression(call) = expression.get_inner_expression() else { return None };
    let member = call.callee.get_inner_expression().as_member_expression()?;
    let [_, passed] = call.arguments.as_slice() else { return None };
    let passed = passed.as_expression()?.get_identifier_reference()?;
    (member.static_property_name() == Some("apply") && passed.name == "arguments")
        .then(|| member.object().get_inner_expression().get_identifier_reference())
        .flatten()
}

/// The value in `f = value`, also in `module.exports = f = value`.
fn value_assigned_to<'e, 'a>(
    expression: &'e Expression<'a>,
    name: &IdentifierReference<'_>,
) -> Option<&'e Expression<'a>> {
    let Expression::AssignmentExpression(assignment) = expression.get_inner_expression() else {
        return None;
    };
    if !assignment.operator.is_assign() {
        return None;
    }
    match &assignment.left {
        AssignmentTarget::AssignmentTargetIdentifier(target) if target.name == name.name => {
            Some(&assignment.right)
        }
        _ => value_assigned_to(&assignment.right, name),
    }
}
