//! The packed set: which files of a program are uploaded, and why the others are not.
//!
//! For native programs, the rules are exactly those of the official tool (its allow list,
//! `packOptions`, compiler plugins, the filter of unused files). Sources that a framework compiles,
//! and libraries, are not uploaded directly: of these, all product code counts.

mod extension;
mod package;
mod pattern;
mod rule;
mod sources;
mod strip;

pub(super) use extension::Compilers;
use extension::Uploaded;
pub(super) use package::SubPackages;
pub(super) use pattern::{NotAPattern, OutOfSteps, RegExp, Steps};
use rule::PackOptions;
pub(super) use strip::{strip, strips};

use std::{collections::HashSet, rc::Rc};

use super::{JsonNode, Program, ProgramFile, Status};
use crate::{
    catalog::ProgramKind,
    language::Text,
    tree::{FileSet, Place, TreePath},
};

/// Says for the path of a file in the program why it is not uploaded.
type Why = dyn Fn(&str) -> Option<Text>;

/// Decides which files are not uploaded, and why.
pub(super) struct UploadFilter {
    why: Box<Why>,
    options: Option<Rc<PackOptions>>,
}

impl UploadFilter {
    /// Why a file is not uploaded; `None` if it is.
    pub(super) fn why_left_out(&self, relative: &str) -> Option<Text> {
        (self.why)(relative)
    }

    /// True if evaluating a rule of `packOptions` exceeded a limit. Files that it might concern count
    /// as uploaded.
    fn is_cut_short(&self) -> bool {
        self.options.as_ref().is_some_and(|options| options.is_cut_short())
    }
}

/// The pages of uni-app's `pages.json`, without extension.
fn listed_pages(program: &Program) -> HashSet<String> {
    let Some(root) = program.config.pages.as_ref().and_then(|pages| pages.root.as_ref()) else {
        return HashSet::new();
    };
    let pages = root.get("pages").map(JsonNode::items).unwrap_or_default();
    let paths = pages.iter().filter_map(|page| page.get("path")?.as_str());
    paths.filter(|path| path.starts_with("platforms/")).map(str::to_owned).collect()
}

/// The place of the rules in `packOptions`.
pub(super) fn rules_place(program: &Program) -> Option<Place> {
    let project = program.config.project.as_ref()?;
    Some(project.place(project.get(&["packOptions"])?.range.clone()))
}

/// Creates the judge for a program.
pub(super) fn judge(files: &FileSet, program: &Program) -> UploadFilter {
    if program.is_compiled_elsewhere() {
        let framework = program.framework;
        let present: HashSet<String> = files
            .below(&program.root)
            .iter()
            .filter_map(|path| path.relative_to(&program.root).map(str::to_owned))
            .collect();
        let pages = listed_pages(program);
        let why = move |relative: &str| {
            let other = || framework.why_other(relative, &|path| present.contains(path));
            let is_page =
                || relative.rsplit_once('.').is_some_and(|(base, _)| pages.contains(base));
            // A page that the configuration lists for WeChat is compiled, regardless of its folder.
            sources::why_outside(relative).or_else(|| other().filter(|_| !is_page()))
        };
        return UploadFilter { why: Box::new(why), options: None };
    }
    let of_program = if program.kind == ProgramKind::Plugin {
        PackOptions::default()
    } else {
        PackOptions::for_program(program)
    };
    let (options, compilers, kind) = (Rc::new(of_program), program.compilers, program.kind);
    let rules = Rc::clone(&options);
    let why = move |relative: &str| match extension::uploaded(relative, kind, compilers) {
        Uploaded::Yes => rules.why_ignored(relative),
        Uploaded::No(reason) => Some(reason),
    };
    UploadFilter { why: Box::new(why), options: Some(options) }
}

/// Every file of a program with its status before reachability is known: uploaded files are
/// [`Status::Packed`]. The flag is true if not all rules could be evaluated.
pub(super) fn files(files: &FileSet, program: &Program) -> (Vec<ProgramFile>, bool) {
    let packages = SubPackages::for_program(program);
    let judge = judge(files, program);
    let file = |path: &TreePath| {
        let relative = path.relative_to(&program.root).unwrap_or_default();
        let reason = judge.why_left_out(relative);
        let status = if reason.is_some() { Status::Outside } else { Status::Packed };
        ProgramFile {
            path: path.clone(),
            package: packages.of_file(relative).to_owned(),
            status,
            reason,
            runs: false,
        }
    };
    let judged = files.below(&program.root).iter().map(file).collect();
    (judged, judge.is_cut_short())
}
