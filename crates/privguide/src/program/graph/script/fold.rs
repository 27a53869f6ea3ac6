//! Folds constant expressions in the argument of `require`.

use oxc::ast::ast::{
    BinaryExpression, BinaryOperator, ConditionalExpression, Expression, LogicalExpression,
    LogicalOperator, TemplateLiteral, UnaryOperator,
};

use super::super::request::RequestedFile;

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
enum ArgumentValue {
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
pub(super) fn fold(expression: &Expression<'_>) -> Vec<RequestedFile> {
    match value(expression) {
        ArgumentValue::Text(name) | ArgumentValue::Number(name, _) => {
            vec![RequestedFile::Name(name)]
        }
        ArgumentValue::Choice(names) => names.into_iter().map(RequestedFile::Name).collect(),
        ArgumentValue::Pieces(pieces) => vec![RequestedFile::Pieces(pieces)],
        ArgumentValue::Truth(_) | ArgumentValue::Unknown => Vec::new(),
    }
}

fn value(expression: &Expression<'_>) -> ArgumentValue {
    match expression.without_parentheses() {
        Expression::StringLiteral(literal) => ArgumentValue::Text(literal.value.to_string()),
        Expression::BooleanLiteral(literal) => ArgumentValue::Truth(literal.value),
        Expression::NumericLiteral(literal) => {
            ArgumentValue::Number(literal.value.to_string(), literal.value != 0.0)
        }
        Expression::NullLiteral(_) => ArgumentValue::Truth(false),
        Expression::RegExpLiteral(_) => ArgumentValue::Truth(true),
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::LogicalNot => {
            truth(&value(&unary.argument))
                .map_or(ArgumentValue::Unknown, |truth| ArgumentValue::Truth(!truth))
        }
        Expression::TemplateLiteral(template) => template_value(template, false),
        Expression::TaggedTemplateExpression(tagged)
            if tagged.tag.is_specific_member_access("String", "raw") =>
        {
            template_value(&tagged.quasi, true)
        }
        Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => {
            match (value(&binary.left), value(&binary.right)) {
                (ArgumentValue::Unknown, ArgumentValue::Unknown) => ArgumentValue::Unknown,
                (left, right) => join(left, right),
            }
        }
        Expression::BinaryExpression(binary) => compared(binary),
        Expression::ConditionalExpression(conditional) => conditional_value(conditional),
        Expression::LogicalExpression(logical) => logical_value(logical),
        _ => ArgumentValue::Unknown,
    }
}

fn template_value(template: &TemplateLiteral<'_>, raw: bool) -> ArgumentValue {
    let mut whole = ArgumentValue::Text(String::new());
    for (at, quasi) in template.quasis.iter().enumerate() {
        let text = if raw { Some(quasi.value.raw) } else { quasi.value.cooked };
        whole = join(
            whole,
            text.map_or(ArgumentValue::Unknown, |text| ArgumentValue::Text(text.to_string())),
        );
        if let Some(expression) = template.expressions.get(at) {
            whole = join(whole, value(expression));
        }
    }
    whole
}

/// `===` and `!==` of constants.
fn compared(binary: &BinaryExpression<'_>) -> ArgumentValue {
    let equal = match (value(&binary.left), value(&binary.right)) {
        (ArgumentValue::Text(left), ArgumentValue::Text(right))
        | (ArgumentValue::Number(left, _), ArgumentValue::Number(right, _)) => left == right,
        _ => return ArgumentValue::Unknown,
    };
    match binary.operator {
        BinaryOperator::Equality | BinaryOperator::StrictEquality => ArgumentValue::Truth(equal),
        BinaryOperator::Inequality | BinaryOperator::StrictInequality => {
            ArgumentValue::Truth(!equal)
        }
        _ => ArgumentValue::Unknown,
    }
}

fn join(left: ArgumentValue, right: ArgumentValue) -> ArgumentValue {
    match (left, right) {
        (
            ArgumentValue::Text(left) | ArgumentValue::Number(left, _),
            ArgumentValue::Text(right) | ArgumentValue::Number(right, _),
        ) => ArgumentValue::Text(left + &right),
        (left, right) => {
            let (mut all, rest) = (into_pieces(left), into_pieces(right));
            let mut rest = rest.into_iter();
            if let (Some(last), Some(first)) = (all.last_mut(), rest.next()) {
                last.push_str(&first);
            }
            all.extend(rest);
            ArgumentValue::Pieces(all)
        }
    }
}

/// An unknown text is an unknown part between empty pieces; for the official analysis, so are
/// `true` and `null`.
fn into_pieces(value: ArgumentValue) -> Vec<String> {
    match value {
        ArgumentValue::Text(text) | ArgumentValue::Number(text, _) => vec![text],
        ArgumentValue::Pieces(pieces) => pieces,
        ArgumentValue::Truth(_) | ArgumentValue::Choice(_) | ArgumentValue::Unknown => {
            vec![String::new(), String::new()]
        }
    }
}

fn conditional_value(conditional: &ConditionalExpression<'_>) -> ArgumentValue {
    let (yes, no) = (value(&conditional.consequent), value(&conditional.alternate));
    match truth(&value(&conditional.test)) {
        Some(true) => yes,
        Some(false) => no,
        None => match (choice(yes), choice(no)) {
            (Some(mut names), Some(others)) => {
                names.extend(others);
                ArgumentValue::Choice(names)
            }
            _ => ArgumentValue::Unknown,
        },
    }
}

fn logical_value(logical: &LogicalExpression<'_>) -> ArgumentValue {
    let left = value(&logical.left);
    let Some(truth) = truth(&left) else {
        return ArgumentValue::Unknown;
    };
    let takes_right = match logical.operator {
        LogicalOperator::Or => !truth,
        LogicalOperator::And => truth,
        LogicalOperator::Coalesce => return ArgumentValue::Unknown,
    };
    if takes_right { value(&logical.right) } else { left }
}

fn truth(value: &ArgumentValue) -> Option<bool> {
    match value {
        ArgumentValue::Text(text) => Some(!text.is_empty()),
        ArgumentValue::Number(_, truth) | ArgumentValue::Truth(truth) => Some(*truth),
        _ => None,
    }
}

fn choice(value: ArgumentValue) -> Option<Vec<String>> {
    match value {
        ArgumentValue::Text(name) => Some(vec![name]),
        ArgumentValue::Choice(names) => Some(names),
        _ => None,
    }
}
