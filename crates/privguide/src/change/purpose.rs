//! How a stated purpose has changed.

use serde::Serialize;

use super::meaning::{self, WordingChange};
use crate::{declaration::Translated, guide, language::Language};

/// A text that has changed in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PurposeChange {
    /// The language.
    pub language: Language,
    /// The old text; `None` if there was none.
    pub before: Option<String>,
    /// The new text; `None` if there is none.
    pub after: Option<String>,
    /// What kind of change it is.
    pub weight: PurposeWeight,
    /// True if the wording in one language has changed and the other language was left as it was:
    /// the two may now say different things.
    pub other_left_behind: bool,
}

/// The kind of a change of wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PurposeWeight {
    /// Only spaces, punctuation, letter case or spelling differ: 你 and 您.
    Typography,
    /// The same parts in another order.
    Order,
    /// Only the translation changed: the other language is unchanged.
    Translation,
    /// Some parts are gone and none is new.
    Narrowed,
    /// Some parts are new and none is gone.
    Widened,
    /// The wording has changed; a person has to judge whether it means something else.
    Wording,
}

impl PurposeWeight {
    /// True if the text may mean something else than before.
    pub(super) fn is_material(self) -> bool {
        matches!(self, Self::Narrowed | Self::Widened | Self::Wording)
    }
}

/// The changes of a purpose, per language.
pub(super) fn compare(before: &Translated, after: &Translated) -> Vec<PurposeChange> {
    changes(before, after, |old, new| match meaning::compare(old, new) {
        WordingChange::Same => PurposeWeight::Typography,
        WordingChange::Reordered => PurposeWeight::Order,
        WordingChange::Narrowed => PurposeWeight::Narrowed,
        WordingChange::Widened => PurposeWeight::Widened,
        WordingChange::Open => PurposeWeight::Wording,
    })
}

/// The changes of a name, a period or a method. Unlike purposes, their parts are not compared.
pub(super) fn compare_texts(before: &Translated, after: &Translated) -> Vec<PurposeChange> {
    changes(before, after, |old, new| match meaning::compare(old, new) {
        WordingChange::Same => PurposeWeight::Typography,
        _ => PurposeWeight::Wording,
    })
}

/// The change that decides: the Chinese one, because the platform shows and reviews the Chinese
/// text; otherwise the English one.
pub(super) fn decisive(changes: &[PurposeChange]) -> Option<&PurposeChange> {
    let material = || changes.iter().filter(|change| change.weight.is_material());
    material().find(|change| change.language == Language::ZhCn).or_else(|| material().next())
}

fn changes(
    before: &Translated,
    after: &Translated,
    judge: impl Fn(&str, &str) -> PurposeWeight,
) -> Vec<PurposeChange> {
    let text_in = |text: &Translated, language| {
        text.get(language).map(|text| guide::clean(&text.value)).filter(|text| !text.is_empty())
    };
    let other = |language| if language == Language::ZhCn { Language::En } else { Language::ZhCn };
    let weigh = |old: &Option<String>, new: &Option<String>| match (old, new) {
        (Some(old), Some(new)) => judge(old, new),
        _ => PurposeWeight::Wording,
    };
    let mut changes = Vec::new();
    for language in Language::ALL {
        let (old, new) = (text_in(before, language), text_in(after, language));
        if old == new {
            continue;
        }
        let (other_old, other_new) =
            (text_in(before, other(language)), text_in(after, other(language)));
        let mut weight = weigh(&old, &new);
        let stays = other_old.is_some()
            && other_new.is_some()
            && !weigh(&other_old, &other_new).is_material();
        if weight.is_material() && stays && is_translation(language, old.as_deref(), new.as_deref())
        {
            weight = PurposeWeight::Translation;
        }
        let left = other_new.is_some() && other_old == other_new;
        let other_left_behind = left && weight.is_material() && old.is_some() && new.is_some();
        changes.push(PurposeChange {
            language,
            before: old,
            after: new,
            weight,
            other_left_behind,
        });
    }
    changes
}

/// The platform shows and reviews the Chinese text, so a change of it is more than a translation,
/// unless the text was missing.
fn is_translation(language: Language, old: Option<&str>, new: Option<&str>) -> bool {
    language == Language::En || old.is_none() || new.is_none()
}
