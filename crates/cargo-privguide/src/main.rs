//! `cargo privguide`: reads arguments, runs a verb, ends with its status.

use std::process::ExitCode;

/// Scanning allocates a great many small things on every core at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cargo_privguide::end_faults_with_a_message();
    cargo_privguide::run(std::env::args_os()).into()
}
