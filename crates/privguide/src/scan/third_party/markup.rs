//! Markers in templates: elements of a third party, or of a service of the platform.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Marker, ThirdPartyUse, sign};
use crate::{
    catalog::{ThirdParty, third_parties},
    framework::kebab,
    scan::markup::{MarkupToken, MarkupTokens, TagShape},
    tree::SourceText,
};

static WITH_ELEMENTS: LazyLock<Vec<&'static ThirdParty>> =
    LazyLock::new(|| third_parties().iter().filter(|party| !party.elements.is_empty()).collect());

/// The beginnings of such elements: most templates contain none.
static STARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let tags = WITH_ELEMENTS.iter().flat_map(|party| &party.elements);
    AhoCorasick::new(tags.map(|tag| format!("<{tag}")))
        .expect("a few short names make a small automaton")
});

/// Each third party with an element in a template, once. `text` is the file's text, or a text of
/// the same length in which code for other platforms is replaced by spaces.
pub(in crate::scan) fn in_markup(source: &SourceText, text: &str) -> Vec<ThirdPartyUse> {
    if !STARTS.is_match(text) {
        return Vec::new();
    }
    let mut left = WITH_ELEMENTS.clone();
    let mut found = Vec::new();
    let mut tokens = MarkupTokens::new(
        text,
        0..text.len(),
        TagShape { braces_in_values: true, raw: &["script", "style", "wxs"] },
    );
    while !left.is_empty() {
        let Some(token) = tokens.next() else { break };
        let MarkupToken::Open(element) = token else { continue };
        let tag = kebab(element.tag);
        if let Some(at) =
            left.iter().position(|party| party.elements.iter().any(|known| *known == tag))
        {
            let party = left.swap_remove(at);
            found.push(sign(
                party,
                Marker::Element,
                element.tag,
                source.place(element.range.clone()),
            ));
        }
    }
    found
}
