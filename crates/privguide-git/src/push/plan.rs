//! Determines what has to be judged for a push.

use crate::{GitError, Repository, Snapshot};

use super::{Base, Update, base::base};

/// What has to be judged, in git's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Each distinct tree.
    pub judge: Vec<Judgement>,
    /// Refs that need no judgement.
    pub skipped: Vec<SkippedRef>,
}

/// A tree that becomes visible on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The server's refs that will point to it.
    pub refs: Vec<String>,
    /// The tree.
    pub snapshot: Snapshot,
    /// The previous state of each of the refs on the server.
    pub bases: Vec<Base>,
}

/// A ref that needs no judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRef {
    /// The server's ref.
    pub name: String,
    /// The reason.
    pub why: WhySkipped,
}

/// Why a ref needs no judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhySkipped {
    /// It is deleted.
    Deleted,
    /// The server already has the same tree there.
    Unchanged,
    /// It does not lead to a tree: for example a tag of a file.
    NoTree,
}

/// Plans the judgement of a push to a server, given by its name in git.
///
/// # Errors
/// When an object that is pushed cannot be read. An object that only the server has is not an
/// error.
pub fn plan(
    repository: &Repository,
    updates: &[Update],
    server: Option<&str>,
) -> Result<Plan, GitError> {
    let mut plan = Plan::default();
    for update in updates {
        let name = &update.remote_ref;
        let mut skip = |why| plan.skipped.push(SkippedRef { name: name.clone(), why });
        let Some(local) = update.local else {
            skip(WhySkipped::Deleted);
            continue;
        };
        let snapshot = match repository.resolve(&local.to_string()) {
            Ok(snapshot) => Snapshot { name: update.local_ref.clone(), ..snapshot },
            Err(_) if repository.has(&local) => {
                skip(WhySkipped::NoTree);
                continue;
            }
            Err(error) => return Err(error),
        };
        // The object on the server may be unknown here: never fetched, or missing from a shallow
        // clone.
        let remote = update.remote.filter(|remote| repository.has(remote));
        let remote_snapshot =
            remote.and_then(|remote| repository.resolve(&remote.to_string()).ok());
        let remote_tree = remote_snapshot.as_ref().map(|snapshot| snapshot.tree);
        if remote_tree == Some(snapshot.tree) {
            skip(WhySkipped::Unchanged);
            continue;
        }
        // A tag may lead directly to a tree, which has no history.
        let base = match &snapshot.commit {
            Some(commit) => base(repository, update, commit, server)?,
            None => remote_snapshot.map_or(Base::Nothing, |remote| Base::Had(vec![remote])),
        };
        if let Some(same) =
            plan.judge.iter_mut().find(|judgement| judgement.snapshot.tree == snapshot.tree)
        {
            same.refs.push(name.clone());
            if !same.bases.contains(&base) {
                same.bases.push(base);
            }
        } else {
            plan.judge.push(Judgement { refs: vec![name.clone()], snapshot, bases: vec![base] });
        }
    }
    Ok(plan)
}
