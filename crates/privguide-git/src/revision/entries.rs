//! The files of a revision by path.

use std::collections::{BTreeMap, HashMap};

use privguide::tree::{SkipReason, TreePath};

use crate::ObjectId;

use super::{
    links::{EntryKind, follow},
    raw::{RawEntry, RawKind},
    store::Store,
};

/// By path: the content, or why it is not read.
#[derive(Debug)]
pub(super) struct Entries(BTreeMap<TreePath, Result<Content, SkipReason>>);

/// A blob and the store that contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub store: usize,
    pub id: ObjectId,
}

impl Entries {
    /// Takes the entries below `folder`, with paths relative to it, and follows links.
    pub fn build(raw: &[RawEntry], folder: &TreePath, stores: &[Store]) -> Self {
        let mut entries = BTreeMap::new();
        let mut links = HashMap::new();
        for entry in raw {
            let Some(below) = below(&entry.path, folder) else {
                continue;
            };
            let content = Content { store: entry.store, id: entry.id };
            match readable(below) {
                Err(shown) => drop(entries.insert(shown, Err(SkipReason::UnreadableName))),
                Ok(path) => match entry.kind {
                    RawKind::File => drop(entries.insert(path, Ok(content))),
                    RawKind::Submodule => drop(entries.insert(path, Err(SkipReason::Submodule))),
                    RawKind::Link => {
                        let target = stores[content.store].blob(&content.id).ok();
                        links
                            .insert(path, target.and_then(|target| String::from_utf8(target).ok()));
                    }
                },
            }
        }
        let followed: Vec<_> = links
            .iter()
            .map(|(path, target)| {
                let target = target.as_deref().ok_or(SkipReason::LinkOutside);
                (
                    path.clone(),
                    target.and_then(|target| {
                        follow(path, target, |here| entry_kind(&entries, &links, here))
                    }),
                )
            })
            .collect();
        entries.extend(followed);
        Self(entries)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TreePath, &Result<Content, SkipReason>)> {
        self.0.iter()
    }

    pub fn content(&self, path: &TreePath) -> Option<Content> {
        self.0.get(path).and_then(|found| found.as_ref().ok()).copied()
    }
}

fn entry_kind(
    entries: &BTreeMap<TreePath, Result<Content, SkipReason>>,
    links: &HashMap<TreePath, Option<String>>,
    path: &TreePath,
) -> EntryKind<Content> {
    if let Some(target) = links.get(path) {
        return target.clone().map_or(EntryKind::Nothing, EntryKind::Link);
    }
    match entries.get(path) {
        Some(Ok(content)) => EntryKind::File(*content),
        // A submodule that is not available is an empty folder in a checkout.
        Some(Err(SkipReason::Submodule)) => EntryKind::Folder,
        Some(Err(_)) => EntryKind::Nothing,
        None => {
            let inside = path.with_suffix("/");
            let in_entries = entries
                .range(inside.clone()..)
                .next()
                .is_some_and(|(next, _)| next.as_str().starts_with(inside.as_str()));
            let is_folder = in_entries || links.keys().any(|link| link.is_inside(path));
            if is_folder { EntryKind::Folder } else { EntryKind::Nothing }
        }
    }
}

/// The rest of `path` below `folder`.
fn below<'a>(path: &'a [u8], folder: &TreePath) -> Option<&'a [u8]> {
    if folder.is_root() {
        Some(path)
    } else {
        path.strip_prefix(folder.as_str().as_bytes())?.strip_prefix(b"/")
    }
}

/// The path. If it contains an invalid name: a printable path up to that name, as for a work tree.
fn readable(path: &[u8]) -> Result<TreePath, TreePath> {
    let mut so_far = Vec::new();
    for part in path.split(|&byte| byte == b'/') {
        if !so_far.is_empty() {
            so_far.push(b'/');
        }
        so_far.extend_from_slice(part);
        // git never creates `.`, `..` or empty names, but a tree may be created by hand.
        let usable = std::str::from_utf8(part)
            .is_ok_and(|part| !matches!(part, "" | "." | "..") && !part.contains('\\'));
        if !usable {
            let shown = String::from_utf8_lossy(&so_far);
            return Err(
                TreePath::new(&shown.replace('\\', "\u{fffd}")).unwrap_or_else(TreePath::root)
            );
        }
    }
    let text = String::from_utf8_lossy(&so_far);
    TreePath::new(&text).ok_or_else(TreePath::root)
}

#[cfg(test)]
mod tests {
    use super::{below, readable};
    use privguide::tree::TreePath;

    #[test]
    fn hand_made_names_cannot_leave_the_tree() {
        assert_eq!(readable(b"a/b.js").expect("plain").as_str(), "a/b.js");
        for hostile in [b"../x".as_slice(), b"a//b", b"a/./b", b"a\\b", b"\xff"] {
            assert!(readable(hostile).is_err(), "{hostile:?}");
        }
        assert_eq!(readable(b"ok/b\\d/file").expect_err("a backslash").as_str(), "ok/b\u{fffd}d");
    }

    #[test]
    fn below_is_by_component() {
        let folder = TreePath::new("mini").expect("inside");
        assert_eq!(below(b"mini/app.js", &folder), Some(b"app.js".as_slice()));
        assert_eq!(below(b"miniprogram/app.js", &folder), None);
    }
}
