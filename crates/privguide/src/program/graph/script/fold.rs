//! Constant expressions in the argument of `require`.

use oxc_ast::ast::{BinaryOperator, ConditionalExpression, Expression, LogicalExpression, LogicalOperator, TemplateLiteral};

use super::super::request::Wanted;

/// What an argument can be.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Truth(bool),
    /// A choice of constants.
    Choice(Vec<String>),
    /// Known pieces around unknown parts.
    Pieces(Vec<String>),
    Unknown,
}

/// The names that an argument stands for; none when nothing is known.
pub(super) fn fold(expression: &Expression<'_>) -> Vec<Wanted> {
    match value(expression) {
        Value::Text(name) => vec![Wanted::Name(name)],
        Value::Choice(names) => names.into_iter().map(Wanted::Name).collect(),
        Value::Pieces(pieces) if pieces.iter().any(|piece| !piece.is_empty()) => vec![Wanted::Pieces(pieces)],
        _ => Vec::new(),
    }
}

fn value(expression: &Expression<'_>) -> Value {
    match expression.without_parentheses() {
        Expression::StringLiteral(literal) => Value::Text(literal.value.to_string()),
        Expression::BooleanLiteral(literal) => Value::Truth(literal.value),
        Expression::NumericLiteral(literal) => Value::Text(literal.value.to_string()),
        Expression::NullLiteral(_) => Value::Truth(false),
        Expression::TemplateLiteral(template) => template_value(template, false),
        Expression::TaggedTemplateExpression(tagged) if tagged.tag.is_specific_member_access("String", "raw") => {
            template_value(&tagged.quasi, true)
        }
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            join(value(&binary.left), value(&binary.right))
        }
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

fn join(left: Value, right: Value) -> Value {
    match (pieces(left), pieces(right)) {
        (Value::Text(left), Value::Text(right)) => Value::Text(left + &right),
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

fn pieces(value: Value) -> Value {
    match value {
        Value::Truth(truth) => Value::Text(truth.to_string()),
        other => other,
    }
}

/// Unknown text is nothing, something unknown, nothing.
fn into_pieces(value: Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text],
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
        LogicalOperator::Coalesce => matches!(logical.left.without_parentheses(), Expression::NullLiteral(_)),
    };
    if takes_right { value(&logical.right) } else { left }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Text(text) => Some(!text.is_empty()),
        Value::Truth(truth) => Some(*truth),
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
