//! The platform's tables as data: which interface needs which information type, per kind of
//! program.
//!
//! In: `catalog/*.toml` (embedded) and the project's additions. Out: lookups. This module does not
//! know how an interface is found in a source; scanners look a name up once they know what it
//! refers to. To add an interface, add a row to a table.

mod address;
pub(crate) mod answers;
mod information;
mod interface;
mod library;
mod load;
mod meaning;
mod permission;
mod project;
mod third_party;

use std::sync::Arc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

pub use address::Channel;
pub(crate) use address::addresses;
pub(crate) use answers::other_members;
pub(crate) use answers::{Explanation, answers};
pub use answers::{Unlisted, read_in, unlisted};
pub use information::InformationType;
pub(crate) use information::Verb;
pub(crate) use information::{Family, Right};
pub use interface::{Interface, InterfaceForm, Scoping};
pub(crate) use library::libraries;
pub(crate) use load::CatalogError;
pub(crate) use load::looked_for;
pub use load::{information_types, tables};
pub use meaning::WordMeaning;
pub(crate) use permission::{Permission, SeenParties, permissions};
pub(crate) use project::{ProjectInterface, ProjectTable};
pub(crate) use third_party::Confidence;
pub use third_party::{ThirdParties, ThirdParty, third_parties};

use serde::{Deserialize, Serialize};

/// The three kinds of program, each with a table of its own.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramKind {
    /// A Mini Program (`app.json`).
    #[default]
    MiniProgram,
    /// A plugin (`plugin.json`).
    Plugin,
    /// A mini game (`game.json`).
    MiniGame,
}

impl ProgramKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::MiniProgram, Self::Plugin, Self::MiniGame];

    /// The name used in tables and reports: `mini-program`, `plugin`, `mini-game`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MiniProgram => "mini-program",
            Self::Plugin => "plugin",
            Self::MiniGame => "mini-game",
        }
    }
}

/// One table: the interfaces of one kind of program, ready for lookups.
#[derive(Clone, Debug)]
pub struct Catalog {
    kind: ProgramKind,
    interfaces: Vec<Arc<Interface>>,
    members: HashMap<String, Vec<Arc<Interface>>>,
    scopes: HashMap<String, Arc<Interface>>,
    methods: HashMap<(String, String), Arc<Interface>>,
    elements: HashMap<String, Arc<Interface>>,
    attributes: HashMap<String, Vec<Arc<Interface>>>,
    attribute_values: HashSet<String>,
    events: HashMap<String, Arc<Interface>>,
    factories: HashMap<String, String>,
    scope_calls: HashMap<String, String>,
    other_scopes: Vec<String>,
    read: String,
    third_parties: ThirdParties,
}

impl Catalog {
    /// The table as shipped.
    ///
    /// ```
    /// use privguide::catalog::{Catalog, ProgramKind};
    ///
    /// let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
    /// let interface = catalog.by_name("wx.getLocation").expect("a row of the table");
    /// assert_eq!(interface.information, ["Location"]);
    /// ```
    ///
    /// # Panics
    /// Never in a released build: the embedded tables are read by a test.
    #[must_use]
    pub fn for_kind(kind: ProgramKind) -> Self {
        load::embedded(kind).unwrap_or_else(|error| panic!("the embedded table: {error}"))
    }

    /// The table with the project's additions and overrides.
    ///
    /// # Errors
    /// When an addition is malformed or names an unknown information type.
    pub(crate) fn with_project(
        kind: ProgramKind,
        table: &ProjectTable,
    ) -> Result<Self, CatalogError> {
        load::with_project(kind, table)
    }

    /// The kind of program that it is for.
    #[must_use]
    pub fn kind(&self) -> ProgramKind {
        self.kind
    }

    /// Every interface, in the order of the table.
    #[must_use]
    pub fn interfaces(&self) -> &[Arc<Interface>] {
        &self.interfaces
    }

    /// The interface with exactly this name, as in reports.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Arc<Interface>> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// The interfaces of a member of the platform: `getLocation` for `wx.getLocation`. There are
    /// several only if it depends on the part of the program which of them counts ([`Scoping`]).
    #[must_use]
    pub(crate) fn member(&self, member: &str) -> &[Arc<Interface>] {
        self.members.get(member).map_or(&[], Vec::as_slice)
    }

    /// The interface of an authorisation scope: `scope.userLocation`.
    #[must_use]
    pub fn scope(&self, scope: &str) -> Option<&Arc<Interface>> {
        self.scopes.get(scope)
    }

    /// True for a scope that exists but needs no declaration, for example because it was abolished.
    #[must_use]
    pub(crate) fn knows_scope(&self, scope: &str) -> bool {
        self.scopes.contains_key(scope) || self.other_scopes.iter().any(|known| known == scope)
    }

    /// Every scope that an authorisation call may name.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let rows = self.interfaces.iter().filter(|row| row.name.starts_with("scope."));
        rows.map(|row| row.name.as_str()).chain(self.other_scopes.iter().map(String::as_str))
    }

    /// The known third parties.
    #[must_use]
    pub fn third_parties(&self) -> &ThirdParties {
        &self.third_parties
    }

    /// The month (`YYYY-MM`) in which the platform's page was last read and compared with the
    /// table.
    #[must_use]
    pub fn read_in(&self) -> &str {
        &self.read
    }

    /// The interface of a method on an object from a factory: (`RecorderManager`, `start`).
    #[must_use]
    pub fn method(&self, object: &str, method: &str) -> Option<&Arc<Interface>> {
        self.methods.get(&(object.to_owned(), method.to_owned()))
    }

    /// The interface that consists of an element without attributes: `camera`.
    #[must_use]
    pub fn element(&self, tag: &str) -> Option<&Arc<Interface>> {
        self.elements.get(tag)
    }

    /// The interfaces that consist of this element with a certain attribute value: those of
    /// `button`, of `input`.
    #[must_use]
    pub(crate) fn attributes_of(&self, tag: &str) -> &[Arc<Interface>] {
        self.attributes.get(tag).map_or(&[], Vec::as_slice)
    }

    /// True for an attribute value that makes some element an interface: `getPhoneNumber`.
    #[must_use]
    pub(crate) fn is_attribute_value(&self, text: &str) -> bool {
        self.attribute_values.contains(text)
    }

    /// The interface that an element must be if it binds this event: `getphonenumber`.
    #[must_use]
    pub fn event(&self, event: &str) -> Option<&Arc<Interface>> {
        self.events.get(event)
    }

    /// The type of object that a member of the host returns if it is a factory:
    /// `getRecorderManager` returns a `RecorderManager`.
    #[must_use]
    pub fn factory(&self, member: &str) -> Option<&str> {
        self.factories.get(member).map(String::as_str)
    }

    /// The argument that holds the scope if a member of the host takes one: `scope` for
    /// `authorize`.
    #[must_use]
    pub fn scope_call(&self, member: &str) -> Option<&str> {
        self.scope_calls.get(member).map(String::as_str)
    }

    /// Names of host members that matter to a script: interfaces, factories and scope calls.
    /// Sorted.
    #[must_use]
    pub fn script_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .members
            .keys()
            .chain(self.factories.keys())
            .chain(self.scope_calls.keys())
            .map(String::as_str)
            .collect();
        names.extend(self.scopes.keys().map(|scope| scope.strip_prefix("scope.").unwrap_or(scope)));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Names of methods on objects from factories: `start`, `moveToLocation`. Sorted.
    #[must_use]
    pub(crate) fn method_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.methods.keys().map(|(_, method)| method.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
