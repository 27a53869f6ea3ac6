//! The names that loops and slots bind: `(item, index) in list`, `#default="{ kind }"`.

use super::{
    expression::{evaluate, is_name},
    members::bracket_end,
    values::{ELEMENT, ExpressionValues},
};

/// A name, and its possible values.
type Bound = (String, ExpressionValues);

/// The maximum nesting depth of patterns.
const DEEPEST: usize = 8;

/// The names of the variables of a loop or a slot: the first one has the values, further ones (a
/// key, an index) have others.
pub(super) fn by_loop(variables: &str, values: &ExpressionValues) -> Vec<Bound> {
    let variables = variables.trim();
    let inside = variables.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut names = Vec::new();
    for (at, variable) in parts(inside.unwrap_or(variables)).enumerate() {
        let unknown = ExpressionValues::unknown();
        bind(variable, if at == 0 { values } else { &unknown }, 0, &mut names);
    }
    names
}

/// A name whose value a condition says: `kind === 'share'`.
pub(super) fn by_test(condition: &str) -> Option<Bound> {
    let (name, value) = condition.split_once("===").or_else(|| condition.split_once("=="))?;
    let (name, value) = (name.trim(), value.trim());
    let text = ['"', '\''].into_iter().find_map(|quote| {
        let text = value.strip_prefix(quote)?.strip_suffix(quote)?;
        (!text.contains([quote, '\\'])).then_some(text)
    })?;
    let is_name = !name.is_empty() && name.chars().all(is_name);
    is_name.then(|| (name.to_owned(), ExpressionValues::text(text)))
}

/// `name`, `{ name, key: name = 'default', ...rest }`, `[first]`
fn bind(pattern: &str, values: &ExpressionValues, depth: usize, names: &mut Vec<Bound>) {
    let pattern = pattern.trim();
    if depth > DEEPEST {
        return;
    }
    let (pattern, default) = match bracket_end(pattern, 0, &["="]) {
        at if at < pattern.len() => (&pattern[..at], Some(evaluate(&pattern[at + 1..]))),
        _ => (pattern, None),
    };
    let values = default.map_or_else(|| values.clone(), |default| values.clone().or(default));
    let inside = |open: char| {
        let rest = pattern.strip_prefix(open)?;
        Some(&rest[..bracket_end(rest, 0, &[])])
    };
    if let Some(inside) = inside('{') {
        for part in parts(inside) {
            let part = part.trim();
            if let Some(rest) = part.strip_prefix("...") {
                bind(rest, &values, depth + 1, names);
                continue;
            }
            let end = bracket_end(part, 0, &[":", "="]);
            let key = part[..end].trim().trim_matches(['"', '\'']);
            let inner = if part[end..].starts_with(':') { &part[end + 1..] } else { part };
            bind(inner, &values.clone().member(key), depth + 1, names);
        }
    } else if let Some(inside) = inside('[') {
        for part in parts(inside) {
            let part = part.trim().trim_start_matches("...");
            bind(part, &values.clone().member(ELEMENT), depth + 1, names);
        }
    } else {
        let name = pattern.split(':').next().unwrap_or("").trim();
        if !name.is_empty() {
            names.push((name.to_owned(), values));
        }
    }
}

/// The parts of a text between commas outside brackets.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = bracket_end(text, 0, &[","]);
        rest = text.get(end + 1..);
        Some(&text[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::{ExpressionValues, by_loop, by_test};

    #[test]
    fn a_condition_says_the_value_of_a_name() {
        for (condition, expected) in [
            ("kind === 'share'", Some(("kind", "share"))),
            ("kind==\"share\"", Some(("kind", "share"))),
            ("kind === 'share' || kind === 'a'", None),
            ("kind !== 'share'", None),
            ("a.kind === 'share'", None),
            ("kind === share", None),
        ] {
            let expected =
                expected.map(|(name, text)| (name.to_owned(), ExpressionValues::text(text)));
            assert_eq!(by_test(condition), expected, "{condition}");
        }
    }

    #[test]
    fn patterns_bind_names() {
        for (variables, expected) in [
            ("item", "item=list"),
            ("(item, key, index)", "item=list key=? index=?"),
            ("item, index", "item=list index=?"),
            ("{ kind, a: b, ...rest }", "kind=list.kind b=list.a rest=list"),
            ("({ kind = 'x' }, i)", "kind=list.kind|x i=?"),
            ("[a, { b }]", "a=list.[] b=list.[].b"),
            ("({ a: { b: c } })", "c=list.a.b"),
            ("item: Item", "item=list"),
            ("", ""),
            ("{", ""),
        ] {
            let list = ExpressionValues::path(vec!["list".to_owned()]);
            let shown = by_loop(variables, &list).into_iter().map(|(name, values)| {
                let paths = values.paths.iter().map(|path| path.join("."));
                let all: Vec<String> = paths.chain(values.texts.iter().cloned()).collect();
                format!("{name}={}{}", all.join("|"), if values.unknown { "?" } else { "" })
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{variables}");
        }
    }
}
