//! The consent flow of a program, as far as two rules need it: listeners, consent buttons, and the
//! ids that are used.

use super::Reviewed;
use crate::{
    framework::kebab,
    program::{Program, Status},
    tree::{Place, SourceTree, TreePath},
};

/// The parts of a program's consent flow.
pub(super) struct Consent {
    /// Calls of `wx.onNeedPrivacyAuthorization`.
    pub(super) listeners: Vec<Place>,
    /// Elements with `open-type="agreePrivacyAuthorization"`, with their ids. The id is empty if
    /// there is none, and `{}` if it is only known at run time.
    pub(super) buttons: Vec<(String, Place)>,
    /// Literal values of `buttonId`.
    pub(super) button_ids: Vec<(String, Place)>,
    /// True if a file with a listener reports `event: 'agree'`: a mini game has no buttons.
    pub(super) is_reported: bool,
}

impl Consent {
    /// Reads the files in which the scanner found words of the consent flow.
    pub(super) fn in_program(tree: &dyn SourceTree, reviewed: &Reviewed<'_>) -> Self {
        let mut consent = Self {
            listeners: Vec::new(),
            buttons: Vec::new(),
            button_ids: Vec::new(),
            is_reported: false,
        };
        for path in reviewed
            .scan
            .consent
            .iter()
            .filter(|path| reviewed.status(path) != Some(Status::Outside))
        {
            let Ok(source) = tree.source(path) else { continue };
            let text = without_comments(source.text());
            for (at, word) in text.match_indices("onNeedPrivacyAuthorization") {
                if text[..at].ends_with('.')
                    && text[at + word.len()..].trim_start().starts_with('(')
                {
                    consent.listeners.push(source.place(at..at + word.len()));
                }
            }
            consent.is_reported |=
                ["'agree'", "\"agree\"", "`agree`"].iter().any(|word| text.contains(word));
            // Several words in one tag belong to the same button, which is read only once.
            let mut latest: Option<(usize, String)> = None;
            for (at, word) in text.match_indices("agreePrivacyAuthorization") {
                let Some(start) = tag_around(&text, at) else { continue };
                if latest.as_ref().is_none_or(|(known, _)| *known != start) {
                    let id = tag(within(&text, start)).id(tree, reviewed.program, path);
                    latest = Some((start, id.clone()));
                    consent.buttons.push((id, source.place(at..at + word.len())));
                }
            }
            for (at, word) in text.match_indices("buttonId") {
                let value = text[at + word.len()..]
                    .trim_start()
                    .strip_prefix(':')
                    .and_then(|rest| literal(rest.trim_start()));
                consent
                    .button_ids
                    .extend(value.map(|id| (id.to_owned(), source.place(at..at + word.len()))));
            }
        }
        consent
    }
}

/// A start tag.
struct Tag<'t> {
    name: &'t str,
    attributes: Vec<ConsentAttribute<'t>>,
}

struct ConsentAttribute<'t> {
    name: &'t str,
    /// The id as it is written, without quotes; empty if there is none.
    written: &'t str,
    /// False if the id is only known at run time.
    is_constant: bool,
}

/// The maximum number of bytes of a start tag, or of a quoted text, that are examined. Usual ones
/// are shorter, and a longer one must not be examined again for each word in it.
const LONGEST: usize = 4 << 10;

/// The start of the tag that contains the offset; `None` if it is not in a tag.
fn tag_around(text: &str, at: usize) -> Option<usize> {
    let near = &text.as_bytes()[at.saturating_sub(LONGEST)..at];
    let start = at - near.len() + memchr::memrchr(b'<', near)?;
    memchr::memchr(b'>', &text.as_bytes()[start..at]).is_none().then_some(start)
}

/// The start tag that begins here.
fn within(text: &str, start: usize) -> &str {
    let near = beginning(&text[start..]);
    &near[..near.find('>').unwrap_or(near.len())]
}

/// The part of a text that is examined.
fn beginning(text: &str) -> &str {
    let end =
        (0..=text.len().min(LONGEST)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

fn tag(text: &str) -> Tag<'_> {
    let inside = text.trim_start_matches('<');
    let name = inside.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    let mut attributes = Vec::new();
    for (at, _) in inside.match_indices('=') {
        let head = inside[..at].trim_end();
        let start = head
            .rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '}'))
            .map_or(0, |at| at + 1);
        let written = head.get(start..).unwrap_or_default();
        // `:id="name"`, `id={name}` and `id="{{name}}"` are known at run time only.
        let dynamic = written.starts_with(':') || written.starts_with("v-bind:");
        let attribute = written.trim_start_matches("v-bind:").trim_start_matches(':');
        let value = literal(inside[at + 1..].trim_start());
        let is_constant = !dynamic && value.is_some_and(|value| !value.contains("{{"));
        attributes.push(ConsentAttribute {
            name: attribute,
            written: value.unwrap_or_default(),
            is_constant,
        });
    }
    Tag { name, attributes }
}

/// An id that is known at run time only.
const OPEN: &str = "{}";

impl Tag<'_> {
    /// The id of the platform's own button: that of the element, or the one that a component passes
    /// to its button. Empty if there is none, [`OPEN`] if it may be any.
    fn id(&self, tree: &dyn SourceTree, program: &Program, template: &TreePath) -> String {
        if self.name.eq_ignore_ascii_case("button") {
            return self.value(|name| name == "id").unwrap_or_default();
        }
        let component =
            program.components(template).get(self.name).map(|base| base.with_suffix(".wxml"));
        let source = component.and_then(|file| tree.source(&file).ok());
        let Some(source) = source else {
            // The component cannot be analysed; attributes such as `button-id` are assumed to be
            // for its button.
            let is_id = |name: &str| name == "id" || name.ends_with("-id") || name.ends_with("Id");
            return self.value(is_id).unwrap_or_else(|| OPEN.to_owned());
        };
        let text = without_comments(source.text());
        let own = text.match_indices("<button").map(|(at, _)| tag(within(&text, at)));
        let handed = own.filter(|button| {
            button.attributes.iter().any(|given| given.name == "open-type" && !given.is_constant)
        });
        let ids: Vec<String> = handed.map(|button| button.handed_id()).collect();
        let Some(names) = ids.iter().find(|names| !names.is_empty()) else {
            return if ids.is_empty() { OPEN.to_owned() } else { String::new() };
        };
        let asks_for = |name: &str| names.split(' ').any(|asked| kebab(asked) == kebab(name));
        self.value(asks_for).unwrap_or_default()
    }

    fn value(&self, is_meant: impl Fn(&str) -> bool) -> Option<String> {
        let found = self.attributes.iter().find(|given| is_meant(given.name))?;
        Some(if found.is_constant { found.written.to_owned() } else { OPEN.to_owned() })
    }

    /// The names in the expression for its id: the properties that determine it.
    fn handed_id(&self) -> String {
        let given = self.attributes.iter().find(|given| given.name == "id" && !given.is_constant);
        let words = given
            .map_or("", |given| given.written)
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The quoted text at the beginning.
fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    beginning(&text[1..])
        .split_once(quote)
        .map(|(value, _)| value)
        .filter(|value| !value.contains("${"))
}

/// The text with comments replaced by spaces, which keeps offsets: `<!-- -->`, `/* */` and lines
/// that begin with `//`.
fn without_comments(text: &str) -> String {
    let mut out = text.to_owned();
    for (open, close) in [("<!--", "-->"), ("/*", "*/")] {
        let mut from = 0;
        while let Some(start) = out[from..].find(open).map(|at| from + at) {
            let end = out[start..].find(close).map_or(out.len(), |at| start + at + close.len());
            blank(&mut out, start, end);
            from = end;
        }
    }
    let lines: Vec<(usize, usize)> = out
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, *at))
        })
        .collect();
    for (start, end) in lines {
        if out[start..end].trim_start().starts_with("//") {
            blank(&mut out, start, end);
        }
    }
    out
}

fn blank(text: &mut String, start: usize, end: usize) {
    let blanks: String =
        text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(start..end, &blanks);
}
