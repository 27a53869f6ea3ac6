//! Modules in disjoint sets: which of them are solved together.

/// A partition of modules into components; at first each module is one. A component has the number
/// of one of its modules.
pub(super) struct Partition {
    /// The component of each module.
    component: Vec<usize>,
    /// The modules of each component; none for those that are part of another one.
    members: Vec<Vec<usize>>,
}

impl Partition {
    pub(super) fn new(modules: usize) -> Self {
        Self {
            component: (0..modules).collect(),
            members: (0..modules).map(|module| vec![module]).collect(),
        }
    }

    pub(super) fn component_of(&self, module: usize) -> usize {
        self.component[module]
    }

    /// The modules of a component, in no particular order.
    pub(super) fn members(&self, component: usize) -> &[usize] {
        &self.members[component]
    }

    /// Makes the components of two modules one.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.component[one], self.component[other]);
        if one == other {
            return;
        }
        // Each module moves only into a component that is at least twice as large as its own.
        let (large, small) = if self.members[one].len() >= self.members[other].len() {
            (one, other)
        } else {
            (other, one)
        };
        let moved = std::mem::take(&mut self.members[small]);
        for &module in &moved {
            self.component[module] = large;
        }
        self.members[large].extend(moved);
    }

    /// Makes all modules one component.
    pub(super) fn join_all(&mut self) {
        for module in 1..self.component.len() {
            self.join(0, module);
        }
    }
}
