//! The names of pages and components in configurations, and where lists of pages take them from.

use super::{
    listed,
    literals::{Literal, Literals},
    requests::{NamedKind, PageListing, Reads, RequestReader, Requested},
    words::{
        Block, LISTS, LONGEST_NAME, blocks_of, is_attribute, is_inside_word, is_within, items_of,
        name_at, objects_of,
    },
};

/// Objects of a configuration whose members are components.
const OBJECTS: [&str; 3] = ["usingComponents", "componentPlaceholder", "componentGenerics"];

type Parts = Vec<std::ops::Range<usize>>;

/// Where a file names pages and components.
struct NamePlaces<'p> {
    /// The parts in which names are searched for.
    parts: &'p Parts,
    /// Objects whose members are components.
    objects: &'p Parts,
    /// The parts that are nothing but a configuration.
    configured: &'p Parts,
}

impl RequestReader<'_> {
    /// What a configuration or a list of pages names; other sources may contain a configuration.
    pub(super) fn configuration(
        &mut self,
        reads: &Reads,
        is_component: bool,
        is_configuration: bool,
    ) {
        let text = self.text;
        let is_listing = reads.listing != PageListing::None;
        let has = |key: &&str| memchr::memmem::find(text.as_bytes(), key.as_bytes()).is_some();
        if !is_listing && !OBJECTS.iter().any(has) {
            return;
        }
        let objects = objects_of(text, &OBJECTS, |at| self.comments.covers(at));
        // In other files, every string of a configuration may be a name; a component also contains
        // scripts and a template.
        let parts = match (is_component, is_listing) {
            (false, _) => std::iter::once(0..text.len()).collect(),
            (true, false) => self.objects_in_component(&objects),
            (true, true) => {
                let blocks = blocks_of(text).into_iter().map(|block| block.content);
                blocks.collect()
            }
        };
        let configured = match (is_component, is_configuration) {
            (true, _) => {
                let blocks = blocks_of(text).into_iter().filter(|block| block.configures);
                blocks.map(|block| block.content).collect()
            }
            (false, true) => parts.clone(),
            (false, false) => Vec::new(),
        };
        let places = NamePlaces { parts: &parts, objects: &objects, configured: &configured };
        self.names(reads, is_component, &places);
    }

    /// The parts of a component that name its components. A block with code may name them anywhere.
    fn objects_in_component(&self, objects: &Parts) -> Parts {
        let is_code = |block: &Block| {
            block.configures && !self.text[block.content.clone()].trim_start().starts_with('{')
        };
        let mut parts: Parts =
            blocks_of(self.text).into_iter().filter(is_code).map(|block| block.content).collect();
        parts.retain(|part| {
            let first = objects.partition_point(|object| object.start < part.start);
            objects.get(first).is_some_and(|object| object.start < part.end)
        });
        let others = objects.iter().filter(|object| !is_within(&parts, object.start)).cloned();
        let others: Parts = others.collect();
        parts.extend(others);
        parts
    }

    fn names(&mut self, reads: &Reads, is_component: bool, places: &NamePlaces<'_>) {
        let text = self.text;
        let is_listing = reads.listing != PageListing::None;
        let lists = if is_listing { items_of(text, reads.lists) } else { Vec::new() };
        let literals = Literals::in_parts(text, places.parts);
        for literal in &literals.all {
            let start = literal.start;
            if self.comments.covers(start) || is_component && is_attribute(text, start) {
                continue;
            }
            if is_within(&lists, start) {
                self.ask(Requested::List(literal.name.trim().to_owned()), start);
                continue;
            }
            if is_listing && literal.key == "root" {
                continue;
            }
            let package = if is_listing { literals.package(literal) } else { "" };
            let is_configured = || is_within(places.configured, start);
            let kind = match is_within(places.objects, start) {
                true if literals.is_value_in(literal, OBJECTS[0]) => NamedKind::Component,
                true => NamedKind::PerhapsComponent,
                false if is_listing && literals.is_page(literal, is_configured()) => {
                    NamedKind::Page
                }
                // Code in the configuration of a page may keep its components in a constant.
                false if !is_listing && is_component && is_configured() => {
                    NamedKind::PerhapsComponent
                }
                false => NamedKind::Other,
            };
            if let Some(asked) = named(reads.listing, literal, package, kind) {
                self.ask(asked, start);
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

    /// Where code takes pages from. `is_configuration`: the file does nothing else.
    pub(super) fn lists_elsewhere(
        &mut self,
        reads: &Reads,
        is_component: bool,
        is_configuration: bool,
    ) {
        match reads.listing {
            PageListing::None => {}
            // Modules that such a module imports may also contain names.
            PageListing::Source => {
                self.modules_list(PageListing::Source, 0..self.text.len());
                if !is_component && self.is_computed() {
                    self.ask(Requested::Open, 0);
                }
            }
            PageListing::Related => {
                if !self.lists().is_empty() {
                    self.modules_list(PageListing::Related, 0..self.text.len());
                }
            }
            PageListing::First | PageListing::Further if is_component => {
                for block in blocks_of(self.text) {
                    // JSON is not code.
                    if !self.text[block.content.clone()].trim_start().starts_with('{') {
                        self.computed_lists(block.content, block.configures);
                    }
                }
            }
            PageListing::First | PageListing::Further => {
                self.computed_lists(0..self.text.len(), is_configuration);
            }
        }
    }

    fn computed_lists(&mut self, part: std::ops::Range<usize>, configures: bool) {
        match listed::in_script(&self.text[part.clone()], configures) {
            Some(found) => {
                for request in found {
                    self.ask(request.asked, part.start + request.at);
                }
            }
            // A script with faults is not built. What it lists is unknown.
            None if configures => {
                self.ask(Requested::Open, part.start);
                self.modules_list(PageListing::Related, part);
            }
            None => {}
        }
    }

    /// Modules that are imported in a part may list pages.
    fn modules_list(&mut self, listing: PageListing, part: std::ops::Range<usize>) {
        let imports = self.found.iter().filter_map(|request| match &request.asked {
            Requested::Module(name) if part.contains(&request.at) => {
                Some((name.clone(), request.at))
            }
            _ => None,
        });
        for (name, at) in imports.collect::<Vec<_>>() {
            self.ask(Requested::ListFrom { name, package: String::new(), listing }, at);
        }
    }

    /// True if a call creates a list in a module from which pages are taken. A string with a known
    /// beginning matches every name that begins with it.
    fn is_computed(&self) -> bool {
        let is_call =
            |value: &str| name_at(value).is_some_and(|name| value[name.len()..].starts_with('('));
        let begins = self.found.iter().any(|known| matches!(known.asked, Requested::Below(_)));
        !begins
            && (self.text.contains(".map(")
                || self.text.match_indices("...").any(|(at, _)| is_call(&self.text[at + 3..])))
    }
}

/// The request for a string in a configuration; `None` if it is not a name.
fn named(
    listing: PageListing,
    literal: &Literal<'_>,
    package: &str,
    kind: NamedKind,
) -> Option<Requested> {
    let is_listing = listing != PageListing::None;
    let name = literal.name.trim();
    let below = name.trim_start_matches('/');
    if is_listing && literal.is_beginning && below.contains('/') && !below.contains("://") {
        return Some(Requested::Below(format!("/{below}")));
    }
    // `"base": "./"` names a folder.
    let is_plain = !name.bytes().all(|letter| matches!(letter, b'.' | b'/'))
        && name.len() < LONGEST_NAME
        && !literal.is_beginning
        && !name.contains([' ', '\n', '<', '>', '(', ')', ';', '$', '#'])
        && !name.contains("://");
    // A key is not a request: `"pages": […]`, `"usingComponents": { "my-card": … }`.
    if !is_plain || literal.is_key {
        return None;
    }
    let (name, package) = (name.to_owned(), package.to_owned());
    let beside = match listing {
        PageListing::Source | PageListing::Related => {
            return Some(Requested::Page { name, package });
        }
        PageListing::First => false,
        PageListing::None | PageListing::Further => true,
    };
    if name.contains('/')
        || name.starts_with('.')
        || is_listing && !package.is_empty()
        || matches!(literal.key, "export" | "path")
    {
        return Some(Requested::Named { name, package, beside, kind });
    }
    (is_listing && literal.key.is_empty()).then_some(Requested::Named {
        name,
        package: String::new(),
        beside,
        kind,
    })
}
