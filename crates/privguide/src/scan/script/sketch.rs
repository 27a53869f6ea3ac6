//! What the text of a script alone says about it: enough to choose the modules that it is solved
//! with, and whether it must be parsed.

use std::collections::BTreeSet;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::{
    Module,
    cached::ProgramRecords,
    prefilter::{Occurrences, Prefilter},
    spelling::{LONG_LINE, Specifier, specifiers},
};

/// What the text of a script says about it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sketch {
    pub(super) found: Occurrences,
    /// It is third-party code: a package, or generated text.
    pub(super) is_library: bool,
    /// It is a chunk of a bundler; all chunks share one table of modules.
    pub(super) is_chunk: bool,
    /// The specifiers that it may import, sorted. They are found without a parser: too many, never
    /// too few.
    pub(super) imports: Vec<String>,
    /// Only a parser can tell whether it imports anything else.
    pub(super) is_unclear: bool,
    /// The digest of its text, if it was needed.
    #[serde(skip)]
    pub(in crate::scan) text: Option<u128>,
}

impl Sketch {
    /// Examines a script.
    #[must_use]
    pub fn of_module(module: &Module, prefilter: &Prefilter) -> Self {
        let text = module.text();
        let holds = |mark: &[u8]| memmem::find(text.as_bytes(), mark).is_some();
        let imports: BTreeSet<Specifier<'_>> = specifiers(text).collect();
        let written = |specifier: &Specifier<'_>| match specifier {
            Specifier::Text(text) => Some((*text).to_owned()),
            Specifier::Unclear => None,
        };
        Self {
            found: prefilter.found_in(module),
            is_library: is_library(module),
            is_chunk: CHUNKS.iter().any(|mark| holds(mark)),
            imports: imports.iter().filter_map(written).collect(),
            is_unclear: imports.contains(&Specifier::Unclear),
            text: None,
        }
    }
}

impl Sketch {
    /// The key for the facts about the module alone.
    pub(super) fn key(&self, module: &Module, records: ProgramRecords<'_>) -> u128 {
        records.key_of(module, self.text.unwrap_or_else(|| module.digest()))
    }
}

/// Whether the module is third-party code: a package, or generated text.
fn is_library(module: &Module) -> bool {
    let path = module.file().as_str();
    let text = module.text();
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let lengths = ends.scan(0, |start, end| Some(end - std::mem::replace(start, end + 1)));
    let packed: usize = lengths.filter(|&length| length > LONG_LINE).sum();
    path.split('/')
        .any(|part| matches!(part, "miniprogram_npm" | "node_modules" | "uni_modules" | "vendor"))
        || packed * 2 > text.len()
}

/// Texts that the chunks of a bundler contain.
const CHUNKS: [&[u8]; 3] = [b"webpackJsonp", b"webpackChunk", b".push([["];
