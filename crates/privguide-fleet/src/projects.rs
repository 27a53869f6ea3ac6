//! Finds the projects in a tree.

use std::collections::HashMap;

use privguide::{
    language::Text,
    program,
    tree::{CARGO_OUTPUT, NEVER_ENTERED, SkipReason, SourceTree, TreePath},
};

use crate::{
    manifests::{self, MANIFEST},
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

/// The programs of a tree that no judged project covers, by the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncovered {
    /// They have no declarations.
    without: Vec<TreePath>,
    /// They have declarations, but the `Cargo.toml` of the tree names other programs.
    unnamed: Vec<TreePath>,
    /// Their declarations are not a file of the tree.
    unreadable: Vec<(TreePath, SkipReason)>,
}

impl Uncovered {
    /// The notes about these programs.
    #[must_use]
    pub fn notes(&self) -> Vec<Text> {
        let names = |of: &[TreePath]| Text::naming(of.iter().map(TreePath::as_str), MOST_NAMED);
        let mut notes = Vec::new();
        if let Some(Text { zh, en }) = names(&self.without) {
            notes.push(Text::new(
                format!("这里还有没有 {DECLARATIONS} 的程序，这次没有检查：{zh}。运行 cargo privguide init 为它们生成"),
                format!("not looked at, having no {DECLARATIONS}: {en}; cargo privguide init writes one for each"),
            ));
        }
        if let Some(Text { zh, en }) = names(&self.unnamed) {
            notes.push(Text::new(
                format!("{MANIFEST} 的 programs 没有列出这些有 {DECLARATIONS} 的程序，这次没有检查：{zh}。把它们加进 programs"),
                format!("not looked at, though having a {DECLARATIONS}, because `programs` in {MANIFEST} does not name them: {en}; add them to `programs`"),
            ));
        }
        notes.extend(self.unreadable_declarations());
        notes
    }

    /// The notes about declarations that are not a file of the tree.
    pub fn unreadable_declarations(&self) -> impl Iterator<Item = Text> + '_ {
        self.unreadable.iter().map(|(file, reason)| {
            let Text { zh, en } = reason.why();
            Text::new(
                format!("{file}：{zh}，所以这个程序没有检查；换成文件"),
                format!("{file}: {en}, so this program was not looked at; put a file in its place"),
            )
        })
    }
}

/// The programs in a tree that none of these projects covers.
#[must_use]
pub fn uncovered_in(tree: &dyn SourceTree, projects: &[TreePath]) -> Uncovered {
    let projects = Folders::new(projects.to_vec());
    let mut places = program::places(tree);
    // A program whose folder contains a project is the project itself: a configuration may be above
    // the folder with the declarations.
    places.retain(|place| !projects.are_around_or_in(place));
    let mut uncovered = Uncovered::default();
    if places.is_empty() {
        return uncovered;
    }
    let around = Folders::new(places.clone());
    let listing = tree.list(&|folder| around.are_around_or_in(folder) && enters(tree, folder));
    let declared = listing.files.iter().filter(|file| file.name() == DECLARATIONS);
    let declared = Folders::new(declared.map(TreePath::parent).collect());
    let skipped: Vec<_> =
        listing.skipped.iter().filter(|skipped| skipped.path.name() == DECLARATIONS).collect();
    let unreadable = Folders::new(skipped.iter().map(|skipped| skipped.path.parent()).collect());
    let mut lost = Vec::new();
    for place in places {
        if declared.are_around_or_in(&place) {
            uncovered.unnamed.push(place);
        } else if unreadable.are_around_or_in(&place) {
            lost.push(place);
        } else {
            uncovered.without.push(place);
        }
    }
    let lost = Folders::new(lost);
    uncovered.unreadable = skipped
        .into_iter()
        .filter(|skipped| lost.are_around_or_in(&skipped.path.parent()))
        .map(|skipped| (skipped.path.clone(), skipped.reason))
        .collect();
    uncovered
}

/// Folders, in order.
struct Folders(Vec<TreePath>);

impl Folders {
    fn new(mut folders: Vec<TreePath>) -> Self {
        folders.sort_unstable();
        Self(folders)
    }

    /// Whether one of them contains a folder, or is in it.
    fn are_around_or_in(&self, folder: &TreePath) -> bool {
        let mut above = folder.clone();
        loop {
            if self.0.binary_search(&above).is_ok() {
                return true;
            }
            if above.is_root() {
                break;
            }
            above = above.parent();
        }
        let inside = format!("{folder}/");
        let next = self.0.partition_point(|other| other.as_str() < inside.as_str());
        self.0.get(next).is_some_and(|other| other.is_inside(folder))
            || folder.is_root() && !self.0.is_empty()
    }
}

/// Whether a folder may contain projects: those of packages and of Cargo's builds do not. A folder
/// named `target` may be part of a program, unless Cargo has marked it.
fn enters(tree: &dyn SourceTree, folder: &TreePath) -> bool {
    if folder.name() == CARGO_OUTPUT {
        return folder.join("CACHEDIR.TAG").is_none_or(|mark| tree.read(&mark).is_err());
    }
    !NEVER_ENTERED.contains(&folder.name())
}

/// The folders in a tree with a declarations file, except for folders of packages and builds.
#[must_use]
pub fn declared(tree: &dyn SourceTree) -> Vec<TreePath> {
    let listing = tree.list(&|folder| enters(tree, folder));
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
    let mut known = HashMap::new();
    let mut passed_over = |file: &TreePath| {
        let mut folder = file.parent();
        while !folder.is_root() {
            let enters = known.entry(folder.clone()).or_insert_with(|| enters(tree, &folder));
            if !*enters {
                return true;
            }
            folder = folder.parent();
        }
        false
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
    use privguide::tree::{MemoryTree, SourceTree as _, TreePath};

    use super::{Folders, project_folders, uncovered_in};

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

    #[test]
    fn a_folder_named_target_is_passed_over_only_if_it_is_of_cargo() {
        let tree = MemoryTree::new().with("target/privguide.toml", "");
        assert_eq!(folders(&tree), ["target"]);
        assert!(folders(&tree.with("target/CACHEDIR.TAG", "")).is_empty());
    }

    #[test]
    fn folders_are_around_each_other_by_whole_names() {
        let path = |text: &str| TreePath::new(text).expect("inside");
        let folders = Folders::new(vec![path("a/b"), path("a-b/c"), path("d")]);
        for (folder, expected) in [
            ("a/b", true),
            ("a", true),
            ("a/b/c", true),
            ("a-b", true),
            ("a/bc", false),
            ("a-", false),
            ("a/c", false),
            ("d/e/f", true),
            ("", true),
        ] {
            let folder = TreePath::new(folder).unwrap_or_else(TreePath::root);
            assert_eq!(folders.are_around_or_in(&folder), expected, "{folder}");
        }
        assert!(!Folders::new(Vec::new()).are_around_or_in(&TreePath::root()));
    }

    #[test]
    fn a_program_that_is_not_judged_is_mentioned_with_the_reason() {
        let tree = MemoryTree::new()
            .with("a/app.json", r#"{ "pages": [] }"#)
            .with("b/app.json", r#"{ "pages": [] }"#)
            .with("b/privguide.toml", "")
            .with("c/app.json", r#"{ "pages": [] }"#)
            .with("c/privguide.toml", "");
        let projects = [TreePath::new("b").expect("inside")];
        let notes = uncovered_in(&tree, &projects).notes();
        let [without, unnamed] = notes.as_slice() else { panic!("{notes:?}") };
        assert!(without.en.starts_with("not looked at, having no privguide.toml: a;"));
        assert!(unnamed.en.contains("does not name them: c;"), "{}", unnamed.en);
    }
}
