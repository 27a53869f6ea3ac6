//! Finds the projects in a tree.

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
        let mut notes = Vec::new();
        if let Some((zh, en)) = names(&self.without) {
            notes.push(Text::new(
                format!("这里还有没有 {DECLARATIONS} 的程序，这次没有检查：{zh}。运行 cargo privguide init 为它们生成"),
                format!("not looked at, having no {DECLARATIONS}: {en}; cargo privguide init writes one for each"),
            ));
        }
        if let Some((zh, en)) = names(&self.unnamed) {
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

/// The names of folders for a note in both languages; `None` if there are none.
fn names(folders: &[TreePath]) -> Option<(String, String)> {
    let named: Vec<&str> = folders.iter().take(MOST_NAMED).map(TreePath::as_str).collect();
    let more = folders.len() - named.len();
    (!folders.is_empty()).then(|| match more {
        0 => (named.join("、"), named.join(", ")),
        more => (
            format!("{} 等 {} 个", named.join("、"), folders.len()),
            format!("{} and {more} more", named.join(", ")),
        ),
    })
}

/// The programs in a tree that none of these projects covers.
#[must_use]
pub fn uncovered_in(tree: &dyn SourceTree, projects: &[TreePath]) -> Uncovered {
    let mut places = program::places(tree);
    // A program whose folder contains a project is the project itself: a configuration may be above
    // the folder with the declarations.
    places.retain(|place| {
        !projects.iter().any(|project| place.is_inside(project) || project.is_inside(place))
    });
    let mut uncovered = Uncovered::default();
    if places.is_empty() {
        return uncovered;
    }
    let leads_to_one = |folder: &TreePath| {
        places.iter().any(|place| folder.is_inside(place) || place.is_inside(folder))
    };
    let listing = tree.list(&|folder| leads_to_one(folder) && enters(tree, folder));
    let is_of = |file: &TreePath, place: &TreePath| {
        let folder = file.parent();
        file.name() == DECLARATIONS && (folder.is_inside(place) || place.is_inside(&folder))
    };
    for place in places {
        let skipped = listing.skipped.iter().find(|skipped| is_of(&skipped.path, &place));
        if listing.files.iter().any(|file| is_of(file, &place)) {
            uncovered.unnamed.push(place);
        } else if let Some(skipped) = skipped {
            let declarations = (skipped.path.clone(), skipped.reason);
            if !uncovered.unreadable.contains(&declarations) {
                uncovered.unreadable.push(declarations);
            }
        } else {
            uncovered.without.push(place);
        }
    }
    uncovered
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
    let passed_over = |file: &TreePath| {
        let mut folder = file.parent();
        while !folder.is_root() {
            if !enters(tree, &folder) {
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

    use super::{project_folders, uncovered_in};

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
