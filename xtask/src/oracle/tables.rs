//! The platform's tables for the generator and the runner: read from the catalogue, so that nothing
//! is duplicated.

use std::collections::BTreeMap;

use privguide::catalog::{Catalog, InterfaceForm, ProgramKind, Scoping};
use serde::Serialize;

use super::rows::Kind;

/// An interface for which programs are generated.
#[derive(Clone)]
pub(super) struct Interface {
    /// Its name in reports: `RecorderManager.start`.
    pub(super) name: String,
    /// The name that the program contains: the member, the method or the scope.
    pub(super) word: String,
    /// The member of the host that creates the object; empty if there is none.
    pub(super) factory: String,
}

/// What the runner needs to know about the platform.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tables {
    members: Vec<String>,
    factories: BTreeMap<String, Factory>,
    scopes: Vec<String>,
    scope_calls: Vec<String>,
    #[serde(skip)]
    hosts: Vec<Interface>,
    #[serde(skip)]
    managers: Vec<Interface>,
    #[serde(skip)]
    asked: Vec<Interface>,
}

#[derive(Serialize)]
struct Factory {
    object: String,
    methods: Vec<String>,
}

impl Tables {
    pub(super) fn of_mini_programs() -> Self {
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        let mut tables = Self {
            members: Vec::new(),
            factories: BTreeMap::new(),
            scopes: Vec::new(),
            scope_calls: Vec::new(),
            hosts: Vec::new(),
            managers: Vec::new(),
            asked: Vec::new(),
        };
        let names: Vec<String> = catalog.script_names().into_iter().map(str::to_owned).collect();
        for name in &names {
            if let Some(object) = catalog.factory(name) {
                tables.factories.insert(
                    name.clone(),
                    Factory { object: object.to_owned(), methods: Vec::new() },
                );
            }
            if catalog.scope_call(name).is_some() {
                tables.scope_calls.push(name.clone());
            }
        }
        for interface in catalog.interfaces() {
            let counts =
                !interface.information.is_empty() && interface.scoping == Scoping::Anywhere;
            let of = |word: &str, factory: &str| Interface {
                name: interface.name.clone(),
                word: word.to_owned(),
                factory: factory.to_owned(),
            };
            match &interface.form {
                InterfaceForm::Member { member } => {
                    tables.members.push(member.clone());
                    if counts {
                        tables.hosts.push(of(member, ""));
                    }
                }
                InterfaceForm::Scope { scope } if counts => {
                    tables.scopes.push(scope.clone());
                    tables.asked.push(of(scope, ""));
                }
                InterfaceForm::Method { object, method } => {
                    for (member, factory) in &mut tables.factories {
                        if factory.object == *object {
                            factory.methods.push(method.clone());
                            tables.managers.push(of(method, member));
                        }
                    }
                }
                InterfaceForm::Scope { .. }
                | InterfaceForm::Element { .. }
                | InterfaceForm::Attribute { .. } => {}
            }
        }
        tables
    }

    /// The interfaces at which a chain of this kind can end.
    pub(super) fn interfaces_of(&self, kind: Kind) -> &[Interface] {
        match kind {
            Kind::Host | Kind::Name | Kind::Function => &self.hosts,
            Kind::Manager => &self.managers,
            Kind::Scope => &self.asked,
        }
    }
}
