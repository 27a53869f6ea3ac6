//! The state of a node in the worklist algorithm.

use super::{bounds::USUAL, sets::Values};

#[derive(Default)]
pub(super) struct State {
    pub(super) values: Values,
    /// How many of its values have been propagated.
    pub(super) done: u32,
    /// Its first outgoing edge, or [`NO_EDGE`].
    pub(super) head: u32,
    /// Its first incoming copy edge, or [`NO_EDGE`].
    pub(super) sources: u32,
    /// The kinds of edges that it has.
    pub(super) marks: u8,
    /// How many objects have answered loads of written names with this target, at most 255.
    pub(super) answered: u8,
    pub(super) is_queued: bool,
    /// It is in bundled code.
    pub(super) is_library: bool,
}

/// Each node has one.
const _: () = assert!(size_of::<State>() == 24);
/// More objects than the bound can be counted.
const _: () = assert!(USUAL.answering < u8::MAX as u32);

impl State {
    pub(super) fn new() -> Self {
        Self { head: NO_EDGE, sources: NO_EDGE, ..Self::default() }
    }
}

pub(super) const NO_EDGE: u32 = u32::MAX;
