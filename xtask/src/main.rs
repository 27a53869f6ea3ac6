//! `cargo xtask`: the repository's own tools. Each generator writes, or checks and shows the difference.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

/// The repository's own tools
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write the guides of the sample programs
    Guide {
        /// Write nothing; fail and show the difference when one is not up to date
        #[arg(long)]
        check: bool,
    },
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Guide { check } => guide(check),
    }
}

/// Every sample program with declarations, through the same verb that users run.
fn guide(check: bool) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for program in samples()? {
        let mut arguments = vec![OsString::from("cargo-privguide"), "generate".into()];
        if check {
            arguments.push("--check".into());
        }
        arguments.push(program.into());
        if cargo_privguide::run(arguments) != cargo_privguide::Status::Clean {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn samples() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/programs");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = entry?.path();
        if path.join("privguide.toml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
