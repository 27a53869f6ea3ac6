//! Relations in reverse. Propagation does not need them: they are collected when the solver is at a
//! fixpoint.

use super::solver::Solver;
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
        let is_wanted = |node: &Node| wanted[*node as usize];
        let pairs = || {
            (0..nodes)
                .filter(is_wanted)
                .flat_map(|node| targets(solver, node).filter(is_wanted).map(move |to| (to, node)))
        };
        Self(Sources::new(nodes as usize, pairs))
    }

    /// The nodes that are copied to a node, in order.
    pub(super) fn sources_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        self.0.of(node).iter().copied()
    }
}

/// For each target of a relation, its sources.
pub(super) struct Sources {
    /// Where the sources of each target end in `all`.
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Sources {
    /// Sorts pairs of a target and a source by their target, which is less than `targets`, in
    /// linear time; those of one target stay in their order. The pairs are asked for twice: there
    /// may be too many to keep them.
    pub(super) fn new<I: Iterator<Item = (u32, u32)>>(
        targets: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        // Where the next source of a target belongs.
        let mut ends = vec![0; targets];
        pairs().for_each(|(to, _)| ends[to as usize] += 1);
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        let mut all = vec![0; before as usize];
        pairs().for_each(|(to, from)| {
            let place = &mut ends[to as usize];
            all[*place as usize] = from;
            *place += 1;
        });
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
        let sources = Sources::new(5, || pairs.into_iter());
        let all: Vec<&[u32]> = (0..5).map(|target| sources.of(target)).collect();
        let expected: [&[u32]; 5] = [&[2], &[9], &[], &[1, 0, 1], &[]];
        assert_eq!(all, expected);
        assert!(Sources::new(2, std::iter::empty).of(1).is_empty());
    }
}
