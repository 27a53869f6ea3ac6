//! `privguide.lock`: a committed record of code that is not in the repository: what installed
//! packages use, and what a build adds.
//!
//! The file is generated but not trusted: every mistake in it is reported, and it can only add
//! uses.

mod host;
mod problem;
mod read;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use crate::tree::SourceText;

pub(crate) use host::RecordedHost;
pub(crate) use problem::{RecordProblem, RecordTrouble};
pub(crate) use read::parse;
use write::write;

/// The name of the file, beside `privguide.toml`.
pub const RECORD_FILE: &str = "privguide.lock";

/// The format version of the record that this version of the tool reads and writes.
pub(crate) const RECORD_VERSION: i64 = 1;

/// The content of a record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The digest of the platform's tables with which it was created: other tables may contain more
    /// interfaces.
    pub(crate) tables: String,
    /// Places where the programs store the platform's object so that other code can find it, as
    /// expressions: `globalThis.api`. What packages do with the object in these places is included
    /// in their uses.
    pub(crate) left: BTreeSet<String>,
    /// The packages, by name and version.
    pub(crate) packages: Vec<RecordedPackage>,
    /// What builds add to the sources, one for each program that was built.
    pub(crate) builds: Vec<RecordedBuild>,
}

impl Record {
    /// Reads `privguide.lock`; `None` if it is damaged or written by a newer version.
    ///
    /// ```
    /// use privguide::{declaration::record::{RECORD_FILE, Record}, tree::{SourceText, TreePath}};
    ///
    /// let file = TreePath::new(RECORD_FILE).expect("a path");
    /// assert!(Record::parse(SourceText::new(file, "<<<<<<< HEAD")).is_none());
    /// ```
    #[must_use]
    pub fn parse(source: SourceText) -> Option<Self> {
        parse(source).into_record()
    }

    /// The text of `privguide.lock`: the same record has the same text.
    #[must_use]
    pub fn to_text(&self) -> String {
        write(self)
    }

    /// True if it has neither packages nor builds.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.builds.is_empty()
    }

    /// The names by which the recorded packages are imported; one for each version.
    #[must_use]
    pub fn package_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.packages.iter().map(|package| package.name.as_str())
    }

    /// The names of packages that the lock file has no checksum for: only their versions can be
    /// compared later.
    pub fn without_checksum(&self) -> impl Iterator<Item = &str> {
        let packages = self.packages.iter().filter(|package| package.integrity.is_none());
        packages.map(|package| package.name.as_str())
    }

    /// Takes over the builds of an earlier record, except for those whose folder was recorded again
    /// and those whose program, given by its folder, no longer exists.
    pub fn keep_builds(&mut self, earlier: Self, is_there: impl Fn(&str) -> bool) {
        for build in earlier.builds {
            let is_new = self.builds.iter().all(|new| new.folder != build.folder);
            if is_there(&build.program) && is_new {
                self.builds.push(build);
            }
        }
    }

    /// What packages use, by name and version: interfaces, then hosts with their channels. Packages
    /// that use nothing are left out.
    #[must_use]
    pub fn package_uses(&self) -> Vec<(String, Vec<String>)> {
        let has_effects = |package: &&RecordedPackage| {
            !package.uses.is_empty() || !package.effects.hosts.is_empty()
        };
        let rows = self.packages.iter().filter(has_effects).map(|package| {
            let hosts = package.effects.hosts.iter().map(ToString::to_string);
            let uses = package.uses.iter().cloned().chain(hosts).collect();
            (format!("{} {}", package.name, package.version), uses)
        });
        rows.collect()
    }

    /// What builds use, by the folder of the build and the package or file: interfaces; and,
    /// without a package or file, hosts with their channels.
    #[must_use]
    pub fn build_uses(&self) -> Vec<(&str, Option<&str>, Vec<String>)> {
        let mut all = Vec::new();
        for build in &self.builds {
            let mut uses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for found in &build.uses {
                uses.entry(found.brought_by.as_deref().unwrap_or(&found.file))
                    .or_default()
                    .push(found.interface.clone());
            }
            let folder = build.folder.as_str();
            all.extend(uses.into_iter().map(|(place, uses)| (folder, Some(place), uses)));
            if !build.hosts.is_empty() {
                let hosts = build.hosts.iter().map(ToString::to_string).collect();
                all.push((folder, None, hosts));
            }
        }
        all
    }
}

/// The record of one version of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedPackage {
    /// The name by which it is imported.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its real name, if it is imported by an alias.
    pub alias_of: Option<String>,
    /// The checksum of its content in the package manager's lock file, if the lock file has one.
    pub integrity: Option<String>,
    /// What the program imports from it: the package, or paths in it.
    pub entries: BTreeSet<String>,
    /// What these entries import from other packages.
    pub imports: BTreeSet<String>,
    /// The interfaces that these entries use.
    pub uses: BTreeSet<String>,
    /// What these entries do with the platform's object and with hosts.
    pub effects: RecordedEffects,
    /// The number of places in these entries where the used interface could not be determined.
    pub unresolved: usize,
    /// True if the package contains code that was not analysed.
    pub is_cut_short: bool,
    /// The byte range of its table in the record.
    pub span: Range<usize>,
}

/// What a package does with the platform's object and with hosts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedEffects {
    /// The constant hosts that it connects to.
    pub hosts: BTreeSet<RecordedHost>,
    /// True if the platform's object is passed to the package as an argument, and the uses include
    /// what the package does with it.
    pub is_given: bool,
    /// True if the package gets the platform's object through a field, as `this`, or with a class
    /// that extends one of its own, and the uses include what the package does with it.
    pub is_shared: bool,
    /// True if the package may provide the platform's object to its importers.
    pub gives: bool,
    /// Packages to which it passes the platform's object.
    pub hands: BTreeSet<String>,
    /// Packages that get the platform's object from it through a field, as `this`, or with a class
    /// that extends one of theirs.
    pub shares: BTreeSet<String>,
    /// Places where it stores the platform's object so that other code can find it, as expressions.
    pub leaves: BTreeSet<String>,
}

impl RecordedEffects {
    /// Adds the effects of another part of the same package.
    pub fn extend(&mut self, other: &Self) {
        self.hosts.extend(other.hosts.iter().cloned());
        self.is_given |= other.is_given;
        self.is_shared |= other.is_shared;
        self.gives |= other.gives;
        self.hands.extend(other.hands.iter().cloned());
        self.shares.extend(other.shares.iter().cloned());
        self.leaves.extend(other.leaves.iter().cloned());
    }

    /// The effects that `other` does not have, each as the record names it.
    pub fn beyond(&self, other: &Self) -> Vec<String> {
        let hosts = self.hosts.difference(&other.hosts).map(ToString::to_string);
        let hands = self.hands.difference(&other.hands).map(|name| format!("hands \"{name}\""));
        let shares = self.shares.difference(&other.shares).map(|name| format!("shares \"{name}\""));
        let leaves =
            self.leaves.difference(&other.leaves).map(|place| format!("leaves \"{place}\""));
        let gives = (self.gives && !other.gives).then(|| "gives = true".to_owned());
        hosts.chain(hands).chain(shares).chain(leaves).chain(gives).collect()
    }
}

/// What a build adds to the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedBuild {
    /// The folder of the built program.
    pub folder: String,
    /// The folder of the program that it was built from.
    pub program: String,
    /// The digest of the sources that it was built from.
    pub sources: String,
    /// The constant hosts that it connects to, and no source does.
    pub hosts: BTreeSet<RecordedHost>,
    /// The interfaces that it uses, and no source does.
    pub uses: Vec<RecordedUse>,
    /// Its table in the file.
    pub span: Range<usize>,
}

/// An interface that a build adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedUse {
    /// The interface.
    pub interface: String,
    /// The file in the built package.
    pub file: String,
    /// The package or runtime that brought it into the build, if that is known.
    pub brought_by: Option<String>,
    /// The files that lead to it, starting with the entry.
    pub chain: Vec<String>,
    /// Its table in the file.
    pub span: Range<usize>,
}

/// A record as it was read.
#[derive(Clone, Debug)]
pub(crate) struct ParsedRecord {
    /// The file.
    pub source: SourceText,
    /// Its content, or what is wrong with it.
    pub(crate) record: Result<Record, RecordProblem>,
}

impl ParsedRecord {
    /// The content of the file; `None` if it cannot be read as a record.
    #[must_use]
    pub fn into_record(self) -> Option<Record> {
        self.record.ok()
    }
}

impl Record {
    /// The recorded package with this name and version.
    #[must_use]
    pub(crate) fn package(&self, name: &str, version: &str) -> Option<&RecordedPackage> {
        self.packages.iter().find(|package| package.name == name && package.version == version)
    }
}

#[cfg(test)]
mod tests;
