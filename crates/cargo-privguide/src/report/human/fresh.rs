//! The report for a project without a `privguide.toml`: the information that its code uses, with
//! places.

use std::io::Write;

use privguide::{
    catalog::{ProgramKind, information_types},
    language::{Language, Text},
    program::Status,
    project::AnalysedProgram,
    review::{Finding, Level},
    scan::Use,
};
use unicode_width::UnicodeWidthStr as _;

use super::in_full;
use crate::{
    failure::Failure,
    output::{one_line, plain},
    report::{Shown, view::View},
    session::Session,
    terminal::{AnsiColor, Effects, Style},
};

/// The maximum number of places that are shown for one information type.
const SHOWN_PLACES: usize = 2;

/// Writes the information that the code uses, then all findings other than missing declarations.
pub fn write(
    out: &mut dyn Write,
    session: &Session,
    findings: &[Finding],
    view: &View,
) -> Result<(), Failure> {
    for analysed in &session.project.programs {
        program(out, session, analysed, view)?;
    }
    plugins(out, session, view)?;
    let others: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.level == Level::Error && !is_listed(finding))
        .collect();
    in_full(out, session, &others, view)
}

/// True for a finding that the lists above already contain.
pub fn is_listed(finding: &Finding) -> bool {
    matches!(finding.rule, "undeclared-information" | "undeclared-plugin")
}

/// Writes the plugins, whose providers the guide must name.
fn plugins(out: &mut dyn Write, session: &Session, view: &View) -> Result<(), Failure> {
    let plugins = session.project.plugins();
    if plugins.is_empty() {
        return Ok(());
    }
    let style = AnsiColor::Cyan.on_default().bold();
    writeln!(
        out,
        "  {style}{}{style:#}",
        view.say(&Text::new(
            "第三方插件，都还没有声明（指引里要写明提供者）",
            "third-party plugins, none declared yet (the guide must name their providers)"
        ))
    )?;
    for plugin in plugins {
        let place = &plugin.place;
        let at = format!(
            "{}:{}:{}",
            plain(&session.shown_for_people().path(&place.file)),
            place.line,
            place.column
        );
        let line = format!("    {}  {at}", one_line(&plugin.alias));
        writeln!(out, "{}", view.linked(line, &at, &session.on_disk(&place.file)))?;
    }
    Ok(writeln!(out)?)
}

fn program(
    out: &mut dyn Write,
    session: &Session,
    analysed: &AnalysedProgram,
    view: &View,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    let uses: Vec<&Use> = session
        .project
        .counted_uses()
        .filter(|(of, found)| {
            std::ptr::eq(*of, analysed) && !found.interface.information.is_empty()
        })
        .map(|(_, found)| found)
        .collect();
    let types: Vec<_> = information_types()
        .iter()
        .filter(|row| uses.iter().any(|found| found.interface.information.contains(&row.id)))
        .collect();
    let bold = Style::new().effects(Effects::BOLD);
    writeln!(
        out,
        "{bold}{}{bold:#}\n",
        view.say(&summary(session, analysed, &shown, types.len(), uses.len()))
    )?;
    for row in types {
        let mut of_type: Vec<&Use> = uses
            .iter()
            .copied()
            .filter(|found| found.interface.information.contains(&row.id))
            .collect();
        // Reachable code of the developers comes first, because users look there first.
        of_type.sort_by_cached_key(|found| {
            let file = &found.place.file;
            let foreign = analysed.program.provenance(&*session.tree, file).is_some();
            (foreign, analysed.status_of(file) != Status::Reachable)
        });
        let style = AnsiColor::Cyan.on_default().bold();
        let label = match view.language {
            Language::ZhCn => format!("{}（{}）", row.thing.zh, row.id),
            Language::En => format!("{} ({})", row.thing.en, row.id),
        };
        writeln!(out, "  {style}{label}{style:#}")?;
        for found in of_type.iter().take(SHOWN_PLACES) {
            one_use(out, session, analysed, found, view)?;
        }
        if let Some(rest) = of_type.len().checked_sub(SHOWN_PLACES).filter(|rest| *rest > 0) {
            let id = &row.id;
            let text = Text::new(
                format!("另有 {rest} 处，运行 cargo privguide why {id} 查看"),
                format!("{rest} more: cargo privguide why {id}"),
            );
            writeln!(out, "    {}", view.say(&text))?;
        }
    }
    if !uses.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn summary(
    session: &Session,
    analysed: &AnalysedProgram,
    shown: &Shown,
    types: usize,
    uses: usize,
) -> Text {
    let root = match shown.path(&analysed.program.root) {
        here if here == "." => super::folder_name(session).unwrap_or(here),
        path => path,
    };
    let root = one_line(&root);
    let framework = analysed.program.framework.name();
    let kind = match analysed.program.kind {
        ProgramKind::MiniProgram => Text::new("小程序", "Mini Program"),
        ProgramKind::Plugin => Text::new("插件", "plugin"),
        ProgramKind::MiniGame => Text::new("小游戏", "mini game"),
    };
    let (zh, en) = match framework {
        "native" => (kind.zh, kind.en),
        name => (format!("{name} {}", kind.zh), format!("{name} {}", kind.en)),
    };
    if types == 0 {
        return Text::new(
            format!("{root}（{zh}）：代码没有用到需要声明的信息"),
            format!("{root} ({en}): the code collects no information that must be declared"),
        );
    }
    Text::new(
        format!("{root}（{zh}）：代码用到 {types} 类信息，共 {uses} 处，都还没有声明"),
        format!(
            "{root} ({en}): the code uses {} in {}, none declared yet",
            super::count(types, "information type"),
            super::count(uses, "place")
        ),
    )
}

fn one_use(
    out: &mut dyn Write,
    session: &Session,
    analysed: &AnalysedProgram,
    found: &Use,
    view: &View,
) -> Result<(), Failure> {
    let place = &found.place;
    let at = format!(
        "{}:{}:{}",
        plain(&session.shown_for_people().path(&place.file)),
        place.line,
        place.column
    );
    let written = session.source(&place.file).and_then(|source| found.written(source.text()));
    let name = one_line(&written.unwrap_or_else(|| found.interface.name.clone()));
    let by = analysed.program.provenance(&*session.tree, &place.file).map(|by| one_line(&by));
    let by = match (by, view.language) {
        (None, _) => String::new(),
        (Some(by), Language::ZhCn) => format!("（由“{by}”带入）"),
        (Some(by), Language::En) => format!(" (brought by {by})"),
    };
    // On a narrow terminal, a long path is on a separate line.
    let narrow =
        view.width.is_some_and(|width| 4 + name.width() + 2 + at.width() + by.width() > width);
    let gap = if narrow { "\n      ".to_owned() } else { "  ".to_owned() };
    let line = format!("    {name}{gap}{at}{by}");
    Ok(writeln!(out, "{}", view.linked(line, &at, &session.on_disk(&place.file)))?)
}
