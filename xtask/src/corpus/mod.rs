//! `corpus`: scans pinned, published packages and compares the results with reviewed ones.
//!
//! The packages are downloaded with the npm client to `target/corpus`, are never executed, and must
//! have the pinned content. The results are compared with `tests/corpus/<package>.txt`; `--update`
//! rewrites these files, so that the difference can be reviewed. Packages that only contain lists
//! of interface names must not have any use. The catalogue's names are compared with the platform's
//! published typings, both ways: a member that is in no table and on no reviewed list fails.

mod fetch;
mod snapshot;
mod typings;

use std::{fs, io::Write as _, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use privguide::catalog::ProgramKind;
use serde::Deserialize;

use crate::repository;

/// A pinned package.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    name: String,
    version: String,
    integrity: String,
    role: Role,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    kinds: Vec<ProgramKind>,
    #[serde(default)]
    without: Vec<String>,
}

/// The purpose of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Library,
    Trap,
    Typings,
}

#[derive(Deserialize)]
struct Packages {
    package: Vec<Package>,
}

impl Package {
    /// The name as part of a file name: `vant-weapp` for `@vant/weapp`.
    fn file_name(&self) -> String {
        self.name.trim_start_matches('@').replace('/', "-")
    }
}

/// Scans every package.
///
/// # Errors
/// When npm is missing, a package cannot be fetched or has other content, or a file cannot be read.
pub fn run(update: bool) -> Result<ExitCode> {
    let folder = repository().join("tests/corpus");
    let packages = packages()?;
    let mut wrong = 0;
    for package in &packages {
        let content = match fetch::fetch(package) {
            Ok(content) => content,
            Err(error) if std::env::var_os("CI").is_none() => {
                print_line(&format!("skipped: {error:#}"))?;
                print_line(
                    "the corpus needs npm and the network; with CI set this would be a failure",
                )?;
                return Ok(ExitCode::SUCCESS);
            }
            Err(error) => return Err(error),
        };
        let problem = match package.role {
            Role::Typings => typings::check(package, &content)?,
            Role::Library | Role::Trap => snapshot::check(package, &content, &folder, update)?,
        };
        match problem {
            None => print_line(&format!("ok       {} {}", package.name, package.version))?,
            Some(problem) => {
                wrong += 1;
                print_line(&format!("differs  {} {}\n{problem}", package.name, package.version))?;
            }
        }
    }
    if wrong > 0 {
        bail!(
            "{wrong} of {} packages differ; review them, then run `cargo xtask corpus --update`",
            packages.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the tables with the newest typings: so a new interface is noticed in the week in which
/// it appears.
///
/// # Errors
/// When npm is missing, the typings cannot be fetched, or they have a member that was not reviewed.
pub fn newest() -> Result<ExitCode> {
    let mut wrong = 0;
    for package in packages()?.iter().filter(|package| package.role == Role::Typings) {
        let (content, version) = fetch::newest(package)?;
        match typings::check(package, &content)? {
            None => print_line(&format!("ok       {} {version}", package.name))?,
            Some(problem) => {
                wrong += 1;
                print_line(&format!(
                    "differs  {} {version} (pinned: {})\n{problem}",
                    package.name, package.version
                ))?;
            }
        }
    }
    if wrong > 0 {
        bail!(
            "look at each of them: it belongs into a table, into unlisted.toml or into members.txt of crates/privguide/catalog"
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn packages() -> Result<Vec<Package>> {
    let path = repository().join("tests/corpus/packages.toml");
    let text = fs::read_to_string(path).context("reading tests/corpus/packages.toml")?;
    let packages: Packages =
        toml_edit::de::from_str(&text).context("tests/corpus/packages.toml")?;
    Ok(packages.package)
}

fn print_line(line: &str) -> Result<()> {
    Ok(writeln!(anstream::stdout().lock(), "{line}")?)
}
