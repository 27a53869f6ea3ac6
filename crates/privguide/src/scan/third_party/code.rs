//! Markers in scripts: strings, members of the platform, hosts, names of packages.

use std::{collections::BTreeSet, iter::Peekable, ops::Range, sync::LazyLock};

use super::{Marker, ThirdPartyUse, sieve::Sieve, sign};
use crate::{
    catalog::{ThirdParties, ThirdParty, third_parties},
    framework::pascal,
    scan::script::{Hosts, Module},
    token::{Lexer, Token, TokenKind},
};

/// The kind of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CodePattern {
    Text,
    /// A member of the platform's object.
    Member,
    /// A JSX element, including its bracket: `<Ad`.
    Element,
    Host,
    Package,
}

impl CodePattern {
    const fn marker(self) -> Marker {
        match self {
            Self::Text | Self::Member => Marker::Code,
            Self::Element => Marker::Element,
            Self::Host => Marker::Host,
            Self::Package => Marker::Package,
        }
    }
}

/// The markers of some rows, prepared for searching.
struct Markers<'p> {
    /// The meanings of the sieve's patterns, in the same order.
    meanings: Vec<(&'p ThirdParty, CodePattern)>,
    sieve: Sieve,
}

impl<'p> Markers<'p> {
    fn of_parties(rows: &'p [ThirdParty]) -> Self {
        let of_row = |party: &'p ThirdParty| {
            let lists = [
                (&party.code, CodePattern::Text),
                (&party.members, CodePattern::Member),
                (&party.hosts, CodePattern::Host),
                (&party.npm, CodePattern::Package),
            ];
            lists.into_iter().flat_map(move |(texts, pattern)| {
                texts
                    .iter()
                    .filter(|text| !text.is_empty())
                    .map(move |text| (party, pattern, text.clone()))
            })
        };
        let of_elements = |party: &'p ThirdParty| {
            party
                .elements
                .iter()
                .map(move |tag| (party, CodePattern::Element, format!("<{}", pascal(tag))))
        };
        let all: Vec<_> =
            rows.iter().flat_map(of_row).chain(rows.iter().flat_map(of_elements)).collect();
        let sieve = Sieve::new(all.iter().map(|(_, _, text)| text.as_str()));
        Self {
            meanings: all.into_iter().map(|(party, pattern, _)| (party, pattern)).collect(),
            sieve,
        }
    }
}

/// Searches scripts.
pub(in crate::scan) struct CodeSearch<'p> {
    parties: &'p ThirdParties,
    own: Option<Markers<'p>>,
    platform: PlatformNames<'p>,
}

/// The names of the platform's object in a program.
struct PlatformNames<'p> {
    /// `wx`, `uni`, `Taro`.
    names: Vec<&'p str>,
    hosts: &'p Hosts,
}

/// A place that may be a marker.
struct MarkerCandidate<'p> {
    range: Range<usize>,
    party: &'p ThirdParty,
    pattern: CodePattern,
}

impl<'p> CodeSearch<'p> {
    pub(in crate::scan) fn new(parties: &'p ThirdParties, hosts: &'p Hosts) -> Self {
        let own = (!parties.own().is_empty()).then(|| Markers::of_parties(parties.own()));
        let globals = hosts.globals.iter().map(|global| global.name.as_str());
        let names = globals
            .chain(hosts.modules.iter().flat_map(|module| module.hosts.iter().map(String::as_str)))
            .collect();
        Self { parties, own, platform: PlatformNames { names, hosts } }
    }

    pub(in crate::scan) fn signs(&self, module: &Module) -> Vec<ThirdPartyUse> {
        static SHIPPED: LazyLock<Markers<'static>> =
            LazyLock::new(|| Markers::of_parties(third_parties()));
        let text = module.own_text();
        let mut candidates = Vec::new();
        for markers in [Some(&*SHIPPED), self.own.as_ref()].into_iter().flatten() {
            let found = markers.sieve.find(text).into_iter();
            candidates.extend(
                found.filter_map(|(number, start)| self.candidate(text, markers, number, start)),
            );
        }
        if candidates.is_empty() {
            return Vec::new();
        }
        candidates.sort_unstable_by_key(|found| {
            (found.range.start, found.range.end, &found.party.id, found.pattern)
        });
        let mut code = Code::new(text);
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for MarkerCandidate { range, party, pattern } in candidates {
            let marker = pattern.marker();
            if code.counts(&range, pattern, &self.platform) && seen.insert((&party.id, marker)) {
                found.push(sign(party, marker, &text[range.clone()], module.source.place(range)));
            }
        }
        found
    }

    /// The marker for a pattern, depending on the bytes around it.
    fn candidate(
        &self,
        text: &str,
        markers: &Markers<'p>,
        number: usize,
        start: usize,
    ) -> Option<MarkerCandidate<'p>> {
        let (party, pattern) = *markers.meanings.get(number)?;
        let end = start + markers.sieve.pattern(number).len();
        let range = match pattern {
            CodePattern::Host => self.host(text, start, end, party)?,
            CodePattern::Package => is_quoted_package(text, start, end).then_some(start..end)?,
            CodePattern::Text | CodePattern::Member | CodePattern::Element => {
                is_whole(text, start, end).then_some(start..end)?
            }
        };
        // A row of the project replaces that of the table.
        let is_replaced =
            !self.parties.get(&party.id).is_some_and(|known| std::ptr::eq(known, party));
        (!is_replaced).then_some(MarkerCandidate { range, party, pattern })
    }

    /// The whole host of which a pattern is all or, after a dot, the end; `None` if a longer
    /// pattern belongs to another party.
    fn host(
        &self,
        text: &str,
        start: usize,
        end: usize,
        party: &ThirdParty,
    ) -> Option<Range<usize>> {
        let bytes = text.as_bytes();
        let continues =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if bytes.get(end).is_some_and(|&byte| continues(byte)) {
            return None;
        }
        let before = bytes[..start].iter().rev().take_while(|byte| continues(**byte)).count();
        let begin = start - before;
        let opens = |also: u8| {
            begin.checked_sub(1).is_some_and(|at| {
                bytes[at] == also || matches!(bytes[at], b'/' | b'"' | b'\'' | b'`')
            })
        };
        // `https://host`, `//host`, or a separate string `"host"`. A subdomain may be inserted at
        // run time: `${bucket}.host`.
        let is_end = before == 0 && bytes[start] == b'.';
        let owner = if is_end {
            opens(b'}').then_some(party)
        } else {
            self.parties.of_host(&text[begin..end]).filter(|_| opens(b'/'))
        };
        owner.is_some_and(|owner| owner.id == party.id).then_some(begin..end)
    }
}

/// `"name"` or `'name/inner'`, as in an import; the key of a version (`"name": "^1.0.0"`) does not
/// import anything.
fn is_quoted_package(text: &str, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| text.as_bytes()[at]);
    let after = text.as_bytes().get(end);
    let is_version = || {
        let value = text[end + 1..].trim_start().strip_prefix(':');
        value.is_some_and(|value| value.trim_start().starts_with(['"', '\'']))
    };
    matches!(before, Some(b'"' | b'\''))
        && (after == Some(&b'/') || matches!(after, Some(b'"' | b'\'')) && !is_version())
}

/// Whether a name is not part of a longer one.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
    };
    let continues_before = is_word(Some(start)) && is_word(start.checked_sub(1));
    let continues_after = is_word(end.checked_sub(1)) && is_word(Some(end));
    !continues_before && !continues_after
}

/// The code of a script without comments. It is queried for offsets in increasing order, so that
/// tokens need not be stored.
struct Code<'t> {
    text: &'t str,
    tokens: Peekable<Lexer<'t>>,
    /// The three tokens before the current one, nearest first.
    before: [Option<Token>; 3],
    statement: ImportStatement,
}

/// The state of reading a type-only import, which a build removes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ImportStatement {
    Other,
    /// `import` or `export`
    Import,
    /// `import type`
    ImportType,
    /// `import type Name …`
    OnlyTypes,
}

impl<'t> Code<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            tokens: Lexer::new(text).peekable(),
            before: [None; 3],
            statement: ImportStatement::Other,
        }
    }

    /// The token at an offset.
    fn token(&mut self, at: usize) -> Option<Token> {
        while let Some(token) = self.tokens.next_if(|token| token.end <= at) {
            self.statement = self.statement_with(&token);
            self.before = [Some(token), self.before[0], self.before[1]];
        }
        self.tokens.peek().copied().filter(|token| token.start <= at)
    }

    fn statement_with(&self, token: &Token) -> ImportStatement {
        let word = if token.kind == TokenKind::Word { self.word(token) } else { "" };
        match (self.statement, token.kind, word) {
            (_, _, "import" | "export") => ImportStatement::Import,
            (ImportStatement::Import, _, "type") => ImportStatement::ImportType,
            (ImportStatement::ImportType, TokenKind::Word | TokenKind::Open, word)
                if word != "from" =>
            {
                ImportStatement::OnlyTypes
            }
            (ImportStatement::OnlyTypes, TokenKind::Text | TokenKind::Punct(b';' | b'='), _) => {
                ImportStatement::Other
            }
            (ImportStatement::OnlyTypes, _, _) => ImportStatement::OnlyTypes,
            _ => ImportStatement::Other,
        }
    }

    fn word(&self, token: &Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    /// Whether a pattern counts at this place: names may be identifiers or parts of strings; hosts
    /// and packages only occur in strings.
    fn counts(
        &mut self,
        range: &Range<usize>,
        pattern: CodePattern,
        platform: &PlatformNames<'_>,
    ) -> bool {
        let Some(token) = self.token(range.start) else { return false };
        let is_text = matches!(token.kind, TokenKind::Text | TokenKind::Template);
        match pattern {
            CodePattern::Text => !(is_text && self.is_folder(range)),
            CodePattern::Member => self.is_member(&token, range, platform),
            CodePattern::Element => {
                token.kind == TokenKind::Punct(b'<') && self.has_unit(range.end)
            }
            CodePattern::Host => is_text && !self.is_prose(&token, range.start),
            CodePattern::Package => is_text && self.statement != ImportStatement::OnlyTypes,
        }
    }

    /// `wx.name`, `wx?.name`, `wx["name"]`; or a separate string that is assigned or selected: `how
    /// = "name"`, `x ? "other" : "name"`. The same word in messages, lists and tables, or after the
    /// name of another platform, is not a member.
    fn is_member(&self, token: &Token, range: &Range<usize>, platform: &PlatformNames<'_>) -> bool {
        let punct = |at: usize| match self.before[at] {
            Some(Token { kind: TokenKind::Punct(byte), .. }) => byte,
            _ => 0,
        };
        let is_host = |at: usize| {
            self.before[at].is_some_and(|token: Token| {
                token.kind == TokenKind::Word && platform.names.contains(&self.word(&token))
            })
        };
        if token.kind == TokenKind::Word {
            let is_behind = punct(0) == b'.' && (is_host(1) || punct(1) == b'?' && is_host(2));
            return is_behind || self.is_taken_out(platform);
        }
        let is_alone = token.kind == TokenKind::Text
            && token.start + 1 == range.start
            && token.end == range.end + 1;
        let is_index = || self.before[0].is_some_and(|open| self.word(&open) == "[") && is_host(1);
        let is_text =
            |at: usize| self.before[at].is_some_and(|token| token.kind == TokenKind::Text);
        is_alone
            && match punct(0) {
                b'=' => !matches!(punct(1), b'=' | b'!' | b'<' | b'>'),
                b'?' => true,
                b':' => is_text(1) && punct(2) == b'?',
                _ => is_index(),
            }
    }
    /// `import { name } from "platform"`, `const { name } = wx`, `const { name } =
    /// require("platform")`: whether the current word is taken from the platform's object.
    fn is_taken_out(&self, platform: &PlatformNames<'_>) -> bool {
        /// Lists of imported names are shorter.
        const LONGEST: usize = 1_000;
        let opens = self.before[0].is_some_and(|token| matches!(self.word(&token), "{" | ","));
        let mut ahead = self.tokens.clone().skip(1).take(LONGEST);
        let mut bracket = || {
            ahead.by_ref().find(|token| matches!(token.kind, TokenKind::Open | TokenKind::Close))
        };
        if !opens || bracket().is_none_or(|bracket| self.word(&bracket) != "}") {
            return false;
        }
        let next: Vec<&str> = ahead.take(4).map(|token| self.word(&token)).collect();
        let is_module =
            |text: &str| platform.hosts.module(text.trim_matches(['"', '\''])).is_some();
        match next[..] {
            ["from", module, ..] | ["=", "require", "(", module] => is_module(module),
            ["=", name, ref rest @ ..] => {
                platform.names.contains(&name) && !matches!(rest.first(), Some(&("." | "[" | "(")))
            }
            _ => false,
        }
    }

    /// Whether the name is followed by attributes and not by the end of a type: `<Ad unitId="…">`,
    /// `<Ad {...options}>`; not `useState<Ad>()`.
    fn has_unit(&self, end: usize) -> bool {
        let rest = &self.text[end..];
        let tag = rest.find('>').map_or(rest, |close| &rest[..close]);
        rest.starts_with(|c: char| c.is_whitespace())
            && ["unitId", "unit-id", "{..."].iter().any(|attribute| tag.contains(attribute))
    }

    /// `"…/name/…"`: a folder within a longer path.
    fn is_folder(&self, range: &Range<usize>) -> bool {
        let byte = |at: Option<usize>| at.and_then(|at| self.text.as_bytes().get(at).copied());
        let around = (byte(range.start.checked_sub(1)), byte(Some(range.end)));
        around == (Some(b'/'), Some(b'/')) && !self.text[range.clone()].contains('/')
    }

    /// Whether the address is part of a sentence for people: `"please add [https://host] to …"`. An
    /// address that is used by code is at the start of its string, or of a quoted text, an
    /// attribute or an argument in it.
    fn is_prose(&self, token: &Token, host: usize) -> bool {
        let before = &self.text[token.start..host];
        let before = before.strip_suffix("//").map_or(before, |before| {
            before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ':')
        });
        before.chars().next_back().is_some_and(|c| !c.is_ascii() || matches!(c, '[' | '<'))
    }
}
