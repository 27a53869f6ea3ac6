//! Finds the modules outside of the program that unknown values come from.
//!
//! A node gets unknown values from the nodes that are copied to it, and from the nodes that they
//! derive from: the object whose member or the function whose result they are. The nodes of a
//! strongly connected component (found by Tarjan's algorithm) have the same origins, so every node
//! and edge is visited once, however many queries there are.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::{
    program::count,
    reversed::Reversed,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{NOTHING, Node};

/// Whether the node holds values from outside of the program.
pub(super) fn comes_from_outside(solver: &Solver<'_>, node: Node) -> bool {
    let is_outside =
        |value| matches!(value, Value::Unknown(Unknown::Outside | Unknown::HandedOver));
    node != NOTHING && solver.any_value(node, is_outside)
}

/// The unknown values of nodes, traced back to imports.
pub(super) struct Trace<'t, 'm> {
    solver: &'t Solver<'t>,
    reversed: Reversed,
    /// Sorted pairs of a node and another node that its unknown values derive from.
    made: Vec<(Node, Node)>,
    /// The nodes that receive the exports of modules outside of the program, with their specifiers.
    imports: HashMap<Node, &'m str>,
    /// By node: [`NEW`], its number while it is on the stack, or [`DONE`].
    numbers: Vec<u32>,
    /// By node: the lowest number on the stack that it reaches; finally, its component.
    lows: Vec<u32>,
    components: Vec<Origin>,
    sets: NameSets<'m>,
    /// Edges that were followed, the measure of the work.
    pub(super) steps: u64,
}

const NEW: u32 = u32::MAX;
const DONE: u32 = u32::MAX - 1;

/// Where the unknown values of a component come from.
#[derive(Clone, Copy)]
struct Origin {
    /// The imports that unknown values come from, as an index of [`NameSets`].
    found: u32,
    /// All unknown values come from these imports.
    is_all: bool,
}

/// A node whose origins are being visited.
struct Visit {
    node: Node,
    origins: Vec<Node>,
    next: usize,
}

impl<'t, 'm> Trace<'t, 'm> {
    /// `made` contains pairs of a node and another node that its unknown values derive from, in any
    /// order.
    pub(super) fn new(
        solver: &'t Solver<'t>,
        mut made: Vec<(Node, Node)>,
        imports: HashMap<Node, &'m str>,
    ) -> Self {
        made.sort_unstable();
        made.dedup();
        let nodes = solver.program.nodes as usize;
        Self {
            solver,
            reversed: Reversed::collect(solver, |node| comes_from_outside(solver, node)),
            made,
            imports,
            numbers: vec![NEW; nodes],
            lows: vec![NEW; nodes],
            components: Vec::new(),
            sets: NameSets::default(),
            steps: 0,
        }
    }

    /// The imports that unknown values of these nodes come from.
    pub(super) fn any(&mut self, nodes: impl IntoIterator<Item = Node>) -> BTreeSet<String> {
        let mut found = NameSets::EMPTY;
        for node in nodes {
            if let Some(origin) = self.origin(node) {
                found = self.sets.union(found, origin.found);
            }
        }
        self.sets.names(found)
    }

    /// The imports that the unknown values of a node come from; `None` if some may come from
    /// elsewhere, or all do.
    pub(super) fn only(&mut self, node: Node) -> Option<BTreeSet<String>> {
        let origin = self.origin(node)?;
        (origin.is_all && origin.found != NameSets::EMPTY).then(|| self.sets.names(origin.found))
    }

    fn origin(&mut self, node: Node) -> Option<Origin> {
        if !comes_from_outside(self.solver, node) {
            return None;
        }
        if self.numbers[node as usize] == NEW {
            self.visit(node);
        }
        self.components.get(self.lows[node as usize] as usize).copied()
    }

    /// Tarjan's algorithm from one node. It does not recurse, because chains may be long.
    fn visit(&mut self, root: Node) {
        let mut stack: Vec<Node> = Vec::new();
        let mut visits: Vec<Visit> = Vec::new();
        let mut entered = Some(root);
        loop {
            if let Some(node) = entered.take() {
                let number = count(stack.len());
                (self.numbers[node as usize], self.lows[node as usize]) = (number, number);
                stack.push(node);
                visits.push(Visit { node, origins: self.origins(node), next: 0 });
            }
            let Some(visit) = visits.last_mut() else { return };
            let node = visit.node as usize;
            if let Some(&origin) = visit.origins.get(visit.next) {
                visit.next += 1;
                self.steps += 1;
                match self.numbers[origin as usize] {
                    _ if !comes_from_outside(self.solver, origin) => {}
                    NEW => entered = Some(origin),
                    DONE => {}
                    number => self.lows[node] = self.lows[node].min(number),
                }
                continue;
            }
            visits.pop();
            let (number, low) = (self.numbers[node], self.lows[node]);
            if let Some(before) = visits.last() {
                let before = before.node as usize;
                self.lows[before] = self.lows[before].min(low);
            }
            if low == number {
                let members = stack.split_off(number as usize);
                self.close(&members);
            }
        }
    }

    /// Determines the origin of a component. All nodes that it gets values from are done.
    fn close(&mut self, members: &[Node]) {
        let component = count(self.components.len());
        for &member in members {
            self.numbers[member as usize] = DONE;
            self.lows[member as usize] = component;
        }
        let mut origin = Origin { found: NameSets::EMPTY, is_all: true };
        for &member in members {
            if let Some(&specifier) = self.imports.get(&member) {
                let import = self.sets.one(specifier);
                origin.found = self.sets.union(origin.found, import);
                continue;
            }
            let origins = self.origins(member);
            origin.is_all &= !origins.is_empty();
            for from in origins {
                let other = self.lows[from as usize];
                if other == component || !comes_from_outside(self.solver, from) {
                    continue;
                }
                let other = self.components[other as usize];
                origin.found = self.sets.union(origin.found, other.found);
                origin.is_all &= other.is_all;
            }
        }
        self.components.push(origin);
    }

    /// The nodes that a node gets its values from.
    fn origins(&self, node: Node) -> Vec<Node> {
        if self.imports.contains_key(&node) {
            return Vec::new();
        }
        let first = self.made.partition_point(|&(of, _)| of < node);
        let made = self.made[first..].iter().take_while(|&&(of, _)| of == node);
        self.reversed.sources_of(node).chain(made.map(|&(_, from)| from)).collect()
    }
}

/// Sets of names, each stored once: many nodes have the same set.
struct NameSets<'m> {
    all: Vec<BTreeSet<&'m str>>,
    numbers: HashMap<BTreeSet<&'m str>, u32>,
    unions: HashMap<(u32, u32), u32>,
}

impl Default for NameSets<'_> {
    fn default() -> Self {
        Self {
            all: vec![BTreeSet::new()],
            numbers: HashMap::from_iter([(BTreeSet::new(), Self::EMPTY)]),
            unions: HashMap::default(),
        }
    }
}

impl<'m> NameSets<'m> {
    const EMPTY: u32 = 0;

    fn number(&mut self, set: BTreeSet<&'m str>) -> u32 {
        if let Some(&number) = self.numbers.get(&set) {
            return number;
        }
        let number = count(self.all.len());
        self.all.push(set.clone());
        self.numbers.insert(set, number);
        number
    }

    fn one(&mut self, name: &'m str) -> u32 {
        self.number(BTreeSet::from([name]))
    }

    fn union(&mut self, one: u32, other: u32) -> u32 {
        if one == other || other == Self::EMPTY {
            return one;
        }
        if one == Self::EMPTY {
            return other;
        }
        let pair = (one.min(other), one.max(other));
        if let Some(&known) = self.unions.get(&pair) {
            return known;
        }
        let set = &self.all[one as usize] | &self.all[other as usize];
        let number = self.number(set);
        self.unions.insert(pair, number);
        number
    }

    fn names(&self, number: u32) -> BTreeSet<String> {
        self.all[number as usize].iter().map(|&name| name.to_owned()).collect()
    }
}
