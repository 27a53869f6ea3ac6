//! What the solver of a component asks about the modules that are not in it.

use super::Components;
use crate::scan::script::flow::Surroundings;

/// The modules beside those of a component.
pub(super) struct Beside<'c, 'm> {
    pub(super) components: &'c Components<'m>,
    pub(super) component: usize,
}

impl Beside<'_, '_> {
    fn is_there(&self, module: usize) -> bool {
        self.components.is_beyond(self.component, module)
    }
}

impl Surroundings for Beside<'_, '_> {
    fn is_any(&self) -> bool {
        (0..self.components.modules.len()).any(|at| self.is_there(at))
    }

    fn spells(&self, name: &str) -> bool {
        self.components.spelling.is_spelled(name, |at| self.is_there(at))
    }

    fn spells_field(&self, of: &str, field: &str) -> bool {
        self.components.spelling.is_field_spelled(of, field, |at| self.is_there(at))
    }

    fn assigns(&self, name: &str) -> bool {
        self.components.spelling.is_assigned(name, |at| self.is_there(at))
    }

    fn assigns_to_host(&self, name: &str) -> bool {
        self.components.spelling.is_on_host(name, |at| self.is_there(at))
    }
}
