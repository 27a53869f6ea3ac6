//! The command line. Help is written in English here and translated in [`zh`].

mod called;
mod customers;
mod format;
mod git;
mod help;
mod inputs;
mod mistake;
mod platform;
mod target;
mod version;
mod words;
mod zh;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, error::ErrorKind,
};
use privguide::{
    language::Language,
    review::{self, LevelSetting, ReviewSettings},
};

use crate::{failure::Failure, terminal};

pub use called::Called;
pub use customers::{Customers, CustomersFormat};
pub use format::{CheckFormat, DiffFormat, Format, Report, ScanFormat, Schema, SchemaOf};
pub use git::{
    Diff, DiffVerdict, Hook, HookAction, HookInstall, HookMethod, HookRepository, HookRun,
};
pub use inputs::Inputs;
pub use platform::{Compare, Export, Import};
pub use target::Target;

/// Keep a WeChat Mini Program's privacy guide true
#[derive(Parser, Debug)]
#[command(name = "cargo-privguide", bin_name = "cargo privguide", version, disable_help_subcommand = true, styles = styles())]
pub struct Arguments {
    /// What to do; `check` when nothing is named.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// What every verb takes.
    #[command(flatten)]
    pub common: Common,
}

/// The verbs.
#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Compare the code with privguide.toml and the guide (the default)
    Check(Check),
    /// List every use of a privacy interface, without judging
    Scan(Scan),
    /// Write the guide, or show what would change
    Generate(Generate),
    /// Write a privguide.toml that lists what the code uses
    Init(Init),
    /// Add what is missing to privguide.toml; comments, order and style stay
    Declare(Declare),
    /// Apply safe fixes to privguide.toml and app.json
    Fix(Fix),
    /// Explain a rule, an information type, an interface, an error number or a configuration key
    Explain(Explain),
    /// List what privguide knows, or what a program contains
    List(List),
    /// Show why an information type, an interface or a file is in the package, and how to remove it
    Why(Why),
    /// Print the declarations as the body of the open platform's setprivacysetting request
    Export(Export),
    /// Write guide, declarations and setprivacysetting request of each customer of a template, from
    /// a table
    Customers(Customers),
    /// Write privguide.toml from a saved getprivacysetting response
    Import(Import),
    /// Compare the code, privguide.toml and saved replies of the platform
    Compare(Compare),
    /// Show what changed since a revision, and whether users must consent again
    Diff(Diff),
    /// Write privguide.lock: which privacy interfaces installed npm packages and a build use
    Record(Record),
    /// Check every push: install, remove, describe or run the git hook
    Hook(Hook),
    /// Check again whenever something changes
    Watch(Watch),
    /// Write one HTML page for a reviewer: verdict, evidence, third parties, changes, sign-off
    Report(HtmlReport),
    /// Serve an editor: the language server protocol over standard input and output
    Lsp,
    /// Print the JSON Schema of privguide.toml, or of another format
    Schema(Schema),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page of a verb
    Man(Man),
}

/// `check`
#[derive(Args, Debug, Default)]
pub struct Check {
    /// Do not report a rule
    #[arg(short = 'A', long = "allow", value_name = "RULE", help_heading = "Levels")]
    pub allow: Vec<String>,
    /// Report a rule as a warning
    #[arg(short = 'W', long = "warn", value_name = "RULE", help_heading = "Levels")]
    pub warn: Vec<String>,
    /// Report a rule as an error; `warnings` means every warning
    #[arg(short = 'D', long = "deny", value_name = "RULE", help_heading = "Levels")]
    pub deny: Vec<String>,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Also write the result to a file, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = Report::parse)]
    pub report: Vec<Report>,
    /// Report only findings that this revision does not have
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// Also report rules, programs or declarations removed since this revision; implied by --base
    #[arg(long, value_name = "REV")]
    pub rules_base: Option<String>,
    /// Compare with the package that a build wrote into this folder
    #[arg(long, value_name = "DIR")]
    pub built: Option<PathBuf>,
    /// Write privguide-baseline.toml: current findings are no longer reported
    #[arg(long)]
    pub write_baseline: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
    /// Many inputs
    #[command(flatten)]
    pub inputs: Inputs,
}

impl Check {
    /// The levels that the command line sets, in the order `-A`, `-W`, `-D`.
    ///
    /// # Errors
    /// When a rule does not exist.
    pub fn settings(&self) -> Result<ReviewSettings, Failure> {
        let given = [
            (&self.allow, LevelSetting::Allow),
            (&self.warn, LevelSetting::Warn),
            (&self.deny, LevelSetting::Deny),
        ];
        let mut settings = ReviewSettings::default();
        for (names, level) in given {
            for name in names {
                if name != "warnings" && review::Rule::named(name).is_none() {
                    return Err(Failure::new(
                        format!("没有名为 {name} 的规则"),
                        format!("there is no rule {name}"),
                    )
                    .help(
                        "cargo privguide list rules 列出全部规则",
                        "cargo privguide list rules shows them all",
                    ));
                }
                settings.levels.push((name.clone(), level));
            }
        }
        Ok(settings)
    }
}

/// `scan`
#[derive(Args, Debug)]
pub struct Scan {
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ScanFormat,
    /// For developers: print constraints and points-to sets instead of results
    #[arg(long, hide = true)]
    pub dump_values: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
    /// Many inputs
    #[command(flatten)]
    pub inputs: Inputs,
}

/// `generate`
#[derive(Args, Debug)]
pub struct Generate {
    /// Write nothing; fail and show the difference when the guide is not up to date
    #[arg(long, conflicts_with_all = ["diff", "stdout"])]
    pub check: bool,
    /// Write nothing; show the difference
    #[arg(long, conflicts_with = "stdout")]
    pub diff: bool,
    /// Write nothing; print the guide
    #[arg(long)]
    pub stdout: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `record`
#[derive(Args, Debug)]
pub struct Record {
    /// Write nothing; fail and show the difference when privguide.lock is not up to date
    #[arg(long)]
    pub check: bool,
    /// Also record what the package that a build wrote into this folder adds to the sources
    #[arg(long, value_name = "DIR")]
    pub built: Option<PathBuf>,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `init`
#[derive(Args, Debug)]
pub struct Init {
    /// Print the file instead of writing it
    #[arg(long)]
    pub stdout: bool,
    /// Write one file for several programs instead of one each
    #[arg(long)]
    pub shared: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `declare`
#[derive(Args, Debug)]
pub struct Declare {
    /// Write nothing; show the difference
    #[arg(long)]
    pub diff: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `fix`
#[derive(Args, Debug)]
pub struct Fix {
    /// Write nothing; show the difference
    #[arg(long)]
    pub diff: bool,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// A rule, an information type, an interface, an error number or a configuration key:
    /// undeclared-information, Location, wx.getLocation, 112
    #[arg(value_name = "TOPIC", allow_negative_numbers = true)]
    pub topic: String,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// `list`
#[derive(Args, Debug)]
pub struct List {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Which table to list
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub kind: Kind,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `watch`
#[derive(Args, Debug)]
pub struct Watch {
    /// Show what changes in the guide and write it before every check
    #[arg(long)]
    pub generate: bool,
    /// The arguments of every check.
    #[command(flatten)]
    pub check: Check,
}

/// `report`
#[derive(Args, Debug)]
pub struct HtmlReport {
    /// Where the page is written [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Also show what changed since this revision, and whether users must consent again
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// `completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell to complete for
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`
#[derive(Args, Debug)]
pub struct Man {
    /// The verb [default: the whole command line]
    #[arg(value_name = "VERB")]
    pub verb: Vec<String>,
}

/// `why`
#[derive(Args, Debug)]
pub struct Why {
    /// An information type, an interface or a file: Location, wx.getLocation, libs/map.js
    #[arg(value_name = "WHAT")]
    pub subject: String,
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Where to look
    #[command(flatten)]
    pub target: Target,
}

/// What can be listed.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The rules of the review.
    Rules,
    /// The interfaces of the platform's table.
    Interfaces,
    /// The information types.
    Information,
    /// The files of each program, and whether they are uploaded.
    Files,
    /// The known third parties of which the program shows signs.
    ThirdParties,
    /// Interfaces that seem to access personal information but need no declaration.
    Unlisted,
}

/// The three tables.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Mini Programs.
    #[default]
    MiniProgram,
    /// Plugins.
    Plugin,
    /// Mini games.
    MiniGame,
}

/// What every verb takes.
#[derive(Args, Debug, Default)]
pub struct Common {
    /// Language of messages: zh-CN or en [default: privguide.toml, then the locale]
    #[arg(long, global = true, value_name = "LANG", value_parser = parse_language)]
    pub lang: Option<Language>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Colour,
    /// Show errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Show every warning and every place
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Common {
    /// The options that can be found on a command line which the parser rejects.
    fn early(words: &[OsString]) -> Self {
        let colour =
            words::value_of(words, "--color").and_then(|value| Colour::from_str(value, true).ok());
        Self {
            lang: Some(early_language(words)),
            color: colour.unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal; NO_COLOR and CLICOLOR_FORCE are respected.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The whole command line, with help in one language.
#[must_use]
pub fn command(language: Language) -> clap::Command {
    match language {
        Language::En => Arguments::command(),
        Language::ZhCn => zh::translate(Arguments::command()),
    }
}

/// What a command line requests.
pub enum Asked {
    /// A verb.
    Run(Box<Arguments>),
    /// The text of the help or of the version.
    Text(String),
    /// Nothing, because of a mistake.
    Mistake(Failure),
}

/// Parses a command line. Also returns the language and colour for messages about it.
pub fn read(words: Vec<OsString>, called: Called) -> (Asked, Common) {
    let early = Common::early(&words);
    let language = early_language(&words);
    let command = command(language).bin_name(called.name());
    let words = match words::in_order(words, &command) {
        Ok(words) => words,
        Err(failure) => return (Asked::Mistake(failure), early),
    };
    let parsed = command
        .clone()
        .try_get_matches_from(&words)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let asked = match parsed {
        Ok(mut line) => {
            let common = std::mem::take(&mut line.common);
            return (Asked::Run(Box::new(line)), common);
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            Asked::Text(help::page(command, &words, language, terminal::text_width()))
        }
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            let full = words.iter().any(|word| word == "--verbose" || word == "-v");
            Asked::Text(if full { version::full() } else { error.to_string() })
        }
        Err(error) => Asked::Mistake(mistake::failure(&error, &help::named(&command, &words).0)),
    };
    (asked, early)
}

/// The language of the help, determined before arguments are parsed.
fn early_language(words: &[OsString]) -> Language {
    words::value_of(words, "--lang")
        .and_then(Language::from_tag)
        .unwrap_or_else(crate::locale::locale_language)
}

fn parse_language(text: &str) -> Result<Language, String> {
    Language::from_tag(text).ok_or_else(|| "zh-CN, en".to_owned())
}

fn styles() -> clap::builder::Styles {
    use crate::terminal::AnsiColor;
    clap::builder::Styles::styled()
        .header(AnsiColor::Green.on_default().bold())
        .usage(AnsiColor::Green.on_default().bold())
        .literal(AnsiColor::Cyan.on_default().bold())
        .placeholder(AnsiColor::Cyan.on_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
        command(Language::ZhCn).debug_assert();
    }
}
