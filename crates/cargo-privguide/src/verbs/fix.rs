//! `fix`: applies safe fixes to privguide.toml and app.json; sources are never changed.

use privguide::{
    language::Text,
    program::Otherwise,
    review::{FixedFile, Level, ReviewSettings},
};

use crate::{
    Status,
    arguments::Fix,
    failure::Failure,
    output::Output,
    report::{self},
    session::Session,
    verbs::edit::{self, Edit, Edits},
};

/// Runs `fix`.
///
/// # Errors
/// When a project cannot be read or a file cannot be written.
pub fn run(arguments: &Fix, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let findings = session.review(&ReviewSettings::default())?;
        let files = FixedFile::from_findings(session.tree.as_ref(), &findings);
        if files.is_empty() {
            let left = findings.iter().filter(|finding| finding.level == Level::Error).count();
            let text = match left {
                0 => Text::new("没有可以自动改正的问题", "there is nothing to fix"),
                left => Text::new(
                    format!(
                        "没有可以自动改正的问题；还有 {left} 个错误要自己改，cargo privguide check 会说明怎样改"
                    ),
                    format!(
                        "nothing can be fixed automatically; these need a person: {}. cargo privguide check says what to do",
                        report::count(left, "error")
                    ),
                ),
            };
            output.note(&text, language);
        }
        for file in files {
            let edit = Edit { path: &file.path, before: &file.before, after: &file.after };
            if edit::apply(&edit, Edits::new(arguments.diff), &session, output)? {
                let shown = session.shown_for_people().path(&file.path);
                output.note(
                    &Text::new(format!("已改正 {shown}"), format!("fixed {shown}")),
                    language,
                );
            }
        }
    }
    Ok(Status::Clean)
}
