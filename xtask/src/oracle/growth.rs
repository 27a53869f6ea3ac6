//! Measures how the work grows: time and memory for sizes n, 2n and 4n, each in a separate process.

use std::{fs, process::Command, time::Instant};

use anyhow::{Context as _, Result, ensure};
use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::scan,
};
use privguide_tests::growth::{GENERATORS, Generator};

use super::report::print_line;

/// The maximum factor by which a doubling may multiply the cost: linear growth, plus a logarithm
/// and noise.
const BOUND: f64 = 2.3;
/// The first size, and the largest size that is tried to exceed the noise.
const SIZES: (usize, usize) = (250, 32_000);
/// A size is large enough if it costs this much more than an empty program: in milliseconds and
/// kilobytes.
const NOISE: (f64, f64) = (150.0, 8_000.0);
/// The number of runs, of which the fastest counts.
const RUNS: usize = 3;

/// The cost of one scan.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// CPU time in milliseconds.
    time: f64,
    /// Peak memory in kilobytes.
    memory: f64,
}

impl Cost {
    fn beyond(self, base: Self) -> Self {
        Self {
            time: (self.time - base.time).max(0.1),
            memory: (self.memory - base.memory).max(1.0),
        }
    }

    fn least(self, other: Self) -> Self {
        Self { time: self.time.min(other.time), memory: self.memory.min(other.memory) }
    }
}

/// Measures every generator; returns the number of those that grow too fast.
pub(super) fn run(only: &str) -> Result<usize> {
    let mut bad = 0;
    print_line(
        "growth: milliseconds and megabytes beyond an empty program, for n, 2n, 4n; the factor of each doubling",
    )?;
    for generator in GENERATORS.iter().filter(|generator| generator.name.contains(only)) {
        let base = measure(generator, 1)?;
        let (n, costs) = sized(generator, base)?;
        let time = costs.map(|cost| cost.time);
        let memory = costs.map(|cost| cost.memory / 1024.0);
        let factors = |all: [f64; 3]| [all[1] / all[0], all[2] / all[1]];
        // The growth of a cost that starts below the noise says nothing.
        let is_fast = |all: [f64; 3], noise: f64| {
            let factors = factors(all);
            (all[0] > noise && factors[0] > BOUND) || (all[1] > noise && factors[1] > BOUND)
        };
        let is_bad = is_fast(time, NOISE.0) || is_fast(memory, NOISE.1 / 1024.0);
        bad += usize::from(is_bad);
        let [first, second] = factors(time);
        let [third, fourth] = factors(memory);
        print_line(&format!(
            "    {} {:24} n = {n:6}: {:8.0} {:8.0} {:8.0} ms ({first:.2} {second:.2}), {:7.1} {:7.1} {:7.1} MB ({third:.2} {fourth:.2})",
            if is_bad { "too fast" } else { "linear  " },
            generator.name,
            time[0],
            time[1],
            time[2],
            memory[0],
            memory[1],
            memory[2],
        ))?;
    }
    print_line(&format!(
        "growth: {bad} of {} kinds grow faster than {BOUND} times a doubling",
        GENERATORS.len()
    ))?;
    Ok(bad)
}

/// The first size whose cost exceeds the noise, with the costs of this size, its double and its
/// quadruple.
fn sized(generator: &Generator, base: Cost) -> Result<(usize, [Cost; 3])> {
    let mut n = SIZES.0;
    loop {
        let first = measure(generator, n)?.beyond(base);
        if first.time >= NOISE.0 || n * 4 >= SIZES.1 {
            let second = measure(generator, n * 2)?.beyond(base);
            let third = measure(generator, n * 4)?.beyond(base);
            return Ok((n, [first, second, third]));
        }
        n *= 2;
    }
}

fn measure(generator: &Generator, n: usize) -> Result<Cost> {
    let this = std::env::current_exe().context("this program's own path")?;
    let mut least: Option<Cost> = None;
    for _ in 0..RUNS {
        let output = Command::new(&this)
            .args(["oracle", "--growth-of", generator.name, "--count", &n.to_string()])
            .env("RAYON_NUM_THREADS", "1")
            .output()
            .context("starting this program again")?;
        ensure!(
            output.status.success(),
            "{}: {}",
            generator.name,
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let mut next = || numbers.next().context("two numbers")?.context("a number");
        let cost = Cost { time: next()?, memory: next()? };
        least = Some(least.map_or(cost, |least| least.least(cost)));
    }
    least.context("a run")
}

/// Runs one scan in a separate process, which prints milliseconds and kilobytes.
pub(super) fn measure_this(name: &str, n: usize) -> Result<()> {
    let generator =
        GENERATORS.iter().find(|generator| generator.name == name).context("no such generator")?;
    let tree = generator.program(n);
    let start = Instant::now();
    let before = computed();
    let found =
        find(&tree, &FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() });
    let program = found.programs.first().context("a program")?;
    let scan = scan(&tree, program, &Catalog::for_kind(program.kind));
    let time = computed()
        .zip(before)
        .map_or(start.elapsed().as_secs_f64() * 1000.0, |(after, before)| after - before);
    ensure!(!scan.uses.is_empty(), "the scan does not see the page's own use");
    print_line(&format!("{time} {}", peak().unwrap_or(0.0)))
}

/// The CPU time of all threads of this process in milliseconds, if the system provides it (Linux).
fn computed() -> Option<f64> {
    let threads = fs::read_dir("/proc/self/task").ok()?;
    let of = |thread: fs::DirEntry| -> Option<f64> {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Some(threads.flatten().filter_map(of).sum::<f64>() / 1e6)
}

/// The peak memory in kilobytes, if the system provides it (Linux).
fn peak() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .ok()
}
