//! A third party's public statement names information, or its code in the program uses information,
//! that its declaration lacks.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    catalog::ThirdParty,
    declaration::{SdkInformation, ThirdPartyKind},
    language::Text,
    review::{
        context::{Context, called},
        remark::Remark,
        third_parties::{PLACES_SHOWN, catalogued, declared, found, party_name},
    },
    scan::{Use, UseKind},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let by_id = context
        .declarations
        .sdks
        .iter()
        .filter_map(|sdk| Some((sdk, catalogued(context.declarations, sdk)?)));
    let by_code = found(context).into_keys().filter_map(|id| {
        let party = context.declarations.third_parties().get(id)?;
        Some((declared(&context.declarations.sdks, party).filter(|sdk| sdk.id.is_none())?, party))
    });
    let sdks =
        by_id.chain(by_code).map(|(sdk, party)| (sdk.information.as_slice(), &sdk.span, party));
    let recipients = context
        .declarations
        .others()
        .filter(|party| party.kind == ThirdPartyKind::Recipient)
        .filter_map(|recipient| {
            let party = context.declarations.third_parties().get(&recipient.id.as_ref()?.value)?;
            Some((recipient.information.as_slice(), &recipient.span, party))
        });
    let stated = sdks
        .chain(recipients)
        .filter_map(|(information, span, party)| remark(context, information, span, party));
    stated.chain(used(context)).collect()
}

/// Information that the code of declared third parties uses by calls and that the declaration
/// lacks. A reference without a call does not count: SDKs wrap interfaces to observe how the
/// program uses them.
fn used(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    let mut lacking: BTreeMap<(String, &str), Vec<&Use>> = BTreeMap::new();
    for reviewed in context.input.programs {
        let uses = reviewed.scan.uses_of_parties(reviewed.program).into_iter();
        for (party, found) in uses.filter(|(_, found)| found.kind != UseKind::Reference) {
            let declared =
                declarations.third_parties().get(party).and_then(|row| declarations.party_of(row));
            let Some(declared) = declared.filter(|declared| !declared.information.is_empty())
            else {
                continue;
            };
            let is_declared =
                |id: &String| declared.information.iter().any(|entry| entry.id.value == *id);
            for id in found.interface.information.iter().filter(|id| !is_declared(id)) {
                lacking.entry((declared.key(), id)).or_default().push(found);
            }
        }
    }
    let remarks = lacking.into_iter().filter_map(|((key, id), uses)| {
        let declared = declarations.others().find(|party| party.key() == key)?;
        let (party, information, interface) =
            (party_name(declared), called(id), &uses.first()?.interface.name);
        let remark = Remark::new(
            format!("{}的代码用到{}（{interface}），它的声明里没有写", party.zh, information.zh),
            format!(
                "the code of {} uses {} ({interface}), which is not declared for it",
                party.en, information.en
            ),
        );
        let remark = uses
            .iter()
            .take(PLACES_SHOWN)
            .fold(remark.about(id), |remark, found| remark.at(found.place.clone()));
        Some(remark.help(
            format!(
                "写明它用来做什么：在 [[{}]] 里加上 information.{id} = \"…\"",
                declared.kind.table()
            ),
            format!(
                "say what it is for: add information.{id} = \"…\" to [[{}]]",
                declared.kind.table()
            ),
        ))
    });
    remarks.collect()
}

fn remark(
    context: &Context<'_>,
    information: &[SdkInformation],
    span: &Range<usize>,
    party: &ThirdParty,
) -> Option<Remark> {
    let statement = party.statement.as_ref()?;
    // A declaration without any information is reported separately.
    if information.is_empty() {
        return None;
    }
    let is_declared = |id: &String| information.iter().any(|entry| entry.id.value == *id);
    let absent: Vec<_> =
        party.states.iter().filter(|id| !is_declared(id)).map(|id| called(id)).collect();
    if absent.is_empty() {
        return None;
    }
    let on =
        party.seen.map(|day| Text::new(format!("（{day} 查看）"), format!(" (seen on {day})")));
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
            format!("compare with {statement}{}, and add to information what applies to you", seen.en),
        )
        .help(
            "声明往往写的是安卓、iOS 版本；小程序里没有的，用 privguide-allow 写明理由",
            "statements are often about the Android or iOS SDK; for what a Mini Program does not have, say so with privguide-allow",
        ),
    )
}
