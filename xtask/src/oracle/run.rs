//! Runs programs: one Node.js process runs many of them, each in its own realm.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufWriter, Seek as _, Write as _},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{tables::Tables, write::Program};

/// The results of running one program.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Run {
    pub(super) accesses: Vec<Access>,
    /// The exceptions of the program.
    pub(super) errors: Vec<String>,
}

/// An interface that was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Access {
    /// Its name in reports.
    pub(super) interface: String,
    /// The call stack in the program, innermost first: `file:line`.
    pub(super) stack: Vec<String>,
}

#[derive(Serialize)]
struct Request<'a> {
    files: &'a BTreeMap<String, String>,
    entries: &'a [String],
    /// The time limit for each call into the program, in milliseconds; 0 for none.
    timeout: u32,
}

/// The number of programs per process, because realms are not freed immediately.
const BATCH: usize = 1000;

/// The time limit for a process: a program may loop where the limit for calls does not apply.
const LONGEST: Duration = Duration::from_mins(10);

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
    let mut answers = tempfile::tempfile().context("a temporary file")?;
    let mut node = Command::new("node")
        .args(["--experimental-vm-modules", "--no-warnings", permissions()?])
        .arg(format!("--allow-fs-read={}", folder.path().join("*").display()))
        .arg(runner)
        .arg(platform)
        .stdin(requests)
        .stdout(answers.try_clone().context("a temporary file")?)
        .stderr(Stdio::inherit())
        .spawn()
        .context(NO_NODE)?;
    let status = wait(&mut node, LONGEST)?.context("it runs for more than ten minutes")?;
    ensure!(status.success(), "node failed: {status}");
    answers.rewind()?;
    let answers = std::io::read_to_string(answers).context("what node printed")?;
    let runs: Vec<Run> = answers
        .lines()
        .map(|line| serde_json::from_str(line).context("what node printed"))
        .collect::<Result<_>>()?;
    ensure!(
        runs.len() == programs.len(),
        "node answered for {} of {} programs",
        runs.len(),
        programs.len()
    );
    Ok(runs)
}

const NO_NODE: &str = "starting node: is Node.js 20 or later installed?";

/// The flags with which this version of Node.js forbids files, programs and threads.
fn permissions() -> Result<&'static str> {
    let output = Command::new("node").arg("--version").output().context(NO_NODE)?;
    let version = String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned();
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(major >= 20, "Node.js 20 or later is needed, and this is {version}");
    Ok(if (major, minor) >= (23, 5) { "--permission" } else { "--experimental-permission" })
}

/// Waits for a process, and kills it after the time limit.
fn wait(process: &mut Child, longest: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < longest {
        if let Some(status) = process.try_wait().context("waiting for node")? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(10));
    }
    process.kill().context("ending node")?;
    process.wait().context("ending node")?;
    Ok(None)
}
