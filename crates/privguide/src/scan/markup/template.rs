//! Reads one template and finds the elements that could matter. Nothing is judged here, and no
//! other file is accessed, so templates are read in parallel.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap as HashMap;

use crate::{
    catalog::{Catalog, Interface, InterfaceForm},
    framework::kebab,
    tree::SourceText,
};

use super::{
    candidate::{Candidate, Given, Template, TemplateCall},
    expression,
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
    let mut reader = TemplateReader::new(source, text, vocabulary, catalog);
    let mut tokens = MarkupTokens::new(text, part, vocabulary.shape);
    for token in &mut tokens {
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
    /// Open elements, and the kind of scope that each opened.
    open: Vec<(&'a str, Option<ScopeKind>)>,
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

#[derive(Clone, Copy)]
struct ScopeKind;

enum NameScope {
    /// A name that is bound to an element of a list.
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
        let scope = self.scope_of(element);
        let opened = scope.is_some();
        self.scopes.extend(scope);
        if self.hidden.is_none() {
            self.consider(element);
        }
        if element.self_closing
            || matches!(element.tag, "input" | "img" | "br" | "hr" | "import" | "include")
        {
            if opened {
                self.scopes.pop();
            }
            if hides {
                self.hidden = None;
            }
            return;
        }
        self.open.push((element.tag, opened.then_some(ScopeKind)));
        *self.counts.entry(element.tag).or_default() += 1;
    }

    /// Closes all elements up to the nearest one with this name; an end tag without a start tag is
    /// ignored.
    fn close(&mut self, tag: &str) {
        if self.counts.get(tag).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some((open, scope)) = self.open.pop() {
            if scope.is_some() {
                self.scopes.pop();
            }
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

    fn scope_of(&self, element: &StartTag<'_>) -> Option<NameScope> {
        let value = |name: &str| {
            element
                .attributes
                .iter()
                .find(|attribute| attribute.name == name)
                .and_then(|found| found.value)
        };
        if element.tag == "template" && self.vocabulary.shape.braces_in_values {
            return value("name").map(|name| NameScope::Template(name.trim().to_owned()));
        }
        match self.vocabulary.repeat {
            Repeat::Attributes { list, item } => {
                let values = self.in_scope(expression::interpolated(value(list)?));
                Some(NameScope::Item(
                    value(item).unwrap_or("item").trim().to_owned(),
                    values.member(ELEMENT),
                ))
            }
            Repeat::Phrase { list } => {
                let phrase = value(list)?;
                let (item, values) =
                    phrase.split_once(" in ").or_else(|| phrase.split_once(" of "))?;
                let item = item
                    .trim()
                    .trim_start_matches('(')
                    .split([',', ')'])
                    .next()
                    .unwrap_or("")
                    .trim();
                let values = self.in_scope(expression::evaluate(values));
                Some(NameScope::Item(item.to_owned(), values.member(ELEMENT)))
            }
        }
    }

    /// Replaces names of list items by the lists that they come from.
    fn in_scope(&self, values: ExpressionValues) -> ExpressionValues {
        if values.paths.is_empty() {
            return values;
        }
        let mut resolved =
            ExpressionValues { paths: std::collections::BTreeSet::new(), ..values.clone() };
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

    fn consider(&mut self, element: &StartTag<'a>) {
        let tag = self.tag(element);
        match &*tag {
            "import" | "include" => {
                let source = element.attributes.iter().find(|attribute| attribute.name == "src");
                self.template
                    .imports
                    .extend(source.and_then(|source| source.value).map(str::to_owned));
            }
            "template" => self.call(element),
            tag if self.catalog.element(tag).is_some()
                || !self.catalog.attributes_of(tag).is_empty() =>
            {
                let attributes = self.attributes(element, Interest::Judged(tag));
                self.template.elements.push(self.candidate(element, tag, attributes));
            }
            tag if !is_built_in(tag) => {
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
        if element.tag == "wx-component" {
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
        let events =
            if !events.is_empty() && self.renders_anything(element) { Vec::new() } else { events };
        Candidate {
            tag: tag.to_owned(),
            written: element.tag.to_owned(),
            place: self.source.place(element.range.clone()),
            attributes,
            events,
            template: self.named_template(),
        }
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
            let values = self.in_scope(if is_expression {
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

    /// `v-bind="object"`: every member is an attribute.
    fn of_object(
        &self,
        attribute: &TagAttribute<'a>,
        text: &str,
        interest: Interest<'_>,
    ) -> Vec<Given> {
        let shown = one_line(&self.text[attribute.start..attribute.end]);
        let given =
            |name: String, values: ExpressionValues| Given { name, values, text: shown.clone() };
        let wanted: Vec<String> = match interest {
            Interest::Judged(tag) => {
                self.catalog.attributes_of(tag).iter().filter_map(|row| attribute_of(row)).collect()
            }
            Interest::HandedOver => vec!["open-type".to_owned()],
        };
        let of_path = |values: &ExpressionValues, name: &str| {
            let [camel, kebab] =
                [camel(name), name.to_owned()].map(|name| values.clone().member(&name).paths);
            ExpressionValues {
                paths: camel.into_iter().chain(kebab).collect(),
                ..ExpressionValues::none()
            }
        };
        let Some(members) = text.trim().strip_prefix('{').map(expression::members) else {
            let values = self.in_scope(expression::evaluate(text));
            let is_lost = values.unknown && interest != Interest::HandedOver;
            let mut names: Vec<&String> = wanted.iter().collect();
            names.dedup();
            return names
                .into_iter()
                .map(|name| {
                    given(
                        name.clone(),
                        ExpressionValues { unknown: is_lost, ..of_path(&values, name) },
                    )
                })
                .collect();
        };
        let mut found = Vec::new();
        for (key, values) in members {
            let values = self.in_scope(values);
            match key.map(|key| kebab(&key).into_owned()) {
                Some(name) if interest == Interest::HandedOver || wanted.contains(&name) => {
                    found.push(given(name, values));
                }
                Some(_) => {}
                None => found
                    .extend(wanted.iter().map(|name| given(name.clone(), of_path(&values, name)))),
            }
        }
        found
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

    fn call(&mut self, element: &StartTag<'_>) {
        let find = |name: &str| {
            element.attributes.iter().find(|attribute: &&TagAttribute<'_>| attribute.name == name)
        };
        let Some(name) = find("is").and_then(|is| is.value) else { return };
        let data = find("data").and_then(|data| data.value).unwrap_or("").trim();
        let body =
            data.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or("").trim();
        let body = body.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(body);
        let data = expression::members(body)
            .into_iter()
            .map(|(name, values)| (name, self.in_scope(values)))
            .collect();
        let call =
            TemplateCall { name: self.plain(name.trim()), data, template: self.named_template() };
        self.template.calls.push(call);
    }
}

/// The attribute that makes an element this interface.
fn attribute_of(row: &Interface) -> Option<String> {
    match &row.form {
        InterfaceForm::Attribute { attribute, .. } => Some(attribute.clone()),
        _ => None,
    }
}

fn is_judged(tag: &str, attribute: &str, catalog: &Catalog) -> bool {
    let judged = |form: &InterfaceForm| matches!(form, InterfaceForm::Attribute { attribute: known, .. } if known == attribute);
    catalog.attributes_of(tag).iter().any(|interface| judged(&interface.form))
}

/// A source text on one line, at most 80 characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST + 1));
        if line.chars().count() > LONGEST {
            let shortened: String = line.chars().take(LONGEST - 1).collect();
            return shortened + "…";
        }
    }
    line
}

/// More events than hand-written code binds to one function.
const MANY_EVENTS: usize = 5;
