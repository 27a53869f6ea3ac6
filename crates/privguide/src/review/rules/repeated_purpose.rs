//! Several information types have one and the same purpose.

use std::collections::BTreeMap;

use crate::{
    declaration::Spanned,
    language::Language,
    review::{
        context::{Context, called},
        purpose::quoted,
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for language in Language::ALL {
        let mut same: BTreeMap<String, Vec<(&str, &Spanned<String>)>> = BTreeMap::new();
        for entry in &context.said.information {
            if let Some(text) = entry.purpose.get(language) {
                same.entry(plain(&text.value)).or_default().push((&entry.id.value, text));
            }
        }
        same.retain(|plain, entries| !plain.is_empty() && entries.len() > 1);
        remarks.extend(same.values().map(|entries| remark(context, entries)));
    }
    remarks
}

/// What is left when signs and blanks do not count.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn remark(context: &Context<'_>, entries: &[(&str, &Spanned<String>)]) -> Remark {
    let text = quoted(&entries[0].1.value);
    let count = entries.len();
    let mut remark = Remark::new(
        format!("{count} 项信息写了同样的用途：“{text}”"),
        format!("{count} information types have the same purpose: \"{text}\""),
    )
    .help("每一项信息要分别写明自己的用途，照抄会被退回", "say for each of them what it is needed for: copies are rejected");
    for (id, text) in entries {
        let name = called(id);
        remark = remark.about(id).at_labelled(context.declared_at(&text.span), name.zh, name.en);
    }
    remark
}
