//! `ci`: runs on this machine what CI runs.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::repository;

/// Runs `.ci/run`.
///
/// # Errors
/// When it cannot be started.
pub fn run() -> Result<ExitCode> {
    let status = Command::new("bash")
        .arg(".ci/run")
        .current_dir(repository())
        .status()
        .context("starting .ci/run")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
