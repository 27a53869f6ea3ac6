//! What of a push is to be judged.

use crate::{GitError, Repository, Snapshot};

use super::{Base, Update, base::base};

/// What of a push is to be judged, in git's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Each distinct tree once.
    pub judge: Vec<Judgement>,
    /// Refs that need no judgement.
    pub skipped: Vec<SkippedRef>,
}

/// A tree that becomes visible on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The server's refs that will carry it.
    pub refs: Vec<String>,
    /// The tree.
    pub snapshot: Snapshot,
    /// What the server had for each of the refs.
    pub bases: Vec<Base>,
}

/// A ref that needs no judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRef {
    /// The server's ref.
    pub name: String,
    /// Why.
    pub why: WhySkipped,
}

/// Why a ref needs no judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhySkipped {
    /// It is deleted.
    Deleted,
    /// The server has the same tree there already.
    Unchanged,
    /// It leads to no tree: a tag of a file, for example.
    NoTree,
}

/// Plans the judgement of a push to a server, by the name that git has for it.
///
/// # Errors
/// When an object that is pushed cannot be read. An object that only the server has is no error.
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
        // What the server has may be unknown here: never fetched, or cut off in a shallow clone.
        let remote = update.remote.filter(|remote| repository.has(remote));
        let remote_snapshot =
            remote.and_then(|remote| repository.resolve(&remote.to_string()).ok());
        let remote_tree = remote_snapshot.as_ref().map(|snapshot| snapshot.tree);
        if remote_tree == Some(snapshot.tree) {
            skip(WhySkipped::Unchanged);
            continue;
        }
        // A tag may lead straight to a tree, which comes from nowhere.
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
