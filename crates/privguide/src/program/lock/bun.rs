//! `bun.lock`: JSON with comments and trailing commas; packages are keyed by their place, without
//! `node_modules`.
//!
//! Source: <https://bun.sh/docs/install/lockfile>

use std::collections::BTreeMap;

use super::{LockReading, LockShape, LockedPackage, is_local, split};
use crate::{
    program::{JsonFile, JsonNode, json::JsonValue},
    tree::{SourceText, TreePath},
};

pub(super) fn read(text: &str) -> LockReading {
    let name = TreePath::new("bun.lock").expect("a plain name");
    let file = JsonFile::parse(SourceText::new(name, text));
    let version = file.get(&["lockfileVersion"]).map(|node| &node.value);
    match version {
        Some(JsonValue::Number(digits)) if matches!(digits.as_str(), "0" | "1") => {}
        Some(JsonValue::Number(digits)) => return Err(format!("`lockfileVersion` {digits}")),
        _ => return Err("there is no `lockfileVersion`".to_owned()),
    }
    // A truncated file lacks its last brace.
    if !text.trim_end().ends_with('}') {
        return Err("the file is cut off".to_owned());
    }
    let mut packages = Vec::new();
    let (mut by_place, mut places, mut links) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    let mut put = |place: String, locked: LockedPackage| {
        by_place.insert(place.clone(), packages.len());
        places.push(place);
        packages.push(locked);
    };
    for member in file.get(&["packages"]).map(JsonNode::members).unwrap_or_default() {
        let items = member.node.items();
        let Some((name, specifier)) = items.first().and_then(JsonNode::as_str).and_then(split)
        else {
            return Err(format!("the entry `{}`", member.key));
        };
        let last = items
            .last()
            .and_then(JsonNode::as_str)
            .filter(|last| items.len() > 1 && !last.is_empty());
        let is_git = specifier.starts_with("git+") || specifier.starts_with("github:");
        let integrity =
            last.map(|last| if is_git { format!("git-{last}") } else { last.to_owned() });
        let locked = LockedPackage {
            name: name.to_owned(),
            version: specifier.to_owned(),
            integrity,
            is_local: is_local(specifier),
        };
        put(place_of(&member.key), locked);
    }
    // The packages of a workspace member are below its name; imports are resolved from its folder.
    for member in file.get(&["workspaces"]).map(JsonNode::members).unwrap_or_default() {
        let Some(name) =
            member.node.get("name").and_then(JsonNode::as_str).filter(|_| !member.key.is_empty())
        else {
            continue;
        };
        let inside = format!("{}/node_modules/", place_of(name));
        let own: Vec<(String, String)> = by_place
            .keys()
            .filter_map(|place| {
                Some((
                    format!("{}/node_modules/{}", member.key, place.strip_prefix(&inside)?),
                    place.clone(),
                ))
            })
            .collect();
        links.extend(own);
    }
    Ok((packages, LockShape::Places { by_place, places, links }))
}

/// `a/@scope/b` corresponds to npm's `node_modules/a/node_modules/@scope/b`.
fn place_of(key: &str) -> String {
    let mut place = String::new();
    let mut parts = key.split('/');
    while let Some(part) = parts.next() {
        if !place.is_empty() {
            place.push('/');
        }
        place.push_str("node_modules/");
        place.push_str(part);
        if let Some(rest) = part.starts_with('@').then(|| parts.next()).flatten() {
            place.push('/');
            place.push_str(rest);
        }
    }
    place
}
