//! The state of a node in the worklist algorithm.

use super::{bounds::USUAL, edge::Marks, sets::Values};

/// Every node has one, so its size matters: three flags share bytes with numbers.
#[derive(Default)]
pub(super) struct State {
    pub(super) values: Values,
    /// Its first outgoing edge, or [`NO_EDGE`].
    pub(super) head: u32,
    /// How many of its values have been propagated.
    pub(super) done: u16,
    /// Its edges without a target ([`Marks`]), and [`QUEUED`].
    marks: u8,
    /// The number of objects that have answered loads of literal names into this node, at most
    /// [`MAX_ANSWERED`]; and [`LIBRARY`].
    answered: u8,
}

const _: () = assert!(size_of::<State>() == 16);
/// The counter can exceed the bound, so that this is noticed.
const _: () = assert!(USUAL.answering < MAX_ANSWERED as u32);

/// It is in the worklist.
const QUEUED: u8 = !Marks::ALL;
/// It is in bundled code.
const LIBRARY: u8 = 1 << 7;
const MAX_ANSWERED: u8 = LIBRARY - 1;

impl State {
    pub(super) fn new() -> Self {
        Self { head: NO_EDGE, ..Self::default() }
    }

    /// Whether it is in bundled code.
    pub(super) fn is_library(&self) -> bool {
        self.answered & LIBRARY != 0
    }

    pub(super) fn set_library(&mut self, is_library: bool) {
        self.answered = self.answered & MAX_ANSWERED | if is_library { LIBRARY } else { 0 };
    }

    /// Puts it into the worklist; false if it was there.
    pub(super) fn enter_queue(&mut self) -> bool {
        let is_new = self.marks & QUEUED == 0;
        self.marks |= QUEUED;
        is_new
    }

    pub(super) fn leave_queue(&mut self) {
        self.marks &= !QUEUED;
    }

    /// The edges without a target.
    pub(super) fn marks(&self) -> Marks {
        Marks::from_bits(self.marks)
    }

    pub(super) fn set_marks(&mut self, marks: Marks) {
        self.marks = self.marks & QUEUED | marks.bits();
    }

    /// Counts an object that answers a load, and returns the number so far.
    pub(super) fn count_answer(&mut self) -> u8 {
        if self.answered & MAX_ANSWERED < MAX_ANSWERED {
            self.answered += 1;
        }
        self.answered & MAX_ANSWERED
    }
}

pub(super) const NO_EDGE: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_numbers_do_not_mix() {
        let mut state = State::new();
        state.set_library(true);
        assert!(state.enter_queue() && !state.enter_queue());
        for answer in 1..300_u32 {
            assert_eq!(u32::from(state.count_answer()), answer.min(u32::from(MAX_ANSWERED)));
            assert!(state.is_library());
        }
        let all = Marks::from_bits(Marks::ALL);
        state.set_marks(all);
        assert!(!state.enter_queue());
        state.leave_queue();
        assert_eq!(state.marks(), all);
        assert!(state.enter_queue());
        state.set_library(false);
        assert_eq!((state.is_library(), state.count_answer()), (false, MAX_ANSWERED));
    }
}
