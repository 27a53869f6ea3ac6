//! The pipeline from a tree to analysed programs and their review, in one place for every caller.

mod above;
mod analysis;
mod cache;
mod client;
mod draft;
mod error;
mod notes;
mod observed;
mod package_analysis;
mod package_cache;
mod record;
mod stamps;
mod unread;

pub use above::is_workspace_of;
pub use error::{GuideError, LoadError};
pub(crate) use observed::ObservedPackage;
pub use observed::{Observed, Packages, Seat};
pub use record::NotInstalled;
pub(crate) use record::ProjectRecord;

use std::{
    collections::BTreeSet,
    io::{self, Read},
};

use crate::{
    catalog::{Catalog, CatalogError, ProjectTable, information_types},
    change::PrivacyState,
    declaration::{self, ParsedDeclarations},
    guide::{self, Detected, Expected, Guide, GuideState},
    language::Language,
    program::{self, AppPlugin, FindSettings, Otherwise, Passing, Program, ProgramProblem, Status},
    records::{OtherRecords, Records},
    review::{
        self, BASELINE_FILE, Baseline, GuideFile, Review, ReviewInput, ReviewSettings, Reviewed,
    },
    scan::{Original, ProgramRecords, Scan, Use, UseKind},
    tree::{MemoizedTree, Place, Skipped, SourceText, SourceTree, TreePath},
};

use self::cache::EarlierBytes;

/// A project: its declarations and its programs with their uses.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of `privguide.toml`; the root of the tree if there is none.
    pub home: TreePath,
    /// The content of `privguide.toml`, if there is one.
    pub declarations: Option<ParsedDeclarations>,
    /// The programs, sorted by root.
    pub programs: Vec<AnalysedProgram>,
    /// The programs in the output of a build, if a comparison was requested.
    pub built: Vec<AnalysedProgram>,
    /// Project configurations that point to no program.
    pub problems: Vec<ProgramProblem>,
    /// What is in the tree but cannot be read as a file.
    pub skipped: Vec<Skipped>,
    /// The content of the record of packages and builds, and its problems.
    pub(crate) recorded: ProjectRecord,
}

/// What to load from a tree.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// The declarations file, if there is one.
    pub declarations: Option<TreePath>,
    /// What to do with a folder that contains no program.
    pub otherwise: Otherwise,
    /// The output folder of a build. It is not a program of its own but is compared with the
    /// others.
    pub built: Option<TreePath>,
    /// What packages do with the platform's object, in place of what the record says; used while a
    /// record is created.
    pub passing: Option<Passing>,
}

/// A program and the results of scanning it.
#[derive(Clone, Debug)]
pub struct AnalysedProgram {
    /// The program.
    pub program: Program,
    /// The table that applies to it, with the project's rows.
    pub catalog: Catalog,
    /// Its uses, and what could not be determined.
    pub scan: Scan,
}

impl Project {
    /// Reads the declarations, finds the programs and scans them.
    ///
    /// # Errors
    /// When the declarations cannot be read as a file, or there is no program. Mistakes *in* the
    /// declarations are findings.
    pub fn load(tree: &dyn SourceTree, options: &LoadOptions) -> Result<Self, LoadError> {
        Self::load_with(tree, options, &mut io::empty(), None).map(|(project, _)| project)
    }

    /// [`Project::load`] with the cache of an earlier run on the same tree; a cached result is
    /// reused if every file that it depends on is unchanged. The bytes to cache for the next run
    /// are returned as well, unless they are the same or the tree provides no stamps.
    ///
    /// `earlier` is read as far as it is needed. It may contain arbitrary bytes or none, but the
    /// result is only correct for bytes that the same build of this crate returned for the same
    /// tree. `others` returns the cached bytes of other states of the same sources, such as an
    /// older revision, whose results count for files that are the same; it is only called when a
    /// result is missing in `earlier`.
    ///
    /// # Errors
    /// As [`Project::load`].
    pub fn load_cached(
        tree: &dyn SourceTree,
        options: &LoadOptions,
        mut earlier: impl Read,
        others: impl FnOnce() -> Vec<Vec<u8>> + Send + 'static,
    ) -> Result<(Self, Option<Vec<u8>>), LoadError> {
        let records = || others().iter().map(|bytes| cache::records(bytes)).collect();
        Self::load_with(tree, options, &mut earlier, Some(Box::new(records)))
    }

    fn load_with(
        tree: &dyn SourceTree,
        options: &LoadOptions,
        earlier: &mut dyn Read,
        others: Option<OtherRecords>,
    ) -> Result<(Self, Option<Vec<u8>>), LoadError> {
        let parsed = match &options.declarations {
            Some(path) => {
                Some(declaration::parse(SourceText::decode(path.clone(), tree.read(path)?)))
            }
            None => None,
        };
        let home = options.declarations.as_ref().map_or_else(TreePath::root, TreePath::parent);
        let declarations = parsed.as_ref().map(|parsed| &parsed.declarations);
        let written = declarations.and_then(|declarations| declarations.program.root.as_ref());
        let written = written.map(|root| root.value.clone()).unwrap_or_default();
        let root = match written.as_str() {
            "" => None,
            root => Some(home.join(root).ok_or_else(|| LoadError::RootOutside(written.clone()))?),
        };
        let question = AnalysisInput {
            settings: FindSettings {
                root,
                otherwise: options.otherwise,
                ..FindSettings::default()
            },
            root_as_written: written,
            built: options.built.clone(),
            table: declarations
                .map(|declarations| declarations.interfaces.clone())
                .unwrap_or_default(),
            home: home.clone(),
            passing: options.passing.clone(),
        };
        let mut earlier = EarlierBytes::new(earlier);
        let memoized = MemoizedTree::new(tree);
        let decoded = cache::decode(&earlier.analysis(), &question, &memoized);
        let (analysis, to_cache) = match (decoded, others) {
            (Some(analysis), _) => (analysis, None),
            (None, Some(others)) => question.answer_cached(memoized, tree, earlier, others)?,
            (None, None) => (question.answer(&memoized, None)?, None),
        };
        let ProjectAnalysis { programs, built, problems, skipped, recorded } = analysis;
        Ok((
            Self { home, declarations: parsed, programs, built, problems, skipped, recorded },
            to_cache,
        ))
    }
}

/// Everything except for the files that the result depends on.
#[derive(Debug)]
pub(crate) struct AnalysisInput {
    settings: FindSettings,
    /// `[program] root`; empty if there is none.
    root_as_written: String,
    built: Option<TreePath>,
    pub(crate) table: ProjectTable,
    /// The folder of the declarations and of the record.
    home: TreePath,
    /// What packages do with the platform's object; if `None`, the record says so.
    passing: Option<Passing>,
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
    fn answer(
        &self,
        tree: &MemoizedTree<'_>,
        records: Option<&Records>,
    ) -> Result<ProjectAnalysis, LoadError> {
        let mut found = program::lay_out(tree, &self.settings);
        if let Some(built) = &self.built {
            found.programs.retain(|program| !program.root.is_inside(built));
        }
        if found.programs.is_empty() {
            if found.lacks_root {
                return Err(LoadError::NoRoot(self.root_as_written.clone()));
            }
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
            let (program, scan) = analysis::analyse(tree, program, &catalog, records);
            Ok(AnalysedProgram { program, catalog, scan })
        };
        let mut programs =
            found.programs.into_iter().map(analysed).collect::<Result<Vec<_>, _>>()?;
        let built = match &self.built {
            Some(folder) => analysis::packages(tree, folder)?
                .into_iter()
                .map(analysed)
                .collect::<Result<Vec<_>, _>>()?,
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

impl AnalysedProgram {
    fn reviewed(&self) -> Reviewed<'_> {
        Reviewed { program: &self.program, catalog: &self.catalog, scan: &self.scan }
    }

    /// The status of a file.
    #[must_use]
    pub fn status_of(&self, path: &TreePath) -> Status {
        self.program.file(path).map_or(Status::Outside, |file| file.status)
    }
}

impl Project {
    /// The facts about all programs together that the guide needs.
    #[must_use]
    pub(crate) fn detected(&self) -> Detected {
        Detected::of_all(&self.scanned())
    }

    /// The guide in one language as it should be; `None` without declarations. It is neither
    /// written nor compared with the tree; [`Project::guides`] does the latter.
    #[must_use]
    pub fn guide(&self, language: Language) -> Option<Guide> {
        let declarations = &self.declarations.as_ref()?.declarations;
        Some(guide::build(declarations, &self.detected(), language))
    }

    fn scanned(&self) -> Vec<(&Program, &Scan)> {
        self.programs.iter().map(|analysed| (&analysed.program, &analysed.scan)).collect()
    }

    /// One side of a comparison: what this tree declares, uses and tells its users.
    #[must_use]
    pub fn state(&self, tree: &dyn SourceTree) -> PrivacyState {
        let declarations = self.declarations.as_ref().map(|parsed| &parsed.declarations);
        PrivacyState::from_programs(tree, declarations, &self.scanned())
    }

    /// The guide's files with their expected content, and their state in the tree; empty without
    /// declarations.
    ///
    /// # Errors
    /// When the guide has no valid path, or the file there cannot be read.
    pub fn guides(&self, tree: &dyn SourceTree) -> Result<Vec<(Expected, GuideState)>, GuideError> {
        let Some(parsed) = &self.declarations else { return Ok(Vec::new()) };
        let expected = guide::expected(&parsed.declarations, &self.detected())?;
        expected
            .into_iter()
            .map(|expected| {
                guide::state(&expected, tree)
                    .map(|state| (expected, state))
                    .map_err(GuideError::from)
            })
            .collect()
    }

    /// Applies every rule to the programs. Without declarations, missing declarations are not
    /// reported individually; the fix is `init`.
    ///
    /// # Errors
    /// When the guide has no valid path, or the file there cannot be read.
    pub fn review(
        &self,
        tree: &dyn SourceTree,
        settings: &ReviewSettings,
    ) -> Result<Review, GuideError> {
        let none;
        let declarations = if let Some(declarations) = &self.declarations {
            declarations
        } else {
            let path = self.home.join(DECLARATIONS).unwrap_or_else(TreePath::root);
            none = declaration::parse(SourceText::new(path, "format = 1\n"));
            &none
        };
        let guides: Vec<GuideFile> = self
            .guides(tree)?
            .into_iter()
            .map(|(expected, state)| GuideFile { path: expected.path, state: state_of(&state) })
            .collect();
        let programs: Vec<Reviewed<'_>> =
            self.programs.iter().map(AnalysedProgram::reviewed).collect();
        let built: Vec<Reviewed<'_>> = self.built.iter().map(AnalysedProgram::reviewed).collect();
        let baseline = self.baseline(tree);
        let baseline = baseline.as_ref();
        let review = review::review(ReviewInput {
            tree,
            programs: &programs,
            built: &built,
            declarations,
            record: &self.recorded.problems,
            is_record_open: self.recorded.is_open,
            guides: &guides,
            baseline,
            settings,
        });
        Ok(if self.declarations.is_none() {
            without_declarations(review, declarations)
        } else {
            review
        })
    }

    /// The baseline of findings that existed when the project adopted the tool, if there is one.
    fn baseline(&self, tree: &dyn SourceTree) -> Option<Baseline> {
        let path = self.home.join(BASELINE_FILE)?;
        let bytes = tree.read(&path).ok()?;
        Some(Baseline::parse(SourceText::decode(path, bytes)))
    }

    /// The information types that the uploaded programs need, in the order of the platform's table.
    #[must_use]
    pub fn information(&self) -> Vec<&str> {
        let needed = |id: &str| {
            self.counted_uses()
                .any(|(_, found)| found.interface.information.iter().any(|known| known == id))
        };
        information_types()
            .iter()
            .map(|information| information.id.as_str())
            .filter(|id| needed(id))
            .collect()
    }

    /// Whether the tree contains a record, `privguide.lock`.
    #[must_use]
    pub fn has_record(&self) -> bool {
        self.recorded.is_there
    }

    /// Every use that counts: it is in an uploaded file and is more than a mention.
    pub fn counted_uses(&self) -> impl Iterator<Item = (&AnalysedProgram, &Use)> {
        self.programs.iter().flat_map(|analysed| {
            let counts = |found: &&Use| {
                let is_uploaded = found.bringer.is_some()
                    || analysed.status_of(&found.place.file) != Status::Outside;
                found.kind != UseKind::Mention && is_uploaded
            };
            analysed.scan.uses.iter().filter(counts).map(move |found| (analysed, found))
        })
    }

    /// The place in the sources that a place of a built file comes from.
    #[must_use]
    pub fn original(&self, place: &Place) -> Option<&Original> {
        self.programs.iter().chain(&self.built).find_map(|analysed| analysed.scan.original(place))
    }

    /// The plugins of every program, each provider once.
    #[must_use]
    pub fn plugins(&self) -> Vec<AppPlugin> {
        let mut known = BTreeSet::new();
        let all = self.programs.iter().flat_map(|analysed| analysed.program.plugins());
        all.filter(|plugin| known.insert((plugin.provider.clone(), plugin.alias.clone()))).collect()
    }

    /// The folders of the programs, sorted: that of the project configuration, or the package of
    /// the sources.
    #[must_use]
    pub fn folders(&self, tree: &dyn SourceTree) -> Vec<TreePath> {
        let folder = |program: &Program| {
            let of_project =
                program.config.project.as_ref().map(|project| project.source.path().parent());
            let above = program.root.parent();
            let of_package = || {
                above
                    .join("package.json")
                    .filter(|path| !program.root.is_root() && tree.read(path).is_ok())
            };
            of_project
                .or_else(|| of_package().map(|path| path.parent()))
                .unwrap_or_else(|| program.root.clone())
        };
        let mut folders: Vec<TreePath> =
            self.programs.iter().map(|analysed| folder(&analysed.program)).collect();
        folders.sort();
        folders.dedup();
        folders
    }
}

/// The name of the declarations file.
const DECLARATIONS: &str = "privguide.toml";

/// The findings that do not depend on declarations. Findings about missing declarations are left
/// out, because another command creates the file.
fn without_declarations(mut review: Review, absent: &ParsedDeclarations) -> Review {
    let absent = absent.declarations.source.path();
    review
        .findings
        .retain(|finding| finding.places.iter().all(|place| place.place.file != *absent));
    for text in review.findings.iter_mut().flat_map(|finding| &mut finding.help) {
        for text in [&mut text.zh, &mut text.en] {
            *text = text.replace("cargo privguide declare", "cargo privguide init");
        }
    }
    review
}

fn state_of(state: &GuideState) -> review::GuideFreshness {
    match state {
        GuideState::Missing => review::GuideFreshness::Missing,
        GuideState::Stale { .. } => review::GuideFreshness::Stale,
        GuideState::Current => review::GuideFreshness::Current,
    }
}
