//! Reads one template and finds the elements that could matter. Nothing is judged here, and no
//! other file is accessed, so templates are read in parallel.

mod objects;

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use rustc_hash::FxHashMap as HashMap;

use crate::{
    catalog::{Catalog, InterfaceForm},
    tree::SourceText,
};

use super::{
    bound,
    candidate::{Candidate, Given, Include, Template, TemplateCall},
    expression, members,
    places::one_line,
    token::{MarkupToken, MarkupTokens, StartTag, TagAttribute},
    values::{DataPath, ELEMENT, ExpressionValues},
    vocabulary::{
        AttributeMeaning, Platforms, Repeat, Vocabulary, camel, for_wechat, is_built_in,
        never_holds,
    },
};

/// Reads a part of a file as a template. `text` is the file's text, or a text of the same length in
/// which code for other platforms is replaced by spaces.
#[must_use]
pub fn read(
    source: &SourceText,
    text: &str,
    part: Range<usize>,
    vocabulary: &Vocabulary,
    catalog: &Catalog,
) -> Template {
    read_with(source, text, part, (vocabulary, catalog), &mut |_| ())
}

/// Like [`read`]; every token is also passed to `meet`.
#[must_use]
pub fn read_with<'t>(
    source: &SourceText,
    text: &'t str,
    part: Range<usize>,
    (vocabulary, catalog): (&Vocabulary, &Catalog),
    meet: &mut impl FnMut(&MarkupToken<'t>),
) -> Template {
    let mut reader = TemplateReader::new(source, text, vocabulary, catalog);
    let mut tokens = MarkupTokens::new(text, part, vocabulary.shape);
    for token in &mut tokens {
        meet(&token);
        match token {
            MarkupToken::Open(element) => reader.open(&element),
            MarkupToken::Close(close) => reader.close(close.tag),
            MarkupToken::Comment(_) | MarkupToken::Raw(_) => {}
        }
    }
    reader.template.broken = tokens.broken().map(|range| source.place(range));
    reader.template
}

/// Reads elements from another syntax than tags.
#[must_use]
pub fn read_elements<'a>(
    source: &'a SourceText,
    text: &'a str,
    elements: &[StartTag<'a>],
    vocabulary: &'a Vocabulary,
    catalog: &'a Catalog,
) -> Template {
    let mut reader = TemplateReader::new(source, text, vocabulary, catalog);
    for element in elements {
        reader.open(element);
    }
    reader.template
}

struct TemplateReader<'a> {
    source: &'a SourceText,
    text: &'a str,
    vocabulary: &'a Vocabulary,
    catalog: &'a Catalog,
    template: Template,
    /// Open elements, and the number of scopes that each opened.
    open: Vec<(&'a str, usize)>,
    counts: HashMap<&'a str, usize>,
    scopes: Vec<NameScope>,
    /// The number of open elements around the element that is for other platforms.
    hidden: Option<usize>,
}

/// Why an element's attributes are examined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Interest<'t> {
    /// It is an element of the platform, some of whose attributes are judged.
    Judged(&'t str),
    /// It is a component that may pass them on to an element of the platform.
    HandedOver,
}

enum NameScope {
    /// A name that is bound to an element of a list, or to a value of a slot.
    Item(String, ExpressionValues),
    /// A named template.
    Template(String),
}

impl<'a> TemplateReader<'a> {
    fn new(
        source: &'a SourceText,
        text: &'a str,
        vocabulary: &'a Vocabulary,
        catalog: &'a Catalog,
    ) -> Self {
        Self {
            source,
            text,
            vocabulary,
            catalog,
            template: Template::for_file(source.path()),
            open: Vec::new(),
            counts: HashMap::default(),
            scopes: Vec::new(),
            hidden: None,
        }
    }

    fn open(&mut self, element: &StartTag<'a>) {
        let hides = self.hidden.is_none() && self.is_for_others(element);
        if hides {
            self.hidden = Some(self.open.len());
        }
        let scopes = self.scopes_of(element);
        let opened = scopes.len();
        self.scopes.extend(scopes);
        if self.hidden.is_none() {
            self.consider(element);
        }
        if element.self_closing
            || matches!(element.tag, "input" | "img" | "br" | "hr" | "import" | "include")
        {
            self.leave(opened);
            if hides {
                self.hidden = None;
            }
            return;
        }
        self.open.push((element.tag, opened));
        *self.counts.entry(element.tag).or_default() += 1;
    }

    /// Closes all elements up to the nearest one with this name; an end tag without a start tag is
    /// ignored.
    fn close(&mut self, tag: &str) {
        if self.counts.get(tag).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some((open, scopes)) = self.open.pop() {
            self.leave(scopes);
            if self.hidden == Some(self.open.len()) {
                self.hidden = None;
            }
            if let Some(count) = self.counts.get_mut(open) {
                *count -= 1;
            }
            if open == tag {
                return;
            }
        }
    }

    /// Whether the element, with its content, is for other platforms.
    fn is_for_others(&self, element: &StartTag<'_>) -> bool {
        let is_marked = |attribute: &TagAttribute<'_>| match attribute.value {
            None => for_wechat(attribute.name).is_none(),
            Some(value) => matches!(attribute.name, "wx:if" | "wx:elif") && never_holds(value),
        };
        self.vocabulary.platforms == Platforms::Marked && element.attributes.iter().any(is_marked)
    }

    fn leave(&mut self, scopes: usize) {
        self.scopes.truncate(self.scopes.len().saturating_sub(scopes));
    }

    fn scopes_of(&self, element: &StartTag<'_>) -> Vec<NameScope> {
        let value = |name: &str| {
            element
                .attributes
                .iter()
                .find(|attribute| attribute.name == name)
                .and_then(|found| found.value)
        };
        if element.tag == "template" && self.vocabulary.shape.braces_in_values {
            let name = value("name").map(|name| NameScope::Template(name.trim().to_owned()));
            return name.into_iter().collect();
        }
        let mut names = Vec::new();
        match self.vocabulary.repeat {
            Repeat::Attributes { list, item, index } => {
                if let Some(list) = value(list) {
                    let values = self.in_scope(expression::interpolated(list));
                    let item = value(item).unwrap_or("item").trim();
                    let index = value(index).unwrap_or("index").trim();
                    names.push((item.to_owned(), values.member(ELEMENT)));
                    names.push((index.to_owned(), ExpressionValues::unknown()));
                }
            }
            Repeat::Phrase { list } => {
                let phrase = value(list).and_then(|phrase| {
                    phrase.split_once(" in ").or_else(|| phrase.split_once(" of "))
                });
                if let Some((variables, values)) = phrase {
                    let values = self.in_scope(expression::evaluate(values));
                    names.extend(bound::by_loop(variables, &values.member(ELEMENT)));
                }
                let tests = ["v-if", "v-else-if"].into_iter().filter_map(value);
                names.extend(tests.filter_map(bound::by_test));
                // What a component passes to its slot is not followed.
                let is_slot = |name: &str| {
                    matches!(name, "v-slot" | "slot-scope" | "scope")
                        || name.starts_with(['#'])
                        || name.starts_with("v-slot:")
                };
                let slots = element.attributes.iter().filter(|one| is_slot(one.name));
                for slot in slots.filter_map(|slot| slot.value) {
                    names.extend(bound::by_loop(slot, &ExpressionValues::unknown()));
                }
            }
        }
        names.into_iter().map(|(name, values)| NameScope::Item(name, values)).collect()
    }

    /// Replaces names of list items by the lists that they come from.
    fn in_scope(&self, values: ExpressionValues) -> ExpressionValues {
        if values.paths.is_empty() {
            return values;
        }
        let mut resolved = ExpressionValues { paths: BTreeSet::new(), ..values.clone() };
        for path in values.paths {
            resolved.add(self.item_path(path));
        }
        resolved
    }

    fn item_path(&self, path: DataPath) -> ExpressionValues {
        let list = self.scopes.iter().rev().find_map(|scope| match scope {
            NameScope::Item(name, list) if path.first() == Some(name) => Some(list),
            _ => None,
        });
        match list {
            Some(list) => path[1..].iter().fold(list.clone(), |values, name| values.member(name)),
            None => ExpressionValues::path(path),
        }
    }

    fn named_template(&self) -> Option<String> {
        self.scopes.iter().rev().find_map(|scope| match scope {
            NameScope::Template(name) => Some(name.clone()),
            NameScope::Item(..) => None,
        })
    }

    /// `<wx-component :behavior="…">` can be several elements.
    fn consider_any(&mut self, element: &StartTag<'a>, behavior: &TagAttribute<'a>) {
        let values = self.in_scope(expression::evaluate(behavior.value.unwrap_or("behavior")));
        for tag in &values.texts {
            let attributes = self.attributes(element, Interest::Judged(tag));
            self.template.elements.push(self.candidate(element, tag, attributes));
        }
        if !values.is_known() {
            let text = one_line(&self.text[behavior.start..behavior.end]);
            let values = ExpressionValues::unknown();
            let given = Given { name: "behavior".to_owned(), values, text };
            self.template.elements.push(self.candidate(element, ANY_ELEMENT, vec![given]));
        }
    }

    fn consider(&mut self, element: &StartTag<'a>) {
        let is_behavior = |attribute: &&TagAttribute<'a>| {
            matches!(self.vocabulary.meaning(attribute.name),
                AttributeMeaning::Dynamic(name) if name == "behavior")
        };
        if element.tag == ANY_ELEMENT
            && let Some(behavior) = element.attributes.iter().find(is_behavior)
        {
            return self.consider_any(element, behavior);
        }
        let tag = self.tag(element);
        match &*tag {
            "import" => self.template.imports.extend(source_of(element)),
            "include" => self.include(element),
            "template" => self.call(element),
            tag if self.catalog.element(tag).is_some()
                || !self.catalog.attributes_of(tag).is_empty() =>
            {
                let attributes = self.attributes(element, Interest::Judged(tag));
                self.template.elements.push(self.candidate(element, tag, attributes));
            }
            tag if !is_built_in(tag) || tag == COMPONENT => {
                let attributes = self.attributes(element, Interest::HandedOver);
                if !attributes.is_empty() {
                    self.template.elements.push(self.candidate(element, tag, attributes));
                }
            }
            _ => {}
        }
    }

    /// kbone's `<wx-component behavior="button">` is a button.
    fn tag<'e>(&self, element: &StartTag<'e>) -> Cow<'e, str> {
        if element.tag == ANY_ELEMENT {
            let behavior = element.attributes.iter().find(|attribute| attribute.name == "behavior");
            if let Some(behavior) = behavior.and_then(|behavior| behavior.value) {
                return Cow::Borrowed(behavior);
            }
        }
        self.vocabulary.tag(element.tag)
    }

    fn candidate(&self, element: &StartTag<'a>, tag: &str, attributes: Vec<Given>) -> Candidate {
        let event = |attribute: &TagAttribute<'a>| match self
            .vocabulary
            .meaning(self.written(attribute)?)
        {
            AttributeMeaning::Event(event) => {
                Some(event).filter(|event| self.catalog.event(event).is_some())
            }
            AttributeMeaning::Plain(_) | AttributeMeaning::Dynamic(_) => None,
        };
        let events: Vec<String> = element.attributes.iter().filter_map(event).collect();
        let is_any = self.named_template().is_some()
            && events.len() >= self.telling_events(tag).min(TELLING_EVENTS)
            && self.renders_anything(element);
        let events = if is_any { Vec::new() } else { events };
        Candidate {
            tag: tag.to_owned(),
            written: element.tag.to_owned(),
            place: self.source.place(element.range.clone()),
            attributes,
            events,
            template: self.named_template(),
        }
    }

    /// The number of events that say what an element with this tag is.
    fn telling_events(&self, tag: &str) -> usize {
        let rows = self.catalog.attributes_of(tag).iter();
        rows.map(|row| row.events.len()).sum::<usize>().max(1)
    }

    /// A framework's runtime renders all elements of a kind with one template that binds every
    /// event to the same handler, so such a binding says nothing about the element.
    fn renders_anything(&self, element: &StartTag<'a>) -> bool {
        let handler = |attribute: &TagAttribute<'a>| match self
            .vocabulary
            .meaning(self.written(attribute)?)
        {
            AttributeMeaning::Event(_) => attribute.value,
            AttributeMeaning::Plain(_) | AttributeMeaning::Dynamic(_) => None,
        };
        let mut handlers = element.attributes.iter().filter_map(handler);
        let Some(first) = handlers.next() else { return false };
        let mut others = 0;
        handlers.all(|handler| {
            others += 1;
            handler == first
        }) && others >= MANY_EVENTS
    }

    /// The attributes that could matter.
    fn attributes(&self, element: &StartTag<'a>, interest: Interest<'_>) -> Vec<Given> {
        let mut attributes = Vec::new();
        for attribute in &element.attributes {
            let Some(written) = self.written(attribute) else { continue };
            let text = attribute.value.unwrap_or("");
            if self.vocabulary.objects.contains(&written) {
                attributes.extend(self.of_object(attribute, text, interest));
                continue;
            }
            if let Some(name) = written.strip_prefix(":[").or(written.strip_prefix("v-bind:[")) {
                attributes.extend(self.of_computed(attribute, name, interest));
                continue;
            }
            let (name, is_expression) = match self.vocabulary.meaning(written) {
                AttributeMeaning::Plain(name) => (name, false),
                AttributeMeaning::Dynamic(name) => (name, true),
                AttributeMeaning::Event(_) => continue,
            };
            // Most attributes cannot matter, so their values are not even parsed.
            let may_matter = match interest {
                Interest::Judged(tag) => is_judged(tag, &name, self.catalog),
                Interest::HandedOver => {
                    is_expression || self.is_dynamic(text) || self.is_value(text)
                }
            };
            if !may_matter {
                continue;
            }
            // `:open-type` stands for `:open-type="openType"`.
            let short = Some(camel(&name)).filter(|_| is_expression && attribute.value.is_none());
            let values = self.in_scope(if let Some(name) = short {
                ExpressionValues::path(vec![name])
            } else if is_expression {
                expression::evaluate(text)
            } else {
                self.plain(text)
            });
            let is_lost = values.is_known() && !values.texts.iter().any(|text| self.is_value(text));
            if interest == Interest::HandedOver && is_lost {
                continue;
            }
            let text = one_line(&self.text[attribute.start..attribute.end]);
            attributes.push(Given { name: name.into_owned(), values, text });
        }
        attributes
    }

    /// An attribute's name without the mark of a platform; `None` if it is for another platform.
    fn written(&self, attribute: &TagAttribute<'a>) -> Option<&'a str> {
        match self.vocabulary.platforms {
            Platforms::All => Some(attribute.name),
            Platforms::Marked => for_wechat(attribute.name),
        }
    }

    fn is_dynamic(&self, value: &str) -> bool {
        self.vocabulary.shape.braces_in_values && value.contains("{{")
    }

    /// True if a string is the value of some interface's attribute.
    fn is_value(&self, text: &str) -> bool {
        text.split('|').any(|part| self.catalog.is_attribute_value(part.trim()))
    }

    fn plain(&self, value: &str) -> ExpressionValues {
        if self.is_dynamic(value) {
            expression::interpolated(value)
        } else {
            ExpressionValues::text(value)
        }
    }

    /// The elements of another file, which see the names here.
    fn include(&mut self, element: &StartTag<'_>) {
        let names = self.scopes.iter().filter_map(|scope| match scope {
            NameScope::Item(name, values) => Some((name.clone(), values.clone())),
            NameScope::Template(_) => None,
        });
        let names = names.collect();
        self.template.includes.extend(source_of(element).map(|source| Include {
            source,
            names,
            template: self.named_template(),
        }));
    }

    fn call(&mut self, element: &StartTag<'_>) {
        let find = |name: &str| {
            element.attributes.iter().find(|attribute: &&TagAttribute<'_>| attribute.name == name)
        };
        let Some(name) = find("is").and_then(|is| is.value) else { return };
        let data = find("data").and_then(|data| data.value).unwrap_or("").trim();
        let body =
            data.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or("").trim();
        let body = body.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(body);
        let data = members::members(body)
            .into_iter()
            .map(|(name, values)| (name, self.in_scope(values)))
            .collect();
        let call =
            TemplateCall { name: self.plain(name.trim()), data, template: self.named_template() };
        self.template.calls.push(call);
    }
}

fn source_of(element: &StartTag<'_>) -> Option<String> {
    let source = element.attributes.iter().find(|attribute| attribute.name == "src");
    source.and_then(|source| source.value).map(str::to_owned)
}

fn is_judged(tag: &str, attribute: &str, catalog: &Catalog) -> bool {
    let judged = |form: &InterfaceForm| matches!(form, InterfaceForm::Attribute { attribute: known, .. } if known == attribute);
    catalog.attributes_of(tag).iter().any(|interface| judged(&interface.form))
}

/// Vue's element, which `:is` makes any component.
pub(super) const COMPONENT: &str = "component";
/// kbone's element, which can be any of the platform's.
pub(super) const ANY_ELEMENT: &str = "wx-component";

/// More events than hand-written code binds to one function.
const MANY_EVENTS: usize = 5;
/// A framework's runtime binds at least this many of the events that say what an element is.
const TELLING_EVENTS: usize = 3;
