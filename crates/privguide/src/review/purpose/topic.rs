//! The subjects of purposes for each information type: `topics.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded;

/// The words about one information type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) label: Vec<String>,
    #[serde(default)]
    pub(super) act: Vec<String>,
    own: Vec<String>,
    signature: Vec<String>,
    pub(super) label_en: Vec<String>,
    #[serde(default)]
    pub(super) act_en: Vec<String>,
    own_en: Vec<String>,
    signature_en: Vec<String>,
    pub(super) near: Vec<String>,
    /// The type serves few purposes: a purpose without any of these words is not about it.
    #[serde(default)]
    pub(super) closed: bool,
}

/// A purpose in lower case, in one of the languages.
pub(super) enum PurposeText<'t> {
    Chinese(&'t str),
    /// Words separated by single spaces.
    English(&'t str),
}

/// The weight up to which words of a type's own subject do not prove that a purpose belongs to it.
pub(super) const LITTLE: f32 = 0.45;
/// The weight from which words of another type's subject contradict the type.
pub(super) const MUCH: f32 = 1.5;

#[derive(Deserialize)]
struct TopicTable {
    topic: Vec<Topic>,
}

/// Every topic.
pub(super) fn topics() -> &'static [Topic] {
    static TABLE: LazyLock<TopicTable> = LazyLock::new(|| embedded::table!("topics"));
    &TABLE.topic
}

/// The topic of an information type; `None` for types that the developer defines.
pub(super) fn topic(id: &str) -> Option<&'static Topic> {
    topics().iter().find(|topic| topic.id == id)
}

impl Topic {
    /// True if a purpose contains a word that makes it plausible for this type.
    pub(super) fn fits(&self, text: &PurposeText<'_>) -> bool {
        match text {
            PurposeText::Chinese(text) => {
                self.own.iter().chain(&self.signature).any(|cue| holds(text, cue))
            }
            PurposeText::English(text) => {
                self.own_en.iter().chain(&self.signature_en).any(|cue| begins_word(text, cue))
            }
        }
    }

    /// True if a purpose contains a word that belongs to this type only.
    pub(super) fn gives_away(&self, text: &PurposeText<'_>) -> bool {
        match text {
            PurposeText::Chinese(text) => self.signature.iter().any(|cue| holds(text, cue)),
            PurposeText::English(text) => {
                self.signature_en.iter().any(|cue| begins_word(text, cue))
            }
        }
    }

    /// How much a Chinese purpose is about this type: the more types share a word, the less it
    /// counts. English cues are prefixes of words and not weighed, because many of them are too
    /// common.
    pub(super) fn weight(&self, text: &PurposeText<'_>) -> f32 {
        let PurposeText::Chinese(text) = text else { return 0.0 };
        if self.label.is_empty() || self.signature.is_empty() {
            return 0.0;
        }
        self.own.iter().filter(|cue| holds(text, cue)).map(|cue| rarity(cue)).sum()
    }
}

/// The weight of a word: 1 if it belongs to one type, 0.5 if to two, and so on; half of that for a
/// single character.
fn rarity(cue: &str) -> f32 {
    let shared = topics()
        .iter()
        .filter(|topic| topic.own.iter().any(|own| own == cue))
        .map(|_| 1.0_f32)
        .sum::<f32>();
    let word = cue.split('-').next().unwrap_or_default();
    let whole = if word.chars().count() > 1 { 1.0 } else { 0.5 };
    whole / shared.max(1.0)
}

fn begins_word(spaced: &str, cue: &str) -> bool {
    spaced.match_indices(cue).any(|(at, _)| spaced[..at].ends_with(' '))
}

/// `a+b-c`: contains a, then b, and does not contain c.
fn holds(text: &str, cue: &str) -> bool {
    let mut absent = cue.split('-');
    let present = absent.next().unwrap_or_default();
    let mut rest = text;
    let in_order = present.split('+').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    });
    in_order && !absent.any(|part| text.contains(part))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{holds, topics};
    use crate::catalog::information_types;

    #[test]
    fn every_information_type_has_a_topic() {
        let topics: BTreeSet<&str> = topics().iter().map(|topic| topic.id.as_str()).collect();
        let types = information_types();
        let types: BTreeSet<&str> = types.iter().map(|known| known.id.as_str()).collect();
        assert_eq!(topics, types);
    }

    #[test]
    fn cues_are_in_order_and_may_exclude() {
        assert!(holds("保存海报到相册", "保存+相册") && !holds("从相册选，再保存", "保存+相册"));
        assert!(holds("生成图片", "图-保存") && !holds("保存图片", "图-保存"));
    }
}
