//! The states of one file in the history of a repository, along first parents.

use std::time::Duration;

use privguide::tree::{MAX_READ, TreePath};

use crate::{
    GitError, ObjectId, Repository,
    history::{Bringer, FORMAT, bringer},
    revision::blobs,
};

/// The time limit for a long history.
const PATIENCE: Duration = Duration::from_secs(10);

/// The state of a file in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// The commit; for a merged branch, the merge commit.
    pub commit: Bringer,
    /// The content of the file in this commit.
    pub content: FileContent,
}

/// The content of a file in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// The commit removed it.
    Removed,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is not a file, is too large, or is not available.
    NotRead,
}

/// The states of a file, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileStates {
    /// One state for each commit that changed it.
    pub states: Vec<FileState>,
    /// The repository contains older states, which were not requested.
    pub has_older: bool,
    /// The clone is shallow, so states before its history are unknown.
    pub is_shallow: bool,
}

/// The newest states of a file up to `HEAD`, at most `most`; its path is relative to the root of
/// the repository.
///
/// # Errors
/// When `git` fails or does not finish in time; a repository without a commit has no states.
pub fn states(
    repository: &Repository,
    file: &TreePath,
    most: usize,
) -> Result<FileStates, GitError> {
    if file.as_str().contains('\n') {
        // Objects are requested line by line.
        let message = format!("the path {:?} has a line end", file.as_str());
        return Err(GitError::Program { command: "cat-file".to_owned(), message });
    }
    let is_shallow = repository.common_dir().join("shallow").exists();
    if repository.resolve("HEAD").is_err() {
        return Ok(FileStates { is_shallow, ..FileStates::default() });
    }
    let git = repository.objects_by_path();
    let mut arguments =
        vec!["log".to_owned(), "--first-parent".to_owned(), format!("--max-count={}", most + 1)];
    arguments.extend(FORMAT.map(str::to_owned));
    arguments.extend(["HEAD".to_owned(), "--".to_owned(), file.to_string()]);
    let run = |arguments: &[String], input: Vec<u8>| {
        let answer = git.run_with(arguments, input, PATIENCE)?;
        let out = || String::from_utf8_lossy(&answer.out).into_owned();
        if answer.ok {
            Ok(out())
        } else {
            Err(GitError::Program { command: arguments[0].clone(), message: answer.message })
        }
    };
    let mut commits: Vec<Bringer> =
        run(&arguments, Vec::new())?.lines().filter_map(bringer).collect();
    let has_older = commits.len() > most;
    commits.truncate(most);
    commits.reverse();
    let asked: Vec<String> =
        commits.iter().map(|commit| format!("{}:{file}\n", commit.commit)).collect();
    // One line of metadata for each object: the content of objects must not be taken for lines.
    let objects =
        run(&["cat-file".to_owned(), "--batch-check".to_owned()], asked.concat().into_bytes())?;
    let blob = blobs(repository);
    let states = commits.into_iter().zip(objects.lines());
    let states =
        states.map(|(commit, line)| FileState { commit, content: content(&blob, line) }).collect();
    Ok(FileStates { states, has_older, is_shallow })
}

/// Reads the object in a line of `git cat-file --batch-check`, which contains its id, kind and size
/// in bytes.
fn content(blob: impl Fn(&ObjectId) -> Option<Vec<u8>>, line: &str) -> FileContent {
    let [id, kind, size] = line.split(' ').collect::<Vec<_>>()[..] else {
        return FileContent::Removed;
    };
    match (ObjectId::parse(id), kind, size.parse::<u64>()) {
        (Some(id), "blob", Ok(size)) if size <= MAX_READ => {
            blob(&id).map_or(FileContent::NotRead, FileContent::Bytes)
        }
        (Some(_), _, Ok(_)) => FileContent::NotRead,
        _ => FileContent::Removed,
    }
}
