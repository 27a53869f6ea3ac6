//! Which third party of the catalogue a declaration means.

use super::{Declarations, DeclaredSdk, Translated};
use crate::catalog::ThirdParty;

/// The declared SDK that is this third party: by its id, else by its name or provider.
#[must_use]
pub(crate) fn declared_sdk<'a>(sdks: &'a [DeclaredSdk], party: &ThirdParty) -> Option<&'a DeclaredSdk> {
    sdks.iter().find(|sdk| sdk.id.as_ref().is_some_and(|id| id.value == party.id)).or_else(|| {
        sdks.iter().filter(|sdk| sdk.id.is_none()).find(|sdk| {
            is_named(&sdk.name, &[&party.name.zh, &party.name.en])
                || party.provider.as_ref().is_some_and(|provider| is_named(&sdk.provider, &[provider]))
        })
    })
}

/// The row that a declared SDK names by its id.
#[must_use]
pub(crate) fn catalogued<'a>(said: &'a Declarations, sdk: &DeclaredSdk) -> Option<&'a ThirdParty> {
    said.third_parties().get(&sdk.id.as_ref()?.value)
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
