//! Programs: their configuration, their packages, the files that are uploaded, and the references
//! between files.
//!
//! In: a [`SourceTree`](crate::tree::SourceTree). Out: [`Program`]s. This module does not depend on
//! privacy interfaces.

mod beside;
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

pub use chain::ChainStep;
pub(crate) use condition::{Conditions, blank, cut_branches};
pub(crate) use crates::ProgramCrate;
pub(crate) use crates::names_programs;
#[cfg(test)]
pub(crate) use find::find_with;
pub(crate) use find::lay_out;
pub use find::{FindSettings, FoundPrograms, Otherwise, find, places};
pub(crate) use graph::{ImportedPackage, imported};
pub(crate) use json::JsonFile;
pub(crate) use json::NOT_AN_OBJECT;
pub(crate) use json::{JsonMember, JsonNode, JsonProblem, JsonValue};
pub(crate) use lock::LockProblem;
pub(crate) use lock::{Importer, Lock, LockedPackage};
pub(crate) use modules::{has_member, package_of};
pub(crate) use origin::FileOrigin;
pub use plugin::AppPlugin;
pub use remedy::Remedy;
pub use unread::UnreadPath;

pub use crate::framework::Framework;
use crate::{
    catalog::ProgramKind,
    language::Text,
    tree::{Place, TreePath},
};

/// How packages bring the platform's object into a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// Packages that may provide it to their importers.
    pub(crate) giving: BTreeSet<String>,
    /// Packages that store it where all code can find it, with the places as expressions:
    /// `globalThis.api`.
    pub(crate) leaving: BTreeMap<String, BTreeSet<String>>,
}

impl Passing {
    /// Adds one package.
    pub(crate) fn add(&mut self, package: &str, gives: bool, leaves: &BTreeSet<String>) {
        self.giving.extend(gives.then(|| package.to_owned()));
        if !leaves.is_empty() {
            self.leaving.entry(package.to_owned()).or_default().extend(leaves.iter().cloned());
        }
    }

    /// Adds other packages; false if nothing is new.
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
    /// The folder that is uploaded (native) or the folder of the sources (frameworks), relative to
    /// the root of the tree.
    pub root: TreePath,
    /// Which of the platform's tables applies to it.
    pub kind: ProgramKind,
    /// The framework that it is written in.
    pub framework: Framework,
    /// Its existing configuration files: `app.json` / `plugin.json` / `game.json`,
    /// `project.config.json`, `ext.json`.
    pub(crate) config: Configuration,
    /// Every file of the program with its status, sorted by path.
    pub files: Vec<ProgramFile>,
    /// Entries of its folder that are not read, sorted by path.
    pub unread: Vec<UnreadPath>,
    /// The place of the rules in `packOptions`, if evaluating them exceeded the limit: then more
    /// files count as uploaded than really are.
    pub(crate) cut_short: Option<Place>,
    /// Problems of the program itself: missing files, paths that lead out of the root, unreadable
    /// configuration.
    pub problems: Vec<ProgramProblem>,
    /// Packages that its sources import and that are not in the tree; it is not known what they do.
    pub missing: Vec<MissingPackage>,
    /// What a record says about how packages handle the platform's object.
    pub(crate) passing: Passing,
    /// The dependencies in the `package.json` of a native program.
    asked: BTreeSet<String>,
    /// Whether its sources refer to something that may be outside of the tree.
    pub(crate) asks_above: AsksAbove,
    /// Why every source counts, if it could not be determined which are built.
    pub open: Option<Text>,
    /// What is doubtful about names in its sources: those that differ by case from the files that
    /// they were resolved to, and those of modules that are not here.
    pub(crate) doubtful_names: Vec<Text>,
    /// What beside or inside the tree's programs looks like another one and was not analysed; only
    /// in the first program.
    pub(crate) beside: Vec<Text>,
    /// Manifests of crates in the tree that bind the platform, and that no manifest assigns to a
    /// program.
    pub(crate) unnamed_crates: Vec<TreePath>,
    /// Rust crates that are compiled to WebAssembly for it.
    pub(crate) crates: Vec<ProgramCrate>,
    /// The index of each file in `files`.
    #[serde(skip)]
    positions: FxHashMap<TreePath, usize>,
    graph: graph::Graph,
    aliases: Vec<resolve::PathAlias>,
    compilers: packing::Compilers,
    /// Its conditional compilation, if it has any.
    #[serde(skip)]
    pub(crate) conditions: Option<Conditions>,
    /// The resolver of its imports; only present during the analysis.
    #[serde(skip)]
    modules: Option<modules::Modules>,
    /// Whether its sources were followed, so that it is known which are built.
    is_followed: bool,
    easycom: easycom::Easycom,
    /// The components that `app.json` provides to every page; computed on first use.
    #[serde(skip)]
    shared_components: std::sync::OnceLock<BTreeMap<String, TreePath>>,
}

impl Program {
    /// The path of the program's `project.config.json`, if it has one.
    #[must_use]
    pub fn project_file(&self) -> Option<&TreePath> {
        self.config.project.as_ref().map(|project| project.source.path())
    }

    /// Sources that nothing leads to, of a program whose sources were followed.
    pub(crate) fn unreached(&self) -> impl Iterator<Item = &TreePath> {
        let why = Some(graph::why_unreached());
        let is_unreached =
            move |file: &&ProgramFile| file.status == Status::Outside && file.reason == why;
        self.files.iter().filter(is_unreached).map(|file| &file.path)
    }

    /// The folders of the crates that the program names as its own code.
    pub fn named_crates(&self) -> impl Iterator<Item = &TreePath> {
        self.crates.iter().filter(|own| own.is_named).map(|own| &own.folder)
    }
}

/// The configuration files of a program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Configuration {
    /// `app.json`, `plugin.json` or `game.json` (for frameworks, the file that replaces it:
    /// `manifest.json`, `app.config.ts`, the JSON block of `app.mpx` …).
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

impl Configuration {
    /// The content of `ext.json`, if it takes effect: only with `"extEnable": true`.
    pub(crate) fn enabled_ext(&self) -> Option<&JsonFile> {
        let is_enabled =
            |ext: &&JsonFile| ext.get(&["extEnable"]).and_then(JsonNode::as_bool) == Some(true);
        self.ext.as_ref().filter(is_enabled)
    }
}

/// A file of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFile {
    /// Its path relative to the root of the tree.
    pub path: TreePath,
    /// `main`, or the root of the sub-package it belongs to.
    pub package: String,
    /// Whether it is uploaded and reached.
    pub status: Status,
    /// Why it is outside or only packed, for people: which rule, which folder.
    pub reason: Option<Text>,
    /// True if the program can load it. This is a question of the runtime; [`Status::Reachable`] is
    /// decided by the official analysis, and the two do not always agree.
    pub runs: bool,
}

/// A problem of a program itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramProblem {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// The place of the problem, if it has one (the line of app.json that names the missing page).
    pub place: Option<Place>,
    /// The missing file, or the invalid path.
    pub subject: String,
    /// A message, if the kind alone is not sufficient.
    pub detail: Option<Text>,
}

impl ProgramProblem {
    /// Everything for which the platform's tool rejects a configuration file.
    pub(crate) fn of_json(json: &JsonFile) -> impl Iterator<Item = Self> + '_ {
        json.problems.iter().map(|problem| Self {
            kind: if json.is_refused {
                ProblemKind::RefusedConfiguration
            } else {
                ProblemKind::BrokenConfiguration
            },
            place: Some(problem.place.clone()),
            subject: problem.message.en.clone(),
            detail: Some(problem.message.clone()),
        })
    }
}

/// Kinds of problems of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// A configuration names a file that does not exist.
    MissingFile,
    /// A configuration names a component that is neither a file nor in a built package.
    MissingComponent,
    /// A path leads out of the program's root.
    OutsideRoot,
    /// A configuration file is not well formed.
    BrokenConfiguration,
    /// The system did not permit reading a configuration file.
    RefusedConfiguration,
    /// The filter of unused files removes a file that the program can load.
    StrippedButRuns,
}

/// A package that is imported but is not in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPackage {
    /// Its name, or a path that leads out of the tree.
    pub name: String,
    /// The first import of it.
    pub place: Place,
    /// What is imported from it: the package, or paths in it.
    pub(crate) specifiers: BTreeSet<String>,
}

/// Whether imports that cannot be resolved in the tree may refer to the repository around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum AsksAbove {
    /// Every import was resolved.
    #[default]
    No,
    /// A name was not resolved: a package of the repository may have it.
    ByName,
    /// A path or an alias leads out of the tree.
    ByPath,
}

/// Whether a file is uploaded and reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Uploaded, and reached from an entry of the program.
    Reachable,
    /// Uploaded, but not reached.
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
