//! A loaded project: its tree, its declarations, its programs with their uses.

mod keeping;

use std::{
    cell::{OnceCell, RefCell},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use privguide::{
    change::PrivacyState,
    declaration::{Gravity, ParsedDeclarations},
    guide::{Expected, GuideState},
    language::{Language, Text},
    program::{Otherwise, Passing},
    project::{LoadError, LoadOptions, Observed, Project},
    review::{Finding, ReviewSettings},
    tree::{Above, Mounted, SourceText, SourceTree, TreePath, WorkTree},
};

use privguide_fleet::{
    ReportedProject, Subject,
    lines::language_of,
    loading::{self, no_guide, review, unusable},
    projects::Uncovered,
    shown::Shown,
};
use privguide_git::leaves_out;

use self::keeping::load_project;
pub use keeping::{CacheSlot, Keeping, Memory};

use crate::{
    above::Around,
    arguments::Target,
    cache::{self, CachedFolders},
    dependencies::{Dependencies, Installed},
    excerpt,
    failure::Failure,
    inside,
    locate::{self, DECLARATIONS, Site},
    output::Output,
    progress::Progress,
};

/// A project, or why it cannot be loaded.
pub type Loaded = Result<Session, Failure>;

/// Called with a folder and its tree; returns the tree to use in its place.
pub type Laid<'a> = dyn Fn(&Path, Box<dyn SourceTree>) -> Box<dyn SourceTree> + 'a;

/// A loaded project.
pub struct Session {
    /// Its location.
    pub site: Site,
    /// Its files.
    pub tree: Box<dyn SourceTree>,
    /// The results of analysing it.
    pub project: Project,
    /// The options of the analysis.
    options: LoadOptions,
    /// Access to installed packages, for a folder on disk.
    installed: Option<Installed>,
    /// What installed packages use; computed on first use.
    observed: OnceCell<Observed>,
    /// Notes about the requested folder outside of the project.
    beside: Vec<Text>,
    /// The file that was read last: a report shows several places of the same file in a row.
    latest: RefCell<Option<Rc<SourceText>>>,
}

impl Session {
    fn new(
        site: Site,
        tree: Box<dyn SourceTree>,
        project: Project,
        options: LoadOptions,
        installed: Option<Installed>,
    ) -> Self {
        let (observed, beside, latest) = (OnceCell::new(), Vec::new(), RefCell::default());
        let mut new = Self { site, tree, project, options, installed, observed, beside, latest };
        if new.project.has_record() && new.installed.is_some() {
            let observed = new.observed().clone();
            new.project.verify(&*new.tree, &observed);
        }
        new
    }

    /// Analyses the project, without its record, and the installed packages alternately until
    /// nothing changes: one package may provide the platform's object, which is then passed to
    /// another.
    ///
    /// # Errors
    /// As for loading it.
    pub fn analyse_packages(&mut self) -> Result<(), Failure> {
        let mut passing = Passing::default();
        loop {
            self.options.passing = Some(passing.clone());
            self.project = Project::load(&*self.tree, &self.options)
                .map_err(|error| not_loaded(&self.site, error))?;
            self.observed = OnceCell::new();
            if !passing.extend(self.observed().passing()) {
                return Ok(());
            }
        }
    }

    /// What installed packages use.
    pub fn observed(&self) -> &Observed {
        self.observed.get_or_init(|| {
            self.installed
                .as_ref()
                .map(|installed| installed.observe(&self.project))
                .unwrap_or_default()
        })
    }

    /// Loads every project that the command line names.
    ///
    /// # Errors
    /// When a project cannot be read or holds no program.
    pub fn load_all(target: &Target, otherwise: Otherwise) -> Result<Vec<Self>, Failure> {
        Self::load_each(target, otherwise)?.into_iter().map(|(_, session)| session).collect()
    }

    /// Loads every selected project, by its folder; a project that cannot be read does not prevent
    /// others from being loaded.
    ///
    /// # Errors
    /// When the projects cannot be determined.
    pub fn load_each(
        target: &Target,
        otherwise: Otherwise,
    ) -> Result<Vec<(PathBuf, Loaded)>, Failure> {
        Ok(Self::load_lazily(target.clone(), otherwise)?.collect())
    }

    /// Loads the selected projects on demand.
    ///
    /// # Errors
    /// When the projects cannot be determined.
    pub fn load_lazily(
        target: Target,
        otherwise: Otherwise,
    ) -> Result<impl Iterator<Item = (PathBuf, Loaded)>, Failure> {
        let sites = locate::sites(&target)?;
        let mut uncovered = locate::uncovered(&target, &sites)?;
        Ok(sites.into_iter().map(move |site| {
            let folder = site.folder.clone();
            let mut session = Self::load(site, otherwise, None, &target);
            if let Ok(session) = &mut session {
                session.mention(&std::mem::take(&mut uncovered));
            }
            (folder, session)
        }))
    }

    /// Adds notes about programs outside of the project that are not judged.
    pub fn mention(&mut self, uncovered: &Uncovered) {
        self.beside.extend(uncovered.notes());
    }

    /// True if the declarations could be read completely, so that the review judges what they say.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.project.declarations.as_ref().is_none_or(ParsedDeclarations::is_sound)
    }

    /// Loads every project that the command line names, and the output of a build in one of its
    /// folders.
    ///
    /// # Errors
    /// When a project cannot be read or holds no program, or the folder is not part of it or
    /// contains no program.
    pub fn load_built(target: &Target, built: &Path) -> Result<Vec<Self>, Failure> {
        let sites = locate::sites(target)?;
        let folder = inside::given(built)?;
        let within = |site: &Site| {
            let project = std::fs::canonicalize(&site.folder).ok()?;
            TreePath::of_system(folder.strip_prefix(project).ok()?)
        };
        let mut sessions = Vec::new();
        for site in sites {
            let built = within(&site).ok_or_else(|| {
                let (shown, project) = (built.display(), site.folder.display());
                Failure::new(
                    format!("{shown} 不在 {project} 里"),
                    format!("{shown} is not inside {project}"),
                )
            })?;
            sessions.push(Self::load(site, Otherwise::Nothing, Some(built), target)?);
        }
        Ok(sessions)
    }

    /// Loads one project.
    ///
    /// # Errors
    /// When it cannot be read or holds no program.
    pub fn load_alone(site: Site, otherwise: Otherwise, target: &Target) -> Result<Self, Failure> {
        Self::load(site, otherwise, None, target)
    }

    /// Loads one project with the unsaved texts of an editor: `laid` is called for each folder and
    /// its tree, and returns the tree to use.
    ///
    /// # Errors
    /// When it cannot be read or holds no program.
    pub fn load_edited(site: Site, laid: &Laid<'_>, keeping: Keeping<'_>) -> Result<Self, Failure> {
        Self::load_laid(site, Otherwise::Nothing, None, keeping, laid)
    }

    fn load(
        site: Site,
        otherwise: Otherwise,
        built: Option<TreePath>,
        target: &Target,
    ) -> Result<Self, Failure> {
        let keeping = Keeping::requested(target, CacheSlot::WorkTree);
        Self::load_laid(site, otherwise, built, keeping, &|_, tree| tree)
    }

    fn load_laid(
        site: Site,
        otherwise: Otherwise,
        built: Option<TreePath>,
        keeping: Keeping<'_>,
        laid: &Laid<'_>,
    ) -> Result<Self, Failure> {
        let _progress = Progress::start(&site.folder.to_string_lossy());
        let options = load_options(&site, otherwise, built);
        let is_on_disk = matches!(keeping, Keeping::OnDisk(_));
        let stable_before = if is_on_disk { cache::stable_before() } else { None };
        let opened = |folder: &Path, folders: Option<&CachedFolders>| {
            let tree = WorkTree::open(folder)?.leaving_out(leaves_out);
            let tree = match stable_before {
                Some(time) => tree.stable_since(time),
                None => tree,
            };
            let tree = match folders {
                Some(folders) => tree.with_folder_cache(Arc::clone(&folders.cache)),
                None => tree,
            };
            std::io::Result::Ok(laid(folder, Box::new(tree)))
        };
        let open = |folder: &Path| opened(folder, None);
        let folders = if is_on_disk { CachedFolders::for_tree(&site.folder) } else { None };
        let tree = opened(&site.folder, folders.as_ref())?;
        let loaded = |tree: &dyn SourceTree, beside: &[&str]| {
            load_project(&site, &options, keeping, tree, beside)
        };
        let mut project = loaded(&*tree, &[])?;
        if let Some(folders) = &folders {
            folders.store();
        }
        let mut beside = Vec::new();
        let mut tree = tree;
        if let Some(around) = Around::of_folder(&site.folder) {
            let whole = open(&around.top)?;
            if project.reaches_above(&*whole, &around.home) {
                beside.push(around.home.as_str().to_owned());
                tree = Box::new(Above::new(tree, whole, around.home));
                project = loaded(&*tree, &[&beside[0]])?;
            }
        }
        let dependencies = Dependencies::for_project(&project, &site.folder);
        if dependencies.is_empty() {
            let installed = Installed::for_folder(&site.folder, stable_before);
            return Ok(Self::new(site, tree, project, options, Some(installed)));
        }
        let tree = Mounted::new(
            tree,
            dependencies.mounts(|folder| open(folder).ok()),
            dependencies.notes.clone(),
        );
        let beside: Vec<&str> =
            beside.iter().map(String::as_str).chain(dependencies.names()).collect();
        let project = loaded(&tree, &beside)?;
        let installed = Installed::for_folder(&site.folder, stable_before);
        Ok(Self::new(site, Box::new(tree), project, options, Some(installed)))
    }

    /// Loads the project in a tree: a folder on disk or a revision of it. `built` is the output
    /// folder of a build to compare with. The last parameter is the tree of the whole repository,
    /// and the project's path in it.
    ///
    /// # Errors
    /// When the project cannot be read or holds no program.
    pub fn of_tree(
        site: Site,
        tree: Box<dyn SourceTree>,
        otherwise: Otherwise,
        built: Option<TreePath>,
        (whole, home): (Box<dyn SourceTree>, &TreePath),
        keeping: Keeping<'_>,
    ) -> Result<Self, Failure> {
        let options = load_options(&site, otherwise, built);
        let project = load_project(&site, &options, keeping, &*tree, &[])?;
        if !project.reaches_above(&*whole, home) {
            return Ok(Self::new(site, tree, project, options, None));
        }
        let tree = Above::new(tree, whole, home.clone());
        let project = load_project(&site, &options, keeping, &tree, &[home.as_str()])?;
        Ok(Self::new(site, Box::new(tree), project, options, None))
    }

    /// Applies every rule to the project; without declarations, those that need none.
    ///
    /// # Errors
    /// When the declarations are unreadable, or the guide has no valid path.
    pub fn review(&self, settings: &ReviewSettings) -> Result<Vec<Finding>, Failure> {
        if self.project.declarations.is_some() {
            self.declarations(ParsedDeclarations::is_readable)?;
        }
        Ok(review(&self.project, &*self.tree, settings)?)
    }

    /// The guide's files with their expected content, and their state.
    ///
    /// # Errors
    /// When there are no declarations, they are unreadable, or the guide has no valid path.
    pub fn guides(&self) -> Result<Vec<(Expected, GuideState)>, Failure> {
        self.declarations(ParsedDeclarations::is_sound)?;
        Ok(self.project.guides(&*self.tree).map_err(no_guide)?)
    }

    /// The declarations, if they satisfy `are_good`.
    ///
    /// # Errors
    /// When there are none, or they do not; then every mistake is named.
    pub fn declarations(
        &self,
        are_good: impl Fn(&ParsedDeclarations) -> bool,
    ) -> Result<&ParsedDeclarations, Failure> {
        let Some(parsed) = &self.project.declarations else {
            let folder = self.site.folder.display();
            return Err(Failure::new(
                format!("{folder} 里没有 {DECLARATIONS}（也不在它的上级文件夹里）"),
                format!("no {DECLARATIONS} in {folder} or above it"),
            )
            .help(
                "运行 cargo privguide init，它会列出代码用到的全部信息",
                "run cargo privguide init: it lists everything that the code uses",
            ));
        };
        if are_good(parsed) {
            return Ok(parsed);
        }
        let mut failure = Failure::from(unusable(parsed));
        for problem in parsed.problems.iter().filter(|problem| problem.gravity != Gravity::Mistake)
        {
            failure = failure.shown(excerpt::block(&parsed.declarations.source, &problem.place));
        }
        Err(failure)
    }

    /// What the project declares, uses and tells its users: one side of a comparison.
    ///
    /// # Errors
    /// When the declarations exist but are unreadable.
    pub fn state(&self) -> Result<PrivacyState, Failure> {
        if self.project.declarations.is_some() {
            self.declarations(ParsedDeclarations::is_sound)?;
        }
        let declarations = self.project.declarations.as_ref().map(|parsed| &parsed.declarations);
        let programs: Vec<_> = self
            .project
            .programs
            .iter()
            .map(|analysed| (&analysed.program, &analysed.scan))
            .collect();
        Ok(PrivacyState::from_programs(&*self.tree, declarations, &programs))
    }

    /// Notes for the reader of a report beyond its findings. They do not depend on what is
    /// installed on this machine.
    pub fn notes(&self) -> Vec<Text> {
        let beside = self.beside.iter().cloned();
        beside.chain(self.tree.notes()).chain(self.project.notes(&Observed::default())).collect()
    }

    /// What `scan` lists beyond the uses, so that "not found" does not mean "not used"; `None` if
    /// everything was looked at.
    pub fn unknown(&self) -> Option<Text> {
        let scans = || self.project.programs.iter().map(|analysed| &analysed.scan);
        let places: usize = scans().map(|scan| scan.unresolved.len()).sum();
        let files: usize = scans().map(|scan| scan.unanalysed.len()).sum();
        let packages = self.unknown_packages();
        if places + files + packages == 0 {
            return None;
        }
        let zh = [
            (places, "处使用无法判定"),
            (files, "个文件未能完整分析"),
            (packages, "个 npm 包不在这里，没有查看"),
        ];
        let of = |count: usize, one: &str, more: &str| {
            (count, format!("{count} {}", if count == 1 { one } else { more }))
        };
        let en = [
            of(places, "place was not resolved", "places were not resolved"),
            of(files, "file was not fully analysed", "files were not fully analysed"),
            of(packages, "package is not here", "packages are not here"),
        ];
        let zh = zh.iter().filter(|(count, _)| *count > 0);
        let zh: Vec<String> = zh.map(|(count, what)| format!("{count} {what}")).collect();
        let en = en.into_iter().filter(|(count, _)| *count > 0);
        let en: Vec<String> = en.map(|(_, what)| what).collect();
        Some(Text::new(
            format!("这里可能有没看到的使用：{}。运行 cargo privguide scan 查看", zh.join("，")),
            format!(
                "there may be uses that were not seen: {}; cargo privguide scan lists them",
                en.join(", ")
            ),
        ))
    }

    /// The number of packages that are neither here nor recorded.
    fn unknown_packages(&self) -> usize {
        self.project.unknown_packages(self.observed()).len()
    }

    /// Writes what [`Session::unknown`] says.
    pub fn print_unknown(&self, output: &Output) {
        if let Some(unknown) = self.unknown() {
            output.note(&unknown, output.language(self.language()));
        }
    }

    /// Writes notes about how the tree was read, if there are any.
    pub fn print_notes(&self, output: &Output) {
        let beside = self.beside.iter().cloned();
        for note in beside.chain(self.tree.notes()).chain(self.project.notes(self.observed())) {
            output.note(&note, output.language(self.language()));
        }
    }

    /// The language that the project states.
    pub fn language(&self) -> Option<Language> {
        language_of(&self.project)
    }

    /// Formats paths for people: relative to the current folder, so that a terminal can open them.
    pub fn shown_for_people(&self) -> Shown {
        let here = std::env::current_dir()
            .and_then(std::fs::canonicalize)
            .unwrap_or_else(|_| self.site.folder.clone());
        Shown::relative(&self.site.folder, &here).on_one_line()
    }

    /// Formats paths for programs: relative to PATH.
    pub fn shown_for_programs(&self) -> Shown {
        Shown::relative(&self.site.folder, &self.site.scanned)
    }

    /// The path on disk of a file of the project.
    pub fn on_disk(&self, path: &TreePath) -> PathBuf {
        self.site.folder.join(path.as_str())
    }

    /// A file of the project as text; `None` when it cannot be read.
    pub fn source(&self, path: &TreePath) -> Option<Rc<SourceText>> {
        if let Some(latest) = self.latest.borrow().as_ref().filter(|latest| latest.path() == path) {
            return Some(Rc::clone(latest));
        }
        let source = Rc::new(SourceText::decode(path.clone(), self.tree.read(path).ok()?));
        self.latest.replace(Some(Rc::clone(&source)));
        Some(source)
    }
}

impl Subject for Session {
    fn project(&self) -> &Project {
        &self.project
    }

    fn tree(&self) -> &dyn SourceTree {
        &*self.tree
    }

    fn reported(&self) -> ReportedProject<'_> {
        let shown = self.shown_for_programs();
        ReportedProject { project: &self.project, shown, notes: self.notes() }
    }
}

fn not_loaded(site: &Site, error: LoadError) -> Failure {
    loading::not_loaded(&site.folder.display().to_string(), error).into()
}

fn load_options(site: &Site, otherwise: Otherwise, built: Option<TreePath>) -> LoadOptions {
    LoadOptions {
        declarations: site.declarations.as_deref().and_then(TreePath::new),
        otherwise,
        built,
        passing: None,
    }
}
