//! Resolves references between files leniently, by the combined rules of the runtime, bundlers and
//! editors.
//!
//! It is used to link values across modules; the narrower rules of the official tool are in
//! [`graph`](super::graph).

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

use super::{JsonFile, JsonMember, JsonNode, Program, Status, locate::Spot, modules::Resolution};
use crate::{
    framework::{Framework, SCRIPTS, component_ends},
    tree::{FileSet, SourceTree, TreePath},
};

/// A prefix that is replaced by a folder or file: `@/*` of `tsconfig.json`, `resolveAlias` of
/// `app.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PathAlias {
    /// The beginning of a specifier; if `wildcard` is false, the whole specifier.
    prefix: String,
    wildcard: bool,
    /// Its replacement, relative to the root of the tree.
    target: TreePath,
}

/// The files that an import of a folder may refer to: its `index`, or the file for WeChat in a
/// plugin of uni-app.
const INDEXES: [&str; 3] = ["index", "utssdk/mp-weixin/index", "utssdk/index"];

/// How many folders are searched upwards for `miniprogram_npm`.
const MAX_DEPTH: usize = 64;

impl Program {
    /// A file of the program by its path relative to the root of the tree.
    #[must_use]
    pub fn file(&self, path: &TreePath) -> Option<&super::ProgramFile> {
        self.index_of(path.as_str()).map(|index| &self.files[index])
    }

    pub(super) fn index_of(&self, path: &str) -> Option<usize> {
        self.positions.get(path).copied()
    }

    /// Restores derived data after a program was deserialised from the cache.
    pub(crate) fn restored(mut self) -> Self {
        let files = std::mem::take(&mut self.files);
        self.hold(files);
        self
    }

    /// Sets the program's files, which must be sorted by path.
    pub(super) fn hold(&mut self, files: Vec<super::ProgramFile>) {
        self.positions =
            files.iter().enumerate().map(|(at, file)| (file.path.clone(), at)).collect();
        self.files = files;
    }

    fn uploads(&self, path: &str) -> bool {
        self.index_of(path).is_some_and(|index| self.files[index].status != Status::Outside)
    }

    pub(super) fn indices_below(&self, folder: &TreePath) -> std::ops::Range<usize> {
        if folder.is_root() {
            return 0..self.files.len();
        }
        let prefix = format!("{folder}/");
        let start = self.files.partition_point(|file| file.path.as_str() < prefix.as_str());
        let length =
            self.files[start..].partition_point(|file| file.path.as_str().starts_with(&prefix));
        start..start + length
    }

    /// Whether the path of some file begins with this prefix.
    fn is_any_below(&self, prefix: &str) -> bool {
        let first = self.files.partition_point(|file| file.path.as_str() < prefix);
        self.files.get(first).is_some_and(|file| file.path.as_str().starts_with(prefix))
    }

    /// The script that a specifier in `from` refers to, by any rule of some runtime or bundler:
    /// relative, from the root, aliases, `miniprogram_npm`, missing extensions, `index` files.
    /// `None` if it is not in the program.
    #[must_use]
    pub fn resolve_script(&self, from: &TreePath, specifier: &str) -> Option<TreePath> {
        if self.modules.is_none() {
            return self.resolve_leniently(from, specifier);
        }
        match self.locate_module(from, specifier) {
            Resolution::File(path) => Some(path),
            _ => None,
        }
    }

    /// The target of an import in a framework's sources: as its bundler resolves it, otherwise by
    /// any rule of some bundler.
    pub(super) fn locate_module(&self, from: &TreePath, specifier: &str) -> Resolution {
        let bare = specifier.split('?').next().unwrap_or(specifier);
        let found = self
            .modules
            .as_ref()
            .map_or(Resolution::Nowhere, |modules| modules.resolve(from, bare));
        match found {
            Resolution::File(path) => Resolution::File(self.chosen(path)),
            other => self
                .resolve_leniently(from, bare)
                .map_or(other, |path| Resolution::File(self.chosen(path))),
        }
    }

    /// Whether an alias in the configuration of its bundler leads out of the tree.
    pub(super) fn aliases_climb(&self) -> bool {
        self.modules.as_ref().is_some_and(|modules| modules.climbs)
    }

    /// The file that a build uses in place of another: `x.wx.mpx` for `x.mpx`.
    fn chosen(&self, path: TreePath) -> TreePath {
        let Some((base, extension)) = path.as_str().rsplit_once('.') else { return path };
        let choice = &self.framework.describe().choice;
        if !choice.extensions.contains(&extension) {
            return path;
        }
        let instead =
            choice.own.iter().find_map(|own| self.index_of(&format!("{base}.{own}.{extension}")));
        instead.map_or(path, |index| self.files[index].path.clone())
    }

    /// The folder that a specifier with an alias refers to.
    pub(super) fn folder_by_alias(&self, specifier: &str) -> Option<TreePath> {
        let rest = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/"));
        let aliased = self.aliases.iter().find_map(|alias| alias.apply(specifier));
        aliased.or_else(|| self.root.join(rest?))
    }

    fn resolve_leniently(&self, from: &TreePath, specifier: &str) -> Option<TreePath> {
        let specifier = specifier.split(['?', '#']).next().unwrap_or(specifier);
        if specifier.is_empty() {
            return None;
        }
        let folder = from.parent();
        if specifier.starts_with('.') {
            return self.complete(&folder.join(specifier)?);
        }
        if let Some(path) = specifier.strip_prefix('/') {
            return self
                .complete(&self.root.join(path)?)
                .or_else(|| self.complete(&folder.join(path)?));
        }
        let aliased = self.aliases.iter().find_map(|alias| self.complete(&alias.apply(specifier)?));
        let at_root = || {
            let rest = specifier
                .strip_prefix("@/")
                .or_else(|| specifier.strip_prefix("~/"))
                .or_else(|| specifier.strip_prefix("~@/"))?;
            self.complete(&self.root.join(rest)?)
                .or_else(|| self.complete(&self.root.join("src")?.join(rest)?))
        };
        aliased
            .or_else(at_root)
            .or_else(|| self.complete(&folder.join(specifier)?))
            .or_else(|| self.in_npm(&folder, specifier))
    }

    fn in_npm(&self, folder: &TreePath, specifier: &str) -> Option<TreePath> {
        let mut folder = folder.clone();
        for _ in 0..MAX_DEPTH {
            if let Some(found) = self.complete(&folder.join("miniprogram_npm")?.join(specifier)?) {
                return Some(found);
            }
            if folder == self.root || folder.is_root() {
                break;
            }
            folder = folder.parent();
        }
        None
    }

    /// The path itself, the path with an extension, or its `index`.
    fn complete(&self, path: &TreePath) -> Option<TreePath> {
        let existing = |text: &str| self.index_of(text).map(|index| self.files[index].path.clone());
        if let Some(found) = existing(path.as_str()) {
            return Some(found);
        }
        let with_index =
            || INDEXES.iter().find_map(|index| self.with_extension(&format!("{path}/{index}")));
        // In TypeScript, `x.ts` may be imported as `x.js`.
        let renamed =
            || path.as_str().strip_suffix(".js").and_then(|base| existing(&format!("{base}.ts")));
        self.with_extension(path.as_str()).or_else(renamed).or_else(with_index)
    }

    /// The script that has a path but for its extension.
    fn with_extension(&self, base: &str) -> Option<TreePath> {
        // Many names are tried, so one text is used for all of them.
        let mut name = format!("{base}.");
        let length = name.len();
        if !self.is_any_below(&name) {
            return None;
        }
        let mut existing = |end: &[&str]| {
            name.truncate(length);
            for part in end {
                name.push_str(part);
            }
            self.index_of(&name).map(|index| self.files[index].path.clone())
        };
        let extensions = SCRIPTS.into_iter().chain(component_ends());
        for own in self.framework.describe().choice.own {
            if let Some(found) =
                extensions.clone().find_map(|extension| existing(&[own, ".", extension]))
            {
                return Some(found);
            }
        }
        // For native programs, the runtime tries `.js` first.
        existing(&["js"])
            .or_else(|| extensions.clone().find_map(|extension| existing(&[extension])))
    }

    /// The script of the page or component that a template belongs to.
    #[must_use]
    pub(crate) fn page_script(&self, template: &TreePath) -> Option<TreePath> {
        let base = template.as_str().strip_suffix(&format!(".{}", template.extension()))?;
        ["js", "ts"]
            .iter()
            .find_map(|extension| self.index_of(&format!("{base}.{extension}")))
            .map(|index| self.files[index].path.clone())
    }

    /// The components that a template or its JSON may use, including those of `app.json`: tag → the
    /// component's path without extension.
    #[must_use]
    pub fn components(&self, template: &TreePath) -> BTreeMap<String, TreePath> {
        let shared = self.shared_components.get_or_init(|| {
            let settings = self.settings();
            settings
                .iter()
                .flat_map(|(app, settings)| self.named_components(app.source.path(), settings))
                .collect()
        });
        let mut found = shared.clone();
        let base = template.as_str().strip_suffix(template.extension()).unwrap_or_default();
        if let Some(json) = self.config.components.get(format!("{base}json").as_str()) {
            found.extend(
                json.root.iter().flat_map(|root| self.named_components(json.source.path(), root)),
            );
        }
        found
    }

    /// Every tag that some configuration of the program assigns to a component.
    #[must_use]
    pub(crate) fn component_names(&self) -> HashSet<&str> {
        let of_all = self.settings().map(|(_, settings)| settings);
        let own = self.config.components.values().filter_map(|json| json.root.as_ref());
        let members = of_all
            .into_iter()
            .chain(own)
            .filter_map(|root| root.get("usingComponents"))
            .flat_map(JsonNode::members);
        members.map(|member| member.key.as_str()).collect()
    }

    /// `usingComponents` of a configuration: tag → the component's path without extension.
    fn named_components(&self, file: &TreePath, settings: &JsonNode) -> Vec<(String, TreePath)> {
        let members = settings.get("usingComponents").map(JsonNode::members).unwrap_or_default();
        let component = |member: &JsonMember| {
            let path = self.resolve_component(file, member.node.as_str()?)?;
            Some((member.key.clone(), path))
        };
        members.iter().filter_map(component).collect()
    }

    /// A component named in a JSON file: its path without extension.
    #[must_use]
    pub(crate) fn resolve_component(&self, json: &TreePath, path: &str) -> Option<TreePath> {
        if self.framework != Framework::NATIVE
            && let Some(source) = self.resolve_script(json, path)
            && let Some(base) = component_ends()
                .find_map(|end| source.as_str().strip_suffix(end))
                .and_then(|base| base.strip_suffix('.'))
        {
            return TreePath::new(base);
        }
        if path.contains("://") || path.is_empty() || path.ends_with('/') {
            return None;
        }
        let found = |base: TreePath| {
            let index = base.join("index")?;
            [base, index].into_iter().find(|path| self.uploads(&format!("{path}.json")))
        };
        let folder = json.parent();
        if let Some(rest) = path.strip_prefix('/') {
            return found(self.root.join(rest)?);
        }
        if let Some(component) = lenient_join(&folder, path, &self.root).and_then(found) {
            return Some(component);
        }
        let mut folder = folder;
        for _ in 0..MAX_DEPTH {
            if let Some(component) = folder.join("miniprogram_npm")?.join(path).and_then(found) {
                return Some(component);
            }
            if folder == self.root || folder.is_root() {
                return None;
            }
            folder = folder.parent();
        }
        None
    }
}

/// Joins paths like the official tool: a `../` that would lead out of the root is dropped.
pub(super) fn lenient_join(folder: &TreePath, path: &str, root: &TreePath) -> Option<TreePath> {
    let mut parts: Vec<&str> =
        folder.relative_to(root)?.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    root.join(&parts.join("/"))
}

impl PathAlias {
    fn new(pattern: &str, target: &str, base: &TreePath) -> Option<Self> {
        let wildcard = pattern.ends_with('*');
        let target = base.join(target.trim_start_matches('/').trim_end_matches('*'))?;
        Some(Self { prefix: pattern.trim_end_matches('*').to_owned(), wildcard, target })
    }

    fn apply(&self, specifier: &str) -> Option<TreePath> {
        if self.wildcard {
            self.target.join(specifier.strip_prefix(&self.prefix)?)
        } else {
            (specifier == self.prefix).then(|| self.target.clone())
        }
    }
}

/// The aliases of a program: `resolveAlias`, and `paths` in the nearest `tsconfig.json` or
/// `jsconfig.json`; the longest prefix first.
pub(super) fn aliases(tree: &dyn SourceTree, files: &FileSet, spot: &Spot) -> Vec<PathAlias> {
    let mut found = Vec::new();
    let read = |folder: &TreePath, name: &str| {
        folder
            .join(name)
            .filter(|path| files.contains(path.as_str()))
            .and_then(|path| JsonFile::load(tree, &path))
    };
    if let Some(app) = read(&spot.root, "app.json") {
        let members = app.get(&["resolveAlias"]).map(JsonNode::members).unwrap_or_default();
        found.extend(
            members.iter().filter_map(|member| {
                PathAlias::new(&member.key, member.node.as_str()?, &spot.root)
            }),
        );
    }
    let mut folder = spot.root.clone();
    loop {
        if let Some(config) =
            read(&folder, "tsconfig.json").or_else(|| read(&folder, "jsconfig.json"))
        {
            let base = config
                .get(&["compilerOptions", "baseUrl"])
                .and_then(JsonNode::as_str)
                .unwrap_or(".");
            let base = folder.join(base).unwrap_or_else(|| folder.clone());
            let members = config
                .get(&["compilerOptions", "paths"])
                .map(JsonNode::members)
                .unwrap_or_default();
            for member in members {
                found.extend(
                    member
                        .node
                        .items()
                        .iter()
                        .filter_map(|target| PathAlias::new(&member.key, target.as_str()?, &base)),
                );
            }
            break;
        }
        if folder == spot.project_folder || folder.is_root() {
            break;
        }
        folder = folder.parent();
    }
    found.sort_by_key(|alias| std::cmp::Reverse(alias.prefix.len()));
    found
}
