//! Determines whether an earlier result for a tree is still valid: its listing and the stamps of
//! the requested files are the same.

use std::hash::Hasher as _;

use rayon::prelude::*;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

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

/// A value as bytes with a checksum.
pub(super) fn packed(value: &impl Serialize) -> Option<Vec<u8>> {
    let mut bytes = postcard::to_stdvec(value).ok()?;
    let sum = checksum(&bytes);
    bytes.extend(sum);
    Some(bytes)
}

/// The value of bytes with a valid checksum.
pub(super) fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(whole(bytes)?).ok()
}

/// Bytes without their checksum, if it is valid.
pub(super) fn whole(bytes: &[u8]) -> Option<&[u8]> {
    bytes.split_last_chunk().filter(|(bytes, sum)| checksum(bytes) == **sum).map(|(bytes, _)| bytes)
}

/// A truncated or damaged file must not be taken for a result.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish().to_le_bytes()
}
