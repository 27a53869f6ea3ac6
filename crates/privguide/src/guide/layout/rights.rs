//! The user's rights.

use super::{
    super::{
        Gap,
        document::{Block, Inline, SectionId},
        given::given_text,
    },
    ArticlePart, Writer, wording,
};
use crate::{
    catalog::{Right, information_types},
    language::Language,
};

impl Writer<'_> {
    /// Articles 1 and 2 list the types that the code was *found* to use, each once, as on the
    /// platform: a type that is only declared has no switch in the program's settings. Article 3
    /// needs a contact.
    pub(super) fn rights(&mut self) {
        let mut parts = Vec::new();
        for (right, wording) in
            [(Right::Revoke, &wording::RIGHT_REVOKE), (Right::Delete, &wording::RIGHT_DELETE)]
        {
            if let Some(list) = self.detected_with(right) {
                parts.push(ArticlePart::Article(self.say(wording, &[("list", list)])));
            }
        }
        if let Some(contacts) = self.contacts() {
            parts.push(ArticlePart::Article(self.say(&wording::RIGHT_CONTACT, &[])));
            parts.push(ArticlePart::Block(contacts));
        }
        parts.push(ArticlePart::Article(self.say(&wording::RIGHT_ACCOUNT, &[])));
        self.push_articles(SectionId::Rights, &wording::RIGHTS, parts);
    }

    /// The detected types that an article lists, in the order of the catalogue.
    fn detected_with(&self, right: Right) -> Option<Inline> {
        let named = information_types()
            .iter()
            .filter(|known| known.right == right && self.detected.information.contains(&known.id));
        let named: Vec<Inline> = named
            .map(|known| match self.language {
                Language::ZhCn => Inline::fixed(known.label().zh),
                Language::En => Inline::fixed(&known.phrase.en),
            })
            .collect();
        let (last, before) = named.split_last()?;
        if before.is_empty() {
            return Some(last.clone());
        }
        let before =
            Inline::join(before.iter().cloned(), wording::LIST_SEPARATOR.get(self.language));
        Some(Inline::join([before, last.clone()], wording::LIST_LAST.get(self.language)))
    }

    /// The developer's contacts, or the mark that they are missing; `None` if the layout marks no
    /// gaps.
    pub(super) fn contacts(&mut self) -> Option<Block> {
        let contacts = self.declarations.developer.contacts.iter();
        let mut facts: Vec<_> = contacts
            .filter_map(|contact| {
                Some(self.fact(&wording::contact(contact.kind), given_text(&contact.value.value)?))
            })
            .collect();
        if facts.is_empty() {
            let mark = self.missing(Gap::Contact)?;
            facts.push(self.fact(&wording::CONTACT, mark));
        }
        Some(Block::Facts { facts })
    }
}
