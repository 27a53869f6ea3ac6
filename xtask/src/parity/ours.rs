//! The output of `cargo privguide list files` for a project.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, ensure};
use privguide::{
    catalog::ProgramKind,
    program::{FindSettings, Framework, find},
    tree::WorkTree,
};
use serde::Deserialize;

use crate::tool;

/// One program that both tools can analyse.
pub(super) struct Ours {
    /// Its root in the output of `list files`.
    pub(super) root: String,
    pub(super) kind: ProgramKind,
    /// By path in the program: the status of the file.
    pub(super) files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Listed {
    programs: Vec<ListedProgram>,
}

#[derive(Deserialize)]
struct ListedProgram {
    root: String,
    files: Vec<ListedFile>,
}

#[derive(Deserialize)]
struct ListedFile {
    path: String,
    status: String,
}

/// The program that the official tool finds in a folder: that of its `project.config.json`,
/// otherwise the one at its root.
///
/// # Errors
/// When the folder cannot be listed, or contains no such program.
pub(super) fn programs(folder: &Path) -> Result<Vec<Ours>> {
    let tree = WorkTree::open(folder)?;
    let found = find(&tree, &FindSettings::default());
    let is_asked = |program: &&privguide::program::Program| {
        let here = program
            .project_file()
            .map_or(program.root.is_root(), |project| project.parent().is_root());
        here && program.framework == Framework::NATIVE
    };
    let mut listed = list(folder)?;
    let mut programs = Vec::new();
    for program in found.programs.iter().filter(is_asked) {
        let root = if program.root.is_root() { "." } else { program.root.as_str() };
        let at = listed
            .iter()
            .position(|listed| listed.root == root)
            .context("list files shows every program")?;
        programs.push(ours(listed.swap_remove(at), program.kind));
    }
    ensure!(
        !programs.is_empty(),
        "{} holds no native program at its root or in its project.config.json",
        folder.display()
    );
    Ok(programs)
}

fn ours(listed: ListedProgram, kind: ProgramKind) -> Ours {
    let prefix = if listed.root == "." { String::new() } else { format!("{}/", listed.root) };
    let relative =
        |file: ListedFile| Some((file.path.strip_prefix(&prefix)?.to_owned(), file.status));
    Ours { root: listed.root, kind, files: listed.files.into_iter().filter_map(relative).collect() }
}

fn list(folder: &Path) -> Result<Vec<ListedProgram>> {
    let listed: Listed = tool::json(&["list", "files"], folder)?;
    Ok(listed.programs)
}
