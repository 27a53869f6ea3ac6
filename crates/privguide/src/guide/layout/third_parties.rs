//! Plugins, SDKs and the service provider.

use std::collections::BTreeSet;

use super::{
    super::{
        Gap,
        document::{Block, Fact, Inline, SectionId},
        given::given_text,
    },
    Writer,
    information::SentenceSubject,
    wording::{self, Wording},
};
use crate::declaration::{DeclaredParty, PartyRole, ThirdPartyKind};

impl Writer<'_> {
    /// Declared plugins, SDKs and recipients, each in the order of the file, then the plugins of
    /// `app.json` that are not declared, as gaps.
    pub(super) fn third_parties(&mut self) {
        let declarations = self.declarations;
        let appids = declarations.plugins.iter().filter_map(|plugin| plugin.id.as_ref());
        let declared: BTreeSet<&str> = appids.map(|known| known.value.as_str()).collect();
        let unknown: Vec<Vec<Block>> = self
            .detected
            .plugins
            .iter()
            .filter(|found| !declared.contains(found.provider.as_str()))
            .filter_map(|found| self.undeclared_plugin(&found.alias))
            .collect();
        let mut parties: Vec<Vec<Block>> =
            declarations.others().map(|declared| self.third_party(declared)).collect();
        parties.extend(unknown);
        if parties.is_empty() {
            return;
        }
        let mut blocks =
            vec![Block::Paragraph { text: self.say(&wording::THIRD_PARTIES_OPENER, &[]) }];
        blocks.extend(parties.into_iter().flatten());
        self.push(SectionId::ThirdParties, &wording::THIRD_PARTIES, blocks);
    }

    fn third_party(&mut self, declared: &DeclaredParty) -> Vec<Block> {
        let (key, absent) = (declared.key(), |key| Gap::ThirdParty { party: declared.key(), key });
        let labels = match declared.kind {
            ThirdPartyKind::Plugin => [&wording::PLUGIN_NAME, &wording::PLUGIN_PROVIDER],
            ThirdPartyKind::Sdk => [&wording::SDK_NAME, &wording::SDK_PROVIDER],
            ThirdPartyKind::Recipient => [&wording::RECIPIENT_NAME, &wording::SDK_PROVIDER],
        };
        let name = self.given(&format!("{key}.name"), &declared.name);
        let party = name.as_ref().map(Inline::plain).unwrap_or_default();
        let name = name.or_else(|| self.missing(absent("name")));
        // A recipient is its own provider.
        let provider = declared.provider().and_then(|provider| {
            self.given(&format!("{key}.provider"), provider)
                .or_else(|| self.missing(absent("provider")))
        });
        let role = Inline::fixed(wording::PROCESSOR.get(self.language));
        let role = (self.format >= 2 && declared.role == PartyRole::Processor).then_some(role);
        let facts = [(labels[0], name), (labels[1], provider), (&wording::ROLE, role)];
        let facts: Vec<Fact> =
            facts.into_iter().filter_map(|(label, value)| Some(self.fact(label, value?))).collect();
        let mut items = Vec::new();
        for entry in &declared.information {
            let id = &entry.id.value;
            let gap = Gap::ThirdPartyPurpose { party: party.clone(), information: id.clone() };
            items.extend(self.sentence(
                SentenceSubject::Provider,
                id,
                &format!("{key}.information.{id}"),
                &entry.purpose,
                gap,
            ));
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

    /// Only the alias in `app.json` is known of this plugin; its provider and the information that
    /// it handles are missing.
    fn undeclared_plugin(&mut self, alias: &str) -> Option<Vec<Block>> {
        let mark = self.missing(Gap::Plugin { alias: alias.to_owned() })?;
        let name = given_text(alias).unwrap_or_else(|| mark.clone());
        let facts = [
            (&wording::PLUGIN_NAME, name),
            (&wording::PLUGIN_PROVIDER, mark.clone()),
            (&wording::HANDLES, mark),
        ];
        let facts = facts.into_iter().map(|(label, value)| self.fact(label, value)).collect();
        Some(vec![Block::Facts { facts }])
    }

    pub(super) fn service_provider(&mut self) {
        let Some(declared) = &self.declarations.service_provider else {
            return;
        };
        let Some(provider) = self.given("service-provider.name", &declared.name) else {
            return;
        };
        let program = self.program();
        let text = self
            .say(&wording::SERVICE_PROVIDER_TEXT, &[("provider", provider), ("program", program)]);
        self.push(
            SectionId::ServiceProvider,
            &wording::SERVICE_PROVIDER,
            vec![Block::Paragraph { text }],
        );
    }

    pub(super) fn fact(&self, label: &Wording, value: Inline) -> Fact {
        Fact { label: label.get(self.language).to_owned(), value }
    }
}
