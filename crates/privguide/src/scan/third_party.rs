//! Which known third parties are in a program: by package, copied file, text in the code, host, or plugin.
//!
//! A marker in a comment is none. Names of files and folders count only as markers that the table lists. What a server does with data
//! that it receives cannot be seen in the program.

use std::{collections::BTreeSet, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::script::Module;
use crate::{
    catalog::{ThirdParty, third_parties},
    program::{Program, ProgramFile, Status},
    token::{Kind, Lexer},
    tree::{Place, SourceText, TreePath},
};

/// One sign of a third party.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ThirdPartyUse {
    /// Its id in the catalogue.
    pub party: String,
    /// What gives it away.
    pub marker: Marker,
    /// The marker as it is written.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// What gives a third party away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marker {
    /// A plugin's appid in the configuration.
    Plugin,
    /// An npm package that is imported or installed.
    Package,
    /// The name of a copied file or folder.
    File,
    /// A text in the code of the SDK or of its caller.
    Code,
    /// A constant host in the code.
    Host,
}

impl Marker {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Package => "package",
            Self::File => "file",
            Self::Code => "code",
            Self::Host => "host",
        }
    }
}

/// Everything found in one program; each third party at most once for each marker and file.
pub(super) fn find(program: &Program, modules: &[Module]) -> Vec<ThirdPartyUse> {
    let mut found: Vec<ThirdPartyUse> = modules.par_iter().flat_map_iter(in_script).collect();
    found.extend(program.files.iter().filter(|file| file.status != Status::Outside).filter_map(|file| by_name(program, file)));
    for plugin in program.plugins() {
        let party = third_parties().iter().find(|party| party.plugins.contains(&plugin.provider));
        found.extend(party.map(|party| sign(party, Marker::Plugin, &plugin.provider, plugin.place.clone())));
    }
    found
}

fn sign(party: &ThirdParty, marker: Marker, text: &str, place: Place) -> ThirdPartyUse {
    ThirdPartyUse { party: party.id.clone(), marker, text: text.to_owned(), place }
}

/// An installed package, or a copy under a name that is known. The outermost folder counts: its files are one copy.
fn by_name(program: &Program, file: &ProgramFile) -> Option<ThirdPartyUse> {
    let relative = file.path.relative_to(&program.root).unwrap_or(file.path.as_str());
    let segments: Vec<&str> = relative.split('/').collect();
    if let Some(at) = segments.iter().rposition(|part| matches!(*part, "miniprogram_npm" | "node_modules")) {
        let rest = segments[at + 1..].join("/");
        let party = third_parties().iter().find(|party| party.npm.iter().any(|name| is_package(&rest, name)))?;
        return Some(sign(party, Marker::Package, &rest, Place::file_start(file.path.clone())));
    }
    segments.iter().find_map(|segment| {
        let lower = segment.to_lowercase();
        let party = third_parties().iter().find(|party| party.files.iter().any(|name| is_copy(&lower, &name.to_lowercase())))?;
        Some(sign(party, Marker::File, segment, Place::file_start(file.path.clone())))
    })
}

fn is_package(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".js")
}

/// `name` itself, or with `.min` or another script's extension.
fn is_copy(part: &str, name: &str) -> bool {
    let stem = |text: &str| -> String {
        let text = [".js", ".ts", ".mjs", ".cjs"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
        text.strip_suffix(".min").unwrap_or(text).to_owned()
    };
    part == name || (name.contains('.') && stem(part) == stem(name))
}

/// What each pattern of [`SEARCH`] is: its row and marker.
static MEANINGS: LazyLock<Vec<(&'static ThirdParty, Marker, String)>> = LazyLock::new(|| {
    let mut meanings = Vec::new();
    for party in third_parties() {
        meanings.extend(party.code.iter().map(|text| (party, Marker::Code, text.clone())));
        meanings.extend(party.hosts.iter().map(|host| (party, Marker::Host, host.clone())));
        meanings.extend(party.npm.iter().map(|name| (party, Marker::Package, name.clone())));
    }
    meanings
});

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let patterns = MEANINGS.iter().map(|(_, _, text)| text.as_str());
    AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).expect("the table's markers are short")
});

fn in_script(module: &Module) -> Vec<ThirdPartyUse> {
    let text = module.text();
    let mut seen = BTreeSet::new();
    let mut candidates = Vec::new();
    for found in SEARCH.find_overlapping_iter(text) {
        let (party, marker, pattern) = &MEANINGS[found.pattern().as_usize()];
        let is_marker = match marker {
            Marker::Host => is_host(text, found.start(), found.end(), pattern),
            Marker::Package => is_quoted_package(text, found.start(), found.end()),
            _ => is_whole(text, found.start(), found.end()),
        };
        if is_marker && !seen.contains(&(&party.id, *marker)) {
            candidates.push((found.start(), found.end(), *party, *marker));
        }
    }
    if candidates.is_empty() {
        return Vec::new();
    }
    let code = Code::of(text);
    let mut found = Vec::new();
    candidates.sort_unstable_by_key(|(start, end, party, marker)| (*start, *end, &party.id, *marker));
    for (start, end, party, marker) in candidates {
        let counts = match marker {
            // Texts may be names in the code or parts of strings; the other two are only ever strings.
            Marker::Code => code.holds(start),
            _ => code.is_in_text(start),
        };
        if counts && seen.insert((&party.id, marker)) {
            let range = word_around(text, start, end, marker);
            found.push(sign(party, marker, &text[range.clone()], place(&module.source, range)));
        }
    }
    found
}

fn place(source: &SourceText, range: std::ops::Range<usize>) -> Place {
    source.place(range)
}

/// The whole host where the pattern is only its end.
fn word_around(text: &str, start: usize, end: usize, marker: Marker) -> std::ops::Range<usize> {
    let is_host_byte = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let before = match marker {
        Marker::Host => text.as_bytes()[..start].iter().rev().take_while(|byte| is_host_byte(byte)).count(),
        _ => 0,
    };
    start - before..end
}

/// A host is not part of a longer name; one with a leading dot is the end of one.
fn is_host(text: &str, start: usize, end: usize, pattern: &str) -> bool {
    let continues = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let after = text.as_bytes().get(end).is_some_and(|&byte| continues(byte) || byte == b'.');
    let before = start.checked_sub(1).map(|at| text.as_bytes()[at]);
    // `https://host`, `//host`, or a string of its own: `"host"`.
    let begins = before.is_some_and(|byte| matches!(byte, b'/' | b'"' | b'\'' | b'`'));
    let below = pattern.starts_with('.') && before.is_some_and(continues);
    !after && (begins || below)
}

/// `"name"` or `'name/inner'`, as in an import.
fn is_quoted_package(text: &str, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| text.as_bytes()[at]);
    let after = text.as_bytes().get(end);
    matches!(before, Some(b'"' | b'\'')) && matches!(after, Some(b'"' | b'\'' | b'/'))
}

/// A name is not part of a longer one.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
    };
    let continues_before = is_word(Some(start)) && is_word(start.checked_sub(1));
    let continues_after = is_word(end.checked_sub(1)) && is_word(Some(end));
    !continues_before && !continues_after
}

/// Where the code of a script is, comments left out.
struct Code {
    /// Start, end and whether it is a string or a piece of a template, in order.
    tokens: Vec<(usize, usize, bool)>,
}

impl Code {
    fn of(text: &str) -> Self {
        let is_text = |kind| matches!(kind, Kind::Text | Kind::Template);
        Self { tokens: Lexer::new(text).map(|token| (token.start, token.end, is_text(token.kind))).collect() }
    }

    fn token(&self, at: usize) -> Option<(usize, usize, bool)> {
        let index = self.tokens.partition_point(|(_, end, _)| *end <= at);
        self.tokens.get(index).copied().filter(|(start, ..)| *start <= at)
    }

    fn holds(&self, at: usize) -> bool {
        self.token(at).is_some()
    }

    fn is_in_text(&self, at: usize) -> bool {
        self.token(at).is_some_and(|(_, _, is_text)| is_text)
    }
}

/// The files that show it, for tests and reports.
impl ThirdPartyUse {
    /// The file of the sign.
    #[must_use]
    pub fn file(&self) -> &TreePath {
        &self.place.file
    }
}
