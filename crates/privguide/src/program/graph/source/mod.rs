//! The graph of a framework's sources: which page, component or module names which other. What it
//! reaches is built; what it does not reach is not in the package; folder names do not matter.
//!
//! Sources are read by words, not by a grammar: `from`, `import` and `require` before a string,
//! names of components in configurations, tags that stand for components. Too many edges are
//! possible (a word in a template's text), never too few. What a build takes in by itself is an
//! edge, too; where that cannot be worked out, every candidate counts and [`Follow::open`] says so.

mod comments;
mod finished;
mod implicit;
mod installed;
mod letters;
mod requests;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use oxc_span::SourceType;
use rayon::prelude::*;

use self::letters::Letters;
use self::requests::{Asked, Listing, Reads, Request};
use super::{Edge, Graph, request::Sight};
use crate::{
    framework::{Description, PAGE_ENDS, is_code, is_source},
    language::Text,
    program::{
        AsksAbove, MissingPackage, Program, ProgramFile, Status, cut_branches, modules::Target,
        script_blocks,
    },
    tree::{FileSet, Place, SourceTree, TreePath},
};
pub use installed::{Imported, imported};

/// What was found while the sources were followed.
pub(in crate::program) struct Follow {
    pub(in crate::program) graph: Graph,
    /// The program's files, those of the same repository that it reaches included.
    pub(in crate::program) files: Vec<ProgramFile>,
    /// Packages that are imported and not in the tree.
    pub(in crate::program) missing: Vec<MissingPackage>,
    /// Whether something was asked for that may lie around the tree.
    pub(in crate::program) asks_above: AsksAbove,
    /// Why every source counts, when it is not known what is reached.
    pub(in crate::program) open: Option<Text>,
    /// Which names are spelled with another case than the files that count for them.
    pub(in crate::program) spelled_otherwise: Option<Text>,
}

/// Follows a program that a framework compiles. `None` when there is no place to begin: then
/// everything in it counts.
pub(in crate::program) fn follow(
    tree: &dyn SourceTree,
    files: &FileSet,
    program: &Program,
) -> Option<Follow> {
    let description = program.framework.describe();
    let mut sources = Sources::new(tree, files, program, description);
    let (entry, begins) = sources.begin()?;
    sources.run();
    let pages = sources.reached_pages(begins);
    if pages == 0 {
        return None;
    }
    let (open, spelled_otherwise) = (sources.open.take(), sources.letters.note());
    let missing = std::mem::take(&mut sources.missing).into_values().collect();
    let asks_above = sources.asks_above;
    let (files, graph) = sources.finish(entry);
    Some(Follow { graph, files, missing, asks_above, open, spelled_otherwise })
}

struct Sources<'p> {
    tree: &'p dyn SourceTree,
    files: &'p FileSet,
    program: &'p Program,
    description: &'static Description,
    /// Every file that may be reached, by number: the program's own, then those elsewhere in the
    /// tree.
    paths: Vec<TreePath>,
    numbers: HashMap<TreePath, usize>,
    edges: Vec<Vec<Edge>>,
    next: Vec<usize>,
    seen: HashSet<usize>,
    /// Files that list pages because another list names them or takes names from them.
    lists: HashMap<usize, Listing>,
    /// Components by the tags that a build finds them by.
    tags: BTreeMap<String, Vec<TreePath>>,
    missing: BTreeMap<String, MissingPackage>,
    asks_above: AsksAbove,
    open: Option<Text>,
    letters: Letters,
}

impl<'p> Sources<'p> {
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
            tags: BTreeMap::new(),
            missing: BTreeMap::new(),
            asks_above: if program.aliases_climb() { AsksAbove::ByPath } else { AsksAbove::No },
            open: None,
            letters: Letters::default(),
        }
    }

    fn at_root(&self, name: &str) -> Option<TreePath> {
        self.program.root.join(name).filter(|path| self.files.contains(path.as_str()))
    }

    /// Puts the entry and the files that run independent of the pages into the queue; the number of
    /// the entry, and how many files that are.
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

    /// How many sources are reached that are neither configuration nor shell.
    fn reached_pages(&self, begins: usize) -> usize {
        let sources = self.seen.iter().filter(|&&at| is_source(&self.paths[at])).count();
        if self.seen.len() > begins { sources } else { 0 }
    }

    fn run(&mut self) {
        while !self.next.is_empty() {
            let level = std::mem::take(&mut self.next);
            let this = &*self;
            let found: Vec<Vec<Request>> = level.par_iter().map(|&at| this.read(at)).collect();
            for (from, requests) in level.into_iter().zip(found) {
                for request in requests {
                    self.apply(from, request);
                }
            }
        }
    }

    /// What a file asks for.
    fn read(&self, at: usize) -> Vec<Request> {
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
        let own = if self.is_listing(path) { Listing::First } else { Listing::None };
        let listing = self.lists.get(&at).copied().unwrap_or(own);
        requests::of(
            path,
            &text,
            &Reads { listing, lists: self.description.lists, has_tags: self.has_tags() },
        )
    }

    /// The text of a source without the branches that the build takes out: what they import is not
    /// built.
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
                // As long as before: what is cut are blanks.
                whole.to_mut().replace_range(block, &cut);
            }
        }
        whole
    }

    /// Files that list pages and components by name: those of the framework, and page
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

    fn apply(&mut self, from: usize, request: Request) {
        let Request { asked, at } = request;
        match asked {
            Asked::Module(name) => {
                let _ = self.module(from, &name, at);
            }
            Asked::Named { name, package, beside } => self.named(from, &name, &package, beside, at),
            Asked::List(name) => self.list(from, &name, at),
            Asked::ListFrom(name) => {
                if let Target::File(path) = self.program.locate_module(&self.paths[from], &name) {
                    self.read_as(&path, Listing::Source);
                }
            }
            Asked::Page { name, package } => {
                let inside = Some(package)
                    .filter(|package| !package.is_empty())
                    .and_then(|package| self.program.root.join(&package));
                let name = name.trim_start_matches('/');
                let bases =
                    [inside.and_then(|inside| inside.join(name)), self.program.root.join(name)];
                let _ = bases.into_iter().flatten().any(|base| self.base(from, &base, at));
            }
            Asked::Tag(tag) => self.tag(from, &tag, at),
            Asked::Below(prefix) => self.below(from, &prefix, at),
            Asked::Open => {
                let file = self.paths[from].clone();
                self.everything(
                    from,
                    Text::new(
                        format!("{file} 里的页面列表由代码得出，无法确定，因此全部源文件都计入"),
                        format!("the list of pages in {file} is worked out by code, so every source counts"),
                    ),
                );
            }
        }
    }

    /// An import. True when it leads to a file.
    fn module(&mut self, from: usize, name: &str, at: usize) -> bool {
        let path = self.paths[from].clone();
        let target = match self.program.locate_module(&path, name) {
            Target::Nowhere => {
                self.in_other_letters(&path, name).map_or(Target::Nowhere, Target::File)
            }
            target => target,
        };
        match target {
            Target::File(to) => {
                self.link(from, &to, at);
                true
            }
            Target::Package(package) => {
                self.asks_above = self.asks_above.max(AsksAbove::ByName);
                self.package_missing(from, &package, name, at);
                false
            }
            Target::Above => {
                self.asks_above = AsksAbove::ByPath;
                self.package_missing(from, name, name, at);
                false
            }
            Target::Nowhere => {
                if !name.starts_with('.') {
                    self.asks_above = self.asks_above.max(AsksAbove::ByName);
                }
                false
            }
        }
    }

    fn package_missing(&mut self, from: usize, package: &str, specifier: &str, at: usize) {
        if self.program.framework.is_own_package(package) {
            return;
        }
        if let Some(known) = self.missing.get_mut(package) {
            known.specifiers.insert(specifier.to_owned());
            return;
        }
        let file = &self.paths[from];
        // What a configuration names serves the build, and pictures look like packages there.
        if file.extension() == "json" || file.name().contains(".config.") {
            return;
        }
        let place = match self.tree.source(file) {
            // The position of its word identifies the request; the name follows.
            Ok(source) => {
                let named = source
                    .text()
                    .get(at..)
                    .and_then(|rest| rest.find(specifier))
                    .map_or(at, |found| at + found);
                source.place(named..(named + specifier.len()).min(source.text().len()))
            }
            Err(_) => Place::file_start(file.clone()),
        };
        let specifiers = BTreeSet::from([specifier.to_owned()]);
        self.missing.insert(
            package.to_owned(),
            MissingPackage { name: package.to_owned(), place, specifiers },
        );
    }

    /// A page or component by its name in a configuration: below the folder of the sub-package
    /// where that is said, from the root, beside, or in a package. All files of that name belong to
    /// it: a native component has several.
    fn named(&mut self, from: usize, name: &str, package: &str, beside: bool, at: usize) {
        let root = self.program.root.clone();
        let here = self.paths[from].parent();
        let clean = name.split('?').next().unwrap_or(name);
        let bare = clean.trim_start_matches('/');
        let in_package = Some(package)
            .filter(|package| !package.is_empty())
            .and_then(|package| root.join(package)?.join(bare));
        let at_root = root.join(bare);
        let is_beside = beside || clean.starts_with('.');
        let next_to =
            Some(here).filter(|_| is_beside).and_then(|here| self.files.join(&here, clean));
        let mut found = false;
        let bases: Vec<TreePath> = [in_package, next_to, at_root].into_iter().flatten().collect();
        if bases.iter().any(|base| self.base(from, base, at))
            || bases.iter().any(|base| self.base_in_other_letters(from, base, at))
        {
            return;
        }
        // A page that is not there is no package: `pages/gone`.
        let is_folder = bare
            .split_once('/')
            .and_then(|(folder, _)| root.join(folder))
            .is_some_and(|at| !self.files.below(&at).is_empty());
        if beside || clean.contains('/') && !is_folder {
            found = self.module(from, clean, at);
        }
        if !found
            && let Some(folder) =
                root.join(bare).filter(|folder| !bare.is_empty() && !folder.is_root())
        {
            // `workers: "static/workers"`: a folder.
            if clean.contains('/') {
                self.folder(from, &folder, at);
            }
        }
    }

    /// A file that lists further pages, seen from the one that names it.
    fn list(&mut self, from: usize, name: &str, at: usize) {
        let name = name.split('?').next().unwrap_or(name);
        let here = self.paths[from].parent();
        let beside = self.files.join(&here, name).filter(|path| self.files.contains(path.as_str()));
        let found = beside
            .map_or_else(|| self.program.locate_module(&self.paths[from], name), Target::File);
        let Target::File(target) = found else {
            // Says why not.
            let _ = self.module(from, name, at);
            return;
        };
        self.link(from, &target, at);
        self.read_as(&target, Listing::Further);
    }

    /// Has a file read as a list: it may have been read before for what it imports, and not for the
    /// pages in it.
    fn read_as(&mut self, path: &TreePath, listing: Listing) {
        let number = self.number(path);
        if !self.is_listing(path)
            && self.lists.insert(number, listing).is_none()
            && !self.next.contains(&number)
        {
            self.next.push(number);
        }
    }

    /// Every file of a page or component: `x.vue`, or `x.js`, `x.json`, `x.wxml`; the same of
    /// `x/index`, of `x/main` in mpvue.
    fn base(&mut self, from: usize, base: &TreePath, at: usize) -> bool {
        if self.files.contains(base.as_str()) && is_code(base) {
            self.link(from, base, at);
            return true;
        }
        let index = base.join("index");
        for base in [Some(base.clone()), index].into_iter().flatten() {
            let own = self.description.choice.own;
            let mut found = false;
            let components = self.description.components.iter().map(|end| format!(".{end}"));
            for extension in components.chain(PAGE_ENDS.map(str::to_owned)) {
                let extension = extension.as_str();
                let plain = base.with_suffix(extension);
                let variant = own.iter().map(|own| base.with_suffix(&format!(".{own}{extension}")));
                let best = variant
                    .into_iter()
                    .chain([plain])
                    .find(|path| self.files.contains(path.as_str()));
                if let Some(path) = best {
                    self.link(from, &path, at);
                    found |= !matches!(extension, ".json" | ".config.ts" | ".config.js");
                }
            }
            if found {
                return true;
            }
        }
        false
    }

    fn tag(&mut self, from: usize, tag: &str, at: usize) {
        let path = self.program.easycom_target(tag);
        match path {
            Some(Target::File(path)) => self.link(from, &path, at),
            Some(Target::Package(package)) => self.package_missing(from, &package, &package, at),
            _ => {}
        }
        for path in self.tags.get(tag).cloned().unwrap_or_default() {
            self.link(from, &path, at);
        }
    }

    /// A name whose end is not known: everything below the folder that is known.
    fn below(&mut self, from: usize, prefix: &str, at: usize) {
        let path = &self.paths[from];
        let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        // vite's `/src/…` begins at the package.
        let package = |rest: &str| {
            self.package_folder()?
                .join(rest.rsplit_once('/')?.0)
                .filter(|at| !self.files.below(at).is_empty())
        };
        let folder = if prefix.starts_with('.') {
            self.files.join(&path.parent(), folder)
        } else if let Some(rest) = prefix.strip_prefix('/') {
            package(rest).or_else(|| {
                self.program.root.join(rest.rsplit_once('/').map_or("", |(folder, _)| folder))
            })
        } else {
            self.program.folder_by_alias(folder)
        };
        // Everything at once would be no answer.
        if let Some(folder) =
            folder.filter(|folder| *folder != self.program.root && !folder.is_root())
        {
            self.folder(from, &folder, at);
        }
    }

    /// The nearest folder at or above the sources with a `package.json` or a configuration of vite.
    fn package_folder(&self) -> Option<TreePath> {
        let mut folder = self.program.root.clone();
        loop {
            if ["package.json", "vite.config.ts", "vite.config.js"]
                .iter()
                .any(|name| self.files.has(&folder, name))
            {
                return Some(folder);
            }
            if folder.is_root() {
                return (!self.program.root.is_root()).then(|| self.program.root.parent());
            }
            folder = folder.parent();
        }
    }

    fn folder(&mut self, from: usize, folder: &TreePath, at: usize) {
        for path in self.files.below(folder).to_vec() {
            if self.is_for_wechat(&path) {
                self.link(from, &path, at);
            }
        }
    }

    /// Every source of the program counts.
    fn everything(&mut self, from: usize, why: Text) {
        if self.open.is_none() {
            self.open = Some(why);
            let all: Vec<TreePath> = self.files.below(&self.program.root).to_vec();
            for path in all.iter().filter(|path| is_code(path)) {
                let is_product =
                    self.program.file(path).is_some_and(|file| file.status != Status::Outside);
                if is_product {
                    self.link(from, path, 0);
                }
            }
        }
    }

    /// False for what belongs to other platforms: a build does not take it by itself.
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
        self.edges[from].push(Edge { to: index(to), at: index(at), sight: Sight::Both });
        if self.seen.insert(to) {
            self.next.push(to);
        }
    }
}

#[cfg(test)]
mod tests;
