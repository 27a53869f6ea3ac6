//! `check`: the main job.

use std::io::Write as _;

use privguide::{
    program::Otherwise,
    review::{Finding, Level},
};

use crate::{
    arguments::{Check, Format},
    failure::Failure,
    output::Output,
    report,
    session::Session,
    status::Status,
};

/// Runs `check`.
///
/// # Errors
/// When a project cannot be read, has no declarations, or the output cannot be written.
pub fn run(arguments: &Check, output: &Output) -> Result<Status, Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::Nothing)?;
    let settings = arguments.settings()?;
    let mut findings = Vec::new();
    for session in &sessions {
        findings.push(session.review(&settings)?);
    }
    let mut out = output.results();
    if arguments.format == Format::Json {
        let language = output.language(sessions.first().and_then(Session::language));
        writeln!(out, "{:#}", report::check_json(&sessions, &findings, language))?;
    } else {
        for (session, findings) in sessions.iter().zip(&findings) {
            let language = output.language(session.language());
            if arguments.format == Format::Short {
                report::short(&mut out, session, findings, language)?;
            } else {
                report::human(&mut out, session, findings, language)?;
            }
        }
    }
    out.flush()?;
    Ok(findings.iter().flatten().map(status).max().unwrap_or(Status::Clean))
}

fn status(finding: &Finding) -> Status {
    match finding.level {
        Level::Error => Status::Findings,
        Level::Warning => Status::Clean,
    }
}
