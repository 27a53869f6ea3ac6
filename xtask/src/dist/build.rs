//! Builds executables: this machine's, or one platform's as the release runners do.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use super::table::{Table, Target};
use crate::repository;

/// Builds this machine's executable; the folder that holds it, as `--binaries` wants it.
pub fn host(table: &Table) -> Result<PathBuf> {
    let output = Command::new("rustc").arg("-vV").output().context("starting rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let triple = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    let binaries = repository().join("target/packages-binaries");
    let target = table.target(triple)?;
    cargo(target, &["build"], &binaries.join(triple))?;
    Ok(binaries)
}

/// Builds one platform's executable in the way that the table says.
pub fn one(target: &Target, out: &Path) -> Result<()> {
    if target.build.starts_with("zig") { cargo(target, &["zigbuild"], out) } else { cargo(target, &["build"], out) }
}

fn cargo(target: &Target, verb: &[&str], out: &Path) -> Result<()> {
    let zig = verb == ["zigbuild"];
    let triple = match target.glibc() {
        Some(glibc) if zig => format!("{}.{glibc}", target.triple),
        _ => target.triple.clone(),
    };
    let mut command = Command::new("cargo");
    command.args(verb).args([
        "--profile",
        "dist",
        "--locked",
        "--package",
        "cargo-privguide",
        "--bin",
        "cargo-privguide",
        "--target",
        &triple,
    ]);
    // The C runtime of Visual Studio is not on every machine.
    if target.is_windows() {
        command.env("RUSTFLAGS", "-Ctarget-feature=+crt-static");
    }
    let status = command.current_dir(repository()).status().with_context(|| format!("starting cargo {}", verb.join(" ")))?;
    ensure!(status.success(), "cargo {} for {triple} failed", verb.join(" "));
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from);
    let name = target.executable("cargo-privguide");
    let built = folder.join(&target.triple).join("dist").join(&name);
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    fs::copy(&built, out.join(&name)).with_context(|| format!("copying {}", built.display()))?;
    Ok(())
}
