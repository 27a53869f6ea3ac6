//! The two lists that the rules on apps require (工信部信管函〔2021〕292号): which information is collected,
//! and who receives it. They use the document model of the guide and the same declarations, so that
//! lists and guide agree.

pub(super) mod wording;

use super::{
    super::{
        Detected, Gap, ListKind,
        document::{Block, Guide, Inline, SectionId},
        given::{given_purpose, given_text},
    },
    Writer,
    wording::{ROLE, Wording},
};
use crate::{
    catalog::{Family, InformationType, Permission, information_types},
    declaration::{Declarations, DeclaredParty, PartyRole, ThirdPartyKind, Translated},
    language::Language,
};

pub(in super::super) fn build(
    format: u32,
    declarations: &Declarations,
    detected: &Detected,
    language: Language,
    kinds: &[ListKind],
) -> Guide {
    let mut writer =
        Writer { format, declarations, detected, language, sections: Vec::new(), gaps: Vec::new() };
    let title = match writer
        .given("program.name", &declarations.program.name)
        .or_else(|| writer.missing(Gap::ProgramName))
    {
        Some(name) => writer.say(&wording::LISTS, &[("name", name)]),
        None => writer.say(&wording::LISTS_UNTITLED, &[]),
    };
    let developer = writer
        .given("developer.name", &declarations.developer.name)
        .or_else(|| writer.missing(Gap::DeveloperName));
    let developer = developer.unwrap_or_default();
    let facts = writer.date_facts();
    let lead = writer.say(&wording::LISTS_LEAD, &[("developer", developer)]);
    let mut lead = vec![Block::Facts { facts }, Block::Paragraph { text: lead }];
    if kinds.contains(&ListKind::ThirdParties) && declarations.others().next().is_some() {
        lead.push(Block::Paragraph { text: writer.say(&wording::PERMISSIONS_NOTE, &[]) });
    }
    for kind in kinds {
        match kind {
            ListKind::Information => writer.information_list(),
            ListKind::ThirdParties => writer.third_party_list(),
        }
    }
    let mut gaps = writer.gaps;
    gaps.sort();
    gaps.dedup();
    Guide { format, language, title, lead, sections: writer.sections, gaps }
}

/// The content of an empty cell.
const NONE: &str = "—";

/// Whether a text is given in any language.
fn is_given(text: &Translated) -> bool {
    [&text.zh, &text.en].into_iter().flatten().any(|text| !text.value.trim().is_empty())
}

impl Writer<'_> {
    fn information_list(&mut self) {
        let declarations = self.declarations;
        let place = |id: &str| {
            information_types().iter().position(|known| known.id == id).unwrap_or(usize::MAX)
        };
        let mut ids: Vec<&str> =
            declarations.information.iter().map(|entry| entry.id.value.as_str()).collect();
        ids.extend(
            self.detected
                .information
                .iter()
                .map(String::as_str)
                .filter(|id| declarations.information(id).is_none()),
        );
        ids.sort_by_key(|id| place(id));
        let rows: Vec<Vec<Inline>> = ids.into_iter().map(|id| self.information_row(id)).collect();
        let columns = [
            &wording::COLUMN_INFORMATION,
            &wording::COLUMN_PURPOSE,
            &wording::COLUMN_SCENE,
            &wording::COLUMN_COLLECTED,
        ];
        self.table(
            SectionId::InformationList,
            &wording::INFORMATION_LIST,
            &columns,
            rows,
            &wording::INFORMATION_LIST_NONE,
        );
    }

    fn information_row(&mut self, id: &str) -> Vec<Inline> {
        let declared = self.declarations.information(id);
        let known = information_types().iter().find(|known| known.id == id);
        let name = self.thing(id, known);
        let gap = Gap::Purpose { information: id.to_owned(), declared: declared.is_some() };
        let purpose = declared
            .and_then(|entry| self.purpose(&format!("information.{id}.purpose"), &entry.purpose));
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
        // Many published lists have these columns, but no rule requires them: they are only written
        // if a third party has a value for them.
        let has_protection = declarations.others().any(|party| is_given(&party.sharing.protection));
        let has_website = declarations.others().any(|party| party.sharing.website.is_some());
        let mut columns = vec![
            &wording::COLUMN_PARTY,
            &wording::COLUMN_KIND,
            &wording::COLUMN_PROVIDER,
            &ROLE,
            &wording::COLUMN_INFORMATION,
            &wording::COLUMN_PURPOSE,
            &wording::COLUMN_PERMISSIONS,
            &wording::COLUMN_SCENE,
            &wording::COLUMN_SHARED,
        ];
        columns.extend(has_protection.then_some(&wording::COLUMN_PROTECTION));
        columns.extend([&wording::COLUMN_CONTACT, &wording::COLUMN_LINK]);
        columns.extend(has_website.then_some(&wording::COLUMN_WEBSITE));
        let mut rows = Vec::new();
        for party in declarations.others() {
            let (before, called) = self.party_names(party);
            let after = self.party_sharing(party, has_protection, has_website);
            for handled in self.party_information(party, &called) {
                rows.push([before.clone(), handled, after.clone()].concat());
            }
        }
        for party in declarations.undeclared(&self.detected.parties) {
            let mark = self.missing(Gap::Unlisted { party: party.id.clone() }).unwrap_or_default();
            let mut row = vec![mark; columns.len()];
            // The developers named this row of the project.
            row[0] = given_text(party.name.get(self.language)).unwrap_or_default();
            row[1] = Inline::fixed(wording::KIND_SDK.get(self.language));
            rows.push(row);
        }
        self.table(
            SectionId::ThirdPartyList,
            &wording::THIRD_PARTY_LIST,
            &columns,
            rows,
            &wording::THIRD_PARTY_LIST_NONE,
        );
    }

    /// The cells for name, kind, provider and role; and the name that gaps use.
    fn party_names(&mut self, party: &DeclaredParty) -> (Vec<Inline>, String) {
        let (table, absent) = (party.key(), |key| Gap::ThirdParty { party: party.key(), key });
        let name = self.given(&format!("{table}.name"), &party.name);
        let called = name.as_ref().map(Inline::plain).unwrap_or_default();
        let name = name.or_else(|| self.missing(absent("name"))).unwrap_or_default();
        let provider =
            self.given(&format!("{table}.provider"), party.provider().unwrap_or(&party.name));
        let provider = provider.or_else(|| self.missing(absent("provider"))).unwrap_or_default();
        let kind = match party.kind {
            ThirdPartyKind::Plugin => &wording::KIND_PLUGIN,
            ThirdPartyKind::Sdk => &wording::KIND_SDK,
            ThirdPartyKind::Recipient => &wording::KIND_SERVICE,
        };
        let kind = Inline::fixed(kind.get(self.language));
        let role = if party.role == PartyRole::Processor {
            &wording::ROLE_PROCESSOR
        } else {
            &wording::ROLE_THIRD_PARTY
        };
        (vec![name, kind, provider, Inline::fixed(role.get(self.language))], called)
    }

    /// For each information type that a third party handles: the cells for information, purpose and
    /// permissions. In every format, a cell contains one value.
    fn party_information(&mut self, party: &DeclaredParty, called: &str) -> Vec<Vec<Inline>> {
        let table = party.key();
        let mut rows = Vec::new();
        for entry in &party.information {
            let id = &entry.id.value;
            let information =
                self.thing(id, information_types().iter().find(|known| known.id == *id));
            let gap = Gap::ThirdPartyPurpose { party: called.to_owned(), information: id.clone() };
            let purpose =
                self.purpose(&format!("{table}.information.{id}.purpose"), &entry.purpose);
            let purpose = purpose.or_else(|| self.missing(gap)).unwrap_or_default();
            rows.push(vec![information, purpose, self.permissions(party, id)]);
        }
        if rows.is_empty() {
            let mark = self
                .missing(Gap::ThirdParty { party: table, key: "information" })
                .unwrap_or_default();
            rows.push(vec![mark; 3]);
        }
        rows
    }

    /// The cells for scene, manner, protection, contact and links.
    fn party_sharing(
        &mut self,
        party: &DeclaredParty,
        has_protection: bool,
        has_website: bool,
    ) -> Vec<Inline> {
        let table = party.key();
        let mut cells = vec![
            self.field(&table, "scene", &party.sharing.scene),
            self.field(&table, "manner", &party.sharing.manner),
        ];
        if has_protection {
            let protection = &party.sharing.protection;
            cells.push(if is_given(protection) {
                self.field(&table, "protection", protection)
            } else {
                Inline::fixed(NONE)
            });
        }
        // A party that acts on the developer's behalf is contacted through the developer (PIPL art.
        // 21).
        cells.push(match (&party.sharing.contact, party.role) {
            (None, PartyRole::Processor) => Inline::fixed(NONE),
            (contact, _) => self.plain_field(
                &table,
                "contact",
                contact.as_ref().map(|text| text.value.as_str()),
            ),
        });
        cells.push(self.plain_field(
            &table,
            "link",
            party.sharing.link.as_ref().map(|text| text.value.as_str()),
        ));
        if has_website {
            let website = party.sharing.website.as_ref().and_then(|text| given_text(&text.value));
            cells.push(website.unwrap_or_else(|| Inline::fixed(NONE)));
        }
        cells
    }

    /// The permissions that a third party requests to access an information type: those in its
    /// code, and those that the developer declared.
    fn permissions(&mut self, party: &DeclaredParty, id: &str) -> Inline {
        let Detected { kind, parties, .. } = self.detected;
        match self.declarations.permissions_of(party, id, *kind, parties) {
            None => self
                .missing(Gap::List { table: party.key(), key: "permissions" })
                .unwrap_or_default(),
            Some(known) if known.is_empty() => Inline::fixed(NONE),
            Some(known) => {
                let separator = if self.language == Language::ZhCn { "、" } else { ", " };
                let name = |permission: &Permission| {
                    let name = Inline::fixed(permission.name.get(self.language));
                    self.say(
                        &wording::PERMISSION,
                        &[("name", name), ("scope", Inline::fixed(permission.scope.as_str()))],
                    )
                };
                Inline::join(known.into_iter().map(name), separator)
            }
        }
    }

    /// 位置信息; for a type that the developer defines, its name.
    fn thing(&mut self, id: &str, known: Option<&'static InformationType>) -> Inline {
        if let Some(known) = known {
            return Inline::fixed(known.thing.get(self.language));
        }
        let declarations = self.declarations;
        let own = declarations
            .information(id)
            .and_then(|own| self.given(&format!("information.{id}.name"), &own.name));
        own.or_else(|| given_text(id)).unwrap_or_default()
    }

    fn purpose(&mut self, key: &str, purpose: &Translated) -> Option<Inline> {
        let purpose = given_purpose(purpose, self.language)?;
        self.note_language(key, &purpose);
        Some(purpose)
    }

    /// A value that only the lists show.
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
        given
            .or_else(|| self.missing(Gap::List { table: table.to_owned(), key }))
            .unwrap_or_default()
    }

    fn table(
        &mut self,
        id: SectionId,
        title: &Wording,
        columns: &[&Wording],
        rows: Vec<Vec<Inline>>,
        none: &Wording,
    ) {
        let block = if rows.is_empty() {
            Block::Paragraph { text: self.say(none, &[]) }
        } else {
            Block::Table {
                columns: columns
                    .iter()
                    .map(|column| column.get(self.language).to_owned())
                    .collect(),
                rows,
            }
        };
        self.push(id, title, vec![block]);
    }
}
