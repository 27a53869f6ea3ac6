//! The git integration of privguide: commits as source trees, the contents of a push, and the
//! pre-push hook.
//!
//! * [`Repository`] finds a repository and resolves names; [`Revision`] is a
//!   [`SourceTree`](privguide::tree::SourceTree) over a commit, a tag, a tree or the index, read
//!   from the object database without touching the work tree; [`SnapshotFiles`] are all files of a
//!   snapshot, from which several folders are opened.
//! * [`history`] finds the commit that introduced something; [`states`] are the earlier contents of
//!   a file.
//! * [`push`] parses the standard input of a pre-push hook and determines what has to be judged.
//! * [`hook`] installs, removes and describes the hook.
//!
//! Nothing is printed here and nothing ends the process: functions return values that the command
//! line shows. Repositories are read with libgit2. If it cannot read one (reftable, SHA-256,
//! objects that a partial clone left on the server), the `git` program is used, and
//! [`Repository::notes`] says so.

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
pub use revision::{Revision, SnapshotFiles};
pub use states::{FileContent, FileState, FileStates, states};
