//! Constant folding of conditions, with the constants that a build defines.

use std::collections::HashMap;

use oxc::{
    ast::ast::{BinaryExpression, BinaryOperator, Expression, LogicalOperator, UnaryOperator},
    semantic::{Scoping, SymbolId},
    span::GetSpan,
};

use super::Constant;

/// A value that is known at build time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KnownValue {
    Text(String),
    Truth(bool),
}

impl KnownValue {
    fn is_truthy(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Truth(truth) => *truth,
        }
    }
}

/// Names with known values.
pub(super) struct KnownNames<'n> {
    pub(super) text: &'n str,
    pub(super) constants: &'n [Constant],
    pub(super) scoping: &'n Scoping,
    /// `const isWeapp = process.env.TARO_ENV === 'weapp'`
    pub(super) bindings: HashMap<SymbolId, KnownValue>,
}

impl KnownNames<'_> {
    /// The value of an expression; `None` if it is only known at run time.
    pub(super) fn value(&self, expression: &Expression<'_>) -> Option<KnownValue> {
        match expression {
            Expression::StringLiteral(literal) => Some(KnownValue::Text(literal.value.to_string())),
            Expression::BooleanLiteral(literal) => Some(KnownValue::Truth(literal.value)),
            Expression::TemplateLiteral(template) => {
                template.single_quasi().map(|text| KnownValue::Text(text.to_string()))
            }
            Expression::ParenthesizedExpression(inner) => self.value(&inner.expression),
            Expression::TSAsExpression(inner) => self.value(&inner.expression),
            Expression::TSNonNullExpression(inner) => self.value(&inner.expression),
            Expression::TSSatisfiesExpression(inner) => self.value(&inner.expression),
            Expression::Identifier(identifier) => {
                let symbol = identifier
                    .reference_id
                    .get()
                    .and_then(|reference| self.scoping.get_reference(reference).symbol_id());
                match symbol {
                    Some(symbol) => self.bindings.get(&symbol).cloned(),
                    None => self.constant(expression),
                }
            }
            Expression::StaticMemberExpression(_)
            | Expression::ComputedMemberExpression(_)
            | Expression::ChainExpression(_) => self.constant(expression),
            Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::LogicalNot => {
                match &unary.argument {
                    Expression::NumericLiteral(number) => {
                        Some(KnownValue::Truth(number.value == 0.0))
                    }
                    argument => self.truth(argument).map(|truth| KnownValue::Truth(!truth)),
                }
            }
            Expression::BinaryExpression(binary) => self.comparison(binary),
            Expression::LogicalExpression(_) => self.truth(expression).map(KnownValue::Truth),
            Expression::ConditionalExpression(choice) => {
                let taken =
                    if self.truth(&choice.test)? { &choice.consequent } else { &choice.alternate };
                self.value(taken)
            }
            _ => None,
        }
    }

    /// The truth value of an expression. For `&&` and `||`, it may be known even if only one side
    /// is.
    pub(super) fn truth(&self, expression: &Expression<'_>) -> Option<bool> {
        let Expression::LogicalExpression(logical) = expression else {
            return self.value(expression).map(|known| known.is_truthy());
        };
        let decisive = match logical.operator {
            LogicalOperator::And => false,
            LogicalOperator::Or => true,
            LogicalOperator::Coalesce => {
                return self.value(&logical.left).map(|known| known.is_truthy());
            }
        };
        match (self.truth(&logical.left), self.truth(&logical.right)) {
            (Some(left), _) if left == decisive => Some(decisive),
            (_, Some(right)) if right == decisive => Some(decisive),
            (Some(_), Some(_)) => Some(!decisive),
            _ => None,
        }
    }

    fn comparison(&self, binary: &BinaryExpression<'_>) -> Option<KnownValue> {
        let is_equal = match binary.operator {
            BinaryOperator::StrictEquality | BinaryOperator::Equality => true,
            BinaryOperator::StrictInequality | BinaryOperator::Inequality => false,
            _ => return None,
        };
        let (left, right) = (self.value(&binary.left)?, self.value(&binary.right)?);
        Some(KnownValue::Truth((left == right) == is_equal))
    }

    /// `process.env.X`, in any notation.
    fn constant(&self, expression: &Expression<'_>) -> Option<KnownValue> {
        let span = expression.span();
        let written = self.text.get(span.start as usize..span.end as usize)?;
        let longest = self.constants.iter().map(|(name, _)| name.len()).max()?;
        if written.len() > 2 * longest {
            return None;
        }
        let path = written
            .replace("?.", ".")
            .replace("['", ".")
            .replace("[\"", ".")
            .replace("']", "")
            .replace("\"]", "");
        let path: String = path.split_whitespace().collect();
        self.constants
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, value)| KnownValue::Text((*value).to_owned()))
    }
}
