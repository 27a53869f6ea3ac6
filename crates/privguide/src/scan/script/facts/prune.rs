//! Removes nodes that no constraint reads. Minified code has one node for every five bytes, and a
//! quarter of them are never read: results of call statements, operands of sums and comparisons.
//!
//! Accesses that a query may ask about are kept, and so is everything that is stored where other
//! code may read it.

use super::{Body, FIRST_NODE, Flow, Function, Key, ModuleFacts, NO_SITE, NOTHING, Node};

#[cfg(test)]
thread_local! {
    /// Pruning is switched off on this thread.
    pub(in super::super) static WITH_ALL: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Removes nodes and constraints that have no effect.
pub(super) fn prune(facts: &mut ModuleFacts) {
    #[cfg(test)]
    if WITH_ALL.get() {
        return;
    }
    let (read, is_kept) = live(facts);
    let nodes = Kept::new(read.into_iter());
    let flows = Kept::new(is_kept.into_iter());
    let seeds = Kept::new(facts.seeds.iter().map(|&(node, _)| nodes.has(node)));
    let node = |node: Node| if nodes.has(node) { nodes.before(node) } else { NOTHING };
    let mut at = 0;
    facts.flows.retain(|_| {
        at += 1;
        flows.has(at - 1)
    });
    facts.flows.iter_mut().for_each(|flow| flow.map_nodes(node));
    seeds.retain(&mut facts.seeds);
    facts.seeds.iter_mut().for_each(|(of, _)| *of = node(*of));
    facts.arguments.iter_mut().for_each(|argument| argument.node = node(argument.node));
    for function in &mut facts.functions {
        let Function { parameters, rest, arguments, this, result, flows: range, body, .. } =
            function;
        *range = (flows.before(range.0), flows.before(range.1));
        parameters.iter_mut().chain([rest, arguments, this, result]).for_each(|of| *of = node(*of));
        if let Some(Body { nodes: (from, until), flows: of_flows, seeds: of_seeds, .. }) =
            body.as_deref_mut()
        {
            (*from, *until) = (nodes.before(*from), nodes.before(*until));
            *of_flows = (flows.before(of_flows.0), flows.before(of_flows.1));
            *of_seeds = (seeds.before(of_seeds.0), seeds.before(of_seeds.1));
        }
    }
    let elements = facts.elements.iter_mut();
    elements
        .flat_map(|made| {
            made.made_of
                .iter_mut()
                .chain(made.attributes.iter_mut().map(|attribute| &mut attribute.value))
        })
        .chain(&mut facts.options)
        .chain(facts.imports.iter_mut().map(|import| &mut import.to))
        .chain([&mut facts.exports])
        .for_each(|of| *of = node(*of));
    let mut at = FIRST_NODE;
    facts.owners.retain(|_| {
        at += 1;
        nodes.has(at - 1)
    });
    facts.nodes = nodes.before(facts.nodes);
}

/// Which elements of a list are kept, with the number of kept elements before each.
struct Kept(Vec<u32>);

impl Kept {
    fn new(is_kept: impl Iterator<Item = bool>) -> Self {
        let mut before = vec![0];
        let mut count = 0;
        before.extend(is_kept.map(|is_kept| {
            count += u32::from(is_kept);
            count
        }));
        Self(before)
    }

    fn has(&self, at: u32) -> bool {
        self.0[at as usize] < self.0[at as usize + 1]
    }

    fn before(&self, at: u32) -> u32 {
        self.0[at as usize]
    }

    fn retain<T>(&self, list: &mut Vec<T>) {
        let mut at = 0;
        list.retain(|_| {
            at += 1;
            self.has(at - 1)
        });
    }
}

/// Which nodes are read, and which constraints define such a node or have an effect of their own.
fn live(facts: &mut ModuleFacts) -> (Vec<bool>, Vec<bool>) {
    let mut is_kept = vec![true; facts.flows.len()];
    // A removed constraint no longer reads its operands, so further nodes become unread. A few
    // rounds find almost all.
    for _ in 0..ROUNDS {
        let read = read(facts, &is_kept);
        let mut is_same = true;
        for (flow, is_kept) in
            facts.flows.iter_mut().zip(&mut is_kept).filter(|(_, is_kept)| **is_kept)
        {
            let is_read = |node: Node| node < FIRST_NODE || read[node as usize];
            match flow {
                Flow::Copy { to, .. }
                | Flow::Work { to, .. }
                | Flow::Join { to, .. }
                | Flow::Keys { to, .. }
                // A computed name may iterate over a list of the host's members, so such a load is
                // kept.
                | Flow::Load { key: Key::Name(_) | Key::Any, to, site: NO_SITE, .. } => {
                    *is_kept = is_read(*to);
                }
                Flow::Call { to, .. } if !is_read(*to) => *to = NOTHING,
                _ => {}
            }
            is_same &= *is_kept;
        }
        if is_same {
            return (read, is_kept);
        }
    }
    (read(facts, &is_kept), is_kept)
}

/// Which nodes are read, or are written by something other than the constraints of the module.
fn read(facts: &ModuleFacts, is_kept: &[bool]) -> Vec<bool> {
    let mut read = vec![false; facts.nodes as usize];
    read[..FIRST_NODE as usize].fill(true);
    let mut note = |node: Node| read[node as usize] = true;
    for (flow, _) in facts.flows.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept) {
        reads(flow, facts, &mut note);
        // The result of a kept constraint needs a node.
        if let Flow::Load { to, site, .. } = *flow
            && site != NO_SITE
        {
            note(to);
        }
    }
    for function in &facts.functions {
        function.parameters.iter().for_each(|&parameter| note(parameter));
        [function.rest, function.arguments, function.this, function.result]
            .into_iter()
            .for_each(&mut note);
    }
    facts.options.iter().chain([&facts.exports]).for_each(|&node| note(node));
    facts.imports.iter().for_each(|import| note(import.to));
    for element in &facts.elements {
        element.made_of.into_iter().for_each(&mut note);
        element.attributes.iter().for_each(|attribute| note(attribute.value));
    }
    read
}

fn reads(flow: &Flow, facts: &ModuleFacts, note: &mut impl FnMut(Node)) {
    let noted =
        |nodes: &[Node], note: &mut dyn FnMut(Node)| nodes.iter().for_each(|&node| note(node));
    let arguments = |(from, until): (u32, u32), note: &mut dyn FnMut(Node)| {
        facts.arguments[from as usize..until as usize]
            .iter()
            .for_each(|argument| note(argument.node));
    };
    match *flow {
        Flow::Copy { from, .. } | Flow::Work { from, .. } => note(from),
        Flow::Load { base, key, to, .. } => match key {
            Key::Node(key) => noted(&[base, key, to], note),
            Key::Name(_) | Key::Any => note(base),
        },
        Flow::Store { base, key, value } => match key {
            Key::Node(key) => noted(&[base, key, value], note),
            Key::Name(_) | Key::Any => noted(&[base, value], note),
        },
        Flow::Call { callee, this, arguments: range, .. } => {
            noted(&[callee, this], note);
            arguments(range.range(), note);
        }
        Flow::Join { parts, .. } => arguments(parts, note),
        Flow::Link { base, from, .. } => noted(&[base, from], note),
        Flow::Proxy { target, handler, .. } => noted(&[target, handler], note),
        Flow::Keys { base: only, .. }
        | Flow::Instance { options: only, .. }
        | Flow::Bundle { table: only, .. }
        | Flow::Extends { parent: only, .. } => note(only),
    }
}

/// The maximum number of rounds. The nodes that a longer chain leaves behind cost memory but change
/// no answer.
const ROUNDS: usize = 8;
