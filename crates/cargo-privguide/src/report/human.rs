//! For people: findings with excerpts, worst first, and a summary that says what was looked at.

use std::io::Write;

use annotate_snippets::{AnnotationKind, Group, Level as Severity, Origin, Renderer, Snippet, renderer::DecorStyle};
use anstyle::AnsiColor;
use privguide::{
    language::Language,
    review::{Finding, FindingPlace, Level, PlaceRole},
    scan::{Original, Scan},
};

use super::Shown;
use crate::{
    excerpt::Excerpt,
    failure::Failure,
    output::{one_line, plain},
    session::Session,
};

/// Places of one finding that are shown with an excerpt; the rest is counted.
const SHOWN_PLACES: usize = 3;

/// Writes the findings of one project.
///
/// # Errors
/// When the stream cannot be written.
pub fn human(out: &mut dyn Write, session: &Session, findings: &[Finding], language: Language) -> Result<(), Failure> {
    let shown = Shown::for_people(session);
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    for finding in findings {
        write_finding(out, session, finding, &shown, language, &renderer)?;
    }
    write_summary(out, session, findings, language)
}

/// What was looked at, and how it went: a clean run says so, too.
fn write_summary(out: &mut dyn Write, session: &Session, findings: &[Finding], language: Language) -> Result<(), Failure> {
    let of = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (of(Level::Error), of(Level::Warning));
    let information = session.project.information().len();
    let uses = session.project.counted_uses().count();
    let style = match (errors, warnings) {
        (0, 0) => AnsiColor::Green,
        (0, _) => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    let style = style.on_default().bold();
    let name = plain(&Shown::for_people(session).path(&session.project.home)).into_owned();
    match language {
        Language::ZhCn => {
            let verdict =
                if errors + warnings == 0 { "一致".to_owned() } else { format!("{errors} 个错误，{warnings} 个警告") };
            writeln!(out, "{name}: {style}{verdict}{style:#}（{information} 类信息，{uses} 处使用）")?;
        }
        Language::En => {
            let verdict = if errors + warnings == 0 {
                "clean".to_owned()
            } else {
                format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
            };
            writeln!(
                out,
                "{name}: {style}{verdict}{style:#} ({}, {})",
                count(information, "information type"),
                count(uses, "use")
            )?;
        }
    }
    Ok(())
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn write_finding(
    out: &mut dyn Write,
    session: &Session,
    finding: &Finding,
    shown: &Shown,
    language: Language,
    renderer: &Renderer,
) -> Result<(), Failure> {
    let (level, name) = match (finding.level, language) {
        (Level::Error, Language::ZhCn) => (Severity::ERROR, "错误"),
        (Level::Error, Language::En) => (Severity::ERROR, "error"),
        (Level::Warning, Language::ZhCn) => (Severity::WARNING, "警告"),
        (Level::Warning, Language::En) => (Severity::WARNING, "warning"),
    };
    let mut group =
        Group::with_title(level.with_name(name).primary_title(one_line(finding.message.get(language))).id(finding.rule));
    // The line that decides is shown however many places there are.
    let of_role = |role| finding.places.iter().filter(move |place| place.role == role).take(SHOWN_PLACES);
    let places: Vec<&FindingPlace> = of_role(PlaceRole::Subject).chain(of_role(PlaceRole::Decision)).collect();
    for place in &places {
        group = add_place(group, session, place, shown, language);
        if let Some(original) = session.project.original(&place.place) {
            let from = original_place(original, shown);
            let text = match language {
                Language::ZhCn => format!("源文件位置：{from}"),
                Language::En => format!("in the sources: {from}"),
            };
            group = group.element(Severity::NOTE.with_name(note(language)).message(text));
        }
    }
    let rest = finding.places.len() - places.len();
    if rest > 0 {
        let text = match language {
            Language::ZhCn => format!("另有 {rest} 处"),
            Language::En => format!("and {rest} more"),
        };
        group = group.element(Severity::NOTE.with_name(note(language)).message(text));
    }
    for help in &finding.help {
        group = group.element(Severity::HELP.with_name(help_name(language)).message(one_line(help.get(language))));
    }
    writeln!(out, "{}\n", renderer.render(&[group]))?;
    Ok(())
}

fn add_place<'a>(group: Group<'a>, session: &Session, place: &FindingPlace, shown: &Shown, language: Language) -> Group<'a> {
    let path = plain(&shown.path(&place.place.file)).into_owned();
    let line = place.place.line as usize;
    let whole_file = place.place.start == place.place.end;
    let source = if whole_file { None } else { session.source(&place.place.file) };
    let excerpt = source.map(|source| Excerpt::of(&source, &place.place)).filter(|excerpt| !excerpt.text.trim().is_empty());
    let Some(excerpt) = excerpt else {
        let origin = Origin::path(path);
        return group.element(if whole_file { origin } else { origin.line(line).char_column(place.place.column as usize) });
    };
    let label = place.label.as_ref().map(|label| one_line(label.get(language)));
    let kind = match place.role {
        PlaceRole::Subject => AnnotationKind::Primary,
        PlaceRole::Decision => AnnotationKind::Context,
    };
    group.element(Snippet::source(excerpt.text).path(path).line_start(line).annotation(kind.span(excerpt.marked).label(label)))
}

/// Writes what a scan found: one line a use, grouped by file.
///
/// # Errors
/// When the stream cannot be written.
pub fn scan_human(out: &mut dyn Write, session: &Session, language: Language) -> Result<(), Failure> {
    let shown = Shown::for_people(session);
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
                "{} uses, {} unresolved, {} files not fully analysed",
                scan.uses.len(),
                scan.unresolved.len(),
                scan.unanalysed.len()
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
        let from = scan.original(place).map(|original| format!("  ({})", original_place(original, shown))).unwrap_or_default();
        let name = &found.interface.name;
        writeln!(out, "  {name:width$}  {information:16}  {}:{}:{}{from}", plain(&file), place.line, place.column)?;
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

/// Where a place of a built file comes from: `src/util.ts:5:9`.
fn original_place(original: &Original, shown: &Shown) -> String {
    let file = one_line(&shown.original(original));
    format!("{file}:{}:{}", original.line, original.column)
}

const fn note(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "注",
        Language::En => "note",
    }
}

const fn help_name(language: Language) -> &'static str {
    match language {
        Language::ZhCn => "办法",
        Language::En => "help",
    }
}
