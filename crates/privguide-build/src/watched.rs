//! The paths that Cargo watches: files that were read, and folders in which a new file would be
//! read as well.
//!
//! Cargo watches a folder with everything below it, so a folder is only listed if all of it
//! matters. If it also contains pictures or server code, the sources are listed individually; a new
//! file there is noticed as soon as a watched file refers to it.

use std::{collections::BTreeSet, fs, path::Path};

use privguide::tree::{TreePath, WorkTree};

/// Extensions of files that are never read but usually accompany files that are.
const COMPANIONS: [&str; 6] = ["wxss", "css", "less", "scss", "sass", "styl"];

/// Paths in the tree that Cargo should watch, sorted.
pub fn watched(tree: &WorkTree, read: &BTreeSet<TreePath>) -> Vec<TreePath> {
    let mut out = Vec::new();
    folder(tree, &TreePath::root(), read, &mut out);
    out.sort();
    out
}

/// Adds the paths to watch in a folder; true if the whole folder can be watched.
fn folder(
    tree: &WorkTree,
    path: &TreePath,
    read: &BTreeSet<TreePath>,
    out: &mut Vec<TreePath>,
) -> bool {
    let known = out.len();
    let mut whole = true;
    for (child, is_folder) in children(tree, path) {
        if is_folder {
            let matters = read
                .range(child.clone()..)
                .find(|next| **next != child)
                .is_some_and(|next| next.is_inside(&child));
            whole &= matters && folder(tree, &child, read, out);
        } else if read.contains(&child) {
            out.push(child);
        } else {
            whole &= COMPANIONS.contains(&child.extension());
        }
    }
    let whole = whole && !path.is_root() && out.len() > known;
    if whole {
        out.truncate(known);
        out.push(path.clone());
    }
    whole
}

fn children(tree: &WorkTree, path: &TreePath) -> Vec<(TreePath, bool)> {
    let Ok(entries) = fs::read_dir(tree.on_disk(path)) else { return Vec::new() };
    let child = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        Some((path.join(&name)?, is_folder(&entry.path())))
    };
    let mut children: Vec<_> = entries.filter_map(Result::ok).filter_map(child).collect();
    children.sort();
    children
}

/// A link to a folder does not count, because links to folders are not followed.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_watched_whole_only_when_all_of_it_matters() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = [
            "app.json",
            "readme.txt",
            "pages/a/a.js",
            "pages/a/a.wxss",
            "pages/b/b.js",
            "pages/b/logo.png",
            "images/x.png",
        ];
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        let tree = WorkTree::open(folder.path()).expect("a folder");
        let read = ["app.json", "pages/a/a.js", "pages/b/b.js"]
            .map(|path| TreePath::new(path).expect("inside"))
            .into();
        let watched: Vec<String> = watched(&tree, &read).iter().map(TreePath::to_string).collect();
        assert_eq!(watched, ["app.json", "pages/a", "pages/b/b.js"]);
    }
}
