//! Reorders the words of a command line as the parser expects them: with the verb first.
//!
//! Users write options before the verb, omit the verb, or type `help VERB`, none of which the
//! parser supports. The definition of the command line itself says which options take a value.

use std::{ffi::OsString, path::Path};

use clap::Command;
use privguide::suggest;

use crate::failure::Failure;

/// The verb if none is given.
const DEFAULT: &str = "check";
/// `help VERB` is equivalent to `VERB --help`.
const HELP: &str = "help";

/// The reordered words; the first is the program.
///
/// # Errors
/// When the word in the place of the verb is neither a verb nor a path.
pub fn in_order(words: Vec<OsString>, command: &Command) -> Result<Vec<OsString>, Failure> {
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_else(|| OsString::from("cargo-privguide"));
    let rest: Vec<OsString> = words.collect();
    let at = first_plain(&rest, command);
    let (options, plain) = rest.split_at(at);
    let asks = |short: &str, long: &str| options.iter().any(|word| word == short || word == long);
    let mut out = vec![program];
    let Some(first) = plain.first().and_then(|word| word.to_str()) else {
        let by_itself = plain.is_empty() && (asks("-h", "--help") || asks("-V", "--version"));
        out.extend((!by_itself).then(|| OsString::from(DEFAULT)));
        out.extend_from_slice(options);
        out.extend_from_slice(plain);
        return Ok(out);
    };
    if asks("-V", "--version") {
        out.push("--version".into());
        return Ok(out);
    }
    if first == HELP {
        out.extend(plain[1..].iter().filter(|word| !is_option(word)).cloned());
        out.push("--help".into());
        return Ok(out);
    }
    if command.find_subcommand(first).is_some() {
        out.push(first.into());
        out.extend_from_slice(options);
        out.extend_from_slice(&plain[1..]);
        return Ok(out);
    }
    if first != "--" && !is_path(first) {
        return Err(unknown(first, command));
    }
    out.push(DEFAULT.into());
    out.extend_from_slice(options);
    out.extend_from_slice(plain);
    Ok(out)
}

/// The index of the first word that is neither an option nor the value of one.
fn first_plain(words: &[OsString], command: &Command) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| is_option(word)) {
        at += if takes_next(word, command) { 2 } else { 1 };
    }
    at.min(words.len())
}

fn is_option(word: &OsString) -> bool {
    word.to_str().is_some_and(|word| word.len() > 1 && word.starts_with('-') && word != "--")
}

/// True for an option whose value is the next word.
fn takes_next(word: &OsString, command: &Command) -> bool {
    let Some(word) = word.to_str() else { return false };
    let same = |argument: &clap::Arg| match word.strip_prefix("--") {
        Some(long) => argument.get_long() == Some(long),
        None => argument
            .get_short()
            .is_some_and(|short| word.strip_prefix('-') == Some(short.to_string().as_str())),
    };
    every_argument(command).any(|argument| same(argument) && argument.get_action().takes_values())
}

fn every_argument(command: &Command) -> Box<dyn Iterator<Item = &clap::Arg> + '_> {
    Box::new(command.get_arguments().chain(command.get_subcommands().flat_map(every_argument)))
}

/// True for a word that can only be a path, or that is an existing path.
fn is_path(word: &str) -> bool {
    word.contains(['/', '\\', '.', ':']) || Path::new(word).exists()
}

fn unknown(word: &str, command: &Command) -> Failure {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).chain([HELP]).collect();
    let begun: Vec<&str> =
        names.iter().copied().filter(|name| word.len() > 1 && name.starts_with(word)).collect();
    let near = match begun[..] {
        [only] => Some(only),
        _ => suggest::nearest(word, names),
    };
    let failure = Failure::new(
        format!("没有 {word} 这个命令，也没有叫这个名字的文件夹"),
        format!("there is no command {word}, and no folder of that name"),
    );
    match near {
        Some(near) => {
            failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?"))
        }
        None => failure.help(
            "cargo privguide --help 列出全部命令",
            "cargo privguide --help lists every command",
        ),
    }
}

/// The value of a long option, wherever it is.
pub(super) fn value_of<'w>(words: &'w [OsString], name: &str) -> Option<&'w str> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix(name) {
            Some("") => return words.next(),
            Some(rest) if rest.starts_with('=') => return rest.strip_prefix('='),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use privguide::language::Language;

    use super::*;

    fn ordered(words: &str) -> Result<String, String> {
        let words =
            std::iter::once("p").chain(words.split_whitespace()).map(OsString::from).collect();
        match in_order(words, &super::super::Arguments::command()) {
            Ok(words) => {
                Ok(words[1..].iter().filter_map(|word| word.to_str()).collect::<Vec<_>>().join(" "))
            }
            Err(failure) => {
                Err(failure.help.iter().map(|help| help.get(Language::En).to_owned()).collect())
            }
        }
    }

    #[test]
    fn options_may_come_first_and_the_verb_may_be_left_out() {
        let cases = [
            ("", "check"),
            (".", "check ."),
            ("--lang zh-CN check", "check --lang zh-CN"),
            ("--lang zh-CN check .", "check --lang zh-CN ."),
            ("--lang=zh-CN scan x", "scan --lang=zh-CN x"),
            ("--format json -A warnings ./shop", "check --format json -A warnings ./shop"),
            ("-Awarnings scan", "scan -Awarnings"),
            ("-q hook --lang en status", "hook -q --lang en status"),
            ("-- --odd", "check -- --odd"),
            ("--lang", "check --lang"),
        ];
        for (given, wanted) in cases {
            assert_eq!(ordered(given).as_deref(), Ok(wanted), "{given}");
        }
    }

    #[test]
    fn help_is_asked_for_in_every_usual_way() {
        for (given, wanted) in [
            ("help", "--help"),
            ("-h", "-h"),
            ("--lang en --help", "--lang en --help"),
            ("help hook install", "hook install --help"),
            ("--lang en help check", "check --help"),
            ("--help scan", "scan --help"),
            ("--version", "--version"),
            ("-V check", "--version"),
        ] {
            assert_eq!(ordered(given).as_deref(), Ok(wanted), "{given}");
        }
    }

    #[test]
    fn a_misspelt_verb_is_no_folder() {
        for (given, wanted) in [
            ("chekc", "check"),
            ("gen", "generate"),
            ("decl", "declare"),
            ("hlep", "help"),
            ("--lang en dif", "diff"),
        ] {
            assert_eq!(ordered(given), Err(format!("did you mean {wanted}?")), "{given}");
        }
        assert_eq!(
            ordered("weather"),
            Err("cargo privguide --help lists every command".to_owned())
        );
    }

    #[test]
    fn an_option_takes_a_value_in_every_verb_or_in_none() {
        let command = super::super::Arguments::command();
        for argument in every_argument(&command).filter(|argument| !argument.is_positional()) {
            let same = |other: &&clap::Arg| {
                other.get_long() == argument.get_long()
                    || (other.get_short().is_some() && other.get_short() == argument.get_short())
            };
            for other in every_argument(&command).filter(same) {
                let (one, two) =
                    (argument.get_action().takes_values(), other.get_action().takes_values());
                assert_eq!(
                    one,
                    two,
                    "--{:?}: options may come before the verb",
                    argument.get_long()
                );
            }
        }
    }
}
