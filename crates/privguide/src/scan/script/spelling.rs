//! Which modules spell a name: what they may share under it, without parsing them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use memchr::memmem;

use super::{Hosts, Module, flow::Surroundings};

/// Searches the texts of all modules for names, each name once.
pub(super) struct Spelling<'m> {
    modules: &'m [Module],
    hosts: &'m Hosts,
    spelled: Mutex<HashMap<String, Arc<[usize]>>>,
    assigned: Mutex<HashMap<String, Arc<[usize]>>>,
    /// Whether each module takes members under names that are worked out.
    computes: Vec<OnceLock<bool>>,
    /// Fields that modules put onto the platform.
    on_host: OnceLock<HashMap<String, Vec<usize>>>,
}

impl<'m> Spelling<'m> {
    pub(super) fn new(modules: &'m [Module], hosts: &'m Hosts) -> Self {
        let (spelled, assigned) = (Mutex::default(), Mutex::default());
        let computes = modules.iter().map(|_| OnceLock::new()).collect();
        Self { modules, hosts, spelled, assigned, computes, on_host: OnceLock::new() }
    }

    /// The modules that spell a name, or what it is reached by.
    pub(super) fn spelled(&self, name: &str) -> Arc<[usize]> {
        let words: Vec<&str> = match name {
            // A framework's app is told by its data: `export default { globalData }`.
            APP => vec!["getApp", "App", "globalData"],
            PAGES => vec!["getCurrentPages"],
            name => vec![name],
        };
        self.known(&self.spelled, name, |text| words.iter().any(|word| places(text, word).next().is_some()))
    }

    /// The modules that may mean a field of what is reached by a name.
    pub(super) fn spelled_field(&self, of: &str, field: &str) -> Arc<[usize]> {
        let key = format!("{of}.{field}");
        if let Some(modules) = self.spelled.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(modules);
        }
        let may_mean = |at: &usize| {
            let text = self.modules[*at].text();
            *self.computes[*at].get_or_init(|| has_computed_names(text)) || places(text, field).next().is_some()
        };
        let modules: Arc<[usize]> = self.spelled(of).iter().copied().filter(may_mean).collect();
        self.spelled.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&modules));
        modules
    }

    /// The modules that may store something under a free name.
    fn assigned(&self, name: &str) -> Arc<[usize]> {
        match name {
            APP => self.spelled(name),
            // Pages are made in many ways.
            PAGES => (0..self.modules.len()).collect(),
            name => self.known(&self.assigned, name, |text| places(text, name).any(|at| is_assigned(text, at, at + name.len()))),
        }
    }

    fn known(&self, known: &Mutex<HashMap<String, Arc<[usize]>>>, name: &str, is_there: impl Fn(&str) -> bool) -> Arc<[usize]> {
        if let Some(modules) = known.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(modules);
        }
        let texts = self.modules.iter().enumerate();
        let modules: Arc<[usize]> = texts.filter(|(_, module)| is_there(module.text())).map(|(at, _)| at).collect();
        known.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&modules));
        modules
    }

    fn on_host(&self, name: &str) -> &[usize] {
        let found = self.on_host.get_or_init(|| {
            let mut found: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, module) in self.modules.iter().enumerate() {
                for host in &self.hosts.globals {
                    for name in fields_of(module.text(), &host.name) {
                        found.entry(name.to_owned()).or_default().push(at);
                    }
                }
            }
            found
        });
        found.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Names that the program puts onto the host: `wx.request2 = …`.
fn fields_of<'t>(text: &'t str, host: &'t str) -> impl Iterator<Item = &'t str> {
    places(text, host).filter_map(move |at| {
        let behind = text[at + host.len()..].trim_start().strip_prefix('.')?.trim_start();
        let end = behind.find(|letter: char| !is_word(letter)).unwrap_or(behind.len());
        is_assignment(&behind[end..]).then_some(&behind[..end])
    })
}

/// A member is taken whose name is worked out; `list[0]`, `list[list.length - 1]` and `list[i]` with `i++` are elements.
fn has_computed_names(text: &str) -> bool {
    if text.len() > MAX_LOOKED_THROUGH {
        return true;
    }
    let bytes = text.as_bytes();
    let counts = |name: &str| {
        let is_step = |at: usize| {
            let (before, behind) = (text[..at].trim_end(), text[at + name.len()..].trim_start());
            ["++", "--"].iter().any(|step| before.ends_with(step) || behind.starts_with(step)) || behind.starts_with("+= 1")
        };
        !name.is_empty() && places(text, name).any(is_step)
    };
    let is_number = |inside: &str| {
        let last = inside.rsplit('-').next().unwrap_or_default().trim();
        (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())) || counts(inside.trim())
    };
    memchr::memchr_iter(b'[', bytes).any(|at| {
        let is_member = at > 0 && (is_word(char::from(bytes[at - 1])) || matches!(bytes[at - 1], b')' | b']' | b'.'));
        is_member && !text[at + 1..].split(']').next().is_some_and(is_number)
    })
}

/// From the word to the end of what is imported.
const MAX_BETWEEN: usize = 4_000;
/// In larger texts some name is worked out, without a look.
const MAX_LOOKED_THROUGH: usize = 32 << 10;

/// What a module imports by the words before it, comments between left out: too much, in comments and texts, never too little.
pub(super) fn specifiers(text: &str) -> impl Iterator<Item = &str> {
    let words = ["require", "import", "from"].into_iter();
    words.flat_map(move |word| places(text, word).filter_map(move |at| specifier(&text[at + word.len()..])))
}

/// The text behind `from`, `import (` or `require(`.
fn specifier(behind: &str) -> Option<&str> {
    // `require.async("…")`
    let behind = behind.strip_prefix('.').map_or(behind, |member| member.trim_start_matches(is_word));
    // Comments between are shorter.
    let behind = &behind[..behind.floor_char_boundary(MAX_BETWEEN)];
    let mut rest = behind.trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/")?.1
        } else if let Some(comment) = rest.strip_prefix("//") {
            comment.split_once('\n')?.1
        } else if let Some(inside) = rest.strip_prefix('(') {
            inside
        } else {
            break;
        }
        .trim_start();
    }
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\'' | '`'))?;
    rest[1..].split_once(quote).map(|(specifier, _)| specifier)
}

/// Where a name occurs as a word.
fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> {
    let is_whole = |at: usize| {
        !text[..at].chars().next_back().is_some_and(is_word) && !text[at + name.len()..].chars().next().is_some_and(is_word)
    };
    memmem::find_iter(text.as_bytes(), name.as_bytes()).filter(move |&at| is_whole(at))
}

/// `name = …`, `"name"` as the name of a field that is defined.
fn is_assigned(text: &str, start: usize, end: usize) -> bool {
    let is_text = text[..start].ends_with(['"', '\'', '`']) && text[end..].starts_with(['"', '\'', '`']);
    is_text || is_assignment(&text[end..])
}

fn is_assignment(behind: &str) -> bool {
    let behind = behind.trim_start().trim_start_matches(['|', '&', '?', '+']);
    behind.strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// The modules beside those that are solved.
pub(super) struct Beside<'s> {
    pub(super) spelling: &'s Spelling<'s>,
    /// Whether each module is one of them; empty when none is.
    pub(super) is_there: Vec<bool>,
}

impl Beside<'_> {
    fn any(&self, modules: &[usize]) -> bool {
        modules.iter().any(|&at| self.is_there[at])
    }
}

impl Surroundings for Beside<'_> {
    fn is_any(&self) -> bool {
        self.is_there.contains(&true)
    }

    fn spells(&self, name: &str) -> bool {
        !self.is_there.is_empty() && self.any(&self.spelling.spelled(name))
    }

    fn spells_field(&self, of: &str, field: &str) -> bool {
        !self.is_there.is_empty() && self.any(&self.spelling.spelled_field(of, field))
    }

    fn assigns(&self, name: &str) -> bool {
        !self.is_there.is_empty() && !LANGUAGE.contains(&name) && self.any(&self.spelling.assigned(name))
    }

    fn assigns_to_host(&self, name: &str) -> bool {
        !self.is_there.is_empty() && self.any(self.spelling.on_host(name))
    }
}

/// The names of what all modules share, as the constraints have them.
use super::facts::{APP, PAGES};

/// Free names of the language and the runtime, which no program replaces.
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
