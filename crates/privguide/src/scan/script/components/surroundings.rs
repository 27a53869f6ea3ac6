//! Answers the solver's questions about the modules outside of the component.

use super::Components;
use crate::scan::script::{cached::Ask, flow::Surroundings};

/// The modules outside of a component.
pub(super) struct OtherComponents<'c, 'm> {
    pub(super) components: &'c Components<'m>,
    pub(super) component: usize,
}

impl OtherComponents<'_, '_> {
    fn is_there(&self, module: usize) -> bool {
        self.components.is_beyond(self.component, module)
    }

    fn is_yes(&self, ask: &Ask) -> bool {
        self.components.answered.is_yes(ask, |at| self.is_there(at))
    }
}

impl Surroundings for OtherComponents<'_, '_> {
    fn is_any(&self) -> bool {
        (0..self.components.modules.len()).any(|at| self.is_there(at))
    }

    fn spells(&self, name: &str) -> bool {
        self.is_yes(&Ask::Spells(name.to_owned()))
    }

    fn spells_field(&self, of: &str, field: &str) -> bool {
        self.is_yes(&Ask::SpellsField(of.to_owned(), field.to_owned()))
    }

    fn assigns(&self, name: &str) -> bool {
        self.is_yes(&Ask::Assigns(name.to_owned()))
    }

    fn assigns_to_host(&self, name: &str) -> bool {
        self.is_yes(&Ask::AssignsToHost(name.to_owned()))
    }
}
