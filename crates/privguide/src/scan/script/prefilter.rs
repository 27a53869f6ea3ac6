//! Which files are worth parsing: those in which a name occurs that matters, or the host in a way
//! that may pass it on.
//!
//! `wx.showToast()` needs no parse, `const w = wx`, `wx[name]` and `f(wx)` do: from there the host
//! may be anywhere.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::{Hosts, Module, facts::natives, imported, source::LEFT_AS_WRITTEN};
use crate::{
    catalog::{Catalog, Form, addresses},
    framework::{camel, pascal},
};

/// Searches texts for everything worth a parse.
#[derive(Debug)]
pub struct Prefilter {
    search: AhoCorasick,
    /// Only the members that make objects.
    factories: AhoCorasick,
    /// The host's names: two or three letters each, which would make the search above stop far too
    /// often.
    hosts: Vec<memmem::Finder<'static>>,
    /// Members that connect to addresses of the network.
    calls: Vec<memmem::Finder<'static>>,
    /// Modules that export the host: from there members come by their names.
    modules: Vec<memmem::Finder<'static>>,
    /// Names of the global object, one of whose fields is the host.
    global_objects: Vec<memmem::Finder<'static>>,
    /// Packages that the host may come out of.
    giving: Vec<memmem::Finder<'static>>,
    /// Names under which modules export the host.
    exported: Vec<String>,
    /// Texts by which the host is got without its name.
    sources: Vec<memmem::Finder<'static>>,
    /// What each pattern is.
    meanings: Vec<Meaning>,
    /// What the patterns inside each pattern say: the search reports only the longest.
    within: Vec<Found>,
    /// Modules that export the platform's elements.
    components: Vec<String>,
    /// Elements that an attribute makes an interface: `Button`.
    tags: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// A member of the host that is or leads to an interface.
    Name,
    /// A member that makes an object whose methods matter.
    Factory,
    /// A method of such an object.
    Method,
    /// Something that markup in a script can spell: `openType`, `LivePusher`, `nickname`.
    Markup,
}

/// What occurs in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// It must be parsed.
    pub(super) is_interesting: bool,
    /// It makes managers.
    pub(super) has_factory: bool,
    /// It calls something that is named like a manager's method; not looked for in what must be
    /// parsed anyway.
    pub(super) has_method: bool,
    /// It takes the host, or an object that the host makes, for a value: from here on it may be
    /// anywhere.
    pub(super) carries: bool,
    /// It connects to an address of the network.
    pub(super) connects: bool,
}

impl Prefilter {
    /// Takes what the catalogue and the platform call things.
    #[must_use]
    pub fn new(hosts: &Hosts, catalog: &Catalog) -> Self {
        let mut patterns: Vec<(String, Meaning)> = Vec::new();
        for name in catalog.script_names() {
            let is_member = !catalog.member(name).is_empty() || catalog.scope_call(name).is_some();
            if catalog.factory(name).is_some() {
                patterns.push((name.to_owned(), Meaning::Factory));
            } else if is_member {
                patterns.push((name.to_owned(), Meaning::Name));
            }
        }
        patterns.extend(hosts.renames.iter().map(|(own, _)| (own.clone(), Meaning::Name)));
        patterns.extend(
            catalog.method_names().into_iter().map(|name| (name.to_owned(), Meaning::Method)),
        );
        patterns.push(("scope.".to_owned(), Meaning::Name));
        patterns.extend(markup_words(catalog).into_iter().map(|word| (word, Meaning::Markup)));
        let search = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(patterns.iter().map(|(text, _)| text))
            .expect("a few dozen short names make a small automaton");
        let factories = patterns
            .iter()
            .filter(|(_, meaning)| *meaning == Meaning::Factory)
            .map(|(text, _)| text);
        Self {
            search,
            factories: AhoCorasick::new(factories)
                .expect("a few short names make a small automaton"),
            hosts: hosts
                .globals
                .iter()
                .map(|global| memmem::Finder::new(&global.name).into_owned())
                .collect(),
            calls: addresses().calls().map(|name| memmem::Finder::new(name).into_owned()).collect(),
            modules: hosts
                .modules
                .iter()
                .map(|module| {
                    memmem::Finder::new(module.specifier.trim_start_matches('*')).into_owned()
                })
                .collect(),
            global_objects: natives::GLOBAL_OBJECTS
                .iter()
                .map(|name| memmem::Finder::new(name).into_owned())
                .collect(),
            giving: hosts
                .giving
                .iter()
                .map(String::as_str)
                .chain(hosts.is_left_by_packages.then_some(LEFT_AS_WRITTEN))
                .map(|name| memmem::Finder::new(name).into_owned())
                .collect(),
            exported: hosts
                .modules
                .iter()
                .flat_map(|module| module.hosts.iter().cloned())
                .chain(["default".to_owned()])
                .collect(),
            sources: hosts
                .filling_hooks
                .iter()
                .map(String::as_str)
                .chain(GLOBAL_THIS)
                .map(|text| memmem::Finder::new(text).into_owned())
                .collect(),
            within: patterns.iter().map(|(text, _)| within(text, &patterns)).collect(),
            meanings: patterns.into_iter().map(|(_, meaning)| meaning).collect(),
            components: hosts.components.clone(),
            tags: tags_of_attributes(catalog),
        }
    }

    /// What occurs in a script.
    #[must_use]
    pub fn found_in(&self, module: &Module) -> Found {
        let found = self.search(module.text());
        let imports_giver =
            || self.giving.iter().any(|name| name.find(module.text().as_bytes()).is_some());
        Found {
            connects: self.connects(module.text()),
            is_interesting: found.is_interesting || imports_giver(),
            ..found
        }
    }

    fn search(&self, text: &str) -> Found {
        let bytes = text.as_bytes();
        let mut found = Found::default();
        let mut has_markup = false;
        for hit in self.search.find_iter(bytes) {
            let within = self.within[hit.pattern().as_usize()];
            found.is_interesting |= within.is_interesting;
            found.has_factory |= within.has_factory;
            match self.meanings[hit.pattern().as_usize()] {
                Meaning::Name => found.is_interesting = true,
                Meaning::Factory => {
                    found.is_interesting = true;
                    found.has_factory = true;
                }
                Meaning::Method => {
                    found.has_method |= hit.start() > 0 && bytes[hit.start() - 1] == b'.';
                }
                Meaning::Markup => has_markup = true,
            }
            if found.is_interesting {
                // It is parsed in any case.
                found.has_factory |= self.factories.is_match(&bytes[hit.start()..]);
                found.carries = found.has_factory || self.escapes(text);
                return found;
            }
        }
        // A name may be written with escapes: `wx.get\u004cocation()`.
        if memmem::find(bytes, b"\\u").is_some() {
            return Found { is_interesting: true, carries: self.escapes(text), ..found };
        }
        let holds = |part: &str| memmem::find(bytes, part.as_bytes()).is_some();
        found.carries = self.escapes(text);
        found.is_interesting = (has_markup || self.spreads(text))
            && (self.components.iter().any(|part| holds(part))
                || MAKERS.iter().any(|part| holds(part))
                || TAGS.iter().any(|part| holds(part)))
            || found.carries;
        found
    }

    /// Whether such an element takes attributes from an object, which may be another module's.
    fn spreads(&self, text: &str) -> bool {
        let is_tag = |head: &str| {
            let name = head
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-')))
                .unwrap_or(head.len());
            let last = head[..name].rsplit('.').next().unwrap_or_default();
            self.tags.contains(last)
        };
        // An attribute before the spread may hold a `>` of its own: far enough is too much, never
        // too little.
        let mut spreads = memmem::find_iter(text.as_bytes(), b"{...");
        spreads.any(|at| {
            let before = &text[..at];
            let mut opens = memchr::memrchr_iter(b'<', before.as_bytes()).take(MOST_OPEN);
            opens.any(|open| is_tag(&before[open + 1..]))
        })
    }

    /// A member that connects to an address is named: behind a dot, or where members are imported
    /// by name.
    fn connects(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let is_word = |at: usize| {
            bytes
                .get(at)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
        };
        let by_name = || self.modules.iter().any(|module| module.find(bytes).is_some());
        self.calls.iter().any(|call| {
            let whole =
                |&at: &usize| !is_word(at + call.needle().len()) && (at == 0 || !is_word(at - 1));
            let mut named = call.find_iter(bytes).filter(whole).peekable();
            named.peek().is_some() && (named.any(|at| at > 0 && bytes[at - 1] == b'.') || by_name())
        })
    }

    /// The host is taken for a value, or something that it may be got from.
    fn escapes(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let is_taken = |word: &memmem::Finder<'_>| {
            word.find_iter(bytes).any(|at| escapes(text, at, at + word.needle().len()))
        };
        self.hosts.iter().any(is_taken)
            || self
                .global_objects
                .iter()
                .any(|word| is_taken(word) && !(word.needle() == b"self" && names_itself(bytes)))
            || self.sources.iter().any(|source| source.find(bytes).is_some())
            || self.modules.iter().any(|module| {
                module.find_iter(bytes).any(|at| imported_escapes(text, at, &self.exported))
            })
    }
}

/// Tags before a spread that may be the one it belongs to: values of attributes hold further ones.
const MOST_OPEN: usize = 4;

/// Elements with attributes that make interfaces, as JSX spells them.
fn tags_of_attributes(catalog: &Catalog) -> BTreeSet<String> {
    let rows = catalog.interfaces().iter();
    rows.filter_map(|row| {
        if let Form::Attribute { tag, .. } = &row.form { Some(pascal(tag)) } else { None }
    })
    .collect()
}

/// Parts of texts that make elements by calls: functions of React and Vue, and the tables of
/// bundles, where those lose their names.
const MAKERS: [&str; 4] = ["jsx", "createElement", "createVNode", "webpackJsonp"];

/// What ends elements of JSX: those of component libraries, and the platform's own in small
/// letters, need no import of its module.
const TAGS: [&str; 2] = ["/>", "</"];

/// What occurs in a pattern beside itself. Methods are whole words, so they do not.
fn within(text: &str, patterns: &[(String, Meaning)]) -> Found {
    let inside = || {
        patterns
            .iter()
            .filter(|(other, _)| other.len() < text.len() && text.contains(other.as_str()))
    };
    Found {
        is_interesting: inside()
            .any(|(_, meaning)| matches!(meaning, Meaning::Name | Meaning::Factory)),
        has_factory: inside().any(|(_, meaning)| *meaning == Meaning::Factory),
        has_method: false,
        carries: false,
        connects: false,
    }
}

/// What an element of JSX must spell to be an interface.
fn markup_words(catalog: &Catalog) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for row in catalog.interfaces() {
        match &row.form {
            Form::Element { tag } => words.extend([pascal(tag), tag.clone()]),
            // `type` is everywhere; its value is not.
            Form::Attribute { attribute, value, .. } if attribute == "type" => {
                words.insert(value.clone());
            }
            Form::Attribute { attribute, .. } => {
                words.extend([camel(attribute), attribute.clone()]);
            }
            Form::Member { .. } | Form::Scope { .. } | Form::Method { .. } => {}
        }
    }
    words
}

/// `self` is a variable for `this` here, as it is almost always: something is assigned to it.
fn names_itself(bytes: &[u8]) -> bool {
    let mut places = memmem::find_iter(bytes, b"self")
        .filter(|&at| at == 0 || matches!(bytes[at - 1], b' ' | b',' | b';' | b'\t'));
    places.any(|at| matches!(bytes[at + 4..].trim_ascii_start(), [b'=', next, ..] if *next != b'='))
}

/// `Function("return this")()` is the global object.
const GLOBAL_THIS: [&str; 2] = ["\"return this", "'return this"];

/// True when the module whose specifier is there is bound to a name, and that is used otherwise
/// than in `Taro.member`.
fn imported_escapes(text: &str, at: usize, exported: &[String]) -> bool {
    let Some((name, said)) = imported::whole(text, at) else {
        return !imported::takes_members(text, at, exported);
    };
    let mut named =
        memmem::find_iter(text.as_bytes(), name.as_bytes()).filter(|at| !said.contains(at));
    named.any(|at| escapes(text, at, at + name.len()))
}

/// Attributes of templates that begin with the host's name.
const ATTRIBUTES: [&str; 5] = [":if", ":for", ":key", ":elif", ":else"];

/// True when the host is named otherwise than in `wx.member`.
fn escapes(text: &str, start: usize, end: usize) -> bool {
    let word = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'))
    };
    if word(text[..start].chars().next_back()) || word(text[end..].chars().next()) {
        return false;
    }
    let bytes = text.as_bytes();
    let behind = bytes[end..].trim_ascii_start();
    let before = bytes[..start].trim_ascii_end();
    let is_comment = matches!(behind, [b'/', b'/' | b'*', ..]);
    if is_comment || before.ends_with(b"*/") {
        return true;
    }
    // `/wx/`, `"wx-…"`, `wx:if`: paths, class names and attributes in texts, not the host.
    let is_attribute = ATTRIBUTES.iter().any(|attribute| behind.starts_with(attribute.as_bytes()));
    let in_text = matches!(before.last(), Some(b'/' | b'-'))
        || matches!(behind.first(), Some(b'/' | b'-'))
        || is_attribute;
    let after = behind.first();
    !in_text && after != Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::ProgramKind, scan::script::HostModule};

    fn is_interesting(text: &str) -> bool {
        Prefilter::new(&Hosts::native(), &Catalog::of(ProgramKind::MiniProgram))
            .search(text)
            .is_interesting
    }

    #[test]
    fn ordinary_calls_of_the_host_are_not_worth_a_parse() {
        assert!(!is_interesting("wx.showToast({ title: 'wxml' }); require('../wx/pay')"));
    }

    #[test]
    fn a_host_that_is_imported_is_followed_when_it_is_more_than_the_head_of_a_member() {
        let mut hosts = Hosts::native();
        hosts.modules.push(HostModule {
            specifier: "@tarojs/taro".to_owned(),
            hosts: vec!["Taro".to_owned()],
        });
        let filter = Prefilter::new(&hosts, &Catalog::of(ProgramKind::MiniProgram));
        let head = "import Host from '@tarojs/taro'\n";
        assert!(filter.search(&format!("{head}sdk.init(Host)")).carries);
        for text in [
            "import { Taro } from '@tarojs/taro'",
            "export * from '@tarojs/taro'",
            "module.exports = require('@tarojs/taro')",
        ] {
            assert!(filter.search(text).carries, "{text}");
        }
        for text in ["import '@tarojs/taro'", "import { useDidShow } from '@tarojs/taro'"] {
            assert!(!filter.search(text).is_interesting, "{text}");
        }
        assert!(
            !filter.search(&format!("{head}Host.showToast({{ title: '/Host/' }})")).is_interesting
        );
    }

    #[test]
    fn names_and_escapes_of_the_host_are() {
        for text in [
            "x.getLocation()",
            "const w = wx;",
            "wx [k]",
            "f(wx)",
            "let w = isWechat ? wx : my",
            "let w=a?wx:my",
            "const w = wx // the platform",
            "const w = wx /* the platform */",
            "const w = /*#__PURE__*/wx;",
            r"wx.get\u004cocation()",
            "({ ...wx })",
            "(wx)",
            "wx?.['x']",
            "'scope.record'",
            "；wx\u{3000}[k]",
        ] {
            assert!(is_interesting(text), "{text}");
        }
    }
}
