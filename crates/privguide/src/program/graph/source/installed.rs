//! The files that an import of an installed package reaches, as a separate tree.
//!
//! Each package is analysed alone, so that the findings in the program's own sources do not depend
//! on what is installed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::requests::{self, PageListing, Reads, Requested};
use crate::{
    framework::{self, component_ends, is_code},
    program::modules::{Modules, Resolution, Snapshot},
    tree::{FileSet, MemoryTree, SourceTree, TreePath},
};

/// The part of a package that is imported.
pub(crate) struct ImportedPackage {
    /// Its files.
    pub tree: MemoryTree,
    /// The files that the imports resolve to, in order.
    pub entries: Vec<TreePath>,
    /// The packages that these files import, each with what is imported from it: the package, or
    /// paths in it.
    pub packages: BTreeMap<String, BTreeSet<String>>,
    /// True if there are more files than are analysed.
    pub is_cut_short: bool,
}

/// The maximum number of bytes of one package that are analysed; bundled libraries have one to
/// three megabytes.
const MOST_BYTES: usize = 16 << 20;

/// Follows the imports in the package `tree`, starting with what other code imports from it:
/// `name`, `name/sub`. If none of these can be resolved, all its files are included.
///
/// For a native program, the official tool copies and uploads the whole folder that `miniprogram`
/// in `package.json` names (by default `miniprogram_dist`). Source:
/// https://developers.weixin.qq.com/miniprogram/dev/devtools/npm.html
#[must_use]
pub(crate) fn imported(
    tree: &dyn SourceTree,
    name: &str,
    specifiers: &BTreeSet<String>,
    is_native: bool,
) -> ImportedPackage {
    let files = FileSet::list(tree);
    let modules = Modules::of_package(Arc::new(Snapshot::of_package(tree, &files, name)));
    let top = TreePath::root().with_suffix("importer.js");
    let mut found = ImportedPackage {
        tree: MemoryTree::new(),
        entries: Vec::new(),
        packages: BTreeMap::new(),
        is_cut_short: false,
    };
    let mut next: Vec<TreePath> = Vec::new();
    let copied = is_native.then(|| copied_whole(tree, &files)).flatten();
    if let Some(folder) = &copied {
        next.extend(files.below(folder).iter().filter(|path| is_code(path)).cloned());
    }
    for specifier in specifiers {
        let path = specifier.split('?').next().unwrap_or_default();
        match modules.resolve(&top, path) {
            Resolution::File(path) => found.entries.push(path),
            // `exports` may leave out what a bundler finds in its own way.
            _ => found
                .entries
                .extend(named_alike(&files, path.strip_prefix(name).unwrap_or_default())),
        }
    }
    if copied.is_none() {
        next.clone_from(&found.entries);
    }
    if next.is_empty() {
        next.extend(files.all().iter().filter(|path| is_code(path)).cloned());
    }
    if found.entries.is_empty() {
        found.entries.clone_from(&next);
    }
    let mut seen: BTreeSet<TreePath> = next.iter().cloned().collect();
    let mut bytes = 0;
    while let Some(path) = next.pop() {
        let Ok(source) = tree.source(&path) else {
            // Pictures and styles are imported, too.
            found.is_cut_short |= is_code(&path);
            continue;
        };
        bytes += source.text().len();
        if bytes > MOST_BYTES {
            found.is_cut_short = true;
            break;
        }
        found.tree.insert(path.as_str(), source.text());
        // A sub-package may be installed: its entry lists pages.
        let lists = framework::lists(path.extension());
        let is_entry = !lists.is_empty() && found.entries.contains(&path);
        let listing = if is_entry { PageListing::Further } else { PageListing::None };
        let reads = Reads { listing, lists, has_tags: false };
        let reached =
            reached_files((&path, source.text()), reads, &files, &modules, &mut found.packages);
        next.extend(reached.into_iter().filter(|path| seen.insert(path.clone())));
    }
    found
}

/// The code in a package whose path begins with a name in it: `dist/geo.mjs` for `/dist/geo`.
fn named_alike(files: &FileSet, inside: &str) -> Vec<TreePath> {
    let inside = inside.trim_start_matches('/');
    let begins = |path: &&TreePath| {
        path.as_str()
            .strip_prefix(inside)
            .is_some_and(|end| end.is_empty() || end.starts_with(['.', '/']))
    };
    let all = files.all().iter().filter(|path| !inside.is_empty() && is_code(path));
    all.filter(begins).cloned().collect()
}

/// The files that one file of a package reaches; packages that it imports are added to `packages`.
fn reached_files(
    (path, text): (&TreePath, &str),
    reads: Reads,
    files: &FileSet,
    modules: &Modules,
    packages: &mut BTreeMap<String, BTreeSet<String>>,
) -> Vec<TreePath> {
    let existing = |path: &TreePath| files.contains(path.as_str());
    let mut reached = Vec::new();
    // A native component consists of more than its script.
    if let Some(base) = path.as_str().strip_suffix(".js") {
        let beside =
            [".json", ".wxml"].iter().filter_map(|end| TreePath::new(&format!("{base}{end}")));
        reached.extend(beside.filter(existing));
    }
    for request in requests::requests_in(path, text, &reads) {
        match request.asked {
            Requested::Module(specifier) => match modules.resolve(path, &specifier) {
                Resolution::File(path) => reached.push(path),
                Resolution::Package(package) => {
                    packages.entry(package).or_default().insert(specifier);
                }
                Resolution::Above | Resolution::Nowhere => {}
            },
            Requested::Named { name, .. } | Requested::List(name) => {
                let name = name.split('?').next().unwrap_or_default();
                let base = path.parent().join(name);
                let bases =
                    base.into_iter().flat_map(|base| [base.clone(), base.with_suffix("/index")]);
                let native = ["", ".js", ".ts", ".json", ".wxml"].map(str::to_owned);
                let ends = native.into_iter().chain(component_ends().map(|end| format!(".{end}")));
                let ends: Vec<String> = ends.collect();
                let files = bases.flat_map(|base| {
                    ends.iter().map(|end| base.with_suffix(end)).collect::<Vec<_>>()
                });
                reached.extend(files.filter(existing));
            }
            Requested::Below(prefix) => {
                let folder =
                    prefix.rsplit_once('/').and_then(|(folder, _)| path.parent().join(folder));
                let below = folder.map(|folder| files.below(&folder).to_vec()).unwrap_or_default();
                reached.extend(below.into_iter().filter(is_code));
            }
            Requested::Tag(_)
            | Requested::ListFrom { .. }
            | Requested::Page { .. }
            | Requested::Open => {}
        }
    }
    reached
}

/// The folder of a package that was built for the platform and is copied unchanged.
fn copied_whole(tree: &dyn SourceTree, files: &FileSet) -> Option<TreePath> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&tree.read(&TreePath::new("package.json")?).ok()?).ok()?;
    let folder = TreePath::new(
        manifest["miniprogram"].as_str().unwrap_or("miniprogram_dist").trim_matches(['.', '/']),
    )?;
    (!files.below(&folder).is_empty() && !folder.is_root()).then_some(folder)
}
