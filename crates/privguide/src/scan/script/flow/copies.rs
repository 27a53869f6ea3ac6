//! Which functions are copies of which, and which constraints belong to a copy.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    super::facts::{Body, Node},
    bounds::Bounds,
};

/// The copies of functions and what they contain.
#[derive(Default)]
pub(super) struct Contexts {
    pub(super) all: Vec<FunctionCopy>,
    /// The calls of each function that have their own copy; `None` once the function is shared.
    pub(super) calls: HashMap<u32, Option<Vec<u32>>>,
    /// Functions whose original constraints are called.
    pub(super) shared: HashSet<u32>,
    /// By context: the node of `this` in the original function, and the node in its copy. `this`
    /// gets its values where the function is defined.
    pub(super) receivers: HashMap<u32, (Node, Node)>,
    /// For each function that was copied as part of another: the original, and the context.
    pub(super) origins: HashMap<u32, (u32, u32)>,
    /// The ranges of constraints that belong to copies: the first constraint of each range, and its
    /// context.
    pub(super) flows: Vec<(u32, u32)>,
    /// The number of original constraints, and of copied ones: in the program's own code, and in
    /// bundled code. They are counted separately so that a large library leaves copies for the code
    /// that uses it.
    pub(super) written: usize,
    pub(super) copied: [usize; 2],
    /// Options of pages in copied functions, with their module.
    pub(super) options: Vec<(Node, usize)>,
}

impl Contexts {
    pub(super) fn is_spent(&self, is_packed: bool, bounds: &Bounds) -> bool {
        let most = bounds.copied * self.written.max(bounds.copied_in_small);
        let [own, packed] = self.copied;
        own + packed > most
            || if is_packed {
                packed > bounds.packed_copied_at_most
            } else {
                own > bounds.copied_at_most
            }
    }

    /// The copy that a constraint belongs to.
    pub(super) fn copy_of(&self, at: u32) -> Option<u32> {
        let around = self.flows.partition_point(|&(until, _)| until <= at);
        self.flows.get(around).map(|&(_, context)| context).filter(|&context| context != NO_CONTEXT)
    }

    /// The function in the source that a function is a copy of, or the function itself.
    pub(super) fn written_function(&self, function: u32) -> u32 {
        self.origins.get(&function).map_or(function, |&(written, _)| written)
    }

    /// The constraint in the source that a constraint is a copy of.
    pub(super) fn written_constraint(&self, at: u32) -> Option<u32> {
        self.copy_of(at).map(|context| {
            let copy = &self.all[context as usize];
            copy.body.flows.0 + (at - copy.flows)
        })
    }
}

/// One copy of a function.
pub(super) struct FunctionCopy {
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
