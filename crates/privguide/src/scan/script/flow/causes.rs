//! Which constraint caused the solver to add another one: an added constraint belongs to the module
//! of its cause.

use super::{program::count, solver::Solver};

/// The causes of the constraints that were added while the solver was running.
#[derive(Default)]
pub(super) struct Causes {
    /// The constraint that is being processed.
    current: u32,
    /// Each added constraint with its cause, in the order of the constraints.
    added: Vec<(u32, u32)>,
}

impl Causes {
    /// Notes that a constraint is added.
    pub(super) fn note(&mut self, added: u32) {
        self.added.push((added, self.current));
    }

    fn of(&self, added: u32) -> Option<u32> {
        let at = self.added.binary_search_by_key(&added, |&(added, _)| added).ok()?;
        Some(self.added[at].1)
    }
}

impl Solver<'_> {
    /// Processes a constraint: it is the cause of what is added meanwhile.
    pub(super) fn caused_by(&mut self, at: u32, process: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.causes.current, at);
        process(self);
        self.causes.current = outer;
    }

    /// The module of a constraint; for a copy the module of the original, for an added constraint
    /// the module of its cause.
    pub(super) fn module_of_flow(&self, at: usize) -> usize {
        let mut at = count(at);
        // A cause is older than what it added.
        while let Some(before) =
            self.contexts.written_flow(at).or_else(|| self.causes.of(at)).filter(|&it| it < at)
        {
            at = before;
        }
        let module = self.program.parts.partition_point(|part| part.flows.1 <= at as usize);
        module.min(self.program.parts.len().saturating_sub(1))
    }
}
