//! The sections and keys of `privguide.toml`, as data for the parser, the schema and editors.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::{embedded, language::Text};

/// The sections and keys of `privguide.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclarationKeys {
    /// Keys outside of all sections.
    pub(super) key: Vec<DeclarationKey>,
    /// The sections.
    pub(super) section: Vec<KeySection>,
}

/// One section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySection {
    /// Its name in the file: `developer`.
    pub name: String,
    /// Its syntax.
    pub shape: SectionShape,
    /// A description.
    pub about: Text,
    /// Its keys; for [`SectionShape::Types`], the keys of each type.
    #[serde(default)]
    pub key: Vec<DeclarationKey>,
}

/// The syntax of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionShape {
    /// `[name]`
    Table,
    /// `[[name]]`
    Array,
    /// `[information.Location]`
    Types,
    /// `rule-id = "level"`
    Rules,
}

/// One key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclarationKey {
    /// Its name in the file.
    pub name: String,
    /// The kind of its value.
    pub kind: KeyKind,
    /// A description.
    pub about: Text,
}

/// The kind of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// A positive integer.
    Integer,
    /// A string.
    Text,
    /// A string in Chinese, or a table with a string for each language.
    Texts,
    /// A list of strings.
    List,
    /// A civil date.
    Date,
    /// A string or a number.
    Contact,
    /// `zh-CN` or `en`.
    Language,
    /// A list of languages.
    Languages,
    /// Whose purposes a third party serves.
    Role,
    /// An id of the catalogue of third parties.
    Party,
    /// A purpose for each information type.
    Information,
    /// A list of information types.
    Types,
}

impl KeySection {
    /// All sections, in the order of the documentation.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &keys().section
    }
}

impl DeclarationKey {
    /// The keys outside of all sections.
    #[must_use]
    pub fn outside_sections() -> &'static [Self] {
        &keys().key
    }
}

/// The table.
pub(super) fn keys() -> &'static DeclarationKeys {
    static TABLE: LazyLock<DeclarationKeys> = LazyLock::new(|| embedded::table!("keys"));
    &TABLE
}

/// The names of a section's keys.
pub(super) fn names(section: &str) -> &'static [&'static str] {
    static NAMES: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let of_section = |section: &'static KeySection| {
            (section.name.as_str(), section.key.iter().map(|key| key.name.as_str()).collect())
        };
        keys().section.iter().map(of_section).collect()
    });
    NAMES.get(section).map_or(&[], Vec::as_slice)
}

/// The names of everything at the top level of the file.
pub(super) fn top_names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let top = keys().key.iter().map(|key| key.name.as_str());
        top.chain(keys().section.iter().map(|section| section.name.as_str())).collect()
    });
    &NAMES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_occurs_once() {
        let mut all: Vec<&[&str]> = vec![top_names()];
        all.extend(keys().section.iter().map(|section| names(&section.name)));
        for names in all {
            let mut sorted = names.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), names.len(), "{names:?}");
        }
    }
}
