//! What the text of a script says of it, whatever other modules say: enough to know with which
//! modules it is solved, and whether it must be parsed.

use std::collections::BTreeSet;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::{
    Module,
    kept::ProgramRecords,
    prefilter::{Found, Prefilter},
    spelling::{LONG_LINE, Specifier, specifiers},
};

/// What the text of a script says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sketch {
    pub(super) found: Found,
    /// It is third-party code: a package, or generated text.
    pub(super) is_library: bool,
    /// It is a chunk of a bundler: all of them share one table of modules.
    pub(super) is_chunk: bool,
    /// What it imports, as far as words tell, sorted: too much, never too little.
    pub(super) imports: Vec<String>,
    /// Only a parser can tell what else it imports.
    pub(super) is_unclear: bool,
    /// The digest of its text, where it was needed.
    #[serde(skip)]
    pub(in crate::scan) text: Option<u128>,
}

impl Sketch {
    /// Looks at a script.
    #[must_use]
    pub fn of(module: &Module, prefilter: &Prefilter) -> Self {
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
    /// The key of what the module says by itself.
    pub(super) fn key(&self, module: &Module, kept: ProgramRecords<'_>) -> u128 {
        kept.key_of(module, self.text.unwrap_or_else(|| module.digest()))
    }
}

/// Third-party code: a package, or generated text.
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

/// What a bundler's chunks have in their text.
const CHUNKS: [&[u8]; 3] = [b"webpackJsonp", b"webpackChunk", b".push([["];
