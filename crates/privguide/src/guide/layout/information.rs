//! The information that the developer handles, with purposes; the protection of minors.

use super::{
    super::{
        Gap,
        document::{Block, Inline, SectionId},
        given::{given_purpose, given_text},
    },
    Writer, wording,
};
use crate::{
    catalog::{Family, InformationType, ProgramKind, Right, Verb, information_types},
    declaration::{DeclaredInformation, Translated},
};

/// Whom a sentence is about.
#[derive(Clone, Copy)]
pub(super) enum SentenceSubject {
    Developer,
    /// The third party behind a plugin or SDK.
    Provider,
}

impl Writer<'_> {
    /// The guide of a plugin begins with facts about the plugin.
    pub(super) fn plugin_basics(&mut self) {
        if self.detected.kind != ProgramKind::Plugin {
            return;
        }
        let name = self
            .given("program.name", &self.declarations.program.name)
            .or_else(|| self.missing(Gap::ProgramName));
        let provider = self
            .given("developer.name", &self.declarations.developer.name)
            .or_else(|| self.missing(Gap::DeveloperName));
        let facts = [(&wording::PLUGIN_NAME, name), (&wording::PLUGIN_PROVIDER, provider)];
        let facts: Vec<_> =
            facts.into_iter().filter_map(|(label, value)| Some(self.fact(label, value?))).collect();
        if !facts.is_empty() {
            self.push(
                SectionId::PluginBasics,
                &wording::PLUGIN_BASICS,
                vec![Block::Facts { facts }],
            );
        }
    }

    /// One sentence for each declared type: first those of the catalogue in its order, then those
    /// that the developer defines in the order of the file.
    pub(super) fn information(&mut self) {
        let declarations = self.declarations;
        let order = |entry: &&DeclaredInformation| {
            information_types()
                .iter()
                .position(|known| known.id == entry.id.value)
                .unwrap_or(usize::MAX)
        };
        let mut declared: Vec<&DeclaredInformation> = declarations.information.iter().collect();
        declared.sort_by_key(order);
        let mut items: Vec<(usize, Inline)> = Vec::new();
        for entry in declared {
            let id = &entry.id.value;
            let key = format!("information.{id}");
            let gap = Gap::Purpose { information: id.clone(), declared: true };
            items.extend(
                self.sentence(SentenceSubject::Developer, id, &key, &entry.purpose, gap)
                    .map(|item| (order(&entry), item)),
            );
        }
        for id in &self.detected.information {
            if declarations.information(id).is_none() {
                let gap = Gap::Purpose { information: id.clone(), declared: false };
                let place = information_types()
                    .iter()
                    .position(|known| known.id == *id)
                    .unwrap_or(usize::MAX);
                let item =
                    self.sentence(SentenceSubject::Developer, id, "", &Translated::default(), gap);
                items.extend(item.map(|item| (place, item)));
            }
        }
        items.sort_by_key(|(place, _)| *place);
        let items: Vec<Inline> = items.into_iter().map(|(_, item)| item).collect();
        // Only a program without any use and any declaration may claim that it handles no
        // information.
        let nothing = declarations.information.is_empty() && self.detected.information.is_empty();
        let opener =
            if nothing { &wording::INFORMATION_NONE } else { &wording::INFORMATION_OPENER };
        let mut blocks = vec![Block::Paragraph { text: self.say(opener, &[]) }];
        if !items.is_empty() {
            blocks.push(Block::List { items });
        }
        self.push(SectionId::Information, &wording::INFORMATION, blocks);
    }

    /// The sentence about one information type. Without a purpose, a gap is recorded, and marked if
    /// the layout marks gaps.
    pub(super) fn sentence(
        &mut self,
        party: SentenceSubject,
        id: &str,
        key: &str,
        purpose: &Translated,
        gap: Gap,
    ) -> Option<Inline> {
        let purpose = match given_purpose(purpose, self.language) {
            Some(purpose) => {
                self.note_language(&format!("{key}.purpose"), &purpose);
                purpose
            }
            None => self.missing(gap)?,
        };
        let known = information_types().iter().find(|known| known.id == id);
        let family = known.map_or(Family::Plain, |known| self.family(known));
        let (wording, party) = match (family, party) {
            (Family::Consent, SentenceSubject::Developer) => {
                (&wording::CONSENT, &wording::DEVELOPER)
            }
            (Family::Consent, SentenceSubject::Provider) => (&wording::CONSENT, &wording::PROVIDER),
            (Family::Plain, SentenceSubject::Developer) => {
                (&wording::PLAIN, &wording::DEVELOPER_FIRST)
            }
            (Family::Plain, SentenceSubject::Provider) => {
                (&wording::PLAIN, &wording::PROVIDER_FIRST)
            }
        };
        let slots = [
            ("party", Inline::fixed(party.get(self.language))),
            (
                "verb",
                Inline::fixed(
                    wording::verb(known.map_or(Verb::Collect, |known| known.verb))
                        .get(self.language),
                ),
            ),
            ("phrase", self.phrase(id, known)),
            ("purpose", purpose),
        ];
        Some(self.say(wording, &slots))
    }

    /// Since layout 2, types whose permission users can withdraw in the settings are described as
    /// handled with consent; layout 1 follows the platform's console.
    pub(super) fn family(&self, known: &InformationType) -> Family {
        if self.format >= 2 && known.right == Right::Revoke {
            Family::Consent
        } else {
            known.family
        }
    }

    /// 你的位置信息; for a type that the developer defines, its name.
    pub(super) fn phrase(&mut self, id: &str, known: Option<&InformationType>) -> Inline {
        if let Some(known) = known {
            return Inline::fixed(known.phrase.get(self.language));
        }
        let declarations = self.declarations;
        let name = declarations
            .information(id)
            .and_then(|own| self.given(&format!("information.{id}.name"), &own.name));
        let name = name.or_else(|| given_text(id)).unwrap_or_default();
        self.say(&wording::OWN_PHRASE, &[("name", name)])
    }

    /// A fixed text without placeholders.
    pub(super) fn minors(&mut self) {
        let sentences = [&wording::MINORS_READER, &wording::MINORS_DEVELOPER];
        let parts = sentences.map(|wording| super::ArticlePart::Article(self.say(wording, &[])));
        self.push_articles(SectionId::Minors, &wording::MINORS, parts.into());
    }
}
