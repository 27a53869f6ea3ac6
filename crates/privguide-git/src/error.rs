//! What can go wrong with git.

use std::path::PathBuf;

/// Why git could not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no repository at or above the folder, or git refuses it.
    #[error("no usable git repository at {path}: {message}", path = path.display())]
    NoRepository {
        /// Where it was looked for.
        path: PathBuf,
        /// Git's message.
        message: String,
    },
    /// The name leads to nothing, or not to a tree.
    #[error("git knows no revision {name:?}: {message}")]
    UnknownRevision {
        /// The name as given.
        name: String,
        /// Git's message.
        message: String,
    },
    /// The revision does not hold the folder.
    #[error("{revision} has no folder {folder:?}")]
    NoFolder {
        /// The revision.
        revision: String,
        /// The folder from the root of the repository.
        folder: String,
    },
    /// An object could not be read.
    #[error("cannot read git object {id}: {message}")]
    Object {
        /// Its id.
        id: String,
        /// Git's message.
        message: String,
    },
    /// The `git` program is missing, failed or answered nonsense.
    #[error("git {command}: {message}")]
    Program {
        /// What was run, without its options.
        command: String,
        /// Its message.
        message: String,
    },
    /// The `git` program did not answer in time and was ended.
    #[error("git {command} did not answer within {seconds} seconds")]
    TimedOut {
        /// What was run, without its options.
        command: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The file system refused.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's message.
        #[source]
        error: std::io::Error,
    },
}

impl GitError {
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}
