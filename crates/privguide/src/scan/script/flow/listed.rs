//! Calls of members of the host whose names come from a long list in the source.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::solver::Solver;
use crate::scan::script::facts::{FIRST_NODE, Flow, Key, NO_FUNCTION, Node};

/// The accesses to members with computed names, and what else is done with the names.
pub(super) struct ListedAccesses {
    /// By site: the name, and the member.
    by_site: HashMap<u32, (Node, Node)>,
    /// Names under which something is stored.
    stored: HashSet<Node>,
    /// The nodes that each name is copied from.
    sources: HashMap<Node, Vec<Node>>,
}

impl ListedAccesses {
    pub(super) fn find(solver: &Solver<'_>) -> Self {
        let flows = || solver.program.flows.iter().take(solver.contexts.written);
        let (mut by_site, mut names) = (HashMap::default(), HashSet::default());
        for flow in flows() {
            if let Flow::Load { key: Key::Node(name), site, to, .. } = *flow {
                by_site.entry(site).or_insert((name, to));
                names.insert(name);
            }
        }
        let (mut stored, mut sources) = (HashSet::default(), HashMap::default());
        for flow in flows() {
            match *flow {
                Flow::Store { key: Key::Node(name), .. } => drop(stored.insert(name)),
                Flow::Copy { from, to } if names.contains(&to) => {
                    sources.entry(to).or_insert_with(Vec::new).push(from);
                }
                _ => {}
            }
        }
        Self { by_site, stored, sources }
    }

    /// Whether the access is a part of a wrapper: `api[name] = options => wx[name](options)`, `name
    /// => options => wx[name](options)`.
    pub(super) fn is_wrapped(&self, solver: &Solver<'_>, site: u32) -> bool {
        let Some(&(name, to)) = self.by_site.get(&site) else { return false };
        let owner = |node: Node| {
            let at = node.checked_sub(FIRST_NODE)?;
            solver.program.owners.get(at as usize).copied()
        };
        let outer = owner(name).filter(|&outer| outer != NO_FUNCTION && owner(to) != Some(outer));
        let is_parameter = |function: u32| {
            let function = solver.program.functions.get(function as usize);
            let sources = self.sources.get(&name).into_iter().flatten();
            function.is_some_and(|function| {
                sources.chain([&name]).any(|node| function.parameters.contains(node))
            })
        };
        self.stored.contains(&name) || outer.is_some_and(is_parameter)
    }
}
