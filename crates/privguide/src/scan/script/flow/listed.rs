//! Calls of members of the host whose names come from a long list in the source.

use super::{answer::AnswerReader, solver::Solver};
use crate::scan::script::facts::{FIRST_NODE, Flow, Key, NO_FUNCTION, Node};

impl AnswerReader<'_, '_> {
    /// Whether the program's own code calls the member, and does not only wrap it. Libraries and
    /// wrappers have a list of all members; which of them are used is found where the wrappers are
    /// called.
    pub(super) fn calls_listed(&self, site: u32) -> bool {
        let is_called = self.solver.program.sites[site as usize].is_called;
        let is_library = || self.modules[self.solver.program.module_of_site(site)].is_library;
        is_called && !is_library() && !is_wrapped(self.solver, site)
    }
}

/// Whether the access is a part of a wrapper: `api[name] = options => wx[name](options)`, `name =>
/// options => wx[name](options)`.
fn is_wrapped(solver: &Solver<'_>, site: u32) -> bool {
    let flows = || solver.program.flows.iter().take(solver.contexts.written);
    let access = flows().find_map(|flow| match *flow {
        Flow::Load { key: Key::Node(key), site: at, to, .. } if at == site => Some((key, to)),
        _ => None,
    });
    let Some((name, to)) = access else { return false };
    let is_parameter = |node: Node, function: u32| {
        let function = solver.program.functions.get(function as usize);
        function.is_some_and(|function| function.parameters.contains(&node))
    };
    let owner = |node: Node| {
        let at = node.checked_sub(FIRST_NODE)?;
        solver.program.owners.get(at as usize).copied()
    };
    let outer = owner(name).filter(|&outer| outer != NO_FUNCTION && owner(to) != Some(outer));
    flows().any(|flow| match (*flow, outer) {
        (Flow::Store { key: Key::Node(key), .. }, _) => key == name,
        (Flow::Copy { from, to }, Some(outer)) => to == name && is_parameter(from, outer),
        _ => false,
    }) || outer.is_some_and(|outer| is_parameter(name, outer))
}
