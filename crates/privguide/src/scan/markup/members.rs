//! The members of objects in templates: the `data` of a template call, and `v-bind="{ … }"`.
//!
//! A member that cannot be parsed, such as a function, must not hide the members after it.

use super::{
    expression::{DEEPEST, ExpressionParser, evaluate, is_name, strings},
    values::{ExpressionValues, Member},
};

/// The members of an object without its braces, such as the `data` of a template call: `a, b: x ?
/// 'y' : 'z', ...rest`. A spread has no name. A member that cannot be parsed has an unknown value,
/// besides the strings in it.
#[must_use]
pub fn members(text: &str) -> Vec<Member> {
    members_within(text, 0)
}

/// The objects that an expression can be, each as its members: `ok ? { a: 1 } : other`. An object
/// that is not written here is a spread.
#[must_use]
pub fn objects(text: &str) -> Vec<Member> {
    objects_within(text, 0)
}

fn members_within(text: &str, depth: usize) -> Vec<Member> {
    let mut parser = ExpressionParser::new(text);
    let mut members = Vec::new();
    while !parser.at_end() {
        let (start, before) = (parser.at, members.len());
        if parser.eat("...") {
            let end = member_end(text, parser.at);
            members.extend(objects_within(&text[parser.at..end], depth + 1));
            parser.at = end;
        } else {
            let is_parsed = parser.member(&mut members, 0).is_ok();
            if parser.at_word("as") || parser.at_word("satisfies") {
                parser.at = member_end(text, parser.at);
            }
            if !(is_parsed && (parser.at_end() || parser.rest().starts_with([',', ';']))) {
                members.truncate(before);
                parser.at = member_end(text, start);
                members.push(unparsed_member(&text[start..parser.at]));
            }
        }
        while parser.eat(",") || parser.eat(";") {}
        if parser.at == start {
            // A bracket closes that was never opened.
            members.push(unparsed_member(parser.rest()));
            break;
        }
    }
    members
}

fn objects_within(text: &str, depth: usize) -> Vec<Member> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    if depth > DEEPEST {
        return vec![unparsed_member(text)];
    }
    for (open, close) in [('(', ')'), ('{', '}')] {
        let inside = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        match inside.filter(|inside| bracket_end(inside, 0, &[]) == inside.len()) {
            Some(inside) if open == '(' => return objects_within(inside, depth + 1),
            Some(inside) => return members_within(inside, depth + 1),
            None => {}
        }
    }
    if let Some((first, second)) = choice(text) {
        let mut found = objects_within(first, depth + 1);
        found.extend(objects_within(second, depth + 1));
        return found;
    }
    // The type of an object says nothing about its members.
    let end = bracket_end(text, 0, &[" as ", " satisfies "]);
    if end < text.len() && text[end..].starts_with(' ') {
        return objects_within(&text[..end], depth + 1);
    }
    let values = evaluate(text);
    let unknown = values.unknown || !values.texts.is_empty() || text.contains('{');
    vec![(None, ExpressionValues { unknown, ..values })]
}

/// The two values of `test ? a : b`, `a || b` and `a ?? b`; the second one of `test && b`.
fn choice(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    loop {
        at = bracket_end(text, at, &["?"]);
        match text.as_bytes().get(at + 1) {
            Some(b'.' | b'?') => at += 2,
            Some(_) => {
                let rest = text.get(at + 1..)?;
                let colon = else_at(rest);
                return Some((&rest[..colon], rest.get(colon + 1..)?));
            }
            None => break,
        }
    }
    let at = bracket_end(text, 0, &["||", "??", "&&"]);
    let (first, rest) = text.split_at_checked(at)?;
    let second = rest.get(2..).filter(|_| rest.starts_with(['|', '?', '&']))?;
    Some((if rest.starts_with('&') { "" } else { first }, second))
}

/// The `:` that belongs to a `?` before the text.
fn else_at(text: &str) -> usize {
    let (mut at, mut open) = (0, 1);
    loop {
        at = bracket_end(text, at, &["?", ":"]);
        match text.as_bytes().get(at) {
            Some(b'?') if matches!(text.as_bytes().get(at + 1), Some(b'?' | b'.')) => at += 2,
            Some(b'?') => (open, at) = (open + 1, at + 1),
            Some(b':') if open > 1 => (open, at) = (open - 1, at + 1),
            _ => return at,
        }
    }
}

/// The end of a member of an object: the next comma outside brackets and strings.
fn member_end(text: &str, from: usize) -> usize {
    bracket_end(text, from, &[",", ";"])
}

/// The first of some tokens outside brackets and strings, or the bracket that closes one that opens
/// before; the length of the text if there is none.
pub(super) fn bracket_end(text: &str, from: usize, tokens: &[&str]) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (from, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return at,
            b')' | b']' | b'}' => depth -= 1,
            b'\'' | b'"' | b'`' => {
                at += 1;
                while bytes.get(at).is_some_and(|&other| other != byte) {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ if depth == 0
                && tokens.iter().any(|token| bytes[at..].starts_with(token.as_bytes())) =>
            {
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// A member that cannot be parsed: `onClick: () => go()`, `go() {}`.
fn unparsed_member(text: &str) -> Member {
    let is_name = |c: char| is_name(c) || c == '-';
    let text = text.trim();
    let text = text.strip_prefix("async ").unwrap_or(text).trim_start();
    let quoted = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))
        .and_then(|quote| text[1..].split_once(quote));
    let (key, rest) =
        quoted.unwrap_or_else(|| text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len())));
    let is_named = !key.is_empty() && rest.trim_start().starts_with([':', '(']);
    let values = ExpressionValues {
        texts: strings(if is_named { rest } else { text }),
        unknown: true,
        ..ExpressionValues::none()
    };
    (is_named.then(|| key.to_owned()), values)
}

#[cfg(test)]
mod tests {
    use super::{Member, members, objects};

    fn shown(members: Vec<Member>) -> String {
        let one = |(name, values): Member| {
            let paths = values.paths.iter().map(|path| path.join("."));
            let all: Vec<String> = values.texts.iter().map(|text| format!("'{text}'")).collect();
            let all: Vec<String> = all.into_iter().chain(paths).collect();
            let unknown = if values.unknown { "?" } else { "" };
            format!("{}={}{unknown}", name.unwrap_or_else(|| "…".to_owned()), all.join("|"))
        };
        members.into_iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_member_that_cannot_be_parsed_hides_no_other() {
        for (text, expected) in [
            ("a, b: 'x', ...c", "a=a b='x' …=c"),
            ("a: () => f(1, 2), b: 'x'", "a=? b='x'"),
            ("f() { return 'y' }, b: 'x'", "f='y'? b='x'"),
            ("a-b: 1, b: 'x'", "a-b=? b='x'"),
            ("a: 1; b: 'x'", "a='1' b='x'"),
            ("[k]: 'y', b: 'x'", "…='y'? b='x'"),
            ("a: b as any, c: 'x'", "a=b c='x'"),
            ("'a-b': new Date(), b: 'x'", "a-b=? b='x'"),
            ("), b: 'x'", "…=? …='x'?"),
        ] {
            assert_eq!(shown(members(text)), expected, "{text}");
        }
    }

    #[test]
    fn an_object_is_found_in_every_branch() {
        for (text, expected) in [
            ("{ a: 'x' }", "a='x'"),
            ("({ a: 'x' })", "a='x'"),
            ("{ a: 'x' } as any", "a='x'"),
            ("b ? { a: 'x' } : c", "a='x' …=c"),
            ("b && { a: 'x' }", "a='x'"),
            ("b?.c ?? { a: 'x' }", "…=b.c a='x'"),
            ("{ ...(b ? { a: 'x' } : {}), c }", "a='x' c=c"),
            ("b ? c as any : { a: 'x' } as any", "…=c a='x'"),
            ("a ? b ? c : d : e", "…=c …=d …=e"),
            ("f({ a: 'x' })", "…=?"),
            ("", ""),
        ] {
            assert_eq!(shown(objects(text)), expected, "{text}");
        }
    }

    #[test]
    fn hostile_objects_are_read_quickly() {
        for part in ["(", "{a:(", "...(", "a?", "a?b:", ")", "a,)", "'", "a:f(1]", "{...", "`${"] {
            let text = part.repeat(20_000);
            let started = std::time::Instant::now();
            let _ = (objects(&text), members(&text));
            assert!(started.elapsed().as_secs() < 5, "{part}");
        }
    }
}
