//! The matrix of the release workflow, and a check of whether the release may be made.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use serde_json::json;

use super::table::Table;

/// Prints the matrix, one entry for each platform.
///
/// # Errors
/// When the tag or the repository differs from the one in the packages.
pub fn run(table: &Table, tag: Option<&str>, repository: Option<&str>) -> Result<ExitCode> {
    if let Some(tag) = tag {
        ensure!(
            tag == table.tag(),
            "the tag {tag} is not that of version {}: expected {}",
            table.version,
            table.tag()
        );
    }
    if let Some(slug) = repository {
        ensure!(
            slug == table.slug(),
            "Cargo.toml says that the repository is {}, but {slug} makes the release: correct it, then run cargo xtask docs",
            table.slug()
        );
    }
    let entries: Vec<_> = table
        .targets
        .iter()
        .map(|target| json!({ "target": target.triple, "os": target.runner }))
        .collect();
    anstream::println!("{}", json!({ "include": entries }));
    Ok(ExitCode::SUCCESS)
}
