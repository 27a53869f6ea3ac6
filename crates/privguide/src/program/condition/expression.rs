//! Evaluates a condition of uni-app: a JavaScript expression in which `-` stands for `_`, over the
//! names of the build.
//!
//! In uni-app's compiler, an undefined name is an error, and an error counts as false. A condition
//! that depends on something unknown here (the version of the compiler, the version of Vue if the
//! project does not state it) is open.

use std::collections::BTreeMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BinaryExpression, BinaryOperator,
    Expression, LogicalExpression, LogicalOperator, Statement, UnaryExpression, UnaryOperator,
};
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::{Settings, Vue};
use crate::token::is_too_deep;

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    /// It is not known here.
    Open,
}

impl Truth {
    pub(super) fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Open => Self::Open,
        }
    }
}

/// A JavaScript value, as far as conditions need it.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A built-in object, of which only the truth value is known: true.
    Object,
    Unknown,
}

/// An error while a condition is evaluated.
struct Thrown;

/// The names of a build and their values.
#[derive(Clone, Debug)]
pub(super) struct Names {
    values: BTreeMap<String, Value>,
}

/// Names that the compiler defines for every platform; those of other platforms are false. Source:
/// `dist/preprocess/context.js` of `@dcloudio/uni-cli-shared`.
const PLATFORMS: [&str; 29] = [
    "UNI_APP_X",
    "APP",
    "APP_UVUE",
    "APP_NVUE",
    "APP_PLUS",
    "APP_PLUS_NVUE",
    "APP_VUE",
    "APP_ANDROID",
    "APP_IOS",
    "APP_HARMONY",
    "H5",
    "MP",
    "MP_360",
    "MP_ALIPAY",
    "MP_BAIDU",
    "MP_HARMONY",
    "MP_QQ",
    "MP_LARK",
    "MP_TOUTIAO",
    "MP_WEIXIN",
    "MP_KUAISHOU",
    "MP_JD",
    "MP_XHS",
    "QUICKAPP_NATIVE",
    "QUICKAPP_WEBVIEW",
    "QUICKAPP_WEBVIEW_HUAWEI",
    "QUICKAPP_WEBVIEW_UNION",
    "WEB",
    "VUE2",
];

/// Global names of the engine that evaluates conditions. They are not errors, and projects do not
/// use them in conditions.
const ENGINE: [&str; 16] = [
    "process",
    "console",
    "global",
    "globalThis",
    "Object",
    "Array",
    "Math",
    "JSON",
    "Date",
    "String",
    "Number",
    "Boolean",
    "Function",
    "context",
    "arguments",
    "toString",
];

/// Members that every value has.
const OF_ALL: [&str; 4] = ["constructor", "toString", "valueOf", "hasOwnProperty"];

impl Names {
    pub(super) fn of_uni_app(settings: &Settings) -> Self {
        let mut values: BTreeMap<String, Value> =
            PLATFORMS.into_iter().map(|name| (name.to_owned(), Value::Bool(false))).collect();
        let mut set = |name: &str, value| values.insert(name.to_owned(), value);
        for name in ["MP", "MP_WEIXIN"] {
            set(name, Value::Bool(true));
        }
        set("UNI_APP_X", Value::Bool(settings.x));
        set("uniVersion", Value::Unknown);
        let vue = if settings.x { Some(Vue::Three) } else { settings.vue };
        set("VUE2", vue.map_or(Value::Unknown, |vue| Value::Bool(vue == Vue::Two)));
        set("VUE3", vue.map_or(Value::Unknown, |vue| Value::Bool(vue == Vue::Three)));
        for name in &settings.defined {
            values.insert(name.replace('-', "_").to_uppercase(), Value::Unknown);
        }
        Self { values }
    }

    /// Whether a condition holds; `None` if it is not an expression, in which case the compiler
    /// leaves the file unchanged. An assignment in it affects later conditions of the file.
    pub(super) fn holds(&mut self, condition: &str) -> Option<Truth> {
        let condition = if condition.is_empty() { "true" } else { condition };
        let text = format!(
            "function test(context) {{ with (context) {{ return ( {} ); }} }}",
            condition.replace('-', "_")
        );
        if is_too_deep(&text) {
            return Some(Truth::Open);
        }
        let arena = Allocator::default();
        let parsed = Parser::new(&arena, &text, SourceType::cjs()).parse();
        if parsed.panicked || !parsed.diagnostics.is_empty() {
            return None;
        }
        let Some(expression) = returned(&parsed.program.body) else { return Some(Truth::Open) };
        Some(match self.value(expression) {
            Ok(value) => truth(&value)
                .map_or(Truth::Open, |holds| if holds { Truth::True } else { Truth::False }),
            Err(Thrown) => Truth::False,
        })
    }

    fn value(&mut self, expression: &Expression<'_>) -> Result<Value, Thrown> {
        Ok(match expression.without_parentheses() {
            Expression::NullLiteral(_) => Value::Null,
            Expression::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expression::NumericLiteral(literal) => Value::Number(literal.value),
            Expression::StringLiteral(literal) => Value::Text(literal.value.to_string()),
            Expression::Identifier(name) => self.name(name.name.as_str())?,
            Expression::UnaryExpression(unary) => self.unary(unary)?,
            Expression::BinaryExpression(binary) => self.binary(binary)?,
            Expression::LogicalExpression(logical) => self.logical(logical)?,
            Expression::ConditionalExpression(choice) => match truth(&self.value(&choice.test)?) {
                Some(true) => self.value(&choice.consequent)?,
                Some(false) => self.value(&choice.alternate)?,
                None => Value::Unknown,
            },
            Expression::SequenceExpression(sequence) => {
                let mut last = Value::Undefined;
                for expression in &sequence.expressions {
                    last = self.value(expression)?;
                }
                last
            }
            Expression::AssignmentExpression(assignment) => self.assigned(assignment)?,
            Expression::StaticMemberExpression(member) => match self.value(&member.object)? {
                Value::Undefined | Value::Null => return Err(Thrown),
                Value::Bool(_) | Value::Number(_)
                    if !OF_ALL.contains(&member.property.name.as_str()) =>
                {
                    Value::Undefined
                }
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        })
    }

    fn name(&self, name: &str) -> Result<Value, Thrown> {
        match name {
            "undefined" => Ok(Value::Undefined),
            "NaN" => Ok(Value::Number(f64::NAN)),
            "Infinity" => Ok(Value::Number(f64::INFINITY)),
            name => match self.values.get(name) {
                Some(value) => Ok(value.clone()),
                None if ENGINE.contains(&name) => Ok(Value::Object),
                None => Err(Thrown),
            },
        }
    }

    fn unary(&mut self, unary: &UnaryExpression<'_>) -> Result<Value, Thrown> {
        if unary.operator == UnaryOperator::Typeof
            && let Expression::Identifier(name) = unary.argument.without_parentheses()
            && self.name(name.name.as_str()).is_err()
        {
            return Ok(Value::Text("undefined".to_owned()));
        }
        let value = self.value(&unary.argument)?;
        Ok(match unary.operator {
            UnaryOperator::LogicalNot => {
                truth(&value).map_or(Value::Unknown, |holds| Value::Bool(!holds))
            }
            UnaryOperator::Void => Value::Undefined,
            UnaryOperator::UnaryPlus => number(&value).map_or(Value::Unknown, Value::Number),
            UnaryOperator::UnaryNegation => {
                number(&value).map_or(Value::Unknown, |number| Value::Number(-number))
            }
            UnaryOperator::BitwiseNot => number(&value)
                .map_or(Value::Unknown, |number| Value::Number(f64::from(!bits(number)))),
            UnaryOperator::Typeof => match value {
                Value::Undefined => Value::Text("undefined".to_owned()),
                Value::Null => Value::Text("object".to_owned()),
                Value::Bool(_) => Value::Text("boolean".to_owned()),
                Value::Number(_) => Value::Text("number".to_owned()),
                Value::Text(_) => Value::Text("string".to_owned()),
                Value::Object | Value::Unknown => Value::Unknown,
            },
            UnaryOperator::Delete => Value::Unknown,
        })
    }

    fn logical(&mut self, logical: &LogicalExpression<'_>) -> Result<Value, Thrown> {
        let left = self.value(&logical.left)?;
        let decided = match logical.operator {
            LogicalOperator::Or => truth(&left),
            LogicalOperator::And => truth(&left).map(|holds| !holds),
            LogicalOperator::Coalesce if left == Value::Unknown => None,
            LogicalOperator::Coalesce => Some(!matches!(left, Value::Null | Value::Undefined)),
        };
        if decided == Some(true) {
            return Ok(left);
        }
        let right = self.value(&logical.right);
        if decided == Some(false) {
            return right;
        }
        // Only one of the two is known: it decides if the result is the same for both values of the
        // other.
        let right = right.unwrap_or(Value::Bool(false));
        Ok(match (logical.operator, truth(&right)) {
            (LogicalOperator::Or, Some(true)) | (LogicalOperator::And, Some(false)) => right,
            _ => Value::Unknown,
        })
    }

    fn binary(&mut self, binary: &BinaryExpression<'_>) -> Result<Value, Thrown> {
        let (left, right) = (self.value(&binary.left)?, self.value(&binary.right)?);
        if [&left, &right].iter().any(|value| matches!(value, Value::Object | Value::Unknown)) {
            return Ok(Value::Unknown);
        }
        if matches!(binary.operator, BinaryOperator::In | BinaryOperator::Instanceof) {
            // Both operators need an object on the right, and a constant is not one.
            return Err(Thrown);
        }
        Ok(calculated(binary.operator, &left, &right))
    }

    fn assigned(&mut self, assignment: &AssignmentExpression<'_>) -> Result<Value, Thrown> {
        let value = self.value(&assignment.right)?;
        let AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left else {
            return Ok(Value::Unknown);
        };
        let value =
            if assignment.operator == AssignmentOperator::Assign { value } else { Value::Unknown };
        self.values.insert(name.name.to_string(), value.clone());
        Ok(value)
    }
}

/// The expression in `function test(context) { with (context) { return … } }`, unless the condition
/// itself closed these brackets.
fn returned<'t, 'a>(body: &'t [Statement<'a>]) -> Option<&'t Expression<'a>> {
    let [Statement::FunctionDeclaration(function)] = body else { return None };
    let [Statement::WithStatement(with)] = function.body.as_ref()?.statements.as_slice() else {
        return None;
    };
    let Statement::BlockStatement(block) = &with.body else { return None };
    let [Statement::ReturnStatement(returned)] = block.body.as_slice() else { return None };
    returned.argument.as_ref()
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Undefined | Value::Null => Some(false),
        Value::Bool(holds) => Some(*holds),
        Value::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        Value::Text(text) => Some(!text.is_empty()),
        Value::Object => Some(true),
        Value::Unknown => None,
    }
}

/// `Number(value)`; `None` if the result is not known.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Undefined => Some(f64::NAN),
        Value::Null => Some(0.0),
        Value::Bool(holds) => Some(f64::from(u8::from(*holds))),
        Value::Number(number) => Some(*number),
        Value::Text(text) if text.trim().is_empty() => Some(0.0),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Object | Value::Unknown => None,
    }
}

/// `ToInt32`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what the language itself does with these numbers"
)]
fn bits(number: f64) -> i32 {
    if number.is_finite() {
        (number.trunc().rem_euclid(4_294_967_296.0) as u64 as u32).cast_signed()
    } else {
        0
    }
}

fn calculated(operator: BinaryOperator, left: &Value, right: &Value) -> Value {
    if operator == BinaryOperator::Addition
        && (matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)))
    {
        let (Some(left), Some(right)) = (text(left), text(right)) else { return Value::Unknown };
        return Value::Text(left + &right);
    }
    match operator {
        BinaryOperator::StrictEquality => return Value::Bool(left == right),
        BinaryOperator::StrictInequality => return Value::Bool(left != right),
        BinaryOperator::Equality => return equal(left, right).map_or(Value::Unknown, Value::Bool),
        BinaryOperator::Inequality => {
            return equal(left, right).map_or(Value::Unknown, |equal| Value::Bool(!equal));
        }
        _ => {}
    }
    if let (Value::Text(left), Value::Text(right)) = (left, right) {
        match operator {
            BinaryOperator::LessThan => return Value::Bool(left < right),
            BinaryOperator::LessEqualThan => return Value::Bool(left <= right),
            BinaryOperator::GreaterThan => return Value::Bool(left > right),
            BinaryOperator::GreaterEqualThan => return Value::Bool(left >= right),
            _ => {}
        }
    }
    let (Some(left), Some(right)) = (number(left), number(right)) else { return Value::Unknown };
    let int = |value: i32| Value::Number(f64::from(value));
    let shift = bits(right) & 31;
    match operator {
        BinaryOperator::LessThan => Value::Bool(left < right),
        BinaryOperator::LessEqualThan => Value::Bool(left <= right),
        BinaryOperator::GreaterThan => Value::Bool(left > right),
        BinaryOperator::GreaterEqualThan => Value::Bool(left >= right),
        BinaryOperator::Addition => Value::Number(left + right),
        BinaryOperator::Subtraction => Value::Number(left - right),
        BinaryOperator::Multiplication => Value::Number(left * right),
        BinaryOperator::Division => Value::Number(left / right),
        BinaryOperator::Remainder => Value::Number(left % right),
        BinaryOperator::BitwiseOR => int(bits(left) | bits(right)),
        BinaryOperator::BitwiseAnd => int(bits(left) & bits(right)),
        BinaryOperator::BitwiseXOR => int(bits(left) ^ bits(right)),
        BinaryOperator::ShiftLeft => int(bits(left).wrapping_shl(shift.cast_unsigned())),
        BinaryOperator::ShiftRight => int(bits(left) >> shift),
        BinaryOperator::ShiftRightZeroFill => {
            Value::Number(f64::from(bits(left).cast_unsigned() >> shift))
        }
        _ => Value::Unknown,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Undefined => Some("undefined".to_owned()),
        Value::Null => Some("null".to_owned()),
        Value::Bool(holds) => Some(holds.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Object | Value::Unknown => None,
    }
}

/// `==`
#[expect(clippy::float_cmp, reason = "what the language itself does")]
fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Undefined | Value::Null, Value::Undefined | Value::Null) => Some(true),
        (Value::Undefined | Value::Null, _) | (_, Value::Undefined | Value::Null) => Some(false),
        (Value::Text(left), Value::Text(right)) => Some(left == right),
        _ => Some(number(left)? == number(right)?),
    }
}
