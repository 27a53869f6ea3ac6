//! `export`: the declarations as a request to the open platform.

use std::io::Write as _;

use privguide::{declaration::platform, program::Otherwise};

use crate::{
    arguments::Export, failure::Failure, locate::DECLARATIONS, output::Output, report::Shown, session::Session, status::Status,
};

/// Runs `export`. What the request cannot say goes to standard error.
///
/// # Errors
/// When a project has no readable declarations.
pub fn run(arguments: &Export, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let Some(parsed) = session.project.declarations.as_ref() else {
            return Err(Failure::new("没有 privguide.toml，无从导出", "there is no privguide.toml to export")
                .help("运行 cargo privguide init", "run cargo privguide init"));
        };
        if !parsed.is_readable() {
            let shown = Shown::for_people(&session).file(DECLARATIONS);
            return Err(Failure::new(
                format!("{shown} 无法读懂，无从导出"),
                format!("{shown} cannot be read, so it cannot be exported"),
            )
            .help("运行 cargo privguide check 查看错误所在", "run cargo privguide check to see where"));
        }
        let export = platform::export(&parsed.declarations);
        output.results().write_all(export.body.as_bytes())?;
        for note in &export.notes {
            output.note(note, language);
        }
    }
    Ok(Status::Clean)
}
