//! `yarn.lock`: version 1 has its own format; later versions are YAML. Both key packages by
//! request.
//!
//! Sources: <https://classic.yarnpkg.com/lang/en/docs/yarn-lock/>,
//! <https://yarnpkg.com/configuration/manifest>

use std::collections::BTreeMap;

use super::{
    LockReading, LockShape, LockedPackage, block, block::ReadKeys, is_local, split, yaml,
    yaml::YamlNode,
};

pub(super) fn read(text: &str) -> LockReading {
    let is_later = text.lines().any(|line| line.starts_with("__metadata:"));
    if is_later { later(text) } else { first(text) }
}

#[derive(Default)]
struct YarnPackages {
    packages: Vec<LockedPackage>,
    asked: BTreeMap<String, usize>,
    needs: Vec<BTreeMap<String, String>>,
}

impl YarnPackages {
    fn finish(self) -> (Vec<LockedPackage>, LockShape) {
        (self.packages, LockShape::Requests { asked: self.asked, needs: self.needs })
    }
}

fn later(text: &str) -> LockReading {
    match block::read(text, wanted) {
        Some(documents) => read_documents(&documents),
        None => read_documents(&yaml::read(text)?),
    }
}

fn wanted(path: &[&str]) -> ReadKeys {
    if path.len() == 1 {
        ReadKeys::Only(&["version", "resolution", "checksum", "dependencies"])
    } else {
        ReadKeys::All
    }
}

fn read_documents(documents: &[YamlNode<'_>]) -> LockReading {
    let mut found = YarnPackages::default();
    for (key, node) in documents.first().map(YamlNode::members).unwrap_or_default() {
        if key == "__metadata" {
            continue;
        }
        let Some((name, specifier)) = node.text("resolution").and_then(split) else {
            return Err(format!("the entry `{key}`"));
        };
        for request in key.split(", ") {
            found.asked.insert(request.to_owned(), found.packages.len());
        }
        let commit = specifier
            .rsplit_once("commit=")
            .map(|(_, commit)| format!("git-{}", commit.split('&').next().unwrap_or(commit)));
        // The number before the `/` is the version of yarn's cache, which does not depend on the
        // package.
        let checksum = node
            .text("checksum")
            .map(|sum| format!("yarn-{}", sum.rsplit('/').next().unwrap_or(sum)));
        found.packages.push(LockedPackage {
            name: name.to_owned(),
            version: node.text("version").unwrap_or_default().to_owned(),
            integrity: commit.or(checksum),
            is_local: is_local(specifier),
        });
        let needs = node.get("dependencies").map(YamlNode::members).unwrap_or_default();
        found.needs.push(
            needs
                .iter()
                .filter_map(|(name, range)| {
                    Some((name.clone().into_owned(), range.as_text()?.to_owned()))
                })
                .collect(),
        );
    }
    Ok(found.finish())
}

fn first(text: &str) -> LockReading {
    let mut found = YarnPackages::default();
    let mut is_needs = false;
    for (number, line) in text.lines().enumerate() {
        let refused = || format!("line {}", number + 1);
        let inside = line.trim_start_matches(' ');
        let indent = line.len() - inside.len();
        if inside.is_empty() || inside.starts_with('#') {
            continue;
        }
        if indent == 0 {
            let requests = inside.strip_suffix(':').ok_or_else(refused)?;
            let requests: Vec<String> =
                requests.split(", ").map(|request| request.trim_matches('"').to_owned()).collect();
            let (name, range) =
                requests.first().and_then(|first| split(first)).ok_or_else(refused)?;
            let aliased = range.strip_prefix("npm:").and_then(split).map(|(name, _)| name);
            let locked = LockedPackage {
                name: aliased.unwrap_or(name).to_owned(),
                is_local: is_local(range),
                ..LockedPackage::default()
            };
            for request in &requests {
                found.asked.insert(request.clone(), found.packages.len());
            }
            found.packages.push(locked);
            found.needs.push(BTreeMap::new());
            is_needs = false;
            continue;
        }
        let (Some(locked), Some(needs)) = (found.packages.last_mut(), found.needs.last_mut())
        else {
            return Err(refused());
        };
        let (key, value) = key_and_value(inside).ok_or_else(refused)?;
        match (indent, key, value) {
            (2, "dependencies:" | "optionalDependencies:", "") => is_needs = true,
            (2, "version", version) => version.clone_into(&mut locked.version),
            (2, "integrity", integrity) => locked.integrity = Some(integrity.to_owned()),
            (2, "resolved", address) => {
                locked.integrity = locked.integrity.take().or_else(|| checksum(address));
            }
            (2, ..) => is_needs = false,
            (_, name, range) if is_needs => drop(needs.insert(name.to_owned(), range.to_owned())),
            _ => {}
        }
    }
    if found.packages.iter().any(|package| package.version.is_empty()) {
        return Err("the file is cut off".to_owned());
    }
    Ok(found.finish())
}

/// `key value`, each with or without quotes; a key without a value ends with a colon.
fn key_and_value(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => text.split_once(' ').unwrap_or((text, "")),
    };
    Some((key, rest.trim().trim_matches('"')))
}

/// Before yarn had `integrity`, it wrote the checksum, or the git commit, after the address.
fn checksum(address: &str) -> Option<String> {
    let (before, after) = address.rsplit_once('#')?;
    let is_git =
        before.starts_with("git") || before.rsplit_once('.').is_some_and(|(_, end)| end == "git");
    let is_sum = after.len() == 40 && after.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sum.then(|| format!("{}-{after}", if is_git { "git" } else { "sha1" }))
}

/// The results of both readers.
#[cfg(test)]
pub(super) fn both(text: &str) -> (LockReading, Option<LockReading>) {
    (
        yaml::read(text).and_then(|documents| read_documents(&documents)),
        block::read(text, wanted).map(|documents| read_documents(&documents)),
    )
}
