//! Selects the templates that need not be read, because they cannot even pass a value to an element
//! that matters.
//!
//! A template matters by itself if it contains the name of one of the platform's judged elements,
//! or a value or attribute that a component may pass on to one. From these templates, the names of
//! relevant properties lead to the templates that may set them, round by round. Only words are
//! searched for, so too many templates may be selected, but never too few.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use memchr::memmem;

use crate::{
    catalog::{Catalog, InterfaceForm},
    framework::kebab,
    records::digest,
};

use super::{
    candidate::{Candidate, Given, Template},
    link::usual,
    values::ExpressionValues,
    vocabulary::camel,
};

/// Searches the texts of templates for words.
pub struct Skim<'p> {
    words: AhoCorasick,
    /// If set: words only count as attributes of elements for which this function returns false.
    unless_given_to: Option<&'p (dyn Fn(&str) -> bool + Sync)>,
    /// Names of files with named templates: a template that contains one of them may call the named
    /// templates there and pass data.
    called: Option<AhoCorasick>,
    /// Names of files with elements that use data: a template that includes one provides the data.
    included: Option<AhoCorasick>,
    /// A digest of all these names.
    names: u128,
}

impl<'p> Skim<'p> {
    /// For templates that matter by themselves.
    #[must_use]
    pub fn for_catalog(catalog: &Catalog) -> Self {
        // kbone's element can become any other element.
        let mut words = BTreeSet::from(["<wx-component".to_owned()]);
        for interface in catalog.interfaces() {
            match &interface.form {
                InterfaceForm::Element { tag } => words.extend([format!("<{tag}")]),
                InterfaceForm::Attribute { tag, attribute, value } => {
                    words.extend([format!("<{tag}"), value.clone()]);
                    if !usual(attribute).is_empty() {
                        words.extend([attribute.clone(), camel(attribute)]);
                    }
                }
                InterfaceForm::Member { .. }
                | InterfaceForm::Scope { .. }
                | InterfaceForm::Method { .. } => {}
            }
        }
        let names = digest(&words);
        Self {
            words: automaton(&words),
            unless_given_to: None,
            called: None,
            included: None,
            names,
        }
    }

    /// For templates that may set something relevant in the templates read so far; `None` if
    /// nothing is open. `built_in` says which tags are not components of this program.
    #[must_use]
    pub fn for_open(
        templates: &[Template],
        built_in: &'p (dyn Fn(&str) -> bool + Sync),
        catalog: &Catalog,
    ) -> Option<Self> {
        let open = OpenNames::in_templates(templates, catalog);
        let spellings = open.names.iter().flat_map(|name| [name.clone(), kebab(name).into_owned()]);
        let words: BTreeSet<String> = spellings.collect();
        let called = (!open.called.is_empty()).then(|| automaton(&open.called));
        let included = (!open.included.is_empty()).then(|| automaton(&open.included));
        (called.is_some() || included.is_some() || !words.is_empty()).then(|| Self {
            words: automaton(&words),
            unless_given_to: Some(built_in),
            called,
            included,
            names: digest(&(&words, &open.called, &open.included)),
        })
    }

    /// A digest of the names that it searches for.
    #[must_use]
    pub(crate) fn names(&self) -> u128 {
        self.names
    }

    /// True if the template has to be read.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let found = match self.unless_given_to {
            Some(built_in) => {
                self.words.find_iter(bytes).any(|hit| is_handed_over(text, hit.range(), built_in))
            }
            None => self.words.is_match(bytes),
        };
        let names = |names: &Option<AhoCorasick>, tag: &[u8]| {
            let names = names.as_ref().filter(|_| memmem::find(bytes, tag).is_some());
            names.is_some_and(|names| names.is_match(bytes))
        };
        found || names(&self.called, b"<template") || names(&self.included, b"<include")
    }
}

fn automaton(words: &BTreeSet<String>) -> AhoCorasick {
    // Longest first: a name inside a longer one is not the name of an attribute.
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words)
        .expect("names of a program's templates make an automaton")
}

/// `<component word=`: after white space, a quote or a prefix, and not on an element of the
/// platform.
fn is_handed_over(text: &str, word: Range<usize>, built_in: &dyn Fn(&str) -> bool) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let (before, after) = (&text.as_bytes()[..word.start], &text.as_bytes()[word.end..]);
    let is_attribute = before.last().is_some_and(|byte| !is_name(byte))
        && after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=');
    is_attribute
        && memchr::memrchr(b'<', before).is_none_or(|open| {
            let length = before[open + 1..].iter().take_while(|byte| is_name(byte)).count();
            !built_in(&text[open + 1..open + 1 + length])
        })
}

/// What other templates may set.
#[derive(Default)]
struct OpenNames {
    /// Names of data and properties.
    names: BTreeSet<String>,
    /// Names, without extension, of the files in which a named template uses such a name: the
    /// callers of the template can set it.
    called: BTreeSet<String>,
    /// Names, without extension, of the files that use such a name elsewhere, or include others.
    included: BTreeSet<String>,
}

impl OpenNames {
    fn in_templates(templates: &[Template], catalog: &Catalog) -> Self {
        let mut open = Self::default();
        let mut work: Vec<&str> = Vec::new();
        // By property: the names from which a parent computes it.
        let mut handed: HashMap<String, Vec<&str>> = HashMap::new();
        let decides = |element: &Candidate, given: &Given| {
            !catalog.attributes_of(&element.tag).is_empty() || !usual(&given.name).is_empty()
        };
        for (_, element, given) in dynamic(templates) {
            if decides(element, given) {
                work.extend(heads(&given.values));
            } else {
                handed.entry(camel(&given.name)).or_default().extend(heads(&given.values));
            }
        }
        // The data that a caller passes to a named template has the same names there.
        for (name, values) in
            templates.iter().flat_map(|template| &template.calls).flat_map(|call| &call.data)
        {
            match name {
                Some(name) => handed.entry(name.clone()).or_default().extend(heads(values)),
                None => work.extend(heads(values)),
            }
        }
        while let Some(name) = work.pop() {
            if open.names.insert(name.to_owned()) {
                work.extend(handed.get(name).into_iter().flatten());
            }
        }
        let is_open = |element: &Candidate, given: &Given| {
            decides(element, given) || open.names.contains(&camel(&given.name))
        };
        let name_of = |template: &Template| {
            template.file.name().split('.').next().unwrap_or_default().to_owned()
        };
        let (called, included): (Vec<_>, Vec<_>) = dynamic(templates)
            .filter(|(_, element, given)| is_open(element, given))
            .partition(|(_, element, _)| element.template.is_some());
        open.called = called.into_iter().map(|(template, ..)| name_of(template)).collect();
        open.included = included.into_iter().map(|(template, ..)| name_of(template)).collect();
        let including = templates.iter().filter(|template| !template.includes.is_empty());
        open.included.extend(including.map(name_of));
        open
    }
}

/// Every attribute that depends on data.
fn dynamic(templates: &[Template]) -> impl Iterator<Item = (&Template, &Candidate, &Given)> {
    templates.iter().flat_map(|template| {
        let of_element = move |element| {
            let given = |given: &'_ &Given| !given.values.paths.is_empty();
            let element: &Candidate = element;
            element.attributes.iter().filter(given).map(move |given| (template, element, given))
        };
        template.elements.iter().flat_map(of_element)
    })
}

/// The first names of the paths to the data.
fn heads(values: &ExpressionValues) -> impl Iterator<Item = &str> {
    values.paths.iter().filter_map(|path| path.first()).map(String::as_str)
}
