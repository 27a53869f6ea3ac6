//! Recognises the sources of a framework by the files that its compiler looks for.
//!
//! Out: the folder of the sources and the framework. The signs are part of the framework's
//! description.

use crate::{
    catalog::ProgramKind,
    framework::{CandidateFile, Framework},
    tree::{FileSet, SourceTree, TreePath},
};

/// The sources of a program that a framework compiles.
pub(super) struct FrameworkSources {
    pub(super) root: TreePath,
    pub(super) kind: ProgramKind,
    pub(super) framework: Framework,
}

impl FrameworkSources {
    /// True for a folder with a `project.config.json` that a build copies into its output.
    pub(super) fn configures(&self, folder: &TreePath) -> bool {
        let mut folders =
            self.framework.describe().configured_in.iter().filter_map(|name| self.root.join(name));
        folders.any(|configured| folder.is_inside(&configured))
    }
}

/// Every folder of framework sources, sorted; of nested ones, the outermost. The second list has the
/// folders inside these.
pub(super) fn sources(
    tree: &dyn SourceTree,
    files: &FileSet,
    frameworks: &[Framework],
) -> (Vec<FrameworkSources>, Vec<TreePath>) {
    let mut found: Vec<FrameworkSources> =
        files.all().iter().filter_map(|path| recognised(tree, files, path, frameworks)).collect();
    found.sort_by(|a, b| {
        a.root
            .components()
            .count()
            .cmp(&b.root.components().count())
            .then_with(|| a.root.cmp(&b.root))
    });
    let mut outermost: Vec<FrameworkSources> = Vec::new();
    let mut nested = Vec::new();
    for source in found {
        let mut around = outermost.iter().filter(|outer| source.root.is_inside(&outer.root));
        match around.next() {
            None => outermost.push(source),
            Some(outer) if outer.root != source.root => nested.push(source.root),
            Some(_) => {}
        }
    }
    (outermost, nested)
}

/// The framework and folder that a file is a sign of: the first mark that matches, in the order of
/// the frameworks.
fn recognised(
    tree: &dyn SourceTree,
    files: &FileSet,
    path: &TreePath,
    frameworks: &[Framework],
) -> Option<FrameworkSources> {
    let name = path.name();
    let marks = frameworks.iter().flat_map(|framework| {
        framework.describe().marks.iter().map(move |mark| (*framework, mark))
    });
    let mut named = marks.filter(|(_, mark)| mark.name == name).peekable();
    named.peek()?;
    let look = CandidateFile { tree, files, path, folder: path.parent() };
    let (framework, mark) = named.find(|(_, mark)| (mark.holds)(&look))?;
    Some(FrameworkSources {
        root: look.root(mark.root)?,
        kind: ProgramKind::MiniProgram,
        framework,
    })
}

/// The framework of a folder that contains an `app.json`: the sources of some frameworks have
/// this file, too.
pub(super) fn of_entry_folder(
    tree: &dyn SourceTree,
    files: &FileSet,
    folder: &TreePath,
    frameworks: &[Framework],
) -> Framework {
    let in_folder = files.below(folder).iter().filter(|path| path.parent() == *folder);
    let mut found = in_folder
        .filter_map(|path| recognised(tree, files, path, frameworks))
        .filter(|found| found.root == *folder);
    found.next().map_or(Framework::NATIVE, |found| found.framework)
}

/// The framework of a folder without an application file (a library), guessed from the first file
/// that is a sign of one.
pub(super) fn guess(
    tree: &dyn SourceTree,
    files: &[TreePath],
    frameworks: &[Framework],
) -> Framework {
    let by_extension = |path: &TreePath| {
        let extension = path.extension();
        let has =
            |framework: &&Framework| framework.describe().hints.extensions.contains(&extension);
        frameworks.iter().find(has).copied()
    };
    let by_words = |path: &TreePath| {
        let extension = path.extension();
        let words = frameworks.iter().flat_map(|framework| {
            framework.describe().hints.words.iter().map(move |word| (*framework, word))
        });
        let mut words =
            words.filter(|(_, (_, extensions))| extensions.contains(&extension)).peekable();
        words.peek()?;
        let source = tree.source(path).ok()?;
        let text = source.text().as_bytes();
        let found =
            words.find(|(_, (word, _))| memchr::memmem::find(text, word.as_bytes()).is_some());
        found.map(|(framework, _)| framework)
    };
    let mut sources = files.iter().filter(|path| crate::framework::is_source(path));
    let found = sources.find_map(|path| by_extension(path).or_else(|| by_words(path)));
    found.unwrap_or(Framework::NATIVE)
}

#[cfg(test)]
mod tests {
    use super::guess;
    use crate::{
        framework::Framework,
        tree::{FileSet, MemoryTree},
    };

    #[test]
    fn a_sign_counts_behind_many_other_files() {
        let frameworks: Vec<Framework> = Framework::all().collect();
        for (name, text, expected) in [
            ("z/z.vue", "<script>uni.login({})</script>", "uni-app"),
            ("z/z.js", "import Taro from '@tarojs/taro'", "taro"),
        ] {
            let mut tree = MemoryTree::new().with(name, text);
            for number in 0..1_000 {
                tree = tree.with(&format!("a{number}.js"), "");
            }
            let files = FileSet::list(&tree);
            assert_eq!(guess(&tree, files.all(), &frameworks).name(), expected);
        }
    }
}
