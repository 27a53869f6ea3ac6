//! Hooks and containers of frameworks: a value in a box, and the functions that make and open it.

use super::{Key, NOTHING, Node, builder::Builder};

/// The result of a container function of a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// An object that holds the argument under `value` and `current`.
    Box,
    /// Like `Box`, with the result of the argument, which is a function or an object with `get`.
    BoxOfResult,
    /// The argument itself.
    Same,
    /// The result of the argument, which is a function.
    Result,
    /// A pair: the argument, or its result, and a function that replaces the value.
    State,
    /// The value in the box that is the argument, or the argument itself.
    Unboxed,
}

/// Hooks and containers of React and Vue. They are free names (a build step imports them) or
/// imported from a package.
pub(super) const CONTAINERS: &[(&str, Container)] = &[
    ("ref", Container::Box),
    ("shallowRef", Container::Box),
    ("useRef", Container::Box),
    ("createRef", Container::Box),
    ("computed", Container::BoxOfResult),
    ("useMemo", Container::Result),
    ("useCallback", Container::Same),
    ("memo", Container::Same),
    ("reactive", Container::Same),
    ("shallowReactive", Container::Same),
    ("readonly", Container::Same),
    ("shallowReadonly", Container::Same),
    ("markRaw", Container::Same),
    ("toRaw", Container::Same),
    ("observable", Container::Same),
    ("useState", Container::State),
    ("unref", Container::Unboxed),
];

/// The container that a function of this name makes.
pub(super) fn container(name: &str) -> Option<Container> {
    CONTAINERS.iter().find(|(known, _)| *known == name).map(|&(_, container)| container)
}

impl Builder<'_> {
    /// Applies a container function of a framework.
    pub(super) fn container(&mut self, container: Container, value: Node) -> Node {
        match container {
            Container::Same => value,
            Container::Box => self.unwrapped(value),
            Container::Result => self.call_back(value, &[]),
            Container::BoxOfResult => {
                let getter = self.load_name(value, "get");
                let (got, given) = (self.call_back(getter, &[]), self.call_back(value, &[]));
                let either = self.either(got, given);
                let reference = self.unwrapped(either);
                let (setter, set) =
                    (self.load_name(value, "set"), self.load_name(reference, "value"));
                self.call_if_there(setter, value, &[set]);
                reference
            }
            Container::State => {
                let state = self.node();
                self.copy(value, state);
                let result = self.call_back(value, &[]);
                self.copy(result, state);
                let (setter, parameter) = (self.function(), self.node());
                self.facts.functions[setter as usize].parameters.push(parameter);
                self.copy(parameter, state);
                let next = self.call_back(parameter, &[state]);
                self.copy(next, state);
                let setter = self.function_seed(setter);
                let pair = self.array_of(NOTHING);
                for (at, node) in [state, setter].into_iter().enumerate() {
                    let key = Key::Name(self.intern(&at.to_string()));
                    self.store(pair, key, node);
                }
                pair
            }
            Container::Unboxed => {
                let held = self.load_name(value, "value");
                self.either(value, held)
            }
        }
    }

    /// A reference. Where a framework unwraps it (templates, `this`, stores), it has the members of
    /// its value.
    fn unwrapped(&mut self, value: Node) -> Node {
        let reference = self.reference_to(value);
        let held = self.load_name(reference, "value");
        self.link(reference, held);
        reference
    }
}
