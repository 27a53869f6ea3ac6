//! Which constraint caused the solver to add another one: an added constraint belongs to the module
//! of its cause.

/// The causes of the constraints that were added while the solver was running.
#[derive(Default)]
pub(super) struct Causes {
    /// The constraint that is being processed.
    pub(super) current: u32,
    /// Each added constraint with its cause, in the order of the constraints.
    added: Vec<(u32, u32)>,
}

impl Causes {
    /// Notes that a constraint is added.
    pub(super) fn note(&mut self, added: u32) {
        self.added.push((added, self.current));
    }

    /// The cause of an added constraint.
    pub(super) fn cause_of(&self, added: u32) -> Option<u32> {
        let at = self.added.binary_search_by_key(&added, |&(added, _)| added).ok()?;
        Some(self.added[at].1)
    }
}
