//! Leaves out what nothing reads: minified code has a node for each five bytes, and four in ten of them say nothing.
//!
//! * What flows into a node that nothing reads is not followed: results of calls that are statements, parts of sums and comparisons.
//! * A variable that receives one other variable and nothing else is that variable.
//!
//! Accesses that a query may ask about, and everything that is written where others may read it, stay.

use super::{Body, FIRST_NODE, Flow, Function, Key, ModuleFacts, NO_SITE, NOTHING, Node};

/// Leaves out nodes and constraints without effect.
pub(super) fn prune(facts: &mut ModuleFacts) {
    let (read, mut is_kept) = live(facts);
    let same = merged(facts, &mut is_kept);
    let nodes = Kept::new((0..facts.nodes).map(|node| read[node as usize] && same[node as usize] == node));
    let flows = Kept::new(is_kept.into_iter());
    let seeds = Kept::new(facts.seeds.iter().map(|&(node, _)| nodes.has(node)));
    let node = |node: Node| {
        let node = same[node as usize];
        if nodes.has(node) { nodes.before(node) } else { NOTHING }
    };
    flows.retain(&mut facts.flows);
    facts.flows.iter_mut().for_each(|flow| renumber(flow, node));
    seeds.retain(&mut facts.seeds);
    facts.seeds.iter_mut().for_each(|(of, _)| *of = node(*of));
    facts.arguments.iter_mut().for_each(|argument| argument.node = node(argument.node));
    for function in &mut facts.functions {
        let Function { parameters, rest, arguments, this, result, body, .. } = function;
        parameters.iter_mut().chain([rest, arguments, this, result]).for_each(|of| *of = node(*of));
        if let Some(Body { nodes: (from, until), flows: of_flows, seeds: of_seeds, .. }) = body.as_deref_mut() {
            (*from, *until) = (nodes.before(*from), nodes.before(*until));
            *of_flows = (flows.before(of_flows.0), flows.before(of_flows.1));
            *of_seeds = (seeds.before(of_seeds.0), seeds.before(of_seeds.1));
        }
    }
    let elements = facts.elements.iter_mut();
    elements
        .flat_map(|made| made.made_of.iter_mut().chain(made.attributes.iter_mut().map(|attribute| &mut attribute.value)))
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

/// Which elements of a list stay, and how many of them there are before each.
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

/// Which nodes are read by anything, and which constraints lead to one of these or have an effect of their own.
fn live(facts: &mut ModuleFacts) -> (Vec<bool>, Vec<bool>) {
    let mut is_kept = vec![true; facts.flows.len()];
    // What is left out reads nothing either: a few rounds find almost all.
    for _ in 0..ROUNDS {
        let read = read(facts, &is_kept);
        let mut is_same = true;
        for (flow, is_kept) in facts.flows.iter_mut().zip(&mut is_kept).filter(|(_, is_kept)| **is_kept) {
            let is_read = |node: Node| node < FIRST_NODE || read[node as usize];
            match flow {
                Flow::Copy { to, .. } | Flow::Work { to, .. } | Flow::Join { to, .. } | Flow::Keys { to, .. } => {
                    *is_kept = is_read(*to);
                }
                // What a name that is worked out asks for may be a list of the host's members.
                Flow::Load { key: Key::Name(_) | Key::Any, to, site: NO_SITE, .. } => *is_kept = is_read(*to),
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

/// Which nodes are read, or written by others than the constraints of the module.
fn read(facts: &ModuleFacts, is_kept: &[bool]) -> Vec<bool> {
    let mut read = vec![false; facts.nodes as usize];
    read[..FIRST_NODE as usize].fill(true);
    let mut note = |node: Node| read[node as usize] = true;
    for (flow, _) in facts.flows.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept) {
        reads(flow, facts, &mut note);
        // What stays has a place for what it gives.
        if let Flow::Load { to, site, .. } = *flow
            && site != NO_SITE
        {
            note(to);
        }
    }
    for function in &facts.functions {
        function.parameters.iter().for_each(|&parameter| note(parameter));
        [function.rest, function.arguments, function.this, function.result].into_iter().for_each(&mut note);
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
    let noted = |nodes: &[Node], note: &mut dyn FnMut(Node)| nodes.iter().for_each(|&node| note(node));
    let arguments = |(from, until): (u32, u32), note: &mut dyn FnMut(Node)| {
        facts.arguments[from as usize..until as usize].iter().for_each(|argument| note(argument.node));
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
            arguments(range, note);
            // The argument before the first is the receiver of `f.call(receiver)`.
            if let Some(before) = range.0.checked_sub(1).filter(|_| this != NOTHING) {
                note(facts.arguments[before as usize].node);
            }
        }
        Flow::Join { parts, .. } => arguments(parts, note),
        Flow::Link { base, from, .. } => noted(&[base, from], note),
        Flow::Proxy { target, handler, .. } => noted(&[target, handler], note),
        Flow::Keys { base: node, .. }
        | Flow::Instance { options: node }
        | Flow::Bundle { table: node, .. }
        | Flow::Extends { parent: node, .. } => note(node),
    }
}

/// For each node the one that it is the same as. Copies by which it is are left out.
fn merged(facts: &ModuleFacts, is_kept: &mut [bool]) -> Vec<Node> {
    let mut same: Vec<Node> = (0..facts.nodes).collect();
    let sources = sources(facts, is_kept);
    let regions = regions(facts);
    let owner = |node: Node| facts.owners[(node - FIRST_NODE) as usize];
    for (flow, is_kept) in facts.flows.iter().zip(is_kept) {
        let Flow::Copy { from, to } = *flow else { continue };
        // Copies of a function copy both or neither.
        let are_together = |from: Node| owner(from) == owner(to) && regions[from as usize] == regions[to as usize];
        if *is_kept && from >= FIRST_NODE && to >= FIRST_NODE && sources[to as usize] == 1 {
            let from = found(&mut same, from);
            if from != to && are_together(from) {
                same[to as usize] = from;
                *is_kept = false;
            }
        }
    }
    for node in 0..facts.nodes {
        found(&mut same, node);
    }
    same
}

/// The node that another one is the same as, in the end; on the way, what leads there is shortened.
fn found(same: &mut [Node], node: Node) -> Node {
    let mut root = node;
    while same[root as usize] != root {
        root = same[root as usize];
    }
    let mut at = node;
    while same[at as usize] != root {
        at = std::mem::replace(&mut same[at as usize], root);
    }
    root
}

/// From how many places a node receives values; those outside of the constraints count for many.
fn sources(facts: &ModuleFacts, is_kept: &[bool]) -> Vec<u8> {
    let mut sources = vec![0_u8; facts.nodes as usize];
    let mut count = |node: Node, by: u8| sources[node as usize] = sources[node as usize].saturating_add(by);
    for (flow, _) in facts.flows.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept) {
        match *flow {
            Flow::Copy { to, .. } => count(to, 1),
            Flow::Load { to, .. }
            | Flow::Call { to, .. }
            | Flow::Join { to, .. }
            | Flow::Work { to, .. }
            | Flow::Keys { to, .. } => count(to, 2),
            _ => {}
        }
    }
    facts.seeds.iter().for_each(|&(node, _)| count(node, 2));
    for function in &facts.functions {
        let own = [function.rest, function.arguments, function.this, function.result];
        function.parameters.iter().chain(&own).for_each(|&node| count(node, 2));
    }
    facts.imports.iter().map(|import| import.to).chain([facts.exports]).for_each(|node| count(node, 2));
    facts.options.iter().for_each(|&node| count(node, 2));
    sources
}

/// For each node the innermost function that may be copied in whose part of the constraints it is.
fn regions(facts: &ModuleFacts) -> Vec<u32> {
    let mut regions = vec![0; facts.nodes as usize];
    // Inner functions come behind outer ones.
    for (function, number) in facts.functions.iter().zip(1..) {
        if let Some(body) = &function.body {
            regions[body.nodes.0 as usize..body.nodes.1 as usize].fill(number);
        }
    }
    regions
}

fn renumber(flow: &mut Flow, node: impl Fn(Node) -> Node) {
    let key_node = |key: &mut Key| {
        if let Key::Node(key) = key {
            *key = node(*key);
        }
    };
    let all: &mut [&mut Node] = match flow {
        Flow::Copy { from, to } | Flow::Work { from, to, .. } => &mut [from, to],
        Flow::Load { base, key, to, .. } => {
            key_node(key);
            &mut [base, to]
        }
        Flow::Store { base, key, value } => {
            key_node(key);
            &mut [base, value]
        }
        Flow::Call { callee, this, to, .. } => &mut [callee, this, to],
        Flow::Link { base, from, .. } => &mut [base, from],
        Flow::Proxy { target, handler, .. } => &mut [target, handler],
        Flow::Keys { base, to } => &mut [base, to],
        Flow::Join { to: of, .. }
        | Flow::Instance { options: of }
        | Flow::Bundle { table: of, .. }
        | Flow::Extends { parent: of, .. } => &mut [of],
    };
    all.iter_mut().for_each(|of| **of = node(**of));
}

/// Rounds in which what nothing reads is looked for.
const ROUNDS: usize = 8;
