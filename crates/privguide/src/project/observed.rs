//! What installed packages use, if they are installed on this machine: the program's imports are
//! followed into them, package by package.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Project,
    client::{ReceivingPackages, Ways},
    package_analysis::{PackageAnalysis, PackageInput},
    package_cache::PackageCache,
};
use crate::{
    declaration::record::RecordedEffects,
    language::Text,
    program::{MissingPackage, Passing},
    tree::{SourceTree, TreePath},
};

/// The maximum number of packages that are analysed for one package that the program imports; real
/// programs need a few dozen.
const MOST: usize = 400;

/// Access to installed packages on a machine, which the core itself does not have.
pub trait Packages {
    /// The folder of the package that an import of a name resolves to.
    fn find(&self, importer: Seat<'_>, name: &str) -> Option<PathBuf>;

    /// The files of a package.
    fn open(&self, folder: &Path) -> Option<Box<dyn SourceTree>>;
}

/// The importer of a package.
#[derive(Clone, Copy, Debug)]
pub enum Seat<'a> {
    /// A file in a folder of the project.
    Project(&'a TreePath),
    /// Another package, by its folder.
    Package(&'a Path),
}

/// The installed packages that a project imports, directly or indirectly.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The packages, in the order in which they were reached.
    pub(crate) packages: Vec<ObservedPackage>,
    /// Packages that the project imports directly, by the imported names, with their numbers.
    pub(crate) roots: BTreeMap<String, usize>,
}

/// An installed package that a project reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObservedPackage {
    /// The name by which it is imported.
    pub name: String,
    /// The name and version in its own manifest.
    pub manifest: (String, String),
    /// What is imported from it.
    pub entries: BTreeSet<String>,
    /// What it imports from other packages, by their names.
    pub imports: BTreeMap<String, BTreeSet<String>>,
    /// Those of these packages that are installed, with their numbers.
    pub needs: BTreeMap<String, usize>,
    /// Interfaces, with the information types that they require.
    pub uses: BTreeMap<String, BTreeSet<String>>,
    /// What it does with the platform's object and with hosts.
    pub effects: RecordedEffects,
    /// The number of places where it could not be determined what is used.
    pub unresolved: usize,
    /// True if only part of it was analysed.
    pub is_cut_short: bool,
}

impl Project {
    /// Analyses the installed packages that the project imports and that are not part of it.
    #[must_use]
    pub fn observe(&self, packages: &dyn Packages) -> Observed {
        self.observe_cached(packages, None).0
    }

    /// [`Project::observe`] with the cache of an earlier run; the result for a package is reused if
    /// none of its files has changed. The bytes to cache for the next run are returned as well,
    /// unless they are the same.
    ///
    /// `earlier` may be arbitrary bytes, but the result is only correct for bytes that the same
    /// build of this crate returned.
    #[must_use]
    pub fn observe_cached(
        &self,
        packages: &dyn Packages,
        earlier: Option<&[u8]>,
    ) -> (Observed, Option<Vec<u8>>) {
        let handed = self.handed();
        let mut cache = PackageCache::for_project(earlier, self);
        let mut left = self.left();
        let mut leaves: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
        loop {
            let PackageWalk { mut found, folders, .. } =
                self.observe_with(packages, &handed, &left, &mut cache);
            let before = left.len();
            for (folder, package) in folders.into_iter().zip(&mut found.packages) {
                let known = leaves.entry(folder).or_default();
                // A place that is only known because of an earlier round still counts.
                known.append(&mut package.effects.leaves);
                package.effects.leaves.clone_from(known);
                left.extend(known.iter().cloned());
            }
            // Another package may find what one package stores.
            if left.len() == before {
                return (found, cache.encode());
            }
        }
    }

    /// `left` are the places where packages may find the platform's object.
    fn observe_with<'l>(
        &'l self,
        packages: &'l dyn Packages,
        handed: &ReceivingPackages,
        left: &'l BTreeSet<String>,
        cache: &'l mut PackageCache,
    ) -> PackageWalk<'l> {
        let mut look = PackageWalk {
            project: self,
            packages,
            left,
            cache,
            found: Observed::default(),
            numbers: BTreeMap::new(),
            folders: Vec::new(),
            next: VecDeque::new(),
            counted: BTreeSet::new(),
        };
        for package in self.missing() {
            let Some(folder) =
                packages.find(Seat::Project(&package.place.file.parent()), &package.name)
            else {
                continue;
            };
            look.counted.clear();
            let ways = handed.to(&package.name);
            if let Some(number) = look.wanted(folder, &package.name, &package.specifiers, ways) {
                look.found.roots.insert(package.name, number);
            }
            look.run();
        }
        look
    }

    /// Places where the project's programs store the platform's object so that other code can find
    /// it.
    #[must_use]
    pub(crate) fn left(&self) -> BTreeSet<String> {
        self.programs
            .iter()
            .flat_map(|analysed| &analysed.scan.left)
            .map(|(_, place)| place.clone())
            .collect()
    }
}

struct PackageWalk<'l> {
    project: &'l Project,
    packages: &'l dyn Packages,
    left: &'l BTreeSet<String>,
    cache: &'l mut PackageCache,
    found: Observed,
    numbers: BTreeMap<PathBuf, usize>,
    /// The folders of the packages, by number.
    folders: Vec<PathBuf>,
    next: VecDeque<(PathBuf, usize)>,
    /// The packages that have been analysed for the current direct import.
    counted: BTreeSet<usize>,
}

impl PackageWalk<'_> {
    /// Records that something is imported from a package, and returns its number, unless there are
    /// too many packages.
    fn wanted(
        &mut self,
        folder: PathBuf,
        name: &str,
        specifiers: &BTreeSet<String>,
        ways: Ways,
    ) -> Option<usize> {
        let number = self.numbers.get(&folder).copied().unwrap_or(self.found.packages.len());
        if !self.counted.contains(&number) && self.counted.len() == MOST {
            return None;
        }
        self.counted.insert(number);
        if number == self.found.packages.len() {
            self.numbers.insert(folder.clone(), number);
            self.folders.push(folder.clone());
            self.found
                .packages
                .push(ObservedPackage { name: name.to_owned(), ..ObservedPackage::default() });
        }
        let package = &mut self.found.packages[number];
        let before = (package.entries.len(), package.effects.is_given, package.effects.is_shared);
        package.entries.extend(specifiers.iter().cloned());
        package.effects.is_given |= ways.is_given;
        package.effects.is_shared |= ways.is_shared;
        if (package.entries.len(), package.effects.is_given, package.effects.is_shared) != before {
            self.next.push_back((folder, number));
        }
        Some(number)
    }

    fn run(&mut self) {
        while let Some((folder, number)) = self.next.pop_front() {
            // More of this package is requested by a later entry of the queue.
            if self.next.iter().any(|(_, later)| *later == number) {
                continue;
            }
            let Some(tree) = self.packages.open(&folder) else {
                self.found.packages[number].is_cut_short = true;
                continue;
            };
            let package = &self.found.packages[number];
            let giving = self.giving(number);
            let how = PackageInput {
                name: &package.name,
                entries: &package.entries,
                ways: self.ways(number),
                giving: &giving,
                left: self.left,
            };
            let analysis = self.cache.analysis(&folder, &how, &*tree, self.project);
            let PackageAnalysis { manifest, imports, mut is_cut_short, does } = analysis;
            let mut needs = BTreeMap::new();
            for (name, specifiers) in &imports {
                let Some(at) = self.packages.find(Seat::Package(&folder), name) else { continue };
                let ways = Ways {
                    is_given: does.hands.contains(name),
                    is_shared: does.shares.contains(name),
                };
                match self.wanted(at, name, specifiers, ways) {
                    Some(number) => drop(needs.insert(name.clone(), number)),
                    None => is_cut_short = true,
                }
            }
            let package = &mut self.found.packages[number];
            package.manifest = manifest;
            (package.imports, package.needs, package.is_cut_short) = (imports, needs, is_cut_short);
            (package.uses, package.effects.hosts, package.unresolved) =
                (does.uses, does.hosts, does.unresolved);
            (package.effects.hands, package.effects.shares) = (does.hands, does.shares);
            package.effects.leaves.extend(does.leaves);
            // When a package is analysed again with more ways of getting the platform, it never
            // provides less.
            if does.gives && !std::mem::replace(&mut package.effects.gives, true) {
                self.importers_again(number);
            }
            // A package that it imports may have been analysed earlier with another result.
            if self.giving(number) != giving {
                self.next.push_back((folder, number));
            }
        }
    }

    fn ways(&self, number: usize) -> Ways {
        let RecordedEffects { is_given, is_shared, .. } = self.found.packages[number].effects;
        Ways { is_given, is_shared }
    }

    /// The packages that a package imports and that may provide the platform's object.
    fn giving(&self, number: usize) -> BTreeSet<String> {
        let needs = self.found.packages[number].needs.iter();
        needs
            .filter(|&(_, &number)| self.found.packages[number].effects.gives)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// A package may provide the platform's object, so its importers are analysed again.
    fn importers_again(&mut self, of: usize) {
        for number in 0..self.found.packages.len() {
            let is_waiting = self.next.iter().any(|&(_, waiting)| waiting == number);
            if !is_waiting && self.found.packages[number].needs.values().any(|&needed| needed == of)
            {
                self.next.push_back((self.folders[number].clone(), number));
            }
        }
    }
}

impl Project {
    /// Packages to which the project's programs pass the platform's object.
    fn handed(&self) -> ReceivingPackages {
        let mut handed = self.recorded.handed.clone();
        self.programs.iter().for_each(|analysed| handed.extend(ReceivingPackages::by(analysed)));
        handed
    }

    /// Packages that are imported but are not in the tree, sorted by name, each with its first
    /// import.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingPackage> {
        let mut missing: BTreeMap<&str, MissingPackage> = BTreeMap::new();
        for package in self.programs.iter().flat_map(|analysed| &analysed.program.missing) {
            let known = missing.entry(&package.name).or_insert_with(|| package.clone());
            known.specifiers.extend(package.specifiers.iter().cloned());
        }
        missing.into_values().collect()
    }

    /// Whether a package belongs to a framework that one of the programs is written in: what it
    /// does is known.
    #[must_use]
    pub(crate) fn is_framework(&self, package: &str) -> bool {
        self.programs.iter().any(|analysed| analysed.program.framework.is_own_package(package))
    }
}

impl Observed {
    /// What the packages do with the platform's object, as far as it affects programs.
    #[must_use]
    pub fn passing(&self) -> Passing {
        let mut passing = Passing::default();
        for package in &self.packages {
            passing.add(&package.name, package.effects.gives, &package.effects.leaves);
        }
        passing
    }

    /// The packages that a package imports, directly or indirectly, including itself.
    pub(super) fn reached(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(number) = next.pop() {
            next.extend(
                self.packages[number]
                    .needs
                    .values()
                    .copied()
                    .filter(|number| reached.insert(*number)),
            );
        }
        reached
    }

    /// The note about a package that a file imports, including the packages that it imports; `None`
    /// if they use nothing.
    pub(super) fn note(&self, package: &MissingPackage) -> Option<Text> {
        let (name, place) = (&package.name, &package.place);
        let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut is_cut_short = false;
        for part in
            self.reached(*self.roots.get(name)?).into_iter().map(|number| &self.packages[number])
        {
            is_cut_short |= part.is_cut_short;
            for (interface, information) in &part.uses {
                uses.entry(interface).or_default().extend(information.iter().map(String::as_str));
            }
        }
        let list = |separator: &str, open: &str, close: &str| {
            let one = |(interface, information): (&&str, &BTreeSet<&str>)| {
                let information: Vec<&str> = information.iter().copied().collect();
                if information.is_empty() {
                    (*interface).to_owned()
                } else {
                    format!("{interface}{open}{}{close}", information.join(separator))
                }
            };
            uses.iter().map(one).collect::<Vec<_>>().join(separator)
        };
        let cut = |text: &'static str| if is_cut_short { text } else { "" };
        match (uses.is_empty(), is_cut_short) {
            (true, false) => None,
            (true, true) => Some(Text::new(
                format!(
                    "npm 包 {name}（{}:{}）连同它引用的包太大，没有全部查看",
                    place.file, place.line
                ),
                format!(
                    "the npm package {name} ({}:{}) with all that it imports is too large: not all of it was looked into",
                    place.file, place.line
                ),
            )),
            (false, _) => Some(Text::new(
                format!(
                    "npm 包 {name}（{}:{}）用到 {}{}。安装的包不随仓库提交，这里只提示、不计入结论：运行 cargo privguide record 写入 privguide.lock 并提交，就会计入",
                    place.file,
                    place.line,
                    list("、", "（", "）"),
                    cut("（连同它引用的包太大，没有全部查看）")
                ),
                format!(
                    "the npm package {name} ({}:{}) uses {}{}. Installed packages are not committed, so this is only a note and does not affect the result: \
                     cargo privguide record writes it into privguide.lock, and once that is committed it counts",
                    place.file,
                    place.line,
                    list(", ", " (", ")"),
                    cut(
                        " (with all that it imports it is too large: not all of it was looked into)"
                    )
                ),
            )),
        }
    }
}
