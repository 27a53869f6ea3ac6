//! Determines whether an earlier result for a tree is still valid: its listing and the stamps of
//! the requested files are the same.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::tree::{MemoizedTree, SourceTree, Stamp, TreePath, listing};

/// The state of a tree, as far as it was requested.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct TreeState {
    listing: u64,
    files: Vec<(TreePath, Stamp)>,
}

impl TreeState {
    /// The state of a tree; `None` if the tree cannot tell whether its files will have changed by
    /// the next run.
    pub(super) fn of_tree(tree: &MemoizedTree<'_>) -> Option<Self> {
        let asked = tree.asked();
        let [listing] = Vec::from_iter(asked.listings)[..] else { return None };
        let stamped = |(path, was_read): (TreePath, bool)| {
            let stamp = tree.stamp(&path)?;
            // The file appeared or disappeared while others were read.
            ((stamp != Stamp::Absent) == was_read).then_some((path, stamp))
        };
        let mut files = asked.files.into_par_iter().map(stamped).collect::<Option<Vec<_>>>()?;
        files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Some(Self { listing, files })
    }

    /// Whether a tree is in this state.
    pub(super) fn is_of(&self, tree: &dyn SourceTree) -> bool {
        listing(tree).digest() == self.listing
            && self.files.par_iter().all(|(path, stamp)| tree.stamp(path) == Some(*stamp))
    }
}
