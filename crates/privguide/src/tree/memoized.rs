//! A tree that is listed once and whose files are read once, for the graph and the scanners.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Listing, ReadError, SourceText, SourceTree, Stamp, TextReader, TreePath};
use crate::language::Text;

/// The maximum number of bytes of texts in memory; other files are read again.
const MAX_TEXTS: usize = 48 << 20;

/// A tree that remembers the texts that were read.
pub struct MemoizedTree<'t> {
    tree: &'t dyn SourceTree,
    /// The listing of the files that can belong to a program; there are no other listings.
    listing: OnceLock<Listing>,
    reads: Mutex<MemoizedReads>,
    known: KnownTexts,
    reader: Option<Arc<TextReader>>,
}

/// The digests of texts that an earlier run read, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownTexts(BTreeMap<TreePath, StampedText>);

/// The digest and size of a text, and the stamp of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StampedText {
    stamp: Stamp,
    digest: u128,
    size: usize,
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
        Self {
            tree,
            listing: OnceLock::new(),
            reads: Mutex::default(),
            known: KnownTexts::default(),
            reader: None,
        }
    }

    /// From now on, a text in `known` is read on first use only, if the stamp of its file is the
    /// same.
    pub(crate) fn know(&mut self, known: KnownTexts) {
        self.reader = self.tree.reader().map(|files| Arc::new(TextReader::new(files)));
        self.known = known;
    }

    /// True if a text that was read on first use does not have the known digest: its file changed
    /// during the run, so results may belong to either content.
    pub(crate) fn has_changed(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| reader.has_changed())
    }

    /// The digests for the next run; none if the tree has no [`SourceTree::reader`].
    pub(crate) fn known_texts(&self) -> KnownTexts {
        if self.reader.is_none() {
            return KnownTexts::default();
        }
        let texts: Vec<Arc<SourceText>> = self.reads().texts.values().cloned().collect();
        let stamped = |source: &Arc<SourceText>| {
            let digest = source.known_digest().filter(|_| !source.is_lossy())?;
            let path = source.path();
            let known = self.known.0.get(path).filter(|_| source.is_known()).copied();
            let new = || {
                let stamp = self.tree.stamp(path).filter(|stamp| *stamp != Stamp::Absent)?;
                Some(StampedText { stamp, digest, size: source.size() })
            };
            Some((path.clone(), known.or_else(new)?))
        };
        KnownTexts(texts.par_iter().filter_map(stamped).collect())
    }

    /// True if these differ from the digests of the earlier run.
    pub(crate) fn knows_others(&self, texts: &KnownTexts) -> bool {
        self.known != *texts
    }

    fn known(&self, path: &TreePath) -> Option<Arc<SourceText>> {
        let (known, reader) = (self.known.0.get(path)?, self.reader.as_ref()?);
        let text = (known.digest, known.size);
        (self.tree.stamp(path) == Some(known.stamp))
            .then(|| Arc::new(SourceText::known(path.clone(), text, Arc::clone(reader))))
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
        let source = self.known(path).map_or_else(|| self.tree.source(path), Ok);
        let mut reads = self.reads();
        reads.asked.files.insert(path.clone(), source.is_ok());
        let source = source?;
        if reads.size + source.size() <= MAX_TEXTS {
            reads.size += source.size();
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
