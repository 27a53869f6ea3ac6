//! `declare`: adds undeclared information that the code uses to privguide.toml.

use privguide::{
    declaration::{DeclareError, ParsedDeclarations},
    language::Text,
    program::Otherwise,
};

use crate::{
    Status,
    arguments::Declare,
    failure::Failure,
    output::Output,
    session::Session,
    verbs::edit::{self, Edit, Edits},
};

/// Runs `declare`.
///
/// # Errors
/// When there is no privguide.toml, it must be corrected first, or it cannot be written.
pub fn run(arguments: &Declare, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let Some(parsed) = &session.project.declarations else {
            return Err(Failure::new(
                "这里还没有 privguide.toml",
                "there is no privguide.toml here",
            )
            .help("运行 cargo privguide init", "run cargo privguide init"));
        };
        session.declarations(ParsedDeclarations::is_sound)?;
        let source = &parsed.declarations.source;
        let text = session.project.draft().add_to(source).map_err(|error| not_declared(&error))?;
        let shown = session.shown_for_people().path(source.path());
        let edit = Edit { path: source.path(), before: source.text(), after: &text };
        let written = edit::apply(&edit, Edits::new(arguments.diff), &session, output)?;
        if arguments.diff {
            session.print_unknown(output);
            continue;
        }
        let note = if written {
            Text::new(
                format!(
                    "已补全 {shown}\n下一步：填好新增的每一处 \"\"，然后运行 cargo privguide check"
                ),
                format!(
                    "completed {shown}\nnext: fill in every new \"\", then run cargo privguide check"
                ),
            )
        } else {
            Text::new(format!("{shown} 没有缺少的声明"), format!("{shown} lacks nothing"))
        };
        output.note(&note, output.language(session.language()));
        session.print_unknown(output);
    }
    Ok(Status::Clean)
}

fn not_declared(error: &DeclareError) -> Failure {
    match error {
        DeclareError::Unreadable => Failure::new(
            "privguide.toml 有错误，要先改正",
            "privguide.toml must be corrected first",
        )
        .help("运行 cargo privguide check 查看", "cargo privguide check shows where"),
    }
}
