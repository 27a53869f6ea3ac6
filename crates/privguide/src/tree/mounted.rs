//! A tree that contains other trees as folders: sources of dependencies from other locations.

use std::sync::Arc;

use super::{Listing, ReadError, Skipped, SourceText, SourceTree, Stamp, TreePath};
use crate::language::Text;

/// A tree that contains other trees as folders.
pub struct Mounted {
    tree: Box<dyn SourceTree>,
    mounts: Vec<Mount>,
    notes: Vec<Text>,
}

/// Another tree, and the folder where it is mounted.
pub struct Mount {
    /// The folder, relative to the root of the whole tree.
    pub folder: TreePath,
    /// The mounted tree.
    pub tree: Box<dyn SourceTree>,
}

impl Mounted {
    /// Combines trees. Of the mounted trees, only Rust sources and manifests are visible. `notes`
    /// say what is missing.
    #[must_use]
    pub fn new(tree: Box<dyn SourceTree>, mounts: Vec<Mount>, notes: Vec<Text>) -> Self {
        Self { tree, mounts, notes }
    }

    /// The tree that contains a path, and the path in that tree.
    fn find(&self, path: &TreePath) -> (&dyn SourceTree, TreePath) {
        let inside = |mount: &'_ Mount| path.relative_to(&mount.folder).and_then(TreePath::new);
        let found = self.mounts.iter().find_map(|mount| Some((&*mount.tree, inside(mount)?)));
        found.unwrap_or_else(|| (&*self.tree, path.clone()))
    }
}

fn is_source(path: &TreePath) -> bool {
    path.extension() == "rs" || path.name() == "Cargo.toml"
}

impl SourceTree for Mounted {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let mut listing = self.tree.list(enter);
        for mount in &self.mounts {
            let whole = |path: &TreePath| mount.folder.join(path.as_str());
            let inside = mount.tree.list(&|path| whole(path).is_some_and(|path| enter(&path)));
            listing
                .files
                .extend(inside.files.iter().filter(|path| is_source(path)).filter_map(whole));
            let unread = inside
                .skipped
                .iter()
                .filter(|skipped| is_source(&skipped.path) || !skipped.path.name().contains('.'));
            listing.skipped.extend(unread.filter_map(|skipped| {
                Some(Skipped { path: whole(&skipped.path)?, ..skipped.clone() })
            }));
        }
        listing.files.sort_unstable();
        listing.skipped.sort_unstable();
        listing
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let (tree, inside) = self.find(path);
        tree.read(&inside)
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let (tree, inside) = self.find(path);
        tree.pieces(&inside, take)
    }

    fn source(&self, path: &TreePath) -> Result<Arc<SourceText>, ReadError> {
        self.read(path).map(|bytes| Arc::new(SourceText::decode(path.clone(), bytes)))
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        let (tree, inside) = self.find(path);
        tree.stamp(&inside)
    }

    fn home(&self) -> TreePath {
        self.tree.home()
    }

    fn notes(&self) -> Vec<Text> {
        self.tree.notes().into_iter().chain(self.notes.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MemoryTree;

    #[test]
    fn a_mounted_tree_is_a_folder_of_sources() {
        let dependency = MemoryTree::new()
            .with("Cargo.toml", "")
            .with("src/lib.rs", "fn a() {}")
            .with("app.js", "");
        let path = |text| TreePath::new(text).expect("inside");
        let mount = Mount { folder: path(".deps/a-1"), tree: Box::new(dependency) };
        let tree = Mounted::new(
            Box::new(MemoryTree::new().with("src/lib.rs", "")),
            vec![mount],
            Vec::new(),
        );
        let listed: Vec<String> =
            tree.list(&|_| true).files.iter().map(ToString::to_string).collect();
        assert_eq!(listed, [".deps/a-1/Cargo.toml", ".deps/a-1/src/lib.rs", "src/lib.rs"]);
        let text = |name| tree.source(&path(name)).expect("a file").text().to_owned();
        assert_eq!(
            (text(".deps/a-1/src/lib.rs"), text("src/lib.rs")),
            ("fn a() {}".to_owned(), String::new())
        );
        assert_eq!(
            tree.source(&path(".deps/a-1/src/lib.rs")).expect("a file").path(),
            &path(".deps/a-1/src/lib.rs")
        );
        assert!(tree.read(&path(".deps/a-12/src/lib.rs")).is_err());
    }
}
