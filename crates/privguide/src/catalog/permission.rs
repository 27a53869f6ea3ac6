//! Permissions: what WeChat asks users for before certain interfaces work.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{Interface, ProgramKind};
use crate::{embedded, language::Text};

/// One row of `catalog/permissions.toml`, whose head explains the columns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Permission {
    /// The scope that `wx.authorize` takes.
    pub scope: String,
    /// What it allows a program to do.
    pub name: Text,
    /// The information type that it protects.
    pub information: String,
    /// Interfaces that ask for it, besides the scope itself.
    interfaces: Vec<String>,
    /// The kinds of program in which it is requested; empty: all kinds.
    #[serde(default)]
    kinds: Vec<ProgramKind>,
}

#[derive(Deserialize)]
struct PermissionTable {
    permission: Vec<Permission>,
}

/// Every permission, in the order of the table.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub(crate) fn permissions() -> &'static [Permission] {
    static TABLE: LazyLock<PermissionTable> = LazyLock::new(|| embedded::table!("permissions"));
    &TABLE.permission
}

impl Permission {
    /// Whether programs of this kind request it.
    #[must_use]
    pub(crate) fn is_of(&self, kind: ProgramKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether an interface asks for it. Several interfaces may share a name and differ by the part
    /// of the program in which they are used; the information type distinguishes them.
    #[must_use]
    pub(crate) fn is_asked_by(&self, kind: ProgramKind, interface: &Interface) -> bool {
        self.is_of(kind)
            && (self.scope == interface.name || self.interfaces.contains(&interface.name))
            && interface.information.contains(&self.information)
    }
}

/// The known third parties that a program shows signs of, and the permissions that their code was
/// seen to request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenParties {
    parties: BTreeMap<String, PartySigns>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PartySigns {
    scopes: BTreeSet<String>,
    code: SeenCode,
}

/// How much of a third party's code was analysed. For several programs, the largest value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum SeenCode {
    /// All of it.
    Whole,
    /// All code that is present; but some or all of the third party's code is not present.
    #[default]
    Elsewhere,
    /// Only part of the code that is present.
    Open,
}

impl SeenParties {
    /// Records that the code of a third party is present; `is_whole` if all of it could be
    /// resolved.
    pub(crate) fn has_code(&mut self, party: &str, is_whole: bool) {
        let code = if is_whole { SeenCode::Whole } else { SeenCode::Open };
        self.parties.insert(party.to_owned(), PartySigns { code, ..PartySigns::default() });
    }

    /// Records a sign of a third party; `is_elsewhere` if the sign is a package whose code is not
    /// in the tree.
    pub(crate) fn has_sign(&mut self, party: &str, is_elsewhere: bool) {
        let seen = self.parties.entry(party.to_owned()).or_default();
        if is_elsewhere {
            seen.code = seen.code.max(SeenCode::Elsewhere);
        }
    }

    /// Records that code of a third party requests a permission.
    pub(crate) fn asks(&mut self, party: &str, permission: &Permission) {
        self.parties.entry(party.to_owned()).or_default().scopes.insert(permission.scope.clone());
    }

    /// Adds what was seen in another program.
    pub(crate) fn extend(&mut self, other: Self) {
        for (party, seen) in other.parties {
            match self.parties.get_mut(&party) {
                Some(known) => {
                    known.scopes.extend(seen.scopes);
                    known.code = known.code.max(seen.code);
                }
                None => {
                    self.parties.insert(party, seen);
                }
            }
        }
    }

    /// The permissions that a third party requests; `None` if there is no sign of it.
    #[must_use]
    pub fn scopes_of(&self, party: &str) -> Option<&BTreeSet<String>> {
        self.parties.get(party).map(|seen| &seen.scopes)
    }

    /// All code of a third party was seen and resolved: it requests nothing else.
    #[must_use]
    pub fn is_whole(&self, party: &str) -> bool {
        self.parties.get(party).is_some_and(|seen| seen.code == SeenCode::Whole)
    }

    /// Some code of a third party could not be resolved: it may request more.
    #[must_use]
    pub fn is_open(&self, party: &str) -> bool {
        self.parties.get(party).is_some_and(|seen| seen.code == SeenCode::Open)
    }

    /// The third parties, by their ids in the catalogue.
    pub fn parties(&self) -> impl Iterator<Item = &str> {
        self.parties.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, information_types};

    #[test]
    fn the_table_agrees_with_the_tables_of_interfaces() {
        let tables = ProgramKind::ALL.map(Catalog::for_kind);
        for permission in permissions() {
            let Permission { scope, information, interfaces, .. } = permission;
            assert!(
                information_types().iter().any(|known| known.id == *information),
                "{scope}: {information}"
            );
            let of_kind = || tables.iter().filter(|table| permission.is_of(table.kind()));
            let rows = || of_kind().flat_map(Catalog::interfaces);
            for name in interfaces {
                let asks =
                    rows().any(|row| row.name == *name && row.information.contains(information));
                assert!(asks, "{scope}: no table has {name} for {information}");
            }
            let own = rows().find(|row| row.name == *scope);
            assert!(own.is_none_or(|row| row.information == [information.as_str()]), "{scope}");
        }
    }

    #[test]
    fn every_scope_of_the_tables_is_a_permission() {
        for table in ProgramKind::ALL.map(Catalog::for_kind) {
            let scopes = table
                .interfaces()
                .iter()
                .filter(|row| row.name.starts_with("scope.") && !row.information.is_empty());
            for row in scopes {
                assert!(
                    permissions().iter().any(|known| known.is_asked_by(table.kind(), row)),
                    "{}",
                    row.name
                );
            }
        }
    }
}
