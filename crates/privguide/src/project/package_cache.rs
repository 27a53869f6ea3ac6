//! Caches results for installed packages for the next run: analysing them is the most expensive
//! part of a check.
//!
//! An entry is one analysis of one package. Its key consists of the folder and everything else,
//! except for the package's files, that the result depends on. An entry is valid if the listing of
//! the package is the same and every file that was requested has the same stamp, as in
//! [`super::cache`]. So packages that were patched in place, linked, or reinstalled are analysed
//! again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    hash::{DefaultHasher, Hasher as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{
    Project,
    package_analysis::{PackageAnalysis, PackageInput},
    stamps::TreeState,
};
use crate::{
    records,
    tree::{MemoizedTree, SourceTree},
};

/// One result, and the state of the package that it depends on.
#[derive(Clone, Serialize, Deserialize)]
struct CachedPackage {
    state: TreeState,
    analysis: PackageAnalysis,
}

/// The results of this run and of the previous one.
pub(super) struct PackageCache {
    /// The properties of the project that the results for every package depend on.
    project: String,
    earlier: BTreeMap<String, CachedPackage>,
    /// The keys of earlier results that were found to be valid.
    taken: BTreeSet<String>,
    /// The new results; without a state if the next run cannot reuse them.
    fresh: BTreeMap<String, (Option<TreeState>, PackageAnalysis)>,
}

impl PackageCache {
    pub(super) fn for_project(earlier: Option<&[u8]>, project: &Project) -> Self {
        let packages = earlier
            .and_then(records::unpacked::<BTreeMap<String, CachedPackage>>)
            .unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        let mut frameworks = String::new();
        for analysed in &project.programs {
            let _ = write!(frameworks, "{:?} ", analysed.program.framework);
            for name in
                analysed.catalog.script_names().into_iter().chain(analysed.catalog.method_names())
            {
                hasher.write(name.as_bytes());
                hasher.write_u8(0);
            }
        }
        let project = format!("{frameworks}{:x}", hasher.finish());
        Self { project, earlier: packages, taken: BTreeSet::new(), fresh: BTreeMap::new() }
    }

    /// The result for a package.
    pub(super) fn analysis(
        &mut self,
        folder: &Path,
        how: &PackageInput<'_>,
        tree: &dyn SourceTree,
        project: &Project,
    ) -> PackageAnalysis {
        let PackageInput { name, entries, ways, giving, left } = how;
        let key = format!("{:?}", (folder, name, entries, ways, giving, left, &self.project));
        if let Some((_, analysis)) = self.fresh.get(&key) {
            return analysis.clone();
        }
        if let Some(cached) = self.earlier.get(&key)
            && (self.taken.contains(&key) || cached.state.is_of(tree))
        {
            self.taken.insert(key);
            return cached.analysis.clone();
        }
        let tree = MemoizedTree::new(tree);
        let analysis = project.analyse_package(how, &tree);
        self.fresh.insert(key, (TreeState::of_tree(&tree), analysis.clone()));
        analysis
    }

    /// The bytes to cache for the next run; `None` if nothing has changed.
    pub(super) fn encode(mut self) -> Option<Vec<u8>> {
        let before = self.earlier.len();
        self.earlier.retain(|key, _| self.taken.contains(key));
        let lasting = self.fresh.into_iter().filter_map(|(key, (state, analysis))| {
            Some((key, CachedPackage { state: state?, analysis }))
        });
        let lasting: BTreeMap<String, CachedPackage> = lasting.collect();
        if lasting.is_empty() && self.earlier.len() == before {
            return None;
        }
        self.earlier.extend(lasting);
        records::packed(&self.earlier)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        path::{Path, PathBuf},
        sync::{Arc, Mutex},
    };

    use crate::{
        project::{LoadOptions, Observed, Packages, Project, Seat},
        tree::{Listing, MemoryTree, ReadError, SourceTree, Stamp, TreePath},
    };

    /// Packages by name, and the files that are read from them.
    #[derive(Clone, Default)]
    struct Shelf {
        packages: BTreeMap<String, MemoryTree>,
        read: Arc<Mutex<Vec<String>>>,
        /// The packages provide no stamps.
        is_busy: bool,
    }

    struct ShelfPackage {
        files: MemoryTree,
        read: Arc<Mutex<Vec<String>>>,
        is_busy: bool,
    }

    impl SourceTree for ShelfPackage {
        fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
            self.files.list(enter)
        }

        fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
            let content = self.files.read(path);
            if content.is_ok() {
                self.read.lock().expect("whole").push(path.to_string());
            }
            content
        }

        fn stamp(&self, path: &TreePath) -> Option<Stamp> {
            let Ok(content) = self.files.read(path) else { return Some(Stamp::Absent) };
            let sum = crate::records::packed(&content)
                .expect("packed")
                .iter()
                .map(|byte| u64::from(*byte))
                .sum();
            (!self.is_busy).then_some(Stamp::File {
                identity: sum,
                size: content.len() as u64,
                written: 0,
                changed: 0,
            })
        }
    }

    impl Packages for Shelf {
        fn find(&self, _: Seat<'_>, name: &str) -> Option<PathBuf> {
            self.packages.contains_key(name).then(|| PathBuf::from(name))
        }

        fn open(&self, folder: &Path) -> Option<Box<dyn SourceTree>> {
            let files = self.packages.get(folder.to_str()?)?.clone();
            Some(Box::new(ShelfPackage {
                files,
                read: Arc::clone(&self.read),
                is_busy: self.is_busy,
            }))
        }
    }

    impl Shelf {
        fn with(mut self, name: &str, path: &str, text: &str) -> Self {
            self.packages.entry(name.to_owned()).or_default().insert(path, text);
            self.read = Arc::default();
            self
        }

        fn read(&self) -> usize {
            self.read.lock().expect("whole").len()
        }
    }

    fn shelf() -> Shelf {
        Shelf::default()
            .with("geo", "index.js", "require('inner')(1)\nmodule.exports = require('./lib')\n")
            .with("geo", "lib.js", "module.exports = () => wx.getLocation()\n")
            .with("geo", "package.json", "{ \"name\": \"geo\", \"version\": \"1.0.0\" }")
            .with("inner", "index.js", "module.exports = a => a.chooseAddress()\n")
    }

    fn project(page: &str) -> Project {
        let tree = MemoryTree::new()
            .with("app.json", r#"{ "pages": ["pages/map"] }"#)
            .with("package.json", r#"{ "dependencies": { "geo": "1.0.0" } }"#)
            .with("pages/map.js", page)
            .with("pages/map.wxml", "<view/>");
        Project::load(&tree, &LoadOptions::default()).expect("a program")
    }

    const PAGE: &str = "require('geo')()\n";

    fn observed_with(
        page: &str,
        shelf: &Shelf,
        earlier: Option<&[u8]>,
    ) -> (String, Option<Vec<u8>>) {
        let (observed, cached): (Observed, _) = project(page).observe_cached(shelf, earlier);
        (format!("{observed:?}"), cached)
    }

    fn cached() -> Vec<u8> {
        observed_with(PAGE, &shelf(), None).1.expect("something to keep")
    }

    #[test]
    fn unchanged_packages_are_not_read() {
        let (fresh, again) = (shelf(), shelf());
        let (seen, bytes) = observed_with(PAGE, &fresh, None);
        assert!(seen.contains("wx.getLocation") && fresh.read() > 3, "{seen}");
        let (later, to_cache) = observed_with(PAGE, &again, bytes.as_deref());
        assert_eq!((later, again.read()), (seen, 0));
        assert!(to_cache.is_none(), "what is kept already is not kept again");
    }

    #[test]
    fn every_change_of_a_package_is_seen() {
        let both = shelf().with("geo", "lib.js", "module.exports = () => wx.chooseImage()\n");
        for (what, page, changed) in [
            ("a file that is edited in place", PAGE, both),
            (
                "a file that is added",
                PAGE,
                shelf().with("geo", "lib/index.js", "wx.chooseImage()\n").with("geo", "lib.js", ""),
            ),
            (
                "a file that was looked for",
                PAGE,
                shelf().with("inner", "package.json", "{ \"main\": \"main.js\" }"),
            ),
            (
                "another version",
                PAGE,
                shelf().with(
                    "geo",
                    "package.json",
                    "{ \"name\": \"geo\", \"version\": \"1.0.1\" }",
                ),
            ),
            ("another entry", "require('geo/lib')()\n", shelf()),
            ("the platform in its hands", "require('geo')(wx)\n", shelf()),
            ("the platform left for it", "globalThis.api = wx\nrequire('geo')()\n", shelf()),
        ] {
            let (fresh, _) = observed_with(page, &changed, None);
            let (seen, to_cache) = observed_with(page, &changed, Some(&cached()));
            assert_eq!(seen, fresh, "{what}");
            assert!(to_cache.is_some(), "{what} is worth keeping");
        }
    }

    #[test]
    fn only_what_changed_is_looked_into_again() {
        let changed = shelf().with("inner", "index.js", "module.exports = 1\n");
        observed_with(PAGE, &changed, Some(&cached()));
        assert!(
            changed.read.lock().expect("whole").iter().all(|path| path == "index.js"),
            "{:?}",
            changed.read
        );
    }

    #[test]
    fn packages_that_are_being_written_are_not_relied_on() {
        let busy = Shelf { is_busy: true, ..shelf() };
        assert!(observed_with(PAGE, &busy, None).1.is_none());
        let (seen, _) = observed_with(PAGE, &busy, Some(&cached()));
        assert!(busy.read() > 3 && seen.contains("wx.getLocation"));
    }

    #[test]
    fn damage_is_not_taken_for_a_result() {
        let (fresh, whole) = (observed_with(PAGE, &shelf(), None).0, cached());
        for at in (0..whole.len()).step_by(11) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            assert_eq!(observed_with(PAGE, &shelf(), Some(&damaged)).0, fresh, "byte {at}");
        }
        for damaged in [&whole[..whole.len() / 2], &[]] {
            assert_eq!(observed_with(PAGE, &shelf(), Some(damaged)).0, fresh);
        }
    }
}
