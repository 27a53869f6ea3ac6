//! Suites that test the packages with the programs that install them. They need Node and the
//! package registries, and take minutes.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result};
use clap::builder::PossibleValuesParser;

use crate::repository;

/// The suites; their files are `xtask/dist/test/NAME.test.mjs`.
const SUITES: [&str; 7] = ["packages", "npm", "pypi", "cargo", "image", "ci", "frameworks"];

/// The values of `--test`.
pub fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(SUITES.into_iter().chain(["all"]))
}

/// Runs suites on the packages in a folder.
///
/// # Errors
/// When Node cannot be started.
pub fn run(names: &[String], dist: &Path, quick: bool) -> Result<ExitCode> {
    let chosen: Vec<&str> = SUITES
        .into_iter()
        .filter(|suite| names.iter().any(|name| name == suite || name == "all"))
        .collect();
    if chosen.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let folder = repository().join("xtask/dist/test");
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec", "--test-timeout=2400000"])
        .args(chosen.iter().map(|name| folder.join(format!("{name}.test.mjs"))));
    let own = std::env::current_exe().context("where this program is")?;
    command
        .env("PRIVGUIDE_DIST", dist)
        .env("PRIVGUIDE_REPOSITORY", repository())
        .env("PRIVGUIDE_XTASK", own);
    command.env("PRIVGUIDE_QUICK", if quick { "1" } else { "" });
    let status = command.status().context("starting node, which runs the suites")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
