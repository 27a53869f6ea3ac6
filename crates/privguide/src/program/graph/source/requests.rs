//! The imports and names in one source, found by keywords.

use super::{
    comments::CommentRanges,
    words::{
        QuotedName, after_comments, is_attribute, is_inside_word, is_type_only, items_of,
        key_before, name_at, objects_of, quoted, strings, written,
    },
};
use crate::{
    framework::{component_ends, kebab},
    tree::TreePath,
};

/// A request for another file, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceRequest {
    pub(super) asked: Requested,
    pub(super) at: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Requested {
    /// `import … from 'x'`
    Module(String),
    /// A page or component in a configuration.
    Named {
        name: String,
        /// The root of the enclosing sub-package.
        package: String,
        /// Whether a name without `./` may refer to a file beside this one.
        beside: bool,
    },
    /// A file that lists further pages.
    List(String),
    /// A module from which a list takes names, or a module that it imports for this.
    ListFrom(String),
    /// A string in such a module, which may be a page.
    Page { name: String, package: String },
    /// `<my-card>`
    Tag(String),
    /// A name with a known beginning: `./pages/${name}`, `import.meta.glob('./modules/*.ts')`.
    Below(String),
    /// A list of pages that is computed.
    Open,
}

/// Whether and how a file names pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PageListing {
    /// It does not.
    #[default]
    None,
    /// With paths relative to the root of the program.
    First,
    /// With paths relative to its own folder, because another list refers to it.
    Further,
    /// A list takes names from it.
    Source,
}

/// What is searched for in a source.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reads {
    pub(super) listing: PageListing,
    /// The key of lists of further files with lists; empty if there is none.
    pub(super) lists: &'static str,
    /// Whether tags refer to components without an import.
    pub(super) has_tags: bool,
}

/// Reads a source.
pub(super) fn requests_in(path: &TreePath, text: &str, reads: &Reads) -> Vec<SourceRequest> {
    let is_listing = reads.listing != PageListing::None;
    let mut reader =
        RequestReader { text, found: Vec::new(), comments: CommentRanges::in_text(text, path) };
    let extension = path.extension();
    if extension != "json" && extension != "wxml" {
        reader.imports();
        reader.globs();
    }
    let is_component = component_ends().any(|end| end == extension);
    let named = OBJECTS.iter().flat_map(|key| objects_of(text, key)).collect::<Vec<_>>();
    if is_listing || !named.is_empty() {
        // In other files, every string of a configuration may be a name; a component also contains
        // scripts and a template.
        let within = if is_component && !is_listing {
            named
        } else {
            std::iter::once(0..text.len()).collect()
        };
        reader.names(reads, is_component, &within);
    }
    if is_listing
        && (is_component || matches!(extension, "ts" | "js" | "mts" | "tsx" | "jsx" | "mjs"))
    {
        reader.lists_elsewhere(reads.listing);
        if !is_component && reader.is_open(reads.listing) {
            reader.found.push(SourceRequest { asked: Requested::Open, at: 0 });
        }
    }
    if is_component || extension == "wxml" {
        reader.sources();
        if reads.has_tags {
            reader.tags();
        }
    }
    reader.found
}

/// Keys of lists of pages.
const LISTS: [&str; 3] = ["pages", "subPackages", "subpackages"];

/// Objects of a configuration whose members are components.
const OBJECTS: [&str; 3] = ["usingComponents", "componentPlaceholder", "componentGenerics"];

struct RequestReader<'t> {
    text: &'t str,
    found: Vec<SourceRequest>,
    comments: CommentRanges,
}

impl RequestReader<'_> {
    fn ask(&mut self, asked: Requested, at: usize) {
        self.found.push(SourceRequest { asked, at });
    }

    /// `from '…'`, `import '…'`, `import('…')`, `require('…')`, `require.async('…')`,
    /// `new URL('…', import.meta.url)`.
    fn imports(&mut self) {
        for word in ["from", "import", "require", "URL"] {
            for at in memchr::memmem::find_iter(self.text.as_bytes(), word.as_bytes()) {
                // `plus.ios.import("NSURL")` is a method call.
                let is_method = self.text[..at].ends_with('.') && !self.text[..at].ends_with("...");
                if is_method
                    || self.comments.covers(at)
                    || is_inside_word(self.text, at, word.len())
                {
                    continue;
                }
                let rest = self.text[at + word.len()..].trim_start();
                let rest = rest.strip_prefix(".async").map_or(rest, str::trim_start);
                let called = rest.strip_prefix('(').map(after_comments);
                if word == "URL" && called.is_none()
                    || word == "from" && is_type_only(self.text, at)
                {
                    continue;
                }
                match written(called.unwrap_or(rest)) {
                    Some(QuotedName::Whole(name)) if word != "URL" || name.starts_with('.') => {
                        self.ask(Requested::Module(name.to_owned()), at);
                    }
                    Some(QuotedName::Beginning(name)) if called.is_some() && name.contains('/') => {
                        self.ask(Requested::Below(name.to_owned()), at);
                    }
                    _ => {}
                }
            }
        }
    }

    /// `import.meta.glob('./modules/*.ts')`, `require.context('./modules', …)`
    fn globs(&mut self) {
        for at in memchr::memmem::find_iter(self.text.as_bytes(), b"import.meta.glob") {
            let rest = &self.text[at + "import.meta.glob".len()..];
            let Some(open) = rest.find('(').filter(|open| *open < 200) else { continue };
            let arguments = &rest[open + 1..];
            let end = arguments.find(')').unwrap_or(arguments.len());
            for pattern in strings(&arguments[..end]).filter(|(pattern, _)| pattern.contains('/')) {
                let known = pattern.0.split(['*', '{', '(', '[', '?']).next().unwrap_or_default();
                if !known.starts_with('!') {
                    self.ask(Requested::Below(known.to_owned()), at);
                }
            }
        }
        for at in memchr::memmem::find_iter(self.text.as_bytes(), b"require.context") {
            let rest = self.text[at + "require.context".len()..]
                .trim_start()
                .strip_prefix('(')
                .unwrap_or_default();
            if let Some(QuotedName::Whole(folder) | QuotedName::Beginning(folder)) =
                written(after_comments(rest))
            {
                self.ask(Requested::Below(format!("{}/", folder.trim_end_matches('/'))), at);
            }
        }
    }

    /// Strings that name pages and components.
    fn names(&mut self, reads: &Reads, is_component: bool, within: &[std::ops::Range<usize>]) {
        let text = self.text;
        let is_listing = reads.listing != PageListing::None;
        let lists = if is_listing { items_of(text, reads.lists) } else { Vec::new() };
        let mut package = "";
        for (name, start) in strings(text) {
            let is_within = within.iter().any(|object| object.contains(&start));
            if !is_within
                || self.comments.covers(start)
                || is_component && is_attribute(text, start)
            {
                continue;
            }
            if lists.iter().any(|list| list.contains(&start)) {
                self.ask(Requested::List(name.to_owned()), start);
                continue;
            }
            let key = key_before(text, start);
            if is_listing && key == "root" {
                package = name.trim_matches('/');
                continue;
            }
            if is_listing
                && let Some((known, _)) =
                    name.split_once("${").filter(|(known, _)| known.contains('/'))
            {
                self.ask(Requested::Below(format!("/{}", known.trim_start_matches('/'))), start);
                continue;
            }
            let is_plain = !name.is_empty()
                && name.len() < 200
                && !name.contains([' ', '\n', '<', '>', '(', ')', ';', '$', '#'])
                && !name.contains("://");
            // A key is not a request: `"pages": […]`, `"usingComponents": { "my-card": … }`.
            let is_key = text[start + name.len() + 2..].trim_start().starts_with(':');
            if !is_plain || is_key {
                continue;
            }
            if reads.listing == PageListing::Source {
                self.ask(
                    Requested::Page { name: name.to_owned(), package: package.to_owned() },
                    start,
                );
                continue;
            }
            let beside = reads.listing != PageListing::First;
            if name.contains('/')
                || name.starts_with('.')
                || is_listing && !package.is_empty()
                || matches!(key, "export" | "path")
            {
                self.ask(
                    Requested::Named { name: name.to_owned(), package: package.to_owned(), beside },
                    start,
                );
            } else if is_listing && key.is_empty() {
                self.ask(
                    Requested::Named { name: name.to_owned(), package: String::new(), beside },
                    start,
                );
            }
        }
    }

    /// The values of the keys of lists of pages: `pages: …`, or the shorthand `pages` in an object.
    fn lists(&self) -> Vec<&str> {
        let text = self.text;
        let mut found = Vec::new();
        for key in LISTS {
            for at in memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()) {
                if self.comments.covers(at) || is_inside_word(text, at, key.len()) {
                    continue;
                }
                let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
                match rest.strip_prefix(':') {
                    Some(value) => found.push(value.trim_start()),
                    None if rest.starts_with([',', '}']) => found.push(&text[at..]),
                    None => {}
                }
            }
        }
        found
    }

    /// True if a call creates a list in a script. A string with a known beginning matches every
    /// name that begins with it.
    fn is_open(&self, listing: PageListing) -> bool {
        let is_call =
            |value: &str| name_at(value).is_some_and(|name| value[name.len()..].starts_with('('));
        let has_call = |list: &str| {
            list.match_indices("...").any(|(at, _)| is_call(&list[at + 3..]))
                || list.contains(".map(")
        };
        if listing == PageListing::Source {
            let begins = |known: &SourceRequest| matches!(known.asked, Requested::Below(_));
            return has_call(self.text) && !self.found.iter().any(begins);
        }
        self.lists().iter().any(|value| match value.strip_prefix('[') {
            Some(list) => has_call(&list[..list.find(']').unwrap_or(list.len())]),
            None => is_call(value),
        })
    }

    /// Modules from which lists take names: `pages: all`, `pages: [...more]`, where `all` and
    /// `more` are imported. Modules that such a module imports may also contain names.
    fn lists_elsewhere(&mut self, listing: PageListing) {
        let text = self.text;
        let names: Vec<&str> = self
            .lists()
            .into_iter()
            .flat_map(|value| match value.strip_prefix('[') {
                Some(list) => {
                    let list = &list[..list.find(']').unwrap_or(list.len())];
                    list.match_indices("...")
                        .filter_map(|(at, _)| name_at(&list[at + 3..]))
                        .collect()
                }
                None => name_at(value).into_iter().collect::<Vec<_>>(),
            })
            .map(|name| name.split('.').next().unwrap_or(name))
            .collect();
        let imports = self.found.iter().filter_map(|request| match &request.asked {
            Requested::Module(name) => {
                let before = &text[..request.at];
                let start = ["import", "const", "let", "var"]
                    .iter()
                    .filter_map(|word| before.rfind(word))
                    .max()
                    .unwrap_or(0);
                let clause = &before[start..];
                let has = |wanted: &&str| {
                    clause
                        .match_indices(wanted)
                        .any(|(at, _)| !is_inside_word(clause, at, wanted.len()))
                };
                (listing == PageListing::Source || names.iter().any(has))
                    .then(|| (name.clone(), request.at))
            }
            _ => None,
        });
        for (name, at) in imports.collect::<Vec<_>>() {
            self.ask(Requested::ListFrom(name), at);
        }
    }

    /// `<script src="./x.js">`, `<template src>`, `<import src>`, `<include src>`, `<wxs src>`
    fn sources(&mut self) {
        for tag in ["<script", "<template", "<json", "<config", "<import", "<include", "<wxs"] {
            for at in memchr::memmem::find_iter(self.text.as_bytes(), tag.as_bytes()) {
                let rest = &self.text[at..];
                let head = &rest[..rest.find('>').unwrap_or(rest.len())];
                let Some(source) = head.find("src=").and_then(|at| quoted(&head[at + 4..])) else {
                    continue;
                };
                if !self.comments.covers(at) && !source.contains("{{") {
                    self.ask(
                        Requested::Named {
                            name: source.to_owned(),
                            package: String::new(),
                            beside: true,
                        },
                        at,
                    );
                }
            }
        }
    }

    /// Tags that refer to components without an import.
    fn tags(&mut self) {
        let mut seen = std::collections::HashSet::new();
        for at in memchr::memchr_iter(b'<', self.text.as_bytes()) {
            let rest = &self.text[at + 1..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
                .unwrap_or(rest.len());
            let tag = kebab(&rest[..end]);
            if tag.starts_with(|c: char| c.is_ascii_alphabetic())
                && !self.comments.covers(at)
                && seen.insert(tag.to_string())
            {
                self.found.push(SourceRequest { asked: Requested::Tag(tag.into_owned()), at });
            }
        }
    }
}

/// Strings that may name folders.
pub(super) fn folders(text: &str) -> impl Iterator<Item = &str> {
    let names = strings(text).map(|(name, _)| name);
    let names = names.filter(|name| {
        name.contains('/') && !name.starts_with(['@', '*']) && !name.contains("node_modules")
    });
    names.map(|name| name.split('*').next().unwrap_or_default().trim_end_matches('/'))
}

/// Strings after a key: `from: 'src/native/'`. Strings that a call joins are one value: `from:
/// path.join('src', 'raw')`.
pub(super) fn values_of(text: &str, key: &str) -> Vec<String> {
    let value = |at: usize| {
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix(':')?.trim_start();
        if is_inside_word(text, at, key.len()) {
            return None;
        }
        if let Some(whole) = quoted(value) {
            return Some(whole.to_owned());
        }
        let name = name_at(value)?;
        let arguments = value[name.len()..].strip_prefix('(')?;
        let arguments = &arguments[..arguments.find(')')?];
        Some(strings(arguments).map(|(part, _)| part).collect::<Vec<_>>().join("/"))
    };
    memchr::memmem::find_iter(text.as_bytes(), key.as_bytes())
        .filter_map(value)
        .filter(|value| !value.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
