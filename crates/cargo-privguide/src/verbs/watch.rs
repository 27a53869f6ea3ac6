//! `watch`: checks again whenever something changes; if requested, writes the guide first.

use std::{
    collections::BTreeSet,
    io::{IsTerminal as _, Write as _},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::Duration,
};

use notify::{Event, RecursiveMode, Watcher as _};
use privguide::language::Text;

use super::{check, generate};
use crate::{
    Status,
    arguments::{Generate, Watch},
    failure::Failure,
    fleet::refuse_more,
    locate,
    output::Output,
    watching::{QUIET, matters},
};

/// Runs `watch` until it is interrupted.
///
/// # Errors
/// When there is nothing to watch, or the system cannot watch it.
pub fn run(arguments: &Watch, output: &Output) -> Result<Status, Failure> {
    let (sender, receiver) = channel();
    let mut watcher = notify::recommended_watcher(move |event| drop(sender.send(event)))
        .map_err(|error| failed(&error))?;
    refuse_more(&arguments.check.inputs)?;
    for site in locate::sites(&arguments.check.target)? {
        watcher.watch(&site.folder, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
    }
    let mut last = RunOutcome::Nothing;
    loop {
        once(arguments, output, &mut last)?;
        if !wait(&receiver) {
            return Ok(Status::Clean);
        }
    }
}

/// One run. A mistake in a file that is being edited does not end the watch, but a closed output
/// does. A result that is the same as the last one is not shown again.
fn once(arguments: &Watch, output: &Output, last: &mut RunOutcome) -> Result<(), Failure> {
    let written =
        if arguments.generate { write_guide(arguments, output) } else { Ok(Status::Clean) };
    let mut report = Vec::new();
    let outcome = match written.and_then(|_| check::write(&arguments.check, output, &mut report)) {
        Ok(_) => RunOutcome::Report(report),
        Err(failure) if failure.is_broken_pipe() => return Err(failure),
        Err(failure) => RunOutcome::Failure(failure),
    };
    let time = jiff::ZonedDateTime::now().strftime("%H:%M:%S");
    let note = if outcome.is_same(last) {
        Text::new(
            format!("{time}　结果没有变化，等待改动……"),
            format!("{time}  the same result, waiting for changes"),
        )
    } else {
        show(&outcome, output)?;
        Text::new(format!("{time}　等待改动……"), format!("{time}  waiting for changes"))
    };
    output.note(&note, output.language(None));
    *last = outcome;
    Ok(())
}

/// The result of a run.
enum RunOutcome {
    /// There has been no run.
    Nothing,
    /// A report.
    Report(Vec<u8>),
    /// Why there is no report.
    Failure(Failure),
}

impl RunOutcome {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Report(one), Self::Report(other)) => one == other,
            (Self::Failure(one), Self::Failure(other)) => {
                one.message == other.message && one.lines == other.lines && one.help == other.help
            }
            _ => false,
        }
    }
}

/// Shows a result in place of the last one, if output is a terminal.
fn show(outcome: &RunOutcome, output: &Output) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() {
        let mut out = output.results();
        write!(out, "\x1b[2J\x1b[3J\x1b[H")?;
        // A failure is written to another stream.
        out.flush()?;
    }
    match outcome {
        RunOutcome::Nothing => {}
        RunOutcome::Report(report) => {
            let mut out = output.report();
            out.write_all(report)?;
            out.flush()?;
        }
        RunOutcome::Failure(failure) => output.failure(failure),
    }
    Ok(())
}

/// Shows what changes in the guide, then writes it.
fn write_guide(arguments: &Watch, output: &Output) -> Result<Status, Failure> {
    let with = |diff| Generate {
        check: false,
        diff,
        stdout: false,
        target: arguments.check.target.clone(),
    };
    generate::run(&with(true), output)?;
    generate::run(&with(false), output)
}

/// Waits for a change that matters, and then until there are no more changes; false if there can be
/// no further events.
///
/// A saved file is checked almost immediately; later changes start another run. If many files
/// change, for example when a branch is switched, it waits longer, because an intermediate state
/// would be useless.
fn wait(receiver: &Receiver<notify::Result<Event>>) -> bool {
    let mut changed = BTreeSet::new();
    loop {
        match receiver.recv() {
            Ok(Ok(event)) if !matters(&event) => {}
            Ok(event) => break changed.extend(event.into_iter().flat_map(|event| event.paths)),
            Err(_) => return false,
        }
    }
    loop {
        let quiet = if changed.len() <= FEW { BRIEFLY } else { QUIET };
        match receiver.recv_timeout(quiet) {
            Ok(event) if changed.len() <= FEW => {
                changed.extend(event.into_iter().flat_map(|event| event.paths));
            }
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// The time within which an editor writes a file and its own temporary files.
const BRIEFLY: Duration = Duration::from_millis(20);
/// Saving one file changes at most this number of files.
const FEW: usize = 4;

fn failed(error: &notify::Error) -> Failure {
    Failure::new(format!("无法监视：{error}"), format!("cannot watch: {error}"))
}
