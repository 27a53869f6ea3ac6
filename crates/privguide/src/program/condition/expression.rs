//! Evaluates a condition of uni-app: a JavaScript expression over the names of the build, in which
//! `-` is read as `_`.
//!
//! In uni-app's compiler, an undefined name is an error, and an error counts as false. A condition
//! that depends on something unknown here (the version of the compiler, the version of Vue if the
//! project does not state it) is open.

use std::collections::BTreeMap;

use oxc::{
    allocator::Allocator,
    ast::ast::{
        AssignmentExpression, AssignmentOperator, AssignmentTarget, BinaryExpression,
        BinaryOperator, Expression, LogicalExpression, LogicalOperator, Statement, UnaryExpression,
        UnaryOperator,
    },
    parser::Parser,
    span::SourceType,
};

use super::{BuildSettings, Vue};
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
enum ConditionValue {
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
pub(super) struct BuildVariables {
    values: BTreeMap<String, ConditionValue>,
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

impl BuildVariables {
    pub(super) fn of_uni_app(settings: &BuildSettings) -> Self {
        let mut values: BTreeMap<String, ConditionValue> = PLATFORMS
            .into_iter()
            .map(|name| (name.to_owned(), ConditionValue::Bool(false)))
            .collect();
        let mut set = |name: &str, value| values.insert(name.to_owned(), value);
        for name in ["MP", "MP_WEIXIN"] {
            set(name, ConditionValue::Bool(true));
        }
        set("UNI_APP_X", ConditionValue::Bool(settings.x));
        set("uniVersion", ConditionValue::Unknown);
        let vue = if settings.x { Some(Vue::Three) } else { settings.vue };
        set(
            "VUE2",
            vue.map_or(ConditionValue::Unknown, |vue| ConditionValue::Bool(vue == Vue::Two)),
        );
        set(
            "VUE3",
            vue.map_or(ConditionValue::Unknown, |vue| ConditionValue::Bool(vue == Vue::Three)),
        );
        for name in &settings.defined {
            values.insert(name.replace('-', "_").to_uppercase(), ConditionValue::Unknown);
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

    fn value(&mut self, expression: &Expression<'_>) -> Result<ConditionValue, Thrown> {
        Ok(match expression.without_parentheses() {
            Expression::NullLiteral(_) => ConditionValue::Null,
            Expression::BooleanLiteral(literal) => ConditionValue::Bool(literal.value),
            Expression::NumericLiteral(literal) => ConditionValue::Number(literal.value),
            Expression::StringLiteral(literal) => ConditionValue::Text(literal.value.to_string()),
            Expression::Identifier(name) => self.name(name.name.as_str())?,
            Expression::UnaryExpression(unary) => self.unary(unary)?,
            Expression::BinaryExpression(binary) => self.binary(binary)?,
            Expression::LogicalExpression(logical) => self.logical(logical)?,
            Expression::ConditionalExpression(choice) => match truth(&self.value(&choice.test)?) {
                Some(true) => self.value(&choice.consequent)?,
                Some(false) => self.value(&choice.alternate)?,
                None => ConditionValue::Unknown,
            },
            Expression::SequenceExpression(sequence) => {
                let mut last = ConditionValue::Undefined;
                for expression in &sequence.expressions {
                    last = self.value(expression)?;
                }
                last
            }
            Expression::AssignmentExpression(assignment) => self.assigned(assignment)?,
            Expression::StaticMemberExpression(member) => match self.value(&member.object)? {
                ConditionValue::Undefined | ConditionValue::Null => return Err(Thrown),
                ConditionValue::Bool(_) | ConditionValue::Number(_)
                    if !OF_ALL.contains(&member.property.name.as_str()) =>
                {
                    ConditionValue::Undefined
                }
                _ => ConditionValue::Unknown,
            },
            _ => ConditionValue::Unknown,
        })
    }

    fn name(&self, name: &str) -> Result<ConditionValue, Thrown> {
        match name {
            "undefined" => Ok(ConditionValue::Undefined),
            "NaN" => Ok(ConditionValue::Number(f64::NAN)),
            "Infinity" => Ok(ConditionValue::Number(f64::INFINITY)),
            name => match self.values.get(name) {
                Some(value) => Ok(value.clone()),
                None if ENGINE.contains(&name) => Ok(ConditionValue::Object),
                None => Err(Thrown),
            },
        }
    }

    fn unary(&mut self, unary: &UnaryExpression<'_>) -> Result<ConditionValue, Thrown> {
        if unary.operator == UnaryOperator::Typeof
            && let Expression::Identifier(name) = unary.argument.without_parentheses()
            && self.name(name.name.as_str()).is_err()
        {
            return Ok(ConditionValue::Text("undefined".to_owned()));
        }
        let value = self.value(&unary.argument)?;
        Ok(match unary.operator {
            UnaryOperator::LogicalNot => {
                truth(&value).map_or(ConditionValue::Unknown, |holds| ConditionValue::Bool(!holds))
            }
            UnaryOperator::Void => ConditionValue::Undefined,
            UnaryOperator::UnaryPlus => {
                number(&value).map_or(ConditionValue::Unknown, ConditionValue::Number)
            }
            UnaryOperator::UnaryNegation => number(&value)
                .map_or(ConditionValue::Unknown, |number| ConditionValue::Number(-number)),
            UnaryOperator::BitwiseNot => number(&value).map_or(ConditionValue::Unknown, |number| {
                ConditionValue::Number(f64::from(!bits(number)))
            }),
            UnaryOperator::Typeof => match value {
                ConditionValue::Undefined => ConditionValue::Text("undefined".to_owned()),
                ConditionValue::Null => ConditionValue::Text("object".to_owned()),
                ConditionValue::Bool(_) => ConditionValue::Text("boolean".to_owned()),
                ConditionValue::Number(_) => ConditionValue::Text("number".to_owned()),
                ConditionValue::Text(_) => ConditionValue::Text("string".to_owned()),
                ConditionValue::Object | ConditionValue::Unknown => ConditionValue::Unknown,
            },
            UnaryOperator::Delete => ConditionValue::Unknown,
        })
    }

    fn logical(&mut self, logical: &LogicalExpression<'_>) -> Result<ConditionValue, Thrown> {
        let left = self.value(&logical.left)?;
        let decided = match logical.operator {
            LogicalOperator::Or => truth(&left),
            LogicalOperator::And => truth(&left).map(|holds| !holds),
            LogicalOperator::Coalesce if left == ConditionValue::Unknown => None,
            LogicalOperator::Coalesce => {
                Some(!matches!(left, ConditionValue::Null | ConditionValue::Undefined))
            }
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
        let right = right.unwrap_or(ConditionValue::Bool(false));
        Ok(match (logical.operator, truth(&right)) {
            (LogicalOperator::Or, Some(true)) | (LogicalOperator::And, Some(false)) => right,
            _ => ConditionValue::Unknown,
        })
    }

    fn binary(&mut self, binary: &BinaryExpression<'_>) -> Result<ConditionValue, Thrown> {
        let (left, right) = (self.value(&binary.left)?, self.value(&binary.right)?);
        if [&left, &right]
            .iter()
            .any(|value| matches!(value, ConditionValue::Object | ConditionValue::Unknown))
        {
            return Ok(ConditionValue::Unknown);
        }
        if matches!(binary.operator, BinaryOperator::In | BinaryOperator::Instanceof) {
            // Both operators need an object on the right, and a constant is not one.
            return Err(Thrown);
        }
        Ok(calculated(binary.operator, &left, &right))
    }

    fn assigned(
        &mut self,
        assignment: &AssignmentExpression<'_>,
    ) -> Result<ConditionValue, Thrown> {
        let value = self.value(&assignment.right)?;
        let AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left else {
            return Ok(ConditionValue::Unknown);
        };
        let value = if assignment.operator == AssignmentOperator::Assign {
            value
        } else {
            ConditionValue::Unknown
        };
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

fn truth(value: &ConditionValue) -> Option<bool> {
    match value {
        ConditionValue::Undefined | ConditionValue::Null => Some(false),
        ConditionValue::Bool(holds) => Some(*holds),
        ConditionValue::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        ConditionValue::Text(text) => Some(!text.is_empty()),
        ConditionValue::Object => Some(true),
        ConditionValue::Unknown => None,
    }
}

/// `Number(value)`; `None` if the result is not known.
fn number(value: &ConditionValue) -> Option<f64> {
    match value {
        ConditionValue::Undefined => Some(f64::NAN),
        ConditionValue::Null => Some(0.0),
        ConditionValue::Bool(holds) => Some(f64::from(u8::from(*holds))),
        ConditionValue::Number(number) => Some(*number),
        ConditionValue::Text(text) if text.trim().is_empty() => Some(0.0),
        ConditionValue::Text(text) => text.trim().parse().ok(),
        ConditionValue::Object | ConditionValue::Unknown => None,
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

fn calculated(
    operator: BinaryOperator,
    left: &ConditionValue,
    right: &ConditionValue,
) -> ConditionValue {
    if operator == BinaryOperator::Addition
        && (matches!(left, ConditionValue::Text(_)) || matches!(right, ConditionValue::Text(_)))
    {
        let (Some(left), Some(right)) = (text(left), text(right)) else {
            return ConditionValue::Unknown;
        };
        return ConditionValue::Text(left + &right);
    }
    match operator {
        BinaryOperator::StrictEquality => return ConditionValue::Bool(left == right),
        BinaryOperator::StrictInequality => return ConditionValue::Bool(left != right),
        BinaryOperator::Equality => {
            return equal(left, right).map_or(ConditionValue::Unknown, ConditionValue::Bool);
        }
        BinaryOperator::Inequality => {
            return equal(left, right)
                .map_or(ConditionValue::Unknown, |equal| ConditionValue::Bool(!equal));
        }
        _ => {}
    }
    if let (ConditionValue::Text(left), ConditionValue::Text(right)) = (left, right) {
        match operator {
            BinaryOperator::LessThan => return ConditionValue::Bool(left < right),
            BinaryOperator::LessEqualThan => return ConditionValue::Bool(left <= right),
            BinaryOperator::GreaterThan => return ConditionValue::Bool(left > right),
            BinaryOperator::GreaterEqualThan => return ConditionValue::Bool(left >= right),
            _ => {}
        }
    }
    let (Some(left), Some(right)) = (number(left), number(right)) else {
        return ConditionValue::Unknown;
    };
    let int = |value: i32| ConditionValue::Number(f64::from(value));
    let shift = bits(right) & 31;
    match operator {
        BinaryOperator::LessThan => ConditionValue::Bool(left < right),
        BinaryOperator::LessEqualThan => ConditionValue::Bool(left <= right),
        BinaryOperator::GreaterThan => ConditionValue::Bool(left > right),
        BinaryOperator::GreaterEqualThan => ConditionValue::Bool(left >= right),
        BinaryOperator::Addition => ConditionValue::Number(left + right),
        BinaryOperator::Subtraction => ConditionValue::Number(left - right),
        BinaryOperator::Multiplication => ConditionValue::Number(left * right),
        BinaryOperator::Division => ConditionValue::Number(left / right),
        BinaryOperator::Remainder => ConditionValue::Number(left % right),
        BinaryOperator::BitwiseOR => int(bits(left) | bits(right)),
        BinaryOperator::BitwiseAnd => int(bits(left) & bits(right)),
        BinaryOperator::BitwiseXOR => int(bits(left) ^ bits(right)),
        BinaryOperator::ShiftLeft => int(bits(left).wrapping_shl(shift.cast_unsigned())),
        BinaryOperator::ShiftRight => int(bits(left) >> shift),
        BinaryOperator::ShiftRightZeroFill => {
            ConditionValue::Number(f64::from(bits(left).cast_unsigned() >> shift))
        }
        _ => ConditionValue::Unknown,
    }
}

fn text(value: &ConditionValue) -> Option<String> {
    match value {
        ConditionValue::Undefined => Some("undefined".to_owned()),
        ConditionValue::Null => Some("null".to_owned()),
        ConditionValue::Bool(holds) => Some(holds.to_string()),
        ConditionValue::Number(number) => Some(number.to_string()),
        ConditionValue::Text(text) => Some(text.clone()),
        ConditionValue::Object | ConditionValue::Unknown => None,
    }
}

/// `==`
#[expect(clippy::float_cmp, reason = "what the language itself does")]
fn equal(left: &ConditionValue, right: &ConditionValue) -> Option<bool> {
    match (left, right) {
        (
            ConditionValue::Undefined | ConditionValue::Null,
            ConditionValue::Undefined | ConditionValue::Null,
        ) => Some(true),
        (ConditionValue::Undefined | ConditionValue::Null, _)
        | (_, ConditionValue::Undefined | ConditionValue::Null) => Some(false),
        (ConditionValue::Text(left), ConditionValue::Text(right)) => Some(left == right),
        _ => Some(number(left)? == number(right)?),
    }
}
