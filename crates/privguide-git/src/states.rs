//! The states that one file has had in the history of a repository, along the line of first
//! parents.

use std::time::Duration;

use privguide::tree::{MAX_READ, TreePath};

use crate::{
    GitError, ObjectId, Repository,
    history::{Bringer, FORMAT, bringer},
    revision::blobs,
};

/// Long histories are not worth waiting for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a commit made of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// The commit; of a branch that was merged, the merge.
    pub commit: Bringer,
    /// What the file holds then.
    pub content: FileContent,
}

/// What a file holds in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// The commit removed it.
    Removed,
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is no file, larger than what is read, or not at hand.
    NotRead,
}

/// The states of a file, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileStates {
    /// One for each commit that changed it.
    pub states: Vec<FileState>,
    /// Older states are in the repository, but were not asked for.
    pub has_older: bool,
    /// The clone is shallow: what is older than its history is not known here.
    pub is_shallow: bool,
}

/// The newest states of a file, a path from the root of the repository, up to `HEAD`: at most
/// `most`.
///
/// # Errors
/// When `git` fails or does not answer in time; a repository without a commit has no states.
pub fn states(
    repository: &Repository,
    file: &TreePath,
    most: usize,
) -> Result<FileStates, GitError> {
    if file.as_str().contains('\n') {
        // Objects are asked for line by line.
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
    // A line for each object, of any kind: what is in objects must not be taken for lines.
    let objects =
        run(&["cat-file".to_owned(), "--batch-check".to_owned()], asked.concat().into_bytes())?;
    let blob = blobs(repository);
    let states = commits.into_iter().zip(objects.lines());
    let states =
        states.map(|(commit, line)| FileState { commit, content: content(&blob, line) }).collect();
    Ok(FileStates { states, has_older, is_shallow })
}

/// Reads the object that a line of `git cat-file --batch-check` describes: its id, kind and size in
/// bytes.
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
