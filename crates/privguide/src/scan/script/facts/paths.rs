//! Data that is set under paths: `this.setData({ "list[0].name": … })`.

use oxc::ast::ast::{
    BinaryOperator, Expression, ObjectExpression, ObjectPropertyKind, PropertyKey,
};

use super::{Key, NO_SITE, Node, builder::Builder};

/// The name of a field, if it is known.
type Step = Option<String>;

impl Builder<'_> {
    /// The value is stored under its path; also anywhere below the first name, where templates look
    /// for it.
    pub(super) fn set_paths(&mut self, base: Node, data: &ObjectExpression<'_>) {
        for property in data.properties.iter().filter_map(ObjectPropertyKind::as_property) {
            let Some(steps) = steps_of(&property.key) else { continue };
            let [first, inner @ .., last] = steps.as_slice() else { continue };
            let whole = self.load_name(base, "data");
            let value = self.expression(&property.value);
            let below = self.load_step(whole, first.as_deref());
            if matches!(property.key, PropertyKey::StringLiteral(_)) {
                self.store(below, Key::Any, value);
            }
            let holder = inner.iter().fold(below, |at, step| self.load_step(at, step.as_deref()));
            let key = self.key_of_step(last.as_deref());
            self.store(holder, key, value);
        }
    }

    fn load_step(&mut self, base: Node, step: Option<&str>) -> Node {
        let key = self.key_of_step(step);
        self.load(base, key, NO_SITE)
    }

    fn key_of_step(&mut self, step: Option<&str>) -> Key {
        step.map_or(Key::Any, |name| Key::Name(self.intern(name)))
    }
}

/// Stands for what is computed in a path; no name contains it.
const COMPUTED: &str = "\0";

/// The steps of a path: `"list[0].name"`, `` [`list[${at}].name`] ``, `["list[" + at + "].name"]`.
fn steps_of(key: &PropertyKey<'_>) -> Option<Vec<Step>> {
    let text = match key.as_expression() {
        Some(expression) => written(expression)?,
        None => key.static_name()?.into_owned(),
    };
    let steps = text.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    Some(steps.map(|step| (!step.contains(COMPUTED)).then(|| step.to_owned())).collect())
}

/// The text of an expression; `None` if nothing of it is written.
fn written(expression: &Expression<'_>) -> Option<String> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(text) => Some(text.value.to_string()),
        Expression::TemplateLiteral(template) => {
            let parts = template.quasis.iter().map(|part| part.value.cooked);
            let parts: Option<Vec<_>> = parts.map(|part| Some(part?.to_string())).collect();
            Some(parts?.join(COMPUTED))
        }
        Expression::BinaryExpression(sum) if sum.operator == BinaryOperator::Addition => {
            let (left, right) = (written(&sum.left), written(&sum.right));
            (left.is_some() || right.is_some()).then(|| {
                let part = |side: Option<String>| side.unwrap_or_else(|| COMPUTED.to_owned());
                part(left) + &part(right)
            })
        }
        _ => None,
    }
}
