//! How a stated purpose has changed.

use serde::Serialize;

use super::meaning::{self, Meaning};
use crate::{declaration::Translated, guide, language::Language};

/// A text that has changed in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PurposeChange {
    /// In which language.
    pub language: Language,
    /// Before; `None` when it was not given.
    pub before: Option<String>,
    /// Now; `None` when it is no longer given.
    pub after: Option<String>,
    /// What the change amounts to.
    pub weight: PurposeWeight,
    /// True when the wording has changed and the other language was left as it was: the two may now
    /// say different things.
    pub other_left_behind: bool,
}

/// What a change of wording amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PurposeWeight {
    /// Only spaces, punctuation, letter case or another spelling: 你 and 您.
    Typography,
    /// The same parts in another order.
    Order,
    /// The other language, given before and after, is unchanged.
    Translation,
    /// Some parts are gone and none has come.
    Narrowed,
    /// Some parts have come and none is gone.
    Widened,
    /// The wording itself: whether it means something else is for a person to judge.
    Wording,
}

impl PurposeWeight {
    /// True when it may mean something else than before.
    pub(super) fn is_material(self) -> bool {
        matches!(self, Self::Narrowed | Self::Widened | Self::Wording)
    }
}

/// The changes of a purpose, per language.
pub(super) fn compare(before: &Translated, after: &Translated) -> Vec<PurposeChange> {
    changes(before, after, |old, new| match meaning::compare(old, new) {
        Meaning::Same => PurposeWeight::Typography,
        Meaning::Reordered => PurposeWeight::Order,
        Meaning::Narrowed => PurposeWeight::Narrowed,
        Meaning::Widened => PurposeWeight::Widened,
        Meaning::Open => PurposeWeight::Wording,
    })
}

/// The changes of a name, a period, a way: no part of it is a purpose of its own.
pub(super) fn compare_texts(before: &Translated, after: &Translated) -> Vec<PurposeChange> {
    changes(before, after, |old, new| match meaning::compare(old, new) {
        Meaning::Same => PurposeWeight::Typography,
        _ => PurposeWeight::Wording,
    })
}

/// The change that decides: that of the Chinese, which the platform shows and reviews, else that of
/// the English.
pub(super) fn decisive(changes: &[PurposeChange]) -> Option<&PurposeChange> {
    let material = || changes.iter().filter(|change| change.weight.is_material());
    material().find(|change| change.language == Language::ZhCn).or_else(|| material().next())
}

fn changes(
    before: &Translated,
    after: &Translated,
    judge: impl Fn(&str, &str) -> PurposeWeight,
) -> Vec<PurposeChange> {
    let said = |text: &Translated, language| {
        text.get(language).map(|text| guide::clean(&text.value)).filter(|text| !text.is_empty())
    };
    let other = |language| if language == Language::ZhCn { Language::En } else { Language::ZhCn };
    let weigh = |old: &Option<String>, new: &Option<String>| match (old, new) {
        (Some(old), Some(new)) => judge(old, new),
        _ => PurposeWeight::Wording,
    };
    let mut changes = Vec::new();
    for language in Language::ALL {
        let (old, new) = (said(before, language), said(after, language));
        if old == new {
            continue;
        }
        let (other_old, other_new) = (said(before, other(language)), said(after, other(language)));
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

/// Chinese is what the platform shows and reviews: a change of it is more than a translation,
/// unless it was missing.
fn is_translation(language: Language, old: Option<&str>, new: Option<&str>) -> bool {
    language == Language::En || old.is_none() || new.is_none()
}
