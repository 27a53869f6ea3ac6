//! Why a project cannot be analysed or compared with its guides.

use crate::{
    catalog::CatalogError,
    guide::PathProblem,
    language::Text,
    tree::{ReadError, TreePath},
};

/// Why a project cannot be analysed.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The declarations file cannot be read.
    #[error(transparent)]
    Declarations(#[from] ReadError),
    /// A row of `[[interface]]` is malformed.
    #[error("{0}")]
    Catalog(String),
    /// There is no program in the tree.
    #[error("no program found")]
    NoProgram {
        /// The file names by which a program is recognised.
        looked_for: &'static [&'static str],
        /// What is there but not read, and why: there may be a program in it.
        unread: Vec<Text>,
    },
    /// `[program] root` names a folder that is not there.
    #[error("`[program] root = \"{0}\"` names a folder that is not there")]
    NoRoot(String),
    /// The output folder of a build contains no program.
    #[error("`{0}` contains no built program")]
    NothingBuilt(TreePath),
    /// `[program] root` leads out of the tree.
    #[error("`[program] root = \"{0}\"` leaves the folder of privguide.toml")]
    RootOutside(String),
}

/// Why a guide cannot be compared with the tree.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// It has no valid path.
    #[error("the guide's path cannot be used: {path}")]
    Path {
        /// The path as written: untrusted.
        path: String,
        /// What is wrong with it.
        why: Text,
    },
    /// The file there cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<CatalogError> for LoadError {
    fn from(error: CatalogError) -> Self {
        Self::Catalog(error.to_string())
    }
}

impl From<PathProblem> for GuideError {
    fn from(problem: PathProblem) -> Self {
        Self::Path { why: problem.text(), path: problem.path }
    }
}
