//! Starts processes; a test of the workspace checks that no other module does. The processes are
//! `git`, and `cargo metadata` if a Cargo option was given.
//!
//! Only programs from outside the scanned repository are started ([`crate::trust`]), by their
//! absolute path, with a search path that does not lead into the repository, and with a time limit.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::trust;

/// A command for a program that is run in an untrusted folder.
#[must_use]
pub fn command(program: &Path, scanned: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", trust::search_path_variable(scanned));
    command
}

/// The result of a completed process.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its standard error, trimmed.
    pub message: String,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started or waited for.
    #[error(transparent)]
    Start(#[from] std::io::Error),
    /// It did not finish in time and was killed.
    #[error("no answer within {} seconds", .0.as_secs())]
    TimedOut(Duration),
}

/// Runs a command to its end, with the given standard input.
///
/// # Errors
/// When it cannot be started, or does not finish in time and is killed.
pub fn run(
    command: &mut Command,
    input: Vec<u8>,
    patience: Duration,
) -> Result<Ended, ProcessError> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // If the child ends early, it closes the pipe; this is not an error.
        thread::spawn(move || stdin.write_all(&input));
    }
    let (out, errors) = (child.stdout.take().map(collect), child.stderr.take().map(collect));
    let Some(Ok(out)) = out.map(|out| out.recv_timeout(patience)) else {
        end(&mut child);
        return Err(ProcessError::TimedOut(patience));
    };
    let status = child.wait()?;
    let message = errors
        .and_then(|errors| errors.recv_timeout(Duration::from_secs(1)).ok())
        .unwrap_or_default();
    Ok(Ended { status, out, message: String::from_utf8_lossy(&message).trim().to_owned() })
}

/// Reads a pipe to its end on a separate thread, so that the caller can stop waiting.
fn collect(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // If the pipe breaks, the text ends there; the exit status shows the problem.
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
