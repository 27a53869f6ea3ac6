//! The last lines: the program, the result, what a command can fix, and what to do next.

use std::io::Write;

use privguide::{
    language::{Language, Text},
    review::{Finding, Level},
};

use super::{count, name};
use crate::{
    failure::Failure,
    report::view::{View, Warnings},
    session::Session,
    terminal::{AnsiColor, Effects, Style},
};

/// Rules about texts that only the user can write into `privguide.toml`.
const TO_FILL_IN: [&str; 6] = [
    "blank-purpose",
    "incomplete-third-party",
    "missing-contact",
    "missing-english",
    "missing-name",
    "missing-notice",
];

/// Writes the last lines. A clean run also says what was analysed.
pub fn write(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
) -> Result<(), Failure> {
    let (program, summary) =
        (Text::new("privguide：", "privguide: "), summary(session, findings, view));
    writeln!(out, "{}{summary}", program.get(view.language))?;
    let Some(next) = next(session, findings, view) else { return Ok(()) };
    let bold = Style::new().effects(Effects::BOLD);
    let label = Text::new("下一步：", "next: ");
    let label = label.get(view.language);
    Ok(writeln!(out, "{bold}{label}{bold:#}{}", view.say(&next))?)
}

/// Writes the last lines as a single line, which also says what was judged: sufficient for a push
/// that is allowed.
pub fn write_one_line(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
    judged: &str,
) -> Result<(), Failure> {
    let summary = summary(session, findings, view);
    let next = next(session, findings, view).map(|next| view.say(&next));
    match view.language {
        Language::ZhCn => {
            let next = next.map(|next| format!("；{next}")).unwrap_or_default();
            writeln!(out, "privguide：{judged}：{summary}{next}")?;
        }
        Language::En => {
            let next = next.map(|next| format!("; {next}")).unwrap_or_default();
            writeln!(out, "privguide: {judged}: {summary}{next}")?;
        }
    }
    Ok(())
}

/// The program, the result, and what a command can fix.
fn summary(session: &Session, findings: &[Finding], view: &View) -> String {
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
    let name = name(session, view.language);
    let fixable = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let undeclared = if session.project.declarations.is_none() { information } else { 0 };
    let errors = if undeclared > 0 {
        errors - findings.iter().filter(|finding| counted_already(finding)).count()
    } else {
        errors
    };
    match view.language {
        Language::ZhCn => {
            let verdict = match (undeclared, errors + warnings) {
                (0, 0) => "一致".to_owned(),
                (0, _) => format!("{errors} 个错误，{warnings} 个警告"),
                (types, 0) => format!("{types} 类信息没有声明"),
                (types, _) => {
                    format!("{types} 类信息没有声明，另有 {errors} 个错误，{warnings} 个警告")
                }
            };
            let fixable = if fixable > 0 {
                format!("；其中 {fixable} 个 fix 可以自动改正")
            } else {
                String::new()
            };
            format!(
                "{name}：{style}{verdict}{style:#}（{information} 类信息，{uses} 处使用）{fixable}"
            )
        }
        Language::En => {
            let both = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
            let verdict = match (undeclared, errors + warnings) {
                (0, 0) => "clean".to_owned(),
                (0, _) => both,
                (types, 0) => format!("{} undeclared", count(types, "information type")),
                (types, _) => format!(
                    "{} undeclared, apart from that {both}",
                    count(types, "information type")
                ),
            };
            let (information, uses) = (count(information, "information type"), count(uses, "use"));
            let fixable =
                if fixable > 0 { format!("; fix can correct {fixable}") } else { String::new() };
            format!("{name}: {style}{verdict}{style:#} ({information}, {uses}){fixable}")
        }
    }
}

/// Findings that are already covered by the number of undeclared types or the list of plugins.
fn counted_already(finding: &Finding) -> bool {
    finding.level == Level::Error && super::fresh::is_listed(finding)
}

/// The next step.
fn next(session: &Session, findings: &[Finding], view: &View) -> Option<Text> {
    let at = session.shown_for_people().path(&session.project.home);
    let at = if at == "." { String::new() } else { format!(" {}", crate::output::one_line(&at)) };
    let run = |verb: &str| format!("cargo privguide {verb}{at}");
    if session.project.declarations.is_none() {
        let init = run("init");
        return (!session.project.information().is_empty() || !session.project.plugins().is_empty()).then(|| {
            Text::new(
                format!("运行 {init}，写出列好这些信息的 privguide.toml，再写明每一项的用途"),
                format!("run {init}: it writes a privguide.toml that lists all this; then say what each is for"),
            )
        });
    }
    let errors: Vec<&Finding> =
        findings.iter().filter(|finding| finding.level == Level::Error).collect();
    let is = |rules: &[&str]| errors.iter().any(|finding| rules.contains(&finding.rule));
    let only = |rules: &[&str]| {
        !errors.is_empty() && errors.iter().all(|finding| rules.contains(&finding.rule))
    };
    let fix = run("fix");
    if findings.iter().any(|finding| finding.fix.is_some()) {
        return Some(Text::new(format!("运行 {fix}"), format!("run {fix}")));
    }
    if is(&["undeclared-information", "undeclared-plugin"]) {
        let declare = run("declare");
        return Some(Text::new(
            format!("运行 {declare} 补上声明，再写明用途；用不到的就从代码里去掉"),
            format!(
                "run {declare} and say what each is for; take out of the code what is not needed"
            ),
        ));
    }
    if is(&TO_FILL_IN) {
        let file = session.shown_for_people().file(crate::locate::DECLARATIONS);
        let check = run("check");
        return Some(Text::new(
            format!("填好 {file} 里空着的地方，再运行 {check}"),
            format!("fill in what is blank in {file}, then run {check}"),
        ));
    }
    if only(&["missing-guide", "stale-guide"]) {
        let generate = run("generate");
        return Some(Text::new(format!("运行 {generate}"), format!("run {generate}")));
    }
    let unseen = findings.len() > errors.len()
        && matches!(view.warnings, Warnings::Counted | Warnings::Hidden);
    match (errors.is_empty(), unseen) {
        (false, _) => Some(Text::new("按上面的办法改正", "correct what is above")),
        (true, true) => {
            let check = run("check");
            Some(Text::new(
                format!("运行 {check} 查看警告"),
                format!("run {check} to see the warnings"),
            ))
        }
        (true, false) => None,
    }
}
