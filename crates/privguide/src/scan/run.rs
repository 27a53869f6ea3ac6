//! From a program to its scan: reads the files that are uploaded, hands each to the scanner for its kind, joins what they find.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    MAX_FILE_SIZE, Scan, Unanalysed, UnanalysedReason,
    script::{Dialect, Hosts, Module, Resolver, scan_scripts},
    suppressions,
};
use crate::{
    catalog::Catalog,
    program::{Program, ProgramFile, Status},
    token::with_deep_stacks,
    tree::{ReadError, SourceText, SourceTree, TreePath},
};

/// Finds every use of a privacy interface in a program.
///
/// Files with the status [`Status::Outside`] are not read. The result is the same for any number of threads.
#[must_use]
pub fn scan(tree: &dyn SourceTree, program: &Program, catalog: &Catalog) -> Scan {
    with_deep_stacks(|| scan_here(tree, program, catalog)).normalised()
}

fn scan_here(tree: &dyn SourceTree, program: &Program, catalog: &Catalog) -> Scan {
    let files: Vec<&ProgramFile> = program.files.iter().filter(|file| file.status != Status::Outside).collect();
    let read: Vec<(Option<Module>, Scan)> = files.par_iter().map(|file| read_script(tree, file)).collect();
    let mut scan = Scan::default();
    let mut modules = Vec::new();
    for (module, trouble) in read {
        modules.extend(module);
        scan.extend(trouble);
    }
    scan.extend(scan_scripts(&modules, &Hosts::native(), catalog, &NoResolver));
    // Templates join here: `scan.extend(markup::scan_wxml(…))`.
    scan
}

fn read_script(tree: &dyn SourceTree, file: &ProgramFile) -> (Option<Module>, Scan) {
    let Some(dialect) = Dialect::of_extension(file.path.extension()).filter(|_| !file.path.as_str().ends_with(".d.ts")) else {
        return (None, Scan::default());
    };
    match read(tree, file) {
        Ok((source, trouble)) => (Some(Module { source: Arc::new(source), script: None, dialect }), trouble),
        Err(trouble) => (None, trouble),
    }
}

/// Reads a file for scanning; what is wrong with it is reported, never dropped.
fn read(tree: &dyn SourceTree, file: &ProgramFile) -> Result<(SourceText, Scan), Scan> {
    let trouble = |reason, detail: String| Scan {
        unanalysed: vec![Unanalysed { file: file.path.clone(), reason, place: None, detail }],
        ..Scan::default()
    };
    let bytes = tree.read(&file.path).map_err(|error| match error {
        ReadError::NotFound(_) => trouble(UnanalysedReason::Unreadable, String::new()),
        ReadError::Failed { message, .. } => trouble(UnanalysedReason::Unreadable, message),
    })?;
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(trouble(UnanalysedReason::LfsPointer, String::new()));
    }
    let source = SourceText::decode(file.path.clone(), bytes);
    let size = u64::try_from(source.text().len()).unwrap_or(u64::MAX);
    let mut reported = match (size > MAX_FILE_SIZE, source.is_lossy()) {
        (true, _) => trouble(UnanalysedReason::TooLarge, String::new()),
        (_, true) => trouble(UnanalysedReason::Encoding, String::new()),
        _ => Scan::default(),
    };
    reported.suppressions = suppressions(&source);
    Ok((source, reported))
}

struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(&self, _from: &TreePath, _specifier: &str) -> Option<TreePath> {
        None
    }
}
