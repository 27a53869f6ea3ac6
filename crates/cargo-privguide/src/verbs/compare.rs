//! `compare`: compares the code, privguide.toml and the declarations saved at the platform.

use std::io::Write as _;

use privguide::{
    change::platform::Comparison,
    declaration::platform::Replies,
    language::{Language, Text},
    program::Otherwise,
};
use serde::Serialize;

use crate::{
    Status,
    arguments::{Compare, DiffFormat, Target},
    failure::Failure,
    output::{Output, one_line, plain, write_json},
    session::Session,
    verbs::{import, list},
};

/// Runs `compare`. The exit code is 1 when something has to be fixed.
///
/// # Errors
/// When a file cannot be read or is not a known reply, or the project cannot be read.
pub fn run(arguments: &Compare, output: &Output) -> Result<Status, Failure> {
    let mut replies = Replies::default();
    for path in &arguments.replies {
        replies.add(&import::read(path)?).map_err(|error| import::no_reply(path, &error))?;
    }
    let target = Target { path: arguments.project.clone(), ..Target::default() };
    let mut status = Status::Clean;
    for session in Session::load_all(&target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let comparison = Comparison::new(&session.state()?, &replies);
        show(&comparison, arguments.format, output, language)?;
        if !comparison.is_clean() {
            status = Status::Findings;
        }
        if arguments.format != DiffFormat::Json {
            for note in &comparison.notes {
                output.note(note, language);
            }
        }
    }
    Ok(status)
}

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

fn show(
    comparison: &Comparison,
    format: DiffFormat,
    output: &Output,
    language: Language,
) -> Result<(), Failure> {
    let mut out = output.results();
    match format {
        DiffFormat::Markdown => write!(out, "{}", comparison.markdown(language))?,
        DiffFormat::Json => {
            write_json(&mut out, &JsonReport { version: 1, comparison })?;
        }
        DiffFormat::Short => {
            for line in comparison.short(language) {
                writeln!(out, "{}", one_line(&line))?;
            }
        }
        DiffFormat::Human => {
            list::table(&mut out, &comparison.table(language))?;
            let remedies = comparison.remedies(language);
            if !remedies.is_empty() {
                writeln!(out)?;
            }
            for (label, remedy) in remedies {
                let line = Text::new(format!("{label}：{remedy}"), format!("{label}: {remedy}"));
                writeln!(out, "{}", plain(line.get(language)))?;
            }
            if comparison.is_clean() {
                writeln!(out, "\n{}", Comparison::agreement(language))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
