//! The reference of the command line, from its definition in clap.

use clap::{Arg, Command};
use privguide::language::Language;

use super::{
    notice, path,
    table::{code, table},
};
use crate::generated::Generated;

/// The reference in both languages.
pub fn files() -> Vec<Generated> {
    Language::ALL
        .into_iter()
        .map(|language| Generated::new(path("cli", language), page(language)))
        .collect()
}

fn page(language: Language) -> String {
    let mut command = cargo_privguide::command(language);
    command.build();
    let (title, verbs, head) = match language {
        Language::En => ("Command line", "Commands", ["Command", "What it does"]),
        Language::ZhCn => ("命令行", "命令", ["命令", "做什么"]),
    };
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let listed = || command.get_subcommands().filter(|verb| !verb.is_hide_set());
    let rows = listed().map(|verb| vec![format!("[{0}](#{0})", verb.get_name()), about_of(verb)]);
    let mut out = format!(
        "{}\n\n# {title}\n\n{about}\n\n## {verbs}\n\n{}",
        notice(language),
        table(&head, rows)
    );
    for verb in listed() {
        out.push_str(&section(verb, &format!("cargo privguide {}", verb.get_name()), 2, language));
    }
    out
}

fn about_of(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn section(command: &Command, name: &str, depth: usize, language: Language) -> String {
    let heading = "#".repeat(depth);
    let usage = command.clone().bin_name(name).render_usage().to_string();
    let usage = usage
        .trim_start_matches(|c: char| c != ':' && c != '：')
        .trim_start_matches([':', '：', ' '])
        .trim()
        .to_owned();
    let short = name.rsplit(' ').next().unwrap_or(name);
    let mut out =
        format!("\n{heading} {short}\n\n{}\n\n```console\n$ {usage}\n```\n", about_of(command));
    out.push_str(&arguments(command, language));
    for verb in
        command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
    {
        out.push_str(&section(verb, &format!("{name} {}", verb.get_name()), depth + 1, language));
    }
    out
}

fn arguments(command: &Command, language: Language) -> String {
    let head = match language {
        Language::En => ["Argument", "Meaning", "Values"],
        Language::ZhCn => ["参数", "含义", "取值"],
    };
    let shown = command
        .get_arguments()
        .filter(|argument| !argument.is_hide_set() && argument.get_id() != "help");
    let mut shown: Vec<&Arg> = shown.collect();
    shown.sort_by_key(|argument| (!argument.is_positional(), group(argument)));
    format!("\n{}", table(&head, shown.into_iter().map(row)))
}

/// The verb's own options first, then levels, then options for cargo.
fn group(argument: &Arg) -> usize {
    let heading = argument.get_help_heading().unwrap_or("");
    ["Levels", "级别", "Cargo", "传给 Cargo"]
        .iter()
        .position(|known| *known == heading)
        .map_or(0, |at| at + 1)
}

fn row(argument: &Arg) -> Vec<String> {
    let names = argument.get_short().map(|short| format!("-{short}")).into_iter();
    let names: Vec<String> =
        names.chain(argument.get_long().map(|long| format!("--{long}"))).collect();
    let takes_value = argument.get_action().takes_values();
    let value = argument
        .get_value_names()
        .filter(|_| takes_value)
        .map(|names| names.join(" "))
        .unwrap_or_default();
    let name = if argument.is_positional() {
        value
    } else {
        format!("{} {value}", names.join(", ")).trim().to_owned()
    };
    let values = argument.get_possible_values();
    let values: Vec<String> =
        values.iter().filter(|_| takes_value).map(|value| code(value.get_name())).collect();
    vec![
        code(&name),
        argument.get_help().map(ToString::to_string).unwrap_or_default(),
        values.join(", "),
    ]
}
