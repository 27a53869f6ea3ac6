//! Folds constant expressions in the argument of `require`.

use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, ConditionalExpression, Expression, LogicalExpression,
    LogicalOperator, TemplateLiteral, UnaryOperator,
};

use super::super::request::Wanted;

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    /// A number: its text, and its truth value.
    Number(String, bool),
    Truth(bool),
    /// A choice of constants.
    Choice(Vec<String>),
    /// Known pieces around unknown parts.
    Pieces(Vec<String>),
    Unknown,
}

/// The names that an argument may evaluate to; empty if nothing is known.
pub(super) fn fold(expression: &Expression<'_>) -> Vec<Wanted> {
    match value(expression) {
        Value::Text(name) | Value::Number(name, _) => vec![Wanted::Name(name)],
        Value::Choice(names) => names.into_iter().map(Wanted::Name).collect(),
        Value::Pieces(pieces) => vec![Wanted::Pieces(pieces)],
        Value::Truth(_) | Value::Unknown => Vec::new(),
    }
}

fn value(expression: &Expression<'_>) -> Value {
    match expression.without_parentheses() {
        Expression::StringLiteral(literal) => Value::Text(literal.value.to_string()),
        Expression::BooleanLiteral(literal) => Value::Truth(literal.value),
        Expression::NumericLiteral(literal) => {
            Value::Number(literal.value.to_string(), literal.value != 0.0)
        }
        Expression::NullLiteral(_) => Value::Truth(false),
        Expression::RegExpLiteral(_) => Value::Truth(true),
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::LogicalNot => {
            truth(&value(&unary.argument)).map_or(Value::Unknown, |truth| Value::Truth(!truth))
        }
        Expression::TemplateLiteral(template) => template_value(template, false),
        Expression::TaggedTemplateExpression(tagged)
            if tagged.tag.is_specific_member_access("String", "raw") =>
        {
            template_value(&tagged.quasi, true)
        }
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            match (value(&binary.left), value(&binary.right)) {
                (Value::Unknown, Value::Unknown) => Value::Unknown,
                (left, right) => join(left, right),
            }
        }
        Expression::BinaryExpression(binary) => compared(binary),
        Expression::ConditionalExpression(conditional) => conditional_value(conditional),
        Expression::LogicalExpression(logical) => logical_value(logical),
        _ => Value::Unknown,
    }
}

fn template_value(template: &TemplateLiteral<'_>, raw: bool) -> Value {
    let mut whole = Value::Text(String::new());
    for (at, quasi) in template.quasis.iter().enumerate() {
        let text = if raw { Some(quasi.value.raw) } else { quasi.value.cooked };
        whole = join(whole, text.map_or(Value::Unknown, |text| Value::Text(text.to_string())));
        if let Some(expression) = template.expressions.get(at) {
            whole = join(whole, value(expression));
        }
    }
    whole
}

/// `===` and `!==` of constants.
fn compared(binary: &BinaryExpression<'_>) -> Value {
    let equal = match (value(&binary.left), value(&binary.right)) {
        (Value::Text(left), Value::Text(right))
        | (Value::Number(left, _), Value::Number(right, _)) => left == right,
        _ => return Value::Unknown,
    };
    match binary.operator {
        BinaryOperator::Equality | BinaryOperator::StrictEquality => Value::Truth(equal),
        BinaryOperator::Inequality | BinaryOperator::StrictInequality => Value::Truth(!equal),
        _ => Value::Unknown,
    }
}

fn join(left: Value, right: Value) -> Value {
    match (left, right) {
        (
            Value::Text(left) | Value::Number(left, _),
            Value::Text(right) | Value::Number(right, _),
        ) => Value::Text(left + &right),
        (left, right) => {
            let (mut all, rest) = (into_pieces(left), into_pieces(right));
            let mut rest = rest.into_iter();
            if let (Some(last), Some(first)) = (all.last_mut(), rest.next()) {
                last.push_str(&first);
            }
            all.extend(rest);
            Value::Pieces(all)
        }
    }
}

/// An unknown text is an unknown part between empty pieces; for the official analysis, so are
/// `true` and `null`.
fn into_pieces(value: Value) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Number(text, _) => vec![text],
        Value::Pieces(pieces) => pieces,
        Value::Truth(_) | Value::Choice(_) | Value::Unknown => vec![String::new(), String::new()],
    }
}

fn conditional_value(conditional: &ConditionalExpression<'_>) -> Value {
    let (yes, no) = (value(&conditional.consequent), value(&conditional.alternate));
    match truth(&value(&conditional.test)) {
        Some(true) => yes,
        Some(false) => no,
        None => match (choice(yes), choice(no)) {
            (Some(mut names), Some(others)) => {
                names.extend(others);
                Value::Choice(names)
            }
            _ => Value::Unknown,
        },
    }
}

fn logical_value(logical: &LogicalExpression<'_>) -> Value {
    let left = value(&logical.left);
    let Some(truth) = truth(&left) else {
        return Value::Unknown;
    };
    let takes_right = match logical.operator {
        LogicalOperator::Or => !truth,
        LogicalOperator::And => truth,
        LogicalOperator::Coalesce => return Value::Unknown,
    };
    if takes_right { value(&logical.right) } else { left }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Text(text) => Some(!text.is_empty()),
        Value::Number(_, truth) | Value::Truth(truth) => Some(*truth),
        _ => None,
    }
}

fn choice(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Text(name) => Some(vec![name]),
        Value::Choice(names) => Some(names),
        _ => None,
    }
}
