//! An analysis kept for the next run, which takes it when no file has changed.
//!
//! In: what was found, and which files that took. Out: bytes, and from bytes what was found. Kept is what depends on nothing but the files
//! and the [`Question`]: the review, the guide and everything that depends on `privguide.toml` are made anew each time. An entry counts
//! only when the listing is the same and every file that was asked for bears the same stamp, those that were not there included.

use std::hash::{DefaultHasher, Hasher as _};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    catalog::Catalog,
    program::{self, Program, ProgramProblem},
    project::{AnalysedProgram, Analysis, Question},
    scan::{Evidence, Original, Scan, Suppression, Unanalysed, Unresolved, Use, UseKind},
    token::with_deep_stacks,
    tree::{Place, Remembered, Skipped, SourceTree, Stamp, TreePath},
};

/// What was asked, and the state of the tree when it was answered.
#[derive(Serialize, Deserialize)]
struct Key {
    question: String,
    listing: u64,
    files: Vec<(TreePath, Stamp)>,
}

/// What was found; `P` is a program, or a reference to one.
#[derive(Serialize, Deserialize)]
struct Found<P> {
    programs: Vec<(P, KeptScan)>,
    built: Vec<(P, KeptScan)>,
    problems: Vec<ProgramProblem>,
    skipped: Vec<Skipped>,
}

/// A [`Scan`] whose interfaces are numbers in the catalogue's list.
#[derive(Serialize, Deserialize)]
struct KeptScan {
    uses: Vec<KeptUse>,
    listed: Vec<KeptUse>,
    unresolved: Vec<Unresolved>,
    unanalysed: Vec<Unanalysed>,
    suppressions: Vec<Suppression>,
    consent: Vec<TreePath>,
    originals: Vec<((TreePath, usize), Original)>,
}

#[derive(Serialize, Deserialize)]
struct KeptUse {
    interface: usize,
    kind: UseKind,
    evidence: Evidence,
    place: Place,
}

/// Bytes for the next run; none when the tree cannot say whether its files will have changed by then.
pub(crate) fn encode(analysis: &Analysis, question: &Question, tree: &Remembered<'_>) -> Option<Vec<u8>> {
    let asked = tree.asked();
    let [listing] = Vec::from_iter(asked.listings)[..] else { return None };
    let stamped = |(path, was_read): (TreePath, bool)| {
        let stamp = tree.stamp(&path)?;
        // It went or came while the others were read.
        ((stamp != Stamp::Absent) == was_read).then_some((path, stamp))
    };
    let mut files = asked.files.into_par_iter().map(stamped).collect::<Option<Vec<_>>>()?;
    files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let key = Key { question: format!("{question:?}"), listing, files };
    let found = Found {
        programs: analysis.programs.iter().map(kept_program).collect::<Option<_>>()?,
        built: analysis.built.iter().map(kept_program).collect::<Option<_>>()?,
        problems: analysis.problems.clone(),
        skipped: analysis.skipped.clone(),
    };
    let mut bytes = postcard::to_stdvec(&(key, found)).ok()?;
    let sum = checksum(&bytes);
    bytes.extend(sum);
    Some(bytes)
}

/// What an earlier run found, if the same would be found today.
pub(crate) fn decode(bytes: &[u8], question: &Question, tree: &dyn SourceTree) -> Option<Analysis> {
    with_deep_stacks(|| {
        let (bytes, sum) = bytes.split_last_chunk::<8>().filter(|(bytes, sum)| checksum(bytes) == **sum)?;
        let _ = sum;
        let (key, rest) = postcard::take_from_bytes::<Key>(bytes).ok()?;
        if key.question != format!("{question:?}") {
            return None;
        }
        let is_as_it_was = || {
            program::listing(tree).digest() == key.listing
                && key.files.par_iter().all(|(path, stamp)| tree.stamp(path) == Some(*stamp))
        };
        let (is_same, found) = rayon::join(is_as_it_was, || postcard::from_bytes::<Found<Program>>(rest).ok());
        let found = found.filter(|_| is_same)?;
        let analysed = |programs: Vec<(Program, KeptScan)>| -> Option<Vec<AnalysedProgram>> {
            programs.into_iter().map(|(program, scan)| analysed(program, scan, question)).collect()
        };
        Some(Analysis {
            programs: analysed(found.programs)?,
            built: analysed(found.built)?,
            problems: found.problems,
            skipped: found.skipped,
        })
    })
}

/// A torn or damaged file must not pass for a result.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish().to_le_bytes()
}

fn kept_program(analysed: &AnalysedProgram) -> Option<(&Program, KeptScan)> {
    let AnalysedProgram { program, catalog, scan } = analysed;
    let kept = |found: &Use| {
        let interface = catalog.interfaces().iter().position(|known| *known == found.interface)?;
        Some(KeptUse { interface, kind: found.kind, evidence: found.evidence, place: found.place.clone() })
    };
    let scan = KeptScan {
        uses: scan.uses.iter().map(kept).collect::<Option<_>>()?,
        listed: scan.listed.iter().map(kept).collect::<Option<_>>()?,
        unresolved: scan.unresolved.clone(),
        unanalysed: scan.unanalysed.clone(),
        suppressions: scan.suppressions.clone(),
        consent: scan.consent.clone(),
        originals: scan.originals.clone().into_iter().collect(),
    };
    Some((program, scan))
}

fn analysed(program: Program, scan: KeptScan, question: &Question) -> Option<AnalysedProgram> {
    let catalog = Catalog::with_project(program.kind, &question.table).ok()?;
    let found = |kept: KeptUse| {
        let interface = catalog.interfaces().get(kept.interface)?.clone();
        Some(Use { interface, kind: kept.kind, evidence: kept.evidence, place: kept.place })
    };
    let scan = Scan {
        uses: scan.uses.into_iter().map(found).collect::<Option<_>>()?,
        listed: scan.listed.into_iter().map(found).collect::<Option<_>>()?,
        unresolved: scan.unresolved,
        unanalysed: scan.unanalysed,
        suppressions: scan.suppressions,
        consent: scan.consent,
        originals: scan.originals.into_iter().collect(),
    };
    Some(AnalysedProgram { program: program.restored(), catalog, scan })
}
