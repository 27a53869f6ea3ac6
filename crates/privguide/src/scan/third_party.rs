//! Which known third parties are in a program: by package, copied file, text in the code, host, or plugin.
//!
//! A marker in a comment is none. Names of files and folders count only as markers that the table lists. What a server does with data
//! that it receives cannot be seen in the program.

use std::{
    collections::BTreeSet,
    iter::Peekable,
    sync::{Arc, LazyLock},
};

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Bringer, script::Module};
use crate::{
    catalog::{ThirdParty, third_parties},
    program::{Program, ProgramFile, Status},
    token::{Kind, Lexer, Token},
    tree::Place,
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
    /// The package that has it, when that is not in the tree; the place is the import then.
    pub bringer: Option<Arc<Bringer>>,
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
    ThirdPartyUse { party: party.id.clone(), marker, text: text.to_owned(), place, bringer: None }
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
        let party = Copies::table().party_of(&segment.to_lowercase())?;
        Some(sign(party, Marker::File, segment, Place::file_start(file.path.clone())))
    })
}

fn is_package(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".js")
}

/// The names under which copies are found, in lower case, with the number of their row. The first row of the table wins.
#[derive(Default)]
struct Copies {
    names: FxHashMap<String, usize>,
    /// Of names with an extension: a copy may be minified, or a script of another kind.
    stems: FxHashMap<String, usize>,
}

impl Copies {
    fn table() -> &'static Self {
        static TABLE: LazyLock<Copies> = LazyLock::new(|| {
            let mut copies = Copies::default();
            for (row, party) in third_parties().iter().enumerate() {
                for name in party.files.iter().map(|name| name.to_lowercase()) {
                    if name.contains('.') {
                        copies.stems.entry(stem(&name).to_owned()).or_insert(row);
                    }
                    copies.names.entry(name).or_insert(row);
                }
            }
            copies
        });
        &TABLE
    }

    fn party_of(&self, segment: &str) -> Option<&'static ThirdParty> {
        let rows = [self.names.get(segment), self.stems.get(stem(segment))];
        rows.into_iter().flatten().min().map(|&row| &third_parties()[row])
    }
}

/// A name without a script's extension and `.min`.
fn stem(name: &str) -> &str {
    let name = [".js", ".ts", ".mjs", ".cjs"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    name.strip_suffix(".min").unwrap_or(name)
}

/// What each pattern of [`SEARCH`] is: its row and marker.
static MEANINGS: LazyLock<Vec<(&'static ThirdParty, Marker, &'static str)>> = LazyLock::new(|| {
    let mut meanings = Vec::new();
    for party in third_parties() {
        meanings.extend(party.code.iter().map(|text| (party, Marker::Code, text.as_str())));
        meanings.extend(party.hosts.iter().map(|host| (party, Marker::Host, host.as_str())));
        meanings.extend(party.npm.iter().map(|name| (party, Marker::Package, name.as_str())));
    }
    meanings
});

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let patterns = MEANINGS.iter().map(|(_, _, text)| *text);
    AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).expect("the table's markers are short")
});

fn in_script(module: &Module) -> Vec<ThirdPartyUse> {
    let text = module.text();
    let mut candidates = Vec::new();
    for found in SEARCH.find_overlapping_iter(text) {
        let (party, marker, pattern) = &MEANINGS[found.pattern().as_usize()];
        let is_marker = match marker {
            Marker::Host => is_host(text, found.start(), found.end(), pattern),
            Marker::Package => is_quoted_package(text, found.start(), found.end()),
            _ => is_whole(text, found.start(), found.end()),
        };
        if is_marker {
            candidates.push((found.start(), found.end(), *party, *marker));
        }
    }
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut code = Code { tokens: Lexer::new(text).peekable() };
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    candidates.sort_unstable_by_key(|(start, end, party, marker)| (*start, *end, &party.id, *marker));
    for (start, end, party, marker) in candidates {
        let counts = match marker {
            // Texts may be names in the code or parts of strings; the other two are only ever strings.
            Marker::Code => code.holds(start),
            _ => code.is_in_text(start),
        };
        if counts && seen.insert((&party.id, marker)) {
            let range = word_around(text, start, end, marker);
            found.push(sign(party, marker, &text[range.clone()], module.source.place(range)));
        }
    }
    found
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

/// Where the code of a script is, comments left out: asked about places in their order, so that no token has to be kept.
struct Code<'t> {
    tokens: Peekable<Lexer<'t>>,
}

impl Code<'_> {
    fn token(&mut self, at: usize) -> Option<Token> {
        while self.tokens.next_if(|token| token.end <= at).is_some() {}
        self.tokens.peek().copied().filter(|token| token.start <= at)
    }

    fn holds(&mut self, at: usize) -> bool {
        self.token(at).is_some()
    }

    fn is_in_text(&mut self, at: usize) -> bool {
        self.token(at).is_some_and(|token| matches!(token.kind, Kind::Text | Kind::Template))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_known_by_its_name_whole_minified_or_as_another_script() {
        let named = |segment: &str| Copies::table().party_of(segment).map(|party| party.id.as_str());
        for segment in ["sensorsdata.min.js", "sensorsdata.js", "sensorsdata.ts", "sensorsdata"] {
            assert_eq!(named(segment), Some("sensors-data"), "{segment}");
        }
        assert_eq!(named("umtrack-wx"), Some("umeng-umini"), "a folder");
        for segment in ["mysensorsdata.min.js", "sensorsdata.min.css", "umtrack-wx.js", "index.js"] {
            assert_eq!(named(segment), None, "{segment}");
        }
    }
}
