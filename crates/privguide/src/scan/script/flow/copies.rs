//! Which functions are copies of which, and which constraints belong to a copy.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    super::facts::{Body, Node},
    bounds::Bounds,
};

/// Which functions are copies of which.
#[derive(Default)]
pub(super) struct Contexts {
    pub(super) all: Vec<Context>,
    /// The calls of each function that have a copy of it; nothing when it is shared after all.
    pub(super) calls: HashMap<u32, Option<Vec<u32>>>,
    /// Functions of which what is written down is called, by some call.
    pub(super) shared: HashSet<u32>,
    /// `this` of a copied function, which is made at the function's definition: the one in the
    /// text, and the copy's, by context.
    pub(super) receivers: HashMap<u32, (Node, Node)>,
    /// For each function that was copied along: the one in the text, and the context.
    pub(super) origins: HashMap<u32, (u32, u32)>,
    /// Constraints that belong to copies, from the first on: the context of each range.
    pub(super) flows: Vec<(u32, u32)>,
    /// How many constraints the modules have, and how many were copied: of the program's own code,
    /// and of packed code, so that a large library leaves enough for what uses it.
    pub(super) written: usize,
    pub(super) copied: [usize; 2],
    /// Options of pages in copies, with their module.
    pub(super) options: Vec<(Node, usize)>,
}

impl Contexts {
    pub(super) fn is_spent(&self, is_packed: bool, bounds: &Bounds) -> bool {
        let most = bounds.copied * self.written.max(bounds.copied_in_small);
        let [own, packed] = self.copied;
        own + packed > most || self.copied[usize::from(is_packed)] > bounds.copied_at_most
    }

    /// The copy that a constraint belongs to.
    pub(super) fn of(&self, at: u32) -> Option<u32> {
        let around = self.flows.partition_point(|&(until, _)| until <= at);
        self.flows.get(around).map(|&(_, context)| context).filter(|&context| context != NO_CONTEXT)
    }

    /// The constraint in the text that a function's copy begins with, for a constraint of that
    /// copy.
    pub(super) fn written_flow(&self, at: u32) -> Option<u32> {
        self.of(at).map(|context| self.all[context as usize].body.flows.0)
    }
}

/// One copy of a function.
pub(super) struct Context {
    pub(super) body: Body,
    pub(super) function: u32,
    pub(super) parent: Option<u32>,
    pub(super) depth: u32,
    /// The first node, object and function of the copy.
    pub(super) nodes: Node,
    pub(super) objects: u32,
    pub(super) functions: u32,
    pub(super) flows: u32,
}

/// A range of constraints that belongs to no copy.
pub(super) const NO_CONTEXT: u32 = u32::MAX;
