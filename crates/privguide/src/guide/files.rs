//! The files that a guide is written to, and their current state in the tree.
//!
//! `generate`, `generate --check`, `--diff` and the rule `stale-guide` all use [`state`].

use similar::{Algorithm, TextDiff};

use super::{Detected, Gap, PathProblem, Rendering, build, build_lists, list_paths, paths};
use crate::{
    declaration::Declarations,
    language::Language,
    tree::{ReadError, SourceTree, TreePath},
};

/// A file with its expected content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The language of the guide in it.
    pub language: Language,
    /// Its path, relative to the root of the tree.
    pub path: TreePath,
    /// The expected content.
    pub text: String,
    /// What the guide leaves out because it is not declared.
    pub gaps: Vec<Gap>,
}

/// The state of a guide's file in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuideState {
    /// The file does not exist.
    Missing,
    /// The content differs.
    Stale {
        /// A unified difference from the current to the expected content. It repeats text of the
        /// file, which is untrusted.
        diff: String,
    },
    /// The content is as expected; CRLF and LF are equivalent.
    Current,
}

/// Every file that `generate` writes.
///
/// # Errors
/// When a guide has no valid path; see [`paths`].
pub(crate) fn expected(
    declarations: &Declarations,
    detected: &Detected,
) -> Result<Vec<Expected>, PathProblem> {
    let written = |language, path, guide: super::Guide| Expected {
        language,
        text: guide.render(Rendering::of_path(&path)),
        path,
        gaps: guide.gaps,
    };
    let guides = paths(declarations)?.into_iter();
    let guides = guides
        .map(|(language, path)| written(language, path, build(declarations, detected, language)));
    let lists = list_paths(declarations)?.into_iter();
    let lists = lists.map(|(language, kinds, path)| {
        written(language, path, build_lists(declarations, detected, language, &kinds))
    });
    Ok(guides.chain(lists).collect())
}

/// The state of a file in a tree.
///
/// # Errors
/// When the file exists but cannot be read.
pub(crate) fn state(expected: &Expected, tree: &dyn SourceTree) -> Result<GuideState, ReadError> {
    let bytes = match tree.read(&expected.path) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound(_)) => return Ok(GuideState::Missing),
        Err(error) => return Err(error),
    };
    let found = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    if found == expected.text {
        return Ok(GuideState::Current);
    }
    Ok(GuideState::Stale { diff: unified(&expected.path, &found, &expected.text) })
}

/// More lines are not compared individually: a guide has a few pages, and the time grows with the
/// square of the number of lines.
const COMPARABLE: usize = 10_000;

/// The unified difference of two versions of a file, with three lines of context. There is no time
/// limit, so the same texts give the same difference on every machine.
#[must_use]
pub fn unified(path: &TreePath, before: &str, after: &str) -> String {
    let header = format!("--- a/{path}\n+++ b/{path}\n");
    let lines = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
    if lines(before).max(lines(after)) > COMPARABLE {
        return format!("{header}@@ {} -> {} bytes @@\n", before.len(), after.len());
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(before, after);
    let hunks = diff.unified_diff().context_radius(3).to_string();
    if hunks.is_empty() { hunks } else { header + &hunks }
}

#[cfg(test)]
mod tests {
    use super::{super::paths::PathReason, *};
    use crate::{
        declaration::parse,
        tree::{MemoryTree, SourceText},
    };

    fn declared(file: &str, guide: &str) -> Declarations {
        let text = format!("format = 1\n[guide]\n{guide}\n");
        parse(SourceText::new(TreePath::new(file).expect("inside"), text)).declarations
    }

    fn places(file: &str, guide: &str) -> Result<Vec<String>, PathReason> {
        let found = paths(&declared(file, guide)).map_err(|problem| problem.reason)?;
        Ok(found.into_iter().map(|(_, path)| path.to_string()).collect())
    }

    #[test]
    fn paths_begin_at_the_folder_of_the_declarations() {
        assert_eq!(places("privguide.toml", ""), Ok(vec!["privacy-guide.zh-CN.md".into()]));
        let both = "languages = [\"zh-CN\", \"en\"]\npath = \"../docs/{lang}/guide.txt\"";
        assert_eq!(
            places("shop/privguide.toml", both),
            Ok(vec!["docs/zh-CN/guide.txt".into(), "docs/en/guide.txt".into()])
        );
    }

    #[test]
    fn a_guide_never_leaves_the_project() {
        for path in [
            "../guide.md",
            "a/../../guide.md",
            "/etc/passwd",
            "//host/share",
            "C:/guide.md",
            "{lang}/../../x",
        ] {
            assert_eq!(
                places("privguide.toml", &format!("path = \"{path}\"")),
                Err(PathReason::LeavesTree),
                "{path}"
            );
        }
        assert_eq!(
            places("privguide.toml", r"path = 'docs\guide.md'"),
            Err(PathReason::Characters)
        );
        for path in ["", ".", "docs/", "docs/.."] {
            assert_eq!(
                places("privguide.toml", &format!("path = \"{path}\"")),
                Err(PathReason::NoFile),
                "{path}"
            );
        }
    }

    #[test]
    fn two_guides_never_share_a_file() {
        let both = "languages = [\"zh-CN\", \"en\"]\n";
        assert_eq!(
            places("privguide.toml", &format!("{both}path = \"guide.md\"")),
            Err(PathReason::SameFile)
        );
        assert_eq!(
            places("a/privguide.toml", "path = \"privguide.toml\""),
            Err(PathReason::Declarations)
        );
        assert_eq!(
            places("privguide.toml", "languages = [\"en\", \"en\"]").map(|paths| paths.len()),
            Ok(1)
        );
    }

    #[test]
    fn the_name_of_the_file_chooses_the_rendering() {
        let of = |path: &str| {
            let declarations = declared("privguide.toml", &format!("path = \"{path}\""));
            expected(&declarations, &Detected::default()).expect("a place").remove(0).text
        };
        assert!(of("a.md").starts_with("<!-- ") && of("a.HTML").starts_with("<!doctype html>"));
        assert!(
            of("a.txt").starts_with("小程序隐私保护指引\n") && of("guide.json").starts_with("{\n")
        );
    }

    #[test]
    fn a_file_is_missing_stale_or_current() {
        let file = expected(&declared("privguide.toml", ""), &Detected::default())
            .expect("a place")
            .remove(0);
        let holds = |text: String| {
            state(&file, &MemoryTree::new().with(file.path.as_str(), text)).expect("readable")
        };
        assert_eq!(state(&file, &MemoryTree::new()).expect("readable"), GuideState::Missing);
        assert_eq!(holds(file.text.clone()), GuideState::Current);
        assert_eq!(holds(file.text.replace('\n', "\r\n")), GuideState::Current);
        let GuideState::Stale { diff } = holds(file.text.replacen("# 小程序", "# 小小程序", 1))
        else {
            panic!("stale")
        };
        assert!(
            diff.starts_with(
                "--- a/privacy-guide.zh-CN.md\n+++ b/privacy-guide.zh-CN.md\n@@ -1,6 +1,6 @@\n"
            ),
            "{diff}"
        );
        assert!(diff.contains("\n-# 小小程序隐私保护指引\n+# 小程序隐私保护指引\n"));
    }

    #[test]
    fn a_huge_file_in_the_place_of_a_guide_is_not_searched() {
        let diff = unified(&TreePath::root(), &"x\n".repeat(20_000), "y\n");
        assert_eq!(diff.lines().count(), 3);
    }
}
