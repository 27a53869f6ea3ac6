//! Mini Programs that a Cargo workspace names, for the Cargo options `--workspace`, `--package` and
//! `--manifest-path`.

use std::path::{Path, PathBuf};

use privguide_git::trust::boundary;
use serde::Deserialize;

use privguide_fleet::manifests::{MANIFEST, leads_out, malformed};

use crate::{arguments::Target, cargo, failure::Failure, inside};

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Named {
    #[serde(default)]
    programs: Vec<String>,
}

/// The sorted folders of the programs that the workspace around `folder` names.
///
/// # Errors
/// When cargo cannot read the workspace, a package is unknown, the metadata is malformed or leads
/// out of the repository.
pub fn programs(target: &Target, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let manifest = manifest(target, folder)?;
    let metadata = cargo::workspace(&manifest, target.cargo_flags())?;
    let root = metadata.workspace_root.as_std_path();
    // The repository or, outside of one, the workspace; but not a workspace elsewhere that a
    // manifest claims to belong to.
    let own = boundary(manifest.parent().unwrap_or(folder));
    let limit = if own.starts_with(root) { boundary(root) } else { own };
    let mut folders = Vec::new();
    let mut collect =
        |metadata: &serde_json::Value, base: &Path, table: &str| -> Result<(), Failure> {
            let Some(value) = metadata.get("privguide") else { return Ok(()) };
            let named =
                Named::deserialize(value).map_err(|error| malformed(table, &error.to_string()))?;
            for program in named.programs {
                let found = std::fs::canonicalize(base.join(&program))
                    .map_err(|_| missing(table, &program))?;
                folders.push(
                    Some(found)
                        .filter(|found| found.starts_with(&limit))
                        .ok_or_else(|| leads_out(table, &program))?,
                );
            }
            Ok(())
        };
    if target.package.is_empty() {
        collect(&metadata.workspace_metadata, root, "[workspace.metadata.privguide]")?;
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
        if target.package.is_empty()
            || target.package.iter().any(|name| package.name.as_str() == name)
        {
            let base = package.manifest_path.parent().map_or(root, |folder| folder.as_std_path());
            collect(&package.metadata, base, "[package.metadata.privguide]")?;
        }
    }
    folders.sort();
    folders.dedup();
    Ok(folders)
}

/// The manifest to use: the given one, or the nearest at or above the folder, within the
/// repository.
fn manifest(target: &Target, folder: &Path) -> Result<PathBuf, Failure> {
    if let Some(manifest) = &target.manifest_path {
        let shown = manifest.display();
        return Some(inside::given(manifest)?).filter(|manifest| manifest.is_file()).ok_or_else(
            || {
                Failure::new(format!("{shown} 不是文件"), format!("{shown} is not a file"))
                    .help("给出一个 Cargo.toml", "name a Cargo.toml")
            },
        );
    }
    let limit = boundary(folder);
    let within = folder.ancestors().take_while(|above| above.starts_with(&limit));
    let found = within.map(|above| above.join(MANIFEST)).find(|manifest| manifest.is_file());
    inside::given(&found.ok_or_else(|| {
        let shown = folder.display();
        Failure::new(
            format!("{shown} 及其上级没有 {MANIFEST}"),
            format!("no {MANIFEST} in {shown} or above it"),
        )
        .help(
            "用 --manifest-path 指明，或去掉 Cargo 的选项",
            "name it with --manifest-path, or drop the Cargo options",
        )
    })?)
}

/// The failure for a program that a manifest names and that does not exist.
pub fn missing(table: &str, program: &str) -> Failure {
    Failure::new(
        format!("{table} 指明的文件夹不存在：{program}"),
        format!("{table} names a folder that is not there: {program}"),
    )
}
