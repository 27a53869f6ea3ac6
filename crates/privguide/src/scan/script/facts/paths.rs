//! Data that is set under paths: `this.setData({ "list[0].name": … })`.

use oxc::ast::ast::{ObjectExpression, ObjectPropertyKind, PropertyKey};

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

/// The steps of a path: `"list[0].name"`, `` [`list[${at}].name`] ``.
fn steps_of(key: &PropertyKey<'_>) -> Option<Vec<Step>> {
    /// Stands for what is computed; no name contains it.
    const COMPUTED: &str = "\0";
    let text = match key {
        PropertyKey::TemplateLiteral(template) => {
            let parts = template.quasis.iter().map(|part| part.value.cooked);
            let parts: Option<Vec<_>> = parts.map(|part| Some(part?.to_string())).collect();
            parts?.join(COMPUTED)
        }
        key => key.static_name()?.into_owned(),
    };
    let steps = text.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    Some(steps.map(|step| (!step.contains(COMPUTED)).then(|| step.to_owned())).collect())
}
