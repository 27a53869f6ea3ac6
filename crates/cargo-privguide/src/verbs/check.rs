//! `check`: compares the code with the declarations and the guide.

use std::io::Write;

use privguide::{
    change,
    declaration::ParsedDeclarations,
    language::{Language, Text},
    program::Otherwise,
    review::{BASELINE_FILE, Baseline, BaselineUse, Finding, Review, ReviewSettings, Weakening},
    tree::TreePath,
};

use crate::{
    Status,
    arguments::{Check, CheckFormat, Report},
    failure::Failure,
    fleet::{Fleet, refuse_more},
    inside, judges,
    output::Output,
    report::{self, Checked},
    revision,
    session::{CacheSlot, Keeping, Session},
    write::{replaced, write_if_changed, write_report as write_report_file},
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
    if arguments.format == CheckFormat::Ndjson {
        return many(arguments, output, out);
    }
    refuse_more(&arguments.inputs)?;
    let sessions = match &arguments.built {
        Some(folder) => Session::load_built(&arguments.target, folder)?,
        None => Session::load_all(&arguments.target, Otherwise::Nothing)?,
    };
    let settings = arguments.settings()?;
    if arguments.write_baseline {
        return write_baselines(&sessions, settings, output);
    }
    let mut weakened = weakened(arguments, &sessions)?.into_iter();
    let mut findings = Vec::new();
    for session in &sessions {
        let weakened = weakened.next().unwrap_or_default();
        if let (None, Some(first)) = (&session.project.declarations, weakened.first()) {
            // There is no review that could report this.
            return Err(Failure::new(&first.message.zh, &first.message.en)
                .help("恢复 privguide.toml", "bring privguide.toml back"));
        }
        let settings = ReviewSettings { weakened, ..settings.clone() };
        let found = match &arguments.base {
            Some(base) => {
                let keeping = Keeping::requested(&arguments.target, CacheSlot::Base);
                new_since((base, keeping), session, &settings, output)?
            }
            None => session.review(&settings)?,
        };
        findings.push(output.called().advise_all(found));
    }
    let checked = Checked { sessions: &sessions, findings: &findings, output };
    for report in &arguments.report {
        let mut text = Vec::new();
        checked
            .write(report.format, &mut anstream::StripStream::new(&mut text as &mut dyn Write))?;
        write_report(report, &text, output)?;
    }
    checked.write(arguments.format, out)?;
    out.flush()?;
    for session in &sessions {
        session.print_notes(output);
    }
    if !sessions.iter().all(Session::is_sound) {
        // The declarations in the file were not judged completely.
        return Ok(Status::Failed);
    }
    Ok(Status::from_findings(findings.iter().flatten()))
}

/// Checks many inputs, each separately.
fn many(arguments: &Check, output: &Output, out: &mut dyn Write) -> Result<Status, Failure> {
    let Check { target, inputs, base, rules_base, built, report, write_baseline, .. } = arguments;
    if base.is_some()
        || rules_base.is_some()
        || built.is_some()
        || !report.is_empty()
        || *write_baseline
    {
        return Err(Failure::new(
            "--format ndjson 逐个看每个输入，不能与 --base、--rules-base、--built、--report、--write-baseline 一起用",
            "--format ndjson looks at each input by itself; --base, --rules-base, --built, --report and --write-baseline do not go with it",
        ));
    }
    let settings = arguments.settings()?;
    Fleet { target, inputs, settings: Some(&settings) }.run(output, out)
}

/// For each project, what it judges less strictly than the revision that it is compared with.
fn weakened(arguments: &Check, sessions: &[Session]) -> Result<Vec<Vec<Weakening>>, Failure> {
    let target = &arguments.target;
    let whole =
        target.config.is_none() && target.package.is_empty() && target.manifest_path.is_none();
    match arguments.rules_base.as_ref().or(arguments.base.as_ref()) {
        Some(base) => judges::of_sessions(sessions, base, whole),
        None => Ok(Vec::new()),
    }
}

/// Findings that a base does not have, and findings about the change itself.
fn new_since(
    (base, keeping): (&str, Keeping<'_>),
    session: &Session,
    settings: &ReviewSettings,
    output: &Output,
) -> Result<Vec<Finding>, Failure> {
    let Some(before) = revision::before(session, base, keeping)? else {
        // A project that did not exist had no findings.
        return session.review(settings);
    };
    let state = before.state().map_err(|failure| failure.in_revision(base))?;
    let undated = change::compare(&state, &session.state()?).is_update_due();
    let now =
        ReviewSettings { undated_since: undated.then(|| base.to_owned()), ..settings.clone() };
    let found = session.review(&now)?;
    let all = found.len();
    // The base itself is not compared with another revision.
    let alone = ReviewSettings { weakened: Vec::new(), ..settings.clone() };
    let new = revision::only_new(found, &before, base, &alone)?;
    print_known(all - new.len(), base, output, output.language(session.language()));
    Ok(new)
}

/// Writes how many known findings were left out, so that a run with a base is not mistaken for a
/// clean one.
fn print_known(known: usize, base: &str, output: &Output, language: Language) {
    if known > 0 {
        let text = Text::new(
            format!("{base} 中已有的 {known} 个问题未列出"),
            format!("not shown: {known} known in {base} already"),
        );
        output.note(&text, language);
    }
}

/// Writes baselines that allow all current findings.
fn write_baselines(
    sessions: &[Session],
    mut settings: ReviewSettings,
    output: &Output,
) -> Result<Status, Failure> {
    settings.baseline = BaselineUse::Ignored;
    for session in sessions {
        session.declarations(ParsedDeclarations::is_readable)?;
        let review = Review { findings: session.review(&settings)? };
        let count = review.findings.len();
        let path = inside::writable(&session.site.folder, &beside_declarations(BASELINE_FILE))?;
        write_if_changed(&path, Baseline::text_for(&review).as_bytes())?;
        let shown = session.shown_for_people().file(BASELINE_FILE);
        let text = Text::new(
            format!("已写入 {shown}：其中 {count} 个已有的问题以后不再报告"),
            format!(
                "wrote {shown}: not reported any more: {} of today",
                report::count(count, "finding")
            ),
        );
        output.note(&text, output.language(session.language()));
    }
    Ok(Status::Clean)
}

fn beside_declarations(name: &str) -> TreePath {
    TreePath::new(name).expect("a plain name")
}

/// Writes a report. If this replaces a file that is not an earlier report, a message says so,
/// because the path may have come with the project.
fn write_report(report: &Report, text: &[u8], output: &Output) -> Result<(), Failure> {
    let path = inside::report(&report.file)?;
    let replaced = replaced(&path, text);
    write_report_file(&path, &report.file, text)?;
    if replaced {
        let shown = report.file.display();
        let text = Text::new(
            format!("已覆盖 {shown}"),
            format!("{shown} was there and has been replaced"),
        );
        output.note(&text, output.language(None));
    }
    Ok(())
}
