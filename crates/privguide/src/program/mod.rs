//! What a program is: its configuration, its packages, which files are uploaded, what reaches what.
//!
//! In: a [`SourceTree`](crate::tree::SourceTree). Out: [`Program`]s. Nothing here knows a privacy
//! interface.

mod chain;
pub(crate) mod condition;
mod crates;
mod easycom;
mod find;
mod graph;
mod json;
mod locate;
pub(crate) mod lock;
mod modules;
mod origin;
mod output;
mod packing;
mod plugin;
mod reach;
mod recognise;
mod remedy;
mod resolve;
mod unread;
mod version;
mod written;

use written::script_blocks;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

pub use crate::tree::{CARGO_OUTPUT, NEVER_ENTERED};
pub use chain::Step;
pub(crate) use condition::{Conditions, blank, cut_branches};
pub use crates::ProgramCrate;
pub(crate) use crates::names_programs;
#[cfg(test)]
pub(crate) use find::find_with;
pub(crate) use find::lay_out;
pub use find::{FindSettings, Found, Otherwise, find, places};
pub(crate) use graph::{Imported, imported};
pub use json::JsonFile;
pub(crate) use json::NOT_AN_OBJECT;
pub(crate) use json::{JsonMember, JsonNode, JsonProblem, JsonValue};
pub use lock::LockProblem;
pub(crate) use lock::{Importer, Lock};
pub(crate) use modules::{has_member, package_of};
pub use origin::Origin;
pub use plugin::AppPlugin;
pub use remedy::IgnoreEntry;
pub use remedy::{Remedy, console_reminder};
pub use unread::Unread;
pub use unread::why as why_unread;

pub use crate::framework::Framework;
use crate::{
    catalog::ProgramKind,
    language::Text,
    tree::{Place, TreePath},
};

/// Through which packages the platform's object may come into a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// It may come out of these.
    pub giving: BTreeSet<String>,
    /// These leave it where all code finds it, at the places that the expressions reach:
    /// `globalThis.api`.
    pub leaving: BTreeMap<String, BTreeSet<String>>,
}

impl Passing {
    /// Adds what one package does.
    pub(crate) fn add(&mut self, package: &str, gives: bool, leaves: &BTreeSet<String>) {
        self.giving.extend(gives.then(|| package.to_owned()));
        if !leaves.is_empty() {
            self.leaving.entry(package.to_owned()).or_default().extend(leaves.iter().cloned());
        }
    }

    /// Adds what others do; false when all of that was known.
    pub fn extend(&mut self, other: Self) -> bool {
        let before = self.clone();
        self.giving.extend(other.giving);
        for (package, places) in other.leaving {
            self.leaving.entry(package).or_default().extend(places);
        }
        *self != before
    }
}

/// One program of a tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Program {
    /// The folder that is uploaded (native) or the folder of the sources (frameworks), from the
    /// root of the tree.
    pub root: TreePath,
    /// Which of the platform's tables holds for it.
    pub kind: ProgramKind,
    /// How it is written.
    pub framework: Framework,
    /// Its configuration files as far as they exist: `app.json` / `plugin.json` / `game.json`,
    /// `project.config.json`, `ext.json`.
    pub config: Configuration,
    /// Every file of the program, sorted by path, with what becomes of it.
    pub files: Vec<ProgramFile>,
    /// What lies in its folder and is not read, sorted by path.
    pub unread: Vec<Unread>,
    /// The rules of `packOptions`, when they took so much that not all of them were analysed: more
    /// counts as uploaded than is.
    pub cut_short: Option<Place>,
    /// What is wrong with the program itself: missing files, paths that leave the root, unreadable
    /// configuration.
    pub problems: Vec<ProgramProblem>,
    /// Packages that its sources import and that are not in the tree: what they do is not known.
    pub missing: Vec<MissingPackage>,
    /// What packages do with the platform's object, as far as a record says so.
    pub(crate) passing: Passing,
    /// The packages that the `package.json` of a native program asks for.
    asked: BTreeSet<String>,
    /// Whether its sources ask for something that may lie around the tree.
    pub(crate) asks_above: AsksAbove,
    /// Why every source counts, when it could not be determined what the build takes.
    pub open: Option<Text>,
    /// Which names are spelled with another case than the files that count for them.
    pub spelled_otherwise: Option<Text>,
    /// Manifests of crates beside it that bind the platform, and that no manifest connects with any
    /// program.
    pub unnamed_crates: Vec<TreePath>,
    /// Rust crates that are built to WebAssembly for it.
    pub crates: Vec<ProgramCrate>,
    /// The index of each of its files in the list.
    #[serde(skip)]
    positions: FxHashMap<TreePath, usize>,
    graph: graph::Graph,
    aliases: Vec<resolve::Alias>,
    compilers: packing::Compilers,
    /// How conditional code in it is written, when it has any.
    #[serde(skip)]
    pub(crate) conditions: Option<Conditions>,
    /// Where its imports lead; only while it is analysed.
    #[serde(skip)]
    modules: Option<modules::Modules>,
    /// Whether its sources were followed, so that it is known which of them are built.
    is_followed: bool,
    easycom: easycom::Easycom,
    /// The components that `app.json` gives to every page, computed when first needed.
    #[serde(skip)]
    shared_components: std::sync::OnceLock<BTreeMap<String, TreePath>>,
}

/// The configuration files of a program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Configuration {
    /// `app.json`, `plugin.json` or `game.json` (for frameworks: what replaces it, `manifest.json`,
    /// `app.config.ts`, the JSON block of `app.mpx` …).
    pub app: Option<JsonFile>,
    /// uni-app's `pages.json`.
    pub pages: Option<JsonFile>,
    /// `project.config.json`.
    pub project: Option<JsonFile>,
    /// `ext.json`.
    pub ext: Option<JsonFile>,
    /// Page and component configurations by path.
    pub components: BTreeMap<TreePath, JsonFile>,
}

/// A file of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFile {
    /// Where it is, from the root of the tree.
    pub path: TreePath,
    /// `main`, or the root of the sub-package it belongs to.
    pub package: String,
    /// What becomes of it.
    pub status: Status,
    /// Why it is outside or only packed, in words for people: which rule, which folder.
    pub reason: Option<Text>,
    /// True when the program can load it: the runtime and the official analysis, which decides
    /// [`Status::Reachable`], do not always agree.
    pub runs: bool,
}

/// Something wrong with a program itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramProblem {
    /// What kind of trouble.
    pub kind: ProblemKind,
    /// Where it is written (the line of app.json that names the missing page), when there is such a
    /// place.
    pub place: Option<Place>,
    /// The subject: the missing file, the offending path.
    pub subject: String,
    /// What to report about it, where the kind does not say it all.
    pub detail: Option<Text>,
}

impl ProgramProblem {
    /// Everything that the platform's tool refuses in a configuration file.
    pub(crate) fn of_json(json: &JsonFile) -> impl Iterator<Item = Self> + '_ {
        json.problems.iter().map(|problem| Self {
            kind: ProblemKind::BrokenConfiguration,
            place: Some(problem.place.clone()),
            subject: problem.message.en.clone(),
            detail: Some(problem.message.clone()),
        })
    }
}

/// Kinds of trouble with a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// A configuration names a file that is not there.
    MissingFile,
    /// A path leaves the program's root.
    OutsideRoot,
    /// A configuration file is not well formed.
    BrokenConfiguration,
    /// The filter of unused files strips a file that the program can load.
    StrippedButRuns,
}

/// A package that is imported and not in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPackage {
    /// Its name; a path when it leaves the tree.
    pub name: String,
    /// The first import of it.
    pub place: Place,
    /// What of it is imported: the package, or a path in it.
    pub specifiers: BTreeSet<String>,
}

/// Whether imports that lead nowhere in the tree may lead to the repository around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AsksAbove {
    /// Every import was found.
    #[default]
    No,
    /// A name was not found: a package of the repository may have it.
    ByName,
    /// A path or an alias leads out of the tree.
    ByPath,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Uploaded, and an entry of the program leads to it.
    Reachable,
    /// Uploaded, but nothing leads to it.
    Packed,
    /// Not uploaded: ignored, server code, tests, other platforms.
    Outside,
}

impl Status {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Packed => "packed",
            Self::Outside => "outside",
        }
    }
}
