//! Which uses are new, gone, or only moved.
//!
//! What is compared is *interface × file*: a second call in a file that already had one is not
//! reported, the same call in another file is (the purpose may be another there). A use has
//! **moved** when a file lost the interface and another file gained it, and at least half of both
//! files are the same lines: what git calls a rename. The most similar pair goes first, then the
//! order of paths. Anything finer (a function cut into a new helper) is a new place, and reported.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{State, StateUse};
use crate::tree::TreePath;

/// Files that share fewer lines than this (in per cent) are different files.
const SIMILAR: usize = 50;

/// What became of the uses of one information type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct UseChanges {
    /// Uses in places that had none of the interface before.
    pub new: Vec<NewUse>,
    /// Uses that are no longer there.
    pub gone: Vec<StateUse>,
    /// Uses whose file has moved.
    pub moved: Vec<MovedUse>,
}

/// A use in a new place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NewUse {
    /// What and where.
    #[serde(flatten)]
    pub found: StateUse,
    /// True when no other file used the interface before.
    pub new_interface: bool,
    /// Which commit introduced it; filled in by callers that know the history.
    pub brought_by: Option<Origin>,
}

/// The commit that introduced a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
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
    pub(super) fn about(&self, information: &str, after: &State) -> Self {
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
pub(super) fn compare(before: &State, after: &State) -> UseChanges {
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

fn moved(before: &State, after: &State, gained: &[&StateUse], lost: &[&StateUse]) -> Vec<MovedUse> {
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
