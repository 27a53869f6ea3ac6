//! The previous state on the server, with which a push is compared.

use crate::{GitError, ObjectId, Repository, Snapshot};

use super::Update;

/// The maximum number of independent merge bases with the server's branches that are analysed.
const MOST_FORKS: usize = 8;

/// The maximum number of branches of a server that are compared; commits that only other branches
/// contain count as not known to the server.
const MOST_SEEN: usize = 200;

/// The previous state on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The state of the ref, or the merge bases with the server's other branches.
    Had(Vec<Snapshot>),
    /// There is none: it is the first push of this history.
    Nothing,
    /// The state is not available in this repository: a shallow clone, or never fetched.
    NotAtHand,
}

/// The state on the server that a pushed object replaces or is based on. The first of these that
/// exists: the current value of the ref on the server; the merge base with branches last seen on
/// this server, or otherwise on any server; nothing. A new branch, and one that was deleted and is
/// pushed again, are compared with their merge base.
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
        // The ref exists on the server, but none of its history is known here.
        return Ok(if update.remote.is_some() { Base::NotAtHand } else { Base::Nothing });
    }
    let forks = forks(repository, local, &seen)?;
    let snapshots: Vec<Snapshot> =
        forks.iter().filter_map(|fork| repository.resolve(&fork.to_string()).ok()).collect();
    // If the history shares no commit with the server, it is new; if its older end is missing, it
    // is truncated.
    Ok(match (snapshots.is_empty(), update.remote.is_some() || is_shallow(repository)) {
        (false, _) => Base::Had(snapshots),
        (true, true) => Base::NotAtHand,
        (true, false) => Base::Nothing,
    })
}

/// Branches of this repository with commits that the server is not known to have.
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

/// The merge bases of an object with known commits; the object itself if all of it is known.
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
        // A merge base that is an ancestor of another one is dropped.
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

/// True for the name of a configured server; a push to an address has none.
fn is_name(server: &str) -> bool {
    !server.is_empty()
        && !server.contains([':', '*', '?', '[', '\\', ' ', '~', '^'])
        && !server.starts_with(['/', '.', '-'])
}
