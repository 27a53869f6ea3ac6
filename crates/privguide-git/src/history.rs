//! Which commit brought something to a file.

use std::time::{Duration, Instant};

use privguide::tree::TreePath;

use crate::{ObjectId, Repository, Snapshot};

/// Long histories are not worth waiting for: what is not known by then stays unknown.
const PATIENCE: Duration = Duration::from_secs(10);

/// A commit that brought a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bringer {
    /// The commit.
    pub commit: ObjectId,
    /// Its abbreviated id, as long as it must be in this repository.
    pub short: String,
    /// The author's date where they were, `YYYY-MM-DD`.
    pub date: String,
    /// The first line of its message.
    pub summary: String,
}

/// The history between two states.
#[derive(Debug)]
pub struct History<'a> {
    repository: &'a Repository,
    before: Option<ObjectId>,
    after: After,
    started: Instant,
}

/// The newer end of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// A commit.
    Commit(ObjectId),
    /// The files on disk: a line there may not be committed yet.
    WorkTree,
}

impl<'a> History<'a> {
    /// The history after `before` up to `after`.
    #[must_use]
    pub fn between(repository: &'a Repository, before: &Snapshot, after: After) -> Self {
        Self { repository, before: before.commit, after, started: Instant::now() }
    }

    /// The commit of this history that brought some words to a line (from 1) of a file, a path from the root of the repository: the first
    /// that has them in the file, whoever touched the line since; where none has them as they are, the last that touched the line. `None` when that is older, not committed yet, or not found out in time.
    #[must_use]
    pub fn bringer(&self, file: &TreePath, line: u32, words: &str) -> Option<Bringer> {
        self.first_with(file, words).or_else(|| self.last_touching(file, line))
    }

    fn first_with(&self, file: &TreePath, words: &str) -> Option<Bringer> {
        let after = match self.after {
            After::Commit(after) => after.to_string(),
            After::WorkTree => "HEAD".to_owned(),
        };
        let mut arguments = vec!["log".to_owned(), format!("-S{words}"), "--reverse".to_owned()];
        arguments.extend(TOLD.map(str::to_owned));
        arguments.push(after);
        arguments.extend(self.before.map(|before| format!("^{before}")));
        arguments.extend(["--".to_owned(), file.to_string()]);
        self.run(&arguments)?.lines().find_map(bringer)
    }

    fn last_touching(&self, file: &TreePath, line: u32) -> Option<Bringer> {
        let mut arguments = vec!["blame".to_owned(), "--porcelain".to_owned(), format!("-L{line},{line}")];
        if let After::Commit(after) = self.after {
            arguments.push(after.to_string());
        }
        arguments.extend(self.before.map(|before| format!("^{before}")));
        arguments.extend(["--".to_owned(), file.to_string()]);
        let commit = blamed(&self.run(&arguments)?)?;
        let mut arguments = vec!["log".to_owned(), "--no-walk".to_owned()];
        arguments.extend(TOLD.map(str::to_owned));
        arguments.push(commit.to_string());
        self.run(&arguments)?.lines().find_map(bringer)
    }

    /// Runs git where paths from the root of the repository are right, as long as there is time left.
    fn run(&self, arguments: &[String]) -> Option<String> {
        let left = PATIENCE.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            return None;
        }
        let git = self.repository.git();
        let git = match self.repository.work_dir() {
            Some(work_dir) => git.in_folder(work_dir),
            None => git,
        };
        let answer = git.with_literal_paths().run_with(arguments, Vec::new(), left).ok()?;
        answer.ok.then(|| String::from_utf8_lossy(&answer.out).into_owned())
    }
}

/// How `git log` tells what a [`Bringer`] holds.
const TOLD: [&str; 3] = ["--no-show-signature", "--no-color", "--format=%H%x00%h%x00%as%x00%s"];

fn bringer(line: &str) -> Option<Bringer> {
    let mut fields = line.splitn(4, '\0').map(str::to_owned);
    let commit = ObjectId::parse(&fields.next()?)?;
    Some(Bringer { commit, short: fields.next()?, date: fields.next()?, summary: fields.next()? })
}

/// Reads `git blame --porcelain` of one line: its commit, unless it is the older end of the history (`boundary`) or none yet.
fn blamed(porcelain: &str) -> Option<ObjectId> {
    let header: Vec<&str> = porcelain.lines().take_while(|line| !line.starts_with('\t')).collect();
    let commit = ObjectId::parse(header.first()?.split(' ').next()?)?;
    (!commit.is_zero() && !header.contains(&"boundary")).then_some(commit)
}

#[cfg(test)]
mod tests {
    use super::blamed;

    #[test]
    fn only_commits_of_the_history_count() {
        let id = "a".repeat(40);
        let text =
            |id: &str, more: &str| format!("{id} 3 7 1\nauthor A\nsummary about a boundary\n{more}filename x\n\tboundary\n");
        assert_eq!(blamed(&text(&id, "")).expect("a commit").to_string(), id);
        assert_eq!(blamed(&text(&id, "boundary\n")), None);
        assert_eq!(blamed(&text(&"0".repeat(40), "")), None);
        assert_eq!(blamed(""), None);
    }
}
