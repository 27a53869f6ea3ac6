//! The layouts.
//!
//! Layout 1: the guide that the platform's console has generated since 2025. Order: introduction;
//! information; minors; plugins and SDKs; service provider; rights; storage; use; disclosure;
//! contact; supplement; dates. Only sections that are present are numbered, so an optional section
//! shifts the numbers after it; the dates at the end have no number. Articles are numbered within
//! their section.
//!
//! Layout 2: the same order. A missing declaration is marked 【待填写】 in its place. The dates are also
//! at the top. The guide in each language links to the other one and says that the Chinese text
//! prevails. Information whose permission can be withdrawn in the settings is described as handled
//! with consent. Both languages make the same promises.

mod closing;
mod information;
mod lists;
mod rights;
mod rules;
mod third_parties;
mod wording;

#[cfg(test)]
mod tests;

pub(super) use lists::build as build_lists;

use super::{
    Detected, Gap,
    document::{Article, Block, Guide, Inline, Section, SectionId, Span},
    given::given,
    paths::{link, paths},
};
use crate::{
    declaration::{Declarations, Translated, values},
    language::Language,
};
use wording::{InlineSlots, Wording};

pub(super) fn build(
    format: u32,
    declarations: &Declarations,
    detected: &Detected,
    language: Language,
) -> Guide {
    let mut writer =
        Writer { format, declarations, detected, language, sections: Vec::new(), gaps: Vec::new() };
    let title = writer.title();
    let lead = writer.opening();
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
    Guide { format, language, title, lead, sections: writer.sections, gaps }
}

/// The input of all sections, and the sections written so far.
struct Writer<'a> {
    format: u32,
    declarations: &'a Declarations,
    detected: &'a Detected,
    language: Language,
    sections: Vec<Section>,
    gaps: Vec<Gap>,
}

impl Writer<'_> {
    /// A sentence in which `{kind}` is replaced by 小程序, 插件 or 小游戏.
    fn say(&self, wording: &Wording, slots: &InlineSlots<'_>) -> Inline {
        let kind = Inline::fixed(wording::program(self.detected.kind).get(self.language));
        let slots: Vec<_> = slots.iter().cloned().chain([("kind", kind)]).collect();
        wording.fill(self.format, self.language, &slots)
    }

    /// True for layouts that mark gaps.
    fn marks_gaps(&self) -> bool {
        self.format >= 2
    }

    /// The mark for a gap, in layouts that mark gaps. The gap is recorded in all layouts.
    fn missing(&mut self, gap: Gap) -> Option<Inline> {
        self.gaps.push(gap);
        let text = wording::MISSING.get(self.language).to_owned();
        self.marks_gaps().then(|| Inline(vec![Span::Missing { text }]))
    }

    /// A text of the developer. If it is only given in the other language, that text is used and a
    /// gap is recorded.
    fn given(&mut self, key: &str, text: &Translated) -> Option<Inline> {
        let inline = given(text, self.language)?;
        self.note_placeholder(key, &inline);
        Some(inline)
    }

    fn note_placeholder(&mut self, key: &str, inline: &Inline) {
        if inline.is_placeholder() {
            self.gaps.push(Gap::Translation { key: key.to_owned(), language: self.language });
        }
    }

    /// Like [`Self::given`], for a text that is not a name: Chinese text in the place of English
    /// counts as missing.
    fn note_language(&mut self, key: &str, inline: &Inline) {
        if inline.is_placeholder() || !values::is_in(&inline.plain(), self.language) {
            self.gaps.push(Gap::Translation { key: key.to_owned(), language: self.language });
        }
    }

    /// The number of the next section.
    fn next_number(&self) -> u32 {
        self.sections.iter().filter_map(|section| section.number).max().unwrap_or(0) + 1
    }

    fn push(&mut self, id: SectionId, title: &Wording, blocks: Vec<Block>) {
        let section = Section {
            id,
            number: Some(self.next_number()),
            title: title.get(self.language).to_owned(),
            blocks,
        };
        self.sections.push(section);
    }

    /// Adds a section of numbered articles; a block that is not an article belongs to the preceding
    /// article.
    fn push_articles(&mut self, id: SectionId, title: &Wording, parts: Vec<ArticlePart>) {
        let section = self.next_number();
        let mut count = 0;
        let blocks = parts.into_iter().map(|part| match part {
            ArticlePart::Article(text) => {
                count += 1;
                Block::Article(Article { number: format!("{section}.{count}"), text })
            }
            ArticlePart::Block(block) => block,
        });
        let blocks = blocks.collect();
        self.push(id, title, blocks);
    }

    fn title(&mut self) -> Inline {
        let kind = self.detected.kind;
        let name = self
            .given("program.name", &self.declarations.program.name)
            .or_else(|| self.missing(Gap::ProgramName));
        match name {
            Some(name) => self.say(&wording::title(kind), &[("name", name)]),
            None => self.say(&wording::untitled(kind), &[]),
        }
    }

    /// The blocks before the first section.
    fn opening(&mut self) -> Vec<Block> {
        let mut lead = Vec::new();
        if self.format >= 2 {
            let facts = self.date_facts();
            lead.push(Block::Facts { facts });
        }
        lead.push(Block::Paragraph { text: self.lead() });
        lead.extend(self.other_language().map(|text| Block::Paragraph { text }));
        lead
    }

    /// 山茶小店小程序, or 本小程序 if the program has no name.
    fn program(&mut self) -> Inline {
        let name = self.given("program.name", &self.declarations.program.name);
        let name =
            if self.marks_gaps() { name.or_else(|| self.missing(Gap::ProgramName)) } else { name };
        match name {
            Some(name) => self.say(&wording::LEAD_PROGRAM, &[("name", name)]),
            None => self.say(&wording::LEAD_ANY_PROGRAM, &[]),
        }
    }

    fn lead(&mut self) -> Inline {
        let program = self.program();
        let name = self
            .given("developer.name", &self.declarations.developer.name)
            .or_else(|| self.missing(Gap::DeveloperName));
        let developer = match name {
            Some(name) => self.say(&wording::LEAD_DEVELOPER, &[("name", name)]),
            None => self.say(&wording::LEAD_ANY_DEVELOPER, &[]),
        };
        self.say(&wording::LEAD, &[("program", program), ("developer", developer)])
    }

    /// A link to the guide in the other language, and which of the two prevails.
    fn other_language(&self) -> Option<Inline> {
        let files = paths(self.declarations).ok().filter(|_| self.format >= 2)?;
        let file = |wanted: bool| {
            files.iter().find(|(language, _)| (*language == self.language) == wanted)
        };
        let ((_, own), (_, other)) = (file(true)?, file(false)?);
        let text = wording::OTHER_LANGUAGE_NAME.get(self.language).to_owned();
        let link = Inline(vec![Span::Link { text, target: link(own, other) }]);
        Some(self.say(&wording::OTHER_LANGUAGE, &[("link", link)]))
    }
}

/// A part of a section of articles.
enum ArticlePart {
    Article(Inline),
    Block(Block),
}
