//! Pug templates, in which tags are nested by indentation. Only start tags matter here, so each
//! line is read separately.

use std::ops::Range;

use crate::{
    catalog::Catalog,
    scan::markup::{self, StartTag, TagAttribute, Template, Vocabulary},
    tree::SourceText,
};

/// Reads a part of a text as a Pug template.
pub(super) fn read(
    source: &SourceText,
    text: &str,
    part: Range<usize>,
    vocabulary: &Vocabulary,
    catalog: &Catalog,
) -> Template {
    let mut elements = Vec::new();
    let mut at = part.start;
    // Lines with deeper indentation after a comment or a text block belong to it.
    let mut skipped: Option<usize> = None;
    while at < part.end {
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[at..part.end])
            .map_or(part.end, |length| at + length);
        let line = &text[at..line_end];
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if skipped.is_some_and(|outer| indent > outer) || content.trim().is_empty() {
            at = line_end + 1;
            continue;
        }
        skipped = content.starts_with("//").then_some(indent);
        at = match element(text, at + indent..part.end) {
            Some(element) if skipped.is_none() => {
                let end = element.range.end;
                let rest = &text[end..memchr::memchr(b'\n', &text.as_bytes()[end..part.end])
                    .map_or(part.end, |length| end + length)];
                skipped = text[..end + rest.len()].trim_end().ends_with('.').then_some(indent);
                let after = end + rest.len() + 1;
                elements.push(element);
                after
            }
            _ => line_end + 1,
        };
    }
    markup::read_elements(source, text, &elements, vocabulary, catalog)
}

/// `tag#id.class(attribute="value", other='value')` at the start of a range.
fn element(text: &str, range: Range<usize>) -> Option<StartTag<'_>> {
    let bytes = &text.as_bytes()[..range.end];
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    let name_end =
        range.start + bytes[range.start..].iter().take_while(|&&byte| is_name(byte)).count();
    if name_end == range.start {
        return None;
    }
    let is_part = |byte: u8| is_name(byte) || matches!(byte, b'.' | b'#');
    let mut at = name_end + bytes[name_end..].iter().take_while(|&&byte| is_part(byte)).count();
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
        tag: &text[range.start..name_end],
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
    let name = text[range.start..name_end].trim_matches(['"', '\'']);
    if bytes.get(name_end) != Some(&b'=') {
        return TagAttribute { name, start: range.start, value: None, end: name_end };
    }
    let start = name_end + 1;
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

    #[test]
    fn tags_and_attributes_are_read_line_by_line() {
        let text = "view.page\n  button.big#go(\n    open-type=\"getPhoneNumber\",\n    @getphonenumber='x'\n  ) 中\n  // camera\n  //-\n    camera\n\
            \x20 text.\n    camera\n  camera(mode=normal)\n";
        let source = SourceText::new(TreePath::root(), text);
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        let scan = link(&[read(&source, text, 0..text.len(), &VUE, &catalog)], &NoWorld, &catalog);
        let found: Vec<_> = scan
            .uses
            .iter()
            .map(|found| (found.interface.name.as_str(), found.place.line))
            .collect();
        assert_eq!(found, [("button[open-type=getPhoneNumber]", 2), ("camera", 11)]);
    }
}
