//! Pug templates, in which tags are nested by indentation. Only start tags matter here, so each
//! line is read separately.
//!
//! What Pug computes before the template exists (mixins, included files, values that are
//! expressions) is not followed; its place is reported.

use std::ops::Range;

use super::code::CodeReader;
use crate::{
    catalog::{Catalog, InterfaceForm},
    framework::kebab,
    scan::markup::{self, MarkupToken, MarkupTokens, StartTag, TagAttribute, Template, Vocabulary},
    tree::SourceText,
};

/// Reads a part of a text as a Pug template. Also returns the first place that is not followed.
pub(super) fn read<'t>(
    source: &SourceText,
    text: &'t str,
    part: Range<usize>,
    (vocabulary, catalog): (&'t Vocabulary, &'t Catalog),
    code: &mut CodeReader<'t>,
) -> (Template, Option<usize>) {
    let mut reader =
        PugReader { text, end: part.end, vocabulary, catalog, elements: Vec::new(), unread: None };
    let mut at = part.start;
    // Lines with deeper indentation after a comment belong to it; after a text block, they are
    // text.
    let mut comment: Option<usize> = None;
    let mut block: Option<usize> = None;
    while at < part.end {
        let line_end = reader.line_end(at);
        let line = &text[at..line_end];
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let is_inside = |outer: Option<usize>| outer.is_some_and(|outer| indent > outer);
        let is_blank = content.trim().is_empty();
        if is_blank || is_inside(comment) {
            at = line_end + 1;
            continue;
        }
        if is_inside(block) {
            reader.plain(at..line_end);
            at = line_end + 1;
            continue;
        }
        comment = content.starts_with("//").then_some(indent);
        block = None;
        if comment.is_some() {
            at = line_end + 1;
            continue;
        }
        let (end, is_block) = reader.line(at + indent);
        block = is_block.then_some(indent);
        at = end + 1;
    }
    for element in &reader.elements {
        code.element(element);
    }
    code.loose(part);
    let template = markup::read_elements(source, text, &reader.elements, vocabulary, catalog);
    (template, reader.unread)
}

struct PugReader<'a> {
    text: &'a str,
    end: usize,
    vocabulary: &'a Vocabulary,
    catalog: &'a Catalog,
    elements: Vec<StartTag<'a>>,
    /// The first place that is not followed.
    unread: Option<usize>,
}

impl PugReader<'_> {
    fn line_end(&self, at: usize) -> usize {
        let from = at.min(self.end);
        memchr::memchr(b'\n', &self.text.as_bytes()[from..self.end])
            .map_or(self.end, |length| from + length)
    }

    /// Reads a line and all lines of the attributes that begin in it. Returns its end, and whether
    /// a block of text follows.
    fn line(&mut self, at: usize) -> (usize, bool) {
        let content = &self.text[at..self.line_end(at)];
        let word = content.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let is_call = content.starts_with('+') && content.contains(['"', '\'', '`', '{']);
        let is_elsewhere =
            matches!(word, "include" | "extends") && content[word.len()..].starts_with([' ', ':']);
        if is_call || is_elsewhere {
            self.unread.get_or_insert(at);
        }
        if is_call || is_elsewhere || content.starts_with(['|', '<', '-', '=', '!', '+']) {
            let end = self.line_end(at);
            self.plain(at..end);
            return (end, content.trim_end() == "-");
        }
        let mut at = at;
        loop {
            let Some(element) = element(self.text, at..self.end) else {
                let end = self.line_end(at);
                self.plain(at..end);
                return (end, false);
            };
            let after = element.range.end;
            self.check(&element);
            self.elements.push(element);
            let end = self.line_end(after);
            let rest = &self.text[after..end];
            // `view: button(…)`: the second element is in the first one.
            if let Some(inner) = rest.strip_prefix(':').filter(|inner| inner.starts_with(' ')) {
                at = end - inner.trim_start().len();
                continue;
            }
            if rest.starts_with("&attributes") {
                self.unread.get_or_insert(after);
            }
            self.plain(after..end);
            return (end, rest.trim_end() == ".");
        }
    }

    /// Text, which can contain tags: `#[button(…)]`, `<button …>`.
    fn plain(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        for at in memchr::memmem::find_iter(text.as_bytes(), "#[") {
            if let Some(element) = element(self.text, range.start + at + 2..self.end) {
                self.check(&element);
                self.elements.push(element);
            }
        }
        if text.contains('<') {
            let tokens = MarkupTokens::new(self.text, range.start..self.end, self.vocabulary.shape);
            let opened = tokens.filter_map(|token| match token {
                MarkupToken::Open(element) => Some(element),
                _ => None,
            });
            let mut here = opened.take_while(|element| element.range.start < range.end);
            self.elements
                .extend(here.by_ref().map(|element| StartTag { self_closing: true, ..element }));
        }
    }

    /// Notices attributes whose value is an expression of Pug, if they could matter.
    fn check(&mut self, element: &StartTag<'_>) {
        let computed = element.attributes.iter().find(|attribute| {
            is_computed(self.text, attribute, element.range.end) && self.is_judged(attribute.name)
        });
        if let Some(attribute) = computed {
            self.unread.get_or_insert(attribute.start);
        }
    }

    fn is_judged(&self, name: &str) -> bool {
        let name = name.trim_start_matches("v-bind:").trim_start_matches(':');
        let name = kebab(name).into_owned();
        self.catalog.interfaces().iter().any(|interface| {
            matches!(&interface.form,
                InterfaceForm::Attribute { attribute, .. } if *attribute == name)
        })
    }
}

/// Whether the value is not simply a string: `open-type=kind`, `open-type="get" + kind`.
fn is_computed(text: &str, attribute: &TagAttribute<'_>, end: usize) -> bool {
    let Some(value) = attribute.value else { return false };
    let written = text[attribute.start..attribute.end].trim_end();
    if !written.ends_with(['"', '\'', '`']) {
        let is_constant = matches!(value, "true" | "false" | "null" | "undefined" | "")
            || value.bytes().all(|byte| byte.is_ascii_digit());
        return !is_constant;
    }
    let rest = text[attribute.end..end.max(attribute.end)].trim_start();
    written.ends_with('`') && value.contains("${")
        || rest.starts_with(['+', '?', '|', '&', '.', '[', '*'])
}

/// `tag#id.class(attribute="value", other='value')` at the start of a range; without a tag, it is a
/// `div`.
fn element(text: &str, range: Range<usize>) -> Option<StartTag<'_>> {
    let bytes = &text.as_bytes()[..range.end];
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    // `a:b` is a name, `a: b` is an element in another one.
    let is_in_name = |at: usize| {
        let next = bytes.get(at + 1).copied();
        is_name(bytes[at]) || bytes[at] == b':' && next.is_some_and(is_name)
    };
    let name_end = (range.start..bytes.len()).find(|&at| !is_in_name(at)).unwrap_or(bytes.len());
    let is_short = matches!(bytes.get(range.start), Some(b'.' | b'#'))
        && bytes.get(range.start + 1).copied().is_some_and(is_name);
    if name_end == range.start && !is_short {
        return None;
    }
    let is_part = |at: usize| {
        let next = bytes.get(at + 1).copied();
        is_name(bytes[at]) || matches!(bytes[at], b'.' | b'#') && next.is_some_and(is_name)
    };
    let mut at = (name_end..bytes.len()).find(|&at| !is_part(at)).unwrap_or(bytes.len());
    let mut attributes = Vec::new();
    if bytes.get(at) == Some(&b'(') {
        at += 1;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b')' => {
                    at += 1;
                    break;
                }
                byte if byte.is_ascii_whitespace() || byte == b',' => at += 1,
                _ => {
                    let attribute = attribute(text, at..range.end);
                    at = attribute.end;
                    attributes.push(attribute);
                }
            }
        }
    }
    Some(StartTag {
        tag: if is_short { "div" } else { &text[range.start..name_end] },
        range: range.start..at,
        attributes,
        self_closing: true,
    })
}

fn attribute(text: &str, range: Range<usize>) -> TagAttribute<'_> {
    let bytes = &text.as_bytes()[..range.end];
    let stops = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b',' | b')');
    let name_end =
        range.start + bytes[range.start..].iter().take_while(|&&byte| !stops(byte)).count().max(1);
    let name_end =
        (name_end..=range.end).find(|&at| text.is_char_boundary(at)).unwrap_or(range.end);
    // `name!="value"` is not escaped, which makes no difference here.
    let name = text[range.start..name_end].trim_end_matches('!').trim_matches(['"', '\'']);
    let blanks = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let equals = blanks(name_end);
    if bytes.get(equals) != Some(&b'=') {
        return TagAttribute { name, start: range.start, value: None, end: name_end };
    }
    let start = blanks(equals + 1);
    let quote = bytes.get(start).copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let (value, end) = if let Some(quote) = quote {
        let end = memchr::memchr(quote, &bytes[start + 1..])
            .map_or(range.end, |length| start + 1 + length);
        (start + 1..end, (end + 1).min(range.end))
    } else {
        let end =
            start + bytes[start.min(range.end)..].iter().take_while(|&&byte| !stops(byte)).count();
        (start..end, end)
    };
    TagAttribute { name, start: range.start, value: Some(&text[value]), end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::ProgramKind,
        scan::markup::{NoWorld, VUE, link},
        tree::TreePath,
    };

    fn of_text(source: &SourceText, text: &str, catalog: &Catalog) -> (Template, Option<usize>) {
        let mut code = CodeReader::new(text, &VUE, true);
        read(source, text, 0..text.len(), (&VUE, catalog), &mut code)
    }

    #[test]
    fn tags_and_attributes_are_read_line_by_line() {
        let text = "view.page\n  button.big#go(\n    open-type=\"getPhoneNumber\",\n    @getphonenumber='x'\n  ) 中\n  // camera\n  //-\n    camera\n\
            \x20 text.\n    camera\n  camera(mode=normal)\n";
        let source = SourceText::new(TreePath::root(), text);
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        let scan = link(&[of_text(&source, text, &catalog).0], &NoWorld, &catalog);
        let found: Vec<_> = scan
            .uses
            .iter()
            .map(|found| (found.interface.name.as_str(), found.place.line))
            .collect();
        assert_eq!(found, [("button[open-type=getPhoneNumber]", 2), ("camera", 11)]);
    }

    #[test]
    fn tags_are_found_wherever_they_stand() {
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        for (text, uses, unread) in [
            ("view 请授权.\n  button(open-type=\"getPhoneNumber\") x\n", 1, None),
            ("view: button(open-type=\"getPhoneNumber\") x", 1, None),
            (".a: button(open-type = \"getPhoneNumber\")", 1, None),
            ("view #[button(open-type!=\"getPhoneNumber\") x] y", 1, None),
            ("view\n  | <button open-type=\"getPhoneNumber\">x</button>", 1, None),
            ("view.\n  <button\n    open-type='getPhoneNumber'>", 1, None),
            ("each t in [1]\n  button(open-type=t)", 0, Some(23)),
            ("button(open-type=\"get\" + kind)", 0, Some(7)),
            ("+b(\"getPhoneNumber\")", 0, Some(0)),
            ("include ./b.pug", 0, Some(0)),
            ("button&attributes({})", 0, Some(6)),
            ("image(src=logo)\n+b", 0, None),
        ] {
            let source = SourceText::new(TreePath::root(), text);
            let (template, found) = of_text(&source, text, &catalog);
            let scan = link(&[template], &NoWorld, &catalog);
            let is_use = |name: &str| name == "button[open-type=getPhoneNumber]";
            let count = scan.uses.iter().filter(|found| is_use(&found.interface.name)).count();
            assert_eq!((count, found), (uses, unread), "{text}");
        }
    }
}
