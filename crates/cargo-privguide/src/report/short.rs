//! One line per finding or use: `file:line:column: level[rule]: message`.

use std::io::Write;

use privguide::{
    language::Language,
    review::{Finding, Level},
};

use crate::{failure::Failure, output::one_line, session::Session};

/// Writes one line per finding.
///
/// # Errors
/// When the stream cannot be written.
pub fn short(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    language: Language,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    for finding in findings {
        let place = finding.places.first().map_or_else(String::new, |first| {
            let place = &first.place;
            format!("{}:{}:{}: ", one_line(&shown.path(&place.file)), place.line, place.column)
        });
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        writeln!(
            out,
            "{place}{level}[{}]: {}",
            finding.rule,
            one_line(finding.message.get(language))
        )?;
    }
    Ok(())
}

/// Writes one line per use, and one per file or access that could not be analysed or resolved.
///
/// # Errors
/// When the stream cannot be written.
pub fn scan_short(
    out: &mut dyn Write,
    session: &Session,
    language: Language,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    for program in &session.project.programs {
        for found in &program.scan.uses {
            let place = &found.place;
            let file = one_line(&shown.path(&place.file));
            writeln!(
                out,
                "{file}:{}:{}: {}: {}",
                place.line,
                place.column,
                found.interface.name,
                found.interface.information.join(", ")
            )?;
        }
        for item in &program.scan.unresolved {
            let file = one_line(&shown.path(&item.place.file));
            writeln!(
                out,
                "{file}:{}:{}: unresolved: {}",
                item.place.line,
                item.place.column,
                one_line(&item.text)
            )?;
        }
        for item in &program.scan.unanalysed {
            let (file, why) = (one_line(&shown.path(&item.file)), item.reason.why());
            writeln!(out, "{file}: unanalysed: {}", one_line(why.get(language)))?;
        }
    }
    Ok(())
}
