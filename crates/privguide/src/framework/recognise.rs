//! Recognises the sources of a framework by the files that its compiler looks for.

use std::fmt;

use crate::tree::{FileSet, SourceTree, TreePath};

/// The name of an application file, a condition on it, and where the sources are.
pub(crate) struct FrameworkMark {
    pub(crate) name: &'static str,
    pub(crate) holds: fn(&CandidateFile<'_>) -> bool,
    pub(crate) root: Root,
}

/// Where the sources are, relative to the recognised file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// In its folder.
    Beside,
    /// In the parent of its folder.
    Above,
    /// In the first of these folders, relative to its folder, that contains files.
    Below(&'static [&'static str]),
}

impl fmt::Debug for FrameworkMark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// A file that may be an application file.
pub(crate) struct CandidateFile<'a> {
    pub(crate) tree: &'a dyn SourceTree,
    pub(crate) files: &'a FileSet,
    pub(crate) path: &'a TreePath,
    pub(crate) folder: TreePath,
}

impl CandidateFile<'_> {
    pub(crate) fn has_sibling(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// True if the folder contains a file with this relative path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.folder.join(path).is_some_and(|path| self.files.contains(path.as_str()))
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        contains(self.tree, self.path, word)
    }

    pub(crate) fn other_contains(&self, path: &str, word: &str) -> bool {
        self.folder.join(path).is_some_and(|path| contains(self.tree, &path, word))
    }

    /// Whether the closest `package.json` at or above contains the word.
    pub(crate) fn package_contains(&self, word: &str) -> bool {
        let mut folder = self.folder.clone();
        loop {
            if self.files.has(&folder, "package.json") {
                return folder
                    .join("package.json")
                    .is_some_and(|path| contains(self.tree, &path, word));
            }
            if folder.is_root() {
                return false;
            }
            folder = folder.parent();
        }
    }

    /// The folder of the sources; `None` if it is empty.
    pub(crate) fn root(&self, root: Root) -> Option<TreePath> {
        match root {
            Root::Beside => Some(self.folder.clone()),
            Root::Above => Some(self.folder.parent()),
            Root::Below(names) => {
                let mut folders = names.iter().filter_map(|name| self.folder.join(name));
                folders.find(|folder| !self.files.below(folder).is_empty())
            }
        }
    }
}

fn contains(tree: &dyn SourceTree, path: &TreePath, word: &str) -> bool {
    tree.source(path).is_ok_and(|source| {
        memchr::memmem::find(source.text().as_bytes(), word.as_bytes()).is_some()
    })
}
