//! A partition of the modules into the components that are solved together.

/// A partition of modules into components; at first, each module is a component of its own. The
/// number of a component is the index of one of its modules.
pub(super) struct Partition {
    /// The component of each module.
    component: Vec<usize>,
    /// The modules of each component; empty for numbers of components that were merged into others.
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

    /// Merges the components of two modules.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.component[one], self.component[other]);
        if one == other {
            return;
        }
        // A module only moves to a component that is at least as large as its own, so it moves a
        // logarithmic number of times.
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

    /// Merges all modules into one component.
    pub(super) fn join_all(&mut self) {
        for module in 1..self.component.len() {
            self.join(0, module);
        }
    }
}
