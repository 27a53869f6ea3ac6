//! The meaning of changes, as data: `catalog/change.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize, Serializer};

use crate::{embedded, language::Text};

/// The aspect of handling personal information that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Facet {
    /// The types that are handled.
    Information,
    /// The purpose.
    Purpose,
    /// Who else receives the information.
    Recipient,
    /// The manner.
    Manner,
    /// The storage period.
    Retention,
    /// The rights of users.
    Rights,
}

/// How serious a consequence is, the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Weight {
    /// The new state by itself contains a mistake.
    Mend,
    /// Users must give separate consent.
    SeparateConsent,
    /// Users must consent again.
    Consent,
    /// Users must consent again if a person finds that purpose, method or type has changed.
    Judge,
    /// Users must be informed; their consent remains valid.
    Tell,
}

impl Weight {
    /// Every weight, the most serious first.
    pub const ALL: [Self; 5] =
        [Self::Mend, Self::SeparateConsent, Self::Consent, Self::Judge, Self::Tell];
}

/// A provision that a consequence rests on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Its id: `pipl-14-2`.
    pub id: String,
    /// Its citation.
    pub cite: Text,
}

/// Serialised as its English citation: `PIPL art. 14(2)`.
impl Serialize for Provision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.cite.en)
    }
}

/// One kind of change and its consequence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRule {
    pub(super) id: String,
    pub(super) facet: Facet,
    pub(super) weight: Weight,
    articles: Vec<String>,
    text: Text,
}

/// A separate activity that a purpose may newly name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Handling {
    pub(super) id: String,
    words: WordList,
    pub(super) weight: Weight,
    articles: Vec<String>,
    text: Text,
}

/// Whether a type is always sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Degree {
    Always,
    Perhaps,
}

/// A type of sensitive personal information.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sensitive {
    pub(super) information: String,
    /// It is sensitive only with one of these interfaces; empty: with any.
    #[serde(default)]
    pub(super) interfaces: Vec<String>,
    /// It is not sensitive if only these interfaces are used.
    #[serde(default)]
    pub(super) except: Vec<String>,
    pub(super) degree: Degree,
    pub(super) class: Text,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the table"))]
    pub(super) since: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the table"))]
    pub(super) source: String,
}

/// Interfaces that handle a type in a specific manner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manner {
    pub(super) information: String,
    pub(super) interfaces: Vec<String>,
    pub(super) class: Text,
}

/// Words that are used to compare texts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct WordTable {
    pub(super) same: WordList,
    pub(super) empty: WordList,
    pub(super) clauses: WordList,
    pub(super) parts: WordList,
    pub(super) whole: WordList,
    pub(super) limits: WordList,
    pub(super) limit_beginnings: WordList,
}

/// Words separated by spaces; `·` and `_` inside a word are read as spaces.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct WordList(pub(super) Vec<String>);

impl From<String> for WordList {
    fn from(text: String) -> Self {
        let mut words: Vec<String> =
            text.split_whitespace().map(|word| word.replace(['·', '_'], " ")).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self(words)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeTable {
    article: Vec<Provision>,
    rule: Vec<ChangeRule>,
    pub(super) subject: Vec<Handling>,
    pub(super) sensitive: Vec<Sensitive>,
    pub(super) manner: Vec<Manner>,
    pub(super) meaning: WordTable,
}

/// The table, read once.
pub(super) fn table() -> &'static ChangeTable {
    static TABLE: LazyLock<ChangeTable> = LazyLock::new(|| embedded::table!("change"));
    &TABLE
}

/// The values for the placeholders of a sentence.
pub(super) type TextSlots<'a> = [(&'a str, Text)];

impl ChangeTable {
    /// The rule with this id.
    ///
    /// # Panics
    /// When there is no such rule: ids only occur in this folder, and a test covers every one of
    /// them.
    pub(super) fn rule(&self, id: &str) -> &ChangeRule {
        self.rule
            .iter()
            .find(|rule| rule.id == id)
            .unwrap_or_else(|| panic!("change.toml has no rule {id}"))
    }

    /// The ids of all rows that are used to judge changes.
    #[cfg(test)]
    pub(super) fn ids(&self) -> Vec<&str> {
        let rules = self.rule.iter().map(|rule| rule.id.as_str());
        rules.chain(self.subject.iter().map(|subject| subject.id.as_str())).collect()
    }

    fn articles(&'static self, ids: &[String]) -> Vec<&'static Provision> {
        ids.iter().filter_map(|id| self.article.iter().find(|article| article.id == *id)).collect()
    }
}

impl ChangeRule {
    pub(super) fn articles(&self) -> Vec<&'static Provision> {
        table().articles(&self.articles)
    }

    pub(super) fn text(&self, slots: &TextSlots<'_>) -> Text {
        filled(&self.text, slots)
    }
}

impl Handling {
    pub(super) fn articles(&self) -> Vec<&'static Provision> {
        table().articles(&self.articles)
    }

    pub(super) fn text(&self, slots: &TextSlots<'_>) -> Text {
        filled(&self.text, slots)
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words.0
    }
}

/// Fills the placeholders in both languages. Inserted values are not searched for placeholders.
fn filled(text: &Text, slots: &TextSlots<'_>) -> Text {
    let fill = |text: &str, of: fn(&Text) -> &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, slot, after)) = rest.split_once('{').and_then(|(before, rest)| {
            rest.split_once('}').map(|(slot, after)| (before, slot, after))
        }) {
            out.push_str(before);
            out.push_str(
                slots.iter().find(|(name, _)| *name == slot).map_or("", |(_, value)| of(value)),
            );
            rest = after;
        }
        out + rest
    };
    Text::new(fill(&text.zh, |text| &text.zh), fill(&text.en, |text| &text.en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::information_types;

    #[test]
    fn every_row_is_complete() {
        let table = table();
        let rows = table.rule.iter().map(|rule| (&rule.id, &rule.articles));
        for (id, articles) in
            rows.chain(table.subject.iter().map(|subject| (&subject.id, &subject.articles)))
        {
            assert!(
                !articles.is_empty() && table.articles(articles).len() == articles.len(),
                "{id}: {articles:?}"
            );
        }
        for article in &table.article {
            let cited = |ids: &[String]| ids.contains(&article.id);
            let rules = table.rule.iter().any(|rule| cited(&rule.articles));
            assert!(
                rules || table.subject.iter().any(|subject| cited(&subject.articles)),
                "{} is never cited",
                article.id
            );
        }
        let known = |id: &str| information_types().iter().any(|known| known.id == id);
        for row in &table.sensitive {
            assert!(
                known(&row.information)
                    && row.since.parse::<jiff::civil::Date>().is_ok()
                    && !row.source.is_empty()
            );
        }
        assert!(table.manner.iter().all(|row| known(&row.information)));
    }

    #[test]
    fn interfaces_of_the_table_exist() {
        let table = table();
        let rows = table
            .sensitive
            .iter()
            .map(|row| (&row.information, row.interfaces.iter().chain(&row.except)));
        let rows: Vec<(&String, Vec<&String>)> = rows
            .map(|(id, names)| (id, names.collect()))
            .chain(
                table.manner.iter().map(|row| (&row.information, row.interfaces.iter().collect())),
            )
            .collect();
        let catalog = crate::catalog::Catalog::for_kind(crate::catalog::ProgramKind::MiniProgram);
        for (id, names) in rows {
            for name in names {
                let interface =
                    catalog.interfaces().iter().find(|interface| interface.name == *name);
                assert!(
                    interface.is_some_and(|interface| interface.information.contains(id)),
                    "{name} {id}"
                );
            }
        }
    }

    #[test]
    fn a_value_is_never_searched_for_slots() {
        let value = Text::new("{after}", "{after}");
        let text = filled(
            &Text::new("{what}：{after}", "{what}: {after}"),
            &[("what", value), ("after", Text::new("甲", "a"))],
        );
        assert_eq!(text, Text::new("{after}：甲", "{after}: a"));
    }
}
