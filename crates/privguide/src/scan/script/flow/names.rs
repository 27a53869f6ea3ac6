//! The names that an object has from the objects that it is linked to: `{ ...o }`, `Object.assign`,
//! prototypes.
//!
//! ∀ node `n` that gets the names of `o`, ∀ `s` that `o` is linked to: `n` gets the names of `s`,
//! unless `o` or `s` has every member of the host. Then `n` gets [`Value::HostKey`], with which a
//! load yields every field; the names themselves would be too many for one set.

use rustc_hash::FxHashSet as HashSet;

use super::{
    boundary::is_shared,
    program::WIDE_OBJECT,
    query::OTHER_NAMES,
    solver::Solver,
    value::{Unknown, Value},
};

impl Solver<'_> {
    /// Adds these names. Whether an object has every member of the host is only known when all
    /// other values have been propagated. In bundled code, almost all loops over names copy one
    /// object to another, and the names are not added: see the soundness statement in `DESIGN.md`.
    pub(super) fn names_of_linked(&mut self) {
        for at in 0..self.asked_for_names.len() {
            let object = self.asked_for_names[at];
            if self.objects[object as usize].is_library
                || self.objects[object as usize].links.is_empty()
            {
                continue;
            }
            let (line, is_whole) = self.linked_line(object);
            if !is_whole {
                self.answer_names(object, Value::Unknown(Unknown::Outside));
            }
            let is_filled = |&object: &u32| self.objects[object as usize].rare.filled.is_some();
            if line.iter().any(is_filled) {
                self.answer_names(object, Value::HostKey);
                continue;
            }
            for source in line {
                self.names_of_source(object, source);
            }
        }
    }

    /// An object, and all objects that it is linked to, and whether these are all: not if there are
    /// more than the bounds of links or of a line allow.
    fn linked_line(&self, object: u32) -> (Vec<u32>, bool) {
        let mut line = vec![object];
        let mut seen = HashSet::from_iter([object]);
        let mut is_whole = true;
        let mut at = 0;
        while at < line.len() && line.len() < self.bounds.line {
            for &(source, _) in self.objects[line[at] as usize].links.iter() {
                if source == WIDE_OBJECT {
                    is_whole = false;
                } else if !is_shared(source) && seen.insert(source) {
                    line.push(source);
                }
            }
            at += 1;
        }
        (line, is_whole && at == seen.len())
    }

    fn names_of_source(&mut self, object: u32, source: u32) {
        for at in 0..self.objects[source as usize].fields.len() {
            let Some(name) = self.objects[source as usize].fields.stored_at(at) else { continue };
            for query in 0..self.objects[object as usize].rare.name_queries.len() {
                let to = self.objects[object as usize].rare.name_queries[query];
                self.add_name(source, name, to);
            }
        }
        let others = self.objects[source as usize].other_names;
        for (at, &name) in OTHER_NAMES.iter().enumerate() {
            if others & 1 << at != 0 {
                self.answer_names(object, name);
            }
        }
    }
}
