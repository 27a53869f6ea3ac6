//! Which names matter to a script.

use std::collections::HashSet;

use super::Hosts;
use crate::catalog::Catalog;

/// The names of a catalogue as the engine asks for them.
#[derive(Debug)]
pub(super) struct Names {
    members: HashSet<String>,
    methods: HashSet<String>,
    scopes: HashSet<String>,
}

impl Names {
    pub(super) fn new(catalog: &Catalog, hosts: &Hosts) -> Self {
        let of_host = |name: &&str| {
            !catalog.member(name).is_empty() || catalog.factory(name).is_some() || catalog.scope_call(name).is_some()
        };
        let mut members: HashSet<String> = catalog.script_names().into_iter().filter(of_host).map(str::to_owned).collect();
        let renamed: Vec<String> =
            hosts.renames.iter().filter(|(_, to)| members.contains(to)).map(|(own, _)| own.clone()).collect();
        members.extend(renamed);
        let methods = catalog.method_names().into_iter().map(str::to_owned).collect();
        let scopes =
            catalog.interfaces().iter().filter(|row| row.name.starts_with("scope.")).map(|row| row.name.clone()).collect();
        Self { members, methods, scopes }
    }

    /// A member of the host that is an interface or leads to one.
    pub(super) fn is_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// A member of the host, or a method of an object that the host makes.
    pub(super) fn is_interesting(&self, name: &str) -> bool {
        self.members.contains(name) || self.methods.contains(name)
    }

    /// A text that must not be lost: it may become a key or a scope.
    pub(super) fn is_relevant_text(&self, text: &str) -> bool {
        self.members.contains(text) || self.scopes.contains(text) || self.methods.contains(text)
    }
}
