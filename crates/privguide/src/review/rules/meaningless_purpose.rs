//! A purpose consists of random typing, digits, signs or filler words.

use crate::review::{
    context::Context,
    purpose::{PurposeFault, faulty, is_no_name, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let meaningless =
        faulty(context).into_iter().filter(|faulty| faulty.fault == PurposeFault::Meaningless);
    let purposes = meaningless.map(|faulty| {
        let (name, text) = (faulty.name(), quoted(&faulty.text.value));
        Remark::new(
            format!("{}的用途没有意义：“{text}”", name.zh),
            format!("the purpose of {} is meaningless: \"{text}\"", name.en),
        )
        .about(faulty.id)
        .at(context.declared_at(&faulty.text.span))
        .help_example(
            faulty.id,
            "写明哪个功能、哪个页面用它做什么；随意填写会被退回",
            "say which feature or page needs it and what for; fillers are rejected",
        )
    });
    purposes.chain(names(context)).collect()
}

/// Names of third parties that are not names: 111, AAA.
fn names<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Remark> + 'a {
    let of_parties = context
        .declarations
        .others()
        .flat_map(|party| [Some(&party.name), party.provider()])
        .flatten();
    let names = of_parties
        .chain(context.declarations.service_provider.as_ref().map(|provider| &provider.name));
    let texts = names
        .flat_map(|name| [&name.zh, &name.en])
        .flatten()
        .filter(|text| !text.value.trim().is_empty());
    texts.filter(|text| is_no_name(&text.value)).map(|text| {
        let name = quoted(&text.value);
        Remark::new(
            format!("第三方的名称没有意义：“{name}”"),
            format!("the name of a third party is meaningless: \"{name}\""),
        )
        .at(context.declared_at(&text.span))
        .help(
            "写登记的名称，用户才知道信息交给了谁",
            "write the registered name, so that users know who gets their information",
        )
    })
}
