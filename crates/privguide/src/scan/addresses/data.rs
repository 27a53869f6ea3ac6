//! Pages in web-views whose address is data of the template.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::Channel,
    origin::origin,
    scan::{
        Address,
        markup::{Values, World, evaluate},
    },
    tree::TreePath,
};

/// The templates that have such a page, and the names in their data that decide.
pub(in crate::scan) fn asks_for_data(addresses: &[Address]) -> BTreeMap<TreePath, BTreeSet<String>> {
    let mut asked: BTreeMap<TreePath, BTreeSet<String>> = BTreeMap::new();
    for address in addresses.iter().filter(|address| is_open(address)) {
        let (first, _) = first_part(address.giver.as_deref().unwrap_or_default());
        let names = evaluate(first).paths.into_iter().filter_map(|path| path.into_iter().next());
        asked.entry(address.place.file.clone()).or_default().extend(names);
    }
    asked
}

fn is_open(address: &Address) -> bool {
    address.channel == Channel::WebView && address.origin.is_none()
}

/// Puts in what the data of the templates' scripts is known to be.
pub(in crate::scan) fn with_data(addresses: &mut Vec<Address>, world: &dyn World) {
    let (open, mut settled): (Vec<Address>, Vec<Address>) = std::mem::take(addresses).into_iter().partition(is_open);
    for address in open {
        let Some(written) = address.giver.as_deref() else { continue };
        let values = values(written, &address.place.file, world);
        let origins: BTreeSet<String> = values.texts.iter().filter_map(|text| origin(text)).collect();
        let is_known = !origins.is_empty() && !values.unknown;
        settled.extend(origins.into_iter().map(|origin| Address { origin: Some(origin), giver: None, ..address.clone() }));
        if !is_known {
            settled.push(address);
        }
    }
    *addresses = settled;
}

/// What an attribute can hold.
fn values(written: &str, template: &TreePath, world: &dyn World) -> Values {
    let (first, rest) = first_part(written);
    let found = evaluate(first);
    let mut values = Values { texts: found.texts, unknown: found.unknown, ..Values::default() };
    for path in found.paths {
        let data = world.data(template, &path);
        values.texts.extend(data.texts);
        values.unknown |= data.unknown;
    }
    values.texts = values.texts.into_iter().map(|text| text + rest).collect();
    values
}

/// The first expression, and the text behind it: they say whose the address is, whatever follows: `{{base}}/list?id={{id}}`. An address
/// that begins with a text, `https://{{host}}`, has no such part.
fn first_part(written: &str) -> (&str, &str) {
    match written.trim().strip_prefix("{{").and_then(|inner| inner.split_once("}}")) {
        Some((first, rest)) => (first, rest.split("{{").next().unwrap_or_default()),
        None if written.contains("{{") => ("", ""),
        None => (written, ""),
    }
}
