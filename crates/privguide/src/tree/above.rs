//! A folder of a repository together with the rest of the repository, which contains the packages
//! of its workspace.

use super::{Listing, ReadError, SourceTree, Stamp, TreePath};
use crate::language::Text;

/// A tree that also contains the files of the repository around it, with paths such as
/// `../../packages/shared/x.ts`.
pub struct Above {
    tree: Box<dyn SourceTree>,
    whole: Box<dyn SourceTree>,
    home: TreePath,
}

impl Above {
    /// `tree` is the folder `home` of `whole`.
    #[must_use]
    pub fn new(tree: Box<dyn SourceTree>, whole: Box<dyn SourceTree>, home: TreePath) -> Self {
        Self { tree, whole, home }
    }

    /// The path in the repository, if it is outside of the folder.
    fn outside(&self, path: &TreePath) -> Option<TreePath> {
        if path.is_above() { self.home.join(path.as_str()) } else { None }
    }
}

impl SourceTree for Above {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let mut listing = self.tree.list(enter);
        let around = self.whole.list(&|folder| {
            *folder != self.home
                && (self.home.is_inside(folder) || enter(&folder.seen_from(&self.home)))
        });
        let outside =
            around.files.iter().map(|path| path.seen_from(&self.home)).filter(TreePath::is_above);
        // Unread entries up there only matter if they are imported; then the import cannot be
        // resolved, which is reported.
        listing.files.extend(outside);
        listing.files.sort_unstable();
        listing
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        match self.outside(path) {
            Some(outside) => self.whole.read(&outside),
            None => self.tree.read(path),
        }
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        match self.outside(path) {
            Some(outside) => self.whole.pieces(&outside, take),
            None => self.tree.pieces(path, take),
        }
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        match self.outside(path) {
            Some(outside) => self.whole.stamp(&outside),
            None => self.tree.stamp(path),
        }
    }

    fn home(&self) -> TreePath {
        self.home.clone()
    }

    fn notes(&self) -> Vec<Text> {
        self.tree.notes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MemoryTree;

    #[test]
    fn the_repository_is_seen_from_one_of_its_folders() {
        let whole = MemoryTree::new()
            .with("apps/mini/app.js", "")
            .with("apps/other/app.js", "")
            .with("packages/a/x.ts", "x")
            .with("node_modules/b/x.js", "");
        let own = MemoryTree::new().with("app.js", "own");
        let tree =
            Above::new(Box::new(own), Box::new(whole), TreePath::new("apps/mini").expect("inside"));
        let listing = tree.list(&|folder| folder.name() != "node_modules");
        let listed: Vec<_> = listing.files.iter().map(TreePath::as_str).collect();
        assert_eq!(listed, ["../../packages/a/x.ts", "../other/app.js", "app.js"]);
        let text = |at: usize| tree.source(&listing.files[at]).expect("a file").text().to_owned();
        assert_eq!((text(0), text(2)), ("x".to_owned(), "own".to_owned()));
        assert_eq!(
            tree.source(&listing.files[0]).expect("a file").path().as_str(),
            "../../packages/a/x.ts"
        );
    }
}
