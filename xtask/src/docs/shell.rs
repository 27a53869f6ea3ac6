//! Man pages and completions, from the definition of the command line in clap.

use clap::Command;
use clap_complete::Shell;
use privguide::language::Language;

use super::FOLDER;
use crate::generated::Generated;

/// The name of the executable.
const NAME: &str = "cargo-privguide";

/// One man page per verb, and one completion script per shell.
pub fn files() -> Vec<Generated> {
    let mut files = Vec::new();
    let mut command = cargo_privguide::command(Language::En).bin_name(NAME);
    command.build();
    man(&command, NAME, &mut files);
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
        let mut text = Vec::new();
        clap_complete::generate(
            shell,
            &mut cargo_privguide::command(Language::En),
            NAME,
            &mut text,
        );
        let text = String::from_utf8(text).expect("completions are text");
        files.push(Generated::new(format!("{FOLDER}/completions/{}", file_name(shell)), text));
    }
    files
}

fn man(command: &Command, name: &str, files: &mut Vec<Generated>) {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text).expect("written to memory");
    let text = String::from_utf8(text).expect("a man page is text");
    files.push(Generated::new(format!("{FOLDER}/man/{name}.1"), text));
    for verb in
        command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
    {
        man(verb, &format!("{name}-{}", verb.get_name()), files);
    }
}

/// The file name that each shell expects.
fn file_name(shell: Shell) -> String {
    match shell {
        Shell::Bash => format!("{NAME}.bash"),
        Shell::Fish => format!("{NAME}.fish"),
        Shell::PowerShell => format!("_{NAME}.ps1"),
        _ => format!("_{NAME}"),
    }
}
