//! `watch`: checks again whenever something changes, and writes the guide first when asked to.

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

/// Runs `watch`: until it is interrupted.
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
    let mut last = Said::Nothing;
    loop {
        once(arguments, output, &mut last)?;
        if !wait(&receiver) {
            return Ok(Status::Clean);
        }
    }
}

/// One run. A mistake in a file that is being edited does not end the watch; a reader that went
/// away does. What is the same as the last time is not said again.
fn once(arguments: &Watch, output: &Output, last: &mut Said) -> Result<(), Failure> {
    let written =
        if arguments.generate { write_guide(arguments, output) } else { Ok(Status::Clean) };
    let mut report = Vec::new();
    let said = match written.and_then(|_| check::write(&arguments.check, output, &mut report)) {
        Ok(_) => Said::Report(report),
        Err(failure) if failure.is_broken_pipe() => return Err(failure),
        Err(failure) => Said::Failure(failure),
    };
    let time = jiff::ZonedDateTime::now().strftime("%H:%M:%S");
    let note = if said.is_same(last) {
        Text::new(
            format!("{time}　结果没有变化，等待改动……"),
            format!("{time}  the same result, waiting for changes"),
        )
    } else {
        say(&said, output)?;
        Text::new(format!("{time}　等待改动……"), format!("{time}  waiting for changes"))
    };
    output.note(&note, output.language(None));
    *last = said;
    Ok(())
}

/// What a run came to.
enum Said {
    /// There was no run yet.
    Nothing,
    /// A report.
    Report(Vec<u8>),
    /// Why there is none.
    Failure(Failure),
}

impl Said {
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

/// Shows a result in the place of the last one, where there is a terminal.
fn say(said: &Said, output: &Output) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() {
        let mut out = output.results();
        write!(out, "\x1b[2J\x1b[3J\x1b[H")?;
        // A failure goes to another stream.
        out.flush()?;
    }
    match said {
        Said::Nothing => {}
        Said::Report(report) => {
            let mut out = output.report();
            out.write_all(report)?;
            out.flush()?;
        }
        Said::Failure(failure) => output.failure(failure),
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

/// Waits for a change that matters, then for quiet; false when nothing can come any more.
///
/// A file that was saved is checked almost at once: what comes later starts another run. Where many
/// files change, as when a branch is switched, a state in the middle is of no use.
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

/// An editor writes one file, and its own files beside it, within this time.
const BRIEFLY: Duration = Duration::from_millis(20);
/// More files were not changed by saving one.
const FEW: usize = 4;

fn failed(error: &notify::Error) -> Failure {
    Failure::new(format!("无法监视：{error}"), format!("cannot watch: {error}"))
}
