//! Determines which uses are new, gone, or only moved.
//!
//! Pairs of *interface and file* are compared: a second call in a file that already had one is not
//! reported, but the same call in another file is, because it may have another purpose there. A use
//! has **moved** if one file lost the interface, another file gained it, and at least half of the
//! lines are the same in both files, as in Git's detection of renames. The most similar files are
//! paired first; equal ones in the order of their paths. A function that was moved into a new
//! helper file is a new use and is reported.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{PrivacyState, StateUse};
use crate::tree::TreePath;

/// Files that share fewer lines than this (in per cent) are different files.
const SIMILAR: usize = 50;

/// How the uses of one information type have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct UseChanges {
    /// Uses in files that did not use the interface before.
    pub new: Vec<NewUse>,
    /// Uses that are no longer there.
    pub gone: Vec<StateUse>,
    /// Uses whose file has moved.
    pub moved: Vec<MovedUse>,
}

/// A use in a new place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NewUse {
    /// The use.
    #[serde(flatten)]
    pub found: StateUse,
    /// True if no file used the interface before.
    pub new_interface: bool,
    /// The commit that introduced it; filled in by callers that know the history.
    pub brought_by: Option<LineCommit>,
}

/// The commit that introduced a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineCommit {
    /// Its abbreviated id.
    pub commit: String,
    /// The author's date, `YYYY-MM-DD`.
    pub date: String,
    /// The first line of its message.
    pub summary: String,
}

/// A use whose file has moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct MovedUse {
    /// The interface.
    pub interface: String,
    /// The file before.
    pub from: TreePath,
    /// The file now.
    pub to: TreePath,
}

impl UseChanges {
    /// True when nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.moved.is_empty()
    }

    /// The changes that concern one information type. A moved use concerns every type of its
    /// interface.
    pub(super) fn about(&self, information: &str, after: &PrivacyState) -> Self {
        let about = |found: &StateUse| found.information.iter().any(|id| id == information);
        let interface_about = |interface: &str| {
            after.uses.iter().any(|found| found.interface == interface && about(found))
        };
        Self {
            new: self.new.iter().filter(|new| about(&new.found)).cloned().collect(),
            gone: self.gone.iter().filter(|gone| about(gone)).cloned().collect(),
            moved: self
                .moved
                .iter()
                .filter(|moved| interface_about(&moved.interface))
                .cloned()
                .collect(),
        }
    }
}

/// Compares the uses of two states.
pub(super) fn compare(before: &PrivacyState, after: &PrivacyState) -> UseChanges {
    let key = |found: &StateUse| {
        (found.interface.clone(), found.file.clone(), found.brought_in_by.clone())
    };
    let old: BTreeSet<_> = before.uses.iter().map(key).collect();
    let new: BTreeSet<_> = after.uses.iter().map(key).collect();
    let gained: Vec<&StateUse> =
        after.uses.iter().filter(|found| !old.contains(&key(found))).collect();
    let lost: Vec<&StateUse> =
        before.uses.iter().filter(|found| !new.contains(&key(found))).collect();
    let moved = moved(before, after, &gained, &lost);
    let arrived = |found: &StateUse| {
        moved.iter().any(|moved| moved.interface == found.interface && moved.to == found.file)
    };
    let left = |found: &StateUse| {
        moved.iter().any(|moved| moved.interface == found.interface && moved.from == found.file)
    };
    let known = |interface: &str| before.uses.iter().any(|found| found.interface == interface);
    UseChanges {
        new: gained
            .into_iter()
            .filter(|found| !arrived(found))
            .map(|found| NewUse {
                found: found.clone(),
                new_interface: !known(&found.interface),
                brought_by: None,
            })
            .collect(),
        gone: lost.into_iter().filter(|found| !left(found)).cloned().collect(),
        moved,
    }
}

fn moved(
    before: &PrivacyState,
    after: &PrivacyState,
    gained: &[&StateUse],
    lost: &[&StateUse],
) -> Vec<MovedUse> {
    let mut pairs: Vec<(usize, MovedUse)> = Vec::new();
    for to in gained {
        for from in lost.iter().filter(|from| from.interface == to.interface) {
            let (Some(old), Some(new)) = (before.files.get(&from.file), after.files.get(&to.file))
            else {
                continue;
            };
            let similarity = old.similarity(new);
            if similarity >= SIMILAR {
                let moved = MovedUse {
                    interface: to.interface.clone(),
                    from: from.file.clone(),
                    to: to.file.clone(),
                };
                pairs.push((similarity, moved));
            }
        }
    }
    pairs.sort_by(|(left, a), (right, b)| right.cmp(left).then_with(|| a.cmp(b)));
    let mut taken: Vec<MovedUse> = Vec::new();
    for (_, pair) in pairs {
        let clash = |other: &MovedUse| {
            other.interface == pair.interface && (other.from == pair.from || other.to == pair.to)
        };
        if !taken.iter().any(clash) {
            taken.push(pair);
        }
    }
    taken.sort();
    taken
}
