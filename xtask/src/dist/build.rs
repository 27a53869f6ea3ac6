//! Builds executables: for this machine, or for one platform as on the release runners.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use super::table::{Table, Target};
use crate::repository;

/// Builds the executable for this machine; returns the folder that contains it in the layout for
/// `--binaries`. `quick` selects the profile of tests.
pub fn host(table: &Table, quick: bool) -> Result<PathBuf> {
    let output = Command::new("rustc").arg("-vV").output().context("starting rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let triple = text
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV names no host")?;
    let binaries =
        repository().join(if quick { "target/packages-quick" } else { "target/packages-binaries" });
    let target = table.target(triple)?;
    let out = binaries.join(triple);
    if quick {
        cargo(target, &["build"], "debug", &out)?;
        // Debug information is most of the file, which is packed many times. Without binutils,
        // packing only takes longer.
        let _ = Command::new("strip").arg(out.join(target.executable("cargo-privguide"))).status();
    } else {
        cargo(
            target,
            &["build", "--profile", "dist", "--target", triple],
            &format!("{triple}/dist"),
            &out,
        )?;
    }
    Ok(binaries)
}

/// Builds the executable for one platform as the table says.
pub fn one(target: &Target, out: &Path) -> Result<()> {
    let zig = target.build.starts_with("zig");
    let triple = match target.glibc() {
        Some(glibc) if zig => format!("{}.{glibc}", target.triple),
        _ => target.triple.clone(),
    };
    let verb = if zig { "zigbuild" } else { "build" };
    cargo(
        target,
        &[verb, "--profile", "dist", "--target", &triple],
        &format!("{}/dist", target.triple),
        out,
    )
}

/// Runs cargo and copies the result to a folder.
fn cargo(target: &Target, arguments: &[&str], built: &str, out: &Path) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(arguments).args([
        "--locked",
        "--package",
        "cargo-privguide",
        "--bin",
        "cargo-privguide",
    ]);
    // The Visual Studio C runtime is not on every machine.
    if target.is_windows() {
        command.env("RUSTFLAGS", "-Ctarget-feature=+crt-static");
    }
    let shown = arguments.join(" ");
    let status = command
        .current_dir(repository())
        .status()
        .with_context(|| format!("starting cargo {shown}"))?;
    ensure!(status.success(), "cargo {shown} failed");
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| repository().join("target"), PathBuf::from);
    let name = target.executable("cargo-privguide");
    let built = folder.join(built).join(&name);
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    fs::copy(&built, out.join(&name)).with_context(|| format!("copying {}", built.display()))?;
    Ok(())
}
