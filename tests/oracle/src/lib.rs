//! Compares the template tokenizer with the platform's own compiler: both must find the same
//! elements at the same places, with the same attributes and events, in every template of a tree.

use std::collections::BTreeSet;

use glass_easel_template_compiler::parse::{
    self,
    tag::{Element, ElementKind, Node, Value},
};
use privguide::internals::{Meaning, Token, Tokens, WXML};

/// An element on one line: `line:column tag attribute="value" @event`. Dynamic values are `{}`.
pub type Line = String;

/// The elements of a template according to the platform's compiler; `None` if it rejects the
/// template.
#[must_use]
pub fn by_compiler(text: &str) -> Option<BTreeSet<Line>> {
    let (template, mut state) = parse::parse("page", text);
    if state.take_warnings().iter().any(parse::ParseError::prevent_success) {
        return None;
    }
    let mut lines = BTreeSet::new();
    let named = template.globals.sub_templates.iter().flat_map(|named| &named.content);
    let mut nodes: Vec<&Node> = template.content.iter().chain(named).collect();
    while let Some(node) = nodes.pop() {
        if let Node::Element(element) = node {
            lines.extend(line(element));
            nodes.extend(element.iter_children());
        }
    }
    Some(lines)
}

fn line(element: &Element) -> Option<Line> {
    let ElementKind::Normal { tag_name, attributes, common, .. } = &element.kind else { return None };
    let (line, column) = element.tag_location.start.0.start.line_col_utf16();
    let mut parts: BTreeSet<String> = BTreeSet::new();
    for attribute in attributes {
        // The compiler leaves it to the runtime to decide that `bindtap` is an event.
        if let Meaning::Event(event) = WXML.meaning(&attribute.name.name) {
            parts.insert(format!("@{event}"));
            continue;
        }
        let value = match &attribute.value {
            Some(Value::Static { value, .. }) => value.to_string(),
            Some(Value::Dynamic { .. }) => "{}".to_owned(),
            _ => String::new(),
        };
        parts.insert(format!("{}={value:?}", attribute.name.name));
    }
    parts.extend(common.event_bindings.iter().map(|event| format!("@{}", event.name.name.to_lowercase().replace('-', ""))));
    Some(spelled(line + 1, column + 1, &tag_name.name, &parts))
}

/// The elements of a template according to privguide.
#[must_use]
pub fn by_tokenizer(text: &str) -> BTreeSet<Line> {
    const SPECIAL: [&str; 6] = ["block", "template", "include", "import", "slot", "wxs"];
    let tokens = Tokens::new(text, 0..text.len(), WXML.shape);
    let elements = tokens.filter_map(|token| match token {
        Token::Open(element) if !SPECIAL.contains(&element.tag) => Some(element),
        _ => None,
    });
    let lines = elements.map(|element| {
        let before = &text[..element.range.start];
        let line = before.matches('\n').count() + 1;
        let column = before[before.rfind('\n').map_or(0, |at| at + 1)..].encode_utf16().count() + 1;
        let (mut parts, mut names) = (BTreeSet::new(), BTreeSet::new());
        for attribute in &element.attributes {
            // The compiler drops a colon at the start of a name, and all but the first of several
            // attributes with the same name. privguide keeps them, because all are in the package.
            let name = attribute.name.trim_start_matches(':');
            match WXML.meaning(name) {
                Meaning::Event(event) => drop(parts.insert(format!("@{event}"))),
                Meaning::Plain(_) | Meaning::Dynamic(_) if is_special(name) || !names.insert(name) => {}
                Meaning::Plain(_) | Meaning::Dynamic(_) => {
                    let value = attribute.value.unwrap_or("");
                    let value = if value.contains("{{") { "{}".to_owned() } else { value.to_owned() };
                    parts.insert(format!("{}={value:?}", name.trim_start_matches("model:")));
                }
            }
        }
        spelled(line, column, element.tag, &parts)
    });
    lines.collect()
}

/// Attributes that the compiler stores separately from an element's own; none of them is an
/// interface.
fn is_special(name: &str) -> bool {
    matches!(name, "class" | "style" | "id" | "slot")
        || name.starts_with("data-")
        || (name.contains(':') && !name.starts_with("model:"))
}

fn spelled(line: usize, column: usize, tag: &str, parts: &BTreeSet<String>) -> Line {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{line}:{column} {tag} {}", parts.join(" "))
}
