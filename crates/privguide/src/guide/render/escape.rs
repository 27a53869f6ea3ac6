//! Escaping for Markdown and HTML.

/// Escapes text so that Markdown shows it literally: no emphasis, code, link, image, table,
/// mathematics, raw HTML, entity or template expression, and no address that automatically becomes
/// a link. (A bare e-mail address may still become a `mailto:` link; nothing short of changing it
/// prevents that.)
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '{' | '}' | '|' | '~' | '&' | '$' | '^' => {
                true
            }
            // Inside a word, `_` is not markup, and many contacts contain one.
            '_' => {
                !(text[..at].ends_with(char::is_alphanumeric)
                    && text[at + 1..].starts_with(char::is_alphanumeric))
            }
            ':' => text[at..].starts_with("://"),
            '.' => text.as_bytes()[..at].to_ascii_lowercase().ends_with(b"www"),
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Escapes the beginning of a line that would otherwise start a heading, a list or a rule. The rest
/// must already be escaped.
pub(super) fn markdown_line(escaped: &str) -> String {
    let digits = escaped.len() - escaped.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (start, rest) = escaped.split_at(digits);
    let ordered = digits > 0 && rest.starts_with(['.', ')']);
    let unordered = digits == 0 && rest.starts_with(['#', '+', '-', '=']);
    if ordered || unordered { format!("{start}\\{rest}") } else { escaped.to_owned() }
}

/// Escapes text for HTML elements and quoted attributes.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
