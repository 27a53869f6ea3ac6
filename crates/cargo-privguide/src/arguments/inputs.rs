//! Many inputs in one run.

use std::path::PathBuf;

use clap::Args;

/// What is analysed beside the path of [`super::Target`].
#[derive(Args, Debug, Default)]
pub struct Inputs {
    /// Further folders, archives and revisions (git:PATH@REV), with --format ndjson
    #[arg(value_name = "PATH")]
    pub more: Vec<PathBuf>,
    /// Read more of them from a file, one a line or ended by NUL; - is standard input; with
    /// --format ndjson
    #[arg(id = "inputs_from", long = "inputs-from", value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// Read archives from standard input as a sequence of frames: length and bytes of a name,
    /// length and bytes of the archive; with --format ndjson
    #[arg(long, conflicts_with_all = ["path", "more", "inputs_from"])]
    pub framed: bool,
}
