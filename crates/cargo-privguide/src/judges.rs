//! Determines how a change weakens its own check: compares the strictness of two trees, and finds
//! who allowed the difference.

use std::collections::BTreeSet;

use privguide::{
    language::Text,
    review::{Strictness, Weakening},
    tree::{TreePath, WorkTree},
};
use privguide_fleet::projects::project_folders;
use privguide_git::{ObjectId, Repository, Snapshot, SnapshotFiles, history};

use crate::{
    failure::Failure, inside, locate::declarations, revision::folder_in, session::Session,
};

/// Adds the projects in a snapshot to `strictness`; `all` says whether programs that are not judged
/// are added, too.
///
/// # Errors
/// When the snapshot cannot be read.
pub fn of_snapshot(
    repository: &Repository,
    snapshot: &Snapshot,
    all: All,
    mut strictness: Strictness,
) -> Result<Strictness, Failure> {
    let root = TreePath::root();
    let files = SnapshotFiles::read(repository, snapshot)?;
    let whole = files.folder(&root)?;
    for folder in project_folders(&whole, whole.paths()) {
        let tree = files.folder(&folder)?;
        strictness.add(&tree, &folder, &declarations());
    }
    if all == All::Programs {
        strictness.add_programs(&whole, &root);
    }
    Ok(strictness)
}

/// An empty [`Strictness`] for the state before `new`. If `new` has no comments that allow a rule,
/// those of the earlier state do not matter and are not searched for.
fn before_of(new: &Strictness) -> Strictness {
    if new.has_suppressions() { Strictness::default() } else { Strictness::ignoring_suppressions() }
}

/// Whether programs that are not judged are searched for, too, which is only needed if a judged one
/// is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum All {
    /// Every program of the tree.
    Programs,
    /// The judged ones.
    Judged,
}

/// What a pushed snapshot judges less strictly than the state on the server; paths are relative to
/// the root of the repository.
///
/// # Errors
/// When a snapshot cannot be read.
pub fn of_push(
    repository: &Repository,
    before: &[Snapshot],
    after: &Snapshot,
) -> Result<Vec<Weakening>, Failure> {
    let mut found = Vec::new();
    for base in before.iter().filter(|base| base.tree != after.tree) {
        let judged =
            |snapshot, strictness| of_snapshot(repository, snapshot, All::Judged, strictness);
        let mut old = judged(base, Strictness::ignoring_suppressions())?;
        if old.is_empty() {
            continue;
        }
        let mut new = judged(after, Strictness::default())?;
        if new.lacks_one_of(&old) {
            let before = before_of(&new);
            old = of_snapshot(repository, base, All::Programs, before)?;
            new = of_snapshot(repository, after, All::Programs, Strictness::default())?;
        } else if new.has_suppressions() {
            old = judged(base, Strictness::default())?;
        }
        let name = base.commit.unwrap_or(base.tree).short();
        for weakening in new.weakened_since(&old, &name) {
            if !found.contains(&weakening) {
                found.push(weakening);
            }
        }
    }
    let known: Vec<ObjectId> = before.iter().filter_map(|base| base.commit).collect();
    if let (false, Some(commit)) = (found.is_empty(), after.commit) {
        heed(&mut found, &history::allowances(repository, &known, &commit)?);
    }
    Ok(found)
}

/// For each project on disk, what it judges less strictly than a revision; paths are relative to
/// the project's folder. The comparison is with the merge base, so that later additions to the
/// revision do not count as missing here.
///
/// # Errors
/// When there is no repository, or the revision cannot be read.
pub fn of_sessions(
    sessions: &[Session],
    base: &str,
    whole: bool,
) -> Result<Vec<Vec<Weakening>>, Failure> {
    let mut by_session: Vec<Vec<Weakening>> = sessions.iter().map(|_| Vec::new()).collect();
    let Some(first) = sessions.first() else { return Ok(by_session) };
    let repository = Repository::discover(&first.site.folder)?;
    let (named, head) = (repository.resolve(base)?, repository.resolve("HEAD")?);
    let fork = match (named.commit, head.commit) {
        (Some(named), Some(head)) => repository.merge_base(&named, &head)?,
        _ => None,
    };
    let before = match fork {
        Some(fork) => repository.resolve(&fork.to_string())?,
        None => named,
    };
    let folders = sessions
        .iter()
        .map(|session| folder_in(&repository, &session.site.folder))
        .collect::<Result<Vec<_>, _>>()?;
    let mut new = Strictness::default();
    for (session, folder) in sessions.iter().zip(&folders) {
        if let Some(parsed) = &session.project.declarations {
            new.add(&*session.tree, folder, parsed.declarations.source.path());
        }
    }
    let mut old = of_snapshot(&repository, &before, All::Judged, before_of(&new))?;
    if new.lacks_one_of(&old) {
        old = of_snapshot(&repository, &before, All::Programs, before_of(&new))?;
        let top = inside::limit(&first.site.folder);
        new.add_programs(&WorkTree::open(&top)?, &TreePath::root());
    }
    // If only a part of the repository is scanned, only programs in that part can stop being
    // judged.
    let scanned = folder_in(&repository, &first.site.scanned)?;
    let meant = |file: &TreePath| {
        folders.iter().any(|folder| file.is_inside(folder)) || (whole && file.is_inside(&scanned))
    };
    let mut found = new.weakened_since(&old, base);
    found.retain(|weakening| meant(&weakening.place.file));
    if let (Some(known), Some(head)) = (before.commit, head.commit) {
        heed(&mut found, &history::allowances(&repository, &[known], &head)?);
    }
    for weakening in found {
        let at = nearest(&folders, &weakening.place.file).unwrap_or(0);
        by_session[at].push(within(weakening, &folders[at]));
    }
    Ok(by_session)
}

/// For each of several project folders, the weakenings that concern it, with paths relative to it;
/// and those that concern none.
pub fn by_folder(
    found: Vec<Weakening>,
    folders: &[TreePath],
) -> (Vec<Vec<Weakening>>, Vec<Weakening>) {
    let mut of_folders: Vec<Vec<Weakening>> = folders.iter().map(|_| Vec::new()).collect();
    let mut rest = Vec::new();
    for weakening in found {
        match nearest(folders, &weakening.place.file) {
            Some(at) => of_folders[at].push(within(weakening, &folders[at])),
            None => rest.push(weakening),
        }
    }
    (of_folders, rest)
}

fn nearest(folders: &[TreePath], file: &TreePath) -> Option<usize> {
    let holds = |at: &usize| file.is_inside(&folders[*at]);
    (0..folders.len()).filter(holds).max_by_key(|at| folders[*at].as_str().len())
}

fn within(mut weakening: Weakening, folder: &TreePath) -> Weakening {
    if let Some(file) = weakening.place.file.relative_to(folder).and_then(TreePath::new) {
        weakening.place.file = file;
    }
    weakening
}

/// Marks weakenings that commit messages allow.
fn heed(found: &mut [Weakening], allowances: &[history::Allowance]) {
    for weakening in found {
        let allowance = allowances.iter().find(|allowance| allowance.kind == weakening.word());
        weakening.allowed = allowance.map(|allowance| {
            let (commit, reason) = (&allowance.commit, &allowance.reason);
            Text::new(format!("提交 {commit}：{reason}"), format!("commit {commit}: {reason}"))
        });
    }
}

/// The kinds of weakening that are neither allowed nor only a warning, by the word that would allow
/// them.
pub fn refused(found: &[Weakening]) -> BTreeSet<&'static str> {
    let errors =
        found.iter().filter(|weakening| weakening.level() == privguide::review::Level::Error);
    errors.map(Weakening::word).collect()
}
