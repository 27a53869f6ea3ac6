//! Arguments of `customers`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Target;

/// `customers`
#[derive(Args, Debug)]
pub struct Customers {
    /// The table: CSV, a row for each customer; columns are id, appid, keys of privguide.toml, and
    /// files: overlay, ext
    #[arg(value_name = "FILE")]
    pub table: PathBuf,
    /// The folder to write to; each customer gets one in it
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Write nothing; fail when a file is not up to date
    #[arg(long)]
    pub check: bool,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CustomersFormat,
    /// The template
    #[command(flatten)]
    pub target: Target,
}

/// Report formats of `customers`.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CustomersFormat {
    /// A line for each problem, with the customers that it concerns, and totals.
    #[default]
    Human,
    /// For programs: one line of JSON for each customer.
    Ndjson,
}
