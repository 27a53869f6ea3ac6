//! `builds`: compares the analysis of sources with the output of real compilers. Each sample below
//! `tests/builds` is built with its framework's own tools, in the versions of its lock file. The
//! uses that are found in the sources and in the built output must be the same, file by file.
//!
//! This is not part of the usual test run, because the compilers have hundreds of packages, which
//! npm installs into a separate folder.

pub(crate) mod build;
mod compare;
mod expected;
mod scan;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};

use self::compare::Compared;
use crate::repository;

/// A program below `tests/builds`, and the output folder of its build.
struct Sample {
    name: &'static str,
    output: &'static str,
}

const SAMPLES: &[Sample] = &[
    Sample { name: "uni-app", output: "dist/build/mp-weixin" },
    Sample { name: "taro", output: "dist" },
    Sample { name: "mpx", output: "dist" },
];

/// Which samples.
#[derive(clap::Args)]
pub struct Builds {
    /// Names of samples; without any, all of them
    names: Vec<String>,
    /// Keep what was installed and built, and say where
    #[arg(long)]
    keep: bool,
}

/// Builds the samples and compares.
///
/// # Errors
/// When npm is missing, there is no network, or a build fails.
pub fn run(arguments: &Builds) -> Result<ExitCode> {
    if let Some(unknown) =
        arguments.names.iter().find(|name| !SAMPLES.iter().any(|sample| sample.name == **name))
    {
        let names: Vec<&str> = SAMPLES.iter().map(|sample| sample.name).collect();
        bail!("there is no sample {unknown:?}: {}", names.join(", "));
    }
    let wanted = |sample: &&Sample| {
        arguments.names.is_empty() || arguments.names.iter().any(|name| name == sample.name)
    };
    let mut failed = false;
    for sample in SAMPLES.iter().filter(wanted) {
        let folder = tempfile::Builder::new().prefix("privguide-builds-").tempdir()?;
        let compared =
            judge(sample, folder.path()).with_context(|| format!("the sample {}", sample.name))?;
        failed |= !compared.surprises.is_empty();
        print_line(&compared.summary(sample.name))?;
        for surprise in &compared.surprises {
            print_line(&format!("    {surprise}"))?;
        }
        if arguments.keep {
            print_line(&format!("    kept in {}", folder.keep().display()))?;
        }
    }
    if failed {
        print_line("mend what differs, or say in the sample's differences.txt why it must")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn judge(sample: &Sample, folder: &std::path::Path) -> Result<Compared> {
    let source: PathBuf = repository().join("tests/builds").join(sample.name);
    let expected = expected::read(&source.join("differences.txt"))?;
    build::install(&source, folder)?;
    let sources = scan::scan(folder)?;
    build::build(folder)?;
    let output = scan::scan(&folder.join(sample.output))?;
    Ok(compare::compare(&sources, &output, &expected))
}

fn print_line(line: &str) -> Result<()> {
    writeln!(anstream::stdout(), "{line}").context("writing the result")
}
