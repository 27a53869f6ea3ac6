//! `dist`: creates all packages of a release from one table. Each package format has a file here;
//! their common contents are in [`Contents`], so that all packages have the same version, licences
//! and executable.

mod archive;
mod build;
mod contents;
mod image;
mod licences;
mod manifests;
mod npm;
mod plan;
mod suite;
pub mod table;
mod wheel;

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use self::{contents::Contents, table::Table};
use crate::repository;

/// What `dist` takes.
#[derive(Args)]
pub struct Dist {
    /// Where the executables of all platforms lie, as TRIPLE/cargo-privguide; without it, this
    /// machine's is built
    #[arg(long, value_name = "DIR")]
    binaries: Option<PathBuf>,
    /// With --binaries: leave out platforms whose executable is not there, instead of failing
    #[arg(long, requires = "binaries")]
    partial: bool,
    /// Build this machine's executable as tests do, in less time; the sizes of packages are not
    /// judged then
    #[arg(long, conflicts_with_all = ["binaries", "build"])]
    quick: bool,
    /// Where packages are written; the folder is emptied first
    #[arg(long, value_name = "DIR", default_value = "target/packages")]
    out: PathBuf,
    /// Print the release workflow's matrix as JSON and do nothing else; with --tag, fail unless the
    /// tag is this version's
    #[arg(long)]
    plan: bool,
    /// The tag that is released, compared with the version
    #[arg(long, requires = "plan")]
    tag: Option<String>,
    /// The repository that releases, as OWNER/NAME, compared with the one in Cargo.toml
    #[arg(long, requires = "plan")]
    repository: Option<String>,
    /// Build the executable of one platform into --out and pack nothing
    #[arg(long, value_name = "TRIPLE", conflicts_with_all = ["binaries", "plan"])]
    build: Option<String>,
    /// Pack, then run a suite on the packages; may be given several times, `all` runs every one
    #[arg(long, value_name = "SUITE", value_parser = suite::names())]
    test: Vec<String>,
}

/// Builds, packs or tests.
///
/// # Errors
/// When something is missing or cannot be built or written.
pub fn run(arguments: &Dist) -> Result<ExitCode> {
    let table = Table::read()?;
    if arguments.plan {
        return plan::run(&table, arguments.tag.as_deref(), arguments.repository.as_deref());
    }
    let out = repository().join(&arguments.out);
    if let Some(triple) = &arguments.build {
        build::one(table.target(triple)?, &out.join(triple))?;
        return Ok(ExitCode::SUCCESS);
    }
    let binaries = match &arguments.binaries {
        Some(folder) => folder.clone(),
        None => build::host(&table, arguments.quick)?,
    };
    pack(&table, &binaries, &out, arguments.binaries.is_some() && !arguments.partial)?;
    suite::run(&arguments.test, &out, arguments.quick)
}

/// Writes every package. `complete` says that no platform may be missing.
fn pack(
    table: &Table,
    binaries: &std::path::Path,
    out: &std::path::Path,
    complete: bool,
) -> Result<()> {
    if out.exists() {
        ensure!(
            out.join(MARK).exists(),
            "{} was not written by cargo xtask dist; it is not emptied",
            out.display()
        );
        fs::remove_dir_all(out).with_context(|| format!("emptying {}", out.display()))?;
    }
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    fs::write(out.join(MARK), &table.version)?;
    let mut all = Vec::new();
    for target in &table.targets {
        match Contents::read(table, target, binaries, complete)? {
            Some(contents) => all.push(contents),
            None if complete => {
                anyhow::bail!(
                    "no executable for {}: {} is incomplete",
                    target.triple,
                    binaries.display()
                )
            }
            None => anstream::eprintln!("dist: no executable for {}: left out", target.triple),
        }
    }
    ensure!(!all.is_empty(), "no executable for any platform in {}", binaries.display());
    npm::write(table, &all, &out.join("npm"))?;
    for contents in &all {
        archive::write(table, contents, &out.join("release"))?;
        wheel::write(table, contents, &out.join("pypi"))?;
    }
    image::write(table, &all, &out.join("image"))?;
    manifests::write(table, &out.join("release"), &out.join("manifests"))?;
    anstream::eprintln!(
        "dist: {} platforms of version {} in {}",
        all.len(),
        table.version,
        out.display()
    );
    Ok(())
}

/// Marks a folder that `dist` may empty.
const MARK: &str = ".privguide-dist";
