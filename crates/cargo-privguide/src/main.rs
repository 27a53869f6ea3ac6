//! `cargo privguide`: reads arguments, runs a verb, ends with its status.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_privguide::run(std::env::args_os()).into()
}
