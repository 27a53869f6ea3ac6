//! Mini Programs that a Cargo workspace names in its metadata.
//!
//! ```toml
//! [workspace.metadata.privguide]   # or [package.metadata.privguide]
//! programs = ["apps/shop"]
//! ```

use std::path::{Path, PathBuf};

use cargo_metadata::{CargoOpt, MetadataCommand};
use serde::Deserialize;

use crate::{arguments::Target, failure::Failure};

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Named {
    #[serde(default)]
    programs: Vec<String>,
}

/// The folders of the programs that the workspace at `folder` names, sorted.
///
/// # Errors
/// When cargo cannot read the workspace, a package is unknown, or the metadata is malformed.
pub fn programs(target: &Target, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut command = MetadataCommand::new();
    command.no_deps().current_dir(folder);
    if let Some(manifest) = &target.manifest_path {
        command.manifest_path(std::path::absolute(manifest)?);
    }
    command.other_options(target.cargo_flags());
    command.features(CargoOpt::SomeFeatures(Vec::new()));
    let metadata = command.exec().map_err(|error| {
        Failure::new(format!("cargo metadata 失败：{error}"), format!("cargo metadata failed: {error}"))
            .help("核对 Cargo.toml，或去掉 Cargo 的选项", "check Cargo.toml, or drop the Cargo options")
    })?;
    let root = metadata.workspace_root.as_std_path();
    let mut folders = Vec::new();
    if target.package.is_empty() {
        collect(&metadata.workspace_metadata, root, "[workspace.metadata.privguide]", &mut folders)?;
    }
    for name in &target.package {
        if !metadata.packages.iter().any(|package| package.name.as_str() == name) {
            return Err(Failure::new(
                format!("工作区里没有名为 {name} 的包"),
                format!("the workspace has no package named {name}"),
            ));
        }
    }
    for package in &metadata.packages {
        if target.package.is_empty() || target.package.iter().any(|name| package.name.as_str() == name) {
            let base = package.manifest_path.parent().map_or(root, |folder| folder.as_std_path());
            collect(&package.metadata, base, "[package.metadata.privguide]", &mut folders)?;
        }
    }
    folders.sort();
    folders.dedup();
    Ok(folders)
}

fn collect(metadata: &serde_json::Value, base: &Path, table: &str, folders: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let Some(value) = metadata.get("privguide") else { return Ok(()) };
    let named = Named::deserialize(value).map_err(|error| {
        Failure::new(format!("{table} 写法有误：{error}"), format!("{table} is malformed: {error}"))
            .help("写成 programs = [\"小程序的文件夹\"]", "write programs = [\"folder of the program\"]")
    })?;
    for program in named.programs {
        let folder = base.join(&program);
        let folder = std::fs::canonicalize(&folder).map_err(|_| {
            Failure::new(
                format!("{table} 指明的文件夹不存在：{program}"),
                format!("{table} names a folder that is not there: {program}"),
            )
        })?;
        folders.push(folder);
    }
    Ok(())
}
