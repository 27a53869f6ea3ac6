//! Which third party of the catalogue a declaration refers to.

use super::{Declarations, DeclaredParty, ThirdPartyKind, Translated};
use crate::{
    catalog::{Permission, ProgramKind, SeenParties, ThirdParty, permissions},
    origin::is_meant,
};

/// The declared SDK that is this third party, matched by id, otherwise by name or provider.
#[must_use]
pub(crate) fn declared_sdk<'a>(
    sdks: &'a [DeclaredParty],
    party: &ThirdParty,
) -> Option<&'a DeclaredParty> {
    sdks.iter().find(|sdk| sdk.id.as_ref().is_some_and(|id| id.value == party.id)).or_else(|| {
        sdks.iter().filter(|sdk| sdk.id.is_none()).find(|sdk| {
            is_named(&sdk.name, &[&party.name.zh, &party.name.en])
                || party
                    .provider
                    .as_ref()
                    .is_some_and(|provider| is_named(&sdk.provider, &[provider]))
        })
    })
}

impl Declarations {
    /// The declaration of a third party of the catalogue: as an SDK, as a plugin by its appid, or
    /// as a recipient by its id.
    #[must_use]
    pub fn party_of(&self, row: &ThirdParty) -> Option<&DeclaredParty> {
        let is = |party: &&DeclaredParty| match (&party.id, party.kind) {
            (Some(appid), ThirdPartyKind::Plugin) => row.plugins.contains(&appid.value),
            (Some(id), _) => id.value == row.id,
            (None, _) => false,
        };
        declared_sdk(&self.sdks, row)
            .or_else(|| self.plugins.iter().chain(&self.recipients).find(is))
    }

    /// The declaration that a host belongs to: one that names the host, or that of the third party
    /// which has the host in the catalogue.
    #[must_use]
    pub fn party_of_host(&self, host: &str) -> Option<&DeclaredParty> {
        let named = self.recipients.iter().chain(&self.sdks).find(|party| party.has(host));
        named.or_else(|| {
            self.party_of(self.third_parties().of_host(host)?)
                .filter(|party| party.kind != ThirdPartyKind::Plugin)
        })
    }
}

impl Declarations {
    /// Third parties whose code is in the program and that are not declared.
    pub(crate) fn undeclared<'a>(
        &'a self,
        seen: &'a SeenParties,
    ) -> impl Iterator<Item = &'a ThirdParty> {
        let rows = seen.parties().filter_map(|id| self.third_parties().get(id));
        rows.filter(|row| row.is_sure() && self.party_of(row).is_none())
    }

    /// The permissions with which a declared third party can access an information type: those that
    /// its code requests, and those that are declared. `None` if there may be more: because some of
    /// its code could not be resolved, or because its code is neither in the program nor recorded
    /// and nothing is declared.
    #[must_use]
    pub(crate) fn permissions_of(
        &self,
        party: &DeclaredParty,
        information: &str,
        kind: ProgramKind,
        seen: &SeenParties,
    ) -> Option<Vec<&'static Permission>> {
        let key = party.key();
        let is_its = |id: &&str| {
            let row = self.third_parties().get(id);
            row.and_then(|row| self.party_of(row)).is_some_and(|declared| declared.key() == key)
        };
        let code: Vec<&str> = seen.parties().filter(is_its).collect();
        let asks = |scope: &str| {
            code.iter().any(|id| seen.scopes_of(id).is_some_and(|scopes| scopes.contains(scope)))
                || party.permissions.iter().flatten().any(|declared| declared.value == scope)
        };
        let guarding = || permissions().iter().filter(|known| known.information == information);
        let asked: Vec<&Permission> = guarding().filter(|known| asks(&known.scope)).collect();
        let is_guarded = guarding().any(|known| known.is_of(kind));
        // A recipient is a host and requests no permissions; the program does.
        let is_host = party.kind == ThirdPartyKind::Recipient;
        let is_whole = !code.is_empty() && code.iter().all(|id| seen.is_whole(id));
        let is_open = code.iter().any(|id| seen.is_open(id));
        let is_known = !is_guarded
            || party.permissions.is_some()
            || is_host
            || is_whole
            || (!asked.is_empty() && !is_open);
        is_known.then_some(asked)
    }
}

impl DeclaredParty {
    /// Whether one of its hosts matches this one.
    pub(crate) fn has(&self, host: &str) -> bool {
        self.hosts.iter().any(|pattern| is_meant(host, &pattern.value))
    }
}

/// The row of the catalogue that a declared SDK refers to by its id.
#[must_use]
pub(crate) fn catalogued<'a>(
    declarations: &'a Declarations,
    sdk: &DeclaredParty,
) -> Option<&'a ThirdParty> {
    declarations.third_parties().get(&sdk.id.as_ref()?.value)
}

/// Whether one name contains the other, ignoring spaces and case: the declared name `友盟+` matches
/// `友盟+ U-Mini 小程序统计 SDK`.
fn is_named(given: &Translated, names: &[&String]) -> bool {
    /// Shorter texts occur in too many names.
    const SHORTEST: usize = 3;
    let plain = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric() || *c == '+')
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let texts = [&given.zh, &given.en].into_iter().flatten().map(|text| plain(&text.value));
    texts.filter(|text| text.chars().count() >= SHORTEST).any(|text| {
        names
            .iter()
            .map(|name| plain(name))
            .any(|name| name.contains(&text) || text.contains(&name))
    })
}
