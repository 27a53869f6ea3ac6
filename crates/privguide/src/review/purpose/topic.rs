//! What purposes of each information type talk about: `topics.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The words around one information type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) label: Vec<String>,
    own: Vec<String>,
    signature: Vec<String>,
    pub(super) label_en: Vec<String>,
    own_en: Vec<String>,
    signature_en: Vec<String>,
    pub(super) near: Vec<String>,
}

/// Which of a topic's cues are meant.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cues {
    /// They make a purpose plausible for the type.
    Own,
    /// They give a purpose of the type away.
    Signature,
}

#[derive(Deserialize)]
struct Table {
    topic: Vec<Topic>,
}

/// Every topic.
pub(super) fn topics() -> &'static [Topic] {
    static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
        let table: Table = toml_edit::de::from_str(include_str!("topics.toml")).expect("topics.toml is well formed");
        table.topic
    });
    &TOPICS
}

/// The topic of an information type; none for types of the developer's own.
pub(super) fn topic(id: &str) -> Option<&'static Topic> {
    topics().iter().find(|topic| topic.id == id)
}

impl Topic {
    /// True when a Chinese text holds one of the cues.
    pub(super) fn in_chinese(&self, cues: Cues, text: &str) -> bool {
        let cues = match cues {
            Cues::Own => &self.own,
            Cues::Signature => &self.signature,
        };
        cues.iter().any(|cue| holds(text, cue))
    }

    /// True when an English text, its words parted and surrounded by single blanks, holds one of the cues.
    pub(super) fn in_english(&self, cues: Cues, text: &str) -> bool {
        let cues = match cues {
            Cues::Own => &self.own_en,
            Cues::Signature => &self.signature_en,
        };
        cues.iter().any(|cue| text.contains(&format!(" {cue}")))
    }
}

/// `a+b-c`: a, then b, and no c.
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
    use super::{holds, topics};
    use crate::catalog::information_types;

    #[test]
    fn every_topic_is_an_information_type() {
        for topic in topics() {
            assert!(information_types().iter().any(|known| known.id == topic.id), "{}", topic.id);
        }
    }

    #[test]
    fn cues_are_in_order_and_may_exclude() {
        assert!(holds("保存海报到相册", "保存+相册") && !holds("从相册选，再保存", "保存+相册"));
        assert!(holds("生成图片", "图-保存") && !holds("保存图片", "图-保存"));
    }
}
