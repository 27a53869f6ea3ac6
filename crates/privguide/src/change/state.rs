//! One side of a comparison.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use serde::Serialize;

use crate::{
    declaration::Declarations,
    guide::Detected,
    program::{Program, Status},
    scan::{Scan, UseKind},
    tree::{SourceTree, TreePath},
};

/// What one tree declares, uses and tells its users.
#[derive(Clone, Debug, Default)]
pub struct PrivacyState {
    /// `privguide.toml`; `None` if the tree has none.
    pub declarations: Option<Declarations>,
    /// Information types and plugins of all programs together.
    pub(crate) detected: Detected,
    /// Uploaded uses by interface and file; if one file uses an interface several times, the first
    /// use.
    pub(crate) uses: Vec<StateUse>,
    /// The lines of every file with a use, to recognise files that were moved.
    pub(super) files: BTreeMap<TreePath, Fingerprint>,
    /// The content of the supplementary documents, by their names in `privguide.toml`.
    pub(super) supplements: BTreeMap<String, String>,
}

/// An interface that a file uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct StateUse {
    /// The name of the interface as in reports.
    pub interface: String,
    /// The information types that it requires.
    pub information: Vec<String>,
    /// The file.
    pub file: TreePath,
    /// The line of the first use, from 1.
    pub line: u32,
    /// Its column, from 1, in characters.
    pub column: u32,
    /// The package of the program that the file belongs to: `main` or the root of a sub-package.
    pub package: String,
    /// The npm package that contains the use or, according to the record, brought it into a build;
    /// `None` for a source of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought_in_by: Option<String>,
    /// The version of that package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought_in_version: Option<String>,
}

impl PrivacyState {
    /// Builds a state. The sources with uses and the supplementary documents are read from the tree
    /// again.
    #[must_use]
    pub fn from_programs(
        tree: &dyn SourceTree,
        declarations: Option<&Declarations>,
        programs: &[(&Program, &Scan)],
    ) -> Self {
        let detected = Detected::of_all(programs);
        let mut uses = Vec::new();
        for (program, scan) in programs {
            collect(program, scan, &mut uses);
        }
        uses.sort();
        uses.dedup_by(|later, first| {
            later.interface == first.interface
                && later.file == first.file
                && later.brought_in_by == first.brought_in_by
        });
        let read: BTreeSet<&TreePath> = uses.iter().map(|found| &found.file).collect();
        let files = read
            .into_iter()
            .map(|file| (file.clone(), Fingerprint::of_text(&text(tree, file))))
            .collect();
        let supplements =
            declarations.map(|declarations| supplements(tree, declarations)).unwrap_or_default();
        Self { declarations: declarations.cloned(), detected, uses, files, supplements }
    }
}

fn collect(program: &Program, scan: &Scan, uses: &mut Vec<StateUse>) {
    for found in scan.uses.iter().filter(|found| found.kind != UseKind::Mention) {
        let file = program.file(&found.place.file);
        if found.bringer.is_none() && file.is_some_and(|file| file.status == Status::Outside) {
            continue;
        }
        uses.push(StateUse {
            interface: found.interface.name.clone(),
            information: found.interface.information.clone(),
            file: found.place.file.clone(),
            line: found.place.line,
            column: found.place.column,
            package: file.map_or_else(|| "main".to_owned(), |file| file.package.clone()),
            brought_in_by: found.bringer.as_ref().map(|bringer| bringer.name.clone()),
            brought_in_version: found
                .bringer
                .as_ref()
                .map(|bringer| bringer.version.clone())
                .filter(|version| !version.is_empty()),
        });
    }
}

fn supplements(tree: &dyn SourceTree, declarations: &Declarations) -> BTreeMap<String, String> {
    let folder = declarations.source.path().parent();
    let files = declarations.supplement.iter().flat_map(|supplement| &supplement.files);
    files
        .filter_map(|file| Some((file.value.clone(), text(tree, &folder.join(&file.value)?))))
        .collect()
}

/// The text of a file with LF line ends; empty if it cannot be read.
fn text(tree: &dyn SourceTree, file: &TreePath) -> String {
    tree.source(file).map(|source| source.text().replace("\r\n", "\n")).unwrap_or_default()
}

/// Hashes of the lines of a file, sorted: enough to compute the similarity of two files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<u64>);

impl Fingerprint {
    pub(super) fn of_text(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut hashes: Vec<u64> = lines
            .map(|line| {
                let mut hasher = DefaultHasher::new();
                line.hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        hashes.sort_unstable();
        Self(hashes)
    }

    /// The percentage of lines that both files have in common.
    pub(super) fn similarity(&self, other: &Self) -> usize {
        let (mut left, mut right, mut common) = (0_usize, 0_usize, 0_usize);
        while let (Some(a), Some(b)) = (self.0.get(left), other.0.get(right)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => left += 1,
                std::cmp::Ordering::Greater => right += 1,
                std::cmp::Ordering::Equal => {
                    (left, right, common) = (left + 1, right + 1, common + 1);
                }
            }
        }
        (200 * common).checked_div(self.0.len() + other.0.len()).unwrap_or(0)
    }
}
