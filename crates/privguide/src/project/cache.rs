//! Caches an analysis for the next run, which reuses it if no file has changed.
//!
//! The result is converted to bytes together with the files that were read, and back. Only results
//! that depend on nothing but the files and the [`AnalysisInput`] are cached: the review, the guide
//! and everything that depends on `privguide.toml` are computed each time. An entry is valid only
//! if the listing of the tree is the same and every file that was requested, whether it existed or
//! not, has the same stamp.

use std::{collections::BTreeSet, io::Read, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    catalog::Catalog,
    program::{Program, ProgramProblem},
    project::{
        AnalysedProgram, AnalysisInput, LoadError, ProjectAnalysis, ProjectRecord,
        stamps::TreeState,
    },
    records::{OtherRecords, RecordMap, Records, packed, unpacked, whole},
    scan::{
        Address, Bringer, Evidence, Original, Scan, Suppression, ThirdPartyUse, Unanalysed,
        Unresolved, Use, UseKind,
    },
    token::with_deep_stacks,
    tree::{KnownTexts, MemoizedTree, Place, Skipped, SourceTree, TreePath},
};

/// The question, and the state of the tree when it was answered.
#[derive(Serialize, Deserialize)]
struct CacheKey {
    question: String,
    state: TreeState,
}

/// The result; `P` is a program or a reference to one.
#[derive(Serialize, Deserialize)]
struct CachedResult<P> {
    programs: Vec<(P, CachedScan)>,
    built: Vec<(P, CachedScan)>,
    problems: Vec<ProgramProblem>,
    skipped: Vec<Skipped>,
    recorded: ProjectRecord,
}

/// A [`Scan`] in which interfaces are indices of the catalogue's list.
#[derive(Serialize, Deserialize)]
struct CachedScan {
    uses: Vec<CachedUse>,
    listed: Vec<CachedUse>,
    unresolved: Vec<Unresolved>,
    unanalysed: Vec<Unanalysed>,
    suppressions: Vec<Suppression>,
    consent: Vec<TreePath>,
    third_parties: Vec<ThirdPartyUse>,
    addresses: Vec<Address>,
    shared: BTreeSet<String>,
    passed: BTreeSet<String>,
    left: BTreeSet<(TreePath, String)>,
    originals: Vec<((TreePath, usize), Original)>,
    unbuilt: Vec<(TreePath, Vec<String>)>,
}

#[derive(Serialize, Deserialize)]
struct CachedUse {
    interface: usize,
    kind: UseKind,
    evidence: Evidence,
    place: Place,
    bringer: Option<Arc<Bringer>>,
}

/// What an earlier run cached, in two parts: the result, which is valid if no file has changed, and
/// the parts that stay valid otherwise ([`ReusableParts`]). The length of the result comes first,
/// so that the result can be read alone, and damage to one part does not affect the other.
pub(crate) struct EarlierBytes<'r> {
    reader: &'r mut dyn Read,
    /// The length of the result, until the result is read.
    analysis: Option<u64>,
}

impl<'r> EarlierBytes<'r> {
    /// `reader` returns what [`join`] wrote; parts that are damaged or cannot be read are empty.
    pub(crate) fn new(reader: &'r mut dyn Read) -> Self {
        let mut length = [0; 8];
        let analysis = reader.read_exact(&mut length).map(|()| u64::from_le_bytes(length));
        Self { reader, analysis: analysis.ok() }
    }

    /// The bytes of the result; empty in a second call.
    pub(crate) fn analysis(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let length = self.analysis.take().unwrap_or_default();
        // After an error, the bytes have no valid checksum and are ignored.
        let _ = (&mut *self.reader).take(length).read_to_end(&mut bytes);
        bytes
    }

    /// The bytes of the [`ReusableParts`].
    pub(crate) fn records(mut self) -> Vec<u8> {
        self.analysis();
        let mut bytes = Vec::new();
        let _ = self.reader.read_to_end(&mut bytes);
        bytes
    }
}

/// Partial results, which stay valid when other files change.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct ReusableParts {
    /// The digests of texts; each is valid while the stamp of its file is the same.
    pub(crate) texts: KnownTexts,
    pub(crate) records: RecordMap,
}

impl ReusableParts {
    /// The parts in the bytes that [`EarlierBytes::records`] returned.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        unpacked(bytes).unwrap_or_default()
    }
}

/// The records in the bytes that [`join`] wrote.
pub(crate) fn records(mut bytes: &[u8]) -> RecordMap {
    ReusableParts::from_bytes(&EarlierBytes::new(&mut bytes).records()).records
}

/// The bytes to cache for the next run: without a result if the tree cannot tell whether its files
/// change, and with the earlier records if there are no new ones.
pub(crate) fn join(
    analysis: Option<&[u8]>,
    records: Option<&[u8]>,
    earlier_records: &[u8],
) -> Option<Vec<u8>> {
    if analysis.is_none() && records.is_none() {
        return None;
    }
    let analysis = analysis.unwrap_or_default();
    let mut bytes = u64::try_from(analysis.len()).ok()?.to_le_bytes().to_vec();
    bytes.extend(analysis);
    bytes.extend(records.unwrap_or(earlier_records));
    Some(bytes)
}

/// The result as bytes; `None` if the tree cannot tell whether its files will have changed by the
/// next run.
pub(crate) fn encode(
    analysis: &ProjectAnalysis,
    question: &AnalysisInput,
    tree: &MemoizedTree<'_>,
) -> Option<Vec<u8>> {
    let key = CacheKey { question: format!("{question:?}"), state: TreeState::of_tree(tree)? };
    let found = CachedResult {
        programs: analysis.programs.iter().map(cached_program).collect::<Option<_>>()?,
        built: analysis.built.iter().map(cached_program).collect::<Option<_>>()?,
        problems: analysis.problems.clone(),
        skipped: analysis.skipped.clone(),
        recorded: analysis.recorded.clone(),
    };
    packed(&(key, found))
}

/// The result of an earlier run, if it is still valid.
pub(crate) fn decode(
    bytes: &[u8],
    question: &AnalysisInput,
    tree: &dyn SourceTree,
) -> Option<ProjectAnalysis> {
    with_deep_stacks(|| {
        let (key, rest) = postcard::take_from_bytes::<CacheKey>(whole(bytes)?).ok()?;
        if key.question != format!("{question:?}") {
            return None;
        }
        // Most often there was an edit, and decoding the result would be wasted.
        if !key.state.is_of(tree) {
            return None;
        }
        let found = postcard::from_bytes::<CachedResult<Program>>(rest).ok()?;
        let analysed = |programs: Vec<(Program, CachedScan)>| -> Option<Vec<AnalysedProgram>> {
            programs.into_iter().map(|(program, scan)| analysed(program, scan, question)).collect()
        };
        Some(ProjectAnalysis {
            programs: analysed(found.programs)?,
            built: analysed(found.built)?,
            problems: found.problems,
            skipped: found.skipped,
            recorded: found.recorded,
        })
    })
}

impl AnalysisInput {
    /// [`AnalysisInput::answer`] with the partial results of an earlier run; also returns the bytes
    /// to cache for the next run. `memoized` wraps `tree` and contains what was read so far.
    pub(super) fn answer_cached(
        &self,
        mut memoized: MemoizedTree<'_>,
        tree: &dyn SourceTree,
        earlier: EarlierBytes<'_>,
        others: OtherRecords,
    ) -> Result<(ProjectAnalysis, Option<Vec<u8>>), LoadError> {
        let bytes = earlier.records();
        let ReusableParts { texts, records } = ReusableParts::from_bytes(&bytes);
        let records = Records::new(records, others);
        memoized.know(texts);
        let analysis = self.answer(&memoized, Some(&records))?;
        let encoded = encode(&analysis, self, &memoized);
        if memoized.has_changed() {
            // A file changed during the analysis, so results may be stored under the digest of
            // another content: no cached result is used, and none is stored.
            return Ok((self.answer(&MemoizedTree::new(tree), None)?, None));
        }
        let (texts, (records, has_new_records)) = (memoized.known_texts(), records.lasting());
        let has_new_texts = memoized.knows_others(&texts);
        let parts = (has_new_records || has_new_texts).then_some(ReusableParts { texts, records });
        let parts = parts.and_then(|parts| packed(&parts));
        Ok((analysis, join(encoded.as_deref(), parts.as_deref(), &bytes)))
    }
}

fn cached_program(analysed: &AnalysedProgram) -> Option<(&Program, CachedScan)> {
    let AnalysedProgram { program, catalog, scan } = analysed;
    let cached = |found: &Use| {
        let interface = catalog.interfaces().iter().position(|known| *known == found.interface)?;
        let Use { kind, evidence, place, bringer, .. } = found.clone();
        Some(CachedUse { interface, kind, evidence, place, bringer })
    };
    let scan = CachedScan {
        uses: scan.uses.iter().map(cached).collect::<Option<_>>()?,
        listed: scan.listed.iter().map(cached).collect::<Option<_>>()?,
        unresolved: scan.unresolved.clone(),
        unanalysed: scan.unanalysed.clone(),
        suppressions: scan.suppressions.clone(),
        consent: scan.consent.clone(),
        third_parties: scan.third_parties.clone(),
        addresses: scan.addresses.clone(),
        shared: scan.shared.clone(),
        passed: scan.passed.clone(),
        left: scan.left.clone(),
        originals: scan.originals.clone().into_iter().collect(),
        unbuilt: scan.unbuilt.clone(),
    };
    Some((program, scan))
}

fn analysed(
    program: Program,
    scan: CachedScan,
    question: &AnalysisInput,
) -> Option<AnalysedProgram> {
    let catalog = Catalog::with_project(program.kind, &question.table).ok()?;
    let found = |cached: CachedUse| {
        let CachedUse { interface, kind, evidence, place, bringer } = cached;
        Some(Use {
            interface: catalog.interfaces().get(interface)?.clone(),
            kind,
            evidence,
            place,
            bringer,
        })
    };
    let scan = Scan {
        uses: scan.uses.into_iter().map(found).collect::<Option<_>>()?,
        listed: scan.listed.into_iter().map(found).collect::<Option<_>>()?,
        unresolved: scan.unresolved,
        unanalysed: scan.unanalysed,
        suppressions: scan.suppressions,
        consent: scan.consent,
        third_parties: scan.third_parties,
        addresses: scan.addresses,
        shared: scan.shared,
        passed: scan.passed,
        left: scan.left,
        originals: scan.originals.into_iter().collect(),
        unbuilt: scan.unbuilt,
    };
    Some(AnalysedProgram { program: program.restored(), catalog, scan })
}

#[cfg(test)]
mod tests;
