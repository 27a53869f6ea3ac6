//! One file per verb.

mod check;
mod compare;
mod completions;
mod customers;
mod declare;
mod diff;
mod edit;
mod explain;
mod export;
mod fix;
mod generate;
mod hook;
mod import;
mod init;
mod list;
mod record;
mod report;
mod scan;
pub mod schema;
mod watch;
mod why;

use crate::{
    Status,
    arguments::{Arguments, Check, Verb},
    failure::Failure,
    lsp,
    output::Output,
};

/// Runs the verb of a command line.
///
/// # Errors
/// When the run cannot continue; findings are not errors.
pub fn run(line: Arguments, output: &Output) -> Result<Status, Failure> {
    match line.verb.unwrap_or_else(|| Verb::Check(Check::default())) {
        Verb::Check(arguments) => check::run(&arguments, output),
        Verb::Generate(arguments) => generate::run(&arguments, output),
        Verb::Scan(arguments) => scan::run(&arguments, output),
        Verb::Init(arguments) => init::run(&arguments, output),
        Verb::Declare(arguments) => declare::run(&arguments, output),
        Verb::Fix(arguments) => fix::run(&arguments, output),
        Verb::Explain(arguments) => explain::run(&arguments, output),
        Verb::List(arguments) => list::run(&arguments, output),
        Verb::Why(arguments) => why::run(&arguments, output),
        Verb::Customers(arguments) => customers::run(&arguments, output),
        Verb::Export(arguments) => export::run(&arguments, output),
        Verb::Import(arguments) => import::run(&arguments, output),
        Verb::Compare(arguments) => compare::run(&arguments, output),
        Verb::Diff(arguments) => diff::run(&arguments, output),
        Verb::Hook(arguments) => hook::run(&arguments, output),
        Verb::Record(arguments) => record::run(&arguments, output),
        Verb::Lsp => lsp::run(output),
        Verb::Schema(arguments) => schema::run(&arguments, output),
        Verb::Report(arguments) => report::run(&arguments, output),
        Verb::Watch(arguments) => watch::run(&arguments, output),
        Verb::Completions(arguments) => completions::run(&arguments, output),
        Verb::Man(arguments) => completions::man(&arguments, output),
    }
}
