//! `checkouts`: checks that one commit has the same verdict in every checkout. Samples with real
//! packages from the registry are committed with their record. Then the same commit is judged in
//! all kinds of checkouts, with and without uncommitted files, and all answers are compared byte by
//! byte.
//!
//! This is not part of the usual test run, because the packages are installed from the network.

mod judge;
mod sample;

use std::{io::Write as _, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};

use self::{
    judge::{Answers, Tool},
    sample::{Manager, SAMPLES, Sample},
};

/// Which samples.
#[derive(clap::Args)]
pub struct Checkouts {
    /// Names of samples with their package manager, as `taro-pnpm`; without any, all of them
    names: Vec<String>,
    /// Keep what was installed, and say where
    #[arg(long)]
    keep: bool,
}

/// Judges every sample in every kind of checkout.
///
/// # Errors
/// When npm or git is missing, there is no network, or a sample cannot be prepared.
pub fn run(arguments: &Checkouts) -> Result<ExitCode> {
    let all = || {
        SAMPLES
            .iter()
            .flat_map(|sample| sample.managers.iter().map(move |&manager| (sample, manager)))
    };
    if let Some(unknown) = arguments
        .names
        .iter()
        .find(|name| !all().any(|(sample, manager)| name_of(sample, manager) == **name))
    {
        let names: Vec<String> = all().map(|(sample, manager)| name_of(sample, manager)).collect();
        bail!("there is no sample {unknown:?}: {}", names.join(", "));
    }
    let tool = Tool::built()?;
    let mut failed = false;
    for (sample, manager) in all() {
        let name = name_of(sample, manager);
        if !arguments.names.is_empty() && !arguments.names.contains(&name) {
            continue;
        }
        let folder = tempfile::Builder::new().prefix("privguide-checkouts-").tempdir()?;
        let judgement = judged(&tool, sample, manager, folder.path())
            .with_context(|| format!("the sample {name}"))?;
        failed |= !judgement.differences.is_empty();
        print_line(&format!("{name}: {}", judgement.summary))?;
        for difference in &judgement.differences {
            print_line(&format!("    {difference}"))?;
        }
        if arguments.keep {
            print_line(&format!("    kept in {}", folder.keep().display()))?;
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn name_of(sample: &Sample, manager: Manager) -> String {
    format!("{}-{}", sample.name, manager.name())
}

struct Judgement {
    summary: String,
    differences: Vec<String>,
}

/// Prepares a sample and compares its verdicts.
fn judged(tool: &Tool, sample: &Sample, manager: Manager, folder: &Path) -> Result<Judgement> {
    let work = folder.join("work");
    sample::prepare(tool, sample, manager, &work)?;
    let (record, packages) = sample::record_size(&work)?;
    let committed = from_everywhere(tool, sample, folder)?;
    // The lock file is unchanged, but the sources are edited.
    sample.edit(&work)?;
    let edited = from_everywhere(tool, sample, folder)?;
    let mut differences = committed.differences("as committed");
    differences.extend(edited.differences("with edited sources"));
    if committed.first_is_same_as(&edited) {
        differences.push("the edit of the sources changed no answer: it tests nothing".to_owned());
    }
    let count = committed.len() + edited.len();
    Ok(Judgement {
        summary: format!(
            "{packages} packages recorded in {record} bytes, {count} verdicts compared"
        ),
        differences,
    })
}

/// The answers about the tip of the work tree: in the work tree with and without packages and
/// build, in a clone, from the hook, and in a bare repository.
fn from_everywhere(tool: &Tool, sample: &Sample, folder: &Path) -> Result<Answers> {
    let work = folder.join("work");
    let bare = folder.join("bare.git");
    judge::publish(&work, &bare)?;
    let mut answers = Answers::default();
    let aside = folder.join("aside");
    for has_packages in [true, false] {
        for has_build in [true, false] {
            let moved = sample.hide(&work, &aside, has_packages, has_build)?;
            let from = format!("packages {has_packages}, build {has_build}");
            let asked = answers
                .ask(tool, &work, &from)
                .and_then(|()| answers.push(tool, &work, &bare, &from));
            moved.back()?;
            asked?;
        }
    }
    let clone = folder.join("clone");
    judge::clone(&bare, &clone)?;
    answers.ask(tool, &clone, "a fresh clone")?;
    std::fs::remove_dir_all(&clone)?;
    answers.compare_trees(tool, &work, &bare)?;
    std::fs::remove_dir_all(&bare)?;
    Ok(answers)
}

fn print_line(line: &str) -> Result<()> {
    writeln!(anstream::stdout(), "{line}").context("writing the result")
}
