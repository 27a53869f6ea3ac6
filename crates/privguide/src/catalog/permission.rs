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
pub struct Permission {
    /// As `wx.authorize` names it.
    pub scope: String,
    /// What it lets a program do.
    pub name: Text,
    /// The information type that it guards.
    pub information: String,
    /// Interfaces that ask for it, beside the scope itself.
    interfaces: Vec<String>,
    /// Kinds of program in which it is asked for; empty: all.
    #[serde(default)]
    kinds: Vec<ProgramKind>,
}

#[derive(Deserialize)]
struct Table {
    permission: Vec<Permission>,
}

/// Every permission, in the order of the table.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn permissions() -> &'static [Permission] {
    static TABLE: LazyLock<Table> = LazyLock::new(|| embedded::table!("permissions"));
    &TABLE.permission
}

impl Permission {
    /// Programs of this kind are asked for it.
    #[must_use]
    pub fn is_of(&self, kind: ProgramKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// An interface asks for it. A name may be several interfaces, by the place in which it is
    /// used: the information type tells them apart.
    #[must_use]
    pub fn is_asked_by(&self, kind: ProgramKind, interface: &Interface) -> bool {
        self.is_of(kind)
            && (self.scope == interface.name || self.interfaces.contains(&interface.name))
            && interface.information.contains(&self.information)
    }
}

/// The known third parties of which a program shows signs, and which permissions their code asks
/// users for, as far as it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenParties {
    parties: BTreeMap<String, Seen>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    scopes: BTreeSet<String>,
    code: SeenCode,
}

/// How much of a third party's code was determined; of several programs the largest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum SeenCode {
    /// All of it.
    Whole,
    /// All that is there; some of it, or all, is not.
    #[default]
    Elsewhere,
    /// Not all that is there.
    Open,
}

impl SeenParties {
    /// The code of a third party is there; `is_whole` when all of it could be worked out.
    pub(crate) fn has_code(&mut self, party: &str, is_whole: bool) {
        let code = if is_whole { SeenCode::Whole } else { SeenCode::Open };
        self.parties.insert(party.to_owned(), Seen { code, ..Seen::default() });
    }

    /// There is a sign of a third party; in a package that is not in the tree, where
    /// `is_elsewhere`.
    pub(crate) fn has_sign(&mut self, party: &str, is_elsewhere: bool) {
        let seen = self.parties.entry(party.to_owned()).or_default();
        if is_elsewhere {
            seen.code = seen.code.max(SeenCode::Elsewhere);
        }
    }

    /// Code of a third party asks for a permission.
    pub(crate) fn asks(&mut self, party: &str, permission: &Permission) {
        self.parties.entry(party.to_owned()).or_default().scopes.insert(permission.scope.clone());
    }

    /// Adds what another program shows.
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

    /// The permissions of a third party, or none where there is no sign of it.
    #[must_use]
    pub fn scopes_of(&self, party: &str) -> Option<&BTreeSet<String>> {
        self.parties.get(party).map(|seen| &seen.scopes)
    }

    /// All code of a third party was seen and worked out: it asks for nothing else.
    #[must_use]
    pub fn is_whole(&self, party: &str) -> bool {
        self.parties.get(party).is_some_and(|seen| seen.code == SeenCode::Whole)
    }

    /// Code of a third party is there that could not all be worked out: it may ask for more.
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
        let tables = ProgramKind::ALL.map(Catalog::of);
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
        for table in ProgramKind::ALL.map(Catalog::of) {
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
