//! The `cargo privguide` subcommand: arguments, one file per verb, one file per report format.
//!
//! This crate is the only one that prints, ends a process, and looks at the environment. All judgement is in `privguide`.

mod above;
mod arguments;
mod cache;
mod cargo;
mod dependencies;
mod excerpt;
mod failure;
mod inside;
mod judges;
mod locale;
mod locate;
mod manifests;
mod metadata;
mod output;
mod progress;
mod question;
mod report;
mod revision;
mod session;
mod status;
mod terminal;
mod verbs;
mod write;

use std::{ffi::OsString, io::Write as _};

pub use arguments::command;
use arguments::{Asked, Called};
use failure::Failure;
pub use status::Status;

/// Runs the command line and returns how it went. Results go to standard output, everything else to standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let (called, words) = Called::of(arguments);
    let (asked, common) = arguments::read(words, called);
    let output = output::Output::new(&common, called);
    let ended = match asked {
        Asked::Run(line) => verbs::run(*line, &output),
        Asked::Text(text) => output.results().write_all(text.as_bytes()).map(|()| Status::Clean).map_err(Failure::from),
        Asked::Mistake(failure) => Err(failure),
    };
    match ended {
        Ok(status) => status,
        Err(failure) if failure.is_broken_pipe() => Status::Clean,
        Err(failure) => {
            output.failure(&failure);
            Status::Failed
        }
    }
}
