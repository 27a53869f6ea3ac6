//! Internal functions for the fuzz targets and tests of this repository. They are not part of the
//! public interface and change without notice.

use std::sync::Arc;

use crate::{
    program::{JsonFile, Program},
    scan::{self, Scan},
    tree::{Place, SourceText, SourceTree},
};

pub use crate::{
    catalog::answers::other_members,
    program::{
        condition::{BuildSettings as ConditionSettings, Conditions, Vue},
        lock::{Importer, Lock},
    },
    scan::{
        framework::{Parts, Style},
        markup::{AttributeMeaning, MarkupToken, MarkupTokens, WXML},
        script::{Dialect, Module, Platform, Resolver, Scripts, WorthParsing},
    },
};

/// Follows a program from its entries and records which files are reached.
pub fn follow(tree: &dyn SourceTree, program: &mut Program) {
    let reach = program.reach(tree);
    program.set_reachability(reach);
}

/// Adds original places to the findings of a scan, by source maps.
pub fn add_originals(tree: &dyn SourceTree, scan: &mut Scan) {
    scan::add_originals(tree, scan);
}

/// The comments of a file that suppress a finding: the rule, and the line to which they apply.
#[must_use]
pub fn suppressions(source: &SourceText) -> Vec<(String, u32)> {
    let found = scan::suppressions(source).into_iter();
    found.map(|suppression| (suppression.rule, suppression.line)).collect()
}

/// The places at which a JSON file is not well formed.
#[must_use]
pub fn json_problems(source: Arc<SourceText>) -> Vec<Place> {
    JsonFile::parse(source).problems.into_iter().map(|problem| problem.place).collect()
}
