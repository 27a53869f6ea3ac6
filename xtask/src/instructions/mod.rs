//! `instructions`: counts the instructions that the program executes in typical situations, and
//! compares them with committed figures.
//!
//! Wall time depends on the machine and its load; the number of executed instructions hardly does.
//! So the program is run with one thread under Valgrind's Callgrind, and the result is compared
//! with `tests/instructions/figures.toml`.

mod measure;
mod samples;

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use toml_edit::DocumentMut;

use self::{
    measure::{SITUATIONS, Situation},
    samples::SAMPLES,
};
use crate::repository;

/// Options of the task.
#[derive(Args)]
pub struct Instructions {
    /// Write the figures in place of the committed ones
    #[arg(long)]
    update: bool,
    /// An executable that is at hand, in place of one that is built for this
    #[arg(long)]
    executable: Option<PathBuf>,
    /// Only samples whose name holds this
    #[arg(long, default_value = "")]
    only: String,
    /// Write what Callgrind collected into this folder, for callgrind_annotate
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Write the samples into this folder and count nothing
    #[arg(long)]
    write: Option<PathBuf>,
}

/// The increase, in thousandths of the committed number, from which the comparison fails.
const TOLERANCE: u64 = 30;

/// Counts, and compares or writes.
///
/// # Errors
/// When Valgrind, git or the build is missing or fails, or a file cannot be read or written.
pub fn run(arguments: &Instructions) -> Result<ExitCode> {
    if let Some(folder) = &arguments.write {
        return write(folder, &arguments.only);
    }
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the committed figures are those of x86_64 Linux: run this there"
    );
    if !has_avx2() {
        // On other processors, text searches use other code, which Valgrind does not hide.
        writeln!(
            std::io::stdout(),
            "nothing is compared: the committed figures are those of a processor with AVX2"
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let executable = match &arguments.executable {
        Some(executable) => executable
            .canonicalize()
            .with_context(|| format!("no executable {}", executable.display()))?,
        None => build()?,
    };
    let path = repository().join("tests/instructions/figures.toml");
    let mut figures: DocumentMut = fs::read_to_string(&path)
        .unwrap_or_default()
        .parse()
        .context("tests/instructions/figures.toml")?;
    let mut worse = 0;
    for sample in SAMPLES.iter().filter(|sample| sample.name.contains(&arguments.only)) {
        let counted = measure::all(&executable, sample, arguments.keep.as_deref())?;
        for (situation, count) in SITUATIONS.iter().zip(counted) {
            let known = figures
                .get(sample.name)
                .and_then(|of| of.get(situation.name()))
                .and_then(toml_edit::Item::as_integer);
            let line = compared(
                sample.name,
                *situation,
                count,
                known.and_then(|known| u64::try_from(known).ok()),
            );
            worse += usize::from(line.is_worse);
            writeln!(std::io::stdout(), "{}", line.text)?;
            if arguments.update {
                figures[sample.name][situation.name()] = toml_edit::value(i64::try_from(count)?);
            }
        }
    }
    if arguments.update {
        fs::write(&path, figures.to_string())
            .with_context(|| format!("writing {}", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    if worse > 0 {
        bail!(
            "{worse} figures grew by more than {}.{} %. Find out why (--keep FOLDER, then callgrind_annotate); where the work is worth it, write \
             them down with cargo xtask instructions --update and say why in the commit",
            TOLERANCE / 10,
            TOLERANCE % 10
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the samples, so that other tools can measure them.
fn write(folder: &Path, only: &str) -> Result<ExitCode> {
    for sample in SAMPLES.iter().filter(|sample| sample.name.contains(only)) {
        for (path, text) in (sample.files)() {
            let file = folder.join(sample.name).join(path);
            fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
            fs::write(&file, text).with_context(|| format!("writing {}", file.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx2() -> bool {
    false
}

/// A figure with the committed one.
struct Line {
    text: String,
    is_worse: bool,
}

fn compared(sample: &str, situation: Situation, count: u64, known: Option<u64>) -> Line {
    let mut text =
        format!("{sample:8} {:10} {:8.1} M instructions", situation.name(), millions(count));
    let Some(known) = known else {
        text += ", no figure is committed";
        return Line { text, is_worse: true };
    };
    let is_worse = count * 1000 > known * (1000 + TOLERANCE);
    let _ = write!(
        text,
        ", {:+.1} % of {:.1} M",
        (millions(count) / millions(known) - 1.0) * 100.0,
        millions(known)
    );
    if is_worse {
        text += ": too many";
    } else if count * (1000 + TOLERANCE) < known * 1000 {
        text += ": fewer; write it down, so that it stays (--update)";
    }
    Line { text, is_worse }
}

#[expect(clippy::cast_precision_loss, reason = "figures to be read")]
fn millions(count: u64) -> f64 {
    count as f64 / 1e6
}

/// Builds the program as for a release, but without the slowest optimisations.
fn build() -> Result<PathBuf> {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--locked",
            "--profile",
            "instructions",
            "--package",
            "cargo-privguide",
        ])
        .current_dir(repository())
        .status()
        .context("starting cargo")?;
    ensure!(status.success(), "the program does not build");
    let target = cargo_metadata::MetadataCommand::new()
        .current_dir(repository())
        .no_deps()
        .exec()?
        .target_directory;
    Ok(Path::new(target.as_str()).join("instructions/cargo-privguide"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_percent_more_are_too_many_and_fewer_are_mentioned() {
        let line = |count| compared("native", Situation::Cold, count, Some(100_000_000));
        assert!(!line(103_000_000).is_worse);
        assert!(line(103_000_001).is_worse);
        assert!(!line(97_500_000).text.contains("fewer"));
        assert!(line(90_000_000).text.contains("fewer"));
        assert!(compared("native", Situation::Cold, 1, None).is_worse);
    }

    #[test]
    fn every_sample_and_situation_has_a_figure() {
        let figures: DocumentMut =
            fs::read_to_string(repository().join("tests/instructions/figures.toml"))
                .expect("a file")
                .parse()
                .expect("TOML");
        for sample in &SAMPLES {
            for situation in SITUATIONS {
                assert!(
                    figures[sample.name][situation.name()].as_integer().is_some(),
                    "{} {}",
                    sample.name,
                    situation.name()
                );
            }
        }
    }
}
