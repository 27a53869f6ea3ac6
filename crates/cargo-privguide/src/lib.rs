//! The `cargo privguide` subcommand: arguments, one file per verb, one file per report format.
//!
//! This crate is the only one that prints, ends a process, and looks at the environment. All judgement is in `privguide`.

mod arguments;
mod cache;
mod dependencies;
mod excerpt;
mod failure;
mod locale;
mod locate;
mod metadata;
mod output;
mod report;
mod revision;
mod session;
mod status;
mod verbs;
mod write;

use std::ffi::OsString;

use clap::{FromArgMatches as _, error::ErrorKind};

pub use arguments::command;
pub use status::Status;

/// Runs the command line and returns how it went. Results go to standard output, everything else to standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let arguments = arguments::without_plugin_name(arguments);
    let matches = match command(arguments::early_language(&arguments)).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let shown = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if error.print().is_err() || shown { Status::Clean } else { Status::Failed };
        }
    };
    let line = match arguments::Arguments::from_arg_matches(&matches) {
        Ok(line) => line,
        Err(error) => {
            drop(error.print());
            return Status::Failed;
        }
    };
    let output = output::Output::new(&line.common);
    match verbs::run(line, &output) {
        Ok(status) => status,
        Err(failure) if failure.is_broken_pipe() => Status::Clean,
        Err(failure) => {
            output.failure(&failure);
            Status::Failed
        }
    }
}
