//! Files that could not be read and that no other part reports: configuration of compilers,
//! packages, lock files.

use super::AnalysedProgram;
use crate::{
    language::Text,
    program::{FoundPrograms, ProblemKind, ProgramProblem},
    scan::{Unanalysed, UnanalysedReason},
    tree::{MemoizedTree, ReadError, SkipReason, Skipped, SourceTree as _, TreePath},
};

/// Why there may be a program all the same: what project configurations name and is not read, and
/// unread entries that have the names by which a program is recognised or may contain one.
pub(super) fn looked_for(found: &FoundPrograms) -> Vec<Text> {
    let is_name = |name: &str| {
        found.looked_for.iter().any(|what| what.split([' ', '/', '|']).any(|word| word == name))
    };
    let may_matter = |skipped: &&Skipped| {
        let is_folder = match skipped.reason {
            SkipReason::UnreadableFolder | SkipReason::Submodule => true,
            SkipReason::LinkOutside => !skipped.path.name().contains('.'),
            _ => false,
        };
        is_folder || is_name(skipped.path.name())
    };
    let unread = found.skipped.iter().filter(may_matter).map(|Skipped { path, reason }| {
        let why = reason.why();
        let (zh, en) = if path.is_root() {
            ("没有读取这个文件夹".to_owned(), "the folder is not read".to_owned())
        } else {
            (format!("没有读取 {path}"), format!("{path} is not read"))
        };
        Text::new(format!("{zh}：{}", why.zh), format!("{en}: {}", why.en))
    });
    let mut why: Vec<Text> =
        found.problems.iter().filter_map(|problem| problem.detail.clone()).collect();
    for text in unread {
        if !why.contains(&text) {
            why.push(text);
        }
    }
    why
}

/// Reports each requested file that the system refused to read.
pub(super) fn refused(
    tree: &MemoizedTree<'_>,
    problems: &[ProgramProblem],
    programs: &mut [AnalysedProgram],
) {
    let asked = tree.asked();
    let mut refused: Vec<(&TreePath, String)> = Vec::new();
    for (path, _) in asked.files.iter().filter(|(_, is_read)| !**is_read) {
        if let Err(ReadError::Failed { message, .. }) = tree.read(path) {
            refused.push((path, message));
        }
    }
    refused.sort();
    for (path, message) in refused {
        // Some are outside of all programs: a workspace's package.json.
        let at =
            programs.iter().position(|analysed| analysed.program.file(path).is_some()).unwrap_or(0);
        let own = programs
            .iter()
            .flat_map(|analysed| &analysed.program.problems)
            .filter(|problem| problem.kind != ProblemKind::RefusedConfiguration);
        let is_reported = own
            .chain(problems)
            .any(|problem| problem.place.as_ref().is_some_and(|place| place.file == *path))
            || programs
                .iter()
                .any(|analysed| analysed.scan.unanalysed.iter().any(|item| item.file == *path));
        if let Some(analysed) = programs.get_mut(at).filter(|_| !is_reported) {
            let reason = UnanalysedReason::Unreadable;
            analysed.scan.unanalysed.push(Unanalysed {
                file: path.clone(),
                reason,
                place: None,
                detail: message,
            });
            analysed.scan.unanalysed.sort();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink, path::Path};

    use crate::{
        program::{FindSettings, Otherwise, find},
        tree::{TreePath, WorkTree},
    };

    /// Why there may be a program in a folder with these files all the same.
    fn why(make: impl FnOnce(&Path)) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("project");
        fs::create_dir_all(folder.path().join("outside")).expect("made");
        fs::create_dir_all(&inside).expect("made");
        make(&inside);
        let tree = WorkTree::open(&inside).expect("a tree");
        let found = find(&tree, &FindSettings::default());
        assert!(found.programs.is_empty());
        super::looked_for(&found).into_iter().map(|why| why.en).collect()
    }

    #[test]
    fn what_is_there_but_not_read_is_not_called_missing() {
        let configured = |inside: &Path| {
            fs::write(inside.join("project.config.json"), r#"{ "miniprogramRoot": "mp" }"#)
                .expect("written");
        };
        let linked = why(|inside| {
            configured(inside);
            symlink("../outside", inside.join("mp")).expect("linked");
        });
        assert!(linked[0].starts_with("mp is not read: it is a link out"), "{linked:?}");
        let folder = why(|inside| {
            configured(inside);
            fs::create_dir_all(inside.join("mp/app.json")).expect("made");
            fs::write(inside.join("mp/app.json/x"), "").expect("written");
        });
        assert_eq!(folder, ["mp/app.json is a folder and not a file"]);
        let absent = why(configured);
        assert_eq!(absent, [""; 0]);
    }

    #[test]
    fn a_folder_without_code_is_no_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = |root: Option<&str>| FindSettings {
            root: root.and_then(TreePath::new),
            otherwise: Otherwise::ReadFolder,
            ..FindSettings::default()
        };
        let find = |root| {
            let tree = WorkTree::open(folder.path()).expect("a tree");
            let found = find(&tree, &settings(root));
            (found.programs.len(), found.lacks_root)
        };
        fs::write(folder.path().join("package.json"), "{}").expect("written");
        assert_eq!(find(None), (0, false));
        assert_eq!(find(Some("nope")), (0, true));
        fs::write(folder.path().join("a.js"), "wx.getLocation()").expect("written");
        assert_eq!(find(None), (1, false));
    }
}
