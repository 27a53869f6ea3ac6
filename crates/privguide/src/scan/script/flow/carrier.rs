//! Which values are the host or lead to it.

use super::{
    program::{CHUNKS, GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT, count},
    reversed::Sources,
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{NOTHING, Node};

impl Solver<'_> {
    /// The unknown value that a field of a widened object holds in place of this value.
    pub(super) fn taint_of(&self, value: Value) -> Option<Unknown> {
        match value {
            Value::Manager(..) | Value::Unknown(Unknown::TaintedManager) => {
                Some(Unknown::TaintedManager)
            }
            Value::Unknown(Unknown::Tainted | Unknown::HandedOver) => Some(Unknown::Tainted),
            value => self.value_carries(value, &[]).then_some(Unknown::Tainted),
        }
    }

    /// The unknown values that represent the values of a node once they are widened.
    pub(super) fn taints(&self, node: Node, carriers: &[bool]) -> Vec<Unknown> {
        let taint = |value: Value| match value {
            Value::Object(object) if carriers[object as usize] => Some(Unknown::Tainted),
            value => self.taint_of(value),
        };
        if node == NOTHING {
            Vec::new()
        } else {
            self.values(node).into_iter().filter_map(taint).collect()
        }
    }

    /// Whether the value is the host or leads to it; for objects, `carriers` says so.
    pub(super) fn value_carries(&self, value: Value, carriers: &[bool]) -> bool {
        match value {
            Value::Host(_) | Value::Manager(..) | Value::AnyMember => true,
            Value::Member(member, _) => {
                let name = self.program.text(member);
                self.question.catalog.factory(name).is_some()
                    || self.question.catalog.scope_call(name).is_some()
            }
            Value::Object(object) => carriers.get(object as usize).is_some_and(|&carries| carries),
            _ => false,
        }
    }

    /// Whether a value of the node leads to the host, or is a function that returns it.
    pub(super) fn carries(&self, node: Node, carriers: &[bool]) -> bool {
        self.any_value(node, |value| self.carries_host(value, carriers))
    }

    fn carries_host(&self, value: Value, carriers: &[bool]) -> bool {
        match value {
            Value::Function(function) => {
                let result = self.program.functions[function as usize].result;
                result != NOTHING
                    && self.any_value(result, |value| self.value_carries(value, carriers))
            }
            value => self.value_carries(value, carriers),
        }
    }

    /// By object: whether the host can be reached through its fields.
    pub(super) fn carriers(&self) -> Vec<bool> {
        self.holders(false).leading(self.objects.len())
    }

    /// By object: whether the host can be reached through its fields or is returned by its methods.
    /// After the objects, by function: whether its result leads to the host.
    pub(super) fn carriers_by_methods(&self) -> Vec<bool> {
        self.holders(true).leading(usize::MAX)
    }

    /// [`Self::carriers_by_methods`] and [`Self::carriers`], for little more than the cost of one.
    pub(super) fn all_carriers(&self) -> (Vec<bool>, Vec<bool>) {
        let holders = self.holders(true);
        let by_methods = holders.leading(usize::MAX);
        // What no method leads to, no field leads to.
        let direct = if by_methods.contains(&true) {
            holders.leading(self.objects.len())
        } else {
            vec![false; self.objects.len()]
        };
        (by_methods, direct)
    }

    /// What each object holds in its fields, then what each function returns.
    fn holders(&self, by_methods: bool) -> Holders {
        let objects = self.objects.len();
        let functions = if by_methods { self.program.functions.len() } else { 0 };
        let mut holders = Holders::new(objects + functions);
        for at in 0..objects + functions {
            match at.checked_sub(objects) {
                // These hold values of the whole program.
                None if matches!(count(at), GLOBAL_OBJECT | CHUNKS | HOST_OBJECT | WIDE_OBJECT) => {
                }
                None => {
                    let object = &self.objects[at];
                    for &(source, _) in object.links.iter() {
                        holders.hold(count(at), source);
                    }
                    if object.rare.filled.is_some() {
                        holders.lead(count(at));
                    }
                    for node in self.held_by(at) {
                        self.note_held(&mut holders, at, node, by_methods);
                    }
                }
                Some(function) => {
                    let result = self.program.functions[function].result;
                    self.note_held(&mut holders, at, result, by_methods);
                }
            }
        }
        holders
    }

    /// Records which of the values of a node an object or function holds.
    fn note_held(&self, holders: &mut Holders, at: usize, node: Node, by_methods: bool) {
        for &value in self.slice(node) {
            match value {
                Value::Object(inner) => holders.hold(count(at), inner),
                Value::Function(inner) if by_methods => {
                    holders.hold(count(at), count(self.objects.len()) + inner);
                }
                value if self.value_carries(value, &[]) => holders.lead(count(at)),
                _ => {}
            }
        }
    }

    /// By object: whether an object that the host created can be reached through its fields.
    pub(super) fn managers(&self) -> Vec<bool> {
        let mut holders = Holders::new(self.objects.len());
        for at in 0..self.objects.len() {
            for &value in self.held_by(at).flat_map(|node| self.slice(node)) {
                match value {
                    Value::Object(inner) => holders.hold(count(at), inner),
                    Value::Manager(..) | Value::Unknown(Unknown::TaintedManager) => {
                        holders.lead(count(at));
                    }
                    _ => {}
                }
            }
        }
        holders.leading(usize::MAX)
    }

    /// The nodes of an object's fields.
    fn held_by(&self, object: usize) -> impl Iterator<Item = Node> + '_ {
        let object = &self.objects[object];
        object.fields.iter().map(|(_, field)| field).chain([object.any])
    }
}

/// Computes which objects lead to something: those that hold it directly, and those that hold an
/// object that leads to it.
struct Holders {
    /// The number of objects and functions.
    all: usize,
    /// Pairs of a held object and the object that holds it.
    pairs: Vec<(u32, u32)>,
    /// Those that hold it directly.
    first: Vec<u32>,
}

impl Holders {
    fn new(all: usize) -> Self {
        Self { all, pairs: Vec::new(), first: Vec::new() }
    }

    fn hold(&mut self, holder: u32, held: u32) {
        self.pairs.push((held, holder));
    }

    fn lead(&mut self, at: u32) {
        self.first.push(at);
    }

    /// Which of the objects lead to it, without those from number `until` on.
    fn leading(&self, until: usize) -> Vec<bool> {
        let until = until.min(self.all);
        let mut leading = vec![false; until];
        let is_meant = |at: &u32| (*at as usize) < until;
        let mut waiting: Vec<u32> = self.first.iter().copied().filter(is_meant).collect();
        if waiting.is_empty() {
            return leading;
        }
        let holders = Sources::new(self.all, || self.pairs.iter().copied());
        while let Some(at) = waiting.pop() {
            if !std::mem::replace(&mut leading[at as usize], true) {
                waiting.extend(holders.of(at).iter().copied().filter(is_meant));
            }
        }
        leading
    }
}
