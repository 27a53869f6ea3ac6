//! Plugins, SDKs and the service provider.

use super::{
    super::{
        Gap,
        document::{Block, Fact, Inline, SectionId},
    },
    Writer,
    information::Party,
    wording::{self, Wording},
};
use crate::declaration::{SdkInformation, Translated};

/// A plugin or SDK as declared.
struct Declared<'a> {
    key: String,
    labels: [&'a Wording; 2],
    name: &'a Translated,
    provider: &'a Translated,
    information: &'a [SdkInformation],
}

impl Writer<'_> {
    /// Declared plugins, then SDKs, in the order of the file. A plugin of `app.json` that nobody declared is a gap.
    pub(super) fn third_parties(&mut self) {
        let declarations = self.declarations;
        for found in &self.detected.plugins {
            let mut appids = declarations.plugins.iter().filter_map(|plugin| plugin.appid.as_ref());
            if !appids.any(|appid| appid.value == found.provider) {
                self.gaps.push(Gap::Plugin { alias: found.alias.clone() });
            }
        }
        let plugins = declarations.plugins.iter().enumerate().map(|(index, plugin)| Declared {
            key: format!("plugin.{}", index + 1),
            labels: [&wording::PLUGIN_NAME, &wording::PLUGIN_PROVIDER],
            name: &plugin.name,
            provider: &plugin.provider,
            information: &plugin.information,
        });
        let sdks = declarations.sdks.iter().enumerate().map(|(index, sdk)| Declared {
            key: format!("sdk.{}", index + 1),
            labels: [&wording::SDK_NAME, &wording::SDK_PROVIDER],
            name: &sdk.name,
            provider: &sdk.provider,
            information: &sdk.information,
        });
        let parties: Vec<Vec<Block>> = plugins.chain(sdks).map(|declared| self.third_party(&declared)).collect();
        if parties.is_empty() {
            return;
        }
        let mut blocks = vec![Block::Paragraph { text: self.say(&wording::THIRD_PARTIES_OPENER, &[]) }];
        blocks.extend(parties.into_iter().flatten());
        self.push(SectionId::ThirdParties, &wording::THIRD_PARTIES, blocks);
    }

    fn third_party(&mut self, declared: &Declared<'_>) -> Vec<Block> {
        let name = self.given(&format!("{}.name", declared.key), declared.name);
        let provider = self.given(&format!("{}.provider", declared.key), declared.provider);
        let party = name.as_ref().map(Inline::plain).unwrap_or_default();
        let facts = [(declared.labels[0], name), (declared.labels[1], provider)];
        let facts: Vec<Fact> = facts.into_iter().filter_map(|(label, value)| Some(self.fact(label, value?))).collect();
        let mut items = Vec::new();
        for entry in declared.information {
            let id = &entry.id.value;
            match self.sentence(Party::Provider, id, &format!("{}.information.{id}", declared.key), &entry.purpose) {
                Some(sentence) => items.push(sentence),
                None => self.gaps.push(Gap::ThirdPartyPurpose { party: party.clone(), information: id.clone() }),
            }
        }
        let mut blocks = Vec::new();
        if !facts.is_empty() {
            blocks.push(Block::Facts { facts });
        }
        if !items.is_empty() {
            blocks.push(Block::List { items });
        }
        blocks
    }

    pub(super) fn service_provider(&mut self) {
        let Some(declared) = &self.declarations.service_provider else {
            return;
        };
        let Some(provider) = self.given("service-provider.name", &declared.name) else {
            return;
        };
        let text = self.say(&wording::SERVICE_PROVIDER_TEXT, &[("provider", provider)]);
        self.push(SectionId::ServiceProvider, &wording::SERVICE_PROVIDER, vec![Block::Paragraph { text }]);
    }

    pub(super) fn fact(&self, label: &Wording, value: Inline) -> Fact {
        Fact { label: label.get(self.language).to_owned(), value }
    }
}
