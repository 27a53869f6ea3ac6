//! The JSON contract for programs, version 1. Fields are only ever added.

use std::rc::Rc;

use privguide::{
    catalog::ThirdParties,
    language::{Language, Text},
    program::{MissingPackage, Program, Status},
    project::{AnalysedProgram, Project},
    review::{Finding, FindingPlace},
    scan::{
        Address, Bringer, Original, PermissionUse, Scan, ThirdPartyUse, Unanalysed, Unresolved, Use,
    },
    tree::{Skipped, TreePath},
};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Value, json};

use crate::{
    shown::Shown,
    text::{Each, plain},
};

/// An analysed project, in the form that reports need.
pub struct ReportedProject<'s> {
    /// The results of the analysis.
    pub project: &'s Project,
    /// Formats its paths.
    pub shown: Shown,
    /// Notes for the reader beyond the findings.
    pub notes: Vec<Text>,
}

/// The output of `scan --format json`.
#[must_use]
pub fn scan_json<'s>(
    reported: &'s [ReportedProject<'s>],
    language: Language,
) -> impl Serialize + 's {
    Report { of: None, reported, findings: None, language }
}

/// The output of `check --format json`: the scan and the findings.
#[must_use]
pub fn check_json<'s>(
    reported: &'s [ReportedProject<'s>],
    findings: &'s [Vec<Finding>],
    language: Language,
) -> impl Serialize + 's {
    Report { of: None, reported, findings: Some(findings), language }
}

/// A line of `--format ndjson` for one project of an input: the same content, with the input.
pub fn project_line<'s>(
    input: &'s str,
    project: &'s str,
    reported: &'s ReportedProject<'s>,
    findings: Option<&'s Vec<Finding>>,
    language: Language,
) -> impl Serialize + 's {
    let findings = findings.map(std::slice::from_ref);
    Report {
        of: Some((input, project)),
        reported: std::slice::from_ref(reported),
        findings,
        language,
    }
}

/// A scan and, for a check, the findings of each project. Elements of long lists are created while
/// they are written.
struct Report<'s> {
    /// An input, and the folder of the project in it.
    of: Option<(&'s str, &'s str)>,
    reported: &'s [ReportedProject<'s>],
    findings: Option<&'s [Vec<Finding>]>,
    language: Language,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { of, reported, findings, language } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &1)?;
        if let Some((input, project)) = of {
            map.serialize_entry("input", input)?;
            map.serialize_entry("project", project)?;
        }
        map.serialize_entry("programs", &Each(|| reported.iter().flat_map(programs)))?;
        let notes: Vec<String> = reported
            .iter()
            .flat_map(|one| one.notes.iter())
            .map(|note| plain(note.get(language)).into_owned())
            .collect();
        if !notes.is_empty() {
            map.serialize_entry("notes", &notes)?;
        }
        if let Some(findings) = findings {
            map.serialize_entry(
                "findings",
                &Each(|| {
                    reported.iter().zip(findings).flat_map(move |of| findings_of(of, language))
                }),
            )?;
        }
        map.end()
    }
}

/// The output of `list files --format json`.
#[must_use]
pub fn files_json(reported: &[ReportedProject<'_>], language: Language) -> Value {
    let program = |reported: &ReportedProject<'_>, program: &AnalysedProgram| {
        let shown = reported.shown.clone();
        let files = program.program.files.iter().map(|file| {
            let reason = file.reason.as_ref().map(|reason| reason.get(language));
            json!({ "path": shown.path(&file.path), "package": file.package, "status": file.status.name(), "reason": reason })
        });
        let unread = program.program.unread.iter().map(|unread| {
            let (status, reason) = (unread.status.name(), unread.why.get(language));
            json!({ "path": shown.path(&unread.path), "package": unread.package, "status": status, "reason": reason })
        });
        let mut files: Vec<Value> = files.chain(unread).collect();
        files.sort_by(|a, b| a["path"].as_str().cmp(&b["path"].as_str()));
        json!({ "root": shown.path(&program.program.root), "files": files })
    };
    let beside = |reported: &ReportedProject<'_>, skipped: &Skipped| {
        let shown = reported.shown.clone();
        json!({ "path": shown.path(&skipped.path), "reason": skipped.reason.why().get(language) })
    };
    let programs = reported.iter().flat_map(|reported| {
        reported.project.programs.iter().map(move |found| program(reported, found))
    });
    let skipped = reported.iter().flat_map(|reported| {
        reported.project.skipped_outside_programs().map(move |found| beside(reported, found))
    });
    json!({ "version": 1, "programs": programs.collect::<Vec<_>>(), "beside": skipped.collect::<Vec<_>>() })
}

/// The output of `list third-parties --format json`.
#[must_use]
pub fn third_parties_json(reported: &[ReportedProject<'_>]) -> Value {
    let program = |reported: &ReportedProject<'_>, analysed: &AnalysedProgram| {
        let shown = reported.shown.clone();
        let signs = analysed.scan.third_parties.iter().map(|sign| sign_json(sign, &shown));
        let addresses = analysed
            .scan
            .addresses
            .iter()
            .map(|address| address_json(address, analysed.catalog.third_parties(), &shown));
        json!({
            "root": shown.path(&analysed.program.root),
            "third_parties": signs.collect::<Vec<_>>(),
            "permissions": permissions_json(analysed, &shown),
            "addresses": addresses.collect::<Vec<_>>(),
        })
    };
    let programs = reported.iter().flat_map(|reported| {
        reported.project.programs.iter().map(move |found| program(reported, found))
    });
    json!({ "version": 1, "programs": programs.collect::<Vec<_>>() })
}

fn programs<'s>(reported: &'s ReportedProject<'s>) -> impl Iterator<Item = ProgramJson<'s>> {
    reported
        .project
        .programs
        .iter()
        .map(|analysed| ProgramJson { analysed, shown: reported.shown.clone() })
}

struct ProgramJson<'s> {
    analysed: &'s AnalysedProgram,
    shown: Shown,
}

impl Serialize for ProgramJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { analysed, shown } = self;
        let AnalysedProgram { program, scan, .. } = analysed;
        let uses = || {
            // Uses are sorted by file: those in one file have the same chain.
            let mut latest: Option<(&TreePath, Value)> = None;
            scan.uses.iter().map(move |found| {
                let file = &found.place.file;
                let chain = match &latest {
                    Some((known, chain)) if *known == file => chain,
                    _ => &latest.insert((file, chain_json(program, file, shown))).1,
                };
                use_json(found, analysed, chain, shown)
            })
        };
        let parties = analysed.catalog.third_parties();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("root", &shown.path(&program.root))?;
        map.serialize_entry("kind", program.kind.name())?;
        map.serialize_entry("framework", program.framework.name())?;
        map.serialize_entry("uses", &Each(uses))?;
        map.serialize_entry(
            "unresolved",
            &Each(|| scan.unresolved.iter().map(|item| unresolved_json(item, scan, shown))),
        )?;
        map.serialize_entry(
            "third_parties",
            &Each(|| scan.third_parties.iter().map(|sign| sign_json(sign, shown))),
        )?;
        map.serialize_entry("permissions", &permissions_json(analysed, shown))?;
        map.serialize_entry(
            "addresses",
            &Each(|| scan.addresses.iter().map(|one| address_json(one, parties, shown))),
        )?;
        map.serialize_entry(
            "missing_packages",
            &Each(|| program.missing.iter().map(|one| missing_json(one, shown))),
        )?;
        map.serialize_entry(
            "unanalysed",
            &Each(|| scan.unanalysed.iter().map(|item| unanalysed_json(item, shown))),
        )?;
        map.end()
    }
}

/// A package that is imported but was not analysed.
fn missing_json(missing: &MissingPackage, shown: &Shown) -> Value {
    json!({ "package": missing.name, "file": shown.path(&missing.place.file), "line": missing.place.line })
}

/// The maximum number of files at either end of a long chain in generated code; `"…"` replaces the
/// omitted files.
const CHAIN_END: usize = 50;

fn chain_json(program: &Program, file: &TreePath, shown: &Shown) -> Value {
    let Some(chain) = program.chain(file) else { return Value::Null };
    let paths = |files: &[TreePath]| files.iter().map(|file| shown.path(file)).collect::<Vec<_>>();
    if chain.len() <= 2 * CHAIN_END {
        return json!(paths(&chain));
    }
    let (first, last) = (paths(&chain[..CHAIN_END]), paths(&chain[chain.len() - CHAIN_END..]));
    json!([first, vec!["…".to_owned()], last].concat())
}

fn use_json(found: &Use, analysed: &AnalysedProgram, chain: &Value, shown: &Shown) -> Value {
    let place = &found.place;
    let program = &analysed.program;
    let mut out = json!({
        "interface": found.interface.name,
        "information": found.interface.information,
        "kind": found.kind,
        "evidence": found.evidence,
        "status": if found.bringer.is_some() { Status::Reachable.name() } else { analysed.status_of(&place.file).name() },
        "file": shown.path(&place.file),
        "line": place.line,
        "column": place.column,
        "brought_by": found.bringer.as_ref().map_or_else(|| program.brought_by(&place.file), |bringer| Some(bringer.name.clone())),
        "chain": chain,
    });
    add_package(&mut out, found.bringer.as_deref());
    add_original(&mut out, analysed.scan.original(place), shown);
    out
}

/// For built files with a source map: adds the original place.
fn add_original(out: &mut Value, original: Option<&Original>, shown: &Shown) {
    if let Some(original) = original {
        out["original"] = json!({ "file": shown.original(original), "line": original.line, "column": original.column });
    }
}

/// Adds the package that contains something, if it is not in the tree.
pub fn add_package(out: &mut Value, bringer: Option<&Bringer>) {
    if let Some(Bringer { name, version, chain, is_recorded, .. }) = bringer {
        out["package"] =
            json!({ "name": name, "version": version, "chain": chain, "recorded": is_recorded });
    }
}

fn sign_json(sign: &ThirdPartyUse, shown: &Shown) -> Value {
    let place = &sign.place;
    let mut out = json!({
        "id": sign.party,
        "marker": sign.marker,
        "text": sign.text,
        "file": shown.path(&place.file),
        "line": place.line,
        "column": place.column,
    });
    add_package(&mut out, sign.bringer.as_deref());
    out
}

fn permissions_json(analysed: &AnalysedProgram, shown: &Shown) -> Vec<Value> {
    analysed.scan.asked(&analysed.program).iter().map(|asked| asked_json(asked, shown)).collect()
}

fn asked_json(asked: &PermissionUse<'_>, shown: &Shown) -> Value {
    let PermissionUse { party, scope, found, .. } = asked;
    let place = &found.place;
    let mut out = json!({
        "id": party,
        "scope": scope,
        "interface": found.interface.name,
        "file": shown.path(&place.file),
        "line": place.line,
        "column": place.column,
    });
    add_package(&mut out, found.bringer.as_deref());
    out
}

/// `origin` is null if the address is only known at run time; `party` is null if the owner is not
/// known.
fn address_json(address: &Address, parties: &ThirdParties, shown: &Shown) -> Value {
    let place = &address.place;
    let party = address.host().and_then(|host| parties.of_host(host));
    let mut out = json!({
        "origin": address.origin,
        "channel": address.channel,
        "giver": address.giver,
        "party": party.map(|party| &party.id),
        "file": shown.path(&place.file),
        "line": place.line,
        "column": place.column,
    });
    add_package(&mut out, address.bringer.as_deref());
    out
}

fn unresolved_json(item: &Unresolved, scan: &Scan, shown: &Shown) -> Value {
    let place = &item.place;
    let (file, reason) = (shown.path(&place.file), item.reason);
    let mut out = json!({ "file": file, "line": place.line, "column": place.column, "reason": reason, "text": item.text });
    if !item.to.is_empty() {
        out["to"] = json!(item.to);
    }
    add_original(&mut out, scan.original(place), shown);
    out
}

fn unanalysed_json(item: &Unanalysed, shown: &Shown) -> Value {
    let mut out = json!({ "file": shown.path(&item.file), "reason": item.reason });
    if let Some(place) = &item.place {
        out["line"] = json!(place.line);
        out["column"] = json!(place.column);
    }
    if !item.detail.is_empty() {
        out["detail"] = json!(item.detail);
    }
    out
}

/// The findings of one project, in the form of its report.
#[must_use]
pub fn findings_json(
    reported: &ReportedProject<'_>,
    findings: &[Finding],
    language: Language,
) -> Value {
    let shown = Rc::new(reported.shown.clone());
    let finding =
        |finding| json!(FindingJson { finding, reported, shown: Rc::clone(&shown), language });
    findings.iter().map(finding).collect()
}

fn findings_of<'s>(
    (reported, findings): (&'s ReportedProject<'s>, &'s Vec<Finding>),
    language: Language,
) -> impl Iterator<Item = FindingJson<'s>> {
    let shown = Rc::new(reported.shown.clone());
    findings.iter().map(move |finding| FindingJson {
        finding,
        reported,
        shown: Rc::clone(&shown),
        language,
    })
}

struct FindingJson<'s> {
    finding: &'s Finding,
    reported: &'s ReportedProject<'s>,
    shown: Rc<Shown>,
    language: Language,
}

impl Serialize for FindingJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { finding, reported, shown, language } = self;
        let place = |each: &FindingPlace| {
            let place = &each.place;
            let mut out = json!({ "file": shown.path(&place.file), "line": place.line, "column": place.column });
            if let Some(label) = &each.label {
                out["label"] = json!(label.get(*language));
            }
            add_original(&mut out, reported.project.original(place), shown);
            out
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", &finding.rule)?;
        map.serialize_entry("level", &finding.level)?;
        map.serialize_entry("information", &finding.information)?;
        map.serialize_entry("message", finding.message.get(*language))?;
        map.serialize_entry("places", &Each(|| finding.places.iter().map(place)))?;
        map.serialize_entry("help", &Each(|| finding.help.iter().map(|help| help.get(*language))))?;
        map.end()
    }
}
