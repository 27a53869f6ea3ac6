//! Follows the program's imports through the lock file to the packages in the record, and collects
//! mismatches.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{add_hosts, add_party, add_use, handed::HandOvers, problem, unknown_interface};
use crate::{
    declaration::record::{Record, RecordProblem, RecordTrouble, RecordedPackage},
    framework::Framework,
    language::Text,
    program::{Importer, Lock, LockProblem, MissingPackage, package_of},
    project::{
        AnalysedProgram,
        client::{self, Ways},
    },
    scan::Bringer,
    tree::{Place, SourceText, SourceTree, TreePath},
};

pub(super) struct RecordWalk<'w> {
    tree: &'w dyn SourceTree,
    source: &'w SourceText,
    record: &'w Record,
    frameworks: Vec<Framework>,
    /// What is imported from each recorded package.
    reached: BTreeMap<usize, BTreeSet<String>>,
    /// The recorded packages that get the platform's object as an argument, and those that get it
    /// in other ways.
    given: BTreeSet<usize>,
    shared: BTreeSet<usize>,
    /// Recorded packages with places that could not be resolved.
    open: BTreeSet<usize>,
    problems: BTreeSet<RecordProblem>,
    answered: BTreeSet<String>,
    notes: BTreeSet<Text>,
}

/// The result.
pub(super) struct Finished {
    /// The problems.
    pub(super) problems: BTreeSet<RecordProblem>,
    /// The packages that the record covers.
    pub(super) answered: BTreeSet<String>,
    /// Notes for the reader.
    pub(super) notes: BTreeSet<Text>,
    /// Some places in the packages could not be resolved.
    pub(super) is_open: bool,
}

/// An import that is to be followed.
struct ImportStep {
    /// The recorded package that imports; `None` for the program.
    importer: Option<usize>,
    name: String,
    specifiers: BTreeSet<String>,
    /// The ways in which the importer passes the platform's object to it.
    ways: Ways,
    /// Its number in the lock file, if the lock file contains it.
    number: Option<usize>,
    /// The direct import of the program through which it is reached.
    root: Place,
    /// The packages through which it is reached.
    chain: Vec<String>,
}

impl<'w> RecordWalk<'w> {
    pub(super) fn new(
        tree: &'w dyn SourceTree,
        source: &'w SourceText,
        record: &'w Record,
        programs: &[AnalysedProgram],
    ) -> Self {
        let frameworks = programs.iter().map(|analysed| analysed.program.framework).collect();
        Self {
            tree,
            source,
            record,
            frameworks,
            reached: BTreeMap::new(),
            given: BTreeSet::new(),
            shared: BTreeSet::new(),
            open: BTreeSet::new(),
            problems: BTreeSet::new(),
            answered: BTreeSet::new(),
            notes: BTreeSet::new(),
        }
    }

    /// Follows the imports of one program, and adds what the packages use.
    pub(super) fn program(&mut self, analysed: &mut AnalysedProgram) {
        let missing = analysed.program.missing.clone();
        if missing.is_empty() {
            return;
        }
        let lock = Lock::nearest(self.tree, &analysed.program.root);
        let lock = self.usable(lock);
        let to = client::ReceivingPackages::by(analysed);
        let first = |package: MissingPackage| self.first(package, &to, lock.as_ref());
        let mut next: Vec<ImportStep> = missing.into_iter().rev().map(first).collect();
        let mut seen: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut handed = HandOvers::default();
        while let Some(step) = next.pop() {
            let at = self.recorded(&step, lock.as_ref());
            match step.importer {
                None => handed.imported(&step.name, at),
                Some(importer) if step.ways.is_any() => handed.handed(importer, at),
                Some(_) => {}
            }
            let Some(at) = at else { continue };
            let package = &self.record.packages[at];
            self.given.extend(step.ways.is_given.then_some(at));
            self.shared.extend(step.ways.is_shared.then_some(at));
            self.reached.entry(at).or_default().extend(step.specifiers.iter().cloned());
            let known = seen.entry(at).or_default();
            let (is_first, before) = (known.is_empty(), known.len());
            known.extend(step.specifiers.iter().cloned());
            if known.len() == before {
                continue;
            }
            let mut chain = step.chain.clone();
            chain.push(step.name.clone());
            if is_first {
                if package.unresolved > 0 {
                    self.open.insert(at);
                }
                self.add_uses(analysed, package, &step.root, &chain);
                next.extend(self.imports(at, &step, lock.as_ref(), &chain));
            }
        }
        handed.drop_answered(&self.record.packages, analysed);
    }

    /// The problems, and the packages that the record covers.
    pub(super) fn finish(mut self) -> Finished {
        let mut unused = Vec::new();
        let mut place = None;
        for (at, package) in self.record.packages.iter().enumerate() {
            let recorded = self.source.place(package.span.clone());
            match self.reached.get(&at) {
                None => {
                    unused.push(format!("{} {}", package.name, package.version));
                    place.get_or_insert(recorded);
                }
                Some(entries) => {
                    let others: Vec<String> =
                        entries.difference(&package.entries).cloned().collect();
                    if !others.is_empty() {
                        let trouble = RecordTrouble::OtherEntries(others);
                        self.problems.insert(problem(
                            trouble,
                            &package.name,
                            &package.version,
                            Some(recorded.clone()),
                        ));
                    }
                    if self.given.contains(&at) && !package.effects.is_given
                        || self.shared.contains(&at) && !package.effects.is_shared
                    {
                        let trouble = RecordTrouble::NotGiven;
                        self.problems.insert(problem(
                            trouble,
                            &package.name,
                            &package.version,
                            Some(recorded),
                        ));
                    }
                }
            }
        }
        if !unused.is_empty() {
            self.problems.insert(problem(RecordTrouble::NoLongerImported(unused), "", "", place));
        }
        self.notes.extend(self.open_packages());
        let is_open = !self.open.is_empty();
        Finished { problems: self.problems, answered: self.answered, notes: self.notes, is_open }
    }

    /// A note about packages in which some places could not be resolved.
    fn open_packages(&self) -> Option<Text> {
        let list = |separator: &str, count: fn(usize) -> String| {
            let one = |&at: &usize| {
                let RecordedPackage { name, version, unresolved, .. } = &self.record.packages[at];
                format!("{name} {version}{}", count(*unresolved))
            };
            self.open.iter().map(one).collect::<Vec<_>>().join(separator)
        };
        let (zh, en) = (
            list("、", |count| format!("（{count} 处）")),
            list(", ", |count| format!(" ({count})")),
        );
        (!self.open.is_empty()).then(|| {
            Text::new(
                format!("据 privguide.lock，这些 npm 包里有的地方无法判断用到哪个接口：{zh}"),
                format!(
                    "according to privguide.lock, the used interface could not be determined everywhere in these npm packages: {en}"
                ),
            )
        })
    }

    fn usable(&mut self, lock: Option<Result<Lock, LockProblem>>) -> Option<Lock> {
        match lock {
            Some(Ok(lock)) => return Some(lock),
            Some(Err(LockProblem { file, why })) => {
                let place = Some(Place::file_start(file.clone()));
                self.problems.insert(problem(
                    RecordTrouble::LockUnreadable(why),
                    file.as_str(),
                    "",
                    place,
                ));
            }
            None if self.record.packages.is_empty() => {}
            None => {
                let place = Some(Place::file_start(self.source.path().clone()));
                self.problems.insert(problem(RecordTrouble::NoLock, "", "", place));
            }
        }
        None
    }

    fn is_framework(&self, name: &str) -> bool {
        self.frameworks.iter().any(|framework| framework.is_own_package(name))
    }

    fn first(
        &self,
        package: MissingPackage,
        handed: &client::ReceivingPackages,
        lock: Option<&Lock>,
    ) -> ImportStep {
        let folder = package.place.file.parent();
        let number =
            lock.and_then(|lock| lock.find(self.tree, Importer::Folder(&folder), &package.name));
        let ways = handed.to(&package.name);
        let (name, specifiers, root) = (package.name, package.specifiers, package.place);
        ImportStep { importer: None, number, name, specifiers, ways, root, chain: Vec::new() }
    }

    fn imports(
        &self,
        importer: usize,
        step: &ImportStep,
        lock: Option<&Lock>,
        chain: &[String],
    ) -> Vec<ImportStep> {
        let package = &self.record.packages[importer];
        let mut by_name: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for specifier in &package.imports {
            if let Some(name) = package_of(specifier).filter(|name| !self.is_framework(name)) {
                by_name.entry(name).or_default().insert(specifier.clone());
            }
        }
        let one = |(name, specifiers): (&str, BTreeSet<String>)| {
            let number = match (lock, step.number) {
                (Some(lock), Some(number)) => lock.find(self.tree, Importer::Package(number), name),
                (Some(lock), None) => {
                    lock.find(self.tree, Importer::Folder(&TreePath::root()), name)
                }
                (None, _) => None,
            };
            let ways = Ways {
                is_given: package.effects.hands.contains(name),
                is_shared: package.effects.shares.contains(name),
            };
            let name = name.to_owned();
            let (root, chain) = (step.root.clone(), chain.to_vec());
            ImportStep { importer: Some(importer), name, specifiers, ways, number, root, chain }
        };
        by_name.into_iter().map(one).collect()
    }

    /// The recorded package for an import. A mismatch is a problem, but the closest recorded
    /// package is still used.
    fn recorded(&mut self, step: &ImportStep, lock: Option<&Lock>) -> Option<usize> {
        let packages = &self.record.packages;
        let of_name = |package: &RecordedPackage| package.name == step.name;
        let Some(locked) = step.number.and_then(|number| Some(lock?.package(number))) else {
            // Neither the lock file nor the record contains it, so it may not be a package. A note
            // names it.
            let at = packages.iter().position(of_name)?;
            self.answered.insert(step.name.clone());
            return Some(at);
        };
        self.answered.insert(step.name.clone());
        let exact = packages
            .iter()
            .position(|package| of_name(package) && package.version == locked.version);
        let other = exact.or_else(|| packages.iter().position(of_name));
        let place = other.map(|at| self.source.place(packages[at].span.clone()));
        let trouble = match (exact, other) {
            (Some(at), _) if packages[at].integrity == locked.integrity => return Some(at),
            (Some(_), _) => RecordTrouble::OtherContent,
            (None, Some(at)) => RecordTrouble::OtherVersion {
                recorded: packages[at].version.clone(),
                adds: Vec::new(),
            },
            (None, None) => RecordTrouble::NotRecorded { adds: Vec::new() },
        };
        let place = place.or_else(|| Some(Place::file_start(self.source.path().clone())));
        let problem = problem(trouble, &step.name, &locked.version, place);
        self.problems.insert(RecordProblem { imported: Some(step.root.clone()), ..problem });
        other
    }

    fn add_uses(
        &mut self,
        analysed: &mut AnalysedProgram,
        package: &RecordedPackage,
        root: &Place,
        chain: &[String],
    ) {
        let bringer = Arc::new(Bringer {
            name: package.name.clone(),
            version: package.version.clone(),
            chain: chain.to_vec(),
            is_build: false,
            is_recorded: true,
        });
        if package.is_cut_short {
            let (name, version) = (&package.name, &package.version);
            self.notes.insert(Text::new(
                format!("据 privguide.lock，npm 包 {name} {version} 太大，没有全部查看"),
                format!("according to privguide.lock, the npm package {name} {version} is too large and was not fully analysed"),
            ));
        }
        for interface in &package.uses {
            if !add_use(analysed, interface, root, &bringer) {
                self.problems
                    .insert(unknown_interface(interface, self.source.place(package.span.clone())));
            }
        }
        add_hosts(analysed, &package.effects.hosts, root, &bringer);
        if chain.len() > 1 {
            add_party(analysed, package.alias_of.as_ref().unwrap_or(&package.name), root, &bringer);
        }
    }
}
