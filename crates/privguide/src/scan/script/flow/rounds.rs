//! What rounds look at.
//!
//! Sets only grow. So a constraint that a round has no reason to look at again, because its base is
//! known by now or the effect of a call is known from its name, is left out of the later ones.

use std::ops::Range;

use rustc_hash::FxHashMap as HashMap;

use super::{program::count, value::Unknown};

/// The constraints that rounds look at, by what they look for.
#[derive(Default)]
pub(super) struct Rounds {
    /// How many there were.
    pub(super) number: u32,
    /// Constraints before this one are in the lists.
    pub(super) listed: u32,
    /// Stores and links into unknown objects.
    pub(super) stores: Vec<u32>,
    /// Stores under names that are looked up by name alone.
    pub(super) injected: Vec<u32>,
    /// Loads of literal names to which no value of the program came.
    pub(super) loads: Vec<u32>,
    /// Calls of which the name does not say the effect.
    pub(super) calls: Vec<u32>,
    /// The other calls.
    pub(super) explained_calls: Vec<u32>,
    /// Concatenations of the elements of an array.
    pub(super) joins: Vec<u32>,
    /// By object, how many of its queries have received this unknown value if nothing is stored
    /// under their name.
    answered: Vec<(Unknown, u32)>,
    /// By shared object, how many of its queries have received values from other modules.
    pub(super) shared: HashMap<u32, usize>,
}

impl Rounds {
    /// The queries of an object that have not received this unknown value, if all of them are to
    /// receive it now.
    pub(super) fn new_queries(
        &mut self,
        object: u32,
        unknown: Unknown,
        all: usize,
    ) -> Range<usize> {
        let object = object as usize;
        if self.answered.len() <= object {
            self.answered.resize(object + 1, (unknown, 0));
        }
        match std::mem::replace(&mut self.answered[object], (unknown, count(all))) {
            (same, before) if same == unknown => before as usize..all,
            _ => 0..all,
        }
    }
}
