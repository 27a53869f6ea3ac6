//! `why`: how something comes into the package, and how it would leave it.

use std::{io::Write as _, path::Path};

use privguide::{
    catalog::Meaning,
    program::Otherwise,
    project::AnalysedProgram,
    review,
    scan::{Use, UseKind},
    tree::TreePath,
};

use super::explain;
use crate::{
    arguments::{Format, Why},
    failure::Failure,
    output::{Output, json},
    report::{self, Reason},
    session::Session,
    status::Status,
};

/// Runs `why`.
///
/// # Errors
/// When a project cannot be read, or what is asked for is neither an information type, an interface nor a file.
pub fn run(arguments: &Why, output: &Output) -> Result<Status, Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::ReadFolder)?;
    let language = output.language(sessions.first().and_then(Session::language));
    let meaning = Meaning::of(&arguments.subject);
    let mut answered: Vec<(&Session, Vec<Reason<'_>>)> = Vec::new();
    for session in &sessions {
        let found = session.project.programs.iter().flat_map(|analysed| reasons(session, analysed, &arguments.subject, &meaning));
        answered.push((session, found.collect()));
    }
    if answered.iter().all(|(_, reasons)| reasons.is_empty()) && !is_known(&sessions, &arguments.subject, &meaning) {
        let subject = &arguments.subject;
        // What needs no declaration, and what an error means, has a reason as well.
        if let Some(text) = review::explain(subject, language) {
            match arguments.format {
                Format::Json => {
                    let mut report = report::why_json(&answered, language);
                    report["text"] = output.called().advise(&text).into();
                    writeln!(output.results(), "{}", json(&report)?)?;
                }
                format => explain::say(subject, &text, format, output)?,
            }
            return Ok(Status::Clean);
        }
        let failure = Failure::new(
            format!("{subject} 不是信息类型、接口，也不是程序里的文件"),
            format!("{subject} is no information type, no interface and no file of the program"),
        );
        return Err(match review::nearest_topic(subject) {
            Some(near) => failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?")),
            None => failure.help(
                "cargo privguide list information、list interfaces、list files 列出全部",
                "cargo privguide list information, list interfaces and list files show them all",
            ),
        });
    }
    let mut out = output.report();
    match arguments.format {
        Format::Json => writeln!(out, "{}", json(&report::why_json(&answered, language))?)?,
        Format::Short => report::why_short(&mut out, &answered)?,
        Format::Human => report::why_human(&mut out, &arguments.subject, &answered, language)?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

/// Every place that answers the question in one program: uses of what is asked for, or the file itself.
fn reasons<'s>(session: &Session, analysed: &'s AnalysedProgram, subject: &str, meaning: &Meaning) -> Vec<Reason<'s>> {
    let is_meant = |found: &&Use| {
        let interface = &found.interface;
        // A project's own rows are in no table that ships.
        interface.name == subject
            || meaning.interfaces.contains(&interface.name)
            || meaning.information.iter().any(|row| interface.information.contains(&row.id))
    };
    let uses = analysed.scan.uses.iter().filter(|found| found.kind != UseKind::Mention);
    let found: Vec<Reason<'s>> =
        uses.filter(is_meant).map(|found| Reason { analysed, file: found.place.file.clone(), found: Some(found) }).collect();
    if !found.is_empty() {
        return found;
    }
    let file = file_named(session, analysed, subject);
    file.into_iter().map(|file| Reason { analysed, file, found: None }).collect()
}

/// A file of the program as the user writes it: from the current folder, from PATH, from the root of the tree or of the program.
fn file_named(session: &Session, analysed: &AnalysedProgram, subject: &str) -> Option<TreePath> {
    let subject = subject.replace('\\', "/");
    let from_here = std::fs::canonicalize(Path::new(&subject)).ok();
    let from_here = from_here.and_then(|path| TreePath::of_system(path.strip_prefix(&session.site.folder).ok()?));
    let candidates = [from_here, TreePath::new(&subject), analysed.program.root.join(subject.trim_start_matches('/'))];
    candidates.into_iter().flatten().find(|path| analysed.program.file(path).is_some())
}

fn is_known(sessions: &[Session], subject: &str, meaning: &Meaning) -> bool {
    if !meaning.information.is_empty() || !meaning.interfaces.is_empty() {
        return true;
    }
    let tables = sessions.iter().flat_map(|session| &session.project.programs).map(|analysed| &analysed.catalog);
    let mut names = tables.flat_map(|table| table.interfaces().iter().map(|row| row.name.as_str()));
    names.any(|name| name.eq_ignore_ascii_case(subject) || name.strip_prefix("wx.") == Some(subject))
}
