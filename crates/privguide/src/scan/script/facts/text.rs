//! String methods with literal arguments: their result is known if the string is.

use oxc::{
    ast::ast::{
        Argument as ArgumentNode, CallExpression, Expression, MemberExpression,
        TaggedTemplateExpression, UnaryOperator,
    },
    span::GetSpan,
};

use super::{
    Argument, Calling, Flow, NO_SPAN, NOTHING, NUMBER, Node, Operation, UNKNOWN,
    builder::{Builder, Position},
    expression::is_symbols,
};

impl Builder<'_> {
    /// The result of a string method; `None` for other methods, or if the arguments are not known
    /// here.
    pub(super) fn text_call(
        &mut self,
        base: Node,
        method: &str,
        arguments: &[ArgumentNode<'_>],
    ) -> Option<Node> {
        if matches!(base, NOTHING | NUMBER | UNKNOWN) {
            return None;
        }
        let number = |at: usize| arguments.get(at).and_then(written_number);
        let text = |at: usize| arguments.get(at).and_then(written_text);
        let operation = match (method, arguments.len()) {
            ("trim" | "trimStart" | "trimEnd", 0) => Operation::Trim,
            ("toLowerCase", 0) => Operation::Lower,
            ("toUpperCase", 0) => Operation::Upper,
            ("slice" | "substring", 1) => Operation::Part(number(0)?, None),
            ("slice" | "substring", 2) => Operation::Part(number(0)?, Some(number(1)?)),
            ("substr", 2) => Operation::Part(number(0)?, Some(number(0)?.checked_add(number(1)?)?)),
            ("charAt", 1) => Operation::Part(number(0)?, Some(number(0)?.checked_add(1)?)),
            ("replace" | "replaceAll", 2) => {
                let (old, new) = (self.intern(text(0)?), self.intern(text(1)?));
                Operation::Replace(old, new)
            }
            ("split", 1) => {
                let separator = self.intern(text(0)?);
                let piece = self.work(Operation::Split(separator), base);
                return Some(self.array_of(piece));
            }
            ("join", 0) => Operation::JoinWith(self.intern(",")),
            ("join", 1) => Operation::JoinWith(self.intern(text(0)?)),
            _ => return None,
        };
        Some(self.work(operation, base))
    }

    /// `` tag`a${x}` `` calls `tag` with the string pieces and the values.
    pub(super) fn tagged_template(&mut self, tagged: &TaggedTemplateExpression<'_>) -> Node {
        if tagged
            .tag
            .as_member_expression()
            .is_some_and(|tag| tag.static_property_name() == Some("raw"))
        {
            return self.template(&tagged.quasi);
        }
        let callee = self.expression_at(&tagged.tag, Position::Called);
        let strings = self.array_of(UNKNOWN);
        let mut values = vec![Argument { node: strings, span: NO_SPAN }];
        for expression in &tagged.quasi.expressions {
            let node = self.expression(expression);
            values.push(Argument { node, span: self.bounds(expression.span()) });
        }
        if callee == NOTHING || callee == NUMBER {
            return UNKNOWN;
        }
        self.unnamed_call(callee, NOTHING, values, Calling::Plain)
    }

    pub(super) fn work(&mut self, operation: Operation, from: Node) -> Node {
        let to = self.node();
        self.flow(Flow::Work { operation, from, to });
        to
    }

    /// `Symbol()`, `Symbol.iterator`: a unique key that no member of the platform has.
    pub(super) fn symbol_call(&mut self, call: &CallExpression<'_>) -> Node {
        let (place, _) = self.bounds(call.span);
        self.text(&format!("%symbol {place}"))
    }

    pub(super) fn known_symbol(&mut self, member: &MemberExpression<'_>) -> Option<Node> {
        let object = member.object().get_identifier_reference()?;
        if !is_symbols(self.free_name(object)?) {
            return None;
        }
        let name = format!("%symbol {}", member.static_property_name()?);
        Some(self.text(&name))
    }
}

fn written_number(argument: &ArgumentNode<'_>) -> Option<i32> {
    match argument.as_expression()?.get_inner_expression() {
        Expression::NumericLiteral(number) => whole(number.value),
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::UnaryNegation => {
            match &unary.argument {
                Expression::NumericLiteral(number) => whole(-number.value),
                _ => None,
            }
        }
        _ => None,
    }
}

fn whole(number: f64) -> Option<i32> {
    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers only")]
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i32)
}

fn written_text<'a>(argument: &ArgumentNode<'a>) -> Option<&'a str> {
    match argument.as_expression()?.get_inner_expression() {
        Expression::StringLiteral(text) => Some(text.value.as_str()),
        _ => None,
    }
}
