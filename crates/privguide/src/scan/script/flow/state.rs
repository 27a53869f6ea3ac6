//! What the worklist keeps of a node.

use super::sets::Values;

#[derive(Default)]
pub(super) struct State {
    pub(super) values: Values,
    /// How many of the values have passed the edges.
    pub(super) done: u32,
    /// The first edge; [`NO_EDGE`] is none.
    pub(super) head: u32,
    /// The first of the nodes that are copied here; [`NO_EDGE`] is none.
    pub(super) sources: u32,
    /// Kinds of edges that it has.
    pub(super) marks: u8,
    pub(super) is_queued: bool,
    /// It is a node of packed code.
    pub(super) is_library: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self { head: NO_EDGE, sources: NO_EDGE, ..Self::default() }
    }
}

pub(super) const NO_EDGE: u32 = u32::MAX;
