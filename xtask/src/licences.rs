//! `licences`: checks the licences of all dependencies against the list in `deny.toml`.
//!
//! `cargo deny` reads the same file and checks more; this check needs neither a network nor other
//! programs.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result};
use cargo_metadata::MetadataCommand;
use spdx::{Expression, ParseMode};

use crate::repository;

/// Checks the licences of everything in `Cargo.lock`.
///
/// # Errors
/// When `deny.toml` or the workspace cannot be read.
pub fn run() -> Result<ExitCode> {
    let allowed =
        allowed(&fs::read_to_string(repository().join("deny.toml")).context("reading deny.toml")?)?;
    let metadata = MetadataCommand::new()
        .current_dir(repository())
        .other_options(["--locked".to_owned()])
        .exec()
        .context("cargo metadata")?;
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| {
            !package.license.as_deref().is_some_and(|licence| is_allowed(licence, &allowed))
        })
        .map(|package| {
            format!(
                "{} {}: {}",
                package.name,
                package.version,
                package.license.as_deref().unwrap_or("no licence")
            )
        })
        .collect();
    for line in &refused {
        anstream::eprintln!("{line}");
    }
    anstream::eprintln!(
        "licences: {} packages, {} not allowed by deny.toml",
        metadata.packages.len(),
        refused.len()
    );
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn allowed(deny: &str) -> Result<Vec<String>> {
    let deny: toml_edit::DocumentMut = deny.parse().context("deny.toml")?;
    let list =
        deny["licenses"]["allow"].as_array().context("deny.toml: [licenses] allow is no list")?;
    Ok(list.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else { return false };
    expression.evaluate(|requirement| {
        // `Apache-2.0 WITH LLVM-exception` grants more than `Apache-2.0`.
        requirement.license.id().is_some_and(|id| allowed.iter().any(|name| name == id.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_allowed_when_one_of_its_choices_is() {
        let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
        assert!(is_allowed("GPL-3.0-only OR MIT", &allowed));
        assert!(is_allowed("MIT/Apache-2.0", &allowed), "the old spelling");
        assert!(!is_allowed("MIT AND GPL-3.0-only", &allowed));
        assert!(!is_allowed("LicenseRef-own", &allowed));
    }
}
