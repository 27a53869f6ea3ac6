//! Determines the projects that a command line selects.
//!
//! A project is a folder with a `privguide.toml`, or a folder that does not have one yet. The first
//! of these that applies is used: `--config`; Cargo options; a `privguide.toml` in PATH or above it
//! (within the repository); the programs that the Cargo manifest in PATH names; every
//! `privguide.toml` below PATH; PATH itself.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use privguide::tree::{TreePath, WorkTree};

use crate::{
    arguments::Target,
    cache::{self, CachedFolders},
    failure::Failure,
    inside, metadata,
};

pub use privguide_fleet::projects::{
    DECLARATIONS, Uncovered, declarations, declared, uncovered_in,
};
use privguide_fleet::{
    manifests::{self, MANIFEST},
    trouble::Trouble,
};

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

/// Finds the projects that the command line selects, sorted by folder.
///
/// # Errors
/// When PATH does not exist, a named file is missing, or cargo cannot read the workspace.
pub fn sites(target: &Target) -> Result<Vec<Site>, Failure> {
    let scanned = scanned_folder(target)?;
    if let Some(config) = &target.config {
        return Ok(vec![named(config, scanned)?]);
    }
    if target.is_by_cargo() {
        let folders = metadata::programs(target, &scanned)?;
        if folders.is_empty() {
            return Err(Failure::new("Cargo 工作区没有指明任何小程序", "the Cargo workspace names no Mini Program").help(
                "在 Cargo.toml 里写 [workspace.metadata.privguide] programs = [\"小程序的文件夹\"]",
                "write [workspace.metadata.privguide] programs = [\"folder of the program\"] in Cargo.toml",
            ));
        }
        return Ok(folders.into_iter().map(|folder| site(folder, &scanned)).collect());
    }
    let named = scanned.join(DECLARATIONS);
    // A broken link counts as an entry, too.
    if std::fs::symlink_metadata(&named).is_ok() && !named.is_file() {
        return Err(Failure::new(
            format!("{DECLARATIONS} 不是普通文件"),
            format!("{DECLARATIONS} is not a regular file"),
        )
        .help("换成文件再运行", "put a file in its place"));
    }
    if let Some(folder) = upward(&scanned, DECLARATIONS) {
        return Ok(vec![Site { folder, declarations: Some(DECLARATIONS.to_owned()), scanned }]);
    }
    let named = named_by_manifest(&scanned)?;
    if !named.is_empty() {
        // Crates are beside or above the programs that they are compiled for: if the program has no
        // declarations, the tree must contain both.
        let own = named
            .iter()
            .any(|folder| folder.join(DECLARATIONS).is_file() || !folder.starts_with(&scanned));
        if !own {
            return Ok(vec![Site { folder: scanned.clone(), declarations: None, scanned }]);
        }
        return Ok(named.into_iter().map(|folder| site(folder, &scanned)).collect());
    }
    let below = below(&scanned, target)?;
    if below.is_empty() {
        return Ok(vec![Site { folder: scanned.clone(), declarations: None, scanned }]);
    }
    Ok(below.into_iter().map(|folder| site(folder, &scanned)).collect())
}

/// The programs that the Cargo manifest in a folder names. The manifest is parsed as data: cargo is
/// not run for an unknown folder.
fn named_by_manifest(scanned: &Path) -> Result<Vec<PathBuf>, Failure> {
    let limit = inside::limit(scanned);
    let within = scanned.strip_prefix(&limit).ok().and_then(TreePath::of_system);
    let (true, Some(folder)) = (scanned.join(MANIFEST).is_file(), within) else {
        return Ok(Vec::new());
    };
    let tree = WorkTree::open(&limit)?;
    let on_disk = |program: TreePath| {
        let found = std::fs::canonicalize(tree.on_disk(&program))
            .map_err(|_| metadata::missing(MANIFEST, program.as_str()))?;
        // A link may lead out although the path itself does not.
        let inside = found.starts_with(&limit) && found.is_dir();
        Some(found)
            .filter(|_| inside)
            .ok_or_else(|| manifests::leads_out(MANIFEST, program.as_str()))
    };
    Ok(manifests::named(&tree, &folder)?
        .into_iter()
        .map(on_disk)
        .collect::<Result<_, Trouble>>()?)
}

/// The programs in PATH that no project covers; by their folders relative to PATH.
///
/// # Errors
/// When PATH cannot be read.
pub fn uncovered(target: &Target, sites: &[Site]) -> Result<Uncovered, Failure> {
    let are_below = sites
        .iter()
        .all(|site| site.declarations.is_some() && !site.scanned.starts_with(&site.folder));
    let Some(first) = sites.first().filter(|_| are_below && !target.is_named()) else {
        return Ok(Uncovered::default());
    };
    let inside = |site: &Site| TreePath::of_system(site.folder.strip_prefix(&first.scanned).ok()?);
    let projects: Vec<TreePath> = sites.iter().filter_map(inside).collect();
    Ok(uncovered_in(&WorkTree::open(&first.scanned)?, &projects))
}

fn scanned_folder(target: &Target) -> Result<PathBuf, Failure> {
    let path = target.path.clone().unwrap_or_else(|| PathBuf::from("."));
    let found = std::fs::canonicalize(&path).map_err(|error| {
        Failure::new(
            format!("找不到 {}：{error}", path.display()),
            format!("cannot find {}: {error}", path.display()),
        )
        .help(
            "给出小程序所在的文件夹，或在那个文件夹里运行",
            "name the folder of the Mini Program, or run inside it",
        )
    })?;
    if found.is_dir() {
        return Ok(found);
    }
    if !found.is_file() {
        let shown = path.display();
        return Err(Failure::new(
            format!("{shown} 是管道、套接字或设备，不是文件夹"),
            format!("{shown} is a pipe, socket or device, not a folder"),
        )
        .help("给出小程序所在的文件夹", "name the folder of the Mini Program"));
    }
    Ok(found.parent().unwrap_or(&found).to_path_buf())
}

fn named(config: &Path, scanned: PathBuf) -> Result<Site, Failure> {
    let missing = || {
        Failure::new(
            format!("没有这个声明文件：{}", config.display()),
            format!("no such declarations file: {}", config.display()),
        )
        .help("运行 cargo privguide init 生成一份", "run cargo privguide init to write one")
    };
    if !config.exists() {
        return Err(missing());
    }
    let file = inside::given(config)?;
    let folder = file.parent().ok_or_else(missing)?.to_path_buf();
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(missing)?;
    Ok(Site { folder, declarations: Some(name.to_owned()), scanned })
}

fn site(folder: PathBuf, scanned: &Path) -> Site {
    let declarations = folder.join(DECLARATIONS).is_file().then(|| DECLARATIONS.to_owned());
    Site { folder, declarations, scanned: scanned.to_path_buf() }
}

/// The nearest folder at or above `from`, within its repository, that contains `name`.
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
fn below(folder: &Path, target: &Target) -> Result<Vec<PathBuf>, Failure> {
    let mut tree = WorkTree::open(folder)?;
    let folders = if target.no_cache { None } else { CachedFolders::for_tree(folder) };
    if let (Some(folders), Some(time)) = (&folders, cache::stable_before()) {
        tree = tree.stable_since(time).with_folder_cache(Arc::clone(&folders.cache));
    }
    let declared = declared(&tree);
    if let Some(folders) = folders {
        folders.store();
    }
    Ok(declared.iter().map(|project| tree.on_disk(project)).collect())
}
