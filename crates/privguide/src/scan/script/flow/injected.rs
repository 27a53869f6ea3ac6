//! The host in fields that are looked up by name alone: fields of unknown objects, of every
//! instance of a framework, and of prototypes.

use rustc_hash::FxHashMap as HashMap;

use super::{
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::scan::{
    Evidence,
    script::facts::{Flow, Key, natives::ByName},
};

impl Solver<'_> {
    /// A framework puts the host into its instances under a name such as `$wx`, so reading that
    /// name from any object may yield the host. The same holds for fields of the language's
    /// prototypes.
    pub(super) fn injected_hosts(&mut self) {
        let mut injected: HashMap<Sym, Vec<Value>> = HashMap::default();
        for listed in 0..self.rounds.injected.len() {
            let at = self.rounds.injected[listed] as usize;
            let Flow::Store { key: Key::Name(name), value, .. } = self.program.flows[at] else {
                continue;
            };
            let (name, is_on_all) = match ByName::from_field(self.program.text(name)) {
                None => continue,
                Some(ByName::InInstances(_)) => (name, false),
                Some(ByName::OnAll(name)) => {
                    let name = name.to_owned();
                    (self.intern(&name), true)
                }
            };
            for value in self.values(value) {
                let value = match value {
                    Value::Host(_) => Value::Host(Evidence::Inferred),
                    Value::Manager(..) | Value::Unknown(Unknown::HandedOver) => value,
                    Value::Object(_) | Value::Function(_) if is_on_all => value,
                    _ => continue,
                };
                injected.entry(name).or_default().push(value);
            }
        }
        if injected.is_empty() {
            return;
        }
        for listed in 0..self.rounds.loads.len() {
            let at = self.rounds.loads[listed] as usize;
            let Flow::Load { key: Key::Name(name), to, .. } = self.program.flows[at] else {
                continue;
            };
            let Some(values) = injected.get(&name).filter(|_| self.is_unexplained(to)) else {
                continue;
            };
            for &value in values {
                self.add(to, value);
            }
        }
    }

    /// If the host, a manager or an object that leads to one is stored in a field of an unknown
    /// object, every load of that field name may yield it. A load in the same module gets the
    /// stored value itself; a load in another module gets an unknown value that may be it, unless
    /// it is an object of the program.
    pub(super) fn kept_in_unknown(&mut self) {
        let mut kept: HashMap<Sym, Vec<(usize, Value)>> = HashMap::default();
        let mut carriers: Option<Vec<bool>> = None;
        for at in self.rounds.stores.iter().map(|&at| at as usize) {
            if let Flow::Store { base, key: Key::Name(name), value } = self.program.flows[at]
                && self.is_unknown(base)
            {
                let value_node = value;
                let is_kept = |value: &Value| match *value {
                    Value::Manager(..) | Value::Host(_) => true,
                    Value::Object(_) if !self.is_library(value_node) => {
                        let carriers = carriers.get_or_insert_with(|| self.carriers());
                        self.value_carries(*value, carriers)
                    }
                    _ => false,
                };
                let mut values = self.slice(value).iter().copied().filter(is_kept).peekable();
                if values.peek().is_some() {
                    let module = self.module_of_flow(at);
                    kept.entry(name).or_default().extend(values.map(|value| (module, value)));
                }
            }
        }
        if kept.is_empty() {
            return;
        }
        for listed in 0..self.rounds.loads.len() {
            let at = self.rounds.loads[listed] as usize;
            let Flow::Load { base, key: Key::Name(name), to, .. } = self.program.flows[at] else {
                continue;
            };
            let Some(values) =
                kept.get(&name).filter(|_| self.is_unexplained(to) && self.is_unknown(base))
            else {
                continue;
            };
            let module = self.module_of_flow(at);
            let own = values.iter().any(|&(of, _)| of == module);
            for &(of, value) in values {
                if of == module {
                    self.add(to, value);
                } else if !own && !matches!(value, Value::Object(_)) {
                    self.add(to, Value::Unknown(Unknown::HandedOver));
                }
            }
        }
    }
}
