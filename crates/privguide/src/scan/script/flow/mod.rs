//! One propagation over the facts of all modules: which access is which member of the platform.

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
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use beyond::{Beyond, Surroundings};
pub(super) use bounds::{Bounds, USUAL};
pub(super) use dump::dump;

use self::{
    edge::Edge,
    hits::{AddressCall, ScopeCall, Target},
    program::Joined,
    receiver::Origins,
    solver::Solver,
    value::{Passed, Unknown, Value},
};
use super::{
    Hosts,
    facts::{Flow, Key, ModuleFacts, Node, natives},
    names::Names,
};
use crate::{
    catalog::{Catalog, Channel},
    scan::{Evidence, UnresolvedReason, UseKind},
};

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

/// What was found, by module and place in its text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) uses: Vec<Finding>,
    pub(super) unresolved: Vec<Open>,
    pub(super) elements: Vec<FoundElement>,
    pub(super) data: Vec<Data>,
    pub(super) addresses: Vec<FoundAddress>,
    /// Modules outside of the program that the host gets to without being an argument, as they are
    /// asked for.
    pub(super) shared: BTreeSet<String>,
    /// Those that get what may be the host.
    pub(super) passed: BTreeSet<String>,
    /// Where the modules leave the host for code that finds it there by a name: the module, and the
    /// expression that reaches it.
    pub(super) left: BTreeSet<(usize, String)>,
    /// The budget was spent before everything was worked out.
    pub(super) is_cut: bool,
}

/// A call that connects to an address, and what the address can be.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FoundAddress {
    pub(super) module: usize,
    pub(super) span: (u32, u32),
    pub(super) channel: Channel,
    pub(super) address: Texts,
}

/// A JSX element with what its attributes can be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FoundElement {
    pub(super) module: usize,
    pub(super) span: (u32, u32),
    pub(super) tag: String,
    /// A call makes it, and this is the platform's element that it makes.
    pub(super) made: Option<String>,
    /// The module and exported name of the tag.
    pub(super) imported: Option<(String, String)>,
    pub(super) attributes: Vec<(String, Texts)>,
}

/// What a value can be as a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Texts {
    pub(super) texts: BTreeSet<String>,
    /// It can be an unknown value.
    pub(super) is_open: bool,
}

/// What a page's or component's script gives to its template.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Data {
    pub(super) module: usize,
    pub(super) values: BTreeMap<Vec<String>, Texts>,
    /// Names that parents decide.
    pub(super) properties: BTreeSet<String>,
}

/// A use.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) module: usize,
    pub(super) span: (u32, u32),
    pub(super) target: FoundTarget,
    pub(super) kind: UseKind,
    pub(super) evidence: Evidence,
}

/// What is used.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FoundTarget {
    Member(String),
    Scope(String),
    Method(String, String),
}

/// An access that stays unknown.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) module: usize,
    pub(super) span: (u32, u32),
    pub(super) reason: UnresolvedReason,
    /// The modules outside of the program that the host is handed to, or that what may be the host
    /// comes from.
    pub(super) to: BTreeSet<String>,
}

/// Works out what every access of the modules is; or, when something passes the boundary, with
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
    let mut answer = Reader { solver: &solver, modules }.answer();
    answer.is_cut = solver.is_spent();
    answer.data = data;
    (Ok(answer), solver.steps)
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
    /// What is handed to elements of such a module.
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
                    joined.flows.push(Flow::Copy { from: joined.parts[*target].exports, to })
                }
                Link::Host => wired.hosts.push(to),
                Link::Beyond(module) => wired.beyond.push((to, *module)),
                Link::Nowhere
                    if natives::is_import_helper(module.facts.strings.get(import.specifier)) => {}
                Link::Nowhere if hosts.gives(module.facts.strings.get(import.specifier)) => {
                    wired.giving.push(to)
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
    // Nobody handed the host to it, and all the same it may come from there.
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

/// Reads the answer off the solver.
struct Reader<'r, 'j> {
    solver: &'r Solver<'j>,
    modules: &'r [Linked],
}

impl Reader<'_, '_> {
    fn answer(self) -> Answer {
        let left = left::left(self.solver);
        let mut origins = Origins::of(self.solver, self.modules);
        let (shared, passed) =
            (std::mem::take(&mut origins.shared), std::mem::take(&mut origins.passed));
        let mut answer = Answer { shared, passed, left, ..Answer::default() };
        let (sites, members) = self.listed();
        for (site, target, evidence) in self.solver.hits.sorted() {
            if sites.contains(&site) && matches!(target, Target::Member(_)) {
                continue;
            }
            self.site_uses(site, target, evidence, &mut answer);
        }
        self.scopes(&members, &mut answer);
        self.computed(&mut answer);
        self.unknown(&origins, &mut answer);
        self.open_once(&mut answer);
        self.elements(&mut answer);
        self.addresses(&mut answer);
        answer
    }

    /// Accesses to what may be the host, and calls that hand it over to code that is not known.
    fn unknown(&self, origins: &Origins, answer: &mut Answer) {
        let known: BTreeSet<u32> =
            self.solver.hits.sorted().into_iter().map(|(site, ..)| site).collect();
        for &site in self.solver.hits.opaque.difference(&known) {
            let module = self.solver.program.module_of_site(site);
            let span = self.solver.program.sites[site as usize].span;
            let to = origins.sites.get(&site).cloned().unwrap_or_default();
            answer.unresolved.push(Open {
                module,
                span,
                reason: UnresolvedReason::UnknownObject,
                to,
            });
        }
        // What is handed over again is the same to every reader: each object is reported once for
        // each module.
        let mut said: BTreeSet<(usize, Vec<Value>, BTreeSet<String>)> = BTreeSet::new();
        for &argument in &self.solver.hits.handed {
            let values = self.solver.values(self.solver.program.arguments[argument as usize].node);
            let to = origins.receivers.get(&argument).cloned().unwrap_or_default();
            let Some((module, span)) = self.solver.program.place_of_argument(argument) else {
                continue;
            };
            let mut objects: Vec<Value> =
                values.iter().copied().filter(|value| matches!(value, Value::Object(_))).collect();
            objects.sort_unstable();
            let is_host = values.iter().any(|value| {
                matches!(value, Value::Host(_) | Value::Manager(..) | Value::AnyMember)
            });
            if is_host || objects.is_empty() || said.insert((module, objects, to.clone())) {
                answer.unresolved.push(Open {
                    module,
                    span,
                    reason: UnresolvedReason::HandedOver,
                    to,
                });
            }
        }
    }

    /// What stays open, each place once; in third-party code once for each file and reason: it
    /// cannot be corrected there.
    fn open_once(&self, answer: &mut Answer) {
        answer.unresolved.sort_by(|a, b| {
            (a.module, a.reason, &a.to, a.span).cmp(&(b.module, b.reason, &b.to, b.span))
        });
        answer.unresolved.dedup_by(|a, b| {
            let is_place = self.modules[a.module].is_library || a.span == b.span;
            (a.module, a.reason, &a.to) == (b.module, b.reason, &b.to) && is_place
        });
    }

    /// Accesses whose key goes through a list of the host's members: their sites, and the nodes
    /// that receive the members.
    fn listed(&self) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let listed = |flow: &Flow| match *flow {
            Flow::Load { key: Key::Node(key), site, to, .. }
                if self.solver.lists.contains(&key) =>
            {
                Some((site, to))
            }
            _ => None,
        };
        self.solver.program.flows.iter().filter_map(listed).unzip()
    }

    fn text(&self, sym: u32) -> String {
        self.solver.program.text(sym).to_owned()
    }

    fn site_uses(&self, site: u32, target: Target, evidence: Evidence, answer: &mut Answer) {
        let module = self.solver.program.module_of_site(site);
        let facts = self.solver.program.sites[site as usize];
        let target = || match target {
            Target::Member(member) => FoundTarget::Member(self.text(member)),
            Target::Method(object, method) => {
                FoundTarget::Method(self.text(object), self.text(method))
            }
        };
        let kind = |is_called: bool| if is_called { UseKind::Call } else { UseKind::Reference };
        let names =
            &self.modules[module].facts.names[facts.names.0 as usize..facts.names.1 as usize];
        // A named import is a use by itself: it carries the member into the package.
        if names.is_empty() || facts.is_import {
            answer.uses.push(Finding {
                module,
                span: facts.span,
                target: target(),
                kind: kind(facts.is_called),
                evidence,
            });
        }
        for named in names {
            // The name was bound before: an access through it is no longer the plain text.
            let evidence = evidence.max(Evidence::Alias);
            answer.uses.push(Finding {
                module,
                span: named.span,
                target: target(),
                kind: kind(named.is_called),
                evidence,
            });
        }
    }

    fn scopes(&self, listed: &BTreeSet<u32>, answer: &mut Answer) {
        let calls = || self.solver.hits.scopes.iter().filter(|call| !listed.contains(&call.callee));
        let written = |call: &ScopeCall| self.solver.program.written_argument(call.argument);
        let reached: BTreeSet<u32> =
            calls().filter(|call| !self.solver.is_empty(call.scope)).map(written).collect();
        for call in calls() {
            let argument = written(call);
            let Some((module, span)) = self.solver.program.place_of_argument(argument) else {
                continue;
            };
            for value in self.solver.values(call.scope) {
                let Value::Text(scope, passed) = value else {
                    continue;
                };
                let evidence =
                    if passed == Passed::ByArgument { Evidence::Inferred } else { call.evidence };
                let target = FoundTarget::Scope(self.text(scope));
                answer.uses.push(Finding { module, span, target, kind: UseKind::Scope, evidence });
            }
            let is_reached = !self.solver.is_empty(call.scope) || !reached.contains(&argument);
            if is_reached && self.solver.is_open(call.scope) {
                answer.unresolved.push(Open {
                    module,
                    span,
                    reason: UnresolvedReason::DynamicScope,
                    to: BTreeSet::new(),
                });
            }
        }
    }

    /// Addresses of calls; those of the copies of a function belong to the call that is written
    /// down.
    fn addresses(&self, answer: &mut Answer) {
        let written = |call: &AddressCall| self.solver.program.written_argument(call.argument);
        let calls = &self.solver.hits.addresses;
        let reached: BTreeSet<u32> =
            calls.iter().filter(|call| !self.solver.is_empty(call.address)).map(written).collect();
        for call in calls {
            let argument = written(call);
            let Some((module, span)) = self.solver.program.place_of_argument(argument) else {
                continue;
            };
            // Nothing arrives at a call that is only reached by copies of its function.
            if self.solver.is_empty(call.address) && reached.contains(&argument) {
                continue;
            }
            let channel = call.channel;
            answer.addresses.push(FoundAddress {
                module,
                span,
                channel,
                address: self.solver.texts(call.address),
            });
        }
    }

    /// The platform, or an object that a factory of it made; in the program's own code also what
    /// has all members of the platform.
    fn has_members(&self, base: Node, site: u32) -> bool {
        let is_library = || self.modules[self.solver.program.module_of_site(site)].is_library;
        self.solver.any_value(base, |value| match value {
            Value::Host(evidence) => evidence != Evidence::Inferred || !is_library(),
            Value::Manager(..) => true,
            Value::Object(object) => {
                self.solver.objects[object as usize].filled.is_some() && !is_library()
            }
            _ => false,
        })
    }

    /// Accesses under a name that is not known.
    fn computed(&self, answer: &mut Answer) {
        let loads = self.solver.program.flows.iter().filter_map(|flow| match *flow {
            Flow::Load { base, key: key @ (Key::Node(_) | Key::Any), site, .. }
                if (site as usize) < self.solver.program.sites.len()
                    && self.has_members(base, site) =>
            {
                Some((key, site))
            }
            _ => None,
        });
        let loads: Vec<(Key, u32)> = loads.collect();
        let is_empty = |key: Key| matches!(key, Key::Node(key) if self.solver.is_empty(key));
        // Where a function is looked at for each of its calls, nothing arrives at what is written
        // down for none of them.
        let reached: BTreeSet<u32> =
            loads.iter().filter(|(key, _)| !is_empty(*key)).map(|&(_, site)| site).collect();
        for (key, site) in loads {
            let is_open = match key {
                Key::Node(node) => {
                    let is_reached = !is_empty(key) || !reached.contains(&site);
                    is_reached && !self.solver.lists.contains(&node) && self.solver.is_open(node)
                }
                Key::Any => true,
                Key::Name(_) => false,
            };
            if is_open {
                let module = self.solver.program.module_of_site(site);
                let span = self.solver.program.sites[site as usize].span;
                answer.unresolved.push(Open {
                    module,
                    span,
                    reason: UnresolvedReason::ComputedMember,
                    to: BTreeSet::new(),
                });
            }
        }
    }
}
