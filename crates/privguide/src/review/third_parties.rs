//! Matches third parties in the code with those in the declarations.

use std::collections::BTreeMap;

use super::context::Context;
pub(super) use crate::declaration::{catalogued, declared_sdk as declared};
use crate::{
    declaration::DeclaredParty,
    language::{Language, Text},
    program::Status,
    scan::ThirdPartyUse,
};

/// The maximum number of places that are shown for one finding; copies may have hundreds of files.
pub(super) const PLACES_SHOWN: usize = 5;

/// The name of a declared party in messages.
pub(super) fn party_name(party: &DeclaredParty) -> Text {
    let text_in = |language| {
        party
            .name
            .get(language)
            .map(|text| quoted(&text.value))
            .filter(|name| !name.trim().is_empty())
    };
    let (zh, en) = (text_in(Language::ZhCn), text_in(Language::En));
    let any =
        zh.clone().or_else(|| en.clone()).unwrap_or_else(|| format!("[[{}]]", party.kind.table()));
    Text::new(
        format!("“{}”", zh.unwrap_or_else(|| any.clone())),
        format!("“{}”", en.unwrap_or(any)),
    )
}

/// The third parties whose code is in the programs, with the signs of each. Plugins, and third
/// parties of which only a host is named, are left out: separate rules report them.
pub(super) fn found<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a ThirdPartyUse>> {
    let mut found: BTreeMap<&str, Vec<&ThirdPartyUse>> = BTreeMap::new();
    for reviewed in context.input.programs {
        let signs = reviewed.scan.third_parties.iter().filter(|sign| sign.marker.is_code());
        for sign in signs.filter(|sign| reviewed.status(&sign.place.file) != Some(Status::Outside))
        {
            found.entry(&sign.party).or_default().push(sign);
        }
    }
    found
}

/// A text of the developer for a message, shortened to one line.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 24;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= SHOWN {
        line
    } else {
        line.chars().take(SHOWN).chain(['…']).collect()
    }
}
