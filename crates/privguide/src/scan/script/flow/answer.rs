//! Reads the solution: the uses, unresolved accesses, elements and addresses of the program.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

use super::{
    Linked,
    hits::{AccessTarget, AddressArgument, ScopeCall},
    left,
    listed::{self, ListedAccesses},
    receiver::Origins,
    replaced::ReplacedNames,
    solver::Solver,
    value::{Passed, Value},
};
use crate::{
    catalog::Channel,
    scan::{
        Evidence, UnresolvedReason, UseKind,
        script::{
            facts::{Flow, Key, Node},
            target::FoundTarget,
        },
    },
};

/// The findings, ordered by module and offset.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in super::super) struct Answer {
    pub(in super::super) uses: Vec<FoundUse>,
    pub(in super::super) unresolved: Vec<Open>,
    pub(in super::super) elements: Vec<FoundElement>,
    pub(in super::super) data: Vec<Data>,
    pub(in super::super) addresses: Vec<FoundAddress>,
    /// Modules outside of the program that get the host other than as an argument, as import
    /// specifiers.
    pub(in super::super) shared: BTreeSet<String>,
    /// Modules outside of the program that get a value which may be the host.
    pub(in super::super) passed: BTreeSet<String>,
    /// Places where a module stores the host so that other code can find it by name: the module,
    /// and the expression that reaches the place.
    pub(in super::super) left: BTreeSet<(usize, String)>,
    /// Expressions of templates that could not be parsed.
    pub(in super::super) unread: Vec<(usize, (u32, u32))>,
    /// The budget was exhausted before everything was determined.
    pub(in super::super) is_cut: bool,
}

/// A call that connects to an address, with the possible values of the address.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct FoundAddress {
    pub(in super::super) module: usize,
    pub(in super::super) span: (u32, u32),
    pub(in super::super) channel: Channel,
    pub(in super::super) address: Texts,
}

/// A JSX element, with the possible values of its attributes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in super::super) struct FoundElement {
    pub(in super::super) module: usize,
    pub(in super::super) span: (u32, u32),
    pub(in super::super) tag: String,
    /// If a call creates the element: the name of the platform element that it creates.
    pub(in super::super) made: Option<String>,
    /// The module and the exported name that the tag refers to.
    pub(in super::super) imported: Option<(String, String)>,
    pub(in super::super) attributes: Vec<(String, Texts)>,
}

/// The strings that a value can be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Texts {
    pub(in super::super) texts: BTreeSet<String>,
    /// The value may also be unknown.
    pub(in super::super) is_open: bool,
}

/// The data that the script of a page or component provides to its template.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Data {
    pub(in super::super) module: usize,
    pub(in super::super) values: BTreeMap<Vec<String>, Texts>,
    /// Names of properties that parents set.
    pub(in super::super) properties: BTreeSet<String>,
}

/// An access that is a use.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct FoundUse {
    pub(in super::super) module: usize,
    pub(in super::super) span: (u32, u32),
    pub(in super::super) target: FoundTarget,
    pub(in super::super) kind: UseKind,
    pub(in super::super) evidence: Evidence,
}

/// An access that cannot be resolved.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Open {
    pub(in super::super) module: usize,
    pub(in super::super) span: (u32, u32),
    pub(in super::super) reason: UnresolvedReason,
    /// The modules outside of the program that the host is passed to, or that a value which may be
    /// the host comes from.
    pub(in super::super) to: BTreeSet<String>,
}

/// Reads the answer from the solver's final state.
pub(super) struct AnswerReader<'r, 'j> {
    pub(super) solver: &'r Solver<'j>,
    pub(super) modules: &'r [Linked],
    pub(super) replaced: OnceCell<ReplacedNames>,
}

impl AnswerReader<'_, '_> {
    /// The answer, and the number of steps that it took in addition to the solver's.
    pub(super) fn answer(self) -> (Answer, u64) {
        let (left, left_steps) = left::left(self.solver);
        let (mut origins, origin_steps) = Origins::find(self.solver, self.modules);
        let (shared, passed) =
            (std::mem::take(&mut origins.shared), std::mem::take(&mut origins.passed));
        let mut answer = Answer { shared, passed, left, ..Answer::default() };
        let (sites, members) = self.listed();
        for (site, target, evidence) in self.solver.hits.sorted() {
            if sites.contains(&site) && matches!(target, AccessTarget::Member(_)) {
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
        for (module, linked) in self.modules.iter().enumerate() {
            answer.unread.extend(linked.facts.unread.iter().map(|&span| (module, span)));
        }
        (answer, left_steps + origin_steps)
    }

    /// Adds accesses to values that may be the host, and calls that pass the host to unknown code.
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
        // Each object is reported once per module, even if it is passed on several times.
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

    /// Reports each unresolved place once. In third-party code, only one place is reported per file
    /// and reason, because the code cannot be corrected there.
    fn open_once(&self, answer: &mut Answer) {
        answer.unresolved.sort_by(|a, b| {
            (a.module, a.reason, &a.to, a.span).cmp(&(b.module, b.reason, &b.to, b.span))
        });
        answer.unresolved.dedup_by(|a, b| {
            let is_place = self.modules[a.module].is_library || a.span == b.span;
            (a.module, a.reason, &a.to) == (b.module, b.reason, &b.to) && is_place
        });
    }

    /// Accesses whose key iterates over a list of the host's members: their sites, and the nodes
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

    fn site_uses(&self, site: u32, target: AccessTarget, evidence: Evidence, answer: &mut Answer) {
        let module = self.solver.program.module_of_site(site);
        let facts = self.solver.program.sites[site as usize];
        let target = || match target {
            AccessTarget::Member(member) => FoundTarget::Member(self.text(member)),
            AccessTarget::Method(object, method) => {
                FoundTarget::Method(self.text(object), self.text(method))
            }
        };
        let kind = |is_called: bool| if is_called { UseKind::Call } else { UseKind::Reference };
        let names =
            &self.modules[module].facts.names[facts.names.0 as usize..facts.names.1 as usize];
        // A named import is a use by itself: it puts the member into the package.
        if names.is_empty() || facts.is_import {
            answer.uses.push(FoundUse {
                module,
                span: facts.span,
                target: target(),
                kind: kind(facts.is_called),
                evidence,
            });
        }
        for named in names {
            // The name was bound earlier, so an access through it is an alias.
            let evidence = evidence.max(Evidence::Alias);
            answer.uses.push(FoundUse {
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
                answer.uses.push(FoundUse { module, span, target, kind: UseKind::Scope, evidence });
            }
            let is_reached = !self.solver.is_empty(call.scope) || !reached.contains(&argument);
            if is_reached && (self.solver.is_open(call.scope) || self.is_replaced(call.scope)) {
                answer.unresolved.push(Open {
                    module,
                    span,
                    reason: UnresolvedReason::DynamicScope,
                    to: BTreeSet::new(),
                });
            }
        }
    }

    /// Addresses of calls. The address of a call in a copied function is reported at the call in
    /// the source.
    fn addresses(&self, answer: &mut Answer) {
        let written = |call: &AddressArgument| self.solver.program.written_argument(call.argument);
        let calls = &self.solver.hits.addresses;
        let reached: BTreeSet<u32> =
            calls.iter().filter(|call| !self.solver.is_empty(call.address)).map(written).collect();
        for call in calls {
            let argument = written(call);
            let Some((module, span)) = self.solver.program.place_of_argument(argument) else {
                continue;
            };
            // If only copies of its function are reached, no value arrives at the original call.
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

    /// Whether the base is the platform or an object from one of its factories. In the program's
    /// own code, it may also be an object with all members of the platform.
    fn has_members(&self, base: Node, site: u32) -> bool {
        let is_library = || self.modules[self.solver.program.module_of_site(site)].is_library;
        self.solver.any_value(base, |value| match value {
            Value::Host(evidence) => evidence != Evidence::Inferred || !is_library(),
            Value::Manager(..) => true,
            Value::Object(object) => {
                self.solver.objects[object as usize].rare.filled.is_some() && !is_library()
            }
            _ => false,
        })
    }

    /// Whether a copy of unknown fields may have replaced the name that a node holds.
    fn is_replaced(&self, node: Node) -> bool {
        self.replaced.get_or_init(|| ReplacedNames::find(self.solver)).contains(node)
    }

    /// Adds accesses under unknown names.
    fn computed(&self, answer: &mut Answer) {
        let loads = self.solver.program.flows.iter().filter_map(|flow| match *flow {
            Flow::Load { base, key: key @ (Key::Node(_) | Key::Any), site, .. }
                if (site as usize) < self.solver.program.sites.len()
                    && self.has_members(base, site) =>
            {
                Some((base, key, site))
            }
            _ => None,
        });
        let loads: Vec<(Node, Key, u32)> = loads.collect();
        let is_empty = |key: Key| matches!(key, Key::Node(key) if self.solver.is_empty(key));
        // If only the copies of a function are called, no value arrives at its original
        // constraints.
        let reached: BTreeSet<u32> =
            loads.iter().filter(|(_, key, _)| !is_empty(*key)).map(|&(.., site)| site).collect();
        let mut accesses = None;
        for (base, key, site) in loads {
            let is_open = match key {
                Key::Node(node) => {
                    let is_reached = !is_empty(key) || !reached.contains(&site);
                    let is_list = self.solver.lists.contains(&node);
                    let mut is_called = || {
                        let find = || ListedAccesses::find(self.solver);
                        accesses.get_or_insert_with(find).is_called(site)
                    };
                    let mut is_open = || {
                        (!is_list && (self.solver.is_open(node) || self.is_replaced(node)))
                            || (listed::is_listed(self.solver, base, node) && is_called())
                    };
                    is_reached && is_open()
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
