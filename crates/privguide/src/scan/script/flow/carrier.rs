//! Which values are the host or lead to it.

use super::{
    program::{CHUNKS, GLOBAL_OBJECT, HOST_OBJECT, WIDE_OBJECT},
    solver::Solver,
    value::{Unknown, Value},
};
use crate::scan::script::facts::{NOTHING, Node};

impl Solver<'_> {
    /// What is kept of a value under a name of what is beyond the bounds.
    pub(super) fn taint_of(&self, value: Value) -> Option<Unknown> {
        match value {
            Value::Manager(..) | Value::Unknown(Unknown::TaintedManager) => Some(Unknown::TaintedManager),
            Value::Unknown(Unknown::Tainted | Unknown::HandedOver) => Some(Unknown::Tainted),
            value => self.value_carries(value, &[]).then_some(Unknown::Tainted),
        }
    }

    /// What the values of a node are beyond the bounds.
    pub(super) fn taints(&self, node: Node, carriers: &[bool]) -> Vec<Unknown> {
        let taint = |value: Value| match value {
            Value::Object(object) if carriers[object as usize] => Some(Unknown::Tainted),
            value => self.taint_of(value),
        };
        if node == NOTHING { Vec::new() } else { self.values(node).into_iter().filter_map(taint).collect() }
    }

    /// The value is the host or leads to it; objects by this list.
    pub(super) fn value_carries(&self, value: Value, carriers: &[bool]) -> bool {
        match value {
            Value::Host(_) | Value::Manager(..) | Value::AnyMember => true,
            Value::Member(member, _) => {
                let name = self.program.text(member);
                self.question.catalog.factory(name).is_some() || self.question.catalog.scope_call(name).is_some()
            }
            Value::Object(object) => carriers.get(object as usize).is_some_and(|&carries| carries),
            _ => false,
        }
    }

    /// A value that is handed over carries the host; a function that gives it back does, too.
    pub(super) fn carries(&self, node: Node, carriers: &[bool]) -> bool {
        self.any_value(node, |value| self.carries_host(value, carriers))
    }

    fn carries_host(&self, value: Value, carriers: &[bool]) -> bool {
        match value {
            Value::Function(function) => {
                let result = self.program.functions[function as usize].result;
                result != NOTHING && self.any_value(result, |value| self.value_carries(value, carriers))
            }
            value => self.value_carries(value, carriers),
        }
    }

    /// ∀ objects: whether the host can be reached through their fields.
    pub(super) fn carriers(&self) -> Vec<bool> {
        let mut carriers = vec![false; self.objects.len()];
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); self.objects.len()];
        let mut waiting = Vec::new();
        for (at, object) in (0_u32..).zip(self.objects.iter()) {
            if matches!(at, GLOBAL_OBJECT | CHUNKS | HOST_OBJECT | WIDE_OBJECT) {
                continue;
            }
            let mut is_one = object.filled.is_some();
            let fields = object.fields.iter().map(|&(_, field)| field).chain([object.any]).filter(|&field| field != NOTHING);
            for field in fields {
                for value in self.values(field) {
                    match value {
                        Value::Object(inner) => holders[inner as usize].push(at),
                        value => is_one |= self.value_carries(value, &[]),
                    }
                }
            }
            for &(source, _) in object.links.iter() {
                holders[source as usize].push(at);
            }
            if is_one {
                waiting.push(at);
            }
        }
        while let Some(object) = waiting.pop() {
            if !std::mem::replace(&mut carriers[object as usize], true) {
                waiting.extend_from_slice(&holders[object as usize]);
            }
        }
        carriers
    }
}
