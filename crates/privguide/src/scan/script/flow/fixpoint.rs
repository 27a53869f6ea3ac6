//! Rounds. What is missing can only be seen when all known values have been propagated: each round
//! runs to a fixpoint, looks at the whole state, which does not depend on any order, and adds
//! unknown values, until a round adds nothing.

use super::{program::count, solver::Solver, value::Value};
use crate::scan::script::facts::{
    Flow, Key, NO_SITE, NOTHING, Node, Operation,
    natives::{self, ByName},
};

impl Solver<'_> {
    /// Runs rounds until nothing is added.
    pub(super) fn solve_to_fixpoint(&mut self) {
        self.run();
        for _ in 0..self.bounds.rounds {
            self.rounds.number += 1;
            self.free_worklists();
            let before = self.extent();
            self.list_constraints();
            self.join_elements();
            self.names_of_linked();
            self.uncalled_functions();
            self.missing_fields();
            self.unexplained_calls();
            self.unknown_objects();
            self.injected_hosts();
            self.kept_in_unknown();
            self.run();
            if before == self.extent() {
                self.numbered_elements();
                self.run();
            }
            if self.is_spent() || before == self.extent() {
                return;
            }
        }
        self.budget = 0;
    }

    /// Quantities that grow in each round until nothing is left to add.
    fn extent(&self) -> (u64, usize, u32, usize) {
        (self.additions, self.program.flows.len(), self.program.objects, self.handed_to_wide.len())
    }

    /// Lists the constraints that were added since the last round, and removes those that no round
    /// needs to look at any more.
    pub(super) fn list_constraints(&mut self) {
        let mut rounds = std::mem::take(&mut self.rounds);
        let is_open = |&at: &u32| match self.program.flows[at as usize] {
            Flow::Store { base, .. } | Flow::Link { base, .. } => self.is_unknown(base),
            Flow::Load { to, .. } => self.is_unexplained(to),
            _ => true,
        };
        rounds.stores.retain(is_open);
        rounds.loads.retain(is_open);
        let until = count(self.program.flows.len());
        for at in rounds.listed..until {
            match self.program.flows[at as usize] {
                Flow::Store { base, key, .. } => {
                    if self.is_unknown(base) {
                        rounds.stores.push(at);
                    }
                    if let Key::Name(name) = key
                        && ByName::from_field(self.program.text(name)).is_some()
                    {
                        rounds.injected.push(at);
                    }
                }
                Flow::Link { base, .. } if self.is_unknown(base) => rounds.stores.push(at),
                Flow::Load { key: Key::Name(_), to, .. } if self.is_unexplained(to) => {
                    rounds.loads.push(at);
                }
                Flow::Call { name, is_native, .. } => {
                    let is_explained = natives::is_explained(self.program.text(name), is_native);
                    let calls =
                        if is_explained { &mut rounds.explained_calls } else { &mut rounds.calls };
                    calls.push(at);
                }
                Flow::Work { operation: Operation::JoinWith(_), .. } => rounds.joins.push(at),
                _ => {}
            }
        }
        rounds.listed = until;
        self.rounds = rounds;
    }

    /// Numbers are not followed through fields: `list[this.index]`. If no name arrives where an
    /// element is loaded under a computed name, it may be any of them. In bundled code, these are
    /// mostly the tables of computations.
    fn numbered_elements(&mut self) {
        let unreached = self.unreached();
        for at in 0..count(self.program.flows.len()) {
            match self.program.flows[at as usize] {
                Flow::Load { base, key: Key::Node(key), to, .. }
                    if to != NOTHING
                        && !self.is_library(to)
                        && self.is_numbered(base, key)
                        && self.hits.numbered.insert(at) =>
                {
                    self.caused_by(at, |solver| {
                        solver.add_flow(Flow::Load { base, key: Key::Any, to, site: NO_SITE });
                    });
                }
                // The original of a function of which only copies are called gets no name, either.
                Flow::Store { base, key: Key::Node(key), value }
                    if self.is_numbered(base, key)
                        && self.is_stored_apart(value)
                        && !is_in(&unreached, at)
                        && self.hits.numbered.insert(at) =>
                {
                    self.caused_by(at, |solver| {
                        solver.add_flow(Flow::Store { base, key: Key::Any, value });
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether no name arrives where a field of an object is accessed.
    fn is_numbered(&self, base: Node, key: Node) -> bool {
        let has_fields = |value| matches!(value, Value::Object(_) | Value::Function(_));
        base != NOTHING && self.is_empty(key) && self.any_value(base, has_fields)
    }

    /// Whether a value that is stored under no known name is looked for: in bundled code, only the
    /// platform's object and what it creates.
    fn is_stored_apart(&self, value: Node) -> bool {
        if value == NOTHING {
            return false;
        }
        let is_library = self.is_library(value);
        self.any_value(value, |value| match value {
            Value::Host(_) | Value::Manager(..) | Value::AnyMember => true,
            Value::Object(_) | Value::Function(_) => !is_library,
            _ => false,
        })
    }
}

/// Whether a constraint is in one of these ranges, which are sorted.
fn is_in(ranges: &[(u32, u32)], at: u32) -> bool {
    let next = ranges.partition_point(|&(_, until)| until <= at);
    ranges.get(next).is_some_and(|&(from, _)| from <= at)
}
