//! Compares the answers of both tools about the same files.

use super::{ours::Ours, tool::Official};
use privguide::catalog::ProgramKind;

/// The result of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Compared {
    /// The number of compared files.
    pub(super) files: usize,
    /// The number of files that the official analysis uses.
    pub(super) used: usize,
    /// The number of files in the official package, if it could be compiled.
    pub(super) uploaded: Option<usize>,
    /// One line for every file that differs.
    pub(super) differences: Vec<String>,
}

/// Files that the tool always rewrites.
const WRITTEN_ANEW: &str = "project.config.json";

/// Compares file by file whether it is uploaded and, if so, whether it is used.
pub(super) fn compare(ours: &Ours, official: &Official) -> Compared {
    // The upload of a plugin also contains its demonstration program, so its files are not
    // compared.
    let uploaded = official.uploaded().filter(|_| ours.kind != ProgramKind::Plugin);
    let mut compared = Compared {
        files: ours.files.len(),
        used: 0,
        uploaded: uploaded.map(|_| 0),
        differences: Vec::new(),
    };
    for (path, status) in &ours.files {
        let packed = status != "outside";
        if let (Some(uploaded), Some(compiled)) = (uploaded, compiled_name(ours, path)) {
            let theirs = uploaded.contains(&compiled);
            *compared.uploaded.get_or_insert(0) += usize::from(theirs);
            if theirs != packed && path != WRITTEN_ANEW {
                compared.differences.push(difference(path, "uploaded", theirs, packed));
                continue;
            }
        }
        let Some(used) = official.used().filter(|_| packed && is_analysed(path)) else { continue };
        let theirs = used.contains(path);
        compared.used += usize::from(theirs);
        if theirs != (status == "reachable") {
            compared.differences.push(difference(path, "used", theirs, !theirs));
        }
    }
    let unknown = uploaded.into_iter().flatten().filter(|path| is_missing(ours, path));
    compared.differences.extend(unknown.map(|path| difference(path, "uploaded", true, false)));
    compared
}

fn difference(path: &str, what: &str, theirs: bool, ours: bool) -> String {
    let word = |truth: bool| if truth { "yes" } else { "no" };
    format!("{path}: {what}: official {}, privguide {}", word(theirs), word(ours))
}

/// The name in the package; `None` if the package does not show what happened to this file: a style
/// may be compiled into another one, and a script with a compiled copy beside it has the copy's
/// name.
fn compiled_name(ours: &Ours, path: &str) -> Option<String> {
    match extension(path) {
        "less" | "sass" | "scss" => None,
        "ts" => Some(format!("{}.js", path.strip_suffix(".ts")?))
            .filter(|compiled| !ours.files.contains_key(compiled)),
        _ => Some(path.to_owned()),
    }
}

/// True for a file in the official package that exists in the project but is not in our list. Files
/// that the tool itself adds do not exist in the project.
fn is_missing(ours: &Ours, path: &str) -> bool {
    let sources = [path.to_owned(), path.replace(".js", ".ts")];
    let generated = path == WRITTEN_ANEW
        || path.starts_with("@babel/")
        || extension(path) == "wxss"
        || extension(path) == "map";
    !generated && sources.iter().all(|source| !ours.files.contains_key(source))
}

/// Files that the official analysis can use: pictures never count as used, and styles for compilers
/// depend on the compiler.
fn is_analysed(path: &str) -> bool {
    matches!(extension(path), "js" | "ts" | "json" | "wxml" | "wxs" | "wxss")
        && !path.ends_with(".d.ts")
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(files: &[(&str, &str)]) -> Ours {
        let files =
            files.iter().map(|(path, status)| ((*path).to_owned(), (*status).to_owned())).collect();
        Ours { root: ".".to_owned(), kind: ProgramKind::MiniProgram, files }
    }

    fn official(json: &str) -> Official {
        serde_json::from_str(json).expect("an answer")
    }

    #[test]
    fn equal_answers_have_no_difference() {
        let ours = ours(&[
            ("app.json", "reachable"),
            ("app.ts", "reachable"),
            ("old.js", "packed"),
            ("a.md", "outside"),
        ]);
        let official = official(
            r#"{ "used": { "value": { "used": ["app.json", "app.ts"] } },
                 "uploaded": { "value": ["app.json", "app.js", "old.js", "project.config.json"] } }"#,
        );
        assert_eq!(
            compare(&ours, &official),
            Compared { files: 4, used: 2, uploaded: Some(3), differences: Vec::new() }
        );
    }

    #[test]
    fn every_difference_is_told_once() {
        let ours = ours(&[("a.js", "outside"), ("b.js", "reachable"), ("c.js", "packed")]);
        let official = official(
            r#"{ "used": { "value": { "used": ["a.js", "c.js"] } }, "uploaded": { "value": ["a.js", "b.js", "c.js", "d.js"] } }"#,
        );
        assert_eq!(
            compare(&ours, &official).differences,
            [
                "a.js: uploaded: official yes, privguide no",
                "b.js: used: official no, privguide yes",
                "c.js: used: official yes, privguide no",
                "d.js: uploaded: official yes, privguide no"
            ]
        );
    }

    #[test]
    fn what_the_official_tool_cannot_compile_is_compared_by_use_alone() {
        let official = official(
            r#"{ "used": { "value": { "used": [] } }, "uploaded": { "error": "10009" } }"#,
        );
        let compared = compare(&ours(&[("a.js", "reachable")]), &official);
        assert_eq!(
            (compared.differences.len(), official.errors().collect::<Vec<_>>()),
            (1, vec!["10009"])
        );
    }
}
