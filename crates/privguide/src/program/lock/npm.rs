//! `package-lock.json` and `npm-shrinkwrap.json`: since version 2, `packages` are keyed by place;
//! version 1 has nested `dependencies`.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-lock-json>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LockReading, LockShape, LockedPackage, is_local};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    lockfile_version: u32,
    packages: Option<BTreeMap<String, NpmEntry>>,
    dependencies: Option<BTreeMap<String, Nested>>,
}

#[derive(Deserialize)]
struct NpmEntry {
    name: Option<String>,
    version: Option<String>,
    resolved: Option<String>,
    integrity: Option<String>,
    #[serde(default)]
    link: bool,
}

#[derive(Deserialize)]
struct Nested {
    version: Option<String>,
    integrity: Option<String>,
    dependencies: Option<BTreeMap<String, Nested>>,
}

pub(super) fn read(text: &str) -> LockReading {
    // serde_json rejects nesting of more than 128 levels.
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| error.to_string())?;
    let mut found = NpmPackages::default();
    match (file.lockfile_version, file.packages, file.dependencies) {
        (1, _, dependencies) => found.nested("", dependencies.unwrap_or_default()),
        (2 | 3, Some(packages), _) => {
            for (place, package) in packages {
                found.add(place, package);
            }
        }
        (2 | 3, None, _) => return Err("there is no `packages`".to_owned()),
        (other, ..) => return Err(format!("`lockfileVersion` {other}")),
    }
    let NpmPackages { packages, by_place, places, links } = found;
    Ok((packages, LockShape::Places { by_place, places, links }))
}

#[derive(Default)]
struct NpmPackages {
    packages: Vec<LockedPackage>,
    by_place: BTreeMap<String, usize>,
    places: Vec<String>,
    links: BTreeMap<String, String>,
}

impl NpmPackages {
    fn add(&mut self, place: String, package: NpmEntry) {
        let resolved = package.resolved.unwrap_or_default();
        if package.link {
            self.links.insert(place, resolved);
            return;
        }
        let Some(name) =
            package.name.or_else(|| Some(place.rsplit_once("node_modules/")?.1.to_owned()))
        else {
            // The project itself, or a workspace member without a name.
            return self.put(place, LockedPackage { is_local: true, ..LockedPackage::default() });
        };
        let integrity = package.integrity.or_else(|| commit(&resolved));
        let is_local = is_local(&resolved) || !place.contains("node_modules/");
        self.put(
            place,
            LockedPackage {
                name,
                version: package.version.unwrap_or_default(),
                integrity,
                is_local,
            },
        );
    }

    fn put(&mut self, place: String, locked: LockedPackage) {
        self.by_place.insert(place.clone(), self.packages.len());
        self.places.push(place);
        self.packages.push(locked);
    }

    fn nested(&mut self, above: &str, dependencies: BTreeMap<String, Nested>) {
        for (name, nested) in dependencies {
            let place = if above.is_empty() {
                format!("node_modules/{name}")
            } else {
                format!("{above}/node_modules/{name}")
            };
            let specifier = nested.version.unwrap_or_default();
            // For an alias, the version is `npm:other@1.0.0`; for git and folders, it is their
            // location.
            let aliased = specifier.strip_prefix("npm:").and_then(super::split);
            let (name, version) = aliased
                .map_or((name.as_str(), specifier.as_str()), |(name, version)| (name, version));
            let integrity = nested.integrity.or_else(|| commit(&specifier));
            let locked = LockedPackage {
                name: name.to_owned(),
                version: version.to_owned(),
                integrity,
                is_local: is_local(&specifier),
            };
            self.put(place.clone(), locked);
            self.nested(&place, nested.dependencies.unwrap_or_default());
        }
    }
}

/// The commit of a package from git, which identifies its content like a checksum.
fn commit(resolved: &str) -> Option<String> {
    let (_, commit) = resolved.rsplit_once('#')?;
    (commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| format!("git-{commit}"))
}
