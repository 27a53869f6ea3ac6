//! privguide and git: commits as source trees, what a push sends, and the hook that judges it.
//!
//! * [`Repository`] finds a repository and resolves names; [`Revision`] is a
//!   [`SourceTree`](privguide::tree::SourceTree) over a commit, a tag, a tree or the index, read
//!   from the object database without touching the work tree.
//! * [`history`] finds the commit that introduced something; [`states`] are what one file has been.
//! * [`push`] reads what git says on a pre-push hook's standard input and plans what is to be
//!   judged.
//! * [`hook`] installs, removes and describes the hook.
//!
//! Nothing is printed here and nothing ends the process: functions return values that the command
//! line shows. libgit2 does the reading; where it cannot (reftable, SHA-256, objects that a partial
//! clone left on the server) the `git` program does, and [`Repository::notes`] says so.

mod error;
pub mod history;
pub mod hook;
mod object;
pub mod process;
mod program;
pub mod push;
mod repository;
mod revision;
mod states;
pub mod trust;

pub use error::GitError;
pub use object::{ObjectId, Snapshot};
pub use program::Git;
pub use repository::{Repository, leaves_out};
pub use revision::Revision;
pub use states::{FileContent, FileState, FileStates, states};
