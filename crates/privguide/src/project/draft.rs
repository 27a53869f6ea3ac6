//! A first draft of the declarations from what the programs use, for the developer to complete.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::{
    catalog::{Confidence, ThirdParty},
    declaration::{Draft, DraftInformation, DraftParty, DraftPlugin},
    program::Status,
    scan::{Address, Marker},
    tree::TreePath,
};

impl Project {
    /// What is known before anything is declared, for `init` and `declare`.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let uses = |id: &str| {
            let of_type = self
                .counted_uses()
                .filter(|(_, found)| found.interface.information.iter().any(|known| known == id));
            let mut uses: Vec<(String, TreePath)> = of_type
                .map(|(_, found)| (found.interface.name.clone(), found.place.file.clone()))
                .collect();
            uses.sort();
            uses.dedup();
            uses
        };
        let information = self
            .information()
            .into_iter()
            .map(|id| DraftInformation { id: id.to_owned(), uses: uses(id) })
            .collect();
        let plugins = self
            .plugins()
            .into_iter()
            .map(|plugin| DraftPlugin { alias: plugin.alias, appid: plugin.provider })
            .collect();
        let (parties, hosts) = self.recipients();
        Draft {
            program_name: self.program_name(),
            information,
            plugins,
            parties,
            hosts,
            ..Draft::default()
        }
    }

    /// Third parties of the catalogue whose code the programs contain or whose hosts they connect
    /// to, and the hosts whose owner is not known.
    fn recipients(&self) -> (Vec<DraftParty>, Vec<String>) {
        let mut parties: BTreeMap<&str, DraftParty> = BTreeMap::new();
        let mut hosts = BTreeSet::new();
        let is_sure = |party: &&ThirdParty| party.confidence == Confidence::High && !party.platform;
        for analysed in &self.programs {
            let known = analysed.catalog.third_parties();
            let counts = |file: &TreePath| analysed.status_of(file) != Status::Outside;
            let signs = analysed.scan.third_parties.iter().filter(|sign| counts(&sign.place.file));
            let code = signs.filter(|sign| {
                matches!(sign.marker, Marker::Package | Marker::File | Marker::Code)
            });
            for party in code.filter_map(|sign| known.get(&sign.party)).filter(is_sure) {
                parties.insert(&party.id, DraftParty { party: party.clone(), has_code: true });
            }
            let addresses =
                analysed.scan.addresses.iter().filter(|address| counts(&address.place.file));
            for host in addresses.filter(|address| address.carries_away()).filter_map(Address::host)
            {
                match known.of_host(host) {
                    None => {
                        hosts.insert(host.to_owned());
                    }
                    Some(party) if is_sure(&party) => {
                        parties.entry(&party.id).or_insert_with(|| DraftParty {
                            party: party.clone(),
                            has_code: false,
                        });
                    }
                    Some(_) => {}
                }
            }
        }
        (parties.into_values().collect(), hosts.into_iter().collect())
    }

    /// The name that the program's configuration shows to users.
    fn program_name(&self) -> Option<String> {
        let program = &self.programs.first()?.program;
        let (_, listing) = program.listing()?;
        let own = program
            .config
            .app
            .as_ref()
            .filter(|_| program.config.pages.is_some())
            .and_then(|manifest| manifest.get(&["name"]));
        let title =
            |key: &str| listing.get(key).and_then(|node| node.get("navigationBarTitleText"));
        let name =
            own.or_else(|| title("window")).or_else(|| title("globalStyle"))?.as_str()?.trim();
        // The default titles in the platform's templates are not names.
        let is_own = !name.is_empty() && !["Weixin", "WeChat", "微信"].contains(&name);
        is_own.then(|| name.to_owned())
    }
}
