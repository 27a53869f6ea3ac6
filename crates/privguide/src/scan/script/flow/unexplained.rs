//! Calls without a known callee. The callee may return its arguments and may use them in any way.

use super::{
    program::count,
    solver::Solver,
    value::{Sym, Unknown, Value},
};
use crate::scan::{
    Evidence,
    script::facts::{Flow, NO_EXCLUSION, NOTHING, Node, natives},
};

impl Solver<'_> {
    /// For calls without a known callee, the result is unknown and may be one of the arguments.
    pub(super) fn unexplained_calls(&mut self) {
        self.hand_to_wide();
        let mut known: Option<(Vec<bool>, Vec<bool>)> = None;
        let unreached = self.unreached();
        let mut next = 0;
        for listed in 0..self.rounds.calls.len() {
            let at = self.rounds.calls[listed];
            let Flow::Call { callee, this, arguments, to, name, is_native, .. } =
                self.program.flows[at as usize]
            else {
                continue;
            };
            let (from, until) = arguments.range();
            while unreached.get(next).is_some_and(|&(_, until)| until <= at) {
                next += 1;
            }
            if unreached.get(next).is_some_and(|&(from, _)| from <= at) {
                continue;
            }
            let Some(unknown) = self.unexplained(callee, name, is_native) else { continue };
            let is_method = is_native && !self.program.text(name).is_empty();
            if is_method && self.is_of_language(this, callee, name) {
                continue;
            }
            let (carriers, direct) = &*known.get_or_insert_with(|| self.all_carriers());
            // A widened callee is most often a method of the program with this name.
            let leading: &[bool] = if unknown == Unexplained::Wide { direct } else { carriers };
            let is_handed = |argument: &u32| {
                let node = self.program.arguments[*argument as usize].node;
                node != NOTHING && self.carries(node, leading)
            };
            let written = self.written_receiver(&self.program.flows[at as usize]);
            let handed: Vec<u32> = (from..until).chain(written).filter(is_handed).collect();
            let is_receiver =
                unknown != Unexplained::Outside && this != NOTHING && self.carries(this, direct);
            if unknown == Unexplained::Wide {
                for argument in from..until {
                    let taints =
                        self.taints(self.program.arguments[argument as usize].node, direct);
                    self.handed_to_wide.extend(taints);
                }
            }
            if handed.is_empty() && !is_receiver {
                // A value that may be the host was reported where it was created.
                if let Some(given) =
                    (from..until).filter_map(|argument| self.passed_on(argument)).max()
                {
                    self.add(to, Value::Unknown(given));
                    self.escape_once(at, given);
                    continue;
                }
                if unknown == Unexplained::Missing {
                    self.add(to, Value::Unknown(Unknown::Outside));
                    self.escape_once(at, Unknown::Outside);
                }
                continue;
            }
            if natives::spreads_members(self.program.text(name))
                && self.caused_by(at, |solver| solver.spread_members(at, &handed))
            {
                continue;
            }
            let is_said = unknown != Unexplained::Wide && !handed.is_empty();
            // What only methods yield is reported where it is handed over. That the result is the
            // host, too, is not assumed: classes and options of components have such methods.
            let is_direct = is_receiver
                || handed.iter().any(|&argument| {
                    self.carries(self.program.arguments[argument as usize].node, direct)
                });
            let given = match (is_said, is_direct) {
                (true, false) => {
                    let passed = (from..until).filter_map(|argument| self.passed_on(argument));
                    passed.max().unwrap_or(Unknown::Outside)
                }
                (true, true) => Unknown::HandedOver,
                (false, _) => Unknown::Tainted,
            };
            self.hits.handed.extend(handed);
            self.add(to, Value::Unknown(given));
            self.escape_once(at, given);
        }
    }

    /// The host was passed to a widened function, so each widened function may receive it.
    fn hand_to_wide(&mut self) {
        for taint in self.handed_to_wide.clone() {
            for function in 0..count(self.program.functions.len()) {
                if !self.functions[function as usize].is_wide || self.bundled.contains(&function) {
                    continue;
                }
                for at in 0..self.program.functions[function as usize].parameters.len() {
                    let parameter = self.program.functions[function as usize].parameters[at];
                    self.add(parameter, Value::Unknown(taint));
                }
                self.open_rest(function, Value::Unknown(taint));
            }
        }
    }

    /// Whether the call most likely calls a method of the language, not a method of the program
    /// with the same name.
    fn is_of_language(&self, this: Node, callee: Node, name: Sym) -> bool {
        let may_be_own = || {
            self.wide_names.contains(&name)
                && self.any_value(callee, |value| value == Value::Unknown(Unknown::Widened))
        };
        this != NOTHING && !self.is_unexplained(this) && !may_be_own()
    }

    fn escape_once(&mut self, at: u32, to: Unknown) {
        if self.hits.escaped.insert((at, to)) {
            self.escape_arguments(at, to);
        }
    }

    /// The reason why a call has no known callee; `None` if it has one.
    fn unexplained(&self, callee: Node, name: Sym, is_native: bool) -> Option<Unexplained> {
        let emits = || natives::EMITTING.contains(&self.program.text(name));
        let mut missing = !is_native;
        let (mut unknown, mut wide) = (false, false);
        for &value in self.slice(callee) {
            match value {
                Value::Unknown(
                    Unknown::Outside
                    | Unknown::Tainted
                    | Unknown::TaintedManager
                    | Unknown::HandedOver,
                ) => {
                    unknown = true;
                }
                Value::Unknown(Unknown::Widened) => wide = true,
                Value::Unknown(Unknown::Native) if emits() => unknown = true,
                Value::Number | Value::Text(..) | Value::Unknown(Unknown::OtherTexts) => {}
                Value::Object(object) if self.objects[object as usize].rare.proxy.is_none() => {}
                _ => missing = false,
            }
        }
        if wide {
            Some(Unexplained::Wide)
        } else if unknown {
            Some(Unexplained::Outside)
        } else {
            missing.then_some(Unexplained::Missing)
        }
    }

    /// `promisifyAll(wx, api)`, `const api = promisifyAll(wx)`: a function with such a name copies
    /// all members of the host. Returns false if the arguments do not fit.
    fn spread_members(&mut self, at: u32, handed: &[u32]) -> bool {
        let Flow::Call { arguments, to, .. } = self.program.flows[at as usize] else {
            return false;
        };
        let (from, until) = arguments.range();
        // Nothing receives a copy: `wrapAll(wx);`
        if to == NOTHING && until - from == 1 {
            return false;
        }
        let holds = |argument: u32, test: fn(Value) -> bool| {
            let node = self.program.arguments[argument as usize].node;
            node != NOTHING && self.any_value(node, test)
        };
        let Some(&given) = handed
            .iter()
            .find(|&&argument| holds(argument, |value| matches!(value, Value::Host(_))))
        else {
            return false;
        };
        // `copyMethod(to, wx, "name")` copies one member.
        if (from..until).any(|argument| holds(argument, |value| matches!(value, Value::Text(..)))) {
            return false;
        }
        if self.hits.spread.insert(at) {
            let given_node = self.program.arguments[given as usize].node;
            for argument in (from..until).filter(|&argument| argument != given) {
                let base = self.program.arguments[argument as usize].node;
                if base != NOTHING {
                    self.add_flow(Flow::Link { base, from: given_node, except: NO_EXCLUSION });
                }
            }
            self.add(to, Value::Host(Evidence::Inferred));
        }
        true
    }

    /// The unknown value by which an argument may be the host.
    fn passed_on(&self, argument: u32) -> Option<Unknown> {
        let node = self.program.arguments[argument as usize].node;
        let may_be_host = |value: Value| match value {
            Value::Unknown(
                unknown @ (Unknown::Tainted | Unknown::TaintedManager | Unknown::HandedOver),
            ) => Some(unknown),
            _ => None,
        };
        if node == NOTHING {
            None
        } else {
            self.slice(node).iter().copied().filter_map(may_be_host).max()
        }
    }
}

/// The reason why a call has no known callee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unexplained {
    /// The callee is a widened value.
    Wide,
    /// The callee comes from outside of the program.
    Outside,
    /// There is no callee: the call is a method of the language that is not modelled, or an error.
    Missing,
}
