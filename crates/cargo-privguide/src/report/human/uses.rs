//! The results of a scan: one line per use.

use std::io::Write;

use privguide::{language::Language, scan::Scan};

use super::{count, finding::original_place};
use crate::{
    failure::Failure,
    output::{one_line, plain},
    report::Shown,
    session::Session,
};

/// Writes the results of a scan: one line per use, grouped by file.
///
/// # Errors
/// When the stream cannot be written.
pub fn scan_human(
    out: &mut dyn Write,
    session: &Session,
    language: Language,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    for program in &session.project.programs {
        let root = shown.path(&program.program.root);
        let (kind, framework) = (program.program.kind.name(), program.program.framework.name());
        writeln!(out, "{} ({kind}, {framework})", plain(&root))?;
        let scan = &program.scan;
        write_uses(out, scan, &shown)?;
        for item in &scan.unanalysed {
            let (file, why) = (shown.path(&item.file), item.reason.why());
            writeln!(out, "  !  {}  {}", plain(&file), why.get(language))?;
        }
        let summary = match language {
            Language::ZhCn => {
                format!(
                    "{} 处使用，{} 处无法判定，{} 个文件未能完整分析",
                    scan.uses.len(),
                    scan.unresolved.len(),
                    scan.unanalysed.len()
                )
            }
            Language::En => format!(
                "{}, {} unresolved, {} not fully analysed",
                count(scan.uses.len(), "use"),
                scan.unresolved.len(),
                count(scan.unanalysed.len(), "file")
            ),
        };
        writeln!(out, "  {summary}\n")?;
    }
    Ok(())
}

fn write_uses(out: &mut dyn Write, scan: &Scan, shown: &Shown) -> Result<(), Failure> {
    let width = scan.uses.iter().map(|found| found.interface.name.len()).max().unwrap_or(0);
    for found in &scan.uses {
        let place = &found.place;
        let information = found.interface.information.join(", ");
        let file = shown.path(&place.file);
        let from = scan
            .original(place)
            .map(|original| format!("  ({})", original_place(original, shown)))
            .unwrap_or_default();
        let name = &found.interface.name;
        writeln!(
            out,
            "  {name:width$}  {information:16}  {}:{}:{}{from}",
            plain(&file),
            place.line,
            place.column
        )?;
    }
    for item in &scan.unresolved {
        let file = shown.path(&item.place.file);
        writeln!(
            out,
            "  {:width$}  {:16}  {}:{}:{}  {}",
            "?",
            "",
            plain(&file),
            item.place.line,
            item.place.column,
            one_line(&item.text)
        )?;
    }
    Ok(())
}
