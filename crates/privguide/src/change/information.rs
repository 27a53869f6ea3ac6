//! Which information types are handled, why, and where.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    PrivacyState, UseChanges,
    purpose::{self, PurposeChange},
};
use crate::{
    catalog::information_types,
    declaration::{DeclaredInformation, Translated},
    guide,
    language::Text,
};

/// How something has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fate {
    /// It is new.
    Added,
    /// It is present in both states but differs.
    Changed,
    /// It is no longer there.
    Removed,
}

/// How an information type has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct InformationChange {
    /// The type's id.
    pub id: String,
    /// The platform's label, or the developer's name for a type of their own.
    pub label: Text,
    /// Whether it is new, gone or changed. It counts as present if it is declared *or* used.
    pub fate: Fate,
    /// Whether it is declared: before, and now.
    pub declared: (bool, bool),
    /// Whether an uploaded file uses it: before, and now.
    pub used: (bool, bool),
    /// How its purpose has changed, per language; the new purpose of a new type, the old one of a
    /// type that is gone.
    pub purposes: Vec<PurposeChange>,
    /// How its name has changed; only for types that the developer defines.
    pub names: Vec<PurposeChange>,
    /// Places where it is newly used, no longer used, or used in a renamed file.
    pub uses: UseChanges,
}

/// Compares every type that either state declares or uses: first those of the catalogue in its
/// order, then those that the developer defines.
pub(super) fn compare(
    before: &PrivacyState,
    after: &PrivacyState,
    uses: &UseChanges,
) -> Vec<InformationChange> {
    let mut ids: BTreeSet<&str> = before
        .detected
        .information
        .iter()
        .chain(&after.detected.information)
        .map(String::as_str)
        .collect();
    for state in [before, after] {
        let declared = state.declarations.iter().flat_map(|declarations| &declarations.information);
        ids.extend(declared.map(|entry| entry.id.value.as_str()));
    }
    let order = |id: &&str| {
        information_types().iter().position(|known| known.id == **id).unwrap_or(usize::MAX)
    };
    let mut ids: Vec<&str> = ids.into_iter().collect();
    ids.sort_by_key(order);
    ids.into_iter().filter_map(|id| one(before, after, id, uses.about(id, after))).collect()
}

fn one(
    before: &PrivacyState,
    after: &PrivacyState,
    id: &str,
    uses: UseChanges,
) -> Option<InformationChange> {
    let nothing = Translated::default();
    let (old, new) = (declared(before, id), declared(after, id));
    let text = |entry: Option<&DeclaredInformation>,
                of: fn(&DeclaredInformation) -> &Translated| {
        entry.map(of).cloned().unwrap_or_default()
    };
    let purposes =
        purpose::compare(&text(old, |entry| &entry.purpose), &text(new, |entry| &entry.purpose));
    let names =
        purpose::compare_texts(&text(old, |entry| &entry.name), &text(new, |entry| &entry.name));
    let in_use =
        (before.detected.information.contains(id), after.detected.information.contains(id));
    let declared = (old.is_some(), new.is_some());
    let fate = match (declared.0 || in_use.0, declared.1 || in_use.1) {
        (false, true) => Fate::Added,
        (true, false) => Fate::Removed,
        _ => Fate::Changed,
    };
    let same = fate == Fate::Changed && declared.0 == declared.1 && in_use.0 == in_use.1;
    if same && purposes.is_empty() && names.is_empty() && uses.is_empty() {
        return None;
    }
    let own = new.or(old).map_or(&nothing, |entry| &entry.name);
    Some(InformationChange {
        id: id.to_owned(),
        label: label(id, own),
        fate,
        declared,
        used: in_use,
        purposes,
        names,
        uses,
    })
}

fn declared<'a>(state: &'a PrivacyState, id: &str) -> Option<&'a DeclaredInformation> {
    state.declarations.as_ref()?.information(id)
}

/// The label of a type: 收集你的位置信息; for a type that the developer defines, its name or id.
pub(super) fn label(id: &str, own: &Translated) -> Text {
    if let Some(known) = information_types().iter().find(|known| known.id == id) {
        return known.label();
    }
    let value_of = |text: &Option<crate::declaration::Spanned<String>>| {
        text.as_ref().map(|text| guide::clean(&text.value)).filter(|text| !text.is_empty())
    };
    let (zh, en) = (value_of(&own.zh), value_of(&own.en));
    let fallback = guide::clean(id);
    let zh_name = zh.clone().or_else(|| en.clone()).unwrap_or_else(|| fallback.clone());
    let en_name = en.or(zh).unwrap_or(fallback);
    Text::new(zh_name, en_name)
}
