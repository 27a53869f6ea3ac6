//! Third parties: SDKs, services and plugins that Mini Programs include, with what is publicly
//! known about each.

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
    /// The provider's registered name in Chinese, if a source gives it.
    pub provider: Option<String>,
    /// The source of the provider's name.
    pub source: Option<String>,
    /// What the service does: `analytics`, `map`, `im` …
    pub kind: String,
    /// It is a service of the platform itself (payment, advertising, cloud development): programs
    /// use it through `wx`, and the guide does not list it as an SDK.
    #[serde(default)]
    pub platform: bool,
    /// Names of npm packages.
    #[serde(default)]
    pub npm: Vec<String>,
    /// Base names of files and folders by which copies are recognised.
    #[serde(default)]
    pub files: Vec<String>,
    /// The names in `files` that hold settings: the program's developers write their content.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Strings that occur in the code of the SDK or of its callers.
    #[serde(default)]
    pub code: Vec<String>,
    /// Members of the platform's object through which its own services are used.
    #[serde(default)]
    pub members: Vec<String>,
    /// Elements in templates.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Hosts; one with a leading dot means every host below it.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Appids of WeChat plugins.
    #[serde(default)]
    pub plugins: Vec<String>,
    /// Information types that its code was seen to collect, or to call interfaces for.
    #[serde(default)]
    pub code_uses: Vec<String>,
    /// Information types that its public statement names.
    #[serde(default)]
    pub states: Vec<String>,
    /// The address of the public statement.
    pub(crate) statement: Option<String>,
    /// How to remove its interfaces from a program, if that is known.
    pub(crate) cure: Option<Text>,
    /// Packages that were examined, with versions.
    #[serde(default)]
    pub read: Vec<String>,
    /// How sure the row is.
    pub(crate) confidence: Confidence,
    /// The day on which the facts were looked up; `None` for a project's rows.
    pub seen: Option<Datetime>,
}

impl ThirdParty {
    /// True if findings may rely on its signs and it is not the platform's own service.
    #[must_use]
    pub(crate) fn is_sure(&self) -> bool {
        self.confidence == Confidence::High && !self.platform
    }

    /// True for a file name that holds its settings, which the developers of the program wrote.
    pub(crate) fn is_settings(&self, file: &str) -> bool {
        self.settings.iter().any(|name| name.eq_ignore_ascii_case(file))
    }
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Confidence {
    /// Good enough for a question to the user.
    Low,
    /// Good enough for a hint.
    Medium,
    /// Good enough for a finding.
    High,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ThirdPartyTable {
    third_party: Vec<ThirdParty>,
}

/// Every known third party, in the order of the table.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
#[must_use]
pub fn third_parties() -> &'static [ThirdParty] {
    static TABLE: LazyLock<ThirdPartyTable> = LazyLock::new(|| embedded::table!("third-parties"));
    &TABLE.third_party
}

/// The third parties that a project knows: its own rows, and the rows of the table that they do not
/// replace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdParties {
    own: Vec<ThirdParty>,
}

impl ThirdParties {
    /// The table with the project's rows; a row with an id from the table replaces that row.
    #[must_use]
    pub fn with(own: Vec<ThirdParty>) -> Self {
        Self { own }
    }

    /// The project's own rows.
    #[must_use]
    pub fn own(&self) -> &[ThirdParty] {
        &self.own
    }

    /// Whether a row of the project has this id.
    #[must_use]
    pub(crate) fn replaces(&self, id: &str) -> bool {
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

    /// The third party that a host belongs to; if several patterns match, the longest decides.
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
