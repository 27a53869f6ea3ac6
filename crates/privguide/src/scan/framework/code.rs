//! Code in the templates of components: the handlers of events, interpolations, values of
//! attributes. Its statements become part of the component's script ([`TemplateCode`]).
//!
//! Only what can call something is code here; the rest is data, which [`markup`] reads.
//!
//! [`markup`]: crate::scan::markup

use std::{collections::HashMap, fmt::Write as _, ops::Range};

use memchr::{memchr, memchr3_iter, memmem};

use crate::scan::{
    markup::{CodeIn, MarkupToken, StartTag, TagAttribute, Vocabulary, is_built_in},
    script::{CodeScope, CodeUnit, TemplateCode},
};

/// The maximum number of scopes within each other; the names of deeper ones are those of the
/// component.
const DEEPEST: usize = 64;

/// Collects the code of a component's templates.
pub(super) struct CodeReader<'t> {
    text: &'t str,
    vocabulary: &'static Vocabulary,
    /// No code is collected.
    is_idle: bool,
    code: TemplateCode,
    /// The end of the last token.
    at: usize,
    /// Open elements, with the scopes that each opened.
    open: Vec<(&'t str, Vec<CodeScope>)>,
    counts: HashMap<&'t str, usize>,
    scopes: usize,
}

/// The form of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It is evaluated.
    Value,
    /// A handler: statements, a function, or the path of one.
    Handler,
    /// A value for other code, which may call it and hand it on.
    Given,
    /// A value for other code, which may set it: `v-model`.
    Set,
}

impl<'t> CodeReader<'t> {
    /// If none of the code concerns the analysis, none is collected.
    pub(super) fn new(text: &'t str, vocabulary: &'static Vocabulary, concerns: bool) -> Self {
        Self {
            text,
            vocabulary,
            is_idle: !concerns || vocabulary.code == CodeIn::Nothing,
            code: TemplateCode::default(),
            at: 0,
            open: Vec::new(),
            counts: HashMap::new(),
            scopes: 0,
        }
    }

    /// Begins a template.
    pub(super) fn begin(&mut self, part: &Range<usize>) {
        self.at = part.start;
    }

    /// Reads a token of the template.
    pub(super) fn meet(&mut self, token: &MarkupToken<'t>) {
        if self.is_idle {
            return;
        }
        let range = match token {
            MarkupToken::Open(element) => element.range.clone(),
            MarkupToken::Close(close) => close.range.clone(),
            MarkupToken::Comment(range) | MarkupToken::Raw(range) => range.clone(),
        };
        self.interpolations(self.at..range.start);
        self.at = range.end;
        match token {
            MarkupToken::Open(element) => self.element(element),
            MarkupToken::Close(close) => self.close(close.tag),
            MarkupToken::Comment(_) | MarkupToken::Raw(_) => {}
        }
    }

    /// Ends a template.
    pub(super) fn end(&mut self, part: &Range<usize>) {
        if self.is_idle {
            return;
        }
        self.interpolations(self.at..part.end);
        while let Some((_, scopes)) = self.open.pop() {
            self.leave(&scopes);
        }
        self.counts.clear();
    }

    /// The code of all templates; `None` if there is none.
    pub(super) fn finish(self) -> Option<TemplateCode> {
        let mut code = self.code;
        if code.units.is_empty() {
            return None;
        }
        code.text.push_str("});\n");
        Some(code)
    }

    pub(super) fn element(&mut self, element: &StartTag<'t>) {
        if self.is_idle {
            return;
        }
        let mut scopes = Vec::new();
        let is_whole = self.vocabulary.code == CodeIn::Everything;
        let find = |name: &str| element.attributes.iter().find(|one| one.name == name);
        if let Some(repeat) = find("v-for")
            && self.scopes < DEEPEST
        {
            scopes.extend(self.repeat(repeat));
        }
        let is_component = is_whole
            && (is_dynamic(element.tag) || !is_built_in(&self.vocabulary.tag(element.tag)));
        for attribute in &element.attributes {
            self.attribute(attribute, is_component);
        }
        let slot = element.attributes.iter().find(|one| is_slot(one.name) && one.value.is_some());
        if let Some(slot) = slot.filter(|_| is_whole && self.scopes < DEEPEST) {
            scopes.extend(self.slot(slot));
        }
        if element.self_closing || matches!(element.tag, "input" | "img" | "br" | "hr") {
            return self.leave(&scopes);
        }
        self.open.push((element.tag, scopes));
        *self.counts.entry(element.tag).or_default() += 1;
    }

    /// Closes all elements up to the nearest one with this name.
    fn close(&mut self, tag: &str) {
        if self.counts.get(tag).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some((open, scopes)) = self.open.pop() {
            self.leave(&scopes);
            if let Some(count) = self.counts.get_mut(open) {
                *count -= 1;
            }
            if open == tag {
                return;
            }
        }
    }

    fn leave(&mut self, scopes: &[CodeScope]) {
        for scope in scopes.iter().rev() {
            self.code.text.push_str(scope.end());
            self.scopes -= 1;
        }
    }

    /// The offset of an attribute's value.
    fn value_of(&self, attribute: &TagAttribute<'t>) -> Option<Range<usize>> {
        let value = attribute.value?;
        let written = self.text.get(attribute.start..attribute.end)?;
        // It is followed by a quote, or by nothing.
        let ends = [written.len(), written.len().saturating_sub(1)];
        let ends_there =
            |&end: &usize| written.get(..end).is_some_and(|part| part.ends_with(value));
        let start = match ends.into_iter().find(ends_there) {
            Some(end) => end - value.len(),
            None => written.rfind(value)?,
        };
        let start = attribute.start + start;
        Some(start..start + value.len())
    }

    fn attribute(&mut self, attribute: &TagAttribute<'t>, is_component: bool) {
        let Some(form) = form_of(attribute.name, is_component, self.vocabulary.code) else {
            return;
        };
        let Some(range) = self.value_of(attribute) else {
            if form == Form::Given && attribute.value.is_none() {
                self.shorthand(attribute);
            }
            return;
        };
        let value = &self.text[range.clone()];
        let is_code = match form {
            Form::Handler => true,
            Form::Value => calls(value),
            Form::Given => calls(value) || !is_literal(value),
            Form::Set => calls(value) || is_path(value),
        };
        if is_code {
            self.expression(range, form);
        }
    }

    /// `:host` is `:host="host"` (<https://vuejs.org/guide/essentials/template-syntax.html>).
    fn shorthand(&mut self, attribute: &TagAttribute<'t>) {
        let Some((before, name)) = attribute.name.split_once(':') else { return };
        if !is_path(name) || !matches!(before, "" | "v-bind") {
            return;
        }
        let start = attribute.start + before.len() + 1;
        self.expression(start..start + name.len(), Form::Given);
    }

    fn interpolations(&mut self, part: Range<usize>) {
        if self.is_idle || self.vocabulary.code != CodeIn::Everything {
            return;
        }
        let mut at = part.start;
        while let Some(text) = self.text.get(at..part.end)
            && memchr(b'{', text.as_bytes()).is_some()
            && let Some(open) = memmem::find(text.as_bytes(), b"{{")
            && let Some(length) = memmem::find(&text.as_bytes()[open + 2..], b"}}")
        {
            let start = at + open + 2;
            // `{{ { a: 1 } }}` and `{{f({a:1})}}` end with the last brace.
            let more = self.text[start + length + 2..part.end].bytes().take_while(|&b| b == b'}');
            let range = start..start + length + more.count();
            at = range.end + 2;
            if calls(&self.text[range.clone()]) {
                self.expression(range, Form::Value);
            }
        }
    }

    /// The interpolations in a part that is not split into tokens.
    pub(super) fn loose(&mut self, part: Range<usize>) {
        self.interpolations(part);
    }

    /// Adds an expression as a statement.
    fn expression(&mut self, range: Range<usize>, form: Form) {
        let range = trimmed(self.text, range);
        let value = &self.text[range.clone()];
        if value.is_empty() {
            return;
        }
        let is_function = value.starts_with("function") || value.starts_with("async function");
        let (before, behind) = match form {
            // The event stands for what is not known here: another component, a directive.
            Form::Given => ("$event(", "\n);\n"),
            Form::Set => ("", "\n=$event;\n"),
            Form::Handler if is_path(value) => ("", "(...$event);\n"),
            Form::Handler if !is_function => ("{", "\n}\n"),
            _ => ("(", "\n);\n"),
        };
        self.unit(range.clone(), None, |reader| {
            if form == Form::Set {
                reader.code.text.push_str("$event(");
                reader.copy(range.clone());
                reader.code.text.push_str("\n);");
            }
            reader.code.text.push_str(before);
            reader.copy(range);
            reader.code.text.push_str(behind);
        });
    }

    /// `v-for="(item, key, index) in list"`
    fn repeat(&mut self, attribute: &TagAttribute<'t>) -> Option<CodeScope> {
        let range = self.value_of(attribute)?;
        let phrase = &self.text[range.clone()];
        let (variables, list) = phrase.split_once(" in ").or_else(|| phrase.split_once(" of "))?;
        let list = trimmed(self.text, range.end - list.len()..range.end);
        let variables = variables.trim();
        let inside = variables.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let (first, others) = first_variable(inside.unwrap_or(variables))?;
        Some(self.scope(range, CodeScope::Loop, |reader| {
            let _ = write!(reader.code.text, "for(let {first} of(");
            reader.copy(list);
            reader.code.text.push_str("\n)){");
            for name in others {
                let _ = write!(reader.code.text, "let {name};");
            }
        }))
    }

    /// `#default="{ item }"`
    fn slot(&mut self, attribute: &TagAttribute<'t>) -> Option<CodeScope> {
        let range = trimmed(self.text, self.value_of(attribute)?);
        let names = range.clone();
        (!range.is_empty()).then(|| {
            self.scope(range, CodeScope::Slot, |reader| {
                reader.code.text.push_str("((");
                reader.copy(names);
                reader.code.text.push_str(")=>{");
            })
        })
    }

    fn scope(
        &mut self,
        place: Range<usize>,
        scope: CodeScope,
        write: impl FnOnce(&mut Self),
    ) -> CodeScope {
        self.unit(place, Some(scope), write);
        self.code.text.push('\n');
        self.scopes += 1;
        scope
    }

    fn unit(
        &mut self,
        place: Range<usize>,
        scope: Option<CodeScope>,
        write: impl FnOnce(&mut Self),
    ) {
        if self.code.text.is_empty() {
            self.code.text.push_str("\n;(async($event)=>{\n");
        }
        let start = self.code.text.len();
        write(self);
        let range = start..self.code.text.len();
        let place = (offset(place.start), offset(place.end));
        self.code.units.push(CodeUnit { range, place, scope });
    }

    /// Copies a part of the file; entities of HTML become the characters that they mean.
    fn copy(&mut self, range: Range<usize>) {
        let all = match self.vocabulary.code {
            CodeIn::Handlers => &REPLACED[..],
            _ => &REPLACED[2..],
        };
        let part = &self.text[range.clone()];
        let mut at = 0;
        for start in memchr3_iter(b'&', b'{', b'}', part.as_bytes()) {
            let found = all.iter().find(|(written, _)| part[start..].starts_with(written));
            if let Some((written, meant)) = found.filter(|_| start >= at) {
                self.copy_as_is(range.start + at..range.start + start);
                self.code.text.push_str(meant);
                at = start + written.len();
            }
        }
        self.copy_as_is(range.start + at..range.end);
    }

    fn copy_as_is(&mut self, range: Range<usize>) {
        let place = (self.code.text.len(), range.start, range.len());
        self.code.places.push((offset(place.0), offset(place.1), offset(place.2)));
        self.code.text.push_str(&self.text[range]);
    }
}

/// Marks of data in the handlers of wepy 1, which mean nothing, and entities of HTML.
const REPLACED: [(&str, &str); 8] = [
    ("{{", " "),
    ("}}", " "),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// Whether it is not known which component an element is: a slot gives its attributes to the
/// component around, `<component :is="…">` is another one.
fn is_dynamic(tag: &str) -> bool {
    matches!(tag, "slot" | "component")
}

/// The form of an attribute's value; `None` if it is not code.
fn form_of(name: &str, is_component: bool, code: CodeIn) -> Option<Form> {
    if name.starts_with('@') || name.starts_with("v-on") {
        return Some(Form::Handler);
    }
    if code != CodeIn::Everything || is_slot(name) || name == "v-for" {
        return None;
    }
    let given = if is_component { Form::Given } else { Form::Value };
    let directive = name.strip_prefix("v-").and_then(|rest| rest.split([':', '.']).next());
    let is_bound = name.starts_with(':') || directive == Some("bind");
    if directive == Some("model") || is_bound && name.split('.').any(|part| part == "sync") {
        return Some(Form::Set);
    }
    if is_bound {
        return Some(given);
    }
    let is_own = !OF_VUE.contains(&directive?);
    Some(if is_own { Form::Given } else { Form::Value })
}

/// Directives of Vue which only evaluate their values.
const OF_VUE: [&str; 7] = ["if", "else-if", "show", "html", "text", "memo", "is"];

fn is_slot(name: &str) -> bool {
    name.starts_with('#')
        || matches!(name, "v-slot" | "slot-scope" | "scope")
        || name.starts_with("v-slot:")
}

/// Whether an expression can call something.
fn calls(value: &str) -> bool {
    memchr(b'(', value.as_bytes()).is_some()
}

/// Whether a value names nothing: `true`, `12`, `'text'`.
fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let is_text = |quote: char| {
        value.len() > 1
            && value.starts_with(quote)
            && value.ends_with(quote)
            && value.matches(quote).count() == 2
    };
    matches!(value, "" | "true" | "false" | "null" | "undefined" | "[]" | "{}")
        || value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        || is_text('\'')
        || is_text('"')
        || is_text('`')
}

/// `go`, `api.go`, `handlers['go']`
fn is_path(value: &str) -> bool {
    let is_part = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.' | '[' | ']' | '\'' | '"')
    };
    value.starts_with(|letter: char| letter.is_alphabetic() || matches!(letter, '_' | '$'))
        && value.chars().all(is_part)
}

/// The pattern of a loop's first variable, without its type, and the names of the others.
fn first_variable(variables: &str) -> Option<(&str, Vec<&str>)> {
    let variables = variables.trim();
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let end = match variables.chars().next()? {
        '{' | '[' => {
            let mut depth = 0_usize;
            let mut bytes = variables.bytes();
            bytes.position(|byte| {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                depth == 0
            })? + 1
        }
        _ => variables.find(|letter| !is_name(letter)).unwrap_or(variables.len()),
    };
    let others = variables[end..].split(',').skip(1).map(str::trim);
    let others = others.map(|name| name.split(':').next().unwrap_or(name).trim());
    let others = others.filter(|name| !name.is_empty() && name.chars().all(is_name));
    (end > 0).then(|| (&variables[..end], others.collect()))
}

/// The range without white space and semicolons at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let is_blank = |letter: char| letter.is_whitespace() || letter == ';';
    let start = range.start + (part.len() - part.trim_start_matches(is_blank).len());
    let end = (range.start + part.trim_end_matches(is_blank).len()).max(start);
    start..end
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
