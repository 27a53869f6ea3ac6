//! The crates of the workspace whose structure is checked.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use cargo_metadata::{MetadataCommand, TargetKind};

use crate::repository;

/// A crate and its root file.
pub struct Member {
    pub name: String,
    pub source: PathBuf,
}

/// The libraries of the workspace, and binaries that have none, sorted by name.
///
/// # Errors
/// When cargo cannot read the workspace.
pub fn members() -> Result<Vec<Member>> {
    let metadata = MetadataCommand::new()
        .current_dir(repository())
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let mut members: Vec<Member> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            let of_kind = |kind: &TargetKind| {
                package.targets.iter().find(|target| target.kind.contains(kind))
            };
            let target = of_kind(&TargetKind::Lib).or_else(|| of_kind(&TargetKind::Bin))?;
            Some(Member { name: package.name.to_string(), source: target.src_path.clone().into() })
        })
        .collect();
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(members)
}
