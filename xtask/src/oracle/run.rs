//! Really runs programs: one Node.js process for many of them, each in a realm of its own.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufWriter, Seek as _, Write as _},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{tables::Tables, write::Program};

/// What a run of one program shows.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Run {
    pub(super) accesses: Vec<Access>,
    /// What the program threw.
    pub(super) errors: Vec<String>,
}

/// An interface that was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Access {
    /// As reports write it.
    pub(super) interface: String,
    /// The lines of the program that led to it, innermost first: `file:line`.
    pub(super) stack: Vec<String>,
}

#[derive(Serialize)]
struct Request<'a> {
    files: &'a BTreeMap<String, String>,
    entries: &'a [String],
    /// Milliseconds for each call of the program; 0 for any time.
    timeout: u32,
}

/// So many programs run in one process: a realm is not freed at once.
const BATCH: usize = 1000;

/// Runs programs.
///
/// # Errors
/// When Node.js is missing or fails.
pub(super) fn run(tables: &Tables, programs: &[Program], timeout: u32) -> Result<Vec<Run>> {
    let mut runs = Vec::with_capacity(programs.len());
    for batch in programs.chunks(BATCH) {
        runs.extend(run_batch(tables, batch, timeout)?);
    }
    Ok(runs)
}

fn run_batch(tables: &Tables, programs: &[Program], timeout: u32) -> Result<Vec<Run>> {
    let folder = tempfile::tempdir().context("a temporary folder")?;
    let script = |name: &str, text: &str| -> Result<_> {
        let path = folder.path().join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        Ok(path)
    };
    let runner = script("runner.js", include_str!("runner.js"))?;
    let platform = script("platform.js", include_str!("platform.js"))?;
    let mut requests = BufWriter::new(tempfile::tempfile().context("a temporary file")?);
    serde_json::to_writer(&mut requests, tables).context("the platform's tables")?;
    for program in programs {
        requests.write_all(b"\n")?;
        let request = Request { files: &program.files, entries: &program.entries, timeout };
        serde_json::to_writer(&mut requests, &request).context("a program")?;
    }
    let mut requests = requests.into_inner().context("writing the programs")?;
    requests.rewind().context("reading the programs")?;
    let output = Command::new("node")
        .args(["--experimental-vm-modules", "--no-warnings"])
        .arg(runner)
        .arg(platform)
        .stdin(requests)
        .stderr(Stdio::piped())
        .output()
        .context("starting node: is Node.js 20 or later installed?")?;
    ensure!(output.status.success(), "node failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    let answers = String::from_utf8(output.stdout).context("what node printed")?;
    let runs: Vec<Run> =
        answers.lines().map(|line| serde_json::from_str(line).context("what node printed")).collect::<Result<_>>()?;
    ensure!(runs.len() == programs.len(), "node answered for {} of {} programs", runs.len(), programs.len());
    Ok(runs)
}
