//! `check`: the main job.

use std::io::Write;

use privguide::{
    program::Otherwise,
    review::{Finding, Level},
};

use crate::{
    arguments::{Check, Report},
    failure::Failure,
    output::Output,
    report::Checked,
    session::Session,
    status::Status,
    write::write_if_changed,
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
    let checked = Checked { sessions: &sessions, findings: &findings, output };
    for report in &arguments.report {
        let mut text = Vec::new();
        checked.write(report.format, &mut anstream::StripStream::new(&mut text as &mut dyn Write))?;
        write_if_changed(&report.file, &text).map_err(|error| not_written(report, &error))?;
    }
    let mut out = output.results();
    checked.write(arguments.format, &mut out)?;
    out.flush()?;
    Ok(findings.iter().flatten().map(status).max().unwrap_or(Status::Clean))
}

fn status(finding: &Finding) -> Status {
    match finding.level {
        Level::Error => Status::Findings,
        Level::Warning => Status::Clean,
    }
}

fn not_written(report: &Report, error: &std::io::Error) -> Failure {
    let file = report.file.display();
    Failure::new(format!("无法写入 {file}：{error}"), format!("cannot write {file}: {error}"))
}
