//! The report for people: errors first, each with its lines; then short, grouped warnings; the last
//! line says what to do next.

mod closing;
mod finding;
mod fresh;
mod uses;

use std::io::Write;

use privguide::{
    language::{Language, Text},
    review::{Finding, Level},
};

use super::view::{View, Warnings};
use crate::{
    failure::Failure,
    output::{one_line, plain},
    session::Session,
};

pub use uses::scan_human;

/// The maximum number of warnings of one rule that are shown individually; more are shown as a
/// list.
const FEW: usize = 2;
/// The maximum number of warnings of one rule in such a list.
const LISTED: usize = 5;
/// The maximum number of findings that are shown in full: more are rarely read, and a hostile
/// project must not fill a terminal or a log.
const MOST_FINDINGS: usize = 100;
/// The same with `--verbose`.
const MOST_FINDINGS_VERBOSE: usize = 1_000;

/// Writes the findings of one project.
///
/// # Errors
/// When the stream cannot be written.
pub fn human(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
) -> Result<(), Failure> {
    if session.project.declarations.is_none() {
        fresh::write(out, session, findings, view)?;
    } else {
        let errors: Vec<&Finding> =
            findings.iter().filter(|finding| finding.level == Level::Error).collect();
        in_full(out, session, &errors, view)?;
    }
    warnings(out, session, findings, view)?;
    if view.warnings == Warnings::Hidden
        && !findings.iter().any(|finding| finding.level == Level::Error)
    {
        return Ok(());
    }
    closing::write(out, session, findings, view)
}

/// [`human`] after a line that names what was judged, for a git hook; a single line if there is
/// nothing to show.
///
/// # Errors
/// When the stream cannot be written.
pub fn human_for_push(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
    judged: &str,
) -> Result<(), Failure> {
    let counted =
        |finding: &Finding| view.warnings == Warnings::Counted && !is_always_shown(finding);
    let is_short = |finding: &Finding| finding.level == Level::Warning && counted(finding);
    if view.warnings != Warnings::Hidden && findings.iter().all(is_short) {
        return closing::write_one_line(out, session, findings, view, judged);
    }
    let shows = |finding: &Finding| finding.level == Level::Error || is_always_shown(finding);
    if view.warnings != Warnings::Hidden || findings.iter().any(shows) {
        writeln!(out, "{judged}")?;
    }
    human(out, session, findings, view)
}

/// Weakenings of the check are always shown: if they are allowed, they must be visible.
fn is_always_shown(finding: &Finding) -> bool {
    finding.rule == "weakened-check"
}

/// Writes findings in full; advice that consecutive findings share is written once, after the last
/// of them. The number of omitted findings is written.
fn in_full(
    out: &mut dyn Write,
    session: &Session,
    findings: &[&Finding],
    view: &View,
) -> Result<(), Failure> {
    let most = if view.warnings == Warnings::Full { MOST_FINDINGS_VERBOSE } else { MOST_FINDINGS };
    let (findings, left) = findings.split_at(findings.len().min(most));
    let alike = |a: &&Finding, b: &&Finding| a.rule == b.rule && a.help == b.help;
    for group in findings.chunk_by(alike) {
        let (last, before) = group.split_last().expect("a chunk has a member");
        for finding in before {
            finding::write(out, session, finding, finding::Advice::Later, view)?;
        }
        finding::write(out, session, last, finding::Advice::For(group.len()), view)?;
    }
    if !left.is_empty() {
        let rest = left.len();
        let text = Text::new(
            format!(
                "另有 {rest} 个问题没有显示，加上 --format json 或 --format short 可以列出全部"
            ),
            format!(
                "{rest} more findings are not shown: --format json and --format short list all of them"
            ),
        );
        writeln!(out, "{}\n", view.say(&text))?;
    }
    Ok(())
}

fn warnings(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
) -> Result<(), Failure> {
    let warnings: Vec<&Finding> =
        findings.iter().filter(|finding| finding.level == Level::Warning).collect();
    match view.warnings {
        Warnings::Hidden | Warnings::Counted => {
            let shown: Vec<&Finding> =
                warnings.into_iter().filter(|finding| is_always_shown(finding)).collect();
            in_full(out, session, &shown, view)
        }
        Warnings::Full => in_full(out, session, &warnings, view),
        Warnings::Grouped => {
            let mut rules: Vec<&str> = Vec::new();
            for finding in &warnings {
                if !rules.contains(&finding.rule) {
                    rules.push(finding.rule);
                }
            }
            for rule in rules {
                let of_rule: Vec<&Finding> =
                    warnings.iter().copied().filter(|finding| finding.rule == rule).collect();
                if of_rule.len() > FEW {
                    list(out, session, rule, &of_rule, view)?;
                } else {
                    in_full(out, session, &of_rule, view)?;
                }
            }
            Ok(())
        }
    }
}

/// Writes many warnings of one rule as a list: their places, the advice that all share, and how to
/// see the rest.
fn list(
    out: &mut dyn Write,
    session: &Session,
    rule: &str,
    findings: &[&Finding],
    view: &View,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    let count = findings.len();
    let document = privguide::review::Rule::named(rule).map(|rule| rule.document().title.clone());
    let title = document.unwrap_or_else(|| Text::new(rule, rule));
    let title =
        Text::new(format!("{}（{count} 处）", title.zh), format!("{} ({count} times)", title.en));
    writeln!(out, "{}", finding::headline(Level::Warning, rule, &view.say(&title), view.language))?;
    for finding in findings.iter().take(LISTED) {
        let message = one_line(&view.say(&finding.message));
        let Some(place) = finding.places.first().map(|first| &first.place) else {
            writeln!(out, "  {message}")?;
            continue;
        };
        let at = format!("{}:{}:{}", plain(&shown.path(&place.file)), place.line, place.column);
        let mut lines = view.lines(&format!("{at}  {message}"), 4).into_iter();
        let first = lines.next().unwrap_or_default();
        writeln!(out, "  {}", view.linked(first, &at, &session.on_disk(&place.file)))?;
        for line in lines {
            writeln!(out, "    {line}")?;
        }
    }
    if let Some(rest) = count.checked_sub(LISTED).filter(|rest| *rest > 0) {
        let text = Text::new(
            format!("另有 {rest} 处，加上 --verbose 全部显示"),
            format!("{rest} more, --verbose shows them all"),
        );
        writeln!(out, "  {}", view.say(&text))?;
    }
    let first = &findings[0].help;
    if findings.iter().all(|finding| finding.help == *first) && !first.is_empty() {
        let help: Vec<String> = first.iter().map(|help| view.say(help)).collect();
        finding::write_line(out, finding::Line::Help, &help, view)?;
    }
    writeln!(out)?;
    Ok(())
}

/// `1 error`, `2 errors`
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The name of the project's folder.
fn folder_name(session: &Session) -> Option<String> {
    session.site.folder.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The name of the project: the declared name, otherwise that of its folder.
fn name(session: &Session, language: Language) -> String {
    let path = session.shown_for_people().path(&session.project.home);
    let declarations = session.project.declarations.as_ref().map(|parsed| &parsed.declarations);
    let declared = declarations
        .and_then(|declarations| declarations.program_name(language))
        .map(str::to_owned);
    let folder = folder_name(session);
    let name = match (declared, path.as_str()) {
        (Some(name), ".") => name,
        (Some(name), _) => match language {
            Language::ZhCn => format!("{name}（{path}）"),
            Language::En => format!("{name} ({path})"),
        },
        (None, ".") => folder.unwrap_or(path),
        (None, _) => path,
    };
    one_line(&name)
}
