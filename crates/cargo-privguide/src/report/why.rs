//! The chain from the program's entry to a statement, in all formats.

use std::io::Write;

use privguide::{
    catalog::ThirdParties,
    language::{Language, Text},
    program::{ChainStep, Remedy, Status},
    project::AnalysedProgram,
    scan::{Address, Bringer, ThirdPartyUse, Use},
    tree::{Place, TreePath},
};
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Shown;
use crate::{
    failure::Failure,
    output::{one_line, plain},
    session::Session,
    terminal,
};
use privguide_fleet::json::add_package;

/// One answer: a use, or a file that was requested by name.
pub struct Reason<'s> {
    /// The program that contains it.
    pub analysed: &'s AnalysedProgram,
    /// The file.
    pub file: TreePath,
    /// The use, if one was requested.
    pub found: Option<&'s Use>,
    /// The sign of a third party or the address, if one was requested.
    pub mark: Option<Mark<'s>>,
}

/// Evidence of a third party or a host.
#[derive(Clone, Copy)]
pub enum Mark<'s> {
    /// A package, file, string or plugin.
    Sign(&'s ThirdPartyUse),
    /// A place that connects to a host, or names it.
    Address(&'s Address),
}

impl Mark<'_> {
    fn place(&self) -> &Place {
        match self {
            Self::Sign(sign) => &sign.place,
            Self::Address(address) => &address.place,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Sign(sign) => &sign.text,
            Self::Address(address) => address.origin.as_deref().unwrap_or("?"),
        }
    }

    fn bringer(&self) -> Option<&Bringer> {
        match self {
            Self::Sign(sign) => sign.bringer.as_deref(),
            Self::Address(address) => address.bringer.as_deref(),
        }
    }

    fn note(&self, parties: &ThirdParties) -> Text {
        let Text { zh, en } = self.meaning(parties);
        match self.bringer() {
            None => Text::new(zh, en),
            Some(bringer) => {
                let (text, chain) = (bringer.text(), bringer.chain.join(" > "));
                Text::new(
                    format!("{zh}（{}：{chain}）", text.zh),
                    format!("{en} ({}: {chain})", text.en),
                )
            }
        }
    }

    fn meaning(&self, parties: &ThirdParties) -> Text {
        match self {
            Self::Sign(sign) => {
                let name = parties.get(&sign.party).map_or_else(
                    || Text::new(&sign.party, &sign.party),
                    |party| party.name.clone(),
                );
                let marker = sign.marker.name();
                Text::new(
                    format!("{}：{} 是 {} 的标志（{marker}）", sign.party, sign.text, name.zh),
                    format!("{}: {} is a sign of {} ({marker})", sign.party, sign.text, name.en),
                )
            }
            Self::Address(address) => {
                let (origin, channel) = (self.name(), address.channel.name());
                match address.host().and_then(|host| parties.of_host(host)) {
                    Some(party) => Text::new(
                        format!("{origin}（{channel}）：{}，{}", party.id, party.name.zh),
                        format!("{origin} ({channel}): {}, {}", party.id, party.name.en),
                    ),
                    None => Text::new(
                        format!("{origin}（{channel}）：表里没有，自己的还是第三方的由你声明"),
                        format!(
                            "{origin} ({channel}): in no table; your own or a third party's, that is yours to declare"
                        ),
                    ),
                }
            }
        }
    }
}

impl Reason<'_> {
    /// The place of the statement.
    fn place(&self) -> Option<&Place> {
        self.found.map(|found| &found.place).or_else(|| self.mark.as_ref().map(Mark::place))
    }

    fn steps(&self, session: &Session) -> Vec<ChainStep> {
        let program = &self.analysed.program;
        let reached = program.steps(&*session.tree, &self.file);
        reached.unwrap_or_else(|| vec![ChainStep { file: self.file.clone(), names_next: None }])
    }

    fn remedy(&self, session: &Session) -> Remedy {
        self.analysed.program.remedy(&*session.tree, &self.file)
    }

    /// The package that the file comes from, with its version where that is known.
    fn brought_by(&self, session: &Session) -> Option<String> {
        self.analysed.program.provenance(&*session.tree, &self.file)
    }
}

/// Writes the answers as trees, from the entry to the statement.
///
/// # Errors
/// When the output cannot be written.
pub fn why_human(
    out: &mut dyn Write,
    subject: &str,
    answered: &[(&Session, Vec<Reason<'_>>)],
    language: Language,
) -> Result<(), Failure> {
    if answered.iter().all(|(_, reasons)| reasons.is_empty()) {
        let text = if answered.iter().all(|(session, _)| session.unknown().is_none()) {
            Text::new(format!("代码没有用到 {subject}"), format!("the code does not use {subject}"))
        } else {
            Text::new(
                format!("没有找到用到 {subject} 的代码"),
                format!("no use of {subject} was found"),
            )
        };
        return Ok(writeln!(out, "{}", plain(text.get(language)))?);
    }
    let mut leaves = false;
    for (session, reasons) in answered {
        let shown = session.shown_for_people();
        // Uses are sorted by place: those in one file have the same chain.
        for of_file in
            reasons.chunk_by(|a, b| std::ptr::eq(a.analysed, b.analysed) && a.file == b.file)
        {
            tree(out, session, of_file, &shown, language)?;
            leaves |= of_file.iter().any(|reason| reason.found.is_some());
            writeln!(out)?;
        }
    }
    if leaves {
        writeln!(out, "{}", Remedy::console_reminder().get(language))?;
    }
    Ok(())
}

/// The chain to one file, and below it every requested statement.
fn tree(
    out: &mut dyn Write,
    session: &Session,
    of_file: &[Reason<'_>],
    shown: &Shown,
    language: Language,
) -> Result<(), Failure> {
    let Some(first) = of_file.first() else { return Ok(()) };
    let steps = first.steps(session);
    for (depth, step) in steps.iter().enumerate() {
        let path = shown.path(&step.file);
        if depth + 1 < steps.len() {
            line(out, session, depth, &path, step.names_next.as_ref())?;
            continue;
        }
        let mut lines: Vec<Option<&Place>> = of_file.iter().map(Reason::place).collect();
        lines.dedup_by_key(|place| place.map(|place| place.line));
        for place in lines {
            line(out, session, depth, &path, place)?;
        }
    }
    for note in notes(session, of_file, shown) {
        writeln!(out, "  = {}", plain(note.get(language)))?;
    }
    Ok(())
}

fn line(
    out: &mut dyn Write,
    session: &Session,
    depth: usize,
    path: &str,
    place: Option<&Place>,
) -> Result<(), Failure> {
    let branch =
        if depth == 0 { String::new() } else { format!("{}└── ", "    ".repeat(depth - 1)) };
    let statement = place.map(|place| (place, statement(session, place)));
    // `app.json` implies `app.js` without naming it: there is no statement to show.
    match statement.filter(|(_, statement)| statement != "{") {
        Some((place, statement)) => {
            writeln!(out, "{branch}{}:{}  {}", plain(path), place.line, plain(&statement))?;
        }
        None => writeln!(out, "{branch}{}", plain(path))?,
    }
    Ok(())
}

/// The maximum number of cells of a statement.
const LONGEST: usize = 80;

/// The line of a place, shortened to the text around it: a line of a bundle can have megabytes.
fn statement(session: &Session, place: &Place) -> String {
    let longest = terminal::width().map_or(LONGEST, |width| (width / 2).min(LONGEST));
    let Some(source) = session.source(&place.file) else {
        return String::new();
    };
    let text = source.text();
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[place.start..].find('\n').map_or(text.len(), |at| place.start + at);
    let line = text[start..end].trim();
    if line.width() <= longest {
        return line.to_owned();
    }
    let shortened: String = text[place.start..end]
        .chars()
        .scan(0, |seen, c| {
            *seen += c.width().unwrap_or(1);
            (*seen <= longest).then_some(c)
        })
        .collect();
    format!("…{shortened}…")
}

fn notes(session: &Session, of_file: &[Reason<'_>], shown: &Shown) -> Vec<Text> {
    let mut notes = Vec::new();
    let Some(reason) = of_file.first() else { return notes };
    for found in of_file.iter().filter_map(|reason| reason.found) {
        let (name, information) = (&found.interface.name, found.interface.information.join(", "));
        let brought = found.bringer.as_ref().map_or_else(
            || Text::new("", ""),
            |bringer| {
                let (text, chain) = (bringer.text(), bringer.chain.join(" > "));
                Text::new(format!("（{}：{chain}）", text.zh), format!(" ({}: {chain})", text.en))
            },
        );
        let note = Text::new(
            format!("{name}{} 需要声明：{information}", brought.zh),
            format!("{name}{} must be declared: {information}", brought.en),
        );
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    for mark in of_file.iter().filter_map(|reason| reason.mark) {
        let note = mark.note(reason.analysed.catalog.third_parties());
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    let program = &reason.analysed.program;
    let file = program.file(&reason.file);
    match file.map(|file| (file.status, file.runs)) {
        Some((Status::Packed, true)) => notes.push(Text::new(
            "官方的依赖分析找不到它，运行时却会加载：它会上传",
            "the official analysis does not find it, the runtime loads it all the same: it is uploaded",
        )),
        Some((Status::Packed, false)) => notes.push(Text::new(
            "没有任何页面或组件引用它，但它在代码包的文件夹里，所以仍会上传，平台照样会检测到",
            "no page or component leads to it; it lies in the program's folder, so it is uploaded all the same, and the platform detects it",
        )),
        Some((Status::Outside, _)) => notes.push(Text::new("它不会上传", "it is not uploaded")),
        _ => {}
    }
    notes.extend(file.and_then(|file| file.reason.clone()));
    if let Some(name) = reason.brought_by(session) {
        notes.push(Text::new(format!("由“{name}”带入"), format!("brought by {name}")));
    }
    notes.extend(reason.remedy(session).text(&|path| shown.path(path)));
    notes
}

/// Writes one line per answer: the place, what is there, and the files through which it is reached.
///
/// # Errors
///
/// When the output cannot be written.
pub fn why_short(
    out: &mut dyn Write,
    answered: &[(&Session, Vec<Reason<'_>>)],
) -> Result<(), Failure> {
    for (session, reasons) in answered {
        let shown = session.shown_for_people();
        for reason in reasons {
            let mut place = one_line(&shown.path(&reason.file));
            if let Some(found) = reason.found {
                let (line, column, name) =
                    (found.place.line, found.place.column, &found.interface.name);
                place = format!("{place}:{line}:{column}: {}", one_line(name));
            }
            if let Some(mark) = &reason.mark {
                let (line, column) = (mark.place().line, mark.place().column);
                place = format!("{place}:{line}:{column}: {}", one_line(mark.name()));
            }
            let chain: Vec<String> = reason
                .steps(session)
                .iter()
                .map(|step| one_line(&shown.path(&step.file)))
                .collect();
            writeln!(out, "{place}: {}", chain.join(" > "))?;
        }
    }
    Ok(())
}

/// The answers as JSON.
pub fn why_json(answered: &[(&Session, Vec<Reason<'_>>)], language: Language) -> Value {
    let rows = answered.iter().flat_map(|(session, reasons)| {
        let shown = session.shown_for_programs();
        reasons
            .iter()
            .map(move |reason| reason_json(session, reason, &shown, language))
            .collect::<Vec<_>>()
    });
    let is_found = answered.iter().any(|(_, reasons)| !reasons.is_empty());
    let notes: Vec<String> = answered
        .iter()
        .filter(|_| !is_found)
        .filter_map(|(session, _)| Some(session.unknown()?.get(language).to_owned()))
        .collect();
    let mut report = json!({ "version": 1, "reasons": rows.collect::<Vec<_>>() });
    if !notes.is_empty() {
        report["notes"] = json!(notes);
    }
    report
}

fn reason_json(session: &Session, reason: &Reason<'_>, shown: &Shown, language: Language) -> Value {
    let program = &reason.analysed.program;
    let file = program.file(&reason.file);
    let chain: Vec<Value> = reason
        .steps(session)
        .iter()
        .map(|step| json!({ "file": shown.path(&step.file), "line": step.names_next.as_ref().map(|place| place.line) }))
        .collect();
    let remedy = reason.remedy(session);
    let mut out = json!({
        "file": shown.path(&reason.file),
        "status": file.map(|file| file.status.name()),
        "runs": file.is_some_and(|file| file.runs),
        "reason": file.and_then(|file| file.reason.as_ref()).map(|text| text.get(language)),
        "brought_by": reason.brought_by(session),
        "chain": chain,
        "remedy": remedy.text(&|path| shown.path(path)).map(|text| text.get(language).to_owned()),
    });
    match &remedy {
        Remedy::Ignore { kind, value } => {
            out["ignore"] = json!({ "type": kind, "value": value });
        }
        Remedy::RemoveImport(step) => {
            let line = step.names_next.as_ref().map(|place| place.line);
            out["remove"] = json!({ "file": shown.path(&step.file), "line": line });
        }
        _ => {}
    }
    if let Some(mark) = &reason.mark {
        match mark {
            Mark::Sign(sign) => {
                out["third_party"] =
                    json!({ "id": sign.party, "marker": sign.marker, "text": sign.text });
            }
            Mark::Address(address) => {
                out["address"] = json!({ "origin": address.origin, "channel": address.channel });
            }
        }
        add_package(&mut out, mark.bringer());
        out["line"] = json!(mark.place().line);
        out["column"] = json!(mark.place().column);
    }
    if let Some(found) = reason.found {
        out["interface"] = json!(found.interface.name);
        out["information"] = json!(found.interface.information);
        out["line"] = json!(found.place.line);
        out["column"] = json!(found.place.column);
        add_package(&mut out, found.bringer.as_deref());
    }
    out
}
