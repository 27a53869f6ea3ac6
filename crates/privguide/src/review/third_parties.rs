//! Third parties in the code matched with those in the declarations.

use std::collections::BTreeMap;

use super::context::Context;
use crate::{
    catalog::{Confidence, ThirdParty, third_party},
    declaration::{DeclaredSdk, Translated},
    program::Status,
    scan::{Marker, ThirdPartyUse},
};

/// The third parties whose code is in the programs, with the signs of each; those of which only a host is named are left out, plugins
/// too: they have rules of their own.
pub(super) fn found<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a ThirdPartyUse>> {
    let mut found: BTreeMap<&str, Vec<&ThirdPartyUse>> = BTreeMap::new();
    for reviewed in context.input.programs {
        let is_code = |sign: &&ThirdPartyUse| matches!(sign.marker, Marker::Package | Marker::File | Marker::Code);
        let signs = reviewed.scan.third_parties.iter().filter(is_code);
        for sign in signs.filter(|sign| reviewed.status(&sign.place.file) != Some(Status::Outside)) {
            found.entry(&sign.party).or_default().push(sign);
        }
    }
    found
}

/// A finding may rest on it: a row that is sure, of a service that is not the platform's own.
pub(super) fn is_worth_a_finding(party: &ThirdParty) -> bool {
    party.confidence == Confidence::High && !party.platform
}

/// The declared SDK that is this third party: by its id, else by its name or provider.
pub(super) fn declared<'a>(sdks: &'a [DeclaredSdk], party: &ThirdParty) -> Option<&'a DeclaredSdk> {
    sdks.iter().find(|sdk| catalogued(sdk).is_some_and(|known| known.id == party.id)).or_else(|| {
        sdks.iter().filter(|sdk| sdk.id.is_none()).find(|sdk| {
            is_named(&sdk.name, &[&party.name.zh, &party.name.en])
                || party.provider.as_ref().is_some_and(|provider| is_named(&sdk.provider, &[provider]))
        })
    })
}

/// The row that a declared SDK names by its id.
pub(super) fn catalogued(sdk: &DeclaredSdk) -> Option<&'static ThirdParty> {
    third_party(&sdk.id.as_ref()?.value)
}

/// One name contains the other, blanks and case aside: `友盟+` is declared for `友盟+ U-Mini 小程序统计 SDK`.
fn is_named(given: &Translated, names: &[&String]) -> bool {
    /// Shorter texts are part of too many names.
    const SHORTEST: usize = 3;
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '+').flat_map(char::to_lowercase).collect::<String>();
    let texts = [&given.zh, &given.en].into_iter().flatten().map(|text| plain(&text.value));
    texts
        .filter(|text| text.chars().count() >= SHORTEST)
        .any(|text| names.iter().map(|name| plain(name)).any(|name| name.contains(&text) || text.contains(&name)))
}
