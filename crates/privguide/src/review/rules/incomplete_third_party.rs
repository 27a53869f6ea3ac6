//! The name, the provider or the information of a plugin, SDK or service provider is missing.

use std::ops::Range;

use crate::{
    declaration::{DeclaredParty, PartyRole, SdkInformation, ThirdPartyKind},
    review::{
        context::{Context, called, is_absent},
        remark::Remark,
        third_parties::party_name,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    let blank = |text| is_absent(text);
    let mut remarks = Vec::new();
    for party in declarations.others() {
        let id = party.id.as_ref().is_none_or(|id| id.value.trim().is_empty());
        // A recipient from the catalogue is identified by its id.
        let (appid, hosts) = match party.kind {
            ThirdPartyKind::Plugin => (id, false),
            ThirdPartyKind::Sdk => (false, false),
            ThirdPartyKind::Recipient => (false, party.hosts.is_empty() && party.id.is_none()),
        };
        let keys = [
            ("name", blank(&party.name)),
            ("appid", appid),
            ("provider", party.provider().is_some_and(blank)),
            ("hosts", hosts),
            ("information", party.information.is_empty()),
        ];
        remarks.extend(incomplete(context, party.kind.table(), &keys, &party.span));
    }
    for recipient in
        declarations.recipients.iter().filter(|recipient| recipient.role == PartyRole::Own)
    {
        remarks.extend(incomplete(
            context,
            "recipient",
            &[("hosts", recipient.hosts.is_empty())],
            &recipient.span,
        ));
    }
    if let Some(provider) =
        declarations.service_provider.as_ref().filter(|provider| blank(&provider.name))
    {
        remarks.push(
            Remark::new("[service-provider] 没有写 name", "[service-provider] has no name")
                .at(context.declared_at(&provider.span))
                .help(
                    "写明代为开发的服务商的名称",
                    "write the name of the provider that develops the program",
                ),
        );
    }
    for party in declarations.others() {
        let silent = party.information.iter().filter(|entry| blank(&entry.purpose));
        remarks.extend(silent.map(|entry| no_purpose(context, party, entry)));
    }
    remarks
}

/// One finding for all keys that a table lacks.
fn incomplete(
    context: &Context<'_>,
    table: &str,
    keys: &[(&str, bool)],
    span: &Range<usize>,
) -> Option<Remark> {
    let absent: Vec<&str> =
        keys.iter().filter(|(_, absent)| *absent).map(|(key, _)| *key).collect();
    let remark = Remark::new(
        format!("[[{table}]] 没有写 {}", absent.join("、")),
        format!("[[{table}]] has no {}", absent.join(", ")),
    );
    (!absent.is_empty()).then(|| {
        remark.at(context.declared_at(span)).help(
            "指引要写明第三方的名称和提供方，用户才知道信息交给了谁",
            "the guide names third parties and their providers, so that users know who gets their information",
        )
    })
}

fn no_purpose(context: &Context<'_>, party: &DeclaredParty, entry: &SdkInformation) -> Remark {
    let (who, name) = (party_name(party), called(&entry.id.value));
    Remark::new(
        format!("没有写第三方{}用{}做什么", who.zh, name.zh),
        format!("it is not stated what the third party {} needs {} for", who.en, name.en),
    )
    .about(&entry.id.value)
    .at(context.declared_at(&entry.id.span))
    .help("写明提供方自己说明的用途", "write the purpose that the provider states")
}
