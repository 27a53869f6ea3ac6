//! `list`: lists known rules, interfaces and information, or the contents of a program.

use std::{collections::BTreeMap, io::Write};

use privguide::{
    catalog::{self, Catalog, ProgramKind, information_types},
    language::{Language, Text},
    program::Otherwise,
    review::{Level, Rule, RuleDocument},
    scan::{Address, Bringer},
    tree::Place,
};
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use crate::{
    Status,
    arguments::{Format, Kind, List, Listed},
    failure::Failure,
    output::{self, Output, plain},
    report::{self, Shown},
    session::Session,
};

/// Runs `list`.
///
/// # Errors
/// When a project cannot be read or the output cannot be written.
pub fn run(arguments: &List, output: &Output) -> Result<Status, Failure> {
    let mut out = output.report();
    let language = output.language(None);
    match arguments.what {
        Listed::Rules => rules(&mut out, arguments.format, language)?,
        Listed::Interfaces => interfaces(&mut out, arguments, language)?,
        Listed::Information => information(&mut out, arguments.format, language)?,
        Listed::Files => files(&mut out, arguments, output)?,
        Listed::ThirdParties => third_parties(&mut out, arguments, output)?,
        Listed::Unlisted => unlisted(&mut out, arguments.format, language)?,
    }
    out.flush()?;
    if arguments.format == Format::Human {
        print_date(arguments, output, language);
    }
    Ok(Status::Clean)
}

fn table_of(kind: Kind) -> Catalog {
    Catalog::for_kind(match kind {
        Kind::MiniProgram => ProgramKind::MiniProgram,
        Kind::Plugin => ProgramKind::Plugin,
        Kind::MiniGame => ProgramKind::MiniGame,
    })
}

/// Writes how old a table of the platform is; this is not a row of the table.
fn print_date(arguments: &List, output: &Output, language: Language) {
    let read = match arguments.what {
        Listed::Interfaces => table_of(arguments.kind).read_in().to_owned(),
        Listed::Information | Listed::Unlisted => catalog::read_in().to_owned(),
        Listed::Rules | Listed::Files | Listed::ThirdParties => return,
    };
    let text = Text::new(
        format!("平台的表格核对于 {read}"),
        format!("the platform's tables as of {read}"),
    );
    output.note(&text, language);
}

fn rules(out: &mut dyn Write, format: Format, language: Language) -> Result<(), Failure> {
    let documents: Vec<&RuleDocument> = Rule::all().iter().map(Rule::document).collect();
    if format == Format::Json {
        let rows = documents.iter().map(|rule| json!({ "id": rule.id, "level": if rule.is_off { json!("off") } else { json!(rule.level) }, "title": rule.title.get(language) }));
        return Ok(writeln!(
            out,
            "{:#}",
            json!({ "version": 1, "rules": rows.collect::<Vec<_>>() })
        )?);
    }
    let level = |rule: &RuleDocument| match (rule.level, language) {
        (_, Language::ZhCn) if rule.is_off => "关闭",
        (_, Language::En) if rule.is_off => "off",
        (Level::Error, Language::ZhCn) => "错误",
        (Level::Error, Language::En) => "error",
        (Level::Warning, Language::ZhCn) => "警告",
        (Level::Warning, Language::En) => "warning",
    };
    let rows = documents.iter().map(|rule| {
        vec![rule.id.clone(), level(rule).to_owned(), rule.title.get(language).to_owned()]
    });
    table(out, &rows.collect::<Vec<_>>())
}

fn interfaces(out: &mut dyn Write, arguments: &List, language: Language) -> Result<(), Failure> {
    let catalog = table_of(arguments.kind);
    if arguments.format == Format::Json {
        let value = json!({ "version": 1, "kind": catalog.kind(), "read": catalog.read_in(), "interfaces": catalog.interfaces().iter().map(AsRef::as_ref).collect::<Vec<_>>() });
        return Ok(writeln!(out, "{value:#}")?);
    }
    let (retired, listed, hinted) = match language {
        Language::ZhCn => (
            "已收回",
            "只需写进 requiredPrivateInfos",
            "不在平台的表里，规则 sensitive-interface 可以提示",
        ),
        Language::En => (
            "withdrawn",
            "belongs into requiredPrivateInfos only",
            "not in the platform's table: a hint of sensitive-interface",
        ),
    };
    let rows = catalog.interfaces().iter().map(|row| {
        let note = match row {
            row if row.hint.is_some() => hinted,
            row if row.information.is_empty() => listed,
            row if row.retired => retired,
            _ => "",
        };
        vec![row.name.clone(), row.information.join(", "), row.since.clone(), note.to_owned()]
    });
    table(out, &rows.collect::<Vec<_>>())
}

fn information(out: &mut dyn Write, format: Format, language: Language) -> Result<(), Failure> {
    if format == Format::Json {
        return Ok(writeln!(
            out,
            "{:#}",
            json!({ "version": 1, "read": catalog::read_in(), "information": information_types() })
        )?);
    }
    let own = match language {
        Language::ZhCn => "自行收集",
        Language::En => "self-collected",
    };
    let rows = information_types().iter().map(|row| {
        let note = if row.self_collected { own } else { "" };
        vec![row.id.clone(), row.label().get(language).to_owned(), note.to_owned()]
    });
    table(out, &rows.collect::<Vec<_>>())
}

fn unlisted(out: &mut dyn Write, format: Format, language: Language) -> Result<(), Failure> {
    let rows = catalog::unlisted()
        .iter()
        .flat_map(|row| row.names.iter().map(move |name| (name, row.why.get(language))));
    if format == Format::Json {
        let rows: Vec<_> = rows.map(|(name, why)| json!({ "name": name, "why": why })).collect();
        return Ok(writeln!(
            out,
            "{:#}",
            json!({ "version": 1, "read": catalog::read_in(), "unlisted": rows })
        )?);
    }
    table(out, &rows.map(|(name, why)| vec![name.clone(), why.to_owned()]).collect::<Vec<_>>())
}

fn files(out: &mut dyn Write, arguments: &List, output: &Output) -> Result<(), Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::ReadFolder)?;
    let language = output.language(sessions.first().and_then(Session::language));
    if arguments.format == Format::Json {
        return Ok(output::write_json(
            out,
            &report::files_json(&report::reported_projects(&sessions), language),
        )?);
    }
    for session in &sessions {
        let shown = session.shown_for_people();
        let rows =
            session.project.programs.iter().flat_map(|analysed| &analysed.program.files).map(
                |file| {
                    let reason = file.reason.as_ref().map_or("", |reason| reason.get(language));
                    vec![
                        file.status.name().to_owned(),
                        file.package.clone(),
                        shown.path(&file.path),
                        reason.to_owned(),
                    ]
                },
            );
        let unread =
            session.project.programs.iter().flat_map(|analysed| &analysed.program.unread).map(
                |unread| {
                    let (status, why) =
                        (unread.status.name().to_owned(), unread.why.get(language).to_owned());
                    vec![status, unread.package.clone(), shown.path(&unread.path), why]
                },
            );
        let beside = session.project.skipped_outside_programs().map(|skipped| {
            let why = skipped.reason.why().get(language).to_owned();
            vec!["unread".to_owned(), String::new(), shown.path(&skipped.path), why]
        });
        table(out, &rows.chain(unread).chain(beside).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Writes the third parties of which the programs show signs, and the hosts that they reach, each
/// with its place.
fn third_parties(out: &mut dyn Write, arguments: &List, output: &Output) -> Result<(), Failure> {
    let sessions = Session::load_all(&arguments.target, Otherwise::ReadFolder)?;
    let language = output.language(sessions.first().and_then(Session::language));
    if arguments.format == Format::Json {
        return Ok(output::write_json(
            out,
            &report::third_parties_json(&report::reported_projects(&sessions)),
        )?);
    }
    for session in &sessions {
        let shown = session.shown_for_people();
        let programs = &session.project.programs;
        let (mut signs, mut hosts) = (Rows::new(), Rows::new());
        for analysed in programs {
            let parties = analysed.catalog.third_parties();
            for sign in &analysed.scan.third_parties {
                let Some(party) = parties.get(&sign.party) else { continue };
                let cells = [&party.id, party.name.get(language), sign.marker.name(), &sign.text];
                signs
                    .entry((cells.map(str::to_owned), sign.bringer.as_deref()))
                    .or_default()
                    .push(&sign.place);
            }
            for asked in analysed.scan.asked(&analysed.program) {
                let Some(party) = parties.get(asked.party) else { continue };
                let cells = [&party.id, party.name.get(language), "permission", asked.scope];
                let bringer = asked.found.bringer.as_deref();
                signs
                    .entry((cells.map(str::to_owned), bringer))
                    .or_default()
                    .push(&asked.found.place);
            }
            for address in &analysed.scan.addresses {
                let (Some(origin), Some(host)) = (&address.origin, address.host()) else {
                    continue;
                };
                let party = parties.of_host(host);
                let name = party.map_or("-", |party| party.name.get(language));
                let cells =
                    [party.map_or("-", |party| &party.id), name, address.channel.name(), origin];
                hosts
                    .entry((cells.map(str::to_owned), address.bringer.as_deref()))
                    .or_default()
                    .push(&address.place);
            }
        }
        let rows = signs.into_iter().chain(hosts).map(|((cells, bringer), places)| {
            let mut row: Vec<String> = cells.into();
            row.push(first_place(places[0], places.len(), &shown, language));
            row.extend(bringer.map(|bringer| bringer.text().get(language).to_owned()));
            row
        });
        let unknown =
            Address::by_giver(programs.iter().flat_map(|analysed| &analysed.scan.addresses));
        let unknown = unknown.iter().map(|group| unknown_row(group, &shown, language));
        table(out, &rows.chain(unknown).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Rows of the list for people: places with the same marker, or the same host, are one row with the
/// first place.
type Rows<'p> = BTreeMap<([String; 4], Option<&'p Bringer>), Vec<&'p Place>>;

/// `FILE:LINE and 3 more`
fn first_place(first: &Place, count: usize, shown: &Shown, language: Language) -> String {
    let more = match (count - 1, language) {
        (0, _) => String::new(),
        (more, Language::ZhCn) => format!("，另有 {more} 处"),
        (more, Language::En) => format!(" and {more} more"),
    };
    format!("{}:{}{more}", shown.path(&first.file), first.line)
}

/// One row for all calls whose address comes from the same expression at run time.
fn unknown_row(group: &[&Address], shown: &Shown, language: Language) -> Vec<String> {
    let (first, giver) = (group[0], group[0].giver.as_deref().unwrap_or_default());
    let origin = match language {
        Language::ZhCn => format!("运行时才知道：{giver}"),
        Language::En => format!("only known at run time: {giver}"),
    };
    let place = first_place(&first.place, group.len(), shown, language);
    vec!["-".to_owned(), "-".to_owned(), first.channel.name().to_owned(), origin, place]
}

/// Writes aligned columns; some characters are two cells wide.
pub(super) fn table(out: &mut dyn Write, rows: &[Vec<String>]) -> Result<(), Failure> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| {
            rows.iter().filter_map(|row| Some(plain(row.get(at)?).width())).max().unwrap_or(0)
        })
        .collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let cell = plain(cell);
            line.push_str(&cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
