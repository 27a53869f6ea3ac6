//! The rules that the developer commits to: storage, use, provision to others.

use super::{
    super::{
        Gap,
        document::{Block, Inline, SectionId},
        given::given,
    },
    ArticlePart, Writer, wording,
};
use crate::declaration::{Translated, values};

impl Writer<'_> {
    /// A text in one language.
    fn sentence_given(&mut self, key: &str, text: &Translated) -> Option<Inline> {
        let inline = given(text, self.language)?;
        self.note_language(key, &inline);
        Some(inline)
    }

    pub(super) fn storage(&mut self) {
        let storage = &self.declarations.guide.storage;
        let period =
            values::in_language(storage, self.language, values::storage).map(Inline::fixed);
        let text = match period.or_else(|| self.sentence_given("guide.storage", storage)) {
            Some(period) => self.say(&wording::STORAGE_FIXED, &[("period", period)]),
            None => self.say(&wording::STORAGE_SHORTEST, &[]),
        };
        self.push(SectionId::Storage, &wording::STORAGE, vec![Block::Paragraph { text }]);
    }

    pub(super) fn use_of_information(&mut self) {
        let notice = &self.declarations.guide.notice;
        let method = values::in_language(notice, self.language, values::notice).map(Inline::fixed);
        let method = method
            .or_else(|| self.sentence_given("guide.notice", notice))
            .or_else(|| self.missing(Gap::Notice));
        let change = match method {
            Some(notice) => self.say(&wording::USE_CHANGE, &[("notice", notice)]),
            None => self.say(&wording::USE_CHANGE_ANYHOW, &[]),
        };
        let parts = vec![
            ArticlePart::Article(self.say(&wording::USE_PURPOSE, &[])),
            ArticlePart::Article(change),
        ];
        self.push_articles(SectionId::Use, &wording::USE, parts);
    }

    pub(super) fn disclosure(&mut self) {
        let sentences = [&wording::DISCLOSURE_SHARE, &wording::DISCLOSURE_PUBLIC];
        let parts = sentences.map(|wording| ArticlePart::Article(self.say(wording, &[])));
        self.push_articles(SectionId::Disclosure, &wording::DISCLOSURE, parts.into());
    }
}
