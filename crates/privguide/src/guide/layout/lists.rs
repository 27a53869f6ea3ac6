//! The two lists that the rules on apps ask for (工信部信管函〔2021〕292号): what is collected, and who receives it. The same model as the
//! guide's, and the same declarations: what a list says, the guide says as well.

use super::{
    super::{
        Detected, Gap, ListKind,
        document::{Block, Guide, Inline, SectionId},
        given::{given_purpose, given_text},
    },
    Writer,
    wording::{self, Wording},
};
use crate::{
    catalog::{Family, InformationType, information_types},
    declaration::{Declarations, DeclaredParty, Role, ThirdPartyKind, Translated},
    language::Language,
};

pub(in super::super) fn build(
    format: u32,
    declarations: &Declarations,
    detected: &Detected,
    language: Language,
    kinds: &[ListKind],
) -> Guide {
    let mut writer = Writer { format, declarations, detected, language, sections: Vec::new(), gaps: Vec::new() };
    let title = match writer.given("program.name", &declarations.program.name).or_else(|| writer.missing(Gap::ProgramName)) {
        Some(name) => writer.say(&wording::LISTS, &[("name", name)]),
        None => writer.say(&wording::LISTS_UNTITLED, &[]),
    };
    let developer = writer.given("developer.name", &declarations.developer.name).or_else(|| writer.missing(Gap::DeveloperName));
    let developer = developer.unwrap_or_default();
    let facts = writer.date_facts();
    let lead = writer.say(&wording::LISTS_LEAD, &[("developer", developer)]);
    for kind in kinds {
        match kind {
            ListKind::Information => writer.information_list(),
            ListKind::ThirdParties => writer.third_party_list(),
        }
    }
    let mut gaps = writer.gaps;
    gaps.sort();
    gaps.dedup();
    Guide {
        format,
        language,
        title,
        lead: vec![Block::Facts { facts }, Block::Paragraph { text: lead }],
        sections: writer.sections,
        gaps,
    }
}

impl Writer<'_> {
    fn information_list(&mut self) {
        let declarations = self.declarations;
        let place = |id: &str| information_types().iter().position(|known| known.id == id).unwrap_or(usize::MAX);
        let mut ids: Vec<&str> = declarations.information.iter().map(|entry| entry.id.value.as_str()).collect();
        ids.extend(self.detected.information.iter().map(String::as_str).filter(|id| declarations.information(id).is_none()));
        ids.sort_by_key(|id| place(id));
        let rows: Vec<Vec<Inline>> = ids.into_iter().map(|id| self.information_row(id)).collect();
        let columns =
            [&wording::COLUMN_INFORMATION, &wording::COLUMN_PURPOSE, &wording::COLUMN_SCENE, &wording::COLUMN_COLLECTED];
        self.table(SectionId::InformationList, &wording::INFORMATION_LIST, &columns, rows, &wording::INFORMATION_LIST_NONE);
    }

    fn information_row(&mut self, id: &str) -> Vec<Inline> {
        let declared = self.declarations.information(id);
        let known = information_types().iter().find(|known| known.id == id);
        let name = self.thing(id, known);
        let gap = Gap::Purpose { information: id.to_owned(), declared: declared.is_some() };
        let purpose = declared.and_then(|entry| self.purpose(&format!("information.{id}.purpose"), &entry.purpose));
        let purpose = purpose.or_else(|| self.missing(gap)).unwrap_or_default();
        let scene = declared.map(|entry| entry.scene.clone()).unwrap_or_default();
        let scene = self.field(&format!("information.{id}"), "scene", &scene);
        let manner = match known {
            Some(known) if known.self_collected => &wording::COLLECTED_SELF,
            Some(known) if self.family(known) == Family::Consent => &wording::COLLECTED_CONSENT,
            Some(_) => &wording::COLLECTED_PLAIN,
            None => &wording::COLLECTED_SELF,
        };
        vec![name, purpose, scene, Inline::fixed(manner.get(self.language))]
    }

    fn third_party_list(&mut self) {
        let declarations = self.declarations;
        let rows: Vec<Vec<Inline>> = declarations.others().flat_map(|party| self.party_rows(party)).collect();
        let columns = [
            &wording::COLUMN_PARTY,
            &wording::COLUMN_KIND,
            &wording::COLUMN_PROVIDER,
            &wording::ROLE,
            &wording::COLUMN_INFORMATION,
            &wording::COLUMN_PURPOSE,
            &wording::COLUMN_SCENE,
            &wording::COLUMN_SHARED,
            &wording::COLUMN_CONTACT,
            &wording::COLUMN_LINK,
        ];
        self.table(SectionId::ThirdPartyList, &wording::THIRD_PARTY_LIST, &columns, rows, &wording::THIRD_PARTY_LIST_NONE);
    }

    /// One row for each information type that a third party handles: a cell holds one thing, in any form.
    fn party_rows(&mut self, party: &DeclaredParty) -> Vec<Vec<Inline>> {
        let (table, absent) = (party.key(), |key| Gap::ThirdParty { party: party.key(), key });
        let name = self.given(&format!("{table}.name"), &party.name);
        let called = name.as_ref().map(Inline::plain).unwrap_or_default();
        let name = name.or_else(|| self.missing(absent("name"))).unwrap_or_default();
        let provider = self.given(&format!("{table}.provider"), party.provider().unwrap_or(&party.name));
        let provider = provider.or_else(|| self.missing(absent("provider"))).unwrap_or_default();
        let kind = match party.kind {
            ThirdPartyKind::Plugin => &wording::KIND_PLUGIN,
            ThirdPartyKind::Sdk => &wording::KIND_SDK,
            ThirdPartyKind::Recipient => &wording::KIND_SERVICE,
        };
        let kind = Inline::fixed(kind.get(self.language));
        let role = if party.role == Role::Processor { &wording::ROLE_PROCESSOR } else { &wording::ROLE_THIRD_PARTY };
        let role = Inline::fixed(role.get(self.language));
        let scene = self.field(&table, "scene", &party.sharing.scene);
        let manner = self.field(&table, "manner", &party.sharing.manner);
        // Who acts on the developer's behalf is reached through the developer (PIPL art. 21).
        let contact = match (&party.sharing.contact, party.role) {
            (None, Role::Processor) => Inline::fixed("—"),
            (contact, _) => self.plain_field(&table, "contact", contact.as_ref().map(|text| text.value.as_str())),
        };
        let link = self.plain_field(&table, "link", party.sharing.link.as_ref().map(|text| text.value.as_str()));
        let mut rows = Vec::new();
        let mut row = |information: Inline, purpose: Inline| {
            rows.push(vec![
                name.clone(),
                kind.clone(),
                provider.clone(),
                role.clone(),
                information,
                purpose,
                scene.clone(),
                manner.clone(),
                contact.clone(),
                link.clone(),
            ]);
        };
        for entry in &party.information {
            let id = &entry.id.value;
            let information = self.thing(id, information_types().iter().find(|known| known.id == *id));
            let gap = Gap::ThirdPartyPurpose { party: called.clone(), information: id.clone() };
            let purpose = self.purpose(&format!("{table}.information.{id}.purpose"), &entry.purpose);
            let purpose = purpose.or_else(|| self.missing(gap)).unwrap_or_default();
            row(information, purpose);
        }
        if party.information.is_empty() {
            let mark = self.missing(absent("information")).unwrap_or_default();
            row(mark.clone(), mark);
        }
        rows
    }

    /// 位置信息; a type of the developer's own is called as they call it.
    fn thing(&mut self, id: &str, known: Option<&'static InformationType>) -> Inline {
        if let Some(known) = known {
            return Inline::fixed(known.thing.get(self.language));
        }
        let declarations = self.declarations;
        let own = declarations.information(id).and_then(|own| self.given(&format!("information.{id}.name"), &own.name));
        own.or_else(|| given_text(id)).unwrap_or_default()
    }

    fn purpose(&mut self, key: &str, purpose: &Translated) -> Option<Inline> {
        let purpose = given_purpose(purpose, self.language)?;
        self.note_language(key, &purpose);
        Some(purpose)
    }

    /// A text that only the lists show.
    fn field(&mut self, table: &str, key: &'static str, text: &Translated) -> Inline {
        match given_purpose(text, self.language) {
            Some(inline) => {
                self.note_language(&format!("{table}.{key}"), &inline);
                inline
            }
            None => self.missing(Gap::List { table: table.to_owned(), key }).unwrap_or_default(),
        }
    }

    fn plain_field(&mut self, table: &str, key: &'static str, text: Option<&str>) -> Inline {
        let given = text.and_then(given_text);
        given.or_else(|| self.missing(Gap::List { table: table.to_owned(), key })).unwrap_or_default()
    }

    fn table(&mut self, id: SectionId, title: &Wording, columns: &[&Wording], rows: Vec<Vec<Inline>>, none: &Wording) {
        let block = if rows.is_empty() {
            Block::Paragraph { text: self.say(none, &[]) }
        } else {
            Block::Table { columns: columns.iter().map(|column| column.get(self.language).to_owned()).collect(), rows }
        };
        self.push(id, title, vec![block]);
    }
}
