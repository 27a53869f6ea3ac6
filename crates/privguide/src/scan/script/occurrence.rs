//! What one occurrence of a word in a text can be, judged without a parser from what stands next to
//! it. Where that is not clear, the occurrence counts: a file is then parsed for nothing, but never
//! missed.

use memchr::memmem;

use super::spelling::is_word;
use crate::common_places::GLOBAL_OBJECTS;

/// Whether the text from `start` to `end`, the name of the host or of the global object, is used in
/// another way than `wx.member`.
pub(super) fn escapes(text: &str, start: usize, end: usize) -> bool {
    let (before, behind) = (&text[..start], &text[end..]);
    if before.ends_with(is_word) || behind.starts_with(is_word) {
        return false;
    }
    // Most occurrences are members: no more is looked at.
    if behind.starts_with('.') || is_prose(before, behind) || is_only_tested(before, behind) {
        return false;
    }
    let is_global_object = GLOBAL_OBJECTS.contains(&&text[start..end]);
    if is_global_object
        && (is_quoted(before, behind) || is_field(before) || is_parameter(text, start, end))
    {
        return false;
    }
    let bytes = text.as_bytes();
    let behind = bytes[end..].trim_ascii_start();
    let before = bytes[..start].trim_ascii_end();
    let is_comment = matches!(behind, [b'/', b'/' | b'*', ..]);
    if is_comment || before.ends_with(b"*/") {
        return true;
    }
    // `/wx/`, `"wx-…"`, `"wx://…"`, `wx:if`: paths, class names, built-in behaviours and attributes
    // in strings, not the host. The line before may be a comment.
    let begins_line = bytes[before.len()..start].contains(&b'\n');
    let ends_line = bytes[end..bytes.len() - behind.len()].contains(&b'\n');
    let is_attribute = before.last() != Some(&b'?')
        && ATTRIBUTES.iter().any(|attribute| {
            let rest = behind.strip_prefix(attribute.as_bytes());
            rest.is_some_and(|rest| !rest.first().is_some_and(|&next| is_word(next.into())))
        });
    let is_address =
        matches!(before.last(), Some(b'"' | b'\'' | b'`')) && behind.starts_with(b"://");
    let in_text = !begins_line && matches!(before.last(), Some(b'/' | b'-'))
        || !ends_line && matches!(behind.first(), Some(b'/' | b'-'))
        || is_attribute
        || is_address;
    let after = behind.first();
    !in_text && after != Some(&b'.')
}

/// Attributes of templates that begin with the host's name followed by one of these.
const ATTRIBUTES: [&str; 5] = [":if", ":for", ":key", ":elif", ":else"];

/// Whether there is another word next to this one, on the same line. In code, only keywords stand
/// next to a value, so it is a part of a sentence (`// the global scope`), or a name that is
/// declared (`const self`).
fn is_prose(before: &str, behind: &str) -> bool {
    let from = before.trim_end_matches(BLANKS);
    let word = &from[from.trim_end_matches(is_word).len()..];
    let is_after_word =
        from.len() < before.len() && !word.is_empty() && !BEFORE_VALUES.contains(&word);
    let until = behind.trim_start_matches(BLANKS);
    let word = &until[..until.find(|letter| !is_word(letter)).unwrap_or(until.len())];
    let is_before_word =
        until.len() < behind.len() && !word.is_empty() && !BEHIND_VALUES.contains(&word);
    is_after_word || is_before_word
}

/// What separates words on one line. After the end of a line, a new statement may begin.
const BLANKS: [char; 2] = [' ', '\t'];

/// Keywords of the language that a value may follow.
const BEFORE_VALUES: [&str; 16] = [
    "await",
    "case",
    "default",
    "delete",
    "do",
    "else",
    "extends",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];
/// Keywords of JavaScript and TypeScript that may follow a value.
const BEHIND_VALUES: [&str; 7] =
    ["as", "extends", "implements", "in", "instanceof", "of", "satisfies"];

/// `typeof window`, without a member of it.
fn is_only_tested(before: &str, behind: &str) -> bool {
    let from = before.trim_end_matches(BLANKS);
    let is_tested = from.len() < before.len()
        && from.strip_suffix("typeof").is_some_and(|from| !from.ends_with(is_word));
    let behind = behind.trim_start();
    is_tested && !behind.starts_with("?.") && !behind.starts_with(['.', '[', '(', '`', '/'])
}

/// Whether the word is a parameter of the function around it: `function f(self) { self.x }`.
/// Compilers write such functions into most files. The function must begin shortly before, on a
/// line that begins shortly before it without `//`, so that few bytes are read for each occurrence.
fn is_parameter(text: &str, start: usize, end: usize) -> bool {
    let word = &text[start..end];
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST_FUNCTION));
    let Some(function) = memmem::rfind(&text.as_bytes()[from..start], b"function") else {
        return false;
    };
    let header = &text[from + function + "function".len()..start];
    let before = &text[..from + function];
    let nearby = text.floor_char_boundary(before.len().saturating_sub(LONGEST_FUNCTION));
    let line = match before[nearby..].rfind('\n') {
        Some(end) => &before[nearby + end + 1..],
        None if nearby == 0 => before,
        // Whether the line is a comment is not known.
        None => return false,
    };
    if before.ends_with(is_word) || line.contains("//") {
        return false;
    }
    let Some(parameters) = header.trim_start().trim_start_matches(is_word).strip_prefix('(') else {
        return false;
    };
    // The word itself may stand among the parameters.
    let Some((names, body)) = parameters.split_once(')') else {
        return parameters.chars().all(is_in_simple_parameters);
    };
    names.chars().all(is_in_simple_parameters)
        && names.split(',').any(|name| name.trim() == word)
        && is_open(body)
}

fn is_in_simple_parameters(letter: char) -> bool {
    is_word(letter) || matches!(letter, ',' | ' ' | '\n' | '\r' | '\t')
}

/// Whether the body of a function, of which this is the beginning, has not ended yet. Where a
/// template, a comment or a regular expression may begin, that is unknown.
fn is_open(body: &str) -> bool {
    let mut depth = 0_u32;
    let mut quote = None;
    let mut letters = body.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '{') => depth += 1,
            (None, '}') if depth > 1 => depth -= 1,
            (None, '}' | '`' | '/') => return false,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(_), '\\') => drop(letters.next()),
            (Some(begin), letter) if begin == letter => quote = None,
            _ => {}
        }
    }
    depth > 0 && quote.is_none()
}

/// Bytes between the beginning of a function and the use of its parameter, and between the
/// beginning of its line and of the function.
const LONGEST_FUNCTION: usize = 400;

/// `"self"`
fn is_quoted(before: &str, behind: &str) -> bool {
    let quote = before.chars().next_back();
    matches!(quote, Some('"' | '\'' | '`')) && quote == behind.chars().next()
}

/// Whether the word is a field of something that is not the global object: `util.global`.
fn is_field(before: &str) -> bool {
    let Some(base) = before.trim_end().strip_suffix('.') else { return false };
    let base = base.strip_suffix('?').unwrap_or(base).trim_end();
    let base = &base[base.trim_end_matches(is_word).len()..];
    !base.is_empty() && base != "this" && !GLOBAL_OBJECTS.contains(&base)
}

/// Whether the text assigns to `self`. Then `self` is almost certainly a variable that holds
/// `this`.
pub(super) fn names_itself(bytes: &[u8]) -> bool {
    let mut places = memmem::find_iter(bytes, b"self")
        .filter(|&at| at == 0 || matches!(bytes[at - 1], b' ' | b',' | b';' | b'\t'));
    places.any(|at| matches!(bytes[at + 4..].trim_ascii_start(), [b'=', next, ..] if *next != b'='))
}

/// Whether a letter of a name is written as an escape: `wx.get\u004cocation()`. All names of the
/// platform consist of letters and digits of ASCII.
pub(super) fn escapes_letters(bytes: &[u8]) -> bool {
    let is_letter = |digits: &[u8]| {
        let code = str::from_utf8(digits).ok().and_then(|code| u32::from_str_radix(code, 16).ok());
        let letter = code.and_then(char::from_u32);
        letter.is_some_and(|letter| letter.is_ascii_alphanumeric())
    };
    memmem::find_iter(bytes, b"\\u").any(|at| match &bytes[at + 2..] {
        [b'{', behind @ ..] => {
            let nearby = &behind[..behind.len().min(LONGEST_CODE)];
            match nearby.iter().position(|&byte| byte == b'}') {
                Some(end) => is_letter(&nearby[..end]),
                // A code with more leading zeros may be that of a letter.
                None => nearby.len() == LONGEST_CODE && nearby.iter().all(u8::is_ascii_hexdigit),
            }
        }
        behind => behind.get(..4).is_some_and(is_letter),
    })
}

/// Bytes of the code of a letter in braces; longer ones count without being read.
const LONGEST_CODE: usize = 16;

/// Whether the `scope.` at the offset stands in a string, at its beginning or its end:
/// `"scope.record"`, `"scope." + name`, and not `scope.load()`.
pub(super) fn is_scope_prefix(bytes: &[u8], start: usize) -> bool {
    let is_mark = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| b"\"'`$\\".contains(byte))
    };
    is_mark(start.checked_sub(1)) || is_mark(Some(start + "scope.".len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether some occurrence of the word in the text counts.
    fn is_used(text: &str, word: &str) -> bool {
        text.match_indices(word).any(|(at, _)| escapes(text, at, at + word.len()))
    }

    #[test]
    fn a_value_counts_wherever_a_value_can_stand() {
        for (text, word) in [
            ("return window", "window"),
            ("f(window as any)", "window"),
            ("case self: break", "self"),
            ("for (const key in window) {}", "window"),
            ("a = typeof window ? window : null", "window"),
            ("a = typeof window[key]", "window"),
            ("a = typeof wx?.[key]", "wx"),
            ("export default global", "global"),
            ("let a\nself", "self"),
            ("this.window[key]", "window"),
            ("self.window[key]", "window"),
            ("root().window", "window"),
            ("f(...self)", "self"),
            ("app.wx", "wx"),
            ("const key = 'wx'", "wx"),
            ("a ? wx://comment\n 1 : 2", "wx"),
        ] {
            assert!(is_used(text, word), "{text}");
        }
    }

    #[test]
    fn words_of_sentences_and_declared_names_do_not_count() {
        for (text, word) in [
            ("// for tests in modified global environments", "global"),
            ("/** Valid values are `String` (the global types). */", "global"),
            ("names = { c904: 'window screen' }", "window"),
            ("log(`window size: ${width}`)", "window"),
            ("log(`the size of wx apps`)", "wx"),
            ("const self = 1", "self"),
        ] {
            assert!(!is_used(text, word), "{text}");
        }
    }

    #[test]
    fn strings_and_fields_with_the_name_of_the_global_object_do_not_count() {
        for (text, word) in [
            ("navigate({ target: 'self' })", "self"),
            ("util.global", "global"),
            ("util?.global[key]", "global"),
            ("behaviors: ['wx://form-field']", "wx"),
            ("behaviors: [`wx://component-export`]", "wx"),
            ("if (typeof window === 'undefined') {}", "window"),
            ("a = typeof wx\n", "wx"),
        ] {
            assert!(!is_used(text, word), "{text}");
        }
    }

    #[test]
    fn the_parameter_of_the_function_around_it_is_not_the_global_object() {
        let helper = r#"function f(self, call) { if (!self) { throw new E("it hasn't") } return call || self }"#;
        assert!(!is_used(helper, "self"));
        assert!(!is_used("function (a,\n  self) { return { a: self } }", "self"));
        for text in [
            "function f(self) {} init(self)",
            "function f(call) { return self }",
            "function f(self) { return function () { return g(self) } } init(self)",
            // What these strings, comments and default values contain is not looked at.
            "function f(self) { return \"}\" } init(self)",
            "'function f(self) {'; init(self)",
            "// function f(self) {\ninit(self)",
            "/* function f(self) { */ init(self)",
            "function f(self = {}) { init(self) }",
            "function f(self) { return /}/.test(a) ? `}` : b } init(self)",
        ] {
            assert!(is_used(text, "self"), "{text}");
        }
        let long =
            format!("function f(self) {{ {} return self }}", "a();".repeat(LONGEST_FUNCTION));
        assert!(is_used(&long, "self"));
        // Where the line begins is not looked for far away.
        let far = format!("{}{helper}", "a();".repeat(LONGEST_FUNCTION));
        assert!(is_used(&far, "self"));
        assert!(!is_used(&format!("{}\n{helper}", "a();".repeat(LONGEST_FUNCTION)), "self"));
    }

    #[test]
    fn only_escapes_of_letters_can_hide_a_name() {
        for text in
            [r"wx.\u0067etLocation()", r"wx.\u{67}etLocation()", r"wx.get\u{00004C}\u006fcation()"]
        {
            assert!(escapes_letters(text.as_bytes()), "{text}");
        }
        let zeros = "0".repeat(LONGEST_CODE);
        assert!(escapes_letters(format!(r"wx.\u{{{zeros}67}}etLocation()").as_bytes()));
        assert!(!escapes_letters(r"\u{".repeat(LONGEST_CODE).as_bytes()));
        for text in
            [r"'\u4e2d\u6587'", r"/[\u0000-\u001f\u2028]/", r"\u", r"\u{", r"\u{1F600}", r"\u00"]
        {
            assert!(!escapes_letters(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn scopes_begin_in_strings() {
        let begins = |text: &str| {
            text.match_indices("scope.").any(|(at, _)| is_scope_prefix(text.as_bytes(), at))
        };
        for text in ["'scope.record'", "\"scope.\" + name", "`scope.${name}`", "`${a}scope.`"] {
            assert!(begins(text), "{text}");
        }
        for text in ["scope.load(url)", "const a = scope.", "scope.wx"] {
            assert!(!begins(text), "{text}");
        }
    }
}
