//! The listing of a tree, prepared for lookups by path and by folder.

use std::sync::Arc;

use super::{Listing, Skipped, SourceTree, TreePath};

/// Every file of a tree that can belong to a program, sorted by path.
pub(crate) struct FileSet {
    paths: Arc<[TreePath]>,
    /// Files of the repository around the tree, with paths relative to the tree's root:
    /// `../../packages/a/x.ts`.
    above: Arc<[TreePath]>,
    /// The path of the tree's root in the repository.
    home: TreePath,
    /// Entries of the tree that cannot be read as files.
    pub(crate) skipped: Vec<Skipped>,
}

/// Folders that never belong to a program, at any depth: nothing in them is analysed. The official
/// tool leaves out the same ones.
pub const NEVER_ENTERED: [&str; 3] = ["node_modules", ".git", ".svn"];

/// Cargo's output folder. A program may also have a folder with this name, but only Cargo's
/// contains a `CACHEDIR.TAG`.
pub const CARGO_OUTPUT: &str = "target";

impl FileSet {
    pub(crate) fn list(tree: &dyn SourceTree) -> Self {
        let mut listing = listing(tree);
        let above: Vec<TreePath> = listing.files.extract_if(.., |path| path.is_above()).collect();
        Self {
            paths: listing.files.into(),
            above: above.into(),
            home: tree.home(),
            skipped: listing.skipped,
        }
    }

    /// Removes files, as if they did not exist.
    pub(crate) fn leave_out(&mut self, is_left_out: &dyn Fn(&TreePath) -> bool) {
        self.paths = self.paths.iter().filter(|path| !is_left_out(path)).cloned().collect();
        self.skipped.retain(|skipped| !is_left_out(&skipped.path));
    }

    /// Every path of the tree, shared.
    pub(crate) fn shared(&self) -> Arc<[TreePath]> {
        Arc::clone(&self.paths)
    }

    /// The files of the repository around the tree.
    pub(crate) fn above(&self) -> &[TreePath] {
        &self.above
    }

    /// The path of the tree's root in the repository.
    pub(crate) fn home(&self) -> &TreePath {
        &self.home
    }

    /// The path of a file or folder in the repository.
    pub(crate) fn in_repository(&self, path: &TreePath) -> TreePath {
        self.home.join(path.as_str()).unwrap_or_else(TreePath::root)
    }

    /// `path` relative to a folder; it may lead out of the tree if the repository is visible there.
    pub(crate) fn join(&self, folder: &TreePath, path: &str) -> Option<TreePath> {
        let inside = folder.join(path).filter(|_| !folder.is_above());
        inside.or_else(|| Some(self.in_repository(folder).join(path)?.seen_from(&self.home)))
    }

    pub(crate) fn all(&self) -> &[TreePath] {
        &self.paths
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        let paths = if path.starts_with("../") { &self.above } else { &self.paths };
        paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// The files below a folder: a slice, because the listing is sorted by path and a folder's
    /// files share a prefix.
    pub(crate) fn below(&self, folder: &TreePath) -> &[TreePath] {
        if folder.is_root() {
            return &self.paths;
        }
        let paths = if folder.is_above() { &self.above } else { &self.paths };
        let prefix = format!("{folder}/");
        let start = paths.partition_point(|path| path.as_str() < prefix.as_str());
        let length = paths[start..].partition_point(|path| path.as_str().starts_with(&prefix));
        &paths[start..start + length]
    }

    /// True if there is nothing at a path, neither files below it nor anything that is not read.
    pub(crate) fn lacks(&self, folder: &TreePath) -> bool {
        let is_there =
            |skipped: &Skipped| skipped.path.is_inside(folder) || folder.is_inside(&skipped.path);
        self.below(folder).is_empty() && !self.skipped.iter().any(is_there)
    }

    /// True if a folder contains a file with this name.
    pub(crate) fn has(&self, folder: &TreePath, name: &str) -> bool {
        folder.join(name).is_some_and(|path| self.contains(path.as_str()))
    }
}

/// Every file of a tree that can belong to a program.
pub(crate) fn listing(tree: &dyn SourceTree) -> Listing {
    tree.list(&|folder| enters(tree, folder))
}

/// A folder named `target` may be part of a program, unless Cargo has marked it.
fn enters(tree: &dyn SourceTree, folder: &TreePath) -> bool {
    let name = folder.name();
    if name == CARGO_OUTPUT {
        return folder.join("CACHEDIR.TAG").is_none_or(|mark| tree.read(&mark).is_err());
    }
    !NEVER_ENTERED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MemoryTree;

    #[test]
    fn a_folder_is_a_slice_of_the_listing() {
        let tree =
            MemoryTree::new().with("a-b/x", "").with("a/x", "").with("a/y/z", "").with("ab", "");
        let files = FileSet::list(&tree);
        let below: Vec<_> = files
            .below(&TreePath::new("a").expect("inside"))
            .iter()
            .map(TreePath::as_str)
            .collect();
        assert_eq!(below, ["a/x", "a/y/z"]);
    }

    #[test]
    fn installed_packages_and_cargo_output_are_not_entered() {
        let tree = MemoryTree::new()
            .with("node_modules/a/app.json", "{}")
            .with("target/CACHEDIR.TAG", "")
            .with("target/x.js", "")
            .with("pages/target/x.js", "");
        let files = FileSet::list(&tree);
        assert_eq!(files.all().len(), 1);
        assert!(files.contains("pages/target/x.js"));
    }
}
