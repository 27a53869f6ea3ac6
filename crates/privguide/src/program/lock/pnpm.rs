//! `pnpm-lock.yaml`, versions 5, 6 and 9: importers have dependencies by name; packages are keyed
//! by name, version and peers.
//!
//! Source: <https://github.com/pnpm/spec/tree/master/lockfile>

use std::{borrow::Cow, collections::BTreeMap};

use rustc_hash::FxHashMap as HashMap;

use super::{
    LockReading, LockShape, LockedPackage, Needs, block, block::ReadKeys, is_local, split, yaml,
    yaml::YamlNode,
};

const GROUPS: [&str; 3] = ["dependencies", "devDependencies", "optionalDependencies"];

pub(super) fn read(text: &str) -> LockReading {
    match block::read(text, wanted) {
        Some(documents) => read_documents(&documents),
        None => read_documents(&yaml::read(text)?),
    }
}

/// The parts of the file that decide which package an import resolves to.
fn wanted(path: &[&str]) -> ReadKeys {
    match path {
        [] => ReadKeys::Only(&[
            "lockfileVersion",
            "importers",
            "packages",
            "snapshots",
            "dependencies",
            "devDependencies",
            "optionalDependencies",
        ]),
        ["importers" | "snapshots", _] => ReadKeys::Only(&GROUPS),
        ["packages", _] => ReadKeys::Only(&[
            "resolution",
            "name",
            "version",
            "dependencies",
            "devDependencies",
            "optionalDependencies",
        ]),
        ["importers", _, _, _]
        | ["dependencies" | "devDependencies" | "optionalDependencies", _] => {
            ReadKeys::Only(&["version"])
        }
        _ => ReadKeys::All,
    }
}

fn read_documents(documents: &[YamlNode<'_>]) -> LockReading {
    // Version 9 may begin with a document about the package manager itself.
    let Some(file) =
        documents.iter().rev().find(|document| document.get("lockfileVersion").is_some())
    else {
        return Err("there is no `lockfileVersion`".to_owned());
    };
    let version = file.text("lockfileVersion").unwrap_or_default();
    let form = match version.split('.').next() {
        Some("5") => LockForm::Five,
        Some("6" | "7") => LockForm::Six,
        Some("9") => LockForm::Nine,
        _ => return Err(format!("`lockfileVersion` {version}")),
    };
    let mut found = PnpmPackages {
        form,
        packages: Vec::new(),
        numbers: HashMap::default(),
        key: String::new(),
    };
    let (contents, graph) =
        (file.get("packages"), file.get("snapshots").filter(|_| form == LockForm::Nine));
    let graph = graph.or(contents);
    // In the other versions, `packages` contains the dependency graph.
    let apart =
        contents.filter(|_| form == LockForm::Nine).map(YamlNode::members).unwrap_or_default();
    let by_key: HashMap<&str, &YamlNode<'_>> =
        apart.iter().map(|(key, node)| (&**key, node)).collect();
    for (key, node) in graph.map(YamlNode::members).unwrap_or_default() {
        found.add(
            key,
            by_key.get(&**key).or_else(|| by_key.get(without_peers(key))).unwrap_or(&node),
        );
    }
    let needs: Vec<Needs> = graph
        .map(YamlNode::members)
        .unwrap_or_default()
        .iter()
        .map(|(_, node)| found.needs(node, &["dependencies", "optionalDependencies"]))
        .collect();
    let mut importers = BTreeMap::new();
    match file.get("importers") {
        Some(all) => {
            for (folder, node) in all.members() {
                let folder = folder.trim_start_matches("./");
                importers.insert(
                    if folder == "." { String::new() } else { folder.to_owned() },
                    found.needs(node, &GROUPS),
                );
            }
        }
        None => drop(importers.insert(String::new(), found.needs(file, &GROUPS))),
    }
    let mut needs = needs;
    // Packages that importers link to were appended to those of the file.
    needs.resize_with(found.packages.len(), Needs::new);
    Ok((found.packages, LockShape::Edges { importers, needs }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LockForm {
    Five,
    Six,
    Nine,
}

struct PnpmPackages<'n> {
    form: LockForm,
    packages: Vec<LockedPackage>,
    numbers: HashMap<Cow<'n, str>, usize>,
    /// A buffer in which keys are built.
    key: String,
}

impl<'n> PnpmPackages<'n> {
    fn add(&mut self, key: &'n str, content: &YamlNode<'_>) {
        let resolution = content.get("resolution");
        let field = |name: &str| resolution.and_then(|resolution| resolution.text(name));
        let commit = field("commit").map(|commit| format!("git-{commit}"));
        let integrity =
            field("integrity").map(str::to_owned).or(commit).or_else(|| archive(field("tarball")?));
        let (name, version) = self.name_of(key);
        let locked = LockedPackage {
            name: content.text("name").unwrap_or(name).to_owned(),
            version: content.text("version").unwrap_or(version).to_owned(),
            integrity,
            is_local: is_local(key) || is_local(version) || field("directory").is_some(),
        };
        self.numbers.insert(Cow::Borrowed(key), self.packages.len());
        self.packages.push(locked);
    }

    /// The name and version in a key.
    fn name_of<'k>(&self, key: &'k str) -> (&'k str, &'k str) {
        let plain = without_peers(key);
        let plain = plain.strip_prefix('/').unwrap_or(plain);
        if self.form != LockForm::Five {
            return split(plain).unwrap_or((plain, ""));
        }
        // `/@scope/name/1.0.0_peer@2.0.0`
        let names = if plain.starts_with('@') { 2 } else { 1 };
        let end = plain.match_indices('/').nth(names - 1).map_or(plain.len(), |(at, _)| at);
        let version = plain.get(end + 1..).unwrap_or("");
        (&plain[..end], version.split(['_', '/']).next().unwrap_or(version))
    }

    fn needs(&mut self, node: &YamlNode<'_>, groups: &[&str]) -> Needs {
        let mut needs = Needs::new();
        for (name, value) in
            groups.iter().filter_map(|group| node.get(group)).flat_map(YamlNode::members)
        {
            if let Some(number) = value
                .as_text()
                .or_else(|| value.text("version"))
                .and_then(|to| self.number(name, to))
            {
                needs.push((Box::from(&**name), number));
            }
        }
        needs
    }

    fn number(&mut self, name: &str, to: &str) -> Option<usize> {
        let parts = match self.form {
            LockForm::Five => ["/", name, "/", to],
            LockForm::Six => ["/", name, "@", to],
            LockForm::Nine => ["", name, "@", to],
        };
        self.key.clear();
        for part in parts {
            self.key.push_str(part);
        }
        let keys = if self.form == LockForm::Nine { [&*self.key, to] } else { [to, &*self.key] };
        if let Some(number) = keys.iter().find_map(|key| self.numbers.get(*key)) {
            return Some(*number);
        }
        if !is_local(to) {
            return None;
        }
        let locked = LockedPackage {
            name: name.to_owned(),
            version: to.to_owned(),
            integrity: None,
            is_local: true,
        };
        self.packages.push(locked);
        self.numbers.insert(Cow::Owned(keys[0].to_owned()), self.packages.len() - 1);
        Some(self.packages.len() - 1)
    }
}

/// The key without the suffix for the package's peers: `(vue@3.0.0)`.
fn without_peers(key: &str) -> &str {
    key.split('(').next().unwrap_or(key)
}

/// The commit at the end of the address of an archive from a git service.
fn archive(address: &str) -> Option<String> {
    let last = address.rsplit('/').next()?;
    (last.len() == 40 && last.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| format!("git-{last}"))
}

/// The results of both readers.
#[cfg(test)]
pub(super) fn both(text: &str) -> (LockReading, Option<LockReading>) {
    (
        yaml::read(text).and_then(|documents| read_documents(&documents)),
        block::read(text, wanted).map(|documents| read_documents(&documents)),
    )
}
