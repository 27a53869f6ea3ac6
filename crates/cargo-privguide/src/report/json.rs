//! For programs: the JSON contract, version 1. Fields are only ever added.

use privguide::{
    catalog::ThirdParties,
    language::Language,
    program::{MissingPackage, Program, Status, why_unread},
    project::AnalysedProgram,
    review::{Finding, FindingPlace},
    scan::{Address, Bringer, Original, Scan, ThirdPartyUse, Unanalysed, Unresolved, Use},
    tree::{Skipped, TreePath},
};
use serde_json::{Value, json};

use super::Shown;
use crate::{output::plain, session::Session};

/// What `scan --format json` prints.
pub fn scan_json(sessions: &[Session], language: Language) -> Value {
    let mut out = json!({ "version": 1, "programs": sessions.iter().flat_map(programs).collect::<Vec<_>>() });
    let notes: Vec<String> =
        sessions.iter().flat_map(Session::notes).map(|note| plain(note.get(language)).into_owned()).collect();
    if !notes.is_empty() {
        out["notes"] = json!(notes);
    }
    out
}

/// What `check --format json` prints: the scan and the findings.
pub fn check_json(sessions: &[Session], findings: &[Vec<Finding>], language: Language) -> Value {
    let findings = sessions.iter().zip(findings).flat_map(|(session, findings)| {
        let shown = Shown::for_programs(session);
        findings.iter().map(move |found| finding(found, session, &shown, language)).collect::<Vec<_>>()
    });
    let findings: Vec<Value> = findings.collect();
    let mut out = scan_json(sessions, language);
    out["findings"] = Value::Array(findings);
    out
}

/// What `list files --format json` prints.
pub fn files_json(sessions: &[Session], language: Language) -> Value {
    let program = |session: &Session, program: &AnalysedProgram| {
        let shown = Shown::for_programs(session);
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
    let beside = |session: &Session, skipped: &Skipped| {
        let shown = Shown::for_programs(session);
        json!({ "path": shown.path(&skipped.path), "reason": why_unread(skipped.reason).get(language) })
    };
    let programs = sessions.iter().flat_map(|session| session.project.programs.iter().map(move |found| program(session, found)));
    let skipped = sessions.iter().flat_map(|session| session.project.skipped_beside().map(move |found| beside(session, found)));
    json!({ "version": 1, "programs": programs.collect::<Vec<_>>(), "beside": skipped.collect::<Vec<_>>() })
}

/// What `list third-parties --format json` prints.
pub fn third_parties_json(sessions: &[Session]) -> Value {
    let program = |session: &Session, analysed: &AnalysedProgram| {
        let shown = Shown::for_programs(session);
        let signs = analysed.scan.third_parties.iter().map(|sign| sign_json(sign, &shown));
        let addresses =
            analysed.scan.addresses.iter().map(|address| address_json(address, analysed.catalog.third_parties(), &shown));
        json!({
            "root": shown.path(&analysed.program.root),
            "third_parties": signs.collect::<Vec<_>>(),
            "addresses": addresses.collect::<Vec<_>>(),
        })
    };
    let programs = sessions.iter().flat_map(|session| session.project.programs.iter().map(move |found| program(session, found)));
    json!({ "version": 1, "programs": programs.collect::<Vec<_>>() })
}

fn programs(session: &Session) -> Vec<Value> {
    let shown = Shown::for_programs(session);
    let one = |analysed: &AnalysedProgram| {
        let AnalysedProgram { program, scan, .. } = analysed;
        // Uses are sorted by file: those of one have one chain.
        let mut latest: Option<(&TreePath, Value)> = None;
        let mut chain = |file| match &latest {
            Some((known, chain)) if *known == file => chain.clone(),
            _ => latest.insert((file, chain_json(program, file, &shown))).1.clone(),
        };
        json!({
            "root": shown.path(&program.root),
            "kind": program.kind.name(),
            "framework": program.framework.name(),
            "uses": scan.uses.iter().map(|found| use_json(found, analysed, &chain(&found.place.file), &shown)).collect::<Vec<_>>(),
            "unresolved": scan.unresolved.iter().map(|item| unresolved_json(item, scan, &shown)).collect::<Vec<_>>(),
            "third_parties": scan.third_parties.iter().map(|sign| sign_json(sign, &shown)).collect::<Vec<_>>(),
            "addresses": scan.addresses.iter().map(|address| address_json(address, analysed.catalog.third_parties(), &shown)).collect::<Vec<_>>(),
            "missing_packages": program.missing.iter().map(|missing| missing_json(missing, &shown)).collect::<Vec<_>>(),
            "unanalysed": scan.unanalysed.iter().map(|item| unanalysed_json(item, &shown)).collect::<Vec<_>>(),
        })
    };
    session.project.programs.iter().map(one).collect()
}

/// A package that is imported and was not looked into.
fn missing_json(missing: &MissingPackage, shown: &Shown) -> Value {
    json!({ "package": missing.name, "file": shown.path(&missing.place.file), "line": missing.place.line })
}

/// Files of a chain on either side of what is left out of a generated one: `"…"` marks the omission.
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
        "brought_by": found.bringer.as_ref().map_or_else(|| program.brought_by(&place.file).name().map(str::to_owned), |bringer| Some(bringer.name.clone())),
        "chain": chain,
    });
    add_package(&mut out, found.bringer.as_deref());
    add_original(&mut out, analysed.scan.original(place), shown);
    out
}

/// Built files with a source map: where the place comes from.
fn add_original(out: &mut Value, original: Option<&Original>, shown: &Shown) {
    if let Some(original) = original {
        out["original"] = json!({ "file": shown.original(original), "line": original.line, "column": original.column });
    }
}

/// The package that has something, when that is not in the tree.
pub(super) fn add_package(out: &mut Value, bringer: Option<&Bringer>) {
    if let Some(Bringer { name, version, chain, is_recorded, .. }) = bringer {
        out["package"] = json!({ "name": name, "version": version, "chain": chain, "recorded": is_recorded });
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

/// `origin` is null when the address is only known at run time; `party` when its owner is not known.
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

fn finding(found: &Finding, session: &Session, shown: &Shown, language: Language) -> Value {
    let place = |each: &FindingPlace| {
        let place = &each.place;
        let mut out = json!({ "file": shown.path(&place.file), "line": place.line, "column": place.column });
        if let Some(label) = &each.label {
            out["label"] = json!(label.get(language));
        }
        add_original(&mut out, session.project.original(place), shown);
        out
    };
    json!({
        "rule": found.rule,
        "level": found.level,
        "information": found.information,
        "message": found.message.get(language),
        "places": found.places.iter().map(place).collect::<Vec<_>>(),
        "help": found.help.iter().map(|help| help.get(language)).collect::<Vec<_>>(),
    })
}
