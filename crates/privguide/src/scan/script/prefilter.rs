//! Selects the files that are worth parsing: files that contain a name that matters, or that use
//! the host in a way that may pass it on.
//!
//! A file with only `wx.showToast()` need not be parsed. With `const w = wx`, `wx[name]` or `f(wx)`
//! it must be, because the host may be used anywhere after that.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use memchr::{memchr3, memmem};
use serde::{Deserialize, Serialize};

use super::{
    Hosts, Module,
    attributes::Tags,
    imported,
    occurrence::{escapes, escapes_letters, is_scope_prefix, names_itself},
    source::LEFT_AS_WRITTEN,
};
use crate::{
    catalog::{Catalog, InterfaceForm, addresses},
    common_places::GLOBAL_OBJECTS,
    framework::{camel, pascal},
};

/// Searches texts for everything that makes them worth parsing.
#[derive(Debug)]
pub struct Prefilter {
    search: AhoCorasick,
    /// Finds only the members that create objects.
    factories: AhoCorasick,
    /// Finds the names of the host. They have only two or three letters, so they would make the
    /// automaton above stop far too often.
    hosts: Vec<memmem::Finder<'static>>,
    /// Members that connect to addresses of the network.
    calls: Vec<memmem::Finder<'static>>,
    /// Modules that export the host: members imported from them are used by their names alone.
    modules: Vec<memmem::Finder<'static>>,
    /// Names of the global object, which has the host as a field.
    global_objects: Vec<memmem::Finder<'static>>,
    /// Packages that may provide the host.
    giving: Vec<memmem::Finder<'static>>,
    /// Names under which modules export the host.
    exported: Vec<String>,
    /// Strings through which the host is reached without its name.
    sources: Vec<memmem::Finder<'static>>,
    /// The meaning of each pattern.
    meanings: Vec<NeedleMeaning>,
    /// The meanings of the patterns that each pattern contains, because the search reports only the
    /// longest match.
    within: Vec<Occurrences>,
    /// The scopes that the catalogue knows. They are no patterns of their own: with more patterns,
    /// the search reads each byte instead of skipping most.
    scopes: Vec<String>,
    /// Modules that export the platform's elements.
    components: Vec<String>,
    /// Elements that become an interface by an attribute: `Button`.
    tags: Tags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NeedleMeaning {
    /// A member of the host that is or leads to an interface.
    Name,
    /// A member that creates an object whose methods matter.
    Factory,
    /// A method of such an object.
    Method,
    /// A word that an interface in markup contains: `openType`, `LivePusher`, `nickname`.
    Markup,
    /// The beginning of a scope.
    Scope,
}

/// What a text contains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrences {
    /// It must be parsed.
    pub(super) is_interesting: bool,
    /// It creates managers.
    pub(super) has_factory: bool,
    /// It calls something that has the name of a manager's method. Not determined for texts that
    /// must be parsed anyway.
    pub(super) has_method: bool,
    /// It uses the host, or an object that the host creates, as a value, which may then be used
    /// anywhere.
    pub(super) carries: bool,
    /// It connects to an address of the network.
    pub(super) connects: bool,
}

impl Prefilter {
    /// Builds the patterns from the names in the catalogue and in the description of the platform.
    #[must_use]
    pub fn new(hosts: &Hosts, catalog: &Catalog) -> Self {
        let mut patterns: Vec<(String, NeedleMeaning)> = Vec::new();
        for name in catalog.script_names() {
            let is_member = !catalog.member(name).is_empty() || catalog.scope_call(name).is_some();
            if catalog.factory(name).is_some() {
                patterns.push((name.to_owned(), NeedleMeaning::Factory));
            } else if is_member {
                patterns.push((name.to_owned(), NeedleMeaning::Name));
            }
        }
        patterns.extend(hosts.renames.iter().map(|(own, _)| (own.clone(), NeedleMeaning::Name)));
        patterns.extend(
            catalog.method_names().into_iter().map(|name| (name.to_owned(), NeedleMeaning::Method)),
        );
        patterns.push(("scope.".to_owned(), NeedleMeaning::Scope));
        patterns
            .extend(markup_words(catalog).into_iter().map(|word| (word, NeedleMeaning::Markup)));
        let search = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(patterns.iter().map(|(text, _)| text))
            .expect("a few dozen short names make a small automaton");
        let factories = patterns
            .iter()
            .filter(|(_, meaning)| *meaning == NeedleMeaning::Factory)
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
            global_objects: GLOBAL_OBJECTS
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
            scopes: catalog.scopes().map(str::to_owned).collect(),
            components: hosts.components.clone(),
            tags: Tags::new(catalog),
        }
    }

    /// Finds what a script contains.
    #[must_use]
    pub fn found_in(&self, module: &Module) -> Occurrences {
        let found = self.search(module.text());
        let imports_giver =
            || self.giving.iter().any(|name| name.find(module.text().as_bytes()).is_some());
        Occurrences {
            connects: self.connects(module.text()),
            is_interesting: found.is_interesting || imports_giver(),
            ..found
        }
    }

    /// Whether the code of a template can matter: it contains a name that does, or the script may
    /// hold the host, which the template can then pass on, or takes members of it under computed
    /// names, which the template may set. What a template does with a manager is found by the name
    /// of a method. In the template of `<script setup>`, imported functions are called with
    /// arguments that no other place shows.
    #[must_use]
    pub fn concerns(&self, code: &str, script: &str, is_setup: bool) -> bool {
        let bytes = code.as_bytes();
        let is_telling = |pattern: usize, start: usize| match self.meanings[pattern] {
            NeedleMeaning::Name | NeedleMeaning::Factory => true,
            NeedleMeaning::Method => start > 0 && bytes[start - 1] == b'.',
            NeedleMeaning::Markup => self.within[pattern].is_interesting,
            NeedleMeaning::Scope => self.begins_scope(bytes, start),
        };
        let mut hits = self.search.find_iter(bytes);
        hits.any(|hit| is_telling(hit.pattern().as_usize(), hit.start()))
            || escapes_letters(bytes)
            // To pass the host or a manager on, a template must call something, bind an attribute or
            // assign something.
            || (memchr3(b'(', b':', b'=', bytes).is_some()
                && (self.escapes(script)
                    || self.factories.is_match(script)
                    || self.giving.iter().any(|name| name.find(script.as_bytes()).is_some())))
            || self.computes_members(script)
            || (is_setup && imported::names_import(code, script))
    }

    /// `wx[name]`
    fn computes_members(&self, text: &str) -> bool {
        let is_computed = |end: usize| {
            let behind = text[end..].trim_start();
            behind.strip_prefix("?.").unwrap_or(behind).starts_with('[')
        };
        self.hosts.iter().any(|host| {
            host.find_iter(text.as_bytes()).any(|at| is_computed(at + host.needle().len()))
        })
    }

    fn search(&self, text: &str) -> Occurrences {
        let bytes = text.as_bytes();
        let mut found = Occurrences::default();
        let mut has_markup = false;
        for hit in self.search.find_iter(bytes) {
            let within = self.within[hit.pattern().as_usize()];
            found.is_interesting |= within.is_interesting;
            found.has_factory |= within.has_factory;
            match self.meanings[hit.pattern().as_usize()] {
                NeedleMeaning::Name => found.is_interesting = true,
                NeedleMeaning::Factory => {
                    found.is_interesting = true;
                    found.has_factory = true;
                }
                NeedleMeaning::Method => {
                    found.has_method |= hit.start() > 0 && bytes[hit.start() - 1] == b'.';
                }
                NeedleMeaning::Markup => has_markup = true,
                NeedleMeaning::Scope => {
                    found.is_interesting |= self.begins_scope(bytes, hit.start());
                }
            }
            if found.is_interesting {
                // The script is parsed in any case.
                found.has_factory |= self.factories.is_match(&bytes[hit.start()..]);
                found.carries = found.has_factory || self.escapes(text);
                return found;
            }
        }
        if escapes_letters(bytes) {
            return Occurrences { is_interesting: true, carries: self.escapes(text), ..found };
        }
        let holds = |part: &str| memmem::find(bytes, part.as_bytes()).is_some();
        found.carries = self.escapes(text);
        found.is_interesting = (has_markup || self.tags.get_attributes(text))
            && (self.components.iter().any(|part| holds(part))
                || MAKERS.iter().any(|part| holds(part))
                || TAGS.iter().any(|part| holds(part)))
            || found.carries;
        found
    }

    /// Whether a scope, or a part of one, begins at the offset of `scope.`.
    fn begins_scope(&self, bytes: &[u8], start: usize) -> bool {
        is_scope_prefix(bytes, start)
            || self.scopes.iter().any(|scope| bytes[start..].starts_with(scope.as_bytes()))
    }

    /// Whether a member that connects to an address is named: after a dot, or anywhere if members
    /// are imported by name.
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

    /// Whether the host, or something through which it can be reached, is used as a value.
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

/// Words in texts that create elements by calls: functions of React and Vue, and the module tables
/// of bundles, in which the function names are lost.
const MAKERS: [&str; 4] = ["jsx", "createElement", "createVNode", "webpackJsonp"];

/// Ends of JSX elements. Elements of component libraries, and the platform's own elements in lower
/// case, need no import of the platform's module.
const TAGS: [&str; 2] = ["/>", "</"];

/// The meanings of other patterns that a pattern contains. Methods are matched as whole words, so
/// they are not contained.
fn within(text: &str, patterns: &[(String, NeedleMeaning)]) -> Occurrences {
    let inside = || {
        patterns
            .iter()
            .filter(|(other, _)| other.len() < text.len() && text.contains(other.as_str()))
    };
    Occurrences {
        is_interesting: inside()
            .any(|(_, meaning)| matches!(meaning, NeedleMeaning::Name | NeedleMeaning::Factory)),
        has_factory: inside().any(|(_, meaning)| *meaning == NeedleMeaning::Factory),
        has_method: false,
        carries: false,
        connects: false,
    }
}

/// Words that a JSX element must contain to be an interface.
fn markup_words(catalog: &Catalog) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for row in catalog.interfaces() {
        match &row.form {
            InterfaceForm::Element { tag } => words.extend([pascal(tag), tag.clone()]),
            // `type` occurs everywhere, so its value is searched for instead.
            InterfaceForm::Attribute { attribute, value, .. } if attribute == "type" => {
                words.insert(value.clone());
            }
            InterfaceForm::Attribute { attribute, .. } => {
                words.extend([camel(attribute), attribute.clone()]);
            }
            InterfaceForm::Member { .. }
            | InterfaceForm::Scope { .. }
            | InterfaceForm::Method { .. } => {}
        }
    }
    words
}

/// `Function("return this")()` evaluates to the global object.
const GLOBAL_THIS: [&str; 2] = ["\"return this", "'return this"];

/// Whether the module with this specifier is bound to a name that is used in another way than
/// `Taro.member`.
fn imported_escapes(text: &str, at: usize, exported: &[String]) -> bool {
    let Some((name, places)) = imported::whole(text, at) else {
        return !imported::takes_members(text, at, exported);
    };
    let mut named =
        memmem::find_iter(text.as_bytes(), name.as_bytes()).filter(|at| !places.contains(at));
    named.any(|at| escapes(text, at, at + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::ProgramKind, scan::script::HostModule};

    fn is_interesting(text: &str) -> bool {
        Prefilter::new(&Hosts::native(), &Catalog::for_kind(ProgramKind::MiniProgram))
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
        let filter = Prefilter::new(&hosts, &Catalog::for_kind(ProgramKind::MiniProgram));
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
    fn attributes_and_paths_that_contain_the_name_of_the_host_are_not() {
        for text in
            ["'/wx/'", "'wx-icon'", "<view wx:if=\"{{a}}\">", "`<b wx:for-item=\"a\" wx:else>`"]
        {
            assert!(!is_interesting(text), "{text}");
        }
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
            "init(\n  // see https://example.com/\n  wx)",
            "init(\n  // ------\n  wx,\n  // ------\n)",
            "a?wx:forkApi",
            "a ? wx:key",
        ] {
            assert!(is_interesting(text), "{text}");
        }
    }
}
