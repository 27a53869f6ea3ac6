//! Downloads packages with the npm client.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use super::Package;
use crate::repository;

#[derive(Deserialize)]
struct Packed {
    filename: String,
    version: String,
    integrity: String,
}

/// The folder with the package's content.
///
/// # Errors
/// When npm or tar is missing, there is no network, or the content differs from the pinned one.
pub(super) fn fetch(package: &Package) -> Result<PathBuf> {
    let folder = repository().join("target/corpus").join(format!(
        "{}-{}",
        package.file_name(),
        package.version
    ));
    let mark = folder.join("integrity");
    let content = folder.join("package");
    if fs::read_to_string(&mark).is_ok_and(|known| known == package.integrity) {
        return Ok(content);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let packed = pack(&package.name, &package.version, &folder)?;
    ensure!(
        packed.integrity == package.integrity,
        "{} {} has the content {}, but {} was reviewed",
        package.name,
        package.version,
        packed.integrity,
        package.integrity
    );
    let content = unpack(&packed, &folder)?;
    fs::write(&mark, &package.integrity)?;
    Ok(content)
}

/// The folder to which the package was unpacked.
fn unpack(packed: &Packed, folder: &Path) -> Result<PathBuf> {
    let content = folder.join("package");
    let unpacked = Command::new("tar")
        .arg("-xzf")
        .arg(&packed.filename)
        .current_dir(folder)
        .output()
        .context("starting tar")?;
    ensure!(unpacked.status.success(), "tar: {}", String::from_utf8_lossy(&unpacked.stderr).trim());
    // Every package has a single folder, usually but not always with this name.
    if !content.is_dir() {
        let mut folders =
            fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let only = folders.find(|path| path.is_dir()).context("the package is empty")?;
        fs::rename(only, &content)?;
    }
    Ok(content)
}

/// The folder with the content of the newest version, and that version. It is downloaded each time
/// and never executed.
///
/// # Errors
/// When npm or tar is missing, or there is no network.
pub(super) fn newest(package: &Package) -> Result<(PathBuf, String)> {
    let folder = repository().join("target/corpus").join(format!("{}-newest", package.file_name()));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let packed = pack(&package.name, "latest", &folder)?;
    Ok((unpack(&packed, &folder)?, packed.version))
}

/// Downloads the package with npm; the integrity that npm prints is that of the file it wrote.
fn pack(name: &str, version: &str, folder: &Path) -> Result<Packed> {
    let wanted = format!("{name}@{version}");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["pack", "--json", "--ignore-scripts", "--pack-destination", ".", &wanted])
        .current_dir(folder)
        .output()
        .context("starting npm: is Node.js installed?")?;
    if !output.status.success() {
        bail!("npm could not fetch {wanted}: {}", last_lines(&output.stderr));
    }
    let packed: Vec<Packed> =
        serde_json::from_slice(&output.stdout).context("what npm pack printed")?;
    packed.into_iter().next().context("npm pack printed nothing")
}

fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("error")).take(3).collect();
    lines.join("; ")
}
