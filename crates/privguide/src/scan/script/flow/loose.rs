//! What nobody in the program explains: unknown objects, names and functions.
//!
//! After values have come to rest, some nodes are still empty: parameters without callers, results of functions that are not in the
//! tree. The rounds here make the careful guesses that lose no use: an unknown object still is *one* object, so what is put into it comes
//! out of it again; an unknown name may be any name.

use rustc_hash::FxHashMap as HashMap;

use super::{
    solver::{Object, Query, Solver},
    sources::Sources,
    value::{Sym, Value},
};
use crate::scan::{
    Evidence,
    script::facts::{FIRST_NODE, Flow, Key, MAX_WRITTEN, NO_SITE, NOTHING, Node},
};

/// Guesses lead to more guesses; real programs need two rounds.
const MAX_ROUNDS: usize = 4;

impl Solver<'_> {
    pub(super) fn settle(&mut self) {
        self.run();
        for round in 0..MAX_ROUNDS {
            let before = (self.program.flows.len(), self.program.objects, self.asked.len());
            self.join_elements();
            self.lists_of_members();
            self.unknown_names();
            self.unknown_objects();
            self.injected_hosts();
            if round == 0 {
                self.unknown_functions();
            }
            self.run();
            if before == (self.program.flows.len(), self.program.objects, self.asked.len()) {
                break;
            }
        }
        self.loose_managers();
        self.run();
    }

    /// A key of the host that goes through more names than anybody would write for themselves goes through a list of all its members, as
    /// the runtimes of frameworks carry one: that copies the host, it uses nothing.
    fn lists_of_members(&mut self) {
        let mut lists = Vec::new();
        for flow in &self.program.flows {
            if let Flow::Load { base, key: Key::Node(key), .. } = *flow
                && self.any_value(base, |value| self.has_every_member(value))
                && !self.lists.contains(&key)
                && (self.values(key).len() > MAX_WRITTEN || self.any_value(key, |value| value == Value::ListedName))
            {
                lists.push(key);
            }
        }
        for key in lists {
            if self.lists.insert(key) {
                self.add(key, Value::HostKey);
            }
        }
        self.run();
    }

    fn has_every_member(&self, value: Value) -> bool {
        match value {
            Value::Host(_) => true,
            Value::Object(object) => self.objects[object as usize].is_filled,
            _ => false,
        }
    }

    /// A field under a name that stays unknown may be any field.
    fn unknown_names(&mut self) {
        for at in 0..self.program.flows.len() {
            match self.program.flows[at] {
                Flow::Load { base, key: Key::Node(key), to, .. } if self.is_empty(key) => {
                    for base in self.values(base) {
                        if let Value::Object(_) = base {
                            self.load(base, Query { name: None, to, site: NO_SITE, worked_out: None });
                        }
                    }
                }
                Flow::Store { base, key: Key::Node(key), value } if self.is_empty(key) && !self.is_empty(value) => {
                    for base in self.values(base) {
                        self.store(base, None, value);
                    }
                    // Once is enough.
                    self.program.flows[at] = Flow::Store { base, key: Key::Any, value };
                }
                _ => {}
            }
        }
    }

    /// Something is put into an object that nobody knows: from here on it is an object.
    fn unknown_objects(&mut self) {
        let mut bases: Vec<Node> = Vec::new();
        for flow in &self.program.flows {
            match *flow {
                Flow::Store { base, value, .. } if self.is_empty_but_numbers(base) && !self.is_empty(value) => bases.push(base),
                Flow::Link { base, from } if self.is_empty_but_numbers(base) && !self.is_empty(from) => bases.push(base),
                _ => {}
            }
        }
        bases.sort_unstable();
        bases.dedup();
        if bases.is_empty() {
            return;
        }
        for leaf in Sources::default().leaves(self, &bases) {
            // A module that is not in the tree is no other module: all modules of a bundle share the node of unknown names.
            if leaf >= FIRST_NODE && self.is_empty(leaf) && !self.is_any_module(leaf) {
                let object = self.new_object();
                self.add(leaf, Value::Object(object));
            }
        }
    }

    /// Functions that are not in the tree: what their names promise.
    fn unknown_functions(&mut self) {
        for at in self.unanswered_calls() {
            let Flow::Call { arguments: (from, until), to, name, .. } = self.program.flows[at as usize] else {
                continue;
            };
            let nodes: Vec<Node> = (from..until).map(|argument| self.program.arguments[argument as usize].node).collect();
            let given =
                nodes.iter().position(|&node| node != NOTHING && self.any_value(node, |value| matches!(value, Value::Host(_))));
            let Some(given) = given else {
                continue;
            };
            if !spreads_members(self.program.text(name)) {
                continue;
            }
            // `promisifyAll(wx, api)`, `const api = promisifyAll(wx)`
            for (at, &node) in nodes.iter().enumerate() {
                if at != given && node != NOTHING {
                    self.add_flow(Flow::Link { base: node, from: nodes[given] });
                }
            }
            self.add(to, Value::Host(Evidence::Inferred));
        }
    }

    /// The host under a name like `$wx`, put into the instances of a framework: whoever asks anything for that name means it.
    fn injected_hosts(&mut self) {
        let mut injected: Vec<Sym> = Vec::new();
        for flow in &self.program.flows {
            if let Flow::Store { key: Key::Name(name), value, .. } = *flow
                && self.program.text(name).starts_with('$')
                && self.any_value(value, |value| matches!(value, Value::Host(_)))
            {
                injected.push(name);
            }
        }
        for at in 0..self.program.flows.len() {
            if let Flow::Load { key: Key::Name(name), to, .. } = self.program.flows[at]
                && injected.contains(&name)
                && self.is_empty_but_numbers(to)
            {
                self.add(to, Value::Host(Evidence::Inferred));
            }
        }
    }

    /// A manager that is kept in a field of an object that nobody knows is found again under that field, within the module.
    fn loose_managers(&mut self) {
        let mut kept: HashMap<(usize, Sym), Vec<Value>> = HashMap::default();
        for (at, flow) in self.program.flows.iter().enumerate() {
            if let Flow::Store { key: Key::Name(name), value, .. } = *flow {
                let managers = self.values(value).into_iter().filter(|value| matches!(value, Value::Manager(..)));
                let module = self.module_of_flow(at);
                for manager in managers {
                    kept.entry((module, name)).or_default().push(manager);
                }
            }
        }
        if kept.is_empty() {
            return;
        }
        for at in 0..self.program.flows.len() {
            let Flow::Load { base, key: Key::Name(name), to, .. } = self.program.flows[at] else {
                continue;
            };
            let module = self.module_of_flow(at);
            if let Some(managers) = kept.get(&(module, name))
                && self.is_empty_but_numbers(to)
                && self.is_unknown(base)
            {
                for &manager in managers {
                    self.add(to, manager);
                }
            }
        }
    }

    fn is_any_module(&self, node: Node) -> bool {
        let holds = |object: &Object| object.any == node || object.every == node;
        self.modules.iter().any(|&modules| holds(&self.objects[modules as usize]))
    }

    fn is_unknown(&self, node: Node) -> bool {
        let opaque = self.first_opaque;
        !self.any_value(node, |value| {
            !matches!(value, Value::Number) && !matches!(value, Value::Object(object) if object >= opaque)
        })
    }

    pub(super) fn module_of_flow(&self, at: usize) -> usize {
        self.program.parts.partition_point(|part| part.flows.1 <= at)
    }
}

/// Names of functions that carry all members of one object over to another.
fn spreads_members(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["promis", "proxy", "wrap", "assign", "extend", "mixin", "merge", "clone"].iter().any(|word| name.contains(word))
        || matches!(name.as_str(), "mapvalues" | "pick" | "pickby" | "omit" | "omitby" | "defaults")
}
