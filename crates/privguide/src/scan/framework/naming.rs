//! The components that a single-file component names, and its properties.
//!
//! They are found by tokens, because imports, `components`, `usingComponents` and `defineProps`
//! have fixed forms, which also occur in files that cannot be parsed.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::{Deserialize, Serialize};

use crate::{
    framework::kebab,
    scan::markup::{DataPath, camel},
    token::{Lexer, Token, TokenKind},
    tree::TreePath,
};

use super::setup::InitialData;

/// The components and properties of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// By tag: the specifier of the component, valid in this file.
    pub components: BTreeMap<String, String>,
    /// By tag: the specifier of a component that is valid in the whole program:
    /// `app.component('my-button', MyButton)`.
    pub everywhere: BTreeMap<String, String>,
    /// Properties that parents may set.
    pub properties: BTreeSet<String>,
    /// Data that `<script setup>` provides to the template.
    pub held: BTreeMap<DataPath, InitialData>,
    /// What a script of another kind assigns to its data, below [`THIS`](super::THIS), and the
    /// constants that it uses for that.
    pub assigned: BTreeMap<DataPath, InitialData>,
    /// By local name: the specifier and the exported name of what is imported by name.
    pub imported: BTreeMap<String, (String, String)>,
    /// By tag: the file of a component that was imported by name.
    pub found: BTreeMap<String, TreePath>,
}

impl Naming {
    /// True when it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
            && self.everywhere.is_empty()
            && self.properties.is_empty()
            && self.held.is_empty()
            && self.assigned.is_empty()
            && self.imported.is_empty()
    }

    /// Reads parts of a text: scripts and configuration blocks.
    pub(super) fn read(text: &str, parts: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut naming = Self::default();
        for part in parts {
            let part = &text[part];
            let tokens: Vec<Short> = Lexer::new(part).map(Short::new).collect();
            let budget = Cell::new(tokens.len().saturating_mul(MAX_LOOKS));
            NamingReader { text: part, tokens: &tokens, naming: &mut naming, budget }.read();
        }
        naming
    }

    /// Reads a script: `app.component('my-button', MyButton)` applies to every template; other
    /// components are only used by the script itself.
    pub(super) fn of_script(text: &str) -> Self {
        const CALL: &str = ".component(";
        // Tokens are only read if there is a component with a name in quotes, possibly after a
        // comment.
        let is_named =
            |at: usize| text[at + CALL.len()..].trim_start().starts_with(['"', '\'', '/']);
        if !memchr::memmem::find_iter(text.as_bytes(), CALL).any(is_named) {
            return Self::default();
        }
        let mut naming = Self::default();
        let mut imports = BTreeMap::new();
        in_windows(text, |tokens, seen| {
            let reader =
                NamingReader { text, tokens, naming: &mut naming, budget: Cell::default() };
            reader.imports_in(seen, &mut imports);
        });
        in_windows(text, |tokens, seen| {
            let mut reader =
                NamingReader { text, tokens, naming: &mut naming, budget: Cell::default() };
            seen.for_each(|at| reader.everywhere(at, &imports));
        });
        naming
    }
}

/// Reads a text in windows of tokens: all tokens of a large bundle need several times the memory of
/// its text. `read` gets a window with the tokens around it, and the range of the tokens that it is
/// to read. Each token is in one range.
fn in_windows(text: &str, mut read: impl FnMut(&[Short], Range<usize>)) {
    let mut lexer = Lexer::new(text).map(Short::new);
    let mut tokens = Vec::with_capacity(BEFORE + WINDOW + BEHIND);
    let mut from = 0;
    loop {
        let full = from + WINDOW + BEHIND;
        tokens.extend(lexer.by_ref().take(full - tokens.len()));
        if tokens.len() < full {
            return read(&tokens, from..tokens.len());
        }
        read(&tokens, from..from + WINDOW);
        tokens.drain(..from + WINDOW - BEFORE);
        from = BEFORE;
    }
}

/// Tokens of one window.
const WINDOW: usize = 1 << 15;
/// The maximum distance, in tokens, from a declared name to the import that is assigned to it, and
/// the maximum length of an import statement.
const DECLARED: usize = 64;
const STATEMENT: usize = 1000;
/// Tokens before and after a window: more than any reader looks at.
const BEFORE: usize = DECLARED + 1;
const BEHIND: usize = STATEMENT + 1;

/// How often one token may be examined, on average.
const MAX_LOOKS: usize = 32;

/// A token that takes half the memory: a bundle has millions of tokens.
#[derive(Clone, Copy)]
struct Short {
    kind: TokenKind,
    after_newline: bool,
    start: u32,
    end: u32,
}

impl Short {
    fn new(token: Token) -> Self {
        // A file that is read as a whole has fewer bytes: `MAX_READ`.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            kind: token.kind,
            after_newline: token.after_newline,
            start: place(token.start),
            end: place(token.end),
        }
    }
}

struct NamingReader<'r, 't> {
    text: &'r str,
    tokens: &'t [Short],
    naming: &'t mut Naming,
    /// The number of tokens inside objects that may still be examined: objects may be nested
    /// arbitrarily.
    budget: Cell<usize>,
}

impl<'r> NamingReader<'r, '_> {
    fn text(&self, at: usize) -> &'r str {
        self.tokens.get(at).map_or("", |token| {
            self.text.get(token.start as usize..token.end as usize).unwrap_or("")
        })
    }

    fn is_text(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Text)
    }

    fn unquoted(&self, at: usize) -> &'r str {
        self.text(at).trim_matches(['"', '\''])
    }

    fn read(mut self) {
        let mut imports = BTreeMap::new();
        self.imports_in(0..self.tokens.len(), &mut imports);
        self.named_imports();
        for (local, specifier) in &imports {
            self.naming
                .components
                .entry((*local).to_owned())
                .or_insert_with(|| (*specifier).to_owned());
        }
        for at in 0..self.tokens.len() {
            match self.text(at) {
                "components" | "usingComponents" | "\"usingComponents\"" | "'usingComponents'" => {
                    self.listed(at, &imports);
                }
                "component" => self.everywhere(at, &imports),
                "props" | "properties" if matches!(self.text(at + 1), ":" | "=") => {
                    self.properties(at + 2);
                }
                "defineProps" if self.text(at + 1) == "(" => self.properties(at + 2),
                "defineProps" if self.text(at + 1) == "<" => self.typed_properties(at + 2),
                _ => {}
            }
        }
    }

    /// `app.component('my-button', MyButton)`
    fn everywhere(&mut self, at: usize, imports: &BTreeMap<&'r str, &'r str>) {
        let is_call = self.text(at) == "component"
            && self.text(at.wrapping_sub(1)) == "."
            && self.text(at + 1) == "("
            && self.is_text(at + 2);
        if is_call && let Some(specifier) = self.component(at + 4, imports) {
            self.naming.everywhere.insert(kebab(self.unquoted(at + 2)).into_owned(), specifier);
        }
    }

    /// Adds by name the specifiers of `import A from './a.vue'`,
    /// `const A = () => import('./a.vue')`.
    fn imports_in(&self, seen: Range<usize>, imports: &mut BTreeMap<&'r str, &'r str>) {
        // The import may be in this window and the name that it is assigned to before it.
        let before = seen.start.saturating_sub(DECLARED)..seen.start;
        let mut declared = before
            .rev()
            .take_while(|&at| !self.imports_here(at) && self.text(at) != ";")
            .find(|&at| self.declares(at))
            .map(|at| (at, self.text(at + 1)));
        for at in seen {
            match self.text(at) {
                "const" | "let" | "var" if self.declares(at) => {
                    declared = Some((at, self.text(at + 1)));
                }
                "import" if self.imports_here(at) => {
                    // Only a specifier directly after the name belongs to it.
                    if let Some((_, name)) =
                        declared.take().filter(|(from, _)| at - from < DECLARED)
                    {
                        imports.insert(name, self.unquoted(at + 2));
                    }
                }
                "import"
                    if self.tokens[at].after_newline
                        || at == 0
                        || matches!(self.text(at - 1), ";" | "}") =>
                {
                    let is_named =
                        self.tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Word);
                    if let Some(from) = self.source_of(at).filter(|_| is_named) {
                        imports.insert(self.text(at + 1), self.unquoted(from));
                    }
                }
                // A later import belongs to another statement.
                ";" => declared = None,
                _ => {}
            }
        }
    }

    /// The token with the specifier of an import statement.
    fn source_of(&self, import: usize) -> Option<usize> {
        (import + 2..(import + STATEMENT).min(self.tokens.len()))
            .find(|&next| self.is_text(next) || matches!(self.text(next), ";" | "import"))
            .filter(|&from| self.is_text(from))
    }

    /// `import { A, default as B } from './components'`
    fn named_imports(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let source = (self.text(at) == "import").then(|| self.source_of(at)).flatten();
            let Some(source) = source else {
                at += 1;
                continue;
            };
            let specifier = self.unquoted(source);
            let mut is_within = false;
            for next in at + 1..source {
                match self.text(next) {
                    "{" => is_within = true,
                    "}" => is_within = false,
                    "," | "as" | "type" | "from" => {}
                    name if is_within && self.text(next + 1) != "as" => {
                        let exported = match self.text(next - 1) {
                            "as" => self.text(next - 2),
                            _ => name,
                        };
                        let from = (specifier.to_owned(), exported.to_owned());
                        self.naming.imported.insert(name.to_owned(), from);
                    }
                    name if next == at + 1 => {
                        let from = (specifier.to_owned(), "default".to_owned());
                        self.naming.imported.insert(name.to_owned(), from);
                    }
                    _ => {}
                }
            }
            at = source + 1;
        }
    }

    /// `import('./a.vue')`
    fn imports_here(&self, at: usize) -> bool {
        self.text(at) == "import" && self.text(at + 1) == "(" && self.is_text(at + 2)
    }

    /// `const A =`
    fn declares(&self, at: usize) -> bool {
        matches!(self.text(at), "const" | "let" | "var") && self.text(at + 2) == "="
    }

    /// The specifier of the component that the expression at a token refers to.
    fn component(&self, at: usize, imports: &BTreeMap<&'r str, &'r str>) -> Option<String> {
        if self.is_text(at) {
            return Some(self.unquoted(at).to_owned());
        }
        if let Some(specifier) = imports.get(self.text(at)) {
            return Some((*specifier).to_owned());
        }
        // `() => import('./a.vue')`, `require('./a.vue').default`,
        // `defineAsyncComponent({ delay: 1, loader: () => import('./a.vue') })`
        let mut depth = 0_usize;
        for next in at..at + DECLARED {
            match self.text(next) {
                "(" | "{" | "[" => depth += 1,
                ")" | "}" | "]" | "," if depth == 0 => return None,
                ")" | "}" | "]" => depth -= 1,
                "import" | "require" if self.text(next + 1) == "(" => {
                    return self.is_text(next + 2).then(|| self.unquoted(next + 2).to_owned());
                }
                "" => return None,
                _ => {}
            }
        }
        None
    }

    /// `components: { A, 'b-c': D }`, `"usingComponents": { "a": "./a" }`
    fn listed(&mut self, at: usize, imports: &BTreeMap<&'r str, &'r str>) {
        if !matches!(self.text(at + 1), ":" | "=") || self.text(at + 2) != "{" {
            return;
        }
        for (key, value) in self.members(at + 2) {
            let specifier = match value {
                Some(value) => self.component(value, imports),
                None => imports.get(self.text(key)).map(|specifier| (*specifier).to_owned()),
            };
            let tag = self.unquoted(key).to_owned();
            let local = value.map_or(tag.as_str(), |value| self.text(value));
            if let Some(from) = self.naming.imported.get(local).cloned() {
                self.naming.imported.insert(tag.clone(), from);
            }
            if let Some(specifier) = specifier {
                self.naming.components.insert(tag, specifier);
            }
        }
    }

    fn may_look(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// The members of the object whose brace is at a token: the key, and the start of the value.
    fn members(&self, brace: usize) -> Vec<(usize, Option<usize>)> {
        let mut members = Vec::new();
        let mut depth = 0_usize;
        let mut expects_key = true;
        for at in brace..self.tokens.len() {
            if !self.may_look() {
                break;
            }
            match self.tokens[at].kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                TokenKind::Punct(b',' | b';') if depth == 1 => expects_key = true,
                TokenKind::Word | TokenKind::Text
                    if depth == 1
                        && (expects_key
                            || self.tokens[at].after_newline && self.text(at - 1) != ":") =>
                {
                    expects_key = false;
                    let colon = if self.text(at + 1) == "?" { at + 2 } else { at + 1 };
                    members.push((at, (self.text(colon) == ":").then_some(colon + 1)));
                }
                _ => {}
            }
        }
        members
    }

    /// `['a', 'b']` or `{ a: String }`
    fn properties(&mut self, at: usize) {
        let names: Vec<usize> = match self.text(at) {
            "{" => self.members(at).into_iter().map(|(key, _)| key).collect(),
            "[" => (at + 1..self.tokens.len())
                .take_while(|&next| self.text(next) != "]" && self.may_look())
                .filter(|&next| self.is_text(next))
                .collect(),
            _ => return,
        };
        for name in names {
            self.naming.properties.insert(camel(self.unquoted(name)));
        }
    }

    /// `{ a?: string }`, or the name of a type in this file.
    fn typed_properties(&mut self, at: usize) {
        if self.text(at) == "{" {
            return self.properties(at);
        }
        let name = self.text(at);
        let declares = |at: &usize| {
            matches!(self.text(*at), "interface" | "type") && self.text(at + 1) == name
        };
        let Some(declaration) =
            (0..self.tokens.len()).take_while(|_| self.may_look()).find(declares)
        else {
            return;
        };
        if let Some(brace) = (declaration..declaration + 12).find(|&next| self.text(next) == "{") {
            self.properties(brace);
        }
    }
}

#[cfg(test)]
mod tests;
