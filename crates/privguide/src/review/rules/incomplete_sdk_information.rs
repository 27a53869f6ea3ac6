//! A third party's public statement names information that its declaration lacks.

use std::ops::Range;

use crate::{
    catalog::ThirdParty,
    declaration::{SdkInformation, ThirdPartyKind},
    language::Text,
    review::{
        context::{Context, called},
        remark::Remark,
        third_parties::{catalogued, declared, found},
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let by_id = context.said.sdks.iter().filter_map(|sdk| Some((sdk, catalogued(context.said, sdk)?)));
    let by_code = found(context).into_keys().filter_map(|id| {
        let party = context.said.third_parties().get(id)?;
        Some((declared(&context.said.sdks, party).filter(|sdk| sdk.id.is_none())?, party))
    });
    let sdks = by_id.chain(by_code).map(|(sdk, party)| (sdk.information.as_slice(), &sdk.span, party));
    let recipients = context.said.others().filter(|party| party.kind == ThirdPartyKind::Recipient).filter_map(|recipient| {
        let party = context.said.third_parties().get(&recipient.id.as_ref()?.value)?;
        Some((recipient.information.as_slice(), &recipient.span, party))
    });
    sdks.chain(recipients).filter_map(|(information, span, party)| remark(context, information, span, party)).collect()
}

fn remark(context: &Context<'_>, information: &[SdkInformation], span: &Range<usize>, party: &ThirdParty) -> Option<Remark> {
    let statement = party.statement.as_ref()?;
    // A declaration without any information is a finding of its own.
    if information.is_empty() {
        return None;
    }
    let is_declared = |id: &String| information.iter().any(|entry| entry.id.value == *id);
    let absent: Vec<_> = party.states.iter().filter(|id| !is_declared(id)).map(|id| called(id)).collect();
    if absent.is_empty() {
        return None;
    }
    let on = party.seen.map(|day| Text::new(format!("（{day} 查看）"), format!(" (seen on {day})")));
    let seen = on.unwrap_or_else(|| Text::new("", ""));
    let zh: Vec<&str> = absent.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = absent.iter().map(|name| name.en.as_str()).collect();
    Some(
        Remark::new(
            format!("{}的公开声明提到{}，这里没有写", party.name.zh, zh.join("、")),
            format!("the public statement of {} names {}, which is not declared here", party.name.en, en.join(", ")),
        )
        .at(context.declared_at(span))
        .help(
            format!("对照声明 {statement}{}，确有其事就在 information 里补上", seen.zh),
            format!("compare with {statement}{}, and add to information what holds for you", seen.en),
        )
        .help(
            "声明往往写的是安卓、iOS 版本；小程序里没有的，用 privguide-allow 写明理由",
            "statements are often about the Android or iOS SDK; for what a Mini Program does not have, say so with privguide-allow",
        ),
    )
}
