//! `cargo xtask`: the repository's own tools. Each generator writes its files, or checks them and
//! shows the difference.

mod api;
mod arrows;
mod builds;
mod checkouts;
mod ci;
mod corpus;
mod dist;
mod docs;
mod fixtures;
mod generated;
mod guide;
mod instructions;
mod licences;
mod new_rule;
mod oracle;
mod parity;
mod site;
mod tool;
mod unused;
#[cfg(test)]
mod walkthroughs;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The repository's own tools
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write the guides of the sample programs
    Guide {
        /// Write nothing; fail and show the difference when one is not up to date
        #[arg(long)]
        check: bool,
        /// Write and show the difference again whenever a source or declaration changes
        #[arg(long, conflicts_with = "check")]
        watch: bool,
    },
    /// Write the references, man pages, completions and the schema from code and data
    Docs {
        /// Write nothing; fail and show the difference when one is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Scan published packages and compare with what was reviewed; check the catalogue against the
    /// published typings
    Corpus {
        /// Write the results in place of the reviewed ones
        #[arg(long, conflicts_with = "newest")]
        update: bool,
        /// Only compare the tables with the newest typings that are published, not with the pinned
        /// ones
        #[arg(long)]
        newest: bool,
    },
    /// Run the platform's own tool on projects and compare which files it uploads and uses; needs
    /// npm and the network
    Parity {
        /// Folders with a project.config.json or an app.json
        #[arg(required = true)]
        projects: Vec<PathBuf>,
    },
    /// Scan what other parsers are tested with: every use is found, or the file reported; needs npm
    /// and the network
    Fixtures {
        /// Folders that are at hand, in place of the published packages
        folders: Vec<PathBuf>,
    },
    /// Really run programs and compare what they read of the platform with what is reported; needs
    /// Node.js
    Oracle(oracle::Oracle),
    /// Build the samples in tests/builds with their frameworks' own compilers and compare; needs
    /// npm and the network
    Builds(builds::Builds),
    /// Compare the verdicts on one commit from every checkout, with real packages; needs npm, git
    /// and the network
    Checkouts(checkouts::Checkouts),
    /// Count the program's instructions and compare with the committed figures; needs Valgrind and
    /// git
    Instructions(instructions::Instructions),
    /// Draw which module imports from which; fail on a circle
    Arrows {
        /// Write nothing; fail when the picture is not up to date
        #[arg(long)]
        check: bool,
    },
    /// List the public interface of the core crate
    Api {
        /// Write nothing; fail and show the difference when the list is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Write the documentation as a book in both languages, and build it where mdBook is installed
    Site,
    /// Check the licences of all dependencies against deny.toml
    Licences,
    /// Find dependencies that no source names
    Unused,
    /// Write the files of a new rule, to be filled in
    NewRule {
        /// Its id, in kebab-case: `vague-purpose`
        id: String,
    },
    /// Write every package of a release from xtask/dist/dist.toml, or try them with the programs
    /// that install them
    Dist(dist::Dist),
    /// Run what CI runs
    Ci,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Guide { watch: true, .. } => Ok(guide::watch()),
        Task::Guide { check, .. } => guide::run(check),
        Task::Docs { check } => docs::run(check),
        Task::Corpus { newest: true, .. } => corpus::newest(),
        Task::Corpus { update, .. } => corpus::run(update),
        Task::Parity { projects } => parity::run(&projects),
        Task::Fixtures { folders } => fixtures::run(&folders),
        Task::Oracle(arguments) => oracle::run(&arguments),
        Task::Builds(arguments) => builds::run(&arguments),
        Task::Checkouts(arguments) => checkouts::run(&arguments),
        Task::Instructions(arguments) => instructions::run(&arguments),
        Task::Arrows { check } => arrows::run(check),
        Task::Api { check } => api::run(check),
        Task::Site => site::run().map(|()| ExitCode::SUCCESS),
        Task::Licences => licences::run(),
        Task::Unused => unused::run(),
        Task::NewRule { id } => new_rule::run(&id),
        Task::Dist(arguments) => dist::run(&arguments),
        Task::Ci => ci::run(),
    }
}

/// The folder of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
