//! The results of `cargo privguide scan --format json` for a folder.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::tool;

/// The results for the programs in a folder.
#[derive(Default)]
pub(super) struct Found {
    /// Uses in files that are built or uploaded.
    pub(super) uses: Vec<Use>,
    /// Packages that are imported but were not analysed.
    pub(super) packages: BTreeSet<String>,
}

/// A use: the interface, its place, and its origin.
#[derive(Deserialize)]
pub(super) struct Use {
    pub(super) interface: String,
    status: String,
    pub(super) file: String,
    pub(super) original: Option<Original>,
}

/// The original place in a source map.
#[derive(Deserialize)]
pub(super) struct Original {
    pub(super) file: String,
}

#[derive(Deserialize)]
struct Report {
    programs: Vec<Program>,
}

#[derive(Deserialize)]
struct Program {
    uses: Vec<Use>,
    #[serde(default)]
    missing_packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    package: String,
}

/// Scans a folder with the real tool.
pub(super) fn scan(folder: &Path) -> Result<Found> {
    let report: Report = tool::json(&["scan", "--no-cache"], folder)?;
    let mut found = Found::default();
    for program in report.programs {
        found.uses.extend(program.uses.into_iter().filter(|one| one.status != "outside"));
        found.packages.extend(program.missing_packages.into_iter().map(|package| package.package));
    }
    ensure!(!found.uses.is_empty(), "nothing was found in {}", folder.display());
    Ok(found)
}
