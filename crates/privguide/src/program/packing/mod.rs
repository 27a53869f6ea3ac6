//! The packed set: which files of a program are uploaded, and why the others are not.
//!
//! Native programs follow the official tool exactly (its white list, `packOptions`, compiler plugins, the filter of unused files).
//! Sources that a framework compiles, and libraries, are not uploaded as they are: everything that is product code counts.

mod extension;
mod package;
mod pattern;
mod rule;
mod sources;
mod strip;

pub(super) use extension::Compilers;
use extension::Uploaded;
pub(super) use package::Packages;
use rule::PackOptions;
pub(super) use strip::{strip, strips};

use std::collections::HashSet;

use super::{JsonNode, Program, ProgramFile, Status};
use crate::{
    catalog::ProgramKind,
    language::Text,
    tree::{FileSet, TreePath},
};

/// Why a file, by its path in the program, is not uploaded.
pub(super) type Judge = Box<dyn Fn(&str) -> Option<Text>>;

/// The pages of uni-app's `pages.json`, without extension.
fn listed_pages(program: &Program) -> HashSet<String> {
    let Some(root) = program.config.pages.as_ref().and_then(|pages| pages.root.as_ref()) else {
        return HashSet::new();
    };
    let pages = root.get("pages").map(JsonNode::items).unwrap_or_default();
    let paths = pages.iter().filter_map(|page| page.get("path")?.as_str());
    paths.filter(|path| path.starts_with("platforms/")).map(str::to_owned).collect()
}

/// What decides, by a file's path in the program, why it is not uploaded.
pub(super) fn judge(files: &FileSet, program: &Program) -> Judge {
    if program.is_compiled_elsewhere() {
        let framework = program.framework;
        let present: HashSet<String> =
            files.below(&program.root).iter().filter_map(|path| path.relative_to(&program.root).map(str::to_owned)).collect();
        let pages = listed_pages(program);
        Box::new(move |relative| {
            let other = || framework.why_other(relative, &|path| present.contains(path));
            let is_page = || relative.rsplit_once('.').is_some_and(|(base, _)| pages.contains(base));
            // A page that the configuration lists for WeChat is compiled, whatever its folder is called.
            sources::why_outside(relative).or_else(|| other().filter(|_| !is_page()))
        })
    } else {
        let options = if program.kind == ProgramKind::Plugin { PackOptions::default() } else { PackOptions::of(program) };
        let compilers = program.compilers;
        let kind = program.kind;
        Box::new(move |relative| match extension::uploaded(relative, kind, compilers) {
            Uploaded::Yes => options.why_ignored(relative),
            Uploaded::No(reason) => Some(reason),
        })
    }
}

/// Every file of a program with what becomes of it, before anything is known about reachability: what is uploaded is
/// [`Status::Packed`].
pub(super) fn files(files: &FileSet, program: &Program) -> Vec<ProgramFile> {
    let packages = Packages::of(program);
    let judge = judge(files, program);
    let file = |path: &TreePath| {
        let relative = path.relative_to(&program.root).unwrap_or_default();
        let reason = judge(relative);
        let status = if reason.is_some() { Status::Outside } else { Status::Packed };
        ProgramFile { path: path.clone(), package: packages.of_file(relative).to_owned(), status, reason, runs: false }
    };
    files.below(&program.root).iter().map(file).collect()
}
