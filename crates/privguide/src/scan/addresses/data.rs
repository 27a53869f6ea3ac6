//! Web-views and streams whose address is data of the template.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::Channel,
    origin::{closed, origin},
    scan::{
        Address,
        markup::{ExpressionValues, World, evaluate},
    },
    tree::TreePath,
};

/// The templates with such elements, and the names in their data that determine the address.
pub(in crate::scan) fn asks_for_data(
    addresses: &[Address],
) -> BTreeMap<TreePath, BTreeSet<String>> {
    let mut asked: BTreeMap<TreePath, BTreeSet<String>> = BTreeMap::new();
    for address in addresses.iter().filter(|address| is_open(address)) {
        let of_template = asked.entry(address.place.file.clone()).or_default();
        for part in parts(address.giver.as_deref().unwrap_or_default()) {
            let AttributePart::Code(code) = part else { continue };
            of_template.extend(
                evaluate(code).paths.into_iter().filter_map(|path| path.into_iter().next()),
            );
        }
    }
    asked
}

fn is_open(address: &Address) -> bool {
    matches!(address.channel, Channel::WebView | Channel::Stream) && address.origin.is_none()
}

/// Replaces addresses by those that the data of the templates' scripts provides.
pub(in crate::scan) fn with_data(addresses: &mut Vec<Address>, world: &dyn World) {
    let (open, mut settled): (Vec<Address>, Vec<Address>) =
        std::mem::take(addresses).into_iter().partition(is_open);
    for address in open {
        let Some(written) = address.giver.as_deref() else { continue };
        let values = values(written, &|path| world.data(&address.place.file, path));
        let origins: BTreeSet<String> =
            values.texts.iter().filter_map(|text| origin(text)).collect();
        let is_known = !origins.is_empty() && !values.unknown;
        settled.extend(origins.into_iter().map(|origin| Address {
            origin: Some(origin),
            giver: None,
            ..address.clone()
        }));
        if !is_known {
            settled.push(address);
        }
    }
    *addresses = settled;
}

/// The possible values of an attribute, as far as they determine the host:
/// `{{base}}/list?id={{id}}`, `https://{{host}}/list`.
fn values(written: &str, data: &dyn Fn(&[String]) -> ExpressionValues) -> ExpressionValues {
    let mut values =
        ExpressionValues { texts: BTreeSet::from([String::new()]), ..ExpressionValues::default() };
    // Addresses whose host does not depend on an unknown rest: `{{base}}{{path}}`.
    let mut bases = BTreeSet::new();
    let mut is_behind_code = false;
    for part in parts(written) {
        let (whole, open): (BTreeSet<String>, BTreeSet<String>) =
            values.texts.into_iter().partition(|text| closed(text).is_some());
        let part_values = match part {
            AttributePart::Code(code) if !open.is_empty() => values_of(code, data),
            AttributePart::Code(_) => ExpressionValues::default(),
            AttributePart::Text(text) => ExpressionValues {
                texts: BTreeSet::from([text.to_owned()]),
                ..ExpressionValues::default()
            },
        };
        if part_values.unknown {
            values.unknown = true;
            bases.extend(open.iter().filter(|_| is_behind_code).cloned());
        }
        let longer = open
            .iter()
            .flat_map(|text| part_values.texts.iter().map(move |next| format!("{text}{next}")));
        values.texts = longer.take(MAX_TEXTS + 1).chain(whole).collect();
        if values.texts.len() > MAX_TEXTS {
            return ExpressionValues { unknown: true, ..ExpressionValues::default() };
        }
        is_behind_code = match part {
            AttributePart::Code(_) => true,
            AttributePart::Text(text) => is_behind_code && text.is_empty(),
        };
    }
    values.texts.extend(bases);
    values
}

/// An attribute with more possible addresses counts as only known at run time.
const MAX_TEXTS: usize = 64;

/// The possible values of an expression.
fn values_of(code: &str, data: &dyn Fn(&[String]) -> ExpressionValues) -> ExpressionValues {
    let found = evaluate(code);
    let mut values = ExpressionValues {
        texts: found.texts,
        unknown: found.unknown,
        ..ExpressionValues::default()
    };
    for path in found.paths {
        let held = data(&path);
        values.texts.extend(held.texts);
        values.unknown |= held.unknown;
    }
    values
}

/// A piece of an attribute.
#[derive(Clone, Copy)]
enum AttributePart<'w> {
    Text(&'w str),
    Code(&'w str),
}

/// The pieces of an attribute; in a framework, an attribute without braces is an expression.
fn parts(written: &str) -> Vec<AttributePart<'_>> {
    let mut rest = written.trim();
    if !rest.contains("{{") {
        return vec![AttributePart::Code(rest)];
    }
    let mut parts = Vec::new();
    while let Some((text, behind)) = rest.split_once("{{") {
        let (code, after) = behind.split_once("}}").unwrap_or((behind, ""));
        parts.extend([AttributePart::Text(text), AttributePart::Code(code)]);
        rest = after;
    }
    parts.push(AttributePart::Text(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that the data does not contain are only known at run time.
    fn held(known: &[(&str, &[&str])], path: &[String]) -> ExpressionValues {
        let known = known.iter().find(|(name, _)| path == [*name]);
        let texts = known
            .iter()
            .flat_map(|(_, texts)| texts.iter().map(|text| (*text).to_owned()))
            .collect();
        ExpressionValues { texts, unknown: known.is_none(), ..ExpressionValues::default() }
    }

    #[test]
    fn an_address_is_put_together_until_its_host_is_whole() {
        let known: [(&str, &[&str]); 3] = [
            ("base", &["https://a.example"]),
            ("host", &["m.b.example", "c.example"]),
            ("slash", &["https://d.example/"]),
        ];
        for (written, origins, unknown) in [
            ("{{base}}/list?id={{id}}", "https://a.example", false),
            ("https://{{host}}/p{{id}}", "https://c.example https://m.b.example", false),
            ("https://x.{{host}}", "https://x.c.example https://x.m.b.example", false),
            ("{{base}}{{path}}", "https://a.example", true),
            ("{{slash}}{{path}}", "https://d.example", false),
            ("https://api{{env}}.shop.example/p", "", true),
            ("https://{{env}}.shop.example/p", "", true),
            ("{{base", "https://a.example", false),
            ("", "", false),
        ] {
            let values = values(written, &|path| held(&known, path));
            let found: BTreeSet<String> =
                values.texts.iter().filter_map(|text| origin(text)).collect();
            assert_eq!(found.into_iter().collect::<Vec<_>>().join(" "), origins, "{written}");
            assert_eq!(values.unknown, unknown, "{written}");
        }
    }

    #[test]
    fn more_addresses_than_the_bound_are_said_to_be_unknown() {
        let many: Vec<String> =
            (0..=MAX_TEXTS).map(|at| format!("'https://h{at}.example'")).collect();
        let written = format!("{{{{ok ? {} : x}}}}{{{{y}}}}", many.join(" : ok ? "));
        let values = values(&written, &|path| held(&[("x", &[]), ("y", &["/a"])], path));
        assert!(values.unknown && values.texts.is_empty());
    }
}
