//! Spellings of component names.

use std::borrow::Cow;

/// Converts `openType` and `LivePusher` to the platform's spelling: `open-type`, `live-pusher`.
#[must_use]
pub fn kebab(name: &str) -> Cow<'_, str> {
    if !name.contains(|c: char| c.is_ascii_uppercase()) {
        return name.into();
    }
    let mut kebab = String::with_capacity(name.len() + 2);
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 && !kebab.ends_with('-') {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab.into()
}

/// Converts `live-pusher` to `LivePusher`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('-').map(capital).collect()
}

/// Converts `open-type` to `openType`.
pub(crate) fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |sum, part| sum + &capital(part))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
