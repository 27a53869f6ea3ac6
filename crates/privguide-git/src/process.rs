//! The only place of the tool that starts a process: `git`, and `cargo metadata` when a Cargo
//! option asks for it. A test of the workspace checks that nothing else does.
//!
//! What is started is a program from outside the scanned repository ([`crate::trust`]), named by
//! its whole path, with a search path in which nothing of the repository is found; and it is waited
//! for only so long.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::trust;

/// A program about to be started, for an untrusted folder.
#[must_use]
pub fn command(program: &Path, scanned: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", trust::search_path_variable(scanned));
    command
}

/// The output of a process that ran to its end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its standard error, without blanks around it.
    pub message: String,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started or waited for.
    #[error(transparent)]
    Start(#[from] std::io::Error),
    /// It did not end in time and was ended.
    #[error("no answer within {} seconds", .0.as_secs())]
    TimedOut(Duration),
}

/// Runs a command to its end, with something on its standard input.
///
/// # Errors
/// When it cannot be started, or is not done in time: then it is ended.
pub fn run(
    command: &mut Command,
    input: Vec<u8>,
    patience: Duration,
) -> Result<Ended, ProcessError> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A child that ends early closes its end: that is its business, not an error of ours.
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

/// Reads a pipe to its end on a thread of its own, so that the reader can stop waiting.
fn collect(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A broken pipe ends the text where it broke; the exit status tells the rest.
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
