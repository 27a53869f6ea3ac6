//! White space and comments, which may follow the last statement of a script.

/// True if a text contains only white space and closed comments, by ECMAScript's grammar including
/// HTML-like comments.
pub(crate) fn is_trivia(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest =
            rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
        if rest.is_empty() {
            return true;
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            let Some((_, behind)) = comment.split_once("*/") else { return false };
            rest = behind;
        } else if ["//", "<!--", "-->"].iter().any(|opening| rest.starts_with(opening)) {
            let Some(end) = rest.find(['\n', '\r', '\u{2028}', '\u{2029}']) else { return true };
            rest = &rest[end..];
        } else {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_trivia;

    #[test]
    fn comments_and_blanks_are_trivia_and_nothing_else_is() {
        for text in
            ["", " \n\u{3000}\u{feff}", "// a", "/* a */ // b\n<!-- c\n--> d\r/**/", "//\u{2028}"]
        {
            assert!(is_trivia(text), "{text:?}");
        }
        for text in ["a", ";", "/* a", "/*/", "// a\rb", "//\u{2028}b", "/**/ #", "'a", "/ a"] {
            assert!(!is_trivia(text), "{text:?}");
        }
    }
}
