//! Contact, supplement and dates.

use super::{
    super::{
        Gap,
        document::{Block, Fact, Inline, Section, SectionId, Span},
        given::given_text,
        paths::{link, paths},
    },
    Writer, wording,
};

impl Writer<'_> {
    pub(super) fn contact(&mut self) {
        let contacts = self.contacts();
        let wording =
            if contacts.is_some() { &wording::CONTACT_TEXT } else { &wording::CONTACT_WECHAT_ONLY };
        let mut blocks = vec![Block::Paragraph { text: self.say(wording, &[]) }];
        blocks.extend(contacts);
        self.push(SectionId::Contact, &wording::CONTACT, blocks);
    }

    pub(super) fn supplement(&mut self) {
        let files = self.declarations.supplement.iter().flat_map(|supplement| &supplement.files);
        let items: Vec<Inline> =
            files.filter_map(|file| self.supplement_file(&file.value)).collect();
        if items.is_empty() {
            return;
        }
        let text = self.say(&wording::SUPPLEMENT_TEXT, &[]);
        self.push(
            SectionId::Supplement,
            &wording::SUPPLEMENT,
            vec![Block::Paragraph { text }, Block::List { items }],
        );
    }

    /// The file name of the document, as a link if it is inside the project.
    fn supplement_file(&self, file: &str) -> Option<Inline> {
        let name = given_text(file)?;
        let folder = self.declarations.source.path().parent();
        let own = paths(self.declarations)
            .ok()?
            .into_iter()
            .find(|(language, _)| *language == self.language);
        let way = own.zip(folder.join(file)).filter(|_| self.format >= 2);
        let Some(((_, own), there)) = way else { return Some(name) };
        Some(Inline(vec![Span::Link { text: name.plain(), target: link(&own, &there) }]))
    }

    /// The last lines of the guide, without a number.
    pub(super) fn dates(&mut self) {
        let facts = self.date_facts();
        if !facts.is_empty() {
            let title = wording::DATES.get(self.language).to_owned();
            self.sections.push(Section {
                id: SectionId::Dates,
                number: None,
                title,
                blocks: vec![Block::Facts { facts }],
            });
        }
    }

    pub(super) fn date_facts(&mut self) -> Vec<Fact> {
        let guide = &self.declarations.guide;
        let dates = [
            (&wording::UPDATED, &guide.updated, Gap::Updated),
            (&wording::EFFECTIVE, &guide.effective, Gap::Effective),
        ];
        let mut facts: Vec<Fact> = Vec::new();
        for (label, date, gap) in dates {
            let date = match date {
                Some(date) => Some(Inline::fixed(date.value.to_string())),
                None => self.missing(gap),
            };
            facts.extend(date.map(|date| self.fact(label, date)));
        }
        facts
    }
}
