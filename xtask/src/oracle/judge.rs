//! Compares the members of the platform that a run reads with the results of the scan.

use std::collections::{BTreeMap, BTreeSet};

use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::{Scan, scan},
    tree::{MemoryTree, Place},
};

use super::run::Access;

/// The result of the scan for an access, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// A use of the interface, on the line.
    Used,
    /// A use of the interface on a line in the call stack.
    UsedByCaller,
    /// Unresolved on the line.
    Unresolved,
    /// Unresolved on a line in the call stack.
    UnresolvedByCaller,
    /// The file is not fully analysed.
    Unanalysed,
    /// A use of the interface elsewhere in the program.
    UsedElsewhere,
    /// The scan does not report that the interface may be used.
    Silent,
}

/// The results of a scan, by line.
#[derive(Default)]
pub(super) struct Reported {
    uses: BTreeSet<(String, String)>,
    names: BTreeSet<String>,
    unresolved: BTreeSet<String>,
    unanalysed: BTreeSet<String>,
}

/// Scans a program.
pub(super) fn scan_reported(files: &BTreeMap<String, String>) -> Reported {
    let tree =
        files.iter().fold(MemoryTree::new(), |tree, (path, text)| tree.with(path, text.as_str()));
    let found =
        find(&tree, &FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() });
    let mut reported = Reported::default();
    for program in &found.programs {
        reported.take(&scan(&tree, program, &Catalog::for_kind(program.kind)));
    }
    reported
}

impl Reported {
    /// Adds the scan of one program.
    pub(super) fn take(&mut self, scan: &Scan) {
        let line = |place: &Place| format!("{}:{}", place.file, place.line);
        for found in scan.uses.iter().chain(&scan.listed) {
            self.uses.insert((found.interface.name.clone(), line(&found.place)));
            self.names.insert(found.interface.name.clone());
        }
        self.unresolved.extend(scan.unresolved.iter().map(|open| line(&open.place)));
        self.unanalysed.extend(scan.unanalysed.iter().map(|file| file.file.to_string()));
    }

    pub(super) fn verdict(&self, access: &Access) -> Verdict {
        let (line, callers) = access.stack.split_first().expect("an access is somewhere");
        let is_used = |line: &String| self.uses.contains(&(access.interface.clone(), line.clone()));
        let file = line.rsplit_once(':').map_or("", |(file, _)| file);
        if is_used(line) {
            Verdict::Used
        } else if callers.iter().any(is_used) {
            Verdict::UsedByCaller
        } else if self.unresolved.contains(line) {
            Verdict::Unresolved
        } else if callers.iter().any(|line| self.unresolved.contains(line)) {
            Verdict::UnresolvedByCaller
        } else if self.unanalysed.contains(file) {
            Verdict::Unanalysed
        } else if self.names.contains(&access.interface) {
            Verdict::UsedElsewhere
        } else {
            Verdict::Silent
        }
    }

    /// Interfaces that the scan reports but no run reads.
    pub(super) fn unseen(&self, accesses: &[Access]) -> Vec<&str> {
        self.names
            .iter()
            .filter(|name| accesses.iter().all(|access| access.interface != **name))
            .map(String::as_str)
            .collect()
    }

    pub(super) fn has_unresolved(&self) -> bool {
        !self.unresolved.is_empty()
    }
}
