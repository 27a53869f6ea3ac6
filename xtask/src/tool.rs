//! Runs the tool of this repository.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};
use serde::de::DeserializeOwned;

use crate::repository;

/// Runs a verb on a folder and reads the JSON that it prints.
///
/// # Errors
/// When cargo cannot be started, the tool fails, or its output has another form.
pub(crate) fn json<T: DeserializeOwned>(verb: &[&str], folder: &Path) -> Result<T> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "cargo-privguide", "--", "privguide"])
        .args(verb)
        .args(["--format", "json"])
        .arg(folder)
        .current_dir(repository())
        .output()
        .context("running cargo")?;
    ensure!(
        output.status.success(),
        "{} {}: {}",
        verb.join(" "),
        folder.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    serde_json::from_slice(&output.stdout).with_context(|| format!("reading {}", verb.join(" ")))
}
