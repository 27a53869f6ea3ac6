//! The states that one file has had in the history of a repository, along the line of first parents.

use std::time::Duration;

use privguide::tree::TreePath;

use crate::{
    GitError, Repository,
    history::{Bringer, TOLD, bringer},
};

/// Long histories are not worth waiting for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a commit made of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// The commit; of a branch that was merged, the merge.
    pub commit: Bringer,
    /// The file's bytes; `None` where the commit removed it.
    pub content: Option<Vec<u8>>,
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

/// The newest states of a file, a path from the root of the repository, up to `HEAD`: at most `most`.
///
/// # Errors
/// When `git` fails or does not answer in time; a repository without a commit has no states.
pub fn states(repository: &Repository, file: &TreePath, most: usize) -> Result<FileStates, GitError> {
    if file.as_str().contains('\n') {
        // Objects are asked for line by line.
        let message = format!("the path {:?} has a line end", file.as_str());
        return Err(GitError::Program { command: "cat-file".to_owned(), message });
    }
    let is_shallow = repository.common_dir().join("shallow").exists();
    if repository.resolve("HEAD").is_err() {
        return Ok(FileStates { is_shallow, ..FileStates::default() });
    }
    let git = repository.objects().with_literal_paths();
    let git = match repository.work_dir() {
        Some(work_dir) => git.in_folder(work_dir),
        None => git,
    };
    let mut arguments = vec!["log".to_owned(), "--first-parent".to_owned(), format!("--max-count={}", most + 1)];
    arguments.extend(TOLD.map(str::to_owned));
    arguments.extend(["HEAD".to_owned(), "--".to_owned(), file.to_string()]);
    let run = |arguments: &[String], input: Vec<u8>| {
        let answer = git.run_with(arguments, input, PATIENCE)?;
        if answer.ok { Ok(answer.out) } else { Err(GitError::Program { command: arguments[0].clone(), message: answer.message }) }
    };
    let listed = run(&arguments, Vec::new())?;
    let mut commits: Vec<Bringer> = String::from_utf8_lossy(&listed).lines().filter_map(bringer).collect();
    let has_older = commits.len() > most;
    commits.truncate(most);
    commits.reverse();
    let asked: Vec<String> = commits.iter().map(|commit| format!("{}:{file}\n", commit.commit)).collect();
    let contents = contents(&run(&["cat-file".to_owned(), "--batch".to_owned()], asked.concat().into_bytes())?);
    let states = commits.into_iter().zip(contents).map(|(commit, content)| FileState { commit, content }).collect();
    Ok(FileStates { states, has_older, is_shallow })
}

/// Reads what `git cat-file --batch` prints: a line for each object, and its bytes when it is there.
fn contents(mut printed: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut out = Vec::new();
    while let Some(end) = printed.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&printed[..end]).into_owned();
        printed = &printed[end + 1..];
        let size = head.rsplit_once(" blob ").and_then(|(_, size)| size.parse::<usize>().ok());
        let Some((content, rest)) = size.and_then(|size| printed.split_at_checked(size)) else {
            out.push(None);
            continue;
        };
        out.push(Some(content.to_vec()));
        printed = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::contents;

    #[test]
    fn objects_that_are_not_there_keep_their_place() {
        let printed = b"1111 blob 3\na\nb\n2222:privguide.toml missing\n3333 blob 0\n\n4444 blob 99\ncut";
        let found: Vec<Option<String>> =
            contents(printed).into_iter().map(|one| one.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())).collect();
        assert_eq!(found, [Some("a\nb".to_owned()), None, Some(String::new()), None]);
    }
}
