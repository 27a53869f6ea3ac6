//! Words that do not contribute to a purpose: `words.toml`.

use std::{cmp::Reverse, collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::embedded;

/// Every list of `words.toml`.
#[derive(Deserialize)]
pub(super) struct PurposeWords {
    pub(super) chinese: Chinese,
    pub(super) english: English,
}

/// The Chinese lists, each longest word first.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Chinese {
    pub(super) generic: List,
    pub(super) content: List,
    pub(super) fields: List,
    pub(super) need: List,
    pub(super) acts: List,
    pub(super) handling: List,
    pub(super) placeholder: List,
    pub(super) negation: List,
    pub(super) unused: List,
    pub(super) unused_mark: List,
    pub(super) plan: List,
    pub(super) plan_end: List,
    pub(super) whole: List,
    pub(super) limit: List,
    pub(super) improving: List,
    pub(super) benefit: List,
    pub(super) feature: List,
    pub(super) subject: List,
    pub(super) denied: List,
    pub(super) reading: List,
    pub(super) writing: List,
    pub(super) into_album: List,
}

/// The English lists.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct English {
    pub(super) generic: List,
    pub(super) placeholder: List,
    pub(super) unused: List,
    pub(super) denial: List,
    pub(super) refusal: Phrases,
    pub(super) reading: Phrases,
    pub(super) writing: Phrases,
}

/// Words, the longest first, with the positions of the words for each first character.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct List(Vec<String>, BTreeMap<char, Vec<usize>>);

/// English phrases, one per line of the data.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Phrases(Vec<String>);

/// The words, read once.
pub(super) fn words() -> &'static PurposeWords {
    static WORDS: LazyLock<PurposeWords> = LazyLock::new(|| embedded::table!("words"));
    &WORDS
}

impl List {
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.beginning_as(word).any(|known| known == word)
    }

    /// True when one of the words occurs in a text.
    pub(super) fn occurs_in(&self, text: &str) -> bool {
        self.iter().any(|word| text.contains(word))
    }

    /// True when one of the words ends a text.
    pub(super) fn ends(&self, text: &str) -> bool {
        self.iter().any(|word| text.ends_with(word))
    }

    /// The longest of the words at the beginning of a text.
    pub(super) fn heading(&self, text: &str) -> Option<&str> {
        self.beginning_as(text).find(|word| text.starts_with(word))
    }

    fn beginning_as(&self, text: &str) -> impl Iterator<Item = &str> {
        let places = text.chars().next().and_then(|first| self.1.get(&first));
        places.into_iter().flatten().map(|&at| self.0[at].as_str())
    }
}

impl From<String> for List {
    fn from(text: String) -> Self {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_by_key(|word| Reverse(word.len()));
        words.dedup();
        let mut heads: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (at, word) in words.iter().enumerate() {
            heads.entry(word.chars().next().unwrap_or_default()).or_default().push(at);
        }
        Self(words, heads)
    }
}

impl Phrases {
    /// True if a phrase occurs in a text at the start of a word; words are separated by single
    /// spaces.
    pub(super) fn occur_in(&self, spaced: &str) -> bool {
        self.0.iter().any(|phrase| spaced.contains(phrase.as_str()))
    }
}

impl From<String> for Phrases {
    fn from(text: String) -> Self {
        Self(text.lines().filter(|line| !line.is_empty()).map(|line| format!(" {line}")).collect())
    }
}
