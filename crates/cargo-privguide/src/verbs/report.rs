//! `report`: writes a page for the person who reviews and signs.

use std::io::Write as _;

use privguide::{change, language::Text, program::Otherwise, review::ReviewSettings};
use privguide_git::{FileStates, Repository};

use crate::{
    Status,
    arguments::HtmlReport,
    failure::Failure,
    inside,
    locate::DECLARATIONS,
    output::Output,
    report::{MOST_REVISIONS, Reported, page, work_tree},
    revision,
    session::{CacheSlot, Keeping, Session},
    write::{replaced, write_report},
};

/// Runs `report`. The status does not depend on findings; `check` is for that.
///
/// # Errors
/// When a project or the base cannot be read, or the page cannot be written.
pub fn run(arguments: &HtmlReport, output: &Output) -> Result<Status, Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::Nothing)?;
    let mut findings = Vec::new();
    for session in &sessions {
        findings.push(output.called().advise_all(session.review(&ReviewSettings::default())?));
    }
    let mut projects = Vec::new();
    for (session, findings) in sessions.iter().zip(&findings) {
        let change = match &arguments.base {
            Some(base) => {
                since(base, session, Keeping::requested(&arguments.target, CacheSlot::Base))?
            }
            None => Err(Text::new(
                "没有用 --base 指定要比较的版本",
                "no revision to compare with was given (--base)",
            )),
        };
        projects.push(Reported { session, findings, change, history: history(session) });
    }
    let language = output.language(sessions.first().and_then(Session::language));
    let text = page(&projects, language)?;
    let Some(file) = &arguments.output else {
        let mut out = output.results();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(Status::Clean);
    };
    let path = inside::report(file)?;
    let was_there = replaced(&path, text.as_bytes());
    write_report(&path, file, text.as_bytes())?;
    let shown = file.display();
    let note = if was_there {
        Text::new(format!("已覆盖 {shown}"), format!("{shown} was there and has been replaced"))
    } else {
        Text::new(
            format!("已写入 {shown}，用浏览器打开"),
            format!("wrote {shown}; open it in a browser"),
        )
    };
    output.note(&note, language);
    Ok(Status::Clean)
}

/// The change since a revision, or why there is nothing to compare with.
fn since(
    base: &str,
    session: &Session,
    keeping: Keeping<'_>,
) -> Result<Result<(change::Change, change::Labels), Text>, Failure> {
    let Some(before) = revision::before(session, base, keeping)? else {
        return Ok(Err(Text::new(
            format!("{base} 里还没有这个项目的声明"),
            format!("{base} has no declarations of this project yet"),
        )));
    };
    let state = before.state().map_err(|failure| failure.in_revision(base))?;
    let labels = change::Labels { before: base.to_owned(), after: work_tree().en };
    Ok(Ok((change::compare(&state, &session.state()?), labels)))
}

/// The declarations in earlier revisions; or why they are not known, which is not a failure.
fn history(session: &Session) -> Result<FileStates, Text> {
    if session.project.declarations.is_none() {
        return Err(Text::new("还没有 privguide.toml", "there is no privguide.toml yet"));
    }
    let Ok(repository) = Repository::discover(&session.site.folder) else {
        return Err(Text::new(
            "项目不在可用的 git 仓库里，没有历史",
            "the project is not in a usable git repository: there is no history",
        ));
    };
    let states = revision::folder_in(&repository, &session.site.folder).and_then(|folder| {
        let name = session.site.declarations.as_deref().unwrap_or(DECLARATIONS);
        let file = folder.join(name).unwrap_or(folder);
        Ok(privguide_git::states(&repository, &file, MOST_REVISIONS)?)
    });
    let states = states.map_err(|failure| failure.message)?;
    if states.states.is_empty() {
        return Err(Text::new(
            "privguide.toml 还没有提交过",
            "privguide.toml has not been committed yet",
        ));
    }
    Ok(states)
}
