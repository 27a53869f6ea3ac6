//! Sets the status of every file after the sources were followed.

use super::{
    super::{FileEdge, Graph},
    SourceGraph, is_code,
};
use crate::{
    language::Text,
    program::{ProgramFile, Status},
    tree::TreePath,
};

impl SourceGraph<'_> {
    /// The program's files with their status, sorted, and the graph over them.
    pub(super) fn finish(self, entry: usize) -> (Vec<ProgramFile>, Graph) {
        let mut files: Vec<(usize, ProgramFile)> = Vec::new();
        for (at, path) in self.paths.iter().enumerate() {
            let is_reached = self.seen.contains(&at);
            let mut file = match self.program.files.get(at) {
                Some(file) => file.clone(),
                None if is_reached => elsewhere(path),
                None => continue,
            };
            if is_reached {
                (file.status, file.reason, file.runs) = (Status::Reachable, None, true);
            } else if file.status == Status::Packed && is_code(path) {
                file.status = Status::Outside;
                file.reason = Some(why_unreached());
            }
            files.push((at, file));
        }
        files.sort_by(|(_, a), (_, b)| a.path.cmp(&b.path));
        let mut new = vec![None; self.paths.len()];
        for (position, (old, _)) in files.iter().enumerate() {
            new[*old] = Some(u32::try_from(position).unwrap_or(u32::MAX));
        }
        let renumbered = |edges: &Vec<FileEdge>| -> Vec<FileEdge> {
            edges
                .iter()
                .filter_map(|edge| Some(FileEdge { to: new[edge.to as usize]?, ..*edge }))
                .collect()
        };
        let edges = files.iter().map(|(old, _)| renumbered(&self.edges[*old])).collect();
        let root = new[entry].map(|at| at as usize);
        (files.into_iter().map(|(_, file)| file).collect(), Graph::new(edges, root))
    }
}

/// Why a source is not built if nothing leads to it.
pub(in crate::program) fn why_unreached() -> Text {
    Text::new(
        "没有页面、组件或模块用到它，不会编译进小程序",
        "no page, component or module leads to it, so it is not built",
    )
}

/// A file elsewhere in the repository that the program reaches.
fn elsewhere(path: &TreePath) -> ProgramFile {
    ProgramFile {
        path: path.clone(),
        package: "main".to_owned(),
        status: Status::Reachable,
        reason: None,
        runs: true,
    }
}
