//! Paths from objects that all code shares to the nodes that may hold their members.
//!
//! A path is propagated from the loads of a shared object along copies and further loads, to the
//! fixpoint. Each node distinguishes a bounded number of paths, so the work is linear in the number
//! of edges.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::{
    program::count,
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::{
    common_places::{A_PAGE, GLOBAL, HOST, THE_APP},
    scan::script::facts::{APP, Flow, Key, NOTHING, Node, PAGES, members::IN_ALL},
};

/// A path from a shared object: the name of the object, then the names of nested fields.
pub(super) type Path = (&'static str, Names);

/// Names of nested fields; `None` is an unknown name.
pub(super) type Names = Vec<Option<Sym>>;

/// The maximum number of names in a path, as in `Object.prototype.api`. Deeper places have the path
/// of the third name.
const MOST_NAMES: usize = 3;
/// The maximum number of paths to one node. Further paths are replaced by the path with an unknown
/// name from the same shared object.
const MOST_WAYS: usize = 16;

/// Whether a value may be reachable through an object that all code shares: it is a page, or its
/// origin is unknown.
pub(super) fn may_lie_behind(solver: &Solver<'_>, pages: &[u32], node: Node) -> bool {
    solver.any_value(node, |value| match value {
        Value::Unknown(unknown) => unknown != Unknown::OtherTexts,
        Value::Object(object) => {
            solver.objects[object as usize].is_opaque || pages.contains(&object)
        }
        _ => false,
    })
}

/// The paths to each node that is reached from a shared object.
pub(super) struct Ways {
    /// The paths, each once.
    paths: Vec<Path>,
    numbers: HashMap<Path, u32>,
    /// The paths to each node.
    by_node: HashMap<Node, Vec<u32>>,
    /// The number of times that a path was propagated along an edge.
    pub(super) steps: u64,
}

/// Edges from a node, in addition to copies. The lists are sorted vectors instead of maps, because
/// there is an entry for each load of the program.
struct Onward {
    /// An object, the name that is loaded from it, and the result.
    loads: Vec<(Node, Option<Sym>, Node)>,
    /// A node that is stored in a list, and the element node of the list.
    stored: Vec<(Node, Node)>,
}

impl Ways {
    pub(super) fn find(solver: &Solver<'_>, pages: &[u32]) -> Self {
        // The source of a copy may itself be empty.
        let is_wanted = |node: Node| solver.is_empty(node) || may_lie_behind(solver, pages, node);
        let onward = Onward::collect(solver, is_wanted);
        let mut ways = Self {
            paths: Vec::new(),
            numbers: HashMap::default(),
            by_node: HashMap::default(),
            steps: 0,
        };
        let mut waiting: Vec<(Node, u32)> = Vec::new();
        for &(from, name, to) in &onward.loads {
            if let Some(path) = root(solver, from, name) {
                ways.reach(to, path, &mut waiting);
            }
        }
        while let Some((node, way)) = waiting.pop() {
            for to in
                onward.stored_from(node).chain(solver.copies_of(node).filter(|&to| is_wanted(to)))
            {
                ways.pass(to, way, &mut waiting);
            }
            if is_root(solver, node) {
                continue;
            }
            for (name, to) in onward.loads_from(node) {
                let (root, mut names) = ways.paths[way as usize].clone();
                if names.len() < MOST_NAMES {
                    names.push(name);
                }
                ways.reach(to, (root, names), &mut waiting);
            }
        }
        ways
    }

    /// The paths to a node.
    pub(super) fn paths_to(&self, node: Node) -> BTreeSet<Path> {
        let ways = self.by_node.get(&node).map_or(&[][..], Vec::as_slice);
        ways.iter().map(|&way| self.paths[way as usize].clone()).collect()
    }

    fn number(&mut self, path: Path) -> u32 {
        let next = count(self.paths.len());
        *self.numbers.entry(path).or_insert_with_key(|path| {
            self.paths.push(path.clone());
            next
        })
    }

    fn reach(&mut self, to: Node, path: Path, waiting: &mut Vec<(Node, u32)>) {
        let way = self.number(path);
        self.pass(to, way, waiting);
    }

    /// Adds a path to a node, if the node does not have it.
    fn pass(&mut self, to: Node, mut way: u32, waiting: &mut Vec<(Node, u32)>) {
        self.steps += 1;
        let known = self.by_node.entry(to).or_default();
        if known.contains(&way) {
            return;
        }
        if known.len() >= MOST_WAYS {
            let (root, _) = self.paths[way as usize];
            way = self.number((root, vec![None]));
        }
        let known = self.by_node.entry(to).or_default();
        if !known.contains(&way) {
            known.push(way);
            waiting.push((to, way));
        }
    }
}

impl Onward {
    fn collect(solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> Self {
        let mut onward = Self { loads: Vec::new(), stored: Vec::new() };
        for flow in solver.program.flows.iter() {
            match *flow {
                Flow::Load { base, key, to, .. } if base != NOTHING && is_wanted(to) => {
                    let name = if let Key::Name(name) = key { Some(name) } else { None };
                    onward.loads.push((base, name, to));
                }
                Flow::Store { base, key: Key::Any, value }
                    if base != NOTHING && value != NOTHING =>
                {
                    for element in solver.values(base) {
                        if let Value::Object(object) = element {
                            onward.stored.push((value, solver.objects[object as usize].any));
                        }
                    }
                }
                _ => {}
            }
        }
        onward.loads.sort_unstable();
        onward.stored.sort_unstable();
        onward
    }

    fn loads_from(&self, node: Node) -> impl Iterator<Item = (Option<Sym>, Node)> + '_ {
        let first = self.loads.partition_point(|&(from, ..)| from < node);
        let loads = self.loads[first..].iter().take_while(move |&&(from, ..)| from == node);
        loads.map(|&(_, name, to)| (name, to))
    }

    fn stored_from(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let first = self.stored.partition_point(|&(from, _)| from < node);
        self.stored[first..].iter().take_while(move |&&(from, _)| from == node).map(|&(_, to)| to)
    }
}

fn is_root(solver: &Solver<'_>, node: Node) -> bool {
    solver.any_value(node, |value| matches!(value, Value::Global | Value::Host(_)))
}

/// The path to a member that is loaded from a shared object.
fn root(solver: &Solver<'_>, from: Node, name: Option<Sym>) -> Option<Path> {
    let is_global = solver.any_value(from, |value| value == Value::Global);
    match name.map(|name| solver.program.text(name)) {
        Some(APP) if is_global => Some((THE_APP, Vec::new())),
        Some(PAGES) if is_global => Some((A_PAGE, Vec::new())),
        Some(name) if name.starts_with(IN_ALL) => None,
        _ if is_global => Some((GLOBAL, vec![name])),
        _ => is_root(solver, from).then(|| (HOST, vec![name])),
    }
}
