//! What the server had before: what a push is compared with.

use crate::{GitError, ObjectId, Repository, Snapshot};

use super::Update;

/// More independent places where work can have left the server's branches are not analysed.
const MOST_FORKS: usize = 8;

/// More branches of a server are not compared with: what only the rest has counts as not seen.
const MOST_SEEN: usize = 200;

/// What the server had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The state of the ref, or where what is pushed left the server's other branches.
    Had(Vec<Snapshot>),
    /// Nothing that this comes from: the first push.
    Nothing,
    /// It is not in this repository: a shallow clone, or never fetched.
    NotAtHand,
}

/// What the server had that a pushed object replaces or comes from. In order: what the ref is
/// there; where the object left the branches that were last seen on this server, or else on any;
/// nothing. A new branch, and one that was deleted and is pushed again, are compared with where
/// they come from.
///
/// # Errors
/// When the `git` program fails.
pub fn base(
    repository: &Repository,
    update: &Update,
    local: &ObjectId,
    server: Option<&str>,
) -> Result<Base, GitError> {
    if let Some(remote) = update.remote.filter(|remote| repository.has(remote))
        && let Ok(snapshot) = repository.resolve(&remote.to_string())
    {
        return Ok(Base::Had(vec![snapshot]));
    }
    let seen = |pattern: &str| -> Result<Vec<String>, GitError> {
        let text = repository.git().text(&["for-each-ref", "--format=%(objectname)", pattern])?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let of_server = match server.filter(|server| is_name(server)) {
        Some(server) => seen(&format!("refs/remotes/{server}/"))?,
        None => Vec::new(),
    };
    let seen = if of_server.is_empty() { seen("refs/remotes/")? } else { of_server };
    if seen.is_empty() {
        // The server has something there, and nothing of it is known here.
        return Ok(if update.remote.is_some() { Base::NotAtHand } else { Base::Nothing });
    }
    let forks = forks(repository, local, &seen)?;
    let snapshots: Vec<Snapshot> =
        forks.iter().filter_map(|fork| repository.resolve(&fork.to_string()).ok()).collect();
    // A history that shares nothing with what the server has begins anew; with a missing end it is
    // cut off.
    Ok(match (snapshots.is_empty(), update.remote.is_some() || is_shallow(repository)) {
        (false, _) => Base::Had(snapshots),
        (true, true) => Base::NotAtHand,
        (true, false) => Base::Nothing,
    })
}

/// Branches of this repository that hold something the server was not seen to have.
///
/// # Errors
/// When the `git` program fails.
pub fn unpushed(repository: &Repository, server: Option<&str>) -> Result<Vec<String>, GitError> {
    let of_server = server
        .filter(|server| is_name(server))
        .map_or_else(String::new, |server| format!("{server}/"));
    let seen = repository.git().text(&[
        "for-each-ref",
        "--format=%(objectname)",
        &format!("refs/remotes/{of_server}"),
    ])?;
    let mut arguments =
        vec!["for-each-ref".to_owned(), "--format=%(refname)".to_owned(), "refs/heads/".to_owned()];
    arguments.extend(seen.lines().take(MOST_SEEN).map(|id| format!("--no-merged={id}")));
    Ok(repository.git().text(&arguments)?.lines().map(str::to_owned).collect())
}

/// Where the history of an object leaves what is known already; the object itself when all of it
/// is.
fn forks(
    repository: &Repository,
    local: &ObjectId,
    seen: &[String],
) -> Result<Vec<ObjectId>, GitError> {
    let local = local.to_string();
    let known: Vec<String> = seen.iter().map(|id| format!("^{id}")).collect();
    let input = format!("{local}\n{}\n", known.join("\n")).into_bytes();
    let out = repository
        .git()
        .with_input(&["rev-list", "--boundary", "--topo-order", "--stdin"], input)?;
    let mut forks: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix('-')).collect();
    if out.trim().is_empty() {
        forks.push(&local);
    }
    if forks.len() > 1 {
        // What another of them contains is older.
        let independent =
            [&["merge-base", "--independent"], &forks[..forks.len().min(MOST_FORKS * MOST_FORKS)]]
                .concat();
        let text = repository.git().text(&independent)?;
        return Ok(text.lines().filter_map(ObjectId::parse).take(MOST_FORKS).collect());
    }
    Ok(forks.into_iter().filter_map(ObjectId::parse).collect())
}

fn is_shallow(repository: &Repository) -> bool {
    repository.common_dir().join("shallow").is_file()
}

/// True for a configured server; pushed to an address, there is none.
fn is_name(server: &str) -> bool {
    !server.is_empty()
        && !server.contains([':', '*', '?', '[', '\\', ' ', '~', '^'])
        && !server.starts_with(['/', '.', '-'])
}
