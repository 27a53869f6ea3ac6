//! A plugin, SDK or service provider without its name, its provider or what it does.

use std::ops::Range;

use crate::{
    declaration::SdkInformation,
    review::{
        context::{Context, called, is_absent},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let said = context.said;
    let blank = |text| is_absent(text);
    let mut remarks = Vec::new();
    for plugin in &said.plugins {
        let appid = plugin.appid.as_ref().is_none_or(|appid| appid.value.trim().is_empty());
        let keys = [("name", blank(&plugin.name)), ("appid", appid), ("provider", blank(&plugin.provider))];
        remarks.extend(incomplete(context, "plugin", &keys, &plugin.span));
    }
    for sdk in &said.sdks {
        let keys = [("name", blank(&sdk.name)), ("provider", blank(&sdk.provider)), ("information", sdk.information.is_empty())];
        remarks.extend(incomplete(context, "sdk", &keys, &sdk.span));
    }
    if let Some(provider) = said.service_provider.as_ref().filter(|provider| blank(&provider.name)) {
        remarks.push(
            Remark::new("[service-provider] 没有写 name", "[service-provider] has no name")
                .at(context.declared_at(&provider.span))
                .help("写明代为开发的服务商的名称", "write the name of the provider that develops the program"),
        );
    }
    let handled =
        said.plugins.iter().flat_map(|plugin| &plugin.information).chain(said.sdks.iter().flat_map(|sdk| &sdk.information));
    remarks.extend(handled.filter(|entry| blank(&entry.purpose)).map(|entry| no_purpose(context, entry)));
    remarks
}

/// Every key that one table lacks, in one finding.
fn incomplete(context: &Context<'_>, table: &str, keys: &[(&str, bool)], span: &Range<usize>) -> Option<Remark> {
    let absent: Vec<&str> = keys.iter().filter(|(_, absent)| *absent).map(|(key, _)| *key).collect();
    let remark =
        Remark::new(format!("[[{table}]] 没有写 {}", absent.join("、")), format!("[[{table}]] has no {}", absent.join(", ")));
    (!absent.is_empty()).then(|| {
        remark.at(context.declared_at(span)).help(
            "指引要写明第三方的名称和提供方，用户才知道信息交给了谁",
            "the guide names third parties and their providers, so that users know who gets their information",
        )
    })
}

fn no_purpose(context: &Context<'_>, entry: &SdkInformation) -> Remark {
    let name = called(&entry.id.value);
    Remark::new(format!("没有写第三方用{}做什么", name.zh), format!("nothing says what the third party needs {} for", name.en))
        .about(&entry.id.value)
        .at(context.declared_at(&entry.id.span))
        .help("写明提供方自己说明的用途", "write the purpose that the provider states")
}
