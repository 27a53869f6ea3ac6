//! What installed packages use, as far as they are on this machine: the program's imports are
//! followed into them, package by package.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Project,
    client::{Handed, Ways},
    kept::Kept,
    looked::{LookInto, Looked},
};
use crate::{
    declaration::record::RecordedHost,
    language::Text,
    program::{MissingPackage, Passing},
    tree::{SourceTree, TreePath},
};

/// Packages that are analysed at most for one that the program imports; it is some tens, with what
/// these import.
const MOST: usize = 400;

/// Where packages are installed: on a machine, of which the core knows nothing.
pub trait Packages {
    /// The folder of the package that an import of a name finds.
    fn find(&self, importer: Seat<'_>, name: &str) -> Option<PathBuf>;

    /// The files of a package.
    fn open(&self, folder: &Path) -> Option<Box<dyn SourceTree>>;
}

/// Who imports a package.
#[derive(Clone, Copy, Debug)]
pub enum Seat<'a> {
    /// A file in a folder of the project.
    Project(&'a TreePath),
    /// Another package, by its folder.
    Package(&'a Path),
}

/// What is installed of what a project imports.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The packages, in the order in which they were reached.
    pub(crate) packages: Vec<ObservedPackage>,
    /// Packages that the project imports itself, by the names it does, with their numbers.
    pub roots: BTreeMap<String, usize>,
}

/// An installed package that a project reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObservedPackage {
    /// The name it is imported by.
    pub name: String,
    /// What its own manifest says: name and version.
    pub manifest: (String, String),
    /// What of it is imported.
    pub entries: BTreeSet<String>,
    /// What it imports of other packages, by their names.
    pub imports: BTreeMap<String, BTreeSet<String>>,
    /// Which of these are installed, with their numbers.
    pub needs: BTreeMap<String, usize>,
    /// Interfaces, and the information types that they need.
    pub uses: BTreeMap<String, BTreeSet<String>>,
    /// The constant hosts that it connects to.
    pub hosts: BTreeSet<RecordedHost>,
    /// True when the platform's object is passed to it.
    pub is_given: bool,
    /// True when the platform's object is passed to it by a field, as `this` or with a class that
    /// extends one of its own.
    pub is_shared: bool,
    /// True when the platform's object may come out of it.
    pub gives: bool,
    /// Packages that it passes the platform's object to.
    pub hands: BTreeSet<String>,
    /// Packages that get to the platform's object by a field, as `this` or with a class of its own.
    pub shares: BTreeSet<String>,
    /// Where it leaves the platform's object for code that finds it there, as expressions.
    pub leaves: BTreeSet<String>,
    /// Places at which it could not be determined what is used.
    pub unresolved: usize,
    /// True when not all of it was analysed.
    pub is_cut_short: bool,
}

impl Project {
    /// Looks into the packages that the project imports and that are not part of it, as far as they
    /// are installed.
    #[must_use]
    pub fn observe(&self, packages: &dyn Packages) -> Observed {
        self.observe_kept(packages, None).0
    }

    /// [`Project::observe`] that takes what an earlier run cached of packages none of whose files
    /// has changed. What should be cached for the next run comes back, unless that is the same.
    ///
    /// `earlier` may be any bytes at all, but only what the same build of this crate cached can be
    /// right.
    #[must_use]
    pub fn observe_kept(
        &self,
        packages: &dyn Packages,
        earlier: Option<&[u8]>,
    ) -> (Observed, Option<Vec<u8>>) {
        let handed = self.handed();
        let mut kept = Kept::of(earlier, self);
        let mut left = self.left();
        let mut leaves: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
        loop {
            let Look { mut found, folders, .. } =
                self.observe_with(packages, &handed, &left, &mut kept);
            let before = left.len();
            for (folder, package) in folders.into_iter().zip(&mut found.packages) {
                let known = leaves.entry(folder).or_default();
                // A place where something is found by now was not known before: it is left there
                // nevertheless.
                known.append(&mut package.leaves);
                package.leaves.clone_from(known);
                left.extend(known.iter().cloned());
            }
            // What one package leaves, another one may find.
            if left.len() == before {
                return (found, kept.encode());
            }
        }
    }

    /// `left` are the places where the platform's object is left for packages.
    fn observe_with<'l>(
        &'l self,
        packages: &'l dyn Packages,
        handed: &Handed,
        left: &'l BTreeSet<String>,
        kept: &'l mut Kept,
    ) -> Look<'l> {
        let mut look = Look {
            project: self,
            packages,
            left,
            kept,
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

    /// Where the project's programs leave the platform's object for code that finds it there.
    #[must_use]
    pub fn left(&self) -> BTreeSet<String> {
        self.programs
            .iter()
            .flat_map(|analysed| &analysed.scan.left)
            .map(|(_, place)| place.clone())
            .collect()
    }
}

struct Look<'l> {
    project: &'l Project,
    packages: &'l dyn Packages,
    left: &'l BTreeSet<String>,
    kept: &'l mut Kept,
    found: Observed,
    numbers: BTreeMap<PathBuf, usize>,
    /// The folders of the packages, by number.
    folders: Vec<PathBuf>,
    next: VecDeque<(PathBuf, usize)>,
    /// The packages that were analysed for the import that is followed now.
    counted: BTreeSet<usize>,
}

impl Look<'_> {
    /// Notes that something of a package is imported; its number, unless there are too many.
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
        let before = (package.entries.len(), package.is_given, package.is_shared);
        package.entries.extend(specifiers.iter().cloned());
        package.is_given |= ways.is_given;
        package.is_shared |= ways.is_shared;
        if (package.entries.len(), package.is_given, package.is_shared) != before {
            self.next.push_back((folder, number));
        }
        Some(number)
    }

    fn run(&mut self) {
        while let Some((folder, number)) = self.next.pop_front() {
            // More of it is wanted further on in the queue.
            if self.next.iter().any(|(_, later)| *later == number) {
                continue;
            }
            let Some(tree) = self.packages.open(&folder) else {
                self.found.packages[number].is_cut_short = true;
                continue;
            };
            let package = &self.found.packages[number];
            let giving = self.giving(number);
            let how = LookInto {
                name: &package.name,
                entries: &package.entries,
                ways: self.ways(number),
                giving: &giving,
                left: self.left,
            };
            let looked = self.kept.looked(&folder, &how, &*tree, self.project);
            let Looked { manifest, imports, mut is_cut_short, does } = looked;
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
            (package.uses, package.hosts, package.unresolved) =
                (does.uses, does.hosts, does.unresolved);
            (package.hands, package.shares) = (does.hands, does.shares);
            package.leaves.extend(does.leaves);
            // A package that is analysed again with more of the platform passed to it gives no
            // less.
            if does.gives && !std::mem::replace(&mut package.gives, true) {
                self.importers_again(number);
            }
            // What it imports may have been analysed before.
            if self.giving(number) != giving {
                self.next.push_back((folder, number));
            }
        }
    }

    fn ways(&self, number: usize) -> Ways {
        let ObservedPackage { is_given, is_shared, .. } = self.found.packages[number];
        Ways { is_given, is_shared }
    }

    /// The packages that a package imports and that the platform's object may come out of.
    fn giving(&self, number: usize) -> BTreeSet<String> {
        let needs = self.found.packages[number].needs.iter();
        needs
            .filter(|&(_, &number)| self.found.packages[number].gives)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The platform's object may come out of a package: what imports it is analysed once more.
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
    /// Packages that the platform's object is passed to from the project's programs.
    fn handed(&self) -> Handed {
        let mut handed = self.recorded.handed.clone();
        self.programs.iter().for_each(|analysed| handed.extend(Handed::by(analysed)));
        handed
    }

    /// Packages that are imported and not in the tree, sorted by name, each with its first import.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingPackage> {
        let mut missing: BTreeMap<&str, MissingPackage> = BTreeMap::new();
        for package in self.programs.iter().flat_map(|analysed| &analysed.program.missing) {
            let known = missing.entry(&package.name).or_insert_with(|| package.clone());
            known.specifiers.extend(package.specifiers.iter().cloned());
        }
        missing.into_values().collect()
    }

    /// Whether a package is a framework that one of the programs is written with: what it does is
    /// known.
    #[must_use]
    pub fn is_framework(&self, package: &str) -> bool {
        self.programs.iter().any(|analysed| analysed.program.framework.is_own_package(package))
    }
}

impl Observed {
    /// What the packages do with the platform's object, as far as a program has to know it.
    #[must_use]
    pub fn passing(&self) -> Passing {
        let mut passing = Passing::default();
        for package in &self.packages {
            passing.add(&package.name, package.gives, &package.leaves);
        }
        passing
    }

    /// The packages that an import of one leads to, itself included.
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

    /// What to report about the package that a file imports, with what that imports; none when they
    /// use nothing.
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
                    "the npm package {name} ({}:{}) uses {}{}. Installed packages are not committed, so this is said and counts for nothing: \
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
