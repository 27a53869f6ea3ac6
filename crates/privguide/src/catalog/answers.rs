//! Answers to questions about things that are not in the platform's tables: interfaces that need no
//! declaration, error numbers and messages, configuration keys.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::ProgramKind;
use crate::{embedded, language::Text};

const MEMBERS: &str = include_str!("../../catalog/members.txt");

/// Interfaces that seem to concern privacy but are in no table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlisted {
    /// Their names as sources write them.
    pub names: Vec<String>,
    /// What they are, and which row of the tables is the closest.
    pub why: Text,
}

/// What an error or a configuration key means, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explanation {
    /// The words by which a user asks for it.
    pub names: Vec<String>,
    /// Messages in a console or in a rejection by the platform.
    pub texts: Vec<String>,
    /// What it is, in a few words.
    pub title: Text,
    /// What it means and what to do.
    pub body: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnlistedTable {
    read: String,
    unlisted: Vec<Unlisted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerTable {
    answer: Vec<Explanation>,
}

static UNLISTED_TABLE: LazyLock<UnlistedTable> = LazyLock::new(|| embedded::table!("unlisted"));

/// Interfaces that seem to concern privacy and need no declaration.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn unlisted() -> &'static [Unlisted] {
    &UNLISTED_TABLE.unlisted
}

/// The month (`YYYY-MM`) in which the platform's tables were last read and compared with
/// [`unlisted`].
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn read_in() -> &'static str {
    &UNLISTED_TABLE.read
}

/// Errors and configuration keys.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub(crate) fn answers() -> &'static [Explanation] {
    static TABLE: LazyLock<AnswerTable> = LazyLock::new(|| embedded::table!("answers"));
    &TABLE.answer
}

/// Members of the host that are in no table and need no declaration, with the kinds of program that
/// have them. A plugin has the members of a Mini Program.
#[must_use]
pub fn other_members() -> &'static BTreeMap<&'static str, Vec<ProgramKind>> {
    static MEMBERS_BY_NAME: LazyLock<BTreeMap<&str, Vec<ProgramKind>>> = LazyLock::new(|| {
        let rows = MEMBERS.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|line| line.split_once(' '))
            .map(|(name, kinds)| (name, kinds_of(kinds)))
            .collect()
    });
    &MEMBERS_BY_NAME
}

fn kinds_of(letters: &str) -> Vec<ProgramKind> {
    let mut kinds = Vec::new();
    if letters.contains('p') {
        kinds.extend([ProgramKind::MiniProgram, ProgramKind::Plugin]);
    }
    if letters.contains('g') {
        kinds.push(ProgramKind::MiniGame);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn the_tables_are_well_formed_and_every_name_stands_once() {
        let names = unlisted()
            .iter()
            .flat_map(|row| &row.names)
            .chain(answers().iter().flat_map(|row| &row.names));
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name), "{name} stands twice");
        }
        assert!(read_in().len() == 7 && other_members().len() > 400);
    }

    #[test]
    fn nothing_that_needs_no_declaration_is_in_a_table() {
        for kind in ProgramKind::ALL {
            let catalog = Catalog::for_kind(kind);
            let needs =
                |name: &str| catalog.by_name(name).is_some_and(|row| !row.information.is_empty());
            for name in unlisted().iter().flat_map(|row| &row.names) {
                assert!(!needs(name), "{name} is in the table of {}", kind.name());
            }
            for (name, kinds) in other_members() {
                assert!(
                    !kinds.contains(&kind) || !needs(&format!("wx.{name}")),
                    "{name} is in the table of {}",
                    kind.name()
                );
            }
        }
    }
}
