//! How much is distinguished before it is widened. What is reported when a bound is hit is in
//! `DESIGN.md`.

use super::sets::Most;

/// The bounds of one solution. They do not depend on the program, the machine or the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Bounds {
    /// Objects, and functions, in one points-to set. People write tables of a dozen handlers, and
    /// each should be found under its name.
    pub(in super::super) values: u8,
    /// The same for a node of packed code. Everything meets in the helpers of a bundle, and sets
    /// that are precise there are merged soon after.
    pub(in super::super) packed_values: u8,
    /// Texts in one set that do not matter; those that the catalogue knows are always kept.
    pub(in super::super) texts: u8,
    /// Labels of modules beyond the boundary in one set.
    pub(in super::super) labels: u8,
    /// Labels of one solution: a value has two bytes for it.
    pub(in super::super) last_label: u16,
    /// Objects that answer one load under one name.
    pub(in super::super) answering: u32,
    /// Objects that answer for what one lacks, and instances of one: a table that everything is
    /// linked to would make each load a walk over the program.
    pub(in super::super) links: usize,
    /// Objects in a row that are searched for a field.
    pub(in super::super) line: usize,
    /// Fields of one object of the app or a page with labels of their own.
    pub(in super::super) labelled: usize,
    /// Fields of the app, or of pages, by which one value is reached.
    pub(in super::super) escaping: u8,
    /// How deep calls inside a copy of a function get copies of their own.
    pub(in super::super) depth: u32,
    /// Copies of one function: with more calls, all of them share what is written down.
    pub(in super::super) copies: usize,
    /// Copied constraints for each that is written down: the program must not grow without end.
    /// Small programs may have so many.
    pub(in super::super) copied: usize,
    pub(in super::super) copied_in_small: usize,
    /// Copied constraints in the program's own code, and in packed code: each takes a hundred
    /// bytes, and real programs need fewer.
    pub(in super::super) copied_at_most: usize,
    /// Bytes of a text that is put together: no name of the platform is longer.
    pub(in super::super) joined: usize,
    /// Combinations of the parts of a text.
    pub(in super::super) combinations: usize,
    /// Elements of an array that are joined in their order.
    pub(in super::super) elements: usize,
    /// Rounds of the solver: real programs need five.
    pub(in super::super) rounds: usize,
}

/// The bounds of every run of the program.
pub(in super::super) const USUAL: Bounds = Bounds {
    values: 16,
    packed_values: 6,
    texts: 8,
    labels: 4,
    last_label: u16::MAX,
    answering: 48,
    links: 16,
    line: 128,
    labelled: 64,
    escaping: 4,
    depth: 2,
    copies: 64,
    copied: 3,
    copied_in_small: 4_000,
    copied_at_most: 125_000,
    joined: 100,
    combinations: 256,
    elements: 16,
    rounds: 64,
};

impl Bounds {
    /// The bounds of a points-to set: objects or functions, texts, and labels.
    pub(super) fn of(&self, is_packed: bool) -> Most {
        (if is_packed { self.packed_values } else { self.values }, self.texts, self.labels)
    }
}
