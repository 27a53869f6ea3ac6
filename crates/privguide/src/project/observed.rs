//! What installed packages use, as far as they are on this machine: the program's imports are followed into them, package by package.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    Project, Question,
    client::{self, Client, Handed, Ways},
};
use crate::{
    catalog::ProjectTable,
    declaration::record::RecordedHost,
    framework::Framework,
    language::Text,
    program::{FindSettings, Imported, MissingPackage, Otherwise, Passing, imported, package_of},
    scan::{Scan, UnresolvedReason, UseKind},
    tree::{Remembered, SourceTree, TreePath},
};

/// Packages that are looked into at most for one that the program imports; it is some tens, with what these import.
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

/// What a part of a package does.
#[derive(Default)]
struct Does {
    uses: BTreeMap<String, BTreeSet<String>>,
    hosts: BTreeSet<RecordedHost>,
    hands: BTreeSet<String>,
    shares: BTreeSet<String>,
    gives: bool,
    leaves: BTreeSet<String>,
    unresolved: usize,
}

/// How a package is looked into.
struct LookInto<'l> {
    ways: Ways,
    /// Packages that it imports and that the platform's object may come out of.
    giving: &'l BTreeSet<String>,
    /// Places where others leave the platform's object.
    left: &'l BTreeSet<String>,
}

impl Does {
    /// Takes in what a client shows: where it lies, and from where on it asks.
    fn add(&mut self, scan: &Scan, kind: Client, giving: &BTreeSet<String>, (client, asks_from): (&TreePath, usize)) {
        for used in scan.uses.iter().filter(|used| used.kind != UseKind::Mention) {
            if used.place.file == *client {
                self.gives |= kind.shows_what_comes_out() && used.place.start >= asks_from;
            } else if kind.shows_what_is_used() {
                let interface = &used.interface;
                self.uses.entry(interface.name.clone()).or_default().extend(interface.information.iter().cloned());
            }
        }
        let sent = scan.addresses.iter().filter(|address| address.carries_away());
        self.hosts
            .extend(sent.filter_map(|address| Some(RecordedHost { channel: address.channel, origin: address.origin.clone()? })));
        let mut unresolved = BTreeSet::new();
        for open in &scan.unresolved {
            let packages: Vec<&str> = open.to.iter().filter_map(|specifier| package_of(specifier)).collect();
            if open.place.file == *client {
                // What comes back from a call of something unknown may be what the client handed over; then it says nothing.
                self.gives |= open.reason == UnresolvedReason::UnknownObject
                    && (kind == Client::Plain || kind == Client::Asking && !packages.is_empty());
                continue;
            }
            // What another package does with it is said of that one; what comes out of one is not known.
            let is_given_back = open.reason != UnresolvedReason::HandedOver && packages.iter().any(|&name| giving.contains(name));
            if packages.is_empty() || packages.len() < open.to.len() || is_given_back {
                unresolved.insert((&open.place.file, open.place.start));
            }
            if open.reason == UnresolvedReason::HandedOver {
                self.hands.extend(packages.into_iter().map(str::to_owned));
            }
        }
        let left = scan.left.iter().filter(|(file, _)| file != client);
        self.leaves.extend(left.map(|(_, place)| place.clone()));
        // Where the client has the platform, any value that is not known may be the platform.
        let passed = scan.passed.iter().filter(|_| kind == Client::Plain);
        self.shares.extend(scan.shared.iter().chain(passed).filter_map(|to| package_of(to)).map(str::to_owned));
        if kind.shows_what_is_used() {
            self.unresolved = self.unresolved.max(unresolved.len());
        }
    }
}

/// What is installed of what a project imports.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The packages, in the order in which they were reached.
    pub packages: Vec<ObservedPackage>,
    /// Packages that the project imports itself, by the names it does, with their numbers.
    pub roots: BTreeMap<String, usize>,
}

/// An installed package that a project reaches.
#[derive(Clone, Debug, Default)]
pub struct ObservedPackage {
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
    /// The constant hosts that it gets to.
    pub hosts: BTreeSet<RecordedHost>,
    /// True when the platform's object is handed to it.
    pub is_given: bool,
    /// True when the platform's object gets to it by a field, as `this` or with a class that extends one of its own.
    pub is_shared: bool,
    /// True when the platform's object may come out of it.
    pub gives: bool,
    /// Packages that it hands the platform's object to.
    pub hands: BTreeSet<String>,
    /// Packages that get to the platform's object by a field, as `this` or with a class of its own.
    pub shares: BTreeSet<String>,
    /// Where it leaves the platform's object for code that finds it there, as expressions.
    pub leaves: BTreeSet<String>,
    /// Places at which it could not be worked out what is used.
    pub unresolved: usize,
    /// True when not all of it was looked at.
    pub is_cut_short: bool,
}

impl Project {
    /// Looks into the packages that the project imports and that are not part of it, as far as they are installed.
    #[must_use]
    pub fn observe(&self, packages: &dyn Packages) -> Observed {
        let handed = self.handed();
        let mut left = self.left();
        loop {
            let found = self.observe_with(packages, &handed, &left);
            let before = left.len();
            left.extend(found.packages.iter().flat_map(|package| package.leaves.iter().cloned()));
            // What one package leaves, another one may find.
            if left.len() == before {
                return found;
            }
        }
    }

    /// `left` are the places where the platform's object is left for packages.
    fn observe_with(&self, packages: &dyn Packages, handed: &Handed, left: &BTreeSet<String>) -> Observed {
        let mut look = Look {
            project: self,
            packages,
            left,
            found: Observed::default(),
            numbers: BTreeMap::new(),
            folders: Vec::new(),
            next: VecDeque::new(),
            counted: BTreeSet::new(),
        };
        for package in self.missing() {
            let Some(folder) = packages.find(Seat::Project(&package.place.file.parent()), &package.name) else { continue };
            look.counted.clear();
            let ways = handed.to(&package.name);
            if let Some(number) = look.wanted(folder, &package.name, &package.specifiers, ways) {
                look.found.roots.insert(package.name, number);
            }
            look.run();
        }
        look.found
    }

    /// Where the project's programs leave the platform's object for code that finds it there.
    #[must_use]
    pub fn left(&self) -> BTreeSet<String> {
        self.programs.iter().flat_map(|analysed| &analysed.scan.left).map(|(_, place)| place.clone()).collect()
    }
}

struct Look<'l> {
    project: &'l Project,
    packages: &'l dyn Packages,
    left: &'l BTreeSet<String>,
    found: Observed,
    numbers: BTreeMap<PathBuf, usize>,
    /// The folders of the packages, by number.
    folders: Vec<PathBuf>,
    next: VecDeque<(PathBuf, usize)>,
    /// The packages that were looked into for the import that is followed now.
    counted: BTreeSet<usize>,
}

impl Look<'_> {
    /// Notes that something of a package is imported; its number, unless there are too many.
    fn wanted(&mut self, folder: PathBuf, name: &str, specifiers: &BTreeSet<String>, ways: Ways) -> Option<usize> {
        let number = self.numbers.get(&folder).copied().unwrap_or(self.found.packages.len());
        if !self.counted.contains(&number) && self.counted.len() == MOST {
            return None;
        }
        self.counted.insert(number);
        if number == self.found.packages.len() {
            self.numbers.insert(folder.clone(), number);
            self.folders.push(folder.clone());
            self.found.packages.push(ObservedPackage { name: name.to_owned(), ..ObservedPackage::default() });
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
            let is_native = self.project.programs.iter().all(|analysed| analysed.program.framework == Framework::NATIVE);
            let part = imported(&*tree, &package.name, &package.entries, is_native);
            let giving = self.giving(number);
            let looked = LookInto { ways: self.ways(number), giving: &giving, left: self.left };
            let does = self.project.look_into(&part, &looked);
            let imports: BTreeMap<String, BTreeSet<String>> =
                part.packages.into_iter().filter(|(name, _)| !self.project.is_framework(name)).collect();
            let mut is_cut_short = part.is_cut_short;
            let mut needs = BTreeMap::new();
            for (name, specifiers) in &imports {
                let Some(at) = self.packages.find(Seat::Package(&folder), name) else { continue };
                let ways = Ways { is_given: does.hands.contains(name), is_shared: does.shares.contains(name) };
                match self.wanted(at, name, specifiers, ways) {
                    Some(number) => drop(needs.insert(name.clone(), number)),
                    None => is_cut_short = true,
                }
            }
            let package = &mut self.found.packages[number];
            package.manifest = manifest(&*tree);
            (package.imports, package.needs, package.is_cut_short) = (imports, needs, is_cut_short);
            (package.uses, package.hosts, package.unresolved) = (does.uses, does.hosts, does.unresolved);
            (package.hands, package.shares) = (does.hands, does.shares);
            package.leaves.extend(does.leaves);
            // A package that is looked into again with more of the platform in its hands gives no less.
            if does.gives && !std::mem::replace(&mut package.gives, true) {
                self.importers_again(number);
            }
            // What it imports may have been looked into before.
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
        needs.filter(|&(_, &number)| self.found.packages[number].gives).map(|(name, _)| name.clone()).collect()
    }

    /// The platform's object may come out of a package: what imports it is looked into once more.
    fn importers_again(&mut self, of: usize) {
        for number in 0..self.found.packages.len() {
            let is_waiting = self.next.iter().any(|&(_, waiting)| waiting == number);
            if !is_waiting && self.found.packages[number].needs.values().any(|&needed| needed == of) {
                self.next.push_back((self.folders[number].clone(), number));
            }
        }
    }
}

fn manifest(tree: &dyn SourceTree) -> (String, String) {
    let read = TreePath::new("package.json").and_then(|path| tree.read(&path).ok());
    let manifest: serde_json::Value = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    (text("name"), text("version"))
}

impl Project {
    /// What a part of a package does, in any of the ways the project's programs are written.
    fn look_into(&self, part: &Imported, looked: &LookInto<'_>) -> Does {
        let mut does = Does::default();
        for client in Client::of(looked.ways) {
            self.look_with_client(part, client, looked, &mut does);
        }
        let is_package = |name: &String| part.packages.contains_key(name) && !self.is_framework(name);
        does.hands.retain(is_package);
        does.shares.retain(is_package);
        does
    }

    fn look_with_client(&self, part: &Imported, kind: Client, looked: &LookInto<'_>, does: &mut Does) {
        let mut frameworks: Vec<Framework> = self.programs.iter().map(|analysed| analysed.program.framework).collect();
        frameworks.dedup();
        let Some(first) = self.programs.first() else { return };
        if kind == Client::Giving {
            // With the platform as an argument more is known, and what is not is found again.
            does.unresolved = 0;
        }
        let client = client::path(&part.tree);
        let written = client::text(&part.entries, kind, looked.left, &first.catalog);
        let tree = part.tree.clone().with(client.as_str(), written.text.as_str());
        let passing = Passing { giving: looked.giving.clone(), ..Passing::default() };
        for framework in frameworks {
            let settings =
                FindSettings { otherwise: Otherwise::ReadFolder, framework: Some(framework), ..FindSettings::default() };
            let question = Question {
                settings,
                built: None,
                table: ProjectTable::default(),
                home: TreePath::root(),
                passing: Some(passing.clone()),
            };
            let Ok(analysis) = question.answer(&Remembered::new(&tree)) else { continue };
            for scan in analysis.programs.iter().map(|analysed| &analysed.scan) {
                does.add(scan, kind, looked.giving, (&client, written.asks_from));
            }
        }
    }

    /// Packages that the platform's object gets to from the project's programs.
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

    /// Whether a package is a framework that one of the programs is written with: what it does is known.
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
            passing.giving.extend(package.gives.then(|| package.name.clone()));
            if !package.leaves.is_empty() {
                passing.leaving.entry(package.name.clone()).or_default().extend(package.leaves.iter().cloned());
            }
        }
        passing
    }

    /// The packages that an import of one leads to, itself included.
    pub(super) fn reached(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(number) = next.pop() {
            next.extend(self.packages[number].needs.values().copied().filter(|number| reached.insert(*number)));
        }
        reached
    }

    /// What is to be said of the package that a file imports, with what that imports; none when they use nothing.
    pub(super) fn note(&self, package: &MissingPackage) -> Option<Text> {
        let (name, place) = (&package.name, &package.place);
        let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut is_cut_short = false;
        for part in self.reached(*self.roots.get(name)?).into_iter().map(|number| &self.packages[number]) {
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
                format!("npm 包 {name}（{}:{}）连同它引用的包太大，没有全部查看", place.file, place.line),
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
                    cut(" (with all that it imports it is too large: not all of it was looked into)")
                ),
            )),
        }
    }
}
