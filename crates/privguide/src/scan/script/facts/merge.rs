//! Merges nodes that always have equal points-to sets: a part of offline variable substitution
//! (Rountev and Chandra, "Off-line Variable Substitution for Scaling Points-to Analysis", PLDI
//! 2000).
//!
//! Three kinds of nodes have equal sets by definition: the targets of loads of one name from one
//! node (`this.data.a` and `this.data.b` both load `this.data`), nodes with the same string as
//! their only value, and a node whose only incoming constraint copies another node.
//!
//! The constraints of small functions are copied for each of their calls ([`super::Body`]). A node
//! is only replaced by a representative that is defined in the same function or in one around it:
//! then each copy with an instance of the representative also has one of the node.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    FIRST_NODE, Flow, Key, ModuleFacts, ModuleSym, NO_FUNCTION, NO_SITE, NOTHING, Node, Seed,
};

/// Merges nodes with equal points-to sets.
pub(super) fn merge(facts: &mut ModuleFacts) {
    #[cfg(test)]
    if super::prune::WITH_ALL.get() {
        return;
    }
    let copied = Copied::new(facts);
    let definitions = definitions(facts);
    let mut same: Vec<Node> = (0..facts.nodes).collect();
    let mut is_merged = vec![false; facts.flows.len()];
    let may_be = |node: Node, other: Node| {
        definitions[node as usize] == Definitions::One && copied.is_in(node, other)
    };
    merge_texts(facts, may_be, &mut same);
    // Copies of literals are not merged. All entries of a literal must be stored before the first
    // load through a variable; otherwise their order would decide which of them a full set
    // distinguishes.
    let literals: HashSet<Node> = facts
        .seeds
        .iter()
        .filter(|(_, seed)| matches!(seed, Seed::Object(_)))
        .map(|&(node, _)| node)
        .collect();
    // The constraints of `a.b.c` are in the order of evaluation, so that bases are merged first.
    let mut loaded: HashMap<(Node, ModuleSym), Node> = HashMap::default();
    for (flow, is_merged) in facts.flows.iter().zip(&mut is_merged) {
        match *flow {
            Flow::Load { base, key: Key::Name(name), to, site: NO_SITE } => {
                let base = representative(&mut same, base);
                if !may_be(to, base) {
                    continue;
                }
                match loaded.get(&(base, name)) {
                    None => drop(loaded.insert((base, name), to)),
                    Some(&first) if copied.is_in(to, first) => {
                        same[to as usize] = first;
                        *is_merged = true;
                    }
                    Some(_) => {}
                }
            }
            Flow::Copy { from, to } if from >= FIRST_NODE => {
                let from = representative(&mut same, from);
                if from != to && !literals.contains(&from) && may_be(to, from) {
                    same[to as usize] = from;
                    *is_merged = true;
                }
            }
            _ => {}
        }
    }
    for node in 0..facts.nodes {
        representative(&mut same, node);
    }
    apply(facts, &same, &is_merged);
}

/// The representative of a node (union-find with path compression).
fn representative(same: &mut [Node], node: Node) -> Node {
    let mut last = node;
    while same[last as usize] != last {
        last = same[last as usize];
    }
    let mut at = node;
    while at != last {
        at = std::mem::replace(&mut same[at as usize], last);
    }
    last
}

/// Merges nodes that hold the same string, in one function and the functions inside it.
fn merge_texts(facts: &ModuleFacts, may_be: impl Fn(Node, Node) -> bool, same: &mut [Node]) {
    let mut written: HashMap<ModuleSym, Node> = HashMap::default();
    for &(node, seed) in &facts.seeds {
        let Seed::Text(text) = seed else { continue };
        if let Some(&first) = written.get(&text) {
            if may_be(node, first) {
                same[node as usize] = first;
            }
        } else if may_be(node, node) {
            written.insert(text, node);
        }
    }
}

/// How many constraints define a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Definitions {
    #[default]
    None,
    One,
    /// Several; or further ones, of callers or other modules, may follow when modules are joined.
    Many,
}

impl Definitions {
    fn note(&mut self) {
        *self = if *self == Self::None { Self::One } else { Self::Many };
    }
}

fn definitions(facts: &ModuleFacts) -> Vec<Definitions> {
    let mut all = vec![Definitions::None; facts.nodes as usize];
    for &(node, _) in &facts.seeds {
        all[node as usize].note();
    }
    for flow in facts.flows.iter() {
        if let Flow::Copy { to, .. }
        | Flow::Load { to, .. }
        | Flow::Call { to, .. }
        | Flow::Join { to, .. }
        | Flow::Work { to, .. }
        | Flow::Keys { to, .. } = *flow
        {
            all[to as usize].note();
        }
    }
    let given = facts.functions.iter().flat_map(|function| {
        let others = [function.rest, function.arguments, function.this];
        function.parameters.iter().copied().chain(others)
    });
    for node in given.chain(facts.imports.iter().map(|import| import.to)).chain([facts.exports]) {
        all[node as usize] = Definitions::Many;
    }
    all[..FIRST_NODE as usize].fill(Definitions::Many);
    all
}

/// Which functions have their own instances of which nodes when they are copied.
struct Copied {
    /// For each node: the innermost function around it that can be copied.
    innermost: Vec<u32>,
    /// For each function: the end of the range of functions inside it.
    ends: Vec<u32>,
}

impl Copied {
    fn new(facts: &ModuleFacts) -> Self {
        let mut open: Vec<(u32, u32)> = Vec::new();
        let (mut around, mut outer, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for (function, facts) in (0..).zip(&facts.functions) {
            let body = facts.body.as_deref();
            while open.last().is_some_and(|&(_, end)| end <= function) {
                open.pop();
            }
            outer.push(open.last().map_or(NO_FUNCTION, |&(around, _)| around));
            let end = body.map_or(function, |body| body.functions.1);
            if body.is_some() {
                open.push((function, end));
            }
            around.push(open.last().map_or(NO_FUNCTION, |&(around, _)| around));
            ends.push(end);
        }
        let holds = |function: u32, node: Node| {
            let body = facts.functions[function as usize].body.as_deref();
            body.is_some_and(|body| (body.nodes.0..body.nodes.1).contains(&node))
        };
        let mut innermost = vec![NO_FUNCTION; FIRST_NODE as usize];
        for (node, &owner) in (FIRST_NODE..).zip(&facts.owners) {
            let mut at = around.get(owner as usize).copied().unwrap_or(NO_FUNCTION);
            while at != NO_FUNCTION && !holds(at, node) {
                at = outer[at as usize];
            }
            innermost.push(at);
        }
        // The node of `this` is made outside of its function, but copied with it.
        for (function, facts) in (0..).zip(&facts.functions) {
            if facts.body.is_some() && facts.this != NOTHING {
                innermost[facts.this as usize] = function;
            }
        }
        Self { innermost, ends }
    }

    /// Each copied function with its own instance of `other` has its own instance of `node`.
    fn is_in(&self, node: Node, other: Node) -> bool {
        let (inner, outer) = (self.innermost[node as usize], self.innermost[other as usize]);
        outer == NO_FUNCTION
            || inner != NO_FUNCTION && inner >= outer && inner < self.ends[outer as usize]
    }
}

/// Replaces the merged nodes wherever they are read. Their own definitions are then unread, and
/// [`super::prune`] removes them.
fn apply(facts: &mut ModuleFacts, same: &[Node], is_merged: &[bool]) {
    let node = |node: Node| same[node as usize];
    let flows = facts.flows.iter_mut().zip(is_merged).filter(|(_, is_merged)| !**is_merged);
    flows.for_each(|(flow, _)| flow.map_nodes(node));
    let arguments = facts.arguments.iter_mut().map(|argument| &mut argument.node);
    let results = facts.functions.iter_mut().map(|function| &mut function.result);
    let elements = facts.elements.iter_mut().flat_map(|made| {
        let attributes = made.attributes.iter_mut().map(|attribute| &mut attribute.value);
        made.made_of.iter_mut().chain(attributes)
    });
    arguments
        .chain(results)
        .chain(elements)
        .chain(&mut facts.options)
        .for_each(|read| *read = node(*read));
    // Options are in the order of their nodes.
    facts.options.sort_unstable();
    facts.options.dedup();
}
