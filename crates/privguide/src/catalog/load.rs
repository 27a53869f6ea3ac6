//! Loads the tables.

use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;

use crate::{embedded, language::Text};

use super::{
    Catalog, InformationType, Interface, InterfaceForm, ProgramKind, ProjectTable, Scoping,
};

const INFORMATION: &str = include_str!("../../catalog/information.toml");
const MINI_PROGRAM: &str = include_str!("../../catalog/mini-program.toml");
const PLUGIN: &str = include_str!("../../catalog/plugin.toml");
const MINI_GAME: &str = include_str!("../../catalog/mini-game.toml");

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum CatalogError {
    /// The table is not well formed.
    #[error("{0}")]
    Malformed(String),
    /// A name has none of the known shapes.
    #[error(
        "`{0}` is not the name of an interface: write `wx.name`, `scope.name`, `Object.method`, `element` or `element[attribute=value]`"
    )]
    Name(String),
    /// A row names an information type that does not exist.
    #[error("`{interface}` needs `{information}`, which is not an information type")]
    Information {
        /// The row.
        interface: String,
        /// The unknown id.
        information: String,
    },
}

#[derive(Deserialize)]
struct InformationTable {
    information: Vec<InformationType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct InterfaceTable {
    kind: ProgramKind,
    read: String,
    other_scopes: Vec<String>,
    scope_call: Vec<ScopeCallRow>,
    object: Vec<ObjectRow>,
    interface: Vec<InterfaceRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeCallRow {
    name: String,
    argument: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectRow {
    name: String,
    factories: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct InterfaceRow {
    name: String,
    information: Vec<String>,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    retired: bool,
    #[serde(default, rename = "where")]
    scoping: Option<String>,
    since: String,
    #[serde(default)]
    hint: Option<Text>,
}

/// Every information type of the platform, in the order of its table.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn information_types() -> &'static [InformationType] {
    static TABLE: LazyLock<InformationTable> = LazyLock::new(|| embedded::table!("information"));
    &TABLE.information
}

/// The lines of the tables that contain the names to search for: interfaces, factories and calls,
/// and everything about addresses. This does not parse the tables.
pub(crate) fn looked_for() -> impl Iterator<Item = &'static str> {
    let names = [MINI_PROGRAM, PLUGIN, MINI_GAME].into_iter().flat_map(|table| {
        let is_name = |line: &&str| {
            ["name = ", "factories = ", "kind = "].iter().any(|start| line.starts_with(start))
        };
        table.lines().filter(is_name)
    });
    names.chain(
        super::address::text().lines().filter(|line| !line.is_empty() && !line.starts_with('#')),
    )
}

/// Name, fingerprint and number of entries of each embedded table, for bug reports: two builds with
/// the same fingerprints have the same tables.
#[must_use]
pub fn tables() -> Vec<(&'static str, u32, usize)> {
    let one = |name, text: &str, entry: &str| {
        // FNV-1a, because the hash only has to be the same on every machine. Line ends are
        // normalised, because Git may convert them in a checkout.
        let hash = text
            .bytes()
            .filter(|byte| *byte != b'\r')
            .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        (name, hash, text.lines().filter(|line| *line == entry).count())
    };
    vec![
        one("information", INFORMATION, "[[information]]"),
        one("mini-program", MINI_PROGRAM, "[[interface]]"),
        one("plugin", PLUGIN, "[[interface]]"),
        one("mini-game", MINI_GAME, "[[interface]]"),
    ]
}

pub(super) fn embedded(kind: ProgramKind) -> Result<Catalog, CatalogError> {
    with_project(kind, &ProjectTable::default())
}

pub(super) fn with_project(
    kind: ProgramKind,
    project: &ProjectTable,
) -> Result<Catalog, CatalogError> {
    let table: InterfaceTable = match kind {
        ProgramKind::MiniProgram => embedded::table!("mini-program"),
        ProgramKind::Plugin => embedded::table!("plugin"),
        ProgramKind::MiniGame => embedded::table!("mini-game"),
    };
    if table.kind != kind {
        return Err(CatalogError::Malformed(format!(
            "the table for {} says {}",
            kind.name(),
            table.kind.name()
        )));
    }
    let mut interfaces = table
        .interface
        .into_iter()
        .map(InterfaceRow::into_interface)
        .collect::<Result<Vec<_>, _>>()?;
    for own in &project.interfaces {
        let events = interfaces
            .iter()
            .find(|row| row.name == own.name)
            .map(|row| row.events.clone())
            .unwrap_or_default();
        interfaces.retain(|row| row.name != own.name);
        if !own.information.is_empty() {
            let row = InterfaceRow {
                name: own.name.clone(),
                information: own.information.clone(),
                events,
                retired: false,
                scoping: None,
                since: String::new(),
                hint: None,
            };
            interfaces.push(row.into_interface()?);
        }
    }
    let mut catalog = index(kind, interfaces, table.object, table.scope_call);
    catalog.read = table.read;
    catalog.third_parties = project.third_parties.clone();
    catalog.other_scopes = table.other_scopes;
    // A scope that the project removes from the table still exists.
    let taken_out = project
        .interfaces
        .iter()
        .filter(|own| own.information.is_empty() && own.name.starts_with("scope."));
    catalog.other_scopes.extend(taken_out.map(|own| own.name.clone()));
    Ok(catalog)
}

impl InterfaceRow {
    fn into_interface(self) -> Result<Interface, CatalogError> {
        let form = InterfaceForm::of_name(&self.name)
            .ok_or_else(|| CatalogError::Name(self.name.clone()))?;
        for id in &self.information {
            if !information_types().iter().any(|known| known.id == *id) {
                return Err(CatalogError::Information {
                    interface: self.name,
                    information: id.clone(),
                });
            }
        }
        let scoping = match self.scoping.as_deref() {
            None => Scoping::Anywhere,
            Some("open-data") => Scoping::OpenData,
            Some(other) => {
                return Err(CatalogError::Malformed(format!("`where = \"{other}\"` is unknown")));
            }
        };
        let Self { name, information, events, retired, since, hint, .. } = self;
        Ok(Interface { name, form, information, events, retired, scoping, since, hint })
    }
}

fn index(
    kind: ProgramKind,
    interfaces: Vec<Interface>,
    objects: Vec<ObjectRow>,
    scope_calls: Vec<ScopeCallRow>,
) -> Catalog {
    let host_member = |name: &str| name.strip_prefix("wx.").unwrap_or(name).to_owned();
    let mut catalog = Catalog {
        kind,
        interfaces: interfaces.into_iter().map(Arc::new).collect(),
        members: HashMap::default(),
        scopes: HashMap::default(),
        methods: HashMap::default(),
        elements: HashMap::default(),
        attributes: HashMap::default(),
        attribute_values: HashSet::default(),
        events: HashMap::default(),
        factories: HashMap::default(),
        scope_calls: scope_calls
            .into_iter()
            .map(|call| (host_member(&call.name), call.argument))
            .collect(),
        other_scopes: Vec::new(),
        read: String::new(),
        third_parties: super::ThirdParties::default(),
    };
    for object in objects {
        for factory in object.factories {
            catalog.factories.insert(host_member(&factory), object.name.clone());
        }
    }
    for interface in &catalog.interfaces {
        for event in &interface.events {
            catalog.events.insert(event.clone(), Arc::clone(interface));
        }
        match &interface.form {
            InterfaceForm::Member { member } => {
                catalog.members.entry(member.clone()).or_default().push(Arc::clone(interface));
            }
            InterfaceForm::Scope { scope } => {
                drop(catalog.scopes.insert(scope.clone(), Arc::clone(interface)));
            }
            InterfaceForm::Method { object, method } => {
                catalog.methods.insert((object.clone(), method.clone()), Arc::clone(interface));
            }
            InterfaceForm::Element { tag } => {
                drop(catalog.elements.insert(tag.clone(), Arc::clone(interface)));
            }
            InterfaceForm::Attribute { tag, value, .. } => {
                catalog.attributes.entry(tag.clone()).or_default().push(Arc::clone(interface));
                catalog.attribute_values.insert(value.clone());
            }
        }
    }
    catalog
}

#[cfg(test)]
mod tests {
    use super::{super::ProjectInterface, *};

    #[test]
    fn every_table_is_well_formed_and_every_row_unique() {
        for kind in ProgramKind::ALL {
            let catalog = Catalog::for_kind(kind);
            for row in catalog.interfaces() {
                let same = catalog
                    .interfaces()
                    .iter()
                    .filter(|other| other.name == row.name && other.scoping == row.scoping);
                assert_eq!(same.count(), 1, "{} stands twice in {}", row.name, kind.name());
            }
        }
    }

    #[test]
    fn every_information_type_but_the_self_collected_has_an_interface() {
        let catalogs = ProgramKind::ALL.map(Catalog::for_kind);
        for information in information_types() {
            let used = catalogs
                .iter()
                .flat_map(Catalog::interfaces)
                .any(|row| row.information.contains(&information.id));
            assert_eq!(used, !information.self_collected, "{}", information.id);
        }
    }

    #[test]
    fn the_mini_program_table_has_the_21_types_of_the_page() {
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        let mut ids: Vec<&str> = catalog
            .interfaces()
            .iter()
            .flat_map(|row| row.information.iter().map(String::as_str))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 21);
    }

    #[test]
    fn a_project_adds_and_overrides_rows() {
        let row = |name: &str, information: &[&str]| ProjectInterface {
            name: name.into(),
            information: information.iter().map(|&id| id.into()).collect(),
        };
        let table = ProjectTable {
            interfaces: vec![
                row("map-picker", &["ChooseLocation"]),
                row("wx.setClipboardData", &[]),
            ],
            ..ProjectTable::default()
        };
        let catalog = Catalog::with_project(ProgramKind::MiniProgram, &table).expect("well formed");
        assert_eq!(
            catalog.element("map-picker").map(|row| row.information.as_slice()),
            Some(&["ChooseLocation".to_owned()][..])
        );
        assert!(catalog.member("setClipboardData").is_empty());
        let wrong =
            ProjectTable { interfaces: vec![row("wx.x", &["Nose"])], ..ProjectTable::default() };
        assert!(matches!(
            Catalog::with_project(ProgramKind::MiniProgram, &wrong),
            Err(CatalogError::Information { .. })
        ));
    }
}
