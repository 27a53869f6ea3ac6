//! What to analyse: paths, projects, the cache.

use std::path::PathBuf;

use clap::Args;

/// What to analyse: paths, projects, the cache.
#[derive(Args, Clone, Debug, Default)]
pub struct Target {
    /// Folder of the Mini Program [default: the current folder]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// The privguide.toml to use
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Neither read nor write the cache
    #[arg(long)]
    pub no_cache: bool,
    /// Analyse the programs of this Cargo package only
    #[arg(short, long, value_name = "SPEC", help_heading = "Cargo")]
    pub package: Vec<String>,
    /// Analyse the programs of every package of the Cargo workspace
    #[arg(long, help_heading = "Cargo")]
    pub workspace: bool,
    /// Path to Cargo.toml
    #[arg(long, value_name = "FILE", help_heading = "Cargo")]
    pub manifest_path: Option<PathBuf>,
    /// Passed to cargo: do not use the network
    #[arg(long, help_heading = "Cargo")]
    pub offline: bool,
    /// Passed to cargo: do not change Cargo.lock
    #[arg(long, help_heading = "Cargo")]
    pub locked: bool,
    /// Passed to cargo: --offline and --locked
    #[arg(long, help_heading = "Cargo")]
    pub frozen: bool,
}

impl Target {
    /// True if it names the project by more than a folder.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.config.is_some() || self.is_by_cargo()
    }

    /// True if cargo determines where the programs are.
    #[must_use]
    pub fn is_by_cargo(&self) -> bool {
        self.workspace || !self.package.is_empty() || self.manifest_path.is_some()
    }

    /// The flags that are passed to cargo.
    #[must_use]
    pub fn cargo_flags(&self) -> Vec<String> {
        let flags =
            [("--offline", self.offline), ("--locked", self.locked), ("--frozen", self.frozen)];
        flags.iter().filter(|(_, on)| *on).map(|(flag, _)| (*flag).to_owned()).collect()
    }
}
