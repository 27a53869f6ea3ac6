//! Files that could not be read and that no other part reports: configuration of compilers,
//! packages, lock files.

use super::AnalysedProgram;
use crate::{
    program::{FoundPrograms, ProgramProblem},
    scan::{Unanalysed, UnanalysedReason},
    tree::{MemoizedTree, ReadError, Skipped, SourceTree as _, TreePath},
};

/// Unread entries whose names are those by which a program is recognised.
pub(super) fn looked_for(found: &FoundPrograms) -> Vec<Skipped> {
    let is_name = |name: &str| {
        found.looked_for.iter().any(|what| what.split([' ', '/', '|']).any(|word| word == name))
    };
    found.skipped.iter().filter(|skipped| is_name(skipped.path.name())).cloned().collect()
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
        let own = programs.iter().flat_map(|analysed| &analysed.program.problems);
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
