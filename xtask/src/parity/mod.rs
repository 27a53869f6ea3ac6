//! `parity`: runs the platform's own tool on projects and compares, file by file, with
//! `cargo privguide list files`.
//!
//! This is not part of the usual test run, because the tool has more than a thousand packages. It
//! is installed with the npm client to `target/parity`, with its version and content pinned, and
//! runs offline, with an invented id and no key. Its answers are stored in `tests/official/`; this
//! task is used to measure later versions.

mod compare;
mod ours;
mod tool;

use std::{fs, io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};

/// Compares every project.
///
/// # Errors
/// When the tool cannot be installed or run, or a project contains no program.
pub fn run(projects: &[PathBuf]) -> Result<ExitCode> {
    let tool = tool::install()?;
    let mut equal = 0;
    for project in projects {
        let folder =
            fs::canonicalize(project).with_context(|| format!("opening {}", project.display()))?;
        let programs = ours::programs(&folder)?;
        let mut different = 0;
        for program in &programs {
            let official = tool.ask(&folder, program.kind)?;
            let compared = compare::compare(program, &official);
            different += compared.differences.len();
            print_line(&format!(
                "{:9} {} ({}): {} files, {} used and {} uploaded by the official tool",
                if compared.differences.is_empty() { "equal" } else { "different" },
                project.display(),
                program.root,
                compared.files,
                compared.used,
                compared
                    .uploaded
                    .map_or_else(|| "an unknown number".to_owned(), |count| count.to_string()),
            ))?;
            for note in official.errors() {
                print_line(&format!(
                    "    the official tool fails, so this is not compared: {}",
                    note.lines().next().unwrap_or_default()
                ))?;
            }
            for difference in &compared.differences {
                print_line(&format!("    {difference}"))?;
            }
        }
        equal += usize::from(different == 0);
    }
    print_line(&format!("official parity: {equal} of {} projects equal", projects.len()))?;
    if equal < projects.len() {
        print_line("mend what differs, or explain it in tests/official/README.md")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_line(line: &str) -> Result<()> {
    writeln!(anstream::stdout(), "{line}").context("writing the result")
}
