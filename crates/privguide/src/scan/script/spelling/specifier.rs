//! Finds the specifiers of imports without a parser, by the words before them.

use super::words::{is_word, places};

/// The specifier of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Specifier<'t> {
    Text(&'t str),
    /// It contains escapes or is too far away; a parser is needed.
    Unclear,
}

/// The specifiers that a module may import, found by the preceding words with comments skipped. It
/// may find too many, in comments and strings, but never too few.
pub(in super::super) fn specifiers(text: &str) -> impl Iterator<Item = Specifier<'_>> {
    let words = ["require", "import", "from"].into_iter();
    words.flat_map(move |word| {
        places(text, word).filter_map(move |at| specifier(&text[at + word.len()..]))
    })
}

/// The specifier after `from`, `import (` or `require(`.
fn specifier(behind: &str) -> Option<Specifier<'_>> {
    // `require.async("…")`
    let behind =
        behind.strip_prefix('.').map_or(behind, |member| member.trim_start_matches(is_word));
    // Comments in between are shorter than this.
    let end = behind.floor_char_boundary(MAX_BETWEEN);
    let mut rest = behind[..end].trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("/*") {
            match comment.split_once("*/") {
                Some((_, rest)) => rest,
                None => return (end < behind.len()).then_some(Specifier::Unclear),
            }
        } else if let Some(comment) = rest.strip_prefix("//") {
            match comment.split_once('\n') {
                Some((_, rest)) => rest,
                None => return (end < behind.len()).then_some(Specifier::Unclear),
            }
        } else if let Some(inside) = rest.strip_prefix('(') {
            inside
        } else {
            break;
        }
        .trim_start();
    }
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\'' | '`'))?;
    Some(match rest[1..].split_once(quote) {
        Some((text, _)) if !text.contains('\\') => Specifier::Text(text),
        _ => Specifier::Unclear,
    })
}

/// The longest text from the word to the end of the specifier.
const MAX_BETWEEN: usize = 4_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_imported_stands_behind_its_word_with_comments_between() {
        let text = "import a from './a'\nimport './b'\nexport * from /* c */ \"./c\"\nrequire // d\n('./d'); require.async('./e')";
        let found: BTreeSet<Specifier<'_>> = specifiers(text).collect();
        assert_eq!(
            found,
            ["./a", "./b", "./c", "./d", "./e"].map(Specifier::Text).into_iter().collect()
        );
        let far = format!("require(/*{}*/'./far')", " ".repeat(MAX_BETWEEN));
        for text in ["require('./\\x61')", far.as_str()] {
            assert_eq!(specifiers(text).collect::<Vec<_>>(), [Specifier::Unclear], "{text:.40}");
        }
        assert_eq!(specifiers("a.from(b); import(c); required('./x')").count(), 0);
    }
}
