//! How many values the solver distinguishes before it widens. `DESIGN.md` says what is reported
//! when a bound is reached.

use super::sets::Most;

/// The bounds of one solver run. They do not depend on the program, the machine or the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Bounds {
    /// Objects, and functions, in one points-to set. Programs contain tables of a dozen handlers,
    /// each of which should be found under its name.
    pub(in super::super) values: u8,
    /// Like `values`, for a node in bundled code. Values mix in the helpers of a bundle, so precise
    /// sets would be merged soon anyway.
    pub(in super::super) packed_values: u8,
    /// Strings in one set that the catalogue does not know; strings that it knows are always kept.
    pub(in super::super) texts: u8,
    /// The same in bundled code.
    pub(in super::super) packed_texts: u8,
    /// Origins of addresses in the source that do not count towards the bound of a set.
    pub(in super::super) origins: usize,
    /// The smaller bounds of bundled code in programs with very much of it.
    pub(in super::super) large: LargeBounds,
    /// Labels of modules outside of the component in one set.
    pub(in super::super) labels: u8,
    /// The largest label in one solver run: a value has two bytes for its label.
    pub(in super::super) last_label: u16,
    /// Objects that answer one load of one name.
    pub(in super::super) answering: u32,
    /// `values` and `answering` after [`Bounds::precise_steps`].
    pub(in super::super) early_values: u8,
    pub(in super::super) early_answering: u32,
    /// Links of one object to fallback objects, and its instances. If everything is linked to one
    /// table, each load would otherwise visit the whole program.
    pub(in super::super) links: usize,
    /// Links of an object that all modules share: every free name is looked up in each of them.
    pub(in super::super) shared_links: usize,
    /// Objects that are searched for a field by following links from one object.
    pub(in super::super) line: usize,
    /// Fields of one object of the app or a page that have labels of their own.
    pub(in super::super) labelled: usize,
    /// Fields of the app, or of pages, through which one value is reachable.
    pub(in super::super) escaping: u8,
    /// How deeply copies may nest: calls inside a copied function get copies up to this depth.
    pub(in super::super) depth: u32,
    /// Copies of one function. If it has more calls, all of them share the original constraints.
    pub(in super::super) copies: usize,
    /// Copied constraints for each original one, so that the program cannot grow without limit.
    pub(in super::super) copied: usize,
    /// Programs with fewer original constraints get as many copies as if they had this number.
    pub(in super::super) copied_in_small: usize,
    /// Copied constraints in the program's own code. Each takes a hundred bytes; real programs need
    /// fewer.
    pub(in super::super) copied_at_most: usize,
    /// The same in bundled code.
    pub(in super::super) packed_copied_at_most: usize,
    /// Bytes of a concatenated string: no name of the platform is longer.
    pub(in super::super) joined: usize,
    /// Combinations of the parts of a concatenated string.
    pub(in super::super) combinations: usize,
    /// Elements of an array that are joined in order.
    pub(in super::super) elements: usize,
    /// Edges that are followed backwards from calls of members with listed names.
    pub(in super::super) traced: usize,
    /// Rounds of the solver; real programs need five.
    pub(in super::super) rounds: usize,
    /// The number of steps after which sets are widened early, as in packed code. In a library that
    /// creates components from tables of options, each object reaches each load, and most steps
    /// propagate objects that no answer distinguishes. Pages need two or three steps per
    /// constraint.
    pub(in super::super) precise_steps: StepBound,
}

/// The bounds of bundled code in a program with very much of it, where copies and sets take more
/// memory than anything else. Packages of Mini Programs have at most two megabytes, so the platform
/// would not accept such a file, and few programs contain so many files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct LargeBounds {
    /// The number of constraints in bundled code, in all files together, from which on these bounds
    /// are used.
    pub(in super::super) constraints: usize,
    /// As [`Bounds::packed_copied_at_most`].
    pub(in super::super) packed_copied_at_most: usize,
    /// As [`Bounds::packed_values`].
    pub(in super::super) packed_values: u8,
    /// As [`Bounds::packed_texts`].
    pub(in super::super) packed_texts: u8,
}

/// A number of steps that grows with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct StepBound {
    pub(in super::super) of_every_program: u64,
    pub(in super::super) for_each_constraint: u64,
}

impl StepBound {
    /// The number of steps for a program of this many constraints.
    pub(super) fn for_constraints(self, constraints: usize) -> u64 {
        self.of_every_program + self.for_each_constraint * constraints as u64
    }
}

/// The bounds that are always used outside of tests.
pub(in super::super) const USUAL: Bounds = Bounds {
    values: 16,
    packed_values: 6,
    texts: 8,
    packed_texts: 8,
    origins: 32,
    // About three and a half megabytes of minified code.
    large: LargeBounds {
        constraints: 380_000,
        packed_copied_at_most: 0,
        packed_values: 2,
        packed_texts: 4,
    },
    labels: 4,
    last_label: u16::MAX,
    answering: 48,
    early_values: 6,
    early_answering: 16,
    links: 16,
    shared_links: 4,
    line: 128,
    labelled: 64,
    escaping: 4,
    depth: 2,
    copies: 64,
    copied: 3,
    copied_in_small: 4_000,
    copied_at_most: 50_000,
    packed_copied_at_most: 50_000,
    joined: 100,
    combinations: 256,
    elements: 16,
    traced: 4_000_000,
    rounds: 64,
    precise_steps: StepBound { of_every_program: 2_000, for_each_constraint: 4 },
};

impl Bounds {
    /// The bounds of a program whose bundled code has this many constraints.
    pub(super) fn for_packed_constraints(self, constraints: usize) -> Self {
        if constraints < self.large.constraints {
            return self;
        }
        let large = self.large;
        Self {
            packed_copied_at_most: self.packed_copied_at_most.min(large.packed_copied_at_most),
            packed_values: self.packed_values.min(large.packed_values),
            packed_texts: self.packed_texts.min(large.packed_texts),
            ..self
        }
    }

    /// The bounds that hold after [`Bounds::precise_steps`].
    pub(super) fn early(self) -> Self {
        Self {
            values: self.values.min(self.early_values),
            answering: self.answering.min(self.early_answering),
            ..self
        }
    }

    /// The bounds of a points-to set: objects or functions, strings, and labels.
    pub(super) fn of_set(&self, is_packed: bool) -> Most {
        let (values, texts) = if is_packed {
            (self.packed_values, self.packed_texts)
        } else {
            (self.values, self.texts)
        };
        (values, texts, self.labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_never_grow_with_the_program() {
        let packed = |constraints| USUAL.for_packed_constraints(constraints).of_set(true);
        let own = |constraints| USUAL.for_packed_constraints(constraints).of_set(false);
        let large = USUAL.large.constraints;
        assert_eq!(packed(large - 1), (USUAL.packed_values, USUAL.packed_texts, USUAL.labels));
        assert_eq!(
            packed(large),
            (USUAL.large.packed_values, USUAL.large.packed_texts, USUAL.labels)
        );
        assert_eq!(own(0), own(large));
        let smaller =
            Bounds { packed_values: 1, packed_texts: 1, packed_copied_at_most: 0, ..USUAL };
        assert_eq!(smaller.for_packed_constraints(large), smaller);
    }
}
