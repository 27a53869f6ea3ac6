//! Problems of a record: mistakes in it, and differences from what it records.

use serde::{Deserialize, Serialize};

use crate::{language::Text, tree::Place};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RecordProblem {
    /// Its kind.
    pub trouble: RecordTrouble,
    /// The package, or the lock file; empty if the problem concerns the whole record.
    pub subject: String,
    /// The locked or installed version of the package; empty if there is none.
    pub version: String,
    /// Where the program imports it.
    pub imported: Option<Place>,
    /// The place in the record.
    pub recorded: Option<Place>,
}

/// Kinds of problems of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum RecordTrouble {
    /// The record cannot be read: it is damaged, has merge conflicts or a newer format, or names an
    /// unknown interface.
    Unreadable(Text),
    /// The program reaches a package that is not recorded.
    NotRecorded {
        /// The interfaces that the package uses, if the package is installed.
        adds: Vec<String>,
    },
    /// The recorded version differs from that in the lock file.
    OtherVersion {
        /// The recorded version.
        recorded: String,
        /// Interfaces that only the newer version uses, if it is installed.
        adds: Vec<String>,
    },
    /// The lock file has another checksum for the same version.
    OtherContent,
    /// The program imports more of the package than was analysed.
    OtherEntries(Vec<String>),
    /// The platform's object is passed to the package, and the record does not say what the package
    /// does with it.
    NotGiven,
    /// The programs store the platform's object in places for which the packages were not analysed.
    LeftElsewhere(Vec<String>),
    /// These packages are no longer imported.
    NoLongerImported(Vec<String>),
    /// The package manager's lock file cannot be read.
    LockUnreadable(Text),
    /// There is no lock file, so it is not known which versions are installed.
    NoLock,
    /// The installed package uses something else than the record says.
    Differs {
        /// Interfaces that the record lacks.
        adds: Vec<String>,
        /// Interfaces that the package lacks.
        lacks: Vec<String>,
    },
    /// The record was created with other tables of the platform than those of this version.
    OtherTables,
    /// The build was created from other sources.
    OtherSources,
}
