//! The rules the developer binds itself to: storage, use, provision to others.

use super::{
    super::{
        Gap,
        document::{Block, Inline, SectionId},
    },
    Part, Writer, values, wording,
};

impl Writer<'_> {
    pub(super) fn storage(&mut self) {
        let storage = &self.declarations.guide.storage;
        let period = values::storage(storage, self.language).map(Inline::fixed);
        let text = match period.or_else(|| self.given("guide.storage", storage)) {
            Some(period) => self.say(&wording::STORAGE_FIXED, &[("period", period)]),
            None => self.say(&wording::STORAGE_SHORTEST, &[]),
        };
        self.push(SectionId::Storage, &wording::STORAGE, vec![Block::Paragraph { text }]);
    }

    pub(super) fn use_of_information(&mut self) {
        let notice = &self.declarations.guide.notice;
        let method = values::notice(notice, self.language).map(Inline::fixed);
        let change = if let Some(notice) = method.or_else(|| self.given("guide.notice", notice)) {
            self.say(&wording::USE_CHANGE, &[("notice", notice)])
        } else {
            self.gaps.push(Gap::Notice);
            self.say(&wording::USE_CHANGE_ANYHOW, &[])
        };
        let parts = vec![Part::Article(self.say(&wording::USE_PURPOSE, &[])), Part::Article(change)];
        self.push_articles(SectionId::Use, &wording::USE, parts);
    }

    pub(super) fn disclosure(&mut self) {
        let sentences = [&wording::DISCLOSURE_SHARE, &wording::DISCLOSURE_PUBLIC];
        let parts = sentences.map(|wording| Part::Article(self.say(wording, &[])));
        self.push_articles(SectionId::Disclosure, &wording::DISCLOSURE, parts.into());
    }
}
