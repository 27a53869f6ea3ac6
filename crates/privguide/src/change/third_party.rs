//! Changes of plugins and SDKs.

use serde::Serialize;

use super::{
    Fate, PrivacyState,
    information::label,
    purpose::{self, PurposeChange},
};
use crate::{
    declaration::{PartyRole, SdkInformation, ThirdPartyKind, Translated},
    guide,
    language::{Language, Text},
};

/// How a plugin or SDK has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ThirdPartyChange {
    /// Plugin or SDK.
    pub kind: ThirdPartyKind,
    /// Its name.
    pub name: Text,
    /// A plugin's appid.
    pub appid: Option<String>,
    /// Whether it is new, gone or changed, by the declarations or by `app.json`.
    pub fate: Fate,
    /// How its provider's name has changed, per language.
    pub providers: Vec<PurposeChange>,
    /// The version in `app.json` before and now, if it has changed.
    pub versions: Option<(String, String)>,
    /// How the information that it handles has changed.
    pub information: Vec<ThirdPartyInformation>,
    /// For whom it acts: before, if it was present, and now. For one that is gone, the old role.
    pub roles: (Option<PartyRole>, PartyRole),
}

/// How an information type that a third party handles has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ThirdPartyInformation {
    /// The type's id.
    pub id: String,
    /// Its label.
    pub label: Text,
    /// Whether it is new, gone or changed.
    pub fate: Fate,
    /// How its purpose has changed.
    pub purposes: Vec<PurposeChange>,
}

/// A third party in one state.
#[derive(Clone)]
struct PartyInState {
    kind: ThirdPartyKind,
    /// Its identity: the provider's appid for a plugin, otherwise the name.
    key: String,
    name: Text,
    appid: Option<String>,
    provider: Translated,
    version: Option<String>,
    information: Vec<SdkInformation>,
    role: PartyRole,
}

/// Compares the third parties of two states: plugins first, in the order of the newer state, then
/// those that are gone.
pub(super) fn compare(before: &PrivacyState, after: &PrivacyState) -> Vec<ThirdPartyChange> {
    let (old, new) = (parties(before), parties(after));
    let same = |a: &PartyInState, b: &PartyInState| a.kind == b.kind && a.key == b.key;
    let mut changes: Vec<ThirdPartyChange> = new
        .iter()
        .filter_map(|party| one(old.iter().find(|other| same(party, other)), Some(party)))
        .collect();
    changes.extend(
        old.iter()
            .filter(|party| !new.iter().any(|other| same(party, other)))
            .filter_map(|party| one(Some(party), None)),
    );
    changes.sort_by_key(|change| change.kind);
    changes
}

fn parties(state: &PrivacyState) -> Vec<PartyInState> {
    let mut found: Vec<PartyInState> = Vec::new();
    if let Some(declarations) = &state.declarations {
        found.extend(declarations.others().map(|declared| {
            let id = declared
                .id
                .as_ref()
                .map(|id| id.value.clone())
                .filter(|_| declared.kind == ThirdPartyKind::Plugin);
            let host =
                declared.hosts.first().filter(|_| declared.kind == ThirdPartyKind::Recipient);
            let name = name(
                &declared.name,
                id.as_ref().or(host.map(|host| &host.value)).map_or("", String::as_str),
            );
            PartyInState {
                kind: declared.kind,
                key: id.clone().unwrap_or_else(|| name.zh.clone()),
                name,
                appid: id,
                provider: declared.provider().cloned().unwrap_or_default(),
                version: None,
                information: declared.information.clone(),
                role: declared.role,
            }
        }));
    }
    for plugin in &state.detected.plugins {
        let key = if plugin.provider.is_empty() { &plugin.alias } else { &plugin.provider };
        match found
            .iter_mut()
            .find(|party| party.kind == ThirdPartyKind::Plugin && party.key == *key)
        {
            Some(party) => party.version = Some(plugin.version.clone()),
            None => found.push(PartyInState {
                kind: ThirdPartyKind::Plugin,
                key: key.clone(),
                name: Text::new(guide::clean(&plugin.alias), guide::clean(&plugin.alias)),
                appid: (!plugin.provider.is_empty()).then(|| plugin.provider.clone()),
                provider: Translated::default(),
                version: Some(plugin.version.clone()),
                information: Vec::new(),
                role: PartyRole::default(),
            }),
        }
    }
    found
}

fn name(given: &Translated, fallback: &str) -> Text {
    let text_in = |language| {
        given.get(language).map(|text| guide::clean(&text.value)).filter(|text| !text.is_empty())
    };
    let (zh, en) = (text_in(Language::ZhCn), text_in(Language::En));
    let fallback = || guide::clean(fallback);
    Text::new(
        zh.clone().or_else(|| en.clone()).unwrap_or_else(fallback),
        en.or(zh).unwrap_or_else(fallback),
    )
}

fn one(before: Option<&PartyInState>, after: Option<&PartyInState>) -> Option<ThirdPartyChange> {
    let party = after.or(before)?;
    let fate = match (before, after) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        _ => Fate::Changed,
    };
    let provider = |party: Option<&PartyInState>| {
        party.map(|party| party.provider.clone()).unwrap_or_default()
    };
    let providers = purpose::compare_texts(&provider(before), &provider(after));
    let version = |party: Option<&PartyInState>| party.and_then(|party| party.version.clone());
    let versions = version(before).zip(version(after)).filter(|(old, new)| old != new);
    let information = information(before, after);
    let roles = (before.map(|party| party.role), party.role);
    let turned = roles.0.is_some_and(|role| role != roles.1);
    let changed = !providers.is_empty() || versions.is_some() || !information.is_empty() || turned;
    (fate != Fate::Changed || changed).then(|| ThirdPartyChange {
        kind: party.kind,
        name: party.name.clone(),
        appid: party.appid.clone(),
        fate,
        providers,
        versions,
        information,
        roles,
    })
}

fn information(
    before: Option<&PartyInState>,
    after: Option<&PartyInState>,
) -> Vec<ThirdPartyInformation> {
    let entries = |party: Option<&PartyInState>| {
        party.map(|party| party.information.clone()).unwrap_or_default()
    };
    let (old, new) = (entries(before), entries(after));
    let purpose = |entries: &[SdkInformation], id: &str| {
        entries.iter().find(|entry| entry.id.value == id).map(|entry| entry.purpose.clone())
    };
    let mut ids: Vec<&str> = new.iter().chain(&old).map(|entry| entry.id.value.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    let changes = ids.into_iter().filter_map(|id| {
        let (was, is) = (purpose(&old, id), purpose(&new, id));
        let fate = match (&was, &is) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
            _ => Fate::Changed,
        };
        let purposes = purpose::compare(&was.unwrap_or_default(), &is.unwrap_or_default());
        let label = label(id, &Translated::default());
        (fate != Fate::Changed || !purposes.is_empty()).then(|| ThirdPartyInformation {
            id: id.to_owned(),
            label,
            fate,
            purposes,
        })
    });
    changes.collect()
}
