//! How a stated purpose has changed.

use serde::Serialize;

use crate::{declaration::Translated, guide, language::Language};

/// A text that has changed in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PurposeChange {
    /// In which language.
    pub language: Language,
    /// Before; `None` when it was not given.
    pub before: Option<String>,
    /// Now; `None` when it is no longer given.
    pub after: Option<String>,
    /// What the change amounts to.
    pub weight: PurposeWeight,
    /// True when the wording has changed and the other language was left as it was: the two may now say different things.
    pub other_left_behind: bool,
}

/// What a change of wording amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PurposeWeight {
    /// Only spaces, punctuation or letter case.
    Typography,
    /// The other language, given before and after, says what it said.
    Translation,
    /// The wording itself.
    Wording,
}

/// The changes of a text, per language.
pub(super) fn compare(before: &Translated, after: &Translated) -> Vec<PurposeChange> {
    let said =
        |text: &Translated, language| text.get(language).map(|text| guide::clean(&text.value)).filter(|text| !text.is_empty());
    let other = |language| if language == Language::ZhCn { Language::En } else { Language::ZhCn };
    let mut changes = Vec::new();
    for language in Language::ALL {
        let (old, new) = (said(before, language), said(after, language));
        if old == new {
            continue;
        }
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a.as_deref().map(letters) == b.as_deref().map(letters);
        let weight = if same(&old, &new) {
            PurposeWeight::Typography
        } else if same(&said(before, other(language)), &said(after, other(language)))
            && is_translation(language, old.as_deref(), new.as_deref())
        {
            PurposeWeight::Translation
        } else {
            PurposeWeight::Wording
        };
        let left = said(after, other(language)).is_some() && said(before, other(language)) == said(after, other(language));
        let other_left_behind = left && weight == PurposeWeight::Wording && old.is_some() && new.is_some();
        changes.push(PurposeChange { language, before: old, after: new, weight, other_left_behind });
    }
    changes
}

/// Chinese is what the platform shows and reviews: a change of it is more than a translation, unless it was missing.
fn is_translation(language: Language, old: Option<&str>, new: Option<&str>) -> bool {
    language == Language::En || old.is_none() || new.is_none()
}

/// What is left when only letters and digits count.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
