//! Finds the commit that introduced something in a file.

use std::time::{Duration, Instant};

use privguide::tree::{SourceTree as _, TreePath, WorkTree};

use crate::{GitError, ObjectId, Repository, Revision, Snapshot};

/// The time limit for a long history: what has not been found by then stays unknown.
const PATIENCE: Duration = Duration::from_secs(10);

/// A commit that introduced a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bringer {
    /// The commit.
    pub commit: ObjectId,
    /// Its abbreviated id, with as many digits as needed in this repository.
    pub short: String,
    /// The author's local date, `YYYY-MM-DD`.
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
    /// The files on disk, whose lines need not be committed.
    WorkTree,
}

impl<'a> History<'a> {
    /// The history from `before` to `after`.
    #[must_use]
    pub fn between(repository: &'a Repository, before: &Snapshot, after: After) -> Self {
        Self { repository, before: before.commit, after, started: Instant::now() }
    }

    /// The commit of this history that introduced some words in a line (counted from 1) of a file,
    /// whose path is relative to the root of the repository. It is the first commit whose version
    /// of the file contains the words, even if later commits changed the line. If no commit
    /// introduced exactly these words, it is the last one that changed the line. `None` if the line
    /// is older or not committed, or if the time limit was reached.
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
        arguments.extend(AS_STORED.map(str::to_owned));
        arguments.extend(FORMAT.map(str::to_owned));
        arguments.push(after);
        arguments.extend(self.before.map(|before| format!("^{before}")));
        arguments.extend(["--".to_owned(), file.to_string()]);
        self.run(&arguments)?.lines().find_map(bringer)
    }

    fn last_touching(&self, file: &TreePath, line: u32) -> Option<Bringer> {
        let (after, line) = match self.after {
            After::Commit(after) => (after.to_string(), line),
            // The file on disk is not passed to git, which would run filters that the repository
            // configures.
            After::WorkTree => ("HEAD".to_owned(), self.committed_line(file, line)?),
        };
        let mut arguments =
            vec!["blame".to_owned(), "--porcelain".to_owned(), format!("-L{line},{line}")];
        arguments.extend(AS_STORED.map(str::to_owned));
        arguments.push(after);
        arguments.extend(self.before.map(|before| format!("^{before}")));
        arguments.extend(["--".to_owned(), file.to_string()]);
        let commit = blamed(&self.run(&arguments)?)?;
        let mut arguments = vec!["log".to_owned(), "--no-walk".to_owned()];
        arguments.extend(FORMAT.map(str::to_owned));
        arguments.push(commit.to_string());
        self.run(&arguments)?.lines().find_map(bringer)
    }

    /// The line of the checked-out commit that corresponds to a line of the file on disk; `None` if
    /// it is part of a difference between the two.
    fn committed_line(&self, file: &TreePath, line: u32) -> Option<u32> {
        let on_disk = WorkTree::open(self.repository.work_dir()?).ok()?.read(file).ok()?;
        let head = self.repository.resolve("HEAD").ok()?;
        let committed =
            Revision::open(self.repository, &head, &TreePath::root()).ok()?.read(file).ok()?;
        same_line(&String::from_utf8_lossy(&committed), &String::from_utf8_lossy(&on_disk), line)
    }

    /// Runs git if there is time left.
    fn run(&self, arguments: &[String]) -> Option<String> {
        let left = PATIENCE.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            return None;
        }
        let answer =
            self.repository.objects_by_path().run_with(arguments, Vec::new(), left).ok()?;
        answer.ok.then(|| String::from_utf8_lossy(&answer.out).into_owned())
    }
}

/// The line of an older text that corresponds to a line (counted from 1) of a newer one: before
/// their first difference, or after their last.
fn same_line(older: &str, newer: &str, line: u32) -> Option<u32> {
    let (older, newer): (Vec<&str>, Vec<&str>) = (older.lines().collect(), newer.lines().collect());
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    let start = older.iter().zip(&newer).take_while(|(old, new)| old == new).count();
    if at < start {
        return Some(line);
    }
    let end =
        older.iter().rev().zip(newer.iter().rev()).take_while(|(old, new)| old == new).count();
    let from_end = newer.len().checked_sub(at)?;
    let same = from_end > 0 && from_end <= end.min(older.len() - start);
    same.then(|| u32::try_from(older.len() - from_end + 1).ok()).flatten()
}

/// Contents are compared as they are stored, because converters are programs that the repository
/// chooses.
const AS_STORED: [&str; 2] = ["--no-textconv", "--no-ext-diff"];

/// A line in a commit message that allows something on purpose: `Privguide-Allow: KIND: reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The abbreviated id of the commit.
    pub commit: String,
    /// What is allowed.
    pub kind: String,
    /// The reason; never empty.
    pub reason: String,
}

/// The allowances in the commits that lead to `after` and not to any of `before`.
///
/// # Errors
/// When the `git` program fails.
pub fn allowances(
    repository: &Repository,
    before: &[ObjectId],
    after: &ObjectId,
) -> Result<Vec<Allowance>, GitError> {
    // A push with a history of a thousand commits is an import, whose messages are not all read.
    let mut arguments =
        vec!["log".to_owned(), "--max-count=1000".to_owned(), "--no-show-signature".to_owned()];
    arguments.extend([
        "--no-color".to_owned(),
        "--no-patch".to_owned(),
        "--format=%x01%h%x00%B".to_owned(),
    ]);
    arguments.push(after.to_string());
    arguments.extend(before.iter().map(|before| format!("^{before}")));
    let text = repository.git().text(&arguments)?;
    Ok(text
        .split('\u{1}')
        .filter_map(|record| record.split_once('\0'))
        .flat_map(|(id, body)| allowed(id, body))
        .collect())
}

fn allowed<'m>(commit: &'m str, message: &'m str) -> impl Iterator<Item = Allowance> + 'm {
    const KEY: &str = "privguide-allow";
    message.lines().filter_map(move |line| {
        let (key, value) = line.split_once([':', '：'])?;
        let (kind, reason) = value.split_once([':', '：'])?;
        let (kind, reason) = (kind.trim(), reason.trim());
        let given = key.trim().eq_ignore_ascii_case(KEY) && !kind.is_empty() && !reason.is_empty();
        given.then(|| Allowance {
            commit: commit.to_owned(),
            kind: kind.to_owned(),
            reason: reason.to_owned(),
        })
    })
}

/// The `git log` format for the fields of a [`Bringer`].
pub(crate) const FORMAT: [&str; 3] =
    ["--no-show-signature", "--no-color", "--format=%H%x00%h%x00%as%x00%s"];

pub(crate) fn bringer(line: &str) -> Option<Bringer> {
    let mut fields = line.splitn(4, '\0').map(str::to_owned);
    let commit = ObjectId::parse(&fields.next()?)?;
    Some(Bringer { commit, short: fields.next()?, date: fields.next()?, summary: fields.next()? })
}

/// Parses `git blame --porcelain` for one line: its commit, unless it is the older end of the
/// history (`boundary`) or not committed.
fn blamed(porcelain: &str) -> Option<ObjectId> {
    let header: Vec<&str> = porcelain.lines().take_while(|line| !line.starts_with('\t')).collect();
    let commit = ObjectId::parse(header.first()?.split(' ').next()?)?;
    (!commit.is_zero() && !header.contains(&"boundary")).then_some(commit)
}

#[cfg(test)]
mod tests {
    use super::{allowed, blamed, same_line};

    #[test]
    fn an_allowance_names_its_kind_and_its_reason() {
        let text = "title\n\nPrivguide-Allow: level: agreed with 法务\nprivguide-allow：baseline：adopted\n\
                    Privguide-Allow: level:\nPrivguide-Allow: program\n  not: Privguide-Allow: x: y\n";
        let found: Vec<(String, String)> =
            allowed("1", text).map(|one| (one.kind, one.reason)).collect();
        let pair = |kind: &str, reason: &str| (kind.to_owned(), reason.to_owned());
        assert_eq!(found, [pair("level", "agreed with 法务"), pair("baseline", "adopted")]);
    }

    #[test]
    fn a_line_on_disk_is_found_in_the_commit_unless_it_is_new() {
        let (older, newer) = ("a\nb\nc\n", "a\nnew\nnewer\nb\nc\r\n");
        let lines: Vec<Option<u32>> = (0..=6).map(|line| same_line(older, newer, line)).collect();
        assert_eq!(lines, [None, Some(1), None, None, Some(2), Some(3), None]);
        assert_eq!(same_line("", "a\n", 1), None);
        assert_eq!(same_line("a\na\n", "a\na\na\n", 3), None);
    }

    #[test]
    fn only_commits_of_the_history_count() {
        let id = "a".repeat(40);
        let text = |id: &str, more: &str| {
            format!(
                "{id} 3 7 1\nauthor A\nsummary about a boundary\n{more}filename x\n\tboundary\n"
            )
        };
        assert_eq!(blamed(&text(&id, "")).expect("a commit").to_string(), id);
        assert_eq!(blamed(&text(&id, "boundary\n")), None);
        assert_eq!(blamed(&text(&"0".repeat(40), "")), None);
        assert_eq!(blamed(""), None);
    }
}
