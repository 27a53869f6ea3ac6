//! `oracle`: runs programs with a platform object that records every access, and compares the
//! accesses with the results of the scan.
//!
//! Call-graph analyses are evaluated in this way: the behaviour of a run is a lower bound of what
//! an analysis must find. The programs are generated (`rows/README.md`), or they are the scripts of
//! real projects. An access that is neither a use nor unresolved on its line, nor in a file that is
//! reported as not analysed, is *silent*.

mod chain;
mod common;
mod growth;
mod judge;
mod projects;
mod record;
mod report;
mod rows;
mod run;
mod shrink;
mod tables;
mod write;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};

use self::{
    chain::Chain,
    judge::{Reported, Verdict},
    report::Report,
    rows::{Kind, Row, Rows},
    run::Run,
    tables::Tables,
    write::Program,
};

/// Run generated programs and compare what they read of the platform with what is reported; needs
/// Node.js
#[derive(clap::Args)]
pub(crate) struct Oracle {
    /// The programs of this seed; the same seed gives the same programs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many programs
    #[arg(long, default_value_t = 1000)]
    count: u64,
    /// Every row of the generator alone, in place of random programs
    #[arg(long)]
    steps: bool,
    /// The scripts of these projects, in place of generated programs: their code is run, in realms
    /// of their own
    #[arg(long, num_args = 1.., conflicts_with = "steps")]
    projects: Vec<PathBuf>,
    /// Write the programs that the everyday tests judge, with what their runs read, to tests/values
    #[arg(long, conflicts_with_all = ["steps", "projects"])]
    record: bool,
    /// How time and memory grow with the program, for the kinds whose name has this text; most
    /// exact when built with --release
    #[arg(long, num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["steps", "projects", "record"])]
    growth: Option<String>,
    /// One scan of this kind of growth, of size `--count`
    #[arg(long, hide = true)]
    growth_of: Option<String>,
    /// Fail when more than so many per cent of the accesses are silent
    #[arg(long, default_value_t = 0.0)]
    max_silent: f64,
    /// Fail when more than so many per cent of the accesses are unresolved
    #[arg(long, default_value_t = 100.0)]
    max_unresolved: f64,
    /// Print so many of the smallest silent programs
    #[arg(long, default_value_t = 3)]
    show: usize,
    /// Make so many of the silent programs smaller, to group them by what they have in common
    #[arg(long, default_value_t = 100)]
    shrink: usize,
}

/// A program with the results of its run and its scan.
struct Tried<'a> {
    chains: Vec<Chain<'a>>,
    run: Run,
    reported: Reported,
}

/// Runs and judges.
///
/// # Errors
/// When Node.js is missing, or a row of the generator cannot be run.
pub(crate) fn run(arguments: &Oracle) -> Result<ExitCode> {
    if let Some(name) = &arguments.growth_of {
        growth::measure_this(name, usize::try_from(arguments.count).context("--count")?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(only) = &arguments.growth {
        return Ok(if growth::run(only)? == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let rows = Rows::read()?;
    let tables = Tables::of_mini_programs();
    if arguments.record {
        return record(&rows, &tables, arguments);
    }
    let report = if arguments.projects.is_empty() {
        let programs = if arguments.steps {
            single(&rows, &tables)
        } else {
            random(&rows, &tables, arguments)
        };
        let tried = try_all(&tables, programs)?;
        let report = Report::new(&tried, &rows);
        report.print()?;
        shrink::print(&rows, &tables, &tried, arguments.shrink, arguments.show)?;
        report
    } else {
        let report = projects::run(&arguments.projects, &tables, &rows)?;
        report.print()?;
        report
    };
    ensure!(
        !arguments.steps || report.idle.is_empty(),
        "rows that do not work, no access was seen:\n{}",
        report.idle.join("\n")
    );
    let is_good =
        report.silent() <= arguments.max_silent && report.unresolved() <= arguments.max_unresolved;
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn record(rows: &Rows, tables: &Tables, arguments: &Oracle) -> Result<ExitCode> {
    record::write("steps.json", tables, record::singles(rows, single(rows, tables)))?;
    let random = random(rows, tables, arguments);
    let named = random
        .into_iter()
        .enumerate()
        .map(|(at, chains)| (format!("seed {} program {at:03}", arguments.seed), chains));
    record::write("generated.json", tables, named.collect())?;
    Ok(ExitCode::SUCCESS)
}

fn random<'a>(rows: &'a Rows, tables: &Tables, arguments: &Oracle) -> Vec<Vec<Chain<'a>>> {
    let seed = |at: u64| arguments.seed.wrapping_mul(1_000_000_007).wrapping_add(at);
    (0..arguments.count).map(|at| chain::random(rows, tables, seed(at))).collect()
}

/// Every row alone, for every kind of value that it supports, as ES module and as CommonJS.
fn single<'a>(rows: &'a Rows, tables: &Tables) -> Vec<Vec<Chain<'a>>> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let interface = &tables.interfaces_of(kind)[0];
        let mut with = |list: &'a [Row], change: &dyn Fn(&mut Chain<'a>, &'a Row)| {
            for row in list.iter().filter(|row| row.carries(kind)) {
                for (is_common, many) in [(false, 3), (true, 13)] {
                    let mut chain = Chain::plain(rows, kind, interface.clone());
                    (chain.is_common, chain.many) = (is_common, many);
                    change(&mut chain, row);
                    if chain.is_possible() {
                        all.push(vec![chain]);
                    }
                }
            }
        };
        with(&rows.sources, &|chain, row| chain.source = row);
        with(&rows.frames, &|chain, row| chain.frame = row);
        with(&rows.sinks, &|chain, row| chain.sink = row);
        with(&rows.steps, &|chain, row| {
            if row.fits_inside(true) {
                chain.frame = if row.awaits { &rows.frames[1] } else { chain.frame };
                chain.inside.push(row);
            } else {
                chain.outside.push(row);
            }
        });
    }
    all
}

fn try_all<'a>(tables: &Tables, programs: Vec<Vec<Chain<'a>>>) -> Result<Vec<Tried<'a>>> {
    let written: Vec<Program> = programs.iter().map(|chains| write::program(chains)).collect();
    let runs = run::run(tables, &written, 0)?;
    let reported: Vec<Reported> =
        written.iter().map(|program| judge::scan_reported(&program.files)).collect();
    Ok(programs
        .into_iter()
        .zip(runs)
        .zip(reported)
        .map(|((chains, run), reported)| Tried { chains, run, reported })
        .collect())
}

impl Tried<'_> {
    /// The verdicts on the accesses of a chain.
    fn verdicts<'b>(&'b self, chain: &'b Chain) -> impl Iterator<Item = Verdict> + 'b {
        let accesses =
            self.run.accesses.iter().filter(|access| access.interface == chain.interface.name);
        accesses.map(|access| self.reported.verdict(access))
    }
}
