//! The imports and names in one source, found by keywords.

use std::collections::HashSet;

use super::{
    comments::CommentRanges,
    literals::{Literals, in_parentheses},
    words::{
        Blanks, QuotedName, TypeImports, attribute, is_inside_word, name_at, quoted, strings,
        written,
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
        kind: NamedKind,
    },
    /// A file that lists further pages.
    List(String),
    /// A module from which a list takes names, or a module that it imports for this.
    ListFrom {
        name: String,
        /// The root of the sub-package whose pages it lists.
        package: String,
        listing: PageListing,
    },
    /// A string in such a module, which may be a page.
    Page { name: String, package: String },
    /// `<my-card>`
    Tag(String),
    /// A name with a known beginning: `./pages/${name}`, `import.meta.glob('./modules/*.ts')`.
    Below(String),
    /// A list of pages that is computed.
    Open,
}

/// What a name in a configuration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedKind {
    /// A page. It must exist; only a scoped name may be that of a package.
    Page,
    /// A component for a tag, or the source of a block. It must exist, possibly in a package.
    Component,
    /// A string in what may be a list of components. It need not exist, but may be in a package.
    PerhapsComponent,
    /// Any other string. It may be a file, or something else: the type of a content, an action of
    /// a store.
    Other,
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
    /// A configuration imports it, so that it may contain names.
    Related,
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
    let mut reader = RequestReader {
        text,
        found: Vec::new(),
        comments: CommentRanges::in_text(text, path),
        followed: HashSet::new(),
        around: Vec::new(),
        unclosed: 0,
    };
    let extension = path.extension();
    if extension != "json" && extension != "wxml" {
        reader.imports();
        reader.globs();
    }
    let is_component = component_ends().any(|end| end == extension);
    // `app.config.ts`, `app.json.ts`
    let is_configuration = [".config.", ".json."].iter().any(|part| path.name().contains(part));
    reader.configuration(reads, is_component, is_configuration || extension == "json");
    if is_component || matches!(extension, "ts" | "js" | "mts" | "tsx" | "jsx" | "mjs") {
        reader.lists_elsewhere(reads, is_component, is_configuration);
    }
    if is_component || extension == "wxml" {
        reader.sources();
        if reads.has_tags {
            reader.tags();
        }
    }
    reader.found
}

pub(super) struct RequestReader<'t> {
    pub(super) text: &'t str,
    pub(super) found: Vec<SourceRequest>,
    pub(super) comments: CommentRanges,
    /// The constants whose values were searched for.
    followed: HashSet<&'t str>,
    /// The ends of the imports around the place, by their arguments; see [`MOST_AROUND`].
    around: Vec<usize>,
    /// The number of imports whose arguments nothing closes; see [`MOST_UNCLOSED`].
    unclosed: usize,
}

impl<'t> RequestReader<'t> {
    pub(super) fn ask(&mut self, asked: Requested, at: usize) {
        self.found.push(SourceRequest { asked, at });
    }

    /// `from '…'`, `import '…'`, `import('…')`, `require('…')`, `require.async('…')`,
    /// `new URL('…', import.meta.url)`.
    fn imports(&mut self) {
        for word in ["from", "import", "require", "URL"] {
            self.around.clear();
            let mut types = TypeImports::in_text(self.text);
            let blanks = Blanks::in_text(self.text);
            for at in memchr::memmem::find_iter(self.text.as_bytes(), word.as_bytes()) {
                // `plus.ios.import("NSURL")` is a method call.
                let is_method = self.text[..at].ends_with('.') && !self.text[..at].ends_with("...");
                if is_method
                    || self.comments.covers(at)
                    || is_inside_word(self.text, at, word.len())
                {
                    continue;
                }
                let text: &'t str = self.text;
                let rest = blanks.skip(&text[at + word.len()..]);
                let rest = [".async", ".resolve"]
                    .iter()
                    .find_map(|member| rest.strip_prefix(member))
                    .map_or(rest, str::trim_start);
                let called = rest.strip_prefix('(').map(|rest| blanks.skip(rest));
                if word == "URL" && called.is_none() || word == "from" && types.contain(at) {
                    continue;
                }
                match written(called.unwrap_or(rest)) {
                    Some(QuotedName::Whole(name)) if word != "URL" || name.starts_with('.') => {
                        self.ask(Requested::Module(name.to_owned()), at);
                    }
                    Some(QuotedName::Beginning(name))
                        if called.is_some()
                            && name.contains('/')
                            && (word != "URL" || name.starts_with('.')) =>
                    {
                        self.ask(Requested::Below(name.to_owned()), at);
                    }
                    None if called.is_some() && matches!(word, "import" | "require") => {
                        self.arguments(self.text.len() - rest.len(), at);
                    }
                    _ => {}
                }
            }
        }
    }

    /// An argument that is not a string: `import(x ? './a' : './b')`, `require(path)`. Every path
    /// in it counts.
    fn arguments(&mut self, open: usize, at: usize) {
        while self.around.last().is_some_and(|&end| end <= open) {
            self.around.pop();
        }
        // The paths in it are found as those of the import around it.
        if self.around.len() >= MOST_AROUND {
            return;
        }
        let (range, is_closed) = in_parentheses(self.text, open);
        // What nothing closes is a word in a text, and may be read as something else than it is.
        self.unclosed += usize::from(!is_closed);
        if is_closed || self.unclosed > MOST_UNCLOSED {
            self.around.push(range.end);
        }
        let whole: &'t str = self.text;
        let text = whole[range.clone()].trim();
        if name_at(text) == Some(text) {
            if self.followed.insert(text) {
                for asked in constants(self.text, text) {
                    self.ask(asked, at);
                }
            }
            return;
        }
        for literal in &Literals::in_parts(self.text, &[range]).all {
            let is_path = literal.name.starts_with(['.', '/', '@', '~'])
                || literal.depth == 0 && !literal.name.contains(' ');
            if !is_path || !literal.name.contains('/') || literal.is_end {
                continue;
            }
            let name = literal.name.to_string();
            let asked = if literal.is_beginning { Requested::Below } else { Requested::Module };
            self.ask(asked(name), at);
        }
    }

    /// `import.meta.glob('./modules/*.ts')`, `require.context('./modules', …)`
    fn globs(&mut self) {
        let text: &'t str = self.text;
        let mut ends = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), b"import.meta.glob") {
            if at < ends || self.comments.covers(at) {
                continue;
            }
            // Behind it may be type arguments.
            let Some(open) = memchr::memchr(b'(', &text.as_bytes()[at..]) else { break };
            let (arguments, is_closed) = in_parentheses(text, at + open);
            self.unclosed += usize::from(!is_closed);
            if is_closed || self.unclosed > MOST_UNCLOSED {
                ends = arguments.end;
            }
            for pattern in Literals::in_parts(text, &[arguments]).all {
                let known = pattern.name.split(['*', '{', '(', '[', '?']).next();
                let known = known.filter(|known| known.contains('/') && !known.starts_with('!'));
                if let Some(known) = known {
                    // The root of a pattern is the folder of the package.
                    let known = if known == "/" { "@/" } else { known };
                    self.ask(Requested::Below(known.to_owned()), at);
                }
            }
        }
        let blanks = Blanks::in_text(text);
        for at in memchr::memmem::find_iter(text.as_bytes(), b"require.context") {
            let rest = text[at + "require.context".len()..]
                .trim_start()
                .strip_prefix('(')
                .unwrap_or_default();
            if let Some(QuotedName::Whole(folder) | QuotedName::Beginning(folder)) =
                written(blanks.skip(rest)).filter(|_| !self.comments.covers(at))
            {
                self.ask(Requested::Below(format!("{}/", folder.trim_end_matches('/'))), at);
            }
        }
    }

    /// `<script src="./x.js">`, `<template src>`, `<import src>`, `<include src>`, `<wxs src>`
    fn sources(&mut self) {
        let text = self.text;
        for tag in ["<script", "<template", "<json", "<config", "<import", "<include", "<wxs"] {
            let mut places = memchr::memmem::find_iter(text.as_bytes(), tag.as_bytes()).peekable();
            let mut close = 0;
            while let Some(at) = places.next() {
                if close <= at {
                    let next = memchr::memchr(b'>', &text.as_bytes()[at..]);
                    close = next.map_or(text.len(), |next| at + next);
                }
                // A tag without an end: what follows is another one.
                let next = places.peek().copied().unwrap_or(text.len());
                let head = &text[at..close.min(next)];
                let Some(source) = attribute(head, "src") else { continue };
                if !self.comments.covers(at) && !source.contains("{{") {
                    self.ask(
                        Requested::Named {
                            name: source.to_owned(),
                            package: String::new(),
                            beside: true,
                            kind: NamedKind::Component,
                        },
                        at,
                    );
                }
            }
        }
    }

    /// Tags that refer to components without an import.
    fn tags(&mut self) {
        let mut seen = HashSet::new();
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

/// The maximum number of imports whose arguments are read inside each other, so that no part of a
/// text is read more often.
const MOST_AROUND: usize = 4;

/// The maximum number of imports whose arguments nothing closes and that do not count as being
/// around others.
const MOST_UNCLOSED: usize = 32;

/// The maximum size of a text in which the values of a name are searched for; larger ones are
/// bundles, whose names are short and mean many things.
const MOST_NAMED: usize = 256 << 10;

/// The modules whose paths are assigned to a name: `const path = './a'`.
fn constants(text: &str, name: &str) -> Vec<Requested> {
    if text.len() > MOST_NAMED {
        return Vec::new();
    }
    let value = |at: usize| {
        if is_inside_word(text, at, name.len()) {
            return None;
        }
        let rest = text[at + name.len()..].trim_start();
        let rest = rest.strip_prefix(':').map_or(rest, |annotated| {
            annotated.trim_start().strip_prefix("string").unwrap_or(rest).trim_start()
        });
        let is_path =
            |path: &str| ["./", "../", "/", "@/", "~/"].iter().any(|start| path.starts_with(start));
        match written(rest.strip_prefix('=')?.trim_start())? {
            QuotedName::Whole(path) => is_path(path).then(|| Requested::Module(path.to_owned())),
            QuotedName::Beginning(path) => is_path(path).then(|| Requested::Below(path.to_owned())),
        }
    };
    memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).filter_map(value).collect()
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
