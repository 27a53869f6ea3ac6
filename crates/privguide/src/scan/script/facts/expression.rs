//! Expressions and the values that they yield.

use oxc::{
    ast::ast::{
        BinaryExpression, BinaryOperator, ChainElement, Expression, MemberExpression, PropertyKey,
        SequenceExpression, TemplateLiteral, UnaryOperator, YieldExpression,
    },
    span::GetSpan,
};

use super::{
    Argument, Flow, Key, ModuleSym, NO_EXCLUSION, NO_SITE, NO_SPAN, NOTHING, NUMBER, Node, Seed,
    UNKNOWN,
    builder::{Builder, Position},
    builtins::SENT,
    index, members,
};
use crate::common_places::GLOBAL_OBJECTS;

impl Builder<'_> {
    pub(super) fn expression(&mut self, expression: &Expression<'_>) -> Node {
        self.expression_at(expression, Position::Named)
    }

    pub(super) fn expression_at(
        &mut self,
        expression: &Expression<'_>,
        position: Position,
    ) -> Node {
        match expression.get_inner_expression() {
            Expression::StringLiteral(text) => self.text(text.value.as_str()),
            Expression::NumericLiteral(_) | Expression::BigIntLiteral(_) => NUMBER,
            Expression::TemplateLiteral(template) => self.template(template),
            Expression::Identifier(identifier) => self.read(identifier, position),
            Expression::ThisExpression(_) | Expression::Super(_) => self.frame().this,
            Expression::ArrayExpression(array) => self.array(array),
            Expression::ObjectExpression(object) => self.object_literal(object),
            Expression::ArrowFunctionExpression(arrow) => self.arrow(arrow),
            Expression::FunctionExpression(function) => self.function_value(function),
            Expression::ClassExpression(class) => self.class(class),
            Expression::AssignmentExpression(assignment) => self.assignment(assignment),
            Expression::AwaitExpression(awaited) => self.expression(&awaited.argument),
            Expression::BinaryExpression(binary) => self.binary(binary),
            Expression::CallExpression(call) => self.call(call),
            Expression::NewExpression(new) => self.new_object(new),
            Expression::ChainExpression(chain) => self.chain(&chain.expression, position),
            Expression::ConditionalExpression(conditional) => {
                if self.is_in_every_engine(&conditional.test) {
                    return self.expression_at(&conditional.consequent, position);
                }
                self.expression(&conditional.test);
                let a = self.expression_at(&conditional.consequent, position);
                let b = self.expression_at(&conditional.alternate, position);
                self.either(a, b)
            }
            Expression::LogicalExpression(logical) if self.is_right_unreached(logical) => {
                self.expression_at(&logical.left, position)
            }
            Expression::LogicalExpression(logical) => {
                let a = self.expression_at(&logical.left, position);
                let b = self.expression_at(&logical.right, position);
                self.either(a, b)
            }
            Expression::SequenceExpression(sequence) => self.sequence(sequence, position),
            Expression::TaggedTemplateExpression(tagged) => self.tagged_template(tagged),
            Expression::UnaryExpression(unary) => self.unary(unary.operator, &unary.argument),
            Expression::UpdateExpression(update) => {
                self.target_parts(&update.argument);
                NUMBER
            }
            Expression::YieldExpression(yielded) => self.yield_expression(yielded),
            Expression::PrivateInExpression(test) => {
                self.expression(&test.right);
                NOTHING
            }
            Expression::ImportExpression(import) => self.import_expression(import),
            Expression::JSXElement(element) => self.element(element),
            Expression::JSXFragment(fragment) => self.children(&fragment.children),
            inner => match inner.as_member_expression() {
                Some(member) => self.member(member, position),
                None => match inner {
                    // `new.target`
                    Expression::NewTarget(_) => self
                        .frame()
                        .function
                        .map_or(UNKNOWN, |function| self.function_seed(function)),
                    Expression::BooleanLiteral(_)
                    | Expression::NullLiteral(_)
                    | Expression::RegExpLiteral(_) => NOTHING,
                    _ => UNKNOWN,
                },
            },
        }
    }

    fn binary(&mut self, binary: &BinaryExpression<'_>) -> Node {
        let parts = [self.expression(&binary.left), self.expression(&binary.right)];
        match binary.operator {
            BinaryOperator::Addition => self.join(&parts),
            operator if operator.is_arithmetic() || operator.is_bitwise() => NUMBER,
            _ => NOTHING,
        }
    }

    fn sequence(&mut self, sequence: &SequenceExpression<'_>, position: Position) -> Node {
        let (last, before) = sequence.expressions.split_last().expect("a sequence is not empty");
        for expression in before {
            self.expression(expression);
        }
        self.expression_at(last, position)
    }

    fn yield_expression(&mut self, yielded: &YieldExpression<'_>) -> Node {
        let value = yielded.argument.as_ref().map_or(NOTHING, |argument| self.expression(argument));
        let element = if yielded.delegate { self.load(value, Key::Any, NO_SITE) } else { value };
        let yields = self.frame().yields;
        self.store(yields, Key::Any, element);
        // In transpiled `await`, `yield` returns the value that was passed to `next`.
        let sent = self.load_name(yields, SENT);
        self.either(value, sent)
    }

    fn chain(&mut self, chain: &ChainElement<'_>, position: Position) -> Node {
        match chain {
            ChainElement::CallExpression(call) => self.call(call),
            ChainElement::TSNonNullExpression(inner) => {
                self.expression_at(&inner.expression, position)
            }
            chain => {
                chain.as_member_expression().map_or(NOTHING, |member| self.member(member, position))
            }
        }
    }

    fn unary(&mut self, operator: UnaryOperator, argument: &Expression<'_>) -> Node {
        if operator == UnaryOperator::Delete {
            // `delete wx.x` removes the member and does not use it. The object, a computed key, and
            // the operand of `delete f()` are still evaluated.
            let member = match argument.get_inner_expression() {
                Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
                argument => argument.as_member_expression(),
            };
            match member {
                Some(member) => {
                    self.expression(member.object());
                    if let MemberExpression::ComputedMemberExpression(computed) = member {
                        self.expression(&computed.expression);
                    }
                }
                None => drop(self.expression(argument)),
            }
        } else {
            self.expression(argument);
        }
        match operator {
            UnaryOperator::UnaryPlus | UnaryOperator::UnaryNegation | UnaryOperator::BitwiseNot => {
                NUMBER
            }
            _ => NOTHING,
        }
    }

    /// An access: evaluates the object and the key, then loads.
    pub(super) fn member(&mut self, member: &MemberExpression<'_>, position: Position) -> Node {
        if let Some(symbol) = self.known_symbol(member) {
            return symbol;
        }
        self.note_taken_member(member);
        if let Some(name) = self.native_member(member) {
            let span = member.span();
            return self.native_function(&name, (span.start, span.end));
        }
        let base = self.expression(member.object());
        if member.static_property_name() == Some("length") {
            return NUMBER;
        }
        // `this.$wx`: a host that a framework puts into instances of every kind.
        if let Some(name) = member.static_property_name().filter(|name| self.is_injected(name)) {
            return self.read_free(name);
        }
        let loaded = self.member_of(base, member, position);
        // A prototype is represented by the object itself.
        if member.static_property_name() == Some("__proto__") {
            self.either(loaded, base)
        } else {
            loaded
        }
    }

    /// Like [`Self::member`], for an object that is already evaluated.
    pub(super) fn member_of(
        &mut self,
        base: Node,
        member: &MemberExpression<'_>,
        position: Position,
    ) -> Node {
        let key = self.member_key(member);
        if base == NOTHING || base == NUMBER {
            return NOTHING;
        }
        let is_host = self.is_host_itself(member.object());
        let site = self.site_for(key, member.span(), position, is_host);
        let field = self.load(base, key, site);
        match member.static_property_name() {
            Some(name) if members::DATA_OF_INSTANCE.contains(&name) => self.either(field, base),
            Some(name) if members::is_of_program(name) && !self.is_injected(name) => {
                let shared = self.read_free(&members::in_all(name));
                self.either(field, shared)
            }
            _ => field,
        }
    }

    pub(super) fn member_key(&mut self, member: &MemberExpression<'_>) -> Key {
        match member {
            MemberExpression::StaticMemberExpression(member) => {
                Key::Name(self.intern(member.property.name.as_str()))
            }
            MemberExpression::PrivateFieldExpression(member) => {
                let name = format!("#{}", member.field.name);
                Key::Name(self.intern(&name))
            }
            MemberExpression::ComputedMemberExpression(member) => {
                self.computed_key(&member.expression)
            }
        }
    }

    /// `['x']` is `.x`; `[0]` is any element.
    pub(super) fn computed_key(&mut self, expression: &Expression<'_>) -> Key {
        match expression.get_inner_expression() {
            Expression::StringLiteral(text) => Key::Name(self.intern(text.value.as_str())),
            Expression::NumericLiteral(number) => {
                let name = number.value.to_string();
                Key::Name(self.intern(&name))
            }
            Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
                let text = template
                    .quasis
                    .first()
                    .and_then(|quasi| quasi.value.cooked)
                    .map_or("", |text| text.as_str());
                Key::Name(self.intern(text))
            }
            expression => match self.expression(expression) {
                NOTHING => Key::Any,
                node => Key::Node(node),
            },
        }
    }

    fn is_injected(&self, name: &str) -> bool {
        name.starts_with('$') && self.hosts.global(name).is_some()
    }

    /// Whether the expression is the host by its own name: `wx`, `globalThis.wx`, or the import of
    /// a module that exports the host.
    fn is_host_itself(&self, expression: &Expression<'_>) -> bool {
        match expression.get_inner_expression() {
            Expression::Identifier(identifier) => match self.variable(identifier) {
                None => self.hosts.global(identifier.name.as_str()).is_some(),
                Some(symbol) => {
                    let import = self.imported.get(&symbol);
                    import.is_some_and(|(specifier, _)| {
                        self.hosts.module(self.facts.strings.get(*specifier)).is_some()
                    })
                }
            },
            Expression::StaticMemberExpression(member) => {
                let global = member
                    .object
                    .get_identifier_reference()
                    .and_then(|object| self.free_name(object));
                let name = member.property.name.as_str();
                self.is_injected(name)
                    || global.is_some_and(|name| GLOBAL_OBJECTS.contains(&name))
                        && self.hosts.global(name).is_some()
            }
            _ => false,
        }
    }

    /// Concatenates strings. A string that contains a number is not in the catalogue, so as a key
    /// it is equivalent to a number.
    pub(super) fn join(&mut self, parts: &[Node]) -> Node {
        if parts.contains(&NUMBER) {
            return NUMBER;
        }
        if parts.iter().all(|&part| matches!(part, NOTHING | UNKNOWN)) {
            return UNKNOWN;
        }
        let known = |node: Node| if node == NOTHING { UNKNOWN } else { node };
        let parts =
            self.arguments(parts.iter().map(|&node| Argument { node: known(node), span: NO_SPAN }));
        let to = self.node();
        self.flow(Flow::Join { parts, to });
        to
    }

    pub(super) fn template(&mut self, template: &TemplateLiteral<'_>) -> Node {
        let mut parts = Vec::with_capacity(template.quasis.len() * 2);
        let mut expressions = template.expressions.iter();
        for quasi in &template.quasis {
            let text = quasi.value.cooked.map_or("", |text| text.as_str());
            if !text.is_empty() {
                parts.push(self.text(text));
            }
            if let Some(expression) = expressions.next() {
                parts.push(self.expression(expression));
            }
        }
        match parts.as_slice() {
            [] => NOTHING,
            // The result of `${x}` is a string even if `x` is not one.
            [only] if template.expressions.is_empty() => *only,
            [only] => self.join(&[*only]),
            parts => self.join(parts),
        }
    }

    pub(super) fn link(&mut self, base: Node, from: Node) {
        self.link_except(base, from, NO_EXCLUSION);
    }

    pub(super) fn link_except(&mut self, base: Node, from: Node, except: u32) {
        if !matches!(base, NOTHING | NUMBER) && !matches!(from, NOTHING | NUMBER) {
            self.flow(Flow::Link { base, from, except });
        }
    }

    /// Registers names that a copy leaves out, because they are written behind it, and returns
    /// their index.
    pub(super) fn exclusion(&mut self, names: Vec<ModuleSym>) -> u32 {
        let all = &mut self.facts.exclusions;
        if all.is_empty() {
            all.push(Vec::new());
        }
        if names.is_empty() {
            return 0;
        }
        all.push(names);
        index(all.len() - 1)
    }

    /// `[Symbol.iterator]() { … }`: the values that the iterator yields become elements of the
    /// object.
    pub(super) fn iterates(&mut self, object: Node, method: Node) {
        let iterator = self.call_back_on(method, object, &[]);
        let yielded = self.load(iterator, Key::Any, NO_SITE);
        let next = self.load_name(iterator, "next");
        let step = self.call_back_on(next, iterator, &[]);
        let value = self.load_name(step, "value");
        for element in [yielded, value] {
            self.store(object, Key::Any, element);
        }
    }

    pub(super) fn property_key(&mut self, key: &PropertyKey<'_>, computed: bool) -> Key {
        match key {
            PropertyKey::StaticIdentifier(name) => Key::Name(self.intern(name.name.as_str())),
            PropertyKey::PrivateIdentifier(name) => {
                let name = format!("#{}", name.name);
                Key::Name(self.intern(&name))
            }
            key => match key.as_expression() {
                Some(expression) if computed => self.computed_key(expression),
                _ => {
                    let name = key.static_name();
                    name.map_or(Key::Any, |name| Key::Name(self.intern(&name)))
                }
            },
        }
    }

    /// Seeds a function. Its `this` is any of the object literals around it.
    pub(super) fn function_seed(&mut self, function: u32) -> Node {
        self.seed(Seed::Function(function))
    }
}

/// Whether the key of a literal or class is `[Symbol.iterator]` or `[Symbol.asyncIterator]`.
pub(super) fn is_iterator(key: &PropertyKey<'_>) -> bool {
    key.as_expression().is_some_and(is_iterator_symbol)
}

pub(super) fn is_iterator_symbol(key: &Expression<'_>) -> bool {
    let member = key.get_inner_expression().as_member_expression();
    member.is_some_and(|member| {
        matches!(member.static_property_name(), Some("iterator" | "asyncIterator"))
            && member
                .object()
                .get_identifier_reference()
                .is_some_and(|object| is_symbols(&object.name))
    })
}

pub(super) fn is_symbols(name: &str) -> bool {
    name == "Symbol"
}

/// A function or an arrow function.
pub(super) fn is_function(expression: &Expression<'_>) -> bool {
    matches!(
        expression.get_inner_expression(),
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
    )
}
