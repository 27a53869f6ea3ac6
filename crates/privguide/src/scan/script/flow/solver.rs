//! The worklist of an inclusion-based (Andersen-style) points-to analysis: values are propagated
//! along subset edges until the fixpoint.
//!
//! Every value passes every edge once (difference propagation). A set distinguishes a bounded
//! number of objects, functions and strings; above the bound, values are widened but never dropped.
//! So the work is linear in the number of edges; if it is not, the budget stops the solver.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    asked::Asked,
    beyond::Boundary,
    bounds::Bounds,
    causes::Causes,
    copies::Contexts,
    edge::{Edge, Marks, Pending},
    edges::Edges,
    hits::Hits,
    kept::always_kept,
    program::{CHUNKS, GLOBAL_OBJECT, HOST_OBJECT, Joined, WIDE_OBJECT, count},
    query::{FunctionState, Object, Query},
    rounds::Rounds,
    sets::{Added, Sets},
    state::{NO_EDGE, State},
    value::{Passed, Sym, Unknown, Value},
};
use crate::scan::script::{
    chunks::Chunks,
    facts::{Flow, GLOBAL, Key, NOTHING, NUMBER, Node, PAGES, UNKNOWN},
};

pub(super) struct Solver<'j> {
    pub(super) program: &'j mut Joined,
    pub(super) question: &'j super::Question<'j>,
    pub(super) states: Chunks<State>,
    pub(super) sets: Sets,
    pub(super) edges: Edges,
    queue: Vec<Node>,
    pub(super) objects: Chunks<Object>,
    pub(super) asked: Asked,
    /// Objects that a load has yet to visit; empty between loads.
    pub(super) waiting: Vec<(u32, Query)>,
    /// How many objects have answered a load of a computed name: by target node, and by the name or
    /// [`ANY_NAME`]. For literal names the count is in [`State`].
    pub(super) visits: HashMap<(Node, Sym), u32>,
    pub(super) hits: Hits,
    /// Functions that are analysed separately for each of their calls.
    pub(super) contexts: Contexts,
    pub(super) causes: Causes,
    /// Keys that iterate over a list of the host's members.
    pub(super) lists: HashSet<Node>,
    /// The objects whose names some node asks for.
    pub(super) asked_for_names: Vec<u32>,
    /// Queries under computed names for fields without a stored value, by object and name.
    pub(super) late: HashMap<(u32, Sym), Vec<Node>>,
    /// Functions that are modules of a bundle: only the bundle calls them.
    pub(super) bundled: HashSet<u32>,
    /// Objects whose fields are the modules of a bundle.
    pub(super) modules: HashSet<u32>,
    /// What is known about each function in addition to its constraints.
    pub(super) functions: Vec<FunctionState>,
    pub(super) relevant: Vec<bool>,
    /// Deferred work other than moving values.
    pub(super) pending: Vec<Pending>,
    /// Concatenations whose parts have changed since they were last evaluated.
    pub(super) joins: Vec<u32>,
    pub(super) marked: HashSet<u32>,
    /// The number of values added to sets.
    pub(super) additions: u64,
    /// The number of values propagated along edges, which measures the work.
    pub(super) steps: u64,
    pub(super) budget: u64,
    pub(super) bounds: Bounds,
    /// The step after which sets are widened early.
    widens_early_at: u64,
    pub(super) rounds: Rounds,
    /// The field that holds all pages, if the program reads it.
    pub(super) pages: Option<Node>,
    /// The names of fields of widened objects.
    pub(super) wide_names: HashSet<Sym>,
    /// Values that were passed to widened functions.
    pub(super) handed_to_wide: BTreeSet<Unknown>,
    /// The values that cross the boundary of the component.
    pub(super) boundary: Boundary,
}

impl<'j> Solver<'j> {
    pub(super) fn new(program: &'j mut Joined, question: &'j super::Question<'j>) -> Self {
        let relevant = always_kept(program, question);
        let constraints = program.flows.len();
        let budget = MIN_BUDGET + STEPS_PER_CONSTRAINT * u64::from(count(constraints));
        let packed_constraints = program.packed_constraints();
        let widens_early_at = question.bounds.precise_steps.for_constraints(constraints);
        let mut solver = Self {
            program,
            question,
            states: Chunks::default(),
            sets: Sets::default(),
            edges: Edges::default(),
            queue: Vec::new(),
            objects: Chunks::default(),
            asked: Asked::default(),
            waiting: Vec::new(),
            visits: HashMap::default(),
            hits: Hits::default(),
            contexts: Contexts::default(),
            causes: Causes::default(),
            lists: HashSet::default(),
            asked_for_names: Vec::new(),
            late: HashMap::default(),
            bundled: HashSet::default(),
            modules: HashSet::from_iter([CHUNKS]),
            functions: Vec::new(),
            relevant,
            pending: Vec::new(),
            joins: Vec::new(),
            marked: HashSet::default(),
            additions: 0,
            steps: 0,
            budget,
            bounds: question.bounds.for_packed_constraints(packed_constraints),
            widens_early_at,
            rounds: Rounds::default(),
            pages: None,
            wide_names: HashSet::default(),
            handed_to_wide: BTreeSet::new(),
            boundary: Boundary::new(question.bounds.last_label, question.surroundings.is_any()),
        };
        solver.grow();
        solver.objects[GLOBAL_OBJECT as usize].open = Some(Unknown::Outside);
        solver.objects[HOST_OBJECT as usize].open = Some(Unknown::Native);
        solver.objects[WIDE_OBJECT as usize].is_wide = true;
        solver
    }

    fn grow(&mut self) {
        self.states.grow_to(self.program.nodes as usize, State::new);
        self.objects.grow_to(self.program.objects as usize, Object::default);
        self.functions.resize_with(self.program.functions.len(), FunctionState::default);
        for part in self.program.ranges.iter().filter(|part| part.is_library) {
            for node in part.nodes.0..part.nodes.1 {
                self.states[node as usize].set_library(true);
            }
            for object in part.objects.0..part.objects.1 {
                self.objects[object as usize].is_library = true;
            }
        }
    }

    /// A new node in bundled code or not, like the given node.
    pub(super) fn new_node_like(&mut self, like: Node) -> Node {
        let node = self.new_node();
        let is_library = self.is_library(like);
        self.states[node as usize].set_library(is_library);
        node
    }

    /// A new node that belongs to an object.
    pub(super) fn new_node_of(&mut self, object: u32) -> Node {
        let node = self.new_node();
        self.states[node as usize].set_library(self.objects[object as usize].is_library);
        node
    }

    pub(super) fn new_node(&mut self) -> Node {
        let node = self.program.node();
        self.states.push(State::new());
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

    /// Wires every constraint and adds the values of literals.
    pub(super) fn start(&mut self) {
        self.contexts.written = self.program.flows.len();
        let pages = self.intern(PAGES);
        let asks = |flow: &Flow| matches!(*flow, Flow::Load { base: GLOBAL, key: Key::Name(name), .. } if name == pages);
        if self.program.flows.iter().any(asks) {
            self.pages = Some(self.field(GLOBAL_OBJECT, pages));
            self.objects[GLOBAL_OBJECT as usize].fields.note_stored(pages);
        }
        for at in 0..count(self.program.flows.len()) {
            self.caused_by(at, |solver| solver.wire(at));
        }
        self.add(GLOBAL, Value::Global);
        self.add(NUMBER, Value::Number);
        self.add(UNKNOWN, Value::Unknown(Unknown::Outside));
        for at in 0..self.program.seeds.len() {
            let (node, value) = self.program.seeds[at];
            self.add(node, value);
        }
    }

    /// Adds a constraint while the solver is running.
    pub(super) fn add_flow(&mut self, flow: Flow) {
        let at = count(self.program.flows.len());
        self.program.flows.push(flow);
        self.causes.note(at);
        self.wire(at);
    }

    pub(super) fn wire(&mut self, at: u32) {
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
                    self.edge(node, Edge::Part(at));
                }
            }
            Flow::Work { from, .. } => self.edge(from, Edge::Base(at)),
            Flow::Link { base, from, .. } => {
                self.edge(base, Edge::Base(at));
                self.edge(from, Edge::Key(at));
            }
            Flow::Keys { base, .. } => self.edge(base, Edge::Base(at)),
            Flow::Proxy { target, handler, object } => self.wire_proxy(target, handler, object),
            Flow::Bundle { table, .. } => self.edge(table, Edge::Base(at)),
            Flow::Extends { parent, .. } => self.edge(parent, Edge::Base(at)),
            Flow::Instance { options, .. } => self.edge(options, Edge::Base(at)),
        }
    }

    /// Adds an edge; values that have already been propagated from the node pass it at once.
    pub(super) fn edge(&mut self, from: Node, edge: Edge) {
        if from == NOTHING || matches!(edge, Edge::Copy(NOTHING) | Edge::Argument(NOTHING)) {
            return;
        }
        if let Edge::Escape(Unknown::Beyond(label)) = edge {
            self.boundary.handed.push((from, label));
        }
        let state = &mut self.states[from as usize];
        if let Some(marks) = state.marks().with(edge) {
            if marks == state.marks() {
                return;
            }
            state.set_marks(marks);
        } else {
            state.head = self.edges.push(edge, state.head);
        }
        for at in 0..u32::from(self.states[from as usize].done) {
            if let Some(value) = self.value_at(from, at)
                && self.passes_on(from, value)
            {
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
        let bounds = self.bounds.of_set(state.is_library());
        match self.sets.add(&mut state.values, value, bounds, |text| relevant[text as usize]) {
            Added::Old => {}
            Added::New => {
                if state.enter_queue() {
                    self.queue.push(node);
                }
                self.additions += 1;
                if value == Value::Unknown(Unknown::Widened) {
                    self.widen_all(node);
                }
            }
            Added::Full => self.overflow(node, value),
            // No single value represents values of all kinds, so the run ends and is reported as
            // over budget.
            Added::TooMany => self.budget = 0,
        }
    }

    /// Runs to the fixpoint or until the budget is exhausted.
    pub(super) fn run(&mut self) {
        loop {
            self.propagate();
            if self.is_spent() {
                return;
            }
            if let Some(pending) = self.pending.pop() {
                self.count_steps(1);
                match pending {
                    Pending::Widen(object) => self.widen(object),
                    Pending::Open(function) => self.open_wide(function),
                    Pending::Escape(object, to) => self.escape_fields(object, to),
                    Pending::EscapeFunction(function, to) => self.escape_function(function, to),
                }
            } else if self.joins.is_empty() {
                return;
            } else {
                self.join_marked();
            }
        }
    }

    fn propagate(&mut self) {
        while let Some(node) = self.queue.pop() {
            self.states[node as usize].leave_queue();
            while let Some(value) = self.value_at(node, self.states[node as usize].done.into()) {
                if self.is_spent() {
                    return;
                }
                // Edges that are added from here on receive the value when they are added.
                let state = &mut self.states[node as usize];
                let (mut at, marks) = (state.head, state.marks());
                state.done += 1;
                if !self.passes_on(node, value) {
                    continue;
                }
                while at != NO_EDGE {
                    let (edge, next) = self.edges.get(at);
                    self.pass(edge, value);
                    at = next;
                }
                if marks != Marks::default() {
                    marks.edges().for_each(|edge| self.pass(edge, value));
                }
            }
        }
    }

    #[inline]
    fn passes_on(&self, node: Node, value: Value) -> bool {
        self.sets.passes_on(self.states[node as usize].values, value, |text| {
            self.relevant[text as usize]
        })
    }

    /// Frees the worklists, which are empty: no later run needs as much memory for them as the
    /// first.
    pub(super) fn free_worklists(&mut self) {
        (self.queue, self.pending) = Default::default();
    }

    /// Frees the tables that only propagation needs, before memory is needed to read the answer.
    pub(super) fn free_queries(&mut self) {
        (self.asked, self.visits, self.late) = Default::default();
        self.queue = Vec::new();
        self.objects.iter_mut().for_each(|object| object.queries = Vec::new());
    }

    /// The budget is exhausted: what is not yet determined is reported.
    pub(super) fn is_spent(&self) -> bool {
        self.steps > self.budget
    }

    /// Counts work. Once the precise steps are used up, sets are widened early.
    pub(super) fn count_steps(&mut self, steps: u64) {
        self.steps += steps;
        if self.steps >= self.widens_early_at {
            self.widens_early_at = u64::MAX;
            self.bounds = self.bounds.early();
        }
    }

    fn pass(&mut self, edge: Edge, value: Value) {
        self.count_steps(1);
        match edge {
            Edge::Copy(to) => self.add(to, value),
            Edge::Argument(to) => self.add(to, passed(value)),
            Edge::Field(to, object) => {
                self.add(to, value);
                match value {
                    Value::Function(function) => {
                        let this = self.program.functions[function as usize].this;
                        self.add(this, Value::Object(object));
                    }
                    // A function from an imported module becomes a method of the object.
                    Value::Unknown(beyond @ Unknown::Beyond(label))
                        if self.boundary.is_imported(label) =>
                    {
                        self.escape(Value::Object(object), beyond);
                    }
                    _ => {}
                }
            }
            Edge::Base(flow) => self.caused_by(flow, |solver| solver.pass_base(flow, value)),
            Edge::Key(flow) => self.caused_by(flow, |solver| solver.pass_key(flow, value)),
            Edge::Part(flow) => self.mark_join(flow),
            Edge::Module(name, modules) => self.bundle_module(name, modules, value),
            Edge::Escape(to) => self.escape(value, to),
            Edge::Open(to) => {
                if let Value::Function(function) = value {
                    self.open_function(function, to);
                }
            }
            Edge::Widen => self.widen_value(value),
            Edge::Taint(to) => {
                if let Some(taint) = self.taint_of(value) {
                    self.add(to, Value::Unknown(taint));
                }
            }
            Edge::Method(instance, is_outer) => self.pass_method(value, instance, is_outer),
        }
    }

    fn pass_base(&mut self, at: u32, value: Value) {
        match self.program.flows[at as usize] {
            Flow::Load { key, to, site, .. } => match key {
                Key::Name(name) => self.load(value, Query::named(name, to, site)),
                Key::Any => {
                    self.load(value, Query::any(to, site));
                }
                Key::Node(key) => {
                    // Keys that are added meanwhile arrive through their own edge.
                    for index in 0..count(self.slice(key).len()) {
                        if let Some(name) = self.value_at(key, index) {
                            self.load_keyed(value, (key, name), to, site);
                        }
                    }
                }
            },
            Flow::Store { key, value: from, .. } => match key {
                Key::Name(name) => self.store(value, Some(name), from),
                Key::Any => self.store_keyed(value, Value::Number, from),
                Key::Node(key) => {
                    for key in self.values(key) {
                        self.store_keyed(value, key, from);
                    }
                }
            },
            Flow::Call { .. } => self.call(at, value),
            Flow::Work { operation, to, .. } => self.work(operation, value, to),
            Flow::Link { from, except, .. } => {
                for given in self.values(from) {
                    self.link(value, given, except);
                }
                if let Value::Unknown(beyond @ Unknown::Beyond(_)) = value {
                    self.edge(from, Edge::Escape(beyond));
                }
            }
            Flow::Keys { to, .. } => self.keys(value, to),
            Flow::Bundle { is_chunk, .. } => self.bundle(value, is_chunk),
            Flow::Extends { class, .. } => self.extend_class(class, value),
            Flow::Instance { is_native, .. } => self.instantiate(value, is_native),
            Flow::Copy { .. } | Flow::Proxy { .. } | Flow::Join { .. } => {}
        }
    }

    fn pass_key(&mut self, at: u32, value: Value) {
        match self.program.flows[at as usize] {
            Flow::Load { base, key: Key::Node(key), to, site } => {
                for at in 0..count(self.slice(base).len()) {
                    if let Some(base) = self.value_at(base, at) {
                        self.load_keyed(base, (key, value), to, site);
                    }
                }
            }
            Flow::Store { base, value: from, .. } => {
                for at in 0..count(self.slice(base).len()) {
                    if let Some(base) = self.value_at(base, at) {
                        self.store_keyed(base, value, from);
                    }
                }
            }
            Flow::Link { base, except, .. } => {
                for base in self.values(base) {
                    self.link(base, value, except);
                }
            }
            _ => {}
        }
    }
}

/// Marks a string that is passed to a function.
fn passed(value: Value) -> Value {
    match value {
        Value::Text(text, _) => Value::Text(text, Passed::ByArgument),
        value => value,
    }
}

/// The minimum number of steps, and the number that each constraint adds; real programs need a
/// tenth.
const MIN_BUDGET: u64 = 2_000_000;
const STEPS_PER_CONSTRAINT: u64 = 400;
