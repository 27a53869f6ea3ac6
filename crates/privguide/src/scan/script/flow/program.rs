//! The facts of all modules joined: nodes, names, functions and objects get common numbers.

use std::sync::Arc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::value::{Passed, Sym, Value};
use crate::scan::script::{
    chunks::Chunks,
    facts::{
        Argument, Arguments, Body, FIRST_NODE, Flow, Function, Key, ModuleFacts, NAMESPACE,
        NO_EXCLUSION, NO_FUNCTION, NO_SITE, NO_SPAN, NOTHING, Node, Operation, Seed, Site,
    },
};

/// The object whose fields are the program's free names.
pub(super) const GLOBAL_OBJECT: u32 = 0;
/// The object whose fields are the modules in a bundler's chunks.
pub(super) const CHUNKS: u32 = 1;
/// The object whose fields are those that the program adds to the host: `wx.p = {}`.
pub(super) const HOST_OBJECT: u32 = 2;
/// The summary object of all widened objects: each of its fields records whether the host may be in
/// a field of that name.
pub(super) const WIDE_OBJECT: u32 = 3;
pub(super) const FIRST_OBJECT: u32 = 4;

/// The joined facts of all modules.
#[derive(Default)]
pub(super) struct Joined {
    /// The distinct names and strings of all modules; shared with the modules.
    pub(super) strings: Vec<Arc<str>>,
    index: HashMap<Arc<str>, Sym>,
    pub(super) nodes: u32,
    pub(super) seeds: Vec<(Node, Value)>,
    pub(super) flows: Chunks<Flow>,
    pub(super) arguments: Chunks<Argument>,
    /// The calls that pass arguments without a span.
    handing: Vec<(u32, (u32, u32))>,
    pub(super) functions: Chunks<Function>,
    pub(super) objects: u32,
    pub(super) sites: Vec<Site>,
    /// Names that a copy leaves out.
    pub(super) exclusions: Vec<Vec<Sym>>,
    /// Objects that are the namespace of a module with `import`/`export`.
    pub(super) es_namespaces: HashSet<u32>,
    /// The function that each node is local to: the first node of each run of nodes that are local to
    /// the same function, and that function.
    owners: Vec<(Node, u32)>,
    /// Options of pages and components, with their module.
    pub(super) options: Vec<(Node, usize)>,
    /// The objects that modules export by default.
    pub(super) namespaces: HashSet<u32>,
    pub(super) ranges: Vec<ModuleRanges>,
    /// Arguments in copied functions: their range, and the start of the range that they were copied
    /// from.
    pub(super) copied_arguments: Vec<(u32, u32, u32)>,
}

/// The numbers that belong to one module: the ends of its ranges.
#[derive(Clone, Copy, Debug)]
pub(super) struct ModuleRanges {
    pub(super) first_node: Node,
    pub(super) exports: Node,
    pub(super) flows: (usize, usize),
    pub(super) sites: (usize, usize),
    pub(super) arguments: (usize, usize),
    pub(super) nodes: (Node, Node),
    pub(super) objects: (u32, u32),
    /// Bundled code or a library: values mix there, and the bounds of sets are smaller.
    pub(super) is_library: bool,
}

impl Joined {
    pub(super) fn new() -> Self {
        Self { nodes: FIRST_NODE, objects: FIRST_OBJECT, ..Self::default() }
    }

    pub(super) fn intern(&mut self, text: &str) -> Sym {
        match self.index.get(text) {
            Some(&sym) => sym,
            None => self.intern_new(text.into()),
        }
    }

    /// The number of a text, if the program contains it.
    pub(super) fn number_of(&self, text: &str) -> Option<Sym> {
        self.index.get(text).copied()
    }

    fn intern_shared(&mut self, text: &Arc<str>) -> Sym {
        match self.index.get(text) {
            Some(&sym) => sym,
            None => self.intern_new(Arc::clone(text)),
        }
    }

    fn intern_new(&mut self, text: Arc<str>) -> Sym {
        let sym = count(self.strings.len());
        self.strings.push(Arc::clone(&text));
        self.index.insert(text, sym);
        sym
    }

    pub(super) fn text(&self, sym: Sym) -> &str {
        &self.strings[sym as usize]
    }

    pub(super) fn node(&mut self) -> Node {
        self.nodes += 1;
        self.nodes - 1
    }

    /// Reserves exactly the memory that the facts need.
    pub(super) fn reserve(&mut self, facts: &[&ModuleFacts]) {
        let sum = |length: fn(&ModuleFacts) -> usize| {
            facts.iter().map(|facts| length(facts)).sum::<usize>()
        };
        self.seeds.reserve_exact(sum(|facts| facts.seeds.len()));
        self.sites.reserve_exact(sum(|facts| facts.sites.len()));
    }

    /// Adds the facts of one module. If asked for, what is taken over is freed immediately.
    pub(super) fn add(
        &mut self,
        facts: &mut ModuleFacts,
        is_library: bool,
        is_given_away: bool,
    ) -> ModuleRanges {
        let symbols: Vec<Sym> =
            facts.strings.all().iter().map(|text| self.intern_shared(text)).collect();
        let shift = Shift {
            nodes: self.nodes - FIRST_NODE,
            functions: count(self.functions.len()),
            objects: self.objects,
            sites: count(self.sites.len()),
            arguments: count(self.arguments.len()),
            exclusions: count(self.exclusions.len()),
            flows: count(self.flows.len()),
            seeds: count(self.seeds.len()),
            symbols: &symbols,
        };
        let part = ModuleRanges {
            first_node: self.nodes,
            exports: shift.node(facts.exports),
            flows: (self.flows.len(), self.flows.len() + facts.flows.len()),
            sites: (self.sites.len(), self.sites.len() + facts.sites.len()),
            arguments: (self.arguments.len(), self.arguments.len() + facts.arguments.len()),
            nodes: (self.nodes, self.nodes + facts.nodes - FIRST_NODE),
            objects: (self.objects, self.objects + facts.objects),
            is_library,
        };
        self.seeds
            .extend(facts.seeds.iter().map(|&(node, seed)| (shift.node(node), shift.value(seed))));
        if is_given_away {
            self.flows.append(std::mem::take(&mut facts.flows), |flow| shift.flow(flow));
        } else {
            self.flows.extend(facts.flows.iter().map(|&flow| shift.flow(flow)));
        }
        let moved = facts
            .arguments
            .iter()
            .map(|argument| Argument { node: shift.node(argument.node), span: argument.span });
        self.arguments.extend(moved);
        self.handing
            .extend(facts.handing.iter().map(|&(first, span)| (first + shift.arguments, span)));
        self.functions.extend(facts.functions.iter().map(|function| shift.function(function)));
        self.sites.extend_from_slice(&facts.sites);
        let named = |names: &Vec<Sym>| names.iter().map(|&name| symbols[name as usize]).collect();
        self.exclusions.extend(facts.exclusions.iter().map(named));
        self.namespaces.insert(shift.objects + NAMESPACE);
        if facts.is_es_module {
            self.es_namespaces.insert(shift.objects + NAMESPACE);
        }
        for (node, &owner) in (self.nodes..).zip(&facts.owners) {
            let owner = if owner == NO_FUNCTION { owner } else { owner + shift.functions };
            if self.owners.last().is_none_or(|&(_, last)| last != owner) {
                self.owners.push((node, owner));
            }
        }
        let module = self.ranges.len();
        self.options.extend(
            facts
                .options
                .iter()
                .filter(|&&node| node >= FIRST_NODE)
                .map(|&node| (shift.node(node), module)),
        );
        self.nodes += facts.nodes - FIRST_NODE;
        self.objects += facts.objects;
        self.ranges.push(part);
        if is_given_away {
            facts.give_away();
            facts.strings.share(|at| Arc::clone(&self.strings[symbols[at] as usize]));
        }
        part
    }

    /// The function that a node is local to, [`NO_FUNCTION`] at module level; `None` for a node that
    /// the facts do not have.
    pub(super) fn owner_of(&self, node: Node) -> Option<u32> {
        let run = self.owners.partition_point(|&(first, _)| first <= node).checked_sub(1)?;
        let is_written = self.ranges.last().is_some_and(|last| node < last.nodes.1);
        is_written.then(|| self.owners[run].1)
    }

    /// The number of constraints in bundled code, in all modules together.
    pub(super) fn packed_constraints(&self) -> usize {
        let packed = self.ranges.iter().filter(|range| range.is_library);
        packed.map(|range| range.flows.1 - range.flows.0).sum()
    }

    /// The original of an argument in a copied function.
    pub(super) fn written_argument(&self, argument: u32) -> u32 {
        let mut at = argument;
        while let Some(&(start, until, from)) = self
            .copied_arguments
            .get(self.copied_arguments.partition_point(|&(_, until, _)| until <= at))
            && at >= start
            && at < until
        {
            at = at - start + from;
        }
        at
    }

    /// The place of an argument in the source, or of the call that passes it: the module and the
    /// span.
    pub(super) fn place_of_argument(&self, argument: u32) -> Option<(usize, (u32, u32))> {
        let argument = self.written_argument(argument);
        let module = self.ranges.partition_point(|part| part.arguments.1 <= argument as usize);
        let part = self.ranges.get(module)?;
        let span = match self.arguments[argument as usize].span {
            NO_SPAN => {
                let at =
                    self.handing.partition_point(|&(first, _)| first <= argument).checked_sub(1)?;
                let (first, span) = self.handing[at];
                (first as usize >= part.arguments.0 && span != NO_SPAN).then_some(span)?
            }
            span => span,
        };
        Some((module, span))
    }

    /// The module that a site is in.
    pub(super) fn module_of_site(&self, site: u32) -> usize {
        self.ranges.partition_point(|part| part.sites.1 <= site as usize)
    }
}

/// Converts the numbers of a module to those of the program.
struct Shift<'s> {
    nodes: u32,
    functions: u32,
    objects: u32,
    sites: u32,
    arguments: u32,
    exclusions: u32,
    flows: u32,
    seeds: u32,
    symbols: &'s [Sym],
}

impl Shift<'_> {
    fn node(&self, node: Node) -> Node {
        if node < FIRST_NODE { node } else { node + self.nodes }
    }

    fn symbol(&self, sym: u32) -> Sym {
        self.symbols[sym as usize]
    }

    fn value(&self, seed: Seed) -> Value {
        match seed {
            Seed::Text(text) => Value::Text(self.symbol(text), Passed::Plainly),
            Seed::ListedName => Value::ListedName,
            Seed::Function(function) => Value::Function(function + self.functions),
            Seed::Object(object) => Value::Object(object + self.objects),
        }
    }

    fn named(&self, key: Key) -> Key {
        if let Key::Name(name) = key { Key::Name(self.symbol(name)) } else { key }
    }

    fn operation(&self, operation: Operation) -> Operation {
        match operation {
            Operation::Replace(old, new) => Operation::Replace(self.symbol(old), self.symbol(new)),
            Operation::Split(separator) => Operation::Split(self.symbol(separator)),
            Operation::JoinWith(separator) => Operation::JoinWith(self.symbol(separator)),
            operation => operation,
        }
    }

    fn range(&self, (from, to): (u32, u32)) -> (u32, u32) {
        (from + self.arguments, to + self.arguments)
    }

    fn flow(&self, mut flow: Flow) -> Flow {
        flow.map_nodes(|node| self.node(node));
        match &mut flow {
            Flow::Load { key, site, .. } => {
                *key = self.named(*key);
                *site = if *site == NO_SITE { NO_SITE } else { *site + self.sites };
            }
            Flow::Store { key, .. } => *key = self.named(*key),
            Flow::Call { arguments, name, .. } => {
                *arguments = Arguments::new(self.range(arguments.range()));
                *name = self.symbol(*name);
            }
            Flow::Join { parts, .. } => *parts = self.range(*parts),
            Flow::Work { operation, .. } => *operation = self.operation(*operation),
            Flow::Link { except, .. } if *except != NO_EXCLUSION => *except += self.exclusions,
            Flow::Proxy { object, .. } => *object += self.objects,
            Flow::Extends { class, .. } => *class += self.functions,
            Flow::Copy { .. }
            | Flow::Keys { .. }
            | Flow::Link { .. }
            | Flow::Instance { .. }
            | Flow::Bundle { .. } => {}
        }
        flow
    }

    fn function(&self, function: &Function) -> Function {
        Function {
            parameters: function.parameters.iter().map(|&node| self.node(node)).collect(),
            rest: self.node(function.rest),
            arguments: self.node(function.arguments),
            this: self.node(function.this),
            result: self.node(function.result),
            instance: function.instance.map(|object| object + self.objects),
            statics: function.statics.map(|object| object + self.objects),
            is_interop: function.is_interop,
            flows: (function.flows.0 + self.flows, function.flows.1 + self.flows),
            body: function.body.as_deref().map(|body| {
                Box::new(Body {
                    nodes: (body.nodes.0 + self.nodes, body.nodes.1 + self.nodes),
                    flows: (body.flows.0 + self.flows, body.flows.1 + self.flows),
                    seeds: (body.seeds.0 + self.seeds, body.seeds.1 + self.seeds),
                    objects: (body.objects.0 + self.objects, body.objects.1 + self.objects),
                    functions: (
                        body.functions.0 + self.functions,
                        body.functions.1 + self.functions,
                    ),
                })
            }),
        }
    }
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than 2^32 of anything")
}

const _: () = assert!(NOTHING < FIRST_NODE);

#[cfg(test)]
mod tests {
    use super::*;

    /// Many libraries of half a megabyte take as much memory as one of ten.
    #[test]
    fn constraints_in_bundled_code_count_in_all_modules_together() {
        let mut joined = Joined::new();
        for (constraints, is_library) in [(2, true), (10, false), (3, true)] {
            let mut facts = ModuleFacts { nodes: FIRST_NODE, ..ModuleFacts::default() };
            facts.flows.extend((0..constraints).map(|_| Flow::Copy { from: 0, to: 0 }));
            joined.add(&mut facts, is_library, false);
        }
        assert_eq!((joined.packed_constraints(), joined.flows.len()), (5, 15));
    }
}
