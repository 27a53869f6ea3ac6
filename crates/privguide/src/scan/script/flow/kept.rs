//! Strings that are kept in every set.

use std::sync::Arc;

use super::{Question, program::Joined};

/// For each string of the source, whether it does not count towards the bound of a set: a name that
/// the catalogue knows, or the beginning of addresses. Almost every program concatenates the latter
/// with strings that are not known. Those that are put together count, and all of them count if
/// there are many, or very much bundled code.
pub(super) fn always_kept(program: &Joined, question: &Question<'_>) -> Vec<bool> {
    let origins = program.strings.iter().filter(|text| is_origin(text)).count();
    let bounds = question.bounds;
    let are_few =
        origins <= bounds.origins && program.packed_constraints() < bounds.large.constraints;
    let is_kept =
        |text: &Arc<str>| question.names.is_relevant_text(text) || (are_few && is_origin(text));
    program.strings.iter().map(is_kept).collect()
}

/// `https://example.com`, `wss://example.com/`
fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let host = host.trim_end_matches('/');
    matches!(scheme, "https" | "http" | "wss" | "ws")
        && !host.is_empty()
        && !host.contains(['/', '?', '#'])
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn an_origin_has_a_host_and_no_path() {
        for text in ["https://example.com", "http://a.b:8080/", "wss://x", "ws://x/"] {
            assert!(is_origin(text), "{text}");
        }
        for text in ["https://", "https:///", "ftp://x", "https://x/a", "https://x?a", "x", "//x"] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
