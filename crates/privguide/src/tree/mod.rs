//! A read-only view of files by relative path, through which the core accesses a project.
//!
//! In: a folder on disk, a commit, or memory. Out: a sorted listing and file contents. Paths use
//! `/`, never start with it and never contain `..`, so no path can lead out of the tree. Only
//! [`Above`], which shows a folder together with the repository around it, lists paths that begin
//! with `../`.

mod above;
mod cached;
mod files;
mod folders;
mod memoized;
mod memory;
mod mounted;
mod overlay;
mod path;
mod text;
mod work;

pub use above::Above;
pub use cached::{CachedTree, TreeCache};
pub use files::{CARGO_OUTPUT, NEVER_ENTERED};
pub(crate) use files::{FileSet, listing};
pub use folders::FolderCache;
pub(crate) use memoized::{KnownTexts, MemoizedTree};
pub use memory::MemoryTree;
pub use mounted::{Mount, Mounted};
pub use overlay::Overlay;
pub use path::{TreePath, is_git_folder};
pub use text::{Place, SourceText};
pub(crate) use text::{TextReader, UnitDecoder, from_utf16, utf16_order};
pub use work::WorkTree;

use serde::{Deserialize, Serialize};
use std::{
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::Arc,
};

use crate::language::Text;

/// The maximum number of bytes of a file that is read as a whole. The platform accepts two
/// megabytes for a package; a larger file is data or an attack, and a syntax tree takes many times
/// the memory of its text.
pub const MAX_READ: u64 = 16 << 20;

/// A read-only tree of files.
///
/// The work tree, a pushed commit and a test's memory tree all implement this trait, so they are
/// handled by the same code.
///
/// ```
/// use privguide::tree::{MemoryTree, SourceTree as _, TreePath};
///
/// let tree = MemoryTree::new().with("pages/a.js", "Page({})");
/// let file = TreePath::new("pages/a.js").expect("inside");
/// assert_eq!(tree.read(&file)?, b"Page({})");
/// assert_eq!(tree.list(&|_| true).files, [file]);
/// # Ok::<(), privguide::tree::ReadError>(())
/// ```
pub trait SourceTree: Sync {
    /// Lists every regular file, sorted by path. A folder for which `enter` returns false is not
    /// descended into.
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing;

    /// Reads one file as a whole.
    ///
    /// # Errors
    ///
    /// When there is no such regular file, or it cannot be read.
    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError>;

    /// Reads and decodes one file.
    ///
    /// # Errors
    /// As [`SourceTree::read`].
    fn source(&self, path: &TreePath) -> Result<Arc<SourceText>, ReadError> {
        self.read(path).map(|bytes| Arc::new(SourceText::decode(path.clone(), bytes)))
    }

    /// Passes the bytes of a file to `take`, piece by piece, until it returns false: for files that
    /// are too large for memory.
    ///
    /// # Errors
    ///
    /// As [`SourceTree::read`]; a tree that can only read whole files returns an error for large
    /// ones.
    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let bytes = self.read(path)?;
        take(&bytes);
        Ok(())
    }

    /// A stamp that shows whether a file has changed, without reading the file; `None` if this is
    /// uncertain.
    fn stamp(&self, _path: &TreePath) -> Option<Stamp> {
        None
    }

    /// An independent reader of the same files, with which texts are read on first use; `None` if
    /// this tree has no such reader or no stamps.
    fn reader(&self) -> Option<Box<dyn SourceTree + Send>> {
        None
    }

    /// The path of the tree's root in the repository, if the tree also shows the files around it.
    fn home(&self) -> TreePath {
        TreePath::root()
    }

    /// What the reader of a report should know about how the tree was read; to be called after the
    /// tree was read.
    fn notes(&self) -> Vec<Text> {
        Vec::new()
    }
}

/// The state of a file: if it is the same, the content is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// There is no regular file.
    Absent,
    /// Metadata of the file system.
    File {
        /// The identity of the file.
        identity: u64,
        /// Its size in bytes.
        size: u64,
        /// When it was last written, in nanoseconds since 1970.
        written: i64,
        /// When anything about it last changed, which programs cannot set. On systems without this,
        /// when it was created.
        changed: i64,
    },
    /// The name of the content, which no other content has; shorter ones end in zeros.
    Content([u8; 32]),
}

/// True if every folder above a file is entered.
fn is_entered(path: &TreePath, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> bool {
    let mut folder = path.parent();
    while !folder.is_root() {
        if !enter(&folder) {
            return false;
        }
        folder = folder.parent();
    }
    true
}

/// The result of [`SourceTree::list`].
#[derive(Clone, Debug, Default, Hash)]
pub struct Listing {
    /// Regular files, sorted by path.
    pub files: Vec<TreePath>,
    /// Entries that cannot be read as files, with the reason; sorted by path.
    pub skipped: Vec<Skipped>,
}

impl Listing {
    /// The listing of a tree whose sorted file paths are known, as [`SourceTree::list`] returns it.
    pub fn from_paths<'p>(
        paths: impl Iterator<Item = &'p TreePath>,
        enter: &(dyn Fn(&TreePath) -> bool + Sync),
    ) -> Self {
        Self {
            files: paths.filter(|path| is_entered(path, enter)).cloned().collect(),
            skipped: Vec::new(),
        }
    }

    /// The same for equal listings, and most likely different for others.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// An entry that is not read, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Skipped {
    /// Where it is.
    pub path: TreePath,
    /// Why it is not read.
    pub reason: SkipReason,
}

/// Why an entry of a tree is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SkipReason {
    /// A symbolic link out of the tree; its target is not analysed.
    LinkOutside,
    /// A symbolic link without a target, or to itself.
    LinkNowhere,
    /// A symbolic link to a folder.
    LinkToFolder,
    /// A pipe, socket or device.
    NotAFile,
    /// The name is not valid Unicode, or contains a backslash, which is a separator on other
    /// systems.
    UnreadableName,
    /// A submodule whose commit is not available.
    Submodule,
    /// The operating system or the object database could not open the file.
    Unreadable,
    /// The operating system could not open the folder: its content is unknown.
    UnreadableFolder,
}

impl SkipReason {
    /// Why the entry is not read, as a message about it.
    #[must_use]
    pub fn why(self) -> Text {
        match self {
            Self::LinkOutside => Text::new(
                "它是指向项目之外的符号链接，链接的内容没有读取",
                "it is a link out of the project, and its target is not read",
            ),
            Self::LinkNowhere => Text::new("它是失效的符号链接", "it is a broken link"),
            Self::LinkToFolder => Text::new(
                "它是指向文件夹的符号链接，这里和官方工具都不会跟进去",
                "it is a link to a folder, which neither this tool nor the official one follows",
            ),
            Self::NotAFile => Text::new(
                "它是管道、套接字或设备，不是文件",
                "it is a pipe, socket or device, not a file",
            ),
            Self::UnreadableName => Text::new(
                "名称含有反斜杠或无效的 Unicode，官方工具也无法处理",
                "its name contains a backslash or is not valid Unicode, and the official tool cannot handle it either",
            ),
            Self::Submodule => {
                Text::new("它是没有取回的子模块", "it is a submodule that has not been fetched")
            }
            Self::Unreadable => {
                Text::new("系统不允许读取", "the system does not permit reading it")
            }
            Self::UnreadableFolder => Text::new(
                "系统不允许打开这个文件夹",
                "the system does not permit opening this folder",
            ),
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such regular file.
    #[error("no such file: {0}")]
    NotFound(TreePath),
    /// The file has more than [`MAX_READ`] bytes, so it is not read as a whole.
    #[error("{path} is too large: {size} bytes")]
    TooLarge {
        /// The file.
        path: TreePath,
        /// Its size in bytes.
        size: u64,
    },
    /// The file exists but could not be read.
    #[error("cannot read {path}: {message}")]
    Failed {
        /// The file.
        path: TreePath,
        /// The system's message.
        message: String,
    },
}
