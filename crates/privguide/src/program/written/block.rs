//! Configuration in a block of a single-file component: `<script type="application/json">`,
//! `<config>`.

use std::{ops::Range, sync::Arc};

use crate::{
    program::{JsonFile, blank},
    tree::SourceText,
};

/// The first JSON block of a component, with places in the file. `None` if there is none, or if it
/// is not JSON.
pub(super) fn json(source: Arc<SourceText>) -> Option<JsonFile> {
    let text = source.text();
    let range = find(text, "script", |tag| tag.contains("application/json"))
        .or_else(|| find(text, "config", |_| true))?;
    let blanked = blank(text, &[0..range.start, range.end..text.len()]);
    let file = JsonFile::parse_within(source, &blanked);
    file.root.is_some().then_some(file)
}

/// The content of the first script block.
pub(super) fn script(text: &str) -> Option<Range<usize>> {
    find(text, "script", |tag| !tag.contains("json"))
}

/// The contents of all script blocks.
pub(in crate::program) fn scripts(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    while let Some(next) = {
        let from = found.last().map_or(0, |last| last.end);
        find(&text[from..], "script", |tag| !tag.contains("json"))
            .map(|range| from + range.start..from + range.end)
    } {
        found.push(next);
    }
    found
}

/// The content of the first block with this name whose tag passes the test.
fn find(text: &str, name: &str, is_wanted: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let mut from = 0;
    let opening = format!("<{name}");
    while let Some(at) = text[from..].find(&opening) {
        let tag_start = from + at;
        let start = tag_start + text[tag_start..].find('>')? + 1;
        let starts_line = tag_start == 0 || text.as_bytes()[tag_start - 1] == b'\n';
        let is_name = text[tag_start + opening.len()..].starts_with([' ', '>', '\n', '\t', '\r']);
        if starts_line && is_name && is_wanted(&text[tag_start..start]) {
            let end = start + text[start..].find(&format!("</{name}"))?;
            return Some(start..end);
        }
        from = start;
    }
    None
}
