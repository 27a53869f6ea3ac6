//! Relations in reverse. Propagation does not need them: they are collected when the solver is at a
//! fixpoint.

use super::{program::count, solver::Solver};
use crate::scan::script::facts::Node;

/// The copy edges between wanted nodes.
pub(super) struct Reversed(Sources);

impl Reversed {
    pub(super) fn collect(solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> Self {
        Self::of(solver, is_wanted, Solver::copies_of)
    }

    /// The same, with the edges to fields.
    pub(super) fn with_fields(solver: &Solver<'_>, is_wanted: impl Fn(Node) -> bool) -> Self {
        Self::of(solver, is_wanted, Solver::targets_of)
    }

    fn of<'s, 'j, I: Iterator<Item = Node>>(
        solver: &'s Solver<'j>,
        is_wanted: impl Fn(Node) -> bool,
        targets: impl Fn(&'s Solver<'j>, Node) -> I,
    ) -> Self {
        let nodes = solver.program.nodes;
        let wanted: Vec<bool> = (0..nodes).map(is_wanted).collect();
        let mut edges = Vec::new();
        for (node, _) in (0..nodes).zip(&wanted).filter(|&(_, &wanted)| wanted) {
            let wanted = targets(solver, node).filter(|&to| wanted[to as usize]);
            edges.extend(wanted.map(|to| (to, node)));
        }
        Self(Sources::new(nodes as usize, &edges))
    }

    /// The nodes that are copied to a node, in order.
    pub(super) fn sources_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        self.0.of(node).iter().copied()
    }
}

/// By the second element of pairs, the first elements that it stands with.
pub(super) struct Sources {
    /// Where the sources of each target end in `all`.
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Sources {
    /// Sorts pairs of a target and a source by their target, which is less than `targets`, in
    /// linear time; those of one target stay in their order.
    pub(super) fn new(targets: usize, pairs: &[(u32, u32)]) -> Self {
        // Where the next source of a target belongs.
        let mut ends = vec![0; targets];
        for &(to, _) in pairs {
            ends[to as usize] += 1;
        }
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        let mut all = vec![0; pairs.len()];
        for &(to, from) in pairs {
            let place = &mut ends[to as usize];
            all[*place as usize] = from;
            *place += 1;
        }
        debug_assert_eq!(before, count(pairs.len()));
        Self { ends, all }
    }

    pub(super) fn of(&self, target: u32) -> &[u32] {
        let target = target as usize;
        let start = target.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[target] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Sources;

    #[test]
    fn sources_are_found_by_their_target() {
        let pairs = [(3, 1), (0, 2), (3, 0), (1, 9), (3, 1)];
        let sources = Sources::new(5, &pairs);
        let all: Vec<&[u32]> = (0..5).map(|target| sources.of(target)).collect();
        let expected: [&[u32]; 5] = [&[2], &[9], &[], &[1, 0, 1], &[]];
        assert_eq!(all, expected);
        assert!(Sources::new(2, &[]).of(1).is_empty());
    }
}
