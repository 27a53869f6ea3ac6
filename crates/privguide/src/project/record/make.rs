//! Creates a record from installed packages and from the output of a build.

use std::collections::{BTreeMap, BTreeSet};

use super::digest;
use crate::{
    declaration::record::{Record, RecordedBuild, RecordedHost, RecordedPackage, RecordedUse},
    language::Text,
    program::{FileOrigin, Importer, Lock, LockProblem, LockedPackage, Status},
    project::{AnalysedProgram, Observed, Project, observed::ObservedPackage},
    scan::{Use, UseKind},
    tree::{SourceTree, TreePath},
};

/// Why a record cannot be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInstalled {
    /// Packages in the lock file, by name and version, that are not installed.
    Absent(Vec<String>),
    /// Packages whose installed version differs: name, installed version, locked version.
    Outdated(Vec<(String, String, String)>),
    /// The lock file cannot be read.
    Lock {
        /// The lock file.
        file: TreePath,
        /// What is wrong with it.
        why: Text,
    },
}

impl Project {
    /// The record of the installed packages, and of what a build adds, if there is one.
    ///
    /// # Errors
    /// When packages that the program imports, directly or indirectly, are not installed as locked.
    pub fn record(
        &self,
        tree: &dyn SourceTree,
        observed: &Observed,
    ) -> Result<Record, NotInstalled> {
        let mut installed = InstalledPackages::default();
        for analysed in &self.programs {
            installed.add(tree, observed, analysed)?;
        }
        let packages = installed.complete()?;
        // Without packages, no other code can find what the programs store in shared places.
        let left = if packages.is_empty() { BTreeSet::new() } else { self.left() };
        let mut builds: Vec<RecordedBuild> = self
            .built
            .iter()
            .filter_map(|built| {
                Some(self.recorded_build(tree, built, self.built_from(built)?, &packages))
            })
            .collect();
        builds.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(Record { tables: digest::tables().to_owned(), left, packages, builds })
    }

    /// The program from which another one was built: of the same kind, with the closest folder.
    fn built_from(&self, built: &AnalysedProgram) -> Option<&AnalysedProgram> {
        let shared = |analysed: &AnalysedProgram| {
            let parts = analysed
                .program
                .root
                .as_str()
                .split('/')
                .zip(built.program.root.as_str().split('/'));
            parts.take_while(|(a, b)| a == b).count()
        };
        let fits = |analysed: &AnalysedProgram| {
            (analysed.program.kind == built.program.kind, shared(analysed))
        };
        // Of several that fit equally well, the first in the order of their folders.
        self.programs.iter().rev().max_by_key(|analysed| fits(analysed))
    }

    /// The uses of a build that neither the sources nor the packages have.
    fn recorded_build(
        &self,
        tree: &dyn SourceTree,
        built: &AnalysedProgram,
        from: &AnalysedProgram,
        packages: &[RecordedPackage],
    ) -> RecordedBuild {
        let own =
            self.counted_uses().map(|(_, found)| found).filter(|found| found.bringer.is_none());
        let mut known: BTreeSet<String> = own.map(|found| found.interface.name.clone()).collect();
        known.extend(packages.iter().flat_map(|package| package.uses.iter().cloned()));
        let counts = |found: &&Use| {
            found.kind != UseKind::Mention
                && built.status_of(&found.place.file) != Status::Outside
                && !known.contains(&found.interface.name)
        };
        let mut uses: BTreeMap<String, RecordedUse> = BTreeMap::new();
        for found in built.scan.uses.iter().filter(counts) {
            uses.entry(found.interface.name.clone()).or_insert_with(|| added(built, found));
        }
        RecordedBuild {
            folder: built.program.root.as_str().to_owned(),
            program: from.program.root.as_str().to_owned(),
            sources: digest::sources(tree, from),
            hosts: self.added_hosts(built, packages),
            uses: uses.into_values().collect(),
            span: 0..0,
        }
    }

    /// The hosts that a build connects to, and neither the sources nor the packages do.
    fn added_hosts(
        &self,
        built: &AnalysedProgram,
        packages: &[RecordedPackage],
    ) -> BTreeSet<RecordedHost> {
        let hosts = |analysed: &AnalysedProgram| -> BTreeSet<RecordedHost> {
            let own = analysed
                .scan
                .addresses
                .iter()
                .filter(|address| address.bringer.is_none() && address.carries_away());
            own.filter_map(|address| {
                Some(RecordedHost { channel: address.channel, origin: address.origin.clone()? })
            })
            .collect()
        };
        let mut known: BTreeSet<String> =
            self.programs.iter().flat_map(&hosts).map(|host| host.origin).collect();
        known.extend(
            packages
                .iter()
                .flat_map(|package| &package.effects.hosts)
                .map(|host| host.origin.clone()),
        );
        hosts(built).into_iter().filter(|host| !known.contains(&host.origin)).collect()
    }
}

/// The packages that programs reach, as they are installed, and how they differ from the lock file.
#[derive(Default)]
struct InstalledPackages {
    /// By name and version.
    packages: BTreeMap<(String, String), RecordedPackage>,
    absent: BTreeSet<String>,
    /// Name, installed version and locked version.
    outdated: BTreeSet<(String, String, String)>,
}

/// A package that is reached: its number among those that were observed, and in the lock file.
type ReachedPackage = (usize, Option<usize>);

impl InstalledPackages {
    /// Adds the packages that a program reaches, and those that these reach.
    fn add(
        &mut self,
        tree: &dyn SourceTree,
        observed: &Observed,
        analysed: &AnalysedProgram,
    ) -> Result<(), NotInstalled> {
        let lock = Lock::nearest(tree, &analysed.program.root)
            .transpose()
            .map_err(|LockProblem { file, why }| NotInstalled::Lock { file, why })?;
        let lock = lock.as_ref();
        let mut seen: BTreeSet<ReachedPackage> = BTreeSet::new();
        let mut next = self.imported(tree, observed, analysed, lock);
        while let Some((at, number)) = next.pop() {
            if !seen.insert((at, number)) {
                continue;
            }
            let package = &observed.packages[at];
            let locked = number.and_then(|number| Some(lock?.package(number)));
            for import in package.imports.keys() {
                let number = number.and_then(|number| {
                    let lock = lock?;
                    lock.find(tree, Importer::Package(number), import)
                });
                match package.needs.get(import) {
                    Some(&at) => next.push((at, number)),
                    None => self.absent.extend(locked_name(import, lock, number)),
                }
            }
            self.add_package(package, locked);
        }
        Ok(())
    }

    /// The packages that the program's own sources import.
    fn imported(
        &mut self,
        tree: &dyn SourceTree,
        observed: &Observed,
        analysed: &AnalysedProgram,
        lock: Option<&Lock>,
    ) -> Vec<ReachedPackage> {
        let mut reached = Vec::new();
        for missing in &analysed.program.missing {
            let folder = missing.place.file.parent();
            let number =
                lock.and_then(|lock| lock.find(tree, Importer::Folder(&folder), &missing.name));
            match observed.roots.get(&missing.name) {
                Some(&at) => reached.push((at, number)),
                // Without a lock file it is not known whether this is a package at all; asking
                // once too often is better than never.
                None if lock.is_none() => drop(self.absent.insert(missing.name.clone())),
                None => self.absent.extend(locked_name(&missing.name, lock, number)),
            }
        }
        reached
    }

    fn add_package(&mut self, package: &ObservedPackage, locked: Option<&LockedPackage>) {
        let (name, version) = (&package.name, &package.manifest.1);
        if let Some(locked) = locked.filter(|locked| {
            !locked.is_local && locked.version != *version && !locked.version.contains([':', '/'])
        }) {
            self.outdated.insert((name.clone(), version.clone(), locked.version.clone()));
        }
        let version = locked.map_or(version, |locked| &locked.version);
        let integrity = locked.and_then(|locked| locked.integrity.clone());
        let entry = self.packages.entry((name.clone(), version.clone())).or_default();
        (entry.name, entry.version, entry.integrity) = (name.clone(), version.clone(), integrity);
        let own = locked.map_or(&package.manifest.0, |locked| &locked.name);
        entry.alias_of = Some(own.clone()).filter(|own| own != name && !own.is_empty());
        entry.entries.extend(package.entries.iter().cloned());
        entry.imports.extend(package.imports.values().flatten().cloned());
        entry.uses.extend(package.uses.keys().cloned());
        entry.effects.extend(&package.effects);
        entry.unresolved = entry.unresolved.max(package.unresolved);
        entry.is_cut_short |= package.is_cut_short;
    }

    /// The packages, when all of them are installed as the lock file says.
    fn complete(self) -> Result<Vec<RecordedPackage>, NotInstalled> {
        if !self.absent.is_empty() {
            return Err(NotInstalled::Absent(self.absent.into_iter().collect()));
        }
        if !self.outdated.is_empty() {
            return Err(NotInstalled::Outdated(self.outdated.into_iter().collect()));
        }
        Ok(self.packages.into_values().collect())
    }
}

/// Name and version of a package that the lock file has.
fn locked_name(name: &str, lock: Option<&Lock>, number: Option<usize>) -> Option<String> {
    Some(format!("{name} {}", lock?.package(number?).version))
}

/// A use of a built file, by paths in the built package.
fn added(analysed: &AnalysedProgram, found: &Use) -> RecordedUse {
    let program = &analysed.program;
    let shown =
        |path: &TreePath| path.relative_to(&program.root).unwrap_or(path.as_str()).to_owned();
    let origin = program.file_origin(&found.place.file);
    RecordedUse {
        interface: found.interface.name.clone(),
        file: shown(&found.place.file),
        brought_by: (origin != FileOrigin::Own)
            .then(|| origin.name().unwrap_or_default().to_owned()),
        chain: program.chain(&found.place.file).unwrap_or_default().iter().map(shown).collect(),
        span: 0..0,
    }
}
