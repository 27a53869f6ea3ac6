//! Which imports matter: only those modules are parsed that something interesting depends on.
//!
//! Interesting is: the object of an access to a name of the catalogue, a function that is called with such a name or with the host, the
//! name in a computed access. From there values are followed backwards, within the module, to the imports they come from.

use super::{Flow, GLOBAL, Key, ModuleFacts, NAMESPACE, NO_SITE, NOTHING, Node, SPOKEN, Seed};
use crate::scan::script::names::Names;

pub(super) fn find(facts: &mut ModuleFacts, known: &Names) {
    if facts.imports.is_empty() {
        return;
    }
    let graph = Backwards::of(facts);
    let relevant: Vec<bool> = facts.strings.iter().map(|text| known.is_relevant_text(text)).collect();
    let mut reached = vec![false; facts.nodes as usize];
    graph.reach(roots(facts, &relevant, known), &mut reached);
    let demanded = |reached: &[bool]| -> Vec<u32> {
        (0_u32..).zip(&facts.imports).filter(|(_, import)| reached[import.to as usize]).map(|(at, _)| at).collect()
    };
    let by_uses = demanded(&reached);
    graph.reach(exported(facts), &mut reached);
    let by_exports = demanded(&reached);
    facts.demanded = by_uses;
    facts.demanded_by_exports = by_exports;
}

fn roots(facts: &ModuleFacts, relevant: &[bool], known: &Names) -> Vec<Node> {
    let mut connects = vec![false; facts.nodes as usize];
    let mut carries = vec![false; facts.nodes as usize];
    for &(node, seed) in &facts.seeds {
        carries[node as usize] |= matches!(seed, Seed::Text(text) if relevant[text as usize]);
    }
    for flow in &facts.flows {
        match *flow {
            Flow::Copy { from, to } => carries[to as usize] |= carries[from as usize],
            Flow::Load { base: GLOBAL, to, .. } => carries[to as usize] = true,
            Flow::Load { base, to, .. } => carries[to as usize] |= carries[base as usize],
            Flow::Store { base, value, .. } => carries[base as usize] |= carries[value as usize],
            _ => {}
        }
    }
    let mut roots = Vec::new();
    for flow in &facts.flows {
        match *flow {
            Flow::Load { base, key, site, .. } if site != NO_SITE => match key {
                Key::Name(_) | Key::Any => roots.push(base),
                Key::Node(key) if carries[base as usize] => roots.extend([base, key]),
                Key::Node(_) => {}
            },
            Flow::Load { key: Key::Name(name), to, .. } if known.takes_address(facts.strings.get(name)) => {
                connects[to as usize] = true;
            }
            Flow::Call { callee, arguments: (from, to), .. } => {
                let arguments = &facts.arguments[from as usize..to as usize];
                if connects[callee as usize] || arguments.iter().any(|argument| carries[argument.node as usize]) {
                    roots.push(callee);
                    roots.extend(arguments.iter().map(|argument| argument.node));
                }
            }
            _ => {}
        }
    }
    // What an element is given may be a constant of another module.
    let attributes = facts.elements.iter().flat_map(|element| &element.attributes);
    let spoken = attributes.filter(|attribute| SPOKEN.contains(&facts.strings.get(attribute.name)));
    roots.extend(spoken.map(|attribute| attribute.value).filter(|&value| value != NOTHING));
    roots
}

/// What other modules can see of this one.
fn exported(facts: &ModuleFacts) -> Vec<Node> {
    let namespaces: Vec<Node> =
        facts.seeds.iter().filter(|(_, seed)| *seed == Seed::Object(NAMESPACE)).map(|&(node, _)| node).collect();
    let mut roots = vec![facts.exports];
    // Templates see these: data from tables elsewhere, the properties of behaviours.
    roots.extend(facts.options.iter().copied().filter(|&node| node != NOTHING));
    for flow in &facts.flows {
        match *flow {
            Flow::Store { base, value, .. } if base == facts.exports || namespaces.contains(&base) => roots.push(value),
            Flow::Link { base, from, .. } if namespaces.contains(&base) => roots.push(from),
            _ => {}
        }
    }
    roots.extend(facts.functions.iter().map(|function| function.result));
    roots
}

/// Flows by the node they end in.
struct Backwards {
    starts: Vec<u32>,
    sources: Vec<Node>,
}

impl Backwards {
    fn of(facts: &ModuleFacts) -> Self {
        let mut edges: Vec<(Node, Node)> = Vec::with_capacity(facts.flows.len());
        for flow in &facts.flows {
            match *flow {
                Flow::Copy { from, to } | Flow::Work { from, to, .. } => edges.push((to, from)),
                Flow::Load { base, to, .. } | Flow::Keys { base, to } => edges.push((to, base)),
                Flow::Call { callee, to, arguments: (from, until), .. } => {
                    edges.push((to, callee));
                    let arguments = &facts.arguments[from as usize..until as usize];
                    edges.extend(arguments.iter().map(|argument| (to, argument.node)));
                }
                Flow::Join { parts: (from, until), to } => {
                    let parts = &facts.arguments[from as usize..until as usize];
                    edges.extend(parts.iter().map(|part| (to, part.node)));
                }
                // What is put into an object may come out of it.
                Flow::Store { base, value, .. } => edges.push((base, value)),
                Flow::Link { base, from, .. } => edges.push((base, from)),
                Flow::Proxy { .. } | Flow::Bundle { .. } | Flow::Extends { .. } | Flow::Instance { .. } => {}
            }
        }
        edges.retain(|&(to, from)| to != NOTHING && from != NOTHING && from != GLOBAL);
        edges.sort_unstable();
        let mut starts = vec![0; facts.nodes as usize + 1];
        for &(to, _) in &edges {
            starts[to as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, sources: edges.into_iter().map(|(_, from)| from).collect() }
    }

    fn reach(&self, roots: Vec<Node>, reached: &mut [bool]) {
        let mut queue = roots;
        while let Some(node) = queue.pop() {
            if std::mem::replace(&mut reached[node as usize], true) {
                continue;
            }
            let range = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            queue.extend_from_slice(&self.sources[range]);
        }
    }
}
