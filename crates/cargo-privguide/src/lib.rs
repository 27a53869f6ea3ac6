//! The `cargo privguide` subcommand: arguments, one file per verb, one file per report format.
//!
//! Only this crate prints, ends the process and reads the environment. All analysis is in
//! `privguide`.

mod above;
mod arguments;
mod cache;
mod cargo;
mod customers;
mod dependencies;
mod excerpt;
mod failure;
mod fleet;
mod inside;
mod judges;
mod locale;
mod locate;
mod lsp;
mod metadata;
mod output;
mod progress;
mod question;
mod report;
mod revision;
mod session;
mod terminal;
mod verbs;
mod watching;
mod write;

use std::{ffi::OsString, io::Write as _};

pub use arguments::command;
use arguments::{Asked, Called};
use failure::Failure;
pub use privguide_fleet::{Status, schema as ndjson_schema};
pub use verbs::schema::declarations as declarations_schema;

/// From now on, a panic on any thread ends the run with the exit code of an internal error. The
/// message is in both languages, because it is made to be copied into a bug report.
pub fn end_faults_with_a_message() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        usual(fault);
        let message = "privguide：程序内部出错，请把上面的内容连同 cargo-privguide --version --verbose 的输出报告给开发者\n\
                    privguide: an internal error; please report the above with what cargo-privguide --version --verbose prints\n";
        // Without standard error, the message cannot be shown.
        drop(std::io::stderr().write_all(message.as_bytes()));
        #[expect(clippy::exit, reason = "nothing after a fault can be trusted to end by itself")]
        std::process::exit(i32::from(Status::Failed.code()));
    }));
}

/// Runs the command line and returns its status. Results go to standard output, everything else to
/// standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let (called, words) = Called::from_arguments(arguments);
    let (asked, common) = arguments::read(words, called);
    let output = output::Output::new(&common, called);
    let ended = match asked {
        Asked::Run(line) => verbs::run(*line, &output),
        Asked::Text(text) => output
            .results()
            .write_all(text.as_bytes())
            .map(|()| Status::Clean)
            .map_err(Failure::from),
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

#[cfg(test)]
mod tests {
    use std::process::Command;

    /// The other test runs this in a separate process.
    #[test]
    #[ignore = "ends the process"]
    fn a_fault() {
        super::end_faults_with_a_message();
        drop(std::thread::spawn(|| panic!("on another thread")).join());
    }

    #[test]
    fn a_fault_on_any_thread_is_an_internal_error() {
        let test = std::env::current_exe().expect("a test knows its own path");
        let words = ["tests::a_fault", "--exact", "--ignored", "--nocapture"];
        let output = Command::new(test).args(words).output().expect("it starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(
            message.contains("on another thread")
                && message.contains("内部出错")
                && message.contains("internal error"),
            "{message}"
        );
    }
}
