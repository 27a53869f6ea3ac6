//! Who else receives information: declarations, evidence in the code, and hosts.

use std::collections::BTreeMap;

use privguide::{
    catalog::{ThirdParties, ThirdParty, information_types},
    declaration::{DeclaredParty, PartyRole, SdkInformation, ThirdPartyKind},
    language::Text,
    tree::Place,
};
use serde_json::{Value, json};

use super::{both, place_text};
use crate::{output::one_line, report::Shown, session::Session};

/// The maximum number of places that are named with one third party or host.
const MOST_PLACES: usize = 5;

/// Third parties, and hosts that the code connects to.
pub fn parties_and_hosts(session: &Session, shown: &Shown) -> (Vec<Value>, Vec<Value>) {
    let shipped = ThirdParties::default();
    let rows = session
        .project
        .declarations
        .as_ref()
        .map_or(&shipped, |parsed| parsed.declarations.third_parties());
    let mut signs: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    for sign in session.project.programs.iter().flat_map(|analysed| &analysed.scan.third_parties) {
        signs.entry(&sign.party).or_default().push(&sign.place);
    }
    let declarations = session.project.declarations.as_ref().map(|parsed| &parsed.declarations);
    let mut parties = Vec::new();
    for entry in declarations.iter().flat_map(|declarations| declarations.others()) {
        let is_its = |id: &str| {
            declarations
                .zip(rows.get(id))
                .and_then(|(declarations, row)| declarations.party_of(row))
                .is_some_and(|of| of.key() == entry.key())
        };
        let places: Vec<&Place> = signs
            .iter()
            .filter(|(id, _)| is_its(id))
            .flat_map(|(_, places)| places)
            .copied()
            .collect();
        parties.push(party(entry, &places, shown));
    }
    let is_undeclared = |row: &ThirdParty| {
        !row.platform
            && declarations.is_none_or(|declarations| declarations.party_of(row).is_none())
    };
    for (id, places) in &signs {
        let Some(row) = rows.get(id).filter(|row| is_undeclared(row)) else { continue };
        let named = |id: &String| {
            information_types()
                .iter()
                .find(|row| row.id == *id)
                .map(|row| json!({ "id": id, "label": row.thing, "purpose": null }))
        };
        parties.push(json!({
            "name": row.name, "kind": Text::new("代码里发现", "found in the code"),
            "state": { "class": "judge", "text": Text::new("没有声明", "not declared") },
            "provider": row.provider.as_ref().map(|name| Text::new(name.clone(), name.clone())),
            "information": row.code_uses.iter().filter_map(named).collect::<Vec<_>>(),
            "places": places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>(),
        }));
    }
    (parties, hosts(session, rows, shown))
}

fn party(entry: &DeclaredParty, places: &[&Place], shown: &Shown) -> Value {
    let fallback = || match entry.id.as_ref().or(entry.hosts.first()) {
        Some(id) => Text::new(one_line(&id.value), one_line(&id.value)),
        None => Text::new("没有写名称", "without a name"),
    };
    let kind = match entry.kind {
        ThirdPartyKind::Plugin => Text::new("插件", "plugin"),
        ThirdPartyKind::Sdk => Text::new("SDK", "SDK"),
        ThirdPartyKind::Recipient => Text::new("接收方", "recipient"),
    };
    let role = match entry.role {
        PartyRole::ThirdParty => Text::new("自行决定处理", "decides for itself"),
        PartyRole::Processor => Text::new("受托处理", "acts on behalf"),
        PartyRole::Own => Text::new("自己", "own"),
    };
    let one = |entry: &SdkInformation| {
        let id = one_line(&entry.id.value);
        let label = information_types()
            .iter()
            .find(|row| row.id == entry.id.value)
            .map(|row| row.thing.clone());
        let label = label.unwrap_or_else(|| Text::new(id.clone(), id.clone()));
        json!({ "id": id, "label": label, "purpose": both(entry.purpose.zh.as_ref(), entry.purpose.en.as_ref()) })
    };
    json!({
        "name": both(entry.name.zh.as_ref(), entry.name.en.as_ref()).unwrap_or_else(fallback), "kind": kind, "state": { "class": "declared", "text": role },
        "provider": entry.provider().and_then(|given| both(given.zh.as_ref(), given.en.as_ref())),
        "information": entry.information.iter().map(one).collect::<Vec<_>>(),
        "places": places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>(),
    })
}

/// The hosts that information can reach, except for the platform's and the developers' machines.
fn hosts(session: &Session, rows: &ThirdParties, shown: &Shown) -> Vec<Value> {
    let mut hosts: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for address in session.project.programs.iter().flat_map(|analysed| &analysed.scan.addresses) {
        match address.host() {
            Some(host) if address.carries_away() => {
                hosts.entry(host).or_default().push(&address.place);
            }
            None if address.channel.carries_information() => unknown.push(&address.place),
            _ => {}
        }
    }
    let declarations = session.project.declarations.as_ref().map(|parsed| &parsed.declarations);
    let owner = |host: &str| {
        let declared = declarations.and_then(|declarations| declarations.party_of_host(host));
        match (declared, rows.of_host(host)) {
            (Some(entry), _) if entry.role == PartyRole::Own => Text::new("自己", "own"),
            (Some(entry), row) => both(entry.name.zh.as_ref(), entry.name.en.as_ref())
                .or_else(|| row.map(|row| row.name.clone()))
                .unwrap_or_else(|| Text::new("已声明", "declared")),
            (None, Some(row)) => row.name.clone(),
            (None, None) => Text::new("没有声明属于谁", "not declared whose it is"),
        }
    };
    let places = |places: &[&Place]| {
        places.iter().take(MOST_PLACES).map(|place| place_text(place, shown)).collect::<Vec<_>>()
    };
    let mut out: Vec<Value> =
        hosts.iter().map(|(host, at)| json!({ "name": one_line(host), "owner": owner(host), "places": places(at) })).collect();
    if !unknown.is_empty() {
        let owner = Text::new("运行时才知道", "only known at run time");
        out.push(json!({ "name": "?", "owner": owner, "places": places(&unknown) }));
    }
    out
}
