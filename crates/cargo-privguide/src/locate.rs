//! Which projects a command line means.
//!
//! A project is a folder with a `privguide.toml`, or a folder that has none yet. In order: `--config`; Cargo flags; a `privguide.toml`
//! in PATH or above it (not beyond the repository); what the Cargo workspace around PATH names; every `privguide.toml` below PATH; PATH
//! itself.

use std::path::{Path, PathBuf};

use privguide::{
    program::{CARGO_OUTPUT, NEVER_ENTERED},
    tree::{SourceTree as _, TreePath, WorkTree},
};

use crate::{arguments::Target, failure::Failure, metadata};

/// The name of the declarations file.
pub const DECLARATIONS: &str = "privguide.toml";

/// One project to work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The folder that is the project's tree, absolute.
    pub folder: PathBuf,
    /// The declarations file in it, if there is one.
    pub declarations: Option<String>,
    /// PATH, absolute: paths in JSON are relative to it.
    pub scanned: PathBuf,
}

/// Finds the projects that the command line means, sorted by folder.
///
/// # Errors
/// When PATH does not exist, a named file is missing, or cargo cannot read the workspace.
pub fn sites(target: &Target) -> Result<Vec<Site>, Failure> {
    let scanned = scanned_folder(target)?;
    if let Some(config) = &target.config {
        return Ok(vec![named(config, scanned)?]);
    }
    let by_cargo = target.workspace || !target.package.is_empty() || target.manifest_path.is_some();
    if by_cargo {
        let folders = metadata::programs(target, &scanned)?;
        if folders.is_empty() {
            return Err(Failure::new("Cargo 工作区没有指明任何小程序", "the Cargo workspace names no Mini Program").help(
                "在 Cargo.toml 里写 [workspace.metadata.privguide] programs = [\"小程序的文件夹\"]",
                "write [workspace.metadata.privguide] programs = [\"folder of the program\"] in Cargo.toml",
            ));
        }
        return Ok(folders.into_iter().map(|folder| site(folder, &scanned)).collect());
    }
    if let Some(folder) = upward(&scanned, DECLARATIONS) {
        return Ok(vec![Site { folder, declarations: Some(DECLARATIONS.to_owned()), scanned }]);
    }
    if upward(&scanned, "Cargo.toml").is_some_and(|folder| folder == scanned) {
        let folders = metadata::programs(target, &scanned)?;
        // Crates lie beside or above the programs they are built for: without declarations of their own, the tree holds both.
        let own = folders.iter().any(|folder| folder.join(DECLARATIONS).is_file() || !folder.starts_with(&scanned));
        if !folders.is_empty() && !own {
            return Ok(vec![Site { folder: scanned.clone(), declarations: None, scanned }]);
        }
        if !folders.is_empty() {
            return Ok(folders.into_iter().map(|folder| site(folder, &scanned)).collect());
        }
    }
    let below = below(&scanned)?;
    if below.is_empty() {
        return Ok(vec![Site { folder: scanned.clone(), declarations: None, scanned }]);
    }
    Ok(below.into_iter().map(|folder| site(folder, &scanned)).collect())
}

fn scanned_folder(target: &Target) -> Result<PathBuf, Failure> {
    let path = target.path.clone().unwrap_or_else(|| PathBuf::from("."));
    let found = std::fs::canonicalize(&path).map_err(|error| {
        Failure::new(format!("找不到 {}：{error}", path.display()), format!("cannot find {}: {error}", path.display()))
            .help("给出小程序所在的文件夹，或在那个文件夹里运行", "name the folder of the Mini Program, or run inside it")
    })?;
    if found.is_dir() { Ok(found) } else { Ok(found.parent().unwrap_or(&found).to_path_buf()) }
}

fn named(config: &Path, scanned: PathBuf) -> Result<Site, Failure> {
    let missing = || {
        Failure::new(
            format!("没有这个声明文件：{}", config.display()),
            format!("no such declarations file: {}", config.display()),
        )
        .help("运行 cargo privguide init 生成一份", "run cargo privguide init to write one")
    };
    let file = std::fs::canonicalize(config).map_err(|_| missing())?;
    let folder = file.parent().ok_or_else(missing)?.to_path_buf();
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(missing)?;
    Ok(Site { folder, declarations: Some(name.to_owned()), scanned })
}

fn site(folder: PathBuf, scanned: &Path) -> Site {
    let declarations = folder.join(DECLARATIONS).is_file().then(|| DECLARATIONS.to_owned());
    Site { folder, declarations, scanned: scanned.to_path_buf() }
}

/// The nearest folder at or above `from` that holds `name`, not beyond the repository it is in.
fn upward(from: &Path, name: &str) -> Option<PathBuf> {
    for folder in from.ancestors() {
        if folder.join(name).is_file() {
            return Some(folder.to_path_buf());
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Every folder below with a declarations file.
fn below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let tree = WorkTree::open(folder)?;
    let enters = |path: &TreePath| path.name() != CARGO_OUTPUT && !NEVER_ENTERED.contains(&path.name());
    let listing = tree.list(&enters);
    let found = listing.files.iter().filter(|path| path.name() == DECLARATIONS);
    Ok(found.map(|path| tree.on_disk(&path.parent())).collect())
}
