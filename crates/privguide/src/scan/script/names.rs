//! The names that matter in a script.

use rustc_hash::FxHashMap as HashMap;

use super::Hosts;
use crate::catalog::{Catalog, InterfaceForm, addresses};

/// The names of a catalogue, indexed for the engine, which looks up every name in every script.
#[derive(Debug)]
pub(super) struct CatalogNames {
    known: HashMap<String, Roles>,
    longest: usize,
}

/// The meanings of a name.
#[derive(Clone, Copy, Debug, Default)]
struct Roles {
    member: bool,
    method: bool,
    scope: bool,
    element: bool,
    takes_address: bool,
}

impl CatalogNames {
    pub(super) fn new(catalog: &Catalog, hosts: &Hosts) -> Self {
        let of_host = |name: &&str| {
            !catalog.member(name).is_empty()
                || catalog.factory(name).is_some()
                || catalog.scope_call(name).is_some()
        };
        let mut names = Self { known: HashMap::default(), longest: 0 };
        for name in catalog.script_names().into_iter().filter(of_host) {
            names.role(name).member = true;
        }
        for (own, platform) in &hosts.renames {
            if names.is_member(platform) {
                names.role(own).member = true;
            }
        }
        for name in catalog.method_names() {
            names.role(name).method = true;
        }
        for row in catalog.interfaces().iter().filter(|row| row.name.starts_with("scope.")) {
            names.role(&row.name).scope = true;
        }
        for name in addresses().calls() {
            names.role(name).takes_address = true;
        }
        for row in catalog.interfaces() {
            if let InterfaceForm::Element { tag } | InterfaceForm::Attribute { tag, .. } = &row.form
            {
                names.role(tag).element = true;
            }
        }
        names
    }

    fn role(&mut self, name: &str) -> &mut Roles {
        self.longest = self.longest.max(name.len());
        self.known.entry(name.to_owned()).or_default()
    }

    fn roles_of(&self, name: &str) -> Roles {
        // Avoids hashing long strings.
        if name.len() > self.longest {
            Roles::default()
        } else {
            self.known.get(name).copied().unwrap_or_default()
        }
    }

    /// Whether a member of the host is an interface or leads to one.
    pub(super) fn is_member(&self, name: &str) -> bool {
        self.roles_of(name).member
    }

    /// Whether the name is that of such a member, or of a method of an object that the host
    /// creates.
    pub(super) fn is_interesting(&self, name: &str) -> bool {
        let roles = self.roles_of(name);
        roles.member || roles.method
    }

    /// Whether a member of the host connects to an address.
    pub(super) fn takes_address(&self, name: &str) -> bool {
        self.roles_of(name).takes_address
    }

    /// Whether an element of the platform is an interface, perhaps only with some attribute.
    pub(super) fn is_element(&self, tag: &str) -> bool {
        self.roles_of(tag).element
    }

    /// Whether a string must be kept precisely, because it may become a key or a scope.
    pub(super) fn is_relevant_text(&self, text: &str) -> bool {
        let roles = self.roles_of(text);
        roles.member || roles.method || roles.scope
    }
}
