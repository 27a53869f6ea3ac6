//! A tree that is listed once and whose files are read once, for the graph and the scanners.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rustc_hash::FxHashMap;

use super::{Listing, ReadError, SourceText, SourceTree, Stamp, TreePath};
use crate::language::Text;

/// The maximum number of bytes of texts in memory; other files are read again.
const MAX_TEXTS: usize = 48 << 20;

/// A tree that remembers the texts that were read.
pub struct MemoizedTree<'t> {
    tree: &'t dyn SourceTree,
    /// The listing of the files that can belong to a program; there are no other listings.
    listing: OnceLock<Listing>,
    reads: Mutex<MemoizedReads>,
}

#[derive(Default)]
struct MemoizedReads {
    texts: FxHashMap<TreePath, Arc<SourceText>>,
    size: usize,
    asked: TreeQueries,
}

/// What was requested from a tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct TreeQueries {
    /// The digests of its listings.
    pub listings: BTreeSet<u64>,
    /// The requested files, and whether they could be read.
    pub files: FxHashMap<TreePath, bool>,
}

impl<'t> MemoizedTree<'t> {
    /// Wraps a tree; nothing has been read.
    #[must_use]
    pub fn new(tree: &'t dyn SourceTree) -> Self {
        Self { tree, listing: OnceLock::new(), reads: Mutex::default() }
    }

    /// What has been requested so far.
    #[must_use]
    pub fn asked(&self) -> TreeQueries {
        self.reads().asked.clone()
    }

    fn reads(&self) -> std::sync::MutexGuard<'_, MemoizedReads> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SourceTree for MemoizedTree<'_> {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let list = || {
            let listing = self.tree.list(enter);
            self.reads().asked.listings.insert(listing.digest());
            listing
        };
        self.listing.get_or_init(list).clone()
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let bytes = self.tree.read(path);
        self.reads().asked.files.insert(path.clone(), bytes.is_ok());
        bytes
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let taken = self.tree.pieces(path, take);
        self.reads().asked.files.insert(path.clone(), taken.is_ok());
        taken
    }

    fn source(&self, path: &TreePath) -> Result<Arc<SourceText>, ReadError> {
        if let Some(known) = self.reads().texts.get(path) {
            return Ok(Arc::clone(known));
        }
        let source = self.tree.source(path);
        let mut reads = self.reads();
        reads.asked.files.insert(path.clone(), source.is_ok());
        let source = source?;
        if reads.size + source.text().len() <= MAX_TEXTS {
            reads.size += source.text().len();
            reads.texts.insert(path.clone(), Arc::clone(&source));
        }
        Ok(source)
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        self.tree.stamp(path)
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Counted(AtomicUsize);

    impl SourceTree for Counted {
        fn list(&self, _: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
            Listing::default()
        }

        fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if path.name() == "large" { Ok(vec![b' '; MAX_TEXTS]) } else { Ok(b"text".to_vec()) }
        }
    }

    #[test]
    fn a_file_is_read_once_while_there_is_room() {
        let tree = Counted(AtomicUsize::new(0));
        let remembered = MemoizedTree::new(&tree);
        let read = |name: &str| {
            remembered.source(&TreePath::new(name).expect("inside")).expect("a text").text().len()
        };
        assert_eq!((read("a"), read("a"), tree.0.load(Ordering::Relaxed)), (4, 4, 1));
        assert_eq!(
            (read("large"), read("large"), tree.0.load(Ordering::Relaxed)),
            (MAX_TEXTS, MAX_TEXTS, 3)
        );
    }
}
