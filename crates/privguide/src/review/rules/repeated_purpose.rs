//! Several information types have the same purpose.

use std::collections::BTreeMap;

use crate::{
    declaration::Spanned,
    language::{Language, Text},
    review::{
        context::Context,
        purpose::{Declared, declared, quoted, whose},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for language in Language::ALL {
        // The developer and a third party may have the same purpose for the same information.
        let mut same: BTreeMap<(Option<String>, String), Vec<StatedPurpose<'_>>> = BTreeMap::new();
        for Declared { party, id, purpose } in declared(context) {
            if let Some(text) = purpose.get(language) {
                let key = (party.as_ref().map(|party| party.zh.clone()), plain(&text.value));
                same.entry(key).or_default().push((party, id, text));
            }
        }
        same.retain(|(_, plain), entries| !plain.is_empty() && entries.len() > 1);
        remarks.extend(same.values().map(|entries| remark(context, entries)));
    }
    remarks
}

/// The party, the information and the purpose.
type StatedPurpose<'a> = (Option<Text>, &'a str, &'a Spanned<String>);

/// The text without punctuation and white space.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn remark(context: &Context<'_>, entries: &[StatedPurpose<'_>]) -> Remark {
    let text = quoted(&entries[0].2.value);
    let count = entries.len();
    let mut remark = Remark::new(
        format!("{count} 项信息写了同样的用途：“{text}”"),
        format!("{count} information types have the same purpose: \"{text}\""),
    )
    .help(
        "每一项信息要分别写明自己的用途，照抄会被退回",
        "say for each of them what it is needed for: copies are rejected",
    );
    for (party, id, text) in entries {
        let name = whose(party.as_ref(), id);
        remark = remark.about(id).at_labelled(context.declared_at(&text.span), name.zh, name.en);
    }
    remark
}
