//! Internal functions for this repository's fuzz targets and tests. No part of the public
//! interface: it changes without notice.

use std::sync::Arc;

use crate::{
    program::{JsonFile, Program},
    scan::{self, Scan},
    tree::{Place, SourceText, SourceTree},
};

pub use crate::{
    program::{
        condition::{Conditions, Settings as ConditionSettings, Vue},
        lock::{Importer, Lock},
    },
    scan::{
        framework::{Parts, Style},
        markup::{Meaning, Token, Tokens, WXML},
        script::{Dialect, Module, Platform, Resolver, Scripts, WorthParsing},
    },
};

/// Follows a program from its entries and notes what is reached.
pub fn follow(tree: &dyn SourceTree, program: &mut Program) {
    let reach = program.reach(tree);
    program.settle(reach);
}

/// Adds to a scan where everything that it found comes from, by source maps.
pub fn look_up_originals(tree: &dyn SourceTree, scan: &mut Scan) {
    scan::look_up_originals(tree, scan);
}

/// The comments of a file that allow a finding: the rule, and the line for which it is allowed.
#[must_use]
pub fn suppressions(source: &SourceText) -> Vec<(String, u32)> {
    let found = scan::suppressions(source).into_iter();
    found.map(|suppression| (suppression.rule, suppression.line)).collect()
}

/// Where a JSON file is not well formed.
#[must_use]
pub fn json_problems(source: Arc<SourceText>) -> Vec<Place> {
    JsonFile::parse(source).problems.into_iter().map(|problem| problem.place).collect()
}
