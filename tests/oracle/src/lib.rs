//! The elements of a template according to the platform's own compiler, spelled as the workspace's
//! example `elements` spells those of privguide's tokenizer.

use std::collections::BTreeSet;

use glass_easel_template_compiler::parse::{
    self,
    tag::{Element, ElementKind, Node, Value},
};

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
    let ElementKind::Normal { tag_name, attributes, common, .. } = &element.kind else {
        return None;
    };
    let (line, column) = element.tag_location.start.0.start.line_col_utf16();
    let mut parts: BTreeSet<String> = BTreeSet::new();
    for attribute in attributes {
        // The compiler leaves it to the runtime to decide that `bindtap` is an event.
        if let Some(event) = event(&attribute.name.name) {
            parts.insert(format!("@{}", written_together(event)));
            continue;
        }
        let value = match &attribute.value {
            Some(Value::Static { value, .. }) => value.to_string(),
            Some(Value::Dynamic { .. }) => "{}".to_owned(),
            _ => String::new(),
        };
        parts.insert(format!("{}={value:?}", attribute.name.name));
    }
    parts.extend(
        common
            .event_bindings
            .iter()
            .map(|event| format!("@{}", written_together(&event.name.name))),
    );
    Some(spelled(line + 1, column + 1, &tag_name.name, &parts))
}

/// The event of a binding that is written without a colon.
fn event(name: &str) -> Option<&str> {
    const BINDINGS: [&str; 5] = ["capture-bind", "capture-catch", "mut-bind", "bind", "catch"];
    BINDINGS.iter().find_map(|binding| name.strip_prefix(binding)).filter(|event| !event.is_empty())
}

fn written_together(event: &str) -> String {
    event.to_lowercase().replace('-', "")
}

fn spelled(line: usize, column: usize, tag: &str, parts: &BTreeSet<String>) -> Line {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{line}:{column} {tag} {}", parts.join(" "))
}
