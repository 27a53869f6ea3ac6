//! Arguments of the verbs that exchange declarations with the open platform.

use std::path::PathBuf;

use clap::Args;

use super::{Target, format::DiffFormat};

/// `export`
#[derive(Args, Debug)]
pub struct Export {
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `import`
#[derive(Args, Debug)]
pub struct Import {
    /// The saved response; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub response: PathBuf,
    /// Folder of the Mini Program [default: the current folder]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Print the file instead of writing it
    #[arg(long)]
    pub stdout: bool,
    /// Add what privguide.toml does not have yet; comments, order and style stay
    #[arg(long)]
    pub merge: bool,
}

/// `compare`
#[derive(Args, Debug)]
pub struct Compare {
    /// Saved replies, in any order: getprivacysetting, a setprivacysetting request,
    /// get_code_privacy_info
    #[arg(value_name = "REPLY", required = true)]
    pub replies: Vec<PathBuf>,
    /// Folder of the Mini Program [default: the current folder]
    #[arg(long, value_name = "PATH")]
    pub project: Option<PathBuf>,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DiffFormat,
}
