//! Projects in a revision: the same search as on disk, in the tree of a commit.

use std::path::{Path, PathBuf};

use privguide::{
    program::Otherwise,
    tree::{SourceTree, TreePath},
};
use privguide_git::{Repository, Revision, Snapshot};

use crate::{
    failure::Failure,
    locate::{DECLARATIONS, Site},
    session::Session,
};

/// Loads every project with declarations that a snapshot holds; none when it has no declarations.
///
/// # Errors
/// When the snapshot cannot be read; a project that cannot be loaded fails by itself.
pub fn sessions(repository: &Repository, snapshot: &Snapshot) -> Result<Vec<Result<Session, Failure>>, Failure> {
    let whole = Revision::open(repository, snapshot, &TreePath::root())?;
    let folders = project_folders(&whole);
    Ok(folders.into_iter().map(|folder| session(repository, snapshot, &folder, Otherwise::Nothing)).collect())
}

/// Loads the project in one folder of a snapshot.
///
/// # Errors
/// When the snapshot has no such folder, or the project cannot be read.
pub fn session(
    repository: &Repository,
    snapshot: &Snapshot,
    folder: &TreePath,
    otherwise: Otherwise,
) -> Result<Session, Failure> {
    let tree = Revision::open(repository, snapshot, folder)?;
    let declarations = tree.read(&declarations_path()).is_ok().then(|| DECLARATIONS.to_owned());
    let top = top(repository);
    let site = Site { folder: top.join(folder.as_str()), declarations, scanned: top };
    Session::of_tree(site, Box::new(tree), otherwise)
}

/// Where paths of the repository start: for people, who read them from their work tree.
fn top(repository: &Repository) -> PathBuf {
    let top = repository.work_dir().unwrap_or_else(|| Path::new("."));
    std::fs::canonicalize(top).unwrap_or_else(|_| top.to_path_buf())
}

fn declarations_path() -> TreePath {
    TreePath::new(DECLARATIONS).expect("a plain name")
}

/// The folders with declarations: the root; or what the root's Cargo.toml names; or all.
fn project_folders(tree: &dyn SourceTree) -> Vec<TreePath> {
    if tree.read(&declarations_path()).is_ok() {
        return vec![TreePath::root()];
    }
    let has_declarations = |folder: &TreePath| folder.join(DECLARATIONS).is_some_and(|file| tree.read(&file).is_ok());
    let named: Vec<TreePath> = named_by_cargo(tree).into_iter().filter(has_declarations).collect();
    if !named.is_empty() {
        return named;
    }
    let listing = tree.list(&|path: &TreePath| !matches!(path.name(), "node_modules" | "target"));
    listing.files.into_iter().filter(|entry| entry.path.name() == DECLARATIONS).map(|entry| entry.path.parent()).collect()
}

/// `programs` of `[workspace.metadata.privguide]` and `[package.metadata.privguide]` in the root's Cargo.toml.
fn named_by_cargo(tree: &dyn SourceTree) -> Vec<TreePath> {
    let manifest = TreePath::new("Cargo.toml").and_then(|path| tree.read(&path).ok()).unwrap_or_default();
    let Ok(manifest) = String::from_utf8_lossy(&manifest).parse::<toml_edit::DocumentMut>() else {
        return Vec::new();
    };
    let programs = |table: &str| manifest.get(table)?.get("metadata")?.get("privguide")?.get("programs")?.as_array().cloned();
    let mut named: Vec<TreePath> = ["workspace", "package"]
        .into_iter()
        .filter_map(programs)
        .flat_map(|programs| programs.iter().filter_map(|name| TreePath::new(name.as_str()?)).collect::<Vec<_>>())
        .collect();
    named.sort();
    named.dedup();
    named
}

#[cfg(test)]
mod tests {
    use privguide::tree::MemoryTree;

    use super::project_folders;

    fn folders(tree: &MemoryTree) -> Vec<String> {
        project_folders(tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn projects_are_found_in_a_tree_as_on_disk() {
        let two = MemoryTree::new().with("apps/a/privguide.toml", "").with("fixtures/b/privguide.toml", "");
        assert_eq!(folders(&two), ["apps/a", "fixtures/b"]);
        let named = two.clone().with("Cargo.toml", "[workspace.metadata.privguide]\nprograms = [\"apps/a\"]\n");
        assert_eq!(folders(&named), ["apps/a"]);
        assert_eq!(folders(&two.with("privguide.toml", "")), [""]);
        assert!(folders(&MemoryTree::new().with("app.json", "{}")).is_empty());
    }
}
