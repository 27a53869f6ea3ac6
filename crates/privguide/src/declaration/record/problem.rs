//! What is wrong with a record, or between it and what it records.

use serde::{Deserialize, Serialize};

use crate::{language::Text, tree::Place};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RecordProblem {
    /// What kind of thing.
    pub trouble: RecordTrouble,
    /// The package, or the lock file; empty when it is the record as a whole.
    pub subject: String,
    /// The package's version as it is locked or installed; empty where there is none.
    pub version: String,
    /// Where the program imports it.
    pub imported: Option<Place>,
    /// Where the record speaks of it.
    pub recorded: Option<Place>,
}

/// Kinds of trouble with a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum RecordTrouble {
    /// It cannot be read: damaged, in conflict, of a newer form, with an interface that no table
    /// has.
    Unreadable(Text),
    /// The program reaches a package that is not in it.
    NotRecorded {
        /// What the package uses, where it is at hand.
        adds: Vec<String>,
    },
    /// It has another version than the lock file.
    OtherVersion {
        /// The recorded one.
        recorded: String,
        /// What the newer one uses beyond it, where it is at hand.
        adds: Vec<String>,
    },
    /// The lock file has another checksum for the same version.
    OtherContent,
    /// More of the package is imported than was analysed.
    OtherEntries(Vec<String>),
    /// The platform's object is passed to it, and the record does not say what it does with that.
    NotGiven,
    /// The programs leave the platform's object in places that the packages were not analysed for.
    LeftElsewhere(Vec<String>),
    /// Nothing imports these packages any more.
    NoLongerImported(Vec<String>),
    /// The package manager's lock file cannot be read.
    LockUnreadable(Text),
    /// There is no lock file, so nothing says which versions are installed.
    NoLock,
    /// The package at hand uses something else than the record says.
    Differs {
        /// What the record lacks.
        adds: Vec<String>,
        /// What the package lacks.
        lacks: Vec<String>,
    },
    /// It was made by other tables of the platform's than this version has.
    OtherTables,
    /// The build was made from other sources.
    OtherSources,
}
