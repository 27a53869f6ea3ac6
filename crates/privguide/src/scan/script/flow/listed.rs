//! Calls of members of the host whose names come from a long list in the source, or from iterating
//! over the host.
//!
//! A wrapper has such a call, too: `names.forEach(name => api[name] = options => wx[name](options))`
//! puts functions into a table that then has every member of the host. Which members are used is
//! found where the fields of the table are called by name. So a call is no use of unknown members
//! if it happens in a function of such a table, and if this function is only called by name.
//!
//! ∀ call `c` with callee `wx[name]`: `c` is reported, unless it is inside a wrapper. A function of
//! a table is a wrapper, unless a call that is not inside a wrapper calls it other than by a known
//! field of a table.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{program::HOST_OBJECT, reversed::Reversed, solver::Solver, value::Value};
use crate::scan::script::facts::{Calling, Flow, Key, NO_FUNCTION, NO_SITE, NOTHING, Node};

/// The calls of members with listed names.
pub(super) struct ListedAccesses {
    /// By site: the function that binds the name, and the functions in which the member is called.
    calls: HashMap<u32, (u32, Vec<u32>)>,
    functions: Functions,
    tables: Tables,
    /// Functions in tables that are also called in other ways than by name.
    direct: HashSet<u32>,
    /// The calls were too many to be followed.
    is_cut: bool,
}

impl ListedAccesses {
    /// Finds the calls of all sites that have a listed name as their key.
    pub(super) fn find(solver: &Solver<'_>) -> Self {
        let mut found = Self {
            calls: HashMap::default(),
            functions: Functions::new(solver),
            tables: Tables::find(solver),
            direct: HashSet::default(),
            is_cut: false,
        };
        let calls = found.follow(solver);
        found.find_direct(calls);
        found
    }

    /// Whether the member that is accessed at a site is called outside of wrappers.
    pub(super) fn is_called(&self, site: u32) -> bool {
        self.is_cut
            || self.calls.get(&site).is_some_and(|(outer, callers)| {
                callers.iter().any(|&caller| !self.is_wrapped(caller, *outer))
            })
    }

    /// Whether code of a function is inside a wrapper that is inside of `outer`.
    fn is_wrapped(&self, function: u32, outer: u32) -> bool {
        let mut inside = self.functions.around(function).take_while(|&around| around != outer);
        inside.any(|around| self.is_wrapper(around))
    }

    fn is_wrapper(&self, function: u32) -> bool {
        self.tables.functions.contains(&function) && !self.direct.contains(&function)
    }

    /// Finds the functions that call members with listed names. Returns the calls of functions in
    /// tables that are not by name, each as the called function and the one with the call.
    fn follow(&mut self, solver: &Solver<'_>) -> Vec<(u32, u32)> {
        let tables = &self.tables;
        let (mut members, mut by_name) = (HashMap::default(), HashSet::default());
        for (at, flow) in (0..).zip(solver.program.flows.iter()) {
            let Flow::Load { base, key, to, site } = *flow else { continue };
            match key {
                Key::Node(name) if is_listed(solver, base, name) => {
                    members.insert(to, site);
                    self.calls
                        .entry(site)
                        .or_insert_with(|| (binding(solver, at, name), Vec::new()));
                }
                _ if tables.tells(solver, base, key, site) => {
                    by_name.insert(to);
                }
                _ => {}
            }
        }
        let function = |value: Value| match value {
            Value::Function(function) => Some(solver.contexts.written_function(function))
                .filter(|function| tables.functions.contains(function)),
            _ => None,
        };
        let matters = |value: Value| value == Value::AnyMember || function(value).is_some();
        let reversed = Reversed::with_fields(solver, |node| {
            node != NOTHING && solver.any_value(node, matters)
        });
        let mut steps = 0;
        let mut direct: Vec<(u32, u32)> = Vec::new();
        for (at, flow) in (0..).zip(solver.program.flows.iter()) {
            let Flow::Call { callee, how, .. } = *flow else { continue };
            if callee == NOTHING || how == Calling::Bind {
                continue;
            }
            let place = || self.functions.of_constraint(solver, at);
            if solver.any_value(callee, |value| value == Value::AnyMember) {
                let caller = place();
                let holds = |value| value == Value::AnyMember;
                trace(solver, &reversed, callee, holds, &mut steps, |node| {
                    let site = members.get(&node);
                    if let Some((_, callers)) = site.and_then(|site| self.calls.get_mut(site)) {
                        callers.push(caller);
                    }
                    site.is_some() || by_name.contains(&node)
                });
            }
            let mut callees: Vec<u32> =
                solver.slice(callee).iter().filter_map(|&value| function(value)).collect();
            callees.sort_unstable();
            callees.dedup();
            for called in callees {
                let holds = |value| function(value) == Some(called);
                let (mut is_by_name, mut is_direct) = (false, false);
                trace(solver, &reversed, callee, holds, &mut steps, |node| {
                    let is_end = by_name.contains(&node);
                    let mut sources = reversed.sources_of(node);
                    is_by_name |= is_end;
                    is_direct |= !is_end && !sources.any(|source| solver.any_value(source, holds));
                    is_end
                });
                // Copies in a circle have no beginning.
                if is_direct || !is_by_name {
                    direct.push((called, place()));
                }
            }
        }
        self.is_cut = steps > solver.bounds.traced;
        direct
    }

    /// Finds the functions that some caller outside of wrappers calls. When a function turns out
    /// not to be a wrapper, the calls inside it count.
    fn find_direct(&mut self, calls: Vec<(u32, u32)>) {
        let mut inside: HashMap<u32, Vec<(u32, u32)>> = HashMap::default();
        let mut waiting = calls;
        while let Some((called, caller)) = waiting.pop() {
            let wrapper = self.functions.around(caller).find(|&around| self.is_wrapper(around));
            match wrapper {
                Some(wrapper) => inside.entry(wrapper).or_default().push((called, caller)),
                None if self.direct.insert(called) => {
                    waiting.extend(inside.remove(&called).into_iter().flatten());
                }
                None => {}
            }
        }
    }
}

/// Visits a node and the nodes that values of a kind are copied to it from, until `is_end`.
fn trace(
    solver: &Solver<'_>,
    reversed: &Reversed,
    node: Node,
    holds: impl Fn(Value) -> bool + Copy,
    steps: &mut usize,
    mut is_end: impl FnMut(Node) -> bool,
) {
    let mut seen = HashSet::default();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        if *steps > solver.bounds.traced || !seen.insert(node) || is_end(node) {
            continue;
        }
        for source in reversed.sources_of(node) {
            *steps += 1;
            if solver.any_value(source, holds) {
                waiting.push(source);
            }
        }
    }
}

/// Whether a base has every member of the host, and a name is one of a list of these members.
pub(super) fn is_listed(solver: &Solver<'_>, base: Node, name: Node) -> bool {
    solver.any_value(name, is_name_of_list)
        && solver.any_value(base, |base| solver.has_every_member(base))
}

fn is_name_of_list(value: Value) -> bool {
    matches!(value, Value::HostKey | Value::ListedName)
}

/// What is stored under listed names.
#[derive(Default)]
struct Tables {
    /// Objects with such fields that may have only some members of the host.
    objects: HashSet<u32>,
    functions: HashSet<u32>,
}

impl Tables {
    fn find(solver: &Solver<'_>) -> Self {
        let mut found = Self::default();
        for (number, object) in (0..).zip(solver.objects.iter()) {
            if number == HOST_OBJECT || object.rare.filled.is_some() {
                found.add(solver, object.any);
            }
        }
        for flow in solver.program.flows.iter() {
            let Flow::Store { base, key: Key::Node(name), value } = *flow else { continue };
            if solver.any_value(name, is_name_of_list) {
                found.add(solver, value);
                found.objects.extend(solver.slice(base).iter().filter_map(|&base| match base {
                    Value::Object(object) => Some(object),
                    _ => None,
                }));
            }
        }
        found
    }

    fn add(&mut self, solver: &Solver<'_>, stored: Node) {
        self.functions.extend(solver.slice(stored).iter().filter_map(|&value| match value {
            Value::Function(function) => Some(solver.contexts.written_function(function)),
            _ => None,
        }));
    }

    /// Whether a load by name tells which member of the host is used: the object has all members
    /// of the host, so that the load is a use if it matters; or the name does not matter.
    fn tells(&self, solver: &Solver<'_>, base: Node, key: Key, site: u32) -> bool {
        let is_table = |value| solver.has_every_member(value);
        let is_of_table =
            |value| matches!(value, Value::Object(object) if self.objects.contains(&object));
        match key {
            Key::Name(name) if !solver.question.names.is_member(solver.program.text(name)) => {
                solver.any_value(base, |value| is_table(value) || is_of_table(value))
            }
            Key::Name(_) => solver.any_value(base, is_table),
            // A method of the language, `map.get(name)`, is no access that could be a use.
            Key::Node(_) => site != NO_SITE && solver.any_value(base, is_table),
            Key::Any => false,
        }
    }
}

/// Which function the constraints of the source belong to.
struct Functions {
    /// Sorted by first constraint; a range precedes those inside it.
    ranges: Vec<FunctionRange>,
    /// By function: the index of its range.
    index: HashMap<u32, usize>,
}

/// The constraints of a function, with those of its inner functions.
struct FunctionRange {
    flows: (u32, u32),
    function: u32,
    /// The index of the range of the function around it.
    around: Option<usize>,
}

impl Functions {
    fn new(solver: &Solver<'_>) -> Self {
        let functions = (0..).zip(solver.program.functions.iter());
        let mut all: Vec<((u32, u32), u32)> = functions
            .map(|(number, function)| (function.flows, number))
            .filter(|((start, end), _)| start < end)
            .collect();
        all.sort_unstable_by_key(|&((start, end), number)| (start, Reverse(end), number));
        let mut ranges: Vec<FunctionRange> = Vec::with_capacity(all.len());
        let mut open: Vec<usize> = Vec::new();
        let mut index = HashMap::default();
        for (flows, function) in all {
            while open.pop_if(|around| ranges[*around].flows.1 <= flows.0).is_some() {}
            index.insert(function, ranges.len());
            let around = open.last().copied();
            open.push(ranges.len());
            ranges.push(FunctionRange { flows, function, around });
        }
        Self { ranges, index }
    }

    /// The function that a constraint of the source, or its copy, is part of.
    fn of_constraint(&self, solver: &Solver<'_>, at: u32) -> u32 {
        let at = solver.written_constraint(at);
        let last = self.ranges.partition_point(|range| range.flows.0 <= at).checked_sub(1);
        self.outwards(last)
            .find(|range| at < range.flows.1)
            .map_or(NO_FUNCTION, |range| range.function)
    }

    /// The function, and the functions around it from the inside to the outside.
    fn around(&self, function: u32) -> impl Iterator<Item = u32> + '_ {
        self.outwards(self.index.get(&function).copied()).map(|range| range.function)
    }

    /// A range, and the ranges around it.
    fn outwards(&self, range: Option<usize>) -> impl Iterator<Item = &FunctionRange> {
        std::iter::successors(range.map(|at| &self.ranges[at]), |range| {
            range.around.map(|at| &self.ranges[at])
        })
    }
}

/// The function that binds the name which the constraint `at` uses.
fn binding(solver: &Solver<'_>, at: u32, name: Node) -> u32 {
    let name = match solver.program.flows[solver.written_constraint(at) as usize] {
        Flow::Load { key: Key::Node(name), .. } => name,
        _ => name,
    };
    solver.program.owner_of(name).unwrap_or(NO_FUNCTION)
}
