//! Submodules that are not checked out: the folder is empty or absent, and git only lists it in
//! `.gitmodules`.

use std::{fs, path::Path};

use super::{
    super::{Listing, SkipReason, Skipped, TreePath, is_entered},
    WorkTree,
};

/// The file of a repository that lists its submodules.
const MODULES: &str = ".gitmodules";

/// The maximum number of bytes of such a file; each submodule needs about a hundred.
const MAX_MODULES: u64 = 1 << 20;

impl WorkTree {
    /// Adds the submodules that are not checked out to the entries that are not read: those of the
    /// repository around the tree, and of repositories in it.
    pub(super) fn add_submodules(
        &self,
        listing: &mut Listing,
        enter: &(dyn Fn(&TreePath) -> bool + Sync),
    ) {
        let top =
            self.root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
        let mut found = Vec::new();
        for folder in top.into_iter().filter(|top| *top != self.root) {
            let Ok(home) = self.root.strip_prefix(folder) else { continue };
            let Some(home) = TreePath::of_system(home) else { continue };
            let inside = submodules(folder).into_iter().filter_map(|path| {
                let path = TreePath::root().join(&path)?;
                TreePath::new(path.relative_to(&home)?).filter(|path| !path.is_root())
            });
            found.extend(inside.map(|path| (path, true)));
        }
        for file in listing.files.iter().filter(|path| path.name() == MODULES) {
            let (folder, on_disk) = (file.parent(), self.on_disk(&file.parent()));
            // A copy of a library without its repository may list what it never had.
            let is_repository = on_disk.join(".git").symlink_metadata().is_ok();
            let named = submodules(&on_disk).into_iter().filter_map(|path| folder.join(&path));
            found.extend(named.map(|path| (path, is_repository)));
        }
        for (path, may_be_absent) in found {
            if self.is_not_checked_out(&path, may_be_absent)
                && enter(&path)
                && is_entered(&path, enter)
            {
                listing.skipped.push(Skipped { path, reason: SkipReason::Submodule });
            }
        }
        listing.skipped.sort_unstable();
        listing.skipped.dedup();
    }

    fn is_not_checked_out(&self, path: &TreePath, may_be_absent: bool) -> bool {
        let on_disk = self.on_disk(path);
        match fs::symlink_metadata(&on_disk) {
            Ok(meta) if meta.is_dir() => {
                fs::read_dir(&on_disk).is_ok_and(|mut entries| entries.next().is_none())
            }
            Ok(_) => false,
            Err(error) => may_be_absent && error.kind() == std::io::ErrorKind::NotFound,
        }
    }
}

/// The paths of the submodules of the repository in a folder.
fn submodules(folder: &Path) -> Vec<String> {
    let path = folder.join(MODULES);
    let is_small = |meta: &fs::Metadata| meta.is_file() && meta.len() <= MAX_MODULES;
    match fs::symlink_metadata(&path) {
        Ok(meta) if is_small(&meta) => {
            fs::read(&path).map(|text| paths(&String::from_utf8_lossy(&text))).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The values of `path` in the sections of submodules.
fn paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_submodule = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            is_submodule = section.trim_start().starts_with("submodule");
        } else if let Some((key, value)) = line.split_once('=')
            && is_submodule
            && key.trim().eq_ignore_ascii_case("path")
        {
            found.push(plain(value.trim()).trim_end_matches('/').to_owned());
        }
    }
    found.retain(|path| !path.is_empty());
    found
}

/// A value without its quotes, escapes and comment.
fn plain(value: &str) -> String {
    let mut plain = String::new();
    let mut is_quoted = false;
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '\\' => plain.extend(letters.next()),
            '#' | ';' if !is_quoted => return plain.trim_end().to_owned(),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{SourceTree as _, listing};

    #[test]
    fn paths_are_those_of_submodules() {
        let text = "[core]\n path = no\n[submodule \"a\"]\n\tpath = mp/s\n\turl = x\n[submodule \"b\"]\nPath=\"b \\\"c\\\"#\"/ # d\n";
        assert_eq!(paths(text), ["mp/s", "b \"c\"#"]);
    }

    #[test]
    fn empty_and_absent_submodules_are_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        for path in [".git", "mp/empty", "mp/full", "mp/node_modules"] {
            fs::create_dir_all(at(path)).expect("made");
        }
        fs::write(at("mp/full/x.js"), "").expect("written");
        let modules: String = ["empty", "full", "gone", "../../x", "node_modules/a"]
            .map(|name| format!("[submodule \"{name}\"]\npath = mp/{name}\n"))
            .concat();
        fs::write(at(".gitmodules"), modules).expect("written");
        let skipped = |root: &str| {
            let tree = WorkTree::open(&at(root)).expect("a tree");
            let listing = listing(&tree);
            let one = |skipped: &Skipped| format!("{} {:?}", skipped.path, skipped.reason);
            listing.skipped.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(skipped("."), ["mp/empty Submodule", "mp/gone Submodule"]);
        assert_eq!(skipped("mp"), ["empty Submodule", "gone Submodule"]);
        // Without the repository, only an empty folder shows that something is missing.
        fs::remove_dir(at(".git")).expect("removed");
        assert_eq!(skipped("."), ["mp/empty Submodule"]);
        let tree = WorkTree::open(&at("mp/full")).expect("a tree");
        assert_eq!(tree.list(&|_| true).skipped, []);
    }
}
