//! Contact, supplement and dates.

use super::{
    super::{
        Gap,
        document::{Block, Fact, Inline, Section, SectionId},
        given::given_text,
    },
    Writer, wording,
};

impl Writer<'_> {
    pub(super) fn contact(&mut self) {
        let contacts = self.contacts();
        let wording = if contacts.is_some() { &wording::CONTACT_TEXT } else { &wording::CONTACT_WECHAT_ONLY };
        let mut blocks = vec![Block::Paragraph { text: self.say(wording, &[]) }];
        match contacts {
            Some(contacts) => blocks.push(contacts),
            None => self.gaps.push(Gap::Contact),
        }
        self.push(SectionId::Contact, &wording::CONTACT, blocks);
    }

    pub(super) fn supplement(&mut self) {
        let files = self.declarations.supplement.iter().flat_map(|supplement| &supplement.files);
        let items: Vec<Inline> = files.filter_map(|file| given_text(&file.value)).collect();
        if items.is_empty() {
            return;
        }
        let text = self.say(&wording::SUPPLEMENT_TEXT, &[]);
        self.push(SectionId::Supplement, &wording::SUPPLEMENT, vec![Block::Paragraph { text }, Block::List { items }]);
    }

    /// The last lines of the guide, without a number.
    pub(super) fn dates(&mut self) {
        let guide = &self.declarations.guide;
        let dates = [(&wording::UPDATED, &guide.updated, Gap::Updated), (&wording::EFFECTIVE, &guide.effective, Gap::Effective)];
        let mut facts: Vec<Fact> = Vec::new();
        for (label, date, gap) in dates {
            match date {
                Some(date) => facts.push(self.fact(label, Inline::fixed(date.value.to_string()))),
                None => self.gaps.push(gap),
            }
        }
        if !facts.is_empty() {
            let title = wording::DATES.get(self.language).to_owned();
            self.sections.push(Section { id: SectionId::Dates, number: None, title, blocks: vec![Block::Facts { facts }] });
        }
    }
}
