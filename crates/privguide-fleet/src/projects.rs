//! Finds the projects in a tree.

use privguide::{
    language::Text,
    program,
    tree::{CARGO_OUTPUT, NEVER_ENTERED, SourceTree, TreePath},
};

use crate::{
    manifests,
    trouble::{Kind, Trouble},
};

/// The name of the declarations file.
pub const DECLARATIONS: &str = "privguide.toml";

/// [`DECLARATIONS`] as a path.
///
/// # Panics
/// Never: it is a plain name.
#[must_use]
pub fn declarations() -> TreePath {
    TreePath::new(DECLARATIONS).expect("a plain name")
}

/// The maximum number of programs that a note names.
const MOST_NAMED: usize = 8;

/// A note about programs that were not analysed because they have no declarations.
#[must_use]
pub fn without_declarations(folders: &[TreePath]) -> Option<Text> {
    let named: Vec<&str> = folders.iter().take(MOST_NAMED).map(TreePath::as_str).collect();
    let more = folders.len() - named.len();
    let (zh, en) = match more {
        0 => (named.join("、"), named.join(", ")),
        more => (
            format!("{} 等 {} 个", named.join("、"), folders.len()),
            format!("{} and {more} more", named.join(", ")),
        ),
    };
    (!folders.is_empty()).then(|| {
        Text::new(
            format!("这里还有没有 {DECLARATIONS} 的程序，这次没有检查：{zh}。运行 cargo privguide init 为它们生成"),
            format!("not looked at, having no {DECLARATIONS}: {en}; cargo privguide init writes one for each"),
        )
    })
}

/// The programs in a tree that none of these projects covers.
#[must_use]
pub fn uncovered_in(tree: &dyn SourceTree, projects: &[TreePath]) -> Vec<TreePath> {
    let mut places = program::places(tree);
    // A program whose folder contains a project is the project itself: a configuration may be above
    // the folder with the declarations.
    places.retain(|place| {
        !projects.iter().any(|project| place.is_inside(project) || project.is_inside(place))
    });
    places
}

/// The folders in a tree with a declarations file, except for folders of packages and builds.
#[must_use]
pub fn declared(tree: &dyn SourceTree) -> Vec<TreePath> {
    let enters =
        |path: &TreePath| path.name() != CARGO_OUTPUT && !NEVER_ENTERED.contains(&path.name());
    let listing = tree.list(&enters);
    listing.files.iter().filter(|path| path.name() == DECLARATIONS).map(TreePath::parent).collect()
}

/// The folders of projects: the root if it has declarations; otherwise the folders that the root's
/// Cargo.toml names; otherwise all folders with declarations.
pub fn project_folders<'a>(
    tree: &dyn SourceTree,
    paths: impl Iterator<Item = &'a TreePath>,
) -> Vec<TreePath> {
    if tree.read(&declarations()).is_ok() {
        return vec![TreePath::root()];
    }
    let has_declarations =
        |folder: &TreePath| folder.join(DECLARATIONS).is_some_and(|file| tree.read(&file).is_ok());
    // A malformed manifest names nothing: then every project counts.
    let named = manifests::named(tree, &TreePath::root()).unwrap_or_default();
    let named: Vec<TreePath> = named.into_iter().filter(has_declarations).collect();
    if !named.is_empty() {
        return named;
    }
    let passed_over = |path: &TreePath| {
        path.components().any(|part| part == CARGO_OUTPUT || NEVER_ENTERED.contains(&part))
    };
    paths
        .filter(|path| path.name() == DECLARATIONS && !passed_over(path))
        .map(TreePath::parent)
        .collect()
}

/// The problem of an input with more projects.
#[must_use]
pub fn too_many(most: usize) -> Trouble {
    let (zh, en) = (format!("项目多于 {most} 个"), format!("it has more than {most} projects"));
    Trouble::new(Kind::TooLarge, zh, en)
}

#[cfg(test)]
mod tests {
    use privguide::tree::{MemoryTree, SourceTree as _};

    use super::project_folders;

    fn folders(tree: &MemoryTree) -> Vec<String> {
        let listing = tree.list(&|_| true);
        project_folders(tree, listing.files.iter()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn projects_are_found_in_a_tree_as_on_disk() {
        let two = MemoryTree::new()
            .with("apps/a/privguide.toml", "")
            .with("fixtures/b/privguide.toml", "");
        assert_eq!(folders(&two), ["apps/a", "fixtures/b"]);
        let named = two
            .clone()
            .with("Cargo.toml", "[workspace.metadata.privguide]\nprograms = [\"apps/a\"]\n");
        assert_eq!(folders(&named), ["apps/a"]);
        assert_eq!(folders(&two.with("privguide.toml", "")), [""]);
        assert!(folders(&MemoryTree::new().with("app.json", "{}")).is_empty());
    }
}
