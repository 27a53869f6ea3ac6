//! `check`: the main job.

use std::io::Write;

use privguide::{
    change,
    language::{Language, Text},
    program::Otherwise,
    review::{BASELINE_FILE, Baseline, BaselineUse, Finding, Level, Review, Settings},
};

use crate::{
    arguments::Check,
    failure::Failure,
    output::Output,
    report::{Checked, Shown},
    revision,
    session::Session,
    status::Status,
    write::{stays_inside, write_if_changed},
};

/// Runs `check`.
///
/// # Errors
/// When a project cannot be read, has no declarations, or the output cannot be written.
pub fn run(arguments: &Check, output: &Output) -> Result<Status, Failure> {
    let mut out = output.report();
    let status = write(arguments, output, &mut out)?;
    out.flush()?;
    Ok(status)
}

/// Checks and writes the report.
///
/// # Errors
/// As [`run`].
pub fn write(arguments: &Check, output: &Output, out: &mut dyn Write) -> Result<Status, Failure> {
    let sessions = match &arguments.built {
        Some(folder) => Session::load_built(&arguments.target, folder)?,
        None => Session::load_all(&arguments.target, Otherwise::Nothing)?,
    };
    let settings = arguments.settings()?;
    if arguments.write_baseline {
        return write_baselines(&sessions, settings, output);
    }
    let mut findings = Vec::new();
    for session in &sessions {
        let found = match &arguments.base {
            Some(base) => new_since(base, session, &settings, output)?,
            None => session.review(&settings)?,
        };
        findings.push(output.called().advise_all(found));
    }
    let checked = Checked { sessions: &sessions, findings: &findings, output };
    for report in &arguments.report {
        let mut text = Vec::new();
        checked.write(report.format, &mut anstream::StripStream::new(&mut text as &mut dyn Write))?;
        write_if_changed(&report.file, &text)?;
    }
    checked.write(arguments.format, out)?;
    out.flush()?;
    for session in &sessions {
        session.say_notes(output);
    }
    Ok(findings.iter().flatten().map(status).max().unwrap_or(Status::Clean))
}

/// What a base did not have yet, and what is wrong with the change itself.
fn new_since(base: &str, session: &Session, settings: &Settings, output: &Output) -> Result<Vec<Finding>, Failure> {
    let Some(before) = revision::before(session, base)? else {
        // What did not exist yet had no faults.
        return session.review(settings);
    };
    let state = before.state().map_err(|failure| failure.in_revision(base))?;
    let undated = change::compare(&state, &session.state()?).dates.is_update_due();
    let now = Settings { undated_since: undated.then(|| base.to_owned()), ..settings.clone() };
    let found = session.review(&now)?;
    let all = found.len();
    let new = revision::only_new(found, &before, base, settings)?;
    say_known(all - new.len(), base, output, output.language(session.language()));
    Ok(new)
}

/// What is left out is said, lest a run with a base be taken for a clean one.
fn say_known(known: usize, base: &str, output: &Output, language: Language) {
    if known > 0 {
        let text =
            Text::new(format!("{base} 中已有的 {known} 个问题未列出"), format!("not shown: {known} known in {base} already"));
        output.note(&text, language);
    }
}

/// Lets everything pass that is wrong today.
fn write_baselines(sessions: &[Session], mut settings: Settings, output: &Output) -> Result<Status, Failure> {
    settings.baseline = BaselineUse::Ignored;
    for session in sessions {
        session.readable_declarations()?;
        let review = Review { findings: session.review(&settings)? };
        let (count, path) = (review.findings.len(), session.site.folder.join(BASELINE_FILE));
        if stays_inside(&session.site.folder, &path) {
            write_if_changed(&path, Baseline::of(&review).as_bytes())?;
        }
        let shown = Shown::for_people(session).file(BASELINE_FILE);
        let text = Text::new(
            format!("已写入 {shown}：其中 {count} 个已有的问题以后不再报告"),
            format!("wrote {shown}: {count} findings of today are not reported any more"),
        );
        output.note(&text, output.language(session.language()));
    }
    Ok(Status::Clean)
}

fn status(finding: &Finding) -> Status {
    match finding.level {
        Level::Error => Status::Findings,
        Level::Warning => Status::Clean,
    }
}
