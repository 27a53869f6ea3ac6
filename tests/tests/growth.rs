//! Doubling the program about doubles the work. It is counted in steps of the value engine, which
//! do not depend on the load of the machine.

use libtest_mimic::{Arguments, Failed, Trial};
use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::dump_values,
};
use privguide_tests::growth::{GENERATORS, Generator};

/// The maximum number of steps after doubling, in percent of those before: linear growth, plus a
/// logarithm.
const BOUND: u64 = 230;
/// The first size; the others are two and four times as large.
const SIZE: usize = 300;

fn main() -> std::process::ExitCode {
    let trials = GENERATORS
        .iter()
        .map(|generator| Trial::test(generator.name, || grows(generator).map_err(Failed::from)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn grows(generator: &Generator) -> Result<(), String> {
    let steps = [1, 2, 4].map(|times| steps(generator, SIZE * times));
    let is_linear = steps[1] * 100 <= steps[0] * BOUND && steps[2] * 100 <= steps[1] * BOUND;
    if is_linear {
        Ok(())
    } else {
        Err(format!("{steps:?} steps for {SIZE}, twice and four times as many"))
    }
}

/// The last line of the engine's debug output begins with the number of its steps in all rounds and
/// components.
fn steps(generator: &Generator, n: usize) -> u64 {
    let tree = generator.program(n);
    let found =
        find(&tree, &FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() });
    let program = found.programs.first().expect("a program");
    let dump = dump_values(&tree, program, &Catalog::for_kind(program.kind));
    let last = dump.lines().last().and_then(|line| line.strip_prefix("== ")).expect("the summary");
    let steps =
        last.split(' ').next().and_then(|steps| steps.parse().ok()).expect("a number of steps");
    assert!(steps > 0, "the engine did nothing");
    steps
}
