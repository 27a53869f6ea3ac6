//! Arguments of the verbs that need git.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::format::DiffFormat;

/// `hook`
#[derive(Args, Debug)]
pub struct Hook {
    /// What to do with the hook.
    #[command(subcommand)]
    pub action: HookAction,
}

/// What to do with the hook.
#[derive(Subcommand, Debug)]
pub enum HookAction {
    /// Install the pre-push hook in this repository
    Install(HookInstall),
    /// Remove the hook and restore the one that was there before
    Uninstall(HookRepository),
    /// Show whether the hook is installed and whether git would run it
    Status(HookRepository),
    /// Called by git: check every ref that is pushed
    Run(HookRun),
}

/// `hook install`
#[derive(Args, Debug)]
pub struct HookInstall {
    /// Write into a hooks folder that several repositories or people share, too
    #[arg(long)]
    pub force: bool,
    /// How to install [default: in git's configuration where git can, else as a file]
    #[arg(long, value_enum, value_name = "METHOD")]
    pub method: Option<HookMethod>,
    /// Which repository
    #[command(flatten)]
    pub repository: HookRepository,
}

/// Which repository.
#[derive(Args, Debug)]
pub struct HookRepository {
    /// A folder of the repository [default: the current folder]
    #[arg(value_name = "PATH")]
    pub repository: Option<PathBuf>,
}

/// How the hook is installed.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookMethod {
    /// `hook.privguide.*` in the repository's git configuration (git 2.54 or later).
    Config,
    /// A file in the hooks folder.
    File,
}

/// `hook run`
#[derive(Args, Debug)]
pub struct HookRun {
    /// The hook
    #[arg(value_enum)]
    pub event: HookEvent,
    /// The version of the calling hook script
    #[arg(long, value_name = "VERSION", hide = true)]
    pub script: Option<u32>,
    /// What git passes to the hook
    #[arg(last = true, value_name = "ARGUMENT")]
    pub git: Vec<OsString>,
}

/// The hooks that exist.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookEvent {
    /// Before anything is sent to a server.
    PrePush,
}

/// `diff`
#[derive(Args, Debug)]
pub struct Diff {
    /// REV: compare it with the files on disk; A..B: compare A with B
    /// [default: where the current branch left its upstream]
    #[arg(value_name = "REV | A..B")]
    pub range: Option<String>,
    /// A folder of the project [default: the current folder]
    #[arg(value_name = "PATH")]
    pub folder: Option<PathBuf>,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DiffFormat,
    /// Exit with 1 if the verdict is at least this serious
    #[arg(long, value_enum, value_name = "VERDICT", num_args = 0..=1, require_equals = true, default_missing_value = "consent")]
    pub exit_code: Option<DiffVerdict>,
}

/// From which verdict on a difference is a failure.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffVerdict {
    /// Users must consent, or the new state itself contains a mistake.
    Consent,
    /// A person has to judge, too.
    Judge,
    /// Users must be notified, too.
    Tell,
}
