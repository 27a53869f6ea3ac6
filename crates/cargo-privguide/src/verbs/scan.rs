//! `scan`: lists every use of a privacy interface, without judging.

use std::io::Write as _;

use privguide::{program::Otherwise, scan::dump_values};

use crate::{
    Status,
    arguments::{Scan, ScanFormat},
    failure::Failure,
    fleet::{Fleet, refuse_more},
    output::{Output, write_json},
    report,
    session::Session,
};

/// Runs `scan`.
///
/// # Errors
/// When a project cannot be read or the output cannot be written.
pub fn run(arguments: &Scan, output: &Output) -> Result<Status, Failure> {
    if arguments.format != ScanFormat::Human && arguments.dump_values {
        return Err(Failure::new(
            "--dump-values 不能与 --format 一起用",
            "--dump-values does not go with --format",
        ));
    }
    if arguments.format == ScanFormat::Ndjson {
        let Scan { target, inputs, .. } = arguments;
        return Fleet { target, inputs, settings: None }.run(output, &mut output.report());
    }
    refuse_more(&arguments.inputs)?;
    let sessions = Session::load_all(&arguments.target, Otherwise::ReadFolder)?;
    let mut out = output.report();
    if arguments.dump_values {
        for session in &sessions {
            for analysed in &session.project.programs {
                write!(
                    out,
                    "{}",
                    dump_values(session.tree.as_ref(), &analysed.program, &analysed.catalog)
                )?;
            }
        }
        out.flush()?;
        return Ok(Status::Clean);
    }
    match arguments.format {
        ScanFormat::Json => {
            let language = output.language(sessions.first().and_then(Session::language));
            write_json(
                &mut out,
                &report::scan_json(&report::reported_projects(&sessions), language),
            )?;
        }
        ScanFormat::Short => {
            sessions.iter().try_for_each(|session| {
                report::scan_short(&mut out, session, output.language(session.language()))
            })?;
        }
        ScanFormat::Human | ScanFormat::Ndjson => {
            sessions.iter().try_for_each(|session| {
                report::scan_human(&mut out, session, output.language(session.language()))
            })?;
        }
    }
    out.flush()?;
    for session in &sessions {
        session.print_notes(output);
    }
    Ok(Status::Clean)
}
