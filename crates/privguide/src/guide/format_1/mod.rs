//! Layout 1: the platform's guide as its console prints it since 2025.
//!
//! Order: lead-in; information; minors; plugins and SDKs; service provider; rights; storage; use; disclosure; contact; supplement;
//! dates. Sections are numbered over those that are there, so that an optional one shifts the numbers after it; the dates at the end
//! have none. Articles are numbered within their section.

mod closing;
mod information;
mod rights;
mod rules;
mod third_parties;
mod values;
mod wording;

#[cfg(test)]
mod tests;

use super::{
    Detected, Gap,
    document::{Article, Block, Guide, Inline, Section, SectionId},
    given::given,
};
use crate::{
    declaration::{Declarations, Translated},
    language::Language,
};
use wording::{Slots, Wording};

pub(super) fn build(declarations: &Declarations, detected: &Detected, language: Language) -> Guide {
    let mut writer = Writer { declarations, detected, language, sections: Vec::new(), gaps: Vec::new() };
    let (title, lead) = (writer.title(), writer.lead());
    writer.plugin_basics();
    writer.information();
    writer.minors();
    writer.third_parties();
    writer.service_provider();
    writer.rights();
    writer.storage();
    writer.use_of_information();
    writer.disclosure();
    writer.contact();
    writer.supplement();
    writer.dates();
    let mut gaps = writer.gaps;
    gaps.sort();
    gaps.dedup();
    Guide { format: 1, language, title, lead: vec![Block::Paragraph { text: lead }], sections: writer.sections, gaps }
}

/// Everything a section needs to be written, and what has been written so far.
struct Writer<'a> {
    declarations: &'a Declarations,
    detected: &'a Detected,
    language: Language,
    sections: Vec<Section>,
    gaps: Vec<Gap>,
}

impl Writer<'_> {
    /// A sentence, with `{kind}` (小程序, 插件, 小游戏) filled in.
    fn say(&self, wording: &Wording, slots: &Slots<'_>) -> Inline {
        let kind = Inline::fixed(wording::program(self.detected.kind).get(self.language));
        let slots: Vec<_> = slots.iter().cloned().chain([("kind", kind)]).collect();
        wording.fill(self.language, &slots)
    }

    /// A text of the developer; when only the other language has it, that one stands in and the gap is noted.
    fn given(&mut self, key: &str, text: &Translated) -> Option<Inline> {
        let inline = given(text, self.language)?;
        self.note_stand_in(key, &inline);
        Some(inline)
    }

    fn note_stand_in(&mut self, key: &str, inline: &Inline) {
        if inline.is_stand_in() {
            self.gaps.push(Gap::Translation { key: key.to_owned(), language: self.language });
        }
    }

    /// The number that the next section gets.
    fn next_number(&self) -> u32 {
        self.sections.iter().filter_map(|section| section.number).max().unwrap_or(0) + 1
    }

    fn push(&mut self, id: SectionId, title: &Wording, blocks: Vec<Block>) {
        let section = Section { id, number: Some(self.next_number()), title: title.get(self.language).to_owned(), blocks };
        self.sections.push(section);
    }

    /// A section of numbered articles; a block that is no article belongs to the one before it.
    fn push_articles(&mut self, id: SectionId, title: &Wording, parts: Vec<Part>) {
        let section = self.next_number();
        let mut count = 0;
        let blocks = parts.into_iter().map(|part| match part {
            Part::Article(text) => {
                count += 1;
                Block::Article(Article { number: format!("{section}.{count}"), text })
            }
            Part::Block(block) => block,
        });
        let blocks = blocks.collect();
        self.push(id, title, blocks);
    }

    fn title(&mut self) -> Inline {
        let kind = self.detected.kind;
        if let Some(name) = self.given("program.name", &self.declarations.program.name) {
            return self.say(&wording::title(kind), &[("name", name)]);
        }
        self.gaps.push(Gap::ProgramName);
        self.say(&wording::untitled(kind), &[])
    }

    fn lead(&mut self) -> Inline {
        let program = match self.given("program.name", &self.declarations.program.name) {
            Some(name) => self.say(&wording::LEAD_PROGRAM, &[("name", name)]),
            None => self.say(&wording::LEAD_ANY_PROGRAM, &[]),
        };
        let developer = if let Some(name) = self.given("developer.name", &self.declarations.developer.name) {
            self.say(&wording::LEAD_DEVELOPER, &[("name", name)])
        } else {
            self.gaps.push(Gap::DeveloperName);
            self.say(&wording::LEAD_ANY_DEVELOPER, &[])
        };
        self.say(&wording::LEAD, &[("program", program), ("developer", developer)])
    }
}

/// A part of a section of articles.
enum Part {
    Article(Inline),
    Block(Block),
}
