//! Prints the elements of templates as JSON: for each path that standard input lists, one a line, a
//! list of `line:column tag attribute="value" @event`. `tests/oracle` compares them with those of
//! the platform's own compiler.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
};

use privguide::internals::{AttributeMeaning, MarkupToken, MarkupTokens, WXML};

fn main() -> io::Result<()> {
    let mut elements = BTreeMap::new();
    for path in io::stdin().lines() {
        let path = path?;
        let text = fs::read_to_string(&path)?;
        elements.insert(path, by_tokenizer(&text));
    }
    serde_json::to_writer(io::stdout().lock(), &elements)?;
    Ok(())
}

/// The elements of a template according to privguide.
fn by_tokenizer(text: &str) -> BTreeSet<String> {
    const SPECIAL: [&str; 6] = ["block", "template", "include", "import", "slot", "wxs"];
    let tokens = MarkupTokens::new(text, 0..text.len(), WXML.shape);
    let elements = tokens.filter_map(|token| match token {
        MarkupToken::Open(element) if !SPECIAL.contains(&element.tag) => Some(element),
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
                AttributeMeaning::Event(event) => drop(parts.insert(format!("@{event}"))),
                AttributeMeaning::Plain(_) | AttributeMeaning::Dynamic(_)
                    if is_special(name) || !names.insert(name) => {}
                AttributeMeaning::Plain(_) | AttributeMeaning::Dynamic(_) => {
                    let value = attribute.value.unwrap_or("");
                    let value =
                        if value.contains("{{") { "{}".to_owned() } else { value.to_owned() };
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

fn spelled(line: usize, column: usize, tag: &str, parts: &BTreeSet<String>) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{line}:{column} {tag} {}", parts.join(" "))
}
