//! The graph of a framework's sources: the references between pages, components and modules. Files
//! that it reaches are built; other files are not in the package, regardless of their folder.
//!
//! Sources are searched for words and not parsed: `from`, `import` and `require` before a string,
//! names of components in configurations, tags of components. This may find too many edges (a word
//! in a template's text), but never too few. Files that a build includes automatically are edges,
//! too; if they cannot be determined, every candidate counts, and [`Follow::open`] says so.

mod absent;
mod comments;
mod declared;
mod finished;
mod implicit;
mod installed;
mod letters;
mod listed;
mod literals;
mod lookup;
mod names;
mod requests;
mod words;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use oxc::span::SourceType;
use rayon::prelude::*;

use self::absent::AbsentModules;
use self::letters::Letters;
use self::lookup::NamedFile;
use self::requests::{PageListing, Reads, Requested, SourceRequest};
use super::{FileEdge, Graph, request::Sight};
use crate::{
    framework::{Description, is_code, is_source},
    language::Text,
    program::{
        AsksAbove, MissingPackage, Program, ProgramFile, ProgramProblem, Status, cut_branches,
        easycom::EasycomSearch, modules::Resolution, script_blocks,
    },
    tree::{FileSet, SourceTree, TreePath},
};
pub(in crate::program) use finished::why_unreached;
pub(crate) use installed::{ImportedPackage, imported};

/// The result of following the sources.
pub(in crate::program) struct Follow {
    /// The program's files, including those elsewhere in the repository that it reaches, and their
    /// graph. `None` if no page was reached: then everything counts.
    pub(in crate::program) reached: Option<(Vec<ProgramFile>, Graph)>,
    /// Pages, components and sources of blocks that are named and not there.
    pub(in crate::program) problems: Vec<ProgramProblem>,
    /// Packages that are imported and not in the tree.
    pub(in crate::program) missing: Vec<MissingPackage>,
    /// Whether a name may refer to something outside of the tree.
    pub(in crate::program) asks_above: AsksAbove,
    /// Why every source counts, if it is not known which are reached.
    pub(in crate::program) open: Option<Text>,
    /// What is doubtful about names in the sources: those that differ by case from the files that
    /// they were resolved to, and those of modules that are not here.
    pub(in crate::program) doubtful_names: Vec<Text>,
    /// What was found for tags that expressions match.
    pub(in crate::program) easycom: EasycomSearch,
}

/// Follows a program that a framework compiles. `None` if it has no entry: then everything in it
/// counts.
pub(in crate::program) fn follow(
    tree: &dyn SourceTree,
    files: &FileSet,
    program: &Program,
) -> Option<Follow> {
    let description = program.framework.describe();
    let mut sources = SourceGraph::new(tree, files, program, description);
    let (entry, begins) = sources.begin()?;
    sources.run();
    sources.without_pages(entry);
    let pages = sources.reached_pages(begins);
    let problems = sources.absent.problems();
    let open = sources.open.take();
    let doubtful_names = sources.letters.note().into_iter().chain(sources.absent.note()).collect();
    let missing = std::mem::take(&mut sources.missing).into_values().collect();
    let asks_above = sources.asks_above;
    let easycom = std::mem::take(sources.search());
    let reached = (pages > 0).then(|| sources.finish(entry));
    Some(Follow { reached, problems, missing, asks_above, open, doubtful_names, easycom })
}

struct SourceGraph<'p> {
    tree: &'p dyn SourceTree,
    files: &'p FileSet,
    program: &'p Program,
    description: &'static Description,
    /// Every file that may be reached, by number: first the program's own, then those elsewhere in
    /// the tree.
    paths: Vec<TreePath>,
    numbers: HashMap<TreePath, usize>,
    edges: Vec<Vec<FileEdge>>,
    next: Vec<usize>,
    seen: HashSet<usize>,
    /// Files that list pages because another list refers to them or takes names from them.
    lists: HashMap<usize, PageListing>,
    /// Not used by several threads.
    easycom: Mutex<EasycomSearch>,
    /// The components that easycom finds for tags; a tag is looked up once.
    targets: HashMap<String, Option<Resolution>>,
    /// The roots of the sub-packages whose pages these files may list.
    packages: HashMap<usize, BTreeSet<String>>,
    /// The number of pages that were looked for in these.
    pages_sought: usize,
    /// Whether a page was found.
    has_page: bool,
    /// Components by the tags with which a build finds them.
    tags: BTreeMap<String, Vec<TreePath>>,
    missing: BTreeMap<String, MissingPackage>,
    asks_above: AsksAbove,
    open: Option<Text>,
    letters: Letters,
    absent: AbsentModules,
}

impl<'p> SourceGraph<'p> {
    fn new(
        tree: &'p dyn SourceTree,
        files: &'p FileSet,
        program: &'p Program,
        description: &'static Description,
    ) -> Self {
        let paths: Vec<TreePath> = program.files.iter().map(|file| file.path.clone()).collect();
        let numbers = paths.iter().enumerate().map(|(at, path)| (path.clone(), at)).collect();
        let edges = vec![Vec::new(); paths.len()];
        Self {
            tree,
            files,
            program,
            description,
            paths,
            numbers,
            edges,
            next: Vec::new(),
            seen: HashSet::new(),
            lists: HashMap::new(),
            packages: HashMap::new(),
            pages_sought: 0,
            has_page: false,
            easycom: Mutex::default(),
            targets: HashMap::new(),
            tags: BTreeMap::new(),
            missing: BTreeMap::new(),
            asks_above: if program.aliases_climb() { AsksAbove::ByPath } else { AsksAbove::No },
            open: None,
            letters: Letters::default(),
            absent: AbsentModules::default(),
        }
    }

    fn search(&mut self) -> &mut EasycomSearch {
        self.easycom.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn at_root(&self, name: &str) -> Option<TreePath> {
        self.program.root.join(name).filter(|path| self.files.contains(path.as_str()))
    }

    /// Queues the entry and the files that run independently of the pages. Returns the number of
    /// the entry, and how many files were queued.
    fn begin(&mut self) -> Option<(usize, usize)> {
        let entry = self.description.entries.iter().find_map(|name| self.at_root(name))?;
        let entry = self.number(&entry);
        self.seen.insert(entry);
        self.next.push(entry);
        let others = self
            .description
            .entries
            .iter()
            .chain(self.description.shells)
            .filter_map(|name| self.at_root(name));
        for other in others.collect::<Vec<_>>() {
            self.link(entry, &other, 0);
        }
        self.taken_by_the_build(entry);
        Some((entry, self.seen.len()))
    }

    /// The number of reached sources that are neither configuration nor files that run
    /// independently of the pages.
    fn reached_pages(&self, begins: usize) -> usize {
        let sources = self.seen.iter().filter(|&&at| is_source(&self.paths[at])).count();
        if self.seen.len() > begins { sources } else { 0 }
    }

    fn run(&mut self) {
        while !self.next.is_empty() {
            let level = std::mem::take(&mut self.next);
            let this = &*self;
            let found: Vec<Vec<SourceRequest>> =
                level.par_iter().map(|&at| this.read(at)).collect();
            for (from, requests) in level.into_iter().zip(found) {
                for request in requests {
                    self.apply(from, request);
                }
            }
        }
    }

    /// The requests of a file.
    fn read(&self, at: usize) -> Vec<SourceRequest> {
        let path = &self.paths[at];
        if !is_code(path) {
            return Vec::new();
        }
        let Ok(source) = self.tree.source(path) else { return Vec::new() };
        let conditions = self.program.conditions.as_ref();
        let text = conditions.map_or(source.text().into(), |conditions| {
            conditions.cut(path.extension(), source.text())
        });
        let text = self.without_branches(path, text);
        let own = if self.is_listing(path) { PageListing::First } else { PageListing::None };
        let listing = self.lists.get(&at).copied().unwrap_or(own);
        requests::requests_in(
            path,
            &text,
            &Reads { listing, lists: self.description.lists, has_tags: self.has_tags() },
        )
    }

    /// The text of a source without the branches that the build removes, because their imports are
    /// not built.
    fn without_branches<'t>(&self, path: &TreePath, text: Cow<'t, str>) -> Cow<'t, str> {
        let constants = self.description.constants;
        let ways: &[SourceType] = match path.extension() {
            "ts" | "mts" | "uts" => &[SourceType::ts(), SourceType::tsx()],
            "json" | "wxml" => return text,
            _ => &[SourceType::tsx(), SourceType::ts()],
        };
        if constants.is_empty() {
            return text;
        }
        if !self.description.components.contains(&path.extension()) {
            return cut_branches(&text, ways, constants).map_or(text, Cow::Owned);
        }
        let mut whole = text;
        for block in script_blocks(&whole) {
            if let Some(cut) = cut_branches(&whole[block.clone()], ways, constants) {
                // The length is unchanged, because removed parts are replaced by spaces.
                whole.to_mut().replace_range(block, &cut);
            }
        }
        whole
    }

    /// Whether a file lists pages and components by name: files of the framework, and page
    /// configurations.
    fn is_listing(&self, path: &TreePath) -> bool {
        let description = self.description;
        let configures = description.app.iter().chain(description.pages).map(|config| config.name);
        let names = configures.chain(description.entries.iter().copied());
        names.filter_map(|name| self.program.root.join(name)).any(|known| known == *path)
    }

    fn has_tags(&self) -> bool {
        self.description.easycom || !self.tags.is_empty()
    }

    fn apply(&mut self, from: usize, request: SourceRequest) {
        let SourceRequest { asked, at } = request;
        match asked {
            Requested::Module(name) => {
                let _ = self.module(from, &name, at);
            }
            Requested::Named { name, package, beside, kind } => {
                let named = NamedFile { name: &name, package: &package, beside, kind };
                self.named(from, &named, at);
            }
            Requested::List(name) => self.list(from, &name, at),
            Requested::ListFrom { name, package, listing } => {
                self.list_from(from, &name, package, listing);
            }
            Requested::Page { name, package } => self.page(from, &name, &package, at),
            Requested::Tag(tag) => self.tag(from, &tag, at),
            Requested::Below(prefix) => self.below(from, &prefix, at),
            Requested::Open => self.computed(from),
        }
    }

    /// A program without a page is not understood: its pages come from somewhere else.
    fn without_pages(&mut self, entry: usize) {
        if self.has_page {
            return;
        }
        let list = self.paths[entry].clone();
        self.everything(
            entry,
            Text::new(
                format!("在 {list} 里没有找到任何页面，因此全部源文件都计入"),
                format!("no page was found in {list}, so every source counts"),
            ),
        );
        self.run();
    }

    /// A list of pages that code computes.
    fn computed(&mut self, from: usize) {
        let file = self.paths[from].clone();
        self.everything(
            from,
            Text::new(
                format!("{file} 里的页面列表由代码得出，无法确定，因此全部源文件都计入"),
                format!("the list of pages in {file} is computed by code, so every source counts"),
            ),
        );
    }

    /// Makes every source of the program count.
    fn everything(&mut self, from: usize, why: Text) {
        if self.open.is_none() {
            self.open = Some(why);
            self.every_source(from, 0);
        }
    }

    fn every_source(&mut self, from: usize, at: usize) {
        let all: Vec<TreePath> = self.files.below(&self.program.root).to_vec();
        for path in all.iter().filter(|path| is_code(path)) {
            let is_product =
                self.program.file(path).is_some_and(|file| file.status != Status::Outside);
            if is_product {
                self.link(from, path, at);
            }
        }
    }

    /// False for files of other platforms, which a build does not include automatically.
    fn is_for_wechat(&self, path: &TreePath) -> bool {
        let Some(relative) = path.relative_to(&self.program.root) else { return true };
        let has = |path: &str| {
            self.program.root.join(path).is_some_and(|path| self.files.contains(path.as_str()))
        };
        self.program.framework.why_other(relative, &has).is_none()
    }

    fn number(&mut self, path: &TreePath) -> usize {
        if let Some(&known) = self.numbers.get(path) {
            return known;
        }
        self.paths.push(path.clone());
        self.edges.push(Vec::new());
        self.numbers.insert(path.clone(), self.paths.len() - 1);
        self.paths.len() - 1
    }

    fn link(&mut self, from: usize, to: &TreePath, at: usize) {
        let to = self.number(to);
        if from == to {
            return;
        }
        let index = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        self.edges[from].push(FileEdge { to: index(to), at: index(at), sight: Sight::Both });
        if self.seen.insert(to) {
            self.next.push(to);
        }
    }
}

#[cfg(test)]
mod tests;
