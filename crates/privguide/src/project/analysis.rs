//! The analysis of one program, and the programs that a build wrote.

use super::LoadError;
use crate::{
    catalog::Catalog,
    program::{self, FindSettings, Program},
    scan::{self, ProgramRecords, Scan},
    tree::{SourceTree, TreePath},
};

/// Follows and scans a program, in parallel unless the scan depends on which files are reached.
pub(super) fn analyse(
    tree: &dyn SourceTree,
    mut program: Program,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
) -> (Program, Scan) {
    let reach =
        |program: &Program| program.reach_cached(tree, records.map(|records| records.records));
    if program.strips_unused() {
        program.set_reachability(reach(&program));
        let (scan, ()) = scan::scan_while(tree, &program, catalog, records, || ());
        return (program, scan);
    }
    let (scan, reach) = scan::scan_while(tree, &program, catalog, records, || reach(&program));
    program.set_reachability(reach);
    (program, scan)
}

/// The programs in the output folder of a build.
pub(super) fn packages(
    tree: &dyn SourceTree,
    folder: &TreePath,
) -> Result<Vec<Program>, LoadError> {
    let found = program::lay_out(
        tree,
        &FindSettings { root: Some(folder.clone()), ..FindSettings::default() },
    );
    let is_built =
        |program: &Program| program.config.app.is_some() && program.root.is_inside(folder);
    let programs: Vec<Program> = found.programs.into_iter().filter(is_built).collect();
    if programs.is_empty() { Err(LoadError::NothingBuilt(folder.clone())) } else { Ok(programs) }
}
