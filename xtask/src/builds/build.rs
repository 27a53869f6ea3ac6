//! Installing and building a sample with npm.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Copies a sample and installs what its lock file names. No script of a package runs. `installed/`
/// replaces packages that are in no registry. `npm ci` refuses a lock file without the optional
/// packages of other systems, which not every registry has.
pub(crate) fn install(sample: &Path, folder: &Path) -> Result<()> {
    copy(sample, folder)?;
    npm(folder, &["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"])?;
    let installed = folder.join("installed");
    if installed.is_dir() {
        copy(&installed, &folder.join("node_modules"))?;
        fs::remove_dir_all(&installed)?;
    }
    Ok(())
}

/// Runs the sample's own `build` script.
pub(crate) fn build(folder: &Path) -> Result<()> {
    npm(folder, &["run", "build"])
}

/// Runs npm.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    node_tool("npm", folder, arguments)
}

/// Runs a program that comes with Node.js.
pub(crate) fn node_tool(tool: &str, folder: &Path, arguments: &[&str]) -> Result<()> {
    let program = if cfg!(windows) { format!("{tool}.cmd") } else { tool.to_owned() };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        // Only a build is one for production: there, what builds it would not be installed.
        .env("NODE_ENV", if arguments.contains(&"run") { "production" } else { "development" })
        .stdin(Stdio::null())
        .output()
        .context("starting a program of Node.js: is it installed?")?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .concat();
        let lines: Vec<&str> = said.lines().collect();
        let (first, last) = lines.split_at(lines.len().min(20));
        let last = &last[last.len().saturating_sub(20)..];
        bail!("{tool} {} failed:\n{}", arguments.join(" "), [first, last].concat().join("\n"));
    }
    Ok(())
}

/// Copies a folder without what a build in place left behind.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        // Left behind by a build in place.
        if entry.file_name() == "node_modules" || entry.file_name() == "dist" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(())
}
