//! `privguide.lock`: what is not in the repository, recorded in it: what installed packages use,
//! and what a build adds.
//!
//! The file is generated. Its author is not trusted: anything wrong with it is reported, and it
//! only ever adds uses.

mod host;
mod problem;
mod read;
mod write;

use std::{collections::BTreeSet, ops::Range};

use crate::tree::SourceText;

pub use host::RecordedHost;
pub(crate) use problem::{RecordProblem, RecordTrouble};
pub use read::parse;
pub use write::write;

/// The name of the file, beside `privguide.toml`.
pub const RECORD_FILE: &str = "privguide.lock";

/// The version of the file's form that this version of the tool reads and writes.
pub(crate) const RECORD_VERSION: i64 = 1;

/// What a record says.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The platform's tables by which it was made, as a digest: another table may know of more
    /// interfaces.
    pub tables: String,
    /// Where the programs leave the platform's object for code that finds it there, as expressions:
    /// `globalThis.api`. What packages do with what they find there is among their uses.
    pub left: BTreeSet<String>,
    /// The packages, by name and version.
    pub packages: Vec<RecordedPackage>,
    /// What builds add to the sources, one for each program that was built.
    pub builds: Vec<RecordedBuild>,
}

/// What is recorded of one version of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedPackage {
    /// The name it is imported by.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its own name, where an alias imports it.
    pub alias_of: Option<String>,
    /// What the package manager's lock file says of its content; absent where that says nothing.
    pub integrity: Option<String>,
    /// What of it is imported: the package, or paths in it.
    pub entries: BTreeSet<String>,
    /// What these import of other packages.
    pub imports: BTreeSet<String>,
    /// The interfaces that these use.
    pub uses: BTreeSet<String>,
    /// The constant hosts that these get to.
    pub hosts: BTreeSet<RecordedHost>,
    /// True when the platform's object is passed to the package, and what it does with that is
    /// among the uses.
    pub is_given: bool,
    /// True when the platform's object is passed to it by a field, as `this` or with a class that
    /// extends one of its own, and what it does with that is among the uses.
    pub is_shared: bool,
    /// True when the platform's object may come out of it.
    pub gives: bool,
    /// Packages that it passes the platform's object to.
    pub hands: BTreeSet<String>,
    /// Packages that get to the platform's object by a field, as `this` or with a class of its own.
    pub shares: BTreeSet<String>,
    /// Where it leaves the platform's object for code that finds it there, as expressions.
    pub leaves: BTreeSet<String>,
    /// Places in it at which it could not be determined what is used.
    pub unresolved: usize,
    /// True when there was more than is analysed.
    pub is_cut_short: bool,
    /// Its table in the file.
    pub span: Range<usize>,
}

/// What a build adds to the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedBuild {
    /// The folder of the built program.
    pub folder: String,
    /// The folder of the program that it was built from.
    pub program: String,
    /// The digest of the sources it was made from.
    pub sources: String,
    /// The constant hosts that it connects to and no source does.
    pub hosts: BTreeSet<RecordedHost>,
    /// What it uses and no source does.
    pub uses: Vec<RecordedUse>,
    /// Its table in the file.
    pub span: Range<usize>,
}

/// An interface that a build adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedUse {
    /// The interface.
    pub interface: String,
    /// The file in the built package.
    pub file: String,
    /// The package or runtime that brought it, where that is known.
    pub brought_by: Option<String>,
    /// The files that lead to it, from the entry.
    pub chain: Vec<String>,
    /// Its table in the file.
    pub span: Range<usize>,
}

/// A record as it was found.
#[derive(Clone, Debug)]
pub struct ParsedRecord {
    /// The file.
    pub source: SourceText,
    /// What it says, or what is wrong with it.
    pub(crate) record: Result<Record, RecordProblem>,
}

impl ParsedRecord {
    /// What the file says; `None` when it cannot be read as a record.
    #[must_use]
    pub fn into_record(self) -> Option<Record> {
        self.record.ok()
    }
}

impl Record {
    /// The package of a name and version.
    #[must_use]
    pub(crate) fn package(&self, name: &str, version: &str) -> Option<&RecordedPackage> {
        self.packages.iter().find(|package| package.name == name && package.version == version)
    }
}

#[cfg(test)]
mod tests;
