//! Third parties: SDKs, services and plugins that Mini Programs bring in, with what is publicly
//! known of each.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use toml_edit::Datetime;

use crate::{embedded, language::Text, origin::is_meant};

/// One row of `catalog/third-parties.toml`, whose head explains the columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ThirdParty {
    /// Kebab-case, stable; may be used as `id` in `[[sdk]]`.
    pub id: String,
    /// The name to print.
    pub name: Text,
    /// The provider's registered name in Chinese, where a source names it.
    pub provider: Option<String>,
    /// Where the provider's name was read.
    pub source: Option<String>,
    /// What the service does: `analytics`, `map`, `im` …
    pub kind: String,
    /// The platform's own service (payment, advertising, cloud development): used through `wx`, and
    /// no SDK in the guide's sense.
    #[serde(default)]
    pub platform: bool,
    /// Names of npm packages.
    #[serde(default)]
    pub npm: Vec<String>,
    /// Base names of files and folders under which copies are found.
    #[serde(default)]
    pub files: Vec<String>,
    /// Those of `files` that the program's developers fill in: what they hold is the developers'
    /// own.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Texts in the code of the SDK or of its callers.
    #[serde(default)]
    pub code: Vec<String>,
    /// Members of the platform's object by which its own services are used.
    #[serde(default)]
    pub members: Vec<String>,
    /// Elements of templates.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Hosts; one with a leading dot means every host below it.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Appids of WeChat plugins.
    #[serde(default)]
    pub plugins: Vec<String>,
    /// Information types for which its code was seen to call interfaces, or which it was seen to
    /// collect.
    #[serde(default)]
    pub code_uses: Vec<String>,
    /// Information types that its public statement names.
    #[serde(default)]
    pub states: Vec<String>,
    /// The public statement to link.
    pub statement: Option<String>,
    /// What is known to take its interfaces out of a program.
    pub cure: Option<Text>,
    /// Packages that were read, with versions.
    #[serde(default)]
    pub read: Vec<String>,
    /// How sure the row is.
    pub(crate) confidence: Confidence,
    /// The day on which its facts were looked up; a project's own rows have none.
    pub seen: Option<Datetime>,
}

impl ThirdParty {
    /// A finding may rest on its signs, and it is not the platform's own service.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.confidence == Confidence::High && !self.platform
    }

    /// A file of this name holds settings for it, which the developers of the program wrote.
    pub(crate) fn is_settings(&self, file: &str) -> bool {
        self.settings.iter().any(|name| name.eq_ignore_ascii_case(file))
    }
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Confidence {
    /// Only good for a question.
    Low,
    /// Good for a hint.
    Medium,
    /// A finding may rest on it.
    High,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Table {
    third_party: Vec<ThirdParty>,
}

/// Every known third party, in the order of the table.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn third_parties() -> &'static [ThirdParty] {
    static TABLE: LazyLock<Table> = LazyLock::new(|| embedded::table!("third-parties"));
    &TABLE.third_party
}

/// The third parties that a project knows: rows of its own, and those of the table that they do not
/// replace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdParties {
    own: Vec<ThirdParty>,
}

impl ThirdParties {
    /// The table with a project's own rows; one with the id of a row of the table takes its place.
    #[must_use]
    pub fn with(own: Vec<ThirdParty>) -> Self {
        Self { own }
    }

    /// The project's own rows.
    #[must_use]
    pub fn own(&self) -> &[ThirdParty] {
        &self.own
    }

    /// A row of the project has this id.
    #[must_use]
    pub fn replaces(&self, id: &str) -> bool {
        self.own.iter().any(|party| party.id == id)
    }

    /// Every row, the project's own ones first.
    pub fn rows(&self) -> impl Iterator<Item = &ThirdParty> {
        self.own.iter().chain(third_parties().iter().filter(|party| !self.replaces(&party.id)))
    }

    /// The third party with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ThirdParty> {
        self.rows().find(|party| party.id == id)
    }

    /// The third party that a host belongs to; the longest name that fits says whose it is.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Option<&ThirdParty> {
        let fits = |party| {
            Self::hosts(party)
                .filter(|pattern| is_meant(host, pattern))
                .map(move |pattern| (pattern.len(), party))
        };
        self.rows().flat_map(fits).max_by_key(|(length, _)| *length).map(|(_, party)| party)
    }

    fn hosts(party: &ThirdParty) -> impl Iterator<Item = &str> {
        party.hosts.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::information_types;

    #[test]
    fn every_row_is_usable_and_every_marker_belongs_to_one_row() {
        let types: BTreeSet<&str> = information_types().iter().map(|row| row.id.as_str()).collect();
        let (mut ids, mut markers) = (BTreeSet::new(), BTreeSet::new());
        for party in third_parties() {
            assert!(ids.insert(&party.id), "{} occurs twice", party.id);
            assert!(
                party.provider.is_none() || party.source.is_some(),
                "{}: a provider needs a source",
                party.id
            );
            for id in party.code_uses.iter().chain(&party.states) {
                assert!(types.contains(id.as_str()), "{}: {id} is no information type", party.id);
            }
            let own: BTreeSet<&String> =
                party.npm.iter().chain(&party.code).chain(&party.plugins).collect();
            for marker in own {
                assert!(
                    markers.insert(marker),
                    "{}: {marker} belongs to another row, too",
                    party.id
                );
                assert!(marker.len() > 3, "{}: {marker} is too short to mean anything", party.id);
            }
            assert!(
                party.settings.iter().all(|name| party.files.contains(name)),
                "{}: settings are files",
                party.id
            );
            let is_host = |host: &String| {
                !host.contains(['/', ':', '*', ' ']) && host.trim_start_matches('.').contains('.')
            };
            assert!(party.hosts.iter().all(is_host), "{}: {:?}", party.id, party.hosts);
        }
    }
}
