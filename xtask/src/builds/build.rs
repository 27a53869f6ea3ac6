//! Installs and builds a sample with npm.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Copies a sample and installs the packages in its lock file. Scripts of packages are not run.
/// `installed/` replaces packages that are in no registry. `npm ci` is not used, because it rejects
/// a lock file without the optional packages for other systems, which not every registry has.
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

/// Runs the `build` script of the sample.
pub(crate) fn build(folder: &Path) -> Result<()> {
    npm(folder, &["run", "build"])
}

/// Runs npm.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    node_tool("npm", folder, arguments)
}

/// Runs a tool that comes with Node.js.
pub(crate) fn node_tool(tool: &str, folder: &Path, arguments: &[&str]) -> Result<()> {
    let program = if cfg!(windows) { format!("{tool}.cmd") } else { tool.to_owned() };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        // `production` is only set for the build: during installation, it would leave out build
        // tools.
        .env("NODE_ENV", if arguments.contains(&"run") { "production" } else { "development" })
        .stdin(Stdio::null())
        .output()
        .context("starting a program of Node.js: is it installed?")?;
    if !output.status.success() {
        let printed = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .concat();
        let lines: Vec<&str> = printed.lines().collect();
        let (first, last) = lines.split_at(lines.len().min(20));
        let last = &last[last.len().saturating_sub(20)..];
        bail!("{tool} {} failed:\n{}", arguments.join(" "), [first, last].concat().join("\n"));
    }
    Ok(())
}

/// Copies a folder without files that an in-place build left behind.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        // Left by an in-place build.
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
