//! A tree in which the texts of some files are replaced: unsaved texts of an editor.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Listing, ReadError, SourceText, SourceTree, Stamp, TreePath, cached};
use crate::{language::Text, records::digest};

/// A tree with replaced texts.
pub struct Overlay {
    tree: Box<dyn SourceTree>,
    texts: BTreeMap<TreePath, Arc<str>>,
    stopped: Arc<AtomicBool>,
}

impl Overlay {
    /// Replaces texts of a tree. Once `stopped` is set, nothing can be read any more: a newer edit
    /// has made the current analysis obsolete, and without files it ends at once. Its result must
    /// be discarded and must not be cached, so there are no stamps either.
    #[must_use]
    pub fn new(
        tree: Box<dyn SourceTree>,
        texts: BTreeMap<TreePath, Arc<str>>,
        stopped: Arc<AtomicBool>,
    ) -> Self {
        Self { tree, texts, stopped }
    }

    fn going(&self, path: &TreePath) -> Result<(), ReadError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(ReadError::Failed {
                path: path.clone(),
                message: "the run was stopped".to_owned(),
            });
        }
        Ok(())
    }
}

impl SourceTree for Overlay {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        if self.stopped.load(Ordering::Relaxed) {
            return Listing::default();
        }
        let mut listing = self.tree.list(enter);
        for path in self.texts.keys() {
            let Err(at) = listing.files.binary_search(path) else { continue };
            if super::is_entered(path, enter) {
                listing.skipped.retain(|skipped| skipped.path != *path);
                listing.files.insert(at, path.clone());
            }
        }
        listing
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        self.going(path)?;
        match self.texts.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.tree.read(path),
        }
    }

    fn source(&self, path: &TreePath) -> Result<Arc<SourceText>, ReadError> {
        self.going(path)?;
        match self.texts.get(path) {
            Some(text) => Ok(Arc::new(SourceText::new(path.clone(), &**text))),
            None => self.tree.source(path),
        }
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        self.going(path)?;
        match self.texts.get(path) {
            Some(text) => {
                take(text.as_bytes());
                Ok(())
            }
            None => self.tree.pieces(path, take),
        }
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        self.texts
            .get(path)
            .map(|text| cached::stamp(digest(text), text.len()))
            .or_else(|| self.tree.stamp(path))
    }

    fn home(&self) -> TreePath {
        self.tree.home()
    }

    fn notes(&self) -> Vec<Text> {
        self.tree.notes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MemoryTree;

    fn path(text: &str) -> TreePath {
        TreePath::new(text).expect("inside")
    }

    fn overlay(stopped: &Arc<AtomicBool>) -> Overlay {
        let disk = MemoryTree::new().with("a.js", "saved").with("b.js", "b");
        let texts = [("a.js", "typed"), ("new/c.js", "c"), ("node_modules/x.js", "x")];
        let texts = texts.into_iter().map(|(name, text)| (path(name), Arc::from(text))).collect();
        Overlay::new(Box::new(disk), texts, Arc::clone(stopped))
    }

    #[test]
    fn what_is_typed_stands_for_what_is_saved_and_new_files_are_there() {
        let tree = overlay(&Arc::default());
        let listed: Vec<String> = tree
            .list(&|folder| folder.name() != "node_modules")
            .files
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(listed, ["a.js", "b.js", "new/c.js"]);
        assert_eq!(
            (tree.read(&path("a.js")).ok(), tree.read(&path("b.js")).ok()),
            (Some(b"typed".to_vec()), Some(b"b".to_vec()))
        );
        assert!(
            tree.stamp(&path("a.js")).is_some()
                && tree.stamp(&path("a.js")) != tree.stamp(&path("new/c.js"))
        );
    }

    #[test]
    fn a_stopped_tree_holds_nothing() {
        let stopped = Arc::new(AtomicBool::new(true));
        let tree = overlay(&stopped);
        assert!(
            tree.list(&|_| true).files.is_empty()
                && tree.read(&path("a.js")).is_err()
                && tree.read(&path("b.js")).is_err()
        );
        assert!(tree.pieces(&path("b.js"), &mut |_| true).is_err());
    }
}
