//! Rounds. What is missing can only be seen when all known values have been propagated: each round
//! runs to a fixpoint, looks at the whole state, which does not depend on any order, and adds
//! unknown values, until a round adds nothing.
//!
//! Sets only grow. So a constraint that a round has no reason to look at again, because its base is
//! known by now or the effect of a call is known from its name, is left out of the later ones.

use std::ops::Range;

use rustc_hash::FxHashMap as HashMap;

use super::{
    program::count,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{
    Flow, Key, NO_SITE, NOTHING, Operation,
    natives::{self, ByName},
};

/// The constraints that rounds look at, by what they look for.
#[derive(Default)]
pub(super) struct Rounds {
    /// How many there were.
    pub(super) number: u32,
    /// Constraints before this one are in the lists.
    listed: u32,
    /// Stores and links into unknown objects.
    pub(super) stores: Vec<u32>,
    /// Stores under names that are looked up by name alone.
    pub(super) injected: Vec<u32>,
    /// Loads of literal names to which no value of the program came.
    pub(super) loads: Vec<u32>,
    /// Calls of which the name does not say the effect, and the others.
    pub(super) calls: Vec<u32>,
    pub(super) explained_calls: Vec<u32>,
    /// Concatenations of the elements of an array.
    pub(super) joins: Vec<u32>,
    /// By object, how many of its queries have received this unknown value if nothing is stored
    /// under their name.
    answered: Vec<(Unknown, u32)>,
    /// By shared object, how many of its queries have received values from other modules.
    pub(super) shared: HashMap<u32, usize>,
}

impl Rounds {
    /// The queries of an object that have not received this unknown value, if all of them are to
    /// receive it now.
    pub(super) fn new_queries(
        &mut self,
        object: u32,
        unknown: Unknown,
        all: usize,
    ) -> Range<usize> {
        let object = object as usize;
        if self.answered.len() <= object {
            self.answered.resize(object + 1, (unknown, 0));
        }
        match std::mem::replace(&mut self.answered[object], (unknown, count(all))) {
            (same, before) if same == unknown => before as usize..all,
            _ => 0..all,
        }
    }
}

impl Solver<'_> {
    /// Runs rounds until nothing is added.
    pub(super) fn solve_to_fixpoint(&mut self) {
        self.run();
        for _ in 0..self.bounds.rounds {
            self.rounds.number += 1;
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
                Flow::Call { name, .. } => {
                    let is_explained = natives::is_explained(self.program.text(name));
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
        for at in 0..count(self.program.flows.len()) {
            let Flow::Load { base, key: Key::Node(key), to, .. } = self.program.flows[at as usize]
            else {
                continue;
            };
            if to != NOTHING
                && base != NOTHING
                && self.is_empty(key)
                && !self.is_library(to)
                && self.any_value(base, |value| matches!(value, Value::Object(_)))
                && self.hits.numbered.insert(at)
            {
                self.caused_by(at, |solver| {
                    solver.add_flow(Flow::Load { base, key: Key::Any, to, site: NO_SITE });
                });
            }
        }
    }
}
