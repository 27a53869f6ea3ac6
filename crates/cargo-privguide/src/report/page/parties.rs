//! Who else gets information: what is declared, what the code shows, and hosts.

use std::collections::{BTreeMap, BTreeSet};

use privguide::{
    catalog::{ThirdParties, information_types},
    declaration::{Role, SdkInformation, Spanned, Translated},
    language::Text,
    tree::Place,
};
use serde_json::{Value, json};

use super::{both, place_text};
use crate::{output::one_line, report::Shown, session::Session};

/// Places named with one third party or host.
const MOST_PLACES: usize = 5;

/// Third parties, and hosts that the code gets to.
pub fn of(session: &Session, shown: &Shown) -> (Vec<Value>, Vec<Value>) {
    let shipped = ThirdParties::default();
    let rows = session.project.declarations.as_ref().map_or(&shipped, |parsed| parsed.declarations.third_parties());
    let mut signs: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    for sign in session.project.programs.iter().flat_map(|analysed| &analysed.scan.third_parties) {
        signs.entry(&sign.party).or_default().push(&sign.place);
    }
    let mut parties = Vec::new();
    let mut declared = BTreeSet::new();
    if let Some(parsed) = &session.project.declarations {
        let known = &parsed.declarations;
        for entry in &known.plugins {
            let kind = Text::new("插件", "plugin");
            parties.push(party(
                &entry.name,
                entry.appid.as_ref(),
                &kind,
                Some(&entry.provider),
                &entry.information,
                (entry.role, &[]),
                shown,
            ));
        }
        for entry in &known.sdks {
            let id = entry.id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
            declared.insert(id.to_owned());
            let places = signs.get(id).map_or(&[][..], Vec::as_slice);
            let kind = Text::new("SDK", "SDK");
            parties.push(party(
                &entry.name,
                entry.id.as_ref(),
                &kind,
                Some(&entry.provider),
                &entry.information,
                (entry.role, places),
                shown,
            ));
        }
        for entry in known.recipients.iter().filter(|entry| entry.role != Role::Own) {
            declared.extend(entry.id.as_ref().map(|id| id.value.clone()));
            let kind = Text::new("接收方", "recipient");
            parties.push(party(
                &entry.name,
                entry.id.as_ref().or(entry.hosts.first()),
                &kind,
                None,
                &entry.information,
                (entry.role, &[]),
                shown,
            ));
        }
    }
    for (id, places) in signs.iter().filter(|(id, _)| !declared.contains(**id)) {
        let Some(row) = rows.get(id).filter(|row| !row.platform) else { continue };
        let named = |id: &String| {
            information_types()
                .iter()
                .find(|row| row.id == *id)
                .map(|row| json!({ "id": id, "label": row.thing, "purpose": null }))
        };
        parties.push(json!({
            "name": row.name, "kind": Text::new("代码里发现", "found in the code"),
            "state": { "class": "judge", "text": Text::new("没有按编号声明", "not declared by its id") },
            "provider": row.provider.as_ref().map(|name| Text::new(name.clone(), name.clone())),
            "information": row.code_uses.iter().filter_map(named).collect::<Vec<_>>(),
            "places": places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>(),
        }));
    }
    (parties, hosts(session, rows, shown))
}

fn party(
    name: &Translated,
    id: Option<&Spanned<String>>,
    kind: &Text,
    provider: Option<&Translated>,
    information: &[SdkInformation],
    (role, places): (Role, &[&Place]),
    shown: &Shown,
) -> Value {
    let fallback =
        || id.map_or_else(|| Text::new("没有写名称", "without a name"), |id| Text::new(one_line(&id.value), one_line(&id.value)));
    let role = match role {
        Role::ThirdParty => Text::new("自行决定处理", "decides for itself"),
        Role::Processor => Text::new("受托处理", "acts on behalf"),
        Role::Own => Text::new("自己", "own"),
    };
    let one = |entry: &SdkInformation| {
        let id = one_line(&entry.id.value);
        let label = information_types().iter().find(|row| row.id == entry.id.value).map(|row| row.thing.clone());
        let label = label.unwrap_or_else(|| Text::new(id.clone(), id.clone()));
        json!({ "id": id, "label": label, "purpose": both(entry.purpose.zh.as_ref(), entry.purpose.en.as_ref()) })
    };
    json!({
        "name": both(name.zh.as_ref(), name.en.as_ref()).unwrap_or_else(fallback), "kind": kind, "state": { "class": "declared", "text": role },
        "provider": provider.and_then(|given| both(given.zh.as_ref(), given.en.as_ref())),
        "information": information.iter().map(one).collect::<Vec<_>>(),
        "places": places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>(),
    })
}

/// The hosts that information can go to; those of the platform and of the developers' machines are none.
fn hosts(session: &Session, rows: &ThirdParties, shown: &Shown) -> Vec<Value> {
    let mut hosts: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for address in session.project.programs.iter().flat_map(|analysed| &analysed.scan.addresses) {
        match address.host() {
            Some(host) if address.carries_away() => hosts.entry(host).or_default().push(&address.place),
            None if address.channel.carries_information() => unknown.push(&address.place),
            _ => {}
        }
    }
    let recipients = session.project.declarations.iter().flat_map(|parsed| &parsed.declarations.recipients);
    let recipients: Vec<_> = recipients.collect();
    let owner = |host: &str| {
        let is_meant = |pattern: &Spanned<String>| match pattern.value.strip_prefix("*.") {
            Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
            None => pattern.value == host,
        };
        let declared = recipients.iter().find(|entry| entry.hosts.iter().any(is_meant));
        match (declared, rows.of_host(host)) {
            (Some(entry), _) if entry.role == Role::Own => Text::new("自己", "own"),
            (Some(entry), row) => both(entry.name.zh.as_ref(), entry.name.en.as_ref())
                .or_else(|| row.map(|row| row.name.clone()))
                .unwrap_or_else(|| Text::new("已声明", "declared")),
            (None, Some(row)) => row.name.clone(),
            (None, None) => Text::new("没有声明属于谁", "not declared whose it is"),
        }
    };
    let places = |places: &[&Place]| places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>();
    let mut out: Vec<Value> =
        hosts.iter().map(|(host, at)| json!({ "name": one_line(host), "owner": owner(host), "places": places(at) })).collect();
    if !unknown.is_empty() {
        let owner = Text::new("运行时才知道", "only known at run time");
        out.push(json!({ "name": "?", "owner": owner, "places": places(&unknown) }));
    }
    out
}
