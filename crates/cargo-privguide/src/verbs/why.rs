//! `why`: shows how something comes into the package, and how it could be removed.

use std::{io::Write as _, path::Path};

use privguide::{
    catalog::{ThirdParty, WordMeaning, third_parties},
    program::Otherwise,
    project::AnalysedProgram,
    review,
    scan::{Address, Use, UseKind},
    tree::{Place, TreePath},
};

use super::explain;
use crate::{
    Status,
    arguments::{Format, Why},
    failure::Failure,
    output::{Output, write_json},
    report::{self, Mark, Reason},
    session::Session,
};

/// Runs `why`.
///
/// # Errors
/// When a project cannot be read, or the subject is neither an information type, an interface nor a
/// file.
pub fn run(arguments: &Why, output: &Output) -> Result<Status, Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::ReadFolder)?;
    let language = output.language(sessions.first().and_then(Session::language));
    let meaning = WordMeaning::of_word(&arguments.subject);
    let mut answered: Vec<(&Session, Vec<Reason<'_>>)> = Vec::new();
    for session in &sessions {
        let found = session
            .project
            .programs
            .iter()
            .flat_map(|analysed| reasons(session, analysed, &arguments.subject, &meaning));
        answered.push((session, found.collect()));
    }
    if answered.iter().all(|(_, reasons)| reasons.is_empty())
        && !is_known(&sessions, &arguments.subject, &meaning)
    {
        let subject = &arguments.subject;
        // Interfaces that need no declaration and errors have an explanation as well.
        if let Some(text) = review::explain(subject, language) {
            match arguments.format {
                Format::Json => {
                    let mut report = report::why_json(&answered, language);
                    report["text"] = output.called().advise(&text).into();
                    write_json(&mut output.results(), &report)?;
                }
                format => explain::say(subject, &text, format, output)?,
            }
            return Ok(Status::Clean);
        }
        let failure = Failure::new(
            format!("{subject} 不是信息类型、接口，也不是程序里的第三方、域名或文件"),
            format!(
                "{subject} is not an information type, an interface, or a third party, host or file of the program"
            ),
        );
        return Err(match review::nearest_topic(subject) {
            Some(near) => {
                failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?"))
            }
            None => failure.help(
                "cargo privguide list information、list interfaces、list files 列出全部",
                "cargo privguide list information, list interfaces and list files show them all",
            ),
        });
    }
    let mut out = output.report();
    match arguments.format {
        Format::Json => write_json(&mut out, &report::why_json(&answered, language))?,
        Format::Short => report::why_short(&mut out, &answered)?,
        Format::Human => report::why_human(&mut out, &arguments.subject, &answered, language)?,
    }
    out.flush()?;
    // Not found is not the same as not used.
    if answered.iter().all(|(_, reasons)| reasons.is_empty()) {
        for session in &sessions {
            session.print_unknown(output);
        }
    }
    Ok(Status::Clean)
}

/// Every place in one program that answers the question: uses of the subject, or the file itself.
fn reasons<'s>(
    session: &Session,
    analysed: &'s AnalysedProgram,
    subject: &str,
    meaning: &WordMeaning,
) -> Vec<Reason<'s>> {
    let is_meant = |found: &&Use| {
        let interface = &found.interface;
        // A project's own rows are not in the shipped tables.
        interface.name == subject
            || meaning.interfaces.contains(&interface.name)
            || meaning.information.iter().any(|row| interface.information.contains(&row.id))
    };
    let uses = analysed.scan.uses.iter().filter(|found| found.kind != UseKind::Mention);
    let found: Vec<Reason<'s>> = uses
        .filter(is_meant)
        .map(|found| Reason {
            analysed,
            file: found.place.file.clone(),
            found: Some(found),
            mark: None,
        })
        .collect();
    if !found.is_empty() {
        return found;
    }
    let marks = marks(analysed, subject);
    if !marks.is_empty() {
        return marks;
    }
    let file = file_named(session, analysed, subject);
    file.into_iter().map(|file| Reason { analysed, file, found: None, mark: None }).collect()
}

/// The signs of a third party, by its id or name; or the places that connect to a host, by its name
/// or a suffix of it.
fn marks<'s>(analysed: &'s AnalysedProgram, subject: &str) -> Vec<Reason<'s>> {
    let folded = subject.to_lowercase();
    let is_called = |party: &ThirdParty| {
        party.id == folded
            || [&party.name.zh, &party.name.en]
                .into_iter()
                .any(|name| name.to_lowercase() == folded)
    };
    let parties = analysed.catalog.third_parties();
    let signs = analysed
        .scan
        .third_parties
        .iter()
        .filter(|sign| parties.get(&sign.party).is_some_and(is_called));
    let signs = signs.map(|sign| (&sign.place, Mark::Sign(sign)));
    let host = folded.split_once("://").map_or(folded.as_str(), |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let below = format!(".{host}");
    let is_meant = |address: &&Address| {
        let Some(known) = address.host() else { return false };
        let named = host.contains('.') || host == "localhost";
        named && (known == host || known.ends_with(&below))
            || parties.of_host(known).is_some_and(is_called)
    };
    let addresses = analysed
        .scan
        .addresses
        .iter()
        .filter(is_meant)
        .map(|address| (&address.place, Mark::Address(address)));
    let mut found: Vec<(&Place, Mark<'_>)> = signs.chain(addresses).collect();
    found.sort_by_key(|(place, _)| *place);
    found
        .into_iter()
        .map(|(place, mark)| Reason {
            analysed,
            file: place.file.clone(),
            found: None,
            mark: Some(mark),
        })
        .collect()
}

/// A file of the program for a path that the user typed, relative to the current folder, to PATH,
/// to the root of the tree, or to that of the program.
fn file_named(session: &Session, analysed: &AnalysedProgram, subject: &str) -> Option<TreePath> {
    let subject = subject.replace('\\', "/");
    let from_here = std::fs::canonicalize(Path::new(&subject)).ok();
    let from_here = from_here
        .and_then(|path| TreePath::of_system(path.strip_prefix(&session.site.folder).ok()?));
    let candidates = [
        from_here,
        TreePath::new(&subject),
        analysed.program.root.join(subject.trim_start_matches('/')),
    ];
    candidates.into_iter().flatten().find(|path| analysed.program.file(path).is_some())
}

fn is_known(sessions: &[Session], subject: &str, meaning: &WordMeaning) -> bool {
    if !meaning.information.is_empty()
        || !meaning.interfaces.is_empty()
        || third_parties().iter().any(|party| party.id == subject.to_lowercase())
    {
        return true;
    }
    let tables = sessions
        .iter()
        .flat_map(|session| &session.project.programs)
        .map(|analysed| &analysed.catalog);
    let mut names = tables.flat_map(|table| table.interfaces().iter().map(|row| row.name.as_str()));
    names
        .any(|name| name.eq_ignore_ascii_case(subject) || name.strip_prefix("wx.") == Some(subject))
}
