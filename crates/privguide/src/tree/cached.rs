//! A tree whose files are read once, as long as its owner knows that nothing on disk has changed.
//! It is used by the language server, which analyses a project after every keystroke and watches
//! its files.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::{Listing, ReadError, SourceText, SourceTree, Stamp, TreePath};
use crate::language::Text;

/// The maximum number of bytes of texts in memory; other files are read each time and have no
/// stamp.
const MAX_HELD: usize = 48 << 20;

/// The maximum number of listings in memory: one for each way of entering folders.
const MAX_LISTINGS: usize = 4;

/// What was read from a tree. The owner discards it when something may have changed.
#[derive(Default)]
pub struct TreeCache(Mutex<CachedReads>);

struct CachedReads {
    listings: Vec<CachedListing>,
    /// `None` for a file that does not exist.
    files: FxHashMap<TreePath, Option<Arc<SourceText>>>,
    /// The number of bytes of texts that may still be stored.
    room: usize,
}

impl Default for CachedReads {
    fn default() -> Self {
        Self { listings: Vec::new(), files: FxHashMap::default(), room: MAX_HELD }
    }
}

/// A listing, with the decisions about entering folders: a walk with the same decisions would give
/// the same listing.
struct CachedListing {
    entered: Vec<(TreePath, bool)>,
    listing: Listing,
}

impl TreeCache {
    fn reads(&self) -> MutexGuard<'_, CachedReads> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tree together with what was read from it.
pub struct CachedTree {
    tree: Box<dyn SourceTree>,
    seen: Arc<TreeCache>,
}

impl CachedTree {
    /// Uses the content of `seen` in place of the tree, and adds everything that is read.
    #[must_use]
    pub fn new(tree: Box<dyn SourceTree>, seen: Arc<TreeCache>) -> Self {
        Self { tree, seen }
    }

    /// Stores a text, or that there is none.
    fn hold(&self, path: &TreePath, source: Option<Arc<SourceText>>) {
        let size = source.as_ref().map_or(0, |source| source.text().len());
        let mut reads = self.seen.reads();
        if size <= reads.room && !reads.files.contains_key(path) {
            reads.room -= size;
            reads.files.insert(path.clone(), source);
        }
    }
}

impl SourceTree for CachedTree {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        let decides_alike = |held: &CachedListing| {
            held.entered.iter().all(|(folder, entered)| enter(folder) == *entered)
        };
        // `enter` may read files, which takes the same lock, so the listings are taken out first.
        let known = std::mem::take(&mut self.seen.reads().listings);
        let found = known.iter().find(|held| decides_alike(held)).map(|held| held.listing.clone());
        let new = found.is_none().then(|| {
            let entered = Mutex::new(Vec::new());
            let listing = self.tree.list(&|folder| {
                let decided = enter(folder);
                entered
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((folder.clone(), decided));
                decided
            });
            CachedListing {
                entered: entered.into_inner().unwrap_or_else(PoisonError::into_inner),
                listing,
            }
        });
        let listing =
            found.or_else(|| new.as_ref().map(|held| held.listing.clone())).unwrap_or_default();
        let mut reads = self.seen.reads();
        reads.listings.extend(known.into_iter().chain(new));
        if reads.listings.len() > MAX_LISTINGS {
            reads.listings.remove(0);
        }
        listing
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let held = self.seen.reads().files.get(path).cloned();
        match held {
            // A text with replaced bytes cannot be used to answer a request for bytes.
            Some(Some(source)) if !source.is_lossy() => Ok(source.text().as_bytes().to_vec()),
            Some(None) => Err(ReadError::NotFound(path.clone())),
            Some(Some(_)) => self.tree.read(path),
            None => {
                let bytes = self.tree.read(path);
                match &bytes {
                    Ok(bytes) => {
                        let source = SourceText::decode(path.clone(), bytes.clone());
                        if !source.is_lossy() {
                            self.hold(path, Some(Arc::new(source)));
                        }
                    }
                    Err(ReadError::NotFound(_)) => self.hold(path, None),
                    Err(_) => {}
                }
                bytes
            }
        }
    }

    fn source(&self, path: &TreePath) -> Result<Arc<SourceText>, ReadError> {
        match self.seen.reads().files.get(path) {
            Some(Some(source)) => return Ok(Arc::clone(source)),
            Some(None) => return Err(ReadError::NotFound(path.clone())),
            None => {}
        }
        let source = self.tree.source(path);
        match &source {
            Ok(source) => self.hold(path, Some(Arc::clone(source))),
            Err(ReadError::NotFound(_)) => self.hold(path, None),
            Err(_) => {}
        }
        source
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        self.tree.pieces(path, take)
    }

    fn stamp(&self, path: &TreePath) -> Option<Stamp> {
        let held = self.seen.reads().files.get(path).cloned()?;
        Some(held.map_or(Stamp::Absent, |source| stamp(source.digest(), source.text().len())))
    }

    fn home(&self) -> TreePath {
        self.tree.home()
    }

    fn notes(&self) -> Vec<Text> {
        self.tree.notes()
    }
}

/// The stamp of a text in memory: half of its digest, and its size in bytes.
pub(super) fn stamp(digest: u128, size: usize) -> Stamp {
    let identity = u64::try_from(digest >> 64).unwrap_or_default();
    Stamp::File { identity, size: size as u64, written: 0, changed: 0 }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{
        records::digest,
        tree::{MemoryTree, listing},
    };

    /// A tree that counts accesses.
    struct CountedTree {
        files: MemoryTree,
        asked: Arc<AtomicUsize>,
    }

    impl SourceTree for CountedTree {
        fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.files.list(enter)
        }

        fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.files.read(path)
        }
    }

    fn path(text: &str) -> TreePath {
        TreePath::new(text).expect("inside")
    }

    fn held(files: MemoryTree, seen: &Arc<TreeCache>) -> (CachedTree, Arc<AtomicUsize>) {
        let asked = Arc::<AtomicUsize>::default();
        let tree = CountedTree { files, asked: Arc::clone(&asked) };
        (CachedTree::new(Box::new(tree), Arc::clone(seen)), asked)
    }

    #[test]
    fn what_was_seen_is_not_asked_for_again() {
        let seen = Arc::<TreeCache>::default();
        let files = MemoryTree::new()
            .with("a.js", "a")
            .with("lib/target/b.js", "b")
            .with("node_modules/c.js", "c");
        let look = |tree: &CachedTree| {
            let listed: Vec<String> = listing(tree).files.iter().map(ToString::to_string).collect();
            let text =
                |name: &str| tree.source(&path(name)).map(|source| source.text().to_owned()).ok();
            let bytes = tree.read(&path("a.js")).ok();
            (
                listed,
                text("a.js"),
                text("none.js"),
                tree.stamp(&path("none.js")),
                tree.stamp(&path("a.js")),
                bytes,
            )
        };
        let (first, asked) = held(files.clone(), &seen);
        let found = look(&first);
        assert_eq!(
            (found.0.join(" "), found.1.as_deref(), found.2.as_deref()),
            ("a.js lib/target/b.js".to_owned(), Some("a"), None)
        );
        assert_eq!((found.3, found.4), (Some(Stamp::Absent), Some(stamp(digest(&"a"), 1))));
        assert!(asked.load(Ordering::Relaxed) >= 3);
        let (second, asked) = held(files, &seen);
        assert_eq!(look(&second), found);
        assert_eq!(asked.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn another_way_to_enter_folders_is_another_listing() {
        let (tree, _) =
            held(MemoryTree::new().with("a/b.js", "").with("c/d.js", ""), &Arc::default());
        let listed = |enter: &(dyn Fn(&TreePath) -> bool + Sync)| tree.list(enter).files.len();
        for _ in 0..2 {
            assert_eq!(
                (listed(&|_| true), listed(&|folder| folder.name() == "a"), listed(&|_| false)),
                (2, 1, 0)
            );
        }
    }

    #[test]
    fn more_listings_than_are_held_are_made_anew() {
        let names = ["a", "b", "c", "d", "e", "f"];
        let files = names
            .iter()
            .fold(MemoryTree::new(), |files, name| files.with(&format!("{name}/x.js"), ""));
        let (tree, asked) = held(files, &Arc::default());
        for _ in 0..2 {
            for name in names {
                let listing = tree.list(&|folder| folder.name() == name);
                assert_eq!(
                    listing.files.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    [format!("{name}/x.js")]
                );
            }
        }
        assert_eq!(asked.load(Ordering::Relaxed), 2 * names.len());
        assert!(tree.seen.reads().listings.len() <= MAX_LISTINGS);
    }

    #[test]
    fn what_does_not_fit_is_read_each_time_and_has_no_stamp() {
        let seen = Arc::<TreeCache>::default();
        seen.reads().room = 3;
        let (tree, asked) = held(MemoryTree::new().with("a.js", "aa").with("b.js", "bb"), &seen);
        for _ in 0..2 {
            for (name, text) in [("a.js", "aa"), ("b.js", "bb")] {
                assert_eq!(tree.source(&path(name)).expect("a text").text(), text);
            }
        }
        assert_eq!(asked.load(Ordering::Relaxed), 3, "one of the two is held");
        assert!(tree.stamp(&path("a.js")).is_some() && tree.stamp(&path("b.js")).is_none());
        assert_eq!(seen.reads().room, 1);
    }

    #[test]
    fn bytes_that_are_no_text_are_read_as_they_are() {
        struct Binary;
        impl SourceTree for Binary {
            fn list(&self, _: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
                Listing::default()
            }
            fn read(&self, _: &TreePath) -> Result<Vec<u8>, ReadError> {
                Ok(vec![0xff, b'a'])
            }
        }
        let tree = CachedTree::new(Box::new(Binary), Arc::default());
        assert!(tree.source(&path("a.js")).expect("a text").is_lossy());
        assert_eq!(tree.read(&path("a.js")).expect("bytes"), [0xff, b'a']);
    }
}
