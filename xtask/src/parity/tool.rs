//! Installs and runs the official tool.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};
use privguide::catalog::ProgramKind;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::repository;

const NAME: &str = "miniprogram-ci";
const VERSION: &str = "2.1.42";
const INTEGRITY: &str = "sha512-H/bq0Wo6kMbwzcOM4jiYSMuQUkND50+zeyY8EkJuY1TQYijkLbFmNK/CFsFJsJgVcvXZ94wn8Do50YSO/Rv6/w==";

/// The installed tool.
pub(super) struct Tool {
    package: PathBuf,
}

/// Its answers for one project, with paths relative to the program's root.
#[derive(Deserialize)]
pub(super) struct Official {
    used: Answer<Analysis>,
    uploaded: Answer<BTreeSet<String>>,
}

/// An answer, or why there is none.
#[derive(Deserialize)]
struct Answer<T> {
    value: Option<T>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Analysis {
    used: BTreeSet<String>,
}

impl Official {
    /// The files that its analysis reaches.
    pub(super) fn used(&self) -> Option<&BTreeSet<String>> {
        self.used.value.as_ref().map(|analysis| &analysis.used)
    }

    /// The files of the compiled package.
    pub(super) fn uploaded(&self) -> Option<&BTreeSet<String>> {
        self.uploaded.value.as_ref()
    }

    /// The reasons for missing answers.
    pub(super) fn errors(&self) -> impl Iterator<Item = &str> {
        [self.used.error.as_deref(), self.uploaded.error.as_deref()].into_iter().flatten()
    }
}

/// Installs the tool unless it is installed. Nothing in it is executed before its content has been
/// verified.
///
/// # Errors
/// When npm is missing, there is no network, or the content differs from the pinned one.
pub(super) fn install() -> Result<Tool> {
    let folder = repository().join("target/parity").join(VERSION);
    let package = folder.join("node_modules").join(NAME);
    if !package.is_dir() {
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let manifest = json!({ "private": true, "dependencies": { NAME: VERSION } });
        fs::write(folder.join("package.json"), manifest.to_string())?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let status = Command::new(npm)
            .args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .status()
            .context("starting npm: is Node.js installed?")?;
        ensure!(status.success(), "npm could not install {NAME} {VERSION}");
    }
    let lock: Value = serde_json::from_slice(&fs::read(folder.join("package-lock.json"))?)
        .context("package-lock.json")?;
    let installed = &lock["packages"][format!("node_modules/{NAME}")]["integrity"];
    ensure!(
        installed == INTEGRITY,
        "{NAME} {VERSION} has the content {installed}, but {INTEGRITY} was measured"
    );
    Ok(Tool { package })
}

impl Tool {
    /// Runs the tool's analysis and compilation of a project.
    pub(super) fn ask(&self, project: &Path, kind: ProgramKind) -> Result<Official> {
        let script = repository().join("xtask/src/parity/official.js");
        let output = Command::new("node")
            .arg(script)
            .args([&self.package, project])
            .arg(type_name(kind))
            .output()
            .context("starting node: is Node.js installed?")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(answer) = text.lines().find_map(|line| line.strip_prefix("ANSWER ")) else {
            bail!("the official tool gave no answer: {}", String::from_utf8_lossy(&output.stderr));
        };
        serde_json::from_str(answer).context("what the official tool answered")
    }
}

fn type_name(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::MiniProgram => "miniProgram",
        ProgramKind::Plugin => "miniProgramPlugin",
        ProgramKind::MiniGame => "miniGame",
    }
}
