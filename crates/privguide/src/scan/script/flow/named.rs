//! The fields of one abstract object, by name.

use rustc_hash::FxHashMap as HashMap;

use super::{few::push_tightly, program::count, value::Sym};
use crate::scan::script::facts::Node;

/// Objects with more fields find them with a hash table. Almost all have fewer.
const MAX_SEARCHED: usize = 12;

/// Fields in the order of their creation.
#[derive(Default)]
pub(super) struct NamedFields {
    all: Vec<NamedField>,
    /// The index of each name in `all`, if there are more than [`MAX_SEARCHED`].
    index: Option<Box<HashMap<Sym, u32>>>,
    /// The number of fields with a stored value.
    stored: u32,
}

#[derive(Clone, Copy)]
struct NamedField {
    name: Sym,
    /// Its node; with the bit [`STORED`] if a value is stored in it, and not only loaded from it.
    packed: u32,
}

/// Not part of a node's number: so many nodes would not fit into memory.
const STORED: u32 = 1 << 31;

impl NamedField {
    fn node(self) -> Node {
        self.packed & !STORED
    }

    fn is_stored(self) -> bool {
        self.packed & STORED != 0
    }
}

impl NamedFields {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The name and the node of a field.
    pub(super) fn at(&self, at: usize) -> (Sym, Node) {
        (self.all[at].name, self.all[at].node())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Sym, Node)> + '_ {
        self.all.iter().map(|field| (field.name, field.node()))
    }

    /// The node of a field, if it exists.
    pub(super) fn get(&self, name: Sym) -> Option<Node> {
        self.place(name).map(|at| self.all[at].node())
    }

    /// Whether something is stored under a name.
    pub(super) fn is_stored(&self, name: Sym) -> bool {
        self.place(name).is_some_and(|at| self.all[at].is_stored())
    }

    /// Adds a field. It must not exist.
    pub(super) fn add(&mut self, name: Sym, node: Node) {
        if let Some(index) = &mut self.index {
            index.insert(name, count(self.all.len()));
        }
        assert!(node < STORED, "fewer than 2^31 nodes");
        push_tightly(&mut self.all, NamedField { name, packed: node });
        if self.index.is_none() && self.all.len() > MAX_SEARCHED {
            let places = self.all.iter().zip(0..).map(|(field, at)| (field.name, at));
            self.index = Some(Box::new(places.collect()));
        }
    }

    /// Records that a value is stored in a field; false if this was recorded before.
    pub(super) fn note_stored(&mut self, name: Sym) -> bool {
        let Some(at) = self.place(name) else { return false };
        let is_new = !self.all[at].is_stored();
        self.all[at].packed |= STORED;
        self.stored += u32::from(is_new);
        is_new
    }

    /// How many fields have a stored value.
    pub(super) fn stored_count(&self) -> usize {
        self.stored as usize
    }

    /// The name of a field, if something is stored in it.
    pub(super) fn stored_at(&self, at: usize) -> Option<Sym> {
        self.all.get(at).filter(|field| field.is_stored()).map(|field| field.name)
    }

    /// The names under which something is stored.
    pub(super) fn stored_names(&self) -> impl Iterator<Item = Sym> + '_ {
        self.all.iter().filter(|field| field.is_stored()).map(|field| field.name)
    }

    fn place(&self, name: Sym) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&name).map(|&at| at as usize),
            None => self.all.iter().position(|field| field.name == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_fields_are_found_alike() {
        let mut fields = NamedFields::default();
        for name in 0..3 * count(MAX_SEARCHED) {
            assert_eq!(fields.get(name), None);
            assert!(!fields.note_stored(name));
            fields.add(name, name + 100);
            assert_eq!((fields.get(name), fields.is_stored(name)), (Some(name + 100), false));
            if name % 2 == 0 {
                assert!(fields.note_stored(name));
                assert!(!fields.note_stored(name));
            }
            let stored: Vec<Sym> = (0..=name).filter(|name| name % 2 == 0).collect();
            assert!(fields.stored_names().eq(stored.iter().copied()));
            assert_eq!(fields.stored_count(), stored.len());
        }
        assert!(fields.iter().eq((0..count(fields.len())).map(|name| (name, name + 100))));
        assert_eq!(
            (fields.at(3), fields.stored_at(3), fields.stored_at(4)),
            ((3, 103), None, Some(4))
        );
    }
}
