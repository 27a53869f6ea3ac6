//! The packages of a tree that imports find by name: the members of its workspaces, as declared for
//! npm, yarn, pnpm and lerna, and folders that a `package.json` links to by a path. If a tree
//! declares no members, every package in it can be imported.

use std::collections::{BTreeMap, HashMap};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use saphyr_parser::{Event, Parser};
use serde_json::Value;

use crate::tree::{SourceTree, TreePath};

/// Files in which a workspace declares its members.
const NAMING: [&str; 3] = ["package.json", "lerna.json", PNPM];
/// The only one that is not JSON.
const PNPM: &str = "pnpm-workspace.yaml";

/// True for a file that [`packages`] reads.
pub(super) fn decides(path: &TreePath) -> bool {
    NAMING.contains(&path.name())
}

/// Whether the files at the root of the tree declare the package in the folder `inside`, or in a
/// folder that contains it, as a member of their workspace.
pub(crate) fn has_member(tree: &dyn SourceTree, inside: &TreePath) -> bool {
    let files = NAMING.iter().filter_map(|name| TreePath::new(name));
    let workspaces: Vec<PackageWorkspace> =
        files.filter_map(|file| PackageWorkspace::parse(&file, &tree.read(&file).ok()?)).collect();
    let mut folder = inside.clone();
    while !folder.is_root() {
        if workspaces.iter().any(|workspace| workspace.has(&folder)) {
            return true;
        }
        folder = folder.parent();
    }
    false
}

/// The packages of a tree by the names with which they are imported. If two have the same name, the
/// first is used.
pub(super) fn packages(
    paths: &[TreePath],
    contents: &HashMap<TreePath, Vec<u8>>,
) -> BTreeMap<String, TreePath> {
    let read = |path: &TreePath| {
        contents.get(path).and_then(|text| serde_json::from_slice::<Value>(text).ok())
    };
    let manifests: Vec<(&TreePath, Value)> = paths
        .iter()
        .filter(|path| path.name() == "package.json")
        .filter_map(|path| Some((path, read(path)?)))
        .collect();
    let workspaces: Vec<PackageWorkspace> = paths
        .iter()
        .filter_map(|path| PackageWorkspace::parse(path, contents.get(path)?))
        .collect();
    let is_member = |folder: &TreePath| {
        workspaces.is_empty() || workspaces.iter().any(|workspace| workspace.has(folder))
    };
    let mut found: BTreeMap<String, TreePath> = BTreeMap::new();
    for (path, package) in &manifests {
        let folder = path.parent();
        if let Some(name) =
            package["name"].as_str().filter(|name| super::package_of(name) == Some(name))
            && !folder.is_root()
            && is_member(&folder)
        {
            found.entry(name.to_owned()).or_insert(folder);
        }
    }
    for (path, package) in &manifests {
        let dependencies =
            ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
        let named = dependencies.iter().filter_map(|key| package[key].as_object()).flatten();
        for (name, specifier) in named {
            let linked =
                specifier.as_str().and_then(|specifier| linked(specifier, &path.parent(), &found));
            if let Some(folder) =
                linked.filter(|folder| manifests.iter().any(|(path, _)| path.parent() == *folder))
            {
                found.entry(name.clone()).or_insert(folder);
            }
        }
    }
    found
}

/// The folder that a dependency links to: `file:../shared`, `link:…`, `portal:…`,
/// `workspace:../shared`, `workspace:@acme/shared@*`.
fn linked(
    specifier: &str,
    from: &TreePath,
    known: &BTreeMap<String, TreePath>,
) -> Option<TreePath> {
    let (protocol, target) = specifier.split_once(':')?;
    match protocol {
        "file" | "link" | "portal" => from.join(target),
        "workspace" if target.starts_with('.') => from.join(target),
        "workspace" => known.get(super::package_of(target.rsplit_once('@')?.0)?).cloned(),
        _ => None,
    }
}

/// A folder that declares packages below it as members.
struct PackageWorkspace {
    folder: TreePath,
    members: GlobSet,
    others: GlobSet,
}

impl PackageWorkspace {
    fn parse(file: &TreePath, content: &[u8]) -> Option<Self> {
        let patterns = match file.name() {
            PNPM => of_yaml(std::str::from_utf8(content).ok()?),
            name => {
                let json: Value = serde_json::from_slice(content).ok()?;
                let list =
                    if name == "lerna.json" { &json["packages"] } else { &json["workspaces"] };
                let list = list.as_array().or_else(|| list["packages"].as_array())?;
                list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
        };
        if patterns.is_empty() {
            return None;
        }
        let (others, members): (Vec<_>, Vec<_>) =
            patterns.iter().map(String::as_str).partition(|pattern| pattern.starts_with('!'));
        Some(Self { folder: file.parent(), members: globs(&members)?, others: globs(&others)? })
    }

    /// Whether the package in a folder is a member. The package in the folder of the workspace
    /// always is.
    fn has(&self, folder: &TreePath) -> bool {
        let Some(inside) = folder.relative_to(&self.folder) else { return false };
        let manifest = format!("{inside}/package.json");
        inside.is_empty() || self.members.is_match(&manifest) && !self.others.is_match(&manifest)
    }
}

/// Converts patterns of folders to patterns of the manifests in them; an invalid pattern matches
/// nothing.
fn globs(patterns: &[&str]) -> Option<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let clean = pattern.trim_start_matches('!').trim_start_matches("./").trim_end_matches('/');
        set.add(
            GlobBuilder::new(&format!("{clean}/package.json"))
                .literal_separator(true)
                .build()
                .ok()?,
        );
    }
    set.build().ok()
}

/// The list `packages` at the top level of a YAML file. It is read event by event, so that nesting
/// needs no stack.
fn of_yaml(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut key, mut is_key, mut inside) = (0_usize, String::new(), true, false);
    for event in Parser::new_from_str(text) {
        let Ok((event, _)) = event else { break };
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                inside = depth == 1
                    && !is_key
                    && key == "packages"
                    && matches!(event, Event::SequenceStart(..));
                depth += 1;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                (inside, is_key) = (false, depth == 1 || is_key);
            }
            Event::Scalar(value, ..) if depth == 1 => {
                if is_key {
                    key = value.into_owned();
                }
                is_key = !is_key;
            }
            Event::Scalar(value, ..) if depth == 2 && inside => found.push(value.into_owned()),
            Event::Alias(_) if depth == 1 => is_key = !is_key,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{of_yaml, packages};
    use crate::tree::TreePath;

    fn found(files: &[(&str, &str)]) -> String {
        let path = |text: &str| TreePath::new(text).expect("inside");
        let contents: HashMap<_, _> =
            files.iter().map(|(name, text)| (path(name), text.as_bytes().to_vec())).collect();
        let paths: Vec<TreePath> = files.iter().map(|(name, _)| path(name)).collect();
        let found = packages(&paths, &contents);
        found.iter().map(|(name, folder)| format!("{name}={folder}")).collect::<Vec<_>>().join(" ")
    }

    const SHARED: (&str, &str) = ("packages/shared/package.json", r#"{ "name": "@acme/shared" }"#);
    const FIXTURE: (&str, &str) = ("fixtures/dayjs/package.json", r#"{ "name": "dayjs" }"#);

    #[test]
    fn a_workspace_says_which_packages_it_holds() {
        assert_eq!(found(&[SHARED, FIXTURE]), "@acme/shared=packages/shared dayjs=fixtures/dayjs");
        for workspace in [
            ("package.json", r#"{ "workspaces": ["packages/*"] }"#),
            ("package.json", r#"{ "workspaces": { "packages": ["./packages/*/"] } }"#),
            ("lerna.json", r#"{ "packages": ["packages/**"] }"#),
            ("pnpm-workspace.yaml", "catalog:\n  vue: 3\npackages:\n  - 'packages/*'\n"),
            ("pnpm-workspace.yaml", "packages: ['**', '!fixtures/**']"),
        ] {
            assert_eq!(
                found(&[workspace, SHARED, FIXTURE]),
                "@acme/shared=packages/shared",
                "{workspace:?}"
            );
        }
    }

    #[test]
    fn a_dependency_may_be_a_link() {
        for specifier in ["file:../vendor/geo", "link:../vendor/geo", "workspace:../vendor/geo"] {
            let app = format!(r#"{{ "name": "app", "dependencies": {{ "geo": "{specifier}" }} }}"#);
            let files = [
                ("package.json", r#"{ "workspaces": ["app"] }"#),
                ("app/package.json", &*app),
                ("vendor/geo/package.json", "{}"),
            ];
            assert_eq!(found(&files), "app=app geo=vendor/geo", "{specifier}");
        }
        let app = r#"{ "name": "app", "dependencies": { "kit": "workspace:@acme/shared@*", "gone": "file:../gone" } }"#;
        assert_eq!(
            found(&[("app/package.json", app), SHARED]),
            "@acme/shared=packages/shared app=app kit=packages/shared"
        );
    }

    #[test]
    fn only_the_list_at_the_top_counts() {
        for (text, expected) in [
            ("packages:\n- a\n- 'b/*' # x\n", "a b/*"),
            ("catalogs:\n  packages:\n    - x\npackages:\n  - \"a\"\n  - [y]\n", "a"),
            ("a: &a [x]\nb: *a\npackages: [c]", "c"),
            ("packages:\n  a: b\n", ""),
            ("packages: [", ""),
            (": : :\n\t- x", ""),
        ] {
            assert_eq!(of_yaml(text).join(" "), expected, "{text}");
        }
        assert!(
            of_yaml(&"- ".repeat(200_000)).is_empty() && of_yaml(&"[".repeat(200_000)).is_empty()
        );
    }
}
