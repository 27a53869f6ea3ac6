//! What installed packages use, as far as they are on this machine: the program's imports are followed into them, package by package.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{Project, Question, client};
use crate::{
    catalog::ProjectTable,
    declaration::record::RecordedHost,
    framework::Framework,
    language::Text,
    program::{FindSettings, Imported, MissingPackage, Otherwise, imported, package_of},
    scan::UseKind,
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
    unresolved: usize,
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
    /// Packages that it hands the platform's object to.
    pub hands: BTreeSet<String>,
    /// Places at which it could not be worked out what is used.
    pub unresolved: usize,
    /// True when not all of it was looked at.
    pub is_cut_short: bool,
}

impl Project {
    /// Looks into the packages that the project imports and that are not part of it, as far as they are installed.
    #[must_use]
    pub fn observe(&self, packages: &dyn Packages) -> Observed {
        let mut look = Look {
            project: self,
            packages,
            found: Observed::default(),
            numbers: BTreeMap::new(),
            next: VecDeque::new(),
            counted: BTreeSet::new(),
        };
        let given = self.given();
        for package in self.missing() {
            let Some(folder) = packages.find(Seat::Project(&package.place.file.parent()), &package.name) else { continue };
            look.counted.clear();
            let is_given = given.contains(&package.name);
            if let Some(number) = look.wanted(folder, &package.name, &package.specifiers, is_given) {
                look.found.roots.insert(package.name, number);
            }
            look.run();
        }
        look.found
    }
}

struct Look<'l> {
    project: &'l Project,
    packages: &'l dyn Packages,
    found: Observed,
    numbers: BTreeMap<PathBuf, usize>,
    next: VecDeque<(PathBuf, usize)>,
    /// The packages that were looked into for the import that is followed now.
    counted: BTreeSet<usize>,
}

impl Look<'_> {
    /// Notes that something of a package is imported; its number, unless there are too many.
    fn wanted(&mut self, folder: PathBuf, name: &str, specifiers: &BTreeSet<String>, is_given: bool) -> Option<usize> {
        let number = self.numbers.get(&folder).copied().unwrap_or(self.found.packages.len());
        if !self.counted.contains(&number) && self.counted.len() == MOST {
            return None;
        }
        self.counted.insert(number);
        if number == self.found.packages.len() {
            self.numbers.insert(folder.clone(), number);
            self.found.packages.push(ObservedPackage { name: name.to_owned(), ..ObservedPackage::default() });
        }
        let package = &mut self.found.packages[number];
        let before = (package.entries.len(), package.is_given);
        package.entries.extend(specifiers.iter().cloned());
        package.is_given |= is_given;
        if (package.entries.len(), package.is_given) != before {
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
            let does = self.project.look_into(&part, package.is_given);
            let imports: BTreeMap<String, BTreeSet<String>> =
                part.packages.into_iter().filter(|(name, _)| !self.project.is_framework(name)).collect();
            let mut is_cut_short = part.is_cut_short;
            let mut needs = BTreeMap::new();
            for (name, specifiers) in &imports {
                let Some(at) = self.packages.find(Seat::Package(&folder), name) else { continue };
                match self.wanted(at, name, specifiers, does.hands.contains(name)) {
                    Some(number) => drop(needs.insert(name.clone(), number)),
                    None => is_cut_short = true,
                }
            }
            let package = &mut self.found.packages[number];
            package.manifest = manifest(&*tree);
            (package.imports, package.needs, package.is_cut_short) = (imports, needs, is_cut_short);
            (package.uses, package.hosts, package.hands, package.unresolved) =
                (does.uses, does.hosts, does.hands, does.unresolved);
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
    fn look_into(&self, part: &Imported, is_given: bool) -> Does {
        let mut frameworks: Vec<Framework> = self.programs.iter().map(|analysed| analysed.program.framework).collect();
        frameworks.dedup();
        let client = client::path(&part.tree);
        let with_client;
        let tree = if is_given {
            with_client = part.tree.clone().with(client.as_str(), client::text(&part.entries).as_str());
            &with_client
        } else {
            &part.tree
        };
        let mut does = Does::default();
        for framework in frameworks {
            let settings =
                FindSettings { otherwise: Otherwise::ReadFolder, framework: Some(framework), ..FindSettings::default() };
            let question = Question { settings, built: None, table: ProjectTable::default(), home: TreePath::root() };
            let Ok(analysis) = question.answer(&Remembered::new(tree)) else { continue };
            let scans = || analysis.programs.iter().map(|analysed| &analysed.scan);
            for used in scans().flat_map(|scan| &scan.uses) {
                if used.kind != UseKind::Mention && used.place.file != client {
                    let interface = &used.interface;
                    does.uses.entry(interface.name.clone()).or_default().extend(interface.information.iter().cloned());
                }
            }
            let sent = scans().flat_map(|scan| &scan.addresses).filter(|address| address.carries_away());
            does.hosts.extend(
                sent.filter_map(|address| Some(RecordedHost { channel: address.channel, origin: address.origin.clone()? })),
            );
            let mut unresolved = 0;
            for open in scans().flat_map(|scan| &scan.unresolved).filter(|open| open.place.file != client) {
                let packages: Vec<&str> = open.to.iter().filter_map(|specifier| package_of(specifier)).collect();
                if packages.is_empty() || packages.len() < open.to.len() {
                    unresolved += 1;
                }
                does.hands.extend(packages.into_iter().map(str::to_owned));
            }
            does.unresolved = does.unresolved.max(unresolved);
        }
        does.hands.retain(|name| part.packages.contains_key(name) && !self.is_framework(name));
        does
    }

    /// Packages that a program hands the platform's object to.
    fn given(&self) -> BTreeSet<String> {
        self.programs.iter().flat_map(client::given).chain(self.recorded.given.iter().cloned()).collect()
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
