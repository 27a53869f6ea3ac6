//! `export`: the declarations as a request to the open platform.

use std::io::Write as _;

use privguide::{
    declaration::{ParsedDeclarations, platform},
    program::Otherwise,
};

use crate::{Status, arguments::Export, failure::Failure, output::Output, session::Session};

/// Runs `export`. Notes about what the request cannot express are written to standard error.
///
/// # Errors
/// When a project has no readable declarations.
pub fn run(arguments: &Export, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let Some(parsed) = session.project.declarations.as_ref() else {
            return Err(Failure::new(
                "没有 privguide.toml，无从导出",
                "there is no privguide.toml to export",
            )
            .help("运行 cargo privguide init", "run cargo privguide init"));
        };
        session.declarations(ParsedDeclarations::is_sound)?;
        let export = platform::export(&parsed.declarations);
        output.results().write_all(export.text.as_bytes())?;
        for note in &export.notes {
            output.note(note, language);
        }
    }
    Ok(Status::Clean)
}
