//! `fix`: applies certain corrections to privguide.toml and app.json; sources are never touched.

use std::io::Write as _;

use privguide::{
    guide::unified,
    language::Text,
    program::Otherwise,
    review::{self, Settings},
};

use crate::{
    arguments::Fix,
    failure::Failure,
    output::Output,
    report::{Shown, coloured_diff},
    session::Session,
    status::Status,
    write::{stays_inside, write_if_changed},
};

/// Runs `fix`.
///
/// # Errors
/// When a project cannot be read or a file cannot be written.
pub fn run(arguments: &Fix, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let findings = session.review(&Settings::default())?;
        let files = review::fixed(session.tree.as_ref(), &findings);
        if files.is_empty() {
            output.note(&Text::new("没有可以自动改正的问题", "there is nothing to fix"), language);
        }
        for file in files {
            if arguments.diff {
                write!(output.results(), "{}", coloured_diff(&unified(&file.path, &file.before, &file.after)))?;
                continue;
            }
            let path = session.site.folder.join(file.path.as_str());
            if stays_inside(&session.site.folder, &path) {
                write_if_changed(&path, file.after.as_bytes())?;
                let shown = Shown::for_people(&session).path(&file.path);
                output.note(&Text::new(format!("已改正 {shown}"), format!("fixed {shown}")), language);
            }
        }
    }
    Ok(Status::Clean)
}
