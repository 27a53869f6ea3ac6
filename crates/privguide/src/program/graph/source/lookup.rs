//! Resolves names in a source to files: imports, pages, components, folders.

use std::collections::BTreeSet;

use super::{
    SourceGraph,
    requests::{NamedKind, PageListing},
};
use crate::{
    catalog::ProgramKind,
    framework::{PAGE_ENDS, is_code},
    language::Text,
    program::{AsksAbove, MissingPackage, modules::Resolution},
    tree::{Place, TreePath},
};

/// The maximum number of sub-packages for which one module lists pages: each of its strings may be
/// a page in each of them. If there are more, every source counts.
const MOST_PACKAGES: usize = 64;

/// The maximum number of pages that are looked for in the sub-packages of modules, for all strings
/// of these modules. Beyond it, every source counts.
const MOST_SOUGHT: usize = 100_000;

/// A page or component in a configuration.
pub(super) struct NamedFile<'n> {
    pub(super) name: &'n str,
    /// The root of the sub-package that lists it.
    pub(super) package: &'n str,
    /// Whether a name without `./` may refer to a file beside the configuration.
    pub(super) beside: bool,
    pub(super) kind: NamedKind,
}

/// Where a name leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Referred {
    File,
    /// To a package that is not in the tree.
    Package,
    /// Nowhere, which is noted.
    Noted,
    Nowhere,
}

impl SourceGraph<'_> {
    /// Resolves an import; true if it refers to a file.
    pub(super) fn module(&mut self, from: usize, name: &str, at: usize) -> bool {
        // Names in a configuration are for the build, and pictures there look like packages.
        let file = &self.paths[from];
        let configures = file.extension() == "json" || file.name().contains(".config.");
        self.reference(from, name, at, !configures) == Referred::File
    }

    /// Resolves a name; a package that is not here is reported only if it `is_built`.
    fn reference(&mut self, from: usize, name: &str, at: usize, is_built: bool) -> Referred {
        let path = self.paths[from].clone();
        let target = match self.program.locate_module(&path, name) {
            Resolution::Nowhere => {
                self.in_other_letters(&path, name).map_or(Resolution::Nowhere, Resolution::File)
            }
            target => target,
        };
        match target {
            Resolution::File(to) => {
                self.link(from, &to, at);
                Referred::File
            }
            Resolution::Package(package) => {
                self.asks_above = self.asks_above.max(AsksAbove::ByName);
                if is_built {
                    self.package_missing(from, &package, name, at);
                }
                Referred::Package
            }
            Resolution::Above => {
                self.asks_above = AsksAbove::ByPath;
                if is_built {
                    self.package_missing(from, name, name, at);
                }
                Referred::Package
            }
            Resolution::Nowhere => {
                if !name.starts_with('.') {
                    self.asks_above = self.asks_above.max(AsksAbove::ByName);
                }
                if is_built && self.note_absent(&path, name, at) {
                    Referred::Noted
                } else {
                    Referred::Nowhere
                }
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
        let place = self.place_of(from, specifier, at);
        let specifiers = BTreeSet::from([specifier.to_owned()]);
        self.missing.insert(
            package.to_owned(),
            MissingPackage { name: package.to_owned(), place, specifiers },
        );
    }

    /// The place of a name behind the word at `at`: that of an import, or a quote.
    pub(super) fn place_of(&self, from: usize, name: &str, at: usize) -> Place {
        let file = &self.paths[from];
        let Ok(source) = self.tree.source(file) else { return Place::file_start(file.clone()) };
        let rest = source.text().get(at..);
        let named = rest.and_then(|rest| rest.find(name)).map_or(at, |found| at + found);
        source.place(named..(named + name.len()).min(source.text().len()))
    }

    /// A page or component by its name in a configuration. It is searched for below the folder of
    /// the sub-package that lists it, at the root, beside the file, and in a package. All files
    /// with that name belong to it: a native component has several.
    pub(super) fn named(&mut self, from: usize, named: &NamedFile<'_>, at: usize) {
        let &NamedFile { name, package, beside, kind } = named;
        let root = self.program.root.clone();
        let here = self.paths[from].parent();
        let clean = name.split('?').next().unwrap_or(name);
        let bare = clean.trim_start_matches(['/', '^']);
        let in_package = Some(package)
            .filter(|package| !package.is_empty())
            .and_then(|package| root.join(package)?.join(bare));
        let at_root = root.join(bare);
        let is_beside = beside || clean.starts_with('.');
        let next_to =
            Some(here).filter(|_| is_beside).and_then(|here| self.files.join(&here, clean));
        let bases: Vec<TreePath> = [in_package, next_to, at_root].into_iter().flatten().collect();
        if bases.iter().any(|base| self.base(from, base, at))
            || bases.iter().any(|base| self.base_in_other_letters(from, base, at))
        {
            // The name of an imported module is no page.
            let may_be_page = kind == NamedKind::Other && !clean.starts_with('.');
            self.has_page |=
                self.is_page(kind) || may_be_page && self.is_listing(&self.paths[from]);
            return;
        }
        // A missing page, such as `pages/gone`, is not a package.
        let is_folder = bare
            .split_once('/')
            .and_then(|(folder, _)| root.join(folder))
            .is_some_and(|at| !self.files.below(&at).is_empty());
        let mut referred = Referred::Nowhere;
        if beside || clean.contains('/') && !is_folder {
            let is_scoped = clean.starts_with('@') && !clean.starts_with("@/");
            let is_built = match kind {
                NamedKind::Component | NamedKind::PerhapsComponent => true,
                NamedKind::Page => is_scoped,
                NamedKind::Other => false,
            };
            referred = self.reference(from, clean, at, is_built);
            if referred == Referred::Package && is_built || referred == Referred::File {
                self.has_page |= self.is_page(kind);
                return;
            }
        }
        let folder = root.join(bare).filter(|folder| !bare.is_empty() && !folder.is_root());
        // `workers: "static/workers"`: a folder.
        if let Some(folder) = folder.filter(|_| clean.contains('/'))
            && !self.files.below(&folder).is_empty()
        {
            self.folder(from, &folder, at);
        } else if matches!(kind, NamedKind::Page | NamedKind::Component)
            && referred != Referred::Noted
        {
            self.named_is_missing(from, clean.trim_start_matches('^'), package, at);
        }
    }

    /// A file that lists further pages, relative to the file that names it.
    pub(super) fn list(&mut self, from: usize, name: &str, at: usize) {
        let name = name.split('?').next().unwrap_or(name);
        let here = self.paths[from].parent();
        let beside = self.files.join(&here, name).filter(|path| self.files.contains(path.as_str()));
        let found = beside
            .map_or_else(|| self.program.locate_module(&self.paths[from], name), Resolution::File);
        let Resolution::File(target) = found else {
            // This records why there is no such file.
            let _ = self.module(from, name, at);
            return;
        };
        self.link(from, &target, at);
        self.read_as(&target, PageListing::Further);
    }

    /// A module from which a list takes names.
    pub(super) fn list_from(
        &mut self,
        from: usize,
        name: &str,
        package: String,
        listing: PageListing,
    ) {
        let is_first =
            !matches!(self.lists.get(&from), Some(PageListing::Source | PageListing::Related));
        match self.program.locate_module(&self.paths[from], name) {
            Resolution::File(path) => {
                let mut packages = self.packages.get(&from).cloned().unwrap_or_default();
                packages.extend(Some(package).filter(|package| !package.is_empty()));
                self.taken_from(from, &path, listing, packages);
            }
            _ if is_first && listing == PageListing::Source => self.computed(from),
            _ => {}
        }
    }

    fn taken_from(
        &mut self,
        from: usize,
        path: &TreePath,
        listing: PageListing,
        new: BTreeSet<String>,
    ) {
        let number = self.number(path);
        let packages = self.packages.entry(number).or_default();
        let known = packages.len();
        // If every source counts, so do the pages in these.
        if self.open.is_none() {
            packages.extend(new);
        }
        let is_more = packages.len() > known;
        if packages.len() > MOST_PACKAGES {
            self.computed(from);
        }
        let before = self.lists.get(&number).copied();
        let listing = before.filter(|before| *before == PageListing::Source).unwrap_or(listing);
        if is_more || before != Some(listing) {
            self.lists.remove(&number);
            self.read_as(path, listing);
        }
    }

    /// A string that may be a page, in a file from which a list takes names.
    pub(super) fn page(&mut self, from: usize, name: &str, package: &str, at: usize) {
        let name = name.trim_start_matches('/').split('?').next().unwrap_or_default();
        let others = self.packages.get(&from).cloned().unwrap_or_default();
        self.pages_sought += others.len();
        if self.pages_sought > MOST_SOUGHT {
            return self.computed(from);
        }
        let root = self.program.root.clone();
        let inside = std::iter::once(package)
            .filter(|package| !package.is_empty())
            .chain(others.iter().map(String::as_str))
            .filter_map(|package| root.join(package)?.join(name));
        let mut found = false;
        for base in inside.collect::<Vec<_>>() {
            found |= self.base(from, &base, at);
        }
        if !found && let Some(base) = root.join(name) {
            found = self.base(from, &base, at);
        }
        self.has_page |= found;
    }

    /// Whether a name of this kind is a page; the components of a plugin stand for pages.
    fn is_page(&self, kind: NamedKind) -> bool {
        let is_plugin = self.program.kind == ProgramKind::Plugin;
        kind == NamedKind::Page || is_plugin && kind == NamedKind::Component
    }

    /// Reads a file as a list of pages. It may have been read before for its imports only.
    pub(super) fn read_as(&mut self, path: &TreePath, listing: PageListing) {
        let number = self.number(path);
        if !self.is_listing(path)
            && self.lists.insert(number, listing).is_none()
            && !self.next.contains(&number)
        {
            self.next.push(number);
        }
    }

    /// Adds every file of a page or component: `x.vue`, or `x.js`, `x.json`, `x.wxml`; likewise for
    /// `x/index`, and in mpvue for `x/main`.
    pub(super) fn base(&mut self, from: usize, base: &TreePath, at: usize) -> bool {
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

    pub(super) fn tag(&mut self, from: usize, tag: &str, at: usize) {
        if !self.targets.contains_key(tag) {
            let program = self.program;
            let target = program.easycom_target(tag, Some(self.search()));
            self.targets.insert(tag.to_owned(), target);
            if self.search().is_cut_short {
                self.everything(
                    from,
                    Text::new(
                        "pages.json 里 easycom 的规则太复杂，无法判断标签对应哪些组件，因此全部源文件都计入",
                        "the easycom patterns in pages.json are too complex to be matched with all tags, so every source counts",
                    ),
                );
            }
        }
        match self.targets.get(tag).cloned().flatten() {
            Some(Resolution::File(path)) => self.link(from, &path, at),
            Some(Resolution::Package(package)) => {
                self.package_missing(from, &package, &package, at);
            }
            _ => {}
        }
        for path in self.tags.get(tag).cloned().unwrap_or_default() {
            self.link(from, &path, at);
        }
    }

    /// A name with an unknown end: adds everything below the known folder.
    pub(super) fn below(&mut self, from: usize, prefix: &str, at: usize) {
        let path = &self.paths[from];
        let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        // For vite, `/src/…` is relative to the package.
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
        } else if folder.contains('/') {
            self.program.folder_by_alias(folder)
        } else {
            self.program.folder_by_alias(&format!("{folder}/"))
        };
        match folder {
            // A bundler includes everything that the name may mean. The name `/` is no path.
            Some(folder) if folder == self.program.root && prefix != "/" => {
                self.every_source(from, at);
            }
            Some(folder) if folder != self.program.root && !folder.is_root() => {
                self.has_page = true;
                self.folder(from, &folder, at);
            }
            _ => {}
        }
    }

    /// The closest folder at or above the sources with a `package.json` or a configuration of vite.
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

    pub(super) fn folder(&mut self, from: usize, folder: &TreePath, at: usize) {
        for path in self.files.below(folder).to_vec() {
            if self.is_for_wechat(&path) {
                self.link(from, &path, at);
            }
        }
    }
}
