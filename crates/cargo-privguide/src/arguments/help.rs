//! Help that is entirely in one language and as wide as the terminal. The parser's own help breaks
//! lines at spaces only, which Chinese does not have.

use std::fmt::Write as _;

use clap::{Arg, Command};
use privguide::language::Language;
use unicode_width::UnicodeWidthStr as _;

use crate::terminal;

/// If a name is wider, its text is on the next line.
const WIDEST: usize = 32;

/// The help of the command in `words`, of which the first is the program.
pub fn page(
    mut command: Command,
    words: &[std::ffi::OsString],
    language: Language,
    width: usize,
) -> String {
    command.build();
    let (path, command) = named(&command, words);
    let words = Words::in_language(language);
    let mut out = format!("{}\n\n", terminal::wrap(&about(command), width).join("\n"));
    let _ = writeln!(out, "{}{}", heading(words.usage), usage(&path, command, &words));
    let verbs: Vec<(String, String)> = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
        .map(|verb| (verb.get_name().to_owned(), about(verb)))
        .collect();
    section(&mut out, words.commands, &verbs, width);
    let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set());
    let rows = |wanted: &dyn Fn(&Arg) -> bool| {
        shown().filter(|argument| wanted(argument)).map(|it| row(it, &words)).collect::<Vec<_>>()
    };
    section(&mut out, words.arguments, &rows(&Arg::is_positional), width);
    let own = |argument: &Arg| !argument.is_positional() && group(argument).is_none();
    section(&mut out, words.options, &rows(&own), width);
    let mut groups: Vec<&str> = shown().filter_map(group).collect();
    groups.dedup();
    for name in groups {
        let title = format!("{name}{}", words.colon);
        section(&mut out, &title, &rows(&|argument: &Arg| group(argument) == Some(name)), width);
    }
    if command.has_subcommands() && !path.contains("hook") {
        let _ = write!(out, "\n{}\n", terminal::wrap(words.after, width).join("\n"));
    }
    out
}

/// The command in `words`, as text and as a value: `cargo privguide hook install`.
pub fn named<'c>(command: &'c Command, words: &[std::ffi::OsString]) -> (String, &'c Command) {
    let (mut path, mut command) =
        (command.get_bin_name().unwrap_or("cargo-privguide").to_owned(), command);
    for word in words.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(verb) = command.find_subcommand(word) {
            path = format!("{path} {word}");
            command = verb;
        }
    }
    (path, command)
}

/// The words that the help itself uses.
struct Words {
    usage: &'static str,
    commands: &'static str,
    arguments: &'static str,
    options: &'static str,
    colon: &'static str,
    any_option: &'static str,
    any_command: &'static str,
    after: &'static str,
    values: (&'static str, &'static str),
    default: &'static str,
    close: &'static str,
    help: &'static str,
}

impl Words {
    const fn in_language(language: Language) -> Self {
        match language {
            Language::ZhCn => Self {
                usage: "用法：",
                commands: "命令：",
                arguments: "参数：",
                options: "选项：",
                colon: "：",
                any_option: "[选项]",
                any_command: "[命令]",
                after: "不写命令就是 check；help 加命令名显示该命令的选项。",
                values: ("［可选：", "、"),
                default: "［默认：",
                close: "］",
                help: "显示帮助",
            },
            Language::En => Self {
                usage: "Usage: ",
                commands: "Commands:",
                arguments: "Arguments:",
                options: "Options:",
                colon: ":",
                any_option: "[OPTIONS]",
                any_command: "[COMMAND]",
                after: "Without a command: check. help and the name of a command show the options of that command.",
                values: (" [possible: ", ", "),
                default: " [default: ",
                close: "]",
                help: "Show this help",
            },
        }
    }
}

fn heading(text: &str) -> String {
    let style = super::styles();
    format!("{0}{text}{0:#}", style.get_header())
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn group(argument: &Arg) -> Option<&str> {
    argument.get_help_heading().filter(|_| !argument.is_positional())
}

fn usage(path: &str, command: &Command, words: &Words) -> String {
    let mut out = format!("{path} {}", words.any_option);
    for argument in command.get_positionals().filter(|argument| !argument.is_hide_set()) {
        let _ = write!(out, " {}", value(argument));
    }
    if command.has_subcommands() {
        let _ = write!(out, " {}", words.any_command);
    }
    out
}

/// `[PATH]`, `<TOPIC>`
fn value(argument: &Arg) -> String {
    let names = argument.get_value_names().map(|names| names.join(" "));
    let name = names.unwrap_or_else(|| argument.get_id().as_str().to_uppercase());
    let more = if argument.is_positional()
        && argument.get_num_args().is_some_and(|count| count.max_values() > 1)
    {
        "..."
    } else {
        ""
    };
    if argument.is_positional() && !argument.is_required_set() {
        format!("[{name}]{more}")
    } else {
        format!("<{name}>{more}")
    }
}

fn row(argument: &Arg, words: &Words) -> (String, String) {
    let takes = argument.get_action().takes_values();
    let mut text = match argument.get_action() {
        // The parser's own text for this option mentions a longer form of the help.
        clap::ArgAction::Help => words.help.to_owned(),
        _ => argument.get_help().map(ToString::to_string).unwrap_or_default(),
    };
    let values: Vec<String> =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes && !values.is_empty() {
        let _ = write!(text, "{}{}{}", words.values.0, values.join(words.values.1), words.close);
    }
    let defaults: Vec<&str> =
        argument.get_default_values().iter().filter_map(|value| value.to_str()).collect();
    if takes && !defaults.is_empty() {
        let _ = write!(text, "{}{}{}", words.default, defaults.join(","), words.close);
    }
    if argument.is_positional() {
        return (value(argument), text);
    }
    let mut name =
        argument.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    if let Some(long) = argument.get_long() {
        let _ = write!(name, "--{long}");
    }
    if takes {
        let _ = write!(name, " {}", value(argument));
    }
    (name, text)
}

/// A heading and its rows, with the texts aligned in a column.
fn section(out: &mut String, title: &str, rows: &[(String, String)], width: usize) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(out, "\n{}\n", heading(title));
    let column = rows
        .iter()
        .map(|(name, _)| name.width())
        .filter(|width| *width <= WIDEST)
        .max()
        .unwrap_or(WIDEST)
        + 4;
    let style = super::styles();
    let literal = style.get_literal();
    for (name, text) in rows {
        let lines = terminal::wrap(text, width.saturating_sub(column).max(20));
        let mut lines = lines.iter();
        let fits = name.width() + 4 <= column;
        let first = if fits { lines.next().map_or("", String::as_str) } else { "" };
        let gap = if fits { column - name.width() - 2 } else { 0 };
        let _ = writeln!(
            out,
            "{}",
            format!("  {literal}{name}{literal:#}{}{first}", " ".repeat(gap)).trim_end()
        );
        for line in lines {
            let _ = writeln!(out, "{}{line}", " ".repeat(column));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_page(language: Language, width: usize) -> Vec<String> {
        let command = super::super::command(language);
        let mut paths: Vec<Vec<std::ffi::OsString>> = vec![vec!["p".into()]];
        for verb in command.get_subcommands() {
            paths.push(vec!["p".into(), verb.get_name().into()]);
            paths.extend(
                verb.get_subcommands()
                    .map(|it| vec!["p".into(), verb.get_name().into(), it.get_name().into()]),
            );
        }
        paths
            .iter()
            .map(|words| {
                anstream::adapter::strip_str(&page(command.clone(), words, language, width))
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for language in Language::ALL {
            for width in [80, 120] {
                for page in every_page(language, width) {
                    for line in page.lines() {
                        assert!(line.width() <= width, "{width}: {line}");
                    }
                }
            }
        }
    }

    #[test]
    fn chinese_help_is_chinese() {
        for page in every_page(Language::ZhCn, 80) {
            assert!(
                page.contains("用法：") && !page.contains("Usage") && !page.contains("OPTIONS"),
                "{page}"
            );
            for line in page.lines() {
                assert!(!line.contains(", 小") && !line.contains("；；"), "{line}");
            }
        }
    }

    #[test]
    fn arguments_come_in_the_order_in_which_they_are_typed() {
        let command = super::super::command(Language::ZhCn);
        let page = page(command, &["p".into(), "why".into()], Language::ZhCn, 100);
        let page = anstream::adapter::strip_str(&page).to_string();
        assert!(page.contains("why [选项] <内容> [路径]"), "{page}");
    }
}
