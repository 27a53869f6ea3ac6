//! `cargo privguide`: parses arguments, runs a verb and ends with its status.

use std::process::ExitCode;

/// Scanning makes many small allocations on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cargo_privguide::end_faults_with_a_message();
    cargo_privguide::run(std::env::args_os()).into()
}
