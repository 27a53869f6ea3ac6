//! Moves values along the flows until nothing changes.
//!
//! Every value passes every edge once. Sets are bounded, edges are added once for each pair of a value and a flow, so the work is linear
//! in the size of the facts.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    hits::Hits,
    program::{CHUNKS, Joined, count},
    value::{Brought, Sym, Value, Values},
};
use crate::scan::script::facts::{Flow, GLOBAL, Key, NOTHING, NUMBER, Node};

pub(super) struct Solver<'j> {
    pub(super) program: &'j mut Joined,
    pub(super) question: &'j super::Question<'j>,
    states: Vec<State>,
    edges: Vec<(Edge, u32)>,
    /// Copies read backwards: the node that is copied, and the next of the same target.
    copied: Vec<(Node, u32)>,
    queue: Vec<Node>,
    pub(super) objects: Vec<Object>,
    /// The node of a field: of an object, under a name.
    pub(super) fields: HashMap<(u32, Sym), Node>,
    /// Which field queries an object has already answered.
    pub(super) asked: HashSet<(u32, Node, Option<Sym>)>,
    pub(super) hits: Hits,
    /// Keys that go through a list of the host's members.
    pub(super) lists: HashSet<Node>,
    /// Queries under worked-out names for fields that nobody has stored yet, by object and name.
    pub(super) late: HashMap<(u32, Sym), Vec<Node>>,
    /// Fields in which something is stored.
    pub(super) stored: HashSet<(u32, Sym)>,
    /// Functions that are modules of a bundle: only the bundle calls them.
    pub(super) bundled: HashSet<u32>,
    /// Objects whose fields are the modules of a bundle.
    pub(super) modules: HashSet<u32>,
    /// Objects that stand for something nobody knows.
    pub(super) first_opaque: u32,
    pub(super) relevant: Vec<bool>,
}

#[derive(Default)]
struct State {
    values: Values,
    /// How many of the values have passed the edges.
    done: u32,
    /// The first edge; [`NO_EDGE`] is none.
    head: u32,
    /// The first of the nodes that are copied here; [`NO_EDGE`] is none.
    sources: u32,
    is_queued: bool,
    /// What is never stored in a field is `undefined`, not unknown.
    is_field: bool,
}

/// An object literal, array, instance, module …
#[derive(Default)]
pub(super) struct Object {
    pub(super) fields: Vec<(Sym, Node)>,
    /// Receives what is stored under unknown names.
    pub(super) any: Node,
    /// Has what every field has, for whoever asks under an unknown name: an edge from each field to each of them would be too many.
    pub(super) every: Node,
    /// Objects that answer for fields it lacks.
    pub(super) links: Vec<u32>,
    pub(super) queries: Vec<Query>,
    /// Names under which something is stored.
    pub(super) names: Vec<Sym>,
    pub(super) name_queries: Vec<Node>,
    /// It has every member of the host.
    pub(super) is_filled: bool,
    /// A table of module functions, with the object whose fields are the modules.
    pub(super) bundle: Option<u32>,
}

/// Somebody wants a field.
#[derive(Clone, Copy)]
pub(super) struct Query {
    pub(super) name: Option<Sym>,
    pub(super) to: Node,
    pub(super) site: u32,
    /// The name was worked out, perhaps from an argument.
    pub(super) worked_out: Option<Brought>,
}

/// Where values go from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Copy(Node),
    /// Into a parameter: texts remember that an argument brought them.
    Argument(Node),
    /// Into a field: functions get the object as `this`.
    Field(Node, u32),
    /// Into the flow of this number, as its object, function …
    Base(u32),
    /// Into the flow of this number, as its key or second operand.
    Key(u32),
    /// A field of a bundle's table: the module's name and the object of all modules.
    Module(Sym, u32),
}

const NO_EDGE: u32 = u32::MAX;

impl<'j> Solver<'j> {
    pub(super) fn new(program: &'j mut Joined, question: &'j super::Question<'j>) -> Self {
        let first_opaque = program.objects;
        let relevant = program.strings.iter().map(|text| question.names.is_relevant_text(text)).collect();
        let mut solver = Self {
            program,
            question,
            states: Vec::new(),
            edges: Vec::new(),
            copied: Vec::new(),
            queue: Vec::new(),
            objects: Vec::new(),
            fields: HashMap::default(),
            asked: HashSet::default(),
            hits: Hits::default(),
            lists: HashSet::default(),
            late: HashMap::default(),
            stored: HashSet::default(),
            bundled: HashSet::default(),
            modules: HashSet::from_iter([CHUNKS]),
            first_opaque,
            relevant,
        };
        solver.grow();
        solver
    }

    /// Makes room for nodes and objects that were added meanwhile.
    pub(super) fn grow(&mut self) {
        self.states.resize_with(self.program.nodes as usize, || State { head: NO_EDGE, sources: NO_EDGE, ..State::default() });
        self.objects.resize_with(self.program.objects as usize, Object::default);
    }

    pub(super) fn new_node(&mut self) -> Node {
        let node = self.program.node();
        self.states.push(State { head: NO_EDGE, sources: NO_EDGE, ..State::default() });
        node
    }

    pub(super) fn new_object(&mut self) -> u32 {
        self.program.objects += 1;
        self.objects.push(Object::default());
        self.program.objects - 1
    }

    pub(super) fn intern(&mut self, text: &str) -> Sym {
        let sym = self.program.intern(text);
        if sym as usize >= self.relevant.len() {
            self.relevant.push(self.question.names.is_relevant_text(text));
        }
        sym
    }

    /// Wires every flow and brings in what stands in the text.
    pub(super) fn start(&mut self) {
        for at in 0..count(self.program.flows.len()) {
            self.wire(at);
        }
        self.add(GLOBAL, Value::Global);
        self.add(NUMBER, Value::Number);
        for (node, value) in std::mem::take(&mut self.program.seeds) {
            self.add(node, value);
        }
    }

    /// A flow that comes up while values move.
    pub(super) fn add_flow(&mut self, flow: Flow) {
        let at = count(self.program.flows.len());
        self.program.flows.push(flow);
        self.wire(at);
    }

    fn wire(&mut self, at: u32) {
        match self.program.flows[at as usize] {
            Flow::Copy { from, to } => self.edge(from, Edge::Copy(to)),
            Flow::Load { base, key, .. } | Flow::Store { base, key, .. } => {
                self.edge(base, Edge::Base(at));
                if let Key::Node(key) = key {
                    self.edge(key, Edge::Key(at));
                }
            }
            Flow::Call { callee, .. } => self.edge(callee, Edge::Base(at)),
            Flow::Join { parts: (from, until), .. } => {
                for part in from..until {
                    let node = self.program.arguments[part as usize].node;
                    self.edge(node, Edge::Base(at));
                }
            }
            Flow::Work { from, .. } => self.edge(from, Edge::Base(at)),
            Flow::Link { base, from } => {
                self.edge(base, Edge::Base(at));
                self.edge(from, Edge::Key(at));
            }
            Flow::Keys { base, .. } => self.edge(base, Edge::Base(at)),
            Flow::Proxy { target, handler, object } => self.wire_proxy(target, handler, object),
            Flow::Bundle { table, .. } => self.edge(table, Edge::Base(at)),
            Flow::Extends { parent, .. } => self.edge(parent, Edge::Base(at)),
        }
    }

    /// Adds an edge; values that are already there pass it at once.
    pub(super) fn edge(&mut self, from: Node, edge: Edge) {
        if from == NOTHING {
            return;
        }
        let next = self.states[from as usize].head;
        self.edges.push((edge, next));
        self.states[from as usize].head = count(self.edges.len() - 1);
        if let Edge::Copy(to) | Edge::Argument(to) = edge {
            let next = std::mem::replace(&mut self.states[to as usize].sources, count(self.copied.len()));
            self.copied.push((from, next));
        }
        for at in 0..self.states[from as usize].done {
            if let Some(value) = self.states[from as usize].values.get(at as usize) {
                self.pass(edge, value);
            }
        }
    }

    pub(super) fn add(&mut self, node: Node, value: Value) {
        if node == NOTHING {
            return;
        }
        let relevant = &self.relevant;
        let state = &mut self.states[node as usize];
        if state.values.add(value, |text| relevant[text as usize]) && !state.is_queued {
            state.is_queued = true;
            self.queue.push(node);
        }
    }

    pub(super) fn run(&mut self) {
        while let Some(node) = self.queue.pop() {
            let state = &mut self.states[node as usize];
            state.is_queued = false;
            while let Some(value) = self.states[node as usize].values.get(self.states[node as usize].done as usize) {
                // Edges that are added from here on see the value by themselves.
                let mut at = self.states[node as usize].head;
                self.states[node as usize].done += 1;
                while at != NO_EDGE {
                    let (edge, next) = self.edges[at as usize];
                    self.pass(edge, value);
                    at = next;
                }
            }
        }
    }

    fn pass(&mut self, edge: Edge, value: Value) {
        match edge {
            Edge::Copy(to) => self.add(to, value),
            Edge::Argument(to) => self.add(to, brought(value)),
            Edge::Field(to, object) => {
                self.add(to, value);
                if let Value::Function(function) = value {
                    let this = self.program.functions[function as usize].this;
                    self.add(this, Value::Object(object));
                }
            }
            Edge::Base(flow) => self.pass_base(flow, value),
            Edge::Key(flow) => self.pass_key(flow, value),
            Edge::Module(name, modules) => self.bundle_module(name, modules, value),
        }
    }

    fn pass_base(&mut self, at: u32, value: Value) {
        match self.program.flows[at as usize] {
            Flow::Load { key, to, site, .. } => match key {
                Key::Name(name) => self.load(value, Query { name: Some(name), to, site, worked_out: None }),
                Key::Any => {
                    self.note_computed(at, value);
                    self.load(value, Query { name: None, to, site, worked_out: None });
                }
                Key::Node(key) => {
                    self.note_computed(at, value);
                    // What is added meanwhile comes by its own edge.
                    for at in 0..self.states[key as usize].values.len() {
                        if let Some(key) = self.states[key as usize].values.get(at) {
                            self.load_keyed(value, key, to, site);
                        }
                    }
                }
            },
            Flow::Store { key, value: from, .. } => match key {
                Key::Name(name) => self.store(value, Some(name), from),
                Key::Any => self.store(value, None, from),
                Key::Node(key) => {
                    for key in self.values(key) {
                        self.store_keyed(value, key, from);
                    }
                }
            },
            Flow::Call { .. } => self.call(at, value),
            Flow::Join { parts, to } => self.join(parts, to),
            Flow::Work { operation, to, .. } => self.work(operation, value, to),
            Flow::Link { from, .. } => {
                for from in self.values(from) {
                    self.link(value, from);
                }
            }
            Flow::Keys { to, .. } => self.keys(value, to),
            Flow::Bundle { is_chunk, .. } => self.bundle(value, is_chunk),
            Flow::Extends { class, .. } => self.extend_class(class, value),
            Flow::Copy { .. } | Flow::Proxy { .. } => {}
        }
    }

    fn pass_key(&mut self, at: u32, value: Value) {
        match self.program.flows[at as usize] {
            Flow::Load { base, to, site, .. } => {
                for at in 0..self.states[base as usize].values.len() {
                    if let Some(base) = self.states[base as usize].values.get(at) {
                        self.load_keyed(base, value, to, site);
                    }
                }
            }
            Flow::Store { base, value: from, .. } => {
                for at in 0..self.states[base as usize].values.len() {
                    if let Some(base) = self.states[base as usize].values.get(at) {
                        self.store_keyed(base, value, from);
                    }
                }
            }
            Flow::Link { base, .. } => {
                for base in self.values(base) {
                    self.link(base, value);
                }
            }
            _ => {}
        }
    }

    /// The values that a node has now.
    pub(super) fn values(&self, node: Node) -> Vec<Value> {
        self.states[node as usize].values.iter().collect()
    }

    pub(super) fn is_empty(&self, node: Node) -> bool {
        self.states[node as usize].values.len() == 0
    }

    /// The same when numbers count for nothing: whoever keeps a value in a variable may have kept a number there before.
    pub(super) fn is_empty_but_numbers(&self, node: Node) -> bool {
        !self.any_value(node, |value| value != Value::Number)
    }

    pub(super) fn any_value(&self, node: Node, test: impl FnMut(Value) -> bool) -> bool {
        self.states[node as usize].values.iter().any(test)
    }

    /// The nodes that are copied to a node.
    pub(super) fn sources_of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        let mut at = self.states[node as usize].sources;
        std::iter::from_fn(move || {
            let (from, next) = *self.copied.get(at as usize)?;
            at = next;
            Some(from)
        })
    }

    pub(super) fn new_field(&mut self) -> Node {
        let node = self.new_node();
        self.states[node as usize].is_field = true;
        node
    }

    pub(super) fn is_field(&self, node: Node) -> bool {
        self.states[node as usize].is_field
    }
}

/// A text that goes into a function remembers it.
fn brought(value: Value) -> Value {
    match value {
        Value::Text(text, _) => Value::Text(text, Brought::ByArgument),
        value => value,
    }
}
