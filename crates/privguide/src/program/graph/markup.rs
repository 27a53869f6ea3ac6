//! The imports of a template: `<import>`, `<include>`, `<wxs>`, and the `require` of inline WXS.

use serde::{Deserialize, Serialize};

use super::{
    request::{FileRequest, Sight},
    script::{self, ScriptSyntax},
};

/// An import of a template or style, by the kind of file that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum MarkupImport {
    Template(FileRequest),
    Script(FileRequest),
}

/// Reads a template's imports.
///
/// The official analysis uses a regular expression for ordinary templates, and a parser for those
/// with inline WXS or a `{{}}` in an import. If the parser fails, every import of the file is
/// dropped.
pub(super) fn imports(text: &str) -> Vec<MarkupImport> {
    let holds = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let mut reader =
        ReferenceReader { text, at: 0, found: Vec::new(), slipped: false, dynamic: false };
    reader.run();
    let parsed = reader.dynamic || (holds("require") && holds("wxs"));
    if !(parsed && reader.slipped) {
        return reader.found;
    }
    let runtime_only = |import| match import {
        MarkupImport::Template(request) => MarkupImport::Template(request.seen_by(Sight::Runtime)),
        MarkupImport::Script(request) => MarkupImport::Script(request.seen_by(Sight::Runtime)),
    };
    reader.found.into_iter().map(runtime_only).collect()
}

struct ReferenceReader<'t> {
    text: &'t str,
    at: usize,
    found: Vec<MarkupImport>,
    /// An attribute has no quotes.
    slipped: bool,
    /// An import contains `{{}}`.
    dynamic: bool,
}

impl<'t> ReferenceReader<'t> {
    fn run(&mut self) {
        while let Some(open) = memchr::memchr(b'<', &self.text.as_bytes()[self.at..]) {
            let start = self.at + open;
            let rest = &self.text[start..];
            if rest.starts_with("<!--") {
                self.at = rest.find("-->").map_or(self.text.len(), |end| start + end + 3);
            } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.tag(start);
            } else {
                self.at = start + 1;
            }
        }
    }

    /// Reads a tag, starting at its `<`.
    fn tag(&mut self, start: usize) {
        let name_end = self.end_of(start + 1, |byte| {
            !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
        });
        let name = self.text[start + 1..name_end].to_ascii_lowercase();
        self.at = name_end;
        let mut source = None;
        while let Some((attribute, value)) = self.attribute() {
            if attribute.eq_ignore_ascii_case("src") && source.is_none() {
                source = value;
            }
        }
        if let Some(source) =
            source.filter(|_| matches!(name.as_str(), "import" | "include" | "wxs"))
        {
            self.dynamic |= source.contains("{{");
            let request = FileRequest::name(source, start);
            self.found.push(if name == "wxs" {
                MarkupImport::Script(request)
            } else {
                MarkupImport::Template(request)
            });
        }
        if name == "wxs" && !self.text[..self.at].ends_with("/>") {
            self.inline_script();
        }
    }

    fn inline_script(&mut self) {
        let start = self.at;
        let end = self.text[start..].find("</wxs").map_or(self.text.len(), |end| start + end);
        let requests = script::requests(&self.text[start..end], ScriptSyntax::Plain);
        self.found.extend(requests.into_iter().map(|request| {
            MarkupImport::Script(FileRequest { at: request.at + start, ..request })
        }));
        self.at = end;
    }

    /// The next attribute, with its value if that is quoted; `None` at the end of the tag.
    fn attribute(&mut self) -> Option<(&'t str, Option<&'t str>)> {
        let bytes = self.text.as_bytes();
        self.at = self.end_of(self.at, |byte| !(byte.is_ascii_whitespace() || byte == b'/'));
        if bytes.get(self.at).is_none_or(|&byte| byte == b'>') {
            self.at = (self.at + 1).min(bytes.len());
            return None;
        }
        let start = self.at;
        // Consumes at least one byte, so that the loop makes progress.
        self.at = self.end_of(start + 1, |byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/')
        });
        let name = self.text.get(start..self.at).unwrap_or_default();
        let after = self.end_of(self.at, |byte| !byte.is_ascii_whitespace());
        if bytes.get(after) != Some(&b'=') {
            return Some((name, None));
        }
        let value = self.end_of(after + 1, |byte| !byte.is_ascii_whitespace());
        if let Some(&quote @ (b'"' | b'\'')) = bytes.get(value) {
            let end = memchr::memchr(quote, &bytes[value + 1..])
                .map_or(bytes.len(), |end| value + 1 + end);
            self.at = (end + 1).min(bytes.len());
            return Some((name, Some(&self.text[value + 1..end])));
        }
        self.slipped = true;
        self.at = self.end_of(value, |byte| byte.is_ascii_whitespace() || byte == b'>');
        Some((name, None))
    }

    fn end_of(&self, from: usize, ends: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        let from = from.min(bytes.len());
        bytes[from..]
            .iter()
            .position(|&byte| ends(byte))
            .map_or(bytes.len(), |length| from + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let name = |import: &MarkupImport| match import {
            MarkupImport::Template(request) | MarkupImport::Script(request) => {
                format!("{:?}", request.wanted)
            }
        };
        imports(text)
            .iter()
            .map(|import| name(import).replace("Name(", "").replace([')', '"'], ""))
            .collect()
    }

    #[test]
    fn imports_are_tags_with_a_quoted_source() {
        let text = "<import src='a'/><Include\n src=\"b.wxml\" /><wxs module=m src=\"c.wxs\"></wxs><!-- <import src=\"d\"/> --><view src=\"e\"/>";
        assert_eq!(names(text), ["a", "b.wxml", "c.wxs"]);
    }

    #[test]
    fn inline_scripts_require() {
        assert_eq!(
            names("<wxs module=\"m\">var a = require('./a.wxs')</wxs><import src=\"b\"/>"),
            ["./a.wxs", "b"]
        );
    }

    #[test]
    fn broken_templates_end() {
        for text in ["<", "<a", "<a b", "<a b=", "<a b='", "<wxs", "<!--", "<a ==>", "<中 中=中>"]
        {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
