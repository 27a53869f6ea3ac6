//! What the review looks at.

use super::{Baseline, Weakening};
use crate::{
    catalog::Catalog,
    declaration::{Parsed, record::RecordProblem},
    program::Program,
    scan::Scan,
    tree::{SourceTree, TreePath},
};

/// Everything the rules may look at.
#[derive(Clone, Copy)]
pub(crate) struct ReviewInput<'a> {
    /// The tree that all places belong to.
    pub tree: &'a dyn SourceTree,
    /// The programs, sorted by root.
    pub programs: &'a [Reviewed<'a>],
    /// The output of a build, when a comparison was asked for.
    pub built: &'a [Reviewed<'a>],
    /// What `privguide.toml` says.
    pub declarations: &'a Parsed,
    /// What is wrong with the record of packages and builds.
    pub record: &'a [RecordProblem],
    /// Whether the record says of some package that not everything in it could be worked out.
    pub is_record_open: bool,
    /// The guide's files, as far as they were read.
    pub guides: &'a [GuideFile],
    /// What the project had already when it adopted the tool.
    pub baseline: Option<&'a Baseline>,
    /// Levels of the rules.
    pub settings: &'a Settings,
}

/// A program and what the scanners found in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reviewed<'a> {
    /// The program.
    pub program: &'a Program,
    /// The table that holds for it.
    pub catalog: &'a Catalog,
    /// Its uses.
    pub scan: &'a Scan,
}

/// One file of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GuideFile {
    /// Where it is, or should be.
    pub path: TreePath,
    /// What became of it.
    pub state: GuideState,
}

/// Whether a file of the guide is what `generate` would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideState {
    /// There is no such file.
    Missing,
    /// It differs.
    Stale,
    /// It is the same.
    Current,
}

/// How the user wants findings to be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Rule ids (or `warnings`: every warning) and what becomes of their findings, in the order of
    /// the command line; the last one wins. They come after `[rules]` of `privguide.toml`.
    pub levels: Vec<(String, LevelSetting)>,
    /// What becomes of the baseline.
    pub baseline: BaselineUse,
    /// The revision since which the guide says something else under the date it had; `None` when
    /// there was no comparison, or nothing was found.
    pub undated_since: Option<String>,
    /// What the tree judges less strictly than its base; empty when there was no comparison, or
    /// nothing was found.
    pub weakened: Vec<Weakening>,
}

/// Whether the baseline counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BaselineUse {
    /// What it allows is not reported.
    #[default]
    Heeded,
    /// Everything is reported: a new one is about to be written.
    Ignored,
}

/// What becomes of a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LevelSetting {
    /// They are not reported.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

impl LevelSetting {
    /// Reads the word used in `[rules]`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
}
