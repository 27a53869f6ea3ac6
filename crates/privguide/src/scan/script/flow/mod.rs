//! The value engine: points-to analysis over the facts of all modules, to find which access is
//! which member of the platform.

mod answer;
mod beyond;
mod boundary;
mod bounds;
mod call;
mod carrier;
mod chunks;
mod context;
mod copies;
mod data;
mod dump;
mod edge;
mod edges;
mod elements;
mod few;
mod fields;
mod held;
mod hits;
mod injected;
mod left;
mod link;
mod object;
mod outside;
mod program;
mod query;
mod receiver;
mod sets;
mod solver;
mod state;
mod text;
mod trace;
mod unexplained;
mod value;

use std::collections::BTreeSet;

pub(super) use answer::{Answer, Data, Finding, FoundAddress, FoundElement, Open, Texts};
pub(super) use beyond::{Beyond, Surroundings};
pub(super) use bounds::{Bounds, USUAL};
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
    names::Names,
};
use crate::{catalog::Catalog, scan::Evidence};

/// What is asked of the program.
pub(super) struct Question<'q> {
    pub(super) hosts: &'q Hosts,
    pub(super) names: &'q Names,
    pub(super) catalog: &'q Catalog,
    /// Modules that are not solved together with these.
    pub(super) surroundings: &'q dyn Surroundings,
    pub(super) bounds: Bounds,
}

impl Question<'_> {
    /// A member of the host that is the host again: its default export, or one of the names under
    /// which it is exported.
    fn is_host_export(&self, name: &str) -> bool {
        natives::is_default_export(name)
            || self.hosts.modules.iter().any(|module| module.hosts.iter().any(|host| host == name))
    }
}

/// A module that takes part, and where its imports lead.
pub(super) struct Linked {
    /// What it says; the constraints are given away when they are numbered through.
    pub(super) facts: ModuleFacts,
    /// For each import: where it leads.
    pub(super) imports: Vec<Link>,
    /// Third-party code: what it does is reported once.
    pub(super) is_library: bool,
    /// The names whose data templates ask for.
    pub(super) asked_for_data: Option<BTreeSet<String>>,
    /// Its number among all modules of the program.
    pub(super) module: usize,
    /// Modules beyond import it.
    pub(super) is_imported: bool,
    /// Its facts are given away while they are numbered through: it is large.
    pub(super) is_given_away: bool,
}

/// Where an import leads. `M` names modules that do not take part, as in [`Beyond`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Link<M = usize> {
    /// A module that takes part, by its place among these.
    Module(usize),
    /// A module that exports the platform.
    Host,
    /// A module of the program that is not solved together with these.
    Beyond(M),
    /// Out of the program.
    Nowhere,
}

/// Determines what every access of the modules is; or, when something passes the boundary, with
/// which modules they are to be solved. And the steps that it took.
pub(super) fn solve(
    modules: &mut [Linked],
    question: &Question<'_>,
) -> (Result<Answer, BTreeSet<Beyond>>, u64) {
    let mut joined = Joined::new();
    let wired = join(&mut joined, modules, question.hosts);
    let mut solver = Solver::new(&mut joined, question);
    begin(&mut solver, wired);
    solver.settle();
    let data = data::read(&mut solver, modules);
    let crossings = solver.crossings(modules);
    if !crossings.is_empty() {
        return (Err(crossings), solver.steps);
    }
    let (mut answer, steps) = AnswerReader { solver: &solver, modules }.answer();
    answer.is_cut = solver.is_spent();
    answer.data = data;
    (Ok(answer), solver.steps + steps)
}

/// Nodes that receive something from outside of the modules.
#[derive(Default)]
struct Wired {
    /// The host, by an import.
    hosts: Vec<Node>,
    /// A module outside of the program.
    outside: Vec<Node>,
    /// A module outside of the program that the host may come out of.
    giving: Vec<Node>,
    /// What is passed to elements of such a module.
    attributes: Vec<Node>,
    /// A module beyond the boundary.
    beyond: Vec<(Node, usize)>,
    /// What modules beyond import, with the number of the module.
    exported: Vec<(Node, usize)>,
}

/// Numbers the constraints of all modules through and wires their imports.
fn join(joined: &mut Joined, modules: &mut [Linked], hosts: &Hosts) -> Wired {
    let facts: Vec<_> = modules.iter().map(|module| &module.facts).collect();
    joined.reserve(&facts);
    for module in &mut *modules {
        joined.add(&mut module.facts, module.is_library, module.is_given_away);
    }
    let mut wired = Wired::default();
    for (at, module) in modules.iter().enumerate() {
        let shift = joined.parts[at].first_node;
        if module.is_imported {
            wired.exported.push((joined.parts[at].exports, module.module));
        }
        for (import, link) in module.facts.imports.iter().zip(&module.imports) {
            let to = import.to - super::facts::FIRST_NODE + shift;
            match link {
                Link::Module(target) => {
                    joined.flows.push(Flow::Copy { from: joined.parts[*target].exports, to });
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

/// Adds the values of the text, and those from outside of it.
fn begin(solver: &mut Solver<'_>, wired: Wired) {
    solver.start();
    for to in wired.hosts {
        solver.add(to, Value::Host(Evidence::Framework));
    }
    for to in wired.outside {
        solver.add(to, Value::Unknown(Unknown::Outside));
    }
    // The host may come from there although it was not passed to it.
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
}
