//! Applies the record to the project: the recorded uses of packages and builds count if the lock
//! file shows that the record is about the same packages.

mod digest;
mod handed;
mod make;
mod verify;
mod walk;

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{AnalysedProgram, client::ReceivingPackages};
use crate::{
    catalog::{Catalog, Interface, InterfaceForm, ProgramKind, third_parties},
    declaration::record::{
        self, ParsedRecord, RECORD_FILE, RecordProblem, RecordTrouble, RecordedBuild, RecordedHost,
    },
    language::Text,
    program::Passing,
    scan::{Address, Bringer, Evidence, Marker, ThirdPartyUse, Use, UseKind, normalised},
    tree::{Place, ReadError, Skipped, SourceText, SourceTree, TreePath},
};

pub use make::NotInstalled;

/// The content of the record about a project, and its problems.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProjectRecord {
    /// Whether there is a record.
    pub(crate) is_there: bool,
    /// The problems, sorted.
    pub(crate) problems: Vec<RecordProblem>,
    /// Packages that the programs import and that are recorded.
    answered: BTreeSet<String>,
    /// Packages to which the programs pass the platform's object and for which the record says what
    /// they do with it.
    pub(super) handed: ReceivingPackages,
    /// Whether, according to the record, something in some package could not be resolved.
    pub(super) is_open: bool,
    /// Notes about the packages installed on this machine, which are not a fault of the project.
    pub(super) notes: Vec<Text>,
}

impl ProjectRecord {
    /// Whether the record, or a finding about it, covers an imported package.
    #[must_use]
    pub(crate) fn answers(&self, package: &str) -> bool {
        self.answered.contains(package)
    }
}

/// What packages do with the platform's object, as far as it affects programs.
pub(super) fn passing(parsed: &ParsedRecord) -> Passing {
    let mut passing = Passing::default();
    for package in parsed.record.iter().flat_map(|record| &record.packages) {
        passing.add(&package.name, package.effects.gives, &package.effects.leaves);
    }
    passing
}

/// The record beside the declarations, if there is one.
pub(super) fn read(
    tree: &dyn SourceTree,
    home: &TreePath,
    skipped: &[Skipped],
) -> Option<ParsedRecord> {
    let path = home.join(RECORD_FILE)?;
    let entry = skipped.iter().find(|skipped| skipped.path == path);
    match tree.read(&path) {
        Ok(bytes) => Some(record::parse(SourceText::decode(path, bytes))),
        Err(ReadError::NotFound(_)) if entry.is_none() => None,
        Err(error) => {
            let why = match entry {
                Some(entry) => entry.reason.why(),
                None => {
                    Text::new(format!("无法读取：{error}"), format!("it cannot be read: {error}"))
                }
            };
            let recorded = Some(Place::file_start(path.clone()));
            Some(ParsedRecord {
                source: SourceText::new(path, ""),
                record: Err(problem(RecordTrouble::Unreadable(why), "", "", recorded)),
            })
        }
    }
}

fn problem(
    trouble: RecordTrouble,
    subject: &str,
    version: &str,
    recorded: Option<Place>,
) -> RecordProblem {
    RecordProblem {
        trouble,
        subject: subject.to_owned(),
        version: version.to_owned(),
        imported: None,
        recorded,
    }
}

/// Adds the content of the record to the results for the programs.
pub(super) fn apply(
    tree: &dyn SourceTree,
    parsed: Option<ParsedRecord>,
    programs: &mut [AnalysedProgram],
) -> ProjectRecord {
    let Some(parsed) = parsed else { return ProjectRecord::default() };
    let record = match parsed.record {
        Ok(record) => record,
        Err(problem) => {
            return ProjectRecord {
                is_there: true,
                problems: vec![problem],
                ..ProjectRecord::default()
            };
        }
    };
    let mut walk = walk::RecordWalk::new(tree, &parsed.source, &record, programs);
    let mut handed = ReceivingPackages::default();
    for analysed in programs.iter_mut() {
        handed.extend(ReceivingPackages::by(analysed));
        walk.program(analysed);
    }
    let left: Vec<String> = programs
        .iter()
        .filter(|analysed| !analysed.program.missing.is_empty())
        .flat_map(|analysed| &analysed.scan.left)
        .filter(|(_, place)| !record.left.contains(place))
        .map(|(file, place)| format!("{place} ({file})"))
        .collect();
    let walk::Finished { mut problems, answered, notes, is_open } = walk.finish();
    if !left.is_empty() && !record.packages.is_empty() {
        let place = Some(Place::file_start(parsed.source.path().clone()));
        problems.insert(problem(RecordTrouble::LeftElsewhere(left), "", "", place));
    }
    if record.tables != digest::tables() {
        let place = Some(Place::file_start(parsed.source.path().clone()));
        problems.insert(problem(RecordTrouble::OtherTables, "", "", place));
    }
    for build in &record.builds {
        add_build(tree, &parsed.source, build, programs, &mut problems);
    }
    for analysed in programs {
        sort_and_dedup(analysed);
    }
    ProjectRecord {
        is_there: true,
        problems: problems.into_iter().collect(),
        answered,
        handed,
        is_open,
        notes: notes.into_iter().collect(),
    }
}

/// Adds the interfaces that only a build uses to the program that it was built from.
fn add_build(
    tree: &dyn SourceTree,
    source: &SourceText,
    build: &RecordedBuild,
    programs: &mut [AnalysedProgram],
    problems: &mut BTreeSet<RecordProblem>,
) {
    let is_of = |analysed: &AnalysedProgram| analysed.program.root.as_str() == build.program;
    let at = programs.iter().position(is_of);
    let place = source.place(build.span.clone());
    if at.is_none_or(|at| build.sources != digest::sources(tree, &programs[at])) {
        problems.insert(problem(
            RecordTrouble::OtherSources,
            &build.folder,
            "",
            Some(place.clone()),
        ));
    }
    // The program may have been moved; the uses that its build adds still count.
    let host = programs
        .iter()
        .position(|analysed| analysed.program.kind != ProgramKind::Plugin)
        .unwrap_or(0);
    let Some(analysed) = programs.get_mut(at.unwrap_or(host)) else { return };
    let bringer = |name: &str, chain: &[String]| {
        let (name, chain) = (name.to_owned(), chain.to_vec());
        Arc::new(Bringer { name, version: String::new(), chain, is_build: true, is_recorded: true })
    };
    for found in &build.uses {
        let bringer = bringer(found.brought_by.as_ref().unwrap_or(&found.file), &found.chain);
        let place = source.place(found.span.clone());
        if !add_use(analysed, &found.interface, &place, &bringer) {
            problems.insert(unknown_interface(&found.interface, place));
        }
    }
    add_hosts(analysed, &build.hosts, &place, &bringer(&build.folder, &[]));
}

fn unknown_interface(name: &str, place: Place) -> RecordProblem {
    let why =
        Text::new(format!("{name} 不是已知的接口"), format!("{name} is not a known interface"));
    problem(RecordTrouble::Unreadable(why), "", "", Some(place))
}

/// Adds a use of something that is not in the tree; false if no table has the interface.
fn add_use(
    analysed: &mut AnalysedProgram,
    name: &str,
    place: &Place,
    bringer: &Arc<Bringer>,
) -> bool {
    let Some(interface) = analysed.catalog.by_name(name).cloned() else {
        // Each kind of program has its own table; it is not a mistake if the interface is only in
        // another one.
        return ProgramKind::ALL
            .iter()
            .any(|kind| Catalog::for_kind(*kind).by_name(name).is_some());
    };
    let kind = kind_of(&interface);
    let found = Use {
        interface,
        kind,
        evidence: Evidence::Recorded,
        place: place.clone(),
        bringer: Some(Arc::clone(bringer)),
    };
    let list = if found.interface.information.is_empty() {
        &mut analysed.scan.listed
    } else {
        &mut analysed.scan.uses
    };
    if !list.contains(&found) {
        list.push(found);
    }
    true
}

/// Adds hosts that code outside of the tree connects to.
fn add_hosts(
    analysed: &mut AnalysedProgram,
    hosts: &BTreeSet<RecordedHost>,
    place: &Place,
    bringer: &Arc<Bringer>,
) {
    let address = |host: &RecordedHost| Address {
        place: place.clone(),
        channel: host.channel,
        origin: Some(host.origin.clone()),
        giver: None,
        bringer: Some(Arc::clone(bringer)),
    };
    analysed.scan.addresses.extend(hosts.iter().map(address));
}

/// Adds the known third party that a package belongs to, if only other packages import it. Packages
/// that the sources import are found in the sources.
fn add_party(analysed: &mut AnalysedProgram, package: &str, place: &Place, bringer: &Arc<Bringer>) {
    let party = third_parties().iter().find(|party| party.npm.iter().any(|name| name == package));
    analysed.scan.third_parties.extend(party.map(|party| ThirdPartyUse {
        party: party.id.clone(),
        marker: Marker::Package,
        text: package.to_owned(),
        place: place.clone(),
        bringer: Some(Arc::clone(bringer)),
    }));
}

fn kind_of(interface: &Interface) -> UseKind {
    match interface.form {
        InterfaceForm::Member { .. } | InterfaceForm::Method { .. } => UseKind::Call,
        InterfaceForm::Scope { .. } => UseKind::Scope,
        InterfaceForm::Element { .. } | InterfaceForm::Attribute { .. } => UseKind::Component,
    }
}

/// Sorts by place, as scanners do, and removes duplicates of what they found.
fn sort_and_dedup(analysed: &mut AnalysedProgram) {
    let key = |found: &Use| {
        (
            found.place.file.clone(),
            found.place.start,
            found.interface.name.clone(),
            found.bringer.clone(),
        )
    };
    analysed.scan.uses.sort_by_key(key);
    analysed.scan.listed.sort_by_key(key);
    analysed.scan.third_parties.sort();
    analysed.scan.third_parties.dedup();
    analysed.scan.addresses = normalised(std::mem::take(&mut analysed.scan.addresses));
}
