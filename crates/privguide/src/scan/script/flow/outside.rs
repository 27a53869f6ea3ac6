//! The boundary of the program: functions without callers, calls of unknown functions, and fields
//! in which nothing is stored.

use rustc_hash::FxHashSet as HashSet;

use super::{
    boundary::is_shared,
    edge::{Edge, Pending},
    program::{GLOBAL_OBJECT, count},
    query::Object,
    reversed::Reversed,
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::scan::script::facts::{APP, FIRST_NODE, Flow, NOTHING, Node};

impl Solver<'_> {
    /// Adds unknown values to the parameters of functions without a known caller. These values
    /// cannot be the host, because no code of the program passes it.
    pub(super) fn uncalled_functions(&mut self) {
        for function in 0..count(self.program.functions.len()) {
            if !self.functions[function as usize].is_called
                && self.functions[function as usize].opened.is_none()
            {
                for at in 0..self.program.functions[function as usize].parameters.len() {
                    let parameter = self.program.functions[function as usize].parameters[at];
                    // A parameter with a default value is assumed to have that value only.
                    if self.is_empty(parameter) {
                        self.add(parameter, Value::Unknown(Unknown::Outside));
                    }
                }
                self.open_rest(function, Value::Unknown(Unknown::Outside));
            }
            let this = self.program.functions[function as usize].this;
            if this != NOTHING && self.is_empty(this) {
                self.add(this, Value::Unknown(Unknown::Outside));
                let labels = self
                    .boundary
                    .all()
                    .filter(|&label| self.boundary.opened.contains(&(function, label)));
                for label in labels.collect::<Vec<_>>() {
                    self.add(this, Value::Unknown(Unknown::Beyond(label)));
                }
            }
        }
    }

    /// Records that unknown code may call the function.
    pub(super) fn open_function(&mut self, function: u32, unknown: Unknown) {
        let opened = &mut self.functions[function as usize].opened;
        let is_open = match unknown {
            Unknown::Beyond(label) => !self.boundary.opened.insert((function, label)),
            unknown => opened.is_some_and(|known| known >= unknown),
        };
        if is_open || self.bundled.contains(&function) {
            return;
        }
        *opened = (*opened).max(Some(unknown));
        let value = Value::Unknown(unknown);
        for at in 0..self.program.functions[function as usize].parameters.len() {
            let parameter = self.program.functions[function as usize].parameters[at];
            self.add(parameter, value);
        }
        self.open_rest(function, value);
    }

    pub(super) fn open_rest(&mut self, function: u32, value: Value) {
        for array in [
            self.program.functions[function as usize].rest,
            self.program.functions[function as usize].arguments,
        ] {
            if array == NOTHING {
                continue;
            }
            for array in self.values(array) {
                if let Value::Object(array) = array {
                    let any = self.any_field(array);
                    self.add(any, value);
                }
            }
        }
    }

    /// A value escapes to unknown code.
    pub(super) fn escape(&mut self, value: Value, to: Unknown) {
        if let Unknown::Beyond(label) = to {
            self.escape_beyond(value, label);
            return;
        }
        match value {
            Value::Function(function)
                if self.functions[function as usize].escaped.is_none_or(|known| known < to) =>
            {
                self.functions[function as usize].escaped = Some(to);
                self.pending.push(Pending::EscapeFunction(function, to));
            }
            Value::Object(object)
                if self.objects[object as usize].escaped.is_none_or(|known| known < to) =>
            {
                self.objects[object as usize].escaped = Some(to);
                self.pending.push(Pending::Escape(object, to));
            }
            _ => {}
        }
    }

    /// Unknown code may call the function. Unless it is the platform or the language, it also gets
    /// the result.
    pub(super) fn escape_function(&mut self, function: u32, to: Unknown) {
        self.open_function(function, to);
        if to != Unknown::Native {
            let result = self.program.functions[function as usize].result;
            self.edge(result, Edge::Escape(to));
        }
        if let Unknown::Beyond(_) | Unknown::HandedOver = to {
            let function = &self.program.functions[function as usize];
            for object in [function.instance, function.statics].into_iter().flatten() {
                self.escape(Value::Object(object), to);
            }
        }
    }

    /// Unknown code may call the functions in the object. Unless it is the platform or the
    /// language, it may also store into the object.
    pub(super) fn escape_fields(&mut self, object: u32, to: Unknown) {
        // The callers of the functions in a bundle's table are known.
        if self.objects[object as usize].rare.bundle.is_some() {
            return;
        }
        if to != Unknown::Native {
            self.open_object(object, to);
            for at in 0..self.objects[object as usize].links.len() {
                let (source, _) = self.objects[object as usize].links[at];
                self.escape(Value::Object(source), to);
            }
        }
        if to == Unknown::HandedOver {
            let any = self.any_field(object);
            self.add(any, Value::Unknown(to));
        }
        // If the unknown code does not have the host, changes that it makes deeper inside the
        // object can only affect names.
        if let Unknown::Beyond(label) = to
            && self.is_shared_by_name(label)
            && self.has_labelled_fields(object)
        {
            self.escape_by_name(object, label);
            return;
        }
        let is_followed = matches!(to, Unknown::HandedOver | Unknown::Beyond(_));
        let edge = if is_followed { Edge::Escape(to) } else { Edge::Open(to) };
        self.field_edge(object, edge);
    }

    /// Adds unknown values to loads of fields that the program never stores, in objects that
    /// unknown code may have stored into.
    pub(super) fn missing_fields(&mut self) {
        let mut line = Vec::new();
        for object in 0..count(self.objects.len()) {
            if self.objects[object as usize].queries.is_empty() {
                continue;
            }
            if is_shared(object) {
                self.shared_fields(object);
            }
            let open = self.collect_line(object, &mut line);
            self.fields_beyond(object, &line);
            let Some(unknown) = open else { continue };
            // Fields in which something is stored stay so. A line that is cut may lose some.
            let is_cut = line.len() >= self.bounds.line;
            let all = self.objects[object as usize].queries.len();
            let new = self.rounds.new_queries(object, unknown, all);
            for at in if is_cut { 0..all } else { new } {
                let query = self.objects[object as usize].queries[at].query();
                let is_stored = |name: Sym| {
                    line.iter().any(|&object| self.objects[object as usize].fields.is_stored(name))
                };
                if query.is_direct() && !query.name.is_some_and(is_stored) {
                    self.add(query.to, Value::Unknown(unknown));
                }
            }
        }
    }

    /// The object and the objects that it is linked to.
    pub(super) fn line(&self, object: u32) -> Vec<u32> {
        let mut line = Vec::new();
        self.collect_line(object, &mut line);
        line
    }

    /// Collects the object and the objects that it is linked to. Returns the unknown value if one
    /// of them is open.
    fn collect_line(&self, object: u32, line: &mut Vec<u32>) -> Option<Unknown> {
        line.clear();
        line.push(object);
        let mut at = 0;
        let mut open = None;
        while at < line.len() && line.len() < self.bounds.line {
            let here = &self.objects[line[at] as usize];
            open = open.max(here.open);
            for &(source, _) in here.links.iter() {
                if !line.contains(&source) {
                    line.push(source);
                }
            }
            at += 1;
        }
        if at < line.len() {
            open = open.max(Some(Unknown::Widened));
        }
        open
    }

    /// If something is stored in an unknown object, an abstract object is created for it, one for
    /// each node where the unknown value originates.
    pub(super) fn unknown_objects(&mut self) {
        let is_value = |value: Value| !matches!(value, Value::Unknown(_) | Value::Number);
        let mut bases: Vec<Node> = Vec::new();
        let mut given: Vec<Node> = Vec::new();
        for &at in &self.rounds.stores {
            match self.program.flows[at as usize] {
                Flow::Store { base, value, .. } | Flow::Link { base, from: value, .. }
                    if self.is_unexplained(base) && self.any_value(value, is_value) =>
                {
                    bases.push(base);
                }
                _ => {}
            }
        }
        let app = self.field_named(GLOBAL_OBJECT, APP);
        if app.is_some() {
            // Code that has the host may store it in the app, about which nothing is known here.
            for &at in self.rounds.calls.iter().chain(&self.rounds.explained_calls) {
                if let Flow::Call { callee, arguments, .. } = self.program.flows[at as usize]
                    && self.any_value(callee, |value| value == Value::Unknown(Unknown::HandedOver))
                {
                    let (from, until) = arguments.range();
                    given.extend(
                        (from..until)
                            .map(|argument| self.program.arguments[argument as usize].node),
                    );
                }
            }
        }
        given.retain(|&node| node != NOTHING && self.is_unexplained(node));
        if bases.is_empty() && given.is_empty() {
            return;
        }
        // If a node has no explained value, neither have the nodes that are copied to it, except
        // for strings that its set does not distinguish.
        let reversed = Reversed::collect(self, |node| self.is_unexplained(node));
        if let Some(app) = app
            && leaves(given, &reversed).contains(&app)
        {
            bases.push(app);
        }
        bases.sort_unstable();
        bases.dedup();
        for leaf in leaves(bases, &reversed) {
            // No object is created for an unknown module of a bundle: all modules share the node
            // for unknown names, so the object would represent every module.
            if leaf >= FIRST_NODE && self.is_unexplained(leaf) && !self.is_any_module(leaf) {
                let object = self.new_object();
                self.open_object(object, Unknown::Outside);
                self.objects[object as usize].is_opaque = true;
                self.add(leaf, Value::Object(object));
            }
        }
    }

    fn is_any_module(&self, node: Node) -> bool {
        let holds = |object: &Object| object.any == node || object.every == node;
        self.modules.iter().any(|&modules| holds(&self.objects[modules as usize]))
    }

    /// Whether the node holds no known value of the program.
    pub(super) fn is_unknown(&self, node: Node) -> bool {
        !self.any_value(node, |value| match value {
            Value::Unknown(Unknown::Widened) => true,
            Value::Number | Value::Unknown(_) => false,
            Value::Object(object) => !self.objects[object as usize].is_opaque,
            _ => true,
        })
    }

    /// Processes a constraint, which is the cause of all constraints that are added in the
    /// meantime.
    pub(super) fn caused_by<R>(&mut self, at: u32, process: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.causes.current, at);
        let result = process(self);
        self.causes.current = outer;
        result
    }

    /// The constraint in the source that a constraint is a copy of, or that caused it.
    pub(super) fn written_constraint(&self, at: u32) -> u32 {
        let mut at = at;
        // A cause is older than what it added.
        while let Some(before) = self
            .contexts
            .written_constraint(at)
            .or_else(|| self.causes.cause_of(at))
            .filter(|&it| it < at)
        {
            at = before;
        }
        at
    }

    /// The module of a constraint: for a copy, the module of the original; for an added constraint,
    /// the module of its cause. Copy constraints that model imports between modules have neither;
    /// this is never called for them.
    pub(super) fn module_of_flow(&self, at: usize) -> usize {
        let at = self.written_constraint(count(at));
        let module = self.program.ranges.partition_point(|part| part.flows.1 <= at as usize);
        module.min(self.program.ranges.len().saturating_sub(1))
    }
}

/// The nodes without incoming copies from which these nodes are reached.
fn leaves(from: Vec<Node>, reversed: &Reversed) -> Vec<Node> {
    let mut seen = HashSet::default();
    let mut found = Vec::new();
    let mut waiting = from;
    while let Some(node) = waiting.pop() {
        if !seen.insert(node) {
            continue;
        }
        let before = waiting.len();
        waiting.extend(reversed.sources_of(node));
        if waiting.len() == before {
            found.push(node);
        }
    }
    found.sort_unstable();
    found
}
