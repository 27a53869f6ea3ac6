//! Archives, which are read into memory; nothing is unpacked to disk.
//!
//! An archive is either read completely or rejected: programs that unpack archives differ in how
//! they handle links, names that lead out of the archive, and duplicate names.

mod packed;

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path, sync::Arc};

use privguide::tree::{Listing, MAX_READ, ReadError, SourceTree, TreePath};

use crate::trouble::{Kind, Trouble};

/// The maximum number of bytes of an archive. The platform accepts thirty megabytes for all
/// packages of a program.
pub const MAX_PACKED: u64 = 256 << 20;
/// The maximum number of unpacked bytes; they are all in memory.
const MAX_UNPACKED: u64 = 256 << 20;
/// The maximum number of entries.
const MAX_ENTRIES: usize = 200_000;
/// The maximum number of bytes of a name.
pub(crate) const MAX_NAME: usize = 4_096;

/// The files of an archive.
#[derive(Clone, Debug, Default)]
pub struct ArchiveTree {
    files: BTreeMap<TreePath, Arc<[u8]>>,
}

impl ArchiveTree {
    /// Reads an archive; its first bytes determine the format.
    ///
    /// # Errors
    /// When it cannot be read completely.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        let unreadable = |error: std::io::Error| {
            Trouble::new(
                Kind::Unreadable,
                format!("无法读取：{error}"),
                format!("it cannot be read: {error}"),
            )
        };
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_PACKED + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        Self::of_bytes(&bytes)
    }

    /// Like [`ArchiveTree::open`], for an archive in memory.
    ///
    /// # Errors
    ///
    /// When it cannot be read completely.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, Trouble> {
        if bytes.len() as u64 > MAX_PACKED {
            return Err(too_large("压缩包", "the archive", MAX_PACKED));
        }
        packed::read(bytes).map(|files| Self { files: without_wrapper(files) })
    }

    /// The files below a folder, as a separate tree.
    #[must_use]
    pub fn below(&self, folder: &TreePath) -> Self {
        // In sorted order, `shop-old` is between `shop` and `shop/app.json`.
        let from = self
            .files
            .range(folder.clone()..)
            .take_while(|(path, _)| path.as_str().starts_with(folder.as_str()));
        let inside = |(path, bytes): (&TreePath, &Arc<[u8]>)| {
            Some((TreePath::new(path.relative_to(folder)?)?, Arc::clone(bytes)))
        };
        Self { files: from.filter_map(inside).collect() }
    }
}

/// `project-1.0/app.json`: a folder that contains everything is an artefact of packing and not part
/// of the project.
fn without_wrapper(files: Files) -> Files {
    let mut tops = files.keys().map(|path| path.as_str().split_once('/').map(|(top, _)| top));
    let Some(Some(top)) = tops.next() else { return files };
    if !tops.all(|other| other == Some(top)) {
        return files;
    }
    let cut = top.len() + 1;
    let inner = |(path, bytes): (&TreePath, &Arc<[u8]>)| {
        Some((TreePath::new(&path.as_str()[cut..])?, Arc::clone(bytes)))
    };
    files.iter().filter_map(inner).collect()
}

type Files = BTreeMap<TreePath, Arc<[u8]>>;

/// The state of reading an archive.
#[derive(Default)]
struct Reading {
    files: Files,
    entries: usize,
    bytes: u64,
}

impl Reading {
    /// Counts an entry and parses its name; `None` for the root itself.
    fn entry(&mut self, name: &[u8]) -> Result<Option<TreePath>, Trouble> {
        self.entries += 1;
        if self.entries > MAX_ENTRIES {
            return Err(too_many_entries());
        }
        let shown = String::from_utf8_lossy(name).chars().take(80).collect::<String>();
        let unusable = || {
            let (zh, en) = (
                format!("条目的名称不能用：{shown:?}"),
                format!("the name of an entry cannot be used: {shown:?}"),
            );
            Trouble::new(Kind::Name, zh, en)
        };
        let text = std::str::from_utf8(name)
            .ok()
            .filter(|text| text.len() <= MAX_NAME)
            .ok_or_else(unusable)?;
        let text = text.trim_start_matches("./").trim_end_matches('/');
        if text.is_empty() || text == "." {
            return if name.starts_with(b"/") { Err(unusable()) } else { Ok(None) };
        }
        let has_drive = text.as_bytes().get(1) == Some(&b':');
        let is_plain = !text.contains(['\\', '\0'])
            && !has_drive
            && !text.split('/').any(|part| part.is_empty() || part == "..");
        TreePath::new(text).filter(|_| is_plain).map(Some).ok_or_else(unusable)
    }

    /// The number of bytes that may still be read.
    fn room(&self) -> u64 {
        MAX_UNPACKED - self.bytes
    }

    fn add(&mut self, path: &TreePath, bytes: Vec<u8>) -> Result<(), Trouble> {
        self.bytes += bytes.len() as u64;
        if self.bytes > MAX_UNPACKED {
            return Err(too_large("解压后的内容", "what comes out of the archive", MAX_UNPACKED));
        }
        match self.files.insert(path.clone(), bytes.into()) {
            None => Ok(()),
            Some(_) => Err(Trouble::new(
                Kind::Name,
                format!("{path} 出现了两次"),
                format!("{path} is there twice"),
            )),
        }
    }
}

fn too_many_entries() -> Trouble {
    let (zh, en) =
        (format!("条目多于 {MAX_ENTRIES} 个"), format!("it has more than {MAX_ENTRIES} entries"));
    Trouble::new(Kind::TooLarge, zh, en)
}

pub(crate) fn too_large(zh: &str, en: &str, most: u64) -> Trouble {
    let most = most >> 20;
    Trouble::new(
        Kind::TooLarge,
        format!("{zh}超过 {most} MB"),
        format!("{en} has more than {most} MB"),
    )
}

impl SourceTree for ArchiveTree {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        Listing::from_paths(self.files.keys(), enter)
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let bytes = self.files.get(path).ok_or_else(|| ReadError::NotFound(path.clone()))?;
        let size = bytes.len() as u64;
        if size > MAX_READ {
            return Err(ReadError::TooLarge { path: path.clone(), size });
        }
        Ok(bytes.to_vec())
    }

    fn pieces(
        &self,
        path: &TreePath,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), ReadError> {
        let bytes = self.files.get(path).ok_or_else(|| ReadError::NotFound(path.clone()))?;
        take(bytes);
        Ok(())
    }
}
