//! `completions` and `man`: shell completions and manual pages, generated from the definition of
//! the command line.

use std::io::Write as _;

use privguide::language::Text;

use crate::{
    Status,
    arguments::{self, Completions, Man},
    failure::Failure,
    output::Output,
};

/// The name of the executable.
const NAME: &str = "cargo-privguide";

/// Runs `completions`.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &Completions, output: &Output) -> Result<Status, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut arguments::command(output.language(None)),
        NAME,
        &mut text,
    );
    output.results().write_all(&text)?;
    Ok(Status::Clean)
}

/// Runs `man`.
///
/// # Errors
/// When there is no such verb, or the output cannot be written.
pub fn man(arguments: &Man, output: &Output) -> Result<Status, Failure> {
    let mut command = arguments::command(output.language(None)).bin_name(NAME);
    command.build();
    let mut page = &command;
    for name in &arguments.verb {
        page = page.find_subcommand(name).ok_or_else(|| no_verb(name))?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone()).render(&mut text)?;
    output.results().write_all(&text)?;
    Ok(Status::Clean)
}

fn no_verb(name: &str) -> Failure {
    let Text { zh, en } =
        Text::new(format!("没有 {name} 这个命令"), format!("there is no command {name}"));
    Failure::new(zh, en)
        .help("cargo privguide --help 列出全部命令", "cargo privguide --help lists every command")
}
