//! A third party's public statement names information that its declaration lacks.

use crate::{
    catalog::ThirdParty,
    declaration::DeclaredSdk,
    review::{
        context::{Context, called},
        remark::Remark,
        third_parties::{catalogued, declared, found},
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let by_id = context.said.sdks.iter().filter_map(|sdk| Some((sdk, catalogued(sdk)?)));
    let by_code = found(context).into_keys().filter_map(|id| {
        let party = crate::catalog::third_party(id)?;
        Some((declared(&context.said.sdks, party).filter(|sdk| sdk.id.is_none())?, party))
    });
    by_id.chain(by_code).filter_map(|(sdk, party)| remark(context, sdk, party)).collect()
}

fn remark(context: &Context<'_>, sdk: &DeclaredSdk, party: &ThirdParty) -> Option<Remark> {
    let statement = party.statement.as_ref()?;
    // A declaration without any information is a finding of its own.
    if sdk.information.is_empty() {
        return None;
    }
    let is_declared = |id: &String| sdk.information.iter().any(|entry| entry.id.value == *id);
    let absent: Vec<_> = party.states.iter().filter(|id| !is_declared(id)).map(|id| called(id)).collect();
    if absent.is_empty() {
        return None;
    }
    let zh: Vec<&str> = absent.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = absent.iter().map(|name| name.en.as_str()).collect();
    Some(
        Remark::new(
            format!("{}的公开声明提到{}，这里没有写", party.name.zh, zh.join("、")),
            format!("the public statement of {} names {}, which is not declared here", party.name.en, en.join(", ")),
        )
        .at(context.declared_at(&sdk.span))
        .help(
            format!("对照声明 {statement}（{} 查看），确有其事就在 information 里补上", party.seen),
            format!("compare with {statement} (seen on {}), and add to information what holds for you", party.seen),
        )
        .help(
            "声明往往写的是安卓、iOS 版本；小程序里没有的，用 privguide-allow 写明理由",
            "statements are often about the Android or iOS SDK; for what a Mini Program does not have, say so with privguide-allow",
        ),
    )
}
