//! Finds the modules that contain a name, and so may share something under that name, without
//! parsing them. It may find too many modules, but never too few.

mod answered;
mod index;
mod specifier;
mod words;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

pub(super) use answered::NameAnswers;
use index::WordIndex;
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
pub(super) use specifier::{Specifier, specifiers};
pub(super) use words::LONG_LINE;
use words::{fields_of, has_computed_names, is_assigned, is_whole, words};
pub(in crate::scan) use words::{is_word, places};

use super::{
    Hosts, Module,
    cached::Ask,
    facts::{APP, PAGES, members::IN_ALL},
};
use crate::common_places::GLOBAL_OBJECTS;

/// Searches the texts of all modules for names.
struct Spelling<'m> {
    texts: Vec<&'m str>,
    hosts: &'m Hosts,
    /// By word: the modules that contain it; for words that were searched for.
    known: Mutex<FxHashMap<String, Arc<[Spelled]>>>,
    searched: AtomicUsize,
    /// By word: the modules that contain it; for all words. Built when many words have been
    /// searched for.
    index: OnceLock<WordIndex<'m>>,
    /// The number of bytes that were searched with the index.
    reread: AtomicUsize,
    /// The words that modules assign to, by their numbers in the index. Built when many bytes have
    /// been searched.
    assigned: OnceLock<FxHashSet<(u32, u32)>>,
    /// The modules that reach the app, or the pages, by the field names that they contain.
    reaching: Mutex<FxHashMap<String, Arc<Reaching<'m>>>>,
    /// By name: the modules that add a field of this name to the platform.
    on_host: OnceLock<FxHashMap<String, Vec<usize>>>,
    /// Modules that may take a field of the global object under a computed name.
    open: OnceLock<Vec<usize>>,
}

/// The modules that reach an object by a name, by the field names that they contain.
struct Reaching<'m> {
    /// All of these modules.
    all: Vec<usize>,
    /// Those that access members under computed names.
    computing: Vec<usize>,
    /// The others, by the words that they contain.
    spelling: FxHashMap<&'m str, Vec<usize>>,
}

/// A module that contains a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spelled {
    module: usize,
    /// The module assigns something to the name.
    is_assigned: bool,
}

impl<'m> Spelling<'m> {
    /// Modules are numbered in the given order.
    fn new(modules: impl IntoIterator<Item = &'m Module>, hosts: &'m Hosts) -> Self {
        Self {
            texts: modules.into_iter().map(Module::text).collect(),
            hosts,
            known: Mutex::default(),
            searched: AtomicUsize::new(0),
            index: OnceLock::new(),
            reread: AtomicUsize::new(0),
            assigned: OnceLock::new(),
            reaching: Mutex::default(),
            on_host: OnceLock::new(),
            open: OnceLock::new(),
        }
    }

    /// The modules for which the answer to a question is yes, in order. The answer for each module
    /// depends on its own text only.
    fn modules(&self, ask: &Ask) -> Vec<usize> {
        match ask {
            Ask::Any => (0..self.texts.len()).collect(),
            Ask::Spells(name) => self.spelled(name).into_iter().collect(),
            Ask::SpellsField(of, field) => self.spelled_field(of, field).into_iter().collect(),
            Ask::Assigns(name) => self.assigned(name).into_iter().collect(),
            Ask::AssignsToHost(name) => self.on_host(name).to_vec(),
        }
    }

    /// Whether the answer is yes for some of the modules selected by `is_meant`. This costs less
    /// than [`Spelling::modules`].
    fn is_yes(&self, ask: &Ask, is_meant: impl Fn(usize) -> bool) -> bool {
        match ask {
            Ask::Any => (0..self.texts.len()).any(is_meant),
            Ask::Spells(name) => self.is_spelled(name, is_meant),
            Ask::SpellsField(of, field) => self.is_field_spelled(of, field, is_meant),
            Ask::Assigns(name) => self.is_assigned(name, is_meant),
            Ask::AssignsToHost(name) => self.on_host(name).iter().any(|&at| is_meant(at)),
        }
    }

    /// The modules that contain a name or a name through which the same object is reached, and
    /// those that may use any name.
    fn spelled(&self, name: &str) -> BTreeSet<usize> {
        self.all(name)
            .into_iter()
            .map(|spelled| spelled.module)
            .chain(self.open(name).iter().copied())
            .collect()
    }

    /// Whether some selected module contains the name, or may use any name.
    fn is_spelled(&self, name: &str, is_meant: impl Fn(usize) -> bool) -> bool {
        self.any(name, |spelled| is_meant(spelled.module))
            || self.open(name).iter().any(|&at| is_meant(at))
    }

    /// The modules that use the global object in other ways than reading fields by name:
    /// `globalThis[name]`, `Object.values(window)`. The app and pages are reached in other ways.
    fn open(&self, name: &str) -> &[usize] {
        if matches!(name, APP | PAGES) || name.starts_with(IN_ALL) {
            return &[];
        }
        let is_open_at = |text: &str, at: usize, word: &str| {
            let behind = text[at + word.len()..].trim_start();
            let field =
                behind.strip_prefix("?.").or_else(|| behind.strip_prefix('.')).map(str::trim_start);
            !field.is_some_and(|field| field.starts_with(is_word))
                && !text[..at].trim_end().ends_with("typeof")
        };
        let is_open = |text| {
            GLOBAL_OBJECTS
                .iter()
                .any(|word| places(text, word).any(|at| is_open_at(text, at, word)))
        };
        self.open
            .get_or_init(|| (0..self.texts.len()).filter(|&at| is_open(self.texts[at])).collect())
    }

    /// Whether some selected module may assign to the free name.
    fn is_assigned(&self, name: &str, is_meant: impl Fn(usize) -> bool) -> bool {
        if name == PAGES {
            // Pages are created in many ways.
            return (0..self.texts.len()).any(is_meant);
        }
        let is_shared = name == APP;
        !LANGUAGE.contains(&name)
            && self
                .any(name, |spelled| (spelled.is_assigned || is_shared) && is_meant(spelled.module))
    }

    /// The modules that may assign to the free name.
    fn assigned(&self, name: &str) -> BTreeSet<usize> {
        if name == PAGES {
            return (0..self.texts.len()).collect();
        }
        let is_shared = name == APP;
        let all = if LANGUAGE.contains(&name) { Vec::new() } else { self.all(name) };
        let assigned = all.iter().filter(|spelled| spelled.is_assigned || is_shared);
        assigned.map(|spelled| spelled.module).collect()
    }

    /// The modules that add a field of this name to the platform.
    fn on_host(&self, name: &str) -> &[usize] {
        let found = self.on_host.get_or_init(|| {
            let mut found: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for (at, text) in self.texts.iter().enumerate() {
                for host in &self.hosts.globals {
                    for name in fields_of(text, &host.name) {
                        let modules = found.entry(name.to_owned()).or_default();
                        if modules.last() != Some(&at) {
                            modules.push(at);
                        }
                    }
                }
            }
            found
        });
        found.get(name).map_or(&[][..], Vec::as_slice)
    }

    /// The modules that may access a field of the object that is reached by a name.
    fn spelled_field(&self, of: &str, field: &str) -> BTreeSet<usize> {
        let reaching = self.reaching(of);
        reaching.computing.iter().copied().chain(reaching.spelled(field)).collect()
    }

    /// Whether some selected module may access a field of the object that is reached by a name.
    fn is_field_spelled(&self, of: &str, field: &str, is_meant: impl Fn(usize) -> bool) -> bool {
        let reaching = self.reaching(of);
        reaching.computing.iter().any(|&at| is_meant(at)) || reaching.spelled(field).any(is_meant)
    }

    fn reaching(&self, of: &str) -> Arc<Reaching<'m>> {
        let mut known = self.reaching.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reaching) = known.get(of) {
            return Arc::clone(reaching);
        }
        let mut reaching = Reaching {
            all: self.spelled(of).into_iter().collect(),
            computing: Vec::new(),
            spelling: FxHashMap::default(),
        };
        for &at in &reaching.all {
            let text = self.texts[at];
            if has_computed_names(text) {
                reaching.computing.push(at);
                continue;
            }
            for word in words(text) {
                let found = reaching.spelling.entry(word).or_default();
                if found.last() != Some(&at) {
                    found.push(at);
                }
            }
        }
        let reaching = Arc::new(reaching);
        known.insert(of.to_owned(), Arc::clone(&reaching));
        reaching
    }

    /// Whether some module contains the name, or a name through which the same object is reached,
    /// and passes the test. If the name is a single word, the search stops at the first such
    /// module.
    fn any(&self, name: &str, is_meant: impl Fn(&Spelled) -> bool) -> bool {
        match name.strip_prefix(IN_ALL).unwrap_or(name) {
            APP => GETS_APP.iter().any(|word| self.modules_of(word).iter().any(&is_meant)),
            name if words(name).next() == Some(name) => self.modules_of(name).iter().any(is_meant),
            name => self.all(name).iter().any(is_meant),
        }
    }

    /// The modules that contain all words of a name, or, for the app, one of the words through
    /// which it is reached.
    fn all(&self, name: &str) -> Vec<Spelled> {
        let name = match name.strip_prefix(IN_ALL).unwrap_or(name) {
            APP => {
                return GETS_APP.iter().flat_map(|word| self.modules_of(word).to_vec()).collect();
            }
            PAGES => GETS_PAGES,
            name => name,
        };
        let every =
            || (0..self.texts.len()).map(|module| Spelled { module, is_assigned: true }).collect();
        let mut found: Option<Vec<Spelled>> = None;
        for word in words(name) {
            let spelled = self.modules_of(word);
            match &mut found {
                None => found = Some(spelled.to_vec()),
                Some(found) => found.retain(|one| {
                    spelled.binary_search_by_key(&one.module, |other| other.module).is_ok()
                }),
            }
        }
        let mut found = found.unwrap_or_else(every);
        // For names that are not single words, assignments are not analysed.
        let is_word = words(name).next() == Some(name);
        for spelled in &mut found {
            spelled.is_assigned |= !is_word;
        }
        found
    }

    /// The modules that contain a word, in order.
    fn modules_of(&self, word: &str) -> Arc<[Spelled]> {
        if let Some(modules) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(word) {
            return Arc::clone(modules);
        }
        let modules = if self.searched.fetch_add(1, Ordering::Relaxed) < MOST_SEARCHED {
            self.search(word, 0..self.texts.len())
        } else {
            self.look_up(word)
        };
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(word.to_owned(), Arc::clone(&modules));
        modules
    }

    /// The modules that contain a word, by the index.
    fn look_up(&self, word: &str) -> Arc<[Spelled]> {
        let index = self.index.get_or_init(|| WordIndex::new(&self.texts));
        let bytes = index.modules_of(word).map(|module| self.texts[module].len()).sum();
        if self.reread.fetch_add(bytes, Ordering::Relaxed) < MOST_REREAD {
            return self.search(word, index.modules_of(word));
        }
        let assigned = self.assigned.get_or_init(|| index.assigned(&self.texts));
        let number = index.number(word).unwrap_or(u32::MAX);
        let spelled = |module: usize| {
            let key = (number, u32::try_from(module).unwrap_or(u32::MAX));
            Spelled { module, is_assigned: assigned.contains(&key) }
        };
        index.modules_of(word).map(spelled).collect()
    }

    /// Those of the given modules that contain a word.
    fn search(&self, word: &str, modules: impl Iterator<Item = usize>) -> Arc<[Spelled]> {
        let name = memmem::Finder::new(word);
        let spelled = |module: usize| {
            let text = self.texts[module];
            let end = |at: usize| at + word.len();
            let places = name.find_iter(text.as_bytes());
            let mut places = places.filter(|&at| is_whole(text, at, end(at))).peekable();
            places.peek()?;
            let is_assigned = places.any(|at| is_assigned(text, at, end(at)));
            Some(Spelled { module, is_assigned })
        };
        modules.filter_map(spelled).collect()
    }
}

impl Reaching<'_> {
    /// The modules that contain all words of a field name.
    fn spelled(&self, field: &str) -> impl Iterator<Item = usize> {
        let mut words = words(field);
        let first = match words.next() {
            Some(word) => self.spelling.get(word).map_or(&[][..], Vec::as_slice),
            None => &self.all,
        };
        let others: Vec<&[usize]> =
            words.map(|word| self.spelling.get(word).map_or(&[][..], Vec::as_slice)).collect();
        first
            .iter()
            .copied()
            .filter(move |at| others.iter().all(|other| other.binary_search(at).is_ok()))
    }
}

/// The maximum number of words that are searched for individually, in all texts. The index of all
/// words costs as much as about this many searches.
const MOST_SEARCHED: usize = 128;
/// The maximum number of bytes of the modules that contain a word and are read again to see whether
/// they assign to it: one large file may have a hundred thousand names.
const MOST_REREAD: usize = 256 << 20;
/// Words through which modules reach the app. The app of a framework defines its data with `export
/// default { globalData }`.
const GETS_APP: [&str; 3] = ["getApp", "App", "globalData"];
/// The word through which modules reach the pages.
const GETS_PAGES: &str = "getCurrentPages";

/// Free names of the language and the runtime that no program assigns to.
const LANGUAGE: [&str; 40] = [
    "Array",
    "ArrayBuffer",
    "Boolean",
    "Component",
    "DataView",
    "Date",
    "Error",
    "Float32Array",
    "Function",
    "Infinity",
    "Int32Array",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Page",
    "Promise",
    "Proxy",
    "RangeError",
    "Reflect",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "TypeError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "WeakMap",
    "WeakSet",
    "arguments",
    "console",
    "decodeURIComponent",
    "encodeURIComponent",
    "exports",
    "module",
    "require",
    "undefined",
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        scan::script::Dialect,
        tree::{SourceText, TreePath},
    };

    fn modules(texts: &[&str]) -> Vec<Module> {
        let module = |(at, text): (usize, &&str)| {
            let path = TreePath::new(&format!("m{at}.js")).expect("inside");
            Module::new(Arc::new(SourceText::new(path, *text)), None, Dialect::JavaScript)
        };
        texts.iter().enumerate().map(module).collect()
    }

    #[test]
    fn one_search_and_the_index_of_all_words_say_the_same() {
        let texts = [
            "api = 1; b.c",
            "const apis = api",
            "x['api']",
            "// api == 2",
            "ünit$ = ünit$ => 1",
            "(api)=>{}",
            "api\u{3000}= 3",
        ];
        let (modules, hosts) = (modules(&texts), Hosts::native());
        let searching = Spelling::new(&modules, &hosts);
        let indexed = Spelling::new(&modules, &hosts);
        let assigning = Spelling::new(&modules, &hosts);
        indexed.searched.store(MOST_SEARCHED, Ordering::Relaxed);
        assigning.searched.store(MOST_SEARCHED, Ordering::Relaxed);
        assigning.reread.store(MOST_REREAD, Ordering::Relaxed);
        for word in ["api", "apis", "b", "c", "x", "const", "ünit$", "nowhere", "1"] {
            assert_eq!(searching.modules_of(word), indexed.modules_of(word), "{word}");
            assert_eq!(searching.modules_of(word), assigning.modules_of(word), "{word}");
        }
        let assigned = |module| Spelled { module, is_assigned: true };
        let plain = |module| Spelled { module, is_assigned: false };
        assert_eq!(
            *searching.modules_of("api"),
            [assigned(0), plain(1), assigned(2), plain(3), plain(5), assigned(6)]
        );
    }

    #[test]
    fn a_name_that_is_no_word_is_where_all_its_words_are() {
        let (modules, hosts) = (modules(&["a-b", "b a", "a", "-"]), Hosts::native());
        let spelling = Spelling::new(&modules, &hosts);
        assert_eq!(spelling.spelled("a-b"), BTreeSet::from([0, 1]));
        assert_eq!(spelling.spelled("-"), BTreeSet::from([0, 1, 2, 3]));
        assert!(spelling.is_assigned("a-b", |at| at == 1));
    }
}
