//! `why`: how something comes into the package, and how it would leave it.

use std::{collections::BTreeSet, io::Write as _, path::Path};

use privguide::{catalog::information_types, program::Otherwise, project::AnalysedProgram, scan::UseKind, tree::TreePath};

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
    let mut answered: Vec<(&Session, Vec<Reason<'_>>)> = Vec::new();
    for session in &sessions {
        let found = session.project.programs.iter().flat_map(|analysed| reasons(session, analysed, &arguments.subject));
        answered.push((session, found.collect()));
    }
    if answered.iter().all(|(_, reasons)| reasons.is_empty()) && !is_known(&sessions, &arguments.subject) {
        let subject = &arguments.subject;
        return Err(Failure::new(
            format!("{subject} 不是信息类型、接口，也不是程序里的文件"),
            format!("{subject} is no information type, no interface and no file of the program"),
        )
        .help(
            "cargo privguide list information|interfaces|files 列出全部",
            "cargo privguide list information|interfaces|files shows them all",
        ));
    }
    let mut out = output.report();
    match arguments.format {
        Format::Json => writeln!(out, "{}", json(&report::why_json(&answered, language))?)?,
        Format::Human | Format::Short => report::why_human(&mut out, &arguments.subject, &answered, language)?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

/// Every place that answers the question in one program: uses of what is asked for, or the file itself.
fn reasons<'s>(session: &Session, analysed: &'s AnalysedProgram, subject: &str) -> Vec<Reason<'s>> {
    let is_meant = |name: &str, information: &[String]| {
        name == subject
            || name.strip_prefix("wx.") == Some(subject)
            || information.iter().any(|information| information.eq_ignore_ascii_case(subject))
    };
    let uses = analysed.scan.uses.iter().filter(|found| found.kind != UseKind::Mention);
    let found: Vec<Reason<'s>> = uses
        .filter(|found| is_meant(&found.interface.name, &found.interface.information))
        .map(|found| Reason { analysed, file: found.place.file.clone(), found: Some(found) })
        .collect();
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
    let from_here = from_here.and_then(|path| path.strip_prefix(&session.site.folder).ok().map(Path::to_path_buf));
    let from_here = from_here.and_then(|path| TreePath::new(path.to_str()?));
    let candidates = [from_here, TreePath::new(&subject), analysed.program.root.join(subject.trim_start_matches('/'))];
    candidates.into_iter().flatten().find(|path| analysed.program.file(path).is_some())
}

fn is_known(sessions: &[Session], subject: &str) -> bool {
    let tables = sessions.iter().flat_map(|session| &session.project.programs).map(|analysed| &analysed.catalog);
    let mut names: BTreeSet<&str> = information_types().iter().map(|row| row.id.as_str()).collect();
    names.extend(tables.flat_map(|table| table.interfaces().iter().map(|row| row.name.as_str())));
    names.iter().any(|name| name.eq_ignore_ascii_case(subject) || name.strip_prefix("wx.") == Some(subject))
}
