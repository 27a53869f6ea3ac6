//! Reads objects with the `git` program, for repositories that libgit2 cannot read, and for objects
//! that have to be fetched.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use crate::{Git, GitError, ObjectId, process::end};

use super::raw::{Bounds, MAX_BLOB, RawEntry, RawKind, StoreError};

/// The time limit for one object, which may have to be fetched from a server.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program, with idle `cat-file --batch` processes.
#[derive(Debug)]
pub(super) struct Program {
    git: Git,
    shelf: Mutex<Vec<Batch>>,
}

/// A `cat-file --batch` process. A thread reads its output, so that the caller can stop waiting.
#[derive(Debug)]
struct Batch {
    child: Child,
    requests: ChildStdin,
    answers: mpsc::Receiver<Answer>,
}

/// The output for one object.
#[derive(Debug)]
enum Answer {
    Content(Vec<u8>),
    Missing,
    /// Its size.
    TooLarge(u64),
}

impl Program {
    pub fn new(git: Git) -> Self {
        Self { git, shelf: Mutex::new(Vec::new()) }
    }

    pub fn tree(&self, tree: &ObjectId) -> Result<Vec<RawEntry>, GitError> {
        let out = self.git.bytes(&["ls-tree", "-r", "-z", "--full-tree", &tree.to_string()])?;
        let mut bounds = Bounds::default();
        let mut entries = Vec::new();
        for entry in out.split(|&byte| byte == 0).filter_map(|record| raw_entry(record, 2)) {
            bounds
                .count(&entry.path)
                .map_err(|message| GitError::Object { id: tree.to_string(), message })?;
            entries.push(entry);
        }
        Ok(entries)
    }

    pub fn index(&self) -> Result<Vec<RawEntry>, GitError> {
        let out = self.git.bytes(&["ls-files", "--stage", "-z"])?;
        let ours = |record: &&[u8]| {
            let stage = record.split(|&byte| byte == b'\t').next().and_then(|fields| fields.last());
            matches!(stage, Some(b'0' | b'2'))
        };
        Ok(out
            .split(|&byte| byte == 0)
            .filter(ours)
            .filter_map(|record| raw_entry(record, 1))
            .collect())
    }

    pub fn tree_of_commit(&self, commit: &ObjectId) -> Option<ObjectId> {
        ObjectId::parse(
            &self.git.text(&["rev-parse", "--verify", &format!("{commit}^{{tree}}")]).ok()?,
        )
    }

    pub fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, StoreError> {
        let failed = |message: String| StoreError::Failed { id: *id, message };
        let shelved = self.shelf.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut batch = match shelved {
            Some(batch) => batch,
            None => Batch::start(&self.git).map_err(|error| failed(error.to_string()))?,
        };
        // A process that failed is dropped and killed instead of being reused.
        let answer = batch.ask(id).map_err(failed)?;
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        match answer {
            Answer::Content(content) => Ok(content),
            Answer::Missing => Err(StoreError::Missing(*id)),
            Answer::TooLarge(size) => Err(failed(format!("it has {size} bytes and is not read"))),
        }
    }

    /// Fetches objects in one request, as git does before a checkout. If that fails, they are
    /// fetched individually.
    pub fn fetch(&self, remote: &str, ids: &[ObjectId]) {
        let arguments = [
            "-c",
            "fetch.negotiationAlgorithm=noop",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--recurse-submodules=no",
            "--filter=blob:none",
            "--stdin",
            remote,
        ];
        // If this fails, an error occurs when the objects are read.
        let _ = self.git.run_with(&arguments, lines(ids), PATIENCE * 2);
    }

    pub fn sizes(&self, ids: &[ObjectId]) -> Vec<Option<u64>> {
        let Ok(answer) =
            self.git.run_with(&["cat-file", "--batch-check=%(objectsize)"], lines(ids), PATIENCE)
        else {
            return vec![None; ids.len()];
        };
        let text = String::from_utf8_lossy(&answer.out);
        let mut sizes: Vec<Option<u64>> = text.lines().map(|line| line.parse().ok()).collect();
        sizes.resize(ids.len(), None);
        sizes
    }
}

fn lines(ids: &[ObjectId]) -> Vec<u8> {
    ids.iter().flat_map(|id| [id.to_string(), "\n".to_owned()]).collect::<String>().into_bytes()
}

impl Batch {
    fn start(git: &Git) -> std::io::Result<Self> {
        let mut command = git.command(&["cat-file", "--batch"])?;
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let requests = child.stdin.take().expect("stdin is piped");
        let mut out = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            while let Some(answer) = read_answer(&mut out) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, requests, answers })
    }

    fn ask(&mut self, id: &ObjectId) -> Result<Answer, String> {
        writeln!(self.requests, "{id}")
            .and_then(|()| self.requests.flush())
            .map_err(|error| error.to_string())?;
        self.answers.recv_timeout(PATIENCE).map_err(|_| "git cat-file did not answer".to_owned())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Reads one answer; `None` if the process has ended.
fn read_answer(out: &mut BufReader<ChildStdout>) -> Option<Answer> {
    let mut header = String::new();
    if out.read_line(&mut header).ok()? == 0 {
        return None;
    }
    let mut fields = header.trim_end().split(' ').skip(1);
    let (Some(_kind), Some(size)) = (fields.next(), fields.next()) else {
        return Some(Answer::Missing);
    };
    let size: u64 = size.parse().ok()?;
    let mut content = Vec::new();
    if size > MAX_BLOB {
        std::io::copy(&mut out.take(size), &mut std::io::sink()).ok()?;
    } else {
        out.take(size).read_to_end(&mut content).ok()?;
    }
    let mut newline = [0];
    out.read_exact(&mut newline).ok()?;
    Some(if size > MAX_BLOB { Answer::TooLarge(size) } else { Answer::Content(content) })
}

/// Parses `mode … id …<TAB>path`; `id_field` counts from 0.
fn raw_entry(record: &[u8], id_field: usize) -> Option<RawEntry> {
    let tab = record.iter().position(|&byte| byte == b'\t')?;
    let fields: Vec<&str> = std::str::from_utf8(&record[..tab]).ok()?.split(' ').collect();
    let kind = RawKind::from_mode(u32::from_str_radix(fields.first()?, 8).ok()?)?;
    Some(RawEntry {
        path: record[tab + 1..].to_vec(),
        kind,
        id: ObjectId::parse(fields.get(id_field)?)?,
        store: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::{RawKind, raw_entry};

    #[test]
    fn lines_of_ls_tree_and_ls_files_are_read() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let tree = raw_entry(format!("120000 blob {id}\ta b\tc").as_bytes(), 2).expect("an entry");
        assert_eq!((tree.path.as_slice(), tree.kind), (b"a b\tc".as_slice(), RawKind::Link));
        let index = raw_entry(format!("100755 {id} 0\tx").as_bytes(), 1).expect("an entry");
        assert_eq!((index.id.to_string().as_str(), index.kind), (id, RawKind::File));
        assert!(raw_entry(b"", 2).is_none());
    }
}
