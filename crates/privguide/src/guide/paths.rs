//! The paths of guides and lists, and links between them.

use std::{fmt::Write as _, ops::Range};

use super::ListKind;
use crate::{
    declaration::Declarations,
    language::{Language, Text},
    tree::{TreePath, is_git_folder},
};

/// The path of a guide if `[guide] path` is absent.
const DEFAULT_PATH: &str = "privacy-guide.{lang}.md";

/// Why a guide cannot be written to the path in `[guide] path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathProblem {
    /// The path as written.
    pub(crate) path: String,
    /// Its place in `privguide.toml`; `None` for the default.
    pub(crate) span: Option<Range<usize>>,
    /// What is wrong with it.
    pub(crate) reason: PathReason,
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathReason {
    /// It is absolute or leads out of the project.
    LeavesTree,
    /// It is a folder, or empty.
    NoFile,
    /// It contains a control character or a backslash.
    Characters,
    /// Windows interprets it as a device, a drive or a stream of another file.
    System,
    /// The same file would be written for two languages.
    SameFile,
    /// It is `privguide.toml` itself.
    Declarations,
    /// It is below `.git`.
    GitFolder,
    /// Its name is not that of a document, so it could be a program or the configuration of another
    /// tool.
    Extension,
    /// A CSV file can hold only one table, and there are two lists.
    TwoTables,
}

impl PathProblem {
    /// The reason as a message.
    pub(crate) fn text(&self) -> Text {
        let path: String =
            self.path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        match self.reason {
            PathReason::LeavesTree => Text::new(
                format!("指引的路径 `{path}` 超出了项目目录"),
                format!("the guide's path `{path}` leads out of the project"),
            ),
            PathReason::NoFile => Text::new(
                format!("指引的路径 `{path}` 不是文件名"),
                format!("the guide's path `{path}` names no file"),
            ),
            PathReason::Characters => Text::new(
                format!("指引的路径 `{path}` 含有反斜杠或控制字符，请用 `/` 分隔目录"),
                format!(
                    "the guide's path `{path}` contains a backslash or a control character: separate folders with `/`"
                ),
            ),
            PathReason::System => Text::new(
                format!(
                    "指引的路径 `{path}` 在 Windows 上不是这个文件：请不要用冒号，也不要用 con、nul 这类设备名"
                ),
                format!(
                    "the guide's path `{path}` is another thing on Windows: use no colon and no device's name (con, nul …)"
                ),
            ),
            PathReason::SameFile => Text::new(
                format!("两种语言的指引会写入同一个文件 `{path}`：请在路径中写上 `{{lang}}`"),
                format!(
                    "the guides in two languages would go to one file `{path}`: put `{{lang}}` into the path"
                ),
            ),
            PathReason::Declarations => Text::new(
                format!("指引的路径 `{path}` 会覆盖 privguide.toml"),
                format!("the guide's path `{path}` would overwrite privguide.toml"),
            ),
            PathReason::GitFolder => Text::new(
                format!("指引的路径 `{path}` 在 .git 里"),
                format!("the guide's path `{path}` lies below .git"),
            ),
            PathReason::TwoTables => Text::new(
                format!("一个 csv 文件放不下两份清单：请在路径 `{path}` 中写上 `{{list}}`"),
                format!(
                    "one csv file cannot contain two lists: put `{{list}}` into the path `{path}`"
                ),
            ),
            PathReason::Extension => Text::new(
                format!(
                    "指引的路径 `{path}` 不是文档：请用 .md、.txt、.html 结尾，或名称含 guide（清单含 list）的 .json；清单也可以用 .csv"
                ),
                format!(
                    "the guide's path `{path}` is not that of a document: it must end in .md, .txt, .html, or .json with `guide` (lists: `list`) in the name; lists may be .csv, too"
                ),
            ),
        }
    }
}

/// The path of the guide in each language, in the order of `[guide] languages`; Chinese if none is
/// given.
///
/// # Errors
/// When the path leaves the tree, is no file name, or is the same for two languages.
pub(crate) fn paths(declarations: &Declarations) -> Result<Vec<(Language, TreePath)>, PathProblem> {
    let written = declarations.guide.path.as_ref();
    let template = written.map_or(DEFAULT_PATH, |path| path.value.as_str());
    let problem = |reason| PathProblem {
        path: template.to_owned(),
        span: written.map(|path| path.span.clone()),
        reason,
    };
    let mut found: Vec<(Language, TreePath)> = Vec::new();
    for language in languages(declarations) {
        let path = checked(declarations, &template.replace("{lang}", language.tag()), is_document)
            .map_err(problem)?;
        // Two names that differ only in case are one file on many disks.
        if found.iter().any(|(_, other)| other.as_str().eq_ignore_ascii_case(path.as_str())) {
            return Err(problem(PathReason::SameFile));
        }
        found.push((language, path));
    }
    Ok(found)
}

/// The paths of the lists in each language, each with the lists that the file contains; empty if
/// `[guide] lists` is absent.
///
/// # Errors
/// When a path leaves the tree, is no file name, is that of another file, or cannot hold two
/// tables.
pub(crate) fn list_paths(
    declarations: &Declarations,
) -> Result<Vec<(Language, Vec<ListKind>, TreePath)>, PathProblem> {
    let Some(written) = &declarations.guide.lists else { return Ok(Vec::new()) };
    let template = &written.value;
    let problem =
        |reason| PathProblem { path: template.clone(), span: Some(written.span.clone()), reason };
    let groups: Vec<Vec<ListKind>> = if template.contains("{list}") {
        ListKind::ALL.into_iter().map(|kind| vec![kind]).collect()
    } else {
        vec![ListKind::ALL.to_vec()]
    };
    let mut taken: Vec<TreePath> = paths(declarations)?.into_iter().map(|(_, path)| path).collect();
    let mut found = Vec::new();
    for language in languages(declarations) {
        for kinds in &groups {
            let name = kinds.first().map_or("", |kind| kind.name());
            let path = template.replace("{lang}", language.tag()).replace("{list}", name);
            let path = checked(declarations, &path, is_list).map_err(problem)?;
            if kinds.len() > 1 && path.extension().eq_ignore_ascii_case("csv") {
                return Err(problem(PathReason::TwoTables));
            }
            if taken.iter().any(|other| other.as_str().eq_ignore_ascii_case(path.as_str())) {
                return Err(problem(PathReason::SameFile));
            }
            taken.push(path.clone());
            found.push((language, kinds.clone(), path));
        }
    }
    Ok(found)
}

/// Checks a path in the tree to which a document is to be written.
fn checked(
    declarations: &Declarations,
    path: &str,
    is_fit: fn(&TreePath) -> bool,
) -> Result<TreePath, PathReason> {
    if path.contains('\\') || path.contains(char::is_control) {
        return Err(PathReason::Characters);
    }
    // `C:x` and `//host` are absolute on some systems; paths in a tree never start with `/`.
    let absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
    let folder = declarations.source.path().parent();
    let inside = folder.join(path).filter(|_| !absolute).ok_or(PathReason::LeavesTree)?;
    if !inside.is_portable() {
        return Err(PathReason::System);
    }
    if path.is_empty()
        || path.ends_with('/')
        || path.ends_with("/.")
        || path.ends_with("..")
        || inside == folder
    {
        return Err(PathReason::NoFile);
    }
    if inside.components().any(is_git_folder) {
        return Err(PathReason::GitFolder);
    }
    if inside == *declarations.source.path() {
        return Err(PathReason::Declarations);
    }
    if is_fit(&inside) { Ok(inside) } else { Err(PathReason::Extension) }
}

/// Like [`is_document`], for lists, which may also be tables without any text.
fn is_list(path: &TreePath) -> bool {
    match path.extension().to_ascii_lowercase().as_str() {
        "csv" => true,
        "json" => path.name().to_ascii_lowercase().contains("list"),
        _ => is_document(path),
    }
}

/// True for file names of documents. Other tools are configured with JSON files (`package.json`),
/// so for JSON the name must contain more than the extension.
fn is_document(path: &TreePath) -> bool {
    match path.extension().to_ascii_lowercase().as_str() {
        "md" | "markdown" | "txt" | "html" | "htm" => true,
        "json" => path.name().to_ascii_lowercase().contains("guide"),
        _ => false,
    }
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

/// The relative link from one file of a tree to another, encoded so that nothing in it can be read
/// as a scheme, a query or markup.
pub(super) fn link(from: &TreePath, to: &TreePath) -> String {
    let folder = from.parent();
    let parts = |path: &TreePath| {
        path.as_str()
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (from, to) = (parts(&folder), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut link = "../".repeat(from.len() - common);
    for (at, part) in to[common..].iter().enumerate() {
        if at > 0 {
            link.push('/');
        }
        for byte in part.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                link.push(char::from(byte));
            } else {
                let _ = write!(link, "%{byte:02X}");
            }
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{declaration, tree::SourceText};

    #[test]
    fn a_path_that_is_another_thing_on_windows_is_refused() {
        let reason = |path: &str| {
            let text = format!("format = 1\n[guide]\npath = '{path}'\n");
            let parsed = declaration::parse(SourceText::new(
                TreePath::new("privguide.toml").expect("inside"),
                text,
            ));
            paths(&parsed.declarations).map(drop).map_err(|problem| problem.reason)
        };
        for path in ["docs/C:x.md", "nul.md", "docs/Con.zh-CN.md", "guide.md:stream.md"] {
            assert_eq!(reason(path), Err(PathReason::System), "{path}");
        }
        assert_eq!(reason("C:x.md"), Err(PathReason::LeavesTree));
        assert_eq!(reason("docs\\x.md"), Err(PathReason::Characters));
        assert_eq!(reason("docs/隐私 指引.md"), Ok(()));
    }

    #[test]
    fn links_are_relative_and_nothing_but_paths() {
        let path = |text: &str| TreePath::new(text).expect("inside");
        for (from, to, expected) in [
            ("guide.zh-CN.md", "guide.en.md", "guide.en.md"),
            ("docs/zh-CN/guide.md", "docs/en/guide.md", "../en/guide.md"),
            ("docs/guide.md", "more.txt", "../more.txt"),
            ("guide.md", "javascript:alert(1)//x y.txt", "javascript%3Aalert%281%29/x%20y.txt"),
            ("guide.md", "补充.txt", "%E8%A1%A5%E5%85%85.txt"),
        ] {
            assert_eq!(link(&path(from), &path(to)), expected);
        }
    }
}
