//! The value engine: a points-to analysis over the facts of all modules, which determines for each
//! access which member of the platform it reads.

mod answer;
mod asked;
mod beyond;
mod boundary;
mod bounds;
mod call;
mod carrier;
mod causes;
mod context;
mod copies;
mod data;
mod dump;
mod edge;
mod edges;
mod elements;
mod few;
mod fields;
mod fixpoint;
mod held;
mod hits;
mod injected;
mod kept;
mod left;
mod link;
mod listed;
mod named;
mod names;
mod object;
mod outside;
mod program;
mod query;
mod receiver;
mod replaced;
mod reversed;
mod rounds;
mod sets;
mod solver;
mod state;
mod text;
mod trace;
mod unexplained;
mod value;
mod ways;
mod widening;

use std::{cell::OnceCell, collections::BTreeSet};

pub(super) use answer::{Answer, Data, FoundAddress, FoundElement, FoundUse, Open, Texts};
pub(super) use beyond::{Beyond, Surroundings};
pub(super) use bounds::{Bounds, USUAL};
#[cfg(test)]
pub(super) use bounds::{LargeBounds, StepBound};
pub(super) use dump::dump;

use self::{
    answer::AnswerReader,
    edge::Edge,
    program::Joined,
    solver::Solver,
    value::{Unknown, Value},
};
use super::{
    Hosts,
    facts::{Flow, ModuleFacts, Node, natives},
    names::CatalogNames,
};
use crate::{catalog::Catalog, scan::Evidence};

/// The input of the analysis besides the modules.
pub(super) struct Question<'q> {
    pub(super) hosts: &'q Hosts,
    pub(super) names: &'q CatalogNames,
    pub(super) catalog: &'q Catalog,
    /// The modules outside of the component.
    pub(super) surroundings: &'q dyn Surroundings,
    pub(super) bounds: Bounds,
}

impl Question<'_> {
    /// Whether a member of the host is the host itself: its default export, or one of the names
    /// under which it is exported.
    fn is_host_export(&self, name: &str) -> bool {
        natives::is_default_export(name)
            || self.hosts.modules.iter().any(|module| module.hosts.iter().any(|host| host == name))
    }
}

/// A module of the component, and the targets of its imports.
pub(super) struct Linked {
    /// Its facts; the constraints are moved out when the modules are joined.
    pub(super) facts: ModuleFacts,
    /// The target of each import.
    pub(super) imports: Vec<Link>,
    /// It is third-party code: each problem is reported only once per file.
    pub(super) is_library: bool,
    /// The names of data that templates ask for.
    pub(super) asked_for_data: Option<BTreeSet<String>>,
    /// Its index among all modules of the program.
    pub(super) module: usize,
    /// Modules outside of the component import it.
    pub(super) is_imported: bool,
    /// It is large, so its facts are freed while the modules are joined.
    pub(super) is_given_away: bool,
}

/// The target of an import. `M` names modules outside of the component, as in [`Beyond`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Link<M = usize> {
    /// A module of the component, by its index there.
    Module(usize),
    /// A module that exports the platform.
    Host,
    /// A module of the program outside of the component.
    Beyond(M),
    /// A module outside of the program.
    Nowhere,
}

/// Determines what every access of the modules is. If a value must not cross the boundary of the
/// component, returns the modules that it has to be joined with instead. Also returns the number of
/// steps.
pub(super) fn solve(
    modules: &mut [Linked],
    question: &Question<'_>,
) -> (Result<Answer, BTreeSet<Beyond>>, u64) {
    let mut joined = Joined::new();
    let wired = join(&mut joined, modules, question.hosts);
    let mut solver = Solver::new(&mut joined, question);
    begin(&mut solver, wired);
    solver.solve_to_fixpoint();
    let data = data::read(&mut solver, modules);
    let crossings = solver.crossings(modules);
    if !crossings.is_empty() {
        return (Err(crossings), solver.steps);
    }
    solver.free_queries();
    let reader = AnswerReader { solver: &solver, modules, replaced: OnceCell::new() };
    let (mut answer, steps) = reader.answer();
    answer.is_cut = solver.is_spent();
    answer.data = data;
    (Ok(answer), solver.steps + steps)
}

/// Nodes that receive values from outside of the component.
#[derive(Default)]
struct Wired {
    /// The host, through an import.
    hosts: Vec<Node>,
    /// The exports of a module outside of the program.
    outside: Vec<Node>,
    /// The exports of a module outside of the program that may provide the host.
    giving: Vec<Node>,
    /// Attributes of elements that such a module defines.
    attributes: Vec<Node>,
    /// The exports of a module outside of the component, with its index.
    beyond: Vec<(Node, usize)>,
    /// The exports that modules outside of the component import, with the index of the exporting
    /// module.
    exported: Vec<(Node, usize)>,
}

/// Joins the constraints of all modules under common numbers, and collects what their imports
/// receive.
fn join(joined: &mut Joined, modules: &mut [Linked], hosts: &Hosts) -> Wired {
    let facts: Vec<_> = modules.iter().map(|module| &module.facts).collect();
    joined.reserve(&facts);
    for module in &mut *modules {
        joined.add(&mut module.facts, module.is_library, module.is_given_away);
    }
    let mut wired = Wired::default();
    for (at, module) in modules.iter().enumerate() {
        let shift = joined.ranges[at].first_node;
        if module.is_imported {
            wired.exported.push((joined.ranges[at].exports, module.module));
        }
        for (import, link) in module.facts.imports.iter().zip(&module.imports) {
            let to = import.to - super::facts::FIRST_NODE + shift;
            match link {
                Link::Module(target) => {
                    joined.flows.push(Flow::Copy { from: joined.ranges[*target].exports, to });
                }
                Link::Host => wired.hosts.push(to),
                Link::Beyond(module) => wired.beyond.push((to, *module)),
                Link::Nowhere
                    if natives::is_import_helper(module.facts.strings.get(import.specifier)) => {}
                Link::Nowhere if hosts.gives(module.facts.strings.get(import.specifier)) => {
                    wired.giving.push(to);
                }
                Link::Nowhere => wired.outside.push(to),
            }
        }
        if !hosts.giving.is_empty() {
            let is_of_giver = |from: u32| hosts.gives(module.facts.strings.get(from));
            let elements = module
                .facts
                .elements
                .iter()
                .filter(|made| made.imported.is_some_and(|(from, _)| is_of_giver(from)));
            let values =
                elements.flat_map(|made| &made.attributes).map(|attribute| attribute.value);
            wired.attributes.extend(
                values
                    .filter(|&value| value >= super::facts::FIRST_NODE)
                    .map(|value| value - super::facts::FIRST_NODE + shift),
            );
        }
    }
    wired
}

/// Adds the values of literals and the values from outside of the component.
fn begin(solver: &mut Solver<'_>, wired: Wired) {
    solver.start();
    for to in wired.hosts {
        solver.add(to, Value::Host(Evidence::Framework));
    }
    for to in wired.outside {
        solver.add(to, Value::Unknown(Unknown::Outside));
    }
    // These modules may provide the host even if the program did not pass it to them.
    for to in wired.giving {
        solver.add(to, Value::Unknown(Unknown::HandedOver));
    }
    for from in wired.attributes {
        solver.edge(from, Edge::Escape(Unknown::HandedOver));
    }
    for (to, module) in wired.beyond {
        let label = solver.boundary.label(Beyond::Imported(module));
        solver.add(to, Value::Unknown(Unknown::Beyond(label)));
    }
    for (exports, module) in wired.exported {
        let label = solver.boundary.label(Beyond::Importing(module));
        solver.edge(exports, Edge::Escape(Unknown::Beyond(label)));
    }
    solver.share_thrown();
}
