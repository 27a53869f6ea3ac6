//! The language of the environment.

use privguide::language::Language;

/// The language of the locale; English if the locale is in neither language.
pub fn locale_language() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|value| Language::from_tag(&value))
        .unwrap_or(Language::En)
}
