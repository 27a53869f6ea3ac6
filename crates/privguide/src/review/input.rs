//! The input of the review.

use super::{Baseline, Weakening};
use crate::{
    catalog::Catalog,
    declaration::{ParsedDeclarations, record::RecordProblem},
    program::Program,
    scan::Scan,
    tree::{SourceTree, TreePath},
};

/// Everything that rules may access.
#[derive(Clone, Copy)]
pub(crate) struct ReviewInput<'a> {
    /// The tree that all places belong to.
    pub tree: &'a dyn SourceTree,
    /// The programs, sorted by root.
    pub programs: &'a [Reviewed<'a>],
    /// The programs in the output of a build, if a comparison was requested.
    pub built: &'a [Reviewed<'a>],
    /// The content of `privguide.toml`.
    pub declarations: &'a ParsedDeclarations,
    /// The problems of the record of packages and builds.
    pub record: &'a [RecordProblem],
    /// Whether, according to the record, something in some package could not be resolved.
    pub is_record_open: bool,
    /// The guide's files, as far as they were read.
    pub guides: &'a [GuideFile],
    /// The baseline of findings that existed when the project adopted the tool.
    pub baseline: Option<&'a Baseline>,
    /// Levels of the rules.
    pub settings: &'a ReviewSettings,
}

/// A program and the results of scanning it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reviewed<'a> {
    /// The program.
    pub program: &'a Program,
    /// The table that applies to it.
    pub catalog: &'a Catalog,
    /// Its uses.
    pub scan: &'a Scan,
}

/// One file of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GuideFile {
    /// Its path, whether it exists or not.
    pub path: TreePath,
    /// Its state.
    pub state: GuideFreshness,
}

/// Whether a file of the guide is what `generate` would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GuideFreshness {
    /// There is no such file.
    Missing,
    /// It differs.
    Stale,
    /// It is the same.
    Current,
}

/// The user's settings for findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewSettings {
    /// Rule ids (or `warnings` for every warning) with their settings, in the order of the command
    /// line; the last one wins. They take precedence over `[rules]` in `privguide.toml`.
    pub levels: Vec<(String, LevelSetting)>,
    /// Whether the baseline is used.
    pub baseline: BaselineUse,
    /// The revision since which the guide has changed without its date; `None` if no comparison was
    /// made, or if there is no such change.
    pub undated_since: Option<String>,
    /// How the tree is judged less strictly than its base; empty if it is not, or if no comparison
    /// was made.
    pub weakened: Vec<Weakening>,
}

/// Whether the baseline is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BaselineUse {
    /// Places that it allows are not reported.
    #[default]
    Heeded,
    /// Everything is reported, because a new baseline is about to be written.
    Ignored,
}

/// How the findings of a rule are reported.
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
    /// Parses a level in `[rules]`.
    #[must_use]
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
}
