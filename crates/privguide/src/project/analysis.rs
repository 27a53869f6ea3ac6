//! What a project's files hold: its programs, found and scanned.

use super::{AnalysedProgram, LoadError, ProjectRecord, record, unread};
use crate::{
    catalog::{Catalog, CatalogError, ProjectTable},
    program::{self, FindSettings, Passing, Program, ProgramProblem},
    records::Records,
    scan::{self, ProgramRecords, Scan},
    tree::{MemoizedTree, Skipped, SourceTree, TreePath},
};

/// Everything except for the files that the result depends on.
#[derive(Debug)]
pub(crate) struct AnalysisInput {
    pub(super) settings: FindSettings,
    pub(super) built: Option<TreePath>,
    pub(crate) table: ProjectTable,
    /// The folder of the declarations and of the record.
    pub(super) home: TreePath,
    /// What packages do with the platform's object; if `None`, the record says so.
    pub(super) passing: Option<Passing>,
}

/// The result of reading the files, before it is compared with the declarations.
pub(crate) struct ProjectAnalysis {
    pub(crate) programs: Vec<AnalysedProgram>,
    pub(crate) built: Vec<AnalysedProgram>,
    pub(crate) problems: Vec<ProgramProblem>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) recorded: ProjectRecord,
}

impl AnalysisInput {
    /// Finds and scans the programs.
    pub(super) fn answer(
        &self,
        tree: &MemoizedTree<'_>,
        records: Option<&Records>,
    ) -> Result<ProjectAnalysis, LoadError> {
        let mut found = program::lay_out(tree, &self.settings);
        if let Some(built) = &self.built {
            found.programs.retain(|program| !program.root.is_inside(built));
        }
        if found.programs.is_empty() {
            let unread = unread::looked_for(&found);
            return Err(LoadError::NoProgram { looked_for: found.looked_for, unread });
        }
        let record = record::read(tree, &self.home, &found.skipped);
        let passing = self
            .passing
            .clone()
            .unwrap_or_else(|| record.as_ref().map(record::passing).unwrap_or_default());
        let records =
            records.map(|records| ProgramRecords::new(records, &format!("{:?}", self.table)));
        let analysed = |mut program: Program| -> Result<AnalysedProgram, CatalogError> {
            program.passing.clone_from(&passing);
            let catalog = Catalog::with_project(program.kind, &self.table)?;
            let (program, scan) = analyse(tree, program, &catalog, records);
            Ok(AnalysedProgram { program, catalog, scan })
        };
        let mut programs =
            found.programs.into_iter().map(analysed).collect::<Result<Vec<_>, _>>()?;
        let built = match &self.built {
            Some(folder) => {
                packages(tree, folder)?.into_iter().map(analysed).collect::<Result<Vec<_>, _>>()?
            }
            None => Vec::new(),
        };
        let recorded = record::apply(tree, record, &mut programs);
        unread::refused(tree, &found.problems, &mut programs);
        Ok(ProjectAnalysis {
            programs,
            built,
            problems: found.problems,
            skipped: found.skipped,
            recorded,
        })
    }
}

/// Follows and scans a program, in parallel unless the scan depends on which files are reached.
fn analyse(
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
fn packages(tree: &dyn SourceTree, folder: &TreePath) -> Result<Vec<Program>, LoadError> {
    let found = program::lay_out(
        tree,
        &FindSettings { root: Some(folder.clone()), ..FindSettings::default() },
    );
    let is_built =
        |program: &Program| program.config.app.is_some() && program.root.is_inside(folder);
    let programs: Vec<Program> = found.programs.into_iter().filter(is_built).collect();
    if programs.is_empty() { Err(LoadError::NothingBuilt(folder.clone())) } else { Ok(programs) }
}
