//! Errors of git.

use std::path::PathBuf;

/// Why git could not provide something.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no repository at or above the folder, or git rejects it.
    #[error("no usable git repository at {path}: {message}", path = path.display())]
    NoRepository {
        /// The folder.
        path: PathBuf,
        /// Git's message.
        message: String,
    },
    /// The name does not exist, or does not lead to a tree.
    #[error("git knows no revision {name:?}: {message}")]
    UnknownRevision {
        /// The name as given.
        name: String,
        /// Git's message.
        message: String,
    },
    /// The revision does not contain the folder.
    #[error("{revision} has no folder {folder:?}")]
    NoFolder {
        /// The revision.
        revision: String,
        /// The folder, relative to the root of the repository.
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
    /// The `git` program is missing, failed, or returned unexpected output.
    #[error("git {command}: {message}")]
    Program {
        /// The command, without its options.
        command: String,
        /// Its message.
        message: String,
    },
    /// The `git` program did not finish in time and was killed.
    #[error("git {command} did not answer within {seconds} seconds")]
    TimedOut {
        /// The command, without its options.
        command: String,
        /// The time limit.
        seconds: u64,
    },
    /// A file could not be read or written.
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
