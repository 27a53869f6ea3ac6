//! Third parties in the code matched with those in the declarations.

use std::{collections::BTreeMap, ops::Range};

use super::context::Context;
pub(super) use crate::declaration::{catalogued, declared_sdk as declared};
use crate::{
    catalog::{Confidence, ThirdParty},
    declaration::{Declarations, Role, SdkInformation, Sharing, Translated},
    language::{Language, Text},
    program::Status,
    scan::{Marker, ThirdPartyUse},
};

/// A plugin, SDK or recipient as declared: what all of them have. Own hosts belong to no third party.
pub(super) struct Declared<'a> {
    /// `plugin`, `sdk` or `recipient`.
    pub(super) table: &'static str,
    pub(super) name: &'a Translated,
    /// Its provider, where that is another name than its own.
    pub(super) provider: Option<&'a Translated>,
    pub(super) information: &'a [SdkInformation],
    pub(super) role: Role,
    pub(super) sharing: &'a Sharing,
    pub(super) span: &'a Range<usize>,
}

impl Declared<'_> {
    /// What it is called in messages.
    pub(super) fn called(&self) -> Text {
        let said = |language| self.name.get(language).map(|text| quoted(&text.value)).filter(|name| !name.trim().is_empty());
        let (zh, en) = (said(Language::ZhCn), said(Language::En));
        let any = zh.clone().or_else(|| en.clone()).unwrap_or_else(|| format!("[[{}]]", self.table));
        Text::new(format!("“{}”", zh.unwrap_or_else(|| any.clone())), format!("“{}”", en.unwrap_or(any)))
    }
}

/// Everybody else who handles information, as declared: plugins, SDKs, recipients.
pub(super) fn all(said: &Declarations) -> Vec<Declared<'_>> {
    let plugins = said.plugins.iter().map(|plugin| Declared {
        table: "plugin",
        name: &plugin.name,
        provider: Some(&plugin.provider),
        information: &plugin.information,
        role: plugin.role,
        sharing: &plugin.sharing,
        span: &plugin.span,
    });
    let sdks = said.sdks.iter().map(|sdk| Declared {
        table: "sdk",
        name: &sdk.name,
        provider: Some(&sdk.provider),
        information: &sdk.information,
        role: sdk.role,
        sharing: &sdk.sharing,
        span: &sdk.span,
    });
    let recipients = said.recipients.iter().filter(|recipient| recipient.role != Role::Own).map(|recipient| Declared {
        table: "recipient",
        name: &recipient.name,
        provider: None,
        information: &recipient.information,
        role: recipient.role,
        sharing: &recipient.sharing,
        span: &recipient.span,
    });
    plugins.chain(sdks).chain(recipients).collect()
}

/// The third parties whose code is in the programs, with the signs of each; those of which only a host is named are left out, plugins
/// too: they have rules of their own.
pub(super) fn found<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a ThirdPartyUse>> {
    let mut found: BTreeMap<&str, Vec<&ThirdPartyUse>> = BTreeMap::new();
    for reviewed in context.input.programs {
        let is_code =
            |sign: &&ThirdPartyUse| matches!(sign.marker, Marker::Package | Marker::File | Marker::Code | Marker::Element);
        let signs = reviewed.scan.third_parties.iter().filter(is_code);
        for sign in signs.filter(|sign| reviewed.status(&sign.place.file) != Some(Status::Outside)) {
            found.entry(&sign.party).or_default().push(sign);
        }
    }
    found
}

/// A text of the developer inside a message, shortened and on one line.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 24;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).chain(['…']).collect() }
}

/// A finding may rest on it: a row that is sure, of a service that is not the platform's own.
pub(super) fn is_worth_a_finding(party: &ThirdParty) -> bool {
    party.confidence == Confidence::High && !party.platform
}
