//! Entries of a program's folder that are not read: links, invalid names, files that the system
//! does not open.
//!
//! The behaviour of the platform's tool was measured (`miniprogram-ci` 2.1.42): it packs a link to
//! a file, in any folder; it does not follow a link to a folder; it fails on a broken link; it does
//! not pack pipes; it replaces a backslash in a name by `/` and then does not find the file. So an
//! entry that would be uploaded, or that a compiler may include, is reported; the others are only
//! listed.

use serde::{Deserialize, Serialize};

use super::{Program, Status, packing};
use crate::{
    language::Text,
    tree::{FileSet, SkipReason, Skipped, TreePath},
};

/// An entry of a program's folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadPath {
    /// Its path.
    pub path: TreePath,
    /// `main`, or the root of the sub-package it belongs to.
    pub package: String,
    /// Why it is not read.
    pub reason: SkipReason,
    /// [`Status::Packed`] if it is uploaded, as far as that is known.
    pub status: Status,
    /// True if its content may count, so that a report without it would be incomplete.
    pub matters: bool,
    /// What it is, for people.
    pub why: Text,
}

/// The entries of a program that are not read. Compilers other than the platform's follow links to
/// folders.
pub(super) fn unread(
    files: &FileSet,
    program: &Program,
    is_compiled_elsewhere: bool,
) -> Vec<UnreadPath> {
    let inside = files.skipped.iter().filter(|skipped| skipped.path.is_inside(&program.root));
    let mut skipped: Vec<&Skipped> = inside.collect();
    skipped.dedup();
    if skipped.is_empty() {
        return Vec::new();
    }
    let judge = packing::judge(files, program);
    let packages = packing::SubPackages::for_program(program);
    let one = |skipped: &Skipped| {
        let relative = skipped.path.relative_to(&program.root).unwrap_or_default();
        // For a folder, the rules are evaluated for a file in it.
        let left_out = if is_folder(skipped) {
            judge.why_left_out(&format!("{relative}/{}", source_of(program)))
        } else {
            judge.why_left_out(relative)
        };
        let is_followed = skipped.reason != SkipReason::LinkToFolder || is_compiled_elsewhere;
        let matters = left_out.is_none() && skipped.reason != SkipReason::NotAFile;
        let status = if matters && is_followed { Status::Packed } else { Status::Outside };
        let why = left_out.unwrap_or_else(|| skipped.reason.why());
        UnreadPath {
            path: skipped.path.clone(),
            package: packages.of_file(relative).to_owned(),
            reason: skipped.reason,
            status,
            matters,
            why,
        }
    };
    skipped.into_iter().map(one).collect()
}

/// The name of a file that the program's build would include.
fn source_of(program: &Program) -> String {
    let own = program.framework.describe().components.first().unwrap_or(&"js");
    format!("a.{own}")
}

/// True for a folder, or an entry that may be one, because it has no extension.
fn is_folder(skipped: &Skipped) -> bool {
    match skipped.reason {
        SkipReason::LinkToFolder | SkipReason::Submodule | SkipReason::UnreadableFolder => true,
        SkipReason::NotAFile => false,
        SkipReason::LinkOutside
        | SkipReason::LinkNowhere
        | SkipReason::UnreadableName
        | SkipReason::Unreadable => !skipped.path.name().contains('.'),
    }
}

impl Program {
    /// The unread entry for a path: with this path, with this path and an extension, or a folder
    /// above it.
    pub(crate) fn unread_at(&self, path: &TreePath) -> Option<&UnreadPath> {
        let stands = |unread: &TreePath| {
            unread.as_str().strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        self.unread.iter().find(|unread| path.is_inside(&unread.path) || stands(&unread.path))
    }
}
