//! `guide`: generates the guides of the sample programs with the real verb.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use cargo_privguide::Status;

use crate::repository;

/// Writes or checks the guide of every sample program with declarations.
///
/// # Errors
/// When the samples cannot be listed.
pub fn run(check: bool) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for program in samples()? {
        let mut arguments = vec![OsString::from("cargo-privguide"), "generate".into()];
        if check {
            arguments.push("--check".into());
        }
        arguments.push(program.into());
        if cargo_privguide::run(arguments) != Status::Clean {
            code = ExitCode::FAILURE;
        }
    }
    if check && code == ExitCode::FAILURE {
        anyhow::bail!("a sample's guide is not up to date: run cargo xtask guide");
    }
    Ok(code)
}

/// Writes the guides again whenever something changes, with the real verb.
pub fn watch() -> ExitCode {
    let samples = repository().join("tests/programs").into_os_string();
    cargo_privguide::run([
        OsString::from("cargo-privguide"),
        "watch".into(),
        "--generate".into(),
        samples,
    ])
    .into()
}

fn samples() -> Result<Vec<PathBuf>> {
    let folder = repository().join("tests/programs");
    let mut found = Vec::new();
    for entry in
        std::fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))?
    {
        let path = entry?.path();
        if path.join("privguide.toml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
