//! The files a guide is written to, and what the tree holds in their place.
//!
//! `generate`, `generate --check`, `--diff` and the rule `stale-guide` all ask [`state`].

use std::ops::Range;

use similar::{Algorithm, TextDiff};

use super::{Detected, Gap, Rendering, build, render};
use crate::{
    declaration::Declarations,
    language::{Language, Text},
    tree::{ReadError, SourceTree, TreePath},
};

/// Where a guide is written when `[guide] path` is absent.
const DEFAULT_PATH: &str = "privacy-guide.{lang}.md";

/// A file as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The language of the guide in it.
    pub language: Language,
    /// Where it belongs, from the root of the tree.
    pub path: TreePath,
    /// What it should hold.
    pub text: String,
    /// What the guide in it had to leave out.
    pub gaps: Vec<Gap>,
}

/// What the tree holds in the place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuideState {
    /// No such file.
    Missing,
    /// Another text.
    Stale {
        /// From what is there to what should be there: a unified difference. It repeats the file's own text: untrusted.
        diff: String,
    },
    /// The same text; CRLF or LF does not matter.
    Current,
}

/// Why a guide cannot be written where `[guide] path` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathProblem {
    /// The path as written.
    pub path: String,
    /// Its place in `privguide.toml`; `None` for the default.
    pub span: Option<Range<usize>>,
    /// What is wrong with it.
    pub reason: PathReason,
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathReason {
    /// It is absolute or climbs out of the project.
    LeavesTree,
    /// It names a folder, or nothing.
    NoFile,
    /// It holds a control character or a backslash.
    Characters,
    /// Two languages would be written to the same file.
    SameFile,
    /// It is `privguide.toml` itself.
    Declarations,
}

impl PathProblem {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        let path: String = self.path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        match self.reason {
            PathReason::LeavesTree => Text::new(
                format!("指引的路径 `{path}` 超出了项目目录"),
                format!("the guide's path `{path}` leads out of the project"),
            ),
            PathReason::NoFile => {
                Text::new(format!("指引的路径 `{path}` 不是文件名"), format!("the guide's path `{path}` names no file"))
            }
            PathReason::Characters => Text::new(
                format!("指引的路径 `{path}` 含有反斜杠或控制字符，请用 `/` 分隔目录"),
                format!("the guide's path `{path}` holds a backslash or a control character: separate folders with `/`"),
            ),
            PathReason::SameFile => Text::new(
                format!("两种语言的指引会写入同一个文件 `{path}`：请在路径中写上 `{{lang}}`"),
                format!("the guides in two languages would go to one file `{path}`: put `{{lang}}` into the path"),
            ),
            PathReason::Declarations => Text::new(
                format!("指引的路径 `{path}` 会覆盖 privguide.toml"),
                format!("the guide's path `{path}` would overwrite privguide.toml"),
            ),
        }
    }
}

/// Where the guide of each language goes, in the order of `[guide] languages`; Chinese when none is named.
///
/// # Errors
/// When the path leaves the tree, is no file name, or is the same for two languages.
pub fn paths(declarations: &Declarations) -> Result<Vec<(Language, TreePath)>, PathProblem> {
    let written = declarations.guide.path.as_ref();
    let template = written.map_or(DEFAULT_PATH, |path| path.value.as_str());
    let problem = |reason| PathProblem { path: template.to_owned(), span: written.map(|path| path.span.clone()), reason };
    let mut found: Vec<(Language, TreePath)> = Vec::new();
    for language in languages(declarations) {
        let path = template.replace("{lang}", language.tag());
        if path.contains('\\') || path.contains(char::is_control) {
            return Err(problem(PathReason::Characters));
        }
        // `C:x` and `//host` are absolute somewhere; a tree's own paths never start with `/`.
        let absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
        let folder = declarations.source.path().parent();
        let inside = folder.join(&path).filter(|_| !absolute).ok_or_else(|| problem(PathReason::LeavesTree))?;
        if path.is_empty() || path.ends_with('/') || path.ends_with("/.") || path.ends_with("..") || inside == folder {
            return Err(problem(PathReason::NoFile));
        }
        if inside == *declarations.source.path() {
            return Err(problem(PathReason::Declarations));
        }
        // Two names that differ only in case are one file on many disks.
        if found.iter().any(|(_, other)| other.as_str().eq_ignore_ascii_case(inside.as_str())) {
            return Err(problem(PathReason::SameFile));
        }
        found.push((language, inside));
    }
    Ok(found)
}

fn languages(declarations: &Declarations) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for language in &declarations.guide.languages {
        if !languages.contains(&language.value) {
            languages.push(language.value);
        }
    }
    if languages.is_empty() { vec![Language::ZhCn] } else { languages }
}

/// Every file that `generate` writes.
///
/// # Errors
/// When a guide has no place to go; see [`paths`].
pub fn expected(declarations: &Declarations, detected: &Detected) -> Result<Vec<Expected>, PathProblem> {
    let written = paths(declarations)?.into_iter().map(|(language, path)| {
        let guide = build(declarations, detected, language);
        Expected { language, text: render(&guide, Rendering::of_path(&path)), path, gaps: guide.gaps }
    });
    Ok(written.collect())
}

/// What a tree holds in the place of a file.
///
/// # Errors
/// When something is there that cannot be read.
pub fn state(expected: &Expected, tree: &dyn SourceTree) -> Result<GuideState, ReadError> {
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

/// Beyond this many lines they are not compared one by one: a guide is a few pages, what is longer is not one, and comparing takes the
/// square of it.
const COMPARABLE: usize = 10_000;

/// The unified difference of two versions of a file, with three lines of context. No deadline: the same texts give the same difference on
/// every machine.
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
    use super::*;
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
        assert_eq!(places("shop/privguide.toml", both), Ok(vec!["docs/zh-CN/guide.txt".into(), "docs/en/guide.txt".into()]));
    }

    #[test]
    fn a_guide_never_leaves_the_project() {
        for path in ["../guide.md", "a/../../guide.md", "/etc/passwd", "//host/share", "C:/guide.md", "{lang}/../../x"] {
            assert_eq!(places("privguide.toml", &format!("path = \"{path}\"")), Err(PathReason::LeavesTree), "{path}");
        }
        assert_eq!(places("privguide.toml", r"path = 'docs\guide.md'"), Err(PathReason::Characters));
        for path in ["", ".", "docs/", "docs/.."] {
            assert_eq!(places("privguide.toml", &format!("path = \"{path}\"")), Err(PathReason::NoFile), "{path}");
        }
    }

    #[test]
    fn two_guides_never_share_a_file() {
        let both = "languages = [\"zh-CN\", \"en\"]\n";
        assert_eq!(places("privguide.toml", &format!("{both}path = \"guide.md\"")), Err(PathReason::SameFile));
        assert_eq!(places("a/privguide.toml", "path = \"privguide.toml\""), Err(PathReason::Declarations));
        assert_eq!(places("privguide.toml", "languages = [\"en\", \"en\"]").map(|paths| paths.len()), Ok(1));
    }

    #[test]
    fn the_name_of_the_file_chooses_the_rendering() {
        let of = |path: &str| {
            let declarations = declared("privguide.toml", &format!("path = \"{path}\""));
            expected(&declarations, &Detected::default()).expect("a place").remove(0).text
        };
        assert!(of("a.md").starts_with("<!-- ") && of("a.HTML").starts_with("<!doctype html>"));
        assert!(of("a.txt").starts_with("小程序隐私保护指引\n") && of("a.json").starts_with("{\n"));
    }

    #[test]
    fn a_file_is_missing_stale_or_current() {
        let file = expected(&declared("privguide.toml", ""), &Detected::default()).expect("a place").remove(0);
        let holds = |text: String| state(&file, &MemoryTree::new().with(file.path.as_str(), text)).expect("readable");
        assert_eq!(state(&file, &MemoryTree::new()).expect("readable"), GuideState::Missing);
        assert_eq!(holds(file.text.clone()), GuideState::Current);
        assert_eq!(holds(file.text.replace('\n', "\r\n")), GuideState::Current);
        let GuideState::Stale { diff } = holds(file.text.replacen("# 小程序", "# 小小程序", 1)) else { panic!("stale") };
        assert!(diff.starts_with("--- a/privacy-guide.zh-CN.md\n+++ b/privacy-guide.zh-CN.md\n@@ -1,6 +1,6 @@\n"), "{diff}");
        assert!(diff.contains("\n-# 小小程序隐私保护指引\n+# 小程序隐私保护指引\n"));
    }

    #[test]
    fn a_huge_file_in_the_place_of_a_guide_is_not_searched() {
        let diff = unified(&TreePath::root(), &"x\n".repeat(20_000), "y\n");
        assert_eq!(diff.lines().count(), 3);
    }
}
